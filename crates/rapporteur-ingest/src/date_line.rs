//! The dates that articles carry: machine forms (RFC 3339, RFC 2822) and the date lines that people read
//! ("Sep 15 2014, 3:01pm", "12:04 GMT, Tue 5 June 2018", "Published 3 March 2011").
//!
//! Only whole calendar days between 1990 and 2100 are taken for publication dates. The day is the one that is written: a moment
//! given as 23:30 in New York stays on its New York day.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::knowledge::knowledge;

/// First and last year that a publication date may have.
pub const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// A publication date as found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The day as written.
    pub date: Date,
    /// Time of day, where one is written.
    pub time: Option<Time>,
    /// Distance from UTC, where a zone is written.
    pub offset: Option<Offset>,
    /// Day and month could be the other way round.
    pub ambiguous: bool,
    /// The day where it was published, if the page gives it beside a moment in UTC.
    pub local: Option<Date>,
}

impl Stamp {
    /// The day of publication: where it was published, if that is known.
    pub fn day(&self) -> Date {
        self.local.unwrap_or(self.date)
    }

    /// The moment, if a time of day is known; UTC stands in for a zone that is not given.
    pub fn timestamp(&self) -> Option<Timestamp> {
        let offset = self.offset.unwrap_or(Offset::UTC);
        offset.to_timestamp(self.date.to_datetime(self.time?)).ok()
    }

    /// The moment in RFC 3339, if a time of day is known; UTC stands in for a zone that is not given.
    pub fn at(&self) -> Option<String> {
        let time = self.time?;
        let zone = match self.offset {
            Some(offset) if offset != Offset::UTC => {
                let minutes = offset.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
            _ => "Z".to_owned(),
        };
        Some(format!("{}T{:02}:{:02}:{:02}{zone}", self.date, time.hour(), time.minute(), time.second()))
    }

    /// The moment in RFC 3339, or the day where no time of day is known.
    pub fn shown(&self) -> String {
        self.at().unwrap_or_else(|| self.day().to_string())
    }

    /// What a reader should know about how this date was read.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.time.is_some() && self.offset.is_none() {
            notes.push("publication time has no zone: taken as UTC".to_owned());
        }
        if self.ambiguous {
            notes.push(format!(
                "day and month of the publication date could be the other way round: read as {}",
                self.date
            ));
        }
        notes
    }
}

/// A date phrase in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A day that exists.
    Stamp(Stamp),
    /// Words that have the form of a date but name no day, such as 30 February.
    NoSuchDay(String),
}

/// Reads a whole value, such as a JSON field or the content of a meta element. Words around the date are tolerated only where
/// they are labels ("Published on …").
pub fn parse(value: &str) -> Option<Found> {
    let value = value.trim();
    if value.len() > 120 {
        return None;
    }
    if value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit()) {
        let n = |r: Range<usize>| value[r].parse::<i16>().unwrap_or(0);
        return day(n(0..4), n(4..6), n(6..8), value).map(|d| wrap(d, None, None, false));
    }
    let (range, found) = find(value)?;
    let rest = format!("{} {}", &value[..range.start], &value[range.end..]);
    is_label(&rest).then_some(found)
}

/// Are these words only labels and punctuation of a date line ("Published", "Last updated on", a weekday)?
pub fn is_label(rest: &str) -> bool {
    rest.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|w| !w.is_empty())
        .all(|w| knowledge().date_labels.contains(&w.to_lowercase()) || weekday(&w.to_lowercase()))
}

/// The first date phrase of a line, with the time of day and zone beside it; bytes of the line.
pub fn find(line: &str) -> Option<(Range<usize>, Found)> {
    let tokens = tokens(line);
    for i in 0..tokens.len() {
        if let Some((next, parts)) = date_at(&tokens, i) {
            return Some(whole(line, &tokens, i, next, parts));
        }
    }
    None
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Number { value: u32, digits: usize },
    Word(String),
    Sign(char),
}

#[derive(Clone, Debug)]
struct Token {
    kind: Kind,
    range: Range<usize>,
}

/// Year, month, day, and whether day and month could be exchanged.
type Parts = (i16, i16, i16, bool);

