//! When, where the event's own words do not say: the sentence before, the event told before, the day of saying, the day of publication.

use jiff::civil::Date;
use rapporteur_text::reading::{DateKind, DatePrecision, Document, Modality};
use rapporteur_text::{Sentence, Upos};

use super::circumstances::{Basis, When, Where, own_clause};
use super::{Event, Layers};

/// Dates and places that the sentence before gives; then the day of publication; and what is long past.
pub(super) fn inherit(doc: &Document, layers: &Layers, events: &mut [Event]) {
    for n in 0..events.len() {
        let sentence = events[n].word.sentence;
        if events[n].when.is_none() {
            let said = saying(doc, layers, &events[n]);
            let (before, why) =
                if let Some(d) = said.filter(|d| layers.dates[*d].word.sentence == events[n].word.sentence) {
                    (Some(d), "the date on which it was said")
                } else if let Some(d) = neighbour(doc, layers, events, n) {
                    (Some(d), "the date of the sentence before")
                } else if let Some(d) = told_again(doc, layers, events, n) {
                    (Some(d), "the date that the article gives what is told again here")
                } else {
                    (said, "the date on which it was said")
                };
            events[n].when = match before {
                Some(d) => {
                    events[n].trace.push(format!("date: {why}"));
                    Some(When { expression: Some(d), basis: Basis::Inherited })
                }
                None => doc.article.published.map(|_| When { expression: None, basis: Basis::Publication }),
            };
        }
        if events[n].place.is_none() && !doc.sentences[sentence as usize].starts_paragraph {
            let before =
                layers.places.iter().enumerate().rev().find(|(_, p)| p.word.sentence + 1 == sentence);
            if let Some((p, _)) = before {
                events[n].place = Some(Where { place: p, basis: Basis::Inherited });
            }
        }
        let end =
            events[n].when.as_ref().filter(|w| w.basis == Basis::Said).and_then(|w| w.expression).and_then(
                |d| {
                    let d = &layers.dates[d];
                    if matches!(d.precision, DatePrecision::Vague) {
                        None
                    } else {
                        d.end.or(d.start.filter(|_| d.end.is_some()))
                    }
                },
            );
        if let (Some(end), Some(published)) = (end, doc.article.published)
            && long_past(end, published)
            && events[n].modality == Modality::Actual
        {
            events[n].modality = Modality::Historical;
            events[n].background = true;
            events[n].trace.push("historical: a year or more before the article".to_owned());
        }
    }
}

fn long_past(end: Date, published: Date) -> bool {
    end.until(published).is_ok_and(|span| span.get_days() >= 365)
}

/// The date of an event just before, in the same paragraph or the same sentence.
fn neighbour(doc: &Document, layers: &Layers, events: &[Event], n: usize) -> Option<usize> {
    let sentence = events[n].word.sentence;
    let before = events[..n]
        .iter()
        .rev()
        .take_while(|e| e.word.sentence + 1 >= sentence)
        .find_map(|e| e.when.as_ref().and_then(|w| w.expression))?;
    let starts_paragraph = doc.sentences[sentence as usize].starts_paragraph;
    (!starts_paragraph || layers.dates[before].word.sentence == sentence).then_some(before)
}

/// How many sentences back an event may have been told that "the attack" speaks of.
const AGAIN: u32 = 8;

/// "The raid killed 12" below "bombed the port on Monday": an event of the same type that the article has dated, where this one is spoken of as
/// known.
fn told_again(doc: &Document, layers: &Layers, events: &[Event], n: usize) -> Option<usize> {
    let event = &events[n];
    let s = &doc.sentences[event.word.sentence as usize];
    let trigger = event.word.token as usize;
    let noun = if s.tokens[trigger].upos == Upos::Noun { Some(trigger) } else { s.child(trigger, "nsubj") }?;
    if !known(s, noun) || event.modality != Modality::Actual {
        return None;
    }
    // A verb's subject must be an event and no attacker.
    if noun != trigger && event.actor.iter().any(|a| a.word.token as usize == noun) {
        return None;
    }
    events[..n]
        .iter()
        .rev()
        .take_while(|e| e.word.sentence + AGAIN >= event.word.sentence)
        .filter(|e| e.event == event.event && e.modality == Modality::Actual)
        .find_map(|e| e.when.as_ref().and_then(|w| w.expression))
        .filter(|d| layers.dates[*d].start.is_some())
}

/// "the raid", "Monday's attack", "that strike": a noun of its own sort only, with nothing that would tell it from another.
fn known(s: &Sentence, noun: usize) -> bool {
    let definite = s.children(noun).any(|c| {
        let t = &s.tokens[c];
        t.rel() == "det" && matches!(&*t.lemma, "the" | "this" | "that" | "these" | "those")
    });
    let told_apart = s.children(noun).any(|c| {
        matches!(s.tokens[c].rel(), "nmod" | "acl" | "amod" | "nummod")
            && !matches!(&*s.tokens[c].lemma, "deadly" | "late" | "bloody")
    });
    s.tokens[noun].upos == Upos::Noun && definite && !told_apart
}

/// The date in the clause of the one who says it: "…, Brown said at a news conference held on Monday".
fn saying(doc: &Document, layers: &Layers, event: &Event) -> Option<usize> {
    event.attribution.iter().find_map(|n| {
        let cue = layers.attributions[*n].cue_word;
        let s = &doc.sentences[cue.sentence as usize];
        let clause = own_clause(s, cue.token as usize);
        layers.dates.iter().position(|d| {
            d.word.sentence == cue.sentence
                && matches!(d.kind, DateKind::Date | DateKind::Time)
                && d.precision <= DatePrecision::Month
                && d.start.is_some()
                && clause.contains(&(d.word.token as usize))
                && !layers.attributions[*n].content.overlaps(d.span)
        })
    })
}
