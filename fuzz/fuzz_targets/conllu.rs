#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = rapporteur_syntax::conllu::read_tokens(bytes).take(10_000).count();
});
