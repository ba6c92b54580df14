//! Articles that come as named fields: an object of a JSON line, a row of a table.

use rapporteur_text::{Article, PublishedFrom};
use serde_json::{Map, Value};

use crate::date_line::{self, Found};

/// Names of a field, the first being ours and the others the peers'.
const ID: &[&str] = &["id", "story_id", "doc_id", "article_id"];
pub(crate) const TEXT: &[&str] = &["text", "event_text", "body", "content", "maintext"];
const TITLE: &[&str] = &["title", "headline"];
const BYLINE: &[&str] = &["byline", "author", "authors"];
const PUBLISHER: &[&str] = &["publisher", "source", "outlet", "source_domain"];
const PUBLISHED: &[&str] =
    &["published", "published_at", "date", "pub_date", "date_publish", "publication_date"];
/// The moment, where `published` gives only the day (Open Graph's name for it).
const TIME: &[&str] = &["published_time", "publication_time"];
const UPDATED: &[&str] = &["updated", "updated_at", "modified", "date_modify", "date_modified"];
const URL: &[&str] = &["url", "link"];
const LANGUAGE: &[&str] = &["language", "lang"];
const ALL: [&[&str]; 10] = [ID, TEXT, TITLE, BYLINE, PUBLISHER, PUBLISHED, TIME, UPDATED, URL, LANGUAGE];

/// The name of a table's column as fields are named, where it is one that is read: "Publication Date" is `publication_date`.
pub(crate) fn known(column: &str) -> Option<&'static str> {
    let name: String = column
        .trim()
        .chars()
        .map(|c| if matches!(c, ' ' | '-') { '_' } else { c.to_ascii_lowercase() })
        .collect();
    ALL.iter().flat_map(|names| names.iter()).find(|n| **n == name).copied()
}

/// The article of a set of fields, without an id where they give none, and the language that they state; else what is wrong.
pub(crate) fn article(map: &Map<String, Value>) -> Result<(Article, Option<String>), String> {
    let text = match first(map, TEXT) {
        Some((_, Value::String(text))) if !text.trim().is_empty() => text.clone(),
        Some((name, Value::String(_))) => return Err(format!("its {name:?} is empty")),
        Some((name, _)) => return Err(format!("its {name:?} is not a string")),
        None => return Err("has no \"text\" (\"event_text\" is understood too)".to_owned()),
    };
    let mut article = Article {
        id: string(map, ID).unwrap_or_default(),
        url: string(map, URL),
        title: string(map, TITLE),
        byline: string(map, BYLINE),
        publisher: string(map, PUBLISHER),
        text,
        ..Article::default()
    };
    if let Some((name, value)) = first(map, PUBLISHED).or_else(|| first(map, TIME)) {
        let words = words(value);
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
    if article.published_at.is_none()
        && let Some((_, value)) = first(map, TIME)
        && let Some(Found::Stamp(stamp)) = date_line::parse(&words(value))
        && Some(stamp.date) == article.published
    {
        article.published_at = stamp.at();
    }
    if let Some((_, value)) = first(map, UPDATED)
        && let Some(Found::Stamp(stamp)) = date_line::parse(&words(value))
    {
        article.updated_at = Some(stamp.shown());
    }
    Ok((article, string(map, LANGUAGE)))
}

fn words(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        other => other.to_string(),
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
