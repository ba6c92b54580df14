//! Formats that cannot be added to when a run is taken up again (pages, tables, Parquet, partitions by day): records wait in the
//! half-written file as JSON lines and are written out at the end, one part after another, in memory that does not grow with them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::Context as _;
use rapporteur::Annotated;

use crate::args::Format;
use crate::output::{self, Sink};

/// Writes records as they are, one a line.
pub struct Spool<'w> {
    /// Where to.
    pub out: &'w mut dyn Write,
    /// Whether the format shows the article's text.
    pub with_text: bool,
}

impl Sink for Spool<'_> {
    fn article(&mut self, record: &Annotated) -> anyhow::Result<()> {
        if self.with_text {
            serde_json::to_writer(&mut self.out, record)?;
        } else {
            let slim = Annotated {
                text: String::new(),
                dropped: Vec::new(),
                sentences: Vec::new(),
                dates: Vec::new(),
                quantities: Vec::new(),
                attributions: Vec::new(),
                predicates: Vec::new(),
                ..record.clone()
            };
            serde_json::to_writer(&mut self.out, &slim)?;
        }
        Ok(self.out.write_all(b"\n")?)
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        self.flush()
    }
}

/// Whether a format shows the article's text, and not its events alone.
pub fn shows_text(format: Format) -> bool {
    matches!(format, Format::Html | Format::Table | Format::Board)
}

/// Writes all records of a spool to one file, which appears whole.
pub fn render(spool: &Path, format: Format, file: &Path) -> anyhow::Result<()> {
    let new = super::journal::beside(file, ".new");
    write(&new, format, lines(BufReader::new(File::open(spool)?)))?;
    std::fs::rename(&new, file)?;
    super::journal::sync_folder_of(file);
    Ok(())
}

/// Writes the records of a spool to a folder with one folder a day of publication, which appears whole.
pub fn render_by_day(spool: &Path, format: Format, folder: &Path) -> anyhow::Result<()> {
    // Where each day's records stand: eight bytes an article.
    let mut days: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut reader = BufReader::new(File::open(spool)?);
    let (mut at, mut line) = (0, String::new());
    while reader.read_line(&mut line)? > 0 {
        #[derive(serde::Deserialize)]
        struct Day {
            published: Option<String>,
        }
        let day: Day = serde_json::from_str(&line)?;
        days.entry(day.published.unwrap_or_else(|| "unknown".to_owned())).or_default().push(at);
        at += line.len() as u64;
        line.clear();
    }
    let new = super::journal::beside(folder, ".new");
    if new.exists() {
        std::fs::remove_dir_all(&new)?;
    }
    for (day, places) in days {
        let part = new.join(format!("published={day}"));
        std::fs::create_dir_all(&part)?;
        let mut reader = BufReader::new(File::open(spool)?);
        let records = places.into_iter().map(|at| {
            reader.seek(SeekFrom::Start(at))?;
            let mut line = String::new();
            reader.read_line(&mut line)?;
            Ok(serde_json::from_str(&line)?)
        });
        write(&part.join(format!("part.{}", output::ending(format))), format, records)?;
    }
    std::fs::create_dir_all(&new)?;
    if folder.is_dir() {
        std::fs::remove_dir(folder)
            .context("the folder is there already and not empty: name another, or remove it")?;
    }
    std::fs::rename(&new, folder)?;
    super::journal::sync_folder_of(folder);
    Ok(())
}

fn lines(mut reader: impl BufRead) -> impl Iterator<Item = anyhow::Result<Annotated>> {
    std::iter::from_fn(move || {
        let mut line = String::new();
        match reader.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_str(&line).map_err(Into::into)),
            Err(error) => Some(Err(error.into())),
        }
    })
}

fn write(
    file: &Path,
    format: Format,
    records: impl Iterator<Item = anyhow::Result<Annotated>>,
) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    let mut sink = output::sink(format, &mut out, false);
    for record in records {
        sink.article(&record?)?;
    }
    sink.finish()?;
    drop(sink);
    out.flush()?;
    Ok(out.get_ref().sync_all()?)
}
