//! The numbers that patterns know without a list: days, years, clocks, years in words.

use super::atoms::AtomKind;
use super::pattern::{Number, Text};
use crate::quantities::numerals::figures;

/// What is called with the end of a number and its values by field.
type Then<'a> = &'a mut dyn FnMut(usize, &[(u8, f64)]);

impl Text<'_> {
    /// Reads a built-in number; `u8::MAX` stands for the pattern's own field.
    pub(super) fn number(&self, number: Number, at: usize, then: Then) {
        const OWN: u8 = u8::MAX;
        let Some(atom) = self.atoms.get(at) else { return };
        let plain = |least: usize, most: usize| -> Option<f64> {
            let digits = &atom.lower;
            (atom.kind == AtomKind::Number
                && (least..=most).contains(&digits.len())
                && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| digits.parse().ok())
            .flatten()
        };
        let mut within = |value: Option<f64>, low: f64, high: f64| {
            if let Some(v) = value.filter(|v| (low..=high).contains(v)) {
                then(at + 1, &[(OWN, v)]);
            }
        };
        match number {
            Number::Any => {
                if let Some(n) = self.numerals.read(self.atoms, at) {
                    then(n.end, &[(OWN, n.value)]);
                }
            }
            Number::Ordinal => {
                if let Some((end, v)) = self.numerals.ordinal(self.atoms, at) {
                    then(end, &[(OWN, v)]);
                }
            }
            Number::Year => within(plain(4, 4), 1000.0, 2199.0),
            Number::AnyYear => within(plain(1, 4), 1.0, 2199.0),
            Number::TwoFigures => within(plain(2, 2), 0.0, 99.0),
            Number::DayFigures => within(plain(1, 2), 1.0, 31.0),
            Number::MonthFigures => within(plain(1, 2), 1.0, 12.0),
            Number::Hour => within(plain(1, 2), 0.0, 24.0),
            Number::Minute => within(plain(2, 2), 0.0, 59.0),
            Number::Decade => within(plain(4, 4).filter(|v| v % 10.0 == 0.0), 1000.0, 2190.0),
            Number::Day => {
                if let Some((end, v)) = self.numerals.ordinal(self.atoms, at) {
                    if (1.0..=31.0).contains(&v) {
                        then(end, &[(OWN, v)]);
                    }
                } else {
                    within(plain(1, 2), 1.0, 31.0);
                }
            }
            Number::Compact => {
                if let Some(v) = plain(8, 8) {
                    let (y, m, d) = ((v / 1e4).floor(), (v / 100.0).floor() % 100.0, v % 100.0);
                    if (1800.0..2200.0).contains(&y) && (1.0..=12.0).contains(&m) && (1.0..=31.0).contains(&d)
                    {
                        then(at + 1, &[(OWN, y), (1, m), (2, d)]);
                    }
                }
            }
            Number::SpokenYear => {
                if let Some((end, v)) = self.spoken_year(at) {
                    then(end, &[(OWN, v)]);
                }
            }
            Number::Clock => self.clock(at, then),
            Number::HourWord => {
                if let Some(h) = self.small_number(at).filter(|(_, h)| (1.0..=12.0).contains(h)) {
                    then(h.0, &[(OWN, h.1)]);
                }
            }
            Number::Past => {
                if let Some((end, hour, minute)) = self.past(at) {
                    then(end, &[(OWN, hour), (15, minute)]);
                }
            }
            Number::SpokenClock => {
                // Two numbers in words, the second tens: "seven twenty-seven", "five-thirty".
                let Some(h) = self.numerals.small(&atom.lower).filter(|h| (1.0..=12.0).contains(h)) else {
                    return;
                };
                let hyphen = usize::from(self.atoms.get(at + 1).is_some_and(|a| a.lower == "-"));
                let next = at + 1 + hyphen;
                if self.atoms.get(next).is_none_or(|a| a.kind != AtomKind::Word) {
                    return;
                }
                if let Some((end, m)) = self.small_number(next).filter(|(_, m)| (10.0..60.0).contains(m)) {
                    then(end, &[(OWN, h), (15, m)]);
                }
            }
            Number::DayWord => {
                if atom.kind != AtomKind::Word {
                    return;
                }
                if let Some((end, v)) = self.small_number(at).filter(|(_, v)| (1.0..=31.0).contains(v)) {
                    then(end, &[(OWN, v)]);
                }
            }
        }
    }

    fn clock(&self, at: usize, then: Then) {
        const OWN: u8 = u8::MAX;
        let (minute, second) = (15, 16);
        let atom = &self.atoms[at];
        if atom.kind != AtomKind::Number {
            return;
        }
        let two = |i: usize| -> Option<f64> {
            let a =
                self.atoms.get(i).filter(|a| a.glued && a.lower.len() == 2 && a.kind == AtomKind::Number)?;
            figures(&a.lower).filter(|v| *v < 60.0)
        };
        if let Some((h, m)) = atom.lower.split_once('.') {
            if let (Ok(h), Ok(m)) = (h.parse::<f64>(), m.parse::<f64>())
                && h <= 24.0
                && m < 60.0
                && atom.lower.split('.').nth(1).is_some_and(|m| m.len() == 2)
            {
                then(at + 1, &[(OWN, h), (minute, m)]);
            }
            return;
        }
        let Some(h) = figures(&atom.lower).filter(|h| *h <= 24.0 && atom.lower.len() <= 2) else { return };
        let colon = |i: usize| self.atoms.get(i).is_some_and(|a| a.lower == ":" && a.glued);
        if !colon(at + 1) {
            return;
        }
        let Some(m) = two(at + 2) else { return };
        if colon(at + 3)
            && let Some(s) = two(at + 4)
        {
            then(at + 5, &[(OWN, h), (minute, m), (second, s)]);
            return;
        }
        then(at + 3, &[(OWN, h), (minute, m)]);
    }

    /// A whole number below a hundred, in one or two figures or in words: its end and value.
    fn small_number(&self, at: usize) -> Option<(usize, f64)> {
        let atom = self.atoms.get(at)?;
        if atom.kind == AtomKind::Number {
            let short = atom.lower.len() <= 2 && atom.lower.bytes().all(|b| b.is_ascii_digit());
            return short.then(|| atom.lower.parse().ok()).flatten().map(|v| (at + 1, v));
        }
        let first = self.numerals.small(&atom.lower).filter(|v| *v >= 1.0)?;
        let hyphen = usize::from(self.atoms.get(at + 1).is_some_and(|a| a.lower == "-" && a.glued));
        let next = at + 1 + hyphen;
        let ones = self.atoms.get(next).and_then(|a| self.numerals.small(&a.lower));
        match ones.filter(|o| (1.0..10.0).contains(o) && first >= 20.0 && first % 10.0 == 0.0) {
            Some(ones) => Some((next + 1, first + ones)),
            None => Some((at + 1, first)),
        }
    }

    /// "half past seven", "(a) quarter to five", "20 (minutes) past eight": end, hour, minute.
    fn past(&self, at: usize) -> Option<(usize, f64, f64)> {
        let word = |i: usize| self.atoms.get(i).map(|a| a.lower.as_str()).unwrap_or_default();
        let (mut next, minutes) = match word(at) {
            "half" => (at + 1, 30.0),
            "quarter" => (at + 1, 15.0),
            "a" if word(at + 1) == "quarter" => (at + 2, 15.0),
            _ => self.small_number(at).filter(|(_, m)| *m < 60.0)?,
        };
        // "from 9 to 10" is no time of day, "ten to ten" is.
        let bare = self.atoms[at].kind == AtomKind::Number;
        let said = matches!(word(next), "minutes" | "minute" | "mins" | "min");
        next += usize::from(said);
        let to = match word(next) {
            "past" => false,
            "to" | "till" if minutes < 31.0 && (said || !bare) => true,
            _ => return None,
        };
        let (end, hour) = self.small_number(next + 1).filter(|(_, h)| (1.0..=12.0).contains(h))?;
        Some(if to { (end, (hour + 11.0) % 12.0, 60.0 - minutes) } else { (end, hour, minutes) })
    }

    /// "nineteen ninety-six", "two thousand and five", "nineteen hundred ninety three".
    fn spoken_year(&self, at: usize) -> Option<(usize, f64)> {
        let word = |i: usize| self.atoms.get(i).map(|a| a.lower.as_str()).unwrap_or_default();
        let century = self.numerals.small(word(at))?;
        if (11.0..=20.0).contains(&century) {
            let mut next = at + 1;
            if word(next) == "hundred" {
                next += 1;
            }
            if word(next) == "and" {
                next += 1;
            }
            let tens = self.numerals.small(word(next)).filter(|t| *t >= 10.0 && t.fract() == 0.0)?;
            let hyphen = usize::from(word(next + 1) == "-");
            if tens >= 20.0
                && let Some(ones) =
                    self.numerals.small(word(next + 1 + hyphen)).filter(|o| *o < 10.0 && *o >= 1.0)
            {
                return Some((next + 2 + hyphen, century * 100.0 + tens + ones));
            }
            return Some((next + 1, century * 100.0 + tens));
        }
        if century == 2.0 && word(at + 1) == "thousand" {
            let n = self.numerals.read(self.atoms, at)?;
            return (2000.0..2100.0).contains(&n.value).then_some((n.end, n.value));
        }
        None
    }
}
