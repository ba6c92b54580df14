//! `cargo xtask scale`: time, output and peak memory of `code` from 10³ to 10⁵ invented articles, and two threads against one.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Context as _;

use crate::{generate, program};

const WORK: &str = "eval/.work/scale";

/// What one run took.
struct Run {
    seconds: f64,
    /// Of the processor, all threads together: what a busy machine changes little.
    cpu_seconds: f64,
    peak_megabytes: f64,
    lines: usize,
    bytes: u64,
}

/// Measures `sizes` with all threads, then the first size that takes a while with one thread and with two.
pub fn run(sizes: &[u64]) -> anyhow::Result<()> {
    let program = program()?;
    std::fs::create_dir_all(WORK)?;
    println!(
        "{:>9} {:>8} {:>9} {:>9} {:>10} {:>10} {:>11} {:>9}",
        "articles", "threads", "seconds", "cpu s", "articles/s", "events", "output kB", "peak MB"
    );
    let mut pairs = Vec::new();
    for &size in sizes {
        let corpus = corpus(size)?;
        let run = code(&program, &corpus, 0)?;
        print(size, 0, &run);
        pairs.push((size, corpus));
    }
    if let Some((size, corpus)) = pairs.iter().rev().find(|(size, _)| *size <= 10_000) {
        let one = code(&program, corpus, 1)?;
        print(*size, 1, &one);
        let two = code(&program, corpus, 2)?;
        print(*size, 2, &two);
        println!("two threads against one: {:.2} times as fast", one.seconds / two.seconds);
    }
    Ok(())
}

fn corpus(size: u64) -> anyhow::Result<PathBuf> {
    let file = Path::new(WORK).join(format!("{size}.jsonl"));
    if !file.exists() {
        generate::to_file(size, 1, &file)?;
    }
    Ok(file)
}

fn print(size: u64, threads: usize, run: &Run) {
    let threads = if threads == 0 { "all".to_owned() } else { threads.to_string() };
    println!(
        "{size:>9} {threads:>8} {:>9.2} {:>9.2} {:>10.1} {:>10} {:>11} {:>9.0}",
        run.seconds,
        run.cpu_seconds,
        size as f64 / run.seconds,
        run.lines,
        run.bytes / 1000,
        run.peak_megabytes
    );
}

/// Runs the program and watches its resident memory, twenty times a second (Linux).
fn code(program: &Path, corpus: &Path, threads: usize) -> anyhow::Result<Run> {
    let out = Path::new(WORK).join("out.jsonl");
    let begun = Instant::now();
    let mut child = Command::new(program)
        .arg("code")
        .arg(corpus)
        .args(["--quiet", "--threads", &threads.to_string(), "-o"])
        .arg(&out)
        .spawn()
        .context("the program cannot be started")?;
    let (mut peak, mut cpu): (f64, f64) = (0.0, 0.0);
    let status = loop {
        if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) {
            let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<f64>().ok());
            peak = peak.max(kilobytes.unwrap_or(0.0) / 1000.0);
        }
        if let Ok(stat) = std::fs::read_to_string(format!("/proc/{}/stat", child.id())) {
            // After the name in parentheses: the twelfth and thirteenth fields are ticks, a hundred a second, in and for the program.
            let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
            let ticks: f64 = fields.skip(11).take(2).filter_map(|t| t.parse::<f64>().ok()).sum();
            cpu = cpu.max(ticks / 100.0);
        }
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    let seconds = begun.elapsed().as_secs_f64();
    anyhow::ensure!(status.success(), "the program failed: {status}");
    let bytes = out.metadata()?.len();
    let lines = std::io::BufRead::lines(std::io::BufReader::new(std::fs::File::open(&out)?)).count();
    Ok(Run { seconds, cpu_seconds: cpu, peak_megabytes: peak, lines, bytes })
}
