//! Circumstances: when, where and how much, and who says so – tied to the event by the tree, inherited where the text does.

use rapporteur_text::Sentence;
use rapporteur_text::reading::{DateExpression, DateKind, Word};

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
pub(super) fn own_clause(s: &Sentence, trigger: usize) -> Vec<usize> {
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
    layers.dates.iter().any(|d| (d.kind == DateKind::Set || dates(d)) && here(d.word))
        || layers.places.iter().any(|p| here(p.word))
}

/// Fills date, place, quantities and attribution from the event's own sentence.
pub(super) fn fill(site: &Site, layers: &Layers, trigger: usize, light: Option<usize>, event: &mut Event) {
    let s = site.s;
    let scopes = scopes(s, trigger, light);
    event.when =
        date(site, layers, &scopes, &event.event).map(|d| When { expression: Some(d), basis: Basis::Said });
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

fn date(site: &Site, layers: &Layers, scopes: &[usize], kind: &str) -> Option<usize> {
    let s = site.s;
    let here: Vec<(usize, usize)> = layers
        .dates
        .iter()
        .enumerate()
        .filter(|(_, d)| d.word.sentence as usize == site.number && dates(d))
        .filter(|(n, d)| (d.start.is_some() || d.end.is_some()) && !inside(layers, *n))
        .map(|(n, d)| (n, d.word.token as usize))
        .filter(|(_, w)| !of_something_else(s, *w, scopes[0], kind))
        .collect();
    for &scope in scopes {
        let clause = own_clause(s, scope);
        // "Norland on Sunday condemned a raid last week": what stands right before the verb is the verb's, wherever the tree hangs it.
        let best = here
            .iter()
            .filter(|(_, w)| clause.contains(w))
            .min_by_key(|(n, w)| (*w + 1 != scopes[0], below(s, *w, scope).unwrap_or(99), *n));
        if let Some((n, _)) = best {
            return Some(*n);
        }
    }
    // "On Monday, X said it would …": not the date of what is said. But the only date of a sentence without reporting is its event's.
    let reported = layers.attributions.iter().any(|a| a.cue_word.sentence as usize == site.number);
    (here.len() == 1 && !reported).then(|| here[0].0)
}

/// The preposition that says how a place stands to what happens, also through "the town of".
fn where_marker(site: &Site, w: usize) -> Option<String> {
    let s = site.s;
    let marker = clause::marker(s, w)?;
    if marker != "of" {
        return Some(marker);
    }
    let above =
        s.head(w).filter(|h| *h < w && site.knowledge.in_class("part-of-place", &s.tokens[*h].lemma))?;
    clause::marker(s, above)
}

/// Is a place, or the town or part of it that is named before "of", what the trigger acts upon?
fn is_object(site: &Site, w: usize, trigger: usize) -> bool {
    let s = site.s;
    let of = |i: usize| clause::marker(s, i).is_some_and(|m| m == "of");
    let mut at = w;
    if of(w)
        && let Some(h) = s
            .head(w)
            .filter(|h| *h != trigger && site.knowledge.in_class("part-of-place", &s.tokens[*h].lemma))
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

/// Does a date tell of something else than when the event was: "the deadliest attack since 2019", "condemned Friday's attack"?
fn of_something_else(s: &Sentence, date: usize, trigger: usize, kind: &str) -> bool {
    let superlative = clause::has_marker(s, date, "since")
        && s.ancestors(date).take(3).any(|a| matches!(&*s.tokens[a].xpos, "JJS" | "RBS"));
    // What one condemns, praises or turns down was there before.
    let theirs = matches!(kind, "ACCUSE" | "SUPPORT" | "REJECT")
        && &*s.tokens[date].deprel == "nmod:poss"
        && s.head(date).is_some_and(|noun| s.tokens[noun].rel() == "obj" && s.head(noun) == Some(trigger));
    superlative || theirs
}

/// May an event happen then? A day or a stretch of the calendar, or a range from one to another; no length that is counted.
pub(super) fn dates(d: &DateExpression) -> bool {
    matches!(d.kind, DateKind::Date | DateKind::Time) || d.kind == DateKind::Duration && d.value.contains('/')
}

/// An end of a range is no date of its own.
fn inside(layers: &Layers, n: usize) -> bool {
    let d = &layers.dates[n];
    let near = n.saturating_sub(2)..(n + 3).min(layers.dates.len());
    layers.dates[near].iter().any(|o| o.value.contains('/') && o.span != d.span && o.span.contains(d.span))
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
            where_marker(site, *w).is_some_and(|m| LOCATIVE.iter().any(|l| m.split(' ').any(|x| x == *l)))
                || s.tokens[*w].rel() == "compound"
                || &*s.tokens[*w].deprel == "nmod:poss"
        })
        .collect();
    let locative =
        |w: usize| where_marker(site, w).is_some_and(|m| !matches!(m.as_str(), "to" | "from" | "between"));
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
                && is_object(site, p.word.token as usize, scopes[0])
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
        // In "200 were arrested during protests" they are counted who were arrested.
        let aside = ["during", "amid", "after", "before", "following", "at", "since"]
            .iter()
            .any(|m| clause::has_marker(s, trigger, m));
        if let Some(v) = scopes.get(1).filter(|_| !aside) {
            words.extend(own_clause(s, *v));
            words.extend(harmed(site, *v));
        }
        // "a petition that has 11,000 signatures"
        for c in s.children(trigger).filter(|c| &*s.tokens[*c].deprel == "acl:relcl") {
            if matches!(
                &*s.tokens[c].lemma,
                "have" | "be" | "contain" | "include" | "carry" | "involve" | "total"
            ) || site.knowledge.in_class("harm", &s.tokens[c].lemma)
            {
                words.extend(own_clause(s, c));
                words.extend(harmed(site, c));
            }
        }
    }
    words.extend(harmed(site, trigger));
    // "Of the 30 people arrested": they hang on the noun.
    if s.tokens[trigger].rel() == "acl"
        && &*s.tokens[trigger].xpos == "VBN"
        && let Some(h) = s.head(trigger).filter(|h| s.tokens[*h].upos == rapporteur_text::Upos::Noun)
    {
        words.push(h);
    }
    // "Nine miners were reported killed": the subject stands at the verb that reports.
    if s.tokens[trigger].rel() == "xcomp"
        && s.child(trigger, "nsubj").is_none()
        && let Some(h) = s.head(trigger).filter(|h| clause::is_passive(s, *h))
        && let Some(subject) = s.child(h, "nsubj")
    {
        words.extend(own_clause(s, subject));
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

/// Words of the verbs of harm that are coordinated with one: "killed 14 and wounded 60", "40 were killed and some 200 hurt". Who was hurt
/// belongs to what killed.
fn harmed(site: &Site, verb: usize) -> Vec<usize> {
    let s = site.s;
    let harm = |i: usize| site.knowledge.in_class("harm", &s.tokens[i].lemma);
    if !harm(verb) {
        return Vec::new();
    }
    let counted = |v: usize| match s.child(v, "nsubj") {
        // A subject of its own is one who was hurt, and no second attacker.
        Some(subject) => clause::is_passive(s, v) && s.tokens[subject].rel() == "nsubj",
        None => true,
    };
    let joined = s.children(verb).filter(|c| s.tokens[*c].rel() == "conj" && harm(*c) && counted(*c));
    joined.flat_map(|c| own_clause(s, c)).collect()
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
