//! Articles as rows of a table of text: `.csv`, `.tsv`. The first row names the columns.
//!
//! Cells follow RFC 4180. Where a quotation mark is never closed, its line alone is lost: reading goes on with the next line, which
//! is why the rows are cut here and not by a library that reads on to the end of the file.

use std::collections::VecDeque;
use std::io;

use serde_json::{Map, Value};

use crate::stream::{Bytes, Line, Lines};
use crate::{Options, Origin, Outcome, charset, fields, finish};

/// The articles of a table. A bad row is an outcome of its own; the rest go on.
pub(crate) struct Table {
    lines: Lines,
    /// Lines that are read once more, with their numbers, since a row that held them was none.
    waiting: VecDeque<(u64, Vec<u8>)>,
    origin: Origin,
    options: Options,
    delimiter: u8,
    columns: Option<Vec<Option<&'static str>>>,
    rows: u64,
    done: bool,
}

/// What comes next.
enum Row {
    End,
    /// Its cells, and the line on which it begins.
    Cells(u64, Vec<Vec<u8>>),
    /// A fault, the line, and whether the fault is the end of the file.
    Fault(u64, String),
}

impl Table {
    pub(crate) fn new(bytes: Bytes, tabs: bool, origin: Origin, options: Options) -> Table {
        let lines = Lines::new(bytes, options.max_source_bytes());
        let delimiter = if tabs { b'\t' } else { b',' };
        Table {
            lines,
            waiting: VecDeque::new(),
            origin,
            options,
            delimiter,
            columns: None,
            rows: 0,
            done: false,
        }
    }

    fn line(&mut self) -> io::Result<(u64, Line)> {
        if let Some((number, line)) = self.waiting.pop_front() {
            return Ok((number, Line::Bytes(line)));
        }
        let line = self.lines.next()?;
        Ok((self.lines.number(), line))
    }

    /// The next row that is not blank.
    fn row(&mut self) -> io::Result<Row> {
        let most = self.options.max_source_bytes();
        loop {
            let (first, line) = self.line()?;
            let mut held = match line {
                Line::End => return Ok(Row::End),
                Line::TooLong => return Ok(Row::Fault(first, self.options.too_large("is longer"))),
                Line::Bytes(line) => vec![(first, line)],
            };
            if held[0].1.trim_ascii().is_empty() {
                continue;
            }
            self.rows += u64::from(self.columns.is_some());
            let mut cutter = Cutter::new(self.delimiter);
            cutter.feed(&held[0].1);
            let mut bytes = held[0].1.len();
            while cutter.is_open() {
                let (number, line) = self.line()?;
                match line {
                    Line::Bytes(line) if bytes + line.len() <= most => {
                        cutter.feed(&line);
                        bytes += line.len();
                        held.push((number, line));
                    }
                    other => {
                        held.drain(1..).rev().for_each(|l| self.waiting.push_front(l));
                        if let Line::Bytes(line) = other {
                            self.waiting.push_back((number, line));
                        }
                        let why =
                            "opens a quotation mark that is not closed: write \"\" for a mark inside a cell";
                        return Ok(Row::Fault(first, why.to_owned()));
                    }
                }
            }
            return Ok(Row::Cells(first, cutter.finish()));
        }
    }

