//! "Two days after the vote": a day, where the article says elsewhere on which day the vote was.

use jiff::civil::Date;
use rapporteur_text::reading::{DateExpression, DateKind, DatePrecision, Word};
use rapporteur_text::{Sentence, Upos};

use super::calendar::{Moment, Unit, add};
use super::resolve::{Reader, Reckoned};

impl Reader<'_> {
    /// Gives lengths before or after a dated happening the day that they lead to.
    pub(super) fn anchor_to_happenings(&self, out: &mut [DateExpression]) {
        if self.narrative {
            return;
        }
        for n in 0..out.len() {
            let Some((back, noun, end)) = self.happening_after(&out[n]) else { continue };
            let Some((count, unit)) = length(&out[n].value) else { continue };
            let sentence = out[n].word.sentence;
            let Some(day) = self.day_of(out, noun, sentence) else { continue };
            let Some(day) = add(day, unit, if back { -count } else { count }) else { continue };
            let grain = if matches!(unit, Unit::Month | Unit::Year) { unit } else { Unit::Day };
            let reckoned = Reckoned::moment(Moment::containing(day, grain));
            let e = &mut out[n];
            e.span.end = end;
            e.kind = DateKind::Date;
            e.value = reckoned.value;
            (e.start, e.end, e.precision) = (reckoned.start, reckoned.end, reckoned.precision);
            e.rule = "happenings/length before or after".to_owned();
        }
    }

    /// Does "before" or "after" and a noun stand behind this length? Gives whether it leads back, the noun and where its word ends.
    fn happening_after(&self, e: &DateExpression) -> Option<(bool, Word, u32)> {
        if e.kind != DateKind::Duration {
            return None;
        }
        let s = &self.doc.sentences[e.word.sentence as usize];
        let at = s.tokens.iter().position(|t| t.span.start >= e.span.end)?;
        let back = match s.tokens[at].form(self.doc.text()).to_lowercase().as_str() {
            "before" => true,
            "after" | "following" => false,
            _ => return None,
        };
        for (i, t) in s.tokens.iter().enumerate().skip(at + 1).take(5) {
            match t.upos {
                Upos::Noun if t.rel() != "compound" => {
                    return Some((back, Word::new(e.word.sentence as usize, i), t.span.end));
                }
                Upos::Noun | Upos::Det | Upos::Adj | Upos::Propn | Upos::Part | Upos::Pron | Upos::Num => {}
                _ => return None,
            }
        }
        None
    }

    /// The day of what this noun names: the nearest dated mention of it before, or else after.
    fn day_of(&self, out: &[DateExpression], noun: Word, sentence: u32) -> Option<Date> {
        let lemma = &*self.doc.sentences[noun.sentence as usize].tokens[noun.token as usize].lemma;
        let dated = |e: &DateExpression| {
            let day = e.start.filter(|_| e.precision == DatePrecision::Day && e.start == e.end)?;
            let s = &self.doc.sentences[e.word.sentence as usize];
            self.names(s, e.word.token as usize, lemma).then_some(day)
        };
        let before = out.iter().rev().filter(|e| e.word.sentence <= sentence).find_map(dated);
        before.or_else(|| out.iter().filter(|e| e.word.sentence > sentence).find_map(dated))
    }

    /// Does a date belong to a noun of this sense: "Saturday's polls", "the vote on 4 May", "the vote took place on 4 May"?
    fn names(&self, s: &Sentence, date: usize, lemma: &str) -> bool {
        let same = |i: usize| {
            let other = &*s.tokens[i].lemma;
            s.tokens[i].upos == Upos::Noun
                && (other == lemma
                    || self
                        .knowledge
                        .tense
                        .happenings
                        .iter()
                        .any(|g| g.iter().any(|w| w == lemma) && g.iter().any(|w| w == other)))
        };
        s.ancestors(date).take(3).any(|i| same(i) || s.child(i, "nsubj").is_some_and(same))
    }
}

/// "P5D": five days.
fn length(value: &str) -> Option<(f64, Unit)> {
    let inside = value.strip_prefix('P')?;
    let (number, unit) = inside.split_at_checked(inside.len().checked_sub(1)?)?;
    let unit = match unit {
        "D" => Unit::Day,
        "W" => Unit::Week,
        "M" => Unit::Month,
        "Y" => Unit::Year,
        _ => return None,
    };
    number.parse().ok().filter(|n| (0.0..=1000.0).contains(n)).map(|n| (n, unit))
}