fn tokens(line: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut chars = line.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        let digit = c.is_ascii_digit();
        if digit || c.is_alphabetic() {
            while let Some(&(at, d)) = chars.peek() {
                if (digit && d.is_ascii_digit()) || (!digit && d.is_alphabetic()) {
                    end = at + d.len_utf8();
                    chars.next();
                } else {
                    break;
                }
            }
        }
        let word = &line[start..end];
        let kind = if digit {
            Kind::Number { value: word.parse().unwrap_or(u32::MAX), digits: word.len() }
        } else if c.is_alphabetic() {
            Kind::Word(word.to_lowercase())
        } else {
            Kind::Sign(c)
        };
        out.push(Token { kind, range: start..end });
    }
    out
}

fn number(tokens: &[Token], i: usize, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
    match tokens.get(i)?.kind {
        Kind::Number { value, digits: n } if digits.contains(&n) => i16::try_from(value).ok(),
        _ => None,
    }
}

fn word(tokens: &[Token], i: usize) -> Option<&str> {
    match &tokens.get(i)?.kind {
        Kind::Word(w) => Some(w),
        _ => None,
    }
}

fn sign(tokens: &[Token], i: usize) -> Option<char> {
    match tokens.get(i)?.kind {
        Kind::Sign(c) => Some(c),
        _ => None,
    }
}

/// Do two tokens touch, without white space between them?
fn touch(tokens: &[Token], i: usize) -> bool {
    i > 0 && i < tokens.len() && tokens[i - 1].range.end == tokens[i].range.start
}

fn month(word: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if word == "sept" {
        return Some(9);
    }
    let i = MONTHS.iter().position(|m| *m == word || (word.len() == 3 && m.starts_with(word)))?;
    i16::try_from(i + 1).ok()
}

fn weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    DAYS.iter().any(|d| *d == word || (matches!(word.len(), 3..=5) && d.starts_with(word)))
}

/// Skips one sign of those given.
fn skip(tokens: &[Token], i: usize, signs: &str) -> usize {
    if sign(tokens, i).is_some_and(|c| signs.contains(c)) { i + 1 } else { i }
}

fn year(tokens: &[Token], i: usize) -> Option<i16> {
    number(tokens, i, 4..=4).filter(|y| YEARS.contains(y))
}

/// A date that starts at token `i`, and the token after it.
fn date_at(tokens: &[Token], i: usize) -> Option<(usize, Parts)> {
    // A number that continues another one, or a word ("A2014-09-15", "1.2014-09-15"), is no date.
    if i > 0 && touch(tokens, i) && matches!(tokens[i - 1].kind, Kind::Number { .. }) {
        return None;
    }
    if let Some(y) = year(tokens, i) {
        let mark = sign(tokens, i + 1).filter(|c| "-/.".contains(*c))?;
        if sign(tokens, i + 3) != Some(mark) {
            return None;
        }
        return Some((i + 5, (y, number(tokens, i + 2, 1..=2)?, number(tokens, i + 4, 1..=2)?, false)));
    }
    if let Some(m) = word(tokens, i).and_then(month) {
        let j = skip(tokens, i + 1, ".-");
        let d = number(tokens, j, 1..=2)?;
        let j = if word(tokens, j + 1).is_some_and(ordinal) && touch(tokens, j + 1) { j + 2 } else { j + 1 };
        let j = skip(tokens, j, ",.-");
        return Some((j + 1, (year(tokens, j)?, m, d, false)));
    }
    let d = number(tokens, i, 1..=2)?;
    let mut j = i + 1;
    if word(tokens, j).is_some_and(ordinal) && touch(tokens, j) {
        j += 1;
    }
    if word(tokens, j) == Some("of") {
        j += 1;
    }
    let k = skip(tokens, j, "-/. ");
    if let Some(m) = word(tokens, k).and_then(month) {
        let k = skip(tokens, k + 1, ".");
        let k = skip(tokens, k, ",-/");
        return Some((k + 1, (year(tokens, k)?, m, d, false)));
    }
    let mark = sign(tokens, i + 1).filter(|c| "-/.".contains(*c))?;
    let second = number(tokens, i + 2, 1..=2)?;
    if sign(tokens, i + 3) != Some(mark) {
        return None;
    }
    let y = year(tokens, i + 4)?;
    // Full stops are European; with a slash, the American order is the commoner on the English-language web.
    let (m, d, ambiguous) = match (d, second) {
        (1..=12, 1..=12) if mark == '.' || mark == '-' => (second, d, d != second),
        (1..=12, 1..=12) => (d, second, d != second),
        (_, 1..=12) => (second, d, false),
        _ => (d, second, false),
    };
    Some((i + 5, (y, m, d, ambiguous)))
}

