//! Events: who did what to whom, as PLOVER types, by frames over the tree.
//!
//! The frames are data (`knowledge/events/`). Here they are matched against the words of each sentence ([`matching`]), their roles
//! are filled from deep arguments ([`clause`], [`slots`]), what is only the content of another event is taken in, and PLOVER's
//! rules for what is yet to come, refused or supposed are applied ([`select`]). Then each gets its date, place and quantities
//! ([`circumstances`]). Method: Schrodt's frames over a parse (PETRARCH-2, UniversalPetrarch), with modality and attribution kept
//! as layers instead of being dropped or coded into the type.

mod bridge;
mod circumstances;
pub mod clause;
mod frame;
mod lemmas;
mod manual;
mod matching;
mod participants;
mod select;
mod slots;
mod subject;
mod topics;
mod when;
mod whose;

use rapporteur_text::Span;
use rapporteur_text::reading::{
    Actors, AttributionSpan, DateExpression, Document, Modality, PlaceMention, QuantityMention, Word,
};

pub use circumstances::{Basis, When, Where};
pub use frame::{Absorb, Condition, Frame, Knowledge, SECTION, TYPES, Trigger, compile, intensity, quad};
pub use matching::Rejected;
pub use slots::{BUILT_IN_CLASSES, Participant};

/// What the earlier stages found, as the event stage reads it.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    /// Time expressions.
    pub dates: &'a [DateExpression],
    /// Places.
    pub places: &'a [PlaceMention],
    /// Quantities.
    pub quantities: &'a [QuantityMention],
    /// Actors.
    pub actors: &'a Actors,
    /// Who says what.
    pub attributions: &'a [AttributionSpan],
    /// Knowledge of the factuality stage, to ask it about any word.
    pub factuality: &'a crate::factuality::Knowledge,
}

/// Who did what to whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The rule: file and entry in `knowledge/events`, and what was applied to it.
    pub rule: String,
    /// PLOVER type.
    pub event: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER contexts.
    pub contexts: Vec<String>,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// The trigger's head word.
    pub word: Word,
    /// The trigger's words.
    pub trigger: Span,
    /// Who.
    pub actor: Vec<Participant>,
    /// To whom.
    pub recipient: Vec<Participant>,
    /// Against whom, where that is a third.
    pub against: Vec<Participant>,
    /// Whether it happened.
    pub modality: Modality,
    /// Stated not to have happened.
    pub negative: bool,
    /// Told as background.
    pub background: bool,
    /// Position as the frame and the grammar give it; the position stage decides.
    pub hint: Hint,
    /// The words of a condition ("if …", "unless …").
    pub condition: Option<Span>,
    /// When.
    pub when: Option<When>,
    /// Where.
    pub place: Option<Where>,
    /// How much: indices into the quantities.
    pub quantities: Vec<usize>,
    /// Who says so, first speaker first: indices into the attributions.
    pub attribution: Vec<usize>,
    /// Why each field is what it is, for people.
    pub trace: Vec<String>,
    /// Probability that it is right.
    pub confidence: f32,
}

/// What the frame and the grammar say of the position that an event leaves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hint {
    /// The frame's own position.
    pub frame: Option<String>,
    /// The recipient holds it.
    pub holder_is_recipient: bool,
    /// What the trigger was before PLOVER's rules for the future and for refusals changed its type.
    pub deed: Option<String>,
    /// Modal of the trigger's clause ("will", "may").
    pub modal: Option<String>,
    /// "yet", "still", "never" and the like that hang on the trigger.
    pub adverbs: Vec<String>,
    /// Progressive, or the complement of begin, continue, keep.
    pub ongoing: bool,
    /// Perfect aspect.
    pub perfect: bool,
    /// Simple past.
    pub past: bool,
    /// Plain present.
    pub present: bool,
}

/// The events of an article, and what was considered and dropped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The events, in the order of their triggers.
    pub events: Vec<Event>,
    /// Frames that did not fit and events that were dropped, with the reason.
    pub rejected: Vec<Rejected>,
    /// What the reader of the record should know ("read as sport").
    pub notes: Vec<String>,
}

/// Finds the events of an article.
pub fn find(doc: &Document, layers: &Layers, knowledge: &Knowledge) -> Found {
    let mut found = Found::default();
    if let Some(topic) = topics::apolitical(doc, knowledge) {
        found
            .notes
            .push(format!("read as {topic}: no political events are coded (knowledge/events/topics.toml)"));
        return found;
    }
    for (number, s) in doc.sentences.iter().enumerate() {
        let site = slots::Site {
            doc: *doc,
            number,
            s,
            actors: layers.actors,
            attributions: layers.attributions,
            knowledge,
        };
        let mut matches = Vec::new();
        for i in 0..s.tokens.len() {
            matches.extend(matching::best(&site, i, &mut found.rejected));
        }
        select::events(&site, layers, matches, &mut found);
    }
    when::inherit(doc, layers, &mut found.events);
    found
}
