//! Bytes on their way in: unpacked, counted, brought to UTF-8, cut into lines, and never more of them held than was allowed.

mod lines;
mod packed;
mod transcoded;

use std::io::{self, BufRead, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) use lines::{Line, Lines};
pub(crate) use packed::{Packing, inflate, unpacked};
pub(crate) use transcoded::{in_utf8, transcoded};

/// A stream that is read bit by bit.
pub(crate) type Bytes = Box<dyn BufRead + Send>;

/// How many bytes of a file have been used, as seen from the far end of the chain of readers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offset(Arc<AtomicU64>);

impl Offset {
    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts what goes through.
pub(crate) struct Counted<R> {
    inner: R,
    offset: Offset,
}

impl<R> Counted<R> {
    pub(crate) fn new(inner: R) -> (Counted<R>, Offset) {
        let offset = Offset::default();
        (Counted { inner, offset: offset.clone() }, offset)
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.offset.0.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.offset.0.fetch_add(n as u64, Ordering::Relaxed);
        self.inner.consume(n);
    }
}

/// Lets a stated number of bytes through, then fails until it is allowed more.
pub(crate) struct Allowance<R> {
    inner: R,
    left: usize,
}

impl<R> Allowance<R> {
    pub(crate) fn new(inner: R, left: usize) -> Allowance<R> {
        Allowance { inner, left }
    }

    pub(crate) fn renew(&mut self, left: usize) {
        self.left = left;
    }

    pub(crate) fn into_inner(self) -> R {
        self.inner
    }

    /// Is it used up?
    pub(crate) fn is_spent(&self) -> bool {
        self.left == 0
    }
}

impl<R: BufRead> Read for Allowance<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let n = held.len().min(buffer.len());
        buffer[..n].copy_from_slice(&held[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Allowance<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let held = self.inner.fill_buf()?;
        if self.left == 0 && !held.is_empty() {
            return Err(io::Error::other("is too large"));
        }
        Ok(&held[..held.len().min(self.left)])
    }

    fn consume(&mut self, n: usize) {
        self.left = self.left.saturating_sub(n);
        self.inner.consume(n);
    }
}

/// The first bytes of a stream, `most` of them where there are so many, and the whole stream once more.
pub(crate) fn peek(mut bytes: Bytes, most: usize) -> io::Result<(Vec<u8>, Bytes)> {
    let mut head = Vec::new();
    bytes.by_ref().take(most as u64).read_to_end(&mut head)?;
    Ok((head.clone(), again(head, bytes)))
}

/// A stream with these bytes before it.
pub(crate) fn again(head: Vec<u8>, rest: Bytes) -> Bytes {
    Box::new(Cursor::new(head).chain(rest))
}
