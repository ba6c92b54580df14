//! From a text to paragraphs, sentences and words.
//!
//! Where paragraphs end is decided by rules ([`paragraph`]); where words and sentences end, by two small linear classifiers over the
//! candidates that rules propose ([`words`], [`sentences`]), trained on UD treebanks by [`train`] (feature `train`). Words are
//! those of UD English: clitics stand apart ("do" + "n't", "France" + "'s", glued), hyphenated compounds are split at the hyphen.
//!
//! *Invariants: words are in order, on character boundaries, none empty; together they cover every character that is not white
//! space. Time is linear in the length of the text.*

mod chars;
mod features;
mod lexicon;
mod linear;
mod paragraph;
mod rules;
mod sentences;
#[cfg(feature = "train")]
mod training;
mod words;

use rapporteur_text::Span;

pub use self::linear::SegmentWeights;
#[cfg(feature = "train")]
pub use self::training::train;
use crate::LoadError;

/// Words after which a sentence is ended by force. The longest sentences of newspapers have a third of that.
const MAX_SENTENCE: usize = 400;

/// A word of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// Part of the same written token as the word before it.
    pub glued: bool,
}

/// A sentence before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its words, at least one.
    pub words: Vec<Word>,
    /// The first of a paragraph.
    pub starts_paragraph: bool,
}

/// Finds sentences and words. Immutable.
#[derive(Clone, Debug)]
pub struct Segmenter {
    weights: SegmentWeights,
}

impl Segmenter {
    /// Reads the weights that [`train`] wrote.
    pub fn load(bytes: &[u8]) -> Result<Self, LoadError> {
        Ok(Segmenter { weights: SegmentWeights::read(bytes)? })
    }

    /// A segmenter that goes by rules alone.
    pub fn rules() -> Self {
        Segmenter { weights: SegmentWeights::default() }
    }

    /// The sentences of a text.
    pub fn segment(&self, text: &str) -> Vec<Segment> {
        let mut out = Vec::new();
        let mut scratch = Vec::new();
        for paragraph in paragraph::paragraphs(text) {
            let words = words::split(text, paragraph, &self.weights, &mut scratch);
            let ends = sentences::ends(text, &words, &self.weights, &mut scratch);
            let mut from = 0;
            for end in ends {
                let starts_paragraph = from == 0;
                out.push(Segment { words: words[from..end].to_vec(), starts_paragraph });
                from = end;
            }
        }
        out
    }
}
