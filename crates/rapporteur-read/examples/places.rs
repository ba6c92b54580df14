//! Reads JSON lines with `id`, `text`, `title`, `url` and writes each with its places, for the scorer of places.
//!
//! usage: places KNOWLEDGE_FOLDER INPUT.jsonl OUTPUT.jsonl [--spans] [--model MODEL.rapp SEGMENT.bin]
//!
//! Without a model words are cut crudely and there are no trees and no names. With `--spans` the places given in the input stand as
//! the tagger's names, so that what is measured is the resolution alone.

use std::io::{BufRead, Write};
use std::time::Instant;

use rapporteur_read::knowledge::{Faults, Sources};
use rapporteur_read::places;
use rapporteur_text::reading::Document;
use rapporteur_text::{Article, CodePoints, Name, NameKind, Sentence, Span, Token, Upos};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let parser = match args.iter().position(|a| a == "--model") {
        Some(at) => Some(rapporteur_syntax::Parser::load(
            std::fs::read(&args[at + 1])?,
            &std::fs::read(&args[at + 2])?,
        )?),
        None => None,
    };
    let given = args.iter().any(|a| a == "--spans");
    let mut faults = Faults::default();
    let start = Instant::now();
    let bytes = places::compile(&Sources::folder(&args[0]), &mut faults);
    for fault in &faults.list {
        eprintln!("{fault}");
    }
    eprintln!("compiled {} bytes in {:?}", bytes.len(), start.elapsed());
    let start = Instant::now();
    let knowledge = places::open(Box::leak(bytes.into_boxed_slice()))?;
    eprintln!("opened {knowledge:?} in {:?}", start.elapsed());
    let mut out = std::io::BufWriter::new(std::fs::File::create(&args[2])?);
    let (mut spent, mut articles) = (std::time::Duration::ZERO, 0);
    for line in std::io::BufReader::new(std::fs::File::open(&args[1])?).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = |name: &str| row[name].as_str().map(str::to_owned);
        let article = Article {
            id: text("id").unwrap_or_default(),
            text: text("text").unwrap_or_default(),
            title: text("title"),
            url: text("url"),
            ..Article::default()
        };
        let points = CodePoints::new(&article.text);
        let mut sentences = parser.as_ref().map_or_else(|| cut(&article.text), |p| p.parse(&article.text));
        if given {
            let offsets: Vec<usize> =
                article.text.char_indices().map(|(i, _)| i).chain([article.text.len()]).collect();
            for place in row["places"].as_array().into_iter().flatten() {
                let at = |n: &str| offsets[place[n].as_u64().unwrap_or(0) as usize];
                name(&mut sentences, Span::new(at("start"), at("end")));
            }
        }
        let doc = Document { article: &article, sentences: &sentences };
        let start = Instant::now();
        let found = places::find(&doc, &knowledge);
        spent += start.elapsed();
        articles += 1;
        let rows: Vec<serde_json::Value> = found
            .iter()
            .map(|m| {
                let span = points.span(m.span);
                serde_json::json!({"start": span.start, "end": span.end, "text": m.span.of(&article.text),
                    "geonames": m.place.geonames, "name": m.place.name, "country": m.place.country,
                    "admin1": m.place.admin1, "lat": m.place.lat, "lon": m.place.lon,
                    "reason": m.reason, "confidence": m.confidence,
                    "runner_up": m.runner_up.as_ref().map(|r| format!("{} {:?} {:?}", r.name, r.admin1, r.country))})
            })
            .collect();
        writeln!(out, "{}", serde_json::json!({"id": article.id, "places": rows}))?;
    }
    eprintln!("read {articles} articles in {spent:?}");
    Ok(())
}

fn name(sentences: &mut [Sentence], span: Span) {
    for s in sentences {
        let inside: Vec<usize> = (0..s.tokens.len()).filter(|i| s.tokens[*i].span.overlaps(span)).collect();
        if let (Some(first), Some(last)) = (inside.first(), inside.last()) {
            let clash = s.names.iter().any(|n| n.first as usize <= *last && *first <= n.last as usize);
            if !clash {
                s.names.push(Name { first: *first as u32, last: *last as u32, kind: NameKind::Location });
                s.names.sort_by_key(|n| n.first);
            }
        }
    }
}

/// Sentences and words by signs alone.
fn cut(text: &str) -> Vec<Sentence> {
    let mut sentences = vec![Sentence::default()];
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut i = 0;
    let mut newlines = 0;
    while i < chars.len() {
        let (start, c) = chars[i];
        if c.is_whitespace() {
            newlines += usize::from(c == '\n');
            i += 1;
            continue;
        }
        let mut j = i + 1;
        if c.is_alphanumeric() {
            while j < chars.len() {
                let d = chars[j].1;
                let next = chars.get(j + 1).is_some_and(|n| n.1.is_alphanumeric());
                let letters = j - i;
                let initials =
                    d == '.' && (text[start..chars[j].0].contains('.') || letters == 1) && c.is_uppercase();
                let short = d == '.'
                    && c.is_uppercase()
                    && letters <= 5
                    && chars.get(j + 1).is_some_and(|n| n.1.is_whitespace() || n.1 == ')' || n.1 == ',')
                    && chars.get(j + 2).is_none_or(|n| !n.1.is_uppercase() || letters <= 2);
                let possessive = matches!(d, '\'' | '’')
                    && chars.get(j + 1).is_some_and(|n| n.1 == 's')
                    && chars.get(j + 2).is_none_or(|n| !n.1.is_alphanumeric());
                if d.is_alphanumeric()
                    || initials
                    || short
                    || matches!(d, '.' | '&') && next
                    || matches!(d, '\'' | '’') && next && !possessive
                {
                    j += 1;
                } else {
                    break;
                }
            }
        } else if matches!(c, '\'' | '’') {
            if chars.get(j).is_some_and(|n| n.1 == 's') {
                j += 1;
            }
        } else if c == '-' {
            while chars.get(j).is_some_and(|n| n.1 == '-') {
                j += 1;
            }
        }
        let end = chars.get(j).map_or(text.len(), |n| n.0);
        let span = Span::new(start, end);
        let form = &text[start..end];
        let last = sentences.last_mut().expect("never empty");
        let ended = last.tokens.last().is_some_and(|t| matches!(t.form(text), "." | "?" | "!"));
        if !last.tokens.is_empty()
            && (newlines > 0 && ended || newlines > 1 || ended && (c.is_uppercase() || c == '"' || c == '“'))
        {
            sentences.push(Sentence { starts_paragraph: newlines > 0, ..Sentence::default() });
        }
        newlines = 0;
        let sentence = sentences.last_mut().expect("never empty");
        let upos = if !c.is_alphanumeric() {
            Upos::Punct
        } else if c.is_uppercase() {
            Upos::Propn
        } else {
            Upos::X
        };
        sentence.span = if sentence.tokens.is_empty() { span } else { sentence.span.cover(span) };
        sentence.tokens.push(Token {
            span,
            glued: false,
            lemma: form.to_lowercase().into(),
            upos,
            xpos: "".into(),
            feats: "_".into(),
            head: None,
            deprel: "dep".into(),
        });
        i = j;
    }
    sentences
}
