use jiff::civil::date;
use rapporteur_text::reading::Modality;

use super::tree::sample::{article, compiled};
use super::*;

fn knowledge() -> Knowledge {
    load(&compiled("factuality", compile)).unwrap()
}

/// The modality and polarity of the word with this form.
fn read(lines: &str, form: &str) -> (Modality, bool) {
    let (article, sentences) = article(lines);
    let (s, i) = sentences
        .iter()
        .enumerate()
        .find_map(|(n, s)| Some((n, s.tokens.iter().position(|t| t.form(&article.text) == form)?)))
        .unwrap();
    let status = status(&sentences[s], i, &knowledge());
    (status.modality, status.negative)
}

#[test]
fn refusing_denies_what_is_refused() {
    let tree = "Guards guard NOUN NNS 2 nsubj\nrefused refuse VERB VBD 0 root\nto to PART TO 4 mark\nleave leave VERB VB 2 xcomp";
    assert_eq!(read(tree, "refused"), (Modality::Actual, false));
    assert_eq!(read(tree, "leave"), (Modality::Actual, true));
}

#[test]
fn a_denied_failure_is_a_success() {
    let tree = "Guards guard NOUN NNS 4 nsubj\ndid do AUX VBD 4 aux\nnot not PART RB 4 advmod\nfail fail VERB VB 0 root\n\
        to to PART TO 6 mark\nleave leave VERB VB 4 xcomp";
    assert_eq!(read(tree, "fail"), (Modality::Actual, true));
    assert_eq!(read(tree, "leave"), (Modality::Actual, false));
}

#[test]
fn would_is_future_under_a_report_and_supposed_under_a_condition() {
    let report = "Mayors mayor NOUN NNS 2 nsubj\nsaid say VERB VBD 0 root\nthey they PRON PRP 5 nsubj\n\
        would would AUX MD 5 aux\nleave leave VERB VB 2 ccomp";
    assert_eq!(read(report, "leave"), (Modality::Future, false));
    let condition = "They they PRON PRP 3 nsubj\nwould would AUX MD 3 aux\nleave leave VERB VB 0 root\n\
        if if SCONJ IN 6 mark\nguards guard NOUN NNS 6 nsubj\nslept sleep VERB VBD 3 advcl";
    assert_eq!(read(condition, "leave"), (Modality::Hypothetical, false));
    assert_eq!(read(condition, "slept"), (Modality::Hypothetical, false));
    let (article, sentences) = article(condition);
    assert!(article.text.ends_with("slept"));
    assert_eq!(status(&sentences[0], 2, &knowledge()).condition, Some(5));
}

#[test]
fn what_is_reported_keeps_its_own_light() {
    let tree = "Mayors mayor NOUN NNS 2 nsubj\nsaid say VERB VBD 0 root\nguards guard NOUN NNS 6 nsubj\n\
        had have AUX VBD 6 aux\nnever never ADV RB 6 advmod\nleft leave VERB VBN 2 ccomp";
    assert_eq!(read(tree, "said"), (Modality::Actual, false));
    assert_eq!(read(tree, "left"), (Modality::Actual, true));
}

#[test]
fn nouns_take_the_light_of_their_verb_and_of_their_adjectives() {
    let tree = "Unions union NOUN NNS 2 nsubj\ncalled call VERB VBD 0 root\nfor for ADP IN 5 case\na a DET DT 5 det\n\
        strike strike NOUN NN 2 obl";
    assert_eq!(read(tree, "strike"), (Modality::Future, false));
    let tree = "A a DET DT 3 det\npossible possible ADJ JJ 3 amod\nattack attack NOUN NN 4 nsubj\nworried worry VERB VBD 0 root";
    assert_eq!(read(tree, "attack"), (Modality::Hypothetical, false));
}

#[test]
fn a_ring_of_heads_ends() {
    let tree = "go go VERB VB 2 xcomp\ntry try VERB VB 1 xcomp";
    let (_, sentences) = article(tree);
    assert!(!status(&sentences[0], 0, &knowledge()).reason.is_empty());
    assert_eq!(status(&sentences[0], 9, &knowledge()).reason, "no such word");
}

#[test]
fn a_happening_of_a_year_ago_is_historical() {
    let actual = Status {
        modality: Modality::Actual,
        negative: false,
        reason: "told as fact".to_owned(),
        decided_by: None,
        condition: None,
    };
    let published = Some(date(2020, 5, 1));
    assert_eq!(actual.clone().on(Some(date(2019, 5, 1)), published).modality, Modality::Historical);
    assert_eq!(actual.clone().on(Some(date(2019, 5, 2)), published).modality, Modality::Actual);
    assert_eq!(actual.on(None, published).modality, Modality::Actual);
}

#[test]
fn faults_name_the_line_and_the_remedy() {
    let folder = std::env::temp_dir().join(format!("rapporteur-factuality-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("factuality")).unwrap();
    let class = "[[class]]\nname = \"x\"\nwords = [\"try\"]\nframes = [\"to\"]\nasserted = \"perhaps\"\n";
    std::fs::write(folder.join("factuality/complements.toml"), class).unwrap();
    let mut faults = crate::knowledge::Faults::default();
    compile(&folder.clone().into(), &mut faults);
    std::fs::remove_dir_all(&folder).unwrap();
    let fault = faults.list.iter().find(|f| f.file.ends_with("complements.toml")).unwrap();
    assert_eq!(fault.line, 2);
    assert!(fault.message.contains("asserted"));
}
