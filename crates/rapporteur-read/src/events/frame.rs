//! Frames: the entries of `knowledge/events/`, as they are written, checked and kept.
//!
//! A frame says which words make an event of which PLOVER type, what must stand around them, and in which slots its actor and
//! recipient are found. The format is told in `knowledge/events/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::knowledge::{Compiled, Faults, LoadError, Sources};

/// Name of the section in the compiled knowledge.
pub const SECTION: &str = "events";
const FOLDER: &str = "events";

/// The sixteen types of PLOVER 2021 with quad class and score (manual, table of conflict-cooperation scores).
pub const TYPES: [(&str, &str, f32); 16] = [
    ("AGREE", "verbal cooperation", 2.5),
    ("CONSULT", "verbal cooperation", 2.5),
    ("SUPPORT", "verbal cooperation", 5.0),
    ("CONCEDE", "verbal cooperation", 4.5),
    ("COOPERATE", "material cooperation", 9.5),
    ("AID", "material cooperation", 10.0),
    ("RETREAT", "material cooperation", 6.5),
    ("REQUEST", "verbal conflict", 0.0),
    ("ACCUSE", "verbal conflict", -3.0),
    ("REJECT", "verbal conflict", -2.0),
    ("THREATEN", "verbal conflict", -3.5),
    ("PROTEST", "material conflict", -5.0),
    ("SANCTION", "material conflict", -6.0),
    ("MOBILIZE", "material conflict", -5.5),
    ("COERCE", "material conflict", -7.0),
    ("ASSAULT", "material conflict", -9.0),
];

/// Scores of the modes that have one of their own (same table).
const MODES: [(&str, &str, f32); 53] = [
    ("CONSULT", "visit", 4.0),
    ("CONSULT", "third-party", 1.0),
    ("CONSULT", "multilateral", 4.0),
    ("CONSULT", "phone", 1.5),
    ("RETREAT", "withdraw", 8.0),
    ("RETREAT", "release", 6.5),
    ("RETREAT", "disarm", 10.0),
    ("RETREAT", "ceasefire", 7.5),
    ("RETREAT", "access", 6.5),
    ("RETREAT", "resign", 4.5),
    ("REQUEST", "assist", 0.5),
    ("REQUEST", "change", -1.0),
    ("REQUEST", "yield", -1.0),
    ("REQUEST", "meet", 0.0),
    ("ACCUSE", "disapprove", -2.0),
    ("ACCUSE", "investigate", -3.5),
    ("ACCUSE", "allege", -3.5),
    ("REJECT", "assist", -1.5),
    ("REJECT", "change", -2.0),
    ("REJECT", "yield", -2.0),
    ("REJECT", "meet", -2.0),
    ("THREATEN", "restrict", -3.0),
    ("THREATEN", "arrest", -3.5),
    ("THREATEN", "relations", -3.5),
    ("THREATEN", "expel", -3.5),
    ("THREATEN", "territory", -4.0),
    ("THREATEN", "violence", -3.5),
    ("PROTEST", "demo", -5.0),
    ("PROTEST", "riot", -7.0),
    ("PROTEST", "strike", -5.0),
    ("PROTEST", "hunger", -4.5),
    ("PROTEST", "boycott", -4.5),
    ("PROTEST", "obstruct", -4.5),
    ("PROTEST", "vandalize", -5.0),
    ("SANCTION", "convict", -6.0),
    ("SANCTION", "expel", -5.5),
    ("SANCTION", "withdraw", -6.0),
    ("SANCTION", "discontinue", -6.0),
    ("MOBILIZE", "troops", -6.5),
    ("MOBILIZE", "weapons", -6.5),
    ("MOBILIZE", "police", -5.5),
    ("MOBILIZE", "militia", -6.0),
    ("COERCE", "seize", -7.0),
    ("COERCE", "restrict", -7.0),
    ("COERCE", "ban", -7.0),
    ("COERCE", "censor", -6.5),
    ("COERCE", "curfew", -6.5),
    ("COERCE", "martial-law", -7.5),
    ("COERCE", "arrest", -7.0),
    ("COERCE", "deport", -7.0),
    ("COERCE", "withhold", -7.0),
    ("COERCE", "misinformation", -6.5),
    ("COERCE", "cyber", -7.0),
];

const ASSAULT_MODES: [(&str, f32); 14] = [
    ("abduct", -8.5),
    ("beat", -7.5),
    ("torture", -8.5),
    ("sexual", -8.5),
    ("targeted", -9.5),
    ("destroy", -8.5),
    ("primitive", -8.0),
    ("firearms", -9.0),
    ("explosives", -9.0),
    ("suicide-attack", -9.5),
    ("aerial", -9.5),
    ("drone", -9.5),
    ("heavy-weapons", -9.5),
    ("crowd-control", -7.5),
];

