//! Places that the gazetteer does not have: villages, streets, hospitals. What holds them, or the town inside their name, or the towns of
//! the article tell the country and about where they are; the precision and the reason say how much of that is a guess.

use rapporteur_text::reading::{Document, GeoPlace, PlacePrecision};

use super::context::{Holder, Link};
use super::fold::fold;
use super::gazetteer::{self, Id, Kind, Knowledge, Record, kilometres};
use super::mentions::{Toponym, Words, dateline};
use super::resolve::Resolved;

/// Kilometres within which the towns of an article are one neighbourhood.
const NEIGHBOURHOOD: f32 = 150.0;
/// Share of the towns that must lie in it.
const MOST: f32 = 0.75;
/// Bytes within which the nearest town is likely that of a street or a hospital.
const BESIDE: u32 = 400;
/// Inhabitants from which a town inside a name is known without the article's help ("Nairobi Eastern Appeals Court").
const KNOWN: u32 = 100_000;

/// What an article tells of places without an entry.
pub(super) struct Unlisted<'a> {
    doc: &'a Document<'a>,
    words: &'a [Words<'a>],
    toponyms: &'a [Toponym],
    links: &'a [Link],
    resolved: &'a [Resolved],
    knowledge: &'a Knowledge,
    /// The middle of the neighbourhood of which the article tells, if it tells of one.
    centre: Option<Record>,
}

/// Where the point comes from.
enum Point {
    Town(Record),
    Area(Record),
    Within(Record),
    Near(Record),
}

fn local(record: &Record) -> bool {
    matches!(record.kind, Kind::City | Kind::Quarter | Kind::Admin2)
}

