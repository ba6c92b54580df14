//! People and their terms of office.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use super::super::table::{Kind, NO_OFFICE, OPEN_END, OPEN_START, Term, Use};
use super::super::{days, fold};
use super::names::checked_interval;
use super::rows::{Hand, Table, tables};
use super::{Build, check_sectors};
use crate::knowledge::{Faults, Sources};

/// A term on its way into the table.
#[derive(Clone, Debug)]
pub struct NewTerm {
    pub entity: u32,
    pub post: String,
    pub class: u8,
    pub country: String,
    pub sectors: String,
    pub start: i32,
    pub end: i32,
    pub known_to: i32,
    pub source: String,
    pub unverified: bool,
    pub hand: Hand,
    /// The latest first day and the earliest last day that the row may mean.
    pub surely: (i32, i32),
    /// Where the row stands.
    pub file: Rc<Path>,
    pub line: usize,
}

impl NewTerm {
    /// As the table stores it.
    pub fn as_term(&self) -> Term<'_> {
        Term {
            entity: self.entity,
            post: &self.post,
            class: self.class,
            country: &self.country,
            sectors: &self.sectors,
            start: self.start,
            end: self.end,
            known_to: self.known_to,
            source: &self.source,
            unverified: self.unverified,
            by_hand: self.hand > Hand::Import,
        }
    }
}

/// The class of a post: its title as a whole, else the longest title that it begins with.
pub fn class_of(b: &Build, post: &str, country: &str) -> (u8, String) {
    let key = fold::key(post);
    let class = |name: &str| b.classes.iter().position(|c| c == name).map_or(NO_OFFICE, |i| i as u8);
    if key == "secretary of state" {
        let name = if country == "USA" { "foreign-minister" } else { "minister" };
        return (class(name), "GOV".to_owned());
    }
    let mut end = key.len();
    loop {
        if let Some((found, sectors)) = b.titles.get(&key[..end]) {
            if !b.of_states.contains(found) || is_of_state(b, key[end..].trim_start(), country) {
                return (*found, sectors.clone());
            }
            // "President of Sicily", "Chief Minister of Punjab", "President of the Central Bank" lead something less.
            return (NO_OFFICE, sectors.clone());
        }
        match key[..end].rfind(' ') {
            Some(at) => end = at,
            None => break,
        }
    }
    if key.contains("minister") || key.contains("secretary of state") {
        return (class("minister"), "GOV".to_owned());
    }
    (NO_OFFICE, "GOV".to_owned())
}

/// Does what follows a title ("of the Republic", "and Minister of Defence", "of France") leave it that of the whole state?
fn is_of_state(b: &Build, rest: &str, country: &str) -> bool {
    let Some(of) = rest.strip_prefix("of ").or_else(|| rest.strip_prefix("for ")) else { return true };
    let of = of.strip_prefix("the ").unwrap_or(of);
    let first = of.split(" and ").next().unwrap_or(of);
    STATES.contains(&first) || b.countries.get(country).is_some_and(|e| b.names.has(first, *e))
}

/// What a state is called after a title.
const STATES: &[&str] = &[
    "republic",
    "state",
    "union",
    "federation",
    "kingdom",
    "nation",
    "government",
    "cabinet",
    "ministers",
    "council of ministers",
    "federal republic",
    "islamic republic",
    "sovereign council",
    "transition",
];

/// How far a source is trusted where two tell of the same term.
fn rank(source: &str) -> u8 {
    match source {
        "congress" => 1,
        "wikidata" => 2,
        "factbook" => 3,
        _ => 4,
    }
}

