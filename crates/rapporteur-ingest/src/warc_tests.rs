use std::io::{Cursor, Write as _};

use proptest::prelude::*;

use super::*;
use crate::fixtures::{articles, gzip};
use crate::stream;

const PAGE: &str = "<html><head><title>Pact signed</title></head><body><h1>Pact signed</h1><p>The government of Ostmark said on Tuesday that it had signed a pact with Westmark on the ports of the river, and that ships could pass from Wednesday on.</p><p>Its foreign minister flew to the capital of Westmark and met the president there for two hours in the caf\u{e9} of the palace.</p></body></html>";

fn record(kind: &str, uri: &str, content: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <{uri}>\r\nWARC-Date: 2021-05-07T10:00:00Z\r\nContent-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n",
        content.len()
    )
    .into_bytes();
    out.extend_from_slice(content);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

fn response(headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").as_bytes(), body].concat()
}

fn html(body: &[u8]) -> Vec<u8> {
    response("Content-Type: text/html; charset=utf-8", body)
}

fn read(bytes: &[u8], options: Options) -> Vec<Outcome> {
    match stream::unpacked(Box::new(Cursor::new(bytes.to_vec())), None) {
        Ok((bytes, offset, packed)) => {
            Warc::new(bytes, offset, packed, Origin::new("in.warc", "in"), options).collect()
        }
        Err(_) => Vec::new(),
    }
}

#[test]
fn only_pages_are_read_and_the_rest_is_counted() {
    let mut file = record("warcinfo", "", b"software: none");
    file.extend(record("request", "https://harbour.example/1", b"GET / HTTP/1.1\r\n\r\n"));
    file.extend(record("response", "https://harbour.example/1", &html(PAGE.as_bytes())));
    file.extend(record(
        "response",
        "https://harbour.example/1.png",
        &response("Content-Type: image/png", b"\x89PNG"),
    ));
    file.extend(record(
        "response",
        "https://harbour.example/old",
        b"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n<html>",
    ));
    file.extend(record("revisit", "https://harbour.example/1", b"HTTP/1.1 200 OK\r\n\r\n"));
    for packed in [false, true] {
        // A member of gzip for each half, as if they were records.
        let file = match packed {
            true => [gzip(&file[..200]), gzip(&file[200..])].concat(),
            false => file.clone(),
        };
        let out = read(&file, Options::default());
        let found = articles(&out);
        assert_eq!(found.len(), 1, "{out:?}");
        assert_eq!(found[0].id, "https://harbour.example/1");
        assert_eq!(found[0].url.as_deref(), Some("https://harbour.example/1"));
        assert!(found[0].text.starts_with("The government of Ostmark") && found[0].published.is_none());
        let Some(Outcome::Warning { why, .. }) = out.last() else { panic!("{out:?}") };
        assert!(
            why.contains("1 revisit")
                && why.contains("1 responses without success")
                && why.contains("1 responses that are no HTML"),
            "{why}"
        );
    }
}

#[test]
fn chunks_encodings_and_charsets_are_undone() {
    let latin: Vec<u8> = PAGE.chars().map(|c| c as u8).collect();
    let chunked = |body: &[u8]| {
        let (a, b) = body.split_at(body.len() / 3);
        [
            format!("{:x};x=1\r\n", a.len()).as_bytes(),
            a,
            b"\r\n",
            format!("{:X}\r\n", b.len()).as_bytes(),
            b,
            b"\r\n0\r\n\r\n",
        ]
        .concat()
    };
    let mut deflate = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    deflate.write_all(PAGE.as_bytes()).unwrap();
    let zstd = zstd::encode_all(PAGE.as_bytes(), 1).unwrap();
    let kind = "Content-Type: text/html";
    let responses = [
        html(PAGE.as_bytes()),
        response(&format!("{kind}; charset=ISO-8859-1"), &latin),
        response(&format!("{kind}\r\nTransfer-Encoding: chunked"), &chunked(PAGE.as_bytes())),
        response(&format!("{kind}\r\nTransfer-Encoding: chunked"), PAGE.as_bytes()),
        response(
            &format!("{kind}\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked"),
            &chunked(&gzip(PAGE.as_bytes())),
        ),
        response(&format!("{kind}\r\nContent-Encoding: deflate"), &deflate.finish().unwrap()),
        response(&format!("{kind}\r\nContent-Encoding: zstd"), &zstd),
        response(&format!("{kind}\r\nContent-Encoding: gzip"), PAGE.as_bytes()),
    ];
    for (n, response) in responses.iter().enumerate() {
        let out = read(&record("response", "https://harbour.example/1", response), Options::default());
        assert!(
            articles(&out).first().is_some_and(|a| a.text.contains("café of the palace")),
            "{n}: {out:?}"
        );
    }
}

