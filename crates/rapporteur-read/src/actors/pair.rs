//! "The two sides", "both countries", "the two leaders": a pair that was named before.

use super::chains::{Chain, Sort, State};
use super::mentions::{Form, RoleWords};

/// Sentences that a pair is looked for in, backwards.
const REACH: u32 = 3;

/// The two chains that a definite plural with "two" or "both" takes up: those of the nearest sentence that names just two.
pub(super) fn antecedents(state: &State, i: usize, role: &RoleWords, lemma: &str) -> Option<(usize, usize)> {
    let word = state.word(i);
    let sentence = &state.s.doc.sentences[word.sentence as usize];
    let text = state.s.doc.text();
    let head = word.token as usize;
    let two = sentence.children(head).any(|c| {
        c < head && matches!(sentence.tokens[c].form(text).to_lowercase().as_str(), "two" | "both" | "2")
    });
    if !two {
        return None;
    }
    let people = role.kind == b'o' || matches!(lemma, "man" | "woman" | "leader" | "minister" | "president");
    let fits = |c: &Chain| match c.sort {
        Sort::Country => !people,
        Sort::Body | Sort::Armed => !people && role.class != "country",
        Sort::Person => people,
        _ => false,
    };
    for back in 0..=REACH.min(word.sentence) {
        let mut found: Vec<usize> = Vec::new();
        for j in 0..i {
            let at = state.word(j);
            let place = matches!(&state.cands[j].form, Form::Known(_)) && set_in(state, j);
            if at.sentence + back != word.sentence || state.cands[j].modifier || place {
                continue;
            }
            let Some(k) = state.chain_of[j] else { continue };
            let coded = !state.actors[state.chains[k].actor as usize].code.is_empty();
            if coded && fits(&state.chains[k]) && !found.contains(&k) {
                found.push(k);
            }
        }
        match found[..] {
            [first, second] => return Some((first, second)),
            [] | [_] => {}
            _ => return None,
        }
    }
    None
}

/// Where something happens, not who does it: "in Oman".
fn set_in(state: &State, j: usize) -> bool {
    let word = state.word(j);
    let sentence = &state.s.doc.sentences[word.sentence as usize];
    super::phrase::case(sentence, state.s.doc.text(), word.token as usize)
        .is_some_and(|p| matches!(p.to_lowercase().as_str(), "in" | "at" | "near" | "from" | "into"))
}

/// Lets a mention stand for both.
pub(super) fn open(state: &mut State, i: usize, first: usize, second: usize) {
    let (a, b) = (state.chains[first].actor, state.chains[second].actor);
    let sort = if state.chains[first].sort == Sort::Person { Sort::People } else { Sort::Set };
    let chain = state.open(i, state.actors[a as usize].clone(), sort, true);
    state.chains[chain].also.push(b);
    state.anaphoric[i] = true;
}
