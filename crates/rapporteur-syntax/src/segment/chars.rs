//! Classes of characters.

/// What a character is to the tokenizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Letter,
    Digit,
    /// Anything else that is not white space: punctuation, symbols, controls.
    Other,
}

/// Marks, joiners and soft hyphens belong to the letter before them.
pub(super) fn class(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' => Class::Digit,
            _ => Class::Other,
        };
    }
    if c.is_alphabetic() || is_joined(c) {
        Class::Letter
    } else if c.is_numeric() {
        Class::Digit
    } else {
        Class::Other
    }
}

/// Never stands apart from the character before it: marks, joiners, and the skin tones of emoji.
pub(super) fn extends(c: char) -> bool {
    !c.is_ascii() && (is_joined(c) || ('\u{1f3fb}'..='\u{1f3ff}').contains(&c))
}

/// One of the two letters of an emoji flag.
pub(super) fn is_flag_half(c: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&c)
}

fn is_joined(c: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe0f}')
        || c.general_category_group() == GeneralCategoryGroup::Mark
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '`' | '´' | '‘')
}

pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

/// Closes what a sentence may have opened.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '}' | '”' | '’' | '»' | '›')
}

pub(super) fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '(' | '[' | '{' | '“' | '‘' | '«' | '‹' | '„' | '¿' | '¡')
}

pub(super) fn is_terminal(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।' | '‽' | '⁇' | '⁈' | '⁉')
}

/// A short picture of a word: `A` upper, `a` lower, `0` digit, the character itself otherwise; runs are shortened to two.
pub(super) fn picture(word: &str, out: &mut String) {
    out.clear();
    let (mut last, mut run) = ('\0', 0);
    for c in word.chars().take(24) {
        let p = match class(c) {
            Class::Letter if c.is_uppercase() => 'A',
            Class::Letter => 'a',
            Class::Digit => '0',
            Class::Other => c,
        };
        run = if p == last { run + 1 } else { 1 };
        last = p;
        if run <= 2 {
            out.push(p);
        }
    }
}
