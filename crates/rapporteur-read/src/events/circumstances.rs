//! Circumstances: when, where and how much, and who says so – tied to the event by the tree, inherited where the text does.

use jiff::civil::Date;
use rapporteur_text::Sentence;
use rapporteur_text::reading::{DateKind, DatePrecision, Document, Modality, Word};

use super::clause;
use super::slots::Site;
use super::{Event, Layers};

/// How a date or place was obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The event's own words say it.
    Said,
    /// From the sentence before.
    Inherited,
    /// The day of publication, as a fallback.
    Publication,
}

impl Basis {
    /// The word in the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Said => "said",
            Basis::Inherited => "inherited",
            Basis::Publication => "publication",
        }
    }
}

/// When: an index into the dates, or the day of publication.
#[derive(Clone, Debug, PartialEq)]
pub struct When {
    /// The expression; none for the day of publication.
    pub expression: Option<usize>,
    /// How it was obtained.
    pub basis: Basis,
}

/// Where: an index into the places.
#[derive(Clone, Debug, PartialEq)]
pub struct Where {
    /// The mention.
    pub place: usize,
    /// How it was obtained.
    pub basis: Basis,
}

/// Prepositions that say where something happens.
const LOCATIVE: [&str; 22] = [
    "in",
    "at",
    "near",
    "over",
    "off",
    "outside",
    "inside",
    "around",
    "across",
    "throughout",
    "along",
    "on",
    "into",
    "within",
    "north",
    "south",
    "east",
    "west",
    "from",
    "to",
    "between",
    "through",
];

/// Words of a trigger's own clause: below it, without clauses of other verbs, and – for nouns and participles – of the clause it stands in.
fn own_clause(s: &Sentence, trigger: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut stack = vec![trigger];
    while let Some(i) = stack.pop() {
        found.push(i);
        for c in s.children(i) {
            let other = matches!(s.tokens[c].rel(), "advcl" | "ccomp" | "parataxis" | "conj" | "acl")
                && i == trigger
                && c != trigger
                && s.tokens[c].upos == rapporteur_text::Upos::Verb
                || &*s.tokens[c].deprel == "acl:relcl";
            if !other {
                stack.push(c);
            }
        }
    }
    found
}

/// Distance in the tree from a word up to a head, if it stands below it.
fn below(s: &Sentence, word: usize, head: usize) -> Option<usize> {
    std::iter::once(word).chain(s.ancestors(word)).position(|i| i == head)
}

/// Does the trigger stand with a date or a place of its own?
pub(super) fn anchored(site: &Site, layers: &Layers, trigger: usize) -> bool {
    let clause = own_clause(site.s, trigger);
    let here = |w: Word| w.sentence as usize == site.number && clause.contains(&(w.token as usize));
    layers.dates.iter().any(|d| d.kind != DateKind::Duration && here(d.word))
        || layers.places.iter().any(|p| here(p.word))
}

/// Fills date, place, quantities and attribution from the event's own sentence.
pub(super) fn fill(site: &Site, layers: &Layers, trigger: usize, light: Option<usize>, event: &mut Event) {
    let s = site.s;
    let scopes = scopes(s, trigger, light);
    event.when = date(site, layers, &scopes).map(|d| When { expression: Some(d), basis: Basis::Said });
    event.place = place(site, layers, &scopes, event).map(|p| Where { place: p, basis: Basis::Said });
    event.quantities = quantities(site, layers, trigger, &scopes);
    event.attribution = attribution(site, layers, trigger, event);
}

/// The words whose dependents may say when and where: the trigger, its light verb, then the clauses that it is a part of without being told by
/// somebody in them.
fn scopes(s: &Sentence, trigger: usize, light: Option<usize>) -> Vec<usize> {
    let mut scopes = vec![trigger];
    scopes.extend(light);
    let mut at = light.unwrap_or(trigger);
    for _ in 0..4 {
        let Some(h) = s.head(at) else { break };
        match s.tokens[at].rel() {
            // Coordinated verbs share what stands before or after both; complements and participles belong to their verb's time.
            "conj" | "xcomp" | "obj" | "obl" | "nmod" | "nsubj" => scopes.push(h),
            "advcl" if clause::marker(s, at).is_none() || clause::marker(s, at).as_deref() == Some("by") => {
                scopes.push(h)
            }
            _ => break,
        }
        at = h;
    }
    scopes
}