fn ordinal(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th")
}

fn day(y: i16, m: i16, d: i16, words: &str) -> Option<Result<Date, String>> {
    if !YEARS.contains(&y) {
        return None;
    }
    let day = i8::try_from(m).ok().zip(i8::try_from(d).ok()).and_then(|(m, d)| Date::new(y, m, d).ok());
    Some(day.ok_or_else(|| words.to_owned()))
}

fn wrap(date: Result<Date, String>, time: Option<Time>, zone: Option<Zone>, ambiguous: bool) -> Found {
    match date {
        Ok(date) => {
            let offset = zone.and_then(|z| z.at(date.to_datetime(time.unwrap_or(Time::midnight()))));
            Found::Stamp(Stamp { date, time, offset, ambiguous, local: None })
        }
        Err(words) => Found::NoSuchDay(words),
    }
}

/// Joins a date with weekday, time and zone on either side of it.
fn whole(line: &str, tokens: &[Token], from: usize, next: usize, parts: Parts) -> (Range<usize>, Found) {
    let (mut from, mut next) = (from, next);
    let words = line[tokens[from].range.start..tokens[next - 1].range.end].to_owned();
    let (mut time, mut zone) = (None, None);
    // After it: "T15:01:00Z", ", 3:01pm", " / 2:31 PM GMT+3", " at 4:15 pm", " - 19.22 GMT".
    let mut j = next;
    if word(tokens, j) == Some("t") {
        j += 1;
    }
    while sign(tokens, j).is_some_and(|c| ",|-–—·•/@(".contains(c))
        || word(tokens, j).is_some_and(|w| w == "at")
    {
        j += 1;
    }
    if let Some((end, t, z)) = time_at(tokens, j) {
        (next, time, zone) = (end, Some(t), z);
    }
    // Before it: "Tue", "12:04 GMT, Tue", "3:01pm on".
    let mut k = from;
    let back = |k: &mut usize| {
        while *k > 0
            && (sign(tokens, *k - 1).is_some_and(|c| ",.|-–—·•/".contains(c))
                || word(tokens, *k - 1).is_some_and(|w| w == "on" || w == "the"))
        {
            *k -= 1;
        }
    };
    back(&mut k);
    if k > 0 && word(tokens, k - 1).is_some_and(weekday) {
        from = k - 1;
        k = from;
        back(&mut k);
    }
    if time.is_none() {
        // The longest time that ends exactly where the date begins.
        for start in k.saturating_sub(10)..k {
            if let Some((end, t, z)) = time_at(tokens, start)
                && end == k
            {
                (from, time, zone) = (start, Some(t), z);
                break;
            }
        }
    }
    let (y, m, d, ambiguous) = parts;
    let date = day(y, m, d, &words).unwrap_or(Err(words));
    let range = tokens[from].range.start..tokens[next - 1].range.end;
    (range, wrap(date, time, zone, ambiguous))
}

#[derive(Clone, Debug)]
enum Zone {
    Fixed(Offset),
    Rule(TimeZone),
}

impl Zone {
    fn named(name: &str) -> Option<Zone> {
        let rule = knowledge().zones.get(name)?;
        match offset(rule) {
            Some(offset) => Some(Zone::Fixed(offset)),
            None => TimeZone::posix(rule).ok().map(Zone::Rule),
        }
    }

    fn at(&self, moment: DateTime) -> Option<Offset> {
        match self {
            Zone::Fixed(offset) => Some(*offset),
            Zone::Rule(rule) => rule.to_timestamp(moment).ok().map(|t| rule.to_offset(t)),
        }
    }
}

/// Reads "+03:00".
pub(crate) fn offset(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Offset::from_seconds(sign * seconds).ok()
}

