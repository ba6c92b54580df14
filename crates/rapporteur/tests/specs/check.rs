//! Does a record hold what a line of a spec says?

use rapporteur::Annotated;
use rapporteur::reading::events::TYPES;
use rapporteur::text::record::{EventQuantity, EventRecord, PlaceRecord};

use super::document::Line;
use crate::common::is_actor;

fn is_type(word: &str) -> bool {
    TYPES.iter().any(|t| t.0 == word)
}

/// Why a line does not hold; none if it does.
pub fn fault(words: &str, all: &[Line], record: &Annotated) -> Option<String> {
    let (head, rest) = words.split_once(' ').unwrap_or((words, ""));
    let kind = head.trim_end_matches(';');
    let lacks = |what: &str, has: &str| Some(format!("{what}: {has}"));
    let holds = |text: &str| text.contains(rest);
    match kind {
        kind if is_type(kind) => event(words, record),
        "nothing" if rest == "else" => {
            let asked: Vec<&str> = all
                .iter()
                .map(|l| l.words.split([';', ' ']).next().unwrap_or_default())
                .filter(|w| is_type(w))
                .collect();
            if record.events.len() == asked.len() { None } else { lacks("the events are", &shown(record)) }
        }
        "nothing" => {
            if record.events.is_empty() {
                None
            } else {
                lacks("the events are", &shown(record))
            }
        }
        "no" if is_type(rest) => {
            if record.events.iter().all(|e| e.event != rest) {
                None
            } else {
                lacks("the events are", &shown(record))
            }
        }
        "title" => {
            if record.title.as_deref() == Some(rest) {
                None
            } else {
                lacks("title", &format!("{:?}", record.title))
            }
        }
        "byline" => {
            if record.byline.as_deref() == Some(rest) {
                None
            } else {
                lacks("byline", &format!("{:?}", record.byline))
            }
        }
        "published" => {
            if record.published.as_deref() == Some(rest) {
                None
            } else {
                lacks("published", &format!("{:?}", record.published))
            }
        }
        "keeps" => {
            if holds(&record.text) {
                None
            } else {
                lacks("the text is", &record.text)
            }
        }
        "drops" => {
            if !holds(&record.text) && record.dropped.iter().any(|d| holds(d)) {
                None
            } else {
                lacks("the text is", &format!("{}; dropped {:?}", record.text, record.dropped))
            }
        }
        "place" => place(rest, record),
        "no" if rest.starts_with("place ") => {
            let text = rest.trim_start_matches("place ");
            if record.places.iter().all(|p| p.text != text) {
                None
            } else {
                lacks("the places are", &places(record))
            }
        }
        _ => Some("this line is not understood: see specs/README.md".to_owned()),
    }
}

/// A place line: the words of the mention, then fields, separated by `;`. Some mention of these words must have them all.
fn place(words: &str, record: &Annotated) -> Option<String> {
    let mut parts = words.split(';').map(str::trim);
    let text = parts.next().unwrap_or_default();
    let fields: Vec<&str> = parts.filter(|p| !p.is_empty()).collect();
    let has = |p: &PlaceRecord, field: &str| {
        let (name, value) = field.split_once(' ').unwrap_or((field, ""));
        let is = |option: Option<&str>| option.unwrap_or("none") == value;
        match name {
            "name" => p.name == value,
            "country" => is(p.country.as_deref()),
            "admin1" => is(p.admin1.as_deref()),
            "precision" => p.precision == value,
            "point" => (value == "none") == (p.lat.is_none() && p.lon.is_none()),
            "runner-up" => is(p.runner_up.as_ref().and_then(|r| r.country.as_deref())),
            "reason" => p.reason.contains(value),
            _ => false,
        }
    };
    if record.places.iter().any(|p| p.text == text && fields.iter().all(|f| has(p, f))) {
        return None;
    }
    Some(format!("got: {}", places(record)))
}

/// The places of a record in the words of a spec.
fn places(record: &Annotated) -> String {
    let show = |p: &PlaceRecord| {
        let none = || "none".to_owned();
        format!(
            "place {}; name {}; country {}; admin1 {}; precision {}; point {}; runner-up {}; reason {}",
            p.text,
            p.name,
            p.country.clone().unwrap_or_else(none),
            p.admin1.clone().unwrap_or_else(none),
            p.precision,
            if p.lat.is_none() { "none" } else { "given" },
            p.runner_up.as_ref().and_then(|r| r.country.clone()).unwrap_or_else(none),
            p.reason
        )
    };
    record.places.iter().map(show).collect::<Vec<_>>().join("\n         ")
}

