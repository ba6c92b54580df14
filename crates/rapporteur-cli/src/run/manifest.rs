//! The manifest of a run: what went in, what made the record, what came of it. The only output that knows the time of day.

use std::path::Path;

use anyhow::Context as _;
use rapporteur::ingest::LeftOut;
use serde::Serialize;

use super::code::Coded;
use super::inventory::{self, Input};
use super::{Named, journal};
use crate::args::Code;

/// What is written.
#[derive(Serialize)]
struct Manifest<'m> {
    /// `rapporteur`: first, so that the output beside it is known for what it is, and never read as an input.
    program: &'static str,
    /// `complete` or `interrupted`.
    status: &'static str,
    /// Version of program, model and knowledge.
    version: &'m str,
    format: String,
    options: Options<'m>,
    /// The last day that was believed of pages that do not say when they were fetched is the day after this one (UTC).
    run_day: String,
    inputs: Vec<Input>,
    output: Option<Input>,
    articles_coded: u64,
    articles_skipped: u64,
    inputs_failed: u64,
    words: u64,
    events: u64,
    /// The first thousand.
    failures: &'m [Named],
    /// The first thousand.
    skipped: &'m [Named],
    started: String,
    ended: String,
    seconds: f64,
    /// Whether a run that had ended early was taken up again.
    resumed: bool,
}

#[derive(Serialize)]
struct Options<'m> {
    published: Option<String>,
    retrieved: Option<String>,
    raw: bool,
    max_article: u64,
    partition: Option<String>,
    threads: usize,
    knowledge: Option<&'m str>,
}

/// When a run began.
pub struct Clock {
    started: jiff::Timestamp,
    begun: std::time::Instant,
}

impl Clock {
    /// Now.
    pub fn start() -> Self {
        Clock { started: jiff::Timestamp::now(), begun: std::time::Instant::now() }
    }
}

/// Writes the manifest, whole or not at all.
pub fn write(
    file: &Path,
    args: &Code,
    own: &LeftOut,
    format: crate::args::Format,
    version: &str,
    coded: &Coded,
    clock: &Clock,
) -> anyhow::Result<()> {
    let output = args.output.as_ref().filter(|o| o.exists());
    let tally = &coded.tally;
    let manifest = Manifest {
        program: "rapporteur",
        status: if tally.interrupted { "interrupted" } else { "complete" },
        version,
        format: format!("{format:?}").to_lowercase(),
        options: Options {
            published: args.reading.published.map(|d| d.to_string()),
            retrieved: args.reading.retrieved.map(|d| d.to_string()),
            raw: args.reading.raw,
            max_article: args.reading.max_article as u64,
            partition: args.partition.map(|p| format!("{p:?}").to_lowercase()),
            threads: args.reading.threads,
            knowledge: crate::data::own().and_then(Path::to_str),
        },
        run_day: coded.run_day.to_string(),
        inputs: inventory::of(&args.reading.inputs, own),
        output: output.and_then(|o| inventory::of(&[o.clone().into_os_string()], &LeftOut::default()).pop()),
        articles_coded: tally.coded,
        articles_skipped: tally.skipped,
        inputs_failed: tally.failed,
        words: tally.words,
        events: tally.events,
        failures: &tally.failures,
        skipped: &tally.skips,
        started: clock.started.to_string(),
        ended: jiff::Timestamp::now().to_string(),
        seconds: (clock.begun.elapsed().as_secs_f64() * 1e3).round() / 1e3,
        resumed: coded.resumed,
    };
    let text = serde_json::to_string_pretty(&manifest)? + "\n";
    journal::write_whole(file, text.as_bytes())
        .with_context(|| format!("{} cannot be written", file.display()))
}
