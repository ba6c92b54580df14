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

use std::io::Write as _;
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

/// Runs the program in a folder, with this on standard input.
fn piped(folder: &Path, args: &[&str], input: &[u8]) -> Run {
    let mut child = program()
        .current_dir(folder)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("piped").write_all(input).expect("the input is taken");
    Run::new(child.wait_with_output().expect("it ends"))
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
    assert!(printed.starts_with("# newdoc id = one\n# text = Oslo sent trucks .\n1\tOslo\t"), "{printed}");
    // A fault is named by its line, and the sentences before it are given out.
    let broken = format!("# newdoc id = one\n{rows}\n1\tOslo\t_\n\n");
    std::fs::write(&path, broken).unwrap();
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .args(["parse", "--tokens", "gold"])
        .arg(&path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(!done.status.success() && said.contains("given.conllu: line 7"), "{said}");
    assert!(String::from_utf8_lossy(&done.stdout).contains("\tsend\tVERB\t"));
}

#[test]
fn the_model_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "Norway has promised eight trucks to Mali.").unwrap();
    let run = |command: &str, model: &str| {
        std::process::Command::new(env!("CARGO_BIN_EXE_rapporteur"))
            .args([command, "--quiet", "--published", "2014-09-15", "--model", model])
            .arg(&path)
            .output()
            .unwrap()
    };
    let said = |command: &str, model: &str| String::from_utf8(run(command, model).stdout).unwrap();
    let models = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models");
    for (name, file) in
        [("default", format!("{models}/default/model.rapp")), ("fast", format!("{models}/fast/model.rapp"))]
    {
        for command in ["parse", "code"] {
            let named = said(command, name);
            assert!(named.contains("promise"), "{name}: {named}");
            assert_eq!(named, said(command, &file), "the file that is built in");
        }
    }
    // Every record says which model read it.
    assert_ne!(said("annotate", "default"), said("annotate", "fast"));
    let missing = run("code", "nowhere/model.rapp");
    let error = String::from_utf8_lossy(&missing.stderr);
    assert!(missing.status.code() == Some(3) && error.contains("--model nowhere/model.rapp"), "{error}");
    let bad = folder.path().join("bad.rapp");
    std::fs::write(&bad, "RAPPSYN1 and nothing else").unwrap();
    let error = run("parse", bad.to_str().unwrap());
    assert!(String::from_utf8_lossy(&error.stderr).contains("bad.rapp"), "{error:?}");
}
