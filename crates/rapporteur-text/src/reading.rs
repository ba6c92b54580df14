//! What the stages after syntax hand on to each other. Bytes and word numbers; no offset here leaves the program.

use jiff::civil::Date;

use crate::{Article, Sentence, Span};

/// An article with its sentences: what every stage of the reading gets.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its sentences, in order.
    pub sentences: &'a [Sentence],
}

impl<'a> Document<'a> {
    /// The article's text.
    pub fn text(&self) -> &'a str {
        &self.article.text
    }

    /// The sentence that holds this byte.
    pub fn sentence_at(&self, byte: u32) -> Option<usize> {
        let after = self.sentences.partition_point(|s| s.span.start <= byte);
        after.checked_sub(1).filter(|i| byte < self.sentences[*i].span.end)
    }
}

/// A word: sentence and place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    /// Number of the sentence.
    pub sentence: u32,
    /// Number of the word in it.
    pub token: u32,
}

impl Word {
    /// Word `token` of sentence `sentence`.
    pub fn new(sentence: usize, token: usize) -> Self {
        Word { sentence: sentence as u32, token: token as u32 }
    }
}

/// TIMEX3 type of a time expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateKind {
    /// A day, or something longer.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// Something that comes again.
    Set,
}

/// How fine a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum DatePrecision {
    Day,
    Week,
    Month,
    Season,
    Quarter,
    Year,
    Decade,
    Century,
    Vague,
}

impl DatePrecision {
    /// The word in the record.
    pub fn as_str(self) -> &'static str {
        match self {
            DatePrecision::Day => "day",
            DatePrecision::Week => "week",
            DatePrecision::Month => "month",
            DatePrecision::Season => "season",
            DatePrecision::Quarter => "quarter",
            DatePrecision::Year => "year",
            DatePrecision::Decade => "decade",
            DatePrecision::Century => "century",
            DatePrecision::Vague => "vague",
        }
    }
}

/// A time expression and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct DateExpression {
    /// Its words.
    pub span: Span,
    /// The sentence that it stands in, and the word that carries it in the tree.
    pub word: Word,
    /// TIMEX3 type.
    pub kind: DateKind,
    /// TIMEX3 value ("2014-09-15", "2014-W37", "P3D", "PRESENT_REF").
    pub value: String,
    /// First and last day, both inclusive, where it can be told; an open side is none ("since August": the start alone).
    pub start: Option<Date>,
    /// Last day.
    pub end: Option<Date>,
    /// How fine it is.
    pub precision: DatePrecision,
    /// The pattern in `knowledge/dates` that read it.
    pub rule: String,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityKind {
    /// Things or people.
    Count,
    /// A sum; `unit` is the ISO 4217 code.
    Money,
    /// A share; `unit` is `percent`.
    Percent,
    /// A measure (tonnes, km).
    Measure,
}

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantityMention {
    /// The words, number and unit.
    pub span: Span,
    /// The word that carries it in the tree: the thing counted, or the number where the thing is left out.
    pub word: Word,
    /// Best value; none for "dozens".
    pub value: Option<f64>,
    /// Lower bound, where the text gives one.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// "at least", "up to", "nearly".
    pub hedge: Option<String>,
    /// What is counted, singular or as the text has it.
    pub unit: String,
    /// Which kind of thing that is.
    pub kind: QuantityKind,
}

/// How fine a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum PlacePrecision {
    Point,
    City,
    Admin1,
    Country,
    Region,
}

impl PlacePrecision {
    /// The word in the record.
    pub fn as_str(self) -> &'static str {
        match self {
            PlacePrecision::Point => "point",
            PlacePrecision::City => "city",
            PlacePrecision::Admin1 => "admin1",
            PlacePrecision::Country => "country",
            PlacePrecision::Region => "region",
        }
    }
}

/// A place on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct GeoPlace {
    /// Its name in the gazetteer.
    pub name: String,
    /// Its GeoNames id.
    pub geonames: Option<u32>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// First-level division, by name.
    pub admin1: Option<String>,
    /// Latitude in degrees; none for countries and regions.
    pub lat: Option<f64>,
    /// Longitude in degrees.
    pub lon: Option<f64>,
    /// How fine it is.
    pub precision: PlacePrecision,
}

/// A mention of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceMention {
    /// Its words.
    pub span: Span,
    /// The word that carries it in the tree.
    pub word: Word,
    /// What it was taken for.
    pub place: GeoPlace,
    /// The next best, where there was one.
    pub runner_up: Option<GeoPlace>,
    /// Why this one, for people.
    pub reason: String,
    /// Probability that it is right.
    pub confidence: f32,
}

