//! Pronouns: relative ones by the tree, those inside quotation marks by the speaker, the others by number, gender, place and
//! prominence.

use rapporteur_text::Sentence;

use super::Setting;
use super::chains::{Sort, State};
use super::mentions::Form;
use super::people::Gender;

/// What a pronoun asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    He,
    She,
    It,
    They,
    I,
    We,
    Relative,
}

fn wants(form: &str) -> Option<Wants> {
    Some(match form.to_lowercase().as_str() {
        "he" | "him" | "his" | "himself" => Wants::He,
        "she" | "her" | "hers" | "herself" => Wants::She,
        "it" | "its" | "itself" => Wants::It,
        "they" | "them" | "their" | "theirs" | "themselves" => Wants::They,
        "i" | "me" | "my" | "mine" | "myself" => Wants::I,
        "we" | "us" | "our" | "ours" | "ourselves" => Wants::We,
        "who" | "whom" | "whose" | "which" | "that" => Wants::Relative,
        _ => return None,
    })
}

/// Reads a pronoun.
pub fn read(state: &mut State, i: usize) {
    let word = state.word(i);
    let (index, token) = (word.sentence as usize, word.token as usize);
    let sentence = &state.s.doc.sentences[index];
    let form = sentence.tokens[token].form(state.s.doc.text());
    let Some(wants) = wants(form) else { return };
    let chain = match wants {
        Wants::Relative => relative(state, sentence, index, token),
        Wants::I | Wants::We => speaker(state, index, token),
        _ => antecedent(state, i, wants, index, token),
    };
    if let Some(chain) = chain {
        state.join(i, chain, true);
    }
}

/// The noun that a relative clause hangs on.
fn relative(state: &State, sentence: &Sentence, index: usize, token: usize) -> Option<usize> {
    let mut at = token;
    for up in std::iter::once(token).chain(sentence.ancestors(token)) {
        at = up;
        if sentence.tokens[up].deprel == "acl:relcl" {
            break;
        }
    }
    if sentence.tokens[at].deprel != "acl:relcl" {
        return None;
    }
    let head = sentence.head(at)?;
    let j = state.candidate_at(index, head)?;
    state.chain_of[j].or_else(|| match state.cands[j].form {
        Form::Count(of) => state.candidate_at(index, of).and_then(|k| state.chain_of[k]),
        _ => None,
    })
}

/// Is a word inside quotation marks, counted from the start of its paragraph?
fn quoted(s: &Setting, index: usize, token: usize) -> bool {
    let text = s.doc.text();
    let mut first = index;
    while first > 0 && !s.doc.sentences[first].starts_with_paragraph() {
        first -= 1;
    }
    let mut open = false;
    for (k, sentence) in s.doc.sentences.iter().enumerate().take(index + 1).skip(first) {
        for (t, word) in sentence.tokens.iter().enumerate() {
            if k == index && t == token {
                return open;
            }
            match word.form(text) {
                "“" | "``" => open = true,
                "”" | "''" => open = false,
                "\"" => open = !open,
                _ => {}
            }
        }
    }
    false
}

trait Paragraph {
    fn starts_with_paragraph(&self) -> bool;
}

impl Paragraph for Sentence {
    fn starts_with_paragraph(&self) -> bool {
        self.starts_paragraph
    }
}

const SAYING: &[&str] = &[
    "say",
    "add",
    "tell",
    "announce",
    "state",
    "declare",
    "warn",
    "claim",
    "insist",
    "note",
    "explain",
    "write",
    "tweet",
    "comment",
    "argue",
    "stress",
    "reply",
    "ask",
    "continue",
    "remark",
    "conclude",
    "admit",
    "deny",
    "accuse",
    "urge",
    "call",
    "describe",
    "vow",
    "promise",
    "pledge",
    "report",
    "recall",
    "observe",
    "maintain",
    "reiterate",
    "assert",
    "respond",
    "caution",
    "demand",
    "confirm",
    "acknowledge",
];

