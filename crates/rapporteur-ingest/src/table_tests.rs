use proptest::prelude::*;
use rapporteur_text::PublishedFrom;

use super::*;
use crate::fixtures::{self, article};

fn read(bytes: &[u8], tabs: bool, options: Options) -> Vec<Outcome> {
    Table::new(fixtures::stream(bytes), tabs, Origin::new("in.csv", "in"), options).collect()
}

fn fault(outcome: &Outcome) -> (&str, &str) {
    match outcome {
        Outcome::Failed { place: Some(place), why, .. } => (place, why),
        other => panic!("a failure, not {other:?}"),
    }
}

#[test]
fn reads_our_columns_and_the_peers() {
    let csv = "id,title,Event Text,pub_date,rank\r\na,\"The \"\"Pact\"\"\",\"Ostmark signed.\nAll, then.\",2014-09-15,3\r\n\r\n,,Ostmark left.,,\r\n";
    let out = read(csv.as_bytes(), false, Options::default());
    assert_eq!(out.len(), 2);
    let a = article(&out[0]);
    assert_eq!((a.id.as_str(), a.title.as_deref()), ("a", Some("The \"Pact\"")));
    assert_eq!(a.text, "Ostmark signed.\nAll, then.");
    assert_eq!(
        (a.published.unwrap().to_string().as_str(), a.published_from),
        ("2014-09-15", Some(PublishedFrom::Field))
    );
    let b = article(&out[1]);
    assert_eq!((b.id.as_str(), b.text.as_str(), b.published), ("in:5", "Ostmark left.", None));
}

#[test]
fn tabs_and_semicolons_part_cells_too() {
    let out = read(b"story_id\theadline\ttext\n7\tPact\tOstmark signed.\n", true, Options::default());
    assert_eq!((article(&out[0]).id.as_str(), article(&out[0]).text.as_str()), ("7", "Ostmark signed."));
    let out = read(b"id;text\n7;Ostmark, then, signed.\n", false, Options::default());
    assert_eq!(article(&out[0]).text, "Ostmark, then, signed.");
}

#[test]
fn bad_rows_are_named_and_the_rest_go_on() {
    let csv = b"id,text\n1,One.\n2,Two,three.\n3,\n4,\"Four.\n5,Five.\n6,Caf\xe9 owners.\n";
    let out = read(csv, false, Options::default());
    assert_eq!(article(&out[0]).id, "1");
    assert_eq!(fault(&out[1]).0, "line 3");
    assert!(fault(&out[1]).1.contains("has 3 cells, but the first row 2"));
    assert!(fault(&out[2]).0 == "line 4" && fault(&out[2]).1.contains("has no \"text\""));
    assert!(fault(&out[3]).0 == "line 5" && fault(&out[3]).1.contains("not closed"));
    assert_eq!(article(&out[4]).text, "Five.");
    assert_eq!(article(&out[5]).text, "Café owners.");
    assert_eq!(out.len(), 6);
}

#[test]
fn a_table_without_a_column_of_text_says_so() {
    let out = read(b"date,amount\n2014-09-15,3\n", false, Options::default());
    assert_eq!(out.len(), 1);
    assert!(fault(&out[0]).1.contains("has no column of text") && fault(&out[0]).1.contains("amount"));
    assert!(
        matches!(&read(b"", false, Options::default())[..], [Outcome::Failed { why, .. }] if why == "is empty")
    );
}

#[test]
fn rows_beyond_the_cap_are_faults_and_the_rest_go_on() {
    let csv =
        format!("id,text\n1,{}\n2,\"{}\n{}\n3,Last.\n", "x".repeat(900), "y".repeat(300), "z".repeat(300));
    let out = read(csv.as_bytes(), false, Options { max_article_bytes: 100, ..Options::default() });
    assert_eq!(fault(&out[0]).0, "line 2");
    assert!(out.iter().any(|o| matches!(o, Outcome::Article(a) if a.text == "Last.")), "{out:?}");
}

proptest! {
    #[test]
    fn text_of_a_cell_is_never_changed(text in "[ -~\n\"é–]{1,80}", tabs: bool) {
        prop_assume!(!text.trim().is_empty());
        let table = format!("id{0}text\n1{0}\"{1}\"\n", if tabs { '\t' } else { ',' }, text.replace('"', "\"\""));
        let out = read(table.as_bytes(), tabs, Options::default());
        if let [Outcome::Article(a)] = &out[..] {
            prop_assert_eq!(&a.text, &text);
        } else {
            prop_assert!(matches!(&out[..], [Outcome::Skipped { .. }]), "{:?}", out);
        }
    }

    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..300), tabs: bool) {
        let table = [b"text,id\n".as_slice(), &bytes].concat();
        let lines = table.split(|b| *b == b'\n').count();
        for options in [Options::default(), Options { max_article_bytes: 10, ..Options::default() }] {
            prop_assert!(read(&table, tabs, options).len() <= lines + 1);
        }
    }
}
