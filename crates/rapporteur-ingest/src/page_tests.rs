use super::*;
use proptest::prelude::*;
use rapporteur_text::PublishedFrom;

const PARAGRAPHS: &str = "<p>The government of Ostmark said on Thursday that it would leave the pact of the river states before the summer, and that it had told its neighbours so.</p><p>The river states have asked Ostmark to think again, and offered it twelve ferries and 300 engineers if it stays in the pact until the autumn.</p><p>Neither the port of Velho nor the owners of the ferries had been asked, their unions said in a letter to the minister that was read out in the harbour.</p>";

fn page(head: &str, above: &str) -> Article {
    let html = format!(
        "<!doctype html><html lang=en><head>{head}</head><body><nav><a href=/>Home</a> <a href=/r>Rivers</a></nav><main><article><h1>Ostmark to leave pact of river states</h1>{above}{PARAGRAPHS}</article></main><footer>© 2011 Harbour Post</footer></body></html>"
    );
    read(&html, None, false)
}

#[test]
fn the_body_is_found_in_paragraphs() {
    let a = page("", "<p>By Ana Kova</p><p>3 March 2011</p>");
    let paragraphs: Vec<&str> = a.text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 3, "{}", a.text);
    assert!(paragraphs[0].starts_with("The government") && paragraphs[2].ends_with("in the harbour."));
    assert_eq!(a.title.as_deref(), Some("Ostmark to leave pact of river states"));
    assert_eq!(a.byline.as_deref(), Some("Ana Kova"));
    assert_eq!(a.published.unwrap().to_string(), "2011-03-03");
}

#[test]
fn the_headline_of_a_very_short_page_stands_apart() {
    for body in [
        "<h1>Talks</h1><p>Ministers of Ostmark met envoys of Westmark on Tuesday.</p>",
        "<div><h1>Talks</h1><div>Ministers of Ostmark met envoys <b>of Westmark</b> on Tuesday.</div></div>",
    ] {
        let a =
            read(&format!("<html><head><title>Talks</title></head><body>{body}</body></html>"), None, false);
        assert_eq!(a.text, "Ministers of Ostmark met envoys of Westmark on Tuesday.", "{body}");
        assert_eq!(a.title.as_deref(), Some("Talks"));
    }
}

#[test]
fn json_ld_is_trusted_first() {
    let a = page(
        r#"<title>Ostmark to leave pact of river states | Harbour Post</title>
        <meta property="article:published_time" content="2011-03-04">
        <script type="application/ld+json">{"@graph":[{"@type":"Person","@id":"ana","name":"Ana Kova"},
        {"@type":["NewsArticle"],"headline":"Ostmark to leave pact of river states","datePublished":"2011-03-03T15:01:00+01:00",
        "author":[{"@id":"ana"},{"@type":"Person","name":"Lee Moss"}],"publisher":{"name":"Harbour &amp; Post"}}]}</script>"#,
        "",
    );
    assert_eq!(a.published_at.as_deref(), Some("2011-03-03T15:01:00+01:00"));
    assert_eq!(a.published_from, Some(PublishedFrom::JsonLd));
    assert_eq!(a.byline.as_deref(), Some("Ana Kova and Lee Moss"));
    assert_eq!(a.publisher.as_deref(), Some("Harbour & Post"));
}

#[test]
fn dates_are_found_in_meta_time_url_and_line_and_never_in_scripts() {
    for (head, above, from) in [
        ("<meta name=parsely-pub-date content='2011-03-03T10:00:00Z'>", "", PublishedFrom::Meta),
        ("", "<time datetime='2011-03-03'>Thursday</time>", PublishedFrom::TimeElement),
        ("<link rel=canonical href='https://harbour.example/2011/mar/03/pact'>", "", PublishedFrom::Url),
        ("", "<span class=dateline>Thursday, 3 March 2011</span>", PublishedFrom::VisibleDateLine),
    ] {
        let a = page(head, above);
        assert_eq!(a.published.map(|d| d.to_string()).as_deref(), Some("2011-03-03"), "{from:?}");
        assert_eq!(a.published_from, Some(from));
    }
    let a = page("<script>var built = '2015-01-01';</script>", "");
    assert_eq!(a.published, None);
}

fn fetched(head: &str, above: &str, retrieved: &str) -> Article {
    let html = format!(
        "<html><head>{head}</head><body><h1>Ostmark to leave pact</h1>{above}{PARAGRAPHS}</body></html>"
    );
    read_fetched(&html, None, false, Some(retrieved.parse().unwrap())).article
}

#[test]
fn nothing_is_published_after_it_was_fetched() {
    let head = "<meta property=article:published_time content='2098-03-03T10:00:00Z'>";
    let line = "<span class=dateline>Thursday, 3 March 2011</span>";
    assert_eq!(fetched(head, line, "2011-03-05").published.unwrap().to_string(), "2011-03-03");
    assert_eq!(fetched(head, "<span class=dateline>3 March 2098</span>", "2011-03-05").published, None);
    let changed = "<meta property=article:modified_time content='2098-03-03T10:00:00Z'>";
    assert_eq!(fetched(changed, line, "2011-03-05").updated_at, None);
    // Without a day on which it was fetched, a page is believed, whatever the clock says.
    assert_eq!(page(head, line).published.unwrap().to_string(), "2098-03-03");
    // The program that saved it may have said the day.
    let saved = format!(
        "{head}<!-- FILE ARCHIVED ON 08:12:19 Mar 05, 2011 AND RETRIEVED FROM THE INTERNET ARCHIVE -->"
    );
    assert_eq!(page(&saved, line).published.unwrap().to_string(), "2011-03-03");
}

