//! The data that the program carries in itself: the syntax models and the compiled knowledge. Only the program and the wheel link
//! this crate; tests load the same files from disk where they can.

use std::io::Read as _;

/// Keeps embedded bytes on a boundary of 64, so that fixed-width records and vectors can be read in place.
#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

static MODEL: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../models/default/model.rapp"));
static FAST: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../models/fast/model.rapp"));
static SEGMENT: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../models/default/segment.bin"));
static KNOWLEDGE: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin")));

static SOURCES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sources.bin"));

/// The syntax model (`models/default/model.rapp`).
pub fn model() -> &'static [u8] {
    &MODEL.0
}

/// The fast syntax model (`models/fast/model.rapp`), for corpora of millions.
pub fn fast_model() -> &'static [u8] {
    &FAST.0
}

/// The segmenter (`models/default/segment.bin`).
pub fn segment() -> &'static [u8] {
    &SEGMENT.0
}

/// The compiled knowledge.
pub fn knowledge() -> &'static [u8] {
    &KNOWLEDGE.0
}

/// The tables from which the knowledge was compiled: paths below `knowledge/` and texts, sorted by path. Unpacks some fifteen
/// megabytes, which only a user's own knowledge needs.
pub fn sources() -> Vec<(String, String)> {
    let mut all = Vec::new();
    // What the build script packed unpacks; were it damaged, there would be fewer tables, which the compiler of them reports.
    let _ = flate2::read::DeflateDecoder::new(SOURCES).read_to_end(&mut all);
    let mut out = Vec::new();
    let mut rest = all.as_slice();
    while let Some(end) = rest.iter().position(|b| *b == 0) {
        let (path, more) = rest.split_at(end);
        let Some((length, more)) = more[1..].split_first_chunk::<4>() else { break };
        let Some((text, more)) = more.split_at_checked(u32::from_le_bytes(*length) as usize) else { break };
        rest = more;
        let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        out.push((string(path), string(text)));
    }
    out
}

#[cfg(test)]
mod tests {
    use rapporteur_read::knowledge::{Faults, Sources};

    #[test]
    fn the_knowledge_is_compiled_byte_for_byte_anew() {
        let mut faults = Faults::default();
        let again = rapporteur_read::compile_knowledge(&Sources::packed(super::sources()), &mut faults);
        assert!(faults.list.is_empty(), "{:?}", faults.list);
        assert!(again == super::knowledge(), "other bytes of the same tables");
        assert!(again.len() <= 20_000_000, "{} bytes", again.len());
    }

    #[test]
    fn the_tables_unpack_as_they_lie_on_disk() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
        let all = super::sources();
        assert!(all.len() > 50 && all.is_sorted());
        for (path, text) in all {
            assert!(std::fs::read_to_string(root.join(&path)).expect(&path) == text, "{path}");
        }
    }
}