/// Quad class of a PLOVER type.
pub fn quad(event: &str) -> &'static str {
    TYPES.iter().find(|t| t.0 == event).map_or("", |t| t.1)
}

/// PLOVER's score for a type and mode, -10 to 10.
pub fn intensity(event: &str, mode: Option<&str>) -> f32 {
    let of_type = TYPES.iter().find(|t| t.0 == event).map_or(0.0, |t| t.2);
    mode.and_then(|mode| {
        let listed = MODES.iter().find(|m| m.0 == event && m.1 == mode).map(|m| m.2);
        listed.or_else(|| {
            (event == "ASSAULT").then(|| ASSAULT_MODES.iter().find(|m| m.0 == mode).map(|m| m.1)).flatten()
        })
    })
    .unwrap_or(of_type)
}

fn known_mode(event: &str, mode: &str) -> bool {
    MODES.iter().any(|m| m.0 == event && m.1 == mode)
        || event == "ASSAULT" && (mode == "unconventional" || ASSAULT_MODES.iter().any(|m| m.0 == mode))
}

const POSITIONS: [&str; 12] = [
    "acting",
    "delivered",
    "authorised",
    "pledged",
    "offered",
    "considering",
    "undecided",
    "conditional",
    "refused",
    "ruled out",
    "excluded",
    "withdrawn",
];

/// How much of what stands below a trigger is part of its event and no event of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Absorb {
    /// Nothing.
    #[default]
    None,
    /// What stands in its complement clause.
    Clause,
    /// Clause, object and obliques.
    All,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSource {
    event: String,
    cameo: Option<String>,
    #[serde(default)]
    absorb: Absorb,
    #[serde(default)]
    frame: Vec<FrameSource>,
}

/// What a frame becomes where it is negated: "was not invited" keeps somebody out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Negated {
    /// PLOVER type.
    pub event: String,
    /// Position that it leaves.
    pub position: Option<String>,
    /// The recipient holds the position.
    #[serde(default)]
    pub holder_is_recipient: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameSource {
    id: String,
    #[serde(default)]
    verb: Vec<String>,
    #[serde(default)]
    noun: Vec<String>,
    #[serde(default)]
    adj: Vec<String>,
    event: Option<String>,
    mode: Option<String>,
    cameo: Option<String>,
    #[serde(default)]
    contexts: Vec<String>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    actor: Option<Vec<String>>,
    recipient: Option<Vec<String>>,
    #[serde(default)]
    against: Vec<String>,
    position: Option<String>,
    holder: Option<String>,
    negative: Option<Negated>,
    absorb: Option<Absorb>,
    #[serde(default)]
    anyone: bool,
    #[serde(default)]
    first: bool,
    confidence: Option<f32>,
    yes: Vec<String>,
    no: Vec<String>,
}

/// One way to fill a slot: a path of grammatical steps, or a union of such paths.
pub type SlotPath = String;

/// A condition on what stands around a trigger: a slot, and what may fill it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The slot.
    pub slot: SlotPath,
    /// Accepted lemmas and `@classes`; empty: anything.
    pub fillers: Vec<String>,
}

impl Condition {
    fn parse(text: &str) -> Condition {
        let (slot, fillers) = text.split_once(':').unwrap_or((text, ""));
        let fillers =
            fillers.split('|').map(str::trim).filter(|f| !f.is_empty()).map(str::to_owned).collect();
        Condition { slot: slot.trim().to_owned(), fillers }
    }
}

/// What makes a trigger: a word and the small words that must hang on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// `v`, `n` or `a`.
    pub kind: char,
    /// Lemma of the head word.
    pub lemma: String,
    /// Particles and prepositions ("out" in "carry out").
    pub with: Vec<String>,
    /// Lemma of the object ("part" in "take +part").
    pub object: Option<String>,
}

impl Trigger {
    fn parse(kind: char, text: &str) -> Option<Trigger> {
        let mut words = text.split_whitespace();
        let lemma = words.next()?.to_owned();
        let mut trigger = Trigger { kind, lemma, with: Vec::new(), object: None };
        for word in words {
            match word.strip_prefix('+') {
                Some(object) => trigger.object = Some(object.to_owned()),
                None => trigger.with.push(word.to_owned()),
            }
        }
        Some(trigger)
    }
}

