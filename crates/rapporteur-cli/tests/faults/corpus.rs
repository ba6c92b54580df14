//! A corpus with one bad input in some hundred of every kind that newsrooms and crawlers have sent.

use std::fs;
use std::io::Write as _;
use std::path::Path;

/// What a corpus must give.
pub struct Corpus {
    /// Ids of articles that must be coded, each once.
    pub good: Vec<String>,
    /// Names of inputs that must be named on standard error, with a reason.
    pub bad: Vec<&'static str>,
}

/// Writes `count` good articles and every kind of bad one below a folder.
pub fn write(folder: &Path, count: usize) -> Corpus {
    let mut good = Vec::new();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    let mut lines = String::new();
    for i in 0..count {
        let (title, text) = article(i);
        match i % 4 {
            0 => {
                good.push(format!("text/{:02}/{i:05}", i % 40));
                put(&format!("text/{:02}/{i:05}.txt", i % 40), format!("{title}\n\n{text}\n").as_bytes());
            }
            1 => {
                good.push(format!("pages/{i:05}"));
                let paragraphs = text.replace("\n\n", "</p><p>");
                let page = format!(
                    "<!doctype html><html lang=en><head><title>{title}</title><meta property=\"article:published_time\" \
                     content=\"2014-09-{:02}T08:00:00Z\"></head><body><nav><a href=/>Home</a></nav><article><h1>{title}</h1>\
                     <p>{paragraphs}</p></article></body></html>",
                    1 + i % 28
                );
                put(&format!("pages/{i:05}.html"), page.as_bytes());
            }
            _ => {
                good.push(format!("line-{i:05}"));
                let line = serde_json::json!({"id": format!("line-{i:05}"), "title": title, "text": text, "published": "2031-05-06"});
                lines.push_str(&format!("{line}\n"));
            }
        }
    }
    let mut bad = Vec::new();
    let mut fail = |name: &'static str, bytes: &[u8]| {
        put(&format!("bad/{name}"), bytes);
        bad.push(name);
    };

    fail("empty.txt", b"");
    fail("blank.html", b" \n\t ");
    fail("truncated.txt.gz", &truncated_gzip(article(0).1.as_bytes()));
    fail("one-line-of-50-megabytes.txt", &vec![b'a'; 50 << 20]);
    fail(
        "binary.txt",
        &(0..40_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>(),
    );
    fail("nul.txt", article(0).1.replace("Tuesday", "Tues\0day").as_bytes());
    fail("cut.warc", cut_warc().as_bytes());
    fail("no-feed.xml", b"<?xml version=\"1.0\"?><menu><item>soup</item></menu>");
    fail("nested.html", format!("<html><body>{}", "<div>".repeat(1_000_000)).as_bytes());
    fail("no-table.csv", b"a,b\n1,2\n");

    // Its entities are not expanded: an item without text to speak of, and no harm.
    put("bad/bomb.xml", entity_bomb().as_bytes());

    // Bad lines among good ones: each is named, the rest is coded.
    lines.push_str("{\"id\": \"cut off\n");
    lines.push_str("[1, 2, 3]\n\n");
    lines.push_str("{\"id\": \"without text\"}\n");
    lines.push_str(&format!("{{\"id\": \"endless\", \"text\": \"{}\"}}\n", "troops ".repeat(8 << 20)));
    lines.push_str("{\"id\": \"day out of range\", \"text\": \"Norland met Sudland.\", \"published\": \"99999-99-99\"}\n");
    let mut bytes = lines.into_bytes();
    bytes.extend_from_slice(b"{\"id\": \"not utf-8\", \"text\": \"caf\xe9\"}\n");
    put("lines.jsonl", &bytes);
    bad.push("lines.jsonl");

    // Odd, but articles: they are coded.
    let (_, text) = article(7);
    let mut odd = |name: &str, bytes: &[u8]| {
        put(&format!("odd/{name}.txt"), bytes);
        good.push(format!("odd/{name}"));
    };
    odd("byte-order-mark", format!("\u{feff}{text}").as_bytes());
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    odd("utf-16", &utf16);
    odd("latin-1", &text.replace('é', "e").bytes().chain(*b" A caf\xe9 closed.").collect::<Vec<_>>());
    odd(
        "huge-numbers",
        format!("{text} It has {} soldiers and ${}e999999.", "9".repeat(400), "9".repeat(40)).as_bytes(),
    );
    odd(
        "days-out-of-range",
        format!("{text} It was on 31 February 99999 or 00/00/0000, not May 45.").as_bytes(),
    );
    odd(
        "no-full-stop",
        format!("{text} {}", "and the troops of the north marched on ".repeat(400)).as_bytes(),
    );
    odd("right-to-left", format!("{text} \u{202e}{}\u{200d}\u{202c}", "שלום ".repeat(50)).as_bytes());

    special(folder, &mut bad);
    Corpus { good, bad }
}

