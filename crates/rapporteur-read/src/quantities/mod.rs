//! Quantities: numbers with what they count.

pub mod numerals;