/// Whoever speaks: the subject of the verb of saying in this sentence, else in those around it.
fn speaker(state: &State, index: usize, token: usize) -> Option<usize> {
    let s = state.s;
    if !quoted(s, index, token) {
        return None;
    }
    let near = [
        Some(index),
        closing(s, index, token),
        index.checked_add(1).filter(|k| *k < s.doc.sentences.len() && !s.doc.sentences[*k].starts_paragraph),
        index.checked_sub(1),
        index.checked_sub(2),
    ];
    for k in near.into_iter().flatten() {
        let sentence = &s.doc.sentences[k];
        for (t, word) in sentence.tokens.iter().enumerate() {
            if !SAYING.contains(&word.lemma.as_str()) || word.upos != rapporteur_text::Upos::Verb {
                continue;
            }
            if quoted(s, k, t) {
                continue;
            }
            let subject = sentence.children_by(t, "nsubj").next();
            if let Some(j) = subject.and_then(|j| state.candidate_at(k, j))
                && let Some(chain) = state.chain_of[j]
            {
                return Some(chain);
            }
        }
    }
    None
}

/// The sentence in which the quotation around a word closes, where that is a later one.
fn closing(s: &Setting, index: usize, token: usize) -> Option<usize> {
    const REACH: usize = 9;
    let text = s.doc.text();
    for (k, sentence) in s.doc.sentences.iter().enumerate().skip(index).take(REACH) {
        for (t, word) in sentence.tokens.iter().enumerate() {
            let opens = t == 0 && sentence.starts_paragraph;
            if (k > index || t > token) && !opens && matches!(word.form(text), "”" | "''" | "\"") {
                return (k > index).then_some(k);
            }
        }
    }
    None
}

/// The best earlier chain for a personal pronoun.
fn antecedent(state: &State, i: usize, wants: Wants, index: usize, token: usize) -> Option<usize> {
    let s = state.s;
    let sentence = &s.doc.sentences[index];
    let here = state.word(i);
    if wants == Wants::It && expletive(sentence, token) {
        return None;
    }
    let possessive = sentence.tokens[token].deprel == "nmod:poss" || sentence.tokens[token].xpos == "PRP$";
    let reflexive =
        sentence.tokens[token].lemma.ends_with("self") || sentence.tokens[token].lemma.ends_with("selves");
    let mut best: Option<(i64, usize)> = None;
    for (k, chain) in state.chains.iter().enumerate() {
        let Some(last) = chain.mentions.iter().rev().copied().find(|m| state.word(*m) < here) else {
            continue;
        };
        let Some(fit) = agrees(state, k, wants) else { continue };
        let word = state.word(last);
        let distance = i64::from(here.sentence - word.sentence);
        if distance > 4 || wants == Wants::It && distance > 2 {
            continue;
        }
        let (ls, lt) = (&s.doc.sentences[word.sentence as usize], word.token as usize);
        // A pronoun and its clause mate stand for different ones, unless it is possessive or reflexive.
        if distance == 0 && !possessive && !reflexive && clause_mates(sentence, token, lt) {
            continue;
        }
        // Nor does a pronoun stand for the noun that it belongs to.
        if distance == 0 && sentence.ancestors(token).take(1).any(|a| a == lt) {
            continue;
        }
        let rel = ls.tokens[lt].rel();
        let role = match rel {
            "nsubj" => 8,
            "obj" | "iobj" => 3,
            "root" => 3,
            "obl" | "nmod" => 0,
            "compound" | "amod" => -4,
            _ => 1,
        };
        let depth = ls.ancestors(lt).count().min(8) as i64;
        let parallel = i64::from(rel == sentence.tokens[token].rel()) * 2;
        let pronoun = i64::from(matches!(state.cands[last].form, Form::Pronoun)) * 3;
        let paragraph = if distance > 0 && sentence.starts_paragraph { 3 } else { 0 };
        // The subject of a clause that holds the pronoun's: "Australia said it would".
        let command = if distance == 0
            && matches!(rel, "nsubj")
            && sentence.head(lt).is_some_and(|v| sentence.ancestors(token).skip(1).any(|a| a == v))
        {
            9
        } else {
            0
        };
        let modifier = if state.cands[last].modifier { 5 } else { 0 };
        let recency = if distance == 0 { i64::from(word.token) * 3 / (here.token as i64 + 1) } else { 0 };
        let score =
            fit + role + command + parallel + pronoun + recency - depth - distance * 8 - paragraph - modifier
                + chain.mentions.len().min(6) as i64;
        if best.is_none_or(|(b, _)| score >= b) {
            best = Some((score, k));
        }
    }
    best.map(|(_, k)| k)
}

