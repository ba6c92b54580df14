//! Where paragraphs end.
//!
//! A blank line always ends one. A single line feed does when the line before it is complete or looks like a heading, and not when the
//! text was wrapped to a width: there, a line feed counts only where the next line's first word would still have fitted.

use std::ops::Range;

use super::chars::{is_closer, is_terminal};

/// Is it a character that ends a line?
fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A line without its end and without white space around it.
struct Line {
    bytes: Range<usize>,
    /// Characters.
    chars: usize,
    /// A blank line, a page break or a paragraph separator stands before it.
    after_blank: bool,
}

/// The paragraphs of a text, none empty, without white space around them.
pub(super) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let lines = lines(text);
    let width = wrap_width(text, &lines);
    let mut out: Vec<Range<usize>> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        match out.last_mut() {
            Some(last) if !line.after_blank && !breaks(text, &lines[i - 1], line, width) => {
                last.end = line.bytes.end;
            }
            _ => out.push(line.bytes.clone()),
        }
    }
    out
}

fn lines(text: &str) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let (mut at, mut blank) = (0, false);
    for piece in text.split_inclusive(is_line_end) {
        let start = at;
        at += piece.len();
        let line = piece.trim();
        if line.is_empty() {
            // The "\n" of "\r\n" is no blank line.
            blank |= !(piece == "\n" && text[..start].ends_with('\r'));
        } else {
            let from = start + (piece.len() - piece.trim_start().len());
            let bytes = from..from + line.len();
            out.push(Line { bytes, chars: line.chars().count(), after_blank: blank || out.is_empty() });
            blank = false;
        }
        blank |= piece.ends_with(['\u{c}', '\u{2029}']);
    }
    out
}

/// The width that a text was wrapped to, if it was: most line feeds inside paragraphs stand at a similar distance, in the middle of
/// a sentence.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    let mut inner: Vec<usize> = Vec::new();
    let mut open = 0;
    for pair in lines.windows(2) {
        if !pair[1].after_blank {
            inner.push(pair[0].chars);
            open += usize::from(continues(&text[pair[0].bytes.clone()], &text[pair[1].bytes.clone()]));
        }
    }
    if inner.len() < 3 || open * 3 < inner.len() {
        return None;
    }
    inner.sort_unstable();
    let (median, top) = (inner[inner.len() / 2], inner[inner.len() - 1 - inner.len() / 50]);
    (40..=130).contains(&top).then_some(top).filter(|_| median * 10 >= top * 8)
}

/// The next line goes on in the middle of a sentence: it starts in lower case after a line without a stop.
fn continues(line: &str, next: &str) -> bool {
    !is_complete(line) && next.starts_with(|c: char| c.is_lowercase())
}

fn is_complete(line: &str) -> bool {
    line.trim_end_matches(is_closer).ends_with(|c: char| is_terminal(c) || c == ':')
}

fn breaks(text: &str, line: &Line, next: &Line, width: Option<usize>) -> bool {
    let (before, after) = (&text[line.bytes.clone()], &text[next.bytes.clone()]);
    match width {
        Some(width) => {
            let word = after.split_whitespace().next().map_or(0, |w| w.chars().count());
            line.chars + 1 + word <= width && !continues(before, after)
        }
        // A line of its own that stops, or that the next one does not go on from.
        None => !continues(before, after) && !before.ends_with([',', ';', '-', '–', '—', '&', '(']),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn blank_lines_break() {
        assert_eq!(split("  One\r\n\r\ntwo \n \n\n three\n"), ["One", "two", "three"]);
        assert_eq!(split(" \n\t\n"), [""; 0]);
    }

    #[test]
    fn a_heading_breaks_and_a_broken_sentence_does_not() {
        assert_eq!(
            split("Talks fail in Norland\nThe ministers left."),
            ["Talks fail in Norland", "The ministers left."]
        );
        assert_eq!(
            split("The ministers\nleft the hall,\nAna said."),
            ["The ministers\nleft the hall,\nAna said."]
        );
    }

    #[test]
    fn wrapped_text_is_joined_up_to_its_short_lines() {
        let text = "The government of Norland said on Tuesday that it will not sign the\n\
                    treaty with its neighbours before the end of the year, and that\n\
                    Southland has been told so by the minister in a letter of three\n\
                    pages, which reporters saw on the day before in the capital.\n\
                    Southland regretted the step in a note to the press on Friday and\n\
                    recalled its envoy.\n\
                    Talks will go on.";
        assert_eq!(split(text).len(), 2);
    }
}
