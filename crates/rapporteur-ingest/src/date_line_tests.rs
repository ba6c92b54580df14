use super::*;
use proptest::prelude::*;

fn read(value: &str) -> (String, Option<String>) {
    match parse(value) {
        Some(Found::Stamp(s)) => (s.date.to_string(), s.at()),
        other => (format!("{other:?}"), None),
    }
}

#[test]
fn reads_the_styles_of_date_lines() {
    for (line, date, at) in [
        ("2014-09-15", "2014-09-15", None),
        ("20140915", "2014-09-15", None),
        ("2014-09-15T15:01:00Z", "2014-09-15", Some("2014-09-15T15:01:00Z")),
        ("2014-09-15T15:01:00.000+02:00", "2014-09-15", Some("2014-09-15T15:01:00+02:00")),
        ("2014-09-15 15:01:00 -0500", "2014-09-15", Some("2014-09-15T15:01:00-05:00")),
        ("2014-09-15T15:01-05:00", "2014-09-15", Some("2014-09-15T15:01:00-05:00")),
        ("Mon, 15 Sep 2014 15:01:00 GMT", "2014-09-15", Some("2014-09-15T15:01:00Z")),
        ("Mon Sep 15 2014 15:01:00 GMT+0200", "2014-09-15", Some("2014-09-15T15:01:00+02:00")),
        ("Sep 15 2014, 3:01pm", "2014-09-15", Some("2014-09-15T15:01:00Z")),
        ("Published 3 March 2011", "2011-03-03", None),
        ("12:04 GMT, Tue 5 June 2018", "2018-06-05", Some("2018-06-05T12:04:00Z")),
        ("Monday, January 5, 2009", "2009-01-05", None),
        ("Updated 9:26 p.m. ET, Wed., Nov. 28, 2007", "2007-11-28", Some("2007-11-28T21:26:00-05:00")),
        ("July 4th, 2012 at 12:30 a.m. EDT", "2012-07-04", Some("2012-07-04T00:30:00-04:00")),
        ("Friday 3 March 2017 19.22 GMT", "2017-03-03", Some("2017-03-03T19:22:00Z")),
        ("August 10, 2023 / 2:31 PM GMT+3", "2023-08-10", Some("2023-08-10T14:31:00+03:00")),
        ("21:05 CET, Tuesday 18 February 2020", "2020-02-18", Some("2020-02-18T21:05:00+01:00")),
        ("25/12/2011", "2011-12-25", None),
        ("12/25/2011", "2011-12-25", None),
        ("3.4.2011", "2011-04-03", None),
        ("1501 GMT, 2 June 2001", "2001-06-02", Some("2001-06-02T15:01:00Z")),
        ("the 2nd of June 2001", "2001-06-02", None),
        ("15-Sep-2014", "2014-09-15", None),
        ("Posted: Thursday, 6 May 2010, 7:05 pm", "2010-05-06", Some("2010-05-06T19:05:00Z")),
    ] {
        assert_eq!(read(line), (date.to_owned(), at.map(str::to_owned)), "{line}");
    }
}

#[test]
fn says_when_a_day_does_not_exist() {
    assert_eq!(parse("2014-02-30"), Some(Found::NoSuchDay("2014-02-30".into())));
    assert_eq!(parse("February 30, 2014"), Some(Found::NoSuchDay("February 30, 2014".into())));
    assert_eq!(parse("2014-13-01"), Some(Found::NoSuchDay("2014-13-01".into())));
}

#[test]
fn leaves_prose_and_other_numbers_alone() {
    for line in [
        "Troops left on 3 March 2011 under a deal",
        "3-2-1",
        "1.2.3",
        "May 2014",
        "In 2014",
        "call 555-123-2014",
        "1850-01-01",
        "",
    ] {
        assert_eq!(parse(line), None, "{line}");
    }
}

#[test]
fn doubt_is_noted() {
    let Some(Found::Stamp(s)) = parse("03/04/2011") else { panic!("a date") };
    assert_eq!(s.date.to_string(), "2011-03-04");
    assert!(s.ambiguous && s.notes()[0].contains("other way round"));
    let Some(Found::Stamp(s)) = parse("3 April 2011, 10:00") else { panic!("a date") };
    assert!(s.notes()[0].contains("no zone"));
}

proptest! {
    #[test]
    fn no_line_breaks_it(line in "\\PC{0,80}") {
        let _ = parse(&line);
        if let Some((range, _)) = find(&line) {
            prop_assert!(line.get(range).is_some());
        }
    }

    #[test]
    fn shapes_near_a_date_do_not_break_it(line in "[0-9TZ:.,/ +-]{0,30}(Jan|am|GMT|p\\.m\\.)?[0-9: +-]{0,12}") {
        let _ = find(&line);
    }
}
