//! Selection: from matched frames to events. Roles are filled, what is only the content of another event is taken in, and PLOVER's
//! rules ([`super::manual`]) are applied.

use rapporteur_text::reading::{Modality, Word};
use rapporteur_text::{Sentence, Span, Upos};

use super::bridge;
use super::circumstances;
use super::clause;
use super::frame::{Absorb, SlotPath};
use super::manual::{condition, devotion, hint, mode, plover_rules, purpose, under_no_circumstances};
use super::matching::{Match, Rejected};
use super::slots::{Participant, Site};
use super::{Event, Found, Layers};
use crate::factuality;

/// Types that are done with things and bodies: an agent that is no actor cannot do them.
const MATERIAL: [&str; 9] =
    ["AID", "COOPERATE", "RETREAT", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "CONSULT"];

/// Makes the events of one sentence.
pub(super) fn events(site: &Site, layers: &Layers, matches: Vec<Match>, found: &mut Found) {
    let taken = absorbed(site, &matches);
    let mut made: Vec<Event> = Vec::new();
    for (n, m) in matches.iter().enumerate() {
        let drop = |reason: String| Rejected {
            word: Word::new(site.number, m.token),
            rule: m.frame.rule.clone(),
            reason,
        };
        if let Some(by) = taken[n] {
            found.rejected.push(drop(format!(
                "is the content of “{}” ({})",
                site.s.tokens[matches[by].token].lemma, matches[by].frame.rule
            )));
            continue;
        }
        match event(site, layers, m, &matches, &found.events) {
            Ok(event) => {
                if let Some(same) = made.iter_mut().find(|e| told_already(site.s, e, &event)) {
                    found.rejected.push(drop(format!(
                        "the same event as “{}” before it",
                        same.trigger.of(site.doc.text())
                    )));
                    for q in event.quantities {
                        if !same.quantities.contains(&q) {
                            same.quantities.push(q);
                        }
                    }
                    if same.recipient.is_empty() {
                        same.recipient = event.recipient;
                    }
                } else {
                    let further = further_acts(site, layers, m, &event);
                    made.push(event);
                    made.extend(further);
                }
            }
            Err(reason) => found.rejected.push(drop(reason)),
        }
    }
    found.events.append(&mut made);
}

/// "agreed to halt …, to dismantle … and to admit …": each infinitive with its own "to" is a pledge of its own.
fn further_acts(site: &Site, layers: &Layers, m: &Match, first: &Event) -> Vec<Event> {
    let s = site.s;
    if first.event != "AGREE"
        || first.hint.deed.is_some()
        || !matches!(first.hint.frame.as_deref(), Some("pledged" | "offered"))
    {
        return Vec::new();
    }
    let to = |c: usize| s.children(c).any(|k| s.tokens[k].rel() == "mark" && &*s.tokens[k].lemma == "to");
    let acts =
        clause::complements(s, m.token).into_iter().filter(|c| s.tokens[*c].upos == Upos::Verb && to(*c));
    acts.skip(1)
        .map(|act| {
            let mut event = first.clone();
            event.word = Word::new(site.number, act);
            event.trigger = s.tokens[act].span;
            event.recipient = fill(site, act, &["to".to_owned(), "iobj".to_owned(), "patient".to_owned()]);
            event.recipient.retain(|p| p.mention.is_some());
            event.quantities.clear();
            event.trace.push(format!("a further act of “{}”", s.tokens[m.token].lemma));
            let (when, place) = (event.when.take(), event.place.take());
            circumstances::fill(site, layers, act, None, &mut event);
            event.when = event.when.or(when);
            event.place = event.place.or(place);
            event
        })
        .collect()
}

