//! Does what is dated lie ahead or behind? Read off the governing verb where there is a tree, off the nearest verb where not.

use rapporteur_text::{Sentence, Token, Upos};

use super::knowledge::TenseWords;

/// Where a dated happening lies, as the sentence tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// Told as past.
    Past,
    /// Told in the present.
    Present,
    /// Told as to come.
    Future,
    /// The sentence does not say.
    Unknown,
}

fn lower(token: &Token, text: &str) -> String {
    token.form(text).to_lowercase().replace('’', "'")
}

/// The tense that a word of a sentence stands in.
pub fn tense_at(text: &str, sentence: &Sentence, at: usize, words: &TenseWords) -> Tense {
    let has_tree =
        sentence.tokens.iter().filter(|t| t.head.is_none()).count() <= 1 && sentence.tokens.len() > 1;
    let by_tree = if has_tree { by_tree(text, sentence, at, words) } else { Tense::Unknown };
    if by_tree != Tense::Unknown { by_tree } else { by_order(text, sentence, at, words) }
}

fn by_tree(text: &str, sentence: &Sentence, at: usize, words: &TenseWords) -> Tense {
    let mut below = at;
    for i in std::iter::once(at).chain(sentence.ancestors(at)) {
        let token = &sentence.tokens[i];
        let came_from = sentence.tokens[below].rel();
        below = i;
        // "a hearing due on Monday", "the ballot is scheduled for May", "agreed to meet on Monday"; but "agreed on Monday" is past.
        let noun = token.upos == Upos::Noun && token.lemma != "deadline";
        if i != at && !noun && words.ahead.contains(token.lemma.to_lowercase().as_str()) {
            let complement = matches!(came_from, "xcomp" | "ccomp" | "acl" | "advcl");
            if complement || !matches!(token.xpos.as_str(), "VBD" | "VBG") && token.xpos != "VB" {
                return Tense::Future;
            }
        }
        let helped = sentence.children(i).any(|c| matches!(sentence.tokens[c].rel(), "aux" | "cop"));
        if !matches!(token.upos, Upos::Verb | Upos::Aux) && !helped {
            continue;
        }
        match of_verb(text, sentence, i, words) {
            Tense::Unknown => continue,
            tense => return tense,
        }
    }
    Tense::Unknown
}

fn of_verb(text: &str, sentence: &Sentence, i: usize, words: &TenseWords) -> Tense {
    let token = &sentence.tokens[i];
    let helpers: Vec<&Token> = sentence
        .children(i)
        .map(|c| &sentence.tokens[c])
        .filter(|t| matches!(t.rel(), "aux" | "cop"))
        .collect();
    let form = |t: &Token| lower(t, text);
    let past_perfect =
        helpers.iter().any(|t| matches!(form(t).as_str(), "have" | "has" | "had" | "'ve" | "'d"));
    if helpers.iter().any(|t| words.future.contains(form(t).as_str())) {
        return if past_perfect { Tense::Past } else { Tense::Future };
    }
    let past =
        |t: &Token| t.xpos == "VBD" || t.feat("Tense") == Some("Past") && t.feat("VerbForm") == Some("Fin");
    if past_perfect || helpers.iter().any(|t| past(t)) || past(token) {
        return Tense::Past;
    }
    match token.xpos.as_str() {
        "VBZ" | "VBP" => return Tense::Present,
        "VB" | "VBG" | "VBN" | "" | "_"
            if !helpers.is_empty() && helpers.iter().any(|t| matches!(t.xpos.as_str(), "VBZ" | "VBP")) =>
        {
            return Tense::Present;
        }
        _ => {}
    }
    if helpers.iter().any(|t| matches!(t.xpos.as_str(), "VBZ" | "VBP")) {
        return Tense::Present;
    }
    // An infinitive or a participle: what governs it decides.
    Tense::Unknown
}

/// The nearest verb before the word in its clause, or else after it.
fn by_order(text: &str, sentence: &Sentence, at: usize, words: &TenseWords) -> Tense {
    let tokens = &sentence.tokens;
    let read = |i: usize| -> Tense {
        let token = &tokens[i];
        let form = lower(token, text);
        // The month.
        if token.form(text) == "May" {
            return Tense::Unknown;
        }
        if words.future.contains(form.as_str()) {
            return Tense::Future;
        }
        if words.ahead.contains(form.as_str()) || words.ahead.contains(token.lemma.as_str()) {
            return Tense::Future;
        }
        if token.xpos == "VBD"
            || words.past.contains(form.as_str())
            || matches!(form.as_str(), "has" | "have" | "had")
        {
            return Tense::Past;
        }
        if matches!(form.as_str(), "is" | "are") || matches!(token.xpos.as_str(), "VBZ" | "VBP") {
            return Tense::Present;
        }
        Tense::Unknown
    };
    let clause_end =
        |i: usize| matches!(lower(&tokens[i], text).as_str(), ";" | "\"" | "”" | "that" | "which" | "who");
    let mut seen = Tense::Unknown;
    for i in (0..at).rev() {
        let tense = read(i);
        if tense != Tense::Unknown {
            seen = tense;
            // "will have been" and "is expected" show themselves a word or two further left.
            let before =
                (i.saturating_sub(3)..i).chain(i + 1..at.min(i + 4)).map(read).find(|t| *t == Tense::Future);
            return before.unwrap_or(seen);
        }
        if clause_end(i) && at - i > 1 {
            break;
        }
    }
    if seen == Tense::Unknown {
        for i in at + 1..tokens.len() {
            let tense = read(i);
            if tense != Tense::Unknown {
                let on = (i + 1..tokens.len().min(i + 4)).map(read).find(|t| *t == Tense::Future);
                return on.unwrap_or(tense);
            }
            if lower(&tokens[i], text) == ";" {
                break;
            }
        }
    }
    seen
}
