//! Places: mentions resolved to the map.
//!
//! One small gazetteer, compiled into the program (GeoNames' towns, divisions and countries, and some hundreds of regions, seas, bases and
//! crossings written by hand), and three steps: toponyms are found in the sentences, the article's context is gathered, and every
//! toponym gets the place of its name that fits best. After CLIFF-CLAVIN (D'Ignazio et al. 2014), with containment, nearness and one
//! sense an article weighed together instead of one after the other.

mod compile;
mod context;
mod fold;
mod gazetteer;
mod mentions;
mod resolve;
mod whole;
mod words;

#[cfg(test)]
mod tests;

pub use compile::compile;
pub use fold::fold;
pub use gazetteer::{Knowledge, load, open};

use rapporteur_text::reading::{Document, GeoPlace, PlaceMention, PlacePrecision, Word};

use context::Holder;
use gazetteer::{Id, Kind};
use mentions::Toponym;
use resolve::Resolved;

/// Finds the places that a document names, in order, and says which each is.
///
/// Nationality words ("Turkish") are no places. A country and a region have no point. A place that only the tagger knows comes with the
/// country that its surroundings tell, if they do, and without a point.
pub fn find(doc: &Document<'_>, knowledge: &Knowledge) -> Vec<PlaceMention> {
    let words: Vec<mentions::Words<'_>> =
        doc.sentences.iter().map(|s| mentions::Words::new(s, doc.text())).collect();
    let toponyms = mentions::find(doc, &words, knowledge);
    let links = context::links(&toponyms, &words, knowledge);
    let cues = context::cues(doc, &words, knowledge);
    let resolved = resolve::resolve(&toponyms, &links, &cues, knowledge);
    let mut out = Vec::with_capacity(toponyms.len());
    for (i, (t, r)) in toponyms.iter().zip(&resolved).enumerate() {
        let sentence = &doc.sentences[t.sentence];
        let head = sentence.head_of_span(t.span).unwrap_or(t.first);
        let sure = 1.0 / (1.0 + (-t.odds).exp());
        let mention = match r.best().filter(|_| r.unlisted.is_none()) {
            Some(best) => PlaceMention {
                span: t.span,
                word: Word::new(t.sentence, head),
                place: knowledge.place(&best.record),
                runner_up: r.candidates.get(1).map(|c| knowledge.place(&c.record)),
                reason: reason(t, r, &toponyms, doc, knowledge),
                confidence: sure * best.share,
            },
            None => {
                let place = unlisted(i, t, &links, &resolved, &toponyms, doc, knowledge);
                let why = match (place.precision, place.country.is_some()) {
                    (PlacePrecision::Admin1, _) => "; the point is that of the division that it stands in",
                    (PlacePrecision::City, _) => "; the point is that of the town that it stands in",
                    (_, true) => "; the country is that of what it stands in or beside",
                    _ => "",
                };
                PlaceMention {
                    span: t.span,
                    word: Word::new(t.sentence, head),
                    reason: format!("not in the gazetteer{why}"),
                    place,
                    runner_up: None,
                    confidence: sure * 0.5,
                }
            }
        };
        out.push(mention);
    }
    out
}

/// A place that the gazetteer does not have: what holds it tells at least the country and the division.
fn unlisted(
    i: usize,
    t: &Toponym,
    links: &[context::Link],
    resolved: &[Resolved],
    toponyms: &[Toponym],
    doc: &Document<'_>,
    knowledge: &Knowledge,
) -> GeoPlace {
    let held = resolved[i].unlisted.flatten();
    let linked = held.or_else(|| {
        links.iter().filter(|l| l.inner == i).find_map(|l| match l.holder {
            Holder::Toponym(o) => resolved[o].best().map(|c| c.record),
            Holder::Record(r) => knowledge.record(Id::from(r)),
        })
    });
    // Else the nearest place before or after that has a country.
    let near = || {
        let mut order: Vec<usize> = (0..toponyms.len()).filter(|j| *j != i).collect();
        order.sort_by_key(|j| toponyms[*j].span.start.abs_diff(t.span.start));
        order
            .into_iter()
            .filter(|j| resolved[*j].unlisted.is_none())
            .find_map(|j| resolved[j].best().map(|c| c.record).filter(|r| r.country.is_some()))
    };
    let holder = linked.or_else(near);
    let town = linked.filter(|h| matches!(h.kind, Kind::City | Kind::Quarter | Kind::Admin2));
    let admin1 = linked.and_then(|h| h.admin1).and_then(|a| knowledge.record(Id::from(a)));
    GeoPlace {
        name: t.span.of(doc.text()).to_owned(),
        geonames: None,
        country: holder.and_then(|h| knowledge.iso3(h.country)).map(str::to_owned),
        admin1: admin1.map(|a| knowledge.name(&a).to_owned()),
        lat: town.or(admin1).map(|a| gazetteer::degrees(a.lat)),
        lon: town.or(admin1).map(|a| gazetteer::degrees(a.lon)),
        precision: match (town, admin1) {
            (Some(_), _) => PlacePrecision::City,
            (None, Some(_)) => PlacePrecision::Admin1,
            (None, None) => PlacePrecision::Point,
        },
    }
}

/// Why the best was taken, for people.
fn reason(
    t: &Toponym,
    r: &Resolved,
    toponyms: &[Toponym],
    doc: &Document<'_>,
    knowledge: &Knowledge,
) -> String {
    let Some(best) = r.best() else { return String::new() };
    let mut parts = Vec::new();
    if let Some((holder, how)) = best.link.filter(|_| best.parts[2] > 0.0) {
        let with = match holder {
            Holder::Toponym(o) => toponyms[o].span.of(doc.text()).to_owned(),
            Holder::Record(id) => {
                knowledge.record(Id::from(id)).map(|r| knowledge.name(&r).to_owned()).unwrap_or_default()
            }
        };
        parts.push(format!("{how} {with}"));
    } else if best.parts[2] > 0.0 {
        parts.push("the same name is placed so elsewhere in the article".to_owned());
    }
    if best.parts[0] > 0.8 {
        parts.push("the article speaks of its country or division".to_owned());
    }
    if best.parts[1] > 0.6 {
        parts.push("near other places of the article".to_owned());
    }
    if parts.is_empty() {
        parts.push(match best.record.kind {
            Kind::Country => "a country".to_owned(),
            Kind::Region | Kind::Site | Kind::Seat => "written in regions.tsv".to_owned(),
            _ if r.candidates.len() == 1 => "the only place of this name".to_owned(),
            _ => "the best known of this name".to_owned(),
        });
    }
    if t.inside_body {
        parts.push("part of a longer name".to_owned());
    }
    let n = r.candidates.len();
    let others = if n > 1 { format!(" ({n} places of this name)") } else { String::new() };
    format!("{}{others}", parts.join("; "))
}
