//! Dates: time expressions and the days that they mean, as TIMEX3 values with first and last day.
//!
//! A table of patterns (`knowledge/dates/patterns`, language: [`pattern`]) finds the expressions on the pieces of the words
//! ([`atoms`]); [`resolve`] reckons what each means from the day of publication, the tense of the governing verb ([`tense`]) and
//! the date spoken of before.

pub mod atoms;
pub mod calendar;
mod complete;
mod figures;
mod happenings;
mod knowledge;
pub mod pattern;
#[cfg(test)]
pub(crate) mod plain;
mod ranges;
mod reckon;
mod resolve;
mod scan;
pub mod tense;
#[cfg(test)]
pub(crate) mod tests;

pub use knowledge::{From, Holiday, Knowledge, Means, Pattern, TenseWords, compile, load};
use rapporteur_text::reading::{DateExpression, Document};

/// Finds every time expression of an article, in order; none overlaps another, save a range and its ends.
pub fn find(doc: &Document, knowledge: &Knowledge) -> Vec<DateExpression> {
    resolve::Reader::new(doc, knowledge).read()
}
