use std::io::Cursor;

use proptest::prelude::*;
use rapporteur_text::Article;

use super::*;
use crate::fixtures;

const NEXIS: &str = include_str!("../tests/seeds/nexis.txt");
const LEXIS: &str = include_str!("../tests/seeds/lexis-old.txt");
const CODES: &str = include_str!("../tests/seeds/factiva-codes.txt");
const FACTIVA: &str = include_str!("../tests/seeds/factiva.html");
const PROQUEST: &str = include_str!("../tests/seeds/proquest.txt");
const ALL: [(&str, Format); 5] = [
    (NEXIS, Format::Plain),
    (LEXIS, Format::Plain),
    (CODES, Format::Plain),
    (FACTIVA, Format::Page),
    (PROQUEST, Format::Plain),
];

fn read(bytes: &[u8], format: Format, options: Options) -> Vec<Outcome> {
    articles(fixtures::stream(bytes), format, &Origin::new("export.txt", "export"), &options)
        .unwrap()
        .collect()
}

/// Id, title, byline, publisher, moment or day, first and last words of the text.
fn shown(a: &Article) -> [String; 6] {
    let or = |s: &Option<String>| s.clone().unwrap_or_default();
    let day = a.published.map(|d| d.to_string()).unwrap_or_default();
    let words: Vec<&str> = a.text.split_whitespace().collect();
    [
        a.id.clone(),
        or(&a.title),
        or(&a.byline),
        or(&a.publisher),
        a.published_at.clone().unwrap_or(day),
        format!("{} … {}", words[..3].join(" "), words[words.len() - 2..].join(" ")),
    ]
}

#[test]
fn nexis_uni() {
    let out = read(NEXIS.as_bytes(), Format::Plain, Options::default());
    let stories = fixtures::articles(&out);
    assert_eq!(stories.len(), 2, "{out:?}");
    assert_eq!(
        shown(stories[0]),
        [
            "export:1",
            "Ostmark and Westmark sign a pact on the ports",
            "Ana Kova",
            "Harbour Post (Ostmark)",
            "2031-05-06",
            "The government of … long talks."
        ]
    );
    assert!(stories[0].text.contains("Body of ministers") && !stories[0].text.contains("Load-Date"));
    assert_eq!(
        shown(stories[1]),
        [
            "export:2",
            "Police hold a ferry",
            "Lee Moss",
            "River Mail",
            "2031-05-07",
            "The police of … mayor said."
        ]
    );
}

#[test]
fn the_older_lexis() {
    let out = read(LEXIS.as_bytes(), Format::Plain, Options::default());
    let stories = fixtures::articles(&out);
    assert_eq!(stories.len(), 2, "{out:?}");
    assert_eq!(
        shown(stories[0]),
        [
            "export:1",
            "Ostmark leaves the pact",
            "Ana Kova",
            "Harbour Post",
            "2031-05-06",
            "The government of … the summer."
        ]
    );
    assert_eq!(shown(stories[1])[1], "Westmark answers Ostmark");
}

#[test]
fn factiva_with_its_codes() {
    let out = read(CODES.as_bytes(), Format::Plain, Options::default());
    let stories = fixtures::articles(&out);
    assert_eq!(stories.len(), 2, "{out:?}");
    assert_eq!(
        shown(stories[0]),
        [
            "HARB000020310506ea56000b1",
            "Ostmark leaves the pact",
            "Ana Kova",
            "Harbour Post",
            "2031-05-06T21:04:00Z",
            "PORTSIDE, May 6 … the summer."
        ]
    );
    assert_eq!(stories[0].text.matches("\n\n").count(), 1, "{}", stories[0].text);
    assert_eq!(shown(stories[1])[4], "2031-05-07");
}

#[test]
fn factiva_without_codes_in_html() {
    let out = read(FACTIVA.as_bytes(), Format::Page, Options::default());
    let stories = fixtures::articles(&out);
    assert_eq!(stories.len(), 2, "{out:?}");
    assert_eq!(
        shown(stories[0]),
        [
            "HARB000020310506ea56000b1",
            "Ostmark & Westmark sign a pact",
            "Ana Kova",
            "Harbour Post",
            "2031-05-06T21:04:00Z",
            "The government of … long talks."
        ]
    );
    assert_eq!(shown(stories[1])[1..4], ["Police hold a ferry", "", "River Mail"]);
}

