//! A small tokeniser for tests: words and marks without tags or trees, so that a stage is tested on the poorest input it may get.

use std::sync::Arc;

use rapporteur_text::{Sentence, Span, Token, Upos};

const MODALS: [&str; 9] = ["will", "would", "shall", "should", "may", "might", "can", "could", "must"];
const PAST: [&str; 20] = [
    "was", "were", "had", "did", "said", "told", "took", "began", "met", "held", "left", "came", "fled",
    "sank", "fell", "rose", "won", "lost", "gave", "sent",
];

const CLOSED: [(Upos, &[&str]); 5] = [
    (
        Upos::Adp,
        &[
            "of", "in", "on", "at", "by", "for", "from", "with", "to", "over", "into", "between", "against",
            "than",
        ],
    ),
    (Upos::Det, &["the", "a", "an", "this", "that", "these", "those", "some", "no", "another"]),
    (Upos::Pron, &["he", "she", "it", "they", "who", "which", "his", "her", "their", "its", "them"]),
    (Upos::Cconj, &["and", "or", "but"]),
    (Upos::Aux, &["is", "are", "be", "been", "has", "have"]),
];

fn token(text: &str, start: usize, end: usize, glued: bool) -> Token {
    let form = &text[start..end];
    let lower = form.to_lowercase();
    let word = form.chars().next().is_some_and(char::is_alphabetic);
    let (upos, xpos) = if MODALS.contains(&lower.as_str()) {
        (Upos::Aux, "MD")
    } else if PAST.contains(&lower.as_str()) || (word && lower.len() > 4 && lower.ends_with("ed")) {
        (Upos::Verb, "VBD")
    } else if form.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.') {
        (Upos::Num, "CD")
    } else if let Some((upos, _)) = CLOSED.iter().find(|(_, words)| words.contains(&lower.as_str())) {
        (*upos, "_")
    } else if word {
        (Upos::X, "_")
    } else {
        (Upos::Punct, ".")
    };
    Token {
        span: Span::new(start, end),
        glued,
        lemma: lower.into(),
        upos,
        xpos: xpos.into(),
        feats: Arc::from("_"),
        head: None,
        deprel: "dep".into(),
    }
}

/// Cuts a text into sentences (at line ends, and at points before a capital) and words.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut out: Vec<Sentence> = Vec::new();
    let mut tokens: Vec<Token> = Vec::new();
    let mut fresh = true;
    let mut close = |tokens: &mut Vec<Token>, fresh: &mut bool| {
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
            let span = first.span.cover(last.span);
            out.push(Sentence {
                span,
                tokens: std::mem::take(tokens),
                names: vec![],
                starts_paragraph: *fresh,
            });
            *fresh = false;
        }
    };
    let mut at = 0;
    for chunk in text.split_inclusive(char::is_whitespace) {
        let word = chunk.trim_end();
        let (mut from, mut to) = (at, at + word.len());
        while let Some(c) = text[from..to].chars().next().filter(|c| "([\"'“‘$€£".contains(*c)) {
            tokens.push(token(text, from, from + c.len_utf8(), from > at));
            from += c.len_utf8();
        }
        let mut tail = Vec::new();
        while let Some(c) = text[from..to].chars().next_back().filter(|c| ".,;:!?)]\"'”%".contains(*c)) {
            let short = c == '.' && (text[from..to - 1].contains('.') || to - from == 2);
            if short {
                break;
            }
            to -= c.len_utf8();
            tail.push((to, to + c.len_utf8()));
        }
        if from < to {
            tokens.push(token(text, from, to, from > at));
        }
        for (a, b) in tail.iter().rev() {
            tokens.push(token(text, *a, *b, true));
        }
        at += chunk.len();
        let next = text[at..].chars().next();
        let stop = tail.iter().any(|(a, _)| text[*a..].starts_with(['.', '!', '?']))
            && next.is_some_and(|c| c.is_uppercase() || "\"“(".contains(c));
        if stop || chunk.ends_with('\n') {
            close(&mut tokens, &mut fresh);
            fresh |= chunk.ends_with('\n');
        }
    }
    close(&mut tokens, &mut fresh);
    out
}
