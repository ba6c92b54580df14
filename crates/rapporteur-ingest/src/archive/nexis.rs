//! Nexis Uni, and the older layout of LexisNexis.
//!
//! Headline, publication and date stand above "Length: 512 words"; "Body" heads the text, "Load-Date:" and "End of Document" close it.
//! In the older layout "2 of 9 DOCUMENTS" stands above the publication and the date, and the headline follows them.

use super::header::{self, Story, labelled};

pub(crate) fn is_end(line: &str) -> bool {
    line.trim().eq_ignore_ascii_case("End of Document")
}

/// "2 of 9 DOCUMENTS".
pub(crate) fn is_count(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
    matches!(words.as_slice(), [n, "of", m, "DOCUMENT" | "DOCUMENTS"] if number(n) && number(m))
}

fn is_length(line: &str) -> bool {
    labelled(line, "Length").is_some_and(header::is_word_count)
}

fn is_body(line: &str) -> bool {
    let line = line.trim().trim_end_matches(':');
    line.eq_ignore_ascii_case("Body")
}

/// Do these lines hold a story with every mark of the layout, in order?
pub(crate) fn shows(lines: &[String]) -> bool {
    let Some(length) = lines.iter().position(|l| is_length(l)) else { return false };
    let Some(body) = lines[length..].iter().take(24).position(|l| is_body(l)) else {
        // The older layout has no line for the body.
        let counted = lines[..length].iter().rev().take(24).any(|l| is_count(l));
        return counted && lines[length..].iter().any(|l| labelled(l, "Load-Date").is_some() || is_count(l));
    };
    lines[length + body..].iter().any(|l| is_end(l) || is_count(l))
}

/// Labels of the header, and of what follows the text.
const HEADER: [&str; 9] =
    ["Section", "Length", "Byline", "Dateline", "Highlight", "Series", "Column", "Edition", "URL"];
const FOOT: [&str; 12] = [
    "Load-Date",
    "Language",
    "Publication-Type",
    "Subject",
    "Graphic",
    "Journal Code",
    "Document-Type",
    "Acc-No",
    "Organization",
    "Geographic",
    "Industry",
    "Person",
];

fn is_foot(line: &str) -> bool {
    let lone = ["Graphic", "Classification", "Notes", "End of Document"];
    lone.iter().any(|w| line.trim().eq_ignore_ascii_case(w))
        || FOOT.iter().any(|l| labelled(line, l).is_some_and(|v| !v.is_empty()))
            && (line.starts_with("Load-Date")
                || line.split(':').next().is_some_and(|l| l == l.to_uppercase()))
}

pub(crate) fn story(lines: &[String]) -> Option<Story> {
    let length = lines.iter().position(|l| is_length(l))?;
    let filled = |range: &[String]| -> Vec<usize> {
        range.iter().enumerate().filter(|(_, l)| !l.is_empty()).map(|(i, _)| i).collect()
    };
    let head = filled(&lines[..length]);
    let label = |line: &str| HEADER.iter().any(|h| labelled(line, h).is_some());
    let is_date = |line: &str| line.chars().count() <= 80 && !label(line) && header::day(line).is_some();
    let rights = |line: &str| {
        let low = line.to_lowercase();
        low.starts_with("copyright")
            || low.starts_with('©')
            || low.starts_with("(c)")
            || low.ends_with("rights reserved")
    };
    let mut story = Story::default();
    let at = head.iter().rposition(|i| is_date(&lines[*i]) && !rights(&lines[*i]));
    if let Some(at) = at {
        story.date = Some(lines[head[at]].clone());
        story.publisher = at.checked_sub(1).map(|p| lines[head[p]].clone());
        // Below the date only in the older layout.
        let below = head[at + 1..].iter().map(|i| &lines[*i]).find(|l| {
            !label(l)
                && !rights(l)
                && !l.to_lowercase().ends_with("edition")
                && l.split_whitespace().count() >= 2
        });
        let above = at.checked_sub(2).map(|t| {
            // A long headline is broken into lines that stand close.
            let mut from = t;
            while from > 0 && t - from < 2 && head[from - 1] + 1 == head[from] {
                from -= 1;
            }
            // In HTML every line stands alone: one line it is.
            head[from..=t].iter().map(|i| lines[*i].as_str()).collect::<Vec<_>>().join(" ")
        });
        story.title = match (above, below) {
            (None, Some(below)) => Some(below.clone()),
            (above, _) => above,
        };
    }
    let body = lines[length..].iter().take(24).position(|l| is_body(l)).map(|b| length + b);
    let header_end = body.unwrap_or(length);
    for line in &lines[..=header_end] {
        if let Some(words) = labelled(line, "Byline") {
            story.byline = Some(words.to_owned());
        }
        if let Some(words) = labelled(line, "URL").filter(|u| u.starts_with("http")) {
            story.url = Some(words.to_owned());
        }
    }
    let mut text = Vec::new();
    let rest = &lines[header_end + 1..];
    let end = rest.iter().position(|l| is_foot(l)).unwrap_or(rest.len());
    for line in &rest[..end] {
        if body.is_none() && text.is_empty() && (label(line) || line.is_empty()) {
            if let Some(words) = labelled(line, "Byline") {
                story.byline = Some(words.to_owned());
            }
            continue;
        }
        text.push(line.as_str());
    }
    for line in &rest[end..] {
        if let Some(words) = labelled(line, "Load-Date") {
            story.loaded = header::day(words);
        }
        if let Some(words) = labelled(line, "Language") {
            story.language = words.split([';', ' ']).next().map(str::to_lowercase);
        }
    }
    story.body = text.join("\n");
    Some(story)
}
