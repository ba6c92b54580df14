//! When a page was published.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use rapporteur_text::PublishedFrom;
use scraper::{ElementRef, Html};
use serde_json::Value;

use super::dom::{self, selector};
use super::facts::Facts;
use crate::date_line::{self, Found, Stamp};
use crate::plain;

/// The last day that a page can speak of as past, where that is known: what lies behind it is no day of publication. It comes from
/// the page or from who fetched it, and never from a clock, so that the same page gives the same day for ever.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Until(pub Option<Date>);

impl Until {
    pub(crate) fn admits(self, day: Date) -> bool {
        self.0.is_none_or(|last| day <= last)
    }

    /// The time that words give, if it is admitted.
    fn stamp(self, value: &str) -> Option<Stamp> {
        match date_line::parse(value)? {
            Found::Stamp(stamp) => Some(stamp).filter(|s| self.admits(s.date)),
            Found::NoSuchDay(_) => None,
        }
    }

    /// The earlier of two bounds.
    fn or_earlier(self, other: Option<Date>) -> Until {
        Until(self.0.into_iter().chain(other).min())
    }
}

/// A publication time and how it was found.
#[derive(Debug)]
pub(crate) struct Dated {
    pub stamp: Stamp,
    pub from: PublishedFrom,
}

selector!(HEADLINE, "h1");
selector!(TIMES, "time");
selector!(
    ITEMS,
    "[itemprop='datePublished'], [itemprop='dateCreated'], [property='article:published_time'], [property='datePublished']"
);
selector!(
    CLASSED,
    "[class*='date'], [class*='Date'], [class*='time'], [class*='Time'], [id*='date'], [class*='publish'], [class*='posted'], [class*='byline'], [class*='meta'], [class*='info']"
);

/// Names of meta elements for the time of publication, the surest first.
const METAS: [&str; 31] = [
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "dc.created",
    "dcterms.available",
    "publication_date",
    "publicationdate",
    "publish-date",
    "publish_date",
    "published_date",
    "pubdate",
    "pub_date",
    "published-date",
    "originalpublicationdate",
    "article_date_original",
    "article.published",
    "bt:pubdate",
    "date",
    "rnews:datepublished",
];

selector!(
    CHANGED,
    "[itemprop='dateModified'], time[class*='modified'], time[class*='updated'], [property='article:modified_time']"
);

/// Names of meta elements for the time of the last change, the surest first.
const CHANGED_METAS: [&str; 8] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
    "last-modified",
    "lastmod",
];

/// The surest publication time of a page, on the day that it was where the page was published.
pub(crate) fn find(page: &Html, facts: &Facts, until: Until) -> Option<Dated> {
    let mut dated = surest(page, facts, until)?;
    let utc = dated.stamp.offset.is_none_or(|o| o == Offset::UTC);
    if utc && dated.stamp.time.is_some() {
        local_day(page, facts, until, &mut dated.stamp);
    }
    Some(dated)
}

/// A moment that is told in UTC may be another day where the page was published: a `time` element that gives the same moment with
/// its zone, the day in such an element, or the day in the address say so.
fn local_day(page: &Html, facts: &Facts, until: Until, stamp: &mut Stamp) {
    let Some(moment) = stamp.timestamp() else { return };
    let mut day = None;
    for time in TIMES.all(page).filter(|t| !in_side(*t)).take(12) {
        let given = time.value().attr("datetime").and_then(|v| until.stamp(v));
        if let Some(given) = given {
            let same = given.timestamp().is_some_and(|t| (t.as_second() - moment.as_second()).abs() < 600);
            if same && given.offset.is_some_and(|o| o != Offset::UTC) {
                *stamp = given;
                return;
            }
            if !same && given.time.is_some() {
                continue;
            }
        }
        if let Some((Found::Stamp(seen), false)) = plain::date_line(&dom::text(time)) {
            day = day.or(Some(seen.date));
        }
    }
    let day = day.or_else(|| of_url(facts.url.as_deref(), until).map(|s| s.date));
    if let Some(day) = day.filter(|d| *d != stamp.date) {
        let hour = stamp.time.map_or(12, |t| t.hour());
        let before = stamp.date.yesterday().is_ok_and(|d| d == day) && hour <= 12;
        let after = stamp.date.tomorrow().is_ok_and(|d| d == day) && hour >= 10;
        if before || after {
            stamp.local = Some(day);
        }
    }
}

fn surest(page: &Html, facts: &Facts, until: Until) -> Option<Dated> {
    let found = |stamp, from| Some(Dated { stamp, from });
    for name in ["datePublished", "dateCreated", "uploadDate"] {
        for article in &facts.articles {
            if let Some(stamp) = article.get(name).and_then(Value::as_str).and_then(|v| until.stamp(v)) {
                return found(stamp, PublishedFrom::JsonLd);
            }
        }
    }
    for name in METAS {
        if let Some(stamp) = facts.metas(name).find_map(|v| until.stamp(v)) {
            return found(stamp, PublishedFrom::Meta);
        }
    }
    if let Some(stamp) = ITEMS.all(page).find_map(|e| of_element(e, until)) {
        return found(stamp, PublishedFrom::Meta);
    }
    // What readers see may be a day that is announced: it cannot lie behind the last change of the page.
    let seen = until.or_earlier(changed(page, facts, until).map(|s| crate::day_after(s.date)));
    if let Some(stamp) = of_times(page, seen) {
        return found(stamp, PublishedFrom::TimeElement);
    }
    if let Some(stamp) = of_url(facts.url.as_deref(), until) {
        return found(stamp, PublishedFrom::Url);
    }
    visible(page, seen).and_then(|s| found(s, PublishedFrom::VisibleDateLine))
}

