//! A news page saved as plain text: its body, and what its head and foot say.
//!
//! Nothing here knows one site. A line is judged by where it stands (above the first paragraph, between paragraphs, below the
//! last), by its shape (length, full stop, menu marks, a name, a date) and by the phrases of `knowledge/ingest/furniture.toml`.
//! Whole sentences between paragraphs are never taken out unless a phrase says that they are not the story.

pub(crate) use head::date_line;

mod foot;
mod head;
pub(crate) mod lines;

use rapporteur_text::{Article, PublishedFrom};

use crate::byline::Byline;
use crate::knowledge::{self, Place};
use head::Head;
use lines::{Line, is_menu, is_prose};

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Text of the article.
    Body,
    /// Kept as the title.
    Title,
    /// Furniture.
    Dropped,
}

/// Reads a plain text. With `raw`, nothing is taken out of it; title, byline and the rest are read all the same. The article has
/// no id yet.
pub fn read(text: &str, raw: bool) -> Article {
    let lines = lines::split(text);
    let mut fates = vec![Fate::Body; lines.len()];
    let mut head = head::read(&lines, &mut fates);
    middle(&lines, &mut fates, head.body);
    foot::read(&lines, &mut fates, &mut head, true);
    if !lines.iter().zip(&fates).any(|(_, f)| *f == Fate::Body) && !lines.is_empty() {
        // A page of short lines only: everything but the title is its text.
        head.notes.push("no body could be told from the rest of the page: all of it was kept".to_owned());
        for fate in &mut fates {
            if *fate == Fate::Dropped || lines.len() == 1 {
                *fate = Fate::Body;
            }
        }
        if !fates.contains(&Fate::Body) {
            fates.fill(Fate::Body);
        }
    }
    let mut article = article(head);
    if raw {
        article.text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        return article;
    }
    article.text = join(lines.iter().zip(&fates).filter(|(_, f)| **f == Fate::Body).map(|(l, _)| l));
    article.dropped =
        lines.iter().zip(&fates).filter(|(_, f)| **f == Fate::Dropped).map(|(l, _)| l.text.clone()).collect();
    article
}

/// The paragraphs of a page from which an extractor has taken menus and columns already: only what is furniture by its words, a
/// byline or a date line above the first paragraph, and the foot go. Title lines that the page gave elsewhere go too.
pub(crate) fn of_paragraphs(paragraphs: Vec<String>, title: Option<&str>, writers: &[String]) -> Article {
    let lines: Vec<Line> =
        paragraphs.into_iter().enumerate().map(|(block, text)| Line { text, block }).collect();
    let mut fates = vec![Fate::Body; lines.len()];
    let mut head = head::of_page(&lines, &mut fates, title);
    middle(&lines, &mut fates, 0);
    if head.byline.is_none() && !writers.is_empty() {
        head.byline = Some(Byline { people: writers.to_vec(), desk: None });
    }
    foot::read(&lines, &mut fates, &mut head, false);
    if !fates.contains(&Fate::Body) {
        fates.fill(Fate::Body);
    }
    let mut article = article(head);
    article.text = join(lines.iter().zip(&fates).filter(|(_, f)| **f == Fate::Body).map(|(l, _)| l));
    article.dropped =
        lines.iter().zip(&fates).filter(|(_, f)| **f == Fate::Dropped).map(|(l, _)| l.text.clone()).collect();
    article
}

fn article(head: Head) -> Article {
    let mut article = Article {
        url: head.url,
        title: head.title,
        byline: head.byline.and_then(|b| b.shown()),
        publisher: head.publisher,
        notes: head.notes,
        ..Article::default()
    };
    if let Some(stamp) = head.stamp {
        article.notes.extend(stamp.notes());
        article.published = Some(stamp.date);
        article.published_at = stamp.at();
        article.published_from = Some(PublishedFrom::VisibleDateLine);
    }
    article
}

/// Lines of one block are parted by a line feed, blocks by two.
fn join<'l>(lines: impl Iterator<Item = &'l Line>) -> String {
    let mut text = String::new();
    let mut block = None;
    for line in lines {
        match block {
            None => {}
            Some(b) if b == line.block => text.push('\n'),
            Some(_) => text.push_str("\n\n"),
        }
        text.push_str(&line.text);
        block = Some(line.block);
    }
    text
}

/// Furniture between the paragraphs: picture credits, advertisements, links to other stories, lists of sources.
fn middle(lines: &[Line], fates: &mut [Fate], body: usize) {
    let last_prose = (0..lines.len()).rev().find(|i| fates[*i] == Fate::Body && is_prose(&lines[*i].text));
    let mut i = body;
    while i < lines.len() {
        if fates[i] != Fate::Body {
            i += 1;
            continue;
        }
        let line = &lines[i].text;
        let below_body = last_prose.is_some_and(|p| i > p);
        let place = if below_body { Place::Foot } else { Place::Any };
        if let Some(row) = knowledge::furniture(line, place) {
            fates[i] = Fate::Dropped;
            i += 1;
            if row.below && line.split_whitespace().count() <= 6 {
                i = drop_below(lines, fates, i, below_body);
            }
            continue;
        }
        let empty = !line.chars().any(char::is_alphanumeric);
        let address =
            line.split_whitespace().count() == 1 && (line.contains("://") || line.starts_with("www."));
        if empty || address || (is_menu(line) && (below_body || line.matches('|').count() >= 2)) {
            fates[i] = Fate::Dropped;
        }
        i += 1;
    }
}

/// Drops the short lines under a heading such as "Sources" or "Related": those of its block, and below the last paragraph all.
fn drop_below(lines: &[Line], fates: &mut [Fate], from: usize, to_the_end: bool) -> usize {
    let mut i = from;
    while i < lines.len() {
        let line = &lines[i].text;
        let new_block = lines[i].block != lines[from - 1].block;
        // A heading may stand in a block of its own, above the block that it heads.
        let heads_next = i == from || lines[i].block == lines[from].block;
        if new_block && !(to_the_end || heads_next && lines[from].block == lines[from - 1].block + 1) {
            break;
        }
        if new_block && !to_the_end && !looks_listed(lines, i) {
            break;
        }
        if lines::ends_with_stop(line) && line.chars().count() > 60
            || is_prose(line)
            || line.chars().count() > 180
        {
            break;
        }
        fates[i] = Fate::Dropped;
        i += 1;
    }
    i
}

/// Is this line one of several short ones in a block?
fn looks_listed(lines: &[Line], i: usize) -> bool {
    let block: Vec<&Line> = lines.iter().filter(|l| l.block == lines[i].block).collect();
    block.len() >= 2 && block.iter().all(|l| !is_prose(&l.text))
}

#[cfg(test)]
#[path = "../plain_tests.rs"]
mod tests;
