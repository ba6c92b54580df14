//! Articles as JSON lines. The text of a line is never changed.

use std::io::{BufRead, Read};

use rapporteur_text::{Article, PublishedFrom};
use serde_json::{Map, Value};

use crate::date_line::{self, Found};
use crate::{Options, Outcome, finish};

/// Names of a field, the first being ours and the others the peers'.
const ID: &[&str] = &["id", "story_id", "doc_id", "article_id"];
const TEXT: &[&str] = &["text", "event_text", "body", "content", "maintext"];
const TITLE: &[&str] = &["title", "headline"];
const BYLINE: &[&str] = &["byline", "author", "authors"];
const PUBLISHER: &[&str] = &["publisher", "source", "outlet", "source_domain"];
const PUBLISHED: &[&str] =
    &["published", "published_at", "date", "pub_date", "date_publish", "publication_date"];
const URL: &[&str] = &["url", "link"];
const LANGUAGE: &[&str] = &["language", "lang"];

/// The articles of a stream of JSON lines. A bad line is an outcome of its own; the rest go on.
pub(crate) struct JsonLines<R> {
    lines: R,
    name: String,
    stem: String,
    options: Options,
    number: u64,
    done: bool,
}

enum Line {
    End,
    TooLong,
    Bytes(Vec<u8>),
}

impl<R: BufRead> JsonLines<R> {
    pub(crate) fn new(lines: R, name: &str, stem: &str, options: Options) -> Self {
        JsonLines { lines, name: name.to_owned(), stem: stem.to_owned(), options, number: 0, done: false }
    }

    fn line(&mut self) -> std::io::Result<Line> {
        let most = self.options.max_article_bytes;
        let mut bytes = Vec::new();
        let n = self.lines.by_ref().take(most as u64 + 1).read_until(b'\n', &mut bytes)?;
        if n == 0 {
            return Ok(Line::End);
        }
        if n > most && bytes.last() != Some(&b'\n') {
            drop(bytes);
            self.skip_line()?;
            return Ok(Line::TooLong);
        }
        Ok(Line::Bytes(bytes))
    }

    /// Reads to the end of the line without keeping it.
    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let held = self.lines.fill_buf()?;
            if held.is_empty() {
                return Ok(());
            }
            let end = held.iter().position(|b| *b == b'\n');
            let used = end.map_or(held.len(), |i| i + 1);
            self.lines.consume(used);
            if end.is_some() {
                return Ok(());
            }
        }
    }

    fn fail(&self, why: impl Into<String>) -> Outcome {
        Outcome::Failed {
            input: self.name.clone(),
            place: Some(format!("line {}", self.number)),
            why: why.into(),
        }
    }

    fn read(&self, bytes: &[u8]) -> Outcome {
        let line = match std::str::from_utf8(bytes) {
            Ok(line) => line,
            Err(e) => {
                let at = e.valid_up_to() + 1;
                return self.fail(format!("is not UTF-8 (byte {at} of the line): convert the file to UTF-8"));
            }
        };
        let map: Map<String, Value> = match serde_json::from_str(line) {
            Ok(Value::Object(map)) => map,
            Ok(_) => {
                return self.fail("is not a JSON object: each line must be one, {\"id\": …, \"text\": …}");
            }
            Err(e) if e.is_eof() => {
                return self.fail(format!(
                    "is not complete JSON (column {}): one whole object to a line",
                    e.column()
                ));
            }
            Err(e) => return self.fail(format!("is not JSON: {e}").replace("line 1 ", "")),
        };
        self.article(&map)
    }

    fn article(&self, map: &Map<String, Value>) -> Outcome {
        let text = match first(map, TEXT) {
            Some((_, Value::String(text))) if !text.trim().is_empty() => text.clone(),
            Some((name, Value::String(_))) => return self.fail(format!("its {name:?} is empty")),
            Some((name, _)) => return self.fail(format!("its {name:?} is not a string")),
            None => return self.fail("has no \"text\" (\"event_text\" is understood too)"),
        };
        let mut article = Article {
            id: string(map, ID).unwrap_or_else(|| format!("{}:{}", self.stem, self.number)),
            url: string(map, URL),
            title: string(map, TITLE),
            byline: string(map, BYLINE),
            publisher: string(map, PUBLISHER),
            text,
            ..Article::default()
        };
        if let Some((name, value)) = first(map, PUBLISHED) {
            let words = match value {
                Value::String(s) => s.clone(),
                other => other.to_string(),
            };
            match date_line::parse(&words) {
                Some(Found::Stamp(stamp)) => {
                    article.published = Some(stamp.date);
                    article.published_at = stamp.at();
                    article.published_from = Some(PublishedFrom::Field);
                    article.notes.extend(stamp.notes());
                }
                Some(Found::NoSuchDay(_)) => {
                    article.notes.push(format!("{name} {words:?} is no day of the calendar"))
                }
                None => article
                    .notes
                    .push(format!("{name} {words:?} is no date that is understood (RFC 3339 or YYYY-MM-DD)")),
            }
        }
        finish(article, string(map, LANGUAGE).as_deref(), &self.options)
    }
}

/// The first of these fields that is there and not null.
fn first<'m>(map: &'m Map<String, Value>, names: &[&'static str]) -> Option<(&'static str, &'m Value)> {
    names.iter().find_map(|n| map.get(*n).filter(|v| !v.is_null()).map(|v| (*n, v)))
}

/// A field as words: strings, numbers, lists of strings. Empty ones do not count.
fn string(map: &Map<String, Value>, names: &[&'static str]) -> Option<String> {
    names.iter().find_map(|n| {
        let words = match map.get(*n)? {
            Value::String(s) => s.trim().to_owned(),
            Value::Number(n) => n.to_string(),
            Value::Array(list) => {
                list.iter().filter_map(Value::as_str).map(str::trim).collect::<Vec<_>>().join(", ")
            }
            _ => return None,
        };
        (!words.is_empty()).then_some(words)
    })
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        while !self.done {
            self.number += 1;
            match self.line() {
                Ok(Line::End) => {
                    self.done = true;
                    if self.number == 1 {
                        let why = "is empty".to_owned();
                        return Some(Outcome::Failed { input: self.name.clone(), place: None, why });
                    }
                }
                Ok(Line::TooLong) => {
                    let most = self.options.max_article_bytes >> 20;
                    return Some(
                        self.fail(format!("is longer than {most} MB, the most that one article may have")),
                    );
                }
                Ok(Line::Bytes(bytes)) => {
                    let bytes = if self.number == 1 {
                        bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)
                    } else {
                        &bytes
                    };
                    let bytes = bytes.trim_ascii();
                    if !bytes.is_empty() {
                        return Some(self.read(bytes));
                    }
                }
                Err(e) => {
                    self.done = true;
                    return Some(self.fail(format!("cannot be read: {e}")));
                }
            }
        }
        None
    }
}

#[cfg(test)]
#[path = "jsonl_tests.rs"]
mod tests;
