//! Counts, the figures that they amount to, and how sure those are.

use std::collections::BTreeMap;

use super::gold::Record;
use super::matching::{self, Point, Stretch};
use serde_json::Value;

/// The order in which fields are shown.
pub const FIELDS: [&str; 17] = [
    "title",
    "byline",
    "publisher",
    "published",
    "furniture",
    "found",
    "event",
    "actor",
    "recipient",
    "modality",
    "polarity",
    "date",
    "location",
    "quantity",
    "attribution",
    "mode",
    "position",
];

/// What was counted, over one article or many.
#[derive(Debug, Default)]
pub struct Tally {
    /// Of each field: right, asked for.
    pub fields: BTreeMap<&'static str, (usize, usize)>,
    /// Events of the record.
    pub recorded: usize,
    /// Events that were coded.
    pub predicted: usize,
    /// Events of the record whose words hold a coded event.
    pub matched: usize,
    /// Of those, with an accepted type.
    pub right: usize,
    /// A further event on words that a record already claims.
    pub spare: usize,
    /// On words where an event is neither right nor wrong.
    pub allowed: usize,
    /// In the headline, which records leave out.
    pub headline: usize,
    /// Anywhere else: a false alarm.
    pub wrong: usize,
}

/// A share of a whole with its 95 % interval (Wilson 1927).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub of: f64,
}

impl Share {
    /// `part` of `of`; none of nothing.
    pub fn new(part: f64, of: f64) -> Option<Share> {
        if of <= 0.0 {
            return None;
        }
        let value = part / of;
        let z = 1.959_963_984_540_054_f64;
        let z2 = z * z;
        let middle = value + z2 / (2.0 * of);
        let half = z * (value * (1.0 - value) / of + z2 / (4.0 * of * of)).max(0.0).sqrt();
        let scale = 1.0 + z2 / of;
        let (low, high) = ((middle - half) / scale, (middle + half) / scale);
        Some(Share { value, low: low.max(0.0), high: high.min(1.0), of })
    }
}

impl Tally {
    fn add(&mut self, field: &'static str, right: bool) {
        let pair = self.fields.entry(field).or_default();
        pair.0 += usize::from(right);
        pair.1 += 1;
    }

    /// Adds another's counts.
    pub fn merge(&mut self, other: &Tally) {
        for (field, (right, of)) in &other.fields {
            let pair = self.fields.entry(field).or_default();
            pair.0 += right;
            pair.1 += of;
        }
        self.recorded += other.recorded;
        self.predicted += other.predicted;
        self.matched += other.matched;
        self.right += other.right;
        self.spare += other.spare;
        self.allowed += other.allowed;
        self.headline += other.headline;
        self.wrong += other.wrong;
    }

    fn claimed(&self) -> usize {
        self.predicted - self.allowed - self.headline
    }

    /// Of what was coded and can be judged, the share that is right.
    pub fn precision(&self) -> Option<Share> {
        Share::new(self.right as f64, self.claimed() as f64)
    }

    /// Of what is recorded, the share that was found with an accepted type.
    pub fn recall(&self) -> Option<Share> {
        Share::new(self.right as f64, self.recorded as f64)
    }

    /// The harmonic mean of the two: right ones as a share of the mean of coded and recorded.
    pub fn f1(&self) -> Option<Share> {
        self.precision()?;
        self.recall()?;
        Share::new(self.right as f64, (self.claimed() + self.recorded) as f64 / 2.0)
    }

    /// Of all fields that the records name, the share that is right.
    pub fn score(&self) -> Option<Share> {
        let (right, of) = self.fields.values().fold((0, 0), |a, f| (a.0 + f.0, a.1 + f.1));
        Share::new(right as f64, of as f64)
    }
}

