//! Nouns that take someone up: "the group", "the militants", "the country", "the president", "the French president".

use super::chains::{Sort, State, blank};
use super::code::Coding;
use super::fold;
use super::mentions::RoleWords;
use super::modifiers::Modifiers;
use super::table::NO_OFFICE;

/// Classes that the definite article takes up from before rather than bring in anew.
fn takes_up(class: &str) -> bool {
    matches!(class, "group" | "rebels" | "rebel" | "country" | "businessman")
}

/// The chain that a definite noun takes up.
pub(super) fn antecedent(
    state: &State,
    i: usize,
    role: &RoleWords,
    lemma: &str,
    plural: bool,
    mods: &Modifiers,
) -> Option<usize> {
    let s = state.s;
    if mods.body.is_some() || mods.possessor.is_some() {
        return None;
    }
    let here = state.word(i);
    let own = format!("={lemma}");
    let mut best: Option<(i64, usize)> = None;
    for (k, chain) in state.chains.iter().enumerate() {
        let Some(last) = chain.mentions.iter().rev().find(|m| state.word(**m) < here) else { continue };
        let fits = match role.class.as_str() {
            "rebels" | "rebel" => {
                chain.sort == Sort::Armed
                    || chain.classes.iter().any(|c| c == "rebels" || c == "rebel")
                        && (chain.plural == plural || chain.sort == Sort::Body)
            }
            "group"
                if matches!(
                    lemma,
                    "group" | "organization" | "organisation" | "movement" | "outfit" | "network"
                ) && !plural =>
            {
                chain.sort == Sort::Armed
                    || chain.sort == Sort::Body
                        && mods.bare
                        && !state.actors[chain.actor as usize].sector.as_deref().is_some_and(|sector| {
                            // An embassy, a court or a newspaper is not spoken of as "the group".
                            matches!(
                                sector.get(..3),
                                Some("JRN" | "GOV" | "MIL" | "COP" | "JUD" | "LEG" | "SPY")
                            )
                        })
            }
            "group"
                if matches!(
                    lemma,
                    "coalition" | "alliance" | "bloc" | "front" | "council" | "committee" | "commission"
                ) && !plural =>
            {
                let name = fold::plain(&state.actors[chain.actor as usize].name);
                name.split(' ').any(|w| w == lemma) || chain.classes.contains(&own)
            }
            "country" if !plural => {
                matches!(lemma, "country" | "nation" | "state" | "republic" | "kingdom")
                    && chain.sort == Sort::Country
                    && mods.bare
            }
            "businessman" if role.kind == b'p' && matches!(lemma, "company" | "firm") && !plural => {
                matches!(state.actors[chain.actor as usize].sector.as_deref(), Some("BUS"))
            }
            _ => false,
        };
        let same_words = mods.bare && chain.classes.contains(&own) && chain.plural == plural;
        let same_office = role.office != NO_OFFICE
            && !plural
            && mods.bare
            && chain.sort == Sort::Person
            && chain.classes.iter().any(|c| {
                c == s.knowledge.office(role.office)
                    || s.knowledge.office(role.office) == "leader" && c.starts_with("head-of")
            });
        let office = same_office && s.knowledge.office(role.office) != "officer";
        if !(same_words || office || fits && takes_up(&role.class)) {
            continue;
        }
        let word = state.word(*last);
        let distance = i64::from(here.sentence - word.sentence);
        if distance > 6 && !same_words && !office {
            continue;
        }
        let subject = s.doc.sentences[word.sentence as usize].tokens[word.token as usize].rel() == "nsubj";
        let same_class = chain.classes.contains(&role.class);
        let score = -distance * 10
            + i64::from(word.token.min(200)) / 20
            + if subject { 6 } else { 0 }
            + if same_words || office { 8 } else { 0 }
            + if same_class { 2 } else { 0 }
            + if role.class == "group" && chain.sort == Sort::Armed { 7 } else { 0 }
            + chain.mentions.len().min(8) as i64 * 2;
        if best.is_none_or(|(b, _)| score > b) {
            best = Some((score, k));
        }
    }
    best.map(|(_, k)| k)
}

/// "the French president" is whoever held that office on the day: the person's chain, or a new one.
pub(super) fn office_holder(
    state: &mut State,
    i: usize,
    role: &RoleWords,
    mods: &Modifiers,
    plural: bool,
    determiner: Option<&str>,
) -> Option<usize> {
    let s = state.s;
    if role.office == NO_OFFICE
        || plural
        || mods.former
        || mods.body.is_some()
        || matches!(determiner, Some("a" | "an" | "any" | "no" | "every"))
    {
        return None;
    }
    let office = s.knowledge.office(role.office);
    let sole = matches!(
        office,
        "head-of-state"
            | "head-of-government"
            | "foreign-minister"
            | "secretary-of-state"
            | "defence-minister"
            | "interior-minister"
            | "finance-minister"
            | "vice-president"
    );
    let country = mods.country.clone()?;
    if !sole {
        return None;
    }
    // Someone of that office and country who is named in the article.
    let named = state.chains.iter().position(|c| {
        c.sort == Sort::Person
            && c.classes.iter().any(|k| k == office)
            && state.actors[c.actor as usize].country.as_deref() == Some(country.as_str())
            && c.mentions.iter().any(|m| *m < i)
    });
    if named.is_some() {
        return named;
    }
    let day = s.day?;
    let class = match office {
        "secretary-of-state" => s.knowledge.office_class("foreign-minister")?,
        _ => role.office,
    };
    let term = s.knowledge.holder(&country, class, day)?;
    let person = s.knowledge.entity(term.entity);
    if super::knowledge::last_seen(&term) < day.saturating_sub(1200) {
        return None;
    }
    // The same person may be named further down.
    let later =
        (0..state.found.len()).find(|p| state.found[*p].as_ref().is_some_and(|f| f.entity == term.entity));
    if let Some(chain) = later.and_then(|p| state.keyed(&format!("person:{p}"))) {
        return Some(chain);
    }
    let mut actor = blank(person.name, 0.8, &format!("{} {} on the day", country, term.post));
    actor.identifier = Some(person.id.to_owned());
    Coding { country: country.clone(), sectors: term.sectors.to_owned() }.apply(&mut actor);
    let gender = fold::key(person.name).split(' ').next().and_then(|g| s.knowledge.given_name(g));
    let chain = state.open(i, actor, Sort::Person, false);
    state.chains[chain].gender = gender;
    state.chains[chain].classes.push(office.to_owned());
    if let Some(p) = later {
        state.add_key(format!("person:{p}"), chain);
    }
    // `open` has joined it; the caller's join must not do so twice.
    state.chains[chain].mentions.pop();
    Some(chain)
}
