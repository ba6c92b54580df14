//! Reckons with lengths and distances: "last week", "two days later", "the past three months", "every Monday".

use jiff::ToSpan;
use jiff::civil::Date;
use rapporteur_text::reading::{DateKind, DatePrecision};

use super::calendar::{self, Edge, Moment, Unit, add, weekday_ahead, weekday_back};
use super::knowledge::{From, Pattern};
use super::resolve::{Fields, Place, Reader, Reckoned};
use super::scan::{Match, Scanned};
use super::tense::Tense;

impl Reader<'_> {
    fn number(n: f64) -> String {
        if n < 0.0 {
            "X".into()
        } else if n.fract() == 0.0 {
            format!("{n:.0}")
        } else {
            let text = format!("{n:.2}");
            text.trim_end_matches('0').to_owned()
        }
    }

    pub(super) fn length(&self, fields: &Fields) -> Option<Reckoned> {
        let unit = Unit::of(fields.get("unit")?)?;
        let n = Self::number(fields.get("n").unwrap_or(-1.0) + fields.get("half").unwrap_or(0.0));
        let mut value = unit.duration(&n);
        // "two years, three months and a day": P2Y3M1D.
        for (n, unit) in Self::more(fields) {
            let next = unit.duration(&Self::number(n));
            let (date, time) = next.strip_prefix("PT").map_or((&next[1..], ""), |t| ("", t));
            if !time.is_empty() && !value.contains('T') {
                value.push('T');
            }
            value += date;
            value += time;
        }
        Some(Reckoned::other(value, DateKind::Duration))
    }

    /// The second and third pair of number and unit.
    fn more(fields: &Fields) -> impl Iterator<Item = (f64, Unit)> {
        let pair = |n: &str, unit: &str| Some((fields.get(n)?, Unit::of(fields.get(unit)?)?));
        [pair("n2", "unit2"), pair("n3", "unit3")].into_iter().flatten()
    }

    pub(super) fn period(&self, fields: &Fields) -> Option<Reckoned> {
        let mut out = self.length(fields)?;
        let n = fields.get("n").filter(|n| *n > 0.0);
        let unit = Unit::of(fields.get("unit")?)?;
        if let (Some(n), Some(day), Some(dir)) = (n, self.anchor(From::Published), fields.get("dir")) {
            let other = add(day, unit, if dir < 0.0 { -n } else { n });
            (out.start, out.end) = if dir < 0.0 { (other, Some(day)) } else { (Some(day), other) };
        }
        Some(out)
    }

    /// "the first ten months of 1915": a length, with its first and last day; "the last week of May": that week.
    pub(super) fn part(&self, fields: &Fields, of: Reckoned) -> Option<Reckoned> {
        let unit = Unit::of(fields.get("unit")?)?;
        let (Some(start), Some(end)) = (of.start, of.end) else { return self.length(fields) };
        let back = fields.get("dir").is_some_and(|d| d < 0.0);
        let count = fields.get("n");
        let n = count.unwrap_or(1.0).max(1.0);
        // "the second week": one week on from the first.
        let nth = fields.get("quarter").unwrap_or(1.0);
        let (first, last) = if back {
            (add(end, unit, -n)?.checked_add(1.days()).ok()?, end)
        } else {
            let first = add(start, unit, nth - 1.0)?;
            (first, add(first, unit, n)?.checked_sub(1.days()).ok()?)
        };
        if first < start || last > end.checked_add(7.days()).ok()? {
            return Some(of);
        }
        let mut out = match (count, unit) {
            (Some(_), _) => self.length(fields)?,
            (None, Unit::Week) if of.precision == DatePrecision::Year => {
                // Weeks of a year are ISO's.
                let week =
                    if back { last.checked_sub(3.days()).ok()? } else { first.checked_add(3.days()).ok()? };
                return Some(Reckoned::moment(Moment::containing(week, Unit::Week)));
            }
            (None, Unit::Week | Unit::Fortnight | Unit::Weekend) => of,
            (None, Unit::Day | Unit::Night | Unit::Workday) => {
                Reckoned::moment(Moment::of_day(if back { last } else { first }))
            }
            (None, _) => Reckoned::moment(Moment::containing(first, unit)),
        };
        out.start = Some(first);
        out.end = Some(last.min(end));
        Some(out)
    }

    pub(super) fn unit(
        &mut self,
        fields: &Fields,
        pattern: &Pattern,
        scanned: &Scanned,
        inner: Option<&Match>,
        place: Place,
    ) -> Option<Reckoned> {
        let unit = Unit::of(fields.get("unit")?)?;
        let dir = fields.get("dir").unwrap_or(0.0).ceil();
        let anchor = match pattern.from {
            From::Date => {
                let inner = inner?;
                self.reckon(
                    scanned,
                    inner,
                    0,
                    Place { token: scanned.atoms[inner.from].token as usize, ..place },
                )?
                .moment?
                .interval()
                .map(|i| i.0)
            }
            from => self.anchor(from),
        };
        let Some(anchor) = anchor else {
            let value = match dir {
                d if d < 0.0 => "PAST_REF",
                d if d > 0.0 => "FUTURE_REF",
                _ => "PRESENT_REF",
            };
            return Some(Reckoned::other(value.into(), DateKind::Date));
        };
        // "the same month a year ago"
        let anchor =
            if fields.get("yeardir") == Some(-2.0) { add(anchor, Unit::Year, -1.0)? } else { anchor };
        let day = match unit {
            // "this weekend" on a Monday is the one to come, "last weekend" the one just past.
            Unit::Weekend => {
                let sunday = weekday_ahead(anchor, 7);
                let weekday = anchor.weekday().to_monday_one_offset();
                // "over the weekend", told as past on a Monday.
                let past = dir == 0.0 && weekday < 6 && self.tense(place) == Tense::Past;
                let dir = if dir < 0.0 && weekday >= 6 || past { -1.0 } else { dir };
                add(sunday, Unit::Week, dir)?
            }
            Unit::Night => add(anchor, Unit::Day, dir)?,
            // Whole stretches are counted from their first day, or the 31st would skip a month.
            Unit::Month | Unit::Quarter | Unit::Half | Unit::Season | Unit::Year => {
                add(anchor.first_of_month(), unit, dir)?
            }
            _ => add(anchor, unit, dir)?,
        };
        let mut moment = Moment::containing(day, unit);
        if let Some(edge) = fields.get("mod") {
            moment.edge = Some(Edge::of(edge));
        }
        if unit == Unit::Night {
            moment.part = Some(4);
        }
        moment.fiscal = fields.get("fiscal").map(|f| f as u8).filter(|_| unit == Unit::Year);
        if let (Some(weekday), Unit::Week) = (fields.small("weekday"), unit) {
            moment = Moment::of_day(weekday_ahead(weekday_back(day, 1), weekday));
        }
        self.time_of_day(fields, &mut moment);
        let mut out = Reckoned::moment(moment);
        // "earlier this month" ends, "later this month" begins with the day of publication.
        if let (Some(published), Some((start, end))) = (self.published, out.start.zip(out.end))
            && dir == 0.0
            && start <= published
            && published <= end
        {
            match fields.get("yeardir") {
                Some(d) if d < 0.0 => out.end = Some(published),
                Some(d) if d > 0.0 => out.start = Some(published),
                _ => {}
            }
        }
        Some(out)
    }

    pub(super) fn shift(
        &mut self,
        fields: &Fields,
        pattern: &Pattern,
        scanned: &Scanned,
        inner: Option<&Match>,
        place: Place,
    ) -> Option<Reckoned> {
        let unit = Unit::of(fields.get("unit")?)?;
        let n = fields.get("n").unwrap_or(1.0) + fields.get("half").unwrap_or(0.0);
        let dir = fields.get("dir").unwrap_or(1.0);
        let vague = |dir: f64| {
            let value = if dir < 0.0 { "PAST_REF" } else { "FUTURE_REF" };
            Some(Reckoned::other(value.into(), DateKind::Date))
        };
        let (anchor, fine) = match pattern.from {
            From::Date => {
                let inner = inner?;
                let moment = self
                    .reckon(
                        scanned,
                        inner,
                        0,
                        Place { token: scanned.atoms[inner.from].token as usize, ..place },
                    )?
                    .moment?;
                (moment.interval().map(|i| if dir < 0.0 { i.0 } else { i.1 }), moment.unit())
            }
            From::Narrative => match self.last {
                Some(last) => (last.interval().map(|i| i.0), last.unit()),
                None => (self.published, Unit::Day),
            },
            From::Published => (self.anchor(From::Published), Unit::Day),
        };
        if n < 0.0 {
            return vague(dir);
        }
        let Some(anchor) = anchor else {
            return if pattern.from == From::Published { vague(dir) } else { self.length(fields) };
        };
        let mut day = add(anchor, unit, n * dir)?;
        let mut unit = unit;
        for (n, finer) in Self::more(fields) {
            day = add(day, finer, n * dir)?;
            unit = unit.min(finer);
        }
        // "Friday two weeks from now"
        if let Some(weekday) = fields.small("weekday") {
            return Some(Reckoned::moment(Moment::of_day(weekday_ahead(weekday_back(day, 1), weekday))));
        }
        let moment = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => return self.hours(unit, n * dir, anchor),
            Unit::Year | Unit::Half if n.fract() == 0.0 => {
                if fine == Unit::Day && pattern.from != From::Published {
                    Moment::of_day(day)
                } else {
                    Moment::containing(day, Unit::Year)
                }
            }
            Unit::Decade => Moment::containing(day, if n.fract() == 0.0 { Unit::Year } else { Unit::Month }),
            Unit::Century | Unit::Millennium => Moment::containing(day, Unit::Century),
            Unit::Month | Unit::Quarter | Unit::Year | Unit::Half | Unit::Season => {
                if fine == Unit::Day && pattern.from == From::Date {
                    Moment::of_day(day)
                } else {
                    Moment::containing(day, Unit::Month)
                }
            }
            _ if fine > Unit::Fortnight => {
                // "two days later" after a month: the day is not known.
                return Some(Reckoned::other("XXXX-XX-XX".into(), DateKind::Date));
            }
            _ => Moment::of_day(day),
        };
        Some(Reckoned::moment(moment))
    }

    /// "in two weeks" of what is to come: a day, not a length.
    pub(super) fn ahead(&self, fields: &Fields) -> Option<Reckoned> {
        let unit = Unit::of(fields.get("unit")?)?;
        let n = fields.get("n").filter(|n| *n > 0.0)? + fields.get("half").unwrap_or(0.0);
        let anchor = self.anchor(From::Published)?;
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return self.hours(unit, n, anchor);
        }
        let day = add(anchor, unit, n)?;
        let grain = match unit {
            Unit::Month | Unit::Quarter | Unit::Season => Unit::Month,
            Unit::Year | Unit::Half | Unit::Decade | Unit::Century if n.fract() == 0.0 => Unit::Year,
            Unit::Year | Unit::Half | Unit::Decade | Unit::Century => Unit::Month,
            _ => Unit::Day,
        };
        Some(Reckoned::moment(Moment::containing(day, grain)))
    }

    /// "three hours ago": a time of the day, where the moment of publication is known, or else the day.
    fn hours(&self, unit: Unit, n: f64, anchor: Date) -> Option<Reckoned> {
        let stamp = self.doc.article.published_at.as_deref();
        let at = stamp
            .and_then(|s| s.get(..16))
            .and_then(|s| format!("{s}:00").parse::<jiff::civil::DateTime>().ok());
        let Some(at) = at.filter(|at| at.date() == anchor) else {
            let mut out = Reckoned::moment(Moment::of_day(anchor));
            out.kind = DateKind::Time;
            return Some(out);
        };
        let seconds = match unit {
            Unit::Hour => 3600.0,
            Unit::Minute => 60.0,
            _ => 1.0,
        };
        let away = (n.abs() * seconds < 1e9).then(|| (n * seconds).round() as i64)?;
        let then = at.checked_add(away.seconds()).ok()?;
        let mut moment = Moment::of_day(then.date());
        moment.hour = Some(then.hour());
        moment.minute = Some(then.minute());
        if then.second() != 0 {
            moment.second = Some(then.second());
        }
        Some(Reckoned::moment(moment))
    }

    pub(super) fn same(&self, fields: &Fields) -> Option<Reckoned> {
        let unit = Unit::of(fields.get("unit").unwrap_or(4.0))?;
        let fine = matches!(unit, Unit::Day | Unit::Night);
        let last = self.last.filter(|l| !fine || self.narrative || l.as_day().is_some());
        let Some(last) = last.or_else(|| self.published.map(Moment::of_day)) else {
            return Some(Reckoned::other("XXXX-XX-XX".into(), DateKind::Date));
        };
        let finer = fine && last.as_day().is_none();
        let mut moment = if last.bc {
            Moment { part: None, hour: None, ..last }
        } else if finer {
            return Some(Reckoned::other("XXXX-XX-XX".into(), DateKind::Date));
        } else {
            Moment::containing(last.interval()?.0, unit)
        };
        self.time_of_day(fields, &mut moment);
        if unit == Unit::Night {
            moment.part = Some(4);
        }
        Some(Reckoned::moment(moment))
    }

    pub(super) fn set(
        &mut self,
        fields: &Fields,
        pattern: &Pattern,
        scanned: &Scanned,
        inner: Option<&Match>,
        place: Place,
    ) -> Option<Reckoned> {
        if let Some(value) = &pattern.value {
            return Some(Reckoned::other(value.clone(), DateKind::Set));
        }
        if let Some(inner) = inner {
            let of = self.fields(inner, 0);
            let _ = place;
            let value = match (of.small("month"), of.small("day"), of.small("weekday")) {
                (Some(m), Some(d), _) => format!("XXXX-{m:02}-{d:02}"),
                (Some(m), None, _) => format!("XXXX-{m:02}"),
                (_, _, Some(w)) => format!("XXXX-WXX-{w}"),
                _ => {
                    return self
                        .reckon(scanned, inner, 0, place)
                        .map(|r| Reckoned { kind: DateKind::Set, ..r });
                }
            };
            return Some(Reckoned::other(value, DateKind::Set));
        }
        let mut moment = Moment::default();
        self.time_of_day(fields, &mut moment);
        let time = if moment.is_time() {
            moment.value().split_once('T').map(|(_, t)| format!("T{t}"))
        } else {
            None
        };
        let time = time.unwrap_or_default();
        let value = if let Some(weekday) = fields.small("weekday") {
            format!("XXXX-WXX-{weekday}{time}")
        } else if let Some(season) = fields.get("season") {
            format!("XXXX-{}", calendar::SEASONS[season as usize % 4].1)
        } else if let Some(month) = fields.small("month") {
            match fields.small("day") {
                Some(day) => format!("XXXX-{month:02}-{day:02}"),
                None => format!("XXXX-{month:02}"),
            }
        } else if let Some(day) = fields.small("day") {
            format!("XXXX-XX-{day:02}")
        } else if let Some(unit) = fields.get("unit").and_then(Unit::of) {
            if !time.is_empty() {
                time
            } else if unit == Unit::Quarter {
                // What comes each quarter comes every three months.
                Unit::Month.duration(&Self::number(fields.get("n").unwrap_or(1.0) * 3.0))
            } else {
                unit.duration(&Self::number(
                    fields.get("n").unwrap_or(1.0) + fields.get("half").unwrap_or(0.0),
                ))
            }
        } else if !time.is_empty() {
            time
        } else {
            return None;
        };
        Some(Reckoned::other(value, DateKind::Set))
    }

    /// Puts a time of day into a moment.
    pub(super) fn time_of_day(&self, fields: &Fields, moment: &mut Moment) {
        if let Some(part) = fields.get("part") {
            moment.part = Some(part as u8);
        }
        if let Some(mut hour) = fields.small("hour").filter(|h| *h <= 24) {
            match fields.get("meridiem") {
                Some(m) if m > 0.5 && hour < 12 => hour += 12,
                Some(m) if m < 0.5 && hour == 12 => hour = 0,
                None => {
                    let evening = moment.part.is_some_and(|p| matches!(p, 2..=4));
                    if evening && ((4..12).contains(&hour) || moment.part == Some(2) && hour < 12) {
                        hour += 12;
                    }
                }
                _ => {}
            }
            moment.hour = Some(hour);
            moment.minute = fields.small("minute");
            moment.second = fields.small("second");
            moment.utc = fields.get("zone") == Some(1.0);
        }
    }

    /// The weekday nearest to a day as tense has it.
    pub(super) fn weekday(&self, anchor: Date, weekday: i8, tense: Tense) -> Date {
        match tense {
            Tense::Future | Tense::Present => weekday_ahead(anchor, weekday),
            _ => weekday_back(anchor, weekday),
        }
    }
}
