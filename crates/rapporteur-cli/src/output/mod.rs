//! The formats of `code`: each a sink that takes records one by one.

mod board;
mod csv;
mod html;
mod jsonl;
mod parquet;
mod table;
pub mod text;

use std::io::{IsTerminal as _, Write};
use std::path::Path;

use rapporteur::Annotated;

use crate::args::Format;

/// Takes records one by one, in order.
pub trait Sink {
    /// One article's record.
    fn article(&mut self, record: &Annotated) -> anyhow::Result<()>;
    /// Hands on what is held back, as far as the format allows.
    fn flush(&mut self) -> anyhow::Result<()>;
    /// After the last.
    fn finish(&mut self) -> anyhow::Result<()>;
}

/// The format that was asked for, that the file's ending names, or that suits where the output goes.
pub fn format(asked: Option<Format>, file: Option<&Path>) -> Format {
    asked.or_else(|| crate::run::by_ending(file?)).unwrap_or_else(|| {
        if file.is_none() && std::io::stdout().is_terminal() { Format::Table } else { Format::Jsonl }
    })
}

/// The ending of a format's files.
pub fn ending(format: Format) -> &'static str {
    match format {
        Format::Jsonl => "jsonl",
        Format::Csv => "csv",
        Format::Parquet => "parquet",
        Format::Html => "html",
        Format::Table | Format::Board => "txt",
    }
}

/// The sink of a format; `begun`: the output holds records of an earlier run already.
pub fn sink<'w>(format: Format, out: &'w mut dyn Write, begun: bool) -> Box<dyn Sink + 'w> {
    match format {
        Format::Jsonl => Box::new(jsonl::Jsonl { out }),
        Format::Csv => Box::new(csv::Csv::new(out, begun)),
        Format::Parquet => Box::new(parquet::Parquet::new(out)),
        Format::Html => Box::new(html::Html::new(out)),
        Format::Table => Box::new(table::Table { out }),
        Format::Board => Box::new(board::Board { out }),
    }
}
