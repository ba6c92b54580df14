//! Deep arguments: who does it and to whom, with voice, control, relative clauses, coordination and participles undone.
//!
//! Works on Universal Dependencies trees (UD 2). Every function gives head words in the same sentence; none looks outside it.

use rapporteur_text::{Sentence, Upos};

pub use super::subject::{dateline_end, surface_subject};

/// How far control and coordination are followed; a tree that asks for more is damaged.
pub(super) const DEPTH: usize = 8;

pub(super) fn lemma(s: &Sentence, i: usize) -> &str {
    &s.tokens[i].lemma
}

/// The preposition or subordinator of a word: its `case` or `mark` children, joined ("because of").
pub fn marker(s: &Sentence, i: usize) -> Option<String> {
    let mut words = Vec::new();
    for c in s.children(i) {
        if matches!(s.tokens[c].rel(), "case" | "mark") && s.tokens[c].upos != Upos::Part {
            words.push(lemma(s, c).to_owned());
            words.extend(s.children_by(c, "fixed").map(|f| lemma(s, f).to_owned()));
        }
    }
    (!words.is_empty()).then(|| words.join(" "))
}

/// Is one of its prepositions this one? ("into" in "into", "out of" in "out of".)
pub fn has_marker(s: &Sentence, i: usize, word: &str) -> bool {
    let single = |c: usize| {
        matches!(s.tokens[c].rel(), "case" | "mark")
            && (lemma(s, c) == word
                || s.children_by(c, "fixed").next().is_some() && marker(s, i).is_some_and(|m| m == word))
    };
    s.children(i).any(single)
}

/// A verb in the passive: "was killed", "been told", "(men) killed by …".
pub fn is_passive(s: &Sentence, v: usize) -> bool {
    let t = &s.tokens[v];
    // A past tense with an object is active, whatever the label on its subject.
    let active = &*t.xpos == "VBD" && s.child(v, "obj").is_some();
    if !active
        && s.children(v).any(|c| s.tokens[c].deprel == "aux:pass" || s.tokens[c].deprel == "nsubj:pass")
    {
        return true;
    }
    let bare_participle = t.xpos == "VBN" && !s.children(v).any(|c| s.tokens[c].rel() == "aux");
    if !bare_participle || s.child(v, "nsubj").is_some() {
        return false;
    }
    match t.rel() {
        "acl" | "amod" => {
            s.child(v, "obj").is_none() || s.children(v).any(|c| s.tokens[c].deprel == "obl:agent")
        }
        "conj" => s.head(v).is_some_and(|h| h != v && s.tokens[h].xpos == "VBN" && is_passive_shallow(s, h)),
        "advcl" | "root" | "parataxis" => s.child(v, "obj").is_none(),
        _ => false,
    }
}

fn is_passive_shallow(s: &Sentence, v: usize) -> bool {
    s.children(v).any(|c| s.tokens[c].deprel == "aux:pass" || s.tokens[c].deprel == "nsubj:pass")
        || s.tokens[v].rel() == "acl"
}

fn is_relative_pronoun(s: &Sentence, i: usize) -> bool {
    let t = &s.tokens[i];
    matches!(&*t.lemma, "who" | "which" | "that" | "whom" | "whose")
        && matches!(t.upos, Upos::Pron | Upos::Det | Upos::Sconj)
        && (t.feat("PronType") == Some("Rel") || t.xpos.starts_with('W') || &*t.lemma == "that")
}

/// The head of the relative clause that a word stands in, where the clause is the word's own or its chain's.
fn antecedent(s: &Sentence, v: usize) -> Option<usize> {
    let mut at = v;
    for _ in 0..DEPTH {
        let t = &s.tokens[at];
        if &*t.deprel == "acl:relcl" {
            return s.head(at);
        }
        if !matches!(t.rel(), "conj" | "xcomp" | "ccomp") {
            return None;
        }
        at = s.head(at)?;
    }
    None
}

pub(super) fn resolve_relative(s: &Sentence, v: usize, word: usize) -> usize {
    if is_relative_pronoun(s, word) { antecedent(s, v).unwrap_or(word) } else { word }
}

