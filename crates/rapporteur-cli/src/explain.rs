//! `rapporteur explain`: for people. Each event under its sentence, its words underlined, the rule that fired, why each field is what
//! it is – and what was considered and dropped, and why.

use std::fmt::Write as _;

use rapporteur::reading::Reading;
use rapporteur::text::record::EventRecord;
use rapporteur::{Article, Reader, Sentence};

use crate::args::Explain;
use crate::exit::Exit;
use crate::output::text;
use crate::run;

/// Frames that were considered for one word and dropped, at most this many are shown.
const DROPPED: usize = 12;

/// Runs the command.
pub fn explain(args: &Explain) -> anyhow::Result<Exit> {
    let reading = run::reading_beside(&args.reading, None)?;
    let reader = run::reader()?;
    run::with_output(None, |out| {
        let work = |article: &Article| page(&reader, article, args.only.as_deref());
        let tally = run::each(&reading, work, |page| {
            match page {
                Some(page) => out.write_all(page.as_bytes())?,
                None => out.flush()?,
            }
            Ok(())
        })?;
        Ok(tally.exit())
    })
}

fn page(reader: &Reader, article: &Article, only: Option<&str>) -> String {
    let (sentences, reading) = reader.analyse(article);
    let record = rapporteur::reading::record::write(article, &sentences, &reading, reader.version());
    let mut page = String::new();
    let _ = writeln!(
        page,
        "{}  ({})\n",
        text::clean(article.title.as_deref().unwrap_or(&article.id)),
        reader.version()
    );
    for note in &record.notes {
        let _ = writeln!(page, "note: {}", text::clean(note));
    }
    for (number, sentence) in sentences.iter().enumerate() {
        let words = sentence.span.of(&article.text);
        if only.is_some_and(|only| !words.contains(only)) {
            continue;
        }
        let here: Vec<&EventRecord> =
            record.events.iter().filter(|e| e.sentence as usize == number).collect();
        let dropped = dropped(&article.text, sentence, number, &reading);
        if here.is_empty() && dropped.is_empty() {
            continue;
        }
        let start = record.sentences[number].start;
        let _ = write!(page, "{}", underlined(words, start, &here));
        for event in &here {
            block(&mut page, event);
        }
        if !dropped.is_empty() {
            let _ = writeln!(page, "    considered and dropped");
            for line in dropped.iter().take(DROPPED) {
                let _ = writeln!(page, "      {line}");
            }
            if dropped.len() > DROPPED {
                let _ = writeln!(page, "      … and {} more", dropped.len() - DROPPED);
            }
        }
        page.push('\n');
    }
    page
}

/// The sentence in lines, with the words of the triggers underlined.
fn underlined(sentence: &str, start: u32, events: &[&EventRecord]) -> String {
    const WIDTH: usize = 100;
    let chars: Vec<char> = sentence.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let marked = |i: usize| {
        events.iter().any(|e| {
            let at = start as usize + i;
            (e.trigger.start as usize) <= at && at < e.trigger.end as usize
        })
    };
    let mut out = String::new();
    let mut from = 0;
    while from < chars.len() {
        let mut to = (from + WIDTH).min(chars.len());
        if to < chars.len()
            && let Some(space) = (from..to).rev().find(|i| chars[*i] == ' ')
            && space > from
        {
            to = space + 1;
        }
        let line: String =
            chars[from..to].iter().map(|c| if c.is_control() { '\u{FFFD}' } else { *c }).collect();
        let under: String = (from..to).map(|i| if marked(i) { '▔' } else { ' ' }).collect();
        out.push_str(line.trim_end());
        out.push('\n');
        if under.contains('▔') {
            out.push_str(under.trim_end());
            out.push('\n');
        }
        from = to;
    }
    out
}

fn block(page: &mut String, e: &EventRecord) {
    let side = |actors: &[rapporteur::text::record::ActorRecord]| -> String {
        let shown: Vec<String> = actors
            .iter()
            .map(|a| {
                let code = if a.code.is_empty() { String::new() } else { format!(" [{}]", a.code) };
                format!("{}{code} “{}”", text::clean(&a.name), text::clean(&a.text))
            })
            .collect();
        if shown.is_empty() { "nobody named".to_owned() } else { shown.join(", ") }
    };
    let _ = writeln!(
        page,
        "  {}  “{}”  by {}  (confidence {:.2})",
        text::kind(e),
        text::clean(&e.trigger.text),
        e.rule,
        e.confidence
    );
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(page, "    {name:10} {value}");
        }
    };
    line("actor", side(&e.actor));
    line("recipient", side(&e.recipient));
    line("position", e.position.clone().unwrap_or_default());
    line("condition", e.condition.as_ref().map(|c| text::clean(&c.text)).unwrap_or_default());
    line("date", text::when(e));
    line(
        "place",
        e.location.as_ref().map(|p| format!("{} ({})", text::clean(&p.name), p.basis)).unwrap_or_default(),
    );
    line("how much", text::quantities(e));
    line("says", text::says(e));
    for why in &e.trace {
        line("because", shorter(&text::clean(why)));
    }
}

fn dropped(source: &str, sentence: &Sentence, number: usize, reading: &Reading) -> Vec<String> {
    reading
        .rejected
        .iter()
        .filter(|r| r.word.sentence as usize == number)
        .filter_map(|r| {
            let word = sentence.tokens.get(r.word.token as usize)?.form(source);
            Some(format!("“{}” as {}: {}", text::clean(word), r.rule, shorter(&r.reason)))
        })
        .collect()
}

/// A reason whose long lists of words are cut: "to be troop or soldier or force or unit or …".
fn shorter(reason: &str) -> String {
    const SHOWN: usize = 4;
    let part = |part: &str| {
        let words: Vec<&str> = part.split(" or ").collect();
        if words.len() <= SHOWN + 2 {
            return part.to_owned();
        }
        // What stands behind the last word of the list is kept: "… and `agent` to be @actor".
        let rest =
            words[words.len() - 1].split_once(' ').map_or("", |(_, rest)| rest.trim_start_matches('…'));
        let space = if rest.is_empty() || rest.starts_with(' ') { "" } else { " " };
        format!("{} or …{space}{rest}", words[..SHOWN].join(" or "))
    };
    reason.split(", ").map(part).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::shorter;

    #[test]
    fn long_lists_are_cut_and_what_follows_is_kept() {
        assert_eq!(shorter("needs `patient` to be a or b, not c"), "needs `patient` to be a or b, not c");
        assert_eq!(
            shorter("with `clause` to be a or b or c or d or e or f or g and `agent` to be @actor"),
            "with `clause` to be a or b or c or d or … and `agent` to be @actor"
        );
        assert_eq!(
            shorter("needs `any` to be a or b or c or d or e or f or g …"),
            "needs `any` to be a or b or c or d or …"
        );
    }
}
