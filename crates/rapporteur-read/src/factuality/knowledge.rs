//! What the stage knows: how words bear on the happenings beside them. Read from `knowledge/factuality`.

use std::path::Path;

use compact_str::{CompactString, format_compact};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::knowledge::{Compiled, Faults, LoadError, Sources};

/// What a word says of the happening that is its complement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// As the word itself.
    Follows,
    /// As the word itself, but it does not happen.
    Fails,
    /// It happened, whatever becomes of the word.
    Fact,
    /// As its own words say.
    Told,
    /// Is to come.
    Future,
    /// Is not to come.
    FutureNot,
    /// Neither asserted nor denied.
    Hypothetical,
    /// It did not happen.
    Not,
}

impl Effect {
    fn parse(word: &str) -> Option<Effect> {
        Some(match word {
            "follows" => Effect::Follows,
            "fails" => Effect::Fails,
            "fact" => Effect::Fact,
            "told" => Effect::Told,
            "future" => Effect::Future,
            "future not" => Effect::FutureNot,
            "hypothetical" => Effect::Hypothetical,
            "not" => Effect::Not,
            _ => return None,
        })
    }
}

/// What a single word makes of the happening that it stands by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Makes {
    /// Leaves it as told.
    Actual,
    /// Is to come.
    Future,
    /// Is supposed.
    Hypothetical,
    /// Does not happen.
    Not,
    /// Came close: does not happen, whatever else is denied.
    Almost,
    /// Future under a report in the past, else supposed.
    Would,
    /// Is to come where the verb stands in the present.
    FutureIfPresent,
    /// As the clause above it.
    Follows,
    /// Is to come where the verb is progressive and its day is named.
    Day,
}

impl Makes {
    fn parse(word: &str) -> Option<Makes> {
        Some(match word {
            "actual" => Makes::Actual,
            "future" => Makes::Future,
            "hypothetical" => Makes::Hypothetical,
            "not" => Makes::Not,
            "almost" => Makes::Almost,
            "would" => Makes::Would,
            "future if present" => Makes::FutureIfPresent,
            "follows" => Makes::Follows,
            "a day" => Makes::Day,
            _ => return None,
        })
    }
}

/// Kind of the single words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Modal,
    Adverb,
    Attribute,
    Determiner,
    Conjunction,
    Result,
}

impl Kind {
    fn letter(self) -> char {
        match self {
            Kind::Modal => 'm',
            Kind::Adverb => 'a',
            Kind::Attribute => 't',
            Kind::Determiner => 'd',
            Kind::Conjunction => 'c',
            Kind::Result => 'r',
        }
    }
}

/// What a word says of its complement, when it holds and when it is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signature {
    pub asserted: Effect,
    pub denied: Effect,
    pub class: u16,
}

#[derive(Default, Serialize, Deserialize)]
struct Section {
    classes: Vec<String>,
    /// "v|manage|to"
    signatures: Vec<(String, Signature)>,
    /// "m|will"
    words: Vec<(String, Makes)>,
    /// fst set of the event nouns.
    nouns: Vec<u8>,
}

/// The stage's tables.
#[derive(Debug)]
pub struct Knowledge {
    classes: Vec<String>,
    signatures: FxHashMap<CompactString, Signature>,
    words: FxHashMap<CompactString, Makes>,
    nouns: fst::Set<Vec<u8>>,
}

impl Knowledge {
    /// What this word (`v` verb, `a` adjective, `n` noun) says of a complement in this frame.
    pub(crate) fn signature(&self, part: char, lemma: &str, frame: &str) -> Option<Signature> {
        self.signatures.get(&format_compact!("{part}|{lemma}|{frame}")).copied()
    }

    /// Name of a class of signatures.
    pub(crate) fn class(&self, signature: Signature) -> &str {
        self.classes.get(usize::from(signature.class)).map_or("", String::as_str)
    }

    /// What this word makes of the happening by it.
    pub(crate) fn word(&self, kind: Kind, lemma: &str) -> Option<Makes> {
        self.words.get(&format_compact!("{}|{lemma}", kind.letter())).copied()
    }

