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
mod unlisted;
mod web;
mod whole;
mod words;

#[cfg(test)]
mod tests;

pub use compile::compile;
pub use fold::fold;
pub use gazetteer::{Knowledge, load, open};

use rapporteur_text::reading::{Document, PlaceMention, Word};

use context::Holder;
use gazetteer::{Id, Kind};
use mentions::Toponym;
use resolve::Resolved;
use unlisted::Unlisted;

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
    let unlisted = Unlisted::new(doc, &words, &toponyms, &links, &resolved, knowledge);
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
                let (place, why) = unlisted.place(i);
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
