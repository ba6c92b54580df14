//! Articles as JSON lines. The text of a line is never changed.

use serde_json::{Map, Value};

use crate::stream::{Bytes, Line, Lines};
use crate::{Options, Origin, Outcome, fields, finish};

/// The articles of a stream of JSON lines. A bad line is an outcome of its own; the rest go on.
pub(crate) struct JsonLines {
    lines: Lines,
    origin: Origin,
    options: Options,
    done: bool,
    /// Has a line been read that is not blank?
    begun: bool,
}

impl JsonLines {
    pub(crate) fn new(bytes: Bytes, origin: Origin, options: Options) -> Self {
        let lines = Lines::new(bytes, options.max_source_bytes());
        JsonLines { lines, origin, options, done: false, begun: false }
    }

    fn fail(&self, why: impl Into<String>) -> Outcome {
        self.origin.failed(self.place(), why)
    }

    fn place(&self) -> String {
        format!("line {}", self.lines.number())
    }

    fn read(&self, bytes: &[u8]) -> Outcome {
        let line = match std::str::from_utf8(bytes) {
            Ok(line) => line,
            Err(e) => {
                let at = e.valid_up_to() + 1;
                return self.fail(format!("is not UTF-8 (byte {at} of the line): convert the file to UTF-8"));
            }
        };
        let map: Map<String, Value> = match serde_json::from_str(line) {
            Ok(Value::Object(map)) => map,
            Ok(_) => {
                return self.fail("is not a JSON object: each line must be one, {\"id\": …, \"text\": …}");
            }
            Err(e) if e.is_eof() => {
                return self.fail(format!(
                    "is not complete JSON (column {}): one whole object to a line",
                    e.column()
                ));
            }
            Err(e) => return self.fail(format!("is not JSON: {e}").replace("line 1 ", "")),
        };
        match fields::article(&map) {
            Ok((mut article, language)) => {
                if article.id.is_empty() {
                    article.id = format!("{}:{}", self.origin.stem, self.lines.number());
                }
                finish(article, language.as_deref(), &self.origin.at(self.place()), &self.options)
            }
            Err(why) => self.fail(why),
        }
    }
}

/// What the first line shows where a file holds JSON, but not a line for each object: to go on would only be to fail at every line.
fn no_lines(first: &[u8]) -> Option<&'static str> {
    let cut = serde_json::from_slice::<serde::de::IgnoredAny>(first).is_err_and(|e| e.is_eof());
    match first {
        [b'[', rest @ ..] if cut || rest.trim_ascii_start().starts_with(b"{") => Some(
            "is one list, and not one object to a line: `jq -c '.[]' FILE > FILE.jsonl` makes lines of it",
        ),
        [b'{'] => Some(
            "is an object over several lines, and not one to a line: `jq -c . FILE > FILE.jsonl` makes lines of it",
        ),
        _ => None,
    }
}

impl Iterator for JsonLines {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        while !self.done {
            match self.lines.next() {
                Ok(Line::End) => {
                    self.done = true;
                    if self.lines.number() == 1 {
                        return Some(self.origin.failed(None, "is empty"));
                    }
                }
                Ok(Line::TooLong) => {
                    return Some(self.fail(self.options.too_large("is longer")));
                }
                Ok(Line::Bytes(bytes)) => {
                    let bytes = if self.lines.number() == 1 {
                        bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)
                    } else {
                        &bytes
                    };
                    let bytes = bytes.trim_ascii();
                    if bytes.is_empty() {
                        continue;
                    }
                    if !std::mem::replace(&mut self.begun, true)
                        && let Some(why) = no_lines(bytes)
                    {
                        self.done = true;
                        return Some(self.fail(why));
                    }
                    return Some(self.read(bytes));
                }
                Err(e) => {
                    self.done = true;
                    return Some(self.fail(format!("cannot be read: {e}")));
                }
            }
        }
        None
    }
}

#[cfg(test)]
#[path = "jsonl_tests.rs"]
mod tests;
