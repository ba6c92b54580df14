//! The text of a page's article.

use std::collections::{HashMap, HashSet};

use scraper::{ElementRef, Html};
use serde_json::Value;

use super::boxes;
use super::date::in_side;
use super::dom::{self, Paragraph, selector};
use super::facts::{self, Facts};
use crate::date_line::Stamp;
use crate::plain::lines::is_prose;
use crate::{knowledge, plain};

selector!(BODY, "body");
selector!(ANCHORS, "a");

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
pub(crate) fn find(
    html: &str,
    page: &Html,
    facts: &Facts,
    title: Option<&str>,
    writers: &[String],
    raw: bool,
) -> Body {
    if raw {
        let paragraphs = BODY.all(page).next().map(dom::paragraphs).unwrap_or_default();
        return Body { text: paragraphs.join("\n\n"), ..Body::default() };
    }
    let blocks = BODY.all(page).next().map(dom::blocks).unwrap_or_default();
    let found = apart(extract(html), &blocks);
    let (found, boxed) = boxes::part(page, &blocks, found, squeezed);
    let found = recovered(page, &blocks, found);
    if is_menu(&found, &blocks) {
        return Body { dropped: found, ..Body::default() };
    }
    let anchors: HashSet<String> = ANCHORS.all(page).map(|a| squeezed(&dom::text(a))).collect();
    let mut outside = boxed;
    let (links, mut paragraphs): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|p| is_link_line(p, &anchors));
    outside.extend(links);
    if let Some(told) = facts.field("articleBody").and_then(Value::as_str) {
        let left;
        (paragraphs, left) = within(paragraphs, &facts::plain(told));
        outside.extend(left);
    }
    let article = plain::of_paragraphs(paragraphs, title, writers);
    let mut dropped = article.dropped;
    dropped.extend(outside);
    let stamp =
        article.published.map(|date| Stamp { date, time: None, offset: None, ambiguous: false, local: None });
    Body {
        text: article.text,
        dropped,
        notes: Vec::new(),
        byline: article.byline,
        publisher: article.publisher,
        stamp,
    }
}

/// Parts what the extractor ran together: of a very short page it gives all text as one paragraph, its headline with the rest. Where
/// a paragraph is just some paragraphs of the page that follow one another, it is these.
fn apart(found: Vec<String>, blocks: &[Paragraph]) -> Vec<String> {
    /// Of longer pages the extractor keeps the paragraphs.
    const SHORT: usize = 12;
    if found.len() > SHORT {
        return found;
    }
    let own: Vec<String> = blocks.iter().map(|b| squeezed(&b.text)).collect();
    let mut out = Vec::new();
    for paragraph in found {
        let all = squeezed(&paragraph);
        let run = (0..own.len()).filter(|i| !own[*i].is_empty() && own[*i] != all).find_map(|first| {
            let mut rest = all.as_str();
            for (i, block) in own.iter().enumerate().skip(first) {
                rest = rest.strip_prefix(block.as_str())?;
                if rest.is_empty() {
                    return Some(first..=i);
                }
            }
            None
        });
        match run {
            Some(run) if !own.contains(&all) => out.extend(blocks[run].iter().map(|b| b.text.clone())),
            _ => out.push(paragraph),
        }
    }
    out
}

/// Puts back what the extractor lost between two paragraphs that it found: prose that stands in the same element of the page as
/// they do, and in no side column.
fn recovered(page: &Html, blocks: &[Paragraph], found: Vec<String>) -> Vec<String> {
    let mut place: HashMap<String, usize> = HashMap::new();
    for (i, p) in found.iter().enumerate() {
        place.entry(squeezed(p)).or_insert(i);
    }
    let parent = |id| page.tree.get(id).and_then(|n| n.parent()).map(|n| n.id());
    let matched: Vec<Option<usize>> = blocks.iter().map(|b| place.get(&squeezed(&b.text)).copied()).collect();
    let mut homes = HashSet::new();
    for (b, _) in blocks.iter().zip(&matched).filter(|(b, m)| m.is_some() && is_prose(&b.text)) {
        homes.insert(b.owner);
        homes.extend(parent(b.owner));
    }
    let (Some(first), Some(last)) =
        (matched.iter().position(Option::is_some), matched.iter().rposition(Option::is_some))
    else {
        return found;
    };
    let all = found.iter().map(|p| shingles(p)).fold(HashSet::new(), |mut all, s| {
        all.extend(s);
        all
    });
    let mut after: Vec<Vec<String>> = vec![Vec::new(); found.len()];
    let mut at = 0;
    for (i, block) in blocks.iter().enumerate().take(last + 1).skip(first) {
        if let Some(m) = matched[i] {
            at = m;
            continue;
        }
        let home = homes.contains(&block.owner) || parent(block.owner).is_some_and(|p| homes.contains(&p));
        let letters = block.text.chars().filter(|c| !c.is_whitespace()).count();
        let side = || page.tree.get(block.owner).and_then(ElementRef::wrap).is_some_and(is_side_text);
        if home && is_prose(&block.text) && block.linked * 2 < letters && !side() {
            let mine = shingles(&block.text);
            let known = mine.iter().filter(|s| all.contains(*s)).count();
            if known * 2 < mine.len() {
                after[at].push(block.text.clone());
            }
        }
    }
    found.into_iter().zip(after).flat_map(|(p, more)| std::iter::once(p).chain(more)).collect()
}

/// Is this no article but the links of a page? No prose was found, and half or more of the page's letters are links.
fn is_menu(found: &[String], blocks: &[Paragraph]) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let all: usize = blocks.iter().map(|b| letters(&b.text)).sum();
    let linked: usize = blocks.iter().map(|b| b.linked).sum();
    !found.iter().any(|p| is_prose(p)) && all > 0 && linked * 2 >= all
}

/// Does an element stand in a side column, a caption or a quotation that was pulled out?
fn is_side_text(element: ElementRef) -> bool {
    let own = std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap).take(3));
    in_side(element)
        || own.into_iter().any(|e| {
            let class = e.value().attr("class").unwrap_or_default().to_lowercase();
            matches!(e.value().name(), "figcaption" | "figure" | "aside" | "form" | "button")
                || [
                    "caption",
                    "credit",
                    "pullquote",
                    "pull-quote",
                    "newsletter",
                    "promo",
                    "signup",
                    "hidden",
                    "sr-only",
                ]
                .iter()
                .any(|w| class.contains(w))
        })
}

/// A line that is only a link to another story, and no sentence.
fn is_link_line(paragraph: &str, anchors: &HashSet<String>) -> bool {
    let words = paragraph.split_whitespace().count();
    anchors.contains(&squeezed(paragraph)) && words >= 4 && !plain::lines::ends_with_stop(paragraph)
}

/// The letters and digits of a line.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Parts the paragraphs that the page's own record of its text (`articleBody`) holds from those that it does not; all stay where
/// the record is not the whole article. What stands between two recorded paragraphs stays, and prose above the first.
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
    let (Some(first), Some(last)) = (inside.iter().position(|i| *i), inside.iter().rposition(|i| *i)) else {
        return (paragraphs, Vec::new());
    };
    if length(true) * 10 < told.len() * 8 || length(true) * 3 < length(true) + length(false) {
        return (paragraphs, Vec::new());
    }
    let mut kept = Vec::new();
    let mut left = Vec::new();
    for (i, p) in paragraphs.into_iter().enumerate() {
        if inside[i] || (first < i && i < last) || (i < first && is_prose(&p)) {
            kept.push(p);
        } else {
            left.push(p);
        }
    }
    (kept, left)
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
