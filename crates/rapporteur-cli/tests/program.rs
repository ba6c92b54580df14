//! The real program, run as a user runs it: what it prints, what it writes, and the status with which it ends.

#[path = "program/commands.rs"]
mod commands;
#[path = "program/diff.rs"]
mod diff;
#[path = "program/formats.rs"]
mod formats;
#[path = "program/inputs.rs"]
mod inputs;
#[path = "program/knowledge.rs"]
mod knowledge;
#[path = "program/nightly.rs"]
mod nightly;
#[path = "program/outputs.rs"]
mod outputs;
#[path = "program/schema.rs"]
mod schema;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// An article on invented events, with letters beyond ASCII before and between the words that are read.
const ARTICLE: &str = "Ministers from Côte d’Ivoire met envoys of Togo in Lomé on Tuesday. “Norway will send 40 trucks to \
Mali,” said Jørn Østby, a spokesman of the Norwegian government. Malta refused to take in the migrants.";

/// What a run gave.
struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Run {
    fn new(output: Output) -> Run {
        Run {
            status: output.status.code().expect("the program ends by itself"),
            out: String::from_utf8(output.stdout).expect("output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }

    /// The lines of the output, each as JSON.
    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|l| serde_json::from_str(l).expect("each line is JSON")).collect()
    }

    fn ids(&self) -> Vec<String> {
        self.lines().iter().map(|l| l["id"].as_str().expect("an id").to_owned()).collect()
    }
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_rapporteur"))
}

/// Runs the program in a folder, with nothing on standard input.
fn run(folder: &Path, args: &[&str]) -> Run {
    let done = program().current_dir(folder).args(args).stdin(Stdio::null()).output();
    Run::new(done.expect("the program starts"))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

fn put(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the input");
    std::fs::write(path, bytes).expect("the input is written");
}

/// JSON lines of the article under these ids.
fn json_lines<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    ids.into_iter()
        .map(|id| {
            serde_json::json!({"id": id, "text": ARTICLE, "published": "2031-05-07"}).to_string() + "\n"
        })
        .collect()
}

#[test]
fn parse_keeps_the_words_that_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("given.conllu");
    let row = |n: usize, form: &str| {
        format!("{n}\t{form}\t_\tX\t_\t_\t{}\tdep\t_\t_\n", if n == 1 { 0 } else { 1 })
    };
    let words = ["Oslo", "sent", "trucks", "."];
    let rows: String = words.iter().enumerate().map(|(i, w)| row(i + 1, w)).collect();
    std::fs::write(&path, format!("# newdoc id = one\n{rows}\n")).unwrap();
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .args(["parse", "--tokens", "gold"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let printed = String::from_utf8(done.stdout).unwrap();
    let forms: Vec<&str> = printed
        .lines()
        .filter(|l| l.starts_with(|c: char| c.is_ascii_digit()))
        .map(|l| l.split('\t').nth(1).unwrap())
        .collect();
    assert_eq!(forms, words);
    assert!(printed.contains("\tsend\tVERB\t"), "tags are read anew: {printed}");
}
