//! The record that leaves the program: one annotated article as `contract` promises it. Fields are added freely, never renamed
//! or dropped; the JSON Schema in `schema/record.schema.json` is generated from these types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::CodeSpan;

/// Everything that was read in one article. One JSON object a line in `annotate`'s output.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Annotated {
    /// The article's id.
    pub id: String,
    /// Version of the program, the model and the knowledge that made this record: `0.1.0+model.1f3a+knowledge.77c0`.
    pub version: String,
    /// blake3 of `text`, in hexadecimal.
    pub hash: String,
    /// Where it was published.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Day of publication, YYYY-MM-DD.
    pub published: Option<String>,
    /// Moment of publication, RFC 3339.
    pub published_at: Option<String>,
    /// Moment or day of the last change, where the source tells it apart from the publication.
    pub updated_at: Option<String>,
    /// How the publication was found.
    pub published_from: Option<String>,
    /// Language, ISO 639-1.
    pub language: Option<String>,
    /// What was read; all offsets count code points in it.
    pub text: String,
    /// What was taken out of the source as furniture.
    pub dropped: Vec<String>,
    /// What a user should know of how it was read.
    pub notes: Vec<String>,
    /// Sentences.
    pub sentences: Vec<CodeSpan>,
    /// People, organisations, places, groups, quantities, weapons.
    pub mentions: Vec<MentionRecord>,
    /// Time expressions.
    pub dates: Vec<DateRecord>,
    /// Places.
    pub places: Vec<PlaceRecord>,
    /// Numbers with what they count.
    pub quantities: Vec<QuantityRecord>,
    /// Who says what.
    pub attributions: Vec<AttributionRecord>,
    /// Every word that states a happening.
    pub predicates: Vec<PredicateRecord>,
    /// Who did what to whom.
    pub events: Vec<EventRecord>,
}

/// A mention and whom it stands for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct MentionRecord {
    pub start: u32,
    pub end: u32,
    pub text: String,
    /// Person, Organisation, Location, Nationality, Temporal, Quantity, Money, Weapon, MilitaryPlatform or Vehicle.
    #[serde(rename = "type")]
    pub kind: String,
    pub resolved: Option<Resolved>,
    /// Number of its chain of coreference.
    pub coreference: Option<u32>,
}

/// Whom a mention was resolved to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct Resolved {
    pub name: String,
    pub country: Option<String>,
    pub sector: Option<String>,
    pub code: String,
    pub identifier: Option<String>,
    pub confidence: f32,
    /// Why, and who lost.
    pub reason: String,
}

/// A time expression with its TIMEX3 type and value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct DateRecord {
    pub start: u32,
    pub end: u32,
    pub text: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
    /// The first and the last day that it covers, where they are known; of a length that reaches to or from a day, its ends.
    pub first_day: Option<String>,
    /// As `first_day`; null where the time goes on.
    pub last_day: Option<String>,
}

/// A place mention.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct PlaceRecord {
    pub start: u32,
    pub end: u32,
    pub text: String,
    pub geonames: Option<u32>,
    pub name: String,
    pub country: Option<String>,
    pub admin1: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    /// point, city, admin1, country or region.
    pub precision: String,
    pub runner_up: Option<RunnerUp>,
    pub reason: String,
    pub confidence: f32,
}

/// The place that came second.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct RunnerUp {
    pub geonames: Option<u32>,
    pub name: String,
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

/// A number with what it counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct QuantityRecord {
    pub start: u32,
    pub end: u32,
    pub text: String,
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub hedge: Option<String>,
    pub unit: String,
}

/// Who says what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct AttributionRecord {
    pub source: Option<CodeSpan>,
    pub cue: CodeSpan,
    pub content: CodeSpan,
    pub direct: bool,
    /// `negative`: the source does not say it.
    pub polarity: String,
}

/// A word that states a happening.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct PredicateRecord {
    pub start: u32,
    pub end: u32,
    pub modality: String,
    pub polarity: String,
}

/// Words with their place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct Words {
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// One who acts or is acted upon.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct ActorRecord {
    pub start: u32,
    pub end: u32,
    pub text: String,
    pub name: String,
    pub code: String,
    pub country: Option<String>,
    /// Number of the state in the list of the Correlates of War project on the day of the event.
    #[serde(default)]
    pub cow: Option<u16>,
    /// The same in the list of Gleditsch and Ward.
    #[serde(default)]
    pub gw: Option<u16>,
    pub sector: Option<String>,
    pub identifier: Option<String>,
}

/// When an event happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct EventDate {
    pub text: Option<String>,
    /// TIMEX3.
    pub value: String,
    pub start: Option<String>,
    pub end: Option<String>,
    /// day, week, month, season, quarter, year, decade, century or vague.
    pub precision: String,
    /// said, inherited or publication.
    pub basis: String,
}

/// Where an event happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct EventPlace {
    pub text: String,
    pub name: String,
    pub geonames: Option<u32>,
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub precision: String,
    /// said or inherited.
    pub basis: String,
}

/// A quantity that belongs to an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct EventQuantity {
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub hedge: Option<String>,
    pub unit: String,
    pub text: String,
}

/// One link of the chain of those who say so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)]
pub struct Speaker {
    pub name: String,
    /// The words of the text.
    pub text: Option<String>,
    pub country: Option<String>,
    /// The word that reports.
    pub cue: String,
    /// Index into the article's `attributions`.
    pub attributions: Option<u32>,
}

/// Who did what to whom, when and where, and who says so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventRecord {
    /// Hash of the text's hash, the trigger's span and the type.
    pub id: String,
    /// PLOVER type.
    pub event: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER contexts.
    pub contexts: Vec<String>,
    /// CAMEO code of the same act.
    pub cameo: Option<String>,
    /// verbal or material, cooperation or conflict.
    pub quad: String,
    /// PLOVER's scale of conflict and cooperation for the type and mode, -10 to 10.
    pub intensity: f32,
    /// Number of the sentence.
    pub sentence: u32,
    /// The words that make it this event.
    pub trigger: Words,
    /// Who did it.
    pub actor: Vec<ActorRecord>,
    /// To whom.
    pub recipient: Vec<ActorRecord>,
    /// Against whom, where that is a third ("aid to Iraq against the group").
    pub against: Vec<ActorRecord>,
    /// actual, future, hypothetical or historical.
    pub modality: String,
    /// positive or negative.
    pub polarity: String,
    /// Told as background to the news of the day.
    pub background: bool,
    /// Where it leaves its holder on a matter.
    pub position: Option<String>,
    /// Whose position it is: `actor` or `recipient` (for `excluded`).
    pub position_holder: Option<String>,
    /// Finer than the position.
    pub stage: Option<String>,
    /// The condition attached, in the text's words.
    pub condition: Option<Words>,
    /// When.
    pub date: Option<EventDate>,
    /// Where.
    pub location: Option<EventPlace>,
    /// How much.
    pub quantities: Vec<EventQuantity>,
    /// Who says so, first speaker first; empty: the article itself.
    pub attribution: Vec<Speaker>,
    /// The rule that made it: file and entry in `knowledge/events`.
    pub rule: String,
    /// Why each field is what it is, for people.
    pub trace: Vec<String>,
    /// Probability that the event is right.
    pub confidence: f32,
}

/// The JSON Schema of [`Annotated`].
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Annotated).to_value()
}
