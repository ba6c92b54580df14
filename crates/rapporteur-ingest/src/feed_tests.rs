use proptest::prelude::*;

use super::*;
use crate::fixtures::{self, articles};

const RSS: &[u8] = include_bytes!("../tests/seeds/feed.rss");
const ATOM: &[u8] = include_bytes!("../tests/seeds/feed.atom");

fn read(bytes: &[u8], options: Options) -> Vec<Outcome> {
    Feed::new(fixtures::stream(bytes), Origin::new("in.xml", "in"), options).unwrap().collect()
}

#[test]
fn relative_links_start_from_the_feed() {
    let text = "<description>Ostmark’s government said on Tuesday that it would leave.</description>";
    let rss = format!(
        "<rss><channel><title>Post</title><link>https://harbour.example/news/</link><item><link>/a</link>{text}</item><item><link>b</link>{text}</item><item><link>http://else.example/c</link>{text}</item></channel></rss>"
    );
    let out = read(rss.as_bytes(), Options::default());
    let urls: Vec<_> = articles(&out).iter().map(|a| a.url.clone().unwrap()).collect();
    assert_eq!(
        urls,
        ["https://harbour.example/a", "https://harbour.example/news/b", "http://else.example/c"]
    );
    assert_eq!(articles(&out)[0].id, "https://harbour.example/a");
    let content = "<content type='text'>Ostmark’s government said on Tuesday that it would leave.</content>";
    for base in ["xml:base='https://harbour.example/x/'", ""] {
        let atom = format!(
            "<feed {base}><title>Post</title><link rel='self' href='https://harbour.example/x/feed'/><entry><id>1</id><link href='../a'/>{content}</entry></feed>"
        );
        let out = read(atom.as_bytes(), Options::default());
        assert_eq!(articles(&out)[0].url.as_deref(), Some("https://harbour.example/a"), "{base}");
    }
    let none = format!("<rss><channel><item><link>/a</link>{text}</item></channel></rss>");
    assert_eq!(articles(&read(none.as_bytes(), Options::default()))[0].url.as_deref(), Some("/a"));
}

#[test]
fn rss_items_are_articles() {
    let out = read(RSS, Options::default());
    let found = articles(&out);
    assert_eq!(found.len(), 2, "{out:?}");
    let a = found[0];
    assert_eq!(
        (a.id.as_str(), a.url.as_deref()),
        ("harbour-1", Some("https://harbour.example/2031/05/pact?a=1&b=2"))
    );
    assert_eq!(a.title.as_deref(), Some("Ostmark & Westmark sign pact"));
    assert_eq!((a.byline.as_deref(), a.publisher.as_deref()), (Some("Ana Kova"), Some("Harbour Post")));
    assert_eq!(a.published_at.as_deref(), Some("2031-05-06T10:30:00+02:00"));
    assert!(
        a.text.starts_with("Ostmark’s government said on Tuesday") && a.text.contains("\n\n"),
        "{}",
        a.text
    );
    assert!(!a.text.contains('<') && !a.text.contains("summary"));
    let b = found[1];
    assert_eq!(
        (b.id.as_str(), b.byline.as_deref()),
        ("https://harbour.example/2031/05/ferry", Some("Lee Moss"))
    );
    assert!(b.notes.iter().any(|n| n.contains("summary")));
    let skipped = out.iter().any(|o| matches!(o, Outcome::Skipped { why, .. } if why.contains("no text")));
    assert!(skipped && out.len() == 3, "{out:?}");
}

#[test]
fn atom_entries_are_articles_with_their_change_apart() {
    let out = read(ATOM, Options::default());
    let found = articles(&out);
    assert_eq!(found.len(), 2, "{out:?}");
    let a = found[0];
    assert_eq!(a.id, "tag:harbour.example,2031:1");
    assert_eq!(
        (a.url.as_deref(), a.byline.as_deref()),
        (Some("https://harbour.example/1"), Some("Ana Kova and Lee Moss"))
    );
    assert_eq!(
        (a.published_at.as_deref(), a.updated_at.as_deref()),
        (Some("2031-05-06T08:00:00Z"), Some("2031-05-07T09:00:00Z"))
    );
    assert!(a.text.contains("would leave the pact < of 2029 >") && !a.text.contains("div"), "{}", a.text);
    let b = found[1];
    assert_eq!(b.published.unwrap().to_string(), "2031-05-08");
    assert!(b.notes.iter().any(|n| n.contains("last change")), "{:?}", b.notes);
}

