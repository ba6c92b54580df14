//! Which place of a name is meant.
//!
//! Every place of that name gets a score: how well known it is, what the wording puts it inside of, which countries and divisions the
//! article speaks of, how near it is to the article's other places. The mentions of one name share their evidence (one sense an
//! article), but what stands at a mention itself outweighs it. Three rounds, since places settle each other. The softmax of the scores
//! is the probability.

use std::collections::BTreeMap;

use super::context::{Holder, Link};
use super::gazetteer::{Id, Kind, Knowledge, Posting, Record, kilometres};
use super::mentions::Toponym;

/// Weights of the score's parts, in nats; set on development data.
mod weight {
    pub const SIZE: f32 = 1.5;
    pub const COUNTRY: f32 = 2.5;
    pub const ADMIN1: f32 = 0.3;
    /// A division that has a town of its own name: the town is meant, unless something says otherwise.
    pub const NAMESAKE: f32 = -1.0;
    pub const ADMIN2: f32 = -0.7;
    pub const QUARTER: f32 = -0.7;
    pub const BY_HAND: f32 = 9.0;
    pub const CAPITAL: f32 = 0.7;
    pub const SEAT: f32 = 0.3;
    pub const ALTERNATE: f32 = -1.6;
    pub const USUAL: f32 = 1.5;
    /// A town that is known far beyond its size.
    pub const RENOWNED: f32 = 3.0;
    pub const HINT: f32 = 3.0;
    pub const NO_TOWN: f32 = -12.0;
    pub const IN_COUNTRY: f32 = 1.7;
    pub const IN_ADMIN1: f32 = 1.0;
    /// What an article says of the places of a division speaks for the division itself.
    pub const OF_ADMIN1: f32 = 0.8;
    /// How well known a place is that the gazetteer does not have.
    pub const UNLISTED: f32 = 3.6;
    pub const NEAR: f32 = 1.5;
    /// Share of a link's weight that the other mentions of the name get.
    pub const SHARED: f32 = 0.95;
    /// How much an unlikely partner takes from a link, for each unit that it falls short of the likeliest.
    pub const UNLIKELY: f32 = 0.35;
    /// Kilometres over which nearness falls to a third.
    pub const REACH: f32 = 120.0;
}

/// A place that a mention may mean.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub record: Record,
    /// The name is not the record's own.
    pub alternate: bool,
    /// What does not depend on other places.
    prior: f32,
    pub score: f32,
    pub share: f32,
    /// The wording that spoke for it.
    pub link: Option<(Holder, &'static str)>,
    /// The parts of the score: context, nearness, links.
    pub parts: [f32; 3],
}

/// What a mention was resolved to: candidates, best first.
#[derive(Clone, Debug, Default)]
pub(super) struct Resolved {
    pub candidates: Vec<Candidate>,
    /// None of the gazetteer's places fits; this is what holds it, where that is known.
    pub unlisted: Option<Option<Record>>,
}

impl Resolved {
    pub fn best(&self) -> Option<&Candidate> {
        self.candidates.first()
    }
}

fn prior(posting: &Posting, record: &Record) -> f32 {
    let size = weight::SIZE * (record.population as f32 + 10.0).log10();
    let mut score = match record.kind {
        Kind::Country => size + weight::COUNTRY,
        Kind::Admin1 => size + weight::ADMIN1,
        Kind::Admin2 => size + weight::ADMIN2,
        Kind::City => size,
        Kind::Quarter => size + weight::QUARTER,
        Kind::Region | Kind::Site | Kind::Seat => weight::BY_HAND,
    };
    score += match record.rank {
        1 => weight::CAPITAL,
        2 => weight::SEAT,
        _ => 0.0,
    };
    if posting.alternate {
        score += weight::ALTERNATE;
    }
    if posting.usual && !posting.comma {
        score += if record.kind == Kind::City { weight::RENOWNED } else { weight::USUAL };
    }
    score
}

