//! stub
use rapporteur_text::Article;
/// stub
pub fn read(html: &str, url: Option<&str>, raw: bool) -> Article {
    read_with_language(html, url, raw).0
}
pub(crate) fn read_with_language(_html: &str, _url: Option<&str>, _raw: bool) -> (Article, Option<String>) {
    (Article::default(), None)
}
