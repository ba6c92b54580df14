//! What a page says of itself to machines: JSON-LD, meta elements, links.

use scraper::Html;
use serde_json::{Map, Value};

use super::dom::{self, selector};

selector!(SCRIPTS, "script[type*='ld+json']");
selector!(METAS, "meta[content]");
selector!(TITLE, "head title");
selector!(CANONICAL, "link[rel='canonical'][href]");
selector!(HTML, "html");

/// The machine-readable part of a page.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Meta elements: name or property in lower case, content.
    metas: Vec<(String, String)>,
    /// JSON-LD objects of articles, the best first.
    pub articles: Vec<Map<String, Value>>,
    /// Every JSON-LD object with an `@id`, for references between them.
    named: Vec<(String, Map<String, Value>)>,
    /// `<title>`.
    pub title: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
}

/// Types of JSON-LD objects that are articles, and how surely.
fn article_rank(kind: &str) -> Option<u8> {
    match kind {
        "NewsArticle"
        | "ReportageNewsArticle"
        | "AnalysisNewsArticle"
        | "BackgroundNewsArticle"
        | "OpinionNewsArticle"
        | "AskPublicNewsArticle"
        | "ReviewNewsArticle"
        | "LiveBlogPosting" => Some(0),
        "Article" | "BlogPosting" | "Report" | "AdvertiserContentArticle" | "SatiricalArticle" => Some(1),
        "TechArticle"
        | "ScholarlyArticle"
        | "MedicalScholarlyArticle"
        | "Review"
        | "Recipe"
        | "SocialMediaPosting"
        | "PodcastEpisode"
        | "Event"
        | "MediaGallery"
        | "ItemPage" => Some(2),
        "WebPage" | "MedicalWebPage" | "CollectionPage" | "AboutPage" | "FAQPage" => Some(3),
        "CreativeWork" | "VideoObject" | "ImageGallery" => Some(4),
        _ => None,
    }
}

impl Facts {
    pub(crate) fn of(page: &Html, given_url: Option<&str>) -> Facts {
        let mut facts = Facts::default();
        for meta in METAS.all(page) {
            let e = meta.value();
            let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|a| e.attr(a));
            if let (Some(name), Some(content)) = (name, e.attr("content")) {
                let content = dom::single_spaces(content);
                if !content.is_empty() {
                    facts.metas.push((name.trim().to_lowercase(), content));
                }
            }
        }
        facts.title = TITLE.all(page).next().map(dom::text).filter(|t| !t.is_empty());
        let canonical = CANONICAL.all(page).next().and_then(|l| l.value().attr("href")).map(str::to_owned);
        facts.url = given_url
            .map(str::to_owned)
            .or_else(|| canonical.filter(|u| u.starts_with("http")))
            .or_else(|| {
                facts.meta(&["og:url", "parsely-link"]).filter(|u| u.starts_with("http")).map(str::to_owned)
            });
        facts.language = HTML
            .all(page)
            .next()
            .and_then(|h| h.value().attr("lang").or_else(|| h.value().attr("xml:lang")))
            .map(str::to_owned);
        let mut found: Vec<(u8, Map<String, Value>)> = Vec::new();
        for script in SCRIPTS.all(page) {
            let source: String = script.text().collect();
            if let Some(value) = lenient(&source) {
                facts.collect(value, &mut found, 0);
            }
        }
        found.sort_by_key(|(rank, _)| *rank);
        facts.articles = found.into_iter().map(|(_, o)| o).collect();
        facts
    }

    fn collect(&mut self, value: Value, found: &mut Vec<(u8, Map<String, Value>)>, depth: usize) {
        if depth > 6 {
            return;
        }
        match value {
            Value::Array(list) => list.into_iter().for_each(|v| self.collect(v, found, depth + 1)),
            Value::Object(mut object) => {
                for key in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart"]
                {
                    if matches!(object.get(key), Some(Value::Array(_) | Value::Object(_)))
                        && let Some(inner) = object.remove(key)
                    {
                        self.collect(inner, found, depth + 1);
                    }
                }
                if let Some(Value::String(id)) = object.get("@id") {
                    self.named.push((id.clone(), object.clone()));
                }
                let rank = kinds(&object).filter_map(|k| article_rank(&k)).min();
                if let Some(rank) = rank {
                    found.push((rank, object));
                }
            }
            _ => {}
        }
    }

    /// The first meta element with one of these names, in the order of the names.
    pub(crate) fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|n| self.metas.iter().find(|(name, _)| name == n).map(|(_, c)| c.as_str()))
    }

    /// All meta elements of one name.
    pub(crate) fn metas<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.metas.iter().filter(move |(n, _)| n == name).map(|(_, c)| c.as_str())
    }

    /// A field of the best JSON-LD article that has it.
    pub(crate) fn field(&self, name: &str) -> Option<&Value> {
        self.articles.iter().find_map(|a| a.get(name).filter(|v| !is_empty(v)))
    }

    /// The names in a JSON-LD value: strings, objects with a name, references to objects elsewhere, lists of these.
    pub(crate) fn names(&self, value: &Value) -> Vec<String> {
        match value {
            Value::String(s) => vec![plain(s)],
            Value::Array(list) => list.iter().flat_map(|v| self.names(v)).collect(),
            Value::Object(o) => {
                if let Some(name) = o.get("name").filter(|v| !is_empty(v)) {
                    return self.names(name);
                }
                let id = o.get("@id").and_then(Value::as_str);
                let there =
                    id.and_then(|id| self.named.iter().find(|(i, o)| i == id && o.contains_key("name")));
                there.and_then(|(_, o)| o.get("name")).map(|n| self.names(n)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(s) => s.trim().is_empty(),
        Value::Array(a) => a.is_empty(),
        Value::Object(o) => o.is_empty(),
        _ => false,
    }
}

fn kinds(object: &Map<String, Value>) -> impl Iterator<Item = String> {
    let kinds = match object.get("@type") {
        Some(Value::String(s)) => vec![s.clone()],
        Some(Value::Array(a)) => a.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    kinds.into_iter().map(|k| k.rsplit(['/', ':']).next().unwrap_or_default().to_owned())
}

/// JSON as pages have it: in comments or CDATA, with raw line feeds inside strings.
fn lenient(source: &str) -> Option<Value> {
    let source = source
        .trim()
        .trim_start_matches("<!--")
        .trim_end_matches("-->")
        .trim()
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("]]>")
        .trim_end_matches("//")
        .trim()
        .trim_end_matches(';');
    if source.len() > 8 << 20 {
        return None;
    }
    serde_json::from_str(source).ok().or_else(|| {
        let flat: String = source.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&flat).ok()
    })
}

/// A string of JSON-LD as words: entities and markup taken out.
pub(crate) fn plain(text: &str) -> String {
    if text.contains(['&', '<']) {
        let fragment = Html::parse_fragment(text);
        return dom::text(fragment.root_element());
    }
    dom::single_spaces(text)
}
