//! Ranges: "from 3 to 5 May", "2001–04", "between July and November". Each end is an expression; in news the whole is one too, a
//! DURATION with both its points, as TimeML has it. In a history the ends are points of the story, from which others are reckoned.

use jiff::ToSpan;
use rapporteur_text::reading::DateKind;

use super::calendar::{Edge, Moment, Unit, add, weekday_ahead};
use super::resolve::{Fields, Place, Reader, Reckoned};
use super::scan::{Match, Scanned};

impl Reader<'_> {
    pub(super) fn range(
        &mut self,
        scanned: &Scanned,
        m: &Match,
        s: usize,
    ) -> Vec<((usize, usize), Reckoned)> {
        let spans: Vec<(usize, usize)> =
            m.kept.halves.iter().flatten().map(|(a, b)| (*a as usize, *b as usize)).collect();
        let [one, two] = spans[..] else { return Vec::new() };
        let place = Place { sentence: s, token: scanned.atoms[m.from].token as usize };
        let (first, second) = if m.kept.dates[1].is_some() {
            let inner = |i: Option<u32>| i.and_then(|i| scanned.matches.get(i as usize));
            let (Some(a), Some(b)) = (inner(m.kept.dates[0]), inner(m.kept.dates[1])) else {
                return Vec::new();
            };
            (
                self.reckon(scanned, a, 0, place),
                self.reckon(scanned, b, 0, Place { token: scanned.atoms[b.from].token as usize, ..place }),
            )
        } else {
            let (mut left, mut right) = (self.fields(m, 0), self.fields(m, 1));
            self.share(&mut left, &mut right);
            let pattern = self.pattern(m);
            if left.get("unit").is_some() {
                (self.length(&left), self.length(&right))
            } else {
                let second = self.calendar(&right, pattern, place);
                // The first end lies before the second: its year follows from the second's.
                if let (Some(moment), None) = (second, left.get("year"))
                    && let Some(year) = moment.year
                {
                    let back = left.get("month").zip(right.get("month")).is_some_and(|(a, b)| a > b);
                    left.set("year", f64::from(year - i16::from(back)));
                }
                (self.calendar(&left, pattern, place).map(Reckoned::moment), second.map(Reckoned::moment))
            }
        };
        let (Some(mut first), Some(mut second)) = (first, second) else { return Vec::new() };
        for end in [&mut first, &mut second] {
            if end.value == "PRESENT_REF" {
                (end.start, end.end) = (self.published, self.published);
            }
        }
        // "between August and October", "from next Monday to Friday": the ends in their order.
        if let (Some(a), Some(b), Some(from), Some(to)) =
            (first.moment, second.moment, first.start, second.start)
            && from > to
        {
            let days = (from - to).get_days();
            if days < 7 && b.as_day().is_some() && !b.is_time() {
                let weekday = to.weekday().to_monday_one_offset();
                second = Reckoned::moment(Moment::of_day(weekday_ahead(from, weekday)));
            } else if days < 366 && a.month.is_some() && a.year.is_some() {
                first = Reckoned::moment(Moment { year: a.year.map(|y| y - 1), ..a });
            }
        }
        let placed = |r: &Reckoned| r.moment.is_some() || r.value == "PRESENT_REF";
        if placed(&first) && placed(&second) {
            // Both ends stand for the whole stretch.
            let (start, end) = (first.start, second.end);
            if start.zip(end).is_none_or(|(a, b)| a <= b) {
                first.end = end;
                second.start = start;
            }
        }
        self.joined(scanned, m, (one, first), (two, second))
    }

    /// What one end of a range leaves out stands at the other: "3 to 5 May", "July to November 1954", "1990-94".
    fn share(&self, left: &mut Fields, right: &mut Fields) {
        for name in ["era", "unit", "part", "meridiem", "zone", "yeardir", "mod"] {
            match (left.get(name), right.get(name)) {
                (None, Some(v)) if name != "mod" && name != "part" => left.set(name, v),
                (Some(v), None) if name == "zone" => right.set(name, v),
                _ => {}
            }
        }
        // "from the 27th to the 3rd of April", "from April 27 to the 3rd": into another month.
        let turns = left.get("day").zip(right.get("day")).is_some_and(|(a, b)| a > b);
        let next =
            |month: f64, step: f64| (month - 1.0 + if turns { step } else { 0.0 }).rem_euclid(12.0) + 1.0;
        if let (None, Some(v)) = (left.get("month"), right.get("month")) {
            left.set("month", next(v, -1.0));
        }
        if let (Some(v), None) = (left.get("month"), right.get("month")) {
            right.set("month", next(v, 1.0));
        }
        match (left.get("year"), right.get("year")) {
            (None, Some(year)) => {
                let back = left.get("month").zip(right.get("month")).is_some_and(|(a, b)| a > b);
                left.set("year", year - f64::from(u8::from(back)));
            }
            (Some(year), None) => {
                let on = left.get("month").zip(right.get("month")).is_some_and(|(a, b)| a > b);
                right.set("year", year + f64::from(u8::from(on)));
            }
            // "1990-94", "1914-8"
            (Some(a), Some(b)) if (10_000.0..10_100.0).contains(&b) && a < 10_000.0 => {
                right.set("year", (a / 100.0).floor() * 100.0 + (b - 10_000.0));
            }
            _ => {}
        }
    }

    /// The two ends, and before them the whole, valued `from/to`, where both have a place on the calendar.
    fn joined(
        &self,
        scanned: &Scanned,
        m: &Match,
        (one, first): ((usize, usize), Reckoned),
        (two, second): ((usize, usize), Reckoned),
    ) -> Vec<((usize, usize), Reckoned)> {
        let placed = |r: &Reckoned| r.moment.is_some() || r.value == "PRESENT_REF";
        let order = first.start.zip(second.end).is_none_or(|(a, b)| a <= b);
        let word = |i: usize| scanned.atoms.get(i).map(|a| a.lower.as_str()).unwrap_or_default();
        // "18 and 19 June" are two days.
        let list = (one.1..two.0).any(|i| word(i) == "and") && word(m.from) != "between";
        // "He came on 3 May 2012 to 4 July Square": without "from" an end must be a day or today.
        let loose = self.pattern(m).rule.ends_with("/one to another")
            && (first.moment.is_none_or(|m| m.as_day().is_none())
                || second.moment.is_some_and(|m| m.as_day().is_none()));
        if self.narrative
            || !order
            || list
            || loose
            || !placed(&first)
            || !placed(&second)
            || self.moved(scanned, m)
        {
            return vec![(one, first), (two, second)];
        }
        let point = |r: &Reckoned, last: bool| self.point(r, last).unwrap_or_else(|| r.value.clone());
        let whole = Reckoned {
            value: format!("{}/{}", point(&first, false), point(&second, true)),
            kind: DateKind::Duration,
            moment: None,
            start: first.start,
            end: second.end,
            precision: first.precision.max(second.precision),
        };
        vec![((m.from, m.to), whole), (one, first), (two, second)]
    }

    /// "for three days from Monday": a range that ends, as all do, on the day when it is over.
    pub(super) fn spell(&self, fields: &Fields, from: Reckoned) -> Option<Reckoned> {
        let unit = Unit::of(fields.get("unit")?)?;
        let n = fields.get("n").filter(|n| *n > 0.0)?;
        let first = from.start?;
        let over = add(first, unit, n)?;
        let end = if over > first { over.checked_sub(1.days()).ok()? } else { first };
        Some(Reckoned {
            value: format!("{first}/{over}"),
            kind: DateKind::Duration,
            moment: None,
            start: Some(first),
            end: Some(end),
            precision: from.precision,
        })
    }

    /// The day on which an end of a range begins: "May" its first; "the end of May", as a last end, the day after it.
    fn point(&self, r: &Reckoned, last: bool) -> Option<String> {
        let Some(moment) = r.moment else { return self.published.map(|d| d.to_string()) };
        if moment.is_time() {
            return None;
        }
        let (first, end) = Moment { edge: None, ..moment }.interval()?;
        let day = match moment.edge {
            Some(Edge::End) if last => end.checked_add(1.days()).ok()?,
            Some(Edge::Mid) => first.checked_add((((end - first).get_days() + 1) / 2).days()).ok()?,
            Some(Edge::End) => moment.interval()?.0,
            _ => first,
        };
        Some(day.to_string())
    }

    /// "They moved the vote from Monday to Friday": two days, no stretch between them.
    fn moved(&self, scanned: &Scanned, m: &Match) -> bool {
        let Some(first) = scanned.atoms.get(m.from) else { return false };
        first.lower == "from"
            && scanned.atoms[m.from.saturating_sub(8)..m.from]
                .iter()
                .any(|a| self.knowledge.tense.moves.contains(&a.lower))
    }
}
