//! Matching: which words are triggers, of which frame, and what was considered and dropped.

use rapporteur_text::{Sentence, Upos};

use super::clause;
use super::frame::{Condition, Frame, Trigger};
use super::slots::Site;

/// What a frame that is to win over all others has more than any number of conditions can give.
const BEFORE_ALL: f32 = 100.0;

/// A word taken as the trigger of a frame.
#[derive(Clone, Debug)]
pub(super) struct Match<'k> {
    pub token: usize,
    pub frame: &'k Frame,
    pub trigger: &'k Trigger,
    /// Particle words of the trigger.
    pub particles: Vec<usize>,
    /// The word whose object the trigger is, where the trigger is a noun under a light verb.
    pub light: Option<usize>,
    /// Why this frame, for people.
    pub why: String,
}

/// A frame that was considered for a word and dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected {
    /// Sentence and word.
    pub word: rapporteur_text::reading::Word,
    /// The frame.
    pub rule: String,
    /// Why not, for people.
    pub reason: String,
}

/// As what may a word trigger an event: verb, noun, adjective, or not at all?
fn kind(s: &Sentence, i: usize) -> Option<char> {
    let t = &s.tokens[i];
    // "A bombing and shelling offensive": what is coordinated with a modifier is one.
    let modifies =
        |h: &usize| matches!(s.tokens[*h].rel(), "amod" | "compound") && s.child(i, "obj").is_none();
    let coordinated =
        t.rel() == "conj" && s.head(i).as_ref().is_some_and(modifies) && s.child(i, "nsubj").is_none();
    let rel = if coordinated { "compound" } else { t.rel() };
    match t.upos {
        Upos::Verb if !matches!(rel, "amod" | "compound" | "case" | "mark" | "fixed") => Some('v'),
        // "was opposed", tagged as an adjective, and nouns that stand for a clause.
        Upos::Noun if !matches!(rel, "compound" | "amod" | "flat" | "fixed" | "case") => Some('n'),
        Upos::Adj if !matches!(rel, "amod" | "compound" | "flat" | "case" | "fixed") => Some('a'),
        _ => None,
    }
}

/// The best frame for a word, with the frames that were considered and dropped.
pub(super) fn best<'k>(site: &Site<'k>, i: usize, rejected: &mut Vec<Rejected>) -> Option<Match<'k>> {
    let s = site.s;
    let kind = kind(s, i)?;
    let lemmas = site.lemmas(i);
    let mut best: Option<(f32, Match<'k>)> = None;
    let mut reject = |frame: &Frame, reason: String| {
        rejected.push(Rejected {
            word: rapporteur_text::reading::Word::new(site.number, i),
            rule: frame.rule.clone(),
            reason,
        });
    };
    // A participle that the tagger called an adjective still triggers its verb ("were opposed", "is banned").
    let kinds: &[char] = if kind == 'a' { &['a', 'v'] } else { &['v', 'n', 'a'] };
    for k in kinds.iter().filter(|k| **k == kind || kind == 'a') {
        // The parser's lemma where a frame knows it, else the first that inflection allows; `*` stands for any verb.
        let known = lemmas.iter().find(|l| site.knowledge.candidates(*k, l).next().is_some());
        let any = (*k == 'v' && s.tokens[i].upos == Upos::Verb).then_some("*");
        for (frame, trigger) in
            known.map(String::as_str).into_iter().chain(any).flat_map(|l| site.knowledge.candidates(*k, l))
        {
            if trigger.lemma == "*" && best.is_some() && !frame.first {
                continue;
            }
            let Some(particles) = particles(s, i, trigger) else { continue };
            if let Some(object) = &trigger.object
                && !has_object(s, i, object, &trigger.with)
            {
                continue;
            }
            if let Some(missing) = frame.needs.iter().find(|c| !site.holds(i, c)) {
                if trigger.lemma != "*" {
                    reject(frame, format!("needs {}", show(missing)));
                }
                continue;
            }
            if let Some(found) = frame.unless.iter().find(|c| site.holds(i, c)) {
                reject(frame, format!("not with {}", show(found)));
                continue;
            }
            let score = frame.needs.len() as f32
                + 0.9 * trigger.with.len() as f32
                + if trigger.object.is_some() { 1.5 } else { 0.0 }
                + if frame.first { BEFORE_ALL } else { 0.0 };
            if let Some((so_far, held)) = &best {
                if score <= *so_far {
                    reject(frame, format!("{} fits more closely", held.frame.rule));
                    continue;
                }
                reject(held.frame, format!("{} fits more closely", frame.rule));
            }
            let light = (*k == 'n')
                .then(|| clause::governing_verb(s, i))
                .flatten()
                .filter(|v| site.knowledge.in_class("light", &s.tokens[*v].lemma));
            let why = describe(frame, trigger);
            best = Some((score, Match { token: i, frame, trigger, particles, light, why }));
        }
    }
    best.map(|b| b.1)
}

