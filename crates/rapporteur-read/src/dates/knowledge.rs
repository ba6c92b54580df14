//! What `knowledge/dates` says: classes of words, holidays, words of tense, and the table of patterns.

use std::collections::BTreeMap;

use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::calendar::{self, Edge, PARTS, SEASONS, Unit, date};
use super::pattern::{self, Classes, Node};
use crate::knowledge::{Compiled, Faults, LoadError, Sources};
use crate::quantities::numerals::{NumbersFile, Numerals};

/// The folder below the knowledge root.
pub(super) const FOLDER: &str = "dates";
pub(super) const PATTERNS: &str = "dates/patterns";
/// The section of the compiled file.
const SECTION: &str = "dates";

/// What a pattern means: how the value is reckoned from what it kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// A place on the calendar; what is left out (a year, a month) is found from tense and publication.
    Calendar,
    /// `n` `unit`s from a day: "three days ago", "two weeks later".
    Shift,
    /// The `unit` that is `dir` away: "last week", "next year", "this month".
    Unit,
    /// A length: "three months".
    Duration,
    /// A length that reaches to or from a day: "the past three months".
    Period,
    /// Something that comes again: "every Monday".
    Set,
    /// A fixed value: "PRESENT_REF".
    Ref,
    /// The one spoken of before: "that day".
    Same,
    /// A part of another expression: "the end of March".
    Edge,
    /// A length at one end of another expression: "the first ten months of 1915".
    Part,
    /// A time of day in another expression: "Monday at 10:30".
    TimeOf,
    /// Two expressions, the ends of a range.
    Range,
    /// A length that begins on the `[date]`: "for three days from Monday".
    Spell,
    /// Nothing: keeps other patterns away ("May Day Parade", "Seven Years' War").
    Nothing,
}

/// From what a shift is reckoned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum From {
    /// The day of publication.
    #[default]
    Published,
    /// The date spoken of before, or else the day of publication.
    Narrative,
    /// The `[date]` in the pattern.
    Date,
}

/// A pattern as it stands in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub name: String,
    #[serde(rename = "match")]
    pub lines: OneOrMore,
    pub means: Means,
    #[serde(default)]
    pub layer: Option<u8>,
    #[serde(default)]
    pub from: From,
    #[serde(default, rename = "with")]
    pub constants: BTreeMap<String, Value>,
    #[serde(default)]
    pub value: Option<String>,
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default)]
    pub left: Vec<String>,
    #[serde(default)]
    pub not_left: Vec<String>,
    #[serde(default)]
    pub right: Vec<String>,
    #[serde(default)]
    pub not_right: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests"))]
    pub example: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests"))]
    pub not: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// A value in `words.toml`: a number, or the name of a unit, season, part of day or edge.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Number(f64),
    Name(String),
}

