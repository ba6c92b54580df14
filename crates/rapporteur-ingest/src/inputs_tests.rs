use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::fixtures::{articles, gzip};

const STORY: &str = "Ostmark leaves the pact\n\nBy Ana Kova\n3 March 2011\n\nThe government of Ostmark said on Thursday that it would leave the pact of the river states before the summer, and that it had told its neighbours so.\n";

fn all(inputs: &[&Path], options: Options, stdin: &'static str) -> Vec<Outcome> {
    Inputs::with_stdin(inputs, options, Box::new(stdin.as_bytes())).collect()
}

fn ids(outcomes: &[Outcome]) -> Vec<&str> {
    articles(outcomes).into_iter().map(|a| a.id.as_str()).collect()
}

#[test]
fn a_folder_is_walked_in_order_and_names_its_articles() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("b/inner")).unwrap();
    std::fs::write(dir.path().join("c.txt"), STORY).unwrap();
    std::fs::write(dir.path().join("b/inner/x.y.txt"), STORY).unwrap();
    std::fs::write(dir.path().join("a.jsonl"), "{\"text\":\"One.\"}\n{\"id\":\"c\",\"text\":\"Two.\"}\n")
        .unwrap();
    std::fs::write(dir.path().join("notes.md"), "no article").unwrap();
    std::fs::write(dir.path().join(".hidden.txt"), STORY).unwrap();
    let out = all(&[dir.path()], Options::default(), "");
    assert_eq!(ids(&out), ["a:1", "c", "b/inner/x.y", "c~2"]);
    let warned = out
        .iter()
        .any(|o| matches!(o, Outcome::Warning { input, why } if input == "c" && why.contains("c~2")));
    assert!(warned, "{out:?}");
    assert_eq!(out, all(&[dir.path()], Options::default(), ""));
}

#[test]
fn a_single_file_is_named_by_its_stem() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("pact.2011.txt");
    std::fs::write(&file, STORY).unwrap();
    let out = all(&[&file, &file], Options::default(), "");
    assert_eq!(ids(&out), ["pact.2011", "pact.2011~2"]);
}

#[test]
fn standard_input_is_told_by_its_first_bytes() {
    let dash = Path::new("-");
    let out = all(&[dash], Options::default(), "  \n {\"text\":\"One.\"}\n");
    assert_eq!(ids(&out), ["stdin:2"]);
    let out = all(&[dash], Options::default(), STORY);
    let [Outcome::Article(a)] = out.as_slice() else { panic!("{out:?}") };
    assert_eq!((a.id.as_str(), a.title.as_deref()), ("stdin", Some("Ostmark leaves the pact")));
    let out = all(&[dash, dash], Options::default(), "");
    assert!(out.iter().all(|o| matches!(o, Outcome::Failed { .. })) && out.len() == 2, "{out:?}");
}

#[test]
fn what_cannot_be_read_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let cases = [
        (write("empty.txt", b" \n"), "empty"),
        (write("picture.txt", b"\x89PNG\r\n\x1a\n\0\0"), "binary"),
        (write("large.txt", &[b'a'; 3000]), "larger"),
        (dir.path().join("missing.txt"), "no such file"),
    ];
    let options = Options { max_article_bytes: 2000, ..Options::default() };
    for (path, reason) in &cases {
        let out = all(&[path], options.clone(), "");
        let ok = matches!(out.as_slice(), [Outcome::Failed { why, input, .. }] if why.contains(reason) && input.contains(".txt"));
        assert!(ok, "{path:?}: {out:?}");
    }
    let bare = tempfile::tempdir().unwrap();
    assert!(matches!(all(&[bare.path()], options, "").as_slice(), [Outcome::Failed { .. }]));
}

#[test]
fn a_text_in_another_charset_is_read_and_noted() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("latin.txt");
    std::fs::write(&file, b"The caf\xe9 owners of Porto Velho went to court on Monday, and the mayor said that he would not pay them.").unwrap();
    let out = all(&[&file], Options::default(), "");
    let [Outcome::Article(a)] = out.as_slice() else { panic!("{out:?}") };
    assert!(a.text.contains("café") && a.notes.iter().any(|n| n.contains("not UTF-8")), "{a:?}");
}

