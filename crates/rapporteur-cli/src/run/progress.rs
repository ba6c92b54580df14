//! What a run says while it works: messages about inputs, and how far it is. A bar on a terminal, now and then a line elsewhere.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

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
    failed: u64,
}

impl Progress {
    /// A bar where standard error is a terminal and standard output is not one that the records go to.
    pub fn new(quiet: bool, to_file: bool) -> Self {
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
        Progress { bar, begun: now, said: now, quiet, articles: 0, words: 0, failed: 0 }
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
        let rate = self.words as f64 / self.begun.elapsed().as_secs_f64().max(0.001);
        format!(
            "{} articles, {} words, {} words/s, {} failed",
            HumanCount(self.articles),
            HumanCount(self.words),
            HumanCount(rate as u64),
            HumanCount(self.failed)
        )
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
