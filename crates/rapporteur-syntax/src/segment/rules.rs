//! What rules say of a place inside of what white space sets apart; and what they keep whole.

use std::ops::Range;

use super::chars::{Class, class, is_apostrophe, is_closer, is_hyphen, is_opener, is_terminal};
use super::lexicon::{Abbreviation, PREFIXES, abbreviation, follows_time, is_starter};
use super::words::Cut;

/// A chunk and what stands around it.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    pub chunk: &'a str,
    pub previous: &'a str,
    pub next: &'a str,
    /// A single quote is open.
    pub in_quote: bool,
}

/// Addresses that stay whole: web and mail addresses, and file names behind a known protocol.
pub(super) fn protected(chunk: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    if chunk.len() < 4 || !chunk.contains(['/', '.', '@']) {
        return out;
    }
    let opened = chunk.len() - chunk.trim_start_matches(|c| is_opener(c) || c == '<').len();
    let body = &chunk[opened..];
    let closed = |s: &str| {
        s.trim_end_matches(|c: char| {
            is_closer(c) || is_terminal(c) || matches!(c, '>' | ',' | ';' | ':' | '"')
        })
        .len()
    };
    let low = body.get(..12.min(body.len())).unwrap_or_default().to_ascii_lowercase();
    if let Some(at) =
        body.find("://").filter(|at| *at <= 8 && body[..*at].bytes().all(|b| b.is_ascii_alphabetic()))
    {
        let end = body.find(['"', '<', '>', '“', '”']).unwrap_or(body.len());
        let mut end = closed(&body[..end]);
        if body[..end].contains('(') && body[end..].starts_with(')') {
            end += 1;
        }
        if end > at + 3 {
            out.push(opened..opened + end);
        }
    } else if low.starts_with("www.") || low.starts_with("mailto:") || low.starts_with("doi:10.") {
        out.push(opened..opened + closed(body));
    } else if let Some(at) = body.find('@').filter(|at| *at > 0) {
        let local = |b: u8| b.is_ascii_alphanumeric() || b"._%+-".contains(&b);
        let start = body[..at].bytes().rposition(|b| !local(b)).map_or(0, |i| i + 1);
        let host = body[at + 1..].bytes().position(|b| !(b.is_ascii_alphanumeric() || b".-".contains(&b)));
        let end = closed(&body[..host.map_or(body.len(), |n| at + 1 + n)]);
        if start < at && end > at + 1 && body[at..end].contains('.') && body.is_char_boundary(start) {
            out.push(opened + start..opened + end);
        }
    }
    out
}

