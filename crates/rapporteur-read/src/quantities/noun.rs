//! What a number counts: the noun that the tree hangs it on, or the end of the noun phrase that follows it.

use rapporteur_text::{Sentence, Upos};

/// The noun that is counted: its word, and whether the phrase "of" led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The head noun.
    pub token: usize,
}

/// Does the sentence have a tree?
pub fn has_tree(sentence: &Sentence) -> bool {
    sentence.tokens.len() > 1 && sentence.tokens.iter().filter(|t| t.head.is_none()).count() <= 1
}

/// Looks for the noun that the number (the words `first..=last`) counts.
pub fn counted(text: &str, sentence: &Sentence, first: usize, last: usize) -> Option<Counted> {
    let tokens = &sentence.tokens;
    let form = |i: usize| tokens.get(i).map(|t| t.form(text).to_lowercase()).unwrap_or_default();
    if has_tree(sentence) {
        // The number's own head: the first noun to the right that it hangs on.
        let hung = (first..=last).filter_map(|i| sentence.head(i)).find(|h| {
            (*h > last) && (*h - last <= 8) && (tokens[*h].upos.is_nominal() || tokens[*h].upos == Upos::Adj)
        });
        let number = |i: &usize| {
            matches!(tokens[*i].rel(), "nummod" | "amod" | "compound" | "det" | "advmod" | "obl" | "nmod")
        };
        if let Some(head) = hung.filter(|_| (first..=last).any(|i| number(&i))) {
            // Nothing of another clause may lie between.
            let broken = (last + 1..head).any(|i| {
                matches!(tokens[i].upos, Upos::Verb | Upos::Aux | Upos::Sconj)
                    && !matches!(tokens[i].rel(), "amod" | "compound" | "advmod")
                    || matches!(tokens[i].upos, Upos::Adp) && tokens[i].rel() == "case"
            });
            if !broken {
                return Some(Counted { token: head });
            }
        }
    }
    if form(last + 1) == "of" {
        return after_of(text, sentence, last + 2);
    }
    in_order(text, sentence, last + 1)
}

/// "two of the hostages", "dozens of them".
fn after_of(text: &str, sentence: &Sentence, at: usize) -> Option<Counted> {
    let tokens = &sentence.tokens;
    let skip = |i: &usize| {
        tokens.get(*i).is_some_and(|t| {
            matches!(t.upos, Upos::Det)
                || t.rel() == "nmod:poss"
                || matches!(t.form(text), "the" | "his" | "their" | "its" | "those" | "these")
        })
    };
    let mut at = at;
    while skip(&at) {
        at += 1;
    }
    in_order(text, sentence, at)
}

/// The last noun of the run of words that begins here.
fn in_order(text: &str, sentence: &Sentence, at: usize) -> Option<Counted> {
    let tokens = &sentence.tokens;
    let mut head = None;
    for (i, token) in tokens.iter().enumerate().skip(at).take(7) {
        let form = token.form(text);
        match token.upos {
            Upos::Noun | Upos::Propn => head = Some(i),
            Upos::X if form.chars().next().is_some_and(char::is_alphabetic) => head = Some(i),
            Upos::Adj => {
                if head.is_some() && token.xpos != "JJ" {
                    break;
                }
                // "the 12 dead", "20 others"
                if form.ends_with("thers") || form == "more" {
                    head = head.or(Some(i));
                }
            }
            Upos::Verb
                if head.is_none()
                    && matches!(token.xpos.as_str(), "VBN" | "VBG")
                    && i + 1 < tokens.len()
                    && tokens[i + 1].upos.is_nominal() => {}
            Upos::Adv if head.is_none() => {}
            Upos::Punct if form == "-" && head.is_some() => {}
            Upos::Part if matches!(form, "'s" | "’s") && head.is_some() => head = None,
            _ => break,
        }
        // A noun that owns the next one: "12 Iraqi army officers" runs on, "500 troops Monday" does not.
        if head == Some(i) && token.upos == Upos::Noun && token.xpos == "NNS" {
            let next = tokens.get(i + 1);
            if !next.is_some_and(|t| matches!(t.upos, Upos::Noun | Upos::Part)) {
                break;
            }
        }
    }
    head.map(|token| Counted { token })
}
