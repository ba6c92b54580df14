//! Factiva: with its field codes, and without.

use super::header::{self, Fields, Story};
use crate::byline;

/// The codes of fields that a story may have.
const CODES: [&str; 28] = [
    "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "CO",
    "IN", "NS", "RE", "PUB", "AN", "IPC", "IPD", "CT", "RF", "CLM", "ART",
];

/// The archive's own name for a story, in the line that ends it: "Document HARB000020310506ea56000b1".
pub(crate) fn document(line: &str) -> Option<&str> {
    let line = line.trim();
    let line = line.strip_prefix("AN").map_or(line, str::trim_start);
    let name = line.strip_prefix("Document ")?.trim();
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let known = (15..=40).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric())
        && letters >= 2
        && digits >= 10;
    known.then_some(name)
}

/// A field's code at the start of a line, and the words behind it.
fn field(line: &str) -> Option<(&'static str, &str)> {
    let code = CODES.into_iter().find(|c| {
        line.strip_prefix(c).is_some_and(|rest| {
            rest.trim().is_empty()
                || rest.starts_with('\t')
                || rest.starts_with("  ")
                || rest.starts_with(" \t")
        })
    })?;
    Some((code, line[code.len()..].trim()))
}

pub(crate) fn shows_codes(lines: &[String]) -> bool {
    let Some(end) = lines.iter().position(|l| document(l).is_some()) else { return false };
    let codes: std::collections::BTreeSet<&str> =
        lines[..end].iter().filter_map(|l| field(l)).map(|(code, _)| code).collect();
    ["HD", "WC", "PD", "SN"].iter().all(|c| codes.contains(c))
        && (codes.contains("LP") || codes.contains("TD"))
}

pub(crate) fn shows_plain(lines: &[String]) -> bool {
    let Some(end) = lines.iter().position(|l| document(l).is_some()) else { return false };
    let Some(count) = lines[..end].iter().position(|l| header::is_word_count(l)) else { return false };
    let next: Vec<&String> = lines[count + 1..end].iter().filter(|l| !l.is_empty()).take(4).collect();
    next.len() == 4 && is_date(next[0])
}

fn is_date(line: &str) -> bool {
    line.chars().count() <= 40 && header::day(line).is_some()
}

pub(crate) fn story_of_codes(lines: &[String]) -> Option<Story> {
    let first = lines.iter().position(|l| field(l).is_some_and(|(code, _)| code == "HD"))?;
    let mut story = Story::default();
    let mut fields = Fields::default();
    for line in &lines[first..] {
        match document(line) {
            Some(name) => story.id = Some(name.to_owned()),
            None => fields.add(field(line), line),
        }
    }
    story.title = fields.line("HD");
    story.byline = fields.line("BY");
    story.publisher = fields.line("SN");
    story.date = fields.line("PD");
    story.time = fields.line("ET");
    story.language = fields.line("LA").map(|l| l.to_lowercase());
    story.body =
        [fields.text("LP"), fields.text("TD")].into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    Some(story)
}

pub(crate) fn plain_story(lines: &[String]) -> Option<Story> {
    let count = lines.iter().position(|l| header::is_word_count(l))?;
    let mut story = Story::default();
    let mut above: Vec<&String> = lines[..count].iter().filter(|l| !l.is_empty()).collect();
    if let Some(last) = above.last()
        && above.len() > 1
        && byline::line(last).is_some()
    {
        story.byline = above.pop().cloned();
    }
    story.title = above.last().map(|l| (*l).clone());
    let mut at = count + 1;
    let mut end = lines.len();
    if let Some(last) = lines.iter().rposition(|l| document(l).is_some()) {
        story.id = document(&lines[last]).map(str::to_owned);
        end = last;
    }
    // Date, perhaps time, source, its code, volume and page, language, rights: short lines above the text.
    let mut header: Vec<(usize, &String)> = Vec::new();
    for (i, line) in lines.iter().enumerate().take(end).skip(at) {
        if line.chars().count() > 160 || header.len() > 12 {
            break;
        }
        if !line.is_empty() {
            header.push((i, line));
        }
    }
    let rights = |l: &str| {
        let low = l.to_lowercase();
        low.starts_with("copyright") || low.starts_with("(c)") || low.starts_with('©')
    };
    let languages =
        ["english", "french", "german", "spanish", "arabic", "russian", "portuguese", "italian", "chinese"];
    for (i, line) in &header {
        let language = languages.contains(&line.to_lowercase().as_str());
        if language {
            story.language = Some(line.to_lowercase());
        }
        if language || rights(line) {
            at = i + 1;
        }
        if rights(line) {
            break;
        }
    }
    let mut short = header.iter().map(|(_, l)| *l).take_while(|l| !rights(l));
    story.date = short.next().cloned();
    story.publisher = short.find_map(|line| {
        let time = header::clock(line).is_some();
        if time {
            story.time = Some(line.clone());
        }
        (!time).then(|| line.clone())
    });
    story.body = lines.get(at..end).unwrap_or_default().join("\n");
    Some(story)
}