#[test]
fn the_day_of_the_run_refuses_and_never_chooses() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.html");
    let page = |first: &str| {
        format!(
            "<html><head><meta property=article:published_time content='{first}'></head><body><h1>Pact</h1><span class=date>3 March 2031</span><p>{}</p></body></html>",
            "The government of Ostmark said on Thursday that it would leave the pact before the summer. "
                .repeat(4)
        )
    };
    let read = |run_day: Option<&str>, retrieved: Option<&str>| {
        let day = |d: &str| d.parse().unwrap();
        let options =
            Options { run_day: run_day.map(day), retrieved: retrieved.map(day), ..Options::default() };
        let out = all(&[&file], options, "");
        let [Outcome::Article(a)] = out.as_slice() else { panic!("{out:?}") };
        (a.published.map(|d| d.to_string()), a.notes.clone())
    };
    std::fs::write(&file, page("2031-03-05")).unwrap();
    // On any day but those before it, the same.
    for run_day in [None, Some("2031-03-04"), Some("2031-03-05"), Some("2099-01-01")] {
        assert_eq!(read(run_day, None), (Some("2031-03-05".to_owned()), Vec::new()), "{run_day:?}");
    }
    // Before it the page has no date: not another one, and no word of the day of the run.
    let (early, earlier) = (read(Some("2031-03-03"), None), read(Some("2020-01-01"), None));
    assert_eq!((early.0.as_deref(), early.1.len()), (None, 1), "{early:?}");
    assert_eq!(early, earlier);
    // Where it is known when the page was fetched, the day of the run has no say, and the page's next date is taken.
    assert_eq!(read(Some("2020-01-01"), Some("2031-03-03")).0.as_deref(), Some("2031-03-03"));
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_above_is_not_followed_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.txt"), STORY).unwrap();
    std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
    assert_eq!(ids(&all(&[dir.path()], Options::default(), "")), ["a"]);
}

/// The seeds and their formats, in the order of their names.
fn seeds() -> Vec<(Format, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds");
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    names.iter().filter_map(|n| Some((format::of_name(n).0?, std::fs::read(n).unwrap()))).collect()
}

fn packed(bytes: &[u8], packing: usize) -> Vec<u8> {
    match packing {
        0 => bytes.to_vec(),
        1 => gzip(bytes),
        _ => zstd::encode_all(bytes, 1).unwrap(),
    }
}

fn outcomes(bytes: Vec<u8>, format: Option<Format>, small: bool) -> Vec<Outcome> {
    let options = Options { max_article_bytes: if small { 64 } else { 4 << 20 }, ..Options::default() };
    read(Box::new(Cursor::new(bytes)), format, None, Origin::new("in", "in"), &options).collect()
}

#[test]
fn every_seed_is_read_packed_or_not() {
    let seeds = seeds();
    assert!(seeds.len() >= 13, "{}", seeds.len());
    for (format, bytes) in seeds {
        let plain = outcomes(bytes.clone(), Some(format), false);
        assert!(!ids(&plain).is_empty(), "{format:?}: {plain:?}");
        for packing in [1, 2] {
            let out = outcomes(packed(&bytes, packing), Some(format), false);
            assert_eq!(ids(&out), ids(&plain), "{format:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_change_to_a_seed_breaks_its_reader(which: usize, at: usize, to: u8, cut: usize, packing in 0usize..3, outside: bool, small: bool) {
        let seeds = seeds();
        let (format, mut bytes) = seeds[which % seeds.len()].clone();
        let change = |bytes: &mut Vec<u8>| {
            let at = at % bytes.len();
            bytes[at] = to;
            if cut % 3 == 0 {
                bytes.truncate(bytes.len() - cut % bytes.len());
            }
        };
        if outside {
            bytes = packed(&bytes, packing);
            change(&mut bytes);
        } else {
            change(&mut bytes);
            bytes = packed(&bytes, packing);
        }
        prop_assert!(outcomes(bytes, Some(format), small).len() < 100);
    }

    #[test]
    fn no_bytes_break_the_guess_of_the_format(head in 0usize..8, bytes in proptest::collection::vec(any::<u8>(), 0..400), small: bool) {
        let heads: [&[u8]; 8] = [b"", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"PAR1", b"WARC/1.0\r\n", b"<rss>", b"\xff\xfe", b"<!--"];
        let bytes = [heads[head], &bytes].concat();
        let most = bytes.len() + 2;
        prop_assert!(outcomes(bytes, None, small).len() <= most);
    }
}
