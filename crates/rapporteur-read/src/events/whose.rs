//! Whose something is: the actor's own, somebody else's proposal, nobody's.

use super::clause;
use super::slots::{Participant, Site};

impl Site<'_> {
    /// Does a participant stand for the actor itself, or for what is the actor's own ("withdrew its troops")? Violence, arrest and
    /// blame can be turned on one's own people.
    pub fn is_own(&self, p: &Participant, actors: &[Participant], event: &str) -> bool {
        let who = |m: usize| self.actors.mentions[m].actor;
        let is_actor = |m: usize| {
            actors.iter().any(|a| a.mention.is_some_and(|n| n == m || who(n).is_some() && who(n) == who(m)))
        };
        let Some(mention) = p.mention else { return false };
        if is_actor(mention) {
            return true;
        }
        let actor = self.actors.actor(&self.actors.mentions[mention]);
        let sector = actor.and_then(|a| a.sector.as_deref());
        let country =
            |n: usize| self.actors.actor(&self.actors.mentions[n]).and_then(|a| a.country.as_deref());
        // "Their Chinese counterparts" are others.
        let abroad = actor
            .and_then(|a| a.country.as_deref())
            .is_some_and(|c| actors.iter().filter_map(|a| a.mention).filter_map(country).all(|own| own != c));
        !abroad
            && p.word.sentence as usize == self.number
            && !matches!(event, "ASSAULT" | "COERCE" | "ACCUSE" | "REQUEST" | "PROTEST" | "SANCTION")
            && sector.is_some_and(|s| matches!(s.get(..3), Some("MIL" | "GOV" | "COP")))
            && self
                .s
                .children(p.word.token as usize)
                .filter(|c| &*self.s.tokens[*c].deprel == "nmod:poss")
                .any(|c| self.mention(c).is_some_and(is_actor))
    }

    /// "No group", "neither side": nobody that could be named.
    pub fn is_nobody(&self, p: &Participant) -> bool {
        let coded = p
            .mention
            .and_then(|m| self.actors.actor(&self.actors.mentions[m]))
            .is_some_and(|a| a.country.is_some() || a.identifier.is_some());
        let word = p.word.token as usize;
        !coded
            && p.word.sentence as usize == self.number
            && self.s.children_by(word, "det").chain(std::iter::once(word)).any(|d| {
                matches!(&*self.s.tokens[d].lemma.to_lowercase(), "no" | "neither" | "none" | "nobody")
            })
    }

    /// Those who made what a verb turns down: "a US offer", "a demand from the president", "North Korea's request"; also of what it
    /// refuses to do with it ("refused to respond to a demand from …").
    pub fn authors(&self, trigger: usize) -> Vec<usize> {
        let s = self.s;
        let mut verbs = vec![trigger];
        verbs.extend(clause::complements(s, trigger).into_iter().filter(|c| s.tokens[*c].rel() == "xcomp"));
        let nouns = verbs.iter().flat_map(|v| {
            let mut of = clause::patient(s, *v);
            of.extend(clause::prepositional(s, *v, "to", false));
            of
        });
        nouns
            .filter(|n| self.knowledge.in_class("proposal", &s.tokens[*n].lemma))
            .find_map(|n| {
                let ways = ["poss", "by", "from", "mod"];
                ways.iter().map(|way| self.step(n, way, false)).find(|w| w.iter().any(|x| self.is_actor(*x)))
            })
            .unwrap_or_default()
    }
}
