//! The run: articles in, in the order of the inputs; records out, in the same order, at any number of threads.

mod code;
mod engine;
mod inventory;
mod journal;
mod manifest;
mod own;
mod places;
mod progress;
mod spool;
mod stop;

use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;
use rapporteur::ingest::{Inputs, Options};
use rapporteur::{Annotated, Article, Reader};
use serde::{Deserialize, Serialize};

use crate::args::{Annotate, Format, Reading};
use crate::exit::Exit;
pub use code::code;
use engine::{End, Step, Turn};
pub use own::files as own_files;
use progress::Progress;

/// Failures and skipped articles that a manifest names.
const NAMED: usize = 1000;

/// An input or article with what became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Named {
    /// The input, with its place, or the article.
    pub name: String,
    /// For people.
    pub why: String,
}

/// Counts what became of the inputs.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Tally {
    /// Articles coded.
    pub coded: u64,
    /// Articles left out for a stated reason.
    pub skipped: u64,
    /// Inputs that failed.
    pub failed: u64,
    /// Words of the articles coded.
    pub words: u64,
    /// Events found.
    pub events: u64,
    /// The first of the failures.
    pub failures: Vec<Named>,
    /// The first of the articles left out.
    pub skips: Vec<Named>,
    /// Whether somebody stopped the run.
    #[serde(skip)]
    pub interrupted: bool,
}

impl Tally {
    /// The exit status that they amount to.
    pub fn exit(&self) -> Exit {
        match (self.coded, self.failed) {
            _ if self.interrupted => Exit::Interrupted,
            (0, failed) if failed > 0 => Exit::Output,
            (_, 0) => Exit::Ok,
            _ => Exit::Some,
        }
    }

    /// Says and counts a step; the value of an article that was read, and with `keep_unread` of one that was
    /// not.
    fn count<T>(&mut self, step: Step<(T, usize)>, keep_unread: bool, progress: &mut Progress) -> Option<T> {
        let keep = |list: &mut Vec<Named>, name: String, why: String| {
            if list.len() < NAMED {
                list.push(Named { name, why });
            }
        };
        match step {
            Step::Done((value, words)) => {
                self.coded += 1;
                self.words += words as u64;
                progress.article(words);
                return Some(value);
            }
            Step::Unread { value: (value, _), id, why } => {
                self.skipped += 1;
                progress.say(&format!("{id}: skipped: {why}"));
                keep(&mut self.skips, id, why);
                return keep_unread.then_some(value);
            }
            Step::Skipped { id, why } => {
                self.skipped += 1;
                progress.say(&format!("{id}: skipped: {why}"));
                keep(&mut self.skips, id, why);
            }
            Step::Failed { input, place, why } => {
                self.failed += 1;
                let place = place.map(|p| format!(":{p}")).unwrap_or_default();
                progress.say(&format!("{input}{place}: {why}"));
                progress.failed();
                keep(&mut self.failures, format!("{input}{place}"), why);
            }
            Step::Warning { input, why } => progress.say(&format!("{input}: warning: {why}")),
        }
        None
    }

    /// The last line, where there is something to say.
    fn sum_up(&self, progress: &Progress) {
        if self.skipped + self.failed > 0 {
            progress.say(&format!(
                "{} articles coded, {} skipped, {} inputs failed",
                self.coded, self.skipped, self.failed
            ));
        }
    }
}

/// The reader with the embedded model and knowledge.
pub fn reader() -> anyhow::Result<Reader> {
    crate::data::reader()
}

/// A pool of the threads that were asked for.
pub fn pool(threads: usize) -> anyhow::Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("no threads can be started")
}

fn inputs(reading: &Reading) -> Inputs {
    let options = Options {
        published: reading.published,
        raw: reading.raw,
        max_article_bytes: reading.max_article,
        retrieved: reading.retrieved,
        run_day: Some(reading.run_day),
        leave_out: reading.own.clone(),
    };
    Inputs::open(&reading.inputs, options)
}

fn words(article: &Article) -> usize {
    article.text.split_ascii_whitespace().count()
}

/// Reads every input, hands articles to `work` side by side and their results to `write` in order. Articles that are not to be read
/// are named and left out. `write` gets nothing where nothing more is ready: it can hand on what it holds back.
pub fn each<T: Send + 'static>(
    reading: &Reading,
    work: impl Fn(&Article) -> T + Sync,
    write: impl FnMut(Option<T>) -> anyhow::Result<()>,
) -> anyhow::Result<Tally> {
    each_of(reading, false, work, write)
}

