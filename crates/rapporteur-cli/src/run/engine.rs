//! The engine: articles are read on one thread, worked on by many, and handed on in the order in which they came.
//!
//! What is under way is bounded in bytes of text: a reader that is ahead waits at the gate, so memory stands still however large
//! the corpus is and however slow one article.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::Duration;

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

/// What the caller is told.
#[derive(Debug)]
pub enum Turn<T> {
    /// The next outcome, with its number from 0.
    Step(u64, Step<T>),
    /// Nothing more is ready: what is held back can be handed on.
    Idle,
}

/// What reaches the calling thread.
enum Message<T> {
    /// The reader has an outcome.
    Read(u64, usize, Outcome),
    /// Work on an article is done, or was left as the run ends.
    Done(u64, usize, Option<Step<T>>),
    /// The reader is at the end of the inputs.
    End,
}

/// How often the calling thread looks whether it is to stop while nothing comes.
const LOOK: Duration = Duration::from_millis(100);

/// Runs `work` over the articles on `threads` threads and gives `take` the outcomes in order.
///
/// The first `skip` outcomes are read and passed over: an earlier run has dealt with them. An error of `take` ends the run, and so does
/// `stop`: articles that are being worked on are finished, those that wait are left. A reader that waits for its input then is left
/// waiting. A panic in `work` is a fault of the program in one article: it becomes [`Step::Failed`] and the others go on.
pub fn run<T: Send + 'static>(
    inputs: impl Iterator<Item = Outcome> + Send + 'static,
    threads: usize,
    skip: u64,
    stop: &AtomicBool,
    work: &(impl Fn(&Article) -> T + Sync),
    mut take: impl FnMut(Turn<T>) -> anyhow::Result<()>,
) -> anyhow::Result<End> {
    let threads =
        if threads == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { threads };
    let pool = super::pool(threads)?;
    if threads == 1 {
        return alone(inputs, &pool, skip, stop, work, take);
    }
    let gate = Arc::new(Gate::new(UNDER_WAY));
    let (send, receive) = mpsc::channel::<Message<T>>();
    let (hand, guard) = (send.clone(), Arc::clone(&gate));
    std::thread::spawn(move || read(inputs, skip, &guard, &hand));
    let cancelled = AtomicBool::new(false);
    let (mut order, mut result) = (Reorder::new(skip), Ok(()));
    let (mut ended, mut working, mut fresh) = (false, 0_usize, false);
    pool.in_place_scope_fifo(|scope| {
        loop {
            let message = match receive.try_recv() {
                Ok(message) => Some(message),
                Err(_) if result.is_ok() && std::mem::take(&mut fresh) => {
                    result = take(Turn::Idle);
                    None
                }
                Err(_) if working == 0 && (ended || cancelled.load(Ordering::Relaxed)) => break,
                Err(_) => receive.recv_timeout(LOOK).ok(),
            };
            match message {
                Some(Message::Read(number, bytes, outcome)) => match passed_on(outcome) {
                    Ok(step) => order.put(number, (bytes, Some(step))),
                    Err(article) => {
                        working += 1;
                        let (send, cancelled) = (send.clone(), &cancelled);
                        scope.spawn_fifo(move |_| {
                            let step = (!cancelled.load(Ordering::Relaxed)).then(|| guarded(work, &article));
                            let _ = send.send(Message::Done(number, bytes, step));
                        });
                    }
                },
                Some(Message::Done(number, bytes, step)) => {
                    working -= 1;
                    order.put(number, (bytes, step));
                }
                Some(Message::End) => ended = true,
                None => {}
            }
            fresh |= drain(&mut order, &gate, &mut result, &mut take);
            if stop.load(Ordering::Relaxed) || result.is_err() {
                cancelled.store(true, Ordering::Relaxed);
                gate.close();
            }
        }
    });
    result?;
    Ok(if cancelled.load(Ordering::Relaxed) { End::Stopped } else { End::Complete })
}

/// Gives on what is in order; an article that was left as the run ends holds back all behind it.
fn drain<T>(
    order: &mut Reorder<(usize, Option<Step<T>>)>,
    gate: &Gate,
    result: &mut anyhow::Result<()>,
    take: &mut impl FnMut(Turn<T>) -> anyhow::Result<()>,
) -> bool {
    let mut any = false;
    while let Some((number, (bytes, step))) = order.take() {
        gate.leave(bytes);
        let Some(step) = step else {
            order.next = u64::MAX;
            break;
        };
        if result.is_ok() {
            *result = take(Turn::Step(number, step));
            any = true;
        }
    }
    any
}

/// Reads the inputs until the gate is closed. A panic in reading is a fault of the program: it is told, and reading ends there.
fn read<T>(
    mut inputs: impl Iterator<Item = Outcome>,
    skip: u64,
    gate: &Gate,
    hand: &mpsc::Sender<Message<T>>,
) {
    for number in 0.. {
        let next = catch_unwind(AssertUnwindSafe(|| inputs.next()));
        let broken = next.is_err();
        let outcome = match next {
            Ok(Some(outcome)) => outcome,
            Ok(None) => {
                let _ = hand.send(Message::End);
                return;
            }
            Err(_) => Outcome::Failed {
                input: "the inputs".to_owned(),
                place: None,
                why: "a fault of the program in reading (the message above tells where): please report it; the inputs behind it were \
                      not read"
                    .to_owned(),
            },
        };
        if number >= skip {
            let bytes = OVERHEAD + if let Outcome::Article(a) = &outcome { a.text.len() } else { 0 };
            if !gate.enter(bytes) || hand.send(Message::Read(number, bytes, outcome)).is_err() {
                return;
            }
        }
        if broken {
            let _ = hand.send(Message::End);
            return;
        }
    }
}

