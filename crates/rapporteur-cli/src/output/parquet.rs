//! Parquet: one row an event, typed; what there may be several of stands in lists. `docs/reference/parquet.md` names the columns.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float32Builder, Float64Builder, ListBuilder, StringBuilder, UInt32Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use rapporteur::Annotated;
use rapporteur::text::record::{ActorRecord, EventPlace, EventRecord};

use super::Sink;

/// Events of a row group: bounds memory.
const GROUP: usize = 8192;

/// What a column holds and how it is read off an event.
enum Column {
    Text(fn(&Annotated, &EventRecord) -> Option<String>),
    Texts(fn(&EventRecord) -> Vec<String>),
    Number(fn(&EventRecord) -> Option<f64>),
    Numbers(fn(&EventRecord) -> Vec<Option<f64>>),
    Small(fn(&EventRecord) -> f32),
    Count(fn(&EventRecord) -> Option<u32>),
    Flag(fn(&EventRecord) -> bool),
}

fn names(list: &[ActorRecord]) -> Vec<String> {
    list.iter().map(|a| a.name.clone()).collect()
}

fn codes(list: &[ActorRecord]) -> Vec<String> {
    list.iter().map(|a| a.code.clone()).collect()
}

fn countries(list: &[ActorRecord]) -> Vec<String> {
    list.iter().map(|a| a.country.clone().unwrap_or_default()).collect()
}

fn sectors(list: &[ActorRecord]) -> Vec<String> {
    list.iter().map(|a| a.sector.clone().unwrap_or_default()).collect()
}

fn identifiers(list: &[ActorRecord]) -> Vec<String> {
    list.iter().map(|a| a.identifier.clone().unwrap_or_default()).collect()
}

fn words(list: &[ActorRecord]) -> Vec<String> {
    list.iter().map(|a| a.text.clone()).collect()
}

fn place<T>(e: &EventRecord, f: impl Fn(&EventPlace) -> Option<T>) -> Option<T> {
    e.location.as_ref().and_then(f)
}