pub fn people(b: &mut Build, root: &Sources, faults: &mut Faults) {
    let tables =
        tables(faults, root, &["people.tsv"], &["id", "name", "iso3", "post", "start", "end", "source"]);
    let endings = overrides(root, faults);
    let mut by_name: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut by_id: BTreeMap<String, u32> = BTreeMap::new();
    let mut ranks: BTreeMap<u32, u8> = BTreeMap::new();
    let mut terms: Vec<NewTerm> = Vec::new();
    for table in &tables {
        table.unique(faults, &["id", "name", "post", "start"]);
        let file: Rc<Path> = table.file.as_path().into();
        for row in table.rows() {
            let (name, iso3) = (row.get("name"), row.get("iso3"));
            if name.is_empty() || row.get("source").is_empty() {
                row.fault(faults, "a person needs a name and a source");
                continue;
            }
            if !b.check_country(&row, faults, iso3) {
                continue;
            }
            check_sectors(&b.codes, &row, faults, row.get("sectors"));
            let mut end = row.get("end");
            if let Some((_, _, _, other)) = endings.iter().find(|(id, post, start, _)| {
                (id, post, start)
                    == (&row.get("id").to_owned(), &row.get("post").to_owned(), &row.get("start").to_owned())
            }) {
                end = other;
            }
            let Some((start, last)) = checked_interval(&row, faults, row.get("start"), end) else { continue };
            let full = (fold::key(name), iso3.to_owned());
            // Rows without an identifier are one person only where they have one name.
            let known = match row.get("id") {
                "" => by_name.get(&full),
                id => by_id.get(id).or_else(|| by_name.get(&full)),
            }
            .copied();
            let entity = known
                .unwrap_or_else(|| b.entity(row.get("id"), name, iso3, row.get("sectors"), Kind::Person));
            // The better source gives the name's form.
            let trust = ranks.entry(entity).or_insert(u8::MAX);
            if rank(row.get("source")) < *trust {
                *trust = rank(row.get("source"));
                name.clone_into(&mut b.entities[entity as usize].name);
            }
            if row.get("id").starts_with('Q') && !b.entities[entity as usize].id.starts_with('Q') {
                b.entities[entity as usize].id = row.get("id").to_owned();
            }
            by_id.insert(row.get("id").to_owned(), entity);
            by_name.insert(full, entity);
            for alias in std::iter::once(name).chain(row.list("aliases")) {
                for (form, usage) in forms(alias, iso3) {
                    b.names.add(&form, entity, usage, OPEN_START, OPEN_END, row.hand());
                }
            }
            let (class, office) = class_of(b, row.get("post"), iso3);
            let sectors = if row.get("sectors").is_empty() { office } else { row.get("sectors").to_owned() };
            let known_to = match (last, row.get("known_to")) {
                (OPEN_END, "") => OPEN_END,
                (OPEN_END, day) => days::range(day).map_or_else(
                    || {
                        row.fault(faults, format!("known_to `{day}` is no date"));
                        OPEN_END
                    },
                    |(_, last)| last,
                ),
                _ => OPEN_END,
            };
            let post = if row.get("post").is_empty() { "official" } else { row.get("post") };
            terms.push(NewTerm {
                entity,
                post: post.to_owned(),
                class,
                country: iso3.to_owned(),
                sectors,
                start,
                end: last,
                known_to,
                source: row.get("source").to_owned(),
                unverified: row.unverified(faults),
                hand: row.hand(),
                surely: (
                    days::range(row.get("start")).map_or(start, |r| r.1),
                    days::range(end).map_or(last, |r| r.0),
                ),
                file: file.clone(),
                line: row.line,
            });
        }
    }
    check_sole(b, &terms, faults);
    b.terms = settle(terms);
}

/// Two people cannot hold one sole post of a state at a time. Imports overlap here and there and the later start wins; what a person
/// wrote must not.
fn check_sole(b: &Build, terms: &[NewTerm], faults: &mut Faults) {
    let mut posts: BTreeMap<(Hand, &str, u8, String), Vec<&NewTerm>> = BTreeMap::new();
    for t in terms.iter().filter(|t| t.hand > Hand::Import && b.sole.contains(&t.class)) {
        posts.entry((t.hand, &t.country, t.class, fold::key(&t.post))).or_default().push(t);
    }
    for list in posts.values_mut() {
        list.sort_by_key(|t| (t.start, t.line));
        for (i, later) in list.iter().enumerate() {
            let earlier = list[..i].iter().find(|e| e.entity != later.entity && e.surely.1 > later.surely.0);
            if let Some(earlier) = earlier {
                let message = format!(
                    "{} holds `{}` before {} (line {}) has left it: a sole post; correct the start, or the other's end",
                    b.entities[later.entity as usize].name,
                    later.post,
                    b.entities[earlier.entity as usize].name,
                    earlier.line,
                );
                faults.add(&*later.file, later.line, message);
            }
        }
    }
}

