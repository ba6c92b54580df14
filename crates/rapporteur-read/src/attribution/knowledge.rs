//! What the stage knows: the words that report. Read from `knowledge/attribution`.

use std::path::Path;

use compact_str::{CompactString, format_compact};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::factuality;
use crate::knowledge::{Compiled, Faults, LoadError, Sources};

/// A class of words that report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Its name: "say", "deny", "promise".
    pub name: String,
    /// It puts something into words. Thinking, knowing and showing do not.
    pub speaks: bool,
    /// The saying is itself a deed: to accuse, to promise, to demand.
    pub act: bool,
    takes: u8,
}

/// How the content of a cue may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Take {
    Clause = 1,
    Quote = 2,
    Object = 4,
    Question = 8,
    To = 16,
}

impl Take {
    fn parse(word: &str) -> Option<Take> {
        Some(match word {
            "clause" => Take::Clause,
            "quote" => Take::Quote,
            "object" => Take::Object,
            "question" => Take::Question,
            "to" => Take::To,
            _ => return None,
        })
    }
}

impl Class {
    pub(super) fn takes(&self, take: Take) -> bool {
        self.takes & take as u8 != 0
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Section {
    classes: Vec<Class>,
    /// "v|say" (verb), "a|sure" (adjective), "n|claim" (noun): number of the class.
    words: Vec<(String, u16)>,
    /// "adv|reportedly", "prep|according to", "frame|in|word", "of|allegation".
    phrases: Vec<String>,
    /// fst set of the nouns that name a happening.
    events: Vec<u8>,
}

/// The stage's tables.
#[derive(Debug)]
pub struct Knowledge {
    classes: Vec<Class>,
    words: FxHashMap<CompactString, u16>,
    phrases: rustc_hash::FxHashSet<CompactString>,
    events: fst::Set<Vec<u8>>,
}

impl Knowledge {
    pub(super) fn class(&self, part: char, lemma: &str) -> Option<&Class> {
        self.words.get(&format_compact!("{part}|{lemma}")).and_then(|n| self.classes.get(usize::from(*n)))
    }

    pub(super) fn phrase(&self, kind: &str, words: &str) -> bool {
        self.phrases.contains(&format_compact!("{kind}|{words}"))
    }

    pub(super) fn is_event_noun(&self, lemma: &str) -> bool {
        self.events.contains(lemma)
    }

    /// The class that an attribution's rule names ("say/clause/announce").
    pub fn class_of(&self, rule: &str) -> Option<&Class> {
        let name = rule.split('/').next()?;
        self.classes.iter().find(|c| c.name == name)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerbFile {
    class: Vec<VerbRow>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerbRow {
    name: String,
    words: Vec<String>,
    #[serde(default)]
    part: Option<String>,
    #[serde(default = "yes")]
    speaks: bool,
    #[serde(default)]
    act: bool,
    takes: Vec<String>,
    #[serde(default)]
    example: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseFile {
    noun: Vec<PhraseRow>,
    adverb: Vec<PhraseRow>,
    preposition: Vec<PhraseRow>,
    frame: Vec<FrameRow>,
    denial: DenialRow,
    raising: Vec<PhraseRow>,
    carrier: Vec<PhraseRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseRow {
    words: Vec<String>,
    #[serde(default = "yes")]
    speaks: bool,
    #[serde(default)]
    of: bool,
    #[serde(default)]
    example: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DenialRow {
    not: Vec<String>,
    refusal: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameRow {
    preposition: String,
    words: Vec<String>,
}

const VERBS: &str = "attribution/verbs.toml";
const PHRASES: &str = "attribution/phrases.toml";

/// A sentence of the knowledge files with its cue, source and content marked: "{The mayor} \[said\] <that it fell>."
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file and the class that it stands in.
    pub place: String,
    /// The sentence without marks.
    pub sentence: String,
    /// The cue's words; empty for a `not` line: nothing is to be found.
    pub cue: String,
    /// The source's words, where there is one.
    pub source: Option<String>,
    /// First and last piece of the content.
    pub content: Option<(String, String)>,
}

fn example(place: &str, line: &str) -> Option<Example> {
    let between = |open: char, close: char| {
        let parts: Vec<String> =
            line.split(open).skip(1).filter_map(|p| p.split_once(close).map(|(a, _)| plain(a))).collect();
        parts
    };
    let content = between('<', '>');
    Some(Example {
        place: place.to_owned(),
        sentence: plain(line),
        cue: between('[', ']').first()?.clone(),
        source: between('{', '}').first().cloned(),
        content: content.first().cloned().zip(content.last().cloned()),
    })
}

fn plain(marked: &str) -> String {
    marked.chars().filter(|c| !"[]{}<>".contains(*c)).collect()
}

/// The example lines of the folder, for tests that parse them.
pub fn examples(root: &Sources, faults: &mut Faults) -> Vec<Example> {
    let mut lines: Vec<(String, Vec<String>, Vec<String>)> = Vec::new();
    if let Some(file) = faults.toml::<VerbFile>(root, VERBS) {
        lines.extend(file.class.into_iter().map(|r| (format!("{VERBS}: {}", r.name), r.example, r.not)));
    }
    if let Some(file) = faults.toml::<PhraseFile>(root, PHRASES) {
        for row in
            [file.noun, file.adverb, file.preposition, file.raising, file.carrier].into_iter().flatten()
        {
            lines.push((
                format!("{PHRASES}: {}", row.words.first().cloned().unwrap_or_default()),
                row.example,
                row.not,
            ));
        }
    }
    let mut out = Vec::new();
    for (place, yes, no) in lines {
        for line in yes {
            match example(&place, &line) {
                Some(e) => out.push(e),
                None => faults.add(&place, 0, format!("mark the example's cue with [ ]: {line}")),
            }
        }
        for line in no {
            let (sentence, cue) = (plain(&line), String::new());
            out.push(Example { place: place.clone(), sentence, cue, source: None, content: None });
        }
    }
    out
}

/// Checks `knowledge/attribution` and packs it.
pub fn compile(root: &Sources, faults: &mut Faults) -> Vec<u8> {
    let mut section = Section::default();
    let mut words: std::collections::BTreeMap<String, u16> = std::collections::BTreeMap::new();
    if let Some(file) = faults.toml::<VerbFile>(root, VERBS) {
        for row in file.class {
            let text = root.text(Path::new(VERBS)).unwrap_or_default();
            let wanted = format!("name = \"{}\"", row.name);
            let line = text.lines().position(|l| l.trim() == wanted).map_or(0, |n| n + 1);
            let part = match row.part.as_deref() {
                None | Some("verb") => 'v',
                Some("adjective") => 'a',
                Some(other) => {
                    faults.add(VERBS, line, format!("`part` is verb or adjective, not `{other}`"));
                    continue;
                }
            };
            let mut takes = 0;
            for take in &row.takes {
                match Take::parse(take) {
                    Some(t) => takes |= t as u8,
                    None => faults.add(
                        VERBS,
                        line,
                        format!("`takes` knows no `{take}`: see the head of the file"),
                    ),
                }
            }
            let class = section.classes.len() as u16;
            section.classes.push(Class { name: row.name, speaks: row.speaks, act: row.act, takes });
            for word in row.words {
                words.entry(format!("{part}|{word}")).or_insert(class);
            }
        }
    }
    if let Some(file) = faults.toml::<PhraseFile>(root, PHRASES) {
        for row in file.noun {
            let class = section.classes.len() as u16;
            let name = format!("noun {}", row.words.first().cloned().unwrap_or_default());
            section.classes.push(Class { name, speaks: row.speaks, act: false, takes: Take::Clause as u8 });
            for word in row.words {
                if row.of {
                    section.phrases.push(format!("of|{word}"));
                }
                words.entry(format!("n|{word}")).or_insert(class);
            }
        }
        for (kind, rows) in [
            ("adv", file.adverb),
            ("prep", file.preposition),
            ("raising", file.raising),
            ("carrier", file.carrier),
        ] {
            for word in rows.into_iter().flat_map(|r| r.words) {
                section.phrases.push(format!("{kind}|{word}"));
            }
        }
        section.phrases.extend(file.denial.not.iter().map(|w| format!("not|{w}")));
        section.phrases.extend(file.denial.refusal.iter().map(|w| format!("refusal|{w}")));
        for row in file.frame {
            section.phrases.extend(row.words.iter().map(|w| format!("frame|{}|{w}", row.preposition)));
        }
    }
    section.words = words.into_iter().collect();
    section.phrases.sort();
    section.events = factuality::event_nouns(root, faults);
    examples(root, faults);
    postcard::to_allocvec(&section).unwrap_or_default()
}

/// Reads the section `attribution`.
pub fn load(compiled: &Compiled) -> Result<Knowledge, LoadError> {
    let section: Section = compiled.value("attribution")?;
    Ok(Knowledge {
        classes: section.classes,
        words: section.words.into_iter().map(|(k, n)| (k.into(), n)).collect(),
        phrases: section.phrases.into_iter().map(Into::into).collect(),
        events: fst::Set::new(section.events).map_err(|_| LoadError::Section("attribution".to_owned()))?,
    })
}
