//! Points and stretches of the calendar: their TIMEX3 values, their first and last days, and reckoning with them.
//!
//! Method: TIMEX3 of TimeML 1.2.1 (Saurí et al. 2006), with ISO 8601 weeks; BC years as TIMEX2 writes them ("BC0499").

use jiff::ToSpan;
use jiff::civil::Date;
use rapporteur_text::reading::DatePrecision;
use serde::{Deserialize, Serialize};

/// Units of time, as `knowledge/dates/words.toml` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Night,
    Day,
    Workday,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Half,
    Season,
    Year,
    Decade,
    Century,
    Millennium,
    Vague,
}

impl Unit {
    /// By the number that the tables hold.
    pub const NAMES: [(&'static str, Unit); 18] = [
        ("second", Unit::Second),
        ("minute", Unit::Minute),
        ("hour", Unit::Hour),
        ("night", Unit::Night),
        ("day", Unit::Day),
        ("workday", Unit::Workday),
        ("week", Unit::Week),
        ("fortnight", Unit::Fortnight),
        ("weekend", Unit::Weekend),
        ("month", Unit::Month),
        ("quarter", Unit::Quarter),
        ("half", Unit::Half),
        ("season", Unit::Season),
        ("year", Unit::Year),
        ("decade", Unit::Decade),
        ("century", Unit::Century),
        ("millennium", Unit::Millennium),
        ("vague", Unit::Vague),
    ];

    /// The unit of a number in the tables.
    pub fn of(number: f64) -> Option<Unit> {
        Self::NAMES.get(number as usize).map(|(_, u)| *u)
    }

    /// A duration of `n` of it, with `n` as it is to be written ("3", "2.5", "X").
    pub fn duration(self, n: &str) -> String {
        match self {
            Unit::Second => format!("PT{n}S"),
            Unit::Minute => format!("PT{n}M"),
            Unit::Hour => format!("PT{n}H"),
            Unit::Night => format!("P{n}D"),
            Unit::Day | Unit::Workday => format!("P{n}D"),
            Unit::Week => format!("P{n}W"),
            Unit::Fortnight => match n.parse::<f64>() {
                Ok(v) => format!("P{}W", v * 2.0),
                Err(_) => "PXW".into(),
            },
            Unit::Weekend => format!("P{n}WE"),
            Unit::Month => format!("P{n}M"),
            Unit::Quarter => format!("P{n}Q"),
            Unit::Half => match n.parse::<f64>() {
                Ok(v) => format!("P{}M", v * 6.0),
                Err(_) => "PXM".into(),
            },
            Unit::Season => format!("P{n}S"),
            Unit::Year => format!("P{n}Y"),
            Unit::Decade => format!("P{n}DE"),
            Unit::Century => format!("P{n}CE"),
            Unit::Millennium => format!("P{n}ML"),
            Unit::Vague => "PXX".into(),
        }
    }
}

/// Which part of a stretch is meant: "early March", "mid-2012", "the end of May".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Edge {
    Start,
    Mid,
    End,
}

/// Parts of the day, as TIMEX3 writes them.
pub const PARTS: [(&str, &str); 7] = [
    ("morning", "MO"),
    ("midday", "MI"),
    ("afternoon", "AF"),
    ("evening", "EV"),
    ("night", "NI"),
    ("daytime", "DT"),
    ("dawn", "MO"),
];

/// Seasons, as TIMEX3 writes them, with their first month (meteorological, northern).
pub const SEASONS: [(&str, &str, i8); 4] =
    [("spring", "SP", 3), ("summer", "SU", 6), ("autumn", "FA", 9), ("winter", "WI", 12)];

/// A point or stretch of the calendar; what is not known is none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Moment {
    pub bc: bool,
    pub century: Option<i16>,
    pub decade: Option<i16>,
    pub year: Option<i16>,
    pub half: Option<i8>,
    pub quarter: Option<i8>,
    pub season: Option<u8>,
    pub month: Option<i8>,
    pub day: Option<i8>,
    /// ISO week; `year` is then the ISO week year.
    pub week: Option<i8>,
    pub weekend: bool,
    /// A fiscal (0) or school (1) year, whose first day is the country's own.
    pub fiscal: Option<u8>,
    /// Monday 1 to Sunday 7, where no more is known.
    pub weekday: Option<i8>,
    /// Index into [`PARTS`].
    pub part: Option<u8>,
    pub hour: Option<i8>,
    pub minute: Option<i8>,
    pub second: Option<i8>,
    /// Written after a time of day.
    pub utc: bool,
    pub edge: Option<Edge>,
}

