//! The pattern language of `knowledge/dates`: a line such as `the? <month> <day> ,? <year>`.
//!
//! | written | matches |
//! | --- | --- |
//! | `week` `,` `-` | that word or sign (dashes and apostrophes of all kinds are `-` and `'`) |
//! | `x?` | x or nothing |
//! | `(x y \| z)` | one of several |
//! | `<month>` | a word of the class `month` in `words.toml`, or a built-in number; its value is kept under that name |
//! | `<n2:n>` | the class `n`, kept as `n2` |
//! | `<month!>` | the class, whether or not a word that needs a capital has it |
//! | `~` | no space here |
//! | `[date]` | an expression that the simple patterns found (in patterns of `layer = 2`) |
//! | `{x} to {y}` | two expressions, the ends of a range |

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::atoms::{Atom, AtomKind, cut_words};
use crate::quantities::numerals::Numerals;

/// Names under which a pattern may keep a value.
pub const FIELDS: [&str; 29] = [
    "year", "month", "day", "weekday", "unit", "n", "dir", "part", "season", "quarter", "half", "decade",
    "century", "era", "hour", "minute", "second", "meridiem", "zone", "holiday", "mod", "yeardir", "weekdir",
    "unit2", "n2", "unit3", "n3", "week", "fiscal",
];

/// The number of a field; none when there is no such field.
pub fn field(name: &str) -> Option<u8> {
    FIELDS.iter().position(|f| *f == name).map(|i| i as u8)
}

/// What a match kept, and where its halves stand.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// For each half (0 alone, unless the pattern is of a range) the values by field; NaN: nothing.
    pub values: [[f64; FIELDS.len()]; 2],
    /// For each half the atoms it covers.
    pub halves: [Option<(u32, u32)>; 2],
    /// Expressions of the layer below, as numbers in the list that was given.
    pub dates: [Option<u32>; 2],
    half: u8,
}

impl Default for Kept {
    fn default() -> Self {
        Kept { values: [[f64::NAN; FIELDS.len()]; 2], halves: [None; 2], dates: [None; 2], half: 0 }
    }
}

/// Built-in classes: numbers that no list of words could hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Number {
    /// Any number, in figures or words.
    Any,
    /// "first", "3rd", "twenty-first".
    Ordinal,
    /// 1000 to 2199, four figures.
    Year,
    /// 1 to 2199.
    AnyYear,
    /// Two figures.
    TwoFigures,
    /// A year in words: "nineteen ninety-six".
    SpokenYear,
    /// 1 to 31, with or without "st", or in words as an ordinal.
    Day,
    /// 1 to 31 in one or two figures.
    DayFigures,
    /// 1 to 12 in one or two figures.
    MonthFigures,
    /// 0 to 24 in one or two figures.
    Hour,
    /// 00 to 59 in two figures.
    Minute,
    /// "10:30", "10.30", "10:30:15".
    Clock,
    /// 1 to 12 in figures or in words.
    HourWord,
    /// "half past seven", "20 past eight", "quarter to five".
    Past,
    /// "seven twenty-seven", "five-thirty".
    SpokenClock,
    /// 1 to 31 in words: "twenty-nine".
    DayWord,
    /// 20140915.
    Compact,
    /// 1100 to 2000 and the like, for decades: "1990".
    Decade,
}

/// The built-in classes by name.
const NUMBERS: [(&str, Number); 18] = [
    ("n", Number::Any),
    ("ord", Number::Ordinal),
    ("year", Number::Year),
    ("anyyear", Number::AnyYear),
    ("yy", Number::TwoFigures),
    ("spokenyear", Number::SpokenYear),
    ("day", Number::Day),
    ("dd", Number::DayFigures),
    ("mm", Number::MonthFigures),
    ("hour", Number::Hour),
    ("mi", Number::Minute),
    ("clock", Number::Clock),
    ("hourword", Number::HourWord),
    ("past", Number::Past),
    ("spokenclock", Number::SpokenClock),
    ("dayinwords", Number::DayWord),
    ("yyyymmdd", Number::Compact),
    ("decade", Number::Decade),
];

/// One piece of a pattern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Node {
    /// This word.
    Word(CompactString),
    /// A class of words, kept in a field.
    Class(u8, u16, bool),
    /// A built-in number, kept in a field.
    Number(u8, Number),
    /// No space.
    Glue,
    /// An expression of the layer below.
    Date(u8),
    /// One of several, or nothing where the flag is set.
    Any(Vec<Vec<Node>>, bool),
    /// The beginning or the end of a half.
    Open(u8),
    /// The end of a half.
    Close(u8),
}

/// The classes of words: `month`, `weekday`, `unit` and so on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Classes {
    /// Names, in the order of their numbers.
    pub names: Vec<CompactString>,
    /// By first word: class, the other words, value.
    pub entries: FxHashMap<CompactString, Vec<(u16, Vec<CompactString>, f64)>>,
    /// Words that must have a capital to be meant ("May").
    pub capital: Vec<CompactString>,
}

impl Classes {
    /// The number of a class.
    pub fn number(&self, name: &str) -> Option<u16> {
        self.names.iter().position(|n| n == name).map(|i| i as u16)
    }

