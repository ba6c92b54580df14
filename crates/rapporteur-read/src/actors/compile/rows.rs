//! Tab-separated rows with a header, each with its line for the faults.

use std::path::{Path, PathBuf};

use crate::knowledge::Faults;

/// A table of `knowledge/actors`.
pub struct Table {
    /// The file, below the knowledge folder.
    pub file: PathBuf,
    columns: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

/// One row of it.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    /// Line in the file, from 1.
    pub line: usize,
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

    /// Notes a fault in this row.
    pub fn fault(&self, faults: &mut Faults, message: impl Into<String>) {
        faults.add(&self.table.file, self.line, message);
    }
}

impl Table {
    /// Reads a table; a missing column or a ragged row is a fault.
    pub fn read(faults: &mut Faults, root: &Path, file: &Path, needs: &[&str]) -> Option<Table> {
        let text = faults.read(root, file)?;
        let mut lines = text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty());
        let (_, head) = lines.next()?;
        let columns: Vec<String> = head.split('\t').map(|c| c.trim().to_owned()).collect();
        if let Some(need) = needs.iter().find(|n| !columns.iter().any(|c| c == *n)) {
            faults.add(file, 1, format!("column `{need}` is missing: add it to the header"));
            return None;
        }
        let mut rows = Vec::new();
        for (i, line) in lines {
            let cells: Vec<String> = line.split('\t').map(|c| c.trim().to_owned()).collect();
            if cells.len() > columns.len() {
                faults.add(
                    file,
                    i + 1,
                    format!("{} cells under {} columns: remove the extra tabs", cells.len(), columns.len()),
                );
            }
            rows.push((i + 1, cells));
        }
        Some(Table { file: file.to_owned(), columns, rows })
    }

    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { table: self, line: *line, cells })
    }

    /// Comes from an import, not from a person's hand.
    pub fn imported(&self) -> bool {
        self.file.components().any(|c| c.as_os_str() == "imported")
    }
}

/// The tables of this name: those of every import, each of which must say where it is from, then the hand-written one.
pub fn tables(faults: &mut Faults, root: &Path, names: &[&str], needs: &[&str]) -> Vec<Table> {
    let mut out = Vec::new();
    for folder in folders(root) {
        for name in names {
            let file = folder.join(name);
            if root.join(&file).is_file() {
                out.extend(Table::read(faults, root, &file, needs));
            }
        }
    }
    for name in names {
        let file = Path::new("actors").join(name);
        if root.join(&file).is_file() {
            out.extend(Table::read(faults, root, &file, needs));
        }
    }
    out
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let base = Path::new("actors").join("imported");
    let mut out: Vec<PathBuf> = std::fs::read_dir(root.join(&base))
        .map(|entries| {
            entries.flatten().filter(|e| e.path().is_dir()).map(|e| base.join(e.file_name())).collect()
        })
        .unwrap_or_default();
    out.sort();
    out
}

/// Every import must name its origin and licence.
pub fn check_sources(faults: &mut Faults, root: &Path) {
    #[derive(serde::Deserialize)]
    struct Source {
        origin: String,
        licence: String,
    }
    for folder in folders(root) {
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
