//! Fills in what a date leaves out: the year of "in June", the day of "on Monday", the century of "'82".

use jiff::ToSpan;
use jiff::civil::Date;

use super::calendar::{Edge, Moment, Unit, add, date, weekday_ahead, weekday_back};
use super::knowledge::{From, Pattern};
use super::resolve::{Fields, Place, Reader};
use super::tense::Tense;

impl Reader<'_> {
    /// A place on the calendar.
    pub(super) fn calendar(&self, fields: &Fields, pattern: &Pattern, place: Place) -> Option<Moment> {
        let from = pattern.from;
        let mut m = Moment {
            bc: fields.get("era").is_some_and(|e| e < 0.0),
            edge: fields.get("mod").map(Edge::of),
            ..Moment::default()
        };
        if let Some(n) = fields.get("century") {
            if !(1.0..=30.0).contains(&n) {
                return None;
            }
            m.century = Some(n as i16 - 1);
            return Some(m);
        }
        if let Some(decade) = fields.get("decade") {
            let decade = if decade < 100.0 { f64::from(self.full_year(decade as i16)) } else { decade };
            m.decade = Some((decade / 10.0) as i16);
            return Some(m);
        }
        let anchor = self.anchor(from);
        m.year = fields
            .get("year")
            .map(|y| if y >= 10_000.0 { self.full_year((y - 10_000.0) as i16) } else { y as i16 });
        if let (Some(dir), Some(anchor)) = (fields.get("yeardir"), anchor) {
            m.year = Some(anchor.year() + dir.ceil() as i16);
        }
        if let Some(holiday) = fields.get("holiday") {
            let day = self.holiday(holiday as usize, m.year, fields, place)?;
            // "the Labor Day weekend" is the one that a Monday ends, or else that of its week.
            if fields.get("unit").and_then(Unit::of) == Some(Unit::Weekend) {
                let back = if day.weekday().to_monday_one_offset() <= 2 { -1.0 } else { 0.0 };
                return Some(Moment::containing(add(day, Unit::Week, back)?, Unit::Weekend));
            }
            let mut out = Moment::of_day(day);
            self.time_of_day(fields, &mut out);
            return Some(out);
        }
        m.quarter = fields.small("quarter");
        m.half = fields.small("half");
        if m.quarter.is_some_and(|q| !(1..=4).contains(&q)) || m.half.is_some_and(|h| !(1..=2).contains(&h)) {
            return None;
        }
        m.fiscal = fields.get("fiscal").map(|f| f as u8);
        if let Some(week) = fields.get("week") {
            let year = m.year.or(anchor.map(|a| a.iso_week_date().year()))?;
            let week = i8::try_from(week as i64)
                .ok()
                .filter(|w| (1..=53).contains(w) && fields.get("week") == Some(f64::from(*w)))?;
            jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday).ok()?;
            return Some(Moment { year: Some(year), week: Some(week), ..Moment::default() });
        }
        m.season = fields.get("season").map(|s| s as u8);
        m.month = fields.small("month");
        m.day = fields.small("day");
        if m.month.is_some_and(|n| !(1..=12).contains(&n)) || m.day.is_some_and(|n| !(1..=31).contains(&n)) {
            return None;
        }
        // "22/04" can only be read one way round.
        self.time_of_day(fields, &mut m);
        let dir = fields.get("dir");
        if m.year.is_none() {
            if let Some(weekday) = fields.small("weekday").filter(|_| m.month.is_none()) {
                return self.by_weekday(m, weekday, fields, anchor, place);
            }
            self.year_of(&mut m, dir, anchor, place);
        }
        if m.year.is_none() && m.month.is_none() && m.day.is_none() && m.is_time() {
            // A time of day alone.
            let day = self.near.or(if self.narrative { self.last } else { None }).and_then(|n| n.as_day());
            if let Some(day) = day.or(anchor) {
                let day = Moment::of_day(day);
                m = Moment { year: day.year, month: day.month, day: day.day, ..m };
            }
        }
        // A day that the month does not have is no date.
        if let (Some(y), Some(month), Some(d)) = (m.year, m.month, m.day)
            && !m.bc
            && date(y, month, d).is_none()
        {
            return None;
        }
        if m.year.is_none() && m.weekday.is_none() {
            m.weekday = fields.small("weekday").filter(|_| m.day.is_none());
        }
        Some(m)
    }

    /// "82" is the year nearest to publication that ends so, and at most ten years ahead.
    fn full_year(&self, two: i16) -> i16 {
        let now = self.published.map_or(2000, |p| p.year());
        let base = now - now.rem_euclid(100) + two;
        if base > now + 10 { base - 100 } else { base }
    }

    fn by_weekday(
        &self,
        mut m: Moment,
        weekday: i8,
        fields: &Fields,
        anchor: Option<Date>,
        place: Place,
    ) -> Option<Moment> {
        let Some(anchor) = anchor else {
            m.weekday = Some(weekday);
            return Some(m);
        };
        let tense = || self.tense(place);
        let day = if let Some(dir) = fields.get("weekdir") {
            let week = add(anchor, Unit::Week, dir.ceil())?;
            weekday_ahead(weekday_back(week, 1), weekday)
        } else if let Some(day) = m.day {
            // "Monday the 21st"
            let fits = |d: &Date| d.day() == day && d.weekday().to_monday_one_offset() == weekday;
            let ahead = tense() == Tense::Future;
            // The nearest such day, and the one on the side that tense names where two are as near.
            let steps = (0..400).flat_map(|n: i64| if ahead { [n, -n] } else { [-n, n] });
            steps.filter_map(|n| anchor.checked_add(n.days()).ok()).find(fits)?
        } else {
            match fields.get("dir") {
                // "last Monday" is not today, "next Monday" is in the week to come, "the coming Monday" the next there is.
                Some(d) if d <= -1.0 => weekday_back(anchor.checked_sub(1.days()).ok()?, weekday),
                Some(d) if d >= 1.0 => {
                    let ahead = weekday_ahead(anchor.checked_add(1.days()).ok()?, weekday);
                    let monday = weekday_ahead(anchor.checked_add(1.days()).ok()?, 1);
                    if ahead < monday { weekday_ahead(monday, weekday) } else { ahead }
                }
                Some(d) if d > 0.0 => weekday_ahead(anchor.checked_add(1.days()).ok()?, weekday),
                Some(_) => match tense() {
                    Tense::Past => weekday_back(anchor, weekday),
                    _ => weekday_ahead(anchor, weekday),
                },
                None if self.narrative => match self.last.and_then(|l| l.as_day()) {
                    Some(day) => weekday_ahead(day, weekday),
                    None => {
                        m.weekday = Some(weekday);
                        return Some(m);
                    }
                },
                None => self.weekday(anchor, weekday, tense()),
            }
        };
        let of = Moment::of_day(day);
        Some(Moment { year: of.year, month: of.month, day: of.day, ..m })
    }

    /// The year of a month, season, quarter or day of the month that has none.
    fn year_of(&self, m: &mut Moment, dir: Option<f64>, anchor: Option<Date>, place: Place) {
        let Some(anchor) = anchor else { return };
        if m.month.is_none() && m.season.is_none() && m.quarter.is_none() && m.half.is_none() {
            if let Some(day) = m.day {
                self.month_of(m, day, anchor, place);
            }
            return;
        }
        let (first, year) = match (m.month, m.season, m.quarter, m.half) {
            (Some(month), ..) => (month, anchor.year()),
            // A winter counts by its December.
            (_, Some(3), ..) if anchor.month() <= 2 => (12, anchor.year() - 1),
            (_, Some(season), ..) => (i8::try_from(season).unwrap_or(0) * 3 + 3, anchor.year()),
            (_, _, Some(quarter), _) => (quarter * 3 - 2, anchor.year()),
            (_, _, _, Some(half)) => (half * 6 - 5, anchor.year()),
            _ => return,
        };
        let length = if m.season.is_some() || m.quarter.is_some() {
            3
        } else if m.half.is_some() {
            6
        } else {
            1
        };
        let months =
            |y: i16| i32::from(y - anchor.year()) * 12 + i32::from(first) - i32::from(anchor.month());
        // How many months ahead the stretch begins, for the year before, this year, the year after.
        let now = months(year);
        let running = now <= 0 && now > -length;
        let day_ahead = m.day.map(|d| i32::from(d) - i32::from(anchor.day()));
        let begun = now < 0 || now == 0 && day_ahead.is_none_or(|d| d <= 0);
        let ended = now <= -length || now == 0 && length == 1 && day_ahead.is_some_and(|d| d < 0);
        m.year = Some(match dir {
            Some(d) if d < 0.0 => {
                if now < 0 && !running {
                    year
                } else {
                    year - 1
                }
            }
            Some(d) if d > 0.0 => {
                if now > 0 {
                    year
                } else {
                    year + 1
                }
            }
            Some(_) => year,
            None if self.narrative => {
                // The story moves on: a month is of the year spoken of, unless it lies far back.
                if now < -7 { year + 1 } else { year }
            }
            // Firms speak of the quarter just past or just begun: the nearest.
            None if m.quarter.is_some() => match self.tense(place) {
                Tense::Past if now > 3 => year - 1,
                Tense::Past => year,
                Tense::Future if ended => year + 1,
                Tense::Future => year,
                _ if now > 5 => year - 1,
                _ => year,
            },
            None => match self.tense(place) {
                Tense::Past => {
                    // A day or so of grace: datelines and time zones.
                    let grace = now == 0 && day_ahead.is_some_and(|d| d <= 1);
                    if begun || running || grace { year } else { year - 1 }
                }
                Tense::Future => {
                    if !ended || running {
                        year
                    } else {
                        year + 1
                    }
                }
                _ => {
                    // The nearest.
                    if now > 6 {
                        year - 1
                    } else if now < -6 && m.quarter.is_none() {
                        year + 1
                    } else {
                        year
                    }
                }
            },
        });
        // 29 February.
        if let (Some(y), Some(month), Some(d)) = (m.year, m.month, m.day)
            && date(y, month, d).is_none()
            && date(2000, month, d).is_some()
        {
            m.year = (0..4).map(|n| y - n).find(|y| date(*y, month, d).is_some());
        }
    }

    /// The month of "the 4th".
    fn month_of(&self, m: &mut Moment, day: i8, anchor: Date, place: Place) {
        let back = match self.tense(place) {
            Tense::Future => day < anchor.day(),
            _ => day > anchor.day(),
        };
        let step = match self.tense(place) {
            _ if self.narrative => 0.0,
            Tense::Future if back => 1.0,
            Tense::Future => 0.0,
            _ if back => -1.0,
            _ => 0.0,
        };
        if let Some(of) = add(anchor.first_of_month(), Unit::Month, step) {
            m.year = Some(of.year());
            m.month = Some(of.month());
        }
    }

    fn holiday(&self, number: usize, year: Option<i16>, fields: &Fields, place: Place) -> Option<Date> {
        let holiday = self.knowledge.holidays.get(number)?;
        if let Some(year) = year.or(holiday.year) {
            return holiday.in_year(year);
        }
        let anchor = self.anchor(From::Published)?;
        let days: Vec<Date> =
            (anchor.year() - 2..=anchor.year() + 2).filter_map(|y| holiday.in_year(y)).collect();
        let back = || days.iter().rev().find(|d| **d <= anchor).copied();
        let ahead = || days.iter().find(|d| **d >= anchor).copied();
        match fields.get("dir") {
            Some(d) if d < 0.0 => days.iter().rev().find(|d| **d < anchor).copied(),
            Some(d) if d > 0.0 => days.iter().find(|d| **d > anchor).copied(),
            Some(_) => holiday.in_year(anchor.year()),
            None => match self.tense(place) {
                Tense::Past => back(),
                Tense::Future => ahead(),
                _ => days.iter().min_by_key(|d| (**d - anchor).get_days().abs()).copied(),
            },
        }
    }
}
