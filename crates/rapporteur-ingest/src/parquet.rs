//! Articles as rows of a Parquet file. Only the columns whose names are known are read, a few rows at a time.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Date64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use serde_json::{Map, Value};

use crate::stream::Bytes;
use crate::{Options, Origin, Outcome, fields, finish};

/// Rows that are decoded at a time.
const ROWS: usize = 16;
/// What a packed Parquet file may grow to on disk.
const SPOOL: u64 = 16 << 30;

/// The articles of a Parquet file.
pub(crate) struct Parquet {
    file: Option<File>,
    rows: Option<ParquetRecordBatchReader>,
    batch: Option<(RecordBatch, usize)>,
    number: u64,
    origin: Origin,
    options: Options,
    done: bool,
}

/// A Parquet file has its table of contents at the end: one that comes through a pipe, or packed, is first unpacked to disk, into a
/// file without a name.
pub(crate) fn spooled(bytes: Bytes) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    if io::copy(&mut bytes.take(SPOOL + 1), &mut file)? > SPOOL {
        return Err(io::Error::other(
            "is larger than 16 GB unpacked: unpack it first and name the file itself",
        ));
    }
    file.flush()?;
    Ok(file)
}

impl Parquet {
    pub(crate) fn new(file: File, origin: Origin, options: Options) -> Parquet {
        Parquet { file: Some(file), rows: None, batch: None, number: 0, origin, options, done: false }
    }

    fn open(&mut self, file: File) -> Result<(), String> {
        if file.metadata().is_ok_and(|m| m.len() == 0) {
            return Err("is empty".to_owned());
        }
        let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| e.to_string()))?;
        let schema = builder.schema();
        let wanted: Vec<usize> =
            (0..schema.fields().len()).filter(|i| fields::known(schema.field(*i).name()).is_some()).collect();
        if !wanted
            .iter()
            .any(|i| fields::known(schema.field(*i).name()).is_some_and(|n| fields::TEXT.contains(&n)))
        {
            let names: Vec<&str> = schema.fields().iter().take(12).map(|f| f.name().as_str()).collect();
            return Err(format!(
                "has no column of text: name one \"text\" (\"event_text\" is understood too); it has {}",
                names.join(", ")
            ));
        }
        if let Some(nested) = wanted.iter().map(|i| schema.field(*i)).find(|f| {
            fields::known(f.name()).is_some_and(|n| fields::TEXT.contains(&n)) && !holds_words(f.data_type())
        }) {
            return Err(format!(
                "has a column {:?} of {}, and not of strings: name a column of strings \"text\"",
                nested.name(),
                nested.data_type()
            ));
        }
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
        let rows = guarded(|| {
            builder.with_projection(mask).with_batch_size(ROWS).build().map_err(|e| e.to_string())
        })?;
        self.rows = Some(rows);
        Ok(())
    }

    fn row(&self, batch: &RecordBatch, row: usize) -> Outcome {
        let origin = self.origin.at(format!("row {}", self.number));
        let mut map = Map::new();
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            let Some(name) = fields::known(field.name()) else { continue };
            if map.contains_key(name) || column.is_null(row) {
                continue;
            }
            match cell(column.as_ref(), row) {
                Some(text) if !text.trim().is_empty() => {
                    map.insert(name.to_owned(), Value::String(text));
                }
                _ => {}
            }
        }
        match fields::article(&map) {
            Ok((mut article, language)) => {
                if article.id.is_empty() {
                    article.id = format!("{}:{}", self.origin.stem, self.number);
                }
                finish(article, language.as_deref(), &origin, &self.options)
            }
            Err(why) => origin.failed(None, why),
        }
    }
}

/// Can the cells of a column be the text of an article?
fn holds_words(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, of) => holds_words(of),
        DataType::List(of) => holds_words(of.data_type()),
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView => true,
        _ => false,
    }
}

/// Runs the decoder, which may panic on a damaged file: that is a fault of the file.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let done = catch_unwind(AssertUnwindSafe(work));
    done.unwrap_or_else(|_| Err("the file is damaged".to_owned())).map_err(|e| format!("cannot be read: {e}"))
}

