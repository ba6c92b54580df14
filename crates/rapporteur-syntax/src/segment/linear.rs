//! The two classifiers' weights and their file.

use crate::LoadError;

const WHAT: &str = "segmenter's weights file";
const MAGIC: &[u8; 8] = b"RAPPSEG1";
const FORMAT: u32 = 1;
/// Magic, checksum, then format, bits and step of each table.
const HEADER: usize = 40;

/// Labels of a candidate between two characters of a word: none, a new token, a new word of the same token.
pub(super) const WORD_LABELS: usize = 3;

/// A table of int8 weights with one step size.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// Logarithm of the number of buckets; 0 for no table.
    pub bits: u32,
    /// What one unit is worth.
    pub step: f32,
    /// Weights, label by label within a bucket.
    pub weights: Vec<i8>,
}

impl Table {
    /// The sums of a label's weights over the features.
    pub(super) fn scores<const N: usize>(&self, features: &[u32]) -> [f32; N] {
        let mut sums = [0i32; N];
        for f in features {
            let at = *f as usize * N;
            for (s, w) in sums.iter_mut().zip(&self.weights[at..at + N]) {
                *s += i32::from(*w);
            }
        }
        sums.map(|s| s as f32 * self.step)
    }

    /// Rounds trained weights to int8.
    #[cfg(feature = "train")]
    pub(super) fn quantise(bits: u32, weights: &[f32]) -> Table {
        let top = weights.iter().fold(1e-6f32, |a, w| a.max(w.abs()));
        let step = top / 127.0;
        Table { bits, step, weights: weights.iter().map(|w| (w / step).round() as i8).collect() }
    }
}

/// What the segmenter has learned. The default has learned nothing, and rules decide.
#[derive(Clone, Debug, Default)]
pub struct SegmentWeights {
    pub(super) words: Table,
    pub(super) sentences: Table,
}

impl SegmentWeights {
    /// Reads a file and checks it.
    pub fn read(bytes: &[u8]) -> Result<Self, LoadError> {
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(LoadError::Magic { what: WHAT });
        }
        if blake3::hash(&bytes[HEADER..]).as_bytes() != &bytes[8..HEADER] {
            return Err(LoadError::Checksum { what: WHAT });
        }
        let short = || LoadError::Config(format!("the {WHAT} ends early"));
        let mut rest = &bytes[HEADER..];
        let mut word = || -> Result<[u8; 4], LoadError> {
            let (head, tail) = rest.split_first_chunk::<4>().ok_or_else(short)?;
            rest = tail;
            Ok(*head)
        };
        let format = u32::from_le_bytes(word()?);
        if format != FORMAT {
            return Err(LoadError::Format { what: WHAT, found: format, known: FORMAT });
        }
        let mut heads = [(0u32, 0f32); 2];
        for h in &mut heads {
            *h = (u32::from_le_bytes(word()?), f32::from_le_bytes(word()?));
            if !(1..=22).contains(&h.0) || !h.1.is_finite() {
                return Err(LoadError::Config(format!("the {WHAT} has impossible dimensions")));
            }
        }
        let mut table = |(bits, step): (u32, f32), labels: usize| -> Result<Table, LoadError> {
            let (head, tail) = rest.split_at_checked(labels << bits).ok_or_else(short)?;
            rest = tail;
            Ok(Table { bits, step, weights: head.iter().map(|b| *b as i8).collect() })
        };
        Ok(SegmentWeights { words: table(heads[0], WORD_LABELS)?, sentences: table(heads[1], 1)? })
    }

    /// The bytes of a file.
    pub fn write(&self) -> Vec<u8> {
        let mut body = FORMAT.to_le_bytes().to_vec();
        for t in [&self.words, &self.sentences] {
            body.extend(t.bits.to_le_bytes());
            body.extend(t.step.to_le_bytes());
        }
        for t in [&self.words, &self.sentences] {
            body.extend(t.weights.iter().map(|w| *w as u8));
        }
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(blake3::hash(&body).as_bytes());
        out.extend(body);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> SegmentWeights {
        let table =
            |labels: usize| Table { bits: 2, step: 0.5, weights: (0..4 * labels).map(|i| i as i8).collect() };
        SegmentWeights { words: table(3), sentences: table(1) }
    }

    #[test]
    fn a_file_reads_back() {
        let got = SegmentWeights::read(&small().write()).unwrap();
        assert_eq!(got.words.weights, small().words.weights);
        assert_eq!(got.words.scores::<3>(&[0, 2]), [3.0, 4.0, 5.0]);
        assert_eq!(got.sentences.step, 0.5);
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let good = small().write();
        for i in 0..good.len() {
            let mut bad = good.clone();
            bad[i] ^= 1;
            assert!(SegmentWeights::read(&bad).is_err(), "byte {i}");
            assert!(SegmentWeights::read(&good[..i]).is_err(), "first {i} bytes");
        }
    }
}
