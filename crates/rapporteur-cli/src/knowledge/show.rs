//! `rapporteur knowledge show` and `why`: what the knowledge says of an office, a name or a code, and where that is written.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use jiff::civil::Date;
use rapporteur::reading::Knowledge;
use rapporteur::reading::actors::{Answer, Held, Named, Place, ask, rows_about};
use serde::Serialize;

use crate::args::Ask;
use crate::exit::Exit;

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    answer: &'a Answer,
    /// The rows, for `why`.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<&'a [Place]>,
}

/// Asks and prints. `why` shows those that lost too, and the rows behind the answer.
pub fn run(args: &Ask, why: bool, own: Option<&Path>) -> anyhow::Result<Exit> {
    let knowledge = Knowledge::load(&crate::data::compiled()?)?;
    let query = args.what.join(" ");
    let answer = ask(knowledge.actors(), &query, args.on);
    let rows = why.then(|| places(&answer, own));
    let found = answer.office.is_some() || !answer.names.is_empty() || answer.code.is_some();
    let mut out = std::io::stdout().lock();
    if args.json {
        let printed = Printed { answer: &answer, rows: rows.as_deref() };
        serde_json::to_writer_pretty(&mut out, &printed)?;
        writeln!(out)?;
    } else {
        out.write_all(text(&answer, rows.as_deref(), why).as_bytes())?;
    }
    Ok(if found { Exit::Ok } else { Exit::Some })
}

/// The rows of everyone in the answer.
fn places(answer: &Answer, own: Option<&Path>) -> Vec<Place> {
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut add = |id: &str, name: &str| {
        ids.insert(id.to_owned());
        names.insert(name.to_owned());
    };
    for held in answer.office.iter().flat_map(|o| &o.holders) {
        add(&held.identifier, &held.name);
    }
    for named in &answer.names {
        add(&named.identifier, &named.name);
    }
    if !answer.names.is_empty() {
        names.insert(answer.query.clone());
    }
    let mut sources = crate::data::sources();
    if let Some(own) = own {
        sources = sources.with(own);
    }
    rows_about(&sources, &ids, &names)
}

fn text(answer: &Answer, rows: Option<&[Place]>, why: bool) -> String {
    let mut out = String::new();
    let day = answer.on.map_or(String::new(), |d| format!(" on {d}"));
    if let Some(code) = &answer.code {
        let _ = write!(out, "{}: {}", answer.query, code.who);
        for (sector, says) in &code.sectors {
            let _ = write!(out, "; {sector}: {says}");
        }
        out.push('\n');
    }
    if let Some(office) = &answer.office {
        let _ = writeln!(out, "{} of {} ({}){day}", office.class, office.country_name, office.country);
        if office.holders.is_empty() {
            let _ = writeln!(out, "  nobody that the knowledge knows of");
        }
        for held in office.holders.iter().filter(|h| why || h.taken || answer.on.is_none()) {
            term(&mut out, held, Some(&held.name), rows);
        }
        let left = office.holders.iter().filter(|h| !h.taken).count();
        if !why && answer.on.is_some() && left > 0 {
            let _ = writeln!(out, "  {left} more in office that day: `knowledge why` shows them");
        }
    }
    // The words of an office are seldom a name as well; if they are, that is shown.
    let shown = answer.names.iter().filter(|n| why || n.taken || answer.names.iter().all(|n| !n.taken));
    for named in shown {
        name(&mut out, named, rows, answer.on.is_some());
    }
    let hidden = answer.names.len() - answer.names.iter().filter(|n| n.taken).count();
    if !why && hidden > 0 && answer.names.iter().any(|n| n.taken) {
        let _ = writeln!(out, "{hidden} more with this name: `knowledge why` shows them");
    }
    if out.is_empty() {
        let _ = writeln!(out, "{}: nothing in the knowledge", answer.query);
        if !answer.near.is_empty() {
            let _ = writeln!(out, "like it: {}", answer.near.join(", "));
        }
        out.push_str("ask for a name (Hezbollah), an office with its country (foreign minister of France) or a code (FRAGOV)\n");
    }
    out
}

fn name(out: &mut String, n: &Named, rows: Option<&[Place]>, dated: bool) {
    let _ = write!(out, "{} ({}, {}): {}", n.name, n.kind, n.usage, n.code);
    if n.from.is_some() || n.to.is_some() {
        let _ = write!(out, "; {}", period(n.from, n.to));
    }
    let _ = writeln!(out, "; {}; {}", n.identifier, n.reason);
    for held in n.terms.iter().filter(|h| !dated || h.taken || rows.is_some()) {
        term(out, held, None, rows);
    }
    if n.terms.is_empty()
        && let Some(rows) = rows
    {
        for row in rows.iter().filter(|r| is_of(r, &n.identifier, &n.name)) {
            let _ = writeln!(out, "    {}", place(row));
        }
    }
}

fn term(out: &mut String, h: &Held, who: Option<&str>, rows: Option<&[Place]>) {
    let country = if h.country.is_empty() { String::new() } else { format!("{} ", h.country) };
    let mark = if h.taken { "→" } else { " " };
    let who = who.map_or(String::new(), |w| format!("{w}: "));
    let _ = write!(out, "  {mark} {who}{country}{}, {}; {}", h.post, period(h.from, h.to), h.code);
    if let Some(known) = h.known_to {
        let _ = write!(out, "; known to {known}");
    }
    if h.unverified {
        out.push_str("; unverified");
    }
    let _ = write!(out, "; source {}", h.source);
    if !h.reason.is_empty() {
        let _ = write!(out, "; {}", h.reason);
    }
    out.push('\n');
    let start = h.from.map_or(String::new(), |d| d.to_string());
    let of = |row: &&Place| {
        let cell = |c: &str| row.cells.iter().find(|(k, _)| k == c).map_or("", |(_, v)| v.as_str());
        is_of(row, &h.identifier, &h.name)
            && (cell("post") == h.post || cell("post").is_empty())
            && (cell("start").is_empty() || start.starts_with(cell("start")))
    };
    for row in rows.unwrap_or_default().iter().filter(of) {
        let _ = writeln!(out, "      {}", place(row));
    }
}

/// Is the row about this entity: by its identifier, else by name?
fn is_of(row: &Place, id: &str, name: &str) -> bool {
    let cell = |c: &str| row.cells.iter().find(|(k, _)| k == c).map(|(_, v)| v.as_str());
    match cell("id") {
        Some(own) => own == id,
        None => cell("name").or(cell("text")) == Some(name) || cell("text").is_some(),
    }
}

fn place(row: &Place) -> String {
    let source = row.cells.iter().find(|(k, _)| k == "source").map_or("", |(_, v)| v.as_str());
    let checked = row.cells.iter().find(|(k, _)| k == "checked").map(|(_, v)| format!(", checked {v}"));
    let source = if source.is_empty() { String::new() } else { format!(" (source {source})") };
    format!("{}:{}{source}{}", row.file.display(), row.line, checked.unwrap_or_default())
}

fn period(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (None, None) => "undated".to_owned(),
        (Some(a), None) => format!("since {a}"),
        (None, Some(b)) => format!("to {b}"),
        (Some(a), Some(b)) => format!("{a} to {b}"),
    }
}
