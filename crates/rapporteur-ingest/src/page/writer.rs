//! Who wrote a page, and who published it.

use scraper::{ElementRef, Html};

use super::date::in_side;
use super::dom::{self, selector};
use super::facts::{self, Facts};
use crate::byline::{self, Byline};
use crate::knowledge::plain;

selector!(REL, "[rel~='author'], [itemprop='author'] [itemprop='name'], [itemprop='author']");
selector!(
    CLASSED,
    "[class*='byline'], [class*='Byline'], [class*='author'], [class*='Author'], [id*='byline'], [class*='writer'], [class*='contributor']"
);
selector!(LINKS, "a, [itemprop='name']");

const METAS: [&str; 10] = [
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "article:author_name",
    "cxenseparse:author",
    "citation_author",
];

/// The publisher that the page names.
pub(crate) fn publisher(facts: &Facts) -> Option<String> {
    let site = facts.meta(&["og:site_name"]).map(facts::plain);
    let of_article = facts.field("publisher").map(|p| facts.names(p)).unwrap_or_default().into_iter().next();
    let others = || {
        facts.meta(&["dc.publisher", "dcterms.publisher", "application-name", "copyright"]).map(facts::plain)
    };
    of_article
        .or(site)
        .or_else(others)
        .map(|p| p.trim().to_owned())
        .filter(|p| !p.is_empty() && p.chars().count() <= 80 && !p.starts_with("http"))
}

/// The people that the page names as its writers; a newsroom where it names no person.
pub(crate) fn byline(page: &Html, facts: &Facts, publisher: Option<&str>) -> Option<Byline> {
    let mut desk = None;
    let mut take = |by: Byline| -> Option<Byline> {
        let people: Vec<String> =
            by.people.into_iter().filter(|p| publisher.is_none_or(|name| plain(name) != plain(p))).collect();
        if people.is_empty() {
            desk = desk.take().or(by.desk);
            None
        } else {
            Some(Byline { people, desk: None })
        }
    };
    for article in &facts.articles {
        if let Some(author) = article.get("author").or_else(|| article.get("creator")) {
            let by = joined(facts.names(author).iter().map(String::as_str));
            if let Some(names) = take(by) {
                return Some(names);
            }
        }
    }
    for name in METAS {
        let by = joined(facts.metas(name).filter(|c| !c.contains("://")));
        if let Some(names) = take(by) {
            return Some(names);
        }
    }
    let rel: Vec<String> = REL.all(page).filter(|e| !in_side(*e)).map(dom::text).take(6).collect();
    if let Some(names) = take(joined(rel.iter().map(String::as_str))) {
        return Some(names);
    }
    for element in CLASSED.all(page).filter(|e| !in_side(*e)).take(40) {
        if let Some(names) = of_element(element).and_then(&mut take) {
            return Some(names);
        }
    }
    None
}

/// Names from several values, each a name or a line of names.
fn joined<'v>(values: impl Iterator<Item = &'v str>) -> Byline {
    let mut all = Byline::default();
    for value in values {
        let value = facts::plain(value);
        if value.chars().count() > 200 {
            continue;
        }
        let by = byline::names(byline::after_by(&value).unwrap_or(&value));
        for person in by.people {
            if !all.people.iter().any(|p| plain(p) == plain(&person)) {
                all.people.push(person);
            }
        }
        all.desk = all.desk.or(by.desk);
    }
    all
}

/// A visible byline: short, with "By", or with links that are names.
fn of_element(element: ElementRef) -> Option<Byline> {
    let words = dom::text(element);
    if words.is_empty() || words.chars().count() > 200 {
        return None;
    }
    let links: Vec<String> =
        LINKS.within(element).map(dom::text).filter(|t| byline::is_person(t) && t.contains(' ')).collect();
    if !links.is_empty() && words.chars().count() < 160 {
        return Some(joined(links.iter().map(String::as_str)));
    }
    byline::line(&words).or_else(|| byline::bare(&words))
}
