//! Numbers, in figures and in words: "1,200", "2.5bn", "three dozen", "half a million", "two and a half".

use std::collections::BTreeMap;

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::dates::atoms::{Atom, AtomKind};

/// What a number word does to the number it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Part {
    /// Adds: "eight", "twenty".
    Add(f64),
    /// Multiplies: "hundred", "million".
    Scale(f64),
}

/// The number words of `knowledge/quantities/numbers.toml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Numerals {
    words: FxHashMap<CompactString, Part>,
    /// Endings that may be glued to figures: "40m", "2.5bn".
    glued: FxHashMap<CompactString, f64>,
    ordinals: FxHashMap<CompactString, f64>,
}

/// `knowledge/quantities/numbers.toml` as it stands in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumbersFile {
    units: BTreeMap<CompactString, f64>,
    scales: BTreeMap<CompactString, f64>,
    glued: BTreeMap<CompactString, f64>,
    ordinals: BTreeMap<CompactString, f64>,
}

impl From<NumbersFile> for Numerals {
    fn from(file: NumbersFile) -> Self {
        let units = file.units.into_iter().map(|(w, v)| (w, Part::Add(v)));
        let scales = file.scales.into_iter().map(|(w, v)| (w, Part::Scale(v)));
        Numerals {
            words: units.chain(scales).collect(),
            glued: file.glued.into_iter().collect(),
            ordinals: file.ordinals.into_iter().collect(),
        }
    }
}

/// A number that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numeral {
    /// One past its last atom.
    pub end: usize,
    /// Its value.
    pub value: f64,
    /// Begins with figures.
    pub figures: bool,
    /// Begins with "a" or "an" ("a hundred").
    pub article: bool,
}

/// The value of a run of figures: commas between thousands, one decimal point. "12.30.5" and "1,2" have none.
pub fn figures(text: &str) -> Option<f64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.contains([',', '.']) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    if whole.contains(',') && (first.is_empty() || first.len() > 3 || groups.any(|g| g.len() != 3)) {
        // Lakhs and crores: "1,50,000".
        let rest: Vec<&str> = whole.split(',').skip(1).collect();
        let indian = first.len() <= 2
            && rest
                .split_last()
                .is_some_and(|(last, mid)| last.len() == 3 && mid.iter().all(|g| g.len() == 2));
        if !indian {
            return None;
        }
    }
    text.replace(',', "").parse().ok()
}

impl Numerals {
    /// Reads the number that begins at `at`, as long as it goes. A bare "a" is none; "a hundred" is one.
    pub fn read(&self, atoms: &[Atom], at: usize) -> Option<Numeral> {
        let first = atoms.get(at)?;
        if first.kind == AtomKind::Number {
            let mut value = figures(&first.lower)?;
            let mut end = at + 1;
            if let Some(next) = atoms.get(end).filter(|n| n.glued) {
                if let Some(scale) = self.glued.get(&next.lower) {
                    return Some(Numeral {
                        end: end + 1,
                        value: value * scale,
                        figures: true,
                        article: false,
                    });
                }
                // A fraction like "3/4" is not read.
                if next.lower == "/" || next.lower == ":" {
                    return Some(Numeral { end, value, figures: true, article: false });
                }
            }
            // "2½"
            if let Some(part) = atoms.get(end).filter(|n| n.glued).and_then(|n| fraction(&n.lower)) {
                value += part;
                end += 1;
            }
            // "2 1/2"
            if let Some(part) = vulgar(atoms, end).filter(|_| value.fract() == 0.0) {
                value += part;
                end += 3;
            }
            while let Some(scale) = self.scale(atoms, end) {
                value *= scale;
                end += 1;
            }
            // "1 million 200 thousand" is too rare to read; "two million and a half" too.
            return Some(Numeral { end, value, figures: true, article: false });
        }
        if let Some(value) = fraction(&first.lower) {
            return Some(Numeral { end: at + 1, value, figures: true, article: false });
        }
        self.words(atoms, at)
    }

    fn scale(&self, atoms: &[Atom], at: usize) -> Option<f64> {
        match self.words.get(&atoms.get(at)?.lower) {
            Some(Part::Scale(scale)) => Some(*scale),
            _ => None,
        }
    }

