//! The `example` and `not` lines of `knowledge/factuality` and `knowledge/attribution`, read with the shipped model.
//!
//! A model misreads a sentence now and then, and is trained anew now and then: three lines in a hundred may fail, and are named.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rapporteur_read::knowledge::{Compiled, Faults, Sources, pack};
use rapporteur_read::{attribution, factuality};
use rapporteur_syntax::Parser;
use rapporteur_text::reading::Document;
use rapporteur_text::{Article, Span};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn parser() -> Parser {
    let read = |name: &str| std::fs::read(root().join("models/default").join(name)).expect(name);
    Parser::load(read("model.rapp"), &read("segment.bin")).expect("the shipped model")
}

fn compiled(name: &str, compile: fn(&Sources, &mut Faults) -> Vec<u8>) -> Compiled {
    let mut faults = Faults::default();
    let sections =
        BTreeMap::from([(name.to_owned(), compile(&root().join("knowledge").into(), &mut faults))]);
    assert!(faults.list.is_empty(), "{:?}", faults.list);
    Compiled::open(Box::leak(pack(&sections).into_boxed_slice()), true).expect("just packed")
}

fn report(failed: &[String], all: usize) {
    assert!(all > 20, "only {all} examples");
    assert!(failed.len() * 100 <= all * 3, "{} of {all} fail:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn happenings_are_judged_as_their_examples_say() {
    let knowledge = factuality::load(&compiled("factuality", factuality::compile)).expect("just compiled");
    let parser = parser();
    let examples = factuality::examples(&root().join("knowledge").into(), &mut Faults::default());
    let mut failed = Vec::new();
    for e in &examples {
        let sentences = parser.parse(&e.sentence);
        let found = sentences.iter().find_map(|s| s.token_at(e.at as u32).map(|t| (s, t)));
        let got = found.map_or("no such word".to_owned(), |(s, t)| {
            let status = factuality::status(s, t, &knowledge);
            let polarity = if status.negative { " negative" } else { "" };
            format!("{}{polarity}", status.modality.as_str())
        });
        if (got == e.expected) == e.not {
            failed.push(format!("{}: {} [{}] gives {got}", e.place, e.sentence, e.expected));
        }
    }
    report(&failed, examples.len());
}

#[test]
fn attributions_are_found_as_their_examples_say() {
    let knowledge = attribution::load(&compiled("attribution", attribution::compile)).expect("just compiled");
    let parser = parser();
    let examples = attribution::examples(&root().join("knowledge").into(), &mut Faults::default());
    let mut failed = Vec::new();
    for e in &examples {
        let article = Article { text: e.sentence.clone(), ..Article::default() };
        let sentences = parser.parse(&article.text);
        let doc = Document { article: &article, sentences: &sentences };
        let found = attribution::find(&doc, None, &knowledge);
        let words = |s: Span| s.of(&article.text);
        let fits = |a: &rapporteur_text::reading::AttributionSpan| {
            let content = words(a.content);
            words(a.cue) == e.cue
                && a.source.map(words).map(str::to_owned) == e.source
                && e.content
                    .as_ref()
                    .is_none_or(|(first, last)| content.starts_with(first) && content.ends_with(last))
        };
        let good = if e.cue.is_empty() { found.is_empty() } else { found.iter().any(fits) };
        if !good {
            let got: Vec<String> = found
                .iter()
                .map(|a| {
                    format!(
                        "{} {{{}}} [{}] <{}>",
                        a.rule,
                        a.source.map_or("", words),
                        words(a.cue),
                        words(a.content)
                    )
                })
                .collect();
            failed.push(format!("{}: {} gives {got:?}", e.place, e.sentence));
        }
    }
    report(&failed, examples.len());
}
