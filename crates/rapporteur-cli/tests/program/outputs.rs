//! Outputs: formats, files that appear whole or not at all, the same bytes at any number of threads, and spans that slice the text.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use super::*;

#[test]
fn the_format_follows_the_ending_or_what_is_asked() {
    let dir = folder();
    put(dir.path(), "a.txt", ARTICLE);
    let of_file = |name: &str| {
        let run = run(dir.path(), &["code", "a.txt", "-o", name]);
        assert_eq!((run.status, run.out.as_str()), (0, ""), "{}", run.err);
        std::fs::read_to_string(dir.path().join(name)).expect("the output is there")
    };
    let asked = |format: &str| {
        let run = run(dir.path(), &["code", "a.txt", "--format", format]);
        assert_eq!(run.status, 0, "{}", run.err);
        run.out
    };
    let is_lines = |text: &str| {
        !text.is_empty()
            && text.lines().all(|l| serde_json::from_str::<Value>(l).is_ok_and(|v| v["event"].is_string()))
    };
    assert!(is_lines(&of_file("o.jsonl")) && is_lines(&of_file("o.unknown")) && is_lines(&asked("jsonl")));
    // Standard output is no terminal here: the default is JSON lines.
    assert!(is_lines(&run(dir.path(), &["code", "a.txt"]).out));
    let csv = of_file("o.csv");
    assert!(csv.starts_with("Event ID,Event Date,Event Type,Event Mode,"), "{csv}");
    assert_eq!(csv, asked("csv"));
    assert!(of_file("o.html").to_lowercase().contains("<!doctype html>"));
    assert!(asked("table").contains("Norway") && asked("board").contains("Norway"));
    // --format wins over the ending.
    let run = run(dir.path(), &["code", "a.txt", "-o", "p.csv", "--format", "jsonl"]);
    assert_eq!(run.status, 0);
    assert!(is_lines(&std::fs::read_to_string(dir.path().join("p.csv")).expect("the output is there")));
}

#[test]
fn the_table_has_its_header_even_where_nothing_happens() {
    let dir = folder();
    put(
        dir.path(),
        "quiet.txt",
        "The garden was full of roses, and the afternoon was long and warm and still.",
    );
    let quiet = run(dir.path(), &["code", "quiet.txt", "--format", "csv"]);
    assert_eq!((quiet.status, quiet.out.lines().count()), (0, 1), "{}", quiet.out);
    put(dir.path(), "a.txt", ARTICLE);
    let csv = run(dir.path(), &["code", "a.txt", "--format", "csv"]).out;
    let events = run(dir.path(), &["code", "a.txt", "--format", "jsonl"]).lines().len();
    assert_eq!(csv.lines().count(), events + 1);
    assert!(csv.starts_with(quiet.out.trim_end()));
}

#[test]
fn a_file_appears_whole_or_not_at_all() {
    let dir = folder();
    put(dir.path(), "a.txt", ARTICLE);
    put(dir.path(), "taken/kept.txt", "kept");
    for to in ["nowhere/out.jsonl", "taken"] {
        let run = run(dir.path(), &["annotate", "a.txt", "-o", to]);
        assert_eq!((run.status, run.out.as_str()), (3, ""), "{to}");
        assert!(run.err.contains("cannot be written"), "{}", run.err);
    }
    let mut left: Vec<String> = std::fs::read_dir(dir.path())
        .expect("the folder is there")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    assert_eq!(left, ["a.txt", "taken"], "nothing half-written is left behind");
    assert_eq!(run(dir.path(), &["annotate", "a.txt", "-o", "out.jsonl"]).status, 0);
    assert_eq!(std::fs::read_to_string(dir.path().join("out.jsonl")).expect("written").lines().count(), 1);
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let dir = folder();
    let ids: Vec<String> = (0..60).map(|n| format!("n{n}")).collect();
    put(dir.path(), "in.jsonl", json_lines(ids.iter().map(String::as_str)));
    let mut child = program()
        .current_dir(dir.path())
        .args(["annotate", "in.jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a first line");
    // The pipe is closed here, long before the program has written everything.
    let run = Run::new(child.wait_with_output().expect("it ends"));
    assert!(line.starts_with("{\"id\":\"n0\""));
    assert_eq!((run.status, run.err.as_str()), (0, ""));
}

#[test]
fn the_same_bytes_at_any_number_of_threads() {
    let dir = folder();
    let ids: Vec<String> = (0..12).map(|n| format!("n{n}")).collect();
    put(dir.path(), "in.jsonl", json_lines(ids.iter().map(String::as_str)));
    for command in ["annotate", "code", "parse"] {
        let one = run(dir.path(), &[command, "in.jsonl", "--threads", "1"]);
        let eight = run(dir.path(), &[command, "in.jsonl", "--threads", "8"]);
        assert_eq!((one.status, eight.status), (0, 0));
        assert!(!one.out.is_empty() && one.out == eight.out, "{command}");
    }
}

/// Every object with `start`, `end` and, where they are there, the words of that stretch.
fn spans<'v>(value: &'v Value, out: &mut Vec<&'v Value>) {
    match value {
        Value::Array(list) => list.iter().for_each(|v| spans(v, out)),
        Value::Object(map) => {
            if map.get("start").is_some_and(Value::is_u64) {
                out.push(value);
            }
            map.values().for_each(|v| spans(v, out));
        }
        _ => {}
    }
}

#[test]
fn every_span_slices_the_text_and_gives_its_words() {
    let dir = folder();
    put(dir.path(), "in.jsonl", json_lines(["a"]));
    let run = run(dir.path(), &["annotate", "in.jsonl"]);
    let record = &run.lines()[0];
    let text: Vec<char> = record["text"].as_str().unwrap().chars().collect();
    assert_eq!(record["text"], ARTICLE);
    let mut all = Vec::new();
    spans(record, &mut all);
    let mut with_words = 0;
    for span in &all {
        let (start, end) = (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
        assert!(start < end && end <= text.len(), "{span}");
        let words: String = text[start..end].iter().collect();
        assert_eq!(words, words.trim(), "{span}");
        if let Some(said) = span["text"].as_str() {
            with_words += 1;
            assert_eq!(said, words);
        }
    }
    assert!(with_words > 10 && all.len() > with_words, "{with_words} of {}", all.len());
}

#[test]
fn parse_gives_every_word_of_the_text_in_order() {
    let dir = folder();
    let text = format!("{ARTICLE}\n\nThey don't say so; it's Anna's.  (See p. 4…)\n");
    put(dir.path(), "a.txt", &text);
    let run = run(dir.path(), &["parse", "a.txt"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let mut written = String::new();
    // The last word that belongs to the written token before: "don't" is one token and two words.
    let mut inside = 0;
    for line in run.out.lines().filter(|l| !l.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() < 10 {
            assert_eq!(line, "", "every line has ten columns");
            inside = 0;
        } else if let Some((_, last)) = columns[0].split_once('-') {
            inside = last.parse().expect("a range of words");
            written += columns[1];
        } else if columns[0].parse::<usize>().expect("the number of a word") > inside {
            written += columns[1];
        }
    }
    let squeezed = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    assert_eq!(squeezed(&written), squeezed(&text));
}