#[test]
fn brotli_is_undone() {
    // "<p>" and a sentence, as packed by the reference encoder without compression: one stored block.
    let text = PAGE.as_bytes();
    let mut packed = Vec::new();
    // A stream of brotli: window bits 16 (0), then a block that is not the last, four nibbles of length, stored.
    let length = text.len() as u32 - 1;
    let bits: u32 = length << 4 | 1 << 20;
    packed.extend_from_slice(&bits.to_le_bytes()[..3]);
    packed.extend_from_slice(text);
    packed.push(0x03);
    assert_eq!(stream::inflate("br", &packed, 1 << 20).unwrap(), text);
}

#[test]
fn a_cut_archive_gives_what_was_whole_and_says_where() {
    let one = record("response", "https://harbour.example/1", &html(PAGE.as_bytes()));
    let two = record("response", "https://harbour.example/2", &html(PAGE.as_bytes()));
    let plain = [one.clone(), two[..two.len() / 2].to_vec()].concat();
    let (first, second) = (gzip(&one), gzip(&two));
    let packed = [first, second[..second.len() / 2].to_vec()].concat();
    for (file, word) in [(plain, "cut short"), (packed, "cut short (after byte")] {
        let out = read(&file, Options::default());
        assert_eq!(articles(&out).len(), 1, "{out:?}");
        let told = out.iter().any(|o| matches!(o, Outcome::Failed { place: Some(p), why, .. } if p.starts_with("record 2, ") && why.contains(word)));
        assert!(told, "{out:?}");
    }
}

#[test]
fn a_record_without_a_sense_does_not_hide_the_next() {
    let mut file = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: many\r\n\r\nxx\r\n\r\n".to_vec();
    file.extend(record("response", "https://harbour.example/2", &html(PAGE.as_bytes())));
    let out = read(&file, Options::default());
    assert!(matches!(&out[0], Outcome::Failed { why, .. } if why.contains("Content-Length")));
    assert_eq!(articles(&out)[0].id, "https://harbour.example/2");
}

#[test]
fn a_page_dated_after_it_was_fetched_is_not_believed() {
    let page = PAGE
        .replace("</head>", "<meta property='article:published_time' content='2021-08-01T10:00:00Z'></head>");
    let out =
        read(&record("response", "https://harbour.example/1", &html(page.as_bytes())), Options::default());
    let a = articles(&out)[0];
    assert!(a.published.is_none() && a.notes.iter().any(|n| n.contains("2021-08-01")), "{a:?}");
    let page = page.replace("2021-08-01", "2021-05-06");
    let out =
        read(&record("response", "https://harbour.example/1", &html(page.as_bytes())), Options::default());
    assert_eq!(articles(&out)[0].published.unwrap().to_string(), "2021-05-06");
}

#[test]
fn a_response_beyond_the_cap_is_an_error_and_the_next_follows() {
    let bomb = gzip(&vec![b'<'; 200_000]);
    let mut file = record("response", "https://harbour.example/1", &html(&vec![b'x'; 10_000]));
    file.extend(record(
        "response",
        "https://harbour.example/2",
        &response("Content-Type: text/html\r\nContent-Encoding: gzip", &bomb),
    ));
    file.extend(record("response", "https://harbour.example/3", &html(PAGE.as_bytes())));
    let out = read(&file, Options { max_article_bytes: 1000, ..Options::default() });
    assert_eq!(articles(&out).len(), 1, "{out:?}");
    assert_eq!(
        out.iter().filter(|o| matches!(o, Outcome::Failed { why, .. } if why.contains("larger"))).count(),
        2
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_change_to_an_archive_breaks_it(at in 0usize..10_000, to: u8, cut in 0usize..10_000, packed: bool, small: bool) {
        let mut file = record("response", "https://harbour.example/1", &html(b"<p>Norway met envoys of Mali in Oslo."));
        file.extend(record("response", "https://harbour.example/2", &response("Content-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: br", b"5\r\nabcde\r\n0\r\n\r\n")));
        if packed {
            file = gzip(&file);
        }
        let (at, cut) = (at % file.len(), cut % file.len());
        file[at] = to;
        file.truncate(file.len() - cut);
        let options = Options { max_article_bytes: if small { 10 } else { 4 << 20 }, ..Options::default() };
        prop_assert!(read(&file, options).len() <= file.len() + 2);
    }

    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let file = [b"WARC/1.0\r\n".as_slice(), &bytes].concat();
        prop_assert!(read(&file, Options::default()).len() <= file.len() + 2);
        let _ = stream::inflate("br", &bytes, 1000);
        let _ = stream::inflate("zstd", &bytes, 1000);
        let _ = stream::inflate("deflate", &bytes, 1000);
    }
}
