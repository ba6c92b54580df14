//! Runs that come again night after night: what they wrote is never read as an input, and no clock decides.

use std::process::Stdio;

use super::*;

/// Ids of the articles of events in JSON lines.
fn articles(lines: &str) -> Vec<String> {
    let ids = lines.lines().map(|l| serde_json::from_str::<Value>(l).expect("JSON")["article"].clone());
    let mut ids: Vec<String> = ids.map(|id| id.as_str().expect("an id").to_owned()).collect();
    ids.dedup();
    ids
}

#[test]
fn a_run_does_not_read_what_it_or_an_earlier_one_wrote() {
    let dir = folder();
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).expect("the output");
    put(dir.path(), "in/a.txt", ARTICLE);
    put(dir.path(), "in/sub/b.txt", ARTICLE.replace("Malta", "Cyprus"));
    // The same output, three nights.
    let first = run(dir.path(), &["code", "in", "-o", "in/events.csv"]);
    assert_eq!((first.status, first.err.as_str()), (0, ""));
    let one = read("in/events.csv");
    assert!(one.lines().count() > 2);
    for options in [&["--resume"][..], &[]] {
        let again = run(dir.path(), &[&["code", "in", "-o", "in/events.csv"], options].concat());
        assert_eq!((again.status, again.err.as_str()), (0, ""));
        assert_eq!(read("in/events.csv"), one);
    }
    // Another output each night: what the nights before wrote is named and passed by.
    let days = ["code", "in", "--format", "csv", "--partition", "day", "-o", "in/days"];
    let second = run(dir.path(), &days);
    assert_eq!(second.status, 0, "{}", second.err);
    assert!(
        second.err.contains("in/events.csv: warning: is what a run of this program wrote"),
        "{}",
        second.err
    );
    let third = run(dir.path(), &["code", "in", "-o", "in/sub/events.jsonl"]);
    assert_eq!(third.status, 0, "{}", third.err);
    assert!(
        third.err.contains("in/days: warning:") && third.err.contains("in/events.csv: warning:"),
        "{}",
        third.err
    );
    assert_eq!(articles(&read("in/sub/events.jsonl")), ["a", "sub/b"]);
    // Standard output that is sent into the folder.
    let into = || std::fs::File::create(dir.path().join("in/printed.jsonl")).expect("a file");
    for _ in 0..2 {
        let mut annotate = program();
        annotate.current_dir(dir.path()).args(["annotate", "in"]).stdin(Stdio::null()).stdout(into());
        assert!(annotate.status().expect("the program starts").success());
        assert_eq!(read("in/printed.jsonl").lines().count(), 2);
    }
    // Who names such a file means it.
    let named = run(dir.path(), &["annotate", "in/events.csv"]);
    assert!(!named.err.contains("not read"), "{}", named.err);
}

#[test]
fn the_manifest_names_what_was_read_and_nothing_else() {
    let dir = folder();
    put(dir.path(), "in/a.txt", ARTICLE);
    put(dir.path(), "in/notes.pdf", "not for us");
    let manifest = || -> Value {
        serde_json::from_str(&std::fs::read_to_string(dir.path().join("in/o.csv.manifest.json")).unwrap())
            .unwrap()
    };
    let mut hashes = Vec::new();
    for _ in 0..2 {
        assert_eq!(run(dir.path(), &["code", "in", "-o", "in/o.csv", "--retrieved", "2031-05-09"]).status, 0);
        let manifest = manifest();
        assert_eq!(manifest["program"], "rapporteur");
        assert_eq!(manifest["options"]["retrieved"], "2031-05-09");
        assert_eq!(manifest["inputs"][0]["files"], 1);
        hashes.push(manifest["inputs"][0]["blake3"].clone());
    }
    assert_eq!(hashes[0], hashes[1]);
}

#[test]
fn an_input_is_never_written_over() {
    let dir = folder();
    put(dir.path(), "a.jsonl", json_lines(["a"]));
    for args in [
        &["code", "a.jsonl", "-o", "a.jsonl"][..],
        &["code", "a.jsonl", "-o", "./a.jsonl"],
        &["annotate", "a.jsonl", "-o", "a.jsonl"],
        &["code", "a.jsonl", "-o", "b.csv", "--manifest", "a.jsonl"],
        &["parse", "a.jsonl", "-o", "a.jsonl"],
    ] {
        let run = run(dir.path(), args);
        assert_eq!(run.status, 2, "{args:?}: {}", run.err);
        assert!(run.err.contains("a.jsonl is an input"), "{}", run.err);
    }
    assert_eq!(std::fs::read_to_string(dir.path().join("a.jsonl")).expect("unharmed"), json_lines(["a"]));
    let same = run(dir.path(), &["code", "a.jsonl", "-o", "b.csv", "--manifest", "b.csv"]);
    assert_eq!(same.status, 2, "{}", same.err);
}

#[test]
fn a_run_that_is_not_the_same_is_not_taken_up() {
    let dir = folder();
    put(dir.path(), "a.jsonl", json_lines(["a", "b"]));
    put(dir.path(), "o.csv.part", "");
    put(dir.path(), "o.csv.journal", "{\"run\":\"another\",\"consumed\":1,\"bytes\":0,\"tally\":null}");
    let broken = run(dir.path(), &["code", "a.jsonl", "-o", "o.csv", "--resume"]);
    assert_eq!(broken.status, 2, "{}", broken.err);
    assert!(broken.err.contains("o.csv.journal is no journal of this program"), "{}", broken.err);
    let tally =
        "{\"coded\":1,\"skipped\":0,\"failed\":0,\"words\":1,\"events\":1,\"failures\":[],\"skips\":[]}";
    let journal = format!("{{\"run\":\"another\",\"consumed\":1,\"bytes\":0,\"tally\":{tally}}}");
    put(dir.path(), "o.csv.journal", journal);
    let other = run(dir.path(), &["code", "a.jsonl", "-o", "o.csv", "--resume"]);
    assert_eq!(other.status, 2, "{}", other.err);
    assert!(other.err.contains("of another run") && other.err.contains("without --resume"), "{}", other.err);
    assert_eq!(run(dir.path(), &["code", "a.jsonl", "-o", "o.csv"]).status, 0);
}

#[test]
fn a_day_that_has_not_come_is_refused_and_one_that_is_given_believed() {
    let dir = folder();
    let page = |day: &str| {
        format!(
            "<html><head><meta property=article:published_time content='{day}'></head><body><h1>Talks</h1><p>{ARTICLE}</p></body></html>"
        )
    };
    put(dir.path(), "late.html", page("2098-03-03"));
    put(dir.path(), "early.html", page("2014-03-03"));
    let published = |args: &[&str]| -> Vec<Value> {
        let run = run(dir.path(), &[&["annotate", "early.html", "late.html"], args].concat());
        assert_eq!(run.status, 0, "{}", run.err);
        run.lines().iter().map(|l| l["published"].clone()).collect()
    };
    assert_eq!(published(&[]), [Value::from("2014-03-03"), Value::Null]);
    assert_eq!(published(&["--retrieved", "2098-03-04"]), ["2014-03-03", "2098-03-03"]);
    assert_eq!(published(&["--retrieved", "2014-03-01"]), [Value::Null, Value::Null]);
}
