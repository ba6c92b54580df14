//! Quantities: numbers with what they count.
