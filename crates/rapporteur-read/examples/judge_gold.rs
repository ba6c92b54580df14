//! Factuality and attribution over gold articles, for the scorers.
//!
//! usage: judge_gold KNOWLEDGE GOLD.jsonl MODELS               (parse with the model in this folder)
//!        judge_gold KNOWLEDGE GOLD.jsonl TREES.conllu…
//!
//! The articles are those of GOLD. With CoNLL-U files (of any parser or of a treebank) their sentences are laid on the
//! article's text word by word; sentences that are not found in the text are left out. Prints one JSON object an article
//! with `predicates` and `attributions`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use rapporteur_read::knowledge::{Compiled, Faults, Sources, pack};
use rapporteur_read::{attribution, factuality};
use rapporteur_text::reading::Document;
use rapporteur_text::{Article, CodePoints, Sentence, Span, Token, Upos};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [knowledge, gold, trees @ ..] = args.as_slice() else {
        bail!("usage: judge_gold KNOWLEDGE GOLD.jsonl TREES.conllu…");
    };
    let mut faults = Faults::default();
    let root = &Sources::folder(knowledge);
    let sections = BTreeMap::from([
        ("factuality".to_owned(), factuality::compile(root, &mut faults)),
        ("attribution".to_owned(), attribution::compile(root, &mut faults)),
    ]);
    for fault in &faults.list {
        eprintln!("{fault}");
    }
    let compiled = Compiled::open(Box::leak(pack(&sections).into_boxed_slice()), true)?;
    let happenings = factuality::load(&compiled)?;
    let sayings = attribution::load(&compiled)?;
    let mut documents: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    let parser = match trees {
        [folder] if Path::new(folder).is_dir() => {
            let read = |name: &str| std::fs::read(Path::new(folder).join(name)).context(name.to_owned());
            Some(rapporteur_syntax::Parser::load(read("model.rapp")?, &read("segment.bin")?)?)
        }
        _ => None,
    };
    let mut lemmas = BTreeMap::new();
    if let Ok(files) = std::env::var("LEMMAS") {
        for file in files.split(':') {
            read_lemmas(&std::fs::read_to_string(file)?, &mut lemmas);
        }
    }
    for file in trees.iter().filter(|_| parser.is_none()) {
        read_conllu(&std::fs::read_to_string(file).context(file.clone())?, &mut documents);
    }
    for line in std::fs::read_to_string(gold)?.lines().filter(|l| !l.trim().is_empty()) {
        let row: Value = serde_json::from_str(line)?;
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        let text = row["text"].as_str().unwrap_or_default().to_owned();
        if let Some(parser) = &parser {
            let mut sentences = parser.parse(&text);
            relemmatise(&text, &mut sentences, &lemmas);
            if std::env::var_os("TREES").is_some() {
                eprint!("{}", brief(&id, &text, &sentences));
            }
            let article = Article { id, text, ..Article::default() };
            println!("{}", judge(&article, &sentences, &happenings, &sayings));
            continue;
        }
        let Some(rows) = documents.get(&id).or_else(|| documents.get(id.trim_start_matches("ewt-"))) else {
            eprintln!("no trees for {id}");
            continue;
        };
        let sentences = align(&text, rows);
        if std::env::var_os("COUNT").is_some() {
            eprintln!("{id}: {} of {} sentences", sentences.len(), rows.len());
        }
        let article = Article { id: id.clone(), text, ..Article::default() };
        println!("{}", judge(&article, &sentences, &happenings, &sayings));
    }
    Ok(())
}

fn judge(
    article: &Article,
    sentences: &[Sentence],
    happenings: &factuality::Knowledge,
    sayings: &attribution::Knowledge,
) -> Value {
    let doc = Document { article, sentences };
    let points = CodePoints::new(&article.text);
    let place = |s: Span| {
        let s = points.span(s);
        json!({"start": s.start, "end": s.end})
    };
    let predicates: Vec<Value> = factuality::predicates(&doc, happenings)
        .into_iter()
        .map(|p| {
            let s = points.span(p.span);
            json!({"start": s.start, "end": s.end, "modality": p.modality.as_str(),
                "polarity": if p.negative { "negative" } else { "positive" }, "reason": p.reason})
        })
        .collect();
    let attributions: Vec<Value> = attribution::find(&doc, None, sayings)
        .into_iter()
        .map(|a| {
            json!({"source": a.source.map(place), "cue": place(a.cue), "content": place(a.content),
                "direct": a.direct, "polarity": if a.negative { "negative" } else { "positive" }, "rule": a.rule})
        })
        .collect();
    json!({"id": article.id, "predicates": predicates, "attributions": attributions})
}

