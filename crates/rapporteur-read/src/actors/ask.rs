//! What the knowledge says, for people who ask: who held an office on a day, what a name stands for, what a code means.

use jiff::civil::Date;
use serde::Serialize;

use super::knowledge::{Knowledge, doubtful, in_use, last_seen};
use super::table::{Entity, Kind, OPEN_END, OPEN_START, Posting, Term, Use};
use super::{code, days, fold};

/// The answer to one question.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answer {
    /// What was asked.
    pub query: String,
    /// On which day; nothing: at any time.
    pub on: Option<Date>,
    /// The office, where one was asked for.
    pub office: Option<Office>,
    /// What the words name, likeliest first.
    pub names: Vec<Named>,
    /// What the code says, where one was asked for.
    pub code: Option<Code>,
    /// Names like the one asked for, where nothing has it.
    pub near: Vec<String>,
}

/// An office of a country and who held it.
#[derive(Clone, Debug, Serialize)]
pub struct Office {
    /// ISO 3166-1 alpha-3.
    pub country: String,
    /// Name of that country.
    pub country_name: String,
    /// Class of the office: see `offices.tsv`.
    pub class: String,
    /// Those who held it; on a day, those whose terms hold it, the one who is taken first.
    pub holders: Vec<Held>,
}

/// A term of office.
#[derive(Clone, Debug, Serialize)]
pub struct Held {
    /// Whose.
    pub name: String,
    /// Identifier of that person.
    pub identifier: String,
    /// The office, in words.
    pub post: String,
    /// ISO 3166-1 alpha-3; empty for none.
    pub country: String,
    /// The code of whoever holds it.
    pub code: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day; nothing: open.
    pub to: Option<Date>,
    /// The day up to which an open term is known to have lasted.
    pub known_to: Option<Date>,
    /// Where the row comes from.
    pub source: String,
    /// The row rests on memory, and nobody has looked it up.
    pub unverified: bool,
    /// Is this the one that is taken on the day?
    pub taken: bool,
    /// Why it is taken or not.
    pub reason: String,
}

/// Something that bears the name.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    /// Its own name.
    pub name: String,
    /// Identifier.
    pub identifier: String,
    /// `country`, `person`, `group` …
    pub kind: &'static str,
    /// How the words stand for it: `name`, `adjective`, `metonym`, `surname` …
    pub usage: &'static str,
    /// The code that it gets.
    pub code: String,
    /// First day on which the words mean it.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Is this the one that is taken, with nothing else to go by?
    pub taken: bool,
    /// Why it is taken or not.
    pub reason: String,
    /// Terms of office, by start.
    pub terms: Vec<Held>,
}

/// What a code says.
#[derive(Clone, Debug, Serialize)]
pub struct Code {
    /// Who: the country or kind of body.
    pub who: String,
    /// Sectors, each with its meaning.
    pub sectors: Vec<(String, String)>,
}

/// The day with this number.
pub(super) fn date(number: i32) -> Option<Date> {
    if matches!(number, OPEN_START | OPEN_END) {
        return None;
    }
    Date::new(1970, 1, 1).ok()?.checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Country => "country",
        Kind::Nation => "people or region",
        Kind::Collective => "set of countries",
        Kind::Person => "person",
        Kind::Igo => "international organisation",
        Kind::Ngo => "NGO",
        Kind::Media => "media",
        Kind::Company => "company",
        Kind::Group => "armed or political group",
        Kind::Party => "party",
        Kind::Body => "body",
    }
}

fn usage(usage: Use) -> &'static str {
    match usage {
        Use::Name => "name",
        Use::Adjective => "adjective",
        Use::Noun => "noun for its people",
        Use::Capital => "capital",
        Use::Metonym => "metonym",
        Use::Surname => "surname",
    }
}

/// What PLOVER's sectors mean.
const MEANINGS: &[(&str, &str)] = &[
    ("COP", "police"),
    ("GOV", "government"),
    ("JUD", "courts"),
    ("LEG", "legislature"),
    ("MIL", "military"),
    ("PRM", "paramilitary"),
    ("PTY", "party"),
    ("REB", "rebels"),
    ("SPY", "intelligence"),
    ("UAF", "unidentified armed force"),
    ("UNK", "unknown"),
    ("AGR", "agriculture"),
    ("BUS", "business"),
    ("CRM", "crime"),
    ("CVL", "civilians"),
    ("EDU", "education"),
    ("ELI", "former officials and other elites"),
    ("JRN", "journalists"),
    ("LAB", "labour"),
    ("MED", "health"),
    ("REF", "refugees"),
    ("OPP", "opposition"),
    ("REL", "religion"),
    ("SOC", "society"),
    ("IGO", "international organisation"),
    ("NGO", "non-governmental organisation"),
    ("IMG", "armed group without a country"),
    ("MNC", "company without a country"),
    ("---", "nobody's country"),
];

