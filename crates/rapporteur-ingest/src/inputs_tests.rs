use super::*;

const STORY: &str = "Ostmark leaves the pact\n\nBy Ana Kova\n3 March 2011\n\nThe government of Ostmark said on Thursday that it would leave the pact of the river states before the summer, and that it had told its neighbours so.\n";

fn all(inputs: &[&Path], options: Options, stdin: &'static str) -> Vec<Outcome> {
    Inputs::with_stdin(inputs, options, Box::new(stdin.as_bytes())).collect()
}

fn ids(outcomes: &[Outcome]) -> Vec<&str> {
    outcomes
        .iter()
        .filter_map(|o| match o {
            Outcome::Article(a) => Some(a.id.as_str()),
            _ => None,
        })
        .collect()
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

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_above_is_not_followed_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.txt"), STORY).unwrap();
    std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
    assert_eq!(ids(&all(&[dir.path()], Options::default(), "")), ["a"]);
}
