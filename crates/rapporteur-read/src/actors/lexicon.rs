//! Finds what the knowledge has names for in a sentence: the longest match over words, written as the knowledge writes it.

use rapporteur_text::{Sentence, Token, Upos};

use super::fold;
use super::knowledge::{Knowledge, written_as};
use super::table::{EXACT, Posting, Use};

/// A stretch of words that the knowledge has a name for.
#[derive(Clone, Debug)]
pub struct Hit {
    /// First word.
    pub first: usize,
    /// Last word.
    pub last: usize,
    /// What it may be.
    pub postings: Vec<Posting>,
}

/// A word's part of a key: nothing for signs; the article's spelling otherwise.
fn part(token: &Token, text: &str) -> String {
    fold::plain(token.form(text))
}

/// Adds a word to a key as [`fold::key`] would have written it.
fn extend(key: &mut String, word: &str, glued: bool) {
    if word.is_empty() {
        return;
    }
    if !key.is_empty() && !glued {
        key.push(' ');
    }
    let first = key.is_empty();
    for (i, w) in word.split(' ').enumerate() {
        if i > 0 {
            key.push(' ');
        }
        key.push_str(&fold::word_key(w, first && i == 0));
    }
}

/// The key of the words `first..=last`.
pub fn key_of(sentence: &Sentence, text: &str, first: usize, last: usize) -> String {
    let mut key = String::new();
    for token in &sentence.tokens[first..=last] {
        extend(&mut key, &part(token, text), glued_mark(token, text));
    }
    key
}

/// "People" + "'s" is one word of a key, as are the parts of "doesn't".
fn glued_mark(token: &Token, text: &str) -> bool {
    token.glued && token.form(text).starts_with(['\'', '’'])
}

fn capitals(tokens: &[Token], text: &str) -> usize {
    tokens.iter().filter(|t| t.form(text) != "The" && t.form(text).chars().any(char::is_uppercase)).count()
}

/// All longest matches, left to right, none inside another. Surnames are left to the names that the tagger found.
pub fn hits(sentence: &Sentence, text: &str, knowledge: &Knowledge) -> Vec<Hit> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < sentence.tokens.len() {
        match longest(sentence, text, knowledge, i) {
            // "the South Sudanese president": a name with the article does not cut a longer one that begins behind it.
            Some(hit)
                if sentence.tokens[i].upos == Upos::Det
                    && longest(sentence, text, knowledge, i + 1).is_some_and(|next| next.last > hit.last) =>
            {
                i += 1;
            }
            Some(hit) => {
                i = hit.last + 1;
                out.push(hit);
            }
            None => i += 1,
        }
    }
    out
}

/// The longest name of a body, country or person that begins at this word.
pub fn longest(sentence: &Sentence, text: &str, knowledge: &Knowledge, first: usize) -> Option<Hit> {
    let start = sentence.tokens.get(first)?;
    if matches!(start.upos, Upos::Punct | Upos::Adp | Upos::Cconj | Upos::Sconj | Upos::Aux)
        && start.form(text).len() > 3
        || part(start, text).is_empty()
    {
        return None;
    }
    let fst = knowledge.tables.names.as_fst();
    let (mut node, mut output) = (fst.root(), fst::raw::Output::zero());
    let mut key = String::new();
    let mut best = None;
    for (last, token) in sentence.tokens.iter().enumerate().skip(first).take(14) {
        let before = key.len();
        let mut word = part(token, text);
        // "anti-Islamic State", where the tokens keep the prefix: the name is what it is turned against.
        if last == first
            && let Some(rest) = word.strip_prefix("anti ").or_else(|| word.strip_prefix("pro "))
        {
            word = rest.to_owned();
        }
        let possessive = matches!(token.form(text), "'s" | "’s");
        extend(&mut key, &word, glued_mark(token, text));
        if word.is_empty() && !matches!(token.form(text), "-" | "–" | "'" | "’" | "/" | "&" | ".") {
            break; // commas, brackets and quotation marks end a name
        }
        let mut alive = true;
        for byte in &key.as_bytes()[before..] {
            match node.find_input(*byte) {
                Some(at) => {
                    let t = node.transition(at);
                    output = output.cat(t.out);
                    node = fst.node(t.addr);
                }
                None => {
                    alive = false;
                    break;
                }
            }
        }
        if !alive {
            break;
        }
        if word.is_empty() || possessive && last == first + 1 && key.len() < 4 || !node.is_final() {
            continue;
        }
        let tokens = &sentence.tokens[first..=last];
        let surface = &text[tokens[0].span.start as usize..tokens[tokens.len() - 1].span.end as usize];
        let value = output.cat(node.final_output()).value();
        let postings: Vec<Posting> = knowledge
            .tables
            .postings(value)
            .filter(|p| p.usage != Use::Surname && written_as(p, surface, capitals(tokens, text)))
            .filter(|p| p.flags & EXACT == 0 || surface.chars().any(char::is_uppercase))
            .collect();
        if !postings.is_empty() {
            best = Some(Hit { first, last, postings });
        }
    }
    best
}

/// The longest role phrase that ends at word `head` and begins at or after `from`: ("foreign minister", its first word).
/// Matched as written, then with the head's dictionary form.
pub fn role_ending_at<'k>(
    sentence: &Sentence,
    text: &str,
    knowledge: &'k Knowledge,
    from: usize,
    head: usize,
) -> Option<(super::table::Role<'k>, usize)> {
    let lemma = fold::plain(&sentence.tokens[head].lemma);
    for first in from.max(head.saturating_sub(6))..=head {
        let word = part(&sentence.tokens[first], text);
        // "Former president" is a president with a modifier, which is read apart.
        if word.is_empty() || super::modifiers::FORMER.contains(&word.as_str()) {
            continue;
        }
        let mut stem = String::new();
        for token in &sentence.tokens[first..head] {
            extend(&mut stem, &part(token, text), glued_mark(token, text));
        }
        let mut written = stem.clone();
        extend(&mut written, &part(&sentence.tokens[head], text), false);
        extend(&mut stem, &lemma, false);
        for key in [&stem, &written] {
            if let Some(role) = knowledge.role(key) {
                return Some((role, first));
            }
        }
    }
    None
}
