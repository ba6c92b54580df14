//! Who wrote a page, and who published it.

use scraper::{ElementRef, Html};

use super::date::in_side;
use super::dom::{self, selector};
use super::facts::{self, Facts};
use crate::byline::{self, Byline};
use crate::knowledge::{knowledge, plain};

selector!(REL, "[rel~='author'], [itemprop='author'] [itemprop='name'], [itemprop='author']");
selector!(
    CLASSED,
    "[class*='byline'], [class*='Byline'], [class*='author'], [class*='Author'], [id*='byline'], [class*='writer'], [class*='contributor']"
);
selector!(
    PROFILES,
    "a[href*='/author/'], a[href*='/authors/'], a[href*='/writer/'], a[href*='/writers/'], a[href*='/by/'], a[href*='/contributor'], a[href*='/journalist'], a[href*='/reporter'], a[href*='/staff/']"
);
selector!(BODY, "body");
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

/// The people that the page names as its writers; a newsroom where it names no person. What its readers see counts most, if
/// the page's own data name one of the same people.
pub(crate) fn byline(
    page: &Html,
    facts: &Facts,
    title: Option<&str>,
    publisher: Option<&str>,
) -> Option<Byline> {
    let told = facts
        .articles
        .iter()
        .filter_map(|a| a.get("author").or_else(|| a.get("creator")))
        .map(|author| cleared(joined(facts.names(author).iter().map(String::as_str)), publisher))
        .chain(
            METAS
                .iter()
                .map(|name| cleared(joined(facts.metas(name).filter(|c| !c.contains("://"))), publisher)),
        );
    let told: Vec<Byline> = told.collect();
    let seen: Vec<Byline> = seen(page, title).into_iter().map(|b| cleared(b, publisher)).collect();
    let peopled = |all: &[Byline]| all.iter().find(|b| !b.people.is_empty()).cloned();
    let borne_out = seen.iter().find(|s| {
        told.iter().any(|t| t.people.first().is_some_and(|p| s.people.iter().any(|q| plain(p) == plain(q))))
    });
    let desk = || told.iter().chain(&seen).find(|b| b.desk.is_some()).cloned();
    borne_out.cloned().or_else(|| peopled(&told)).or_else(|| peopled(&seen)).or_else(desk)
}

/// A byline without the name of the publisher among its people.
fn cleared(mut by: Byline, publisher: Option<&str>) -> Byline {
    by.people.retain(|p| publisher.is_none_or(|name| plain(name) != plain(p)));
    by.desk = by.desk.filter(|d| {
        publisher.is_none_or(|name| plain(name) != plain(d))
            && knowledge().agencies.iter().any(|(short, full)| plain(d) == *short || plain(d) == plain(full))
    });
    by
}

/// The bylines that a reader sees, the surest kind first.
fn seen(page: &Html, title: Option<&str>) -> Vec<Byline> {
    let mut out = vec![joined(together(REL.all(page)).iter().map(String::as_str))];
    let classed = CLASSED.all(page).filter(|e| !in_side(*e)).take(40);
    out.extend(classed.filter_map(of_element).find(|b| !b.people.is_empty()));
    out.extend(below_title(page, title));
    out.push(joined(together(PROFILES.all(page)).iter().map(String::as_str)));
    out
}

/// The first names among these elements and those that stand together with them, as the writers of one article do.
fn together<'p>(elements: impl Iterator<Item = ElementRef<'p>>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut homes = Vec::new();
    for element in elements.filter(|e| !in_side(*e)) {
        let words = dom::text(element);
        let name = words.rfind(" By ").and_then(|at| words.get(at + 4..)).unwrap_or(&words).to_owned();
        if byline::names(byline::after_by(&name).unwrap_or(&name)).people.is_empty() {
            continue;
        }
        let around: Vec<_> = element
            .ancestors()
            .filter_map(ElementRef::wrap)
            .take(2)
            .take_while(|a| !matches!(a.value().name(), "article" | "main" | "body" | "section" | "header"))
            .map(|a| a.id())
            .collect();
        if !homes.is_empty() && !around.iter().any(|a| homes.contains(a)) {
            break;
        }
        homes.extend(around);
        names.push(name);
        if names.len() == 8 {
            break;
        }
    }
    names
}

/// A line "By …" within a few lines of the headline.
fn below_title(page: &Html, title: Option<&str>) -> Option<Byline> {
    let title = plain(title?);
    let body = BODY.all(page).next()?;
    let blocks = dom::blocks(body);
    let at = blocks.iter().position(|b| plain(&b.text) == title)?;
    blocks.iter().skip(at + 1).take(14).find_map(|b| byline::line(&b.text)).filter(|b| !b.people.is_empty())
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
    // "World | By Lee Moss"
    let by = words.rfind(" By ").and_then(|at| words.get(at + 1..)).unwrap_or(&words);
    byline::line(by).or_else(|| byline::bare(&words))
}
