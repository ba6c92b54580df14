//! The reading: out of an article and its parsed sentences, who did what to whom, when, where, how much, and who says so.
//!
//! One module a stage, in the order in which they run; each takes the document and what the stages before it made, and no stage
//! reaches back. No stage does I/O or fails: what a stage knows of the world comes from [`knowledge`], compiled before.

pub mod actors;
pub mod attribution;
pub mod dates;
pub mod events;
pub mod factuality;
pub mod knowledge;
pub mod places;
pub mod position;
pub mod quantities;