/// Answers a question: an office ("foreign minister of France", "French foreign minister"), a code ("FRAGOV"), or a name.
pub fn ask(k: &Knowledge, query: &str, on: Option<Date>) -> Answer {
    let day = on.map(days::number);
    let mut answer = Answer { query: query.to_owned(), on, ..Answer::default() };
    let key = fold::key(query);
    let key = key.strip_prefix("the ").unwrap_or(&key);
    answer.code = code_of(k, query.trim());
    answer.names = names(k, key, day);
    if let Some((country, class)) = office(k, key, day) {
        answer.office = Some(holders(k, &country, class, day));
    }
    let found = answer.code.is_some()
        || !answer.names.is_empty()
        || answer.office.as_ref().is_some_and(|o| !o.holders.is_empty());
    if !found {
        answer.near = near(k, key);
    }
    answer
}

/// The country and class of office that the words name.
fn office(k: &Knowledge, key: &str, day: Option<i32>) -> Option<(String, u8)> {
    let title =
        |words: &str| k.role(words.trim()).map(|r| r.office).filter(|o| *o != super::table::NO_OFFICE);
    let country = |words: &str| {
        let words = words.trim();
        let words = words.strip_prefix("the ").unwrap_or(words);
        let words = words.strip_suffix(" s").unwrap_or(words);
        let all = k.named(words);
        let dated = all.iter().filter(|p| in_use(p, day));
        let iso = dated.chain(&all).find_map(|p| {
            let e = k.entity(p.entity);
            (e.kind == Kind::Country).then(|| e.countries.get(..3)).flatten()
        })?;
        Some(iso.to_owned())
    };
    let cuts: Vec<usize> = key.match_indices(' ').map(|(at, _)| at).collect();
    // "foreign minister of france": the longest title first.
    for at in cuts.iter().rev() {
        let (left, right) = (&key[..*at], &key[at + 1..]);
        let right = ["of ", "for "].iter().find_map(|p| right.strip_prefix(p)).unwrap_or(right);
        if let (Some(class), Some(iso)) = (title(left), country(right)) {
            return Some((iso, class));
        }
    }
    // "french foreign minister": the longest title is the earliest cut.
    cuts.iter().find_map(|at| {
        let (left, right) = (&key[..*at], &key[at + 1..]);
        Some((country(left)?, title(right)?))
    })
}

fn holders(k: &Knowledge, country: &str, class: u8, day: Option<i32>) -> Office {
    let taken = day.and_then(|d| k.holder(country, class, d)).map(|t| (t.entity, t.start));
    let mut all: Vec<Held> = k
        .tables
        .holders(country, class)
        .filter(|t| day.is_none_or(|d| t.start <= d && d <= t.end))
        .map(|t| {
            let first = taken == Some((t.entity, t.start));
            let reason = match (day, first) {
                (None, _) => String::new(),
                (Some(d), true) => seen(&t, d),
                (Some(_), false) => "in office as well, but started earlier".to_owned(),
            };
            Held { taken: first, reason, ..held(k, &t) }
        })
        .collect();
    all.sort_by_key(|h| (!h.taken, std::cmp::Reverse(h.from)));
    let name = k.named_country(country).map_or(String::new(), |e| e.name.to_owned());
    Office {
        country: country.to_owned(),
        country_name: name,
        class: k.office(class).to_owned(),
        holders: all,
    }
}

/// How a term stands on a day within it.
fn seen(t: &Term, day: i32) -> String {
    let known = last_seen(t);
    if t.end == OPEN_END && known != OPEN_END && day > known {
        let years = f64::from(day - known) / 365.25;
        let when = date(known).map_or(String::new(), |d| d.to_string());
        return format!("in office when last seen, {when}, {years:.1} years before: the confidence falls");
    }
    "in office on the day".to_owned()
}

fn held(k: &Knowledge, t: &Term) -> Held {
    let e = k.entity(t.entity);
    let country = if t.country.is_empty() { code::NO_COUNTRY } else { t.country };
    Held {
        name: e.name.to_owned(),
        identifier: e.id.to_owned(),
        post: t.post.to_owned(),
        country: t.country.to_owned(),
        code: format!("{country}{}", t.sectors),
        from: date(t.start),
        to: date(t.end),
        known_to: if t.end == OPEN_END { date(t.known_to) } else { None },
        source: t.source.to_owned(),
        unverified: t.unverified,
        taken: false,
        reason: String::new(),
    }
}

