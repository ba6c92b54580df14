//! One item of a feed.

use rapporteur_text::{Article, PublishedFrom};

use super::Channel;
use crate::date_line::{self, Found, Stamp};
use crate::{Options, Origin, Outcome, finish, page, plain};

/// What an element of an item gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Id,
    Title,
    Link,
    Author,
    Publisher,
    Language,
    Published,
    Updated,
    /// The whole text, as HTML.
    Full,
    /// A short text, as HTML.
    Summary,
    /// The whole text, without markup.
    FullPlain,
    /// A short text, without markup.
    SummaryPlain,
}

impl Field {
    /// By the name of an element: RSS, Atom, and the additions of Dublin Core and `content:`.
    pub(crate) fn of(name: &str) -> Option<Field> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let own = matches!(prefix, "" | "atom" | "a10" | "rss");
        Some(match local {
            "title" if own => Field::Title,
            "guid" | "id" if own => Field::Id,
            "link" if own => Field::Link,
            "author" if own => Field::Author,
            "creator" => Field::Author,
            "publisher" if prefix == "dc" => Field::Publisher,
            "language" => Field::Language,
            "encoded" => Field::Full,
            "content" if own => Field::Full,
            "description" | "summary" if own => Field::Summary,
            "pubDate" | "published" | "issued" => Field::Published,
            "date" if prefix == "dc" => Field::Published,
            "updated" | "modified" => Field::Updated,
            _ => return None,
        })
    }

    pub(crate) fn is_text(self) -> bool {
        matches!(self, Field::Full | Field::Summary)
    }

    /// The same, where the words are no HTML.
    pub(crate) fn plain(self) -> Field {
        match self {
            Field::Full => Field::FullPlain,
            Field::Summary => Field::SummaryPlain,
            other => other,
        }
    }
}

/// The name of an element without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Words as they stand in HTML.
pub(crate) fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The words of a piece of HTML in one line.
pub(crate) fn words_of(html: &str) -> String {
    let text = if html.contains(['<', '&']) { of_html(html) } else { html.to_owned() };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All that a reader sees of a piece of HTML, paragraphs parted by blank lines.
fn of_html(html: &str) -> String {
    page::read(&format!("<!DOCTYPE html><html><body><div>{html}</div></body></html>"), None, true).text
}

/// One item, as far as it has been read.
#[derive(Default)]
pub(crate) struct Item {
    fields: Vec<(Field, String)>,
}

impl Item {
    pub(crate) fn put(&mut self, field: Field, words: &str) {
        if !words.trim().is_empty() {
            self.fields.push((field, words.trim().to_owned()));
        }
    }

    fn first(&self, field: Field) -> Option<&str> {
        self.fields.iter().find(|(f, _)| *f == field).map(|(_, words)| words.as_str())
    }

    fn stamp(&self, field: Field, notes: &mut Vec<String>) -> Option<Stamp> {
        let words = self.first(field)?;
        match date_line::parse(words) {
            Some(Found::Stamp(stamp)) => Some(stamp),
            _ => {
                notes.push(format!("the feed's date {words:?} is none that is understood"));
                None
            }
        }
    }

    fn authors(&self) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for (_, words) in self.fields.iter().filter(|(f, _)| *f == Field::Author) {
            let words = words_of(words);
            // "ana@harbour.example (Ana Kova)"
            let name = match words.split_once('(') {
                Some((mail, name)) if mail.contains('@') => name.trim_end_matches(')').trim().to_owned(),
                _ => crate::byline::after_by(&words).unwrap_or(&words).to_owned(),
            };
            if !name.is_empty() && !name.contains('@') && !names.contains(&name) {
                names.push(name);
            }
        }
        match names.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            [most @ .., last] => Some(format!("{} and {last}", most.join(", "))),
        }
    }

    /// The text: the whole content where the feed gives it, else the summary.
    fn paragraphs(&self) -> Option<(Vec<String>, bool)> {
        let by_field = |field| {
            // Some feeds give more than one: the longest is the article.
            self.fields.iter().filter(|(f, _)| *f == field).map(|(_, w)| w).max_by_key(|w| w.len())
        };
        let lines = |text: &str| plain::lines::split(text).into_iter().map(|l| l.text).collect::<Vec<_>>();
        let html = |text: &String| match text.contains(['<', '&']) {
            true => of_html(text).split("\n\n").map(str::to_owned).collect(),
            false => lines(text),
        };
        let candidates = [
            (by_field(Field::Full).map(html), true),
            (by_field(Field::FullPlain).map(|t| lines(t)), true),
            (by_field(Field::Summary).map(html), false),
            (by_field(Field::SummaryPlain).map(|t| lines(t)), false),
        ];
        candidates.into_iter().find_map(|(paragraphs, whole)| {
            let paragraphs: Vec<String> =
                paragraphs?.into_iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
            (!paragraphs.is_empty()).then_some((paragraphs, whole))
        })
    }

    /// The article, or why there is none.
    pub(crate) fn outcome(
        self,
        channel: &Channel,
        number: u64,
        origin: &Origin,
        options: &Options,
    ) -> Outcome {
        let url = self.first(Field::Link).map(|link| channel.absolute(link));
        let guid = self.first(Field::Id).map(str::to_owned);
        let id = guid.clone().or_else(|| url.clone()).unwrap_or_else(|| format!("{}:{number}", origin.stem));
        let title = self.first(Field::Title).map(words_of).filter(|t| !t.is_empty());
        let Some((paragraphs, whole)) = self.paragraphs() else {
            return Outcome::Skipped { id, why: "the feed gives no text for it".to_owned() };
        };
        let mut article = match options.raw {
            true => Article { text: paragraphs.join("\n\n"), ..Article::default() },
            false => plain::of_paragraphs(paragraphs, title.as_deref(), &[]),
        };
        if article.text.trim().is_empty() {
            return Outcome::Skipped { id, why: "the feed gives no text for it".to_owned() };
        }
        article.id = id;
        // The guid of RSS is often the address.
        article.url = url.or_else(|| guid.filter(|g| g.starts_with("http")));
        article.title = title;
        article.byline = self.authors().or(article.byline);
        article.publisher = self
            .first(Field::Publisher)
            .map(words_of)
            .or_else(|| channel.title.clone())
            .or(article.publisher);
        if !whole {
            article.notes.push("the feed gives a summary, and perhaps not the whole article".to_owned());
        }
        let updated = self.stamp(Field::Updated, &mut article.notes);
        let published = self.stamp(Field::Published, &mut article.notes);
        if published.is_none() && updated.is_some() {
            let note = "the feed gives no time of publication: that of the last change stands for it";
            article.notes.push(note.to_owned());
        }
        article.updated_at =
            updated.as_ref().filter(|u| published.as_ref().is_some_and(|p| p != *u)).map(Stamp::shown);
        if let Some(stamp) = published.or(updated) {
            article.published = Some(stamp.day());
            article.published_at = stamp.at();
            article.published_from = Some(PublishedFrom::Field);
            article.notes.extend(stamp.notes());
        }
        let language = self.first(Field::Language).or(channel.language.as_deref()).map(str::to_owned);
        finish(article, language.as_deref(), origin, options)
    }
}
