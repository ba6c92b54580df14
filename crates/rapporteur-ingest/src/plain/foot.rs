//! The lines below the last paragraph: tags, notes about the author, menus.

use super::Fate;
use super::head::{self, Head};
use super::lines::{Line, ends_sentence, ends_with_stop, is_menu, is_prose, is_sentence};
use crate::byline;
use crate::date_line::Found;
use crate::knowledge::plain;

/// Marks the furniture of the foot, and reads there what the head did not say. `tags`: short lines at the very end are tags, as
/// they are on a page that was saved whole.
pub(crate) fn read(lines: &[Line], fates: &mut [Fate], head: &mut Head, tags: bool) {
    publisher_of_copyright(lines, head);
    about_the_author(lines, fates, head);
    let Some(last) = (head.body..lines.len())
        .rev()
        .find(|i| fates[*i] == Fate::Body && (is_prose(&lines[*i].text) || is_sentence(&lines[*i].text)))
    else {
        return;
    };
    let tail: Vec<usize> = (last + 1..lines.len()).filter(|i| fates[*i] == Fate::Body).collect();
    for &i in &tail {
        let line = &lines[i].text;
        if let Some(found) = head::date_line(line) {
            if head.stamp.is_none()
                && let (Found::Stamp(stamp), _) = found
            {
                head.stamp = Some(stamp);
            }
            fates[i] = Fate::Dropped;
        } else if let Some(by) = byline::line(line) {
            head.byline.get_or_insert(by);
            fates[i] = Fate::Dropped;
        } else if is_menu(line) || is_contact(line) {
            fates[i] = Fate::Dropped;
        }
    }
    if !tags {
        return;
    }
    // After furniture, or several together: short lines without a full stop are tags and links.
    let short: Vec<usize> =
        tail.into_iter().filter(|i| fates[*i] == Fate::Body && is_tag(&lines[*i].text)).collect();
    let ends_page = short.last().is_some_and(|i| (*i + 1..lines.len()).all(|j| fates[j] == Fate::Dropped));
    if short.len() >= 2 && ends_page {
        for &i in &short {
            fates[i] = Fate::Dropped;
        }
    }
    for i in short {
        if i > 0 && fates[i - 1] == Fate::Dropped && lines[i - 1].block == lines[i].block {
            fates[i] = Fate::Dropped;
        }
    }
}

/// A few words without the end of a sentence; the one who said a pulled quote ("— Ana Kova") is none.
fn is_tag(line: &str) -> bool {
    line.split_whitespace().count() <= 6
        && line.chars().count() <= 50
        && !ends_sentence(line)
        && !line.starts_with(['—', '–', '-', '"', '“', '•', '*'])
}

fn is_contact(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let telephone =
        words <= 10 && digits >= 8 && !line.chars().any(|c| "$€£%".contains(c)) && !ends_with_stop(line);
    let address = line
        .split_whitespace()
        .any(|w| w.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.')));
    words <= 8 && address || words <= 2 && line.contains("://") || telephone
}

/// "Lee Moss is a reporter in Velho." about the one who wrote the article, at its end.
fn about_the_author(lines: &[Line], fates: &mut [Fate], head: &Head) {
    const ROLES: [&str; 17] = [
        "reporter",
        "writer",
        "correspondent",
        "editor",
        "fellow",
        "professor",
        "columnist",
        "journalist",
        "author",
        "director",
        "analyst",
        "contributor",
        "researcher",
        "bureau",
        "lecturer",
        "producer",
        "follow",
    ];
    let Some(by) = &head.byline else { return };
    let from = lines.len().saturating_sub(6).max(head.body + 1);
    for i in from..lines.len() {
        let line = plain(&lines[i].text);
        let named =
            by.people.iter().any(|p| line.trim_start_matches(['*', '_', '•', ' ']).starts_with(&plain(p)));
        let verb = [
            " is a",
            " is the",
            " is an",
            " covers",
            " writes",
            " was a",
            " reports",
            " is based",
            " reported from",
        ]
        .iter()
        .any(|v| line.contains(v));
        let role = ROLES.iter().any(|r| line.contains(r))
            || line.contains(" covers ")
            || line.contains("reported from");
        if fates[i] == Fate::Body && named && verb && role && line.chars().count() < 400 {
            fates[i] = Fate::Dropped;
        }
    }
}

/// "Copyright 2007 Harbour Post. All rights reserved."
fn publisher_of_copyright(lines: &[Line], head: &mut Head) {
    for line in lines.iter().rev().take(12) {
        let text = &line.text;
        let low = plain(text);
        let Some(mark) = ["copyright", "©", "(c)"].iter().find_map(|m| low.find(m).map(|_| *m)) else {
            continue;
        };
        if !low.starts_with(mark) {
            continue;
        }
        let rest: Vec<&str> = text
            .split_whitespace()
            .skip_while(|w| {
                let w = plain(w);
                let w = w.trim_matches(|c: char| !c.is_alphanumeric());
                matches!(w, "copyright" | "c" | "by" | "")
                    || w.split(['-', '–']).all(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()))
            })
            .collect();
        let rest = rest.join(" ");
        let name = rest
            .split(". ")
            .next()
            .unwrap_or_default()
            .split(" All ")
            .next()
            .unwrap_or_default()
            .split(", ")
            .next()
            .unwrap_or_default()
            .trim_end_matches(['.', ',', ' ']);
        let words = name.split_whitespace().count();
        if (1..=6).contains(&words) && name.starts_with(char::is_uppercase) && !ends_with_stop(name) {
            head.copyright = Some(name.to_owned());
            head.publisher.get_or_insert_with(|| name.to_owned());
            return;
        }
    }
}
