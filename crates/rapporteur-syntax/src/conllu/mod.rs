//! CoNLL-U (universaldependencies.org/format): reading with line-numbered errors, writing, and the text under a file.

mod read;
mod write;

pub use self::read::{Given, GivenWord, Sentences, Text, read, read_tokens};
pub use self::write::{write, write_given};

#[cfg(test)]
mod tests;