fn date(site: &Site, layers: &Layers, scopes: &[usize]) -> Option<usize> {
    let s = site.s;
    let here: Vec<(usize, usize)> = layers
        .dates
        .iter()
        .enumerate()
        .filter(|(_, d)| {
            d.word.sentence as usize == site.number && matches!(d.kind, DateKind::Date | DateKind::Time)
        })
        .filter(|(_, d)| d.start.is_some() || d.end.is_some())
        .map(|(n, d)| (n, d.word.token as usize))
        .collect();
    for &scope in scopes {
        let clause = own_clause(s, scope);
        let best = here
            .iter()
            .filter(|(_, w)| clause.contains(w))
            .min_by_key(|(n, w)| (below(s, *w, scope).unwrap_or(99), *n));
        if let Some((n, _)) = best {
            return Some(*n);
        }
    }
    // "On Monday, X said it would …": not the date of what is said. But the only date of a sentence without reporting is its event's.
    let reported = layers.attributions.iter().any(|a| a.cue_word.sentence as usize == site.number);
    (here.len() == 1 && !reported).then(|| here[0].0)
}

/// Parts and kinds of places that stand before "of": "along the coast of Aceh", "in the town of Yeoncheon".
const PARTS: [&str; 39] = [
    "town",
    "city",
    "village",
    "province",
    "region",
    "district",
    "state",
    "coast",
    "shore",
    "outskirts",
    "outskirt",
    "suburb",
    "port",
    "capital",
    "island",
    "area",
    "part",
    "centre",
    "center",
    "north",
    "south",
    "east",
    "west",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "street",
    "neighbourhood",
    "neighborhood",
    "county",
    "governorate",
    "edge",
    "settlement",
    "swathe",
    "swath",
    "stretch",
    "half",
    "rest",
];

/// The preposition that says how a place stands to what happens, also through "the town of".
fn where_marker(s: &Sentence, w: usize) -> Option<String> {
    let marker = clause::marker(s, w)?;
    if marker != "of" {
        return Some(marker);
    }
    let above = s.head(w).filter(|h| *h < w && PARTS.contains(&&*s.tokens[*h].lemma))?;
    clause::marker(s, above)
}

/// Is a place, or the town or part of it that is named before "of", what the trigger acts upon?
fn is_object(s: &Sentence, w: usize, trigger: usize) -> bool {
    let of = |i: usize| clause::marker(s, i).is_some_and(|m| m == "of");
    let mut at = w;
    if of(w)
        && let Some(h) = s.head(w).filter(|h| *h != trigger && PARTS.contains(&&*s.tokens[*h].lemma))
    {
        at = h;
    }
    if s.head(at) != Some(trigger) {
        return false;
    }
    match s.tokens[trigger].upos {
        rapporteur_text::Upos::Noun => of(at),
        _ => {
            clause::marker(s, at).is_none()
                && (s.tokens[at].rel() == "obj" || &*s.tokens[at].deprel == "nsubj:pass")
        }
    }
}

