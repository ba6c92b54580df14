//! When does what was coded answer to what a record asks for? Works on JSON, so that anybody's output in the same format can be
//! measured.

use serde_json::Value;

use super::gold::Expected;

/// A field of the record and whether the event has it.
pub type Point = (&'static str, bool);

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Does `wanted` stand in `said` where a word begins, and, with `whole`, end where one ends?
fn begins_word(wanted: &str, said: &str, whole: bool) -> bool {
    said.char_indices().map(|(i, _)| i).chain([said.len()]).any(|i| {
        said[i..].starts_with(wanted)
            && !said[..i].chars().next_back().is_some_and(is_word)
            && !(whole && said[i + wanted.len()..].chars().next().is_some_and(is_word))
    })
}

/// Does one of `A|B` begin a word of what was said?
fn either<'a>(wanted: &str, said: impl Iterator<Item = &'a str>) -> bool {
    let said: Vec<String> = said.map(str::to_lowercase).collect();
    wanted.split('|').any(|w| {
        let w = w.trim().to_lowercase();
        said.iter().any(|s| begins_word(&w, s, false))
    })
}

/// Every string in a value, keys apart.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(s) => vec![s],
        Value::Array(list) => list.iter().flat_map(strings).collect(),
        Value::Object(map) => map.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

fn text_of<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// A country code against an actor's country and code, never against letters inside a word; any other word against its names.
fn answers_to(word: &str, actor: &Value) -> bool {
    if word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase()) {
        return text_of(actor, "country") == word
            || text_of(actor, "code").starts_with(word)
            || ["name", "text"].iter().any(|k| begins_word(word, text_of(actor, k), true));
    }
    either(word, ["code", "name", "text", "sector"].iter().map(|k| text_of(actor, k)))
}

fn has_actor(wanted: &str, actors: &Value) -> bool {
    let actors = actors.as_array().map(Vec::as_slice).unwrap_or_default();
    wanted.split('|').any(|w| actors.iter().any(|a| answers_to(w.trim(), a)))
}

fn has_date(wanted: &[String], date: &Value) -> bool {
    let said = match date {
        Value::String(s) => vec![s.as_str()],
        _ => ["value", "start", "end"].iter().map(|k| text_of(date, k)).filter(|s| !s.is_empty()).collect(),
    };
    said.iter().any(|s| wanted.iter().any(|w| s.starts_with(w)))
}

fn has_quantity(value: f64, unit: &str, quantities: &Value) -> bool {
    let quantities = quantities.as_array().map(Vec::as_slice).unwrap_or_default();
    quantities.iter().any(|q| {
        let got = q["value"].as_f64().or_else(|| q["value"].as_str()?.trim().parse().ok());
        let said = format!("{} {}", text_of(q, "unit"), text_of(q, "text")).to_lowercase();
        got.is_some_and(|got| (got - value).abs() <= 1e-6 * value.abs().max(1.0))
            && unit.split('|').any(|u| said.contains(&u.to_lowercase()))
    })
}

fn among(value: &Value, wanted: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
    value.as_str().is_some_and(|v| wanted.into_iter().any(|w| w.as_ref() == v))
}

/// One point for each field that the record names; the type comes first.
pub fn points(expected: &Expected, event: &Value) -> Vec<Point> {
    let mut out = vec![("event", among(&event["event"], &expected.event))];
    for (role, wanted) in [("actor", &expected.actor), ("recipient", &expected.recipient)] {
        out.extend(wanted.iter().map(|w| (role, has_actor(w, &event[role]))));
    }
    if let Some(modality) = &expected.modality {
        out.push(("modality", among(&event["modality"], modality)));
    }
    if let Some(polarity) = &expected.polarity {
        out.push(("polarity", among(&event["polarity"], [polarity])));
    }
    if let Some(date) = &expected.date {
        out.push(("date", has_date(date, &event["date"])));
    }
    if let Some(location) = &expected.location {
        out.push(("location", either(location, strings(&event["location"]).into_iter())));
    }
    out.extend(
        expected
            .quantities
            .iter()
            .map(|(v, unit)| ("quantity", has_quantity(*v, unit, &event["quantities"]))),
    );
    out.extend(
        expected
            .attribution
            .iter()
            .map(|who| ("attribution", either(who, strings(&event["attribution"]).into_iter()))),
    );
    for (field, wanted) in [("mode", &expected.mode), ("position", &expected.position)] {
        if let Some(wanted) = wanted {
            out.push((field, among(&event[field], wanted.split('|'))));
        }
    }
    out
}

/// A stretch of code points.
pub type Stretch = (usize, usize);

/// Every place in a text where a quote stands, white space apart, in code points.
pub fn places(text: &[char], quote: &str) -> Vec<Stretch> {
    let words: Vec<Vec<char>> = quote.split_whitespace().map(|w| w.chars().collect()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while !words.is_empty() && at < text.len() {
        match stands_at(text, at, &words) {
            Some(end) => {
                found.push((at, end));
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

fn stands_at(text: &[char], at: usize, words: &[Vec<char>]) -> Option<usize> {
    let mut i = at;
    for (n, word) in words.iter().enumerate() {
        if n > 0 {
            let gap = text[i..].iter().take_while(|c| c.is_whitespace()).count();
            if gap == 0 {
                return None;
            }
            i += gap;
        }
        if !text[i..].starts_with(word) {
            return None;
        }
        i += word.len();
    }
    Some(i)
}

/// The place of an event's trigger, if it gives one.
pub fn trigger(event: &Value) -> Option<Stretch> {
    let t = &event["trigger"];
    Some((t["start"].as_u64()? as usize, t["end"].as_u64()? as usize))
}

/// Does a trigger stand inside one of these places?
pub fn inside(trigger: Option<Stretch>, places: &[Stretch]) -> bool {
    trigger.is_some_and(|(a, b)| places.iter().any(|(start, end)| a >= *start && b <= *end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_country_code_is_held_against_countries_only() {
        let mali = json!({"name": "Mali", "code": "MLIGOV", "country": "MLI"});
        assert!(answers_to("MLI", &mali));
        assert!(!answers_to("GOV", &mali));
        assert!(answers_to("NRA", &json!({"name": "the NRA"})));
        assert!(!answers_to("NRA", &json!({"name": "UNRAVEL"})));
    }

    #[test]
    fn other_words_must_begin_a_word() {
        let actor = json!({"name": "Port Authority", "text": "the harbour office"});
        assert!(answers_to("harb", &actor));
        assert!(!answers_to("arbour", &actor));
        assert!(has_actor("navy|authority", &json!([actor])));
        assert!(!has_actor("navy", &json!(null)));
    }

    #[test]
    fn quotes_are_found_across_line_breaks_and_counted_in_code_points() {
        let text: Vec<char> = "É said\nno. É said no.".chars().collect();
        assert_eq!(places(&text, "said no"), [(2, 9), (13, 20)]);
        assert!(inside(Some((2, 6)), &[(2, 9)]));
        assert!(!inside(Some((2, 10)), &[(2, 9)]) && !inside(None, &[(0, 99)]));
    }

    #[test]
    fn dates_match_by_their_beginning_and_quantities_by_value_and_unit() {
        assert!(has_date(&["2019-03".into()], &json!({"value": "2019-W10", "start": "2019-03-04"})));
        assert!(!has_date(&["2019-03".into()], &json!(null)));
        let trucks = json!([{"value": 20, "unit": "truck", "text": "20 trucks"}]);
        assert!(has_quantity(20.0, "lorry|truck", &trucks) && !has_quantity(21.0, "truck", &trucks));
    }
}
