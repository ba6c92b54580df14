//! One article with all that was read in it, as text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rapporteur::reading::record;
use rapporteur::text::Span;
use rapporteur::text::record::{ActorRecord, EventRecord};
use rapporteur::{Article, Reader, Reading, Sentence};

use super::rows::{Layer, Mark, draw, words_of};

/// The snapshot of an article. Confidences are left out: they are floats that every retraining moves.
pub fn snapshot(reader: &Reader, article: &Article) -> String {
    let (sentences, reading) = reader.analyse(article);
    let record = record::write(article, &sentences, &reading, reader.version());
    let mut out = String::new();
    for (name, value) in [
        ("title", &record.title),
        ("byline", &record.byline),
        ("publisher", &record.publisher),
        ("published", &record.published),
    ] {
        let _ = writeln!(out, "{name:9} {}", value.as_deref().unwrap_or("-"));
    }
    for (name, list) in [("dropped", &record.dropped), ("note", &record.notes)] {
        for item in list {
            let _ = writeln!(out, "{name:9} {}", item.replace('\n', " / "));
        }
    }
    for (number, s) in sentences.iter().enumerate() {
        let gap = if s.starts_paragraph { "\n\n" } else { "\n" };
        let _ = write!(out, "{gap}{}. {}\n\n", number + 1, s.span.of(&article.text).replace('\n', " "));
        let words: Vec<&str> = s.tokens.iter().map(|t| t.form(&article.text)).collect();
        draw(&words, &layers(article, &reading, s), &mut out);
        for e in record.events.iter().filter(|e| e.sentence as usize == number) {
            event(e, &mut out);
        }
    }
    out.push_str("\n\nActors\n");
    let actors: BTreeSet<String> = reading
        .actors
        .mentions
        .iter()
        .filter_map(|m| reading.actors.actor(m))
        .map(|a| format!("{} [{}] {}", a.name, a.code, a.identifier.as_deref().unwrap_or("-")))
        .collect();
    for actor in actors {
        let _ = writeln!(out, "{}", actor.trim_end());
    }
    out
}

fn layers(article: &Article, reading: &Reading, s: &Sentence) -> Vec<Layer> {
    let spans: Vec<Span> = s.tokens.iter().map(|t| t.span).collect();
    let one = |i: usize, label: String| Mark { first: i, last: i, label };
    let tags = s.tokens.iter().enumerate().map(|(i, t)| one(i, t.upos.as_str().to_owned()));
    let tree = s.tokens.iter().enumerate().map(|(i, t)| {
        let head = t.head.map_or("", |h| s.tokens[h as usize].form(&article.text));
        let head: String = head.chars().take(7).collect();
        one(i, if head.is_empty() { "root".to_owned() } else { format!("{}<{head}", t.deprel) })
    });
    let names = s.names.iter().map(|n| Mark {
        first: n.first as usize,
        last: n.last as usize,
        label: n.kind.tag().to_owned(),
    });
    // A layer of spans with labels: those that touch this sentence.
    let marks = |items: Vec<(Span, String)>| -> Vec<Mark> {
        items
            .into_iter()
            .filter_map(|(span, label)| {
                let (first, last) = words_of(&spans, span)?;
                Some(Mark { first, last, label })
            })
            .collect()
    };
    let dates = reading.dates.iter().map(|d| (d.span, d.value.clone())).collect();
    let places = reading
        .places
        .iter()
        .map(|p| (p.span, format!("{},{}", p.place.name, p.place.country.as_deref().unwrap_or("-"))))
        .collect();
    let counts = reading
        .quantities
        .iter()
        .map(|q| {
            let value = q.value.map_or_else(|| "?".to_owned(), |v| v.to_string());
            (
                q.span,
                format!(
                    "{}{value} {}",
                    q.hedge.as_ref().map(|h| format!("{h} ")).unwrap_or_default(),
                    q.unit
                ),
            )
        })
        .collect();
    let actors = reading
        .actors
        .mentions
        .iter()
        .map(|m| {
            let code = reading.actors.actor(m).map_or("-", |a| if a.code.is_empty() { "?" } else { &a.code });
            (m.span, m.coreference.map_or_else(|| code.to_owned(), |c| format!("{code}#{c}")))
        })
        .collect();
    let mut says = Vec::new();
    for a in &reading.attributions {
        let no = if a.negative { "not " } else { "" };
        says.extend(a.source.map(|span| (span, "source".to_owned())));
        says.push((a.cue, format!("{no}cue")));
        says.push((a.content, if a.direct { "words" } else { "content" }.to_owned()));
    }
    let facts = reading
        .predicates
        .iter()
        .map(|p| (p.span, format!("{}{}", if p.negative { "not " } else { "" }, p.modality.as_str())))
        .collect();
    let events = reading.events.iter().map(|e| (e.trigger, e.event.clone())).collect();
    vec![
        Layer { name: "tags", marks: tags.collect() },
        Layer { name: "tree", marks: tree.collect() },
        Layer { name: "names", marks: names.collect() },
        Layer { name: "dates", marks: marks(dates) },
        Layer { name: "places", marks: marks(places) },
        Layer { name: "counts", marks: marks(counts) },
        Layer { name: "actors", marks: marks(actors) },
        Layer { name: "says", marks: marks(says) },
        Layer { name: "facts", marks: marks(facts) },
        Layer { name: "events", marks: marks(events) },
    ]
}

fn role(actors: &[ActorRecord]) -> String {
    let names: Vec<String> = actors
        .iter()
        .map(|a| format!("{} [{}]", a.name, if a.code.is_empty() { "?" } else { &a.code }))
        .collect();
    if names.is_empty() { "-".to_owned() } else { names.join(" + ") }
}

fn event(e: &EventRecord, out: &mut String) {
    let mode = e.mode.as_ref().map(|m| format!("/{m}")).unwrap_or_default();
    let _ = writeln!(out, "=       {}{mode}: {} > {}", e.event, role(&e.actor), role(&e.recipient));
    let mut facts = vec![format!("“{}” {} {}", e.trigger.text, e.modality, e.polarity)];
    let optional = [
        ("against", (!e.against.is_empty()).then(|| role(&e.against))),
        ("position", e.position.clone()),
        ("of the", e.position_holder.clone().filter(|h| h == "recipient")),
        ("condition", e.condition.as_ref().map(|c| format!("“{}”", c.text))),
        ("contexts", (!e.contexts.is_empty()).then(|| e.contexts.join("+"))),
        ("when", e.date.as_ref().map(|d| format!("{} ({})", d.value, d.basis))),
        ("where", e.location.as_ref().map(|p| format!("{} ({})", p.name, p.basis))),
        ("", e.background.then(|| "background".to_owned())),
    ];
    facts.extend(
        optional.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value?).trim().to_owned())),
    );
    facts.extend(e.quantities.iter().map(|q| format!("how much “{}”", q.text)));
    let says: Vec<&str> = e.attribution.iter().map(|s| s.name.as_str()).collect();
    if !says.is_empty() {
        facts.push(format!("says {}", says.join(" > ")));
    }
    let _ = writeln!(out, "          {}; by {}", facts.join("; "), e.rule);
}
