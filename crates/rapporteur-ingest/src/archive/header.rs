//! What the header of an exported story says.

use jiff::civil::{Date, Time};
use rapporteur_text::{Article, PublishedFrom};

use crate::date_line::{self, Found};
use crate::{byline, plain};

/// A story as the export gives it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Story {
    pub id: Option<String>,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    /// The words of the date.
    pub date: Option<String>,
    /// The words of the time of day.
    pub time: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    /// The day on which the archive took the story in.
    pub loaded: Option<Date>,
    pub body: String,
    pub notes: Vec<String>,
}

/// The fields of a story, in the order of the export: each a name and its lines.
#[derive(Default)]
pub(super) struct Fields<'a>(Vec<(&'a str, Vec<&'a str>)>);

impl<'a> Fields<'a> {
    /// The name of the field that is being read.
    pub(super) fn last(&self) -> Option<&'a str> {
        self.0.last().map(|(name, _)| *name)
    }

    /// A line that begins a field, or goes on with the last one. What stands before the first field is passed by.
    pub(super) fn add(&mut self, begun: Option<(&'a str, &'a str)>, line: &'a str) {
        match begun {
            Some((name, words)) => self.0.push((name, vec![words])),
            None => {
                if let Some((_, words)) = self.0.last_mut() {
                    words.push(line);
                }
            }
        }
    }

    /// A field's lines, if it holds any words.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let (_, lines) = self.0.iter().find(|(n, _)| *n == name)?;
        let text = lines.join("\n").trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// A field's words in one line.
    pub(super) fn line(&self, name: &str) -> Option<String> {
        self.text(name).map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl Story {
    pub(crate) fn article(self, raw: bool) -> Article {
        let mut article = match raw {
            true => Article { text: self.body.trim().to_owned(), ..Article::default() },
            false => {
                let paragraphs = plain::lines::split(&self.body).into_iter().map(|l| l.text).collect();
                plain::of_paragraphs(paragraphs, self.title.as_deref(), &[])
            }
        };
        let writers = self.byline.map(|words| {
            let words = byline::after_by(&words).unwrap_or(&words).trim().to_owned();
            in_small_letters(&byline::names(&words).shown().unwrap_or(words))
        });
        article.id = self.id.unwrap_or_default();
        article.title = self.title;
        article.byline = writers.filter(|w| !w.is_empty()).or(article.byline);
        article.publisher = self.publisher.or(article.publisher);
        article.url = self.url;
        article.notes.extend(self.notes);
        // The header of the export is surer than a line of the text.
        (article.published, article.published_at, article.published_from) = (None, None, None);
        if let Some(words) = self.date {
            match date_line::find(&words) {
                Some((_, Found::Stamp(mut stamp))) => {
                    if stamp.time.is_none() {
                        stamp.time = self.time.as_deref().and_then(clock);
                    }
                    article.published = Some(stamp.day());
                    article.published_at = stamp.at();
                    article.published_from = Some(PublishedFrom::Field);
                    article.notes.extend(stamp.notes());
                }
                _ => article.notes.push(format!("the export's date {words:?} is none that is understood")),
            }
        }
        article
    }
}

/// Names that stand in capitals, as archives have them: "ANA KOVA" is "Ana Kova". Other names stay as they are.
fn in_small_letters(names: &str) -> String {
    if names.chars().any(char::is_lowercase) && !names.contains(" and ") {
        return names.to_owned();
    }
    let word = |word: &str| -> String {
        let capitals = word.chars().filter(|c| c.is_alphabetic()).count() > 2 && word == word.to_uppercase();
        let mut inside = false;
        let small = |c: char| {
            let out = if inside { c.to_lowercase().to_string() } else { c.to_string() };
            inside = c.is_alphabetic();
            out
        };
        if capitals { word.chars().map(small).collect() } else { word.to_owned() }
    };
    names.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// "21:04", perhaps with seconds.
pub(crate) fn clock(words: &str) -> Option<Time> {
    let mut parts = words.trim().split(':').map(|p| p.parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    Time::new(hour, minute, 0, 0).ok()
}

/// The value of "Label: value" where the label is this one, whatever its letters' case.
pub(crate) fn labelled<'l>(line: &'l str, label: &str) -> Option<&'l str> {
    let (name, value) = line.split_once(':')?;
    name.trim().eq_ignore_ascii_case(label).then_some(value.trim())
}

/// "512 words".
pub(crate) fn is_word_count(words: &str) -> bool {
    let mut parts = words.split_whitespace();
    let number = parts.next().is_some_and(|n| {
        n.len() <= 9
            && n.starts_with(|c: char| c.is_ascii_digit())
            && n.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
    });
    number && parts.next().is_some_and(|w| matches!(w, "words" | "word")) && parts.next().is_none()
}

/// The day in some words.
pub(crate) fn day(words: &str) -> Option<Date> {
    match date_line::find(words)?.1 {
        Found::Stamp(stamp) => Some(stamp.day()),
        Found::NoSuchDay(_) => None,
    }
}
