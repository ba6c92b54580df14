//! The pieces that patterns are matched on: finer than words, so that "mid-September", "3-day" and "2014-09-15" read the same
//! however a tokeniser cut them.

use compact_str::CompactString;
use rapporteur_text::{Sentence, Span};

/// What an atom is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtomKind {
    /// Letters.
    Word,
    /// Figures, with the commas and the point inside them.
    Number,
    /// One sign.
    Sign,
}

/// A run of letters, a run of figures, or a sign.
#[derive(Clone, Debug)]
pub struct Atom {
    /// Where it stands.
    pub span: Span,
    /// The word of the sentence that it is part of.
    pub token: u32,
    /// In lower case; dashes are "-", apostrophes "'".
    pub lower: CompactString,
    /// Letters, figures or a sign.
    pub kind: AtomKind,
    /// No space before it.
    pub glued: bool,
    /// Begins with a capital.
    pub capital: bool,
}

fn sign(c: char) -> char {
    match c {
        '–' | '—' | '−' | '‐' | '‑' | '‒' | '―' | '~' | '～' => '-',
        '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
        c => c,
    }
}

/// Cuts a stretch of text that has no spaces; `offset` is where it stands in the article.
fn cut(text: &str, offset: usize, token: u32, glued: bool, out: &mut Vec<Atom>) {
    let mut chars = text.char_indices().peekable();
    let mut glued = glued;
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            glued = false;
            continue;
        }
        let mut end = at + c.len_utf8();
        let kind = if c.is_ascii_digit() {
            while let Some((i, d)) = chars.peek().copied() {
                let joins = matches!(d, ',' | '.')
                    && text[i + 1..].chars().next().is_some_and(|n| n.is_ascii_digit());
                if !d.is_ascii_digit() && !joins {
                    break;
                }
                end = i + d.len_utf8();
                chars.next();
            }
            AtomKind::Number
        } else if c.is_alphabetic() {
            while let Some((i, d)) = chars.peek().copied().filter(|(_, d)| d.is_alphabetic()) {
                end = i + d.len_utf8();
                chars.next();
            }
            AtomKind::Word
        } else {
            AtomKind::Sign
        };
        let piece = &text[at..end];
        let mut push = |from: usize, to: usize, glued: bool| {
            let piece = &text[from..to];
            let lower = match kind {
                AtomKind::Sign => CompactString::from_iter(piece.chars().map(sign)),
                _ => piece.chars().flat_map(char::to_lowercase).collect(),
            };
            out.push(Atom {
                span: Span::new(offset + from, offset + to),
                token,
                lower,
                kind: if kind == AtomKind::Number && !piece.starts_with(|c: char| c.is_ascii_digit()) {
                    AtomKind::Sign
                } else {
                    kind
                },
                glued,
                capital: c.is_uppercase(),
            });
        };
        // "23.04.2022" is three numbers, "8.30" and "1,200.5" are one.
        if kind == AtomKind::Number && piece.matches('.').count() > 1 {
            let mut from = at;
            for (i, d) in piece.char_indices() {
                if d == '.' {
                    push(from, at + i, glued && from == at || from > at);
                    push(at + i, at + i + 1, true);
                    from = at + i + 1;
                }
            }
            push(from, end, true);
        } else {
            push(at, end, glued);
        }
        glued = true;
    }
}

/// The atoms of a sentence, in order.
pub fn atoms(text: &str, sentence: &Sentence) -> Vec<Atom> {
    let mut out = Vec::with_capacity(sentence.tokens.len() + 8);
    let mut last = u32::MAX;
    for (i, token) in sentence.tokens.iter().enumerate() {
        // Words that their token does not spell share its span: the first has it.
        if token.span.is_empty() || (last != u32::MAX && token.span.start < last) {
            continue;
        }
        let glued = last == token.span.start;
        cut(token.span.of(text), token.span.start as usize, i as u32, glued, &mut out);
        last = token.span.end;
    }
    // A tokeniser may have cut inside a number: "1,200" as "1" "," "200". Written together, it is one.
    join_numbers(text, &mut out);
    out
}

fn join_numbers(text: &str, atoms: &mut Vec<Atom>) {
    let mut i = 0;
    while i + 2 < atoms.len() {
        let (a, b, c) = (&atoms[i], &atoms[i + 1], &atoms[i + 2]);
        let joins = a.kind == AtomKind::Number
            && b.lower == ","
            && b.glued
            && c.glued
            && c.kind == AtomKind::Number
            && c.lower.len() >= 3
            && c.lower[..3].bytes().all(|d| d.is_ascii_digit())
            && a.lower.len() <= 3;
        if joins {
            let span = a.span.cover(c.span);
            atoms[i].lower = span.of(text).into();
            atoms[i].span = span;
            atoms.drain(i + 1..i + 3);
        } else {
            i += 1;
        }
    }
}

/// The atoms of a few words that stand alone, such as a line of a pattern.
pub fn cut_words(text: &str) -> Vec<Atom> {
    let mut out = Vec::new();
    cut(text, 0, 0, false, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_forms_come_apart() {
        let lower = |text: &str| cut_words(text).iter().map(|a| a.lower.to_string()).collect::<Vec<_>>();
        assert_eq!(lower("mid-September"), ["mid", "-", "september"]);
        assert_eq!(lower("2014–09–15"), ["2014", "-", "09", "-", "15"]);
        assert_eq!(lower("1,200.5 2.5bn"), ["1,200.5", "2.5", "bn"]);
        assert_eq!(lower("23.04.2022"), ["23", ".", "04", ".", "2022"]);
        assert_eq!(lower("the 1990s."), ["the", "1990", "s", "."]);
        let glued: Vec<bool> = cut_words("10:30 am").iter().map(|a| a.glued).collect();
        assert_eq!(glued, [false, true, true, false]);
    }
}
