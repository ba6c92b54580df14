//! Lines of a plain text, and what their shape says.

use crate::knowledge::plain;

/// One line that is not blank.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub text: String,
    /// Lines without a blank line between them share a block.
    pub block: usize,
}

/// Splits a text into its lines. Text that was wrapped at a column is joined to paragraphs again.
pub(crate) fn split(text: &str) -> Vec<Line> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{c}'], "\n");
    let mut blocks: Vec<Vec<String>> = vec![Vec::new()];
    for line in text.split('\n') {
        let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
        if line.is_empty() {
            if blocks.last().is_some_and(|b| !b.is_empty()) {
                blocks.push(Vec::new());
            }
        } else if let Some(block) = blocks.last_mut() {
            block.push(line.to_owned());
        }
    }
    if let Some(width) = wrapped_at(&blocks) {
        let parted = blocks.iter().filter(|b| b.len() > 1).count() > 1;
        for (n, block) in blocks.iter_mut().enumerate() {
            *block = join_wrapped(std::mem::take(block), width, parted, n == 0);
        }
    }
    blocks
        .into_iter()
        .enumerate()
        .flat_map(|(block, lines)| lines.into_iter().map(move |text| Line { text, block }))
        .collect()
}

/// The column that the text was broken at, if it was: no line is very long, and most of the lines that are nearly as long as the
/// longest end inside a sentence.
fn wrapped_at(blocks: &[Vec<String>]) -> Option<usize> {
    let width = |l: &String| l.chars().count();
    let longest = blocks.iter().flatten().map(width).max()?;
    let inner = blocks.iter().flat_map(|b| &b[..b.len().saturating_sub(1)]);
    let full: Vec<&String> = inner.filter(|l| width(l) * 4 >= longest * 3).collect();
    let open = full.iter().filter(|l| !ends_sentence(l)).count();
    ((40..=130).contains(&longest) && full.len() >= 4 && open * 2 > full.len()).then_some(longest)
}

/// Joins the lines of a block. Where blank lines part the paragraphs, a block of full lines is one; else a paragraph ends with a
/// line that ends a sentence or is short.
fn join_wrapped(block: Vec<String>, width: usize, parted: bool, first: bool) -> Vec<String> {
    let full = |l: &String| l.chars().count() * 10 >= width * 7;
    let whole = parted && block.len() > 1 && block[..block.len() - 1].iter().all(full);
    let is_head = |l: &String| crate::byline::line(l).is_some() || super::head::date_line(l).is_some();
    // A title above a byline is not broken inside a sentence; three full lines are a paragraph.
    let titled = first && (!whole || block.len() < 3 || block.iter().any(is_head));
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for (i, line) in block.iter().enumerate() {
        let goes_on = !(titled && i <= 2) || line.starts_with(char::is_lowercase);
        let head = is_head(line);
        match out.last_mut() {
            Some(last) if (whole && (i > 1 || goes_on)) || (open && goes_on && !head) => {
                last.push(' ');
                last.push_str(line);
            }
            _ => out.push(line.clone()),
        }
        open = full(line) && !ends_sentence(line);
    }
    out
}

/// Does the line end as a sentence does?
pub(crate) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(|c: char| {
        matches!(c, '"' | '\'' | '”' | '’' | ')' | ']' | '»') || c.is_whitespace()
    })
    .ends_with(['.', '!', '?', '…', ':', ';', ','])
}

/// Ends with a full stop, as prose does and headings do not.
pub(crate) fn ends_with_stop(line: &str) -> bool {
    line.trim_end_matches(|c: char| {
        matches!(c, '"' | '\'' | '”' | '’' | ')' | ']' | '»') || c.is_whitespace()
    })
    .ends_with(['.', '!', '…'])
}

/// Prose long enough to be a paragraph of the story.
pub(crate) fn is_prose(line: &str) -> bool {
    let chars = line.chars().count();
    let words = line.split_whitespace().count();
    (chars >= 90 && words >= 12 && ends_sentence(line)) || (chars >= 160 && words >= 20)
}

/// A short paragraph: a whole sentence.
pub(crate) fn is_sentence(line: &str) -> bool {
    line.split_whitespace().count() >= 6 && ends_with_stop(line) && line.chars().any(char::is_lowercase)
}

/// A menu or breadcrumb: short pieces with marks between them ("Home | Africa | Asia", "World › Europe").
pub(crate) fn is_menu(line: &str) -> bool {
    let pieces: Vec<&str> =
        line.split(['|', '›', '»', '•', '·', '>']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let marks = line.chars().filter(|c| "|›»•·>".contains(*c)).count();
    marks >= 1
        && pieces.len() >= 2
        && line.chars().count() <= 140
        && !ends_with_stop(line)
        && pieces.iter().all(|p| p.split_whitespace().count() <= 5)
}

/// The stems of the words that carry content, for comparing what two stretches are about.
pub(crate) fn stems(text: &str) -> std::collections::BTreeSet<String> {
    const SMALL: [&str; 34] = [
        "this", "that", "with", "from", "have", "were", "will", "would", "been", "their", "they", "them",
        "than", "then", "when", "what", "which", "while", "who", "after", "before", "over", "into", "about",
        "more", "said", "says", "also", "news", "just", "some", "other", "could", "should",
    ];
    plain(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| {
            w.chars().count() >= 4 && !SMALL.contains(w)
                || w.chars().all(|c| c.is_ascii_digit()) && w.len() >= 2
        })
        .map(|w| w.chars().take(5).collect())
        .collect()
}

/// The share of the words of `a` that stand in `b` too.
pub(crate) fn shared(a: &str, b: &str) -> f64 {
    let (a, b) = (stems(a), stems(b));
    if a.is_empty() { 0.0 } else { a.intersection(&b).count() as f64 / a.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_text_that_was_wrapped() {
        let text = "PORTO VELHO - The council of the port asked the ministry on\nMonday to lift the ban on night sailings, which it said had\ncost the town a third of its trade since the treaty was\nsigned in the spring.\n\nThe ministry refused. A spokesman said that the ban would\nstand until the last mine had been found, and that nobody\ncould tell when that would be.\n";
        let lines = split(text);
        assert_eq!(lines.len(), 2);
        assert!(lines[0].text.contains("on Monday") && lines[1].text.contains("nobody could"));
    }

    #[test]
    fn keeps_lines_that_are_paragraphs() {
        let lines = split("Title\r\n\r\nOne paragraph here.\r\nAnother one.\r\n");
        assert_eq!(lines.iter().map(|l| l.block).collect::<Vec<_>>(), [0, 1, 1]);
    }

    #[test]
    fn knows_menus() {
        assert!(is_menu("Home | Africa | Asia") && is_menu("World › Europe"));
        assert!(!is_menu("The talks ended | nobody on either side of the long border was content"));
    }
}
