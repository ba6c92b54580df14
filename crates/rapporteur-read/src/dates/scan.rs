//! Finds where patterns match, layer by layer: simple expressions first, then those made of others.

use rapporteur_text::{Sentence, Upos};

use super::atoms::{Atom, AtomKind, atoms};
use super::knowledge::{Knowledge, Means, Pattern};
use super::pattern::{Kept, Text};

/// A match of a pattern in a sentence.
#[derive(Clone, Debug)]
pub struct Match {
    /// First atom.
    pub from: usize,
    /// One past the last.
    pub to: usize,
    /// Number of the pattern.
    pub pattern: u16,
    /// What it kept; its dates are numbers into [`Scanned::matches`].
    pub kept: Kept,
    /// Part of a larger match.
    pub inner: bool,
}

/// A sentence with its atoms and the matches in it.
#[derive(Debug, Default)]
pub struct Scanned {
    /// The pieces of its words.
    pub atoms: Vec<Atom>,
    /// The matches of all layers; those that stand for themselves are not `inner`.
    pub matches: Vec<Match>,
}

const LAYERS: u8 = 3;

/// Scans a sentence.
pub fn scan(text: &str, sentence: &Sentence, knowledge: &Knowledge) -> Scanned {
    let mut out = Scanned { atoms: atoms(text, sentence), matches: Vec::new() };
    for layer in 1..=LAYERS {
        // A match of a higher layer may begin with one of a lower layer, or hold one.
        let below: Vec<(usize, usize)> = out.matches.iter().map(|m| (m.from, m.to)).collect();
        let view = Text {
            atoms: &out.atoms,
            classes: &knowledge.classes,
            numerals: &knowledge.numerals,
            below: &below,
        };
        let mut found: Vec<Match> = Vec::new();
        let mut at = 0;
        while at < out.atoms.len() {
            match best(&view, sentence, knowledge, layer, at) {
                Some(m) => {
                    at = m.to;
                    found.push(m);
                }
                None => at += 1,
            }
        }
        for m in found {
            // Longer and from a higher layer wins; an expression that sticks out of it is kept and this one dropped.
            let clash = out
                .matches
                .iter()
                .any(|o| !o.inner && o.from < m.to && m.from < o.to && (o.from < m.from || o.to > m.to));
            if clash {
                continue;
            }
            for o in out.matches.iter_mut().filter(|o| m.from <= o.from && o.to <= m.to) {
                o.inner = true;
            }
            out.matches.push(m);
        }
    }
    out
}

fn best(view: &Text, sentence: &Sentence, knowledge: &Knowledge, layer: u8, at: usize) -> Option<Match> {
    let atom = &view.atoms[at];
    let can_begin = atom.kind == AtomKind::Number
        || knowledge.classes.entries.contains_key(&atom.lower)
        || knowledge.numerals.is_number_word(&atom.lower)
        || knowledge.numerals.ordinal(view.atoms, at).is_some()
        || atom.lower == "half"
        || view.below.iter().any(|(from, _)| *from == at);
    let mut best: Option<Match> = None;
    for i in knowledge.candidates(&atom.lower, can_begin) {
        let pattern = &knowledge.patterns[usize::from(i)];
        if pattern.layer != layer {
            continue;
        }
        let Some((to, kept)) = view.longest(&pattern.nodes, at) else { continue };
        let better = best.as_ref().is_none_or(|b| to > b.to || to == b.to && i < b.pattern);
        if better && fits(view, sentence, pattern, at, to) {
            best = Some(Match { from: at, to, pattern: i, kept, inner: false });
        }
    }
    best
}

/// Do the words around a match allow it?
fn fits(view: &Text, sentence: &Sentence, pattern: &Pattern, from: usize, to: usize) -> bool {
    let before = from.checked_sub(1);
    let after = Some(to).filter(|t| *t < view.atoms.len());
    let any = |tests: &[compact_str::CompactString], at: Option<usize>| {
        tests.iter().any(|test| holds(view, sentence, test, at, from, to))
    };
    let joined = |at: Option<usize>| at.is_some_and(|i| view.atoms[i].kind == AtomKind::Word);
    // No expression begins or ends inside a word.
    if pattern.means != Means::Nothing {
        if view.atoms[from].glued && joined(before) && view.atoms[from].kind != AtomKind::Number {
            return false;
        }
        if after.is_some_and(|i| view.atoms[i].glued)
            && joined(after)
            && !view.atoms[to - 1].lower.ends_with('.')
        {
            return false;
        }
    }
    (pattern.left.is_empty() || any(&pattern.left, before))
        && !any(&pattern.not_left, before)
        && (pattern.right.is_empty() || any(&pattern.right, after))
        && !any(&pattern.not_right, after)
}

/// One test of the words beside a match: a word, or `#number`, `#plural`, `#counted`, `#noun`, `#adj`, `#name`, `#word`, `#money`, `#glued`, `#edge`.
fn holds(view: &Text, sentence: &Sentence, test: &str, at: Option<usize>, from: usize, to: usize) -> bool {
    let Some(i) = at else { return test == "#edge" };
    let atom = &view.atoms[i];
    let token = &sentence.tokens[atom.token as usize];
    match test {
        "#edge" => false,
        "#number" => atom.kind == AtomKind::Number || view.numerals.is_number_word(&atom.lower),
        "#money" => matches!(atom.lower.as_str(), "$" | "€" | "£" | "¥" | "₹"),
        "#word" => atom.kind == AtomKind::Word,
        "#name" => atom.capital && atom.kind == AtomKind::Word,
        "#noun" => matches!(token.upos, Upos::Noun),
        "#adj" => matches!(token.upos, Upos::Adj),
        "#counted" => {
            // A count of a thousand and more is written with a comma, or round: "2014 elections" is a year, "2000 soldiers" none.
            let round = !matches!(view.atoms[to - 1].lower.parse::<u32>(), Ok(1900..=2035))
                || view.atoms[to - 1].lower.ends_with("00");
            round && holds(view, sentence, "#plural", at, from, to)
        }
        "#plural" => {
            atom.kind == AtomKind::Word
                && !atom.capital
                && (token.upos == Upos::Noun && token.xpos == "NNS"
                    || token.upos == Upos::X && atom.lower.len() > 3 && atom.lower.ends_with('s'))
                && !matches!(atom.lower.as_str(), "was" | "has" | "as" | "is")
        }
        // Written together with it.
        "#glued" => {
            if i < from {
                view.atoms[from].glued
            } else {
                view.atoms[to].glued
            }
        }
        word => atom.lower == word,
    }
}
