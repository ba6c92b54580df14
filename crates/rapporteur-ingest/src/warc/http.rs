//! An HTTP response as it stands in a record.

use std::borrow::Cow;
use std::io;

use jiff::civil::Date;

use crate::date_line::{self, Found};
use crate::stream::inflate;

/// A response.
#[derive(Debug)]
pub(crate) struct Response<'r> {
    pub status: u16,
    headers: Vec<(String, String)>,
    content: &'r [u8],
}

impl<'r> Response<'r> {
    /// Parts a response into its status, headers and content.
    pub(crate) fn parse(bytes: &'r [u8]) -> Option<Response<'r>> {
        let mut rest = bytes;
        let status = line(&mut rest)?;
        let mut words = status.split_ascii_whitespace();
        if !words.next()?.starts_with("HTTP/") {
            return None;
        }
        let status = words.next()?.parse().ok()?;
        let mut headers: Vec<(String, String)> = Vec::new();
        loop {
            let line = line(&mut rest)?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Some(Response { status, headers, content: rest })
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().rev().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Is it a page? Where no type is given, its first bytes say.
    pub(crate) fn is_html(&self) -> bool {
        match self.header("content-type") {
            Some(kind) => {
                let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
                matches!(kind.as_str(), "text/html" | "application/xhtml+xml")
            }
            None => {
                let head = &self.content[..self.content.len().min(512)];
                let head = String::from_utf8_lossy(head).to_ascii_lowercase();
                head.contains("<html") || head.contains("<!doctype html")
            }
        }
    }

    /// The charset that the server named.
    pub(crate) fn charset(&self) -> Option<String> {
        let kind = self.header("content-type")?.to_ascii_lowercase();
        let label = kind.split(';').skip(1).find_map(|p| p.trim().strip_prefix("charset="))?;
        Some(label.trim().trim_matches(['"', '\'']).to_owned())
    }

    /// The day on which the server answered, by its own clock.
    pub(crate) fn day(&self) -> Option<Date> {
        match date_line::parse(self.header("date")?)? {
            Found::Stamp(stamp) => Some(stamp.date),
            Found::NoSuchDay(_) => None,
        }
    }

    /// The content as the page was, up to some bytes more than `most`.
    pub(crate) fn body(&self, most: usize) -> io::Result<Vec<u8>> {
        let chunked =
            self.header("transfer-encoding").is_some_and(|t| t.to_ascii_lowercase().contains("chunked"));
        // Many crawlers put chunks together and leave the header as it was.
        let mut body = match chunked.then(|| unchunked(self.content)).flatten() {
            Some(whole) => Cow::Owned(whole),
            None => Cow::Borrowed(self.content),
        };
        let encodings = self.header("content-encoding").unwrap_or_default().to_ascii_lowercase();
        for encoding in encodings.split(',').rev().map(str::trim).take(3) {
            body = match inflate(encoding, &body, most) {
                Ok(body) => Cow::Owned(body),
                // Unpacked by the crawler already.
                Err(_) if body.trim_ascii_start().starts_with(b"<") => body,
                Err(e) => return Err(e),
            };
        }
        Ok(body.into_owned())
    }
}

/// Takes a line off, without its end.
fn line(rest: &mut &[u8]) -> Option<String> {
    let end = rest.iter().position(|b| *b == b'\n')?;
    let line = String::from_utf8_lossy(&rest[..end]).trim_end().to_owned();
    *rest = &rest[end + 1..];
    Some(line)
}

/// Puts chunks together; None if there are no chunks. A body that is cut short gives what is there.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    let mut first = true;
    while !rest.is_empty() {
        let size = line(&mut rest)
            .and_then(|l| usize::from_str_radix(l.split(';').next().unwrap_or_default().trim(), 16).ok());
        match size {
            Some(0) => return Some(whole),
            Some(size) => {
                let size = size.min(rest.len());
                whole.extend_from_slice(&rest[..size]);
                rest = &rest[size..];
                rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
            }
            None if first => return None,
            None => return Some(whole),
        }
        first = false;
    }
    Some(whole)
}