fn show(condition: &Condition) -> String {
    if condition.fillers.is_empty() {
        format!("`{}`", condition.slot)
    } else {
        let shown = condition.fillers.iter().take(8).cloned().collect::<Vec<_>>().join(" or ");
        let more = if condition.fillers.len() > 8 { " …" } else { "" };
        format!("`{}` to be {shown}{more}", condition.slot)
    }
}

fn describe(frame: &Frame, trigger: &Trigger) -> String {
    let mut words = vec![trigger.lemma.clone()];
    words.extend(trigger.with.iter().cloned());
    words.extend(trigger.object.clone());
    let needs: Vec<String> = frame.needs.iter().map(show).collect();
    let needs = if needs.is_empty() { String::new() } else { format!(", with {}", needs.join(" and ")) };
    format!("“{}” triggers {}{needs}", words.join(" "), frame.rule)
}

/// The words of a trigger's particles and prepositions; none where one of them is missing.
fn particles(s: &Sentence, i: usize, trigger: &Trigger) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for word in &trigger.with {
        let particle = s.children(i).find(|c| {
            let t = &s.tokens[*c];
            *t.lemma == **word
                && (matches!(t.rel(), "compound" | "advmod" | "case")
                    || &*t.deprel == "obl"
                    || t.rel() == "mark"
                    || t.rel() == "xcomp"
                    || t.rel() == "obj")
        });
        match particle {
            Some(p) => {
                // Only what stands beside the verb is part of the trigger's own words.
                found.push(p);
            }
            None => {
                let hangs = s.children(i).any(|c| clause::has_marker(s, c, word))
                    || s.child(i, "obj")
                        .is_some_and(|o| s.children(o).any(|c| clause::has_marker(s, c, word)));
                if !hangs {
                    return None;
                }
            }
        }
    }
    Some(found)
}

fn has_object(s: &Sentence, i: usize, object: &str, with: &[String]) -> bool {
    // "held as hostages": a preposition that the trigger names itself.
    let named = |c: usize| with.iter().any(|w| clause::has_marker(s, c, w));
    let patients = clause::patient(s, i);
    let mut all = patients.iter().flat_map(|p| clause::with_conjuncts(s, *p));
    all.any(|p| *s.tokens[p].lemma == *object)
        // "went on strike", "come under fire": the object of a preposition.
        || s.children_by(i, "obl").chain(s.children_by(i, "xcomp")).any(|c| {
            *s.tokens[c].lemma == *object
                && (matches!(
                    clause::marker(s, c).as_deref(),
                    None | Some("in" | "on" | "under" | "into" | "to" | "for" | "at" | "with")
                ) || named(c))
        })
        // "stripped a priest of his rank", with the phrase hung on the priest.
        || patients.iter().any(|p| {
            s.children_by(*p, "nmod").any(|c| *s.tokens[c].lemma == *object && named(c))
        })
}
