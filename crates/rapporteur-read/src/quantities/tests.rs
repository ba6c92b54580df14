//! The examples of the knowledge are tests, and so are sentences of our own.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rapporteur_text::Article;
use rapporteur_text::reading::{Document, QuantityMention};

use super::{Knowledge, compile, find, load};
use crate::dates::{self, plain};
use crate::knowledge::{Compiled, Faults, pack};

fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| {
        let mut faults = Faults::default();
        let bytes = compile(&dates::tests::root().into(), &mut faults);
        assert!(faults.list.is_empty(), "{:?}", faults.list);
        let packed = pack(&BTreeMap::from([("quantities".to_owned(), bytes)]));
        load(&Compiled::open(Box::leak(packed.into_boxed_slice()), true).unwrap()).unwrap()
    })
}

fn read(text: &str) -> Vec<QuantityMention> {
    let article =
        Article { text: text.to_owned(), published: "2014-09-17".parse().ok(), ..Article::default() };
    let sentences = plain::sentences(&article.text);
    let doc = Document { article: &article, sentences: &sentences };
    let dates = dates::find(&doc, dates::tests::knowledge());
    find(&doc, &dates, knowledge())
}

/// "12.. people", "10..15 ships", "~40 villagers", "? countries".
fn written(q: &QuantityMention) -> String {
    let number = match (q.value, q.low, q.high) {
        (_, Some(low), Some(high)) => format!("{low}..{high}"),
        (Some(_), Some(low), None) => format!("{low}.."),
        (Some(_), None, Some(high)) => format!("..{high}"),
        (Some(v), None, None) => format!("{}{v}", if q.hedge.is_some() { "~" } else { "" }),
        (None, Some(low), None) => format!("{low}..?"),
        (None, ..) => "?".into(),
    };
    format!("{number} {}", q.unit)
}

fn lines(table: &toml::Table, key: &str) -> Vec<String> {
    let of = |t: &toml::Table| -> Vec<String> {
        let list = t.get(key).and_then(|v| v.as_array()).cloned().unwrap_or_default();
        list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
    };
    let inner = table.get("examples").and_then(|e| e.as_table()).map(of).unwrap_or_default();
    of(table).into_iter().chain(inner).collect()
}

#[test]
fn every_example_in_the_knowledge_reads_as_it_says() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    let mut faults = Faults::default();
    for file in faults.files(&dates::tests::root().into(), "quantities", "toml") {
        let table: toml::Table = faults.toml(&dates::tests::root().into(), &file).expect("TOML");
        for line in lines(&table, "example") {
            count += 1;
            let (text, wanted) = dates::tests::marked(&line);
            let found = read(&text);
            for (words, value) in wanted {
                if !found.iter().any(|q| q.span.of(&text) == words && written(q) == value) {
                    let got: Vec<String> =
                        found.iter().map(|q| format!("{} = {}", q.span.of(&text), written(q))).collect();
                    wrong.push(format!("{line} got {}", got.join("; ")));
                }
            }
        }
        for line in lines(&table, "not") {
            count += 1;
            for q in read(&line) {
                wrong.push(format!("{line} must not give {} = {}", q.span.of(&line), written(&q)));
            }
        }
    }
    assert!(count > 30, "only {count} examples");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn dates_and_times_are_no_quantities() {
    for text in [
        "They met on 3 May 2012 at 10:30.",
        "The siege lasted three months in 1999.",
        "The 18-month lease ended.",
        "In the 1990s trade grew.",
    ] {
        assert_eq!(read(text), [], "{text}");
    }
}

#[test]
fn the_thing_counted_carries_the_quantity() {
    let text = "It sent 600 soldiers to the border.";
    let found = read(text);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].word, rapporteur_text::reading::Word::new(0, 3));
    assert_eq!(found[0].span.of(text), "600 soldiers");
}

#[test]
fn no_text_makes_it_fail() {
    let pieces = [
        "99",
        "million",
        "$",
        "dozens of",
        "-",
        "and",
        "half",
        "a",
        "é",
        "0.5",
        "per cent",
        "to",
        "1,2",
        "US",
        "between",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                for text in [format!("{a} {b} {c}"), format!("{a}{b}{c} {a}")] {
                    for q in read(&text) {
                        assert!(q.low.zip(q.high).is_none_or(|(l, h)| l <= h), "{text}: {q:?}");
                    }
                }
            }
        }
    }
}
