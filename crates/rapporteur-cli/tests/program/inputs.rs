//! Inputs of every kind, good and bad, and exit statuses.

use super::*;

#[test]
fn all_coded_is_0() {
    let dir = folder();
    put(dir.path(), "a.txt", ARTICLE);
    let run = run(dir.path(), &["annotate", "a.txt", "--published", "2031-05-07"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let record = &run.lines()[0];
    assert_eq!(record["id"], "a");
    assert_eq!(
        (&record["published"], &record["published_from"]),
        (&"2031-05-07".into(), &"command line".into())
    );
    assert!(!record["events"].as_array().unwrap().is_empty());
}

#[test]
fn a_failed_input_among_good_ones_is_1_and_named() {
    let dir = folder();
    put(dir.path(), "a.txt", ARTICLE);
    let run = run(dir.path(), &["code", "a.txt", "gone.txt"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("gone.txt: no such file or folder"), "{}", run.err);
    assert!(run.err.contains("1 articles coded, 0 skipped, 1 inputs failed"), "{}", run.err);
    assert!(!run.out.is_empty());
}

#[test]
fn a_wrong_command_is_2() {
    let dir = folder();
    put(dir.path(), "a.txt", ARTICLE);
    for args in [
        &["code"][..],
        &["decode", "a.txt"],
        &["code", "a.txt", "--published", "2031-13-45"],
        &["code", "a.txt", "--published", "yesterday"],
        &["code", "a.txt", "--format", "docx"],
        &["code", "a.txt", "--threads", "few"],
        &["evaluate", "nowhere"],
    ] {
        let run = run(dir.path(), args);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{args:?}");
        assert!(!run.err.is_empty(), "{args:?}");
    }
    assert!(run(dir.path(), &["code", "a.txt", "--published", "soon"]).err.contains("YYYY-MM-DD"));
}

#[test]
fn nothing_coded_is_3() {
    let dir = folder();
    put(dir.path(), "empty.txt", "");
    put(dir.path(), "blank.txt", " \n\n ");
    put(dir.path(), "none.jsonl", "");
    put(dir.path(), "picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0");
    put(
        dir.path(),
        "shell.html",
        "<html><head><title>Sign in</title></head><body><script>start()</script></body></html>",
    );
    put(dir.path(), "drawer/readme.pdf", "not for us");
    for (input, why) in [
        ("gone.txt", "no such file"),
        ("empty.txt", "is empty"),
        ("blank.txt", "is empty"),
        ("none.jsonl", "is empty"),
        ("picture.txt", "binary"),
        ("shell.html", "no article text"),
        ("drawer", "holds no file that can be read"),
    ] {
        let run = run(dir.path(), &["annotate", input]);
        assert_eq!((run.status, run.out.as_str()), (3, ""), "{input}: {}", run.err);
        assert!(run.err.contains(input) && run.err.contains(why), "{input}: {}", run.err);
    }
}

#[test]
fn other_encodings_are_read_and_noted() {
    let dir = folder();
    put(
        dir.path(),
        "a.txt",
        b"The mayor of Orl\xe9ans met envoys of Togo in the caf\xe9 on Tuesday and they agreed on talks.",
    );
    let run = run(dir.path(), &["annotate", "a.txt"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let record = &run.lines()[0];
    assert!(record["text"].as_str().unwrap().contains("Orléans met"));
    assert!(!record["notes"].as_array().unwrap().is_empty());
}

#[test]
fn bad_lines_are_named_by_number() {
    let dir = folder();
    let lines =
        json_lines(["one"]) + "{\"id\": \"two\"}\n{\"id\": \"three\", \"text\"\n" + &json_lines(["four"]);
    put(dir.path(), "in.jsonl", lines);
    let run = run(dir.path(), &["annotate", "in.jsonl"]);
    assert_eq!((run.status, run.ids()), (1, vec!["one".to_owned(), "four".to_owned()]));
    assert!(run.err.contains("in.jsonl:line 2: has no \"text\""), "{}", run.err);
    assert!(run.err.contains("in.jsonl:line 3: is not complete JSON"), "{}", run.err);
}

#[test]
fn a_date_that_cannot_be_read_is_noted_in_the_record() {
    let dir = folder();
    put(
        dir.path(),
        "in.jsonl",
        "{\"id\":\"a\",\"text\":\"Malta refused to take in the migrants.\",\"published\":\"2031-02-30\"}",
    );
    let run = run(dir.path(), &["annotate", "in.jsonl"]);
    assert_eq!(run.status, 0);
    let record = &run.lines()[0];
    assert!(record["published"].is_null());
    assert!(record["notes"][0].as_str().unwrap().contains("2031-02-30"));
}

#[test]
fn other_languages_are_skipped_by_name_and_are_no_failure() {
    let dir = folder();
    let text = "Le ministère de l'Intérieur a annoncé lundi que les négociations reprendraient la semaine prochaine à Genève.";
    put(dir.path(), "fr.txt", text);
    put(dir.path(), "en.txt", ARTICLE);
    let both = run(dir.path(), &["annotate", "fr.txt", "en.txt"]);
    // Its record says what was extracted and that it was not read.
    assert_eq!((both.status, both.ids()), (0, vec!["fr".to_owned(), "en".to_owned()]));
    let french = &both.lines()[0];
    assert_eq!((french["text"].as_str(), french["language"].as_str()), (Some(text), Some("fr")));
    assert!(french["notes"][0].as_str().expect("a note").starts_with("not read: the text is French"));
    assert_eq!(french["sentences"].as_array().map(Vec::len), Some(0));
    assert!(both.err.contains("fr: skipped: the text is French"), "{}", both.err);
    assert!(both.err.contains("1 articles coded, 1 skipped, 0 inputs failed"), "{}", both.err);
    assert_eq!(run(dir.path(), &["annotate", "fr.txt"]).status, 0);
    let coded = run(dir.path(), &["code", "fr.txt", "--format", "table"]);
    assert_eq!((coded.status, coded.out.as_str()), (0, ""));
}

#[test]
fn ids_are_paths_below_the_folder_and_doubles_are_told_apart() {
    let dir = folder();
    for name in ["in/b.txt", "in/a/c.txt", "in/a/.hidden.txt", "other/b.txt"] {
        put(dir.path(), name, ARTICLE);
    }
    put(dir.path(), "in/a/notes.pdf", "not for us");
    put(dir.path(), "d.jsonl", json_lines(["x", "x", "x~2"]));
    let run = run(dir.path(), &["annotate", "in", "other/b.txt", "d.jsonl"]);
    assert_eq!(run.status, 0);
    assert_eq!(run.ids(), ["a/c", "b", "b~2", "x", "x~2", "x~2~2"]);
    assert!(
        run.err.contains("b: warning: more than one article has this id: the next one is called \"b~2\" (in other/b.txt); its text is the same")
    );
}

#[test]
fn standard_input_is_told_by_what_it_holds() {
    let dir = folder();
    for (bytes, id) in [(json_lines(["line"]), "line"), (ARTICLE.to_owned(), "stdin")] {
        let run = piped(dir.path(), &["annotate", "-"], bytes.as_bytes());
        assert_eq!((run.status, run.ids()), (0, vec![id.to_owned()]), "{}", run.err);
    }
}

#[test]
fn what_is_nearly_an_input_says_what_to_do() {
    let dir = folder();
    let object = serde_json::json!({"id": "x", "text": ARTICLE});
    put(dir.path(), "list.json", serde_json::to_string_pretty(&[&object, &object]).unwrap());
    put(dir.path(), "short.jsonl", serde_json::to_string(&[&object]).unwrap());
    put(dir.path(), "pretty.jsonl", serde_json::to_string_pretty(&object).unwrap());
    put(dir.path(), "utf16.txt", ARTICLE.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    put(dir.path(), "office.txt", b"PK\x03\x04\x14\0\x06\0");
    put(dir.path(), "drawer/a.json", object.to_string());
    put(dir.path(), "drawer/b.zip", b"PK\x03\x04\x14\0\x06\0");
    for (input, why) in [
        ("list.json", "line 1: is one list, and not one object to a line: `jq -c '.[]' FILE > FILE.jsonl`"),
        ("short.jsonl", "line 1: is one list"),
        ("pretty.jsonl", "line 1: is an object over several lines"),
        ("utf16.txt", "UTF-16 without a byte order mark; save it as UTF-8"),
        ("office.txt", "unpack it"),
        ("drawer", "files with other endings: 1 with .json, 1 with .zip"),
    ] {
        let run = run(dir.path(), &["code", input]);
        assert_eq!((run.status, run.out.as_str()), (3, ""), "{input}: {}", run.err);
        assert!(run.err.contains(why), "{input}: {}", run.err);
        assert_eq!(run.err.lines().count(), 2, "one failure and the sum: {}", run.err);
    }
    let page = format!("<!DOCTYPE html><html><body><h1>Talks</h1><p>{ARTICLE}</p></body></html>");
    put(dir.path(), "page.txt", page);
    let read = run(dir.path(), &["annotate", "page.txt", "-o", "-"]);
    assert_eq!(read.status, 0, "{}", read.err);
    assert!(
        read.err.contains("page.txt: warning: its name says plain text, but it holds a page"),
        "{}",
        read.err
    );
    assert_eq!(read.lines()[0]["text"], ARTICLE);
    let nowhere = run(dir.path(), &["code", "page.txt", "-o", "no/where.csv"]);
    assert_eq!(nowhere.status, 3);
    assert!(nowhere.err.contains("make the folder no first"), "{}", nowhere.err);
}
