//! Why a model or a CoNLL-U text is refused.

use thiserror::Error;

/// A model file or a segmenter's weights that cannot be used.
#[derive(Debug, Error)]
pub enum LoadError {
    /// It does not begin as such a file does.
    #[error("not a {what}: the first bytes are wrong; is this the right file?")]
    Magic {
        /// What was expected.
        what: &'static str,
    },
    /// Bytes were changed or lost after it was written.
    #[error("the {what} is damaged: its checksum does not fit; restore it from the release")]
    Checksum {
        /// What was read.
        what: &'static str,
    },
    /// Made by a later version of the trainer.
    #[error("the {what} has format {found}, and this program reads format {known}; use a newer program")]
    Format {
        /// What was read.
        what: &'static str,
        /// Its format.
        found: u32,
        /// The format that is understood.
        known: u32,
    },
    /// The tensors' container is broken.
    #[error("the model's tensors cannot be read: {0}")]
    Container(String),
    /// The configuration in the header cannot be read or contradicts itself.
    #[error("the model's configuration is wrong: {0}")]
    Config(String),
    /// A tensor that the format asks for is not there.
    #[error("the model lacks the tensor `{0}`")]
    Missing(String),
    /// A tensor has other dimensions or another type than the configuration says.
    #[error("tensor `{name}` is {found}, and the configuration asks for {expected}")]
    Tensor {
        /// Its name.
        name: String,
        /// What stands in the file.
        found: String,
        /// What should.
        expected: String,
    },
}

/// A CoNLL-U text that breaks the format.
#[derive(Debug, Error)]
pub enum ConlluError {
    /// A line that cannot be read.
    #[error("line {line}: {what}")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// The input could not be read.
    #[error("reading CoNLL-U failed: {0}")]
    Io(#[from] std::io::Error),
}
