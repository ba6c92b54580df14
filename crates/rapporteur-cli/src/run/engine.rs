//! The engine: articles are read on one thread, worked on by many, and handed on in the order in which they came.
//!
//! What is under way is bounded in bytes of text: a reader that is ahead waits at the gate, so memory stands still however large
//! the corpus is and however slow one article.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};

use rapporteur::Article;
use rapporteur::ingest::Outcome;

/// Bytes of text that may be under way: read, being worked on, or waiting for their turn. A record takes some twenty times its text.
pub const UNDER_WAY: usize = 4 << 20;

/// What every article counts beyond its text.
const OVERHEAD: usize = 1 << 10;

/// What became of one outcome of the inputs.
#[derive(Debug)]
pub enum Step<T> {
    /// An article was worked on.
    Done(T),
    /// An article that is not to be read was worked on as far as that goes.
    Unread { value: T, id: String, why: String },
    /// An article was left out for a stated reason.
    Skipped { id: String, why: String },
    /// An input failed.
    Failed { input: String, place: Option<String>, why: String },
    /// Something that a user should know.
    Warning { input: String, why: String },
}

/// Lets bytes in up to a bound, and always one article.
struct Gate {
    state: Mutex<(usize, bool)>,
    free: Condvar,
    bound: usize,
}

impl Gate {
    fn new(bound: usize) -> Self {
        Gate { state: Mutex::new((0, false)), free: Condvar::new(), bound }
    }

    /// Waits until there is room. False: the gate was closed.
    fn enter(&self, bytes: usize) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !state.1 && state.0 > 0 && state.0 + bytes > self.bound {
            state = self.free.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.0 += bytes;
        !state.1
    }

    fn leave(&self, bytes: usize) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 -= bytes;
        self.free.notify_all();
    }

    fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        self.free.notify_all();
    }
}

/// Gives out what comes in any order in the order of its numbers.
struct Reorder<T> {
    next: u64,
    waiting: BTreeMap<u64, T>,
}

impl<T> Reorder<T> {
    fn new(first: u64) -> Self {
        Reorder { next: first, waiting: BTreeMap::new() }
    }

    fn put(&mut self, number: u64, item: T) {
        self.waiting.insert(number, item);
    }

    fn take(&mut self) -> Option<(u64, T)> {
        let item = self.waiting.remove(&self.next)?;
        self.next += 1;
        Some((self.next - 1, item))
    }
}

/// How a run of the engine went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All inputs were read.
    Complete,
    /// `stop` was set: what had been read was finished, the rest left.
    Stopped,
}

/// Runs `work` over the articles on `threads` threads and gives `take` the outcomes in order, numbered from 0.
///
/// The first `skip` outcomes are read and passed over: an earlier run has dealt with them. An error of `take` ends the run.
/// A panic in `work` is a fault of the program in one article: it becomes [`Step::Failed`] and the others go on.
pub fn run<T: Send>(
    inputs: impl Iterator<Item = Outcome> + Send,
    threads: usize,
    skip: u64,
    stop: &AtomicBool,
    work: &(impl Fn(&Article) -> T + Sync),
    mut take: impl FnMut(u64, Step<T>) -> anyhow::Result<()>,
) -> anyhow::Result<End> {
    let threads =
        if threads == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { threads };
    let pool = super::pool(threads)?;
    if threads == 1 {
        return alone(inputs, &pool, skip, stop, work, take);
    }
    let gate = Gate::new(UNDER_WAY);
    let (send, receive) = mpsc::channel::<(u64, usize, Step<T>)>();
    let mut stopped = false;
    let mut result = Ok(());
    std::thread::scope(|threads| {
        let gate = &gate;
        let pool = &pool;
        let reader = threads.spawn(move || {
            // The scope waits for the work that was handed out; what it sends waits in the channel.
            pool.in_place_scope_fifo(|scope| {
                for (number, outcome) in (0..).zip(inputs) {
                    if stop.load(Ordering::Relaxed) {
                        return true;
                    }
                    if number < skip {
                        continue;
                    }
                    let bytes = OVERHEAD + if let Outcome::Article(a) = &outcome { a.text.len() } else { 0 };
                    if !gate.enter(bytes) {
                        return true;
                    }
                    let send = send.clone();
                    match passed_on(outcome) {
                        Ok(step) => {
                            let _ = send.send((number, bytes, step));
                        }
                        Err(article) => scope.spawn_fifo(move |_| {
                            let _ = send.send((number, bytes, guarded(work, &article)));
                        }),
                    }
                }
                false
            })
        });
        let mut order = Reorder::new(skip);
        while let Ok((number, bytes, step)) = receive.recv() {
            order.put(number, (bytes, step));
            while let Some((number, (bytes, step))) = order.take() {
                if result.is_ok() {
                    result = take(number, step);
                    if result.is_err() {
                        gate.close();
                    }
                }
                gate.leave(bytes);
            }
        }
        stopped = match reader.join() {
            Ok(stopped) => stopped,
            Err(panic) => std::panic::resume_unwind(panic),
        };
    });
    result.map(|()| if stopped { End::Stopped } else { End::Complete })
}