/// For each match, the other match whose content it is.
fn absorbed(site: &Site, matches: &[Match]) -> Vec<Option<usize>> {
    let s = site.s;
    let mut by = vec![None; matches.len()];
    for (n, outer) in matches.iter().enumerate() {
        let inside = match outer.frame.absorb {
            Absorb::None => Vec::new(),
            Absorb::Clause => clause::complements(s, outer.token),
            Absorb::All => {
                let content = |c: &usize| match s.tokens[*c].rel() {
                    "xcomp" | "ccomp" | "obj" | "iobj" => true,
                    "obl" | "nmod" | "acl" | "advcl" => content_phrase(s, *c),
                    "nsubj" => clause::is_passive(s, outer.token),
                    _ => false,
                };
                let mut inside: Vec<usize> = s.children(outer.token).filter(content).collect();
                inside.extend(clause::complements(s, outer.token));
                inside
            }
        };
        let mut words: Vec<usize> = inside.iter().flat_map(|i| contents(s, *i)).collect();
        // "imposed sanctions", "held talks": the noun says what the verb does.
        if outer.trigger.kind == 'v' {
            words.extend(clause::patient(s, outer.token).into_iter().filter(|p| {
                outer.trigger.object.as_deref().is_some_and(|o| *s.tokens[*p].lemma == *o)
                    || matches.iter().any(|m| m.token == *p && m.frame.event == outer.frame.event)
                    // The deal that is signed, turned down or broken is no agreement of its own.
                    || site.knowledge.in_class("settlement", &s.tokens[*p].lemma)
            }));
            if outer.trigger.object.is_some() {
                words.extend(
                    s.children_by(outer.token, "obl")
                        .chain(s.children_by(outer.token, "xcomp"))
                        .filter(|c| outer.trigger.object.as_deref() == Some(&*s.tokens[*c].lemma)),
                );
            }
        }
        for (k, inner) in matches.iter().enumerate() {
            if k != n && by[k].is_none() && words.contains(&inner.token) {
                by[k] = Some(n);
            }
        }
    }
    by
}

/// A phrase that says what is urged, accused of, agreed on – not when or after what.
fn content_phrase(s: &Sentence, c: usize) -> bool {
    let marker = clause::marker(s, c);
    !matches!(
        marker.as_deref(),
        Some(
            "after"
                | "before"
                | "since"
                | "following"
                | "while"
                | "when"
                | "as"
                | "during"
                | "amid"
                | "despite"
                | "because"
                | "although"
                | "though"
                | "whereas"
                | "because of"
                | "due to"
                | "in response to"
                | "in retaliation for"
                | "ahead of"
                | "until"
                | "by"
                | "if"
                | "unless"
        )
    ) && (marker.is_some() || s.tokens[c].rel() == "acl")
}

/// A phrase's words, without relative clauses and temporal clauses, which tell of what has happened.
pub(super) fn contents(s: &Sentence, top: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut stack = vec![top];
    while let Some(i) = stack.pop() {
        found.push(i);
        for c in s.children(i) {
            let temporal = matches!(s.tokens[c].rel(), "advcl" | "obl")
                && !content_phrase(s, c)
                && clause::marker(s, c).is_some();
            if &*s.tokens[c].deprel != "acl:relcl" && !temporal && s.tokens[c].rel() != "parataxis" {
                stack.push(c);
            }
        }
    }
    found
}

/// "fired at the camp, killing 12": one event, told twice in one sentence.
fn told_already(s: &Sentence, before: &Event, now: &Event) -> bool {
    if before.event != now.event || before.event != "ASSAULT" {
        return false;
    }
    let (a, b) = (before.word.token as usize, now.word.token as usize);
    // From the later one up to the earlier by participles and coordination alone.
    let up = std::iter::successors(Some(b), |i| {
        s.head(*i).filter(|_| matches!(s.tokens[*i].rel(), "advcl" | "conj" | "acl"))
    });
    // "launched raids and shelled the town": the verb of the earlier noun stands for it.
    let light = (s.tokens[a].rel() == "obj").then(|| s.head(a)).flatten();
    let linked = up.skip(1).take(4).any(|i| i == a || Some(i) == light)
        || s.head(a) == Some(b) && matches!(s.tokens[a].rel(), "nsubj" | "obl" | "advcl");
    let same = |x: &[Participant], y: &[Participant]| {
        x.is_empty()
            || y.is_empty()
            || x.iter()
                .any(|p| y.iter().any(|q| p.mention.is_some() && p.mention == q.mention || p.word == q.word))
    };
    linked && same(&before.actor, &now.actor)
}

/// The first slot that an actor fills; failing that, the first that anything fills.
fn fill(site: &Site, trigger: usize, slots: &[SlotPath]) -> Vec<Participant> {
    fill_save(site, trigger, slots, &|_| false)
}