impl<'a> Unlisted<'a> {
    pub(super) fn new(
        doc: &'a Document<'a>,
        words: &'a [Words<'a>],
        toponyms: &'a [Toponym],
        links: &'a [Link],
        resolved: &'a [Resolved],
        knowledge: &'a Knowledge,
    ) -> Self {
        let mut all = Unlisted { doc, words, toponyms, links, resolved, knowledge, centre: None };
        all.centre = all.centre();
        all
    }

    /// The record that a toponym was resolved to.
    fn best(&self, i: usize) -> Option<Record> {
        let r = &self.resolved[i];
        r.best().filter(|_| r.unlisted.is_none()).map(|c| c.record)
    }

    /// The town in whose neighbourhood most towns of the article lie.
    fn centre(&self) -> Option<Record> {
        let towns: Vec<Record> = (0..self.toponyms.len())
            .filter(|i| {
                let t = &self.toponyms[*i];
                !(t.inside_body || t.first == 0 && dateline(&self.words[t.sentence], t.last))
            })
            .filter_map(|i| self.best(i))
            .filter(local)
            .collect();
        let around = |c: &Record| towns.iter().filter(|t| kilometres(c, t) < NEIGHBOURHOOD).count();
        let best = towns.iter().max_by_key(|c| (around(c), std::cmp::Reverse(c.id)))?;
        (around(best) as f32 >= MOST * towns.len() as f32).then_some(*best)
    }

    /// The place of this toponym, and how it was told.
    pub(super) fn place(&self, i: usize) -> (GeoPlace, String) {
        let t = &self.toponyms[i];
        // What the wording at any mention of the name puts it inside of; at this mention first.
        let same = (0..self.toponyms.len()).filter(|j| *j != i && self.toponyms[*j].key == t.key);
        let linked = self.resolved[i].unlisted.flatten().or_else(|| {
            std::iter::once(i).chain(same).find_map(|m| self.links.iter().find_map(|l| self.holder(l, m)))
        });
        let nearest = self.nearest(i, |r| r.country.is_some());
        let country = linked.or_else(|| self.inner_country(i)).or(nearest).and_then(|r| r.country);
        let town = linked.filter(local);
        let division = linked.and_then(|h| h.admin1).and_then(|a| self.knowledge.record(Id::from(a)));
        let fits = |r: &Record| division.is_none_or(|d| r.admin1 == d.admin1);
        let area = linked.filter(|r| r.kind == Kind::Site);
        let point = town
            .map(Point::Town)
            .or(area.map(Point::Area))
            .or_else(|| self.inner(i, country).filter(fits).map(Point::Within))
            .or_else(|| self.beside(i).filter(|r| fits(r) && r.country == country).map(Point::Near))
            .or_else(|| self.city_state(country).map(Point::Town));
        let (record, precision, why) = match (point, division) {
            (Some(Point::Town(r)), _) => (
                Some(r),
                PlacePrecision::City,
                "; the point is that of the town that it stands in".to_owned(),
            ),
            (Some(Point::Area(r)), _) => (
                Some(r),
                PlacePrecision::Admin1,
                format!("; the point is that of {}, that it stands in", self.knowledge.name(&r)),
            ),
            (Some(Point::Within(r)), _) => (
                Some(r),
                PlacePrecision::City,
                format!("; the point is that of {}, in its name", self.knowledge.name(&r)),
            ),
            (Some(Point::Near(r)), _) => (
                Some(r),
                PlacePrecision::Admin1,
                format!("; the point is that of {}, of which the article tells", self.knowledge.name(&r)),
            ),
            (None, Some(d)) => (
                Some(d),
                PlacePrecision::Admin1,
                "; the point is that of the division that it stands in".to_owned(),
            ),
            (None, None) if country.is_some() => (
                None,
                PlacePrecision::Point,
                "; the country is that of what it stands in or beside".to_owned(),
            ),
            (None, None) => (None, PlacePrecision::Point, String::new()),
        };
        let country = record.and_then(|r| r.country).or(country);
        let admin1 =
            record.and_then(|r| r.admin1).and_then(|a| self.knowledge.record(Id::from(a))).or(division);
        let place = GeoPlace {
            name: t.span.of(self.doc.text()).to_owned(),
            geonames: None,
            country: self.knowledge.iso3(country).map(str::to_owned),
            admin1: admin1.map(|a| self.knowledge.name(&a).to_owned()),
            lat: record.map(|a| gazetteer::degrees(a.lat)),
            lon: record.map(|a| gazetteer::degrees(a.lon)),
            precision,
        };
        (place, why)
    }

    /// The city of a state that is hardly more than it.
    fn city_state(&self, country: Option<u16>) -> Option<Record> {
        let iso3 = self.knowledge.iso3(country)?;
        if !self.knowledge.words.city_states.has(iso3) {
            return None;
        }
        let state = self.knowledge.record(Id::from(country?))?;
        let name = fold(self.knowledge.name(&state));
        let city = |key: &str| {
            self.knowledge
                .named(key)
                .into_iter()
                .filter_map(|p| self.knowledge.record(p.id))
                .find(|r| r.kind == Kind::City && r.country == country)
        };
        city(&name).or_else(|| city(&format!("{name} city")))
    }

    /// What a link says that this toponym stands in.
    fn holder(&self, link: &Link, i: usize) -> Option<Record> {
        if link.inner != i {
            return None;
        }
        match link.holder {
            Holder::Record(r) => self.knowledge.record(Id::from(r)),
            Holder::Toponym(o) => {
                let record = self.best(o)?;
                // "Beyond Quxtorba, Liverpool has …": a town behind a comma holds what is before it only where a sign closes it.
                let after = &self.toponyms[o];
                let closed = self.words[after.sentence].key(after.last + 1).is_empty();
                (link.how != "stands before" || record.kind != Kind::City || closed).then_some(record)
            }
        }
    }

    /// A country in the name: "Embassy of Chad".
    fn inner_country(&self, i: usize) -> Option<Record> {
        let t = &self.toponyms[i];
        let words = &self.words[t.sentence];
        if t.first == t.last {
            return None;
        }
        (t.first..=t.last).filter(|k| words.capital(*k)).find_map(|k| {
            self.knowledge
                .named(words.key(k))
                .into_iter()
                .filter(|p| !p.comma && !p.capitals && !p.alternate)
                .filter_map(|p| self.knowledge.record(p.id))
                .find(|r| r.kind == Kind::Country && !self.knowledge.words.given.has(words.key(k)))
        })
    }

    /// The place that is named nearest to this one and is fit.
    fn nearest(&self, i: usize, fit: impl Fn(&Record) -> bool) -> Option<Record> {
        let start = self.toponyms[i].span.start;
        let mut order: Vec<usize> = (0..self.toponyms.len()).filter(|j| *j != i).collect();
        order.sort_by_key(|j| self.toponyms[*j].span.start.abs_diff(start));
        order.into_iter().find_map(|j| self.best(j).filter(|r| fit(r)))
    }

    /// Where the article is at this toponym: in the neighbourhood that it tells of, or, for a street or a house, at the town beside it.
    fn beside(&self, i: usize) -> Option<Record> {
        let t = &self.toponyms[i];
        let words = &self.words[t.sentence];
        let list = &self.knowledge.words;
        let part =
            (t.first..=t.last + 1).any(|k| list.part.has(words.key(k)) || list.facility.has(words.key(k)));
        if let Some(centre) = self.centre {
            // A capital stands for its government: a village is hardly beside it.
            let village =
                self.toponyms.iter().any(|o| o.key == t.key && (o.hint.is_some() && !part || o.town_of));
            if centre.rank != 1 || !village {
                let close = |r: &Record| local(r) && kilometres(&centre, r) < NEIGHBOURHOOD;
                return self.nearest(i, close).or(Some(centre));
            }
        }
        let near = (0..self.toponyms.len())
            .filter(|j| *j != i && self.best(*j).is_some_and(|r| local(&r)))
            .map(|j| (self.toponyms[j].span.start.abs_diff(t.span.start), j))
            .min()
            .filter(|(far, _)| part && *far < BESIDE)?;
        self.best(near.1)
    }

    /// The town inside a longer name: "Leicester Eastern Hospital". It must be named elsewhere in the article, lie where the article
    /// is, or be a city of the country that the article speaks of. "Leicester Avenue" is anywhere.
    fn inner(&self, i: usize, country: Option<u16>) -> Option<Record> {
        let t = &self.toponyms[i];
        let words = &self.words[t.sentence];
        let list = &self.knowledge.words;
        if t.last == t.first || list.part.has(words.key(t.last)) || list.part.has(words.key(t.last + 1)) {
            return None;
        }
        let spans = (t.first..=t.last)
            .flat_map(|a| (a..=t.last).rev().map(move |b| (a, b)))
            .filter(|(a, b)| (*a, *b) != (t.first, t.last) && words.capital(*a) && b - a < 4);
        for (a, b) in spans {
            let tokens = &words.sentence.tokens;
            let key = fold(tokens[a].span.cover(tokens[b].span).of(self.doc.text()));
            if key.len() < 4 || list.common.has(&key) || list.never.has(&key) || list.given.has(&key) {
                continue;
            }
            let same = (0..self.toponyms.len())
                .filter(|j| *j != i && self.toponyms[*j].key == key)
                .find_map(|j| self.best(j));
            if let Some(record) = same.filter(local) {
                return Some(record);
            }
            let fit = |r: &Record| {
                local(r)
                    && (self.centre.as_ref().is_some_and(|c| kilometres(c, r) < NEIGHBOURHOOD)
                        || r.population >= KNOWN && (country.is_none() || r.country == country))
            };
            let found = self
                .knowledge
                .named(&key)
                .into_iter()
                .filter(|p| !p.alternate && !p.comma && !p.capitals)
                .filter_map(|p| self.knowledge.record(p.id))
                .filter(fit)
                .max_by_key(|r| (r.population, std::cmp::Reverse(r.id)));
            if found.is_some() {
                return found;
            }
        }
        None
    }
}
