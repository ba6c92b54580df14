//! Files that hold one article: a saved page, a plain text.

use std::io::Read as _;

use rapporteur_text::Article;

use crate::format::Format;
use crate::stream::Bytes;
use crate::{Options, Origin, Outcome, charset, finish, page, plain};

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
        return origin.failed(None, "is not text: a binary file; save it as HTML or plain text");
    }
    let (mut article, language) = match format {
        Format::Page => read_page(&content, None, None, options),
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
/// what the page says of itself, else what is detected.
pub(crate) fn read_page(
    content: &[u8],
    url: Option<&str>,
    charset_of_server: Option<&str>,
    options: &Options,
) -> (Article, Option<String>) {
    let in_page = || charset::declared_in_page(content);
    let declared = charset_of_server.filter(|c| charset::is_known(c)).map(str::to_owned).or_else(in_page);
    let decoded = charset::decode(content, declared.as_deref());
    let (mut article, language) = page::read_with_language(&decoded.text, url, options.raw);
    article.notes.extend(decoded.note);
    (article, language)
}
