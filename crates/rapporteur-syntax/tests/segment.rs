//! The committed segmenter on bad input and on the turns of phrase of news agencies.

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use rapporteur_syntax::segment::{Segment, Segmenter};

fn segmenter() -> Segmenter {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/default/segment.bin");
    Segmenter::load(&std::fs::read(path).expect("models/default/segment.bin is part of the repository"))
        .unwrap()
}

/// Words joined by spaces, glued ones by `+`, a line a sentence, an empty line before a paragraph.
fn show(text: &str, segments: &[Segment]) -> String {
    let mut out = String::new();
    for (n, s) in segments.iter().enumerate() {
        if n > 0 {
            out.push_str(if s.starts_paragraph { "\n\n" } else { "\n" });
        }
        for (i, w) in s.words.iter().enumerate() {
            if i > 0 {
                out.push(if w.glued { '+' } else { ' ' });
            }
            out.push_str(w.span.of(text));
        }
    }
    out
}

#[track_caller]
fn check(text: &str, want: &[&str]) {
    assert_eq!(show(text, &segmenter().segment(text)), want.join("\n"));
}

#[test]
fn datelines_and_abbreviations() {
    check(
        "SANTA VERA (AP) — Norland won't recall its envoy from the U.S. The decision was announced at 10 a.m. Wednesday.",
        &[
            "SANTA VERA ( AP ) — Norland wo+n't recall its envoy from the U.S.",
            "The decision was announced at 10 a.m. Wednesday .",
        ],
    );
    check(
        "Gen. Mark K. Dole Jr. met Lt. Col. Pat O'Neil in St. Vera on Nov. 12, 2013. Sen. J.R. Marsh, R-Calif., did not.",
        &[
            "Gen. Mark K. Dole Jr. met Lt. Col. Pat O'Neil in St. Vera on Nov. 12 , 2013 .",
            "Sen. J.R. Marsh , R - Calif. , did not .",
        ],
    );
    check(
        "No. 10 said no. The plan was approved on February 26. “A start,” she said.",
        &["No. 10 said no .", "The plan was approved on February 26 .", "“ A start , ” she said ."],
    );
}

#[test]
fn quotations_keep_their_speaker() {
    check(
        "\"Not now. Not ever.\" He added: \"Norland has a plan.\" \"Stop!\" a guard cried. ‘I can’t say,’ he said.",
        &[
            "\" Not now .",
            "Not ever . \"",
            "He added : \" Norland has a plan . \"",
            "\" Stop ! \" a guard cried .",
            "‘ I ca+n’t say , ’ he said .",
        ],
    );
}

#[test]
fn compounds_money_and_possessives() {
    check(
        "The ministers' US-backed, pro-government bloc paid $1.2bn (£900m) for the U.K.'s 72-hour ceasefire in 2003-04.",
        &[
            "The ministers+' US - backed , pro-government bloc paid $ 1.2 bn ( £ 900 m ) for the U.K.+'s 72 - hour ceasefire in 2003 - 04 .",
        ],
    );
}

#[test]
fn headlines_and_bylines_stand_alone() {
    check(
        "Rebels seize town\nBy Jan Tester\nFighters took Al-Vera on Friday,\nresidents said.\n\nIt was quiet.",
        &[
            "Rebels seize town\n",
            "By Jan Tester\n",
            "Fighters took Al - Vera on Friday , residents said .\n",
            "It was quiet .",
        ],
    );
}

/// What must hold of any text whatever.
fn lawful(text: &str, segments: &[Segment]) {
    let mut at = 0;
    for s in segments {
        assert!(!s.words.is_empty() && s.words.len() <= 403 && !s.words[0].glued);
        for w in &s.words {
            let (start, end) = (w.span.start as usize, w.span.end as usize);
            assert!(at <= start && start < end, "ordered and not empty");
            assert!(text[at..start].chars().all(char::is_whitespace), "nothing is left out");
            assert!(!w.span.of(text).contains(char::is_whitespace), "no white space inside");
            assert!(!w.glued || at == start, "glued words touch");
            at = end;
        }
    }
    assert!(text[at..].chars().all(char::is_whitespace));
}

#[test]
fn bad_input_is_bearable() {
    let segmenter = segmenter();
    for text in [
        "",
        " ",
        "\n\r\n\t",
        "x",
        ".",
        "...!?;:,—\"'()[]{}",
        "😀👩‍👩‍👧‍👦🏽 ok",
        "e\u{301}\u{200d}\u{200b}\u{feff}a\u{ad}b",
        "\u{0}\u{1}\u{1b}[31m\u{7f}\u{9f}",
        "司法部长周二表示,他不会辞职。北国没有回应。",
        "قال الوزير يوم الثلاثاء إنه لن يستقيل.",
        "'’`´‘'s n't 't’s",
        "n't",
        "http://",
        "a@",
        "@b.c",
        "www.",
        "don'tdon'tdon't",
        "\u{2028}a\u{2029}b\u{85}c",
    ] {
        lawful(text, &segmenter.segment(text));
    }
}

#[test]
fn time_grows_with_length_alone() {
    let segmenter = segmenter();
    let mut slow = Duration::ZERO;
    for unit in ["word ", "a", ".", "'s", "www.a/", "(\"", "No. ", "x\n", "don't-", "1,", "司", "\u{301}"] {
        let text = unit.repeat(400_000 / unit.len());
        let start = Instant::now();
        lawful(&text, &segmenter.segment(&text));
        slow = slow.max(start.elapsed());
    }
    assert!(slow < Duration::from_secs(20), "{slow:?} for 400 kB");
}

proptest! {
    #[test]
    fn any_text_is_cut_lawfully(text in any::<String>()) {
        lawful(&text, &segmenter_once().segment(&text));
    }

    #[test]
    fn anything_like_english_is_cut_lawfully(text in "([A-Za-z]{1,4}|[.,;:!?'’\"“”()$%/@&#*_-]{1,3}|[0-9]{1,3}|n't|'s|\\s|http://|www\\.){0,40}") {
        lawful(&text, &segmenter_once().segment(&text));
    }
}

fn segmenter_once() -> &'static Segmenter {
    static ONCE: std::sync::OnceLock<Segmenter> = std::sync::OnceLock::new();
    ONCE.get_or_init(segmenter)
}
