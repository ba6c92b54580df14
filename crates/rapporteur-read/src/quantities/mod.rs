//! Quantities: numbers with what they count — people and things, sums of money, shares, measures.
//!
//! Numbers are read on the same pieces of words as dates ([`crate::dates::atoms`]); what is counted comes from the tree where there
//! is one, and from the order of the words where not. Words, hedges, units and currencies are data (`knowledge/quantities`).

mod find;
mod knowledge;
mod label;
mod noun;
pub mod numerals;
#[cfg(test)]
mod tests;

pub use find::find;
pub use knowledge::{Knowledge, compile, load};