/// When the page was last changed, if it tells that apart from its publication: a moment or a day that is later.
pub(crate) fn updated(
    page: &Html,
    facts: &Facts,
    published: Option<Date>,
    published_at: Option<&str>,
    until: Until,
) -> Option<String> {
    let changed = changed(page, facts, until)?;
    let moment = |at: &str| at.parse::<Timestamp>().ok();
    let later = match (changed.timestamp(), published_at.and_then(moment)) {
        (Some(changed), Some(published)) => changed > published,
        _ => published.is_none_or(|day| changed.date > day),
    };
    later.then(|| changed.at().unwrap_or_else(|| changed.date.to_string()))
}

/// What the page says of its last change.
fn changed(page: &Html, facts: &Facts, until: Until) -> Option<Stamp> {
    let stamp = |value: &str| until.stamp(value);
    let of_json = || facts.field("dateModified").and_then(Value::as_str).and_then(stamp);
    let of_meta = || CHANGED_METAS.iter().find_map(|name| facts.metas(name).find_map(stamp));
    let of_element =
        || CHANGED.all(page).filter(|e| !in_side(*e)).find_map(|element| of_element(element, until));
    of_json().or_else(of_meta).or_else(of_element)
}

fn of_element(element: ElementRef, until: Until) -> Option<Stamp> {
    let e = element.value();
    ["content", "datetime", "title"]
        .iter()
        .find_map(|a| e.attr(a).and_then(|v| until.stamp(v)))
        .or_else(|| until.stamp(&dom::text(element)))
}

/// `time` elements: one that says it is the publication, else the first that is not of another article.
fn of_times(page: &Html, until: Until) -> Option<Stamp> {
    let mut first = None;
    for time in TIMES.all(page) {
        let e = time.value();
        let label =
            format!("{} {}", e.attr("class").unwrap_or_default(), e.attr("itemprop").unwrap_or_default())
                .to_lowercase();
        if label.contains("modified") || label.contains("updated") || in_side(time) {
            continue;
        }
        let words = dom::text(time);
        let read = e.attr("datetime").and_then(|v| until.stamp(v)).or_else(|| until.stamp(&words));
        if let Some(stamp) = read {
            if e.attr("pubdate").is_some() || label.contains("publish") {
                return Some(stamp);
            }
            first.get_or_insert(stamp);
        }
    }
    first
}

/// Does an element stand in a menu, a side column, a foot or among other stories? What holds the headline of the page is none.
pub(crate) fn in_side(element: ElementRef) -> bool {
    const SIDE: [&str; 17] = [
        "related",
        "sidebar",
        "comment",
        "comments",
        "footer",
        "recommended",
        "recommendations",
        "recirc",
        "popular",
        "trending",
        "teaser",
        "teasers",
        "latest",
        "promo",
        "newsletter",
        "nav",
        "menu",
    ];
    for ancestor in element.ancestors().filter_map(ElementRef::wrap) {
        let e = ancestor.value();
        if matches!(e.name(), "body" | "html" | "main") {
            return false;
        }
        let side = matches!(e.name(), "aside" | "nav" | "footer")
            || e.classes()
                .chain(e.id())
                .any(|c| c.split(['-', '_']).any(|w| SIDE.contains(&w.to_lowercase().as_str())));
        if side {
            return HEADLINE.within(ancestor).next().is_none();
        }
    }
    false
}

/// A date in the path of the address: `/2014/09/15/` or `/2014/sep/15/`.
fn of_url(url: Option<&str>, until: Until) -> Option<Stamp> {
    let path = url?.split("//").nth(1)?.split_once('/')?.1;
    let parts: Vec<&str> = path.split(['?', '#']).next()?.split('/').collect();
    for w in parts.windows(3) {
        if w[0].len() == 4 && w[0].bytes().all(|b| b.is_ascii_digit()) {
            let date = if w[1].bytes().all(|b| b.is_ascii_digit()) {
                format!("{}-{}-{}", w[0], w[1], w[2])
            } else {
                format!("{} {} {}", w[2], w[1], w[0])
            };
            if let Some(stamp) = until.stamp(&date) {
                return Some(stamp);
            }
        }
    }
    for part in parts {
        for start in 0..part.len().saturating_sub(9) {
            let Some(piece) = part.get(start..start + 10) else { continue };
            let edge = start == 0 || !part.as_bytes()[start - 1].is_ascii_digit();
            if edge
                && piece.as_bytes()[4] == b'-'
                && let Some(stamp) = until.stamp(piece)
            {
                return Some(stamp);
            }
        }
    }
    None
}

/// The first date line that a reader sees, in an element that is named for it or short.
fn visible(page: &Html, until: Until) -> Option<Stamp> {
    let mut updated = None;
    for element in CLASSED.all(page).take(400) {
        if in_side(element) {
            continue;
        }
        let words = dom::text(element);
        if words.chars().count() > 120 {
            continue;
        }
        match plain::date_line(&words) {
            Some((Found::Stamp(stamp), _)) if !until.admits(stamp.date) => {}
            Some((Found::Stamp(stamp), false)) => return Some(stamp),
            Some((Found::Stamp(stamp), true)) => {
                updated.get_or_insert(stamp);
            }
            _ => {}
        }
    }
    updated
}
