//! A page that stands alone: each article's text with the words of each event marked, the board beside it, the rule on a click.
//!
//! Nothing is fetched from anywhere: style and the few lines of script stand in the page. All text is escaped.

use std::io::Write;

use rapporteur::Annotated;
use rapporteur::text::record::EventRecord;

use super::{Sink, board, text};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes articles into one page.
pub struct Html<'w> {
    out: &'w mut dyn Write,
    articles: usize,
    events: usize,
}

impl<'w> Html<'w> {
    /// A sink that writes the head of the page before the first article.
    pub fn new(out: &'w mut dyn Write) -> Self {
        Html { out, articles: 0, events: 0 }
    }

    fn head(&mut self) -> anyhow::Result<()> {
        write!(
            self.out,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
             content=\"width=device-width\">\n<title>rapporteur</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <header><span><b>rapporteur</b> records what reports say. It does not establish what happened.</span> \
             <span class=\"key\"><mark class=\"vc\">verbal cooperation</mark> <mark class=\"mc\">material cooperation</mark> \
             <mark class=\"vx\">verbal conflict</mark> <mark class=\"mx\">material conflict</mark></span></header>\n"
        )?;
        Ok(())
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && c != '\n' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

fn class(event: &EventRecord) -> &'static str {
    match event.quad.as_str() {
        "verbal cooperation" => "vc",
        "material cooperation" => "mc",
        "verbal conflict" => "vx",
        _ => "mx",
    }
}

/// The text in paragraphs, with the words of the triggers marked. Of triggers that overlap, the first is marked.
fn marked(record: &Annotated, article: usize) -> String {
    let chars: Vec<char> = record.text.chars().collect();
    let mut order: Vec<usize> = (0..record.events.len()).collect();
    order.sort_by_key(|n| (record.events[*n].trigger.start, *n));
    let mut out = String::from("<p>");
    let mut at = 0usize;
    let plain = |out: &mut String, from: usize, to: usize| {
        let stretch: String = chars[from..to].iter().collect();
        let paragraphs: Vec<String> =
            stretch.split("\n\n").map(|p| escape(p).replace('\n', "<br>")).collect();
        out.push_str(&paragraphs.join("</p>\n<p>"));
    };
    for n in order {
        let event = &record.events[n];
        let (start, end) = (event.trigger.start as usize, event.trigger.end as usize);
        if start < at || end > chars.len() {
            continue;
        }
        plain(&mut out, at, start);
        let words: String = chars[start..end].iter().collect();
        let tip = format!(
            "{}: {} → {}",
            text::kind(event),
            text::names(&event.actor),
            text::names(&event.recipient)
        );
        out.push_str(&format!(
            "<mark class=\"{}{}\" data-event=\"e{article}-{n}\" tabindex=\"0\" title=\"{}\">{}</mark>",
            class(event),
            if event.polarity == "negative" { " not" } else { "" },
            escape(&tip),
            escape(&words)
        ));
        at = end;
    }
    plain(&mut out, at, chars.len());
    out.push_str("</p>");
    out
}

/// The passage of an event with its trigger in bold.
fn passage(record: &Annotated, event: &EventRecord, width: usize) -> String {
    let (before, trigger, after) = text::passage(record, event, width);
    format!("{}<b>{}</b>{}", escape(&before), escape(&trigger), escape(&after))
}

fn board_table(record: &Annotated, article: usize) -> String {
    let rows = board::rows(record);
    if rows.is_empty() {
        return "<p class=\"none\">No position is taken.</p>".to_owned();
    }
    let mut out = String::from(
        "<table class=\"board\"><thead><tr><th>position<th>holder<th>what<th>who says so<th>when</tr></thead><tbody>",
    );
    let mut last = "";
    for event in &rows {
        let n =
            record.events.iter().position(|e| e.id == event.id && e.trigger == event.trigger).unwrap_or(0);
        let position = event.position.as_deref().unwrap_or_default();
        out.push_str(&format!(
            "<tr class=\"{}{}\" data-event=\"e{article}-{n}\" tabindex=\"0\"><th>{}<td>{}<td class=\"words\">{}<td>{}<td>{}</tr>",
            class(event),
            if position == last { "" } else { " first" },
            if position == last { "" } else { position },
            escape(&text::holder(event)),
            passage(record, event, 90),
            escape(&text::says(event)),
            escape(&text::when(event)),
        ));
        last = position;
    }
    out.push_str("</tbody></table>");
    out
}

/// Who did it to whom, in one line.
fn line(event: &EventRecord) -> String {
    let who = text::names(&event.actor);
    let whom = text::names(&event.recipient);
    let who = if who.is_empty() { "nobody named" } else { &who };
    if whom.is_empty() { who.to_owned() } else { format!("{who} → {whom}") }
}

fn card(record: &Annotated, event: &EventRecord, id: &str) -> String {
    let mut rows = String::new();
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            rows.push_str(&format!("<dt>{name}<dd>{}", escape(value)));
        }
    };
    let coded = |actors: &[rapporteur::text::record::ActorRecord]| -> String {
        let shown = actors.iter().map(|a| match a.code.as_str() {
            "" => text::clean(&a.name),
            code => format!("{} [{code}]", text::clean(&a.name)),
        });
        shown.collect::<Vec<_>>().join(", ")
    };
    row("actor", &coded(&event.actor));
    row("recipient", &coded(&event.recipient));
    row("against", &coded(&event.against));
    row("position", event.position.as_deref().unwrap_or_default());
    row("condition", event.condition.as_ref().map_or("", |c| c.text.as_str()));
    row("when", &text::when(event));
    row("where", &event.location.as_ref().map(|p| format!("{} ({})", p.name, p.basis)).unwrap_or_default());
    row("how much", &text::quantities(event));
    row("who says so", &text::says(event));
    row("contexts", &event.contexts.join(", "));
    row("CAMEO", event.cameo.as_deref().unwrap_or_default());
    row("rule", &event.rule);
    row("confidence", &format!("{:.2}", event.confidence));
    let why: String = event.trace.iter().map(|w| format!("<li>{}", escape(w))).collect();
    format!(
        "<details id=\"{id}\" class=\"{}\"><summary><b>{}</b> {}</summary><p class=\"words\">{}</p><dl>{rows}</dl><ul>{why}</ul></details>",
        class(event),
        escape(&text::kind(event)),
        escape(&line(event)),
        passage(record, event, 240),
    )
}