    /// Is this the name of a happening?
    pub fn is_event_noun(&self, lemma: &str) -> bool {
        self.nouns.contains(lemma)
            || lemma.rsplit_once('-').is_some_and(|(_, last)| last.len() > 2 && self.nouns.contains(last))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ComplementFile {
    class: Vec<ClassRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassRow {
    name: String,
    words: Vec<String>,
    #[serde(default)]
    part: Option<String>,
    frames: Vec<String>,
    asserted: String,
    #[serde(default)]
    denied: Option<String>,
    #[serde(default)]
    example: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    #[serde(default)]
    modal: Vec<WordRow>,
    #[serde(default)]
    adverb: Vec<WordRow>,
    #[serde(default)]
    attribute: Vec<WordRow>,
    #[serde(default)]
    determiner: Vec<WordRow>,
    #[serde(default)]
    conjunction: Vec<WordRow>,
    #[serde(default)]
    result: Vec<WordRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordRow {
    words: Vec<String>,
    makes: String,
    #[serde(default)]
    example: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NounFile {
    nouns: Vec<String>,
    never: Vec<String>,
}

const COMPLEMENTS: &str = "factuality/complements.toml";
const WORDS: &str = "factuality/words.toml";
const NOUNS: &str = "factuality/event-nouns.toml";
const DERIVED: &str = "factuality/nominalisations.tsv";

/// A sentence of the knowledge files with a word in brackets and what is said of it: "The guards did not \[leave\]. = actual
/// negative".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file and the class or word list that it stands in.
    pub place: String,
    /// The sentence, without the brackets.
    pub sentence: String,
    /// First byte of the bracketed word.
    pub at: usize,
    /// "actual", "future negative", …
    pub expected: String,
    /// A `not` line: the expected value must not come out.
    pub not: bool,
}

fn example(place: &str, line: &str, not: bool) -> Option<Example> {
    let (sentence, expected) = line.rsplit_once(" = ")?;
    let (open, close) = (sentence.find('[')?, sentence.find(']')?);
    let word = sentence.get(open + 1..close)?;
    Some(Example {
        place: place.to_owned(),
        sentence: format!("{}{word}{}", &sentence[..open], &sentence[close + 1..]),
        at: open,
        expected: expected.trim().to_owned(),
        not,
    })
}

/// The example lines of the folder, for tests that parse them.
pub fn examples(root: &Sources, faults: &mut Faults) -> Vec<Example> {
    let mut lines: Vec<(String, String, bool)> = Vec::new();
    let mut take = |place: String, yes: Vec<String>, no: Vec<String>| {
        lines.extend(yes.into_iter().map(|l| (place.clone(), l, false)));
        lines.extend(no.into_iter().map(|l| (place.clone(), l, true)));
    };
    if let Some(file) = faults.toml::<ComplementFile>(root, COMPLEMENTS) {
        for row in file.class {
            take(format!("{COMPLEMENTS}: {}", row.name), row.example, row.not);
        }
    }
    if let Some(file) = faults.toml::<WordFile>(root, WORDS) {
        for row in [file.modal, file.adverb, file.attribute, file.determiner, file.conjunction, file.result]
            .into_iter()
            .flatten()
        {
            take(format!("{WORDS}: {}", row.words.join(", ")), row.example, row.not);
        }
    }
    let mut out = Vec::new();
    for (place, line, not) in lines {
        match example(&place, &line, not) {
            Some(e) => out.push(e),
            None => faults.add(
                &place,
                0,
                format!("write the example as `A [word] in a sentence. = actual`: {line}"),
            ),
        }
    }
    out
}

/// The line of a file that holds these words first, from 1.
fn line_of(root: &Sources, file: &str, words: &str) -> usize {
    let text = root.text(Path::new(file)).unwrap_or_default();
    text.lines().position(|l| l.contains(words)).map_or(0, |n| n + 1)
}

/// Checks `knowledge/factuality` and packs it.
pub fn compile(root: &Sources, faults: &mut Faults) -> Vec<u8> {
    let mut section = Section::default();
    let mut signatures: FxHashMap<String, Signature> = FxHashMap::default();
    if let Some(file) = faults.toml::<ComplementFile>(root, COMPLEMENTS) {
        for row in file.class {
            add_class(root, row, &mut section, &mut signatures, faults);
        }
    }
    section.signatures = signatures.into_iter().collect();
    section.signatures.sort_by(|a, b| a.0.cmp(&b.0));
    let mut words: FxHashMap<String, Makes> = FxHashMap::default();
    if let Some(file) = faults.toml::<WordFile>(root, WORDS) {
        for (kind, rows) in [
            (Kind::Modal, file.modal),
            (Kind::Adverb, file.adverb),
            (Kind::Attribute, file.attribute),
            (Kind::Determiner, file.determiner),
            (Kind::Conjunction, file.conjunction),
            (Kind::Result, file.result),
        ] {
            for row in rows {
                let Some(makes) = Makes::parse(&row.makes) else {
                    let line = line_of(root, WORDS, &format!("\"{}\"", row.makes));
                    faults.add(
                        WORDS,
                        line,
                        format!("`makes` knows no `{}`: see the head of the file", row.makes),
                    );
                    continue;
                };
                for word in row.words {
                    words.entry(format!("{}|{word}", kind.letter())).or_insert(makes);
                }
            }
        }
    }
    section.words = words.into_iter().collect();
    section.words.sort_by(|a, b| a.0.cmp(&b.0));
    section.nouns = event_nouns(root, faults);
    examples(root, faults);
    postcard::to_allocvec(&section).unwrap_or_default()
}

fn add_class(
    root: &Sources,
    row: ClassRow,
    section: &mut Section,
    signatures: &mut FxHashMap<String, Signature>,
    faults: &mut Faults,
) {
    let line = || line_of(root, COMPLEMENTS, &format!("name = \"{}\"", row.name));
    let part = match row.part.as_deref() {
        None | Some("verb") => 'v',
        Some("adjective") => 'a',
        Some("noun") => 'n',
        Some(other) => {
            return faults.add(
                COMPLEMENTS,
                line(),
                format!("`part` is verb, adjective or noun, not `{other}`"),
            );
        }
    };
    let denied = row.denied.as_deref().unwrap_or("hypothetical");
    let (Some(asserted), Some(denied)) = (Effect::parse(&row.asserted), Effect::parse(denied)) else {
        return faults.add(
            COMPLEMENTS,
            line(),
            "`asserted` or `denied` is no word of the list at the file's head",
        );
    };
    if row.words.is_empty() || row.frames.is_empty() {
        return faults.add(COMPLEMENTS, line(), "a class needs words and frames");
    }
    let class = section.classes.len() as u16;
    section.classes.push(row.name.clone());
    for word in &row.words {
        for frame in &row.frames {
            signatures.entry(format!("{part}|{word}|{frame}")).or_insert(Signature {
                asserted,
                denied,
                class,
            });
        }
    }
}

pub(crate) fn event_nouns(root: &Sources, faults: &mut Faults) -> Vec<u8> {
    let mut nouns = std::collections::BTreeSet::new();
    if let Some(text) = faults.read(root, DERIVED) {
        for (n, line) in text.lines().enumerate().skip(1).filter(|(_, l)| !l.starts_with('#')) {
            match line.split_once('\t') {
                Some((noun, verb)) if !noun.is_empty() && !verb.is_empty() => {
                    nouns.insert(noun.to_owned());
                }
                _ => faults.add(DERIVED, n + 1, "a row is a noun, a tab, its verb"),
            }
        }
    }
    if let Some(file) = faults.toml::<NounFile>(root, NOUNS) {
        nouns.extend(file.nouns);
        for word in file.never {
            nouns.remove(&word);
        }
    }
    fst::Set::from_iter(nouns).map(|set| set.into_fst().into_inner()).unwrap_or_default()
}

/// Reads the section `factuality`.
pub fn load(compiled: &Compiled) -> Result<Knowledge, LoadError> {
    let section: Section = compiled.value("factuality")?;
    let nouns = fst::Set::new(section.nouns).map_err(|_| LoadError::Section("factuality".to_owned()))?;
    Ok(Knowledge {
        classes: section.classes,
        signatures: section.signatures.into_iter().map(|(k, s)| (k.into(), s)).collect(),
        words: section.words.into_iter().map(|(k, m)| (k.into(), m)).collect(),
        nouns,
    })
}