#[test]
fn proquest() {
    let out = read(PROQUEST.as_bytes(), Format::Plain, Options::default());
    let stories = fixtures::articles(&out);
    assert_eq!(stories.len(), 2, "{out:?}");
    assert_eq!(
        shown(stories[0]),
        [
            "2900000001",
            "Ostmark leaves the pact",
            "Ana Kova and Lee Moss",
            "Harbour Post",
            "2031-05-06",
            "The government of … the summer."
        ]
    );
    assert!(stories[0].text.contains("Location: unknown"), "{}", stories[0].text);
    assert!(stories[1].notes.iter().any(|n| n.contains("abstract")));
}

#[test]
fn an_article_is_never_cut_apart() {
    let articles = [
        "Length: 512 words\n\nThe government of Ostmark said on Tuesday that it would leave the pact before the summer.\n\nEnd of Document\n\nIt told its neighbours so in a letter on Monday, and they did not answer.\n",
        "Court hears of a letter\n\nBy Ana Kova\n\nThe clerk read out the letter.\n\nDocument HARB000020310506ea56000b1\n\nIt was signed by the minister of Ostmark, who said on Tuesday that she had not read it.\n",
        "Title: Ostmark leaves\n\n________________________\n\nThe government of Ostmark said on Tuesday that it would leave the pact before the summer.\n\n________________________\n\nFull text: see the site of the ministry in the capital.\n",
        "HD\nThe government of Ostmark said on Tuesday that it would leave the pact before the summer.\nSN\nIt told its neighbours so.\n",
    ];
    for article in articles {
        for format in [Format::Plain, Format::Page] {
            let article = match format {
                Format::Page => {
                    format!("<html><body><p>{}</p></body></html>", article.replace("\n\n", "</p><p>"))
                }
                _ => article.to_owned(),
            };
            let out = read(article.as_bytes(), format, Options::default());
            assert_eq!(out.len(), 1, "{article}: {out:?}");
            assert!(matches!(&out[0], Outcome::Article(a) if a.id == "export"), "{out:?}");
        }
    }
}

#[test]
fn a_cut_export_gives_what_was_whole() {
    for (export, format) in [(NEXIS, Format::Plain), (CODES, Format::Plain), (FACTIVA, Format::Page)] {
        let at = export.rfind("mayor said").unwrap();
        let out = read(&export.as_bytes()[..at], format, Options::default());
        assert_eq!(fixtures::articles(&out).len(), 1, "{out:?}");
        assert!(
            matches!(out.last(), Some(Outcome::Failed { why, place: Some(p), .. }) if why.contains("cut short") && p.starts_with("story 2")),
            "{out:?}"
        );
    }
}

#[test]
fn a_story_beyond_the_cap_is_an_error_and_the_next_follows() {
    let export = NEXIS.replacen("long talks.", &"long talks. ".repeat(1000), 1);
    let out =
        read(export.as_bytes(), Format::Plain, Options { max_article_bytes: 1000, ..Options::default() });
    assert!(
        matches!(&out[0], Outcome::Failed { why, place: Some(p), .. } if why.contains("larger") && p.starts_with("story 1")),
        "{out:?}"
    );
    assert_eq!(fixtures::articles(&out).len(), 1, "{out:?}");
}

#[test]
fn exports_in_other_charsets_are_read() {
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(NEXIS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(fixtures::articles(&read(&wide, Format::Plain, Options::default())).len(), 2);
    let latin: Vec<u8> = CODES.replace("PORTSIDE", "PORTSID\u{c9}").chars().map(|c| c as u8).collect();
    let out = read(&latin, Format::Plain, Options::default());
    assert!(fixtures::articles(&out)[0].text.starts_with("PORTSIDÉ"), "{out:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_change_to_an_export_breaks_it(which in 0usize..5, at in 0usize..5000, to: u8, cut in 0usize..5000, small: bool) {
        let (export, format) = ALL[which];
        let mut bytes = export.as_bytes().to_vec();
        let (at, cut) = (at % bytes.len(), cut % bytes.len());
        bytes[at] = to;
        bytes.truncate(bytes.len() - cut);
        let options = Options { max_article_bytes: if small { 50 } else { 4 << 20 }, ..Options::default() };
        prop_assert!(read(&bytes, format, options).len() < 10);
    }

    #[test]
    fn no_markup_breaks_its_lines(html in "[a-z <>/!&;-]{0,200}") {
        let bytes: Bytes = Box::new(Cursor::new(html.into_bytes()));
        let mut lines = MarkupLines::new(bytes, 50);
        for _ in 0..300 {
            match lines.next().unwrap() {
                Line::End => return Ok(()),
                Line::Bytes(line) => { markup::decoded(&String::from_utf8_lossy(&line)); }
                Line::TooLong => {}
            }
        }
        prop_assert!(false, "it does not end");
    }
}
