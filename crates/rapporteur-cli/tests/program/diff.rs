//! `diff`: two outputs of the same articles, event by event.

use std::path::Path;

use super::{folder, put, run};

fn outputs(dir: &Path) {
    put(dir, "in/a.txt", "Norway pledged 20 trucks to Mali. Lindqvist condemned Denmark.");
    put(dir, "in/b.txt", "Malta refused to take in the migrants.");
    put(dir, "in/c.txt", "Norway bestowed six helicopters on Mali.");
    put(
        dir,
        "own/actors/people.tsv",
        "id\tname\tiso3\tpost\tstart\tend\tsource\np:1\tMaja Lindqvist\tSWE\tMinister for Foreign Affairs\t2031-02-01\t\tmine\n",
    );
    put(
        dir,
        "own/events/mine.toml",
        "event = \"AID\"\n[[frame]]\nid = \"bestow\"\nverb = [\"bestow\"]\nneeds = [\"patient:@aid\"]\nrecipient = [\"on\"]\n\
         yes = [\"Norway bestowed trucks on Mali. => NOR AID MLI\"]\nno = [\"He bestowed a smile on her.\"]\n",
    );
    for (command, ending) in [("code", "jsonl"), ("code", "csv"), ("annotate", "records.jsonl")] {
        let before = format!("before.{ending}");
        let after = format!("after.{ending}");
        let code = [command, "in", "--published", "2031-03-10", "-o"];
        assert_eq!(run(dir, &[&code[..], &[&before]].concat()).status, 0);
        assert_eq!(run(dir, &[&code[..], &[&after, "--knowledge", "own"]].concat()).status, 0);
    }
}

#[test]
fn a_dry_run_of_an_edit_shows_what_it_adds_loses_and_changes() {
    let dir = folder();
    outputs(dir.path());
    for ending in ["jsonl", "csv", "records.jsonl"] {
        let (before, after) = (format!("before.{ending}"), format!("after.{ending}"));
        let told = run(dir.path(), &["diff", &before, &after]);
        assert_eq!(told.status, 1, "{}", told.err);
        assert!(told.out.contains("  + AID Norway → Mali “bestowed”"), "{ending}: {}", told.out);
        assert!(
            told.out.contains("  ~ ACCUSE Maja Lindqvist → Denmark “condemned”"),
            "{ending}: {}",
            told.out
        );
        assert!(!told.out.contains("Malta"), "what is the same is not shown: {}", told.out);
        let same = run(dir.path(), &["diff", &before, &before]);
        assert!(
            same.status == 0 && same.out.contains("all                0       0       0       3"),
            "{}",
            same.out
        );
        // The other way round what was added is lost.
        let back = run(dir.path(), &["diff", &after, &before]);
        assert!(back.status == 1 && back.out.contains("  - AID Norway → Mali “bestowed”"), "{}", back.out);
    }
    let lines = run(dir.path(), &["diff", "before.jsonl", "after.jsonl", "--format", "jsonl"]).lines();
    assert_eq!(lines.last().expect("counts")["summary"]["added"], 1);
    let changed = lines.iter().find(|l| l["change"] == "changed").expect("a change");
    assert_eq!(changed["fields"]["actor"][1][0]["code"], "SWEGOV");
}

#[test]
fn the_order_of_the_articles_does_not_matter() {
    let dir = folder();
    outputs(dir.path());
    let text = std::fs::read_to_string(dir.path().join("after.jsonl")).expect("coded");
    let turned: Vec<&str> = text.lines().rev().collect();
    put(dir.path(), "turned.jsonl", turned.join("\n"));
    assert_eq!(run(dir.path(), &["diff", "after.jsonl", "turned.jsonl"]).status, 0);
}

#[test]
fn what_is_no_output_is_trouble() {
    let dir = folder();
    put(dir.path(), "odd.jsonl", "{\"text\": \"Norway\"}\n");
    put(dir.path(), "odd.csv", "a,b\n1,2\n");
    put(dir.path(), "no.parquet", "");
    for (file, words) in [
        ("odd.jsonl", "odd.jsonl:1: neither an event that `code` wrote nor an article"),
        ("odd.csv", "no column `Article ID`"),
        ("no.parquet", "compare the jsonl or csv"),
        ("gone.jsonl", "gone.jsonl cannot be read"),
    ] {
        let done = run(dir.path(), &["diff", file, file]);
        assert!(done.status == 2 && done.err.contains(words), "{file}: {}", done.err);
    }
}