/// A date of the calendar; none where there is no such day.
pub fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn last_of_month(year: i16, month: i8) -> Option<Date> {
    date(year, month, 1).map(|d| d.last_of_month())
}

/// Adds units to a day; the 31st becomes the month's last day.
pub fn add(day: Date, unit: Unit, n: f64) -> Option<Date> {
    let whole = n.trunc() as i64;
    let part = n.fract();
    // Ten thousand years either way is all the calendar that there is.
    let months = |m: f64| {
        let m = (m.abs() < 120_000.0).then(|| m.round() as i64)?;
        day.checked_add(m.months()).ok()
    };
    let days = |from: Date, d: f64| {
        let d = (d.abs() < 3_600_000.0).then(|| d.round() as i64)?;
        from.checked_add(d.days()).ok()
    };
    let whole_n = n.trunc();
    match unit {
        Unit::Second | Unit::Minute => Some(day),
        Unit::Hour => days(day, (n / 24.0).trunc()),
        Unit::Day | Unit::Night => days(day, whole_n),
        Unit::Workday => {
            let (mut at, step) = (day, if whole < 0 { -1 } else { 1 });
            for _ in 0..whole.abs().min(400) {
                loop {
                    at = at.checked_add(step.days()).ok()?;
                    if at.weekday().to_monday_one_offset() <= 5 {
                        break;
                    }
                }
            }
            Some(at)
        }
        Unit::Week | Unit::Weekend => days(day, n * 7.0),
        Unit::Fortnight => days(day, n * 14.0),
        Unit::Month => days(months(whole_n)?, part * 30.0),
        Unit::Quarter | Unit::Season => months(whole_n * 3.0),
        Unit::Half => months(whole_n * 6.0),
        Unit::Year => months(n * 12.0),
        Unit::Decade => months(n * 120.0),
        Unit::Century => months(n * 1200.0),
        Unit::Millennium => months(n * 12000.0),
        Unit::Vague => None,
    }
}

impl Moment {
    /// A day.
    pub fn of_day(day: Date) -> Moment {
        if day.year() <= 0 {
            return Moment { bc: true, year: Some(1 - day.year()), ..Moment::default() };
        }
        Moment { year: Some(day.year()), month: Some(day.month()), day: Some(day.day()), ..Moment::default() }
    }

    /// The stretch of this unit that a day lies in.
    pub fn containing(day: Date, unit: Unit) -> Moment {
        if day.year() <= 0 {
            return Moment::of_day(day);
        }
        let year = Moment { year: Some(day.year()), ..Moment::default() };
        match unit {
            Unit::Week | Unit::Fortnight | Unit::Weekend => {
                let week = day.iso_week_date();
                Moment {
                    year: Some(week.year()),
                    week: Some(week.week()),
                    weekend: unit == Unit::Weekend,
                    ..Moment::default()
                }
            }
            Unit::Month => Moment { month: Some(day.month()), ..year },
            Unit::Quarter => Moment { quarter: Some((day.month() - 1) / 3 + 1), ..year },
            Unit::Half => Moment { half: Some((day.month() - 1) / 6 + 1), ..year },
            Unit::Season => {
                let season = ((day.month() % 12) / 3 + 3) % 4;
                let of = if day.month() <= 2 { day.year() - 1 } else { day.year() };
                Moment { year: Some(of), season: Some(season as u8), ..Moment::default() }
            }
            Unit::Year => year,
            Unit::Decade => Moment { decade: Some(day.year().div_euclid(10)), ..Moment::default() },
            Unit::Century | Unit::Millennium => {
                Moment { century: Some(day.year().div_euclid(100)), ..Moment::default() }
            }
            _ => Moment::of_day(day),
        }
    }

    /// Has it a time of day?
    pub fn is_time(&self) -> bool {
        self.hour.is_some() || self.part.is_some()
    }

