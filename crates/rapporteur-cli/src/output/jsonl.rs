//! One event a line, with the article that it stands in.

use std::io::Write;

use rapporteur::Annotated;
use serde_json::{Value, json};

use super::Sink;

/// Writes events as JSON lines.
pub struct Jsonl<'w> {
    pub out: &'w mut dyn Write,
}

impl Sink for Jsonl<'_> {
    fn article(&mut self, record: &Annotated) -> anyhow::Result<()> {
        for event in &record.events {
            let mut line = json!({
                "article": record.id, "version": record.version, "url": record.url, "title": record.title,
                "publisher": record.publisher, "published": record.published,
            });
            if let (Value::Object(line), Value::Object(event)) = (&mut line, serde_json::to_value(event)?) {
                line.extend(event);
            }
            serde_json::to_writer(&mut self.out, &line)?;
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }
}
