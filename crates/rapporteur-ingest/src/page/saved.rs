//! When a page was fetched, as programs that save pages write into them.

use jiff::civil::Date;
use scraper::Html;
use scraper::node::Node;

use crate::date_line::{self, Found};
use crate::knowledge;

/// Comments of a page that are looked at, and bytes of each: those of these programs stand at its beginning or its end, and are short.
const COMMENTS: usize = 400;
const LONGEST: usize = 4 << 10;

/// The day on which a page was fetched, where the program that saved it says so in a comment.
pub(super) fn day(page: &Html) -> Option<Date> {
    let comments = page.tree.values().filter_map(|node| match node {
        Node::Comment(comment) if comment.len() <= LONGEST => Some(&**comment),
        _ => None,
    });
    comments.take(COMMENTS).find_map(of_comment)
}

fn of_comment(comment: &str) -> Option<Date> {
    let found = knowledge::knowledge().saved.iter().find_map(|by| by.pattern.captures(comment))?;
    match date_line::parse(&found["day"])? {
        Found::Stamp(stamp) => Some(stamp.date),
        Found::NoSuchDay(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_that_is_known_is_read() {
        for by in &knowledge::knowledge().saved {
            assert!(!by.example.is_empty(), "{}: no example", by.by);
            for (comment, day) in &by.example {
                assert_eq!(of_comment(comment).map(|d| d.to_string()).as_ref(), Some(day), "{}", by.by);
            }
        }
        assert_eq!(of_comment("saved date: 3 March 2011"), None);
    }
}
