//! Where an article comes from.

use jiff::civil::Date;

use crate::Outcome;

/// The input that is being read, and the place in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// As messages name it.
    pub input: String,
    /// As ids of what has none begin.
    pub stem: String,
    /// Where in it, such as a line.
    pub place: Option<String>,
    /// The day on which the article was fetched from its publisher, where that is known.
    pub retrieved: Option<Date>,
}

impl Origin {
    pub(crate) fn new(input: &str, stem: &str) -> Origin {
        Origin { input: input.to_owned(), stem: stem.to_owned(), ..Origin::default() }
    }

    /// The same input, at a place.
    pub(crate) fn at(&self, place: impl Into<String>) -> Origin {
        Origin { place: Some(place.into()), ..self.clone() }
    }

    /// A failure here; `place` says where more closely.
    pub(crate) fn failed(&self, place: impl Into<Option<String>>, why: impl Into<String>) -> Outcome {
        let place = place.into().or_else(|| self.place.clone());
        Outcome::Failed { input: self.input.clone(), place, why: why.into() }
    }

    pub(crate) fn warned(&self, why: impl Into<String>) -> Outcome {
        Outcome::Warning { input: self.input.clone(), why: why.into() }
    }
}