/// The columns in their order. Columns are added, never renamed or dropped.
const COLUMNS: &[(&str, Column)] = &[
    ("article_id", Column::Text(|r, _| Some(r.id.clone()))),
    ("url", Column::Text(|r, _| r.url.clone())),
    ("title", Column::Text(|r, _| r.title.clone())),
    ("publisher", Column::Text(|r, _| r.publisher.clone())),
    ("published", Column::Text(|r, _| r.published.clone())),
    ("language", Column::Text(|r, _| r.language.clone())),
    ("version", Column::Text(|r, _| Some(r.version.clone()))),
    ("event_id", Column::Text(|_, e| Some(e.id.clone()))),
    ("event", Column::Text(|_, e| Some(e.event.clone()))),
    ("mode", Column::Text(|_, e| e.mode.clone())),
    ("contexts", Column::Texts(|e| e.contexts.clone())),
    ("cameo", Column::Text(|_, e| e.cameo.clone())),
    ("quad", Column::Text(|_, e| Some(e.quad.clone()))),
    ("intensity", Column::Small(|e| e.intensity)),
    ("sentence", Column::Count(|e| Some(e.sentence))),
    ("trigger", Column::Text(|_, e| Some(e.trigger.text.clone()))),
    ("trigger_start", Column::Count(|e| Some(e.trigger.start))),
    ("trigger_end", Column::Count(|e| Some(e.trigger.end))),
    ("actor_names", Column::Texts(|e| names(&e.actor))),
    ("actor_codes", Column::Texts(|e| codes(&e.actor))),
    ("actor_countries", Column::Texts(|e| countries(&e.actor))),
    ("actor_sectors", Column::Texts(|e| sectors(&e.actor))),
    ("actor_identifiers", Column::Texts(|e| identifiers(&e.actor))),
    ("actor_words", Column::Texts(|e| words(&e.actor))),
    ("recipient_names", Column::Texts(|e| names(&e.recipient))),
    ("recipient_codes", Column::Texts(|e| codes(&e.recipient))),
    ("recipient_countries", Column::Texts(|e| countries(&e.recipient))),
    ("recipient_sectors", Column::Texts(|e| sectors(&e.recipient))),
    ("recipient_identifiers", Column::Texts(|e| identifiers(&e.recipient))),
    ("recipient_words", Column::Texts(|e| words(&e.recipient))),
    ("against_names", Column::Texts(|e| names(&e.against))),
    ("against_codes", Column::Texts(|e| codes(&e.against))),
    ("modality", Column::Text(|_, e| Some(e.modality.clone()))),
    ("polarity", Column::Text(|_, e| Some(e.polarity.clone()))),
    ("background", Column::Flag(|e| e.background)),
    ("position", Column::Text(|_, e| e.position.clone())),
    ("position_holder", Column::Text(|_, e| e.position_holder.clone())),
    ("stage", Column::Text(|_, e| e.stage.clone())),
    ("condition", Column::Text(|_, e| e.condition.as_ref().map(|c| c.text.clone()))),
    ("date_value", Column::Text(|_, e| e.date.as_ref().map(|d| d.value.clone()))),
    ("date_start", Column::Text(|_, e| e.date.as_ref().and_then(|d| d.start.clone()))),
    ("date_end", Column::Text(|_, e| e.date.as_ref().and_then(|d| d.end.clone()))),
    ("date_precision", Column::Text(|_, e| e.date.as_ref().map(|d| d.precision.clone()))),
    ("date_basis", Column::Text(|_, e| e.date.as_ref().map(|d| d.basis.clone()))),
    ("place_name", Column::Text(|_, e| place(e, |p| Some(p.name.clone())))),
    ("place_words", Column::Text(|_, e| place(e, |p| Some(p.text.clone())))),
    ("place_geonames", Column::Count(|e| place(e, |p| p.geonames))),
    ("place_country", Column::Text(|_, e| place(e, |p| p.country.clone()))),
    ("place_latitude", Column::Number(|e| place(e, |p| p.lat))),
    ("place_longitude", Column::Number(|e| place(e, |p| p.lon))),
    ("place_precision", Column::Text(|_, e| place(e, |p| Some(p.precision.clone())))),
    ("place_basis", Column::Text(|_, e| place(e, |p| Some(p.basis.clone())))),
    ("quantity_values", Column::Numbers(|e| e.quantities.iter().map(|q| q.value).collect())),
    ("quantity_lows", Column::Numbers(|e| e.quantities.iter().map(|q| q.low).collect())),
    ("quantity_highs", Column::Numbers(|e| e.quantities.iter().map(|q| q.high).collect())),
    ("quantity_units", Column::Texts(|e| e.quantities.iter().map(|q| q.unit.clone()).collect())),
    ("quantity_words", Column::Texts(|e| e.quantities.iter().map(|q| q.text.clone()).collect())),
    ("said_by", Column::Texts(|e| e.attribution.iter().map(|s| s.name.clone()).collect())),
    ("said_cues", Column::Texts(|e| e.attribution.iter().map(|s| s.cue.clone()).collect())),
    ("rule", Column::Text(|_, e| Some(e.rule.clone()))),
    ("confidence", Column::Small(|e| e.confidence)),
];

fn schema() -> SchemaRef {
    let list = |item: DataType| DataType::List(Arc::new(Field::new_list_field(item, true)));
    let fields: Vec<Field> = COLUMNS
        .iter()
        .map(|(name, column)| match column {
            Column::Text(_) => Field::new(*name, DataType::Utf8, true),
            Column::Texts(_) => Field::new(*name, list(DataType::Utf8), true),
            Column::Number(_) => Field::new(*name, DataType::Float64, true),
            Column::Numbers(_) => Field::new(*name, list(DataType::Float64), true),
            Column::Small(_) => Field::new(*name, DataType::Float32, true),
            Column::Count(_) => Field::new(*name, DataType::UInt32, true),
            Column::Flag(_) => Field::new(*name, DataType::Boolean, true),
        })
        .collect();
    Arc::new(Schema::new(fields))
}