/// Does `outer` hold `inner`? From 0 to 1.
fn holds(outer: &Record, inner: &Record) -> f32 {
    if outer.id == inner.id {
        return 0.0;
    }
    match outer.kind {
        Kind::Country => {
            let inside = inner.kind != Kind::Country && inner.country.map(Id::from) == Some(outer.id);
            f32::from(u8::from(inside))
        }
        Kind::Admin1 => {
            let inside = inner.kind != Kind::Admin1 && inner.admin1.map(Id::from) == Some(outer.id);
            let near = matches!(inner.kind, Kind::Site | Kind::Region) && kilometres(outer, inner) < 300.0;
            if inside {
                1.0
            } else if near {
                0.5
            } else {
                0.0
            }
        }
        Kind::Admin2 | Kind::City | Kind::Quarter => {
            let smaller = matches!(inner.kind, Kind::Quarter | Kind::Site | Kind::Seat)
                || inner.kind == Kind::City && inner.population < outer.population;
            if !smaller || inner.kind == Kind::Admin2 && outer.kind == Kind::Admin2 {
                return 0.0;
            }
            match kilometres(outer, inner) {
                d if d < 25.0 => 0.6,
                d if d < 70.0 => 0.4,
                _ => 0.0,
            }
        }
        Kind::Region | Kind::Site | Kind::Seat => {
            if outer.country.is_some() && outer.country == inner.country && inner.kind != Kind::Country {
                0.5
            } else if inner.kind != Kind::Country && kilometres(outer, inner) < 500.0 {
                0.4
            } else {
                0.0
            }
        }
    }
}

/// How much each country and division is spoken of, by name of the toponym that says so ("" for the article's other cues).
struct Support<'a> {
    by: BTreeMap<u16, Vec<(&'a str, f32)>>,
}

impl Support<'_> {
    /// What all names but `key` say for this record.
    fn of(&self, record: Option<u16>, key: &str) -> f32 {
        let Some(list) = record.and_then(|r| self.by.get(&r)) else { return 0.0 };
        list.iter().filter(|(k, _)| *k != key).map(|(_, x)| x).sum()
    }
}

/// Resolves the toponyms of one article.
pub(super) fn resolve(
    toponyms: &[Toponym],
    links: &[Link],
    cues: &BTreeMap<u16, f32>,
    knowledge: &Knowledge,
) -> Vec<Resolved> {
    let mut resolved: Vec<Resolved> = toponyms
        .iter()
        .map(|t| {
            let mut candidates: Vec<Candidate> = t
                .postings
                .iter()
                .filter_map(|p| {
                    let record = knowledge.record(p.id)?;
                    let prior = prior(p, &record);
                    Some(Candidate {
                        record,
                        alternate: p.alternate,
                        prior,
                        score: prior,
                        share: 0.0,
                        link: None,
                        parts: [0.0; 3],
                    })
                })
                .collect();
            let towns: Vec<(Option<u16>, u8)> = candidates
                .iter()
                .filter(|c| c.record.kind == Kind::City)
                .map(|c| (c.record.admin1, c.record.rank))
                .collect();
            for c in &mut candidates {
                if c.record.kind == Kind::Admin1
                    && towns.iter().any(|(a, rank)| *a == c.record.admin1 && *rank > 0)
                {
                    c.prior += weight::NAMESAKE;
                    c.score += weight::NAMESAKE;
                }
                // "The town of Turkey" is no country.
                if t.town_of && matches!(c.record.kind, Kind::Country | Kind::Region) {
                    c.prior += weight::NO_TOWN;
                    c.score += weight::NO_TOWN;
                }
                if t.hint == Some(c.record.kind)
                    || t.hint == Some(Kind::City) && c.record.kind == Kind::Quarter
                {
                    c.prior += weight::HINT;
                    c.score += weight::HINT;
                }
            }
            settle(&mut candidates);
            Resolved { candidates, unlisted: None }
        })
        .collect();

    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, t) in toponyms.iter().enumerate() {
        groups.entry(&t.key).or_default().push(i);
    }
    for round in 0..3 {
        let support = support(toponyms, &groups, &resolved, cues, knowledge);
        let anchors = anchors(&groups, &resolved);
        let bonuses = bonuses(links, &resolved, knowledge);
        let mut next = resolved.clone();
        for (key, members) in &groups {
            // What the wording at any mention says for each record, for the other mentions of the name.
            let mut shared: BTreeMap<Id, f32> = BTreeMap::new();
            for m in members {
                for (id, (x, _)) in &bonuses[*m] {
                    let best = shared.entry(*id).or_default();
                    *best = best.max(*x);
                }
            }
            for m in members {
                for c in &mut next[*m].candidates {
                    let own = bonuses[*m].get(&c.record.id);
                    let others = shared.get(&c.record.id).copied().unwrap_or(0.0) * weight::SHARED;
                    let link = own.map_or(0.0, |(x, _)| *x).max(others);
                    let context = context(&c.record, &support, key);
                    let near = if round == 0 { 0.0 } else { nearness(&c.record, &anchors, key) };
                    c.link = own.map(|(_, why)| *why);
                    c.parts = [context, near, link];
                    c.score = c.prior + context + near + link;
                }
                settle(&mut next[*m].candidates);
            }
        }
        resolved = next;
    }
    let support = support(toponyms, &groups, &resolved, cues, knowledge);
    misfits(toponyms, links, &groups, &support, &mut resolved, knowledge);
    resolved
}