    /// Reads the header: which column is which.
    fn header(&mut self) -> io::Result<Option<Outcome>> {
        let cells = match self.row()? {
            Row::End => {
                self.done = true;
                return Ok(Some(self.origin.failed(None, "is empty")));
            }
            Row::Fault(line, why) => {
                self.done = true;
                return Ok(Some(self.origin.failed(format!("line {line}"), why)));
            }
            Row::Cells(_, cells) => cells,
        };
        let known = |cells: &[Vec<u8>]| -> Vec<Option<&'static str>> {
            cells.iter().map(|c| fields::known(&String::from_utf8_lossy(c))).collect()
        };
        let has_text = |columns: &[Option<&str>]| columns.iter().flatten().any(|c| fields::TEXT.contains(c));
        let mut columns = known(&cells);
        // Spreadsheets of some countries part cells by semicolons.
        let whole = cells.join(&self.delimiter);
        for delimiter in *b",\t;|" {
            if has_text(&columns) {
                break;
            }
            let mut cutter = Cutter::new(delimiter);
            cutter.feed(&whole);
            columns = known(&cutter.finish());
            self.delimiter = delimiter;
        }
        if !has_text(&columns) {
            self.done = true;
            let names: Vec<String> = cells
                .iter()
                .take(12)
                .map(|c| String::from_utf8_lossy(c).trim().chars().take(40).collect::<String>())
                .collect();
            let why = format!(
                "has no column of text: the first row must name the columns, one of them \"text\" (\"event_text\" is understood \
                 too); it reads {:?}",
                names.join(", ")
            );
            return Ok(Some(self.origin.failed("line 1".to_owned(), why)));
        }
        self.columns = Some(columns);
        Ok(None)
    }

    fn article(&self, line: u64, cells: Vec<Vec<u8>>) -> Outcome {
        let columns = self.columns.as_deref().unwrap_or_default();
        let origin = self.origin.at(format!("line {line}"));
        if cells.len() != columns.len() {
            let why = format!(
                "has {} cells, but the first row {}: a cell with a comma, a quotation mark or a line break in it needs quotation \
                 marks around it",
                cells.len(),
                columns.len()
            );
            return origin.failed(None, why);
        }
        let mut map = Map::new();
        let mut note = None;
        for (column, cell) in columns.iter().zip(cells) {
            let Some(column) = column else { continue };
            let text = match String::from_utf8(cell) {
                Ok(text) => text,
                Err(e) => {
                    let decoded = charset::decode(e.as_bytes(), None);
                    note = note.or(decoded.note);
                    decoded.text
                }
            };
            if !text.trim().is_empty() && !map.contains_key(*column) {
                map.insert((*column).to_owned(), Value::String(text));
            }
        }
        match fields::article(&map) {
            Ok((mut article, language)) => {
                if article.id.is_empty() {
                    article.id = format!("{}:{line}", self.origin.stem);
                }
                article.notes.extend(note);
                finish(article, language.as_deref(), &origin, &self.options)
            }
            Err(why) => origin.failed(None, why),
        }
    }

    fn step(&mut self) -> io::Result<Option<Outcome>> {
        if self.columns.is_none()
            && let Some(fault) = self.header()?
        {
            return Ok(Some(fault));
        }
        Ok(match self.row()? {
            Row::End if self.rows == 0 => {
                self.done = true;
                Some(self.origin.failed(None, "has no rows below the names of its columns"))
            }
            Row::End => None,
            Row::Fault(line, why) => Some(self.origin.failed(format!("line {line}"), why)),
            Row::Cells(line, cells) => Some(self.article(line, cells)),
        })
    }
}

impl Iterator for Table {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        if self.done {
            return None;
        }
        match self.step() {
            Ok(Some(outcome)) => Some(outcome),
            Ok(None) => {
                self.done = true;
                None
            }
            Err(e) => {
                self.done = true;
                let place = format!("line {}", self.lines.number());
                Some(self.origin.failed(place, format!("cannot be read: {e}")))
            }
        }
    }
}

/// Cuts a row into cells, line by line.
struct Cutter {
    delimiter: u8,
    cells: Vec<Vec<u8>>,
    cell: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// At the start of a cell.
    Start,
    /// In a cell without quotation marks, or behind the closing one.
    Bare,
    /// Between quotation marks.
    Quoted,
    /// Behind a mark that closes, or is the first of two.
    Mark,
}

impl Cutter {
    fn new(delimiter: u8) -> Cutter {
        Cutter { delimiter, cells: Vec::new(), cell: Vec::new(), state: State::Start }
    }

    /// Does the row go on in the next line?
    fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    fn feed(&mut self, line: &[u8]) {
        for &byte in line {
            self.state = match (self.state, byte) {
                (State::Start, b'"') => State::Quoted,
                (State::Mark, b'"') => {
                    self.cell.push(b'"');
                    State::Quoted
                }
                (State::Quoted, b'"') => State::Mark,
                (State::Quoted, byte) => {
                    self.cell.push(byte);
                    State::Quoted
                }
                (_, byte) if byte == self.delimiter => {
                    self.cells.push(std::mem::take(&mut self.cell));
                    State::Start
                }
                // The end of the row.
                (state, b'\n' | b'\r') => state,
                (_, byte) => {
                    self.cell.push(byte);
                    State::Bare
                }
            };
        }
    }

    fn finish(mut self) -> Vec<Vec<u8>> {
        self.cells.push(self.cell);
        self.cells
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
