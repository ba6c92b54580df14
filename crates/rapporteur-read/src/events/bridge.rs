//! Passives without an agent whose agent the sentences before name: "Norway offered trucks. The offer was withdrawn on Monday."

use super::Event;
use super::clause;
use super::slots::Site;

/// Sentences that an antecedent may lie back.
const REACH: u32 = 3;

/// What only its maker does with an offer, a pledge or a threat. Others reject, accept, welcome and condemn it.
const OWN: [&str; 22] = [
    "withdraw",
    "cancel",
    "rescind",
    "retract",
    "revoke",
    "renew",
    "repeat",
    "extend",
    "reverse",
    "postpone",
    "suspend",
    "honour",
    "honor",
    "fulfil",
    "fulfill",
    "keep",
    "break",
    "reaffirm",
    "reiterate",
    "scale",
    "raise",
    "double",
];

/// What the giver does with the goods.
const GIVE: [&str; 8] = ["deliver", "ship", "hand", "transfer", "send", "fly", "supply", "dispatch"];

/// Letters that a verb and its noun share ("decide", "decision"; "threaten", "threat").
const STEM: usize = 5;

/// The earlier event whose actor does what a passive without an agent tells.
pub(super) fn taken_up<'e>(site: &Site, trigger: usize, before: &'e [Event]) -> Option<&'e Event> {
    let s = site.s;
    if !clause::is_passive(s, trigger) || !clause::by_phrase(s, trigger).is_empty() {
        return None;
    }
    let verb = &*s.tokens[trigger].lemma;
    let subject = *clause::surface_subject(s, trigger).first()?;
    let definite = s
        .children_by(subject, "det")
        .any(|d| matches!(&*s.tokens[d].lemma.to_lowercase(), "the" | "this" | "that" | "these" | "those"));
    if !definite {
        return None;
    }
    let noun = &*s.tokens[subject].lemma;
    before.iter().rev().find(|e| {
        let near = e.word.sentence < site.number as u32 && e.word.sentence + REACH >= site.number as u32;
        if !near || !e.actor.iter().any(|p| p.mention.is_some()) {
            return false;
        }
        let told = &site.doc.sentences[e.word.sentence as usize];
        let word = &*told.tokens[e.word.token as usize].lemma;
        OWN.contains(&verb) && alike(noun, word)
            || GIVE.contains(&verb)
                && matches!(e.event.as_str(), "AGREE" | "AID" | "COOPERATE")
                && told.subtree(e.word.token as usize).iter().any(|t| &*told.tokens[*t].lemma == noun)
    })
}

/// Do a noun and a verb name one act?
fn alike(noun: &str, verb: &str) -> bool {
    let stem = |w: &str| w.chars().take(STEM).collect::<String>();
    noun == verb || stem(noun) == stem(verb)
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn a_noun_names_the_act_of_its_verb() {
        assert!(alike("offer", "offer"));
        assert!(alike("threat", "threaten"));
        assert!(!alike("decision", "offer"));
    }
}
