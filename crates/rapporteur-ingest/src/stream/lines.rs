//! Lines of bytes, none of them longer than is allowed.

use std::io::{self, BufRead, Read as _};

use super::Bytes;

/// What comes next.
pub(crate) enum Line {
    /// Nothing.
    End,
    /// A line that is longer than allowed: it was passed over and not held.
    TooLong,
    /// A line, with its line feed if it has one.
    Bytes(Vec<u8>),
}

/// The lines of a stream.
pub(crate) struct Lines {
    bytes: Bytes,
    most: usize,
    number: u64,
}

impl Lines {
    /// Lines of up to `most` bytes.
    pub(crate) fn new(bytes: Bytes, most: usize) -> Lines {
        Lines { bytes, most, number: 0 }
    }

    /// The number of the line that was read last, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The next line. After an error nothing more is to be asked for.
    pub(crate) fn next(&mut self) -> io::Result<Line> {
        self.number += 1;
        let mut bytes = Vec::new();
        let n = self.bytes.by_ref().take(self.most as u64 + 1).read_until(b'\n', &mut bytes)?;
        if n == 0 {
            return Ok(Line::End);
        }
        if n > self.most && bytes.last() != Some(&b'\n') {
            drop(bytes);
            self.skip()?;
            return Ok(Line::TooLong);
        }
        Ok(Line::Bytes(bytes))
    }

    /// Reads to the end of the line without keeping it.
    fn skip(&mut self) -> io::Result<()> {
        loop {
            let held = match self.bytes.fill_buf() {
                Ok(held) => held,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if held.is_empty() {
                return Ok(());
            }
            let end = held.iter().position(|b| *b == b'\n');
            let used = end.map_or(held.len(), |i| i + 1);
            self.bytes.consume(used);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}
