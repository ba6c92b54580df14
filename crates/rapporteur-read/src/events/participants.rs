//! From the words that fill a slot to those who they stand for.

use rapporteur_text::reading::{MentionKind, Word};
use rapporteur_text::{Span, Upos};

use super::clause;
use super::slots::{Participant, Site};

impl Site<'_> {
    /// "A woman linked to the group who shot at soldiers": a group is no "who"; the clause is about whoever stands before it.
    pub(super) fn who(&self, v: usize, agents: Vec<usize>) -> Vec<usize> {
        let s = self.s;
        let asks = |c: usize| s.tokens[c].rel() == "nsubj" && &*s.tokens[c].lemma == "who";
        if &*s.tokens[v].deprel != "acl:relcl" || !s.children(v).any(asks) {
            return agents;
        }
        let body = |w: usize| {
            s.tokens[w].upos == Upos::Propn
                && self
                    .actors
                    .headed_by(Word::new(self.number, w))
                    .is_some_and(|(_, m)| m.kind == MentionKind::Organisation)
        };
        let person = |w: &usize| s.tokens[*w].upos == Upos::Noun && self.is_actor(*w);
        agents
            .into_iter()
            .map(|w| {
                if !body(w) {
                    return w;
                }
                // Up from the group: the noun that it describes, or the subject where the parser made a sentence of the description.
                s.ancestors(w)
                    .flat_map(|h| std::iter::once(h).chain(s.child(h, "nsubj")))
                    .find(|h| *h < w && person(h))
                    .unwrap_or(w)
            })
            .collect()
    }

    /// "Old rival Kenya", "neighbour Chad": the name that a common noun only describes.
    pub(super) fn named_beside(&self, i: usize) -> usize {
        let s = self.s;
        if s.tokens[i].upos != Upos::Noun {
            return i;
        }
        let known = |w: usize| {
            self.mention(w)
                .and_then(|m| self.actors.actor(&self.actors.mentions[m]))
                .is_some_and(|a| a.country.is_some() || a.identifier.is_some())
        };
        if known(i) {
            return i;
        }
        let beside = s.children(i).find(|c| {
            matches!(s.tokens[*c].rel(), "appos" | "flat")
                && s.tokens[*c].upos == Upos::Propn
                && s.subtree(*c).into_iter().min() == Some(i + 1)
        });
        // A surname that the knowledge has may hang on the first name.
        beside
            .and_then(|c| std::iter::once(c).chain(s.children_by(c, "flat")).find(|w| known(*w)))
            .unwrap_or(i)
    }

    /// Those who fill a role: conjuncts apart, partitives undone, words that are no actor kept in their own words.
    pub fn participants(&self, words: &[usize]) -> Vec<Participant> {
        let mut found: Vec<Participant> = Vec::new();
        for &word in words {
            for one in clause::with_conjuncts(self.s, self.named_beside(word)) {
                let participant = self.participant(one);
                let same = |p: &Participant| {
                    p.mention.is_some() && p.mention == participant.mention || p.word == participant.word
                };
                if !found.iter().any(same) {
                    found.push(participant);
                }
            }
        }
        found
    }

    fn participant(&self, i: usize) -> Participant {
        let span = self.phrase(i);
        let mention = self.mention(i).or_else(|| self.inside(i));
        Participant { span, word: Word::new(self.number, i), mention }
    }

    /// The noun phrase of a word, without relative clauses and appositions.
    fn phrase(&self, i: usize) -> Span {
        if let Some((_, m)) = self.actors.headed_by(Word::new(self.number, i)) {
            return m.span;
        }
        let s = self.s;
        let mut span = s.tokens[i].span;
        for c in s.children(i) {
            let t = &s.tokens[c];
            let part = match t.rel() {
                "det" | "amod" | "compound" | "nummod" | "flat" | "nmod" | "advmod" => s.subtree_span(c),
                _ => continue,
            };
            span = span.cover(part);
        }
        span
    }

    /// The actor inside a phrase that is none by itself: "Israel's decision", "members of the council", "the Iranian offer".
    pub(super) fn inside(&self, i: usize) -> Option<usize> {
        let s = self.s;
        let mut look = self.step(i, "poss", false);
        look.extend(self.modifiers(i));
        // A device that went off outside a town is not the town's.
        let thing = self.knowledge.in_class("instrument", &s.tokens[i].lemma);
        let of: &[&str] = if thing { &["from", "by"] } else { &["of", "from", "by", "in", "among"] };
        for preposition in of {
            look.extend(clause::prepositional(s, i, preposition, false));
        }
        if !thing {
            // "The regional capital Juba"; "pipes leading into Juba".
            let named = |c: &usize| {
                *c > i && matches!(s.tokens[*c].rel(), "appos" | "flat") && s.tokens[*c].upos == Upos::Propn
            };
            look.extend(s.children(i).filter(named));
            for acl in s.children_by(i, "acl").filter(|c| s.tokens[*c].xpos == "VBG") {
                for preposition in ["into", "to", "in"] {
                    look.extend(clause::prepositional(s, acl, preposition, false));
                }
            }
        }
        // "the commitments made by Kenya".
        for made in s.children_by(i, "acl").filter(|c| clause::is_passive(s, *c)) {
            look.extend(clause::by_phrase(s, made));
        }
        look.iter().find_map(|w| self.mention(*w)).or_else(|| {
            look.iter().find_map(|w| {
                let mut next = self.step(*w, "poss", false);
                next.extend(self.modifiers(*w));
                next.extend(clause::prepositional(s, *w, "of", false));
                next.into_iter().find_map(|n| self.mention(n))
            })
        })
    }

    /// A noun for people that the actor stage does not know: "fishermen", "organisers".
    pub fn is_people(&self, i: usize) -> bool {
        let t = &self.s.tokens[i];
        let lemma = self.lemmas(i).pop().unwrap_or_default();
        t.upos == Upos::Noun
            && ["man", "men", "woman", "women", "people", "eer", "ist", "ian", "smith", "folk"]
                .iter()
                .any(|e| lemma.ends_with(e))
            || self.knowledge.in_class("people", &t.lemma)
    }
}
