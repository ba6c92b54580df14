//! Reads CoNLL-U with names in MISC (`NER=B-PER`) and prints every mention of an actor, a line each: sentence, head, words, name,
//! code, chain, reason.
//!
//! usage: actors KNOWLEDGE FILE.conllu [YYYY-MM-DD]
//!
//! A `# newdoc` line starts an article, whose chains are its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rapporteur_read::actors;
use rapporteur_read::knowledge::{Compiled, Faults, pack};
use rapporteur_text::reading::Document;
use rapporteur_text::{Article, Name, NameKind, Sentence, Span, Token, Upos};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [knowledge, file, rest @ ..] = args.as_slice() else {
        return Err("usage: actors KNOWLEDGE FILE.conllu [YYYY-MM-DD]".into());
    };
    let started = std::time::Instant::now();
    let mut faults = Faults::default();
    let section = actors::compile(Path::new(knowledge), &mut faults);
    faults.list.iter().take(20).for_each(|f| eprintln!("{f}"));
    eprintln!("{} faults; section of {} bytes in {:?}", faults.list.len(), section.len(), started.elapsed());
    let packed = pack(&BTreeMap::from([("actors".to_owned(), section)]));
    let compiled = Compiled::open(Box::leak(packed.into_boxed_slice()), true)?;
    let started = std::time::Instant::now();
    let knowledge = actors::load(&compiled)?;
    eprintln!("{} entities, loaded in {:?}", knowledge.entities(), started.elapsed());
    let published = rest.first().map(|d| d.parse()).transpose()?;
    let text = std::fs::read_to_string(file)?;
    let started = std::time::Instant::now();
    let mut words = 0;
    for (id, lines) in documents(&text) {
        let (body, sentences) = read(&lines);
        words += sentences.iter().map(|s| s.tokens.len()).sum::<usize>();
        let article = Article { id: id.clone(), text: body, published, ..Article::default() };
        let doc = Document { article: &article, sentences: &sentences };
        let found = actors::find(&doc, &knowledge);
        println!("# {id}");
        for m in &found.mentions {
            let actor = found.actor(m);
            let head = sentences[m.word.sentence as usize].tokens[m.word.token as usize].form(doc.text());
            println!(
                "{}\t{}\t{head}\t{}\t{}\t{}\t{}\t{}\t{}",
                m.word.sentence,
                m.word.token,
                m.span.of(doc.text()).replace(['\n', '\t'], " "),
                actor.map_or("-", |a| &a.name),
                actor.map_or("-", |a| &a.code),
                m.coreference.map_or("-".to_owned(), |c| c.to_string()),
                if m.anaphoric { "anaphoric" } else { "" },
                actor.map_or("", |a| &a.reason),
            );
        }
    }
    eprintln!("{words} words in {:?}", started.elapsed());
    Ok(())
}

fn documents(text: &str) -> Vec<(String, Vec<&str>)> {
    let mut out: Vec<(String, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            out.push((id.to_owned(), Vec::new()));
        }
        if out.is_empty() {
            out.push(("-".to_owned(), Vec::new()));
        }
        out.last_mut().expect("one was pushed").1.push(line);
    }
    out
}

fn read(lines: &[&str]) -> (String, Vec<Sentence>) {
    let (mut text, mut sentences) = (String::new(), Vec::new());
    let mut current = Sentence { starts_paragraph: true, ..Sentence::default() };
    let mut space = true;
    let mut until: Option<(u32, bool)> = None;
    for line in lines.iter().copied().chain([""]) {
        let cells: Vec<&str> = line.split('\t').collect();
        if line.starts_with("# newpar") {
            current.starts_paragraph = true;
        }
        if cells.len() < 10 {
            if line.is_empty() && !current.tokens.is_empty() {
                let span = current.tokens[0].span.cover(current.tokens[current.tokens.len() - 1].span);
                sentences.push(Sentence { span, ..std::mem::take(&mut current) });
                text.push(' ');
                space = true;
            }
            continue;
        }
        let after = !cells[9].contains("SpaceAfter=No");
        if let Some((_, last)) = cells[0].split_once('-') {
            until = last.parse().ok().map(|l| (l, after));
            continue;
        }
        if cells[0].contains('.') {
            continue;
        }
        if !space {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(cells[1]);
        let id: u32 = cells[0].parse().unwrap_or(0);
        let mut glued = false;
        space = match until {
            Some((last, after)) if id <= last => {
                glued = current.tokens.last().is_some_and(|t: &Token| t.span.end as usize == start) && cells[1].starts_with(['\'', '’', 'n']);
                id < last || !after
            }
            _ => !after,
        };
        let token = current.tokens.len() as u32;
        match cells[9].split('|').find_map(|m| m.strip_prefix("NER=")) {
            Some(tag) => {
                if let Some(kind) = tag.get(2..).and_then(NameKind::parse) {
                    match current.names.last_mut() {
                        Some(n) if tag.starts_with("I-") && n.last + 1 == token => n.last = token,
                        _ => current.names.push(Name { first: token, last: token, kind }),
                    }
                }
            }
            None => {}
        }
        current.tokens.push(Token {
            span: Span::new(start, text.len()),
            glued,
            lemma: cells[2].into(),
            upos: Upos::parse(cells[3]).unwrap_or(Upos::X),
            xpos: cells[4].into(),
            feats: Arc::from(cells[5]),
            head: cells[6].parse::<u32>().ok().filter(|h| *h > 0).map(|h| h - 1),
            deprel: cells[7].into(),
        });
    }
    (text, sentences)
}