impl Value {
    /// Its number, in the class or field of this name.
    fn number(&self, of: &str) -> Option<f64> {
        match self {
            Value::Name(name) if of.starts_with("part") => {
                PARTS.iter().position(|(n, _)| n == name).map(|i| i as f64)
            }
            Value::Number(n) => Some(*n),
            Value::Name(name) => {
                let unit = Unit::NAMES.iter().position(|(n, _)| n == name);
                let season = || SEASONS.iter().position(|(n, ..)| n == name);
                let edge = || ["start", "mid", "end"].iter().position(|n| n == name);
                unit.or_else(season).or_else(edge).map(|i| i as f64)
            }
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PatternFile {
    /// The day of publication of every example in the file.
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests"))]
    pub reference: Option<String>,
    #[serde(default)]
    pub pattern: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    /// Words that count only with a capital.
    capital: Vec<CompactString>,
    classes: BTreeMap<CompactString, BTreeMap<CompactString, Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayFile {
    holiday: Vec<HolidayRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayRow {
    names: Vec<String>,
    /// "12-25"
    day: Option<String>,
    /// Month, weekday (Monday 1), which (-1: the last).
    weekday: Option<(i8, i8, i8)>,
    /// Days after Easter Sunday.
    easter: Option<i16>,
    /// Days that follow another calendar: year, then month and day.
    dates: Option<BTreeMap<String, String>>,
    /// Days after what the row otherwise says.
    #[serde(default)]
    plus: i16,
    /// A year, where the name is that of one day in history ("9/11").
    year: Option<i16>,
    /// The name is another word too: it needs its capital.
    #[serde(default)]
    capital: bool,
}

/// When a holiday falls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Falls {
    /// Month and day.
    On(i8, i8),
    /// Month, weekday, which.
    Weekday(i8, i8, i8),
    /// Days after Easter.
    Easter(i16),
    /// By a table: year, month, day.
    Table(Vec<(i16, i8, i8)>),
}

/// A holiday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holiday {
    /// When.
    pub falls: Falls,
    /// Days after that.
    pub plus: i16,
    /// Only in this year.
    pub year: Option<i16>,
}

impl Holiday {
    /// The day in a year.
    pub fn in_year(&self, year: i16) -> Option<jiff::civil::Date> {
        use jiff::ToSpan;
        let day = match &self.falls {
            Falls::On(month, day) => date(year, *month, *day)?,
            Falls::Weekday(month, weekday, nth) => {
                let weekday = jiff::civil::Weekday::from_monday_one_offset(*weekday).ok()?;
                date(year, *month, 1)?.nth_weekday_of_month(*nth, weekday).ok()?
            }
            Falls::Easter(plus) => calendar::easter(year)?.checked_add(i64::from(*plus).days()).ok()?,
            Falls::Table(rows) => rows.iter().find(|r| r.0 == year).and_then(|r| date(r.0, r.1, r.2))?,
        };
        day.checked_add(i64::from(self.plus).days()).ok()
    }
}

/// Words that tell whether what is dated lies ahead or behind.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenseWords {
    /// Auxiliaries of what is to come: "will", "would".
    pub future: FxHashSet<CompactString>,
    /// Verbs and adjectives (lemmas) whose complement is to come: "plan", "expect", "due".
    pub ahead: FxHashSet<CompactString>,
    /// Words that say that a time lies ahead where they stand before it: "by", "until".
    pub until: FxHashSet<CompactString>,
    /// Finite past forms of irregular verbs, for texts without tags.
    pub past: FxHashSet<CompactString>,
    /// Words of a change of date: "moved from Monday to Friday" is no stretch of five days.
    pub moves: FxHashSet<CompactString>,
    /// Nouns of happenings by sense: "two days after the vote" is told from the day of "Saturday's polls".
    pub happenings: Vec<Vec<CompactString>>,
}

/// A pattern, ready to match.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    /// File and name: `absolute/month day year`.
    pub rule: String,
    /// What it matches.
    pub nodes: Vec<Node>,
    /// How it is reckoned.
    pub means: Means,
    /// 1: on words; 2: on words and the expressions of layer 1.
    pub layer: u8,
    /// From what.
    pub from: From,
    /// Values that the pattern sets itself.
    pub constants: Vec<(u8, f64)>,
    /// The value of `ref`, or the form of a set.
    pub value: Option<String>,
    /// A type other than the one that follows from the value.
    pub kind: Option<String>,
    /// One of these must stand before it.
    pub left: Vec<CompactString>,
    /// None of these may.
    pub not_left: Vec<CompactString>,
    /// One of these must stand after it.
    pub right: Vec<CompactString>,
    /// None of these may.
    pub not_right: Vec<CompactString>,
}

/// The tables of the stage.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Tables {
    classes: Classes,
    holidays: Vec<Holiday>,
    tense: TenseWords,
    numerals: Numerals,
    patterns: Vec<Pattern>,
}

