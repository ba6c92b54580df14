//! Records against their own JSON Schema: the part of the standard that the schema uses, checked here in a few lines.

use super::*;

/// What is wrong with a value, if anything.
fn faults(root: &Value, schema: &Value, value: &Value, path: &str, out: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/$defs/");
        let target = &root["$defs"][name];
        assert!(target.is_object(), "no {name} in the schema");
        return faults(root, target, value, path, out);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = |s: &Value| {
            let mut inner = Vec::new();
            faults(root, s, value, path, &mut inner);
            inner.is_empty()
        };
        if !choices.iter().any(fits) {
            out.push(format!("{path}: fits none of anyOf: {value}"));
        }
        return;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("{path}: type {other} is not known here"),
    };
    if !kinds.iter().any(|kind| is(kind)) {
        out.push(format!("{path}: is no {kinds:?}: {value}"));
    }
    if let Some(minimum) = schema["minimum"].as_f64()
        && value.as_f64().is_some_and(|v| v < minimum)
    {
        out.push(format!("{path}: below {minimum}: {value}"));
    }
    if let Some(list) = value.as_array() {
        for (i, item) in list.iter().enumerate() {
            faults(root, &schema["items"], item, &format!("{path}[{i}]"), out);
        }
    }
    if let Some(map) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !map.contains_key(name) {
                out.push(format!("{path}: lacks {name}"));
            }
        }
        for (name, item) in map {
            match schema["properties"].get(name) {
                Some(of) => faults(root, of, item, &format!("{path}.{name}"), out),
                None => out.push(format!("{path}: {name} is not in the schema")),
            }
        }
    }
}

#[test]
fn records_are_as_the_schema_says() {
    let dir = folder();
    put(dir.path(), "in.jsonl", json_lines(["a"]));
    let record = run(dir.path(), &["annotate", "in.jsonl"]).lines().remove(0);
    let schema = rapporteur::text::record::schema();
    let mut found = Vec::new();
    faults(&schema, &schema, &record, "record", &mut found);
    assert!(found.is_empty(), "{}", found.join("\n"));
    // The check itself can fail.
    let mut damaged = record.clone();
    damaged["events"][0]["trigger"]["start"] = "seven".into();
    damaged["surprise"] = 1.into();
    faults(&schema, &schema, &damaged, "record", &mut found);
    assert_eq!(found.len(), 2, "{}", found.join("\n"));
}

#[test]
fn records_hold_every_field_that_was_promised() {
    let dir = folder();
    put(dir.path(), "in.jsonl", json_lines(["a"]));
    let record = run(dir.path(), &["annotate", "in.jsonl"]).lines().remove(0);
    let has = |value: &Value, names: &str| {
        for name in names.split_whitespace() {
            assert!(value.get(name).is_some(), "{name} in {value}");
        }
    };
    has(
        &record,
        "id version hash url title byline publisher published published_at updated_at published_from language text dropped notes \
         sentences mentions dates places quantities attributions predicates events",
    );
    has(&record["mentions"][0], "start end text type resolved coreference");
    has(&record["dates"][0], "start end text type value");
    has(&record["places"][0], "start end text geonames name country lat lon precision runner_up");
    has(&record["quantities"][0], "start end text value unit");
    has(&record["attributions"][0], "source cue content direct");
    has(&record["predicates"][0], "start end modality polarity");
    let event = &record["events"][0];
    has(
        event,
        "id event mode contexts cameo quad intensity sentence trigger actor recipient against modality polarity background \
         position position_holder stage condition date location quantities attribution rule confidence",
    );
    has(&event["trigger"], "start end text");
    has(&event["actor"][0], "start end text name code country sector identifier");
    has(&event["date"], "text value start end precision basis");
}
