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
        let bytes = compile(&root(), &mut faults);
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
    for file in faults.files(&root(), PATTERNS, "toml") {
        let rows: PatternFile = faults.toml(&root(), &file).expect("a file of patterns");
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
