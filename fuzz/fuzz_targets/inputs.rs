#![no_main]
use rapporteur_ingest::{Inputs, Options};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let options = Options { max_article_bytes: 1 << 16, ..Options::default() };
    let all = Inputs::with_stdin(&["-"], options, Box::new(std::io::Cursor::new(bytes.to_vec())));
    assert!(all.count() <= bytes.len() + 2, "no more outcomes than bytes");
});
