//! How far a run has come, so that another can go on where it ended: `FILE.journal` beside the half-written `FILE.part`.
//!
//! A journal is written now and then, after what it speaks of is safe on the disk, and appears whole or not at all. What stands in the
//! half-written file behind the length that the journal names is cut off when the run is taken up again.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Tally;
use crate::exit::Misuse;

/// A journal is written this often.
const EVERY: Duration = Duration::from_millis(500);

/// What a run has behind it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct State {
    /// Which run: program, model, knowledge, options and inputs.
    pub run: String,
    /// Outcomes of the inputs that are dealt with.
    pub consumed: u64,
    /// Bytes of the half-written file that hold them.
    pub bytes: u64,
    /// What became of them.
    pub tally: Tally,
    /// The day on which the run began, in UTC: for one that is taken up after midnight it stays the same.
    #[serde(default)]
    pub day: Option<Date>,
    /// Everything is behind it but the last step: giving the output its name.
    #[serde(default)]
    pub last_step: bool,
}

/// How a run begins.
pub enum Opened {
    /// At the beginning, or where an earlier run ended.
    Ready(Journal),
    /// At the beginning, though so many articles of an earlier run could have been kept.
    Discards(Journal, u64),
    /// At its end: an earlier run was killed between its last step and taking its journal away.
    Done(State),
}

/// The files that a run may have beside its output, and the output.
pub fn files_of(file: &Path) -> Vec<PathBuf> {
    let mut all = vec![file.to_owned()];
    all.extend(
        [".part", ".journal", ".journal.new", ".new", ".manifest.json", ".manifest.json.new"]
            .map(|e| beside(file, e)),
    );
    all
}

/// Whether an earlier run was killed in its last step, so that what stands at `file` is its own.
pub fn is_last_step(file: &Path) -> bool {
    read(&beside(file, ".journal")).is_ok_and(|state| state.is_some_and(|s| s.last_step))
}

/// A half-written file and its journal.
pub struct Journal {
    part: PathBuf,
    journal: PathBuf,
    file: File,
    state: State,
    written: Instant,
}

/// A path with a further ending.
pub fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    file.with_file_name(name)
}

/// Makes a file appear whole: written beside it, then renamed.
pub fn write_whole(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = beside(file, ".new");
    let written = File::create(&new).and_then(|mut out| {
        out.write_all(bytes)?;
        out.sync_all()
    });
    let done = written.and_then(|()| std::fs::rename(&new, file));
    if done.is_err() {
        let _ = std::fs::remove_file(&new);
    }
    done
}

/// Makes a renamed file's new name safe.
pub fn sync_folder_of(file: &Path) {
    // Not every system lets a folder be opened; the rename is then as safe as that system makes it.
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

impl Journal {
    /// Begins to write beside `file`, or goes on where the run named `run` ended.
    ///
    /// `day` is today's. Refuses to go on with another run ([`Misuse`]), and to write where another program is writing.
    pub fn open(file: &Path, run: &str, day: Date, resume: bool) -> anyhow::Result<Opened> {
        let (part, journal) = (beside(file, ".part"), beside(file, ".journal"));
        let earlier = read(&journal);
        if resume
            && let Some(before) = earlier.as_ref().ok().and_then(Option::as_ref)
            && before.last_step
            && before.run == run
            && !part.exists()
            && (file.is_dir() || file.metadata().is_ok_and(|m| m.len() == before.bytes))
        {
            let state = before.clone();
            std::fs::remove_file(&journal)?;
            return Ok(Opened::Done(state));
        }
        let out = OpenOptions::new().create(true).write(true).truncate(false).open(&part)?;
        match out.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                anyhow::bail!(
                    "another run is writing {}: wait for it, or name another output",
                    part.display()
                )
            }
            // A file system without locks.
            Err(std::fs::TryLockError::Error(_)) => {}
        }
        let mut state = State { run: run.to_owned(), day: Some(day), ..State::default() };
        let mut discards = 0;
        if resume && let Some(before) = earlier? {
            if before.run != run {
                return Err(Misuse(format!(
                    "{} is of another run: the inputs, the options or the program have changed since; start again without --resume",
                    journal.display()
                ))
                .into());
            }
            if out.metadata()?.len() < before.bytes {
                return Err(Misuse(format!(
                    "{} is shorter than its journal says: start again without --resume",
                    part.display()
                ))
                .into());
            }
            state = before;
        } else {
            discards = read(&journal).ok().flatten().map_or(0, |before| before.tally.coded);
            let _ = std::fs::remove_file(&journal);
        }
        out.set_len(state.bytes)?;
        let mut file = out;
        io::Seek::seek(&mut file, io::SeekFrom::End(0))?;
        let journal = Journal { part, journal, file, state, written: Instant::now() };
        Ok(if discards > 0 { Opened::Discards(journal, discards) } else { Opened::Ready(journal) })
    }

    /// What is behind the run so far.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// A second handle of the half-written file, to write to.
    pub fn writer(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Is it time to write the journal again?
    pub fn is_due(&self) -> bool {
        self.written.elapsed() >= EVERY
    }

    /// Notes that `consumed` outcomes are in the first `bytes` bytes, which have been handed to the system.
    pub fn note(&mut self, consumed: u64, bytes: u64, tally: &Tally, last_step: bool) -> anyhow::Result<()> {
        self.file.sync_data()?;
        self.state = State {
            run: self.state.run.clone(),
            day: self.state.day,
            consumed,
            bytes,
            tally: tally.clone(),
            last_step,
        };
        write_whole(&self.journal, &serde_json::to_vec(&self.state)?)?;
        self.written = Instant::now();
        Ok(())
    }

    /// The half-written file.
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Gives the half-written file its name.
    pub fn finish(self, file: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        std::fs::rename(&self.part, file)?;
        sync_folder_of(file);
        let _ = std::fs::remove_file(&self.journal);
        Ok(())
    }

    /// Takes away what was begun.
    pub fn discard(self) {
        // In this order: a journal without its half-written file could not be taken up.
        let _ = std::fs::remove_file(&self.journal);
        let _ = std::fs::remove_file(&self.part);
    }
}

