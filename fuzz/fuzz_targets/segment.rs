#![no_main]
use rapporteur_syntax::segment::Segmenter;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for sentence in Segmenter::rules().segment(&text) {
        for word in &sentence.words {
            assert!(!word.span.of(&text).is_empty(), "a word slices the text");
        }
    }
});
