//! Files that hold one article: a saved page, a plain text.

use std::io::Read as _;

use jiff::civil::Date;
use rapporteur_text::Article;

use crate::format::Format;
use crate::stream::Bytes;
use crate::{Options, Origin, Outcome, charset, day_after, finish, page, plain, refuse_date};

/// Reads a page or a plain text that fills its file.
pub(crate) fn article(bytes: Bytes, format: Format, origin: &Origin, options: &Options) -> Outcome {
    let mut content = Vec::new();
    let most = match format {
        Format::Page => options.max_source_bytes(),
        // Text in UTF-16 has two bytes a letter.
        _ => options.max_article_bytes.saturating_mul(2),
    };
    match bytes.take(most as u64 + 1).read_to_end(&mut content) {
        Err(e) => return origin.failed(None, format!("cannot be read: {e}")),
        Ok(n) if n > most && format == Format::Page => {
            return origin.failed(None, options.too_large("is larger"));
        }
        Ok(n) if n > most => {
            let most = crate::megabytes(options.max_article_bytes);
            let why = format!("is larger than {most}, the most that one article may have (--max-article)");
            return origin.failed(None, why);
        }
        Ok(_) => {}
    }
    if content.trim_ascii().is_empty() {
        return origin.failed(None, "is empty");
    }
    if charset::is_binary(&content) {
        return origin.failed(None, format!("is not text: {}", charset::kind_of_binary(&content)));
    }
    let (mut article, language) = match format {
        Format::Page => read_page(&content, None, None, origin, options),
        _ => {
            let decoded = charset::decode(&content, None);
            let mut article = plain::read(&decoded.text, options.raw);
            article.notes.extend(decoded.note);
            (article, None)
        }
    };
    if article.text.trim().is_empty() {
        return origin.failed(None, "no article text was found in it; --raw reads everything that it holds");
    }
    article.id = origin.stem.clone();
    finish(article, language.as_deref(), origin, options)
}

/// A page from its bytes: its charset is what its byte order mark says, else UTF-8 if it is that, else what the server said, else
/// what the page says of itself, else what is detected. Where nobody knows when it was fetched, a day of publication that has not come
/// is refused; the clock decides nothing else.
pub(crate) fn read_page(
    content: &[u8],
    url: Option<&str>,
    charset_of_server: Option<&str>,
    origin: &Origin,
    options: &Options,
) -> (Article, Option<String>) {
    let in_page = || charset::declared_in_page(content);
    let declared = charset_of_server.filter(|c| charset::is_known(c)).map(str::to_owned).or_else(in_page);
    let decoded = charset::decode(content, declared.as_deref());
    let retrieved = origin.retrieved.or(options.retrieved);
    let page::Read { mut article, language, retrieved } =
        page::read_fetched(&decoded.text, url, options.raw, retrieved);
    article.notes.extend(decoded.note);
    if let (None, Some(today)) = (retrieved, options.run_day) {
        let last = day_after(today);
        if let Some(published) = article.published.filter(|d| *d > last) {
            // Without the day of the run: a note is the same whenever it is written.
            let why = format!(
                "gives {published} as its day of publication, which had not come when it was read: that day is not taken"
            );
            refuse_date(&mut article, why);
        }
        if article.updated_at.as_deref().and_then(day_of).is_some_and(|d| d > last) {
            article.updated_at = None;
        }
    }
    (article, language)
}

/// The day of a moment or day as records write it.
fn day_of(moment: &str) -> Option<Date> {
    moment.get(..10)?.parse().ok()
}
