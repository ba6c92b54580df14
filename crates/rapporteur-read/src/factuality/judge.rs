//! One sentence under judgement: each word's light from above, then its own words, kept once found.

use std::cell::RefCell;

use rapporteur_text::Sentence;
use rapporteur_text::reading::Modality;

use super::tree::Tree;
use super::{Knowledge, Status};

/// A verdict on the way down the tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub modality: Modality,
    pub negative: bool,
    pub reason: String,
    pub by: Option<usize>,
    pub condition: Option<usize>,
}

impl Verdict {
    pub fn new(modality: Modality, negative: bool, reason: impl Into<String>, by: Option<usize>) -> Self {
        Verdict { modality, negative, reason: reason.into(), by, condition: None }
    }

    /// Told as a plain fact.
    pub fn told(reason: &str) -> Self {
        Verdict::new(Modality::Actual, false, reason, None)
    }

    /// Its modality alone: a denied governor does not deny what hangs on it.
    pub fn light(&self) -> Self {
        if self.negative { Verdict { negative: false, ..self.clone() } } else { self.clone() }
    }

    /// Adds a reason and the word that gave it.
    pub fn because(&mut self, reason: &str, by: usize) {
        if self.by.is_none() {
            self.reason = reason.to_owned();
        } else {
            self.reason = format!("{reason}; {}", self.reason);
        }
        self.by = Some(by);
    }

    /// Raises the modality: hypothetical over future over actual.
    pub fn raise(&mut self, modality: Modality, reason: &str, by: usize) {
        if strength(modality) > strength(self.modality) {
            self.modality = modality;
            self.because(reason, by);
        }
    }

    /// Turns the polarity about.
    pub fn deny(&mut self, reason: &str, by: usize) {
        self.negative = !self.negative;
        self.because(reason, by);
    }
}

fn strength(modality: Modality) -> u8 {
    match modality {
        Modality::Actual | Modality::Historical => 0,
        Modality::Future => 1,
        Modality::Hypothetical => 2,
    }
}

#[derive(Clone)]
enum Cell {
    Unread,
    Reading,
    Read(Verdict),
}

/// One sentence, its tree, and the verdicts found so far.
pub(super) struct Judge<'a> {
    pub tree: Tree<'a>,
    pub knowledge: &'a Knowledge,
    cells: RefCell<Vec<Cell>>,
}

impl<'a> Judge<'a> {
    pub fn new(sentence: &'a Sentence, knowledge: &'a Knowledge) -> Self {
        let cells = RefCell::new(vec![Cell::Unread; sentence.tokens.len()]);
        Judge { tree: Tree::new(sentence), knowledge, cells }
    }

    /// The verdict on a word. A ring of heads, which no parser should give, ends in "told".
    pub fn verdict(&self, i: usize) -> Verdict {
        match &self.cells.borrow()[i] {
            Cell::Read(v) => return v.clone(),
            Cell::Reading => return Verdict::told("told as fact"),
            Cell::Unread => {}
        }
        self.cells.borrow_mut()[i] = Cell::Reading;
        let verdict = self.local(i, self.outer(i));
        self.cells.borrow_mut()[i] = Cell::Read(verdict.clone());
        verdict
    }

    pub fn status(&self, i: usize) -> Status {
        let v = self.verdict(i);
        Status {
            modality: v.modality,
            negative: v.negative,
            reason: v.reason,
            decided_by: v.by.map(|b| b as u32),
            condition: v.condition.map(|c| c as u32),
        }
    }
}