    /// Adds a word, or several, to a class.
    pub fn add(&mut self, class: u16, words: &str, value: f64) {
        let mut pieces = cut_words(words).into_iter().map(|a| a.lower);
        if let Some(first) = pieces.next() {
            let rest: Vec<CompactString> = pieces.collect();
            let list = self.entries.entry(first).or_default();
            list.push((class, rest, value));
            // The longest first.
            list.sort_by_key(|(class, rest, _)| (*class, std::cmp::Reverse(rest.len())));
        }
    }
}

/// Reads a pattern line.
pub fn parse(line: &str, classes: &Classes) -> Result<Vec<Node>, String> {
    let mut reader = Reader { rest: line, classes, half: 0, date: 0 };
    let mut alternatives = reader.alternatives(None)?;
    if alternatives.len() == 1 {
        Ok(alternatives.remove(0))
    } else {
        Ok(vec![Node::Any(alternatives, false)])
    }
}

struct Reader<'a> {
    rest: &'a str,
    classes: &'a Classes,
    half: u8,
    date: u8,
}

impl Reader<'_> {
    fn alternatives(&mut self, close: Option<char>) -> Result<Vec<Vec<Node>>, String> {
        let mut all = vec![Vec::new()];
        loop {
            self.rest = self.rest.trim_start();
            let Some(c) = self.rest.chars().next() else {
                return match close {
                    None => Ok(all),
                    Some(c) => Err(format!("`{c}` is missing: close what is open")),
                };
            };
            if Some(c) == close {
                self.rest = &self.rest[1..];
                return Ok(all);
            }
            if c == '|' {
                self.rest = &self.rest[1..];
                all.push(Vec::new());
                continue;
            }
            let nodes = self.item(c)?;
            let last = all.last_mut().expect("never empty");
            if self.rest.starts_with('?') {
                self.rest = &self.rest[1..];
                last.push(match <[Node; 1]>::try_from(nodes) {
                    Ok([Node::Any(ways, _)]) => Node::Any(ways, true),
                    Ok([one]) => Node::Any(vec![vec![one]], true),
                    Err(several) => Node::Any(vec![several], true),
                });
            } else {
                last.extend(nodes);
            }
        }
    }

    fn item(&mut self, c: char) -> Result<Vec<Node>, String> {
        let body = |rest: &mut &str, end: char| -> Result<String, String> {
            let at = rest.find(end).ok_or_else(|| format!("`{end}` is missing"))?;
            let inside = rest[1..at].to_owned();
            *rest = &rest[at + 1..];
            Ok(inside)
        };
        match c {
            '(' => {
                self.rest = &self.rest[1..];
                Ok(vec![Node::Any(self.alternatives(Some(')'))?, false)])
            }
            '{' => {
                self.rest = &self.rest[1..];
                let half = self.half;
                if half > 1 {
                    return Err("a range has two ends, not three: take one pair of braces out".into());
                }
                self.half += 1;
                let mut ways = self.alternatives(Some('}'))?;
                let inside = if ways.len() == 1 { ways.remove(0) } else { vec![Node::Any(ways, false)] };
                let mut nodes = vec![Node::Open(half)];
                nodes.extend(inside);
                nodes.push(Node::Close(half));
                Ok(nodes)
            }
            '<' => {
                let inside = body(&mut self.rest, '>')?;
                let (inside, any_case) = match inside.strip_suffix('!') {
                    Some(name) => (name, true),
                    None => (inside.as_str(), false),
                };
                let (name, class) = inside.split_once(':').unwrap_or((inside, inside));
                let known = match class {
                    // Some classes fill a field of another name.
                    "anyyear" | "yy" | "spokenyear" | "yyyymmdd" => "year",
                    "dd" => "day",
                    "mm" => "month",
                    "mi" => "minute",
                    "clock" | "hourword" | "past" | "spokenclock" => "hour",
                    "dayinwords" => "day",
                    "ord" => "n",
                    _ => name,
                };
                let name = if name == class { known } else { name };
                let number = field(name)
                    .ok_or_else(|| format!("`{name}` is no field: use one of {}", FIELDS.join(", ")))?;
                if let Some((_, built_in)) = NUMBERS.iter().find(|(n, _)| *n == class) {
                    return Ok(vec![Node::Number(number, *built_in)]);
                }
                let class = self.classes.number(class).ok_or_else(|| {
                    format!(
                        "`{class}` is no class: add it to words.toml, or use one of {}",
                        self.classes.names.join(", ")
                    )
                })?;
                Ok(vec![Node::Class(number, class, any_case)])
            }
            '[' => {
                let inside = body(&mut self.rest, ']')?;
                if inside != "date" {
                    return Err(format!("`[{inside}]` is unknown: only [date] can stand here"));
                }
                let date = self.date.min(1);
                self.date += 1;
                Ok(vec![Node::Date(date)])
            }
            '~' => {
                self.rest = &self.rest[1..];
                Ok(vec![Node::Glue])
            }
            _ => {
                let end = self.rest.find(|c: char| c.is_whitespace() || "()<>[]{}|~?".contains(c));
                let end = end.unwrap_or(self.rest.len()).max(c.len_utf8());
                let word = &self.rest[..end];
                self.rest = &self.rest[end..];
                let pieces = cut_words(word);
                Ok(pieces.into_iter().map(|a| Node::Word(a.lower)).collect())
            }
        }
    }
}

