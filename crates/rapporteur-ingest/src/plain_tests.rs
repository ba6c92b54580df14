use super::*;
use proptest::prelude::*;

const BODY: &str = "The government of Ostmark said on Thursday that it would leave the pact of the river states before the summer, and that it had told its neighbours so.\n\n\"We have waited long enough,\" said the prime minister.\n\nThe river states have asked Ostmark to think again, and offered it twelve ferries and 300 engineers if it stays in the pact until the autumn.";

fn page(head: &str, foot: &str) -> Article {
    let article = read(&format!("{head}\n\n{BODY}\n{foot}"), false);
    assert_eq!(article.text, BODY, "{:?}", article.dropped);
    article
}

#[test]
fn heads_of_many_shapes() {
    for (head, byline, publisher, published) in [
        (
            "This story is over 3 years old\nNews by HARBOUR\n\nOstmark to leave pact of river states\n\nOstmark will leave the pact of the river states before the summer, its government said.\n\nby Ana Kova\nMar 3 2011, 3:01pm\n\nImage via Getty",
            "Ana Kova",
            "HARBOUR",
            "2011-03-03T15:01:00Z",
        ),
        (
            "HARBOUR POST\nWORLD NEWS\n\nOstmark to leave pact of river states\n\nBy Ana Kova and Lee Moss, Harbour Post correspondents\nThursday, March 3, 2011",
            "Ana Kova and Lee Moss",
            "Harbour Post",
            "2011-03-03",
        ),
        (
            "Harbour Herald\nHome | Rivers | Trade\n\nOstmark to leave pact of river states\n\n12:04 GMT, Thu 3 March 2011\n\nLee Moss, Velho",
            "Lee Moss",
            "Harbour Herald",
            "2011-03-03T12:04:00Z",
        ),
        (
            "Title: Ostmark to leave pact of river states\nAuthor: Ana Kova\nDate: 2011-03-03\nSource: Harbour Post",
            "Ana Kova",
            "Harbour Post",
            "2011-03-03",
        ),
    ] {
        let a = page(head, "");
        assert_eq!(a.title.as_deref(), Some("Ostmark to leave pact of river states"), "{head}");
        assert_eq!(a.byline.as_deref(), Some(byline), "{head}");
        assert_eq!(a.publisher.as_deref(), Some(publisher), "{head}");
        let at = a.published_at.or(a.published.map(|d| d.to_string()));
        assert_eq!(at.as_deref(), Some(published), "{head}");
        assert!(!a.dropped.iter().any(|d| Some(d) == a.title.as_ref()));
    }
}

#[test]
fn feet_of_many_shapes() {
    for foot in [
        "\nriver states\nOstmark\nTrade",
        "\nTags: Ostmark / Rivers\nShare this story: Facebook Twitter",
        "\nRelated Topics\nOstmark\nRivers\n\nMore on this story\nWho owns the river?",
        "\n(Reporting by Ana Kova in Velho; editing by Lee Moss)\n\nOur Standards: The Harbour Charter",
        "\nSources\n\"Ostmark to leave\" — Harbour Post, March 3, 2011\nLee Moss. \"River states plead\" — Harbour News, March 3, 2011\n\nThis page has been automatically archived.",
        "\n___\n\nCopyright 2011 Harbour Post. All rights reserved.",
        "\nPrint | E-mail | Comments (14)\nSend your letters to the editor",
        "\nSign up to our newsletter\n© 2011 Harbour Post",
    ] {
        let a = page("Ostmark to leave pact of river states\n\n3 March 2011", foot);
        assert!(!a.dropped.is_empty());
    }
}

#[test]
fn captions_heads_and_quotes_stay_but_credits_go() {
    let text = format!(
        "Ostmark to leave pact\n\n3 March 2011\n\n{BODY}\n\nBackground\n\nThe ferry at Velho\nImage: Port of Velho.\n\nWe are tired of it.\n— Lee Moss\n\nThe pact was signed in the spring of 1994 by the four states on the river, and has been renewed every five years since then."
    );
    let a = read(&text, false);
    for kept in ["Background", "The ferry at Velho", "We are tired of it.\n— Lee Moss"] {
        assert!(a.text.contains(kept), "{kept}: {}", a.text);
    }
    assert_eq!(a.dropped, ["3 March 2011", "Image: Port of Velho."]);
}

#[test]
fn raw_takes_nothing_out() {
    let text = "Ostmark to leave pact\n\n3 March 2011\n\nThe government of Ostmark said on Thursday that it would leave the pact of the river states before the summer.\n\nShare this\n";
    let a = read(text, true);
    assert_eq!((a.text.as_str(), a.dropped.len()), (text, 0));
    assert_eq!(a.published.unwrap().to_string(), "2011-03-03");
}

#[test]
fn a_standfirst_with_news_of_its_own_stays() {
    let text = format!(
        "Ostmark to leave pact of river states\n\nHundreds of fishermen marched against the minister in three northern ports.\n\nby Ana Kova\n3 March 2011\n\n{BODY}"
    );
    let a = read(&text, false);
    assert!(a.text.starts_with("Hundreds of fishermen"), "{}", a.text);
}

#[test]
fn a_day_that_does_not_exist_is_noted() {
    let a = page("Ostmark to leave pact of river states\n\nFebruary 30, 2011", "");
    assert_eq!(a.published, None);
    assert!(a.notes.iter().any(|n| n.contains("no day of the calendar")));
}

#[test]
fn short_texts_keep_their_words() {
    assert_eq!(read("Ostmark signed.", false).text, "Ostmark signed.");
    assert_eq!(read("Ostmark", false).text, "Ostmark");
    let a = read("Pact signed\n\nOstmark signed the pact on Monday.", false);
    assert_eq!(
        (a.title.as_deref(), a.text.as_str()),
        (Some("Pact signed"), "Ostmark signed the pact on Monday.")
    );
    assert_eq!(read("", false).text, "");
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in "(\\PC{0,60}\n){0,12}", raw: bool) {
        let a = read(&text, raw);
        prop_assert!(raw || text.trim().is_empty() == a.text.is_empty());
    }

    #[test]
    fn every_line_is_kept_somewhere(words in proptest::collection::vec("(By |Photo: |3 March 2011|Related|Tags: a|— |[A-Z][a-z]{2,9} ){1,6}[.]?", 1..14)) {
        let text = words.join("\n\n");
        let a = read(&text, false);
        let kept = a.text.lines().filter(|l| !l.is_empty()).count() + a.dropped.len() + usize::from(a.title.is_some());
        prop_assert!(kept >= text.lines().filter(|l| !l.trim().is_empty()).count());
    }
}
