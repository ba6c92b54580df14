//! Numbers that count nothing: parts of names, ages, scores, ordinals, places in a list.

use rapporteur_text::Upos;

use super::find::Finder;
use super::knowledge::{CURRENCY, NEVER, UNIT};
use super::numerals::figures;
use crate::dates::atoms::AtomKind;

impl Finder<'_> {
    /// One side of a score: two small numbers around a dash, and no several things after them.
    pub(super) fn is_score(&self, at: usize) -> bool {
        let small = |i: usize| {
            self.atoms
                .get(i)
                .is_some_and(|a| a.kind == AtomKind::Number && a.lower.len() <= 2 && !self.dated[i])
        };
        let dash = |i: usize| self.word(i) == "-";
        let first = if small(at) && dash(at + 1) && small(at + 2) {
            at
        } else if at >= 2 && small(at) && dash(at - 1) && small(at - 2) {
            at - 2
        } else {
            return false;
        };
        let value = |i: usize| figures(self.word(i)).unwrap_or(0.0);
        let next = self.atoms.get(first + 3).map(|a| (a, &self.sentence.tokens[a.token as usize]));
        let things = next.is_some_and(|(a, t)| {
            a.lower == "%"
                || t.upos == Upos::Adj
                || t.upos.is_nominal() && (t.xpos.ends_with('S') || t.feat("Number") == Some("Plur"))
                || matches!(a.lower.as_str(), "percent" | "per" | "million" | "billion" | "km" | "kg")
        });
        value(first) >= value(first + 2) || !things
    }

    /// A sign of money in letters is written in capitals ("USD", "Rs").
    pub(super) fn is_sign(&self, at: usize, to: usize) -> bool {
        let written = &self.text[self.atoms[at].span.start as usize..self.atoms[to - 1].span.end as usize];
        if self.atoms[at].kind == AtomKind::Sign {
            return true;
        }
        if written.contains('$') {
            // "A$10" is Australia's, "a $10 million loan" is none; "US $10" may stand apart.
            let letter = self.atoms[at].lower.chars().count() == 1;
            return self.atoms[at].capital && (!letter || self.glued(at + 1));
        }
        let letters = written.chars().filter(|c| c.is_alphabetic());
        letters.clone().all(char::is_uppercase) || letters.count() == 2 && self.atoms[at].capital
    }

    /// Is this number part of a name, an age, an ordinal, a score, a telephone number, a place in a list?
    pub(super) fn is_label(&self, at: usize, to: usize, figures: bool) -> bool {
        let atom = &self.atoms[at];
        let before = at.checked_sub(1).map(|i| &self.atoms[i]);
        if atom.glued
            && figures
            && let Some(b) = before
        {
            // "F-16", "G20", "A320", "MH17", "#5", "1/2", "+44"
            if b.kind == AtomKind::Word
                || matches!(b.lower.as_str(), "#" | "/" | "+" | "." | ":" | "@" | "_" | "=")
            {
                return true;
            }
            if b.lower == "-" && b.glued && at >= 2 {
                return true;
            }
        }
        if before.is_some_and(|b| self.knowledge.labels.contains(&b.lower)) && figures {
            // "no 12 people" is no English; but "the army unit 12 soldiers" is rarer than "Unit 12".
            return true;
        }
        if self.before(at, 1) == "." && matches!(self.before(at, 2), "no" | "nos" | "vol" | "art") {
            return true;
        }
        if self.knowledge.phrase(NEVER, self.atoms, to).is_some() {
            return true;
        }
        if matches!(self.before(at, 1), "aged" | "age")
            || self.before(at, 1) == "of" && self.before(at, 2) == "age"
        {
            return true;
        }
        // "Ada Brown, 34, said"
        if figures
            && self.before(at, 1) == ","
            && matches!(self.word(to), "," | ".")
            && at >= 2
            && self.atoms[at - 2].capital
        {
            return true;
        }
        // "1." and "(2)" begin items of a list.
        if at == 0 && figures && matches!(self.word(to), "." | ")") {
            return true;
        }
        // "4x4", "737s", "5G"
        if figures
            && self.glued(to)
            && self.atoms[to].kind == AtomKind::Word
            && self.knowledge.phrase(UNIT, self.atoms, to).is_none()
            && self.knowledge.phrase(CURRENCY, self.atoms, to).is_none()
        {
            return true;
        }
        // Part of a name that begins before it.
        let token = atom.token as usize;
        if let Some(name) = self.sentence.name_at(token)
            && ((name.first as usize) < token || figures && name.last as usize > token)
        {
            return true;
        }
        // "one" as a pronoun, "no one", "one another", "one day"
        if atom.lower == "one" && to == at + 1 {
            let next = self.word(to);
            if matches!(
                self.before(at, 1),
                "no" | "any" | "some" | "every" | "this" | "that" | "the" | "each" | "another"
            ) || matches!(next, "another" | "day" | "side" | "hand" | "thing" | "point" | "'" | "time")
            {
                return true;
            }
        }
        // "two-thirds", "one third", "a quarter"
        let fraction = |w: &str| {
            matches!(
                w,
                "third"
                    | "thirds"
                    | "quarter"
                    | "quarters"
                    | "fifth"
                    | "fifths"
                    | "half"
                    | "halves"
                    | "tenth"
                    | "tenths"
            )
        };
        fraction(self.word(to)) || self.word(to) == "-" && fraction(self.word(to + 1))
    }
}
