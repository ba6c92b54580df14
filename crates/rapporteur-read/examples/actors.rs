//! Prints every mention of an actor, for people and for scorers: one JSON object an article.
//!
//! usage: actors KNOWLEDGE MODEL FILE
//!
//! MODEL is the folder of the syntax model. FILE is articles as JSON lines (`id`, `text`, `published`), a text, or CoNLL-U, whose
//! trees are then taken as they stand, with names in MISC (`NER=B-PER`).

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, Result, bail};
use rapporteur_read::actors;
use rapporteur_read::knowledge::{Compiled, Faults, Sources, pack};
use rapporteur_syntax::{Parser, conllu};
use rapporteur_text::reading::Document;
use rapporteur_text::{Article, CodePoints, Sentence};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [knowledge, model, file] = args.as_slice() else { bail!("usage: actors KNOWLEDGE MODEL FILE") };
    let mut faults = Faults::default();
    let section = actors::compile(&Sources::folder(knowledge), &mut faults);
    faults.list.iter().take(20).for_each(|f| eprintln!("{f}"));
    eprintln!("{} faults; a section of {} bytes", faults.list.len(), section.len());
    let packed = pack(&BTreeMap::from([("actors".to_owned(), section)]));
    let compiled = Compiled::open(Box::leak(packed.into_boxed_slice()), true)?;
    let started = std::time::Instant::now();
    let knowledge = actors::load(&compiled)?;
    eprintln!("{} entities, loaded in {:?}", knowledge.entities(), started.elapsed());
    let articles = articles(Path::new(file), Path::new(model))?;
    let (mut words, mut spent) = (0, std::time::Duration::ZERO);
    for (article, sentences) in &articles {
        words += sentences.iter().map(|s| s.tokens.len()).sum::<usize>();
        let started = std::time::Instant::now();
        let doc = Document { article, sentences };
        let found = actors::find(&doc, &knowledge);
        spent += started.elapsed();
        println!("{}", record(&doc, &found));
    }
    eprintln!("{words} words in {spent:?}");
    Ok(())
}

fn articles(file: &Path, model: &Path) -> Result<Vec<(Article, Vec<Sentence>)>> {
    let ending = file.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if ending == "conllu" {
        return trees(file);
    }
    let parser =
        Parser::load(std::fs::read(model.join("model.rapp"))?, &std::fs::read(model.join("segment.bin"))?)?;
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let mut out = Vec::new();
    let rows: Vec<Value> = match ending {
        "jsonl" => text
            .lines()
            .filter(|l| !l.trim().is_empty())
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()?,
        _ => vec![json!({"id": file.display().to_string(), "text": text})],
    };
    for row in rows {
        let article = Article {
            id: row["id"].as_str().unwrap_or_default().to_owned(),
            text: row["text"].as_str().unwrap_or_default().to_owned(),
            published: row["published"].as_str().and_then(|d| d.parse().ok()),
            ..Article::default()
        };
        let sentences = parser.parse(&article.text);
        out.push((article, sentences));
    }
    Ok(out)
}

fn trees(file: &Path) -> Result<Vec<(Article, Vec<Sentence>)>> {
    let mut out: Vec<(String, Option<String>, conllu::Text)> = Vec::new();
    for given in conllu::read(BufReader::new(std::fs::File::open(file)?)) {
        let given = given?;
        if given.starts_document || out.is_empty() {
            let id = given.comment("newdoc id").unwrap_or_default().to_owned();
            let date = given.comment("meta::dateCreated").map(str::to_owned);
            out.push((id, date, conllu::Text::default()));
        }
        if let Some((_, _, text)) = out.last_mut() {
            text.push(&given);
        }
    }
    let article = |id, date: Option<String>, text| Article {
        id,
        text,
        published: date.and_then(|d| d.parse().ok()),
        ..Article::default()
    };
    Ok(out.into_iter().map(|(id, date, t)| (article(id, date, t.text), t.sentences)).collect())
}

fn record(doc: &Document, found: &rapporteur_text::reading::Actors) -> Value {
    let points = CodePoints::new(doc.text());
    let mentions: Vec<Value> = found
        .mentions
        .iter()
        .map(|m| {
            let span = points.span(m.span);
            let token = &doc.sentences[m.word.sentence as usize].tokens[m.word.token as usize];
            let actor = found.actor(m);
            json!({
                "start": span.start, "end": span.end, "text": m.span.of(doc.text()), "kind": format!("{:?}", m.kind),
                "sentence": m.word.sentence, "token": m.word.token, "head": token.form(doc.text()), "rel": token.deprel,
                "name": actor.map(|a| &a.name), "code": actor.map(|a| &a.code), "country": actor.map(|a| &a.country),
                "identifier": actor.map(|a| &a.identifier), "private": actor.map(|a| a.private),
                "confidence": actor.map(|a| a.confidence), "chain": m.coreference, "anaphoric": m.anaphoric,
                "reason": actor.map(|a| &a.reason),
            })
        })
        .collect();
    json!({"id": doc.article.id, "text": doc.text(), "mentions": mentions})
}