/// One article at a time: reading, work and writing take turns.
fn alone<T: Send>(
    inputs: impl Iterator<Item = Outcome>,
    pool: &rayon::ThreadPool,
    skip: u64,
    stop: &AtomicBool,
    work: &(impl Fn(&Article) -> T + Sync),
    mut take: impl FnMut(Turn<T>) -> anyhow::Result<()>,
) -> anyhow::Result<End> {
    for (number, outcome) in (0..).zip(inputs) {
        if stop.load(Ordering::Relaxed) {
            return Ok(End::Stopped);
        }
        if number >= skip {
            let step = passed_on(outcome).unwrap_or_else(|article| pool.install(|| guarded(work, &article)));
            take(Turn::Step(number, step))?;
            take(Turn::Idle)?;
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
    use proptest::strategy::Strategy as _;

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
        let end = run(inputs, threads, skip, &never, &work, |turn| {
            let Turn::Step(n, step) = turn else { return Ok(()) };
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
        static INSIDE: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let size = UNDER_WAY / 3;
        let inputs = (0..12).map(move |i| {
            let now = INSIDE.fetch_add(1, Ordering::SeqCst) + 1;
            MOST.fetch_max(now, Ordering::SeqCst);
            article(i, size)
        });
        let never = AtomicBool::new(false);
        run(inputs, 4, 0, &never, &|_: &Article| (), |turn| {
            if let Turn::Step(..) = turn {
                std::thread::sleep(Duration::from_millis(2));
                INSIDE.fetch_sub(1, Ordering::SeqCst);
            }
            Ok(())
        })
        .unwrap();
        // Two are let in, a third would pass the bound and waits at the gate, read already; one may just have been let go.
        assert!(MOST.load(Ordering::SeqCst) <= 4, "{MOST:?}");
    }

    #[test]
    fn an_article_beyond_the_bound_goes_through_alone() {
        let never = AtomicBool::new(false);
        let inputs = (0..3).map(|i| article(i, UNDER_WAY + 1));
        let mut n = 0;
        run(inputs, 2, 0, &never, &|_: &Article| (), |turn| {
            n += usize::from(matches!(turn, Turn::Step(..)));
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
            run((0..9).map(|i| article(i, 10)), threads, 0, &never, &work, |turn| {
                match turn {
                    Turn::Step(_, Step::Failed { input, .. }) => failed.push(input),
                    Turn::Step(..) => done += 1,
                    Turn::Idle => {}
                }
                Ok(())
            })
            .unwrap();
            assert_eq!((done, failed), (8, vec!["4".to_owned()]));
        }
    }

    #[test]
    fn a_stop_does_not_wait_for_an_input_that_does_not_come() {
        let stop = AtomicBool::new(false);
        let inputs = (0..5).map(|i| article(i, 10)).chain(std::iter::from_fn(|| {
            std::thread::sleep(Duration::from_secs(3600));
            None
        }));
        let begun = std::time::Instant::now();
        let mut last = None;
        let end = run(inputs, 2, 0, &stop, &|_: &Article| (), |turn| {
            if let Turn::Step(n, _) = turn {
                last = Some(n);
                stop.store(n == 4, Ordering::Relaxed);
            }
            Ok(())
        });
        assert_eq!(end.unwrap(), End::Stopped);
        assert!(begun.elapsed() < Duration::from_secs(600));
        assert_eq!(last, Some(4), "what had come is given out");
    }

    proptest::proptest! {
        #[test]
        fn what_comes_in_any_order_is_given_out_in_order(mut order in proptest::collection::vec(0_u64..1, 1..60).prop_map(|v| {
            (0..v.len() as u64).collect::<Vec<_>>()
        }).prop_shuffle()) {
            let n = order.len() as u64;
            let mut reorder = Reorder::new(0);
            let mut out = Vec::new();
            for number in order.drain(..) {
                reorder.put(number, number);
                while let Some((at, item)) = reorder.take() {
                    proptest::prop_assert_eq!(at, item);
                    out.push(item);
                }
            }
            proptest::prop_assert_eq!(out, (0..n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_stop_and_an_error_end_the_run() {
        for threads in [1, 3] {
            let stop = AtomicBool::new(false);
            let mut seen = 0;
            let end = run((0..).map(|i| article(i, 10)), threads, 0, &stop, &|_: &Article| (), |turn| {
                if let Turn::Step(n, _) = turn {
                    seen += 1;
                    stop.store(n >= 20, Ordering::Relaxed);
                }
                Ok(())
            });
            assert_eq!(end.unwrap(), End::Stopped);
            assert!(seen >= 20);
            let never = AtomicBool::new(false);
            let error = run((0..).map(|i| article(i, 10)), threads, 0, &never, &|_: &Article| (), |turn| {
                anyhow::ensure!(!matches!(turn, Turn::Step(20, _)), "the disk is full");
                Ok(())
            });
            assert_eq!(error.unwrap_err().to_string(), "the disk is full");
        }
    }
}
