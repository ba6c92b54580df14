//! One event a line, with the article that it stands in.

use std::io::Write;

use rapporteur::Annotated;

use super::Sink;

/// Writes events as JSON lines.
pub struct Jsonl<'w> {
    pub out: &'w mut dyn Write,
}

impl Sink for Jsonl<'_> {
    fn article(&mut self, record: &Annotated) -> anyhow::Result<()> {
        // The article's fields stand before the event's, each in the record's order and with the numbers as `annotate` writes them.
        let article = [
            ("article", Some(&record.id)),
            ("version", Some(&record.version)),
            ("url", record.url.as_ref()),
            ("title", record.title.as_ref()),
            ("publisher", record.publisher.as_ref()),
            ("published", record.published.as_ref()),
        ];
        let mut head = String::from("{");
        for (name, value) in article {
            head.push_str(&format!("\"{name}\":{},", serde_json::to_string(&value)?));
        }
        for event in &record.events {
            writeln!(self.out, "{head}{}", &serde_json::to_string(event)?[1..])?;
        }
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use rapporteur::text::record::EventRecord;

    use super::*;

    #[test]
    fn an_event_stands_in_one_line_behind_its_article() {
        let event = EventRecord { event: "AID".to_owned(), confidence: 0.899, ..EventRecord::default() };
        let record = Annotated {
            id: "a \"b\"\n".to_owned(),
            events: vec![event.clone(), event],
            ..Annotated::default()
        };
        let mut out = Vec::new();
        Jsonl { out: &mut out }.article(&record).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 2);
        let first = text.lines().next().unwrap();
        assert!(first.ends_with("\"confidence\":0.899}"), "{first}");
        let value: serde_json::Value = serde_json::from_str(first).unwrap();
        assert_eq!((&value["article"], &value["event"]), (&"a \"b\"\n".into(), &"AID".into()));
        assert!(value["url"].is_null());
    }
}
