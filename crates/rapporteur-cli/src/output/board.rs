//! The board: who is acting, has pledged, refused, is undecided … with what, how much, and who says so.

use std::io::Write;

use rapporteur::Annotated;
use rapporteur::text::record::EventRecord;

use super::{Sink, text};

/// Positions in the order of a board: from deeds to refusals.
pub const ORDER: [&str; 12] = [
    "acting",
    "delivered",
    "authorised",
    "pledged",
    "offered",
    "conditional",
    "considering",
    "undecided",
    "refused",
    "ruled out",
    "withdrawn",
    "excluded",
];

/// The events that leave a position, in the order of the board.
pub fn rows(record: &Annotated) -> Vec<&EventRecord> {
    let mut rows: Vec<&EventRecord> = record.events.iter().filter(|e| e.position.is_some()).collect();
    let rank = |e: &EventRecord| ORDER.iter().position(|p| Some(*p) == e.position.as_deref());
    rows.sort_by_key(|e| (rank(e), e.trigger.start));
    rows
}

/// Writes positions as a table.
pub struct Board<'w> {
    pub out: &'w mut dyn Write,
}

impl Sink for Board<'_> {
    fn article(&mut self, record: &Annotated) -> anyhow::Result<()> {
        let title = record.title.as_deref().unwrap_or(&record.id);
        let about = [record.publisher.as_deref(), record.published.as_deref()];
        writeln!(self.out, "{}", text::clean(title))?;
        writeln!(
            self.out,
            "{}\n",
            about.into_iter().flatten().map(text::clean).collect::<Vec<_>>().join(", ")
        )?;
        let mut last = None;
        let rows: Vec<Vec<String>> = rows(record)
            .into_iter()
            .map(|e| {
                let position = e.position.as_deref().unwrap_or_default();
                let shown = if last == Some(position) { "" } else { position };
                last = Some(position);
                vec![
                    shown.to_owned(),
                    text::holder(e),
                    text::around(record, e, 56),
                    text::quantities(e),
                    text::says(e),
                    text::when(e),
                ]
            })
            .collect();
        if rows.is_empty() {
            writeln!(self.out, "no position\n")?;
            return Ok(());
        }
        let header = ["position", "holder", "what", "how much", "who says so", "when"];
        writeln!(self.out, "{}", text::columns(&header, &rows, &[12, 22, 58, 18, 18, 12]))?;
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }
}
