//! The reading: out of an article and its parsed sentences, who did what to whom, when, where, how much, and who says so.
//!
//! One module a stage, in the order in which they run; each takes the document and what the stages before it made, and no stage
//! reaches back. No stage does I/O or fails: what a stage knows of the world comes from [`knowledge`], compiled before.

pub mod actors;
pub mod attribution;
pub mod dates;
pub mod events;
pub mod factuality;
pub mod knowledge;
pub mod places;
pub mod position;
pub mod quantities;
pub mod record;

use std::collections::BTreeMap;

use rapporteur_text::reading::{
    Actors, AttributionSpan, DateExpression, Document, PlaceMention, Predicate, QuantityMention,
};
use rapporteur_text::{Article, Sentence};

use knowledge::{Compiled, Faults, LoadError, Sources};

/// What all stages know of the world.
#[derive(Debug)]
pub struct Knowledge {
    dates: dates::Knowledge,
    quantities: quantities::Knowledge,
    places: places::Knowledge,
    actors: actors::Knowledge,
    factuality: factuality::Knowledge,
    attribution: attribution::Knowledge,
    events: events::Knowledge,
    hash: String,
}

impl Knowledge {
    /// Loads every stage's section.
    pub fn load(compiled: &Compiled) -> Result<Self, LoadError> {
        Ok(Knowledge {
            dates: dates::load(compiled)?,
            quantities: quantities::load(compiled)?,
            places: places::load(compiled)?,
            actors: actors::load(compiled)?,
            factuality: factuality::load(compiled)?,
            attribution: attribution::load(compiled)?,
            events: events::Knowledge::load(compiled)?,
            hash: compiled.hash().to_owned(),
        })
    }

    /// What the stage of actors knows: who held an office, what a name stands for.
    pub fn actors(&self) -> &actors::Knowledge {
        &self.actors
    }

    /// First bytes of the knowledge's checksum.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// A stage's section: its name, the folders below `knowledge/` that it reads, and what compiles it.
type Section = (&'static str, &'static [&'static str], fn(&Sources, &mut Faults) -> Vec<u8>);

const SECTIONS: &[Section] = &[
    ("dates", &["dates", "quantities"], dates::compile),
    ("quantities", &["quantities"], quantities::compile),
    ("places", &["places"], places::compile),
    ("actors", &["actors"], actors::compile),
    ("factuality", &["factuality"], factuality::compile),
    ("attribution", &["attribution", "factuality"], attribution::compile),
    (events::SECTION, &["events"], events::compile),
];

/// Compiles the folder `knowledge/`: every stage's section, checked. The bytes are the same for the same sources.
pub fn compile_knowledge(root: &Sources, faults: &mut Faults) -> Vec<u8> {
    let sections = SECTIONS.iter().map(|(name, _, compile)| ((*name).to_owned(), compile(root, faults)));
    let bytes = knowledge::pack(&sections.collect());
    root.locate(faults);
    bytes
}

/// Compiles only the sections whose folders a user's own folder has files in, and puts them in the place of those compiled before.
pub fn compile_own(compiled: &mut Compiled, root: &Sources, faults: &mut Faults) {
    let touched = root.touched();
    for (name, _, compile) in
        SECTIONS.iter().filter(|(_, folders, _)| folders.iter().any(|f| touched.contains(*f)))
    {
        compiled.replace(name, compile(root, faults));
    }
    root.locate(faults);
}

/// Everything that was read in one article, in the program's own terms.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Time expressions.
    pub dates: Vec<DateExpression>,
    /// Numbers with what they count.
    pub quantities: Vec<QuantityMention>,
    /// Places.
    pub places: Vec<PlaceMention>,
    /// Actors and their mentions.
    pub actors: Actors,
    /// Words that state a happening.
    pub predicates: Vec<Predicate>,
    /// Who says what.
    pub attributions: Vec<AttributionSpan>,
    /// Who did what to whom.
    pub events: Vec<events::Event>,
    /// What was considered and dropped.
    pub rejected: Vec<events::Rejected>,
    /// What the reader of the record should know.
    pub notes: Vec<String>,
    /// The state numbers of the countries of the actors.
    state_numbers: BTreeMap<String, Vec<actors::StateNumber>>,
}

/// Reads one parsed article: every stage in its order.
pub fn read(article: &Article, sentences: &[Sentence], knowledge: &Knowledge) -> Reading {
    let doc = Document { article, sentences };
    let dates = dates::find(&doc, &knowledge.dates);
    let quantities = quantities::find(&doc, &dates, &knowledge.quantities);
    let places = places::find(&doc, &knowledge.places);
    let mut actors = actors::find(&doc, &knowledge.actors);
    let predicates = factuality::predicates(&doc, &knowledge.factuality);
    let attributions = attribution::find(&doc, Some(&actors), &knowledge.attribution);
    actors::speech::resolve(&doc, &mut actors, &attributions);
    let layers = events::Layers {
        dates: &dates,
        places: &places,
        quantities: &quantities,
        actors: &actors,
        attributions: &attributions,
        factuality: &knowledge.factuality,
    };
    let events::Found { events, rejected, notes } = events::find(&doc, &layers, &knowledge.events);
    let countries = actors.actors.iter().filter_map(|a| a.country.as_deref());
    let state_numbers = countries.map(|c| (c.to_owned(), knowledge.actors.state_numbers(c))).collect();
    Reading {
        dates,
        quantities,
        places,
        actors,
        predicates,
        attributions,
        events,
        rejected,
        notes,
        state_numbers,
    }
}
