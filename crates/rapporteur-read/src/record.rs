//! The record: everything that was read, with offsets in code points, as the contract names it. Bytes become code points here and
//! nowhere else.

use rapporteur_text::reading::{DateKind, Document, MentionKind, QuantityKind};
use rapporteur_text::record::*;
use rapporteur_text::{Article, CodePoints, Sentence, Span};

use crate::Reading;
use crate::events::{self, Event, Participant};

/// Writes the record of an article.
pub fn write(article: &Article, sentences: &[Sentence], reading: &Reading, version: &str) -> Annotated {
    let writer =
        Writer { doc: Document { article, sentences }, points: CodePoints::new(&article.text), reading };
    let hash = blake3::hash(article.text.as_bytes()).to_hex().to_string();
    let mut notes = article.notes.clone();
    notes.extend(reading.notes.iter().cloned());
    Annotated {
        id: article.id.clone(),
        version: version.to_owned(),
        url: article.url.clone(),
        title: article.title.clone(),
        byline: article.byline.clone(),
        publisher: article.publisher.clone(),
        published: article.published.map(|d| d.to_string()),
        published_at: article.published_at.clone(),
        updated_at: article.updated_at.clone(),
        published_from: article.published_from.map(|f| f.as_str().to_owned()),
        language: article.language.clone(),
        text: article.text.clone(),
        dropped: article.dropped.clone(),
        notes,
        sentences: sentences.iter().map(|s| writer.points.span(s.span)).collect(),
        mentions: writer.mentions(),
        dates: writer.dates(),
        places: writer.places(),
        quantities: writer.quantities(),
        attributions: writer.attributions(),
        predicates: writer.predicates(),
        events: reading.events.iter().map(|e| writer.event(e, &hash)).collect(),
        hash,
    }
}

struct Writer<'a> {
    doc: Document<'a>,
    points: CodePoints<'a>,
    reading: &'a Reading,
}

fn round(x: f32) -> f32 {
    (x * 1000.0).round() / 1000.0
}

