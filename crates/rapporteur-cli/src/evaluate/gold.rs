//! A user's own records: a folder with one folder an article, `<id>/article.txt` and `<id>/expected.json`.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;

/// One record: what an article says. `A|B` accepts either, in every field but `quote` and `date`.
#[derive(Debug, Default, Deserialize)]
pub struct Gold {
    pub title: Option<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    /// Stretches of the page that are no part of the article.
    #[serde(default)]
    pub not_body: Vec<String>,
    pub events: Vec<Expected>,
    /// Words where an event is neither right nor wrong.
    #[serde(default)]
    pub allowed: Vec<String>,
}

/// An event that must be found.
#[derive(Debug, Default, Deserialize)]
pub struct Expected {
    /// The words that hold its trigger.
    pub quote: String,
    /// Types that are accepted.
    pub event: Vec<String>,
    /// Those who must stand among the actors; none: not asked for.
    #[serde(default)]
    pub actor: Vec<String>,
    #[serde(default)]
    pub recipient: Vec<String>,
    pub modality: Option<Vec<String>>,
    pub polarity: Option<String>,
    pub date: Option<Vec<String>>,
    pub location: Option<String>,
    #[serde(default)]
    pub quantities: Vec<(f64, String)>,
    #[serde(default)]
    pub attribution: Vec<String>,
    pub mode: Option<String>,
    pub position: Option<String>,
}

/// A record with its name and, where it is there, the article.
pub struct Record {
    /// Name of its folder.
    pub name: String,
    pub gold: Gold,
    pub article: Option<PathBuf>,
    /// The article as it stands in the file.
    pub source: String,
}

/// Reads every record of a folder, in the order of their names.
pub fn read(folder: &Path) -> anyhow::Result<Vec<Record>> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{} cannot be opened", folder.display()))?;
    let mut records = Vec::new();
    for entry in entries {
        let home = entry?.path();
        let file = home.join("expected.json");
        if !file.is_file() {
            continue;
        }
        let read = |path: &Path| {
            std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
        };
        let gold = serde_json::from_str(&read(&file)?)
            .with_context(|| format!("{} is no record as this command reads them", file.display()))?;
        let article = Some(home.join("article.txt")).filter(|p| p.is_file());
        let source = article.as_deref().map(read).transpose()?.unwrap_or_default();
        let name = home.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        records.push(Record { name, gold, article, source });
    }
    if records.is_empty() {
        anyhow::bail!("{} holds no <id>/expected.json", folder.display());
    }
    records.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(records)
}