impl Sink for Html<'_> {
    fn article(&mut self, record: &Annotated) -> anyhow::Result<()> {
        if self.articles == 0 {
            self.head()?;
        }
        let n = self.articles;
        self.articles += 1;
        self.events += record.events.len();
        let about: Vec<&str> =
            [record.byline.as_deref(), record.publisher.as_deref(), record.published.as_deref()]
                .into_iter()
                .flatten()
                .collect();
        let cards: String =
            record.events.iter().enumerate().map(|(k, e)| card(record, e, &format!("e{n}-{k}"))).collect();
        write!(
            self.out,
            "<article>\n<section class=\"text\">\n<h1>{}</h1>\n<p class=\"about\">{}</p>\n{}\n</section>\n<section class=\"record\">\n\
             <h2>The board</h2>\n{}\n<h2>Events</h2>\n{cards}\n</section>\n</article>\n",
            escape(record.title.as_deref().unwrap_or(&record.id)),
            escape(&about.join(" · ")),
            marked(record, n),
            board_table(record, n),
        )?;
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        if self.articles == 0 {
            self.head()?;
        }
        write!(
            self.out,
            "<footer>{} events in {} articles. A machine-coded position is a suggestion until a reviewer confirms it. Do not use it \
             alone to decide about a person, a sanction, a payment, or an attack.</footer>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
            self.events, self.articles
        )?;
        Ok(self.out.flush()?)
    }
}