fn names(k: &Knowledge, key: &str, day: Option<i32>) -> Vec<Named> {
    let mut all = k.named(key);
    let weight = |p: &Posting| {
        (
            in_use(p, day),
            !doubtful(p),
            p.flags & super::table::IMPORTED == 0,
            p.usage != Use::Surname,
            std::cmp::Reverse(p.entity),
        )
    };
    all.sort_by_key(|p| std::cmp::Reverse(weight(p)));
    let mut first = true;
    all.iter()
        .map(|p| {
            let e = k.entity(p.entity);
            let fits = in_use(p, day);
            let taken = std::mem::take(&mut first) && fits && p.usage != Use::Surname;
            let reason = match (fits, taken, p.usage) {
                (false, _, _) => "not in use on the day",
                (_, _, Use::Surname) => {
                    "only where the article says more: a given name, an office or the country"
                }
                (_, true, _) => "taken where the article says no more",
                _ if p.flags & super::table::IMPORTED != 0 => "imported: loses to what a person wrote",
                _ => "where the article names its country",
            };
            Named {
                name: e.name.to_owned(),
                identifier: e.id.to_owned(),
                kind: kind(e.kind),
                usage: usage(p.usage),
                code: spelt(&e, p.usage),
                from: date(p.start),
                to: date(p.end),
                taken,
                reason: reason.to_owned(),
                terms: terms(k, &e, day),
            }
        })
        .collect()
}

fn terms(k: &Knowledge, e: &Entity, day: Option<i32>) -> Vec<Held> {
    let all = k.terms(e);
    all.iter()
        .map(|t| {
            let taken = day.is_some_and(|d| t.start <= d && d <= t.end);
            let reason = match day {
                Some(d) if taken => seen(t, d),
                Some(d) if d < t.start => "not yet in office".to_owned(),
                Some(_) => "no longer in office".to_owned(),
                None => String::new(),
            };
            Held { taken, reason, ..held(k, t) }
        })
        .collect()
}

/// The code of an entity, as a mention of it alone gets it.
fn spelt(e: &Entity, usage: Use) -> String {
    let mut coding = code::Coding::of(e, None);
    if usage == Use::Metonym {
        "GOV".clone_into(&mut coding.sectors);
    }
    let mut actor = super::chains::blank(e.name, 1.0, "");
    coding.apply(&mut actor);
    actor.code
}

fn code_of(k: &Knowledge, query: &str) -> Option<Code> {
    let capitals = query.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
    if !capitals || query.len() < 3 || !query.len().is_multiple_of(3) {
        return None;
    }
    let meaning = |code: &str| MEANINGS.iter().find(|m| m.0 == code).map(|m| m.1.to_owned());
    let who = match k.named_country(&query[..3]) {
        Some(e) => e.name.to_owned(),
        None => meaning(&query[..3])
            .filter(|_| query.len() == 3 || matches!(&query[..3], "IGO" | "NGO" | "IMG" | "MNC" | "---"))?,
    };
    let sectors: Option<Vec<(String, String)>> = query.as_bytes()[3..]
        .chunks(3)
        .map(|c| {
            let code = String::from_utf8_lossy(c).into_owned();
            let says = meaning(&code)?;
            Some((code, says))
        })
        .collect();
    Some(Code { who, sectors: sectors? })
}

/// How many names like an unknown one are offered.
const NEAR: usize = 5;

/// The names nearest to one that nothing has, by Jaro and Winkler's measure over keys.
fn near(k: &Knowledge, key: &str) -> Vec<String> {
    use fst::Streamer as _;
    let mut best: Vec<(f64, String)> = Vec::new();
    let mut stream = k.tables.names.stream();
    while let Some((name, value)) = stream.next() {
        let Ok(name) = std::str::from_utf8(name) else { continue };
        let score = strsim::jaro_winkler(name, key);
        if score < 0.85 || best.len() == NEAR && best[NEAR - 1].0 >= score {
            continue;
        }
        let Some(p) = k.tables.postings(value).find(|p| p.usage != Use::Surname) else { continue };
        let shown = k.entity(p.entity).name.to_owned();
        if best.iter().any(|(_, n)| *n == shown) {
            continue;
        }
        best.push((score, shown));
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        best.truncate(NEAR);
    }
    best.into_iter().map(|(_, name)| name).collect()
}
