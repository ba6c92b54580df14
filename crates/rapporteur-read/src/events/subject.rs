//! The grammatical subject: wherever the tree keeps it, and where a parser has put it in the wrong place.

use rapporteur_text::{Sentence, Upos};

use super::clause::{DEPTH, by_phrase, has_marker, is_passive, lemma, resolve_relative};

/// Verbs whose infinitive is done by their own subject although they have an object ("promised her to go").
const SUBJECT_CONTROL: [&str; 8] = ["promise", "threaten", "vow", "pledge", "swear", "offer", "use", "need"];

/// Nouns whose infinitive is done by whoever has them ("a plan to attack", "Iran's threat to close").
const CONTENT_NOUNS: [&str; 42] = [
    "plan",
    "threat",
    "decision",
    "offer",
    "promise",
    "bid",
    "attempt",
    "effort",
    "intention",
    "refusal",
    "agreement",
    "pledge",
    "vow",
    "move",
    "call",
    "demand",
    "request",
    "proposal",
    "commitment",
    "readiness",
    "willingness",
    "failure",
    "order",
    "campaign",
    "mission",
    "operation",
    "deal",
    "resolution",
    "vote",
    "right",
    "mandate",
    "permission",
    "authorisation",
    "authorization",
    "willing",
    "pact",
    "treaty",
    "push",
    "initiative",
    "desire",
    "step",
    "measure",
];

/// Words by which somebody speaks ("issued a statement condemning", "sent a letter urging").
const VOICES: [&str; 22] = [
    "statement",
    "declaration",
    "letter",
    "message",
    "note",
    "communique",
    "communiqué",
    "resolution",
    "petition",
    "appeal",
    "call",
    "memo",
    "memorandum",
    "cable",
    "telegram",
    "leaflet",
    "video",
    "speech",
    "motion",
    "order",
    "decree",
    "ultimatum",
];

/// The grammatical subject of a verb or predicate, wherever the tree keeps it.
pub fn surface_subject(s: &Sentence, v: usize) -> Vec<usize> {
    surface(s, v, 0)
}

fn surface(s: &Sentence, v: usize, depth: usize) -> Vec<usize> {
    if depth > DEPTH {
        return Vec::new();
    }
    let own: Vec<usize> = s.children(v).filter(|c| s.tokens[*c].rel() == "nsubj").collect();
    if let Some(&last) = own.iter().rev().find(|c| s.tokens[**c].upos != Upos::Punct) {
        return vec![resolve_relative(s, v, behind_dateline(s, v, last))];
    }
    if let Some(found) = fronted_subject(s, v).or_else(|| bare_subject(s, v)) {
        return vec![found];
    }
    let Some(h) = s.head(v) else { return Vec::new() };
    let up = |from: usize| surface(s, from, depth + 1);
    match s.tokens[v].rel() {
        "conj" => {
            // "He condemned it and has urged …": the second verb shares the first one's subject.
            if s.tokens[h].upos.is_nominal() && s.child(h, "cop").is_none() && s.tokens[h].rel() != "root" {
                Vec::new()
            } else {
                up(h)
            }
        }
        "xcomp" | "ccomp" => {
            let object = s.child(h, "obj").or_else(|| s.child(h, "iobj"));
            match object {
                Some(o) if !SUBJECT_CONTROL.contains(&lemma(s, h)) && s.tokens[v].rel() == "xcomp" => {
                    vec![resolve_relative(s, h, o)]
                }
                _ => up(h),
            }
        }
        "advcl" => {
            // "urged Iran to …" is sometimes attached as advcl; a bare participle is done by the subject.
            let infinitive = s.children(v).any(|c| s.tokens[c].rel() == "mark" && lemma(s, c) == "to");
            let asks = matches!(
                lemma(s, h),
                "urge" | "ask" | "tell" | "order" | "call" | "press" | "allow" | "force"
            );
            match s.child(h, "obj") {
                Some(o) if infinitive && asks => vec![resolve_relative(s, h, o)],
                _ if s.tokens[h].upos.is_nominal() && s.child(h, "cop").is_none() => {
                    noun_owner(s, h, depth + 1)
                }
                _ => {
                    let agents = if is_passive(s, h) { by_phrase(s, h) } else { Vec::new() };
                    if agents.is_empty() { up(h) } else { agents }
                }
            }
        }
        "acl" if &*s.tokens[v].deprel == "acl:relcl" => {
            // No subject of its own: "the gang that struck", with the pronoun lost or tagged as a mark.
            vec![h]
        }
        "acl" => {
            let infinitive = s.children(v).any(|c| s.tokens[c].rel() == "mark" && lemma(s, c) == "to");
            let of = s.children(v).any(|c| s.tokens[c].rel() == "mark" && lemma(s, c) != "to");
            // "sent a memo demanding": whoever issues it demands.
            let voiced = s.tokens[v].xpos == "VBG" && VOICES.contains(&lemma(s, h));
            let owner = if voiced { noun_owner(s, h, depth + 1) } else { Vec::new() };
            if !owner.is_empty() {
                owner
            } else if (infinitive || of) && CONTENT_NOUNS.contains(&lemma(s, h)) {
                noun_owner(s, h, depth + 1)
            } else {
                vec![h]
            }
        }
        "parataxis" => up(h),
        "amod" => vec![h],
        _ => Vec::new(),
    }
}