/// "by …" of a passive, without times, places and gerunds.
pub fn by_phrase(s: &Sentence, v: usize) -> Vec<usize> {
    let by = |c: &usize| {
        let t = &s.tokens[*c];
        &*t.deprel == "obl:agent"
            || (t.rel() == "obl" && t.upos != Upos::Verb && has_marker(s, *c, "by") && t.upos != Upos::Num)
    };
    s.children(v).filter(by).take(1).collect()
}

/// The grammatical subject with those who are named "along with" it.
fn company(s: &Sentence, v: usize) -> Vec<usize> {
    let mut subject = surface_subject(s, v);
    let along = |c: &usize| {
        matches!(s.tokens[*c].rel(), "obl" | "advcl")
            && s.children(*c)
                .any(|m| matches!(&*s.tokens[m].lemma.to_lowercase(), "along" | "together" | "alongside"))
    };
    if !subject.is_empty() {
        subject.extend(s.children(v).filter(along));
    }
    subject
}

/// Who does it.
pub fn agent(s: &Sentence, v: usize) -> Vec<usize> {
    if is_passive(s, v) { by_phrase(s, v) } else { company(s, v) }
}

/// To whom or what it is done.
pub fn patient(s: &Sentence, v: usize) -> Vec<usize> {
    if is_passive(s, v) {
        // "was given trucks": the object stays the object, the subject got it.
        if let Some(o) = s.child(v, "obj") {
            return vec![o];
        }
        return company(s, v);
    }
    let own: Vec<usize> = s.children_by(v, "obj").map(|o| resolve_relative(s, v, o)).collect();
    if !own.is_empty() {
        return own;
    }
    // "asked the government to stay": who is asked is an indirect object in UD.
    if s.child(v, "obj").is_none() {
        let asked: Vec<usize> = s.children_by(v, "iobj").map(|o| resolve_relative(s, v, o)).collect();
        if !asked.is_empty() {
            return asked;
        }
    }
    // "asking allied forces to strike": the one who is asked may hang on the infinitive.
    let asked = s
        .children_by(v, "ccomp")
        .find(|c| s.children(*c).any(|m| s.tokens[m].rel() == "mark" && lemma(s, m) == "to"));
    if let Some(subject) = asked.and_then(|c| s.child(c, "nsubj")) {
        return vec![subject];
    }
    // "attacked and burned the village": the object stands with the last verb.
    if let Some(next) = s.children_by(v, "conj").next()
        && s.tokens[next].upos == Upos::Verb
        && s.children(v).all(|c| c <= next || s.tokens[c].upos == Upos::Punct)
        && !s
            .children(v)
            .any(|c| c > v && c < next && matches!(s.tokens[c].rel(), "obl" | "xcomp" | "ccomp" | "advcl"))
        && s.child(next, "nsubj").is_none()
    {
        let shared: Vec<usize> = s.children_by(next, "obj").collect();
        if !shared.is_empty() && s.tokens[v].upos == Upos::Verb {
            return shared;
        }
    }
    // "drove out on Sunday some 90 villagers": an object late in its clause, taken for a circumstance
    // (times and distances have labels of their own).
    let bare = |c: &usize| {
        let t = &s.tokens[*c];
        *c > v
            && &*t.deprel == "obl"
            && matches!(t.upos, Upos::Noun | Upos::Propn)
            && !s.children(*c).any(|m| matches!(s.tokens[m].rel(), "case" | "mark"))
            && s.children(*c).any(|m| matches!(s.tokens[m].rel(), "nummod" | "amod" | "det"))
    };
    if let Some(late) = s.children(v).find(bare) {
        return vec![late];
    }
    // "the deal they signed": the antecedent fills the gap.
    if &*s.tokens[v].deprel == "acl:relcl" && s.child(v, "nsubj").is_some_and(|n| !is_relative_pronoun(s, n))
    {
        return s.head(v).into_iter().collect();
    }
    Vec::new()
}

/// Who gets it: "gave Mali trucks", "Mali was given trucks".
pub fn indirect(s: &Sentence, v: usize) -> Vec<usize> {
    let own: Vec<usize> = s.children_by(v, "iobj").collect();
    if own.is_empty() && is_passive(s, v) && s.child(v, "obj").is_some() {
        return surface_subject(s, v);
    }
    own
}

