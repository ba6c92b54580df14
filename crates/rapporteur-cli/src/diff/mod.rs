//! `rapporteur diff`: what two outputs of the same articles say differently: events added, lost and changed.

mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Write};

use serde_json::{Value, json};

use crate::args::{Diff, DiffFormat};
use crate::exit::Exit;
use crate::output::text::clean;
use source::{Event, Source, text};

/// Fields of an article, and of the run, that are no part of what an event says.
const OUTSIDE: &[&str] = &[
    "article",
    "version",
    "url",
    "title",
    "publisher",
    "published",
    "Version",
    "Headline",
    "URL",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "id",
    "Event ID",
];

/// Events of a type: added, lost, changed, the same.
type Counts = BTreeMap<String, [usize; 4]>;

/// One difference.
enum Change<'e> {
    Added(&'e Event),
    Lost(&'e Event),
    /// Both, with the fields that differ.
    Changed(&'e Event, &'e Event, Vec<&'e str>),
}

/// Runs the command. The exit status is that of `diff`: 0 the same, 1 different, 2 trouble.
pub fn run(args: &Diff) -> anyhow::Result<Exit> {
    let (mut a, mut b) = match (Source::open(&args.a), Source::open(&args.b)) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(error), _) | (_, Err(error)) => {
            eprintln!("rapporteur: {error:#}");
            return Ok(Exit::Usage);
        }
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut counts = Counts::new();
    let mut seen = BTreeSet::new();
    let mut done = BTreeSet::new();
    for part in 0..a.len() {
        if done.contains(&part) {
            continue;
        }
        let (id, mut before) = a.read(part)?;
        // Almost always one part; more, where an id came twice.
        for other in a.parts_of(&id).into_iter().filter(|p| *p != part) {
            done.insert(other);
            before.extend(a.read(other)?.1);
        }
        let mut after = Vec::new();
        for other in b.parts_of(&id) {
            seen.insert(other);
            after.extend(b.read(other)?.1);
        }
        article(&mut out, args.format, &id, &before, &after, &mut counts)?;
    }
    for part in (0..b.len()).filter(|p| !seen.contains(p)) {
        let (id, after) = b.read(part)?;
        article(&mut out, args.format, &id, &[], &after, &mut counts)?;
    }
    let different = counts.values().any(|c| c[..3].iter().any(|n| *n > 0));
    summary(&mut out, args.format, &counts)?;
    out.flush()?;
    Ok(if different { Exit::Some } else { Exit::Ok })
}

fn kind(event: &Event) -> &str {
    if event.contains_key("Event Type") { text(event, "Event Type") } else { text(event, "event") }
}

/// What the event is told by: its id, which is a hash of the text, the words and the type.
fn id(event: &Event) -> &str {
    if event.contains_key("Event ID") { text(event, "Event ID") } else { text(event, "id") }
}

fn words(event: &Event) -> String {
    let trigger = event.get("trigger").and_then(|t| t.get("text")).and_then(Value::as_str);
    clean(trigger.unwrap_or_else(|| text(event, "Trigger")))
}

/// Where the trigger stands; in CSV its words must do.
fn place(event: &Event) -> String {
    match event.get("trigger") {
        Some(t) => format!("{}–{}", t["start"], t["end"]),
        None => words(event),
    }
}

fn names(event: &Event, role: &str, column: &str) -> String {
    let list = event.get(role).and_then(Value::as_array);
    let names = list.map(|l| l.iter().filter_map(|a| a["name"].as_str()).collect::<Vec<_>>().join(", "));
    clean(names.as_deref().unwrap_or_else(|| text(event, column)))
}

/// The fields in which two records of one event differ, in the order of the first.
fn fields<'e>(a: &'e Event, b: &'e Event) -> Vec<&'e str> {
    let all = a.keys().chain(b.keys().filter(|k| !a.contains_key(*k)));
    all.map(String::as_str).filter(|k| !OUTSIDE.contains(k) && a.get(*k) != b.get(*k)).collect()
}

fn article(
    out: &mut dyn Write,
    format: DiffFormat,
    article: &str,
    before: &[Event],
    after: &[Event],
    counts: &mut Counts,
) -> anyhow::Result<()> {
    let mut left: Vec<&Event> = after.iter().collect();
    let mut changes = Vec::new();
    let mut unmatched = Vec::new();
    let mut take = |test: &dyn Fn(&Event) -> bool| -> Option<&Event> {
        let at = left.iter().position(|e| test(e))?;
        Some(left.remove(at))
    };
    for a in before {
        match take(&|b| id(a) == id(b)) {
            Some(b) => {
                let differ = fields(a, b);
                if differ.is_empty() {
                    counts.entry(kind(a).to_owned()).or_default()[3] += 1;
                } else {
                    changes.push(Change::Changed(a, b, differ));
                }
            }
            None => unmatched.push(a),
        }
    }
    // The same words with another type are one event, changed.
    for a in unmatched {
        match take(&|b| place(a) == place(b) && !before.iter().any(|o| id(o) == id(b))) {
            Some(b) => changes.push(Change::Changed(a, b, fields(a, b))),
            None => changes.push(Change::Lost(a)),
        }
    }
    changes.extend(left.into_iter().map(Change::Added));
    if changes.is_empty() {
        return Ok(());
    }
    if format == DiffFormat::Text {
        writeln!(out, "{}", clean(article))?;
    }
    for change in &changes {
        let (event, at) = match change {
            Change::Added(e) => (*e, 0),
            Change::Lost(e) => (*e, 1),
            Change::Changed(_, e, _) => (*e, 2),
        };
        counts.entry(kind(event).to_owned()).or_default()[at] += 1;
        match format {
            DiffFormat::Text => line(out, change)?,
            DiffFormat::Jsonl => record(out, article, change)?,
        }
    }
    Ok(())
}

fn line(out: &mut dyn Write, change: &Change) -> std::io::Result<()> {
    let short = |e: &Event| {
        format!(
            "{} {} → {} “{}”",
            kind(e),
            names(e, "actor", "Actor Name"),
            names(e, "recipient", "Recipient Name"),
            words(e)
        )
    };
    match change {
        Change::Added(e) => writeln!(out, "  + {}", short(e)),
        Change::Lost(e) => writeln!(out, "  - {}", short(e)),
        Change::Changed(a, b, fields) => {
            writeln!(out, "  ~ {}", short(b))?;
            for field in fields {
                writeln!(out, "      {field}: {} ⇒ {}", shown(a.get(*field)), shown(b.get(*field)))?;
            }
            Ok(())
        }
    }
}

/// A value for people: of actors, the names with codes.
fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "–".to_owned(),
        Some(Value::String(s)) if s.is_empty() => "–".to_owned(),
        Some(Value::String(s)) => clean(s),
        Some(Value::Array(list)) if list.is_empty() => "–".to_owned(),
        Some(Value::Array(list)) => list.iter().map(|v| shown(Some(v))).collect::<Vec<_>>().join(", "),
        Some(Value::Object(o)) => match (o.get("name").or(o.get("value")), o.get("code")) {
            (Some(name), Some(code)) => format!("{} [{}]", shown(Some(name)), shown(Some(code))),
            _ => clean(&Value::Object(o.clone()).to_string()),
        },
        Some(other) => other.to_string(),
    }
}