/// A frame, checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// File and entry: `aid/provide`.
    pub rule: String,
    /// Its triggers.
    pub triggers: Vec<Trigger>,
    /// PLOVER type.
    pub event: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// PLOVER contexts that the frame itself implies.
    pub contexts: Vec<String>,
    /// All must hold.
    pub needs: Vec<Condition>,
    /// None may hold.
    pub unless: Vec<Condition>,
    /// Slots of the actor, the first that is filled wins.
    pub actor: Vec<SlotPath>,
    /// Slots of the recipient.
    pub recipient: Vec<SlotPath>,
    /// Slots of a third, against whom.
    pub against: Vec<SlotPath>,
    /// Position where it has happened.
    pub position: Option<String>,
    /// Whose position it is: the recipient's, not the actor's.
    pub holder_is_recipient: bool,
    /// What it becomes where it is negated.
    pub negative: Option<Negated>,
    /// What it takes in.
    pub absorb: Absorb,
    /// Whoever the agent is, even no actor.
    pub anyone: bool,
    /// It wins over every other frame of its word.
    pub first: bool,
    /// Prior confidence.
    pub confidence: f32,
}

/// How an event's mode is told from the means that its words name (`modes.toml`).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modes {
    /// Modes so general that a named means overrules them.
    #[serde(default)]
    pub general: Vec<String>,
    /// Mode → lemmas of means, in the order in which they are tried.
    pub means: Vec<(String, BTreeSet<String>)>,
}

#[derive(Serialize, Deserialize)]
struct Section {
    irregular: BTreeMap<String, String>,
    modes: BTreeMap<String, Modes>,
    frames: Vec<Frame>,
    classes: BTreeMap<String, BTreeSet<String>>,
    contexts: BTreeMap<String, BTreeSet<String>>,
    topics: BTreeMap<String, BTreeSet<String>>,
}

/// Frames, indexed by the lemma of their trigger.
#[derive(Debug)]
pub struct Knowledge {
    /// All frames in the order of files and entries.
    pub frames: Vec<Frame>,
    /// By kind and lemma of the trigger: frame and trigger.
    index: FxHashMap<(char, String), Vec<(u32, u32)>>,
    /// Word classes that frames name as `@class`.
    classes: FxHashMap<String, FxHashMap<String, ()>>,
    /// Irregular forms → lemmas.
    pub irregular: BTreeMap<String, String>,
    /// PLOVER type → how its mode is told.
    pub modes: BTreeMap<String, Modes>,
    /// PLOVER context → the lemmas that speak for it.
    pub contexts: Vec<(String, BTreeSet<String>)>,
    /// Topics that are no politics (sport, weather …) → their vocabulary.
    pub topics: Vec<(String, BTreeSet<String>)>,
}

impl Knowledge {
    /// Loads the section that [`compile`] made.
    pub fn load(compiled: &Compiled) -> Result<Self, LoadError> {
        let section: Section = compiled.value(SECTION)?;
        let mut index: FxHashMap<(char, String), Vec<(u32, u32)>> = FxHashMap::default();
        for (f, frame) in section.frames.iter().enumerate() {
            for (t, trigger) in frame.triggers.iter().enumerate() {
                index.entry((trigger.kind, trigger.lemma.clone())).or_default().push((f as u32, t as u32));
            }
        }
        let classes =
            section.classes.into_iter().map(|(k, v)| (k, v.into_iter().map(|w| (w, ())).collect())).collect();
        Ok(Knowledge {
            frames: section.frames,
            irregular: section.irregular,
            modes: section.modes,
            index,
            classes,
            contexts: section.contexts.into_iter().collect(),
            topics: section.topics.into_iter().collect(),
        })
    }

    /// The frames that a lemma may trigger, as (frame, trigger).
    pub fn candidates(&self, kind: char, lemma: &str) -> impl Iterator<Item = (&Frame, &Trigger)> {
        // Lemmas of words that begin a sentence or a name keep their capital.
        let found = self.index.get(&(kind, lemma.to_lowercase())).map_or(&[][..], Vec::as_slice);
        found.iter().map(|(f, t)| {
            let frame = &self.frames[*f as usize];
            (frame, &frame.triggers[*t as usize])
        })
    }

    /// Is the lemma in the class?
    pub fn in_class(&self, class: &str, lemma: &str) -> bool {
        self.classes
            .get(class)
            .is_some_and(|c| c.contains_key(lemma) || c.contains_key(&lemma.to_lowercase()))
    }
}