/// Finds the names whose listed places cannot be meant: "Springtown, Mo." when no Springtown of Missouri is listed, "the town of
/// Turkey", or a lesser namesake in a country of which the article does not speak while it speaks much of another.
fn misfits(
    toponyms: &[Toponym],
    links: &[Link],
    groups: &BTreeMap<&str, Vec<usize>>,
    support: &Support<'_>,
    resolved: &mut [Resolved],
    knowledge: &Knowledge,
) {
    let most = support
        .by
        .keys()
        .filter_map(|r| knowledge.record(Id::from(*r)).filter(|r| r.kind == Kind::Country))
        .map(|r| (support.of(r.country, ""), r))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.id.cmp(&a.1.id)));
    for (key, members) in groups {
        let mut verdict = None;
        for m in members {
            let candidates = &resolved[*m].candidates;
            let Some(best) = candidates.first() else { continue };
            let local = |k: Kind| matches!(k, Kind::City | Kind::Quarter | Kind::Admin2);
            for link in links.iter().filter(|l| l.inner == *m && l.weight > 5.0) {
                let Holder::Toponym(o) = link.holder else { continue };
                let Some(holder) =
                    resolved[o].best().filter(|h| h.record.kind == Kind::Admin1 && h.share > 0.6)
                else {
                    continue;
                };
                let sure = toponyms[o].postings.iter().any(|p| p.comma) || local(best.record.kind);
                if sure
                    && candidates
                        .iter()
                        .all(|c| holds(&holder.record, &c.record) == 0.0 && c.record.id != holder.record.id)
                {
                    verdict = Some(Some(holder.record));
                }
            }
            let own = |c: &Candidate| {
                c.record.kind == Kind::Site
                    || local(c.record.kind)
                        && (!c.alternate || c.record.rank > 0 || c.record.population > 100_000)
            };
            if toponyms[*m].town_of && !candidates.iter().any(own) {
                verdict = verdict.or(Some(None));
            }
            if let Some((_, country)) = most
                && local(best.record.kind)
                && best.record.rank != 1
                && best.parts[2] == 0.0
                && best.record.country.map(Id::from) != Some(country.id)
            {
                let elsewhere =
                    weight::UNLISTED + weight::IN_COUNTRY * (1.0 + support.of(country.country, key)).ln();
                if elsewhere > best.score {
                    verdict = verdict.or(Some(None));
                }
            }
        }
        if verdict.is_some() {
            for m in members {
                if resolved[*m].candidates.first().is_none_or(|c| c.link.is_none()) {
                    resolved[*m].unlisted = verdict;
                }
            }
        }
    }
}

/// Sorts by score and shares out the probability.
fn settle(candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.record.id.cmp(&b.record.id)));
    let Some(top) = candidates.first().map(|c| c.score) else { return };
    let total: f32 = candidates.iter().map(|c| (c.score - top).exp()).sum();
    for c in candidates {
        c.share = (c.score - top).exp() / total;
    }
}

fn support<'a>(
    toponyms: &[Toponym],
    groups: &BTreeMap<&'a str, Vec<usize>>,
    resolved: &[Resolved],
    cues: &BTreeMap<u16, f32>,
    knowledge: &Knowledge,
) -> Support<'a> {
    let mut by: BTreeMap<u16, Vec<(&str, f32)>> = BTreeMap::new();
    for (record, x) in cues {
        by.entry(*record).or_default().push(("", *x));
        // A division's nationality word ("Texan") speaks of its country, too.
        if let Some(r) = knowledge.record(Id::from(*record))
            && r.kind == Kind::Admin1
            && let Some(country) = r.country
        {
            by.entry(country).or_default().push(("", *x * 0.7));
        }
    }
    for (key, members) in groups {
        let Some(best) = members.first().and_then(|m| resolved[*m].best()) else { continue };
        // "Texas" of "Texas Rangers" tells less of where the article is.
        let own = members.iter().filter(|m| !toponyms[**m].inside_body).count();
        let amount = best.share * if own == 0 { 0.4 } else { 1.0 + (own as f32).ln() };
        let r = &best.record;
        let country = if r.kind == Kind::Country { 1.3 } else { 0.7 };
        if let Some(c) = r.country {
            by.entry(c).or_default().push((key, amount * country));
        }
        if let Some(a) = r.admin1 {
            by.entry(a).or_default().push((key, amount * if r.kind == Kind::Admin1 { 1.3 } else { 0.7 }));
        }
    }
    Support { by }
}

