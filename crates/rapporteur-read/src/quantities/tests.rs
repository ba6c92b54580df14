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
        let bytes = compile(&dates::tests::root(), &mut faults);
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
    for file in faults.files(&dates::tests::root(), "quantities", "toml") {
        let table: toml::Table = faults.toml(&dates::tests::root(), &file).expect("TOML");
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
