//! Noun phrases: what belongs to a head, and where it begins and ends.

use rapporteur_text::{Sentence, Span, Upos};

/// Does this word only make up a part of the phrase that its head heads?
pub fn is_inner(sentence: &Sentence, token: usize) -> bool {
    let t = &sentence.tokens[token];
    match t.rel() {
        "compound" | "flat" | "goeswith" | "fixed" | "det" | "case" | "punct" | "mark" | "cc" | "aux"
        | "cop" => true,
        "nmod" => t.deprel == "nmod:desc",
        "amod" | "nummod" | "advmod" => true,
        _ => false,
    }
}

/// The first word of the phrase before its head: what modifies the head from the left without a break.
pub fn left_edge(sentence: &Sentence, head: usize) -> usize {
    let mut edge = head;
    for child in sentence.children(head) {
        let t = &sentence.tokens[child];
        let inside = matches!(t.rel(), "det" | "amod" | "compound" | "nummod" | "flat" | "advmod")
            || t.deprel == "nmod:poss"
            || t.deprel == "nmod:desc"
            || t.deprel == "obl:npmod"
            || t.deprel == "nmod:npmod"
            || t.deprel == "nmod:unmarked";
        if child < head && inside {
            edge = edge.min(sentence.subtree(child).first().copied().unwrap_or(child));
        }
    }
    edge
}

/// The last word of the name that a head begins: its `flat` parts to the right.
pub fn flat_end(sentence: &Sentence, head: usize) -> usize {
    sentence
        .children(head)
        .rfind(|c| *c > head && matches!(sentence.tokens[*c].rel(), "flat" | "fixed" | "goeswith"))
        .unwrap_or(head)
}

/// The span of a phrase: everything below its head but clauses, appositions, conjuncts and marks at the edges.
pub fn span(sentence: &Sentence, head: usize) -> Span {
    let mut inside = vec![false; sentence.tokens.len()];
    let mut stack = vec![head];
    while let Some(i) = stack.pop() {
        if std::mem::replace(&mut inside[i], true) {
            continue;
        }
        for child in sentence.children(i) {
            let t = &sentence.tokens[child];
            let out = matches!(
                t.rel(),
                "acl" | "appos" | "parataxis" | "advcl" | "csubj" | "ccomp" | "dep" | "list" | "vocative"
            ) || i == head
                && matches!(
                    t.rel(),
                    "conj"
                        | "cc"
                        | "case"
                        | "punct"
                        | "cop"
                        | "nsubj"
                        | "aux"
                        | "mark"
                        | "obl"
                        | "discourse"
                        | "expl"
                        | "obj"
                        | "xcomp"
                )
                || i == head && child < head && matches!(t.rel(), "advmod") && t.upos == Upos::Adv;
            if !out {
                stack.push(child);
            }
        }
    }
    // One stretch around the head: a phrase torn apart by something left out ends there.
    let mut first = head;
    while first > 0
        && (inside[first - 1]
            || sentence.tokens[first - 1].upos == Upos::Punct && first > 1 && inside[first - 2])
    {
        first -= 1;
    }
    let mut last = head;
    while last + 1 < inside.len()
        && (inside[last + 1]
            || sentence.tokens[last + 1].upos == Upos::Punct && inside.get(last + 2) == Some(&true))
    {
        last += 1;
    }
    while first < head && matches!(sentence.tokens[first].upos, Upos::Punct | Upos::Adp | Upos::Cconj) {
        first += 1;
    }
    while last > head && sentence.tokens[last].upos == Upos::Punct {
        last -= 1;
    }
    sentence.tokens[first].span.cover(sentence.tokens[last].span)
}

/// The word of a stretch whose head lies outside it.
pub fn top(sentence: &Sentence, first: usize, last: usize) -> usize {
    (first..=last).find(|i| sentence.head(*i).is_none_or(|h| h < first || h > last)).unwrap_or(last)
}

/// The preposition of a phrase, in small letters.
pub fn case<'a>(sentence: &Sentence, text: &'a str, head: usize) -> Option<&'a str> {
    sentence.child(head, "case").map(|c| sentence.tokens[c].form(text))
}

/// The first word of a phrase's determiner or possessive, in small letters.
pub fn determiner(sentence: &Sentence, text: &str, head: usize) -> Option<String> {
    sentence.child(head, "det").map(|d| sentence.tokens[d].form(text).to_lowercase())
}

/// Plural, by feature, tag or a conjunct.
pub fn plural(sentence: &Sentence, head: usize) -> bool {
    let t = &sentence.tokens[head];
    t.feat("Number") == Some("Plur") || matches!(t.xpos.as_str(), "NNS" | "NNPS")
}
