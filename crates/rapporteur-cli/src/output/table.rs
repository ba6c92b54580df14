//! Events for a terminal: one block an article, one row an event.

use std::io::Write;

use rapporteur::Annotated;

use super::{Sink, text};

/// Writes events as a table.
pub struct Table<'w> {
    pub out: &'w mut dyn Write,
}

impl Sink for Table<'_> {
    fn article(&mut self, record: &Annotated) -> anyhow::Result<()> {
        let title = record.title.as_deref().unwrap_or(&record.id);
        let about = [record.publisher.as_deref(), record.published.as_deref()];
        writeln!(self.out, "{}", text::clean(title))?;
        writeln!(
            self.out,
            "{}\n",
            about.into_iter().flatten().map(text::clean).collect::<Vec<_>>().join(", ")
        )?;
        let rows: Vec<Vec<String>> = record
            .events
            .iter()
            .map(|e| {
                vec![
                    text::when(e),
                    text::names(&e.actor),
                    text::kind(e),
                    text::names(&e.recipient),
                    e.position.clone().unwrap_or_default(),
                    text::quantities(e),
                    text::says(e),
                    text::around(record, e, 60),
                ]
            })
            .collect();
        let header = ["when", "who", "did", "to whom", "position", "how much", "who says so", "words"];
        write!(self.out, "{}", text::columns(&header, &rows, &[24, 26, 22, 24, 12, 22, 24, 62]))?;
        writeln!(self.out, "\n{} events\n", rows.len())?;
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }
}