/// The same, without those who cannot fill the role.
fn fill_save(
    site: &Site,
    trigger: usize,
    slots: &[SlotPath],
    barred: &dyn Fn(&Participant) -> bool,
) -> Vec<Participant> {
    let mut words_only = Vec::new();
    for slot in slots {
        let mut participants = match slot.as_str() {
            "speaker" => site.said_by(trigger).into_iter().collect(),
            _ => site.participants(&site.slot(trigger, slot)),
        };
        for p in participants.iter_mut().filter(|p| site.is_first_person(p.word)) {
            if let Some(speaker) = site.said_by(trigger) {
                p.mention = speaker.mention;
            }
        }
        let itself = Word::new(site.number, trigger);
        participants.retain(|p| p.word != itself);
        // The actor itself is no recipient; a noun that the actor merely has is kept in its own words.
        participants.retain_mut(|p| {
            if p.mention.is_none() || !barred(p) {
                return true;
            }
            p.mention = None;
            p.word.sentence as usize == site.number && site.s.tokens[p.word.token as usize].upos == Upos::Noun
        });
        if participants.iter().any(|p| p.mention.is_some()) {
            participants.retain(|p| p.mention.is_some());
            return participants;
        }
        // Words that are no actor are kept from the grammatical roles alone: "in 2015" is nobody.
        if words_only.is_empty()
            && slot.split('+').any(|p| matches!(p, "agent" | "patient" | "iobj" | "subject"))
        {
            words_only = participants;
        }
    }
    words_only
}