#[test]
fn what_is_no_feed_says_so() {
    let why = |bytes: &[u8]| match read(bytes, Options::default()).pop() {
        Some(Outcome::Failed { why, .. }) => why,
        other => panic!("a failure, not {other:?}"),
    };
    assert!(
        why(b"<?xml version='1.0'?><urlset><url/></urlset>")
            .contains("no feed: its outermost element is <urlset>")
    );
    assert!(why(b"Ostmark leaves the pact").contains("no feed"));
    assert!(why(b"").contains("empty"));
    assert!(why(b"<rss><channel></channel></rss>").contains("without items"));
}

#[test]
fn a_cut_feed_gives_what_was_whole() {
    let at = RSS.windows(5).rposition(|w| w == b"<item").unwrap() + 40;
    let out = read(&RSS[..at], Options::default());
    assert_eq!(articles(&out).len(), 2);
    assert!(
        matches!(out.last(), Some(Outcome::Failed { why, place: Some(p), .. }) if why.contains("cut short") && p.contains("after item 2"))
    );
}

#[test]
fn bombs_and_depths_are_harmless() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;\">]><rss><channel><item><description>Norway met &c; envoys in Oslo.</description></item></channel></rss>";
    let out = read(bomb.as_bytes(), Options::default());
    assert!(articles(&out)[0].text.contains("&c;"), "{out:?}");
    let deep = format!("<rss>{}", "<a>".repeat(100_000));
    assert!(
        matches!(&read(deep.as_bytes(), Options::default())[..], [Outcome::Failed { why, .. }] if why.contains("within one another"))
    );
    let html = format!(
        "<rss><channel><item><description>{}Oslo met envoys.</description></item></channel></rss>",
        "&lt;b>".repeat(50_000)
    );
    assert_eq!(read(html.as_bytes(), Options::default()).len(), 1);
}

#[test]
fn an_item_that_is_too_large_is_passed_over() {
    let item =
        |n: usize, words: &str| format!("<item><guid>{n}</guid><description>{words}</description></item>");
    let feed = format!(
        "<rss><channel>{}{}{}</channel></rss>",
        item(1, "Norway met envoys."),
        item(2, &"Long. ".repeat(2000)),
        item(3, "Malta met envoys.")
    );
    let out = read(feed.as_bytes(), Options { max_article_bytes: 500, ..Options::default() });
    let ids: Vec<&str> = articles(&out).iter().map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["1", "3"], "{out:?}");
    assert!(out.iter().any(|o| matches!(o, Outcome::Failed { why, .. } if why.contains("larger than"))));
}

#[test]
fn what_is_too_large_outside_of_items_is_named() {
    let feed = format!(
        "<rss><channel><title>{}</title><item><description>Norway met envoys.</description></item></channel></rss>",
        "Long. ".repeat(2000)
    );
    let out = read(feed.as_bytes(), Options { max_article_bytes: 500, ..Options::default() });
    assert!(matches!(&out[..], [Outcome::Failed { why, .. }] if why.contains("larger than")), "{out:?}");
}

#[test]
fn other_charsets_are_read() {
    let feed = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss><channel><item><description>Envoys met in a caf\u{e9} in Oslo.</description></item></channel></rss>";
    let latin: Vec<u8> = feed.chars().map(|c| c as u8).collect();
    assert!(articles(&read(&latin, Options::default()))[0].text.contains("café"));
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(feed.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert!(articles(&read(&wide, Options::default()))[0].text.contains("café"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..300), small: bool) {
        let options = Options { max_article_bytes: if small { 20 } else { 4 << 20 }, ..Options::default() };
        prop_assert!(read(&bytes, options).len() <= bytes.len() + 2);
    }

    #[test]
    fn no_change_to_a_feed_breaks_it(at in 0usize..4000, to: u8, cut in 0usize..4000, atom: bool, small: bool) {
        let mut bytes = if atom { ATOM.to_vec() } else { RSS.to_vec() };
        let (at, cut) = (at % bytes.len(), cut % bytes.len());
        bytes[at] = to;
        bytes.rotate_left(cut / 7);
        bytes.truncate(bytes.len() - cut);
        let options = Options { max_article_bytes: if small { 100 } else { 4 << 20 }, ..Options::default() };
        prop_assert!(read(&bytes, options).len() <= bytes.len() + 2);
    }
}
