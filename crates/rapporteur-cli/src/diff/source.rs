//! One side of a comparison: an output of `code` or `annotate`, indexed by article so that it need not fit into memory.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde_json::{Map, Value};

/// An event as its output has it: fields of JSON, or columns of CSV.
pub type Event = Map<String, Value>;

/// Where the events of one article stand.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// First byte.
    at: u64,
    /// Lines or rows.
    count: u32,
}

/// An output, opened. It keeps some forty bytes an article.
pub struct Source {
    path: PathBuf,
    file: BufReader<File>,
    /// The columns of CSV; nothing for JSON lines.
    columns: Option<csv::StringRecord>,
    parts: Vec<Part>,
    /// Hash of an article's id → its part. Of two articles with one id the events are taken together.
    by_id: HashMap<u64, Vec<u32>>,
}

impl Source {
    /// Opens and indexes an output.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or a line is none that the program writes.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let failed = || format!("{} cannot be read", path.display());
        let file = File::open(path).with_context(failed)?;
        let csv = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet")) {
            bail!("{}: compare the jsonl or csv of the same run: Parquet is not read", path.display());
        }
        let mut source = Source {
            path: path.to_owned(),
            file: BufReader::new(file),
            columns: None,
            parts: Vec::new(),
            by_id: HashMap::new(),
        };
        if csv {
            source.index_csv()?
        } else {
            source.index_lines()?
        }
        Ok(source)
    }

    fn add(&mut self, id: &str, at: u64, last: &mut Option<u64>) {
        let hash = hash(id);
        if *last == Some(hash)
            && let Some(part) = self.parts.last_mut()
        {
            part.count += 1;
            return;
        }
        *last = Some(hash);
        self.by_id.entry(hash).or_default().push(self.parts.len() as u32);
        self.parts.push(Part { at, count: 1 });
    }

    fn index_lines(&mut self) -> anyhow::Result<()> {
        /// As much of a line as the index needs.
        #[derive(serde::Deserialize)]
        struct Head {
            article: Option<String>,
            id: String,
            events: Option<serde::de::IgnoredAny>,
        }
        let (mut at, mut number, mut last) = (0u64, 0usize, None);
        let mut line = Vec::new();
        loop {
            line.clear();
            let read =
                self.file.read_until(b'\n', &mut line).with_context(|| self.path.display().to_string())?;
            if read == 0 {
                return Ok(());
            }
            number += 1;
            if !line.trim_ascii().is_empty() {
                let head: Result<Head, _> = serde_json::from_slice(&line);
                match head {
                    Ok(Head { article: Some(article), .. }) => self.add(&article, at, &mut last),
                    Ok(Head { article: None, id, events: Some(_) }) => self.add(&id, at, &mut last),
                    _ => bail!(
                        "{}:{number}: neither an event that `code` wrote nor an article of `annotate`",
                        self.path.display()
                    ),
                }
            }
            at += read as u64;
        }
    }

    fn index_csv(&mut self) -> anyhow::Result<()> {
        let file = File::open(&self.path)?;
        let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(BufReader::new(file));
        let columns = reader.headers().with_context(|| self.path.display().to_string())?.clone();
        let Some(article) = columns.iter().position(|c| c == "Article ID") else {
            bail!("{}: no column `Article ID`: compare what `code --format csv` wrote", self.path.display());
        };
        let mut last = None;
        let mut row = csv::StringRecord::new();
        loop {
            let at = reader.position().byte();
            if !reader.read_record(&mut row).with_context(|| self.path.display().to_string())? {
                break;
            }
            let id = row.get(article).unwrap_or_default().to_owned();
            self.add(&id, at, &mut last);
        }
        self.columns = Some(columns);
        Ok(())
    }

    /// How many stretches of one article's events there are.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// The parts of an article.
    pub fn parts_of(&self, id: &str) -> Vec<usize> {
        self.by_id.get(&hash(id)).into_iter().flatten().map(|i| *i as usize).collect()
    }

    /// The article of a part and its events.
    ///
    /// # Errors
    ///
    /// When the file has changed since it was indexed, or cannot be read.
    pub fn read(&mut self, part: usize) -> anyhow::Result<(String, Vec<Event>)> {
        let place = self.path.display().to_string();
        let Part { at, count } = self.parts[part];
        self.file.seek(SeekFrom::Start(at)).with_context(|| place.clone())?;
        let mut events = Vec::new();
        let mut id = String::new();
        if let Some(columns) = &self.columns {
            let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(&mut self.file);
            for row in rows.records().take(count as usize) {
                let row = row.with_context(|| place.clone())?;
                let cells = columns.iter().zip(&row);
                let event: Event = cells.map(|(c, v)| (c.to_owned(), Value::from(v))).collect();
                text(&event, "Article ID").clone_into(&mut id);
                events.push(event);
            }
            return Ok((id, events));
        }
        let mut line = String::new();
        for _ in 0..count {
            line.clear();
            self.file.read_line(&mut line).with_context(|| place.clone())?;
            let mut event: Event = serde_json::from_str(&line).with_context(|| place.clone())?;
            let name = if event.contains_key("article") { "article" } else { "id" };
            text(&event, name).clone_into(&mut id);
            match event.remove("events") {
                Some(Value::Array(list)) => {
                    events.extend(list.into_iter().filter_map(|e| match e {
                        Value::Object(e) => Some(e),
                        _ => None,
                    }));
                }
                _ => events.push(event),
            }
        }
        Ok((id, events))
    }
}

/// A field as text; empty where it has none.
pub fn text<'e>(event: &'e Event, field: &str) -> &'e str {
    event.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn hash(id: &str) -> u64 {
    use std::hash::{DefaultHasher, Hasher as _};
    let mut hasher = DefaultHasher::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}
