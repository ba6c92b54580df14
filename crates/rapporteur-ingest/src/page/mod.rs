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
mod title;
mod writer;

use rapporteur_text::Article;
use scraper::Html;

use facts::Facts;

/// Reads a page. `url` is where it was published, if that is known from elsewhere. With `raw`, the text is everything that a
/// reader of the page sees. The article has no id yet.
pub fn read(html: &str, url: Option<&str>, raw: bool) -> Article {
    read_with_language(html, url, raw).0
}

/// The same, and the language that the page declares.
pub(crate) fn read_with_language(html: &str, url: Option<&str>, raw: bool) -> (Article, Option<String>) {
    if deep::is_too_deep(html) {
        let mut article = crate::plain::read(&deep::stripped(html), raw);
        article.notes.push("the page is nested too deeply for a tree: only its text was read".to_owned());
        return (article, None);
    }
    let page = Html::parse_document(html);
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
    match date::find(&page, &facts) {
        Some(dated) => {
            article.published = Some(dated.stamp.day());
            article.published_at = dated.stamp.at();
            article.published_from = Some(dated.from);
            article.notes.extend(dated.stamp.notes());
        }
        None => {
            if let Some(stamp) = body.stamp {
                article.published = Some(stamp.date);
                article.published_at = stamp.at();
                article.published_from = Some(rapporteur_text::PublishedFrom::VisibleDateLine);
                article.notes.extend(stamp.notes());
            }
        }
    }
    article.updated_at = date::updated(&page, &facts, article.published, article.published_at.as_deref());
    (article, facts.language)
}

#[cfg(test)]
#[path = "../page_tests.rs"]
mod tests;
