//! The records of a web archive.

use std::io::{self, BufRead, Read as _};

use crate::stream::{Bytes, Offset};

/// The most bytes that a line of a header may have, and the most lines.
const HEADER_LINE: u64 = 64 << 10;
const HEADER_LINES: usize = 200;

/// One record.
#[derive(Debug, Default)]
pub(crate) struct Record {
    headers: Vec<(String, String)>,
    /// Its content, or the start of it.
    pub block: Vec<u8>,
    /// The content is larger than is held.
    pub is_too_large: bool,
    /// Where it begins, for people.
    pub place: String,
}

impl Record {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}

/// What comes next.
pub(crate) enum Next {
    Record(Box<Record>),
    /// A fault; after the last, nothing more comes.
    Fault {
        place: String,
        why: String,
        last: bool,
    },
    End,
}

/// The records of a stream.
pub(crate) struct Records {
    bytes: Bytes,
    offset: Offset,
    packed: bool,
    most: usize,
    count: u64,
    /// After a header without a sense, the next record is looked for.
    lost: bool,
}

impl Records {
    /// Records whose content is held up to `most` bytes; `offset` counts the bytes of the file.
    pub(crate) fn new(bytes: Bytes, offset: Offset, packed: bool, most: usize) -> Records {
        Records { bytes, offset, packed, most, count: 0, lost: false }
    }

    /// Records so far, also those that are no responses.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    fn place(&self) -> String {
        let at = self.offset.get();
        match self.packed {
            true => format!("record {}, near byte {at} of the packed file", self.count),
            false => format!("record {}, byte {at}", self.count),
        }
    }

    /// A line without its end; None at the end of the stream.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        if self.bytes.by_ref().take(HEADER_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
            line.pop();
        }
        Ok(Some(line))
    }

    pub(crate) fn next(&mut self) -> Next {
        match self.read() {
            Ok(next) => next,
            Err(e) => {
                let why = match e.kind() {
                    io::ErrorKind::UnexpectedEof if !self.packed => {
                        "is cut short in the middle of this record: fetch it again".to_owned()
                    }
                    _ => format!("cannot be read: {e}"),
                };
                Next::Fault { place: self.place(), why, last: true }
            }
        }
    }

    fn read(&mut self) -> io::Result<Next> {
        // Blank lines part the records.
        let version = loop {
            let at = self.offset.get();
            match self.line()? {
                None => return Ok(Next::End),
                Some(line) if line.is_empty() => {}
                Some(line) if line.starts_with(b"WARC/") && line.len() < 16 => break (line, at),
                Some(_) if self.lost => {}
                Some(_) => {
                    self.count += 1;
                    self.lost = true;
                    let why =
                        "a record should begin here (WARC/1.0), but does not: passing on to the next one";
                    return Ok(Next::Fault { place: self.place(), why: why.to_owned(), last: false });
                }
            }
        };
        self.lost = false;
        self.count += 1;
        let mut record = Record { place: self.place(), ..Record::default() };
        if !self.packed {
            record.place = format!("record {}, byte {}", self.count, version.1);
        }
        for n in 0.. {
            let line = self.line()?.ok_or(io::ErrorKind::UnexpectedEof)?;
            if line.is_empty() {
                break;
            }
            if n == HEADER_LINES {
                self.lost = true;
                let why = format!("has a header of more than {HEADER_LINES} lines");
                return Ok(Next::Fault { place: record.place, why, last: false });
            }
            let line = String::from_utf8_lossy(&line);
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = record.headers.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                record.headers.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        let Some(length) = record.header("Content-Length").and_then(|l| l.parse::<u64>().ok()) else {
            self.lost = true;
            let why = "has no Content-Length that is a number".to_owned();
            return Ok(Next::Fault { place: record.place, why, last: false });
        };
        let wanted = record.header("WARC-Type").is_some_and(|t| t.eq_ignore_ascii_case("response"));
        let hold = if wanted { length.min(self.most as u64) } else { 0 };
        self.bytes.by_ref().take(hold).read_to_end(&mut record.block)?;
        if (record.block.len() as u64) < hold {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        record.is_too_large = hold < length;
        let rest = length - hold;
        if io::copy(&mut self.bytes.by_ref().take(rest), &mut io::sink())? < rest {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Next::Record(Box::new(record)))
    }
}
