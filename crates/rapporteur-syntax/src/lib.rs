//! Syntax: from a text to sentences, words, tags, lemmas, trees and names.
//!
//! [`Parser`] holds what is loaded once and never changes: the segmenter's weights and the network. It does no I/O and knows no
//! language resource but these two; what it computes is the same to the bit on every processor, in every batch and on every thread.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let model = std::fs::read("models/default/model.rapp")?;
//! let segment = std::fs::read("models/default/segment.bin")?;
//! let parser = rapporteur_syntax::Parser::load(model, &segment)?;
//! for sentence in parser.parse("Norland's envoys don't agree. Talks failed.") {
//!     println!("{} words", sentence.tokens.len());
//! }
//! # Ok(())
//! # }
//! ```

pub mod conllu;
mod error;
mod kernel;
mod lexicon;
mod model;
mod parser;
pub mod segment;

#[doc(hidden)]
pub use kernel::limit;

pub use error::{ConlluError, LoadError};
pub use parser::Parser;