/// A time of day that starts at token `i`, its zone, and the token after them.
fn time_at(tokens: &[Token], i: usize) -> Option<(usize, Time, Option<Zone>)> {
    let first = number(tokens, i, 1..=4)?;
    let mut j = i + 1;
    let (mut hour, mut minute, mut second) = (first, 0, 0);
    let mut marked = false;
    let mut dotted = false;
    if let Kind::Number { digits: 3.., .. } = tokens[i].kind {
        // "1501 GMT": only with a zone behind it.
        (hour, minute) = (first / 100, first % 100);
        zone_at(tokens, j)?;
        marked = true;
    } else if let Some(mark) = sign(tokens, j).filter(|c| ":.".contains(*c))
        && let Some(m) = number(tokens, j + 1, 2..=2)
        && touch(tokens, j + 1)
    {
        (minute, marked, dotted) = (m, true, mark == '.');
        j += 2;
        if sign(tokens, j) == Some(':')
            && let Some(s) = number(tokens, j + 1, 2..=2)
        {
            second = s;
            j += 2;
            if sign(tokens, j) == Some('.') && touch(tokens, j) && number(tokens, j + 1, 1..=9).is_some()
                || sign(tokens, j) == Some('.') && matches!(tokens.get(j + 1)?.kind, Kind::Number { .. })
            {
                j += 2;
            }
        }
    }
    let mut half = word(tokens, j).filter(|w| matches!(*w, "am" | "pm" | "a" | "p")).map(|w| &w[..1]);
    if let Some(h) = half {
        if word(tokens, j).is_some_and(|w| w.len() == 2) {
            j += 1;
        } else if sign(tokens, j + 1) == Some('.') && word(tokens, j + 2) == Some("m") {
            j += if sign(tokens, j + 3) == Some('.') { 4 } else { 3 };
        } else {
            half = None;
        }
        match (half, hour) {
            (Some("p"), 1..=11) => hour += 12,
            (Some("a"), 12) => hour = 0,
            (Some(_), 13.. | 0) if h == "a" || hour > 23 => return None,
            _ => {}
        }
    }
    while word(tokens, j).is_some_and(|w| w == "hrs" || w == "hours") && marked {
        j += 1;
    }
    let k = skip(tokens, j, "(");
    let zone = zone_at(tokens, k);
    if !(marked || half.is_some()) || (dotted && half.is_none() && zone.is_none()) {
        return None;
    }
    let time = Time::new(hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?, 0).ok()?;
    match zone {
        Some((end, zone)) => Some((end, time, Some(zone))),
        None => Some((j, time, None)),
    }
}

/// "GMT", "UTC+3", "+02:00", "-0500", "Z".
fn zone_at(tokens: &[Token], i: usize) -> Option<(usize, Zone)> {
    let signed = |i: usize| -> Option<(usize, Offset)> {
        let sign = match sign(tokens, i)? {
            '+' => 1,
            '-' | '−' => -1,
            _ => return None,
        };
        let first = i32::from(number(tokens, i + 1, 1..=4)?);
        let Kind::Number { digits, .. } = tokens[i + 1].kind else { return None };
        let (hours, minutes, end) = if digits > 2 {
            (first / 100, first % 100, i + 2)
        } else if let (Some(':'), Some(m)) = (self::sign(tokens, i + 2), number(tokens, i + 3, 2..=2)) {
            (first, i32::from(m), i + 4)
        } else {
            (first, 0, i + 2)
        };
        (hours <= 14 && minutes < 60).then_some(())?;
        Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok().map(|o| (end, o))
    };
    if let Some(name) = word(tokens, i) {
        if matches!(name, "gmt" | "utc")
            && touch(tokens, i + 1)
            && let Some((end, offset)) = signed(i + 1)
        {
            return Some((end, Zone::Fixed(offset)));
        }
        return Zone::named(name).map(|z| (i + 1, z));
    }
    // A bare offset must touch the time, or be written in full ("-0500").
    let full = |digits: usize| digits == 4;
    let digits = match tokens.get(i + 1).map(|t| &t.kind) {
        Some(Kind::Number { digits, .. }) => *digits,
        _ => 0,
    };
    if touch(tokens, i) || full(digits) {
        return signed(i).map(|(end, o)| (end, Zone::Fixed(o)));
    }
    None
}

#[cfg(test)]
#[path = "date_line_tests.rs"]
mod tests;
