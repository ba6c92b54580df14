//! The examples of the knowledge are tests, and so are sentences of our own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rapporteur_text::Article;
use rapporteur_text::reading::{DateExpression, Document};

use super::knowledge::{PATTERNS, PatternFile};
use super::{Knowledge, compile, find, load, plain};
use crate::knowledge::{Compiled, Faults, pack};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge")
}

pub(crate) fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| {
        let mut faults = Faults::default();
        let bytes = compile(&root().into(), &mut faults);
        assert!(
            faults.list.is_empty(),
            "{}",
            faults.list.iter().map(|f| f.to_string()).collect::<Vec<_>>().join("\n")
        );
        let packed = pack(&BTreeMap::from([("dates".to_owned(), bytes)]));
        load(&Compiled::open(Box::leak(packed.into_boxed_slice()), true).unwrap()).unwrap()
    })
}

fn read(text: &str, published: Option<&str>) -> Vec<DateExpression> {
    let article = Article {
        text: text.to_owned(),
        published: published.map(|d| d.parse().unwrap()),
        ..Article::default()
    };
    let sentences = plain::sentences(&article.text);
    find(&Document { article: &article, sentences: &sentences }, knowledge())
}

/// "The fort fell {three days ago = 2014-09-14}." as its text and the marked expressions with their values.
pub(crate) fn marked(line: &str) -> (String, Vec<(String, String)>) {
    let (mut text, mut wanted) = (String::new(), Vec::new());
    let mut rest = line;
    while let Some((before, inside)) = rest.split_once('{') {
        text += before;
        let (inside, after) = inside.split_once('}').expect("a closing brace");
        let (words, value) = inside.split_once(" = ").expect("an expression and its value");
        text += words;
        wanted.push((words.to_owned(), value.to_owned()));
        rest = after;
    }
    (text + rest, wanted)
}

#[test]
fn every_example_in_the_knowledge_reads_as_it_says() {
    let mut faults = Faults::default();
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in faults.files(&root().into(), PATTERNS, "toml") {
        let rows: PatternFile = faults.toml(&root().into(), &file).expect("a file of patterns");
        let reference = rows.reference.as_deref();
        for row in rows.pattern {
            for line in &row.example {
                count += 1;
                let (text, wanted) = marked(line);
                let found = read(&text, reference);
                for (words, value) in wanted {
                    if !found.iter().any(|d| d.span.of(&text) == words && d.value == value) {
                        let got: Vec<String> = found
                            .iter()
                            .map(|d| format!("{}={} ({})", d.span.of(&text), d.value, d.rule))
                            .collect();
                        wrong.push(format!("{}: {line} got {}", row.name, got.join("; ")));
                    }
                }
            }
            for line in &row.not {
                count += 1;
                if let Some(d) =
                    read(line, reference).iter().find(|d| d.rule.ends_with(&format!("/{}", row.name)))
                {
                    wrong.push(format!("{}: {line} must not give {}={}", row.name, d.span.of(line), d.value));
                }
            }
        }
    }
    assert!(faults.list.is_empty(), "{:?}", faults.list);
    assert!(count > 80, "only {count} examples");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

fn one(text: &str, words: &str, published: Option<&str>) -> DateExpression {
    let found = read(text, published);
    let got: Vec<&str> = found.iter().map(|d| d.span.of(text)).collect();
    found
        .iter()
        .find(|d| d.span.of(text) == words)
        .cloned()
        .unwrap_or_else(|| panic!("{words} not in {got:?}"))
}

fn day(text: &str) -> Option<jiff::civil::Date> {
    text.parse().ok()
}

#[test]
fn prepositions_open_one_side() {
    let published = Some("2014-09-17");
    let since = one("The navy has patrolled the strait since August.", "August", published);
    assert_eq!((since.value.as_str(), since.start, since.end), ("2014-08", day("2014-08-01"), None));
    let until = one("The bridge was closed until 3 March 2012.", "3 March 2012", published);
    assert_eq!((until.start, until.end), (None, day("2012-03-03")));
    let before = one("The mine was shut before 2003.", "2003", published);
    assert_eq!((before.start, before.end), (None, day("2002-12-31")));
    let after = one("The mine was shut after 2003.", "2003", published);
    assert_eq!((after.start, after.end), (day("2004-01-01"), None));
}

#[test]
fn a_range_is_one_expression_that_holds_both_ends() {
    let words = "from 2001 to 2004";
    let reign = one("He ruled the island from 2001 to 2004.", words, Some("2014-09-17"));
    assert_eq!(
        (reign.value.as_str(), reign.start, reign.end),
        ("2001-01-01/2004-01-01", day("2001-01-01"), day("2004-12-31"))
    );
    let siege = one("The siege lasted between May and July.", "between May and July", Some("2014-09-17"));
    assert_eq!((siege.start, siege.end), (day("2014-05-01"), day("2014-07-31")));
    let until_late = one(
        "It was shut from April until the end of June.",
        "from April until the end of June",
        Some("2014-09-17"),
    );
    assert_eq!((until_late.value.as_str(), until_late.end), ("2014-04-01/2014-07-01", day("2014-06-30")));
}

#[test]
fn what_is_moved_from_day_to_day_has_two_days() {
    let text = "They will move the vote from 3 October to 5 November.";
    assert_eq!(one(text, "3 October", Some("2014-09-17")).value, "2014-10-03");
    assert_eq!(one(text, "5 November", Some("2014-09-17")).value, "2014-11-05");
}

#[test]
fn without_a_day_to_reckon_from_values_say_so() {
    assert_eq!(one("The minister resigned on Monday.", "Monday", None).value, "XXXX-WXX-1");
    assert_eq!(one("The minister resigned in June.", "June", None).value, "XXXX-06");
    // An article's own date line serves.
    let text = "Minister resigns\n\n17 September 2014\n\nThe minister resigned on Monday.";
    assert_eq!(one(text, "Monday", None).value, "2014-09-15");
}

#[test]
fn a_length_that_reaches_to_today_has_its_days() {
    let past = one("Prices doubled in the past three months.", "the past three months", Some("2014-09-17"));
    assert_eq!((past.value.as_str(), past.start, past.end), ("P3M", day("2014-06-17"), day("2014-09-17")));
}

#[test]
fn what_lies_ahead_in_two_weeks_is_a_day() {
    let published = Some("2014-09-17");
    assert_eq!(one("The envoy will return in two weeks.", "two weeks", published).value, "2014-10-01");
    assert_eq!(one("The rebels took the town in two weeks.", "two weeks", published).value, "P2W");
}

#[test]
fn a_history_carries_its_year_along() {
    let text = "In 1776 the fleet sailed. In 1777 it came back. The fort fell on 3 May 1778. In October 1778 the king died. \
                By 1779 all was lost. In June, the envoys left.";
    assert_eq!(one(text, "June", Some("2009-12-19")).value, "1779-06");
}

#[test]
fn no_text_makes_it_fail() {
    // Pieces that patterns look at, in every order of three, glued and apart.
    let pieces = [
        "99", "31", "the", "February", "of", "-", "/", ":", "'", "24", "BC", "9999", "last", "century", "é",
        "0", "a", "week",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                for text in
                    [format!("{a} {b} {c}"), format!("{a}{b}{c} {a}"), format!("from {a}{b} to {c} {a} ago")]
                {
                    for d in read(&text, Some("2014-09-17")).into_iter().chain(read(&text, None)) {
                        assert!(!d.span.of(&text).is_empty());
                        assert!(d.start.zip(d.end).is_none_or(|(s, e)| s <= e), "{text}: {d:?}");
                    }
                }
            }
        }
    }
}