/// An event line: its type, then fields, separated by `;`. Some event must have them all.
fn event(words: &str, record: &Annotated) -> Option<String> {
    let mut parts = words.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    let fields: Vec<&str> = parts.filter(|p| !p.is_empty()).collect();
    for field in &fields {
        let name = field.split(' ').next().unwrap_or_default();
        if !FIELDS.contains(&name) {
            return Some(format!("{name:?} is no field: one of {}", FIELDS.join(", ")));
        }
    }
    let of_kind: Vec<&EventRecord> = record.events.iter().filter(|e| e.event == kind).collect();
    if of_kind.iter().any(|e| fields.iter().all(|f| has(e, f))) {
        return None;
    }
    let wrong: Vec<String> = of_kind
        .iter()
        .map(|e| fields.iter().filter(|f| !has(e, f)).copied().collect::<Vec<_>>().join("; "))
        .collect();
    let wrong = if wrong.is_empty() { format!("no {kind}") } else { format!("wrong: {}", wrong.join(" | ")) };
    Some(format!("{wrong}\n    got: {}", shown(record)))
}

const FIELDS: [&str; 18] = [
    "actor",
    "recipient",
    "against",
    "trigger",
    "mode",
    "modality",
    "polarity",
    "position",
    "holder",
    "date",
    "basis",
    "quantity",
    "place",
    "condition",
    "by",
    "context",
    "background",
    "cameo",
];

fn has(e: &EventRecord, field: &str) -> bool {
    let (name, value) = field.split_once(' ').unwrap_or((field, ""));
    let is = |option: &Option<String>| option.as_deref().unwrap_or("none") == value;
    let among = |actors: &[rapporteur::text::record::ActorRecord]| {
        if value == "none" {
            actors.is_empty()
        } else {
            value.split(" and ").all(|v| actors.iter().any(|a| is_actor(a, v)))
        }
    };
    match name {
        "actor" => among(&e.actor),
        "recipient" => among(&e.recipient),
        "against" => among(&e.against),
        "trigger" => e.trigger.text == value,
        "mode" => is(&e.mode),
        "modality" => e.modality == value,
        "polarity" => e.polarity == value,
        "position" => is(&e.position),
        "holder" => is(&e.position_holder),
        "cameo" => is(&e.cameo),
        "context" => e.contexts.iter().any(|c| c == value),
        "background" => e.background.to_string() == value,
        "date" => e.date.as_ref().map_or("none", |d| d.value.as_str()) == value,
        "basis" => e.date.as_ref().is_some_and(|d| d.basis == value),
        "quantity" => {
            if value == "none" {
                e.quantities.is_empty()
            } else {
                e.quantities.iter().any(|q| quantity(q) == value)
            }
        }
        "place" => e.location.as_ref().map_or("none", |p| p.name.as_str()) == value,
        "condition" => e.condition.as_ref().map_or("none", |c| c.text.as_str()) == value,
        "by" => chain(e) == value,
        _ => false,
    }
}

/// `at least 40 truck`, `up to 3 ship`.
fn quantity(q: &EventQuantity) -> String {
    let number = q.value.map_or_else(|| "?".to_owned(), |v| v.to_string());
    [q.hedge.clone().unwrap_or_default(), number, q.unit.clone()].join(" ").trim().to_owned()
}

/// Who says so, first speaker first.
fn chain(e: &EventRecord) -> String {
    let names: Vec<&str> = e.attribution.iter().map(|s| s.name.as_str()).collect();
    if names.is_empty() { "the article".to_owned() } else { names.join(" > ") }
}

/// The events of a record in the words of a spec: what to write where it is right.
fn shown(record: &Annotated) -> String {
    if record.events.is_empty() {
        return "nothing".to_owned();
    }
    let lines: Vec<String> = record
        .events
        .iter()
        .map(|e| {
            let role = |actors: &[rapporteur::text::record::ActorRecord]| {
                let list: Vec<String> = actors.iter().map(|a| format!("{}[{}]", a.name, a.code)).collect();
                if list.is_empty() { "none".to_owned() } else { list.join(" and ") }
            };
            let mut line = format!("{}; actor {}; recipient {}", e.event, role(&e.actor), role(&e.recipient));
            if !e.against.is_empty() {
                line += &format!("; against {}", role(&e.against));
            }
            line +=
                &format!("; trigger {}; modality {}; polarity {}", e.trigger.text, e.modality, e.polarity);
            let optional = [
                ("mode", e.mode.clone()),
                ("position", e.position.clone()),
                ("holder", e.position_holder.clone().filter(|h| h == "recipient")),
                ("date", e.date.as_ref().map(|d| format!("{}; basis {}", d.value, d.basis))),
                ("place", e.location.as_ref().map(|p| p.name.clone())),
                ("condition", e.condition.as_ref().map(|c| c.text.clone())),
                ("background", e.background.then(|| "true".to_owned())),
            ];
            for (name, value) in optional.into_iter().filter_map(|(n, v)| Some((n, v?))) {
                line += &format!("; {name} {value}");
            }
            for q in &e.quantities {
                line += &format!("; quantity {}", quantity(q));
            }
            line + &format!("; by {} ({})", chain(e), e.rule)
        })
        .collect();
    lines.join("\n         ")
}