fn read(journal: &Path) -> anyhow::Result<Option<State>> {
    match std::fs::read(journal) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).map_err(|_| {
            Misuse(format!(
                "{} is no journal of this program: start again without --resume",
                journal.display()
            ))
        })?)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).with_context(|| format!("{} cannot be read", journal.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = jiff::civil::date(2031, 5, 6);

    fn begin(file: &Path, run: &str, resume: bool) -> Journal {
        match Journal::open(file, run, DAY, resume).unwrap() {
            Opened::Ready(journal) => journal,
            _ => panic!("an earlier run is in the way"),
        }
    }

    #[test]
    fn what_a_journal_does_not_speak_of_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.jsonl");
        let mut journal = begin(&file, "a", false);
        journal.writer().unwrap().write_all(b"safe\n").unwrap();
        journal.note(7, 5, &Tally { coded: 6, ..Tally::default() }, false).unwrap();
        journal.writer().unwrap().write_all(b"half a li").unwrap();
        // Another program cannot write there meanwhile.
        assert!(Journal::open(&file, "a", DAY, true).err().unwrap().to_string().contains("another run"));
        drop(journal);
        assert!(Journal::open(&file, "b", DAY, true).err().unwrap().to_string().contains("another run"));
        let journal = begin(&file, "a", true);
        assert_eq!((journal.state().consumed, journal.state().bytes), (7, 5));
        assert_eq!(journal.state().day, Some(DAY));
        journal.writer().unwrap().write_all(b"more\n").unwrap();
        journal.finish(&file).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"safe\nmore\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_run_that_is_not_taken_up_says_what_it_discards() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.jsonl");
        let mut journal = begin(&file, "a", false);
        journal.note(7, 0, &Tally { coded: 6, ..Tally::default() }, false).unwrap();
        drop(journal);
        assert!(matches!(Journal::open(&file, "a", DAY, false).unwrap(), Opened::Discards(_, 6)));
    }

    #[test]
    fn a_kill_in_the_last_step_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.jsonl");
        let mut journal = begin(&file, "a", false);
        journal.writer().unwrap().write_all(b"all\n").unwrap();
        journal.note(3, 4, &Tally { coded: 3, ..Tally::default() }, true).unwrap();
        // Killed before the file has its name: it gets it now.
        drop(journal);
        begin(&file, "a", true);
        // Killed when it has its name and its journal still stands.
        std::fs::rename(beside(&file, ".part"), &file).unwrap();
        assert!(
            matches!(Journal::open(&file, "a", DAY, true).unwrap(), Opened::Done(state) if state.tally.coded == 3)
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
