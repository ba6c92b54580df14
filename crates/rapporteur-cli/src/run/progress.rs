//! What a run says while it works: messages about inputs, and how far it is. A bar on a terminal, now and then a line elsewhere.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressStyle};

use super::Tally;

/// A log line this often.
const LINE: Duration = Duration::from_secs(30);

/// Speaks on standard error.
pub struct Progress {
    bar: Option<ProgressBar>,
    begun: Instant,
    said: Instant,
    quiet: bool,
    articles: u64,
    words: u64,
    /// Of an earlier run that is taken up again.
    words_before: u64,
    /// Where events are counted.
    events: Option<u64>,
    failed: u64,
    /// Bytes of all inputs, where that is known.
    total: Option<u64>,
    /// The first place in them that was told, and when.
    from: Option<(u64, Instant)>,
    at: u64,
}

impl Progress {
    /// A bar where standard error is a terminal and standard output is not one that the records go to. `total` is the bytes of all
    /// inputs.
    pub fn new(quiet: bool, to_file: bool, total: Option<u64>) -> Self {
        let bar = (!quiet
            && std::io::stderr().is_terminal()
            && (to_file || !std::io::stdout().is_terminal()))
        .then(|| {
            let style = ProgressStyle::with_template("{spinner} {msg} [{elapsed_precise}]");
            let bar = ProgressBar::new_spinner().with_style(style.expect("a template of this program"));
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        let now = Instant::now();
        Progress {
            bar,
            begun: now,
            said: now,
            quiet,
            articles: 0,
            words: 0,
            words_before: 0,
            events: None,
            failed: 0,
            total,
            from: None,
            at: 0,
        }
    }

    /// Counts on where an earlier run ended.
    pub fn go_on(&mut self, before: &Tally) {
        (self.articles, self.words, self.failed) = (before.coded, before.words, before.failed);
        (self.words_before, self.events) = (before.words, Some(before.events));
    }

    /// So many events so far.
    pub fn events(&mut self, events: u64) {
        self.events = Some(events);
    }

    /// So many bytes of the inputs are behind the run.
    pub fn at(&mut self, bytes: u64) {
        self.at = bytes;
        self.from.get_or_insert((bytes, Instant::now()));
    }

    /// A message about an input.
    pub fn say(&self, message: &str) {
        let line = format!("rapporteur: {message}");
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None => eprintln!("{line}"),
        }
    }

    /// An article is coded.
    pub fn article(&mut self, words: usize) {
        self.articles += 1;
        self.words += words as u64;
        self.tell();
    }

    /// An input failed.
    pub fn failed(&mut self) {
        self.failed += 1;
        self.tell();
    }

    fn tell(&mut self) {
        match &self.bar {
            Some(bar) => bar.set_message(self.state()),
            None if !self.quiet && self.said.elapsed() >= LINE => {
                self.said = Instant::now();
                eprintln!("rapporteur: {}", self.state());
            }
            None => {}
        }
    }

    fn state(&self) -> String {
        let rate = (self.words - self.words_before) as f64 / self.begun.elapsed().as_secs_f64().max(0.001);
        let mut state = format!("{} articles, ", HumanCount(self.articles));
        if let Some(events) = self.events {
            state.push_str(&format!("{} events, ", HumanCount(events)));
        }
        state.push_str(&format!(
            "{} words, {} words/s, {} failed",
            HumanCount(self.words),
            HumanCount(rate as u64),
            HumanCount(self.failed)
        ));
        if let (Some(total), Some((from, since))) = (self.total.filter(|t| *t > 0), self.from) {
            state.push_str(&format!(", {}% of the input", (self.at.min(total) * 100) / total));
            if let Some(left) = left(self.at - from, total.saturating_sub(self.at), since.elapsed()) {
                state.push_str(&format!(", about {:#} left", HumanDuration(left)));
            }
        }
        state
    }
}

/// How long the bytes that are left will take, where enough is done to tell.
fn left(done: u64, left: u64, took: Duration) -> Option<Duration> {
    let enough = took >= Duration::from_secs(5) && done > 0 && done.saturating_mul(200) >= left;
    enough.then(|| took.mul_f64(left as f64 / done as f64))
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_once_enough_is_done() {
        let secs = Duration::from_secs;
        assert_eq!(left(1000, 3000, secs(10)), Some(secs(30)));
        assert_eq!(left(1000, 3000, secs(1)), None);
        assert_eq!(left(1, 3000, secs(10)), None);
        assert_eq!(left(1000, 0, secs(10)), Some(secs(0)));
    }

    #[test]
    fn the_state_counts_on_from_the_run_before() {
        let mut progress = Progress::new(true, true, Some(4000));
        progress.go_on(&Tally { coded: 1200, words: 9000, events: 34, failed: 2, ..Tally::default() });
        progress.at(1000);
        progress.events(40);
        progress.article(50);
        let state = progress.state();
        assert!(state.starts_with("1,201 articles, 40 events, 9,050 words, "), "{state}");
        assert!(state.ends_with("2 failed, 25% of the input"), "{state}");
    }
}