/// The complement of a verb, noun or adjective: what is agreed, urged, said; also "(accused) of shelling".
pub fn complements(s: &Sentence, v: usize) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for c in s.children(v) {
        let t = &s.tokens[c];
        let gerund = matches!(t.rel(), "advcl" | "acl" | "obl" | "nmod") && t.upos == Upos::Verb && {
            matches!(
                marker(s, c).as_deref(),
                Some("of" | "from" | "for" | "to" | "against" | "in" | "on" | "about" | "into" | "with")
            ) || s.children(c).any(|m| s.tokens[m].rel() == "mark" && lemma(s, m) == "to")
        };
        if matches!(t.rel(), "xcomp" | "ccomp") || gerund {
            found.push(c);
        }
    }
    // "urged Iran's leaders to …" and "in a bid to …": the infinitive sometimes hangs on the object.
    if found.is_empty()
        && let Some(o) = s.child(v, "obj")
    {
        let infinitive = |c: &usize| {
            s.tokens[*c].rel() == "acl"
                && s.children(*c).any(|m| s.tokens[m].rel() == "mark" && lemma(s, m) == "to")
        };
        found.extend(s.children(o).filter(infinitive));
    }
    let more: Vec<usize> = found
        .iter()
        .flat_map(|c| {
            s.children_by(*c, "conj").filter(|k| s.tokens[*k].upos == Upos::Verb).collect::<Vec<_>>()
        })
        .collect();
    found.extend(more);
    found
}

/// Nouns with this preposition that hang on a word, or on its object.
pub fn prepositional(s: &Sentence, v: usize, word: &str, through_object: bool) -> Vec<usize> {
    let of = |h: usize| -> Vec<usize> {
        s.children(h)
            .filter(|c| {
                matches!(s.tokens[*c].rel(), "obl" | "nmod" | "advmod" | "advcl" | "acl")
                    && has_marker(s, *c, word)
                    && s.tokens[*c].upos != Upos::Verb
            })
            .collect()
    };
    let mut found = of(v);
    if found.is_empty() && through_object {
        for o in patient(s, v)
            .into_iter()
            .chain(s.children_by(v, "xcomp").filter(|x| s.tokens[*x].upos.is_nominal()))
        {
            found.extend(of(o));
        }
    }
    // "… to France and to Spain" are two; "with X" after "agreed on Y with X" hangs on Y.
    if found.is_empty() && through_object {
        for c in s.children(v).filter(|c| s.tokens[*c].rel() == "obl") {
            found.extend(of(c));
        }
    }
    found
}

/// A word with those that are coordinated with it.
pub fn with_conjuncts(s: &Sentence, i: usize) -> Vec<usize> {
    let mut all = vec![i];
    let mut at = 0;
    while at < all.len() && all.len() < 64 {
        let next: Vec<usize> = s
            .children_by(all[at], "conj")
            .filter(|c| !matches!(s.tokens[*c].upos, Upos::Verb | Upos::Aux) && !all.contains(c))
            .collect();
        all.extend(next);
        at += 1;
    }
    all.sort_unstable();
    all
}

/// Verb of which a noun is the object, or the subject in the passive ("talks were held"), or the complement ("went on strike").
pub fn governing_verb(s: &Sentence, n: usize) -> Option<usize> {
    let h = s.head(n)?;
    let verb = matches!(s.tokens[h].upos, Upos::Verb);
    match s.tokens[n].rel() {
        "obj" | "obl" if verb => Some(h),
        "nsubj" if verb && is_passive(s, h) => Some(h),
        "conj" => governing_verb_of_conjunct(s, h),
        _ => None,
    }
}

fn governing_verb_of_conjunct(s: &Sentence, first: usize) -> Option<usize> {
    let h = s.head(first)?;
    (s.tokens[h].upos == Upos::Verb && matches!(s.tokens[first].rel(), "obj")
        || (s.tokens[first].rel() == "nsubj" && is_passive(s, h)))
    .then_some(h)
}
