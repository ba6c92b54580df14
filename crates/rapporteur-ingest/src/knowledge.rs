//! What ingest knows of news pages: kinds of furniture, labels of date lines, time zones, agencies. The tables stand in
//! `knowledge/ingest/` and are part of the program; their example lines are tests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

/// Everything that the tables say, ready for use.
#[derive(Debug)]
pub(crate) struct Knowledge {
    pub furniture: Vec<Furniture>,
    pub date_labels: BTreeSet<String>,
    pub update_labels: BTreeSet<String>,
    pub media_nouns: BTreeSet<String>,
    pub sections: BTreeSet<String>,
    pub agencies: BTreeMap<String, String>,
    pub roles: BTreeSet<String>,
    pub particles: BTreeSet<String>,
    pub no_names: BTreeSet<String>,
    pub zones: BTreeMap<String, String>,
    pub saved: Vec<Saved>,
    pub boxes: Boxes,
}

/// What a program that saves pages writes into them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Saved {
    /// Its name, for people.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests name it"))]
    pub by: String,
    /// The comment, with a group `day`.
    #[serde(deserialize_with = "pattern")]
    pub pattern: Regex,
    /// Comments and the day in each.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read them"))]
    pub example: Vec<(String, String)>,
}

/// Names of elements that hold no article.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Boxes {
    /// Words in the class or id of an element.
    pub words: BTreeSet<String>,
    /// The same, of two words that stand side by side.
    pub pairs: BTreeSet<(String, String)>,
}

/// A kind of line that is not the story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Furniture {
    /// Its name, for people and for the note that a line goes with.
    pub kind: String,
    /// Where it holds.
    pub place: Place,
    #[serde(default)]
    whole: BTreeSet<String>,
    #[serde(default)]
    starts: Vec<String>,
    #[serde(default)]
    holds: Vec<String>,
    #[serde(default, deserialize_with = "patterns")]
    pattern: Vec<Regex>,
    #[serde(default = "longest")]
    longest: usize,
    /// Whole sentences are never meant, whatever they begin with.
    #[serde(default)]
    no_sentences: bool,
    /// The short lines under it go with it.
    #[serde(default)]
    pub below: bool,
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read them"))]
    example: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read them"))]
    not: Vec<String>,
}

/// Where on the page a row of furniture holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    Any,
    Head,
    Foot,
}

fn longest() -> usize {
    140
}

fn patterns<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Regex>, D::Error> {
    let sources = Vec::<String>::deserialize(from)?;
    sources
        .iter()
        .map(|s| RegexBuilder::new(s).case_insensitive(true).build().map_err(serde::de::Error::custom))
        .collect()
}

fn pattern<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Regex, D::Error> {
    let source = String::deserialize(from)?;
    RegexBuilder::new(&source)
        .case_insensitive(true)
        .dot_matches_new_line(true)
        .build()
        .map_err(serde::de::Error::custom)
}

#[derive(Deserialize)]
struct SavedFile {
    saved: Vec<Saved>,
}

#[derive(Deserialize)]
struct FurnitureFile {
    furniture: Vec<Furniture>,
}

#[derive(Deserialize)]
struct LinesFile {
    date_labels: BTreeSet<String>,
    update_labels: BTreeSet<String>,
    media_nouns: BTreeSet<String>,
    sections: BTreeSet<String>,
    agencies: BTreeMap<String, String>,
    titles: Titles,
}

#[derive(Deserialize)]
struct Titles {
    roles: BTreeSet<String>,
    particles: BTreeSet<String>,
    no_names: BTreeSet<String>,
}

#[derive(Deserialize)]
struct ZonesFile {
    zone: BTreeMap<String, String>,
}

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    // The tables are compiled in and every test reads them: they cannot be wrong at run time.
    let furniture: FurnitureFile = toml::from_str(include_str!("../../../knowledge/ingest/furniture.toml"))
        .expect("knowledge/ingest/furniture.toml is valid");
    let lines: LinesFile = toml::from_str(include_str!("../../../knowledge/ingest/lines.toml"))
        .expect("knowledge/ingest/lines.toml is valid");
    let zones: ZonesFile = toml::from_str(include_str!("../../../knowledge/ingest/zones.toml"))
        .expect("knowledge/ingest/zones.toml is valid");
    let saved: SavedFile = toml::from_str(include_str!("../../../knowledge/ingest/saved.toml"))
        .expect("knowledge/ingest/saved.toml is valid");
    let boxes: Boxes = toml::from_str(include_str!("../../../knowledge/ingest/boxes.toml"))
        .expect("knowledge/ingest/boxes.toml is valid");
    Knowledge {
        furniture: furniture.furniture,
        date_labels: lines.date_labels,
        update_labels: lines.update_labels,
        media_nouns: lines.media_nouns,
        sections: lines.sections,
        agencies: lines.agencies,
        roles: lines.titles.roles,
        particles: lines.titles.particles,
        no_names: lines.titles.no_names,
        zones: zones.zone,
        saved: saved.saved,
        boxes,
    }
});

/// The tables.
pub(crate) fn knowledge() -> &'static Knowledge {
    &KNOWLEDGE
}

impl Furniture {
    /// Does this row meet the line? `plain` is the line as [`plain`] makes it.
    fn meets(&self, line: &str, plain: &str) -> bool {
        let chars = plain.chars().count();
        if chars > self.longest || (self.no_sentences && is_sentence(plain)) {
            return false;
        }
        let bare = plain.trim_matches(|c: char| !c.is_alphanumeric() && !"(©".contains(c));
        self.whole.contains(bare.trim_end_matches('(').trim())
            || self.starts.iter().any(|s| starts(bare, s))
            || self.holds.iter().any(|s| plain.contains(s.as_str()))
            || self.pattern.iter().any(|p| p.is_match(line.trim()))
    }
}

/// Six words or more that end in a full stop.
fn is_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '\'', ')', ' ']).ends_with('.') && line.split(' ').count() >= 6
}

/// Does the line begin with these words, ending at the end of a word?
fn starts(line: &str, words: &str) -> bool {
    line.strip_prefix(words).is_some_and(|rest| {
        !words.ends_with(char::is_alphabetic) || !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-')
    })
}

/// A line for comparison: lower case, straight quotation marks, single spaces.
pub(crate) fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            match c {
                '’' | '‘' | 'ʼ' => out.push('\''),
                '“' | '”' => out.push('"'),
                _ => out.extend(c.to_lowercase()),
            }
        }
    }
    out
}

/// The first row that meets a line, of those that hold at a place.
pub(crate) fn furniture(line: &str, place: Place) -> Option<&'static Furniture> {
    let plain = plain(line);
    knowledge()
        .furniture
        .iter()
        .find(|row| (row.place == Place::Any || row.place == place) && row.meets(line, &plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_meet_their_rows_and_counter_examples_none() {
        for row in &knowledge().furniture {
            assert!(!row.example.is_empty(), "{}: no example", row.kind);
            for line in &row.example {
                assert!(row.meets(line, &plain(line)), "{}: {line:?} should meet it", row.kind);
            }
            for line in &row.not {
                for place in [Place::Head, Place::Foot] {
                    let met = furniture(line, place).map(|r| &r.kind);
                    assert_eq!(met, None, "{}: {line:?}", row.kind);
                }
            }
        }
    }

    #[test]
    fn every_zone_can_be_read() {
        for (name, rule) in &knowledge().zones {
            let fine = crate::date_line::offset(rule).is_some() || jiff::tz::TimeZone::posix(rule).is_ok();
            assert!(fine, "zone {name}: {rule:?} is neither an offset nor a POSIX rule");
        }
    }
}
