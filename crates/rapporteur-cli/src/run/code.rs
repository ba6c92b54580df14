//! `rapporteur code`: into a stream as it comes, or into a file that appears whole and that a later run can take up.

use std::cell::Cell;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::rc::Rc;

use jiff::civil::Date;
use rapporteur::{Article, Reader};

use super::engine::{self, End, Turn};
use super::journal::{self, Journal, Opened};
use super::progress::Progress;
use super::{
    Tally, each, inputs, inventory, is_whole, manifest, own, places, reader, spool, stop, with_output, words,
};
use crate::args::{Code, Format, Partition, Reading};
use crate::exit::{Exit, Misuse};
use crate::output;

/// What came of a run.
pub struct Coded {
    /// Counts.
    pub tally: Tally,
    /// Whether a run that had ended early was taken up again.
    pub resumed: bool,
    /// The day of the run, or of the first of them.
    pub run_day: Date,
}

/// `rapporteur code`.
pub fn code(args: &Code) -> anyhow::Result<Exit> {
    let format = output::format(args.format, args.output.as_deref());
    if let Some(wrong) = misuse(args, format) {
        return Err(Misuse(wrong.to_owned()).into());
    }
    let beside =
        args.output.as_ref().filter(|o| is_whole(o)).map(|file| journal::beside(file, ".manifest.json"));
    let manifest = args.manifest.clone().or(beside);
    let own = own::files(args.output.as_deref(), manifest.as_deref());
    own::check(&args.reading.inputs, &own)?;
    if manifest.is_some() && manifest == args.output {
        return Err(Misuse("the manifest and the output cannot be one file: name another".to_owned()).into());
    }
    let reading = Reading { own, ..args.reading.clone() };
    let reader = reader()?;
    let clock = manifest::Clock::start();
    // What tells of an earlier run must not be taken for this one's.
    if let Some(file) = &manifest {
        let _ = std::fs::remove_file(file);
    }
    let coded = match args.output.as_deref() {
        Some(file) if is_whole(file) => {
            let file = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
            to_file(args, &reading, &reader, format, &file).map_err(|error| match error.is::<Misuse>() {
                true => error,
                false => error.context(super::unwritable(&file)),
            })?
        }
        other => {
            let mut tally = Tally::default();
            with_output(other, |out| {
                let mut sink = output::sink(format, out, false);
                let mut events = 0;
                tally = each(
                    &reading,
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
            Coded { tally, resumed: false, run_day: reading.run_day }
        }
    };
    if let Some(file) = manifest {
        manifest::write(&file, args, &reading.own, format, reader.version(), &coded, &clock)?;
    }
    Ok(coded.tally.exit())
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
fn to_file(
    args: &Code,
    reading: &Reading,
    reader: &Reader,
    format: Format,
    file: &Path,
) -> anyhow::Result<Coded> {
    let by_day = args.partition == Some(Partition::Day);
    if by_day && file.is_dir() && file.read_dir()?.next().is_some() && !journal::is_last_step(file) {
        anyhow::bail!("the folder is there already and not empty: name another, or remove it");
    }
    anyhow::ensure!(by_day || !file.is_dir(), "it is a folder");
    let (stamp, total) = inventory::stamp(&reading.inputs, &reading.own).unzip();
    let options = (reading.published, reading.retrieved, reading.raw, reading.max_article);
    let run = blake3::hash(format!("{:?}", (reader.version(), format, by_day, options, &stamp)).as_bytes());
    let mut progress = Progress::new(reading.quiet, true, total);
    let mut journal = match Journal::open(file, run.to_hex().as_str(), reading.run_day, args.resume)? {
        Opened::Done(state) => {
            progress.say("the run was complete already");
            let run_day = state.day.unwrap_or(reading.run_day);
            return Ok(Coded { tally: state.tally, resumed: true, run_day });
        }
        Opened::Discards(journal, articles) => {
            progress.say(&format!("starts anew: {articles} articles of a run that was interrupted are discarded (--resume keeps them)"));
            journal
        }
        Opened::Ready(journal) => journal,
    };
    let before = journal.state().clone();
    let run_day = before.day.unwrap_or(reading.run_day);
    let reading = &Reading { run_day, ..reading.clone() };
    let mut tally = before.tally.clone();
    progress.go_on(&tally);
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
    let (followed, places) = places::follow(inputs(reading), before.consumed);
    let end = engine::run(followed, reading.threads, before.consumed, &stop, &work, |turn| {
        let Turn::Step(number, step) = turn else { return Ok(()) };
        progress.at(places.of(number));
        if let Some(record) = tally.count(step, false, &mut progress) {
            tally.events += record.events.len() as u64;
            progress.events(tally.events);
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
    Ok(Coded { tally, resumed, run_day })
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
