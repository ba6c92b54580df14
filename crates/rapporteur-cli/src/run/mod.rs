//! The run: articles in, in the order of the inputs; records out, in the same order, at any number of threads.

mod engine;
mod inventory;
mod journal;
mod manifest;
mod progress;
mod spool;
mod stop;

use std::cell::Cell;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::rc::Rc;

use anyhow::Context as _;
use rapporteur::ingest::{Inputs, Options};
use rapporteur::{Annotated, Article, Reader};
use serde::{Deserialize, Serialize};

use crate::args::{Annotate, Code, Format, Partition, Reading};
use crate::exit::Exit;
use crate::output;
use engine::{End, Step, Turn};
use journal::{Journal, Opened};
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
        ..Options::default()
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
    let mut progress = Progress::new(reading.quiet, false);
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

/// `rapporteur code`.
pub fn code(args: &Code) -> anyhow::Result<Exit> {
    let format = output::format(args.format, args.output.as_deref());
    if let Some(wrong) = misuse(args, format) {
        eprintln!("rapporteur: {wrong}");
        return Ok(Exit::Usage);
    }
    let reader = reader()?;
    let clock = manifest::Clock::start();
    let beside =
        args.output.as_ref().filter(|o| is_whole(o)).map(|file| journal::beside(file, ".manifest.json"));
    let manifest = args.manifest.clone().or(beside);
    // What tells of an earlier run must not be taken for this one's.
    if let Some(file) = &manifest {
        let _ = std::fs::remove_file(file);
    }
    let (tally, resumed) = match args.output.as_deref() {
        Some(file) if is_whole(file) => {
            let file = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
            code_to_file(args, &reader, format, &file)
                .with_context(|| format!("{} cannot be written", file.display()))?
        }
        other => {
            let mut tally = Tally::default();
            with_output(other, |out| {
                let mut sink = output::sink(format, out, false);
                let mut events = 0;
                tally = each(
                    &args.reading,
                    |article| reader.read(article),
                    |record| {
                        let Some(record) = record else { return sink.flush() };
                        events += record.events.len() as u64;
                        sink.article(&record)
                    },
                )?;
                tally.events = events;
                sink.finish()?;
                Ok(tally.exit())
            })?;
            (tally, false)
        }
    };
    if let Some(file) = manifest {
        manifest::write(&file, args, format, reader.version(), &tally, &clock, resumed)?;
    }
    Ok(tally.exit())
}

/// What is wrong with a command line that each option alone allows.
fn misuse(args: &Code, format: Format) -> Option<&'static str> {
    let stdin = args.reading.inputs.iter().any(|i| i == "-");
    if args.output.is_none() {
        if args.resume {
            return Some("--resume needs -o FILE: standard output cannot be taken up again");
        }
        if args.partition.is_some() {
            return Some("--partition needs -o FOLDER");
        }
        if format == Format::Parquet && std::io::IsTerminal::is_terminal(&std::io::stdout()) {
            return Some("parquet is not for a terminal: name a file with -o");
        }
    } else if args.resume && stdin {
        return Some("--resume cannot read standard input again: name files or folders");
    }
    None
}