/// Lemmas of a treebank by form and Penn tag: LEMMAS=file:file stands in for a model whose own are still poor.
fn read_lemmas(text: &str, lemmas: &mut BTreeMap<(String, String), String>) {
    for line in text.lines() {
        let f: Vec<&str> = line.split('\t').collect();
        if f.len() == 10 {
            lemmas.insert((f[1].to_lowercase(), f[4].to_owned()), f[2].to_owned());
        }
    }
}

fn relemmatise(text: &str, sentences: &mut [Sentence], lemmas: &BTreeMap<(String, String), String>) {
    for token in sentences.iter_mut().flat_map(|s| &mut s.tokens) {
        if let Some(lemma) = lemmas.get(&(token.form(text).to_lowercase(), token.xpos.to_string())) {
            token.lemma = lemma.into();
        }
    }
}

/// The trees, a word a line, for reading.
fn brief(id: &str, text: &str, sentences: &[Sentence]) -> String {
    let mut out = format!("# {id}\n");
    for s in sentences {
        for (i, t) in s.tokens.iter().enumerate() {
            let head = t.head.map_or(0, |h| h + 1);
            let line = [t.form(text), &t.lemma, t.upos.as_str(), &t.xpos].join("\t");
            out.push_str(&format!("{}\t{line}\t{head}\t{}\n", i + 1, t.deprel));
        }
        out.push('\n');
    }
    out
}

/// Sentences as blocks of lines, by document.
fn read_conllu(text: &str, documents: &mut BTreeMap<String, Vec<Vec<String>>>) {
    let mut id = String::new();
    let mut block: Vec<String> = Vec::new();
    for line in text.lines().chain([""]) {
        if let Some(name) = line.strip_prefix("# newdoc id = ") {
            id = name.trim().to_owned();
        } else if line.trim().is_empty() {
            if !block.is_empty() {
                documents.entry(id.clone()).or_default().push(std::mem::take(&mut block));
            }
        } else if !line.starts_with('#') || line.starts_with("# newpar") {
            block.push(line.to_owned());
        }
    }
}

/// Lays the sentences on the text, in order.
fn align(text: &str, rows: &[Vec<String>]) -> Vec<Sentence> {
    let mut at = 0;
    let mut out: Vec<Sentence> = Vec::new();
    for block in rows {
        if let Some((mut sentence, end)) = align_one(text, block, at) {
            let before = out.last().map_or(0, |s| s.span.end as usize);
            let gap = &text[before..sentence.span.start as usize];
            sentence.starts_paragraph =
                out.is_empty() || gap.contains('\n') || block[0].starts_with("# newpar");
            at = end;
            out.push(sentence);
        }
    }
    out
}

fn align_one(text: &str, block: &[String], mut at: usize) -> Option<(Sentence, usize)> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut many: Option<(usize, usize, usize)> = None;
    for line in block.iter().filter(|l| !l.starts_with('#')) {
        let f: Vec<&str> = line.split('\t').collect();
        if f.len() < 10 || f[0].contains('.') {
            continue;
        }
        if let Some((_, last)) = f[0].split_once('-') {
            let start = at + text[at..].find(f[1])?;
            at = start + f[1].len();
            many = Some((last.parse().ok()?, start, at));
            continue;
        }
        let id: usize = f[0].parse().ok()?;
        let (span, glued) = match &mut many {
            Some((last, start, end)) if id <= *last => {
                let glued =
                    tokens.last().is_some_and(|t| t.span.end as usize == *start && *start > 0) && id > 1;
                let found = text[*start..*end].find(f[1]).map(|n| *start + n);
                let from = found.unwrap_or(*start);
                let to = found.map_or(*end, |n| n + f[1].len());
                *start = to;
                (Span::new(from, to), glued)
            }
            _ => {
                let start = at + text[at..].find(f[1])?;
                at = start + f[1].len();
                (Span::new(start, at), false)
            }
        };
        let head: u32 = f[6].parse().ok()?;
        tokens.push(Token {
            span,
            glued,
            lemma: f[2].into(),
            upos: Upos::parse(f[3])?,
            xpos: f[4].into(),
            feats: Arc::from(f[5]),
            head: head.checked_sub(1),
            deprel: f[7].into(),
        });
    }
    let span = tokens.first()?.span.cover(tokens.last()?.span);
    // A sentence that is laid over twice its length was found by accident, word by word.
    let length: usize = tokens.iter().map(|t| t.span.len() + 1).sum();
    (span.len() < length * 2 + 40).then_some((Sentence { span, tokens, ..Sentence::default() }, at))
}
