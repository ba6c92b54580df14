//! A saved news page: its body, and title, byline, publisher and publication time by rules of our own.
//!
//! The body is found by the `trafilatura` extractor behind [`body`]; what pages say of themselves is read from JSON-LD, meta
//! elements, `time` elements and visible lines, in that order of trust, and for no site in particular.

mod body;
mod boxes;
mod date;
mod deep;
pub(crate) mod dom;
mod facts;
mod saved;
mod title;
mod writer;

use jiff::civil::Date;
use rapporteur_text::Article;
use scraper::Html;

use date::Until;
use facts::Facts;

/// Reads a page. `url` is where it was published, if that is known from elsewhere. With `raw`, the text is everything that a
/// reader of the page sees. The article has no id yet.
pub fn read(html: &str, url: Option<&str>, raw: bool) -> Article {
    read_fetched(html, url, raw, None).article
}

/// A page that was read.
#[derive(Debug)]
pub(crate) struct Read {
    pub article: Article,
    /// As the page declares it.
    pub language: Option<String>,
    /// The day on which it was fetched: what the caller knew, else what the program that saved it wrote into it.
    pub retrieved: Option<Date>,
}

/// The same, of a page that was fetched on a day: it speaks of none later.
pub(crate) fn read_fetched(html: &str, url: Option<&str>, raw: bool, retrieved: Option<Date>) -> Read {
    if deep::is_too_deep(html) {
        let mut article = crate::plain::read(&deep::stripped(html), raw);
        article.notes.push("the page is nested too deeply for a tree: only its text was read".to_owned());
        return Read { article, language: None, retrieved };
    }
    let page = Html::parse_document(html);
    let retrieved = retrieved.or_else(|| saved::day(&page));
    let until = Until(retrieved.map(crate::day_after));
    let facts = Facts::of(&page, url);
    let title = title::find(&page, &facts);
    let mut article = Article { url: facts.url.clone(), title, ..Article::default() };
    let publisher = writer::publisher(&facts);
    let writers = writer::byline(&page, &facts, article.title.as_deref(), publisher.as_deref());
    let people = writers.as_ref().map(|b| b.people.as_slice()).unwrap_or_default();
    let body = body::find(html, &page, &facts, article.title.as_deref(), people, raw);
    article.text = body.text;
    article.dropped = body.dropped;
    article.notes = body.notes;
    article.byline = writers.and_then(|b| b.shown()).or(body.byline);
    article.publisher = publisher.or(body.publisher);
    if let Some(retrieved) = retrieved
        && let Some(told) = date::find(&page, &facts, Until::default()).map(|d| d.stamp.day())
        && !until.admits(told)
    {
        article.notes.push(crate::after_retrieval(told, retrieved));
    }
    match date::find(&page, &facts, until) {
        Some(dated) => {
            article.published = Some(dated.stamp.day());
            article.published_at = dated.stamp.at();
            article.published_from = Some(dated.from);
            article.notes.extend(dated.stamp.notes());
        }
        None => {
            if let Some(stamp) = body.stamp.filter(|s| until.admits(s.date)) {
                article.published = Some(stamp.date);
                article.published_at = stamp.at();
                article.published_from = Some(rapporteur_text::PublishedFrom::VisibleDateLine);
                article.notes.extend(stamp.notes());
            }
        }
    }
    article.updated_at =
        date::updated(&page, &facts, article.published, article.published_at.as_deref(), until);
    Read { article, language: facts.language, retrieved }
}

#[cfg(test)]
#[path = "../page_tests.rs"]
mod tests;