/// Codes into a file that appears whole, and that a later run can take up where this one ends.
fn code_to_file(args: &Code, reader: &Reader, format: Format, file: &Path) -> anyhow::Result<(Tally, bool)> {
    let reading = &args.reading;
    let by_day = args.partition == Some(Partition::Day);
    if by_day && file.is_dir() && file.read_dir()?.next().is_some() && !journal::is_last_step(file) {
        anyhow::bail!("the folder is there already and not empty: name another, or remove it");
    }
    anyhow::ensure!(by_day || !file.is_dir(), "it is a folder");
    let stamp = inventory::stamp(&reading.inputs, &journal::files_of(file));
    let run = blake3::hash(
        format!(
            "{:?}",
            (reader.version(), format, by_day, reading.published, reading.raw, reading.max_article, &stamp)
        )
        .as_bytes(),
    );
    let mut progress = Progress::new(reading.quiet, true);
    let mut journal = match Journal::open(file, run.to_hex().as_str(), args.resume)? {
        Opened::Done(state) => {
            progress.say("the run was complete already");
            return Ok((state.tally, true));
        }
        Opened::Discards(journal, articles) => {
            progress.say(&format!("starts anew: {articles} articles of a run that was interrupted are discarded (--resume keeps them)"));
            journal
        }
        Opened::Ready(journal) => journal,
    };
    let before = journal.state().clone();
    let mut tally = before.tally.clone();
    if before.consumed > 0 {
        progress.say(&format!("goes on after {} articles that are coded", before.tally.coded));
    }
    let written = Rc::new(Cell::new(before.bytes));
    let mut out = Counted { out: BufWriter::new(journal.writer()?), written: Rc::clone(&written) };
    let direct = !by_day && matches!(format, Format::Jsonl | Format::Csv);
    let mut sink: Box<dyn output::Sink> = if direct {
        output::sink(format, &mut out, before.bytes > 0)
    } else {
        Box::new(spool::Spool { out: &mut out, with_text: spool::shows_text(format) })
    };
    let stop = stop::on_signals();
    let work = |article: &Article| (reader.read(article), words(article));
    let mut consumed = before.consumed;
    let end = engine::run(inputs(reading), reading.threads, before.consumed, &stop, &work, |turn| {
        let Turn::Step(number, step) = turn else { return Ok(()) };
        if let Some(record) = tally.count(step, false, &mut progress) {
            tally.events += record.events.len() as u64;
            sink.article(&record)?;
        }
        consumed = number + 1;
        if stamp.is_some() && journal.is_due() {
            sink.flush()?;
            journal.note(consumed, written.get(), &tally, false)?;
        }
        Ok(())
    })
    .and_then(|end| {
        match end {
            End::Stopped => sink.flush()?,
            End::Complete => sink.finish()?,
        }
        Ok(end)
    });
    drop(sink);
    let resumed = before.consumed > 0;
    let ended = end.and_then(|end| {
        drop(out);
        // The last step can be killed too: the journal says that only it is left.
        journal.note(consumed, written.get(), &tally, end == End::Complete)?;
        if end == End::Complete && !direct {
            if by_day {
                spool::render_by_day(journal.part(), format, file)?;
            } else {
                spool::render(journal.part(), format, file)?;
            }
        }
        Ok(end)
    });
    match ended {
        Ok(End::Complete) if direct => journal.finish(file)?,
        Ok(End::Complete) => journal.discard(),
        Ok(End::Stopped) => {
            tally.interrupted = true;
            if stamp.is_none() {
                journal.discard();
                progress.say("interrupted; standard input cannot be read again, so nothing was kept");
            } else {
                progress.say(&format!(
                    "interrupted; {} articles are safe in {}: the same command with --resume goes on",
                    tally.coded,
                    journal.part().display()
                ));
            }
        }
        Err(error) => {
            // The last journal tells how much of the half-written file is good.
            let kept = journal.state().consumed > 0;
            let part = journal.part().display().to_string();
            if kept {
                return Err(error.context(format!(
                    "what was coded before is safe in {part}: mend what is wrong and give the same command with --resume"
                )));
            }
            journal.discard();
            return Err(error);
        }
    }
    tally.sum_up(&progress);
    Ok((tally, resumed))
}

/// Counts the bytes that go through.
struct Counted<W> {
    out: W,
    written: Rc<Cell<u64>>,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.written.set(self.written.get() + n as u64);
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

/// `rapporteur annotate`.
pub fn annotate(args: &Annotate) -> anyhow::Result<Exit> {
    let reader = reader()?;
    with_output(args.output.as_deref(), |out| {
        let work = |article: &Article| -> anyhow::Result<String> {
            let record: Annotated = reader.read(article);
            Ok(serde_json::to_string(&record)?)
        };
        let tally = each_of(&args.reading, true, work, |line| {
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
    let failed = || format!("{} cannot be written", file.display());
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