/// Scores one article: its counts, and a line for each event of the record and each false alarm.
///
/// Events are matched one to one, the best fit first; a quote that stands twice in the text may be found in either place.
pub fn score(record: &Record, doc: Option<&Value>) -> (Tally, Vec<String>) {
    let gold = &record.gold;
    let mut tally = Tally::default();
    let mut lines = Vec::new();
    let text_string = doc.and_then(|d| d["text"].as_str()).unwrap_or_default();
    let text: Vec<char> = text_string.chars().collect();
    let none = Vec::new();
    let events = doc.and_then(|d| d["events"].as_array()).unwrap_or(&none);

    for (field, wanted) in [
        ("title", &gold.title),
        ("byline", &gold.byline),
        ("publisher", &gold.publisher),
        ("published", &gold.published),
    ] {
        if let Some(wanted) = wanted {
            let said = doc.and_then(|d| d[field].as_str()).unwrap_or_default().to_lowercase();
            tally.add(field, doc.is_some() && said.contains(&wanted.to_lowercase()));
        }
    }
    let length = record.source.chars().count();
    let whole = if length > 0 { 2 * text.len() >= length } else { !text.is_empty() };
    for furniture in &gold.not_body {
        tally.add("furniture", whole && !text_string.contains(furniture));
    }

    let places: Vec<Vec<Stretch>> = gold.events.iter().map(|e| matching::places(&text, &e.quote)).collect();
    let mut pairs: Vec<(bool, usize, usize, usize, Vec<Point>)> = Vec::new();
    for (i, expected) in gold.events.iter().enumerate() {
        for (n, event) in events.iter().enumerate() {
            if matching::inside(matching::trigger(event), &places[i]) {
                let got = matching::points(expected, event);
                let right = got.iter().filter(|(_, ok)| *ok).count();
                pairs.push((got[0].1, right, i, n, got));
            }
        }
    }
    pairs.sort_by(|a, b| (b.0, b.1, a.2, a.3).cmp(&(a.0, a.1, b.2, b.3)));
    let mut of_record: Vec<Option<Vec<Point>>> = gold.events.iter().map(|_| None).collect();
    let mut used = vec![false; events.len()];
    for (_, _, i, n, got) in pairs {
        if of_record[i].is_none() && !used[n] {
            of_record[i] = Some(got);
            used[n] = true;
        }
    }

    for (expected, got) in gold.events.iter().zip(of_record) {
        tally.recorded += 1;
        tally.add("found", got.is_some());
        tally.matched += usize::from(got.is_some());
        let found = got.is_some();
        let fields = got.unwrap_or_else(|| matching::points(expected, &Value::Null));
        tally.right += usize::from(found && fields[0].1);
        let mut wrong: Vec<&str> = Vec::new();
        for (field, ok) in &fields {
            let ok = found && *ok;
            tally.add(field, ok);
            if !ok && !wrong.contains(field) {
                wrong.push(field);
            }
        }
        let quote: String = expected.quote.chars().take(90).collect();
        lines.push(match (found, wrong.is_empty()) {
            (false, _) => format!("  missed  {quote:?}"),
            (true, true) => format!("  right   {quote:?}"),
            (true, false) => format!("  in part {quote:?}: wrong: {}", wrong.join(", ")),
        });
    }

    let recorded: Vec<Stretch> = places.into_iter().flatten().collect();
    let allowed: Vec<Stretch> = gold.allowed.iter().flat_map(|q| matching::places(&text, q)).collect();
    let head: Vec<Stretch> = gold
        .title
        .iter()
        .filter_map(|t| matching::places(&text, t).first().copied().filter(|p| p.0 < 200))
        .collect();
    for (event, used) in events.iter().zip(used) {
        tally.predicted += 1;
        if used {
            continue;
        }
        let trigger = matching::trigger(event);
        let kind = if matching::inside(trigger, &recorded) {
            tally.spare += 1;
            "spare"
        } else if matching::inside(trigger, &allowed) {
            tally.allowed += 1;
            continue;
        } else if matching::inside(trigger, &head) {
            tally.headline += 1;
            continue;
        } else {
            tally.wrong += 1;
            "false"
        };
        let (a, b) = trigger.unwrap_or_default();
        let around: String =
            text[a.saturating_sub(40).min(text.len())..(b + 40).min(text.len())].iter().collect();
        let words = event["trigger"]["text"].as_str().unwrap_or_default();
        let event = event["event"].as_str().unwrap_or("?");
        lines.push(format!("  {kind:7} {event} {words:?} in …{}…", around.replace('\n', " ")));
    }
    (tally, lines)
}

#[cfg(test)]
mod tests {
    use super::super::gold::{Expected, Gold};
    use super::*;
    use serde_json::json;

    fn record() -> Record {
        let expected = |quote: &str, event: &str, actor: &str| Expected {
            quote: quote.into(),
            event: vec![event.into()],
            actor: vec![actor.into()],
            ..Expected::default()
        };
        Record {
            name: "a".into(),
            gold: Gold {
                title: Some("Aid".into()),
                events: vec![
                    expected("Norway pledged", "AGREE", "NOR"),
                    expected("Malta refused", "REJECT", "MLT"),
                ],
                allowed: vec!["spoke".into()],
                ..Gold::default()
            },
            article: None,
            source: String::new(),
        }
    }

    fn event(kind: &str, start: usize, end: usize, country: &str) -> Value {
        json!({"event": kind, "trigger": {"start": start, "end": end, "text": "x"}, "actor": [{"country": country}]})
    }

    #[test]
    fn counts_right_spare_allowed_and_false() {
        let text = "Norway pledged. Malta refused. He spoke. They left.";
        let doc = json!({"title": "Aid", "text": text, "events": [
            event("AGREE", 7, 14, "NOR"), event("AID", 7, 14, "NOR"), event("CONSULT", 34, 39, "X"),
            event("RETREAT", 46, 50, "X"),
        ]});
        let (tally, lines) = score(&record(), Some(&doc));
        assert_eq!((tally.recorded, tally.predicted, tally.matched, tally.right), (2, 4, 1, 1));
        assert_eq!((tally.spare, tally.allowed, tally.wrong), (1, 1, 1));
        assert_eq!(tally.fields["actor"], (1, 2));
        let value = |s: Option<Share>| s.unwrap().value;
        assert!((value(tally.precision()) - 1.0 / 3.0).abs() < 1e-12);
        assert!((value(tally.recall()) - 0.5).abs() < 1e-12);
        assert!((value(tally.f1()) - 0.4).abs() < 1e-12);
        assert!(lines.iter().any(|l| l.starts_with("  missed")));
    }

    #[test]
    fn an_article_that_was_not_coded_counts_as_missed() {
        let (tally, _) = score(&record(), None);
        assert_eq!((tally.recorded, tally.right), (2, 0));
        assert_eq!(tally.fields["title"], (0, 1));
        assert!(tally.precision().is_none() && tally.f1().is_none());
    }

    #[test]
    fn intervals_are_those_of_wilson() {
        // 10 of 20: 0.2993 to 0.7007.
        let share = Share::new(10.0, 20.0).unwrap();
        assert!((share.low - 0.2993).abs() < 1e-4 && (share.high - 0.7007).abs() < 1e-4);
        // None of ten still leaves room.
        let share = Share::new(0.0, 10.0).unwrap();
        assert!(share.low == 0.0 && (share.high - 0.2775).abs() < 1e-4);
    }
}
