//! What an article says of where it is: the countries that it names, nationality words, its publisher and address, and which place it
//! puts inside which ("Bangor, Maine", "Erbil, in northern Iraq", "the Syrian city of Homs").

use std::collections::BTreeMap;

use rapporteur_text::reading::Document;

use super::fold::fold;
use super::gazetteer::{Kind, Knowledge};
use super::mentions::{Toponym, Words};
use super::web;

/// What holds the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// Another toponym, by its number.
    Toponym(usize),
    /// The country or division of a nationality word, by its record number.
    Record(u16),
}

/// One place inside another, as the text puts it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub inner: usize,
    pub holder: Holder,
    /// How strongly the wording says so, in the unit of the scores.
    pub weight: f32,
    /// The wording, for people.
    pub how: &'static str,
}

const COMMA: f32 = 7.5;
const IN: f32 = 4.0;
const APPOSED: f32 = 4.0;
const OWNED: f32 = 3.0;
const NATIONAL: f32 = 3.5;
/// What a country's own institution counts beside a nationality word.
const CUE: f32 = 0.7;

/// The links between an article's toponyms.
pub(super) fn links(toponyms: &[Toponym], words: &[Words<'_>], knowledge: &Knowledge) -> Vec<Link> {
    let mut out = Vec::new();
    for (i, pair) in toponyms.windows(2).enumerate() {
        let (a, b) = (&pair[0], &pair[1]);
        if a.sentence != b.sentence {
            continue;
        }
        let w = &words[a.sentence];
        let between: Vec<usize> = (a.last + 1..b.first).collect();
        if between.len() > 9 {
            continue;
        }
        if let Some((weight, how)) = inside(w, &between, knowledge) {
            out.push(Link { inner: i, holder: Holder::Toponym(i + 1), weight, how });
        } else if owned(w, &between, knowledge) {
            out.push(Link { inner: i + 1, holder: Holder::Toponym(i), weight: OWNED, how: "belongs to" });
        }
    }
    for (i, t) in toponyms.iter().enumerate() {
        let w = &words[t.sentence];
        if let Some(record) = national(w, t.first, knowledge) {
            out.push(Link {
                inner: i,
                holder: Holder::Record(record),
                weight: NATIONAL,
                how: "named with the nationality",
            });
        }
    }
    out
}

/// Does the wording between two places put the first inside the second?
fn inside(w: &Words<'_>, between: &[usize], knowledge: &Knowledge) -> Option<(f32, &'static str)> {
    let list = &knowledge.words;
    let forms: Vec<&str> = between.iter().map(|i| w.form(*i)).collect();
    match forms.as_slice() {
        [","] => return Some((COMMA, "stands before")),
        ["("] => return Some((COMMA, "stands before")),
        ["-"] | ["–"] | ["/"] => return None,
        [",", "("] | ["in"] => return Some((IN, "in")),
        _ => {}
    }
    let keys: Vec<&str> = between.iter().map(|i| w.key(*i)).collect();
    let rest = if forms.first() == Some(&",") { &keys[1..] } else { &keys[..] };
    // "…, in northern Iraq", "… in the far north of Mali"
    if let Some(at) = rest.iter().position(|k| *k == "in") {
        let tail = rest[at + 1..].iter().all(|k| list.direction.has(k) || *k == "of");
        let noun = |k: &&str| {
            list.city.has(k)
                || list.admin2.has(k)
                || list.admin1.has(k)
                || list.direction.has(k)
                || matches!(*k, "a" | "an" | "area")
        };
        if tail && rest[..at].iter().all(noun) {
            return Some((IN, "in"));
        }
        if tail
            && forms.first() == Some(&",")
            && matches!(rest.first(), Some(&("a" | "an" | "the")))
            && at <= 6
        {
            return Some((APPOSED, "described as in"));
        }
        return None;
    }
    if !rest.is_empty() && rest.iter().all(|k| list.direction.has(k)) && forms.first() == Some(&",") {
        return Some((COMMA, "stands before"));
    }
    // "Juba, the capital of South Sudan"
    let article = matches!(rest.first(), Some(&("a" | "an" | "the" | "capital")));
    if article && rest.last() == Some(&"of") && forms.first() == Some(&",") && rest.len() <= 7 {
        return Some((APPOSED, "described as of"));
    }
    // "the town of X province of Y", "Hama province, Syria" and the like
    match rest {
        [noun] if list.admin1.has(noun) || list.admin2.has(noun) || list.city.has(noun) => {
            (forms.first() == Some(&",")).then_some((IN, "in"))
        }
        [noun, ""] if list.admin1.has(noun) || list.admin2.has(noun) || list.city.has(noun) => {
            Some((COMMA, "stands before"))
        }
        [noun, "of"] if list.admin1.has(noun) || list.admin2.has(noun) => Some((IN, "in")),
        _ => None,
    }
}

/// "Turkey's south-eastern city of Diyarbakir", "Nairobi's Eastleigh".
fn owned(w: &Words<'_>, between: &[usize], knowledge: &Knowledge) -> bool {
    let list = &knowledge.words;
    let Some((first, rest)) = between.split_first() else { return false };
    if !matches!(w.form(*first), "'s" | "’s" | "'" | "’") {
        return false;
    }
    // "Nairobi's leafy suburb of Karen": any words, if the last two are a kind of place and "of".
    if let [words @ .., kind, of] = rest
        && w.key(*of) == "of"
        && (list.city.has(w.key(*kind)) || list.admin1.has(w.key(*kind)) || list.admin2.has(w.key(*kind)))
        && words.len() < 4
        && words.iter().all(|i| !w.capital(*i) && !w.key(*i).is_empty())
    {
        return true;
    }
    rest.iter().all(|i| {
        let k = w.key(*i);
        k.is_empty() && w.form(*i) != "." && w.form(*i) != ";"
            || list.direction.has(k)
            || list.city.has(k)
            || list.admin1.has(k)
            || list.admin2.has(k)
            || matches!(
                k,
                "of" | "second"
                    | "third"
                    | "largest"
                    | "biggest"
                    | "main"
                    | "city"
                    | "capital"
                    | "own"
                    | "border"
                    | "port"
            )
    })
}

/// "the Syrian city of Homs", "the Iraqi town Hawija", "the Turkish capital, Ankara".
fn national(w: &Words<'_>, first: usize, knowledge: &Knowledge) -> Option<u16> {
    let list = &knowledge.words;
    for back in 1..=6 {
        let i = first.checked_sub(back)?;
        let two = i.checked_sub(1).map(|j| format!("{} {}", w.key(j), w.key(i)));
        let found = two.and_then(|k| list.adjective(&k)).or_else(|| list.adjective(w.key(i)));
        if let Some(record) = found.filter(|_| w.capital(i)) {
            return (back > 1).then_some(record);
        }
        let k = w.key(i);
        let passes = list.city.has(k)
            || list.admin1.has(k)
            || list.admin2.has(k)
            || list.direction.has(k)
            || matches!(
                k,
                "of" | "second"
                    | "largest"
                    | "biggest"
                    | "main"
                    | ""
                    | "border"
                    | "port"
                    | "island"
                    | "region"
            );
        if !passes || w.form(i) == "." {
            return None;
        }
    }
    None
}

/// How much an article speaks of each country and division, apart from its toponyms: nationality words, headline, publisher, address.
pub(super) fn cues(doc: &Document<'_>, words: &[Words<'_>], knowledge: &Knowledge) -> BTreeMap<u16, f32> {
    let mut counts: BTreeMap<u16, f32> = BTreeMap::new();
    for w in words {
        for i in 0..w.len() {
            let two = format!("{} {}", w.key(i), w.key(i + 1));
            if let Some(record) = knowledge.words.cue(&two).or_else(|| knowledge.words.cue(w.key(i))) {
                *counts.entry(record).or_default() += CUE;
            }
            if !w.capital(i) {
                continue;
            }
            if let Some(record) =
                knowledge.words.adjective(&two).or_else(|| knowledge.words.adjective(w.key(i)))
            {
                *counts.entry(record).or_default() += 1.0;
            }
        }
    }
    let mut cues: BTreeMap<u16, f32> = counts.into_iter().map(|(r, n)| (r, 1.0 + n.max(0.5).ln())).collect();
    let article = doc.article;
    let lines = [article.title.as_deref(), article.publisher.as_deref(), article.byline.as_deref()];
    for (line, weight) in lines.into_iter().zip([1.5, 1.0, 0.3]) {
        for record in line.map(|l| spoken_of(l, knowledge)).unwrap_or_default() {
            *cues.entry(record).or_default() += weight;
        }
    }
    for (record, weight) in article.url.as_deref().map(|u| web::cues(u, knowledge)).unwrap_or_default() {
        *cues.entry(record).or_default() += weight;
    }
    cues
}

/// The countries and divisions that a headline or a publisher's name speaks of.
fn spoken_of(line: &str, knowledge: &Knowledge) -> Vec<u16> {
    let words: Vec<String> = line
        .split(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ':' | ';' | '"' | '(' | ')' | '/' | '-' | '—')
        })
        .filter(|w| w.chars().next().is_some_and(|c| c.is_uppercase()))
        .map(|w| fold(w.trim_end_matches("'s").trim_end_matches("’s")))
        .filter(|w| w.len() > 2 || w == "us" || w == "uk")
        .collect();
    let mut out = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let mut step = 1;
        for n in (1..=3.min(words.len() - i)).rev() {
            let key = words[i..i + n].join(" ");
            let named = knowledge.named(&key).into_iter().find_map(|p| {
                let r = knowledge.record(p.id)?;
                (matches!(r.kind, Kind::Country | Kind::Admin1)
                    && !p.comma
                    && (r.population > 300_000 || p.usual))
                    .then_some(p.id as u16)
            });
            if let Some(record) = knowledge.words.adjective(&key).or(named) {
                out.push(record);
                step = n;
                break;
            }
        }
        i += step;
    }
    out
}