fn each_of<T: Send + 'static>(
    reading: &Reading,
    keep_unread: bool,
    work: impl Fn(&Article) -> T + Sync,
    mut write: impl FnMut(Option<T>) -> anyhow::Result<()>,
) -> anyhow::Result<Tally> {
    let stop = stop::on_signals();
    let mut progress = Progress::new(reading.quiet, false, None);
    let mut tally = Tally::default();
    let work = |article: &Article| (work(article), words(article));
    let end = engine::run(inputs(reading), reading.threads, 0, &stop, &work, |turn| match turn {
        Turn::Step(_, step) => match tally.count(step, keep_unread, &mut progress) {
            Some(value) => write(Some(value)),
            None => Ok(()),
        },
        Turn::Idle => write(None),
    })?;
    tally.interrupted = end == End::Stopped;
    if tally.interrupted {
        progress.say(&format!("interrupted after {} articles", tally.coded));
    }
    tally.sum_up(&progress);
    Ok(tally)
}

/// The reading of a command that writes its output as it comes, without what it writes.
///
/// # Errors
///
/// [`crate::exit::Misuse`], where the output is one of the inputs.
pub fn reading_beside(reading: &Reading, output: Option<&Path>) -> anyhow::Result<Reading> {
    let own = own_files(output, None);
    own::check(&reading.inputs, &own)?;
    Ok(Reading { own, ..reading.clone() })
}

/// `rapporteur annotate`.
pub fn annotate(args: &Annotate) -> anyhow::Result<Exit> {
    let reading = reading_beside(&args.reading, args.output.as_deref())?;
    let reader = reader()?;
    with_output(args.output.as_deref(), |out| {
        let work = |article: &Article| -> anyhow::Result<String> {
            let record: Annotated = reader.read(article);
            Ok(serde_json::to_string(&record)?)
        };
        let tally = each_of(&reading, true, work, |line| {
            match line {
                Some(line) => writeln!(out, "{}", line?)?,
                None => out.flush()?,
            }
            Ok(())
        })?;
        out.flush()?;
        Ok(tally.exit())
    })
}

/// Whether an output is a file that can appear whole, and not a device or a pipe, which is written to as it is.
fn is_whole(file: &Path) -> bool {
    std::fs::metadata(file).map_or(true, |m| m.is_file() || m.is_dir())
}

/// That a file cannot be written, and why, where that can be told.
pub fn unwritable(file: &Path) -> String {
    match file.parent().filter(|p| !p.as_os_str().is_empty() && !p.exists()) {
        Some(folder) => {
            format!("{} cannot be written: make the folder {} first", file.display(), folder.display())
        }
        None => format!("{} cannot be written", file.display()),
    }
}

/// Runs `work` with standard output, or with a file that appears whole or not at all.
pub fn with_output(
    file: Option<&Path>,
    work: impl FnOnce(&mut dyn Write) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let Some(file) = file else {
        let mut out = BufWriter::new(std::io::stdout().lock());
        return work(&mut out)
            .and_then(|exit| {
                out.flush()?;
                Ok(exit)
            })
            .context("standard output cannot be written");
    };
    let failed = || unwritable(file);
    if !is_whole(file) {
        let mut out =
            BufWriter::new(std::fs::OpenOptions::new().write(true).open(file).with_context(failed)?);
        return work(&mut out)
            .and_then(|exit| {
                out.flush()?;
                Ok(exit)
            })
            .with_context(failed);
    }
    let file = &std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    anyhow::ensure!(file.file_name().is_some(), "the output needs a file name");
    let part = journal::beside(file, ".part");
    let mut out = BufWriter::new(std::fs::File::create(&part).with_context(failed)?);
    let done = work(&mut out).and_then(|exit| {
        out.flush()?;
        out.get_ref().sync_all()?;
        if exit == Exit::Interrupted {
            std::fs::remove_file(&part)?;
        } else {
            std::fs::rename(&part, file)?;
            journal::sync_folder_of(file);
        }
        Ok(exit)
    });
    if done.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    done.with_context(failed)
}

/// The format that a file's ending names.
pub fn by_ending(file: &Path) -> Option<Format> {
    Some(match file.extension()?.to_str()? {
        "jsonl" | "json" | "ndjson" => Format::Jsonl,
        "csv" => Format::Csv,
        "parquet" => Format::Parquet,
        "html" | "htm" => Format::Html,
        _ => return None,
    })
}
