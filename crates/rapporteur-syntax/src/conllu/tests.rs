use proptest::prelude::*;

use super::*;

const SAMPLE: &str = "# newdoc id = a
# sent_id = a-1
# text = Norland's envoys don't agree.
1-2\tNorland's\t_\t_\t_\t_\t_\t_\t_\t_
1\tNorland\tNorland\tPROPN\tNNP\tNumber=Sing\t3\tnmod:poss\t_\tNER=B-LOC
2\t's\t's\tPART\tPOS\t_\t1\tcase\t_\t_
3\tenvoys\tenvoy\tNOUN\tNNS\tNumber=Plur\t6\tnsubj\t_\t_
4-5\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
4\tdo\tdo\tAUX\tVBP\t_\t6\taux\t_\t_
5\tn't\tnot\tPART\tRB\t_\t6\tadvmod\t_\t_
6\tagree\tagree\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No
7\t.\t.\tPUNCT\t.\t_\t6\tpunct\t_\t_

# newpar
1\tTalks\ttalk\tNOUN\tNNS\t_\t2\tnsubj\t_\t_
2\tfailed\tfail\tVERB\tVBD\t_\t0\troot\t_\t_
2.1\tfailed\tfail\tVERB\tVBD\t_\t_\t_\t0:root\t_
";

fn text(source: &str) -> Result<Text, crate::ConlluError> {
    let mut text = Text::default();
    for given in read(source.as_bytes()) {
        text.push(&given?);
    }
    Ok(text)
}

#[test]
fn the_text_is_rebuilt() {
    let got = text(SAMPLE).unwrap();
    assert_eq!(got.text, "Norland's envoys don't agree.\n\nTalks failed");
    let s = &got.sentences[0];
    assert_eq!(
        s.tokens.iter().map(|t| t.form(&got.text)).collect::<Vec<_>>().join("|"),
        "Norland|'s|envoys|do|n't|agree|."
    );
    assert!(s.tokens[4].glued && !s.tokens[3].glued);
    assert_eq!((s.root(), s.names.len()), (Some(5), 1));
    assert!(got.sentences[1].starts_paragraph);
}

#[test]
fn a_written_file_reads_back() {
    let mut got = text(SAMPLE).unwrap();
    let mut out = Vec::new();
    write(&mut out, "a", &got.text, &got.sentences).unwrap();
    let again = text(std::str::from_utf8(&out).unwrap()).unwrap();
    // "Norland" is a name that ends inside of its token: written, it is a token of its own.
    got.sentences[0].tokens[1].glued = false;
    assert_eq!((again.text, again.sentences), (got.text, got.sentences));
}

#[test]
fn errors_name_their_line() {
    let word = |id: &str, head: &str| format!("{id}\ta\ta\tNOUN\tNN\t_\t{head}\tdep\t_\t_\n");
    for (source, want) in [
        ("1\ta\tb\n".into(), "line 1: 3 columns instead of 10"),
        (word("2", "0"), "line 1: word `2` where 1 was expected"),
        (
            format!("# x\n{}{}\n", word("1", "0"), word("2", "3")),
            "line 3: word 2: head 3 lies outside of its sentence of 2 words",
        ),
        (
            format!("{}{}{}\n", word("1", "0"), word("2", "3"), word("3", "2")),
            "line 1: the sentence that starts here has a cycle through word 2",
        ),
        (
            format!("{}{}\n", word("1", "0"), word("2", "0")),
            "line 1: the sentence that starts here has 2 roots",
        ),
        (format!("{}\n", word("1", "1")), "line 1: word 1 is its own head"),
        (word("1", "x"), "line 1: no head: `x`"),
        (
            format!("{}{}\n", word("1-3", "_"), word("1", "0")),
            "line 3: the sentence ends inside a multiword token",
        ),
    ] {
        assert_eq!(text(&source).unwrap_err().to_string(), want, "{source}");
    }
}

#[test]
fn tokens_alone_need_no_tree() {
    let source = "1\tGo\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n2\t!\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
    assert!(read(source.as_bytes()).next().unwrap().is_err());
    assert_eq!(read_tokens(source.as_bytes()).next().unwrap().unwrap().words.len(), 2);
}

proptest! {
    #[test]
    fn reading_never_panics(source in "[#0-9a-z.\t\n_=|-]{0,200}") {
        for given in read(source.as_bytes()).chain(read_tokens(source.as_bytes())).flatten() {
            Text::default().push(&given);
        }
    }

    #[test]
    fn forms_survive(words in prop::collection::vec(("[^\\s]{1,6}", any::<bool>()), 1..12)) {
        let mut source = String::new();
        for (i, (form, close)) in words.iter().enumerate() {
            let misc = if *close { "SpaceAfter=No" } else { "_" };
            source += &format!("{}\t{form}\t{form}\tX\tFW\t_\t{i}\tdep\t_\t{misc}\n", i + 1);
        }
        source.push('\n');
        let got = text(&source).unwrap();
        let mut out = Vec::new();
        write(&mut out, "", &got.text, &got.sentences).unwrap();
        let again = text(std::str::from_utf8(&out).unwrap()).unwrap();
        prop_assert_eq!(again.text.trim_end(), got.text.trim_end());
        prop_assert_eq!(again.sentences, got.sentences);
    }
}

#[test]
fn what_was_given_is_written_back_with_its_comments_in_pieces_as_in_one() {
    let given: Vec<Given> = read(SAMPLE.as_bytes()).collect::<Result<_, _>>().unwrap();
    let write_out = |pieces: &[&[Given]]| {
        let mut out = Vec::new();
        for piece in pieces {
            let mut text = Text::default();
            piece.iter().for_each(|g| text.push(g));
            let comments: Vec<_> = piece.iter().map(|g| g.comments.clone()).collect();
            write_given(&mut out, &text, &comments, &text.sentences).unwrap();
        }
        String::from_utf8(out).unwrap()
    };
    let whole = write_out(&[&given]);
    assert!(
        whole.contains("# sent_id = a-1\n# text = Norland's envoys don't agree.\n1-2\tNorland's"),
        "{whole}"
    );
    assert!(whole.contains("# newpar\n# text = Talks failed\n"), "{whole}");
    assert_eq!(write_out(&[&given[..1], &given[1..]]), whole);
    let again: Vec<Given> = read(whole.as_bytes()).collect::<Result<_, _>>().unwrap();
    for (a, b) in given.iter().zip(&again) {
        assert_eq!(a.words, b.words);
    }
}