/// Kind of a mention, as the record names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum MentionKind {
    Person,
    Organisation,
    Location,
    Nationality,
    Temporal,
    Quantity,
    Money,
    Weapon,
    MilitaryPlatform,
    Vehicle,
}

/// Who a mention stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// Full name as the knowledge has it, or the words of the text.
    pub name: String,
    /// ISO 3166-1 alpha-3; a body of several states has none.
    pub country: Option<String>,
    /// PLOVER sector: GOV, MIL, REB, OPP, PTY, COP, JUD, SPY, MED, EDU, BUS, CRM, CVL, IGO, NGO, … (manual, section Actors).
    pub sector: Option<String>,
    /// Code: country and sectors, as PLOVER writes them ("FRAGOV", "IGOEU").
    pub code: String,
    /// Stable outside identifier (Wikidata "Q1450662", or the knowledge's own).
    pub identifier: Option<String>,
    /// Probability that it is right.
    pub confidence: f32,
    /// What was looked up and why it won, for people; losers are named.
    pub reason: String,
    /// A private person (victim, witness): never looked up, role and country only.
    pub private: bool,
}

/// Words that name an actor, or stand for one: a name, a title, a group noun, a pronoun.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorMention {
    /// Its words: the whole noun phrase without relative clauses.
    pub span: Span,
    /// The head word.
    pub word: Word,
    /// Kind.
    pub kind: MentionKind,
    /// Whom it stands for: an index into [`Actors::actors`]; none when it names nobody that is known or knowable.
    pub actor: Option<u32>,
    /// Further actors that the same words stand for: "US and British forces", "ministers of Mali and Chad", "the two sides".
    pub also: Vec<u32>,
    /// Chain of coreference; mentions of one chain stand for the same.
    pub coreference: Option<u32>,
    /// A pronoun, or a noun phrase that only repeats an earlier mention.
    pub anaphoric: bool,
}

/// Every mention of an actor in an article, and whom they stand for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actors {
    /// The actors, each once.
    pub actors: Vec<Actor>,
    /// The mentions, in the order of their head words.
    pub mentions: Vec<ActorMention>,
}

impl Actors {
    /// The mention whose head word this is.
    pub fn headed_by(&self, word: Word) -> Option<(usize, &ActorMention)> {
        let i = self.mentions.partition_point(|m| m.word < word);
        self.mentions.get(i).filter(|m| m.word == word).map(|m| (i, m))
    }

    /// The smallest mention that covers a byte.
    pub fn covering(&self, byte: u32) -> Option<(usize, &ActorMention)> {
        let covers = |m: &ActorMention| m.span.start <= byte && byte < m.span.end;
        self.mentions.iter().enumerate().filter(|(_, m)| covers(m)).min_by_key(|(_, m)| m.span.len())
    }

    /// The actor of a mention.
    pub fn actor(&self, mention: &ActorMention) -> Option<&Actor> {
        mention.actor.map(|a| &self.actors[a as usize])
    }
}

/// PLOVER's auxiliary modes (manual, section Auxiliary modes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Modality {
    Actual,
    Future,
    Hypothetical,
    Historical,
}

impl Modality {
    /// The word in the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Modality::Actual => "actual",
            Modality::Future => "future",
            Modality::Hypothetical => "hypothetical",
            Modality::Historical => "historical",
        }
    }
}

/// A word that states a happening, with whether it happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicate {
    /// The word.
    pub word: Word,
    /// Its span (with a particle: "carry out").
    pub span: Span,
    /// Actual, future, hypothetical or historical.
    pub modality: Modality,
    /// Stated not to happen.
    pub negative: bool,
    /// Why, for people: "modal would", "complement of refuse".
    pub reason: String,
}

/// Who says what: source, cue and content (Pareti 2012; PolNeAR).
#[derive(Clone, Debug, PartialEq)]
pub struct AttributionSpan {
    /// The words that name who says it.
    pub source: Option<Span>,
    /// Head word of the source.
    pub source_word: Option<Word>,
    /// The words that report it ("said", "according to").
    pub cue: Span,
    /// Head word of the cue.
    pub cue_word: Word,
    /// What is said.
    pub content: Span,
    /// In quotation marks, word for word.
    pub direct: bool,
    /// "refused to confirm that": the source does not say it.
    pub negative: bool,
    /// The entry in `knowledge/attribution` that found it.
    pub rule: String,
}