/// A cell as words.
fn cell(column: &dyn Array, row: usize) -> Option<String> {
    macro_rules! number {
        ($kind:ty) => {
            column.as_primitive::<$kind>().value(row).to_string()
        };
    }
    let moment = |t: Result<Timestamp, jiff::Error>| t.ok().map(|t| t.to_string());
    Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).to_owned(),
        DataType::Utf8View => column.as_string_view().value(row).to_owned(),
        DataType::Binary => String::from_utf8_lossy(column.as_binary::<i32>().value(row)).into_owned(),
        DataType::LargeBinary => String::from_utf8_lossy(column.as_binary::<i64>().value(row)).into_owned(),
        DataType::BinaryView => String::from_utf8_lossy(column.as_binary_view().value(row)).into_owned(),
        DataType::Dictionary(_, _) => {
            let dictionary = column.as_any_dictionary_opt()?;
            let key = *dictionary.normalized_keys().get(row)?;
            return cell(dictionary.values().as_ref(), key);
        }
        DataType::List(_) => {
            let list = column.as_list::<i32>().value(row);
            let words: Vec<String> = (0..list.len())
                .filter(|i| !list.is_null(*i))
                .filter_map(|i| cell(list.as_ref(), i))
                .collect();
            words.join(", ")
        }
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Date32 => day(i64::from(column.as_primitive::<Date32Type>().value(row)))?,
        DataType::Date64 => day(column.as_primitive::<Date64Type>().value(row).div_euclid(86_400_000))?,
        DataType::Timestamp(TimeUnit::Second, _) => midnight_is_a_day(moment(Timestamp::from_second(
            column.as_primitive::<TimestampSecondType>().value(row),
        ))?),
        DataType::Timestamp(TimeUnit::Millisecond, _) => midnight_is_a_day(moment(
            Timestamp::from_millisecond(column.as_primitive::<TimestampMillisecondType>().value(row)),
        )?),
        DataType::Timestamp(TimeUnit::Microsecond, _) => midnight_is_a_day(moment(
            Timestamp::from_microsecond(column.as_primitive::<TimestampMicrosecondType>().value(row)),
        )?),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            midnight_is_a_day(moment(Timestamp::from_nanosecond(i128::from(
                column.as_primitive::<TimestampNanosecondType>().value(row),
            )))?)
        }
        _ => return None,
    })
}

/// The day so many days after 1970-01-01.
fn day(days: i64) -> Option<String> {
    let moment = Timestamp::from_second(days.checked_mul(86_400)?).ok()?;
    Some(TimeZone::UTC.to_datetime(moment).date().to_string())
}

/// Tables of days are often kept as moments at midnight.
fn midnight_is_a_day(moment: String) -> String {
    moment.strip_suffix("T00:00:00Z").map(str::to_owned).unwrap_or(moment)
}

impl Iterator for Parquet {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        if let Some(file) = self.file.take()
            && let Err(why) = self.open(file)
        {
            self.done = true;
            return Some(self.origin.failed(None, why));
        }
        while !self.done {
            if let Some((batch, row)) = self.batch.take() {
                if row < batch.num_rows() {
                    self.number += 1;
                    let outcome = self.row(&batch, row);
                    self.batch = Some((batch, row + 1));
                    return Some(outcome);
                }
                continue;
            }
            let rows = self.rows.as_mut()?;
            match guarded(|| rows.next().transpose().map_err(|e| e.to_string())) {
                Ok(Some(batch)) => self.batch = Some((batch, 0)),
                Ok(None) => {
                    self.done = true;
                    if self.number == 0 {
                        return Some(self.origin.failed(None, "has no rows"));
                    }
                }
                Err(why) => {
                    self.done = true;
                    return Some(self.origin.failed(format!("after row {}", self.number), why));
                }
            }
        }
        None
    }
}

#[cfg(test)]
#[path = "parquet_tests.rs"]
mod tests;