/// Reads `knowledge/events/`, checks it and packs it.
pub fn compile(root: &Sources, faults: &mut Faults) -> Vec<u8> {
    let mut section = Section {
        irregular: BTreeMap::new(),
        modes: BTreeMap::new(),
        frames: vec![],
        classes: BTreeMap::new(),
        contexts: BTreeMap::new(),
        topics: BTreeMap::new(),
    };
    for (file, into) in [
        ("classes.toml", &mut section.classes),
        ("contexts.toml", &mut section.contexts),
        ("topics.toml", &mut section.topics),
    ] {
        if let Some(read) = faults.toml(root, Path::new(FOLDER).join(file)) {
            *into = read;
        }
    }
    section.irregular = faults.toml(root, Path::new(FOLDER).join("irregular.toml")).unwrap_or_default();
    section.modes = faults.toml(root, Path::new(FOLDER).join("modes.toml")).unwrap_or_default();
    for (event, modes) in &section.modes {
        for mode in modes.general.iter().chain(modes.means.iter().map(|m| &m.0)) {
            if !known_mode(event, mode) {
                faults.add(
                    Path::new(FOLDER).join("modes.toml"),
                    0,
                    format!("`{mode}` is no mode of {event}"),
                );
            }
        }
    }
    let mut seen = BTreeSet::new();
    for file in faults.files(root, FOLDER, "toml") {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if matches!(stem.as_str(), "classes" | "contexts" | "topics" | "modes" | "irregular") {
            continue;
        }
        let Some(source) = faults.toml::<FileSource>(root, &file) else { continue };
        let text = faults.read(root, &file).unwrap_or_default();
        for frame in source.frame {
            let line =
                text.lines().position(|l| l.contains(&format!("\"{}\"", frame.id))).map_or(0, |l| l + 1);
            let rule = format!("{stem}/{}", frame.id);
            if !seen.insert(rule.clone()) {
                faults.add(
                    &file,
                    line,
                    format!("the id `{}` stands twice: give one of them another", frame.id),
                );
            }
            let frame = check(
                frame,
                &rule,
                &source.event,
                source.cameo.as_deref(),
                source.absorb,
                &section.classes,
                |m| {
                    faults.add(&file, line, format!("frame `{rule}`: {m}"));
                },
            );
            section.frames.push(frame);
        }
    }
    postcard::to_stdvec(&section).expect("plain data can be written")
}

fn check(
    source: FrameSource,
    rule: &str,
    event: &str,
    cameo: Option<&str>,
    absorb: Absorb,
    classes: &BTreeMap<String, BTreeSet<String>>,
    mut fault: impl FnMut(String),
) -> Frame {
    let event = source.event.unwrap_or_else(|| event.to_owned());
    if !TYPES.iter().any(|t| t.0 == event) {
        fault(format!("`{event}` is no PLOVER type"));
    }
    if let Some(mode) = &source.mode
        && !known_mode(&event, mode)
    {
        fault(format!("`{mode}` is no mode of {event}"));
    }
    if let Some(position) = &source.position
        && !POSITIONS.contains(&position.as_str())
    {
        fault(format!("`{position}` is no position: take one of {}", POSITIONS.join(", ")));
    }
    if source.yes.is_empty() || source.no.is_empty() {
        fault(
            "give at least one `yes` sentence that must code and one `no` sentence that must not".to_owned(),
        );
    }
    for yes in &source.yes {
        if !yes.contains("=>") {
            fault(format!("`{yes}` lacks `=> ACTOR TYPE RECIPIENT`"));
        }
    }
    let mut triggers = Vec::new();
    for (kind, words) in [('v', &source.verb), ('n', &source.noun), ('a', &source.adj)] {
        for word in words {
            match Trigger::parse(kind, word) {
                Some(trigger) => triggers.push(trigger),
                None => fault("an empty trigger".to_owned()),
            }
        }
    }
    if triggers.is_empty() {
        fault("no trigger: give `verb`, `noun` or `adj`".to_owned());
    }
    let conditions = |list: &[String], fault: &mut dyn FnMut(String)| -> Vec<Condition> {
        let parsed: Vec<Condition> = list.iter().map(|c| Condition::parse(c)).collect();
        for filler in parsed.iter().flat_map(|c| &c.fillers) {
            if let Some(class) = filler.strip_prefix('@')
                && !super::BUILT_IN_CLASSES.contains(&class)
                && !classes.contains_key(class)
            {
                fault(format!("class `@{class}` is not in knowledge/events/classes.toml"));
            }
        }
        parsed
    };
    let slots = |given: Option<Vec<String>>, default: &[&str]| -> Vec<String> {
        given.unwrap_or_else(|| default.iter().map(|s| (*s).to_owned()).collect())
    };
    Frame {
        rule: rule.to_owned(),
        event,
        mode: source.mode,
        cameo: source.cameo.or_else(|| cameo.map(str::to_owned)),
        contexts: source.contexts,
        needs: conditions(&source.needs, &mut fault),
        unless: conditions(&source.unless, &mut fault),
        actor: slots(source.actor, &["agent"]),
        recipient: slots(source.recipient, &["patient"]),
        against: source.against,
        position: source.position,
        holder_is_recipient: source.holder.as_deref() == Some("recipient"),
        negative: source.negative,
        absorb: source.absorb.unwrap_or(absorb),
        anyone: source.anyone,
        first: source.first,
        confidence: source.confidence.unwrap_or(0.7).clamp(0.05, 0.99),
        triggers,
    }
}
