//! The same article in every format gives the same events; faults of a format are named and the rest is coded.

use std::io::Write as _;
use std::sync::Arc;

use arrow_array::{Date32Array, RecordBatch, StringArray};

use super::*;

const DAY: &str = "2021-05-07";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).expect("packed");
    out.finish().expect("packed")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn parquet() -> Vec<u8> {
    let days = jiff::civil::date(1970, 1, 1).until(DAY.parse::<jiff::civil::Date>().expect("a day"));
    let batch = RecordBatch::try_from_iter([
        ("id", Arc::new(StringArray::from(vec!["a"])) as arrow_array::ArrayRef),
        ("event_text", Arc::new(StringArray::from(vec![ARTICLE]))),
        ("pub_date", Arc::new(Date32Array::from(vec![days.expect("a span").get_days()]))),
    ])
    .expect("a table");
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}

fn warc() -> Vec<u8> {
    let page = format!("<html><body><p>{ARTICLE}</p></body></html>");
    let response = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: a\r\nWARC-Date: 2021-05-07T12:00:00Z\r\nContent-Type: application/http\r\n\
         Content-Length: {}\r\n\r\n{response}\r\n\r\n",
        response.len()
    );
    let info = "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n";
    [gzip(info.as_bytes()), gzip(record.as_bytes())].concat()
}

/// The events of a record without what depends on where it comes from.
fn events(record: &Value) -> Vec<Value> {
    record["events"].as_array().expect("events").clone()
}

#[test]
fn the_same_article_gives_the_same_events_from_every_format() {
    let dir = folder();
    let line = serde_json::json!({"id": "a", "text": ARTICLE, "published": DAY}).to_string() + "\n";
    let feed = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Harbour Post</title><item><guid>a</guid><description>{ARTICLE}</description></item></channel></rss>"
    );
    put(dir.path(), "a.txt", ARTICLE);
    put(dir.path(), "txt/a.txt.gz", gzip(ARTICLE.as_bytes()));
    put(
        dir.path(),
        "halves/a.txt.gz",
        [gzip(&ARTICLE.as_bytes()[..40]), gzip(&ARTICLE.as_bytes()[40..])].concat(),
    );
    put(dir.path(), "x.jsonl.zst", zstd::encode_all(line.as_bytes(), 1).expect("packed"));
    put(dir.path(), "x.csv", format!("id,text,date\na,{},{DAY}\n", quoted(ARTICLE)));
    put(dir.path(), "x.tsv.gz", gzip(format!("id\ttext\tdate\na\t{}\t{DAY}\n", quoted(ARTICLE)).as_bytes()));
    put(dir.path(), "x.parquet", parquet());
    put(dir.path(), "y.parquet.zst", zstd::encode_all(parquet().as_slice(), 1).expect("packed"));
    put(dir.path(), "feed.xml", feed);
    put(dir.path(), "crawl.warc.gz", warc());
    put(dir.path(), "page/a.html.gz", gzip(format!("<html><body><p>{ARTICLE}</p></body></html>").as_bytes()));
    let of = |input: &str| {
        let run = run(dir.path(), &["annotate", input, "--published", DAY]);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{input}");
        assert_eq!(run.ids(), ["a"], "{input}");
        run.lines().remove(0)
    };
    let first = of("a.txt");
    assert!(!events(&first).is_empty());
    for input in [
        "txt",
        "halves",
        "x.jsonl.zst",
        "x.csv",
        "x.tsv.gz",
        "x.parquet",
        "y.parquet.zst",
        "feed.xml",
        "crawl.warc.gz",
        "page",
    ] {
        let record = of(input);
        assert_eq!(record["text"], first["text"], "{input}");
        assert_eq!(events(&record), events(&first), "{input}");
    }
}

#[test]
fn packed_standard_input_is_told_by_its_bytes() {
    let dir = folder();
    for (bytes, id) in [(gzip(json_lines(["line"]).as_bytes()), "line"), (parquet(), "a"), (warc(), "a")] {
        let run = piped(dir.path(), &["annotate", "-"], &bytes);
        assert_eq!((run.status, run.ids()), (0, vec![id.to_owned()]), "{}", run.err);
    }
}