fn place(site: &Site, layers: &Layers, scopes: &[usize], event: &Event) -> Option<usize> {
    let s = site.s;
    let roles: Vec<Word> = event.actor.iter().map(|p| p.word).collect();
    let here: Vec<(usize, usize)> = layers
        .places
        .iter()
        .enumerate()
        .filter(|(_, p)| p.word.sentence as usize == site.number && !roles.contains(&p.word))
        .map(|(n, p)| (n, p.word.token as usize))
        .filter(|(_, w)| {
            where_marker(s, *w).is_some_and(|m| LOCATIVE.iter().any(|l| m.split(' ').any(|x| x == *l)))
                || s.tokens[*w].rel() == "compound"
                || &*s.tokens[*w].deprel == "nmod:poss"
        })
        .collect();
    let locative =
        |w: usize| where_marker(s, w).is_some_and(|m| !matches!(m.as_str(), "to" | "from" | "between"));
    for &scope in scopes {
        let clause = own_clause(s, scope);
        let best = here
            .iter()
            .filter(|(_, w)| clause.contains(w))
            .min_by_key(|(n, w)| (!locative(*w), below(s, *w, scope).unwrap_or(99), *n));
        if let Some((n, w)) = best
            && (locative(*w) || scope == scopes[0])
        {
            return Some(*n);
        }
    }
    // What is taken, shelled or left is where it happens: "overran swathes of northern Iraq", "the capture of Mosul".
    if matches!(event.event.as_str(), "ASSAULT" | "RETREAT") {
        let object = layers.places.iter().enumerate().find(|(_, p)| {
            p.word.sentence as usize == site.number
                && !roles.contains(&p.word)
                && is_object(s, p.word.token as usize, scopes[0])
        });
        if let Some((n, _)) = object {
            return Some(n);
        }
    }
    // Failing that, the nearest place of the sentence that says where, after the trigger rather than before it.
    let trigger = scopes[0];
    here.iter()
        .filter(|(_, w)| locative(*w))
        .min_by_key(|(n, w)| (*w < trigger, w.abs_diff(trigger), *n))
        .map(|(n, _)| *n)
}

fn quantities(site: &Site, layers: &Layers, trigger: usize, scopes: &[usize]) -> Vec<usize> {
    let s = site.s;
    let mut words = own_clause(s, trigger);
    if s.tokens[trigger].upos == rapporteur_text::Upos::Noun {
        // A noun's figures may hang on its light verb ("an attack that killed 12" is a relative clause of its own).
        words.extend(scopes.iter().skip(1).take(1).flat_map(|v| own_clause(s, *v)));
    }
    for c in clause::complements(s, trigger) {
        words.extend(own_clause(s, c));
    }
    // "…, killing 12 and wounding 95"
    for c in s
        .children(trigger)
        .filter(|c| matches!(s.tokens[*c].rel(), "advcl" | "conj") && s.child(*c, "nsubj").is_none())
    {
        if s.tokens[c].rel() == "advcl" && &*s.tokens[c].xpos == "VBG" {
            words.extend(own_clause(s, c));
        }
    }
    layers
        .quantities
        .iter()
        .enumerate()
        .filter(|(_, q)| q.word.sentence as usize == site.number && words.contains(&(q.word.token as usize)))
        .map(|(n, _)| n)
        .collect()
}

/// Attributions whose content holds the trigger, innermost – the first speaker – first.
fn attribution(site: &Site, layers: &Layers, trigger: usize, event: &Event) -> Vec<usize> {
    let span = site.s.tokens[trigger].span;
    let mut found: Vec<usize> = (0..layers.attributions.len())
        .filter(|n| {
            let a = &layers.attributions[*n];
            a.content.contains(span) && !a.cue.overlaps(event.trigger) && a.source.is_some() && !a.negative
        })
        .collect();
    found.sort_by_key(|n| (layers.attributions[*n].content.len(), *n));
    found
}

/// Dates and places that the sentence before gives; then the day of publication; and what is long past.
pub(super) fn inherit(doc: &Document, layers: &Layers, events: &mut [Event]) {
    for n in 0..events.len() {
        let sentence = events[n].word.sentence;
        if events[n].when.is_none() {
            let before = events[..n]
                .iter()
                .rev()
                .take_while(|e| e.word.sentence + 1 >= sentence)
                .find_map(|e| e.when.as_ref().and_then(|w| w.expression));
            let starts_paragraph = doc.sentences[sentence as usize].starts_paragraph;
            events[n].when = match before {
                Some(d) if !starts_paragraph || layers.dates[d].word.sentence == sentence => {
                    Some(When { expression: Some(d), basis: Basis::Inherited })
                }
                _ => doc.article.published.map(|_| When { expression: None, basis: Basis::Publication }),
            };
        }
        if events[n].place.is_none() && !doc.sentences[sentence as usize].starts_paragraph {
            let before =
                layers.places.iter().enumerate().rev().find(|(_, p)| p.word.sentence + 1 == sentence);
            if let Some((p, _)) = before
                && events[n].place.is_none()
            {
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