fn context(record: &Record, support: &Support<'_>, key: &str) -> f32 {
    let country = support.of(record.country, key);
    let admin1 = support.of(record.admin1, key);
    let itself = record.admin1.map(Id::from) == Some(record.id);
    let share = if itself { weight::OF_ADMIN1 } else { weight::IN_ADMIN1 };
    weight::IN_COUNTRY * (1.0 + country).ln() + share * (1.0 + admin1).ln()
}

/// The places that others may be near to: the best of each name, if it has a point.
fn anchors<'a>(groups: &BTreeMap<&'a str, Vec<usize>>, resolved: &[Resolved]) -> Vec<(&'a str, Record, f32)> {
    groups
        .iter()
        .filter_map(|(key, members)| {
            let best = resolved[*members.first()?].best()?;
            let point = matches!(best.record.kind, Kind::City | Kind::Quarter | Kind::Admin2 | Kind::Site);
            point.then_some((*key, best.record, best.share))
        })
        .collect()
}

fn nearness(record: &Record, anchors: &[(&str, Record, f32)], key: &str) -> f32 {
    if matches!(record.kind, Kind::Country | Kind::Region | Kind::Admin1) {
        return 0.0;
    }
    let mut far = 1.0;
    for (other, anchor, share) in anchors {
        if *other != key && anchor.id != record.id {
            far *= 1.0 - share * 0.9 * (-kilometres(record, anchor) / weight::REACH).exp();
        }
    }
    weight::NEAR * (1.0 - far) * 1.5
}

type Bonus = BTreeMap<Id, (f32, (Holder, &'static str))>;

/// What the links say for the candidates of each toponym.
fn bonuses(links: &[Link], resolved: &[Resolved], knowledge: &Knowledge) -> Vec<Bonus> {
    let mut out: Vec<Bonus> = vec![BTreeMap::new(); resolved.len()];
    let mut add = |i: usize, id: Id, x: f32, why: (Holder, &'static str)| {
        let slot = out[i].entry(id).or_insert((0.0, why));
        if x > slot.0 {
            *slot = (x, why);
        }
    };
    for link in links {
        let why = (link.holder, link.how);
        let inner = &resolved[link.inner].candidates;
        match link.holder {
            Holder::Record(record) => {
                let Some(outer) = knowledge.record(Id::from(record)) else { continue };
                for c in inner {
                    add(link.inner, c.record.id, link.weight * holds(&outer, &c.record), why);
                }
            }
            Holder::Toponym(o) => {
                let outer = &resolved[o].candidates;
                let top = |list: &[Candidate]| list.first().map_or(0.0, |c| c.score);
                let (top_in, top_out) = (top(inner), top(outer));
                // "Mexico, the United States and Canada" is a list: a country stands inside none.
                let kind = |list: &[Candidate]| list.first().map(|c| c.record.kind);
                let listed = match (kind(inner), kind(outer)) {
                    (Some(Kind::Country), Some(Kind::Country | Kind::Region)) => 0.2,
                    (Some(Kind::Admin1), Some(Kind::Admin1)) => 0.5,
                    _ => 1.0,
                };
                for c in inner {
                    for h in outer.iter().take(40) {
                        let held = holds(&h.record, &c.record);
                        if held > 0.0 {
                            // An unlikely holder, or an unlikely place in it, speaks less for the other.
                            let x = link.weight * held * listed;
                            add(
                                link.inner,
                                c.record.id,
                                (x - weight::UNLIKELY * (top_out - h.score)).max(0.0),
                                why,
                            );
                            add(
                                o,
                                h.record.id,
                                (x - weight::UNLIKELY * (top_in - c.score)).max(0.0),
                                (Holder::Toponym(link.inner), "holds"),
                            );
                        }
                    }
                }
            }
        }
    }
    out
}