/// What the rules say of the place before byte `i`, between `a` and `b`; and whether they are certain.
pub(super) fn rule(site: Site<'_>, i: usize, a: char, b: char) -> (Cut, bool) {
    let Site { chunk, in_quote, .. } = site;
    let (left, right) = (&chunk[..i], &chunk[i..]);
    let before = left[..left.len() - a.len_utf8()].chars().next_back();
    let after = right.chars().nth(1);
    let (ca, cb) = (class(a), class(b));
    let alnum = |c: Option<char>| c.is_some_and(|c| class(c) != Class::Other);
    let digit = |c: Option<char>| c.is_some_and(|c| class(c) == Class::Digit);
    let yes = |when: bool| (if when { Cut::Token } else { Cut::None }, false);
    if ca != Class::Other && cb != Class::Other {
        // A digit beside a letter: "10am" is cut, "1st", "80s" and "B2" are not.
        let run: String = right.chars().take_while(|c| class(*c) == Class::Letter).take(5).collect();
        let low = run.to_ascii_lowercase();
        let unit = matches!(low.as_str(), "am" | "pm" | "k" | "m" | "b" | "bn" | "mm" | "km" | "kg" | "lbs");
        return (if ca == Class::Digit && unit { Cut::Token } else { Cut::None }, ca != Class::Digit);
    }
    if a == b && ca == Class::Other && !matches!(a, '(' | ')' | '[' | ']' | '"') {
        return (Cut::None, !matches!(a, '.' | '\'' | '’'));
    }
    if is_apostrophe(b) {
        let tail: String = right.chars().skip(1).take_while(|c| class(*c) == Class::Letter).take(4).collect();
        let low = tail.to_ascii_lowercase();
        let clitic = matches!(low.as_str(), "s" | "m" | "d" | "ll" | "re" | "ve") && b != '‘';
        if clitic && (ca != Class::Other || a == '.' && alnum(before)) {
            return (Cut::Glued, false);
        }
        if alnum(Some(a)) && low == "t" && left.ends_with(['n', 'N']) {
            return yes(false);
        }
        if tail.is_empty() && matches!(a, 's' | 'S' | 'z') && !in_quote && matches!(b, '\'' | '’') {
            return (Cut::Glued, false);
        }
        return yes(tail.is_empty() || ca == Class::Other);
    }
    if is_apostrophe(a) {
        let tail: String = right.chars().take_while(|c| class(*c) == Class::Letter).take(4).collect();
        let low = tail.to_ascii_lowercase();
        if alnum(before) {
            return yes(cb == Class::Other);
        }
        let elided = matches!(low.as_str(), "s" | "em" | "til" | "n" | "tis" | "twas") || cb == Class::Digit;
        return yes(!elided);
    }
    match (a, b) {
        (_, '.') if alnum(after) => yes(false),
        (_, '.') => stop(site, i),
        ('.', _) if is_hyphen(b) || b == '/' => yes(true),
        ('.', _) if alnum(before) && cb != Class::Other => yes(false),
        ('.', _) => yes(cb != Class::Digit || alnum(before)),
        (_, ',' | ':') if digit(Some(a)) && digit(after) => yes(false),
        (',' | ':', _) if digit(Some(b)) && digit(before) => yes(false),
        (_, '&' | '@' | '_' | '*') | ('&' | '@' | '_' | '*' | '#', _) if alnum(Some(a)) || alnum(Some(b)) => {
            yes(false)
        }
        (_, '/') if digit(Some(a)) && digit(after) => yes(false),
        ('/', _) if digit(Some(b)) && digit(before) => yes(false),
        (h, _) | (_, h) if is_hyphen(h) => {
            let at = if is_hyphen(b) { i } else { i - a.len_utf8() };
            yes(!hyphen_joins(&chunk[..at], &chunk[at + h.len_utf8()..]))
        }
        _ => yes(true),
    }
}

/// The full stop at byte `i`: part of an abbreviation, or a word of its own?
fn stop(site: Site<'_>, i: usize) -> (Cut, bool) {
    let (left, right) = (&site.chunk[..i], &site.chunk[i + 1..]);
    // What closes or goes on after the stop is no obstacle: "(Inc.)", "U.S.,", "Calif.-based", "Co.'s".
    let plain = |c: char| !c.is_alphanumeric();
    if !right.is_empty() && !right.starts_with(plain) {
        return (Cut::Token, false);
    }
    let word = left.rsplit(|c: char| class(c) == Class::Other && c != '.').next().unwrap_or_default();
    let before = &left[..left.len() - word.len()];
    let previous = if before.is_empty() || before.chars().all(is_opener) { site.previous } else { before };
    let next = if right.chars().all(is_closer) { site.next } else { right };
    // "on February 26." in running text; at the head of a paragraph a number with a stop counts its items.
    if word.bytes().all(|b| b.is_ascii_digit())
        && previous.ends_with(|c: char| c.is_alphanumeric() || c == ',')
    {
        return (Cut::Token, true);
    }
    match abbreviation(word, previous, next) {
        // At the end of a sentence the treebanks sometimes give the stop to the sentence: "etc .", "Inc .".
        Some(Abbreviation::Other) => (Cut::None, false),
        Some(Abbreviation::Company | Abbreviation::Time) => {
            let word = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            (Cut::None, !next.is_empty() && (!is_starter(word) || follows_time(word)))
        }
        Some(_) => (Cut::None, true),
        None => {
            let initial = word.len() == 1 && word.bytes().all(|b| b.is_ascii_uppercase());
            let short = word.contains('.') && word.split('.').all(|p| (1..=2).contains(&p.len()));
            (if initial || short { Cut::None } else { Cut::Token }, false)
        }
    }
}

/// Is a hyphen part of a word: after a prefix, or in a telephone number?
fn hyphen_joins(left: &str, right: &str) -> bool {
    let word = left.rsplit(|c: char| class(c) != Class::Letter).next().unwrap_or_default();
    if !word.is_empty() {
        return PREFIXES.binary_search(&word.to_ascii_lowercase().as_str()).is_ok() && !right.is_empty();
    }
    let digits = |s: &str| s.bytes().filter(u8::is_ascii_digit).count();
    digits(left) + digits(right) >= 7 && left.ends_with(|c: char| c.is_ascii_digit())
}
