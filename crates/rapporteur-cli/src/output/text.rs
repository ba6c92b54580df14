//! What the formats for people share: short words for an event's parts, and columns that fit.

use rapporteur::Annotated;
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

/// The words of an event's sentence around its trigger: those before, the trigger, those after; at most `width` characters in all, cut
/// between words, with a `…` where something is left out.
pub fn passage(record: &Annotated, event: &EventRecord, width: usize) -> (String, String, String) {
    let chars: Vec<char> = record.text.chars().collect();
    let within = |at: u32| (at as usize).min(chars.len());
    let start = within(event.trigger.start);
    let end = within(event.trigger.end).max(start);
    let (first, last) = match record.sentences.get(event.sentence as usize) {
        Some(s) => (within(s.start).min(start), within(s.end).max(end)),
        None => (0, chars.len()),
    };
    let spare = width.saturating_sub(end - start);
    // What follows a verb says more than what stands before it; room that one side does not need goes to the other.
    let behind = (last - end).min(spare - (spare / 3).min(start - first));
    let from = cut(&chars, first, start, spare - behind, true);
    let to = cut(&chars, end, last, behind, false);
    let piece = |from: usize, to: usize| clean(&chars[from..to].iter().collect::<String>());
    let (mut before, mut after) = (piece(from, start), piece(end, to));
    if start > 0 && chars[start - 1].is_whitespace() && !before.is_empty() {
        before.push(' ');
    }
    if chars.get(end).is_some_and(|c| c.is_whitespace()) && !after.is_empty() {
        after.insert(0, ' ');
    }
    if from > first {
        before.insert_str(0, "… ");
    }
    if to < last {
        after.push_str(" …");
    }
    (before, piece(start, end), after)
}

/// Where a stretch is cut so that at most `most` characters and no part of a word are left: from its end backwards, or from its start on.
fn cut(chars: &[char], first: usize, last: usize, most: usize, backwards: bool) -> usize {
    if last - first <= most {
        return if backwards { first } else { last };
    }
    if backwards {
        let space = (last - most - 1..last).find(|i| chars[*i].is_whitespace());
        space.map_or(last, |i| i + 1)
    } else {
        (first..=first + most).rev().find(|i| chars[*i].is_whitespace()).unwrap_or(first)
    }
}

/// The passage as one string.
pub fn around(record: &Annotated, event: &EventRecord, width: usize) -> String {
    let (before, trigger, after) = passage(record, event, width);
    format!("{before}{trigger}{after}")
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
    use rapporteur::text::CodeSpan;

    use super::*;

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(clean("a\u{1b}[31m b\n\u{202e}c"), "a\u{FFFD}[31m b \u{FFFD}c");
    }

    #[test]
    fn a_passage_stays_in_its_sentence_and_is_cut_between_words() {
        let text = "It rained. Norway, which lies far away from there, pledged twenty trucks and two boats to Mali. It snowed.";
        let at = |words: &str| text.find(words).unwrap() as u32;
        let mut record = Annotated { text: text.to_owned(), ..Annotated::default() };
        record.sentences.push(CodeSpan { start: 11, end: at(" It snowed") });
        let mut event = EventRecord::default();
        (event.trigger.start, event.trigger.end) = (at("pledged"), at("pledged") + 7);
        assert_eq!(around(&record, &event, 200), &text[11..at(" It snowed") as usize]);
        assert_eq!(around(&record, &event, 44), "… from there, pledged twenty trucks and two …");
        assert_eq!(around(&record, &event, 3), "… pledged …");
        event.trigger.end = 9999;
        assert!(around(&record, &event, 44).ends_with("It snowed."));
    }
}