#[test]
fn a_day_that_is_announced_is_not_that_of_publication() {
    let changed = "<meta property=article:modified_time content='2011-03-04T10:00:00Z'>";
    let above = "<time datetime='2011-06-01'>1 June</time><span class=dateline>Thursday, 3 March 2011</span>";
    assert_eq!(page(changed, above).published.unwrap().to_string(), "2011-03-03");
    assert_eq!(page("", above).published.unwrap().to_string(), "2011-06-01");
}

#[test]
fn the_last_change_stands_apart() {
    let published = "<meta property=article:published_time content='2011-03-03T10:00:00Z'>";
    for (changed, want) in [
        ("2011-03-04T11:30:00+01:00", Some("2011-03-04T11:30:00+01:00")),
        ("2011-03-05", Some("2011-03-05")),
        ("2011-03-03T10:00:00Z", None),
        ("2011-03-02", None),
    ] {
        let a = page(&format!("{published}<meta property=article:modified_time content='{changed}'>"), "");
        assert_eq!(a.updated_at.as_deref(), want, "{changed}");
        assert_eq!(a.published_at.as_deref(), Some("2011-03-03T10:00:00Z"));
    }
    // A change alone is no publication.
    let a = page("<meta property=article:modified_time content='2011-03-04'>", "");
    assert_eq!((a.published, a.updated_at.as_deref()), (None, Some("2011-03-04")));
}

#[test]
fn boxes_around_an_article_are_no_part_of_it() {
    let said = "The harbour keeps small files on your machine, which tell it what you have read, and shows you notices that fit.";
    for name in ["cookie-notice", "gdpr_box", "Newsletter", "comments", "author-bio", "related-stories"] {
        let a = page("", &format!("<div class='{name}'><div><p>{said}</p></div></div>"));
        assert!(!a.text.contains("small files"), "{name}: {}", a.text);
        assert!(a.text.contains("twelve ferries"), "{name}");
    }
}

#[test]
fn titles_lose_the_section_and_the_site_before_them() {
    for (told, want) in [
        ("Opinion | The ferries of Velho must run at night", "The ferries of Velho must run at night"),
        ("Harbour Post - The ferries of Velho must run at night", "The ferries of Velho must run at night"),
        ("Velho | Ferries", "Velho | Ferries"),
    ] {
        let html = format!(
            "<html><head><title>{told}</title><meta property=og:site_name content='Harbour Post'></head><body>{PARAGRAPHS}</body></html>"
        );
        assert_eq!(read(&html, None, false).title.as_deref(), Some(want));
    }
}

#[test]
fn a_page_of_links_alone_has_no_article() {
    let html =
        "<html><body><nav><ul><li><a href=/>Home</a><li><a href=/r>Rivers</a></ul></nav></body></html>";
    assert_eq!(read(html, None, false).text, "");
}

#[test]
fn very_deep_and_very_wide_pages_end_soon() {
    let began = std::time::Instant::now();
    let deep = "<div>".repeat(1_000_000) + "Ostmark left the pact of the river states.";
    assert!(read(&deep, None, false).text.contains("Ostmark left"));
    let _ = read(&format!("<p class='{}'>Ostmark left.", "a ".repeat(500_000)), None, false);
    // Far above what it takes, for slow machines: it must not grow with the square.
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn raw_keeps_what_is_seen() {
    let html = "<html><body><nav>Home</nav><p>Ostmark left.</p><script>x()</script></body></html>";
    assert_eq!(read(html, None, true).text, "Home\n\nOstmark left.");
}

#[test]
fn deep_and_broken_pages_are_survived() {
    let deep = "<div>".repeat(3000) + "Ostmark left." + &"</div>".repeat(3000);
    let _ = read(&deep, None, false);
    for html in ["", "<", "<html>", "<script type='application/ld+json'>{\"@graph\":[[[[", "<p>\0</p>"] {
        let _ = read(html, None, false);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_markup_breaks_it(html in "(<[a-z/!-]{0,8}( class=\"(byline|date)\")?>|[A-Za-z0-9 &;,.]{0,20}|<script type=\"application/ld\\+json\">|\\{\"@type\":\"Article\",)*") {
        let _ = read(&html, Some("https://harbour.example/2011/03/03/x"), false);
    }

    #[test]
    fn no_damage_to_a_page_breaks_it(cut in 0usize..1200, until in 0usize..1200, put in "[<>/a-z\"'= &;\\x00\u{fffd}]{0,12}") {
        let html = format!("<html><head><title>Ostmark</title><script type='application/ld+json'>{{\"@type\":\"Article\"}}</script></head><body><div class=comments>{PARAGRAPHS}</div></body></html>");
        let at = |n: usize| (0..=n.min(html.len())).rev().find(|i| html.is_char_boundary(*i)).unwrap_or(0);
        let (from, to) = (at(cut.min(until)), at(cut.max(until)));
        let _ = read(&format!("{}{put}{}", &html[..from], &html[to..]), None, false);
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&String::from_utf8_lossy(&bytes), None, false);
    }
}