/// Where two sources tell of one term, the better one stays: by hand before imported, closed before open, later seen before
/// earlier.
fn settle(mut terms: Vec<NewTerm>) -> Vec<NewTerm> {
    terms.sort_by_key(|t| {
        (
            t.entity,
            t.class,
            std::cmp::Reverse(t.hand),
            u8::from(t.end == OPEN_END),
            std::cmp::Reverse(t.known_to),
            rank(&t.source),
            t.start,
        )
    });
    let mut kept: Vec<NewTerm> = Vec::new();
    let mut first = 0;
    for t in terms {
        if kept.last().is_none_or(|k| k.entity != t.entity) {
            first = kept.len();
        }
        let told = kept[first..].iter().any(|k| {
            let same =
                k.class == t.class && k.country == t.country && (k.class != NO_OFFICE || k.post == t.post);
            // Petrarch's rows name no post: any better row of the same time says more.
            let vague = t.source == "petrarch" && k.source != "petrarch";
            (same || vague) && k.start <= t.end && t.start <= k.end
        });
        if !told {
            kept.push(t);
        }
    }
    kept
}

/// `overrides/people.tsv`: (id, post, start, right end).
fn overrides(root: &Sources, faults: &mut Faults) -> Vec<(String, String, String, String)> {
    let file = Path::new("actors/overrides/people.tsv");
    if !root.has(file) {
        return Vec::new();
    }
    let Some(table) = Table::read(faults, root, file, &["action", "id", "post", "start", "end", "source"])
    else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for row in table.rows() {
        if row.get("action") != "end" {
            row.fault(faults, format!("action `{}`: only `end` is known", row.get("action")));
        }
        out.push((
            row.get("id").to_owned(),
            row.get("post").to_owned(),
            row.get("start").to_owned(),
            row.get("end").to_owned(),
        ));
    }
    out
}

/// Countries whose people write the family name first in English text as well.
const FAMILY_FIRST: &[&str] = &["CHN", "KOR", "PRK", "VNM", "TWN", "KHM", "HKG", "MAC", "SGP"];
const PARTICLES: &[&str] = &[
    "van", "von", "de", "del", "della", "di", "da", "dos", "der", "den", "la", "le", "bin", "ben", "abu",
    "ter", "el", "al",
];

/// The forms under which a person is looked up: the name, first and last name, the family name alone.
fn forms(name: &str, iso3: &str) -> Vec<(String, Use)> {
    let mut out = vec![(name.to_owned(), Use::Name)];
    let words: Vec<&str> = name.split_whitespace().collect();
    let last = words.len() - 1;
    // A monarch's number ("Abdullah II") is no family name.
    if words.len() == 1 || words[last].len() > 1 && words[last].bytes().all(|c| b"IVX".contains(&c)) {
        return out;
    }
    if words.len() > 2
        && !PARTICLES.contains(&fold::plain(words[last - 1]).as_str())
        && !FAMILY_FIRST.contains(&iso3)
    {
        out.push((format!("{} {}", words[0], words[last]), Use::Name));
    }
    const ARTICLES: &[&str] = &["al", "el", "Al", "El", "ul", "as", "ad", "ar", "az", "an", "ash"];
    let parts = words[last].split_once('-').filter(|(article, _)| ARTICLES.contains(article));
    let (stem, articled) = parts.map_or((words[last], false), |(_, rest)| (rest, true));
    if articled && words.len() > 1 {
        out.push((format!("{} {stem}", words[..last].join(" ")), Use::Name));
        out.push((format!("{} {stem}", words[0]), Use::Name));
    }
    if FAMILY_FIRST.contains(&iso3) && words.len() <= 3 {
        out.push((words[0].to_owned(), Use::Surname));
        return out;
    }
    let mut from = last;
    while from > 1 && PARTICLES.contains(&fold::plain(words[from - 1]).as_str()) {
        from -= 1;
    }
    out.push((words[from..].join(" "), Use::Surname));
    if from < last || articled {
        out.push((stem.to_owned(), Use::Surname));
    }
    out
}