fn event(
    site: &Site,
    layers: &Layers,
    m: &Match,
    matches: &[Match],
    before: &[Event],
) -> Result<Event, String> {
    let s = site.s;
    let frame = m.frame;
    let mut trace = vec![m.why.clone()];
    let mut actor = fill(site, m.token, &frame.actor);
    if actor.iter().any(|p| p.mention.is_some()) && actor.iter().all(|p| site.is_nobody(p)) {
        return Err("nobody does it (“no group”)".to_owned());
    }
    // "An appeal by Kenya was issued", "a truce between the two was announced": whose it is.
    let object = m.trigger.object.as_deref().filter(|_| clause::is_passive(s, m.token)).and_then(|o| {
        let patients = clause::patient(s, m.token);
        patients.into_iter().find(|p| *s.tokens[*p].lemma == *o && s.tokens[*p].upos == Upos::Noun)
    });
    if actor.is_empty()
        && let Some(object) = object
    {
        actor = site.participants(&site.step(object, "agent", true));
        actor.retain(|p| p.mention.is_some());
    }
    if actor.is_empty() && frame.event == "ASSAULT" {
        // "Twelve people were killed as soldiers shelled the town."
        let meanwhile = s
            .children_by(m.token, "advcl")
            .filter(|c| matches!(clause::marker(s, *c).as_deref(), Some("as" | "when" | "after")));
        let other = meanwhile.filter_map(|c| matches.iter().find(|k| k.token == c || k.light == Some(c)));
        if let Some(other) = other.filter(|k| k.frame.event == "ASSAULT").find(|k| k.token != m.token) {
            actor = fill(site, other.token, &other.frame.actor);
            actor.retain(|p| p.mention.is_some());
            trace.push(format!("actor of “{}”, which tells how", s.tokens[other.token].lemma));
        }
    }
    let taken_up = if actor.is_empty() { bridge::taken_up(site, m.token, before) } else { None };
    if let Some(earlier) = taken_up {
        trace.push(format!("actor of “{}” before it", earlier.trigger.of(site.doc.text())));
        actor.clone_from(&earlier.actor);
    }
    let barred = |p: &Participant| site.is_own(p, &actor, &frame.event);
    let mut recipient = fill_save(site, m.token, &frame.recipient, &barred);
    // "Rejected a US offer to host talks": whoever made the offer is turned down, not those whom it is about.
    if matches!(frame.event.as_str(), "REJECT") {
        let authors = site.authors(m.token);
        let mut authors = site.participants(&authors);
        authors.retain(|p| p.mention.is_some() && !barred(p));
        if !authors.is_empty() {
            trace.push("recipient: whose proposal it is".to_owned());
            recipient = authors;
        }
    }
    // The content's own recipient: "agreed to provide aid to Iraq".
    if frame.absorb != Absorb::None && !recipient.iter().any(|p| p.mention.is_some()) {
        let inner = clause::complements(s, m.token)
            .into_iter()
            .chain(clause::patient(s, m.token))
            .find_map(|c| matches.iter().find(|k| k.token == c && k.token != m.token));
        if let Some(inner) = inner {
            let of_inner = fill_save(site, inner.token, &inner.frame.recipient, &barred);
            if of_inner.iter().any(|p| p.mention.is_some()) {
                trace.push(format!(
                    "recipient from the content “{}” ({})",
                    s.tokens[inner.token].lemma, inner.frame.rule
                ));
                recipient = of_inner;
            }
        }
    }
    recipient.retain(|r| !actor.iter().any(|a| a.word == r.word));
    // What is fired, sent or put forward is nobody.
    recipient.retain(|r| {
        if r.mention.is_some() || r.word.sentence as usize != site.number {
            return true;
        }
        let lemma = &*site.s.tokens[r.word.token as usize].lemma;
        !["instrument", "proposal"].iter().any(|c| site.knowledge.in_class(c, lemma))
    });
    if let Some(earlier) = taken_up
        && !recipient.iter().any(|p| p.mention.is_some())
    {
        recipient.clone_from(&earlier.recipient);
    }
    let against = fill(site, m.token, &frame.against);

    let agent_is_no_actor = !actor.is_empty() && actor.iter().all(|p| p.mention.is_none());
    if agent_is_no_actor && !frame.anyone {
        let head = actor[0].word.token as usize;
        let t = &s.tokens[head];
        if t.upos == Upos::Verb {
            return Err("nobody does it".to_owned());
        } else if site.knowledge.in_class("instrument", &t.lemma) {
            actor.clear();
        } else if t.upos == Upos::Pron || t.upos == Upos::Propn || t.upos == Upos::Det || site.is_people(head)
        {
            // Somebody, unknown: kept in their own words.
        } else if site.knowledge.in_class("document", &t.lemma) && !MATERIAL.contains(&frame.event.as_str()) {
            trace.push(format!("a {} speaks", t.lemma));
        } else {
            return Err(format!("“{}” is no actor", actor[0].span.of(site.doc.text())));
        }
    }
    if actor.is_empty() && recipient.iter().all(|p| p.mention.is_none()) && !frame.anyone {
        let anchored = circumstances::anchored(site, layers, m.token);
        if !(anchored && matches!(frame.event.as_str(), "ASSAULT" | "PROTEST")) {
            return Err("nobody that is known does it or suffers it".to_owned());
        }
    }

    private_matter(site, m, &actor)?;
    let status = factuality::status(s, m.token, layers.factuality);
    let status = m.light.map_or(status.clone(), |v| {
        // "plans to hold talks", "did not launch an attack": the light verb carries tense and negation.
        let of_verb = factuality::status(s, v, layers.factuality);
        if status.negative { status } else { of_verb }
    });
    trace.push(format!(
        "{}{}: {}",
        status.modality.as_str(),
        if status.negative { ", negative" } else { "" },
        status.reason
    ));
    let carrier = m.light.unwrap_or(m.token);
    let mut status = status;
    // "Prices will rise because of Kenya's embargo": the cause of what is to come is there.
    let cause = matches!(s.tokens[m.token].rel(), "obl" | "nmod")
        && matches!(
            clause::marker(s, m.token).as_deref(),
            Some("because of" | "due to" | "despite" | "amid" | "thanks to" | "owing to")
        );
    if cause && status.modality != Modality::Actual && !status.negative {
        status.modality = Modality::Actual;
        trace.push("actual: told as a cause".to_owned());
    }
    if under_no_circumstances(s, carrier) {
        status.negative = true;
    }
    let mut hint = hint(s, carrier);
    hint.frame = frame.position.clone();
    hint.holder_is_recipient = frame.holder_is_recipient;
    let condition = condition(s, carrier, status.negative);
    let mut event = Event {
        rule: frame.rule.clone(),
        event: frame.event.clone(),
        mode: frame.mode.clone(),
        contexts: frame.contexts.clone(),
        cameo: frame.cameo.clone(),
        word: Word::new(site.number, m.token),
        trigger: trigger_span(s, m),
        actor,
        recipient,
        against,
        modality: status.modality,
        negative: status.negative,
        background: false,
        hint,
        condition,
        when: None,
        place: None,
        quantities: Vec::new(),
        attribution: Vec::new(),
        trace,
        confidence: frame.confidence,
    };
    if devotion(s, carrier) {
        return Err("what one is devoted to, not an act".to_owned());
    }
    if purpose(s, carrier) && event.modality != Modality::Actual && event.hint.frame.is_none() {
        return Err("a purpose, not an act".to_owned());
    }
    if event.negative
        && let Some(negated) = &frame.negative
    {
        event.trace.push(format!("negated, {} is {}", event.event, negated.event));
        event.event.clone_from(&negated.event);
        event.negative = false;
        event.modality = Modality::Actual;
        event.hint.frame.clone_from(&negated.position);
        event.hint.holder_is_recipient = negated.holder_is_recipient;
        event.mode = None;
    }
    plover_rules(site, layers, m, &status, &mut event)?;
    circumstances::fill(site, layers, m.token, m.light, &mut event);
    mode(site, m, matches, &mut event);
    contexts(site, &mut event);
    event.confidence = confidence(&event);
    Ok(event)
}

