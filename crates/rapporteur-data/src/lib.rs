//! The data that the program carries in itself: the syntax model and the compiled knowledge. Only the program and the wheel link
//! this crate; tests load the same files from disk where they can.

/// Keeps embedded bytes on a boundary of 64, so that fixed-width records and vectors can be read in place.
#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

static MODEL: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../models/default/model.rapp"));
static SEGMENT: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../models/default/segment.bin"));
static KNOWLEDGE: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin")));

/// The syntax model (`models/default/model.rapp`).
pub fn model() -> &'static [u8] {
    &MODEL.0
}

/// The segmenter (`models/default/segment.bin`).
pub fn segment() -> &'static [u8] {
    &SEGMENT.0
}

/// The compiled knowledge.
pub fn knowledge() -> &'static [u8] {
    &KNOWLEDGE.0
}