    /// Is it tied to the calendar: a year, a decade or a century?
    pub fn is_anchored(&self) -> bool {
        self.year.is_some() || self.decade.is_some() || self.century.is_some()
    }

    /// The day, where it is one.
    pub fn as_day(&self) -> Option<Date> {
        if self.bc {
            return None;
        }
        date(self.year?, self.month?, self.day?)
    }

    /// How fine it is.
    pub fn precision(&self) -> DatePrecision {
        if self.day.is_some() || self.weekday.is_some() || self.is_time() {
            DatePrecision::Day
        } else if self.week.is_some() {
            DatePrecision::Week
        } else if self.month.is_some() {
            DatePrecision::Month
        } else if self.season.is_some() {
            DatePrecision::Season
        } else if self.quarter.is_some() {
            DatePrecision::Quarter
        } else if self.year.is_some() {
            DatePrecision::Year
        } else if self.decade.is_some() {
            DatePrecision::Decade
        } else if self.century.is_some() {
            DatePrecision::Century
        } else {
            DatePrecision::Vague
        }
    }

    /// The unit that it is one of.
    pub fn unit(&self) -> Unit {
        match self.precision() {
            DatePrecision::Day => Unit::Day,
            DatePrecision::Week => {
                if self.weekend {
                    Unit::Weekend
                } else {
                    Unit::Week
                }
            }
            DatePrecision::Month => Unit::Month,
            DatePrecision::Season => Unit::Season,
            DatePrecision::Quarter => Unit::Quarter,
            DatePrecision::Year => {
                if self.half.is_some() {
                    Unit::Half
                } else {
                    Unit::Year
                }
            }
            DatePrecision::Decade => Unit::Decade,
            DatePrecision::Century => Unit::Century,
            DatePrecision::Vague => Unit::Vague,
        }
    }

    /// The TIMEX3 value.
    pub fn value(&self) -> String {
        let era = if self.bc { "BC" } else { "" };
        if let Some(century) = self.century {
            return format!("{era}{century:02}");
        }
        if let Some(decade) = self.decade {
            return format!("{era}{decade:03}");
        }
        if let (Some(fiscal), Some(year)) = (self.fiscal, self.year) {
            return format!("{}{year:04}", if fiscal == 0 { "FY" } else { "SY" });
        }
        let mut out = match self.year {
            Some(year) => format!("{era}{year:04}"),
            None => "XXXX".to_owned(),
        };
        if let Some(week) = self.week {
            out += &format!("-W{week:02}");
            if self.weekend {
                out += "-WE";
            }
            return out;
        }
        if self.weekend {
            return out + "-WXX-WE";
        }
        if let Some(quarter) = self.quarter {
            return format!("{out}-Q{quarter}");
        }
        if let Some(half) = self.half {
            return format!("{out}-H{half}");
        }
        if let Some(season) = self.season {
            return format!("{out}-{}", SEASONS[usize::from(season) % 4].1);
        }
        match (self.month, self.day, self.weekday) {
            (Some(month), Some(day), _) => out += &format!("-{month:02}-{day:02}"),
            (Some(month), None, _) => out += &format!("-{month:02}"),
            (None, Some(day), _) => out += &format!("-XX-{day:02}"),
            (None, None, Some(weekday)) => out += &format!("-WXX-{weekday}"),
            (None, None, None) if self.is_time() => out += "-XX-XX",
            _ => {}
        }
        if let Some(hour) = self.hour {
            out += &format!("T{hour:02}:{:02}", self.minute.unwrap_or(0));
            if let Some(second) = self.second {
                out += &format!(":{second:02}");
            }
            if self.utc {
                out += "Z";
            }
        } else if let Some(part) = self.part {
            out += "T";
            out += PARTS[usize::from(part) % PARTS.len()].1;
        }
        out
    }

    /// First and last day; none where the year is not known or is BC.
    pub fn interval(&self) -> Option<(Date, Date)> {
        let whole = self.whole()?;
        Some(match self.edge {
            None => whole,
            Some(edge) => {
                let days = (whole.1 - whole.0).get_days();
                let at = |n: i32| whole.0.checked_add(n.days()).unwrap_or(whole.1);
                match edge {
                    Edge::Start => (whole.0, at((days + 1) / 3)),
                    Edge::Mid => (at((days + 1) / 3), at((days + 1) * 2 / 3)),
                    Edge::End => (at((days + 1) * 2 / 3), whole.1),
                }
            }
        })
    }