/// What patterns are matched against.
pub struct Text<'a> {
    /// The atoms of a sentence.
    pub atoms: &'a [Atom],
    /// Classes of words.
    pub classes: &'a Classes,
    /// Number words.
    pub numerals: &'a Numerals,
    /// The layer below: first atom, one past the last.
    pub below: &'a [(usize, usize)],
}

impl Text<'_> {
    /// The longest match of a pattern that begins at `at`.
    pub fn longest(&self, nodes: &[Node], at: usize) -> Option<(usize, Kept)> {
        let mut best: Option<(usize, Kept)> = None;
        self.run(nodes, at, &Kept::default(), &mut |end, kept| {
            if end > at && best.as_ref().is_none_or(|(e, _)| end > *e) {
                best = Some((end, *kept));
            }
        });
        best
    }

    fn run(&self, nodes: &[Node], at: usize, kept: &Kept, then: &mut dyn FnMut(usize, &Kept)) {
        let Some((node, rest)) = nodes.split_first() else { return then(at, kept) };
        match node {
            Node::Word(word) => {
                if self.atoms.get(at).is_some_and(|a| a.lower == *word) {
                    self.run(rest, at + 1, kept, then);
                }
            }
            Node::Glue => {
                if self.atoms.get(at).is_some_and(|a| a.glued) {
                    self.run(rest, at, kept, then);
                }
            }
            Node::Open(half) => {
                let mut kept = *kept;
                kept.half = *half;
                kept.halves[usize::from(*half)] = Some((at as u32, at as u32));
                self.run(rest, at, &kept, then);
            }
            Node::Close(half) => {
                let mut kept = *kept;
                if let Some(span) = &mut kept.halves[usize::from(*half)] {
                    span.1 = at as u32;
                }
                self.run(rest, at, &kept, then);
            }
            Node::Any(ways, optional) => {
                for way in ways {
                    self.run(way, at, kept, &mut |end, kept| self.run(rest, end, kept, then));
                }
                if *optional {
                    self.run(rest, at, kept, then);
                }
            }
            Node::Date(slot) => {
                for (i, (from, to)) in self.below.iter().enumerate() {
                    if *from == at {
                        let mut kept = *kept;
                        kept.dates[usize::from(*slot)] = Some(i as u32);
                        self.run(rest, *to, &kept, then);
                    }
                }
            }
            Node::Class(field, class, any_case) => {
                let Some(atom) = self.atoms.get(at) else { return };
                let Some(entries) = self.classes.entries.get(&atom.lower) else { return };
                for (of, more, value) in entries {
                    if of != class
                        || !more
                            .iter()
                            .enumerate()
                            .all(|(i, w)| self.atoms.get(at + 1 + i).is_some_and(|a| a.lower == *w))
                        || !any_case
                            && !atom.capital
                            && more.is_empty()
                            && self.classes.capital.contains(&atom.lower)
                    {
                        continue;
                    }
                    let mut end = at + 1 + more.len();
                    let mut next = *kept;
                    next.values[usize::from(next.half)][usize::from(*field)] = *value;
                    // "Sept." and "Mon.": the point belongs to the abbreviation where the sentence goes on.
                    let short = atom.lower.len() <= 4 && atom.kind == AtomKind::Word;
                    if short
                        && self.atoms.get(end).is_some_and(|a| a.lower == "." && a.glued)
                        && end + 1 < self.atoms.len()
                    {
                        self.run(rest, end + 1, &next, then);
                    }
                    end = end.max(at + 1);
                    self.run(rest, end, &next, then);
                }
            }
            Node::Number(field, number) => {
                self.number(*number, at, &mut |end, values| {
                    let mut next = *kept;
                    let half = usize::from(next.half);
                    for (name, value) in values {
                        let slot = if *name == u8::MAX { *field } else { *name };
                        // A year in two figures is marked, for its century is yet to be found.
                        let short = slot == 0 && *number == Number::TwoFigures;
                        next.values[half][usize::from(slot)] = value + if short { 10_000.0 } else { 0.0 };
                    }
                    self.run(rest, end, &next, then);
                });
            }
        }
    }
}

/// The first words and classes that a pattern can begin with; none where it can begin with anything.
pub fn first(nodes: &[Node], words: &mut Vec<CompactString>, other: &mut bool) -> bool {
    for node in nodes {
        match node {
            Node::Open(_) | Node::Close(_) | Node::Glue => continue,
            Node::Word(word) => words.push(word.clone()),
            Node::Any(ways, optional) => {
                let mut empty = *optional;
                for way in ways {
                    empty |= first(way, words, other);
                }
                if empty {
                    continue;
                }
            }
            Node::Class(..) | Node::Number(..) | Node::Date(_) => *other = true,
        }
        return false;
    }
    true
}