impl Writer<'_> {
    fn words(&self, span: Span) -> Words {
        let code = self.points.span(span);
        Words { start: code.start, end: code.end, text: span.of(self.doc.text()).to_owned() }
    }

    fn mentions(&self) -> Vec<MentionRecord> {
        let r = self.reading;
        let plain = |span: Span, kind: &str| {
            let w = self.words(span);
            MentionRecord {
                start: w.start,
                end: w.end,
                text: w.text,
                kind: kind.to_owned(),
                resolved: None,
                coreference: None,
            }
        };
        let mut all: Vec<MentionRecord> = r
            .actors
            .mentions
            .iter()
            .map(|m| MentionRecord {
                resolved: r.actors.actor(m).map(|a| Resolved {
                    name: a.name.clone(),
                    country: a.country.clone(),
                    sector: a.sector.clone(),
                    code: a.code.clone(),
                    identifier: a.identifier.clone(),
                    confidence: round(a.confidence),
                    reason: a.reason.clone(),
                }),
                coreference: m.coreference,
                ..plain(m.span, kind(m.kind))
            })
            .collect();
        all.extend(r.dates.iter().map(|d| plain(d.span, "Temporal")));
        all.extend(
            r.quantities
                .iter()
                .map(|q| plain(q.span, if q.kind == QuantityKind::Money { "Money" } else { "Quantity" })),
        );
        all.sort_by_key(|m| (m.start, m.end));
        all
    }

    fn dates(&self) -> Vec<DateRecord> {
        let kind = |k| match k {
            DateKind::Date => "DATE",
            DateKind::Time => "TIME",
            DateKind::Duration => "DURATION",
            DateKind::Set => "SET",
        };
        let record = |d: &rapporteur_text::reading::DateExpression| {
            let w = self.words(d.span);
            DateRecord {
                start: w.start,
                end: w.end,
                text: w.text,
                kind: kind(d.kind).to_owned(),
                value: d.value.clone(),
                first_day: d.start.map(|day| day.to_string()),
                last_day: d.end.map(|day| day.to_string()),
            }
        };
        self.reading.dates.iter().map(record).collect()
    }

    fn places(&self) -> Vec<PlaceRecord> {
        self.reading
            .places
            .iter()
            .map(|p| {
                let w = self.words(p.span);
                PlaceRecord {
                    start: w.start,
                    end: w.end,
                    text: w.text,
                    geonames: p.place.geonames,
                    name: p.place.name.clone(),
                    country: p.place.country.clone(),
                    admin1: p.place.admin1.clone(),
                    lat: p.place.lat,
                    lon: p.place.lon,
                    precision: p.place.precision.as_str().to_owned(),
                    runner_up: p.runner_up.as_ref().map(|r| RunnerUp {
                        geonames: r.geonames,
                        name: r.name.clone(),
                        country: r.country.clone(),
                        lat: r.lat,
                        lon: r.lon,
                    }),
                    reason: p.reason.clone(),
                    confidence: round(p.confidence),
                }
            })
            .collect()
    }

    fn quantities(&self) -> Vec<QuantityRecord> {
        self.reading
            .quantities
            .iter()
            .map(|q| {
                let w = self.words(q.span);
                QuantityRecord {
                    start: w.start,
                    end: w.end,
                    text: w.text,
                    value: q.value,
                    low: q.low,
                    high: q.high,
                    hedge: q.hedge.clone(),
                    unit: q.unit.clone(),
                }
            })
            .collect()
    }

    fn attributions(&self) -> Vec<AttributionRecord> {
        self.reading
            .attributions
            .iter()
            .map(|a| AttributionRecord {
                source: a.source.map(|s| self.points.span(s)),
                cue: self.points.span(a.cue),
                content: self.points.span(a.content),
                direct: a.direct,
                polarity: polarity(a.negative),
            })
            .collect()
    }

    fn predicates(&self) -> Vec<PredicateRecord> {
        self.reading
            .predicates
            .iter()
            .map(|p| {
                let code = self.points.span(p.span);
                PredicateRecord {
                    start: code.start,
                    end: code.end,
                    modality: p.modality.as_str().to_owned(),
                    polarity: polarity(p.negative),
                }
            })
            .collect()
    }

    /// The state numbers of a country on the day of an event; without a day, today's.
    fn numbers(&self, country: Option<&str>, e: &Event) -> Option<crate::actors::StateNumber> {
        let all = self.reading.state_numbers.get(country?)?;
        let said = e.when.as_ref().and_then(|w| w.expression).and_then(|n| self.reading.dates[n].start);
        match said.or(self.doc.article.published).map(crate::actors::days::number) {
            Some(day) => all.iter().find(|n| n.start <= day && day <= n.end).copied(),
            None => all.last().copied(),
        }
    }

    /// Those who fill a role, each apart: words such as "US and British forces" or "the two sides" stand for several.
    fn participants(&self, all: &[Participant], e: &Event) -> Vec<ActorRecord> {
        let actors = &self.reading.actors;
        let mut records: Vec<ActorRecord> = Vec::new();
        for p in all {
            let mention = p.mention.map(|m| &actors.mentions[m]);
            records.push(self.actor(p, mention.and_then(|m| actors.actor(m)), e));
            for other in mention.map(|m| m.also.as_slice()).unwrap_or_default() {
                let record = self.actor(p, Some(&actors.actors[*other as usize]), e);
                if !records.contains(&record) {
                    records.push(record);
                }
            }
        }
        records
    }

    fn actor(
        &self,
        p: &Participant,
        actor: Option<&rapporteur_text::reading::Actor>,
        e: &Event,
    ) -> ActorRecord {
        let w = self.words(p.span);
        let numbers = self.numbers(actor.and_then(|a| a.country.as_deref()), e);
        ActorRecord {
            cow: numbers.map(|n| n.cow),
            gw: numbers.map(|n| n.gw),
            start: w.start,
            end: w.end,
            name: actor.map_or_else(|| w.text.clone(), |a| a.name.clone()),
            text: w.text,
            code: actor.map_or_else(String::new, |a| a.code.clone()),
            country: actor.and_then(|a| a.country.clone()),
            sector: actor.and_then(|a| a.sector.clone()),
            identifier: actor.and_then(|a| a.identifier.clone()),
        }
    }

    fn event(&self, e: &Event, hash: &str) -> EventRecord {
        let position = crate::position::of(e);
        let mut trace = e.trace.clone();
        trace.extend(position.as_ref().map(|p| format!("position {}: {}", p.position, p.why)));
        EventRecord {
            id: event_id(hash, self.points.span(e.trigger), &e.event),
            event: e.event.clone(),
            mode: e.mode.clone(),
            contexts: e.contexts.clone(),
            cameo: e.cameo.clone(),
            quad: events::quad(&e.event).to_owned(),
            intensity: events::intensity(&e.event, e.mode.as_deref()),
            sentence: e.word.sentence,
            trigger: self.words(e.trigger),
            actor: self.participants(&e.actor, e),
            recipient: self.participants(&e.recipient, e),
            against: self.participants(&e.against, e),
            modality: e.modality.as_str().to_owned(),
            polarity: polarity(e.negative),
            background: e.background,
            position_holder: position
                .as_ref()
                .map(|p| if p.holder_is_recipient { "recipient" } else { "actor" }.to_owned()),
            position: position.map(|p| p.position.to_owned()),
            stage: None,
            condition: e.condition.map(|c| self.words(c)),
            date: self.date(e),
            location: self.location(e),
            quantities: e.quantities.iter().map(|q| self.quantity(*q)).collect(),
            attribution: e.attribution.iter().map(|a| self.speaker(*a)).collect(),
            rule: e.rule.clone(),
            trace,
            confidence: round(e.confidence),
        }
    }

    fn date(&self, e: &Event) -> Option<EventDate> {
        let when = e.when.as_ref()?;
        let basis = when.basis.as_str().to_owned();
        match when.expression {
            Some(n) => {
                let d = &self.reading.dates[n];
                Some(EventDate {
                    text: Some(d.span.of(self.doc.text()).to_owned()),
                    value: d.value.clone(),
                    start: d.start.map(|d| d.to_string()),
                    end: d.end.map(|d| d.to_string()),
                    precision: d.precision.as_str().to_owned(),
                    basis,
                })
            }
            None => {
                let day = self.doc.article.published?.to_string();
                Some(EventDate {
                    text: None,
                    value: day.clone(),
                    start: Some(day.clone()),
                    end: Some(day),
                    precision: "day".to_owned(),
                    basis,
                })
            }
        }
    }

    fn location(&self, e: &Event) -> Option<EventPlace> {
        let place = e.place.as_ref()?;
        let p = &self.reading.places[place.place];
        Some(EventPlace {
            text: p.span.of(self.doc.text()).to_owned(),
            name: p.place.name.clone(),
            geonames: p.place.geonames,
            country: p.place.country.clone(),
            lat: p.place.lat,
            lon: p.place.lon,
            precision: p.place.precision.as_str().to_owned(),
            basis: place.basis.as_str().to_owned(),
        })
    }

    fn quantity(&self, n: usize) -> EventQuantity {
        let q = &self.reading.quantities[n];
        EventQuantity {
            value: q.value,
            low: q.low,
            high: q.high,
            hedge: q.hedge.clone(),
            unit: q.unit.clone(),
            text: q.span.of(self.doc.text()).to_owned(),
        }
    }

    fn speaker(&self, n: usize) -> Speaker {
        let a = &self.reading.attributions[n];
        let text = self.doc.text();
        let actors = &self.reading.actors;
        let mention = a
            .source_word
            .and_then(|w| actors.headed_by(w))
            .or_else(|| a.source.and_then(|s| actors.covering(s.start)));
        let actor = mention.and_then(|(_, m)| actors.actor(m));
        Speaker {
            name: actor
                .map(|x| x.name.clone())
                .or_else(|| a.source.map(|s| s.of(text).to_owned()))
                .unwrap_or_default(),
            text: a.source.map(|s| s.of(text).to_owned()),
            country: actor.and_then(|x| x.country.clone()),
            cue: a.cue.of(text).to_owned(),
            attributions: Some(n as u32),
        }
    }
}

/// An event's id: first 16 hexadecimal digits of blake3 over the text's hash, the trigger's span and the type. No float in it.
fn event_id(hash: &str, trigger: rapporteur_text::CodeSpan, event: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(hash.as_bytes());
    hasher.update(&trigger.start.to_le_bytes());
    hasher.update(&trigger.end.to_le_bytes());
    hasher.update(event.as_bytes());
    hasher.finalize().to_hex()[..16].to_owned()
}

fn polarity(negative: bool) -> String {
    if negative { "negative" } else { "positive" }.to_owned()
}

fn kind(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Person => "Person",
        MentionKind::Organisation => "Organisation",
        MentionKind::Location => "Location",
        MentionKind::Nationality => "Nationality",
        MentionKind::Temporal => "Temporal",
        MentionKind::Quantity => "Quantity",
        MentionKind::Money => "Money",
        MentionKind::Weapon => "Weapon",
        MentionKind::MilitaryPlatform => "MilitaryPlatform",
        MentionKind::Vehicle => "Vehicle",
    }
}
