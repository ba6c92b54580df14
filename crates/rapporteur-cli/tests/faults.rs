//! Faults: bad inputs, kills, interrupts, pipes that close, disks that fill and reads that fail must leave the record as an undisturbed
//! run gives it.
//!
//! `FAULT_KILLS` sets how often a run is killed (20 if it is not set); `cargo xtask faults` asks for 200.

#[path = "faults/corpus.rs"]
mod corpus;
#[cfg(unix)]
#[path = "faults/formats.rs"]
mod formats;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Good articles of the corpus.
const ARTICLES: usize = 1200;

fn code(folder: &Path, output: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(folder).args(["code", "corpus", "--format", "jsonl", "-o", output]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The exit status and what stood on standard error.
fn finish(mut command: Command) -> (Option<i32>, String) {
    let done = command.stderr(Stdio::piped()).output().expect("the program starts");
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// A run that is killed again and again, at moments spread over its whole length, and taken up again each time.
struct Killed<'k> {
    folder: &'k Path,
    output: &'k str,
    options: &'k [&'k str],
    /// How long it takes undisturbed.
    calm_time: Duration,
}

impl Killed<'_> {
    fn run(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
        command.current_dir(self.folder).args(["code", "corpus", "--resume", "-o", self.output]);
        command.args(self.options).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Takes a finished output away, so that the next run begins anew.
    fn clear(&self) {
        let output = self.folder.join(self.output);
        let _ = if output.is_dir() { fs::remove_dir_all(output) } else { fs::remove_file(output) };
    }

    /// Kills it so often; each time that it comes to its end, and at last, the output must be that of an undisturbed run.
    fn is_unharmed(&self, kills: u32, dice: &mut Dice, is_calm: impl Fn() -> bool) {
        let (mut killed, mut runs) = (0, 0);
        while killed < kills {
            self.clear();
            let mut child = self.run().spawn().expect("the program starts");
            runs += 1;
            let wait = dice.below(self.calm_time.as_millis() as u64 / 3 + 20);
            std::thread::sleep(Duration::from_millis(wait));
            if child.try_wait().expect("the child").is_none() {
                child.kill().expect("the child can be killed");
                killed += 1;
            }
            let status = child.wait().expect("the child").code();
            assert!(matches!(status, None | Some(1)), "{}: run {runs} ended with {status:?}", self.output);
            if self.folder.join(self.output).exists() {
                assert!(is_calm(), "{}: run {runs} differs", self.output);
            }
        }
        self.clear();
        assert_eq!(finish(self.run()).0, Some(1));
        assert!(is_calm(), "{}: the record differs after {killed} kills", self.output);
        eprintln!("{}: {killed} kills in {runs} runs of at most {:.1?}", self.output, self.calm_time);
    }
}

fn interrupt(child: &Child) {
    let sent =
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill can be run");
    assert!(sent.success());
}

/// Waits until the program has begun to write its output, or has ended.
fn wait_for_output(child: &mut Child, folder: &Path, name: &str) {
    let begun = Instant::now();
    loop {
        let started = fs::read_dir(folder).expect("the folder").flatten().any(|e| {
            let file = e.file_name().to_string_lossy().into_owned();
            file.starts_with(name) && e.metadata().is_ok_and(|m| m.is_dir() || m.len() > 0)
        });
        if started
            || child.try_wait().expect("the child").is_some()
            || begun.elapsed() > Duration::from_secs(120)
        {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(unix)]
#[test]
fn a_record_survives_bad_inputs_kills_interrupts_and_full_disks() {
    let kills: u32 = std::env::var("FAULT_KILLS").map_or(20, |n| n.parse().expect("FAULT_KILLS is a number"));
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path();
    let corpus = corpus::write(&folder.join("corpus"), ARTICLES);

    // Undisturbed: what is bad is named, the rest is coded, each article once.
    let begun = Instant::now();
    let (status, messages) = finish(code(folder, "calm.jsonl"));
    let calm_time = begun.elapsed();
    assert_eq!(status, Some(1), "{messages}");
    for bad in &corpus.bad {
        assert!(messages.contains(bad), "{bad} is not named in:\n{messages}");
    }
    let calm = fs::read(folder.join("calm.jsonl")).expect("the output");
    let mut coded: BTreeMap<String, usize> = BTreeMap::new();
    for line in calm.split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
        let event: Value = serde_json::from_slice(line).expect("a whole line of JSON");
        *coded.entry(event["article"].as_str().expect("an id").to_owned()).or_default() += 1;
    }
    for id in &corpus.good {
        assert!(coded.contains_key(id), "{id} gave no event; messages:\n{messages}");
    }

    let killed = Killed { folder, output: "killed.jsonl", options: &["--format", "jsonl"], calm_time };
    killed.is_unharmed(kills, &mut Dice(2_031), || {
        fs::read(folder.join("killed.jsonl")).expect("the output") == calm
    });

    // Interrupted: status 130, no output under its own name, and it can be taken up again.
    let mut child = code(folder, "interrupted.jsonl").spawn().expect("the program starts");
    wait_for_output(&mut child, folder, "interrupted.jsonl");
    interrupt(&child);
    assert_eq!(child.wait().expect("the child").code(), Some(130));
    assert!(!folder.join("interrupted.jsonl").exists());
    let mut command = code(folder, "interrupted.jsonl");
    command.arg("--resume");
    assert_eq!(finish(command).0, Some(1));
    assert!(fs::read(folder.join("interrupted.jsonl")).expect("the output") == calm);

    // A disk that is full, as a limit on the size of files: an error that names the output, nothing under its name, and resumable.
    let program = env!("CARGO_BIN_EXE_rapporteur");
    let limited =
        format!("trap '' XFSZ; ulimit -f 8; exec '{program}' code corpus --format jsonl -o full.jsonl");
    let mut shell = Command::new("sh");
    shell.current_dir(folder).args(["-c", &limited]).stdin(Stdio::null()).stdout(Stdio::null());
    let (status, messages) = finish(shell);
    assert_eq!(status, Some(3), "{messages}");
    assert!(messages.contains("full.jsonl"), "{messages}");
    assert!(!folder.join("full.jsonl").exists());
    let mut command = code(folder, "full.jsonl");
    command.arg("--resume");
    assert_eq!(finish(command).0, Some(1));
    assert!(fs::read(folder.join("full.jsonl")).expect("the output") == calm);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_behind_standard_output_is_an_error() {
    let place = tempfile::tempdir().expect("a folder");
    corpus::write(&place.path().join("corpus"), 40);
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(place.path()).args(["code", "corpus/text", "--format", "jsonl"]).stdin(Stdio::null());
    command.stdout(File::options().write(true).open("/dev/full").expect("the device"));
    let (status, messages) = finish(command);
    assert_eq!(status, Some(3), "{messages}");
    assert!(messages.contains("standard output"), "{messages}");
}

#[cfg(unix)]
#[test]
fn a_pipe_that_closes_is_no_error() {
    let place = tempfile::tempdir().expect("a folder");
    corpus::write(&place.path().join("corpus"), 400);
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(place.path()).args([
        "code",
        "corpus/text",
        "corpus/lines.jsonl",
        "--format",
        "jsonl",
    ]);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    let mut some = [0; 200];
    child.stdout.take().expect("a pipe").read_exact(&mut some).expect("the first bytes");
    let done = child.wait_with_output().expect("the child");
    let messages = String::from_utf8_lossy(&done.stderr);
    assert!(!messages.to_lowercase().contains("pipe"), "{messages}");
    assert!(!messages.contains("panicked"), "{messages}");
    assert!(matches!(done.status.code(), Some(0 | 1)), "{:?}: {messages}", done.status);
}

#[test]
fn articles_that_come_slowly_are_coded_as_they_come() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.args(["code", "-", "--format", "jsonl"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let sender = std::thread::spawn(move || {
        for i in 0..6 {
            let (title, text) = corpus::article(i);
            let line = serde_json::json!({"id": format!("slow-{i}"), "title": title, "text": text, "published": "2031-05-06"});
            for half in format!("{line}\n").as_bytes().chunks(150) {
                stdin.write_all(half).expect("the program reads on");
                stdin.flush().expect("the program reads on");
                std::thread::sleep(Duration::from_millis(30));
            }
        }
    });
    let done = child.wait_with_output().expect("the child");
    sender.join().expect("all was sent");
    let out = String::from_utf8(done.stdout).expect("UTF-8");
    assert!(done.status.success());
    for i in 0..6 {
        assert!(out.contains(&format!("slow-{i}")), "slow-{i} is missing");
    }
}