/// What the stage knows: made once, shared by every article.
#[derive(Clone, Debug)]
pub struct Knowledge {
    pub(super) classes: Classes,
    pub(super) holidays: Vec<Holiday>,
    pub(super) tense: TenseWords,
    pub(super) numerals: Numerals,
    pub(super) patterns: Vec<Pattern>,
    by_word: FxHashMap<CompactString, Vec<u16>>,
    /// Patterns that can begin with a class, a number or an expression.
    by_other: Vec<u16>,
}

impl Knowledge {
    fn new(tables: Tables) -> Knowledge {
        let Tables { classes, holidays, tense, numerals, patterns } = tables;
        let mut by_word: FxHashMap<CompactString, Vec<u16>> = FxHashMap::default();
        let mut by_other = Vec::new();
        for (i, p) in patterns.iter().enumerate() {
            let (mut words, mut other) = (Vec::new(), false);
            pattern::first(&p.nodes, &mut words, &mut other);
            if other {
                by_other.push(i as u16);
            }
            for word in words {
                let list = by_word.entry(word).or_default();
                if list.last() != Some(&(i as u16)) {
                    list.push(i as u16);
                }
            }
        }
        Knowledge { classes, holidays, tense, numerals, patterns, by_word, by_other }
    }

    /// The patterns that can begin at this atom.
    pub(super) fn candidates(&self, lower: &str, can_begin: bool) -> impl Iterator<Item = u16> + '_ {
        let words = self.by_word.get(lower).map(Vec::as_slice).unwrap_or_default();
        let other = if can_begin { self.by_other.as_slice() } else { &[] };
        words.iter().chain(other).copied()
    }
}

/// Reads and checks `knowledge/dates` (and the number words of `knowledge/quantities`), and gives the section's bytes.
pub fn compile(root: &Sources, faults: &mut Faults) -> Vec<u8> {
    let tables = tables(root, faults);
    postcard::to_stdvec(&tables).unwrap_or_default()
}

/// Makes the tables from compiled knowledge.
pub fn load(compiled: &Compiled) -> Result<Knowledge, LoadError> {
    compiled.value::<Tables>(SECTION).map(Knowledge::new)
}

/// The line of the first occurrence of a name in a file, from 1.
pub(super) fn line_of(text: &str, what: &str) -> usize {
    text.lines().position(|l| l.contains(what)).map_or(0, |i| i + 1)
}

fn tables(root: &Sources, faults: &mut Faults) -> Tables {
    let mut tables = Tables::default();
    if let Some(file) = faults.toml::<NumbersFile>(root, "quantities/numbers.toml") {
        tables.numerals = file.into();
    }
    if let Some(file) = faults.toml::<TenseWords>(root, format!("{FOLDER}/tense.toml")) {
        tables.tense = file;
    }
    let words_file = format!("{FOLDER}/words.toml");
    if let Some(file) = faults.toml::<WordsFile>(root, &words_file) {
        tables.classes.capital = file.capital;
        for (name, entries) in file.classes {
            let class = tables.classes.names.len() as u16;
            tables.classes.names.push(name.clone());
            for (words, value) in entries {
                match value.number(&name) {
                    Some(number) => tables.classes.add(class, &words, number),
                    None => faults.add(
                        &words_file,
                        0,
                        format!("`{words}` in class `{name}` has a value that is no unit, season, part of day or edge: use a number or one of their names"),
                    ),
                }
            }
        }
    }
    holidays(root, faults, &mut tables);
    for file in faults.files(root, PATTERNS, "toml") {
        let Some(text) = faults.read(root, &file) else { continue };
        let Some(rows) = faults.toml::<PatternFile>(root, &file) else { continue };
        let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        for row in rows.pattern {
            let line = line_of(&text, &format!("\"{}\"", row.name));
            let mut fault =
                |message: String| faults.add(&file, line, format!("pattern `{}`: {message}", row.name));
            let lines = match &row.lines {
                OneOrMore::One(line) => std::slice::from_ref(line),
                OneOrMore::More(lines) => lines,
            };
            let mut constants = Vec::new();
            for (name, value) in &row.constants {
                match (pattern::field(name), value.number(name)) {
                    (Some(field), Some(value)) => constants.push((field, value)),
                    _ => fault(format!(
                        "`with` has `{name}`, which is no field or has no value: use one of {}",
                        pattern::FIELDS.join(", ")
                    )),
                }
            }
            for line in lines {
                let nodes = match pattern::parse(line, &tables.classes) {
                    Ok(nodes) => nodes,
                    Err(message) => {
                        fault(message);
                        continue;
                    }
                };
                let mut dates = false;
                look(&nodes, &mut |n| dates |= matches!(n, Node::Date(_)));
                let mut halves = 0;
                look(&nodes, &mut |n| halves += usize::from(matches!(n, Node::Open(_))));
                if (row.means == Means::Range) != (halves >= 2) {
                    fault("a range needs two pairs of braces, and nothing else may have them".into());
                }
                let lower = |list: &[String]| list.iter().map(|w| CompactString::new(w)).collect();
                tables.patterns.push(Pattern {
                    rule: format!("{stem}/{}", row.name),
                    nodes,
                    means: row.means,
                    layer: row.layer.unwrap_or(if dates { 2 } else { 1 }),
                    from: row.from,
                    constants: constants.clone(),
                    value: row.value.clone(),
                    kind: row.kind.clone(),
                    left: lower(&row.left),
                    not_left: lower(&row.not_left),
                    right: lower(&row.right),
                    not_right: lower(&row.not_right),
                });
            }
        }
    }
    tables
}