/// What only a file system can do: links that loop, names that are not UTF-8, files whose reading fails.
#[cfg(unix)]
fn special(folder: &Path, bad: &mut Vec<&'static str>) {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;
    let folder = folder.join("special");
    fs::create_dir_all(folder.join("deep/er")).expect("a folder");
    symlink("..", folder.join("deep/er/back")).expect("a link");
    symlink("loop.txt", folder.join("loop.txt")).expect("a link");
    bad.push("loop.txt");
    symlink("nowhere", folder.join("dangling.txt")).expect("a link");
    bad.push("dangling.txt");
    let name = std::ffi::OsStr::from_bytes(b"name-\xff-not-utf8.txt");
    let mut file = fs::File::create(folder.join(name)).expect("a file");
    file.write_all(b"").expect("a write");
    bad.push("not-utf8.txt");
    // Reading a process's memory from its start is an input/output error: a disk that fails.
    if cfg!(target_os = "linux") {
        symlink("/proc/self/mem", folder.join("failing-disk.txt")).expect("a link");
        bad.push("failing-disk.txt");
    }
}

#[cfg(not(unix))]
fn special(_: &Path, _: &mut Vec<&'static str>) {}

/// An article that names an act, a pledge and a refusal; no two alike.
pub fn article(i: usize) -> (String, String) {
    const STATES: [&str; 12] = [
        "Norway", "Kenya", "Peru", "Japan", "Canada", "Ghana", "Chile", "Poland", "Jordan", "Nepal", "Fiji",
        "Oman",
    ];
    const THINGS: [&str; 5] = ["tents", "field hospitals", "trucks", "engineers", "observers"];
    let state = |k: usize| STATES[(i * 7 + k * 5 + i / 12) % STATES.len()];
    let (a, b, c) = (state(0), state(1), state(2));
    let count = 3 + (i * 37) % 480;
    let thing = THINGS[i % THINGS.len()];
    let title = format!("{a} to send {thing} to {b} ({i})");
    let text = format!(
        "{a} will send {count} {thing} to {b}, the {a} government said on Tuesday.\n\nSoldiers of {c} attacked a village in {b} on \
         Monday, killing {} people, officials told a café owner.\n\n{c} refused to meet envoys of {a}.",
        2 + i % 17
    );
    (title, text)
}

/// A gzip file that ends in the middle of its only block, which is stored as it is.
fn truncated_gzip(bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1];
    let length = u16::try_from(bytes.len()).expect("a short article");
    file.extend(length.to_le_bytes());
    file.extend((!length).to_le_bytes());
    file.extend(&bytes[..bytes.len() / 2]);
    file
}

fn entity_bomb() -> String {
    let mut bomb = String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY a0 \"ha\">\n");
    for i in 1..=30 {
        let before = format!("&a{};", i - 1);
        bomb.push_str(&format!("<!ENTITY a{i} \"{}\">\n", before.repeat(10)));
    }
    bomb + "]>\n<rss version=\"2.0\"><channel><title>x</title><item><title>&a30;</title><description>&a30;</description></item></channel></rss>"
}

fn cut_warc() -> String {
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/a\r\nWARC-Date: 2031-05-06T08:00:00Z\r\n\
     Content-Type: application/http; msgtype=response\r\nContent-Length: 100000\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: \
     text/html\r\n\r\n<html><body><p>Norway will"
        .to_owned()
}
