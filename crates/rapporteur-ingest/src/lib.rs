//! From INPUTs to articles.
//!
//! An INPUT is a file, a folder or `-`; [`Inputs`] turns a list of them into a stream of [`Outcome`]s in a fixed order: folders
//! are walked in the order of their names, lines, rows, items and records in the order in which they stand. Nothing here stops the
//! stream: what cannot be read is an outcome of its own, and the next article follows. Files of many articles are read bit by bit:
//! memory is bounded by the largest article.
//!
//! Text of JSON lines and of tables is never changed. Of a saved page and of plain text, the body becomes [`Article::text`] and what was taken
//! out stands in [`Article::dropped`]; [`Options::raw`] takes nothing out. The title of a page or of a plain-text article is kept in
//! [`Article::title`] only.

mod archive;
mod byline;
mod charset;
pub mod date_line;
mod feed;
mod fields;
#[cfg(test)]
mod fixtures;
mod format;
mod inputs;
mod jsonl;
mod knowledge;
mod language;
mod one;
mod origin;
mod page;
mod parquet;
mod plain;
mod stream;
mod table;
mod walk;
mod warc;

use jiff::civil::Date;
use rapporteur_text::{Article, PublishedFrom};

pub use inputs::{Inputs, Used};
pub(crate) use origin::Origin;
pub use page::read as read_page;
pub use plain::read as read_plain;
pub use walk::{LeftOut, Step, Walk};

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Dates what carries no date of its own (`--published`).
    pub published: Option<Date>,
    /// Takes nothing out of pages and plain text (`--raw`).
    pub raw: bool,
    /// The largest text of one article, in bytes. A saved page with its markup, a line or a row may have four times as many.
    pub max_article_bytes: usize,
    /// The day on which the inputs were fetched (`--retrieved`), for those that do not say so themselves: nothing in them was published
    /// later than the day after.
    pub retrieved: Option<Date>,
    /// The day of the run. Where it is not known when a page was fetched, a day of publication that lies after the day after the run is
    /// refused; it never decides between two days. Without it no clock has a say.
    pub run_day: Option<Date>,
    /// What is passed by in folders: the run's own files.
    pub leave_out: LeftOut,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            published: None,
            raw: false,
            max_article_bytes: 4 << 20,
            retrieved: None,
            run_day: None,
            leave_out: LeftOut::default(),
        }
    }
}

impl Options {
    /// The most bytes that are held of a page, a line, a row, an item or a record: markup and escapes need room too.
    pub(crate) fn max_source_bytes(&self) -> usize {
        self.max_article_bytes.saturating_mul(4)
    }

    /// "is longer than …": the words for a source that is.
    pub(crate) fn too_large(&self, is_larger: &str) -> String {
        format!(
            "{is_larger} than {}, four times the most that the text of one article may have (--max-article)",
            megabytes(self.max_source_bytes())
        )
    }
}

pub(crate) fn megabytes(bytes: usize) -> String {
    match bytes {
        b if b >= 1 << 20 => format!("{} MB", b >> 20),
        b if b >= 1 << 10 => format!("{} kB", b >> 10),
        b => format!("{b} bytes"),
    }
}

/// What became of one article, or of an input that holds none.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Read.
    Article(Box<Article>),
    /// Left out for a stated reason.
    Skipped {
        /// Its id.
        id: String,
        /// The reason, for people.
        why: String,
    },
    /// Could not be read.
    Failed {
        /// The input as it was named, or the file found in a folder.
        input: String,
        /// Where in it, such as a line.
        place: Option<String>,
        /// The reason and the remedy, for people.
        why: String,
    },
    /// Something a user should know. The article it is about follows, where it is about one.
    Warning {
        /// The article's id or the input's name.
        input: String,
        /// For people.
        why: String,
    },
}

/// What a reader of one format found in an article, before it has an id.
pub(crate) type Draft = Article;

/// The last day that is believed of what was fetched or read on a day: zones ahead of UTC have the next one already.
pub(crate) fn day_after(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

/// Takes an article's day of publication away, saying why.
pub(crate) fn refuse_date(article: &mut Draft, why: String) {
    article.notes.push(why);
    (article.published, article.published_at, article.published_from) = (None, None, None);
}

/// The note of a day of publication after the article was fetched.
pub(crate) fn after_retrieval(published: Date, retrieved: Date) -> String {
    format!(
        "gives {published} as its day of publication, but was fetched on {retrieved}: that day is not taken"
    )
}

/// Completes an article: a date from the command line, its language. One in another language than English is
/// [`Article::unread`]. A day of
/// publication after the day on which the article was fetched is not believed.
pub(crate) fn finish(
    mut article: Draft,
    declared: Option<&str>,
    origin: &Origin,
    options: &Options,
) -> Outcome {
    if article.text.len() > options.max_article_bytes {
        let most = megabytes(options.max_article_bytes);
        let why =
            format!("its text is larger than {most}, the most that one article may have (--max-article)");
        return origin.failed(None, why);
    }
    if let (Some(published), Some(retrieved)) = (article.published, origin.retrieved.or(options.retrieved))
        && published > day_after(retrieved)
    {
        refuse_date(&mut article, after_retrieval(published, retrieved));
    }
    if article.published.is_none()
        && let Some(date) = options.published
    {
        article.published = Some(date);
        article.published_from = Some(PublishedFrom::CommandLine);
    }
    let declared = declared
        .map(|d| d.trim().to_ascii_lowercase())
        .filter(|d| !d.is_empty())
        .map(|d| d.split(['-', '_']).next().unwrap_or_default().to_owned());
    let declared_english = declared.as_deref().is_none_or(|d| matches!(d, "en" | "eng" | "english"));
    match language::detect(&article.text) {
        language::Language::Other { code, name } => {
            article.unread = Some(format!("the text is {name} ({code}); rapporteur reads English"));
            article.language = Some(code);
        }
        language::Language::English => {
            if let (false, Some(d)) = (declared_english, &declared) {
                article.notes.push(format!("language is given as {d:?}, but the text is English"));
            }
            article.language = Some("en".to_owned());
        }
        language::Language::Unsure => {
            if let (false, Some(d)) = (declared_english, &declared) {
                article.notes.push(format!(
                    "language is given as {d:?}; the text is too short to tell and is read as English"
                ));
            }
            article.language = Some("en".to_owned());
        }
    }
    Outcome::Article(Box::new(article))
}
