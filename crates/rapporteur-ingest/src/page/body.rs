//! The text of a page's article.

use std::collections::HashSet;

use scraper::Html;
use serde_json::Value;

use super::dom::{self, selector};
use super::facts::{self, Facts};
use crate::date_line::Stamp;
use crate::{knowledge, plain};

selector!(BODY, "body");

/// The body of a page, and what its lines say besides.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub text: String,
    pub dropped: Vec<String>,
    pub notes: Vec<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    pub stamp: Option<Stamp>,
}

/// Finds the text of the article.
pub(crate) fn find(html: &str, page: &Html, facts: &Facts, title: Option<&str>, raw: bool) -> Body {
    if raw {
        let paragraphs = BODY.all(page).next().map(dom::paragraphs).unwrap_or_default();
        return Body { text: paragraphs.join("\n\n"), ..Body::default() };
    }
    let mut paragraphs = extract(html);
    let mut outside = Vec::new();
    if let Some(told) = facts.field("articleBody").and_then(Value::as_str) {
        (paragraphs, outside) = within(paragraphs, &facts::plain(told));
    }
    let article = plain::of_paragraphs(paragraphs, title);
    let mut dropped = article.dropped;
    dropped.extend(outside);
    let stamp = article.published.map(|date| Stamp { date, time: None, offset: None, ambiguous: false });
    Body {
        text: article.text,
        dropped,
        notes: Vec::new(),
        byline: article.byline,
        publisher: article.publisher,
        stamp,
    }
}

/// Parts the paragraphs that the page's own record of its text (`articleBody`) holds from those that it does not; all stay where
/// the record is not the whole article.
fn within(paragraphs: Vec<String>, told: &str) -> (Vec<String>, Vec<String>) {
    let record = shingles(told);
    let inside: Vec<bool> = paragraphs
        .iter()
        .map(|p| {
            let mine = shingles(p);
            let hits = mine.iter().filter(|s| record.contains(*s)).count();
            hits * 2 >= mine.len()
        })
        .collect();
    let length = |keep: bool| {
        paragraphs.iter().zip(&inside).filter(|(_, i)| **i == keep).map(|(p, _)| p.len()).sum::<usize>()
    };
    // The record is whole if the paragraphs that it holds are all of it, and a good part of what was found.
    if length(true) * 10 < told.len() * 8 || length(true) * 3 < length(true) + length(false) {
        return (paragraphs, Vec::new());
    }
    let (kept, left): (Vec<_>, Vec<_>) = paragraphs.into_iter().zip(inside).partition(|(_, i)| *i);
    (kept.into_iter().map(|(p, _)| p).collect(), left.into_iter().map(|(p, _)| p).collect())
}

/// The runs of three words of a text, as compared: letters and digits only, in lower case.
fn shingles(text: &str) -> HashSet<String> {
    let low = knowledge::plain(text);
    let words: Vec<&str> = low.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if words.len() < 3 {
        return std::iter::once(words.join(" ")).collect();
    }
    words.windows(3).map(|w| w.join(" ")).collect()
}

/// The paragraphs that the extractor takes for the article.
fn extract(html: &str) -> Vec<String> {
    let mut options = trafilatura::Options::default();
    options.enable_fallback = true;
    options.exclude_comments = true;
    let Ok(found) = trafilatura::extract(html, &options) else { return Vec::new() };
    let tree = Html::parse_fragment(&found.content_html);
    dom::paragraphs(tree.root_element())
}
