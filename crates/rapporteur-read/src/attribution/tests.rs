use crate::factuality::tree::sample::{article, compiled};

use super::*;

fn knowledge() -> Knowledge {
    load(&compiled("attribution", compile)).unwrap()
}

/// Source, cue, content and whether the cue is denied, of every attribution.
fn read(lines: &str) -> Vec<(String, String, String, bool)> {
    let (article, sentences) = article(lines);
    let doc = Document { article: &article, sentences: &sentences };
    find(&doc, None, &knowledge())
        .into_iter()
        .map(|a| {
            let words = |s: Span| s.of(&article.text).to_owned();
            (a.source.map(words).unwrap_or_default(), words(a.cue), words(a.content), a.negative)
        })
        .collect()
}

fn one(source: &str, cue: &str, content: &str, negative: bool) -> Vec<(String, String, String, bool)> {
    vec![(source.to_owned(), cue.to_owned(), content.to_owned(), negative)]
}

const SAID: &str = "Mayor mayor NOUN NN 2 compound\nVoss Voss PROPN NNP 3 nsubj\nsaid say VERB VBD 0 root\n\
    that that SCONJ IN 6 mark\nguards guard NOUN NNS 6 nsubj\nleft leave VERB VBD 3 ccomp";

#[test]
fn a_clause_below_a_verb_of_saying() {
    assert_eq!(read(SAID), one("Mayor Voss", "said", "that guards left", false));
}

#[test]
fn a_refusal_to_confirm_is_denied() {
    let tree = "Voss Voss PROPN NNP 2 nsubj\nrefused refuse VERB VBD 0 root\nto to PART TO 4 mark\n\
        confirm confirm VERB VB 2 xcomp\nthat that SCONJ IN 7 mark\nguards guard NOUN NNS 7 nsubj\nleft leave VERB VBD 4 ccomp";
    assert_eq!(read(tree), one("Voss", "confirm", "that guards left", true));
}

#[test]
fn according_to_frames_its_clause() {
    let tree = "Guards guard NOUN NNS 2 nsubj\nleft leave VERB VBD 0 root\n+, , PUNCT , 6 punct\naccording accord VERB VBG 6 case\n\
        to to ADP IN 4 fixed\nVoss Voss PROPN NNP 2 obl";
    assert_eq!(read(tree), one("Voss", "according to", "Guards left", false));
}

#[test]
fn a_quotation_goes_on_after_its_cue() {
    let tree = "\" \" PUNCT `` 3 punct\n+Guards guard NOUN NNS 3 nsubj\nleft leave VERB VBD 6 ccomp\n+, , PUNCT , 3 punct\n\
        +\" \" PUNCT '' 3 punct\nsaid say VERB VBD 0 root\nVoss Voss PROPN NNP 6 nsubj\n+. . PUNCT . 6 punct\n\n\
        \" \" PUNCT `` 4 punct\n+They they PRON PRP 4 nsubj\nnever never ADV RB 4 advmod\nreturned return VERB VBD 0 root\n\
        +. . PUNCT . 4 punct\n+\" \" PUNCT '' 4 punct";
    let found = read(tree);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "Voss");
    assert!(found[0].2.starts_with("Guards left") && found[0].2.contains("They never returned"));
}

#[test]
fn the_first_speaker_is_the_innermost() {
    let tree = "Agencies agency NOUN NNS 2 nsubj\nreported report VERB VBD 0 root\nVoss Voss PROPN NNP 4 nsubj\n\
        said say VERB VBD 2 ccomp\nguards guard NOUN NNS 6 nsubj\nleft leave VERB VBD 4 ccomp";
    let (article, sentences) = article(tree);
    let doc = Document { article: &article, sentences: &sentences };
    let knowledge = knowledge();
    let found = find(&doc, None, &knowledge);
    let sources = |word: usize| -> Vec<&str> {
        chain(&doc, &found, Word::new(0, word), &knowledge)
            .into_iter()
            .map(|i| found[i].source.unwrap().of(&article.text))
            .collect()
    };
    assert_eq!(sources(5), ["Voss", "Agencies"]);
    assert_eq!(sources(3), ["Agencies"]);
    assert!(sources(1).is_empty());
}

#[test]
fn examples_are_well_formed() {
    let mut faults = crate::knowledge::Faults::default();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let all = examples(&root.into(), &mut faults);
    assert!(faults.list.is_empty(), "{:?}", faults.list);
    assert!(all.len() > 20);
    assert!(all.iter().all(|e| e.sentence.contains(&e.cue)));
}
