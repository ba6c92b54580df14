//! Tab-separated rows with a header, each with its line for the faults.

use std::path::{Path, PathBuf};

use crate::knowledge::{Faults, Sources};

/// A table of `knowledge/actors`.
pub struct Table {
    /// The file, below the knowledge folder.
    pub file: PathBuf,
    columns: Vec<String>,
    rows: Vec<Line>,
}

/// A row as read: its line in the file, whether it is the user's, its cells in the order of the table's columns.
struct Line {
    line: usize,
    own: bool,
    cells: Vec<String>,
}

/// Who wrote a row: the later, the more it weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hand {
    /// A script.
    Import,
    /// A person, for everybody.
    Project,
    /// The user, in a folder of their own.
    User,
}

/// One row of it.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    /// Line in the file, from 1.
    pub line: usize,
    /// Comes from the user's own folder, which overrides what is built in.
    pub own: bool,
    cells: &'a [String],
}

impl<'a> Row<'a> {
    /// The cell in this column; empty where the table has no such column.
    pub fn get(&self, column: &str) -> &'a str {
        let table = self.table;
        let at = table.columns.iter().position(|c| c == column);
        at.and_then(|i| self.cells.get(i)).map_or("", String::as_str)
    }

    /// The parts of a cell that holds several, split at `|`.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.get(column).split('|').map(str::trim).filter(|s| !s.is_empty())
    }

    /// Is it marked as resting on memory? `checked` holds the day on which somebody looked it up, or `unverified`.
    pub fn unverified(&self, faults: &mut Faults) -> bool {
        match self.get("checked") {
            "unverified" => true,
            day => {
                if !day.is_empty() && super::days::range(day).is_none() {
                    self.fault(faults, format!("checked `{day}`: write a date, or `unverified`"));
                }
                false
            }
        }
    }

    /// Its filled cells, each under its column.
    pub fn filled(&self) -> Vec<(String, String)> {
        let cells = self.table.columns.iter().cloned().zip(self.cells.iter().cloned());
        cells.filter(|(_, cell)| !cell.is_empty()).collect()
    }

    /// Who wrote it.
    pub fn hand(&self) -> Hand {
        match (self.own, self.table.imported()) {
            (true, _) => Hand::User,
            (false, false) => Hand::Project,
            (false, true) => Hand::Import,
        }
    }

    /// Notes a fault in this row.
    pub fn fault(&self, faults: &mut Faults, message: impl Into<String>) {
        faults.add(&self.table.file, self.line, message);
    }
}

impl Table {
    /// Reads a table; a missing column or a ragged row is a fault. Of two files of this name the built-in rows come first, so that
    /// the user's hold.
    pub fn read(faults: &mut Faults, root: &Sources, file: &Path, needs: &[&str]) -> Option<Table> {
        let texts = match root.texts(file) {
            Ok(texts) if !texts.is_empty() => texts,
            Ok(_) => {
                faults.add(file, 0, "cannot be read: there is no such file");
                return None;
            }
            Err(error) => {
                faults.add(file, 0, format!("cannot be read: {error}"));
                return None;
            }
        };
        let mut table = Table { file: file.to_owned(), columns: Vec::new(), rows: Vec::new() };
        let mut before = 0;
        for (own, text) in &texts {
            table.add(faults, text, *own, before, needs)?;
            before += text.lines().count();
        }
        table.rows.sort_by_key(|r| r.own);
        Some(table)
    }

    /// Adds the rows of one text, whose first line is line `before + 1` for the faults.
    fn add(
        &mut self,
        faults: &mut Faults,
        text: &str,
        own: bool,
        before: usize,
        needs: &[&str],
    ) -> Option<()> {
        let mut lines = text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty());
        let Some((at, head)) = lines.next() else { return Some(()) };
        let head: Vec<&str> = head.split('\t').map(str::trim).collect();
        if let Some(need) = needs.iter().find(|n| !head.contains(n)) {
            let message = format!(
                "column `{need}` is missing: the heading names, parted by tabs, at least {}",
                needs.join(", ")
            );
            faults.add(&self.file, before + at + 1, message);
            return None;
        }
        let places: Vec<usize> = head
            .iter()
            .map(|c| {
                self.columns.iter().position(|k| k == c).unwrap_or_else(|| {
                    self.columns.push((*c).to_owned());
                    self.columns.len() - 1
                })
            })
            .collect();
        for (i, line) in lines {
            let mut cells = vec![String::new(); self.columns.len()];
            for (cell, place) in line.split('\t').zip(&places) {
                cell.trim().clone_into(&mut cells[*place]);
            }
            let given = line.split('\t').count();
            let line = before + i + 1;
            if given > head.len() {
                let message = format!("{given} cells under {} columns: remove the extra tabs", head.len());
                faults.add(&self.file, line, message);
            }
            self.rows.push(Line { line, own, cells });
        }
        Some(())
    }

    /// Its rows.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> {
        self.rows.iter().map(|r| Row { table: self, line: r.line, own: r.own, cells: &r.cells })
    }

    /// Two rows by one hand with the same cells in these columns are a fault.
    pub fn unique(&self, faults: &mut Faults, columns: &[&str]) {
        if self.imported() {
            return;
        }
        let mut seen = std::collections::BTreeMap::new();
        for row in self.rows() {
            let key: Vec<&str> = columns.iter().map(|c| row.get(c)).collect();
            if let Some(first) = seen.insert((row.own, key.clone()), row.line) {
                let key: Vec<&str> = key.into_iter().filter(|k| !k.is_empty()).collect();
                row.fault(
                    faults,
                    format!("`{}` stands in line {first} already: delete one", key.join("`, `")),
                );
            }
        }
    }

    /// Comes from an import, not from a person's hand.
    pub fn imported(&self) -> bool {
        self.file.components().any(|c| c.as_os_str() == "imported")
    }
}

/// The tables of this name: those of every import, each of which must say where it is from, then the hand-written one.
pub fn tables(faults: &mut Faults, root: &Sources, names: &[&str], needs: &[&str]) -> Vec<Table> {
    let mut out = Vec::new();
    let hand = PathBuf::from("actors");
    for folder in imports(root).iter().chain([&hand]) {
        for name in names {
            let file = folder.join(name);
            if root.has(&file) {
                out.extend(Table::read(faults, root, &file, needs));
            }
        }
    }
    out
}

fn imports(root: &Sources) -> Vec<PathBuf> {
    root.folders(Path::new("actors/imported"))
}

/// Every import must name its origin and licence.
pub fn check_sources(faults: &mut Faults, root: &Sources) {
    #[derive(serde::Deserialize)]
    struct Source {
        origin: String,
        licence: String,
    }
    for folder in imports(root) {
        let file = folder.join("SOURCE.toml");
        let Some(text) = faults.read(root, &file) else { continue };
        match toml::from_str::<Source>(&text) {
            Ok(s) if s.origin.is_empty() || s.licence.is_empty() => {
                faults.add(
                    &file,
                    0,
                    "origin or licence is empty: say where the data is from and on what terms",
                );
            }
            Ok(s) if s.licence.contains("NC") || s.licence.contains("GPL") || s.licence.contains("ODbL") => {
                faults.add(
                    &file,
                    0,
                    format!("licence `{}` may not be shipped: take the import out", s.licence),
                );
            }
            Ok(_) => {}
            Err(error) => faults.add(&file, 0, error.message().to_owned()),
        }
    }
}
