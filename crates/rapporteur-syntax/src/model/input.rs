//! Words as the network sees them: WordPiece ids, shapes, and runs of bearable length.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Words that one run of the encoder holds at most.
const MAX_WORDS: usize = 126;
/// Pieces that one run holds at most, `[CLS]` and `[SEP]` not counted.
const MAX_PIECES: usize = 500;
/// Pieces kept of a word.
const WORD_PIECES: usize = 8;
/// A segment of more characters is unknown.
const MAX_SEGMENT: usize = 100;

/// The WordPiece vocabulary.
pub(crate) struct Pieces {
    first: FxHashMap<Box<str>, u32>,
    later: FxHashMap<Box<str>, u32>,
    longest: usize,
    pub unknown: u32,
    pub cls: u32,
    pub sep: u32,
}

impl Pieces {
    /// Takes the vocabulary in the order of its ids.
    pub(crate) fn new(pieces: &[String]) -> Result<Self, String> {
        let special = |name: &str| {
            let at = pieces.iter().position(|p| p == name);
            at.map(|i| i as u32).ok_or_else(|| format!("no piece {name}"))
        };
        let mut out = Pieces {
            first: FxHashMap::default(),
            later: FxHashMap::default(),
            longest: 0,
            unknown: special("[UNK]")?,
            cls: special("[CLS]")?,
            sep: special("[SEP]")?,
        };
        out.first.reserve(pieces.len());
        for (id, piece) in pieces.iter().enumerate() {
            let (map, text) = match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => (&mut out.later, rest),
                _ => (&mut out.first, piece.as_str()),
            };
            out.longest = out.longest.max(text.len());
            map.insert(text.into(), id as u32);
        }
        Ok(out)
    }

    /// Appends the ids of a word's pieces: at least one, at most [`WORD_PIECES`].
    pub(crate) fn of(&self, word: &str, scratch: &mut String, out: &mut Vec<u32>) {
        let start = out.len();
        scratch.clear();
        if word.is_ascii() {
            scratch.extend(word.bytes().take(LONG).map(|b| b.to_ascii_lowercase() as char));
        } else if word.len() <= LONG {
            scratch.extend(word.to_lowercase().nfd().filter(|c| !is_mark(*c)));
        } else {
            // Such a word is unknown or cut at eight pieces in any case.
            scratch
                .extend(word.chars().take(LONG).flat_map(char::to_lowercase).nfd().filter(|c| !is_mark(*c)));
        }
        let mut segment = 0;
        for (i, c) in scratch.char_indices() {
            if is_break(c) {
                self.segment(&scratch[segment..i], out);
                segment = i + c.len_utf8();
                self.segment(&scratch[i..segment], out);
            }
            if out.len() - start >= WORD_PIECES {
                break;
            }
        }
        if out.len() - start < WORD_PIECES {
            self.segment(&scratch[segment..], out);
        }
        if out.len() == start {
            out.push(self.unknown);
        }
        out.truncate(start + WORD_PIECES);
    }

    fn segment(&self, text: &str, out: &mut Vec<u32>) {
        let start = out.len();
        if text.chars().nth(MAX_SEGMENT).is_some() {
            out.push(self.unknown);
            return;
        }
        let mut at = 0;
        while at < text.len() {
            let map = if at == 0 { &self.first } else { &self.later };
            let mut end = text.len().min(at + self.longest);
            loop {
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                if end <= at {
                    out.truncate(start);
                    out.push(self.unknown);
                    return;
                }
                if let Some(id) = map.get(&text[at..end]) {
                    out.push(*id);
                    break;
                }
                end -= 1;
            }
            at = end;
        }
    }
}

/// Bytes or characters of a word that can matter: more than eight pieces and one unknown segment take.
const LONG: usize = 1024;

fn is_mark(c: char) -> bool {
    !c.is_ascii() && c.general_category() == GeneralCategory::NonspacingMark
}

/// A piece of its own: punctuation, and every ASCII symbol.
fn is_break(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_punctuation()
    } else {
        c.general_category_group() == GeneralCategoryGroup::Punctuation
    }
}

