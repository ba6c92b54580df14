//! Factuality: for every word that states a happening, whether it happened.
//!
//! The tree is read from the word upwards. What stands above a word (verbs that take it as complement, conjunctions,
//! nouns that it is the content of) says in what light it is told, by the signatures in `knowledge/factuality`; what stands
//! beside it (modals, negation, adverbs, a condition) has the last word. The method follows work on factuality over
//! dependencies (Lotan, Stern and Dagan 2013, TruthTeller; Saurí and Pustejovsky 2012), with PLOVER's labels.

mod judge;
mod knowledge;
mod local;
mod outer;
pub(crate) mod tree;

use jiff::ToSpan;
use jiff::civil::Date;
use rapporteur_text::reading::{Document, Modality, Predicate, Word};
use rapporteur_text::{Sentence, Upos};

use judge::Judge;
pub(crate) use knowledge::event_nouns;
pub use knowledge::{Effect, Example, Knowledge, compile, examples, load};

/// Whether a word's happening took place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Actual, future or hypothetical. Historical only after [`Status::on`].
    pub modality: Modality,
    /// Stated not to happen.
    pub negative: bool,
    /// Why, for people: "modal would", "complement of refuse (failing)".
    pub reason: String,
    /// The word that decided, where one did: the modal, the negation, the verb above.
    pub decided_by: Option<u32>,
    /// Head of the clause that it depends on: the "leave" of "if they leave".
    pub condition: Option<u32>,
}

impl Status {
    /// The same with its date known: an actual happening that ended a year or more before publication is historical.
    /// `ended` is the last day of the happening.
    pub fn on(mut self, ended: Option<Date>, published: Option<Date>) -> Status {
        if let (Modality::Actual, Some(ended), Some(published)) = (self.modality, ended, published)
            && published.checked_sub(1.year()).is_ok_and(|limit| ended <= limit)
        {
            self.modality = Modality::Historical;
            self.reason.push_str("; a year or more before publication");
        }
        self
    }
}

/// Whether what this word states took place. Any word may be asked: a verb, a noun, a word inside a complement.
pub fn status(sentence: &Sentence, token: usize, knowledge: &Knowledge) -> Status {
    if token >= sentence.tokens.len() {
        return Status {
            modality: Modality::Actual,
            negative: false,
            reason: "no such word".to_owned(),
            decided_by: None,
            condition: None,
        };
    }
    Judge::new(sentence, knowledge).status(token)
}

/// Every word that states a happening, political or not, in order.
pub fn predicates(doc: &Document<'_>, knowledge: &Knowledge) -> Vec<Predicate> {
    let mut out = Vec::new();
    for (number, sentence) in doc.sentences.iter().enumerate() {
        let judge = Judge::new(sentence, knowledge);
        for token in 0..sentence.tokens.len() {
            if !states_a_happening(&judge, token) {
                continue;
            }
            let status = judge.status(token);
            let particle = judge.tree.child(token, "compound:prt");
            let own = sentence.tokens[token].span;
            let span = match particle {
                Some(p) if p == token + 1 => own.cover(sentence.tokens[p].span),
                _ => own,
            };
            out.push(Predicate {
                word: Word::new(number, token),
                span,
                modality: status.modality,
                negative: status.negative,
                reason: status.reason,
            });
        }
    }
    out
}

/// Is this word one that states a happening or a state?
fn states_a_happening(judge: &Judge<'_>, i: usize) -> bool {
    let tree = &judge.tree;
    let lemma = tree.lemma(i);
    match tree.upos(i) {
        Upos::Verb => !matches!(tree.rel(i), "case" | "fixed" | "mark" | "cc" | "goeswith" | "flat"),
        Upos::Aux => tree.rel(i) == "cop",
        Upos::Adj => {
            tree.child(i, "cop").is_some()
                || matches!(
                    lemma,
                    "ongoing" | "underway" | "forthcoming" | "dead" | "imminent" | "unprecedented"
                )
        }
        Upos::Noun => {
            if matches!(tree.rel(i), "fixed" | "case" | "mark") {
                return false;
            }
            let singular = lemma;
            judge.knowledge.is_event_noun(singular) || tree.child(i, "cop").is_some()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