#[test]
fn what_was_whole_before_a_cut_is_coded_and_the_cut_is_named() {
    let dir = folder();
    // Text that does not shrink, so that the cut falls behind the first lines.
    let ids: Vec<String> =
        (0..600).map(|n| blake3::hash(&[n as u8, (n / 256) as u8]).to_hex().to_string()).collect();
    let lines = json_lines(ids.iter().map(String::as_str));
    let (zipped, frame) = (gzip(lines.as_bytes()), zstd::encode_all(lines.as_bytes(), 1).expect("packed"));
    let second = gzip(json_lines(["second"]).as_bytes());
    let members = [gzip(json_lines(["first"]).as_bytes()), second[..second.len() - 12].to_vec()].concat();
    put(dir.path(), "a.jsonl.gz", &zipped[..zipped.len() / 2]);
    put(dir.path(), "b.jsonl.zst", &frame[..frame.len() - 3]);
    put(dir.path(), "c.jsonl.gz", members);
    put(dir.path(), "d.txt.gz", "no gzip at all");
    put(dir.path(), "e.txt.gz", &gzip(ARTICLE.as_bytes())[..60]);
    for (input, coded) in
        [("a.jsonl.gz", true), ("c.jsonl.gz", true), ("b.jsonl.zst", true), ("e.txt.gz", false)]
    {
        let run = run(dir.path(), &["annotate", input]);
        assert_eq!(!run.out.is_empty(), coded, "{input}: {}", run.err);
        assert!(
            run.err.contains(input) && run.err.contains("data are cut short (after byte "),
            "{input}: {}",
            run.err
        );
        assert_ne!(run.status, 0, "{input}");
    }
    let run = run(dir.path(), &["annotate", "d.txt.gz"]);
    assert!(run.err.contains("holds no gzip data"), "{}", run.err);
}

#[test]
fn the_largest_article_is_what_was_asked_for() {
    let dir = folder();
    put(dir.path(), "a.txt", ARTICLE.repeat(20));
    put(
        dir.path(),
        "b.jsonl",
        format!("{{\"text\":\"{}\"}}\n{}", "x".repeat(100_000), json_lines(["short"])),
    );
    let run = run(dir.path(), &["annotate", "--max-article", "1k", "a.txt", "b.jsonl"]);
    assert_eq!((run.status, run.ids()), (1, vec!["short".to_owned()]));
    assert!(
        run.err.contains("a.txt: is larger than 1 kB")
            || run.err.contains("a.txt: its text is larger than 1 kB"),
        "{}",
        run.err
    );
    assert!(run.err.contains("b.jsonl:line 1: is longer than 4 kB"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn odd_files_of_a_folder_are_named_and_nothing_waits() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let dir = folder();
    let root = dir.path().join("in");
    put(&root, "deep/deeper/deepest/a.txt", ARTICLE);
    std::os::unix::fs::symlink(&root, root.join("deep/loop")).expect("a link");
    std::os::unix::fs::symlink("self.txt", root.join("self.txt")).expect("a link");
    std::os::unix::fs::symlink("nowhere", root.join("broken.txt")).expect("a link");
    std::fs::write(root.join(OsStr::from_bytes(b"n\xe4me.txt")), ARTICLE).expect("written");
    let made = Command::new("mkfifo").arg(root.join("pipe.txt")).status();
    let run = run(dir.path(), &["annotate", "in"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert_eq!(run.ids(), ["deep/deeper/deepest/a", "n\u{fffd}me"]);
    for word in [
        "self.txt: cannot be opened",
        "broken.txt: cannot be opened",
        "deep/loop: warning: leads to a folder",
    ] {
        assert!(run.err.contains(word), "{word}: {}", run.err);
    }
    if made.is_ok_and(|s| s.success()) {
        assert!(run.err.contains("pipe.txt: is a pipe"), "{}", run.err);
    }
}
