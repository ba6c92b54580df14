//! The run: articles in, in the order of the inputs; records out, in the same order, at any number of threads.

use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;
use rapporteur::ingest::{Inputs, Options, Outcome};
use rapporteur::{Annotated, Article, Reader};
use rayon::prelude::*;

use crate::args::{Annotate, Code, Format, Reading};
use crate::exit::Exit;
use crate::output;

/// Bytes of text that are read before they are coded side by side: bounds memory and keeps order.
const BATCH_BYTES: usize = 1 << 20;

/// Counts what became of the inputs.
#[derive(Debug, Default)]
pub struct Tally {
    /// Articles coded.
    pub coded: usize,
    /// Articles left out for a stated reason.
    pub skipped: usize,
    /// Inputs that failed.
    pub failed: usize,
}

impl Tally {
    /// The exit status that they amount to.
    pub fn exit(&self) -> Exit {
        match (self.coded, self.failed) {
            (0, failed) if failed > 0 => Exit::Output,
            (_, 0) => Exit::Ok,
            _ => Exit::Some,
        }
    }
}

/// The reader with the embedded model and knowledge.
pub fn reader() -> anyhow::Result<Reader> {
    Reader::new(rapporteur_data::model(), rapporteur_data::segment(), rapporteur_data::knowledge())
        .context("the program's own data cannot be loaded; install it again")
}

/// A pool of the threads that were asked for.
pub fn pool(threads: usize) -> anyhow::Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("no threads can be started")
}

/// Reads every input, hands batches of articles to `work` side by side and their results to `write` in order.
pub fn each<T: Send>(
    reading: &Reading,
    work: impl Fn(&Article) -> T + Sync,
    mut write: impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<Tally> {
    let pool = pool(reading.threads)?;
    let options = Options { published: reading.published, raw: reading.raw, ..Options::default() };
    let mut tally = Tally::default();
    let mut batch: Vec<Article> = Vec::new();
    let mut bytes = 0;
    let mut first = true;
    let mut flush = |batch: &mut Vec<Article>, tally: &mut Tally| -> anyhow::Result<()> {
        let done: Vec<T> = pool.install(|| batch.par_iter().map(&work).collect());
        tally.coded += done.len();
        batch.clear();
        done.into_iter().try_for_each(&mut write)
    };
    for outcome in Inputs::open(&reading.inputs, options) {
        match outcome {
            Outcome::Article(article) => {
                bytes += article.text.len();
                batch.push(*article);
                // The first article is coded at once, so that somebody who waits sees a record soon.
                if bytes >= BATCH_BYTES || std::mem::take(&mut first) {
                    flush(&mut batch, &mut tally)?;
                    bytes = 0;
                }
            }
            Outcome::Skipped { id, why } => {
                tally.skipped += 1;
                eprintln!("rapporteur: {id}: skipped: {why}");
            }
            Outcome::Failed { input, place, why } => {
                tally.failed += 1;
                let place = place.map(|p| format!(":{p}")).unwrap_or_default();
                eprintln!("rapporteur: {input}{place}: {why}");
            }
            Outcome::Warning { input, why } => eprintln!("rapporteur: {input}: warning: {why}"),
        }
    }
    flush(&mut batch, &mut tally)?;
    if tally.skipped + tally.failed > 0 {
        eprintln!(
            "rapporteur: {} articles coded, {} skipped, {} inputs failed",
            tally.coded, tally.skipped, tally.failed
        );
    }
    Ok(tally)
}

/// `rapporteur code`.
pub fn code(args: &Code) -> anyhow::Result<Exit> {
    let reader = reader()?;
    let format = output::format(args.format, args.output.as_deref());
    with_output(args.output.as_deref(), |out| {
        let mut sink = output::sink(format, out);
        let tally = each(&args.reading, |article| reader.read(article), |record| sink.article(&record))?;
        sink.finish()?;
        Ok(tally.exit())
    })
}

/// `rapporteur annotate`.
pub fn annotate(args: &Annotate) -> anyhow::Result<Exit> {
    let reader = reader()?;
    with_output(args.output.as_deref(), |out| {
        let work = |article: &Article| -> anyhow::Result<String> {
            let record: Annotated = reader.read(article);
            Ok(serde_json::to_string(&record)?)
        };
        let tally = each(&args.reading, work, |line| {
            writeln!(out, "{}", line?)?;
            Ok(())
        })?;
        out.flush()?;
        Ok(tally.exit())
    })
}

/// Runs `work` with standard output, or with a file that appears whole or not at all.
pub fn with_output(
    file: Option<&Path>,
    work: impl FnOnce(&mut dyn Write) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let Some(file) = file else {
        let mut out = BufWriter::new(std::io::stdout().lock());
        let exit = work(&mut out)?;
        out.flush()?;
        return Ok(exit);
    };
    let mut name = file.file_name().context("the output needs a file name")?.to_owned();
    name.push(".part");
    let part = file.with_file_name(name);
    let failed = || format!("{} cannot be written", file.display());
    let mut out = BufWriter::new(std::fs::File::create(&part).with_context(failed)?);
    let done = work(&mut out).and_then(|exit| {
        out.flush()?;
        out.get_ref().sync_all()?;
        std::fs::rename(&part, file)?;
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
        "html" | "htm" => Format::Html,
        _ => return None,
    })
}
