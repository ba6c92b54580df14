//! Places in a text: bytes inside, code points outside.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stretch of bytes of an article's text, `end` exclusive. Always on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of the bytes `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Span { start: start as u32, end: end as u32 }
    }

    /// The words that it covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Does it hold all of `other`?
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Do the two share a byte?
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// No byte at all.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A stretch of Unicode code points of an article's text, `end` exclusive: the only kind of offset that leaves the program.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct CodeSpan {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// Turns byte offsets of one text into code points, in constant time for ASCII stretches.
///
/// Holds the number of code points before every 64th byte; the rest is counted.
pub struct CodePoints<'a> {
    text: &'a str,
    before: Vec<u32>,
}

impl<'a> CodePoints<'a> {
    const STEP: usize = 64;

    /// Reads the text once.
    pub fn new(text: &'a str) -> Self {
        let mut before = Vec::with_capacity(text.len() / Self::STEP + 1);
        let mut count = 0;
        for (i, b) in text.bytes().enumerate() {
            if i % Self::STEP == 0 {
                before.push(count);
            }
            count += u32::from(b & 0xC0 != 0x80);
        }
        if text.len().is_multiple_of(Self::STEP) {
            before.push(count);
        }
        CodePoints { text, before }
    }

    /// The number of code points before byte `at`, which must be a character boundary.
    pub fn at(&self, at: u32) -> u32 {
        let at = at as usize;
        let block = at / Self::STEP;
        let rest = &self.text.as_bytes()[block * Self::STEP..at];
        self.before[block] + rest.iter().filter(|b| **b & 0xC0 != 0x80).count() as u32
    }

    /// The same stretch, counted in code points.
    pub fn span(&self, span: Span) -> CodeSpan {
        CodeSpan { start: self.at(span.start), end: self.at(span.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_agree_with_counting_characters() {
        let text = "Café — “Ürümqi” said naïve things. ".repeat(9);
        let points = CodePoints::new(&text);
        for (n, (i, _)) in text.char_indices().enumerate() {
            assert_eq!(points.at(i as u32), n as u32);
        }
        assert_eq!(points.at(text.len() as u32), text.chars().count() as u32);
    }

    #[test]
    fn an_empty_text_has_a_place_for_its_end() {
        assert_eq!(CodePoints::new("").at(0), 0);
    }
}