    fn whole(&self) -> Option<(Date, Date)> {
        if self.bc {
            return None;
        }
        if let Some(century) = self.century {
            return Some((date(century.checked_mul(100)?.max(1), 1, 1)?, date(century * 100 + 99, 12, 31)?));
        }
        if let Some(decade) = self.decade {
            return Some((date(decade.checked_mul(10)?.max(1), 1, 1)?, date(decade * 10 + 9, 12, 31)?));
        }
        let year = self.year?;
        if let Some(week) = self.week {
            let monday = jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday).ok()?.date();
            let sunday = monday.checked_add(6.days()).ok()?;
            return Some(if self.weekend {
                (monday.checked_add(5.days()).ok()?, sunday)
            } else {
                (monday, sunday)
            });
        }
        if let Some(quarter) = self.quarter {
            let first = (quarter - 1) * 3 + 1;
            return Some((date(year, first, 1)?, last_of_month(year, first + 2)?));
        }
        if let Some(half) = self.half {
            let first = (half - 1) * 6 + 1;
            return Some((date(year, first, 1)?, last_of_month(year, first + 5)?));
        }
        if let Some(season) = self.season {
            let first = SEASONS[usize::from(season) % 4].2;
            let end = if first == 12 { last_of_month(year + 1, 2)? } else { last_of_month(year, first + 2)? };
            return Some((date(year, first, 1)?, end));
        }
        match (self.month, self.day) {
            (Some(month), Some(day)) => date(year, month, day).map(|d| (d, d)),
            (Some(month), None) => Some((date(year, month, 1)?, last_of_month(year, month)?)),
            (None, None) if self.weekday.is_none() && !self.weekend => {
                Some((date(year, 1, 1)?, date(year, 12, 31)?))
            }
            _ => None,
        }
    }
}

/// The day with this weekday (Monday 1) at or before a day.
pub fn weekday_back(day: Date, weekday: i8) -> Date {
    let back = (day.weekday().to_monday_one_offset() - weekday).rem_euclid(7);
    day.checked_sub(i64::from(back).days()).unwrap_or(day)
}

/// The day with this weekday at or after a day.
pub fn weekday_ahead(day: Date, weekday: i8) -> Date {
    let ahead = (weekday - day.weekday().to_monday_one_offset()).rem_euclid(7);
    day.checked_add(i64::from(ahead).days()).unwrap_or(day)
}

/// Easter Sunday of the western church (the anonymous Gregorian computus, Meeus 1991).
pub fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    date(year, month as i8, day as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_follow_timex3() {
        let day = date(2014, 9, 15).unwrap();
        assert_eq!(Moment::of_day(day).value(), "2014-09-15");
        assert_eq!(Moment::containing(day, Unit::Week).value(), "2014-W38");
        assert_eq!(Moment::containing(day, Unit::Quarter).value(), "2014-Q3");
        assert_eq!(Moment::containing(day, Unit::Decade).value(), "201");
        assert_eq!(Moment::containing(date(2014, 1, 5).unwrap(), Unit::Season).value(), "2013-WI");
        assert_eq!(Moment { month: Some(5), ..Moment::default() }.value(), "XXXX-05");
        assert_eq!(Moment { bc: true, year: Some(499), ..Moment::default() }.value(), "BC0499");
    }

    #[test]
    fn intervals_are_inclusive() {
        let week = Moment::containing(date(2014, 9, 15).unwrap(), Unit::Week);
        assert_eq!(week.interval(), Some((date(2014, 9, 15).unwrap(), date(2014, 9, 21).unwrap())));
        let early = Moment { year: Some(2012), month: Some(3), edge: Some(Edge::Start), ..Moment::default() };
        assert_eq!(early.interval(), Some((date(2012, 3, 1).unwrap(), date(2012, 3, 11).unwrap())));
    }

    #[test]
    fn easter_moves() {
        assert_eq!(easter(2019), date(2019, 4, 21));
        assert_eq!(easter(2024), date(2024, 3, 31));
    }
}
