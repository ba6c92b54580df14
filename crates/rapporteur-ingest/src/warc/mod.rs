//! Web archives (ISO 28500), as crawlers write them: record by record, plain or with a member of gzip for each.
//!
//! Only HTTP responses with HTML and a status of success are articles. What else an archive holds is passed over and counted in one
//! warning at its end.

mod http;
mod record;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::stream::{Bytes, Offset};
use crate::{Options, Origin, Outcome, charset, finish, one};
use http::Response;
use record::{Next, Record, Records};

/// The articles of a web archive.
pub(crate) struct Warc {
    records: Records,
    origin: Origin,
    options: Options,
    passed: Passed,
    done: bool,
}

/// What was passed over.
#[derive(Default)]
struct Passed {
    revisits: u64,
    statuses: u64,
    other_types: u64,
    /// Not passed over.
    pages: u64,
}

impl Passed {
    fn shown(&self) -> Option<String> {
        let parts: Vec<String> = [
            (self.revisits, "revisit records (a page that had not changed)"),
            (self.statuses, "responses without success (such as 301 or 404)"),
            (self.other_types, "responses that are no HTML"),
        ]
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{n} {what}"))
        .collect();
        let none = if self.pages == 0 { "; there was no page among the records" } else { "" };
        (!parts.is_empty()).then(|| format!("passed over: {}{none}", parts.join(", ")))
    }
}

impl Warc {
    pub(crate) fn new(bytes: Bytes, offset: Offset, packed: bool, origin: Origin, options: Options) -> Warc {
        let records = Records::new(bytes, offset, packed, options.max_source_bytes());
        Warc { records, origin, options, passed: Passed::default(), done: false }
    }

    /// The article of a record; none if it is passed over.
    fn article(&mut self, record: Record) -> Option<Outcome> {
        let kind = record.header("WARC-Type").unwrap_or_default().to_ascii_lowercase();
        match kind.as_str() {
            "response" => {}
            "revisit" => {
                self.passed.revisits += 1;
                return None;
            }
            _ => return None,
        }
        let uri = record.header("WARC-Target-URI").unwrap_or_default();
        let uri = uri.trim_matches(['<', '>']).to_owned();
        let mut origin = self.origin.at(record.place.clone());
        let fetched = record.header("WARC-Date").and_then(|d| d.parse::<Timestamp>().ok());
        origin.retrieved = fetched.map(|t| TimeZone::UTC.to_datetime(t).date());
        let content = record.header("Content-Type").unwrap_or_default().to_ascii_lowercase();
        if !content.is_empty() && !content.starts_with("application/http") {
            self.passed.other_types += 1;
            return None;
        }
        let Some(response) = Response::parse(&record.block) else {
            return Some(origin.failed(None, "holds no whole HTTP response"));
        };
        if !(200..300).contains(&response.status) {
            self.passed.statuses += 1;
            return None;
        }
        if !response.is_html() {
            self.passed.other_types += 1;
            return None;
        }
        self.passed.pages += 1;
        origin.retrieved = origin.retrieved.or_else(|| response.day());
        if record.is_too_large {
            return Some(origin.failed(None, self.options.too_large("the response is larger")));
        }
        let most = self.options.max_source_bytes();
        let body = match response.body(most) {
            Ok(body) if body.len() > most => {
                return Some(origin.failed(None, self.options.too_large("the response is larger")));
            }
            Ok(body) => body,
            Err(e) => return Some(origin.failed(None, format!("its content cannot be unpacked: {e}"))),
        };
        let id =
            if uri.is_empty() { format!("{}:{}", origin.stem, self.records.count()) } else { uri.clone() };
        if body.trim_ascii().is_empty() || charset::is_binary(&body) {
            return Some(Outcome::Skipped { id, why: "the response is empty, or no text".to_owned() });
        }
        let url = (!uri.is_empty()).then_some(uri.as_str());
        let (mut article, language) =
            one::read_page(&body, url, response.charset().as_deref(), &origin, &self.options);
        if article.text.trim().is_empty() {
            return Some(Outcome::Skipped { id, why: "no article text was found in the page".to_owned() });
        }
        article.id = id;
        article.url = article.url.or(url.map(str::to_owned));
        if record.header("WARC-Truncated").is_some() {
            article.notes.push("the crawler cut the page short".to_owned());
        }
        Some(finish(article, language.as_deref(), &origin, &self.options))
    }
}

impl Iterator for Warc {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        while !self.done {
            match self.records.next() {
                Next::Record(record) => {
                    if let Some(outcome) = self.article(*record) {
                        return Some(outcome);
                    }
                }
                Next::Fault { place, why, last } => {
                    self.done = last;
                    return Some(self.origin.failed(place, why));
                }
                Next::End => {
                    self.done = true;
                    if self.records.count() == 0 {
                        return Some(self.origin.failed(None, "is empty"));
                    }
                }
            }
        }
        let passed = std::mem::take(&mut self.passed);
        passed.shown().map(|why| self.origin.warned(why))
    }
}

#[cfg(test)]
#[path = "../warc_tests.rs"]
mod tests;