/// Promises, offers and refusals of private people, firms and clubs are no politics where the sentence speaks of sport, business and the like.
fn private_matter(site: &Site, m: &Match, actor: &[Participant]) -> Result<(), String> {
    if !matches!(
        m.frame.event.as_str(),
        "AGREE" | "REJECT" | "SUPPORT" | "CONCEDE" | "CONSULT" | "RETREAT" | "REQUEST"
    ) {
        return Ok(());
    }
    let known: Vec<_> = actor
        .iter()
        .filter_map(|p| p.mention)
        .filter_map(|n| site.actors.actor(&site.actors.mentions[n]))
        .collect();
    let public = |a: &&rapporteur_text::reading::Actor| {
        !a.private
            && !matches!(a.sector.as_deref(), Some("BUS" | "CVL" | "MNC"))
            && (a.country.is_some() || a.sector.is_some())
    };
    if known.iter().any(public) {
        return Ok(());
    }
    for (topic, words) in &site.knowledge.topics {
        let mut spoken: Vec<&str> = site
            .s
            .tokens
            .iter()
            .map(|t| &*t.lemma)
            .filter(|l| words.contains(&l.to_lowercase().to_string()))
            .collect();
        spoken.sort_unstable();
        spoken.dedup();
        if spoken.len() >= 2 {
            return Err(format!("a private matter ({topic}: {})", spoken.join(", ")));
        }
    }
    Ok(())
}

fn trigger_span(s: &Sentence, m: &Match) -> Span {
    let mut span = s.tokens[m.token].span;
    for p in &m.particles {
        if p.abs_diff(m.token) <= 2 {
            span = span.cover(s.tokens[*p].span);
        }
    }
    span
}

/// Contexts by vocabulary: PLOVER allows several; the sentence decides.
fn contexts(site: &Site, event: &mut Event) {
    for (context, words) in &site.knowledge.contexts {
        let spoken = site.s.tokens.iter().any(|t| words.contains(&*t.lemma.to_lowercase()));
        if spoken && !event.contexts.contains(context) {
            event.contexts.push(context.clone());
        }
    }
    event.contexts.sort();
}

/// A frame's prior, raised by an actor and a recipient that are known, lowered where one is missing.
fn confidence(event: &Event) -> f32 {
    let known = |p: &[Participant]| p.iter().any(|x| x.mention.is_some());
    let mut odds = (event.confidence / (1.0 - event.confidence)).ln();
    odds += if known(&event.actor) { 0.5 } else { -0.6 };
    odds += if known(&event.recipient) { 0.3 } else { -0.1 };
    if event.modality == Modality::Hypothetical {
        odds -= 0.4;
    }
    let p = 1.0 / (1.0 + (-odds).exp());
    (p * 1000.0).round() / 1000.0
}