    fn words(&self, atoms: &[Atom], at: usize) -> Option<Numeral> {
        let word = |i: usize| atoms.get(i).map(|a| a.lower.as_str()).unwrap_or_default();
        let done = |end, value, article| Some(Numeral { end, value, figures: false, article });
        let mut at_now = at;
        let article = matches!(word(at), "a" | "an");
        if word(at) == "half" {
            // "half a million", "half a dozen"
            let skip = if matches!(word(at + 1), "a" | "an") { 2 } else { 1 };
            let scale = self.scale(atoms, at + skip)?;
            return done(at + skip + 1, scale / 2.0, false);
        }
        let (mut total, mut current, mut any) = (0.0, 0.0, false);
        if article {
            self.scale(atoms, at + 1)?;
            current = 1.0;
            at_now += 1;
        }
        let mut last_small = false;
        loop {
            match self.words.get(word(at_now)) {
                Some(Part::Add(v)) => {
                    // "nineteen ninety" is two numbers here; "twenty five" is one.
                    let fits = !last_small || (*v < 10.0 && current % 10.0 == 0.0 && current % 100.0 >= 20.0);
                    if !fits || (*v >= 1.0 && v.fract() == 0.0 && any && current % 10.0 != 0.0 && last_small)
                    {
                        break;
                    }
                    current += v;
                    last_small = true;
                }
                Some(Part::Scale(s)) => {
                    if !any && !article && current == 0.0 && !matches!(*s as u64, 12 | 20) {
                        // "hundred people" without an article: one hundred.
                        current = 1.0;
                    } else if current == 0.0 {
                        current = 1.0;
                    }
                    current *= s;
                    if *s >= 1000.0 {
                        total += current;
                        current = 0.0;
                    }
                    last_small = false;
                }
                None => {
                    // "two hundred and six", "two and a half", "twenty-five"
                    let and = word(at_now) == "and" && any;
                    if and && word(at_now + 1) == "a" && word(at_now + 2) == "half" {
                        return done(at_now + 3, (total + current) + 0.5, article);
                    }
                    let hyphen = word(at_now) == "-" && any && atoms[at_now].glued;
                    let adds = matches!(self.words.get(word(at_now + 1)), Some(Part::Add(_)));
                    let scaled = matches!(self.words.get(word(at_now + 1)), Some(Part::Scale(_)));
                    let fits = and && adds && !last_small && (current >= 100.0 || total >= 1000.0)
                        || hyphen
                            && atoms[at_now + 1..].first().is_some_and(|a| a.glued)
                            && (adds && last_small && current % 10.0 == 0.0 || scaled);
                    if !fits {
                        break;
                    }
                    at_now += 1;
                    continue;
                }
            }
            any = true;
            at_now += 1;
        }
        if !any {
            return None;
        }
        done(at_now, total + current, article)
    }

    /// Reads an ordinal: "3rd", "third", "twenty-first". Gives its end and value.
    pub fn ordinal(&self, atoms: &[Atom], at: usize) -> Option<(usize, f64)> {
        let first = atoms.get(at)?;
        if first.kind == AtomKind::Number {
            let next = atoms.get(at + 1).filter(|n| n.glued)?;
            let ending = matches!(next.lower.as_str(), "st" | "nd" | "rd" | "th");
            return figures(&first.lower).filter(|_| ending).map(|v| (at + 2, v));
        }
        if let Some(v) = self.ordinals.get(&first.lower) {
            return Some((at + 1, *v));
        }
        let Some(Part::Add(tens)) = self.words.get(&first.lower) else { return None };
        if *tens < 20.0 || tens % 10.0 != 0.0 {
            return None;
        }
        let next = at + 1 + usize::from(atoms.get(at + 1).is_some_and(|a| a.lower == "-"));
        let ones = self.ordinals.get(&atoms.get(next)?.lower).filter(|v| **v < 10.0)?;
        Some((next + 1, tens + ones))
    }

    /// Is this word part of a number?
    pub fn is_number_word(&self, lower: &str) -> bool {
        self.words.contains_key(lower) || fraction(lower).is_some()
    }

    /// The words below a hundred that a spoken year is made of: "nineteen", "ninety".
    pub(crate) fn small(&self, lower: &str) -> Option<f64> {
        match self.words.get(lower) {
            Some(Part::Add(v)) => Some(*v),
            _ => None,
        }
    }
}

/// A fraction in one sign.
fn fraction(sign: &str) -> Option<f64> {
    Some(match sign {
        "½" => 0.5,
        "¼" => 0.25,
        "¾" => 0.75,
        "⅓" => 1.0 / 3.0,
        "⅔" => 2.0 / 3.0,
        _ => return None,
    })
}

/// "1/2" as three atoms.
fn vulgar(atoms: &[Atom], at: usize) -> Option<f64> {
    let (top, bar, bottom) = (atoms.get(at)?, atoms.get(at + 1)?, atoms.get(at + 2)?);
    if bar.lower != "/" || !bar.glued || !bottom.glued {
        return None;
    }
    let (top, bottom) = (figures(&top.lower)?, figures(&bottom.lower)?);
    (top < bottom && bottom <= 10.0).then(|| top / bottom)
}
