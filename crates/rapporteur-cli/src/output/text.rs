//! What the formats for people share: short words for an event's parts, and columns that fit.

use rapporteur::text::record::{ActorRecord, EventRecord};

/// Makes control characters harmless, so that an article cannot drive a terminal, and folds white space.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().map(|c| if c.is_control() || is_direction(c) { '\u{FFFD}' } else { c }));
    }
    out
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Names of those in a role.
pub fn names(actors: &[ActorRecord]) -> String {
    actors.iter().map(|a| clean(&a.name)).collect::<Vec<_>>().join(", ")
}

/// Who holds the position of an event.
pub fn holder(event: &EventRecord) -> String {
    let recipient = event.position_holder.as_deref() == Some("recipient");
    names(if recipient { &event.recipient } else { &event.actor })
}

/// How much.
pub fn quantities(event: &EventRecord) -> String {
    event.quantities.iter().map(|q| clean(&q.text)).collect::<Vec<_>>().join(", ")
}

/// Who says so, first speaker first.
pub fn says(event: &EventRecord) -> String {
    event.attribution.iter().map(|s| clean(&s.name)).collect::<Vec<_>>().join(" ← ")
}

/// When, with how it is known.
pub fn when(event: &EventRecord) -> String {
    match &event.date {
        None => String::new(),
        Some(d) => match d.basis.as_str() {
            "said" => d.value.clone(),
            "publication" => format!("({})", d.value),
            basis => format!("{} ({basis})", d.value),
        },
    }
}

/// The type, with what must not be missed: not, not yet, supposed.
pub fn kind(event: &EventRecord) -> String {
    let mut kind = event.event.clone();
    if let Some(mode) = &event.mode {
        kind.push('/');
        kind.push_str(mode);
    }
    if event.polarity == "negative" {
        kind.insert_str(0, "not ");
    }
    if event.modality != "actual" {
        kind.push_str(&format!(" ({})", event.modality));
    }
    kind
}

/// The words around a trigger, at most `width` characters.
pub fn around(text: &str, start: u32, end: u32, width: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (start, end) = (start as usize, (end as usize).min(chars.len()));
    let spare = width.saturating_sub(end.saturating_sub(start));
    let from = start.saturating_sub(spare / 3);
    let to = (end + spare - (start - from)).min(chars.len());
    let mut words: String = chars[from..to].iter().collect();
    if from > 0 {
        words.insert(0, '…');
    }
    if to < chars.len() {
        words.push('…');
    }
    clean(&words)
}

/// Rows under a header, each column as wide as its widest cell but at most `most`; longer cells go on below.
pub fn columns(header: &[&str], rows: &[Vec<String>], most: &[usize]) -> String {
    let wrap = |cell: &str, width: usize| -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in cell.split(' ') {
            let last = lines.last_mut().expect("one line at least");
            if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > width {
                lines.push(word.to_owned());
            } else {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(word);
            }
        }
        lines
    };
    let width: Vec<usize> = (0..header.len())
        .map(|c| {
            let widest = rows
                .iter()
                .map(|r| r[c].chars().count())
                .chain([header[c].chars().count()])
                .max()
                .unwrap_or(0);
            widest.min(most[c])
        })
        .collect();
    let mut out = String::new();
    let mut line = |cells: &[String]| {
        let joined: Vec<String> = cells
            .iter()
            .zip(&width)
            .map(|(cell, w)| format!("{cell}{}", " ".repeat(w.saturating_sub(cell.chars().count()))))
            .collect();
        out.push_str(joined.join("  ").trim_end());
        out.push('\n');
    };
    line(&header.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>());
    line(&width.iter().map(|w| "─".repeat(*w)).collect::<Vec<_>>());
    for row in rows {
        let cells: Vec<Vec<String>> = row.iter().zip(&width).map(|(cell, w)| wrap(cell, *w)).collect();
        for n in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            line(&cells.iter().map(|c| c.get(n).cloned().unwrap_or_default()).collect::<Vec<_>>());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(clean("a\u{1b}[31m b\n\u{202e}c"), "a\u{FFFD}[31m b \u{FFFD}c");
    }

    #[test]
    fn words_around_a_trigger_keep_it() {
        let text = "x".repeat(50) + " pledged " + &"y".repeat(50);
        assert!(around(&text, 51, 58, 30).contains("pledged"));
    }
}
