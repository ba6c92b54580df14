//! The other commands: `evaluate`, `explain`, `knowledge`, and pages that cannot be broken by what an article holds.

use super::*;

/// A record of the article: one event that is there, one that is not.
const EXPECTED: &str = r#"{"events": [
    {"quote": "Malta refused to take in the migrants", "event": ["REJECT"], "actor": ["MLT"], "recipient": [],
     "modality": ["actual"], "polarity": "positive", "position": "refused|ruled out"},
    {"quote": "said Jørn Østby", "event": ["ASSAULT"], "actor": ["NOR"], "recipient": []}],
    "allowed": ["Ministers from Côte d’Ivoire met envoys of Togo in Lomé", "Norway will send 40 trucks to Mali"]}"#;

#[test]
fn evaluate_gives_the_figures_of_hand_made_records() {
    let dir = folder();
    put(dir.path(), "gold/one/article.txt", ARTICLE);
    put(dir.path(), "gold/one/expected.json", EXPECTED);
    let now = run(dir.path(), &["evaluate", "gold", "--verbose"]);
    assert_eq!(now.status, 0, "{}", now.err);
    for words in [
        "articles 1",
        "recorded 2",
        "with an accepted type 1",
        "missed  \"said Jørn Østby\"",
        "recall       0.500",
    ] {
        assert!(now.out.contains(words), "{words} in {}", now.out);
    }
    // The same from what was coded before, by its id, and from the same inputs coded now.
    assert_eq!(run(dir.path(), &["annotate", "gold", "-o", "coded.jsonl"]).status, 0);
    let before = run(dir.path(), &["evaluate", "gold", "coded.jsonl", "--verbose"]);
    let again = run(dir.path(), &["evaluate", "gold", "gold", "--verbose"]);
    assert_eq!((&before.out, &again.out), (&now.out, &now.out));
    let coded = std::fs::read(dir.path().join("coded.jsonl")).expect("coded");
    assert_eq!(piped(dir.path(), &["evaluate", "gold", "-", "--verbose"], &coded).out, now.out);
}

#[test]
fn evaluate_says_what_is_wrong_with_its_inputs() {
    let dir = folder();
    put(dir.path(), "gold/one/article.txt", ARTICLE);
    put(dir.path(), "gold/one/expected.json", EXPECTED.replace("Malta refused", "Cyprus refused"));
    let run_it = |args: &[&str]| run(dir.path(), args);
    let lost = run_it(&["evaluate", "gold"]);
    assert_eq!(lost.status, 0);
    assert!(lost.err.contains("one: warning: not in article.txt: \"Cyprus refused"), "{}", lost.err);
    let gone = run_it(&["evaluate", "gold", "gone.jsonl"]);
    assert_eq!(gone.status, 3);
    assert!(
        gone.err.contains("gone.jsonl: no such file") && gone.out.contains("1 not coded"),
        "{}",
        gone.err
    );
    let stray = piped(dir.path(), &["evaluate", "gold", "-"], b"{\"text\": \"Norway.\"}\n");
    assert_eq!(stray.status, 3);
    assert!(stray.err.contains("-:1: not a line that annotate wrote"), "{}", stray.err);
    put(dir.path(), "bad/one/expected.json", "{\"events\": 3}");
    put(dir.path(), "empty/one/readme.txt", "no record");
    for (folder, why) in
        [("bad", "expected.json"), ("empty", "holds no <id>/expected.json"), ("nowhere", "cannot be opened")]
    {
        let wrong = run_it(&["evaluate", folder]);
        assert_eq!(wrong.status, 2, "{folder}");
        assert!(wrong.err.contains(why), "{}", wrong.err);
    }
}

#[test]
fn explain_names_the_rule_of_each_event() {
    let dir = folder();
    put(dir.path(), "a.txt", ARTICLE);
    let rules: Vec<String> = run(dir.path(), &["code", "a.txt", "--format", "jsonl"])
        .lines()
        .iter()
        .map(|e| e["rule"].as_str().expect("a rule").split(' ').next().expect("its name").to_owned())
        .collect();
    let explained = run(dir.path(), &["explain", "a.txt"]);
    assert_eq!(explained.status, 0, "{}", explained.err);
    assert!(!rules.is_empty() && rules.iter().all(|r| explained.out.contains(r)), "{}", explained.out);
}

#[test]
fn knowledge_check_names_file_and_line_of_a_fault() {
    let dir = folder();
    let knowledge = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let frames = std::fs::read_to_string(knowledge.join("events/reject.toml")).expect("frames");
    put(dir.path(), "k/events/reject.toml", frames.replacen("confidence =", "confidense =", 1));
    let faulty = run(dir.path(), &["knowledge", "check", "k"]);
    assert_eq!(faulty.status, 1);
    assert!(
        faulty.err.contains("k/events/reject.toml:") && faulty.err.contains("confidense"),
        "{}",
        faulty.err
    );
}

#[test]
fn a_page_shows_markup_in_an_article_as_words() {
    let dir = folder();
    let text = "<script>alert(1)</script> Malta refused to take in the migrants & their <b>families</b>.";
    let line = serde_json::json!({"id": "<i>x</i>", "title": "\"><img src=x>", "text": text}).to_string();
    put(dir.path(), "in.jsonl", line);
    let page = run(dir.path(), &["code", "in.jsonl", "--format", "html"]);
    assert_eq!(page.status, 0, "{}", page.err);
    for raw in ["<script>alert", "<b>families", "<i>x", "<img src=x"] {
        assert!(!page.out.contains(raw), "{raw}");
    }
    assert!(page.out.contains("migrants &amp; their"), "{}", page.out);
    assert!(!page.out.contains("src=\"http"), "the page stands alone");
}
