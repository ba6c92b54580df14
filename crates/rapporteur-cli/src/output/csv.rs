//! CSV: POLECAT's columns, then ours. A negative or not actual event says so in columns that stand beside the type.
//!
//! Several actors of one event stand in one cell, separated by `; `, as POLECAT has them.

use std::io::Write;

use rapporteur::Annotated;
use rapporteur::text::record::{ActorRecord, EventRecord};

use super::Sink;

const COLUMNS: [&str; 63] = [
    // POLECAT
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
    // ours
    "Polarity",
    "Modality",
    "Background",
    "Position",
    "Position Holder",
    "Condition",
    "Date Start",
    "Date End",
    "Date Precision",
    "Date Basis",
    "Place Precision",
    "Place Basis",
    "Quantities",
    "Attribution",
    "Trigger",
    "CAMEO",
    "Rule",
    "Confidence",
    "Article ID",
    "Headline",
    "URL",
    "Actor GW",
    "Recipient GW",
];

/// Writes events as rows.
pub struct Csv<'w> {
    writer: csv::Writer<&'w mut dyn Write>,
    started: bool,
}

impl<'w> Csv<'w> {
    /// A sink that writes its header before the first row, or at the end of nothing; none where one has `begun`.
    pub fn new(out: &'w mut dyn Write, begun: bool) -> Self {
        Csv { writer: csv::Writer::from_writer(out), started: begun }
    }

    fn header(&mut self) -> anyhow::Result<()> {
        if !std::mem::replace(&mut self.started, true) {
            self.writer.write_record(COLUMNS)?;
        }
        Ok(())
    }
}

fn join<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join("; ")
}

fn numbers(actors: &[ActorRecord], of: impl Fn(&ActorRecord) -> Option<u16>) -> String {
    actors.iter().filter_map(of).map(|n| n.to_string()).collect::<Vec<_>>().join("; ")
}

fn role(actors: &[ActorRecord]) -> [String; 8] {
    let sector = |a: &ActorRecord| a.sector.clone().unwrap_or_default();
    let wikidata = |a: &ActorRecord| a.identifier.clone().unwrap_or_default();
    let sectors: Vec<String> = actors.iter().map(sector).collect();
    let ids: Vec<String> = actors.iter().map(wikidata).collect();
    [
        join(actors.iter().map(|a| a.name.as_str())),
        join(actors.iter().filter_map(|a| a.country.as_deref())),
        numbers(actors, |a| a.cow),
        sectors.first().cloned().unwrap_or_default(),
        join(sectors.iter().map(String::as_str)),
        String::new(),
        join(actors.iter().map(|a| a.text.as_str())),
        join(ids.iter().map(String::as_str)),
    ]
}

fn row(record: &Annotated, e: &EventRecord) -> Vec<String> {
    let named = |kind: &str| -> String {
        let mut seen: Vec<&str> = Vec::new();
        for m in record.mentions.iter().filter(|m| m.kind == kind) {
            if let Some(r) = &m.resolved
                && !seen.contains(&r.name.as_str())
            {
                seen.push(&r.name);
            }
        }
        join(seen)
    };
    let date = e.date.as_ref();
    let place = e.location.as_ref();
    let of_place =
        |f: &dyn Fn(&rapporteur::text::record::EventPlace) -> String| place.map(f).unwrap_or_default();
    let number = |x: Option<f64>| x.map(|x| x.to_string()).unwrap_or_default();
    let quantities = e.quantities.iter().map(|q| q.text.as_str());
    let says: Vec<String> = e.attribution.iter().map(|s| s.name.clone()).collect();
    let mut cells = vec![
        e.id.clone(),
        date.and_then(|d| d.start.clone()).unwrap_or_default(),
        e.event.clone(),
        e.mode.clone().unwrap_or_default(),
        e.intensity.to_string(),
        e.quad.clone(),
        join(e.contexts.iter().map(String::as_str)),
    ];
    cells.extend(role(&e.actor));
    cells.extend(role(&e.recipient));
    cells.extend([
        of_place(&|p| p.name.clone()),
        of_place(&|p| if p.precision == "city" { p.name.clone() } else { String::new() }),
        String::new(),
        of_place(&|p| if p.precision == "admin1" { p.name.clone() } else { String::new() }),
        of_place(&|p| p.country.clone().unwrap_or_default()),
        of_place(&|p| number(p.lat)),
        of_place(&|p| number(p.lon)),
        of_place(&|p| p.geonames.map(|g| g.to_string()).unwrap_or_default()),
        of_place(&|p| p.text.clone()),
        of_place(&|p| p.precision.clone()),
        record.publisher.clone().unwrap_or_default(),
        record.published.clone().unwrap_or_default(),
        named("Person"),
        named("Organisation"),
        join(record.places.iter().map(|p| p.name.as_str())),
        record.language.clone().unwrap_or_default(),
        record.version.clone(),
        e.polarity.clone(),
        e.modality.clone(),
        e.background.to_string(),
        e.position.clone().unwrap_or_default(),
        e.position_holder.clone().unwrap_or_default(),
        e.condition.as_ref().map(|c| c.text.clone()).unwrap_or_default(),
        date.and_then(|d| d.start.clone()).unwrap_or_default(),
        date.and_then(|d| d.end.clone()).unwrap_or_default(),
        date.map(|d| d.precision.clone()).unwrap_or_default(),
        date.map(|d| d.basis.clone()).unwrap_or_default(),
        of_place(&|p| p.precision.clone()),
        of_place(&|p| p.basis.clone()),
        join(quantities),
        join(says.iter().map(String::as_str)),
        e.trigger.text.clone(),
        e.cameo.clone().unwrap_or_default(),
        e.rule.clone(),
        e.confidence.to_string(),
        record.id.clone(),
        record.title.clone().unwrap_or_default(),
        record.url.clone().unwrap_or_default(),
        numbers(&e.actor, |a| a.gw),
        numbers(&e.recipient, |a| a.gw),
    ]);
    cells
}

impl Sink for Csv<'_> {
    fn article(&mut self, record: &Annotated) -> anyhow::Result<()> {
        self.header()?;
        for event in &record.events {
            self.writer.write_record(row(record, event))?;
        }
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        Ok(self.writer.flush()?)
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        self.header()?;
        Ok(self.writer.flush()?)
    }
}