/// "With the signing of a pact, Kenya and Uganda agreed …": the subject, taken for a further member of the phrase before it.
fn fronted_subject(s: &Sentence, v: usize) -> Option<usize> {
    let t = &s.tokens[v];
    let finite = |i: usize| matches!(&*s.tokens[i].xpos, "VBD" | "VBZ" | "VBP" | "MD");
    if t.upos != Upos::Verb
        || !matches!(t.rel(), "root" | "ccomp" | "parataxis")
        || !finite(v) && !s.children_by(v, "aux").any(finite)
    {
        return None;
    }
    let phrase = s.children_by(v, "obl").rev().find(|c| *c < v)?;
    let apart = |k: &usize| {
        let first = s.subtree(*k).into_iter().find(|w| s.tokens[*w].upos != Upos::Punct).unwrap_or(*k);
        *k < v
            && s.tokens[*k].upos.is_nominal()
            && first > 0
            && lemma(s, first - 1) == ","
            && s.child(*k, "cc").is_none_or(|c| c > *k)
    };
    s.children_by(phrase, "conj").find(apart)
}

/// "Turkey massed tanks": a name before a verb that has no subject, taken for a time or a measure.
fn bare_subject(s: &Sentence, v: usize) -> Option<usize> {
    let t = &s.tokens[v];
    // A past tense with an object is taken for a participle as well.
    let past = &*t.xpos == "VBN" && s.child(v, "obj").is_some() && s.child(v, "aux").is_none();
    if !past && !matches!(&*t.xpos, "VBD" | "VBZ" | "VBP")
        || !matches!(t.rel(), "root" | "ccomp" | "parataxis")
    {
        return None;
    }
    let bare = |c: &usize| {
        *c < v
            && s.tokens[*c].upos == Upos::Propn
            && matches!(&*s.tokens[*c].deprel, "obl:unmarked" | "obl:tmod" | "obl:npmod" | "dep" | "vocative")
    };
    s.children(v).find(bare)
}

/// Whoever has a content noun: its possessor, or the subject of the verb that it is the object of.
fn noun_owner(s: &Sentence, n: usize, depth: usize) -> Vec<usize> {
    if let Some(p) = s.children(n).find(|c| &*s.tokens[*c].deprel == "nmod:poss") {
        return vec![p];
    }
    if let Some(b) = s
        .children(n)
        .find(|c| s.tokens[*c].rel() == "nmod" && (has_marker(s, *c, "by") || has_marker(s, *c, "of")))
    {
        return vec![b];
    }
    match (s.head(n), s.tokens[n].rel()) {
        (Some(h), "obj" | "obl" | "xcomp") if depth <= DEPTH => surface(s, h, depth),
        _ => Vec::new(),
    }
}

/// The dash or colon that ends a date line at the start of a sentence: "KABUL (Reuters) -", "GENEVA, May 3 —", "Washington -".
pub fn dateline_end(s: &Sentence) -> Option<usize> {
    const LONGEST: usize = 10;
    let first = s.tokens.first().filter(|t| t.upos == Upos::Propn)?;
    let capitals = first.lemma.len() > 2 && first.lemma.chars().all(|c| c.is_uppercase() || c == '-');
    let end = (1..s.tokens.len().min(LONGEST)).find(|i| {
        let at = s.tokens[*i].span;
        let glued = s.tokens[i - 1].span.end == at.start
            || s.tokens.get(i + 1).is_some_and(|t| t.span.start == at.end);
        match lemma(s, *i) {
            "--" | "—" => true,
            "–" | "-" => !glued,
            ":" => capitals && lemma(s, i - 1) == ")",
            _ => false,
        }
    })?;
    let heading =
        |i: usize| matches!(s.tokens[i].upos, Upos::Propn | Upos::Punct | Upos::Num | Upos::Sym | Upos::X);
    (0..end).all(heading).then_some(end)
}

/// Where a parser takes a date line for the subject, the noun that follows the dash is.
fn behind_dateline(s: &Sentence, v: usize, subject: usize) -> usize {
    let Some(end) = dateline_end(s).filter(|end| subject < *end && *end < v) else { return subject };
    (end + 1..v)
        .find(|i| {
            s.tokens[*i].upos.is_nominal()
                && s.head(*i).is_some_and(|h| h <= end || h == v)
                && matches!(
                    s.tokens[*i].rel(),
                    "appos" | "dep" | "parataxis" | "conj" | "nmod" | "flat" | "list" | "nsubj"
                )
        })
        .unwrap_or(subject)
}
