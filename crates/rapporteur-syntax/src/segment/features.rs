//! Hashed features. The hash is ours, since weights on disk depend on it.

/// Collects the features of one decision as numbers of buckets.
pub(super) struct Features<'a> {
    out: &'a mut Vec<u32>,
    mask: u32,
}

impl<'a> Features<'a> {
    /// Starts anew; `bits` is the logarithm of the number of buckets.
    pub(super) fn new(out: &'a mut Vec<u32>, bits: u32) -> Self {
        out.clear();
        Features { out, mask: (1 << bits) - 1 }
    }

    /// Adds the feature `template` with these values.
    pub(super) fn add(&mut self, template: u8, values: &[&str]) {
        let mut h = 0xCBF2_9CE4_8422_2325_u64 ^ u64::from(template);
        for v in values {
            for b in v.bytes() {
                h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3);
            }
            h = (h ^ 0xFF).wrapping_mul(0x0000_0100_0000_01B3);
        }
        h ^= h >> 32;
        h = h.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.out.push((h >> 40) as u32 & self.mask);
    }
}

/// Lower-cases a word into `out`, digits as 0, no more than 20 characters.
pub(super) fn lower(word: &str, out: &mut String) {
    out.clear();
    for c in word.chars().take(20) {
        if c.is_ascii_digit() {
            out.push('0');
        } else if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else if c == '’' && word.len() > c.len_utf8() {
            out.push('\'');
        } else {
            out.extend(c.to_lowercase());
        }
    }
}

/// A small number as a word: 0 to 4 exact, then by doubling.
pub(super) fn bucket(n: usize) -> &'static str {
    match n {
        0 => "0",
        1 => "1",
        2 => "2",
        3 => "3",
        4 => "4",
        5..=7 => "5",
        8..=15 => "8",
        16..=31 => "16",
        32..=63 => "32",
        _ => "64",
    }
}
