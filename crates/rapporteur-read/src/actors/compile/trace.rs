//! Where what the knowledge says is written: the rows of one entity, each with its file and line.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

use super::super::fold;
use super::rows::tables;
use crate::knowledge::{Faults, Sources};

/// A row of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// The file, as its reader knows it.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// Its filled cells, each under its column.
    pub cells: Vec<(String, String)>,
}

/// Every table that has rows about entities, with the column of their names.
const TABLES: &[(&str, &str)] = &[
    ("people.tsv", "name"),
    ("bodies.tsv", "name"),
    ("organisations.tsv", "name"),
    ("groups.tsv", "name"),
    ("media.tsv", "name"),
    ("parties.tsv", "name"),
    ("companies.tsv", "name"),
    ("nations.tsv", "names"),
    ("collectives.tsv", "names"),
    ("countries.tsv", "text"),
];

/// The rows with one of these identifiers, and those of these names (as they are written, marks and case aside).
pub fn rows_about(root: &Sources, ids: &BTreeSet<String>, names: &BTreeSet<String>) -> Vec<Place> {
    let keys: BTreeSet<String> = names.iter().map(|n| fold::key(n)).collect();
    let mut out = Vec::new();
    // The tables were compiled without fault before: what is wrong with them is not told again.
    let mut faults = Faults::default();
    for (name, column) in TABLES {
        for table in tables(&mut faults, root, &[name], &[column]) {
            for row in table.rows() {
                let id = row.get("id");
                let country = *name == "countries.tsv";
                let by_id = !id.is_empty() && ids.contains(id);
                let named =
                    || row.list(column).chain(row.list("aliases")).any(|n| keys.contains(&fold::key(n)));
                // A country has dozens of rows: of those only the one with the name.
                if country && named() || !country && (by_id || named()) {
                    let (file, line) = root.place(&table.file, row.line);
                    out.push(Place { file, line, cells: row.filled() });
                }
            }
        }
    }
    out
}
