//! The plain data of rapporteur.
//!
//! Everything that passes from one stage of the reading to the next is defined here, and nothing here reads, decides or prints.
//! Inside the program a place in a text is a [`Span`] of bytes; in what leaves the program it is a [`CodeSpan`] of Unicode code
//! points. The two are different types, and the change is made once, by [`CodePoints`], where a [`record`] is written.

pub mod article;
pub mod reading;
pub mod record;
pub mod span;
pub mod syntax;

pub use article::{Article, PublishedFrom};
pub use span::{CodePoints, CodeSpan, Span};
pub use syntax::{Name, NameKind, Sentence, Token, Upos};