/// A column's cells for some events.
fn cells(column: &Column, rows: &[(Annotated, EventRecord)]) -> ArrayRef {
    match column {
        Column::Text(f) => {
            let mut b = StringBuilder::new();
            rows.iter().for_each(|(r, e)| b.append_option(f(r, e)));
            Arc::new(b.finish())
        }
        Column::Texts(f) => {
            let mut b = ListBuilder::new(StringBuilder::new());
            rows.iter().for_each(|(_, e)| b.append_value(f(e).into_iter().map(Some)));
            Arc::new(b.finish())
        }
        Column::Number(f) => {
            let mut b = Float64Builder::new();
            rows.iter().for_each(|(_, e)| b.append_option(f(e)));
            Arc::new(b.finish())
        }
        Column::Numbers(f) => {
            let mut b = ListBuilder::new(Float64Builder::new());
            rows.iter().for_each(|(_, e)| b.append_value(f(e)));
            Arc::new(b.finish())
        }
        Column::Small(f) => {
            let mut b = Float32Builder::new();
            rows.iter().for_each(|(_, e)| b.append_value(f(e)));
            Arc::new(b.finish())
        }
        Column::Count(f) => {
            let mut b = UInt32Builder::new();
            rows.iter().for_each(|(_, e)| b.append_option(f(e)));
            Arc::new(b.finish())
        }
        Column::Flag(f) => {
            let mut b = BooleanBuilder::new();
            rows.iter().for_each(|(_, e)| b.append_value(f(e)));
            Arc::new(b.finish())
        }
    }
}

/// Writes events as rows of a Parquet file.
pub struct Parquet<'w> {
    out: &'w mut dyn Write,
    /// Writes to memory, which is emptied to `out` after each group of rows.
    writer: ArrowWriter<Vec<u8>>,
    rows: Vec<(Annotated, EventRecord)>,
}

impl<'w> Parquet<'w> {
    /// A sink; the same events give the same bytes.
    pub fn new(out: &'w mut dyn Write) -> Self {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("rapporteur {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = ArrowWriter::try_new(Vec::new(), schema(), Some(properties))
            .expect("the schema is one that Parquet can hold");
        Parquet { out, writer, rows: Vec::new() }
    }

    fn group(&mut self) -> anyhow::Result<()> {
        if !self.rows.is_empty() {
            let columns = COLUMNS.iter().map(|(_, column)| cells(column, &self.rows)).collect();
            self.writer.write(&RecordBatch::try_new(schema(), columns)?)?;
            self.writer.flush()?;
            self.rows.clear();
        }
        self.writer.sync()?;
        Ok(self.out.write_all(&std::mem::take(self.writer.inner_mut()))?)
    }
}

impl Sink for Parquet<'_> {
    fn article(&mut self, record: &Annotated) -> anyhow::Result<()> {
        // Of the article a row shows only these fields.
        let article = Annotated {
            id: record.id.clone(),
            url: record.url.clone(),
            title: record.title.clone(),
            publisher: record.publisher.clone(),
            published: record.published.clone(),
            language: record.language.clone(),
            version: record.version.clone(),
            ..Annotated::default()
        };
        self.rows.extend(record.events.iter().map(|event| (article.clone(), event.clone())));
        if self.rows.len() >= GROUP { self.group() } else { Ok(()) }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        self.group()?;
        self.writer.finish()?;
        self.out.write_all(&std::mem::take(self.writer.inner_mut()))?;
        Ok(self.out.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use rapporteur::text::record::EventQuantity;

    use super::*;

    #[test]
    fn what_is_written_can_be_read_and_is_the_same_each_time() {
        let event = |n: usize| EventRecord {
            id: n.to_string(),
            event: "AID".to_owned(),
            actor: vec![ActorRecord { name: "Peru".to_owned(), ..ActorRecord::default() }],
            quantities: vec![EventQuantity { value: Some(3.0), ..EventQuantity::default() }],
            ..EventRecord::default()
        };
        let record = Annotated {
            id: "a".to_owned(),
            events: (0..GROUP + 3).map(event).collect(),
            ..Annotated::default()
        };
        let write = || {
            let mut out = Vec::new();
            let mut sink = Parquet::new(&mut out);
            sink.article(&record).unwrap();
            sink.article(&Annotated::default()).unwrap();
            sink.article(&record).unwrap();
            sink.finish().unwrap();
            drop(sink);
            out
        };
        let bytes = write();
        assert!(bytes == write());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.parquet");
        std::fs::write(&file, &bytes).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(file).unwrap()).unwrap();
        assert_eq!(reader.schema().fields().len(), COLUMNS.len());
        let rows: usize = reader.build().unwrap().map(|b| b.unwrap().num_rows()).sum();
        assert_eq!(rows, 2 * (GROUP + 3));
    }
}