/// One article at a time: reading, work and writing take turns.
fn alone<T: Send>(
    inputs: impl Iterator<Item = Outcome>,
    pool: &rayon::ThreadPool,
    skip: u64,
    stop: &AtomicBool,
    work: &(impl Fn(&Article) -> T + Sync),
    mut take: impl FnMut(u64, Step<T>) -> anyhow::Result<()>,
) -> anyhow::Result<End> {
    for (number, outcome) in (0..).zip(inputs) {
        if stop.load(Ordering::Relaxed) {
            return Ok(End::Stopped);
        }
        if number >= skip {
            take(
                number,
                passed_on(outcome).unwrap_or_else(|article| pool.install(|| guarded(work, &article))),
            )?;
        }
    }
    Ok(End::Complete)
}

/// An outcome that needs no work; else its article.
fn passed_on<T>(outcome: Outcome) -> Result<Step<T>, Box<Article>> {
    Ok(match outcome {
        Outcome::Article(article) => return Err(article),
        Outcome::Skipped { id, why } => Step::Skipped { id, why },
        Outcome::Failed { input, place, why } => Step::Failed { input, place, why },
        Outcome::Warning { input, why } => Step::Warning { input, why },
    })
}

fn guarded<T>(work: &impl Fn(&Article) -> T, article: &Article) -> Step<T> {
    match catch_unwind(AssertUnwindSafe(|| work(article))) {
        Ok(value) => match &article.unread {
            Some(why) => Step::Unread { value, id: article.id.clone(), why: why.clone() },
            None => Step::Done(value),
        },
        Err(_) => Step::Failed {
            input: article.id.clone(),
            place: None,
            why: "a fault of the program in this article (the message above tells where): please report it with the article".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: usize, length: usize) -> Outcome {
        Outcome::Article(Box::new(Article {
            id: id.to_string(),
            text: "x".repeat(length),
            ..Article::default()
        }))
    }

    fn ids(threads: usize, skip: u64) -> Vec<String> {
        let inputs = (0..200).map(|i| match i % 10 {
            3 => Outcome::Skipped { id: i.to_string(), why: String::new() },
            _ => article(i, (i * 7919) % 5000),
        });
        let work = |a: &Article| {
            // The later an article, the sooner it is done.
            std::thread::sleep(std::time::Duration::from_micros((a.text.len() as u64 * 31) % 900));
            a.id.clone()
        };
        let mut out = Vec::new();
        let never = AtomicBool::new(false);
        let end = run(inputs, threads, skip, &never, &work, |n, step| {
            let id = match step {
                Step::Done(id) | Step::Skipped { id, .. } => id,
                _ => unreachable!("no other outcome went in"),
            };
            assert_eq!(n.to_string(), id);
            out.push(id);
            Ok(())
        });
        assert_eq!(end.unwrap(), End::Complete);
        out
    }

    #[test]
    fn order_is_kept_at_any_number_of_threads() {
        let expected: Vec<String> = (0..200).map(|i| i.to_string()).collect();
        for threads in [1, 2, 7] {
            assert_eq!(ids(threads, 0), expected);
            assert_eq!(ids(threads, 57), expected[57..]);
        }
    }

    #[test]
    fn what_is_under_way_is_bounded_in_bytes() {
        use std::sync::atomic::AtomicUsize;
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let size = UNDER_WAY / 3;
        let inputs = (0..12).map(|i| {
            let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(now, Ordering::SeqCst);
            article(i, size)
        });
        let never = AtomicBool::new(false);
        run(inputs, 4, 0, &never, &|_: &Article| (), |_, _| {
            std::thread::sleep(std::time::Duration::from_millis(2));
            inside.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        })
        .unwrap();
        // Two are let in, a third would pass the bound and waits at the gate, read already.
        assert!(most.load(Ordering::SeqCst) <= 4, "{most:?}");
    }

    #[test]
    fn an_article_beyond_the_bound_goes_through_alone() {
        let never = AtomicBool::new(false);
        let inputs = (0..3).map(|i| article(i, UNDER_WAY + 1));
        let mut n = 0;
        run(inputs, 2, 0, &never, &|_: &Article| (), |_, _| {
            n += 1;
            Ok(())
        })
        .unwrap();
        assert_eq!(n, 3);
    }

    #[test]
    fn a_fault_in_one_article_is_named_and_the_others_go_on() {
        for threads in [1, 3] {
            let never = AtomicBool::new(false);
            let work = |a: &Article| assert_ne!(a.id, "4", "a fault made for this test");
            let (mut done, mut failed) = (0, Vec::new());
            run((0..9).map(|i| article(i, 10)), threads, 0, &never, &work, |_, step| {
                match step {
                    Step::Failed { input, .. } => failed.push(input),
                    _ => done += 1,
                }
                Ok(())
            })
            .unwrap();
            assert_eq!((done, failed), (8, vec!["4".to_owned()]));
        }
    }

    #[test]
    fn a_stop_and_an_error_end_the_run() {
        for threads in [1, 3] {
            let stop = AtomicBool::new(false);
            let mut seen = 0;
            let end = run((0..).map(|i| article(i, 10)), threads, 0, &stop, &|_: &Article| (), |n, _| {
                seen += 1;
                stop.store(n >= 20, Ordering::Relaxed);
                Ok(())
            });
            assert_eq!(end.unwrap(), End::Stopped);
            assert!(seen >= 20);
            let never = AtomicBool::new(false);
            let error = run((0..).map(|i| article(i, 10)), threads, 0, &never, &|_: &Article| (), |n, _| {
                anyhow::ensure!(n < 20, "the disk is full");
                Ok(())
            });
            assert_eq!(error.unwrap_err().to_string(), "the disk is full");
        }
    }
}
