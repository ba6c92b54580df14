//! Attribution: who says what.
