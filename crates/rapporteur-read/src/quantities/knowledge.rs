//! What `knowledge/quantities` says: number words, hedges, units, currencies, and words that make a number something else.

use std::collections::BTreeMap;

use compact_str::CompactString;
use rapporteur_text::reading::QuantityKind;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::numerals::{NumbersFile, Numerals};
use crate::dates::atoms::Atom;
use crate::dates::pattern::Classes;
use crate::knowledge::{Compiled, Faults, LoadError, Sources};

const FOLDER: &str = "quantities";
const SECTION: &str = "quantities";

/// How a hedge bounds its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bound {
    /// The number is the lower bound.
    Least,
    /// The number is the upper bound.
    Most,
    /// Neither.
    About,
    /// No hedge at all.
    Plain,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HedgesFile {
    least: Vec<String>,
    most: Vec<String>,
    about: Vec<String>,
    plain: Vec<String>,
    least_after: Vec<String>,
    most_after: Vec<String>,
    about_after: Vec<String>,
    #[serde(default)]
    example: Vec<String>,
}

/// Sentences that show what the file does.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Examples {
    #[serde(default)]
    example: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    vague: BTreeMap<String, f64>,
    counted: BTreeMap<String, f64>,
    lists: Lists,
    #[serde(default)]
    examples: Examples,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    labels: Vec<CompactString>,
    people: Vec<CompactString>,
    strong: Vec<CompactString>,
    never_before: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitsFile {
    measures: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    examples: Examples,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrenciesFile {
    currency: BTreeMap<String, Currency>,
    #[serde(default)]
    examples: Examples,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Currency {
    sign: Vec<String>,
    name: Vec<String>,
}

/// The classes of phrases, by their numbers in [`Classes`].
pub(super) const HEDGE: u16 = 0;
pub(super) const HEDGE_AFTER: u16 = 1;
pub(super) const VAGUE: u16 = 2;
pub(super) const COUNTED: u16 = 3;
pub(super) const UNIT: u16 = 4;
pub(super) const SIGN: u16 = 5;
pub(super) const CURRENCY: u16 = 6;
pub(super) const NEVER: u16 = 7;

/// What the stage knows: made once, shared by every article.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Knowledge {
    pub(super) numerals: Numerals,
    /// Phrases, longest first within a class.
    pub(super) phrases: Classes,
    /// Hedges: the phrase and what it does.
    pub(super) hedges: Vec<(String, Bound)>,
    /// Units and currencies by number: name in the record and kind.
    units: Vec<(String, u8)>,
    pub(super) labels: FxHashSet<CompactString>,
    pub(super) people: FxHashSet<CompactString>,
    pub(super) strong: FxHashSet<CompactString>,
}

impl Knowledge {
    /// The longest phrase of a class that begins at `at`: one past its last atom, and its value.
    pub(super) fn phrase(&self, class: u16, atoms: &[Atom], at: usize) -> Option<(usize, f64)> {
        let entries = self.phrases.entries.get(&atoms.get(at)?.lower)?;
        entries.iter().find_map(|(of, more, value)| {
            let fits = *of == class
                && more.iter().enumerate().all(|(i, w)| atoms.get(at + 1 + i).is_some_and(|a| a.lower == *w));
            fits.then_some((at + 1 + more.len(), *value))
        })
    }

    /// The unit of a number in the tables.
    pub(super) fn unit(&self, number: f64) -> (&str, QuantityKind) {
        match self.units.get(number as usize) {
            Some((name, 0)) => (name, QuantityKind::Percent),
            Some((name, 1)) => (name, QuantityKind::Money),
            Some((name, _)) => (name, QuantityKind::Measure),
            None => ("", QuantityKind::Count),
        }
    }
}

/// Reads and checks `knowledge/quantities`, and gives the section's bytes.
pub fn compile(root: &Sources, faults: &mut Faults) -> Vec<u8> {
    postcard::to_stdvec(&tables(root, faults)).unwrap_or_default()
}

/// Makes the tables from compiled knowledge.
pub fn load(compiled: &Compiled) -> Result<Knowledge, LoadError> {
    compiled.value::<Knowledge>(SECTION)
}

fn tables(root: &Sources, faults: &mut Faults) -> Knowledge {
    let mut out = Knowledge::default();
    let file = |name: &str| format!("{FOLDER}/{name}.toml");
    if let Some(numbers) = faults.toml::<NumbersFile>(root, file("numbers")) {
        out.numerals = numbers.into();
    }
    if let Some(hedges) = faults.toml::<HedgesFile>(root, file("hedges")) {
        let lists = [
            (HEDGE, Bound::Least, &hedges.least),
            (HEDGE, Bound::Most, &hedges.most),
            (HEDGE, Bound::About, &hedges.about),
            (HEDGE, Bound::Plain, &hedges.plain),
            (HEDGE_AFTER, Bound::Least, &hedges.least_after),
            (HEDGE_AFTER, Bound::Most, &hedges.most_after),
            (HEDGE_AFTER, Bound::About, &hedges.about_after),
        ];
        for (class, bound, words) in lists {
            for phrase in words {
                out.phrases.add(class, phrase, out.hedges.len() as f64);
                out.hedges.push((phrase.clone(), bound));
            }
        }
        check(&hedges.example, &[], &file("hedges"), faults);
    }
    if let Some(words) = faults.toml::<WordsFile>(root, file("words")) {
        for (phrase, low) in &words.vague {
            out.phrases.add(VAGUE, phrase, *low);
        }
        for (phrase, value) in &words.counted {
            out.phrases.add(COUNTED, phrase, *value);
        }
        for phrase in &words.lists.never_before {
            out.phrases.add(NEVER, phrase, 0.0);
        }
        out.labels = words.lists.labels.into_iter().collect();
        out.people = words.lists.people.into_iter().collect();
        out.strong = words.lists.strong.into_iter().collect();
        check(&words.examples.example, &words.examples.not, &file("words"), faults);
    }
    if let Some(units) = faults.toml::<UnitsFile>(root, file("units")) {
        for (name, words) in units.measures {
            let kind = if name.starts_with("percent") { 0 } else { 2 };
            for phrase in &words {
                out.phrases.add(UNIT, phrase, out.units.len() as f64);
            }
            out.units.push((name, kind));
        }
        check(&units.examples.example, &units.examples.not, &file("units"), faults);
    }
    if let Some(currencies) = faults.toml::<CurrenciesFile>(root, file("currencies")) {
        for (code, currency) in currencies.currency {
            if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
                faults.add(
                    file("currencies"),
                    0,
                    format!("`{code}` is no ISO 4217 code: use three capitals"),
                );
            }
            for (class, words) in [(SIGN, &currency.sign), (CURRENCY, &currency.name)] {
                for phrase in words {
                    out.phrases.add(class, phrase, out.units.len() as f64);
                }
            }
            out.units.push((code, 1));
        }
        check(&currencies.examples.example, &currencies.examples.not, &file("currencies"), faults);
    }
    out
}

/// Examples must be well formed; that they read as they say is tested.
fn check(example: &[String], not: &[String], file: &str, faults: &mut Faults) {
    for line in example {
        if line.matches('{').count() != line.matches(" = ").count() || !line.contains('{') {
            faults.add(file, 0, format!("example `{line}` needs {{words = value unit}}"));
        }
    }
    for line in not.iter().filter(|l| l.contains('{')) {
        faults.add(file, 0, format!("`{line}` stands under `not`: take the braces out"));
    }
}
