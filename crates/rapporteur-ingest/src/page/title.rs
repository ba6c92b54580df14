//! The headline of a page.

use scraper::Html;
use serde_json::Value;

use super::dom::{self, selector};
use super::facts::{self, Facts};
use crate::knowledge::plain;
use crate::plain::lines::shared;

selector!(H1, "h1");

/// Marks between a headline and the name of its site in `<title>`.
const MARKS: [&str; 9] = [" | ", " - ", " – ", " — ", " · ", " » ", " :: ", " • ", " / "];

/// The headline: what stands at the head of the page for its readers, if the page's own data bear it out.
pub(crate) fn find(page: &Html, facts: &Facts) -> Option<String> {
    let told: Vec<String> = [
        facts.field("headline").and_then(Value::as_str).map(facts::plain),
        facts.meta(&["og:title"]).map(facts::plain),
        facts
            .meta(&["twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title"])
            .map(facts::plain),
        facts.title.as_deref().map(facts::plain),
    ]
    .into_iter()
    .flatten()
    .filter(|t| !t.is_empty())
    .map(|t| bare(&t, facts))
    .collect();
    let heads: Vec<String> =
        H1.all(page).map(dom::text).filter(|t| (2..=400).contains(&t.chars().count())).collect();
    let borne_out =
        |head: &str| told.iter().map(|t| shared(head, t).max(shared(t, head))).fold(0.0, f64::max);
    let best = heads
        .iter()
        .filter(|h| h.split_whitespace().count() >= 2)
        .map(|h| (borne_out(h), h))
        .filter(|(s, _)| *s >= 0.5)
        .fold(
            None::<(f64, &String)>,
            |best, next| if best.is_some_and(|b| b.0 >= next.0) { best } else { Some(next) },
        );
    if let Some((_, head)) = best {
        return Some(head.clone());
    }
    told.into_iter().next().or_else(|| heads.into_iter().find(|h| h.split_whitespace().count() >= 3))
}

/// A headline without the name of its site.
fn bare(title: &str, facts: &Facts) -> String {
    let site =
        facts.meta(&["og:site_name", "application-name", "twitter:site"]).map(plain).unwrap_or_default();
    let host: String = facts
        .url
        .as_deref()
        .and_then(|u| u.split("//").nth(1))
        .and_then(|u| u.split('/').next())
        .unwrap_or_default()
        .trim_start_matches("www.")
        .to_lowercase();
    let squeezed = |s: &str| plain(s).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let mut title = title.to_owned();
    // "Opinion | The ferries must run" and "Harbour Post - The ferries must run".
    let front = MARKS.iter().filter_map(|m| title.find(m).map(|at| (at, *m))).min();
    if let Some((at, mark)) = front {
        let (head, rest) = (title[..at].trim(), title[at + mark.len()..].trim());
        let section = mark == " | " && head.split_whitespace().count() <= 2;
        if (section || plain(head) == site)
            && rest.split_whitespace().count() >= 4
            && rest.len() > 2 * head.len()
        {
            title = rest.to_owned();
        }
    }
    for _ in 0..3 {
        let cut = MARKS.iter().filter_map(|m| title.rfind(m).map(|at| (at, m.len()))).max();
        let Some((at, len)) = cut else { break };
        let (head, tail) = (title[..at].trim(), title[at + len..].trim());
        let tail_words = tail.split_whitespace().count();
        let named = !tail.is_empty()
            && (plain(tail) == site
                || (!site.is_empty() && (site.contains(&plain(tail)) || plain(tail).contains(&site)))
                || (squeezed(tail).len() >= 3 && host.contains(&squeezed(tail))));
        if head.split_whitespace().count() >= 3 && (named || tail_words <= 3 && head.len() > 2 * tail.len()) {
            title = head.to_owned();
        } else {
            break;
        }
    }
    title
}