fn record(out: &mut dyn Write, article: &str, change: &Change) -> anyhow::Result<()> {
    let value = match change {
        Change::Added(e) => json!({"article": article, "change": "added", "event": e}),
        Change::Lost(e) => json!({"article": article, "change": "lost", "event": e}),
        Change::Changed(a, b, fields) => {
            let fields: serde_json::Map<String, Value> =
                fields.iter().map(|f| ((*f).to_owned(), json!([a.get(*f), b.get(*f)]))).collect();
            json!({"article": article, "change": "changed", "fields": fields, "event": b})
        }
    };
    serde_json::to_writer(&mut *out, &value)?;
    writeln!(out)?;
    Ok(())
}

fn summary(out: &mut dyn Write, format: DiffFormat, counts: &Counts) -> anyhow::Result<()> {
    let mut all = [0; 4];
    for row in counts.values() {
        all.iter_mut().zip(row).for_each(|(sum, n)| *sum += n);
    }
    if format == DiffFormat::Jsonl {
        let row = |c: &[usize; 4]| json!({"added": c[0], "lost": c[1], "changed": c[2], "same": c[3]});
        let types: serde_json::Map<String, Value> = counts.iter().map(|(k, c)| (k.clone(), row(c))).collect();
        serde_json::to_writer(&mut *out, &json!({"summary": row(&all), "types": types}))?;
        writeln!(out)?;
        return Ok(());
    }
    if all[..3] != [0; 3] {
        writeln!(out)?;
    }
    writeln!(out, "{:12} {:>7} {:>7} {:>7} {:>7}", "type", "added", "lost", "changed", "same")?;
    for (name, row) in counts.iter().map(|(k, c)| (k.as_str(), c)).chain([("all", &all)]) {
        writeln!(out, "{name:12} {:>7} {:>7} {:>7} {:>7}", row[0], row[1], row[2], row[3])?;
    }
    Ok(())
}