/// How well a chain agrees with what a pronoun asks for; nothing when it cannot be.
fn agrees(state: &State, k: usize, wants: Wants) -> Option<i64> {
    let chain = &state.chains[k];
    let singular_person = chain.sort == Sort::Person && !chain.plural;
    match wants {
        Wants::He => match (singular_person, chain.gender) {
            (true, Some(Gender::Male)) => Some(6),
            (true, None) => Some(2),
            _ => None,
        },
        Wants::She => match (singular_person, chain.gender) {
            (true, Some(Gender::Female)) => Some(6),
            (true, None) => Some(1),
            _ => None,
        },
        Wants::It => match chain.sort {
            Sort::Country | Sort::Body | Sort::Armed if !chain.plural => Some(3),
            Sort::Place => Some(-4),
            Sort::People if !chain.plural => Some(-2),
            _ => None,
        },
        Wants::They => match (chain.sort, chain.plural) {
            (Sort::People | Sort::Armed | Sort::Body | Sort::Set, true) => Some(5),
            (Sort::Set, _) => Some(3),
            (Sort::Armed | Sort::People, false) => Some(2),
            (Sort::Body, false) => Some(0),
            (Sort::Country, false) => Some(-3),
            _ => None,
        },
        _ => None,
    }
}

/// "It is clear that", "it rains": no antecedent.
fn expletive(sentence: &Sentence, token: usize) -> bool {
    let t = &sentence.tokens[token];
    if t.rel() == "expl" {
        return true;
    }
    let Some(head) = sentence.head(token) else { return false };
    let clause = |with_that: bool| {
        sentence.children(head).any(|c| {
            let t = &sentence.tokens[c];
            let that = sentence.children_by(c, "mark").any(|m| sentence.tokens[m].lemma == "that");
            c > head
                && (t.rel() == "csubj"
                    || matches!(t.rel(), "ccomp" | "advcl" | "acl" | "xcomp") && (that || !with_that))
        })
    };
    let lemma = sentence.tokens[head].lemma.as_str();
    let copula = sentence.child(head, "cop").is_some();
    t.rel() == "nsubj"
        && (copula && (clause(true) || IMPERSONAL.contains(&lemma) && clause(false))
            || matches!(lemma, "seem" | "appear" | "become" | "happen" | "emerge" | "take") && clause(true)
            || lemma == "become"
                && sentence
                    .children_by(head, "xcomp")
                    .any(|x| IMPERSONAL.contains(&sentence.tokens[x].lemma.as_str()))
            || matches!(lemma, "rain" | "snow"))
}

/// Adjectives and nouns of "it is … to" and "it is … that".
const IMPERSONAL: &[&str] = &[
    "clear",
    "unclear",
    "likely",
    "unlikely",
    "possible",
    "impossible",
    "important",
    "necessary",
    "unnecessary",
    "difficult",
    "hard",
    "easy",
    "obvious",
    "essential",
    "time",
    "true",
    "evident",
    "vital",
    "wrong",
    "right",
    "common",
    "ironic",
    "better",
    "best",
    "crucial",
    "good",
    "bad",
    "inevitable",
    "certain",
    "uncertain",
    "apparent",
    "imperative",
    "sad",
    "strange",
    "surprising",
    "unusual",
    "rare",
    "worth",
    "fair",
    "safe",
    "reasonable",
    "understandable",
    "shame",
    "pity",
    "fact",
    "case",
    "early",
    "late",
    "premature",
    "critical",
    "urgent",
    "known",
    "unknown",
];

/// Are the two arguments of one verb?
fn clause_mates(sentence: &Sentence, a: usize, b: usize) -> bool {
    let verb = |x: usize| {
        let mut at = x;
        while sentence.tokens[at].rel() == "conj" {
            match sentence.head(at) {
                Some(h) => at = h,
                None => break,
            }
        }
        (matches!(sentence.tokens[at].rel(), "nsubj" | "obj" | "iobj" | "obl"))
            .then(|| sentence.head(at))
            .flatten()
    };
    match (verb(a), verb(b)) {
        (Some(x), Some(y)) => x == y,
        _ => false,
    }
}