/// The shape of a word (FORMAT.md, "Input").
pub(crate) fn shape(word: &str, first: bool) -> u8 {
    let (mut letters, mut upper, mut lower, mut later_upper, mut digits) = (0, 0, 0, 0, 0);
    let (mut first_upper, mut first_lower, mut plain, mut chars) = (false, false, true, 0);
    for c in word.chars() {
        chars += 1;
        let letter = if c.is_ascii() {
            c.is_ascii_alphabetic()
        } else {
            c.general_category_group() == GeneralCategoryGroup::Letter
        };
        if letter {
            let (up, low) = (c.is_uppercase(), c.is_lowercase());
            if letters == 0 {
                (first_upper, first_lower) = (up, low);
            } else {
                later_upper += usize::from(up);
            }
            letters += 1;
            upper += usize::from(up);
            lower += usize::from(low);
        }
        let digit = if c.is_ascii() {
            c.is_ascii_digit()
        } else {
            c.general_category() == GeneralCategory::DecimalNumber
        };
        digits += usize::from(digit);
        plain &= digit || ".,:/-".contains(c);
    }
    match () {
        () if letters == 0 && digits == 0 => 1,
        () if digits > 0 && plain => 2,
        () if digits > 0 && letters > 0 => 3,
        () if letters == 0 => 14,
        () if chars == 1 && upper == 1 => 4,
        () if upper == letters && word.contains('.') => 7,
        () if upper == letters && letters >= 2 => 5 + u8::from(letters > 3),
        () if first_upper && lower == letters - 1 => 9 - u8::from(first),
        () if first_upper && later_upper > 0 => 10,
        () if first_lower && later_upper > 0 => 11,
        () if lower == letters => 13 - u8::from(word.contains(['-', '\'', '’'])),
        () => 14,
    }
}

/// Cuts a sentence of `counts` pieces a word into runs; `stop(i)` says that word i is a comma, semicolon or colon.
pub(crate) fn runs(
    counts: &[usize],
    positions: usize,
    stop: impl Fn(usize) -> bool,
) -> Vec<std::ops::Range<usize>> {
    let most = MAX_PIECES.min(positions - 2);
    let mut out = Vec::new();
    let mut at = 0;
    while at < counts.len() {
        let (mut end, mut total) = (at, 0);
        while end < counts.len() && end - at < MAX_WORDS && total + counts[end] <= most {
            total += counts[end];
            end += 1;
        }
        if end < counts.len() {
            let half = at + (end - at) / 2;
            end = (half..end).rev().find(|k| stop(*k)).map_or(end, |k| k + 1);
        }
        out.push(at..end);
        at = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_greedy_and_split_at_punctuation() {
        let vocabulary: Vec<String> =
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##happi", "##ness", "co", "-", "op", "u", ".", "s"]
                .map(String::from)
                .to_vec();
        let pieces = Pieces::new(&vocabulary).unwrap();
        let of = |w: &str| {
            let (mut out, mut scratch) = (Vec::new(), String::new());
            pieces.of(w, &mut scratch, &mut out);
            out.iter().map(|i| vocabulary[*i as usize].as_str()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("Unhappiness"), "un ##happi ##ness");
        assert_eq!(of("Co-Op"), "co - op");
        assert_eq!(of("U.S."), "u . s .");
        assert_eq!(of("ÜN"), "un");
        assert_eq!(of("unx"), "[UNK]");
        assert_eq!(of("\u{301}"), "[UNK]");
        assert_eq!(of(&"s.".repeat(30)), "s . s . s . s .");
    }

    #[test]
    fn shapes() {
        for (word, first, want) in [
            ("--", false, 1),
            ("1,200", false, 2),
            ("10am", false, 3),
            ("A", false, 4),
            ("EU", false, 5),
            ("NATO", false, 6),
            ("U.S.", false, 7),
            ("Talks", true, 8),
            ("Talks", false, 9),
            ("McKay", false, 10),
            ("al-Sadr", false, 11),
            ("cease-fire", false, 12),
            ("talks", false, 13),
            ("司空", false, 14),
        ] {
            assert_eq!(shape(word, first), want, "{word}");
        }
    }

    #[test]
    fn long_sentences_are_cut_at_commas_and_nothing_is_lost() {
        let counts = vec![1; 400];
        let got = runs(&counts, 512, |i| i == 100 || i == 210);
        assert_eq!(got, vec![0..101, 101..211, 211..337, 337..400]);
        assert_eq!(runs(&[8; 200], 512, |_| false)[0], 0..62);
    }
}