fn look(nodes: &[Node], see: &mut dyn FnMut(&Node)) {
    for node in nodes {
        see(node);
        if let Node::Any(ways, _) = node {
            for way in ways {
                look(way, see);
            }
        }
    }
}

fn holidays(root: &Sources, faults: &mut Faults, tables: &mut Tables) {
    let name = format!("{FOLDER}/holidays.toml");
    let Some(text) = faults.read(root, &name) else { return };
    let Some(file) = faults.toml::<HolidayFile>(root, &name) else { return };
    let class = tables.classes.names.len() as u16;
    tables.classes.names.push("holiday".into());
    let month_day = |text: &str| -> Option<(i8, i8)> {
        let (month, day) = text.split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        date(2000, month, day).map(|_| (month, day))
    };
    for row in file.holiday {
        let line = row.names.first().map_or(0, |n| line_of(&text, n));
        let falls = if let Some(day) = &row.day {
            month_day(day).map(|(m, d)| Falls::On(m, d))
        } else if let Some((month, weekday, nth)) = row.weekday {
            let fits = (1..=12).contains(&month)
                && (1..=7).contains(&weekday)
                && nth != 0
                && (-1..=5).contains(&nth);
            fits.then_some(Falls::Weekday(month, weekday, nth))
        } else if let Some(plus) = row.easter {
            Some(Falls::Easter(plus))
        } else if let Some(dates) = &row.dates {
            let rows = dates.iter().map(|(year, day)| {
                let (month, day) = month_day(day)?;
                Some((year.parse().ok()?, month, day))
            });
            rows.collect::<Option<Vec<_>>>().map(Falls::Table)
        } else {
            None
        };
        let Some(falls) = falls else {
            faults.add(&name, line, "a holiday needs one of: day = \"MM-DD\", weekday = [month, weekday, which], easter = days, dates = {YYYY = \"MM-DD\"}");
            continue;
        };
        let number = tables.holidays.len() as f64;
        tables.holidays.push(Holiday { falls, plus: row.plus, year: row.year });
        for words in &row.names {
            tables.classes.add(class, &words.to_lowercase(), number);
            if row.capital && !words.contains([' ', '-', '/']) {
                tables.classes.capital.push(words.to_lowercase().into());
            }
        }
    }
}

impl Edge {
    /// The edge of a number in the tables.
    pub(super) fn of(number: f64) -> Edge {
        match number as u8 {
            0 => Edge::Start,
            1 => Edge::Mid,
            _ => Edge::End,
        }
    }
}
