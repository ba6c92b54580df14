use proptest::prelude::*;
use rapporteur_text::PublishedFrom;

use super::*;
use crate::fixtures::{self, article};

fn read(lines: &str, options: Options) -> Vec<Outcome> {
    read_bytes(lines.as_bytes(), options)
}

fn read_bytes(bytes: &[u8], options: Options) -> Vec<Outcome> {
    JsonLines::new(fixtures::stream(bytes), Origin::new("in.jsonl", "in"), options).collect()
}

#[test]
fn reads_our_fields_and_the_peers() {
    let lines = concat!(
        "\u{feff}{\"id\":\"a\",\"text\":\"  Ostmark signed.\\n\",\"title\":\"Pact\",\"byline\":\"Ana Kova\",\"publisher\":\"Harbour Post\",\"published\":\"2014-09-15T15:01:00+02:00\",\"url\":\"https://harbour.example/1\"}\n",
        "\n",
        "{\"story_id\":7,\"event_text\":\"Ostmark left.\",\"headline\":\"Left\",\"pub_date\":\"2014-09-16\"}\r\n",
        "{\"text\":\"No id.\",\"date\":20140917}",
    );
    let out = read(lines, Options::default());
    assert_eq!(out.len(), 3);
    let a = article(&out[0]);
    assert_eq!((a.id.as_str(), a.text.as_str()), ("a", "  Ostmark signed.\n"));
    assert_eq!(a.published.unwrap().to_string(), "2014-09-15");
    assert_eq!(a.published_at.as_deref(), Some("2014-09-15T15:01:00+02:00"));
    assert_eq!((a.byline.as_deref(), a.publisher.as_deref()), (Some("Ana Kova"), Some("Harbour Post")));
    let b = article(&out[1]);
    assert_eq!((b.id.as_str(), b.title.as_deref(), b.text.as_str()), ("7", Some("Left"), "Ostmark left."));
    assert_eq!(b.published_from, Some(PublishedFrom::Field));
    let c = article(&out[2]);
    assert_eq!((c.id.as_str(), c.published.unwrap().to_string().as_str()), ("in:4", "2014-09-17"));
}

#[test]
fn the_time_of_day_may_stand_beside_the_day() {
    let lines = concat!(
        "{\"text\":\"Ostmark signed.\",\"published\":\"2014-09-15\",\"published_time\":\"2014-09-15T15:01:00Z\"}\n",
        "{\"text\":\"Ostmark left.\",\"published\":\"2014-09-15\",\"published_time\":\"2014-09-16T15:01:00Z\"}\n",
        "{\"text\":\"Ostmark came.\",\"published_time\":\"2014-09-16T15:01:00Z\"}\n",
    );
    let out = read(lines, Options::default());
    assert_eq!(article(&out[0]).published_at.as_deref(), Some("2014-09-15T15:01:00Z"));
    // A time of another day is not this day's.
    assert_eq!(article(&out[1]).published_at, None);
    assert_eq!(article(&out[2]).published.unwrap().to_string(), "2014-09-16");
}

#[test]
fn bad_lines_are_named_and_the_rest_go_on() {
    let mut bytes =
        b"{\"text\":\"One.\"}\n{\"text\":\n[1]\n{\"title\":\"x\"}\n{\"text\":\" \"}\n{\"text\":3}\n".to_vec();
    bytes.extend_from_slice(b"{\"text\":\"\xff\"}\n{\"text\":\"Last.\"}\n");
    let out = read_bytes(&bytes, Options::default());
    let places: Vec<_> = out
        .iter()
        .filter_map(|o| match o {
            Outcome::Failed { place, why, .. } => {
                assert!(!why.is_empty());
                place.clone()
            }
            _ => None,
        })
        .collect();
    assert_eq!(places, ["line 2", "line 3", "line 4", "line 5", "line 6", "line 7"]);
    assert_eq!(article(&out[0]).text, "One.");
    assert_eq!(article(&out[7]).text, "Last.");
}

#[test]
fn a_day_that_does_not_exist_is_noted() {
    let out = read("{\"text\":\"One.\",\"published\":\"2014-02-30\"}", Options::default());
    let a = article(&out[0]);
    assert_eq!(a.published, None);
    assert!(a.notes[0].contains("no day of the calendar"), "{:?}", a.notes);
    let fallback = Options { published: Some(jiff::civil::date(2014, 3, 1)), ..Options::default() };
    let out = read("{\"text\":\"One.\",\"published\":\"soon\"}", fallback);
    let a = article(&out[0]);
    assert_eq!(a.published_from, Some(PublishedFrom::CommandLine));
}

#[test]
fn a_line_that_is_too_long_is_an_error_and_not_a_stall() {
    let lines = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"Short.\"}}\n", "x".repeat(5000));
    let out = read(&lines, Options { max_article_bytes: 1000, ..Options::default() });
    assert!(matches!(&out[0], Outcome::Failed { place: Some(p), .. } if p == "line 1"));
    assert_eq!(article(&out[1]).text, "Short.");
}

#[test]
fn languages() {
    let fr = "Le ministère de l'Intérieur a annoncé lundi que les négociations reprendraient la semaine prochaine à Genève.";
    let out = read(&format!("{{\"id\":\"f\",\"text\":{}}}", Value::from(fr)), Options::default());
    let french = article(&out[0]);
    assert!(french.id == "f" && french.unread.as_ref().is_some_and(|why| why.contains("French")));
    assert_eq!(french.language.as_deref(), Some("fr"));
    let en =
        "The ministry said on Monday that the talks would go on in the week after the feast of the spring.";
    let out = read(&format!("{{\"text\":{},\"language\":\"fr\"}}", Value::from(en)), Options::default());
    assert!(article(&out[0]).notes[0].contains("\"fr\""));
}

proptest! {
    #[test]
    fn text_is_never_changed(text in "\\PC{1,60}[\\n\\t ]{0,2}", raw: bool) {
        prop_assume!(!text.trim().is_empty());
        let line = serde_json::json!({ "text": text }).to_string();
        if let Some(Outcome::Article(a)) = read(&line, Options { raw, ..Options::default() }).pop() {
            prop_assert_eq!(a.text, text);
        }
    }

    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let n = read_bytes(&bytes, Options::default()).len();
        prop_assert!(n <= bytes.len() + 1);
    }
}
