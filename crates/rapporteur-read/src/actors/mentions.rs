//! Finds the phrases that may stand for an actor: names, titles with names, roles, groups, pronouns.

use rapporteur_text::reading::{Document, Word};
use rapporteur_text::{Name, NameKind, Sentence, Span, Upos};

use super::fold;
use super::knowledge::{Knowledge, doubtful};
use super::lexicon::{self, Hit};
use super::phrase;
use super::table::{EXACT, IMPORTED, Kind, OWN, Use};
use super::titles;

/// A role word or phrase in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleWords {
    /// First word of the phrase.
    pub first: usize,
    /// Its head.
    pub head: usize,
    /// PLOVER sectors, joined.
    pub sectors: String,
    /// Class that anaphora look for.
    pub class: String,
    /// `b` body, `p` people, `o` office.
    pub kind: u8,
    /// Class of office.
    pub office: u8,
}

/// What sort of phrase it is.
#[derive(Clone, Debug)]
pub enum Form {
    /// A person's name, with a role before it where there is one.
    Person {
        /// The name's words.
        name: (usize, usize),
        /// The title.
        title: Option<RoleWords>,
    },
    /// Something that the knowledge has a name for.
    Known(Hit),
    /// A name that it does not know.
    Unknown(Name),
    /// A role or group noun.
    Role(RoleWords),
    /// A pronoun.
    Pronoun,
    /// "a number of", "dozens of": stands for what is counted.
    Count(usize),
}

/// A phrase that may stand for an actor.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its head.
    pub word: Word,
    /// Its words, without relative clauses.
    pub span: Span,
    /// What sort.
    pub form: Form,
    /// First word of the phrase up to the head.
    pub first: usize,
    /// It only modifies a noun ("the French president").
    pub modifier: bool,
}

/// One sentence's names, of both kinds.
pub struct Names {
    /// Matches in the knowledge that no longer name of the tagger overrides.
    pub hits: Vec<Hit>,
    /// The tagger's names, without those that the knowledge has.
    pub names: Vec<Name>,
    /// Matches inside a longer name of the tagger ("Kenya" in "Kenya Anti-Corruption Commission").
    pub inner: Vec<Hit>,
}

impl Names {
    /// The match that covers a word.
    pub fn hit_at(&self, token: usize) -> Option<&Hit> {
        self.hits.iter().find(|h| h.first <= token && token <= h.last)
    }

    /// The first match that lies inside these words.
    pub fn within(&self, first: usize, last: usize) -> Option<&Hit> {
        self.hits.iter().chain(&self.inner).find(|h| first <= h.first && h.last <= last)
    }

    pub(super) fn name_at(&self, token: usize) -> Option<&Name> {
        self.names.iter().find(|n| n.first as usize <= token && token <= n.last as usize)
    }
}

/// Reconciles what the tagger and the knowledge see.
pub fn names(sentence: &Sentence, text: &str, knowledge: &Knowledge) -> Names {
    let mut hits = lexicon::hits(sentence, text, knowledge);
    let mut names = sentence.names.clone();
    let kind = |h: &Hit| knowledge.entity(h.postings[0].entity).kind;
    // "Congress of Peru", "Congress of South African Trade Unions": no state's own congress.
    hits.retain(|h| {
        let form = |i: usize| sentence.tokens.get(i).map_or("", |t| t.form(text));
        h.first < h.last
            || !kind(h).is_body()
            || !GENERIC.contains(&form(h.first).to_lowercase().as_str())
            || form(h.last + 1) != "of"
            || !form(h.last + 2).starts_with(char::is_uppercase)
    });
    let all = hits.clone();
    hits.retain(|h| {
        let wider = names.iter().find(|n| {
            (n.first as usize) <= h.first
                && h.last <= n.last as usize
                && (n.last - n.first) as usize > h.last - h.first
        });
        match wider {
            // What the user names is meant where it ends the name: "Old foe Gondor", taken whole by the tagger.
            Some(n) if h.postings[0].flags & OWN != 0 && h.last == n.last as usize => true,
            // "Jordan Smith", "Iraq Body Count": the tagger's longer name stands, but a title in front does not make it longer.
            Some(n) if n.kind == NameKind::Person => kind(h) == Kind::Person || outside_name(sentence, h, n),
            Some(n) if n.kind == NameKind::Organisation => {
                h.last == n.last as usize
                    && kind(h).is_body()
                    && !another(sentence, text, knowledge, h, n, &all)
            }
            _ => true,
        }
    });
    // A well-known surname that the tagger took for a body or place ("Maduro has closed the borders").
    for n in &mut names {
        let one = n.first == n.last
            && matches!(n.kind, NameKind::Organisation | NameKind::Location | NameKind::Misc);
        let at = n.first as usize;
        if one && !hits.iter().any(|h| h.first <= at && at <= h.last) {
            let key = lexicon::key_of(sentence, text, at, at);
            if knowledge.place_country(&key).is_none() && knowledge.well_known(&key) {
                n.kind = NameKind::Person;
            }
        }
    }
    // A person's name that the knowledge has only as something else: a tagger's person of one word loses to a country.
    names.retain(|n| {
        let covered = hits.iter().find(|h| h.first <= n.last as usize && n.first as usize <= h.last);
        match covered {
            None => true,
            Some(h) if n.kind == NameKind::Person => {
                let wider = (n.last - n.first) as usize > h.last - h.first;
                wider && kind(h) == Kind::Person
            }
            Some(h) => n.kind == NameKind::Person || (n.first as usize) < h.first && h.last < n.last as usize,
        }
    });
    let keep: Vec<Name> = names.iter().filter(|n| n.kind == NameKind::Person).copied().collect();
    hits.retain(|h| {
        !(kind(h) == Kind::Person
            && keep.iter().any(|n| h.first >= n.first as usize && h.last <= n.last as usize))
    });
    hits.retain(|h| plausible(sentence, text, h, knowledge));
    let dropped = |h: &Hit| !hits.iter().any(|k| k.first <= h.last && h.first <= k.last);
    let inner = all.into_iter().filter(dropped).collect();
    Names { hits, names, inner }
}

/// Nouns that end the names of many bodies.
const GENERIC: &[&str] = &[
    "army",
    "force",
    "forces",
    "front",
    "movement",
    "union",
    "party",
    "congress",
    "council",
    "commission",
    "committee",
    "court",
    "police",
    "guard",
    "bank",
    "assembly",
    "alliance",
    "coalition",
    "league",
    "federation",
    "association",
    "authority",
    "agency",
];

/// Is the match only the end of the name of another body: "National Liberation Army" in "Quxtorba National Liberation Army"? What a
/// country or a role puts in front ("Libyan", "opposition") makes it no other.
fn another(sentence: &Sentence, text: &str, knowledge: &Knowledge, h: &Hit, n: &Name, all: &[Hit]) -> bool {
    let end = sentence.tokens[h.last].form(text).to_lowercase();
    GENERIC.contains(&end.as_str())
        && (n.first as usize..h.first).any(|i| {
            let t = &sentence.tokens[i];
            t.upos == Upos::Propn
                && t.form(text).starts_with(char::is_uppercase)
                && !all.iter().any(|o| o.first <= i && i <= o.last)
                && lexicon::role_ending_at(sentence, text, knowledge, i, i).is_none()
        })
}

/// Is the match in front of the person's name proper ("U.S. President Obama" tagged whole)?
fn outside_name(sentence: &Sentence, hit: &Hit, name: &Name) -> bool {
    hit.first == name.first as usize
        && hit.last < name.last as usize
        && sentence.tokens[hit.last].head.is_some_and(|h| h as usize > hit.last + 1)
}

/// One-word matches must look like names: nouns or adjectives, not the verb "March" or the adverb "Nice".
fn plausible(sentence: &Sentence, text: &str, hit: &Hit, knowledge: &Knowledge) -> bool {
    let head = &sentence.tokens[phrase::top(sentence, hit.first, hit.last)];
    let entity = knowledge.entity(hit.postings[0].entity);
    if hit.first < hit.last {
        return true;
    }
    if hit.postings.iter().any(|p| p.flags & (EXACT | IMPORTED) == EXACT)
        && head.form(text).chars().filter(|c| c.is_uppercase()).count() >= 2
        && sentence
            .tokens
            .iter()
            .any(|t| t.form(text).len() > 2 && t.form(text).chars().all(char::is_lowercase))
    {
        return true; // "IS" at the start of a sentence looks like a verb to the tagger
    }
    if doubtful(&hit.postings[0]) && entity.kind == Kind::Party && sentence.name_at(hit.first).is_none() {
        return false;
    }
    let small = head.form(text).chars().next().is_some_and(char::is_lowercase);
    if small && entity.kind == Kind::Collective {
        return hit.postings[0].usage == Use::Adjective && head.upos == Upos::Adj;
    }
    matches!(head.upos, Upos::Propn | Upos::Noun | Upos::Adj | Upos::X | Upos::Sym | Upos::Num)
        || head.xpos.starts_with("NNP")
        || sentence.name_at(hit.first).is_some()
}

/// Nouns that only count what follows them.
const COUNTING: &[&str] = &[
    "number",
    "dozen",
    "hundred",
    "thousand",
    "million",
    "score",
    "handful",
    "majority",
    "minority",
    "most",
    "some",
    "many",
    "all",
    "both",
    "part",
    "couple",
    "series",
    "ten",
    "lot",
    "several",
    "few",
    "one",
    "two",
    "three",
    "half",
    "third",
    "quarter",
    "crowd",
    "group",
    "pair",
    "wave",
    "host",
    "array",
    "range",
    "percent",
    "%",
    "bulk",
    "rest",
    "remainder",
    "each",
    "none",
    "either",
    "neither",
    "any",
    "at",
    "member",
    "resident",
    "citizen",
    "people",
    "tens",
    "more",
];

/// All candidates of a sentence, in the order of their heads.
pub fn candidates(doc: &Document, index: usize, names: &Names, knowledge: &Knowledge) -> Vec<Candidate> {
    let (sentence, text) = (&doc.sentences[index], doc.text());
    let mut out: Vec<Candidate> = Vec::new();
    let mut used = vec![false; sentence.tokens.len()];
    let word = |token: usize| Word::new(index, token);
    for name in names.names.iter().filter(|n| n.kind == NameKind::Person) {
        let (first, last) = (name.first as usize, name.last as usize);
        titles::person(sentence, text, knowledge, names, first, last, index, &mut out, &mut used);
    }
    for hit in names.hits.iter().filter(|h| knowledge.entity(h.postings[0].entity).kind == Kind::Person) {
        titles::person(sentence, text, knowledge, names, hit.first, hit.last, index, &mut out, &mut used);
    }
    for hit in &names.hits {
        if knowledge.entity(hit.postings[0].entity).kind == Kind::Person {
            continue;
        }
        let head = phrase::top(sentence, hit.first, hit.last);
        let modifier = phrase::is_inner(sentence, head) && sentence.tokens[head].rel() != "flat";
        let span = if modifier {
            cover(sentence, hit.first, hit.last)
        } else {
            phrase::span(sentence, head).cover(cover(sentence, hit.first, hit.last))
        };
        (hit.first..=hit.last).for_each(|i| used[i] = true);
        out.push(Candidate {
            word: word(head),
            span,
            form: Form::Known(hit.clone()),
            first: hit.first,
            modifier,
        });
    }
    for name in names.names.iter().filter(|n| n.kind != NameKind::Person) {
        let (first, last) = (name.first as usize, name.last as usize);
        if (first..=last).any(|i| used[i]) {
            continue;
        }
        let head = phrase::top(sentence, first, last);
        let modifier = phrase::is_inner(sentence, head);
        let span = if modifier {
            cover(sentence, first, last)
        } else {
            phrase::span(sentence, head).cover(cover(sentence, first, last))
        };
        // "Foreign Ministry", tagged as a name, is a role word of a country.
        // A belief or people that only modifies ("Shiite powerhouse Iran") is no actor.
        if name.kind == NameKind::Nationality && modifier {
            continue;
        }
        let form = match lexicon::role_ending_at(sentence, text, knowledge, first, last) {
            Some((role, from)) if name.kind != NameKind::Misc && role_name(&role, names, first, last) => {
                Form::Role(words(&role, from, last))
            }
            _ => Form::Unknown(*name),
        };
        (first..=last).for_each(|i| used[i] = true);
        let first = if modifier { first } else { first.min(phrase::left_edge(sentence, head)) };
        out.push(Candidate { word: word(head), span, form, first, modifier });
    }
    for (head, t) in sentence.tokens.iter().enumerate() {
        if used[head] {
            continue;
        }
        let form = match t.upos {
            Upos::Pron if pronoun(t.form(text)) => Some(Form::Pronoun),
            Upos::Det if t.xpos == "PRP$" => Some(Form::Pronoun),
            Upos::Det | Upos::Pron if matches!(t.xpos.as_str(), "WDT" | "WP" | "WP$") => Some(Form::Pronoun),
            Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Sym | Upos::Pron | Upos::Det => {
                noun(sentence, text, knowledge, head)
            }
            _ => None,
        };
        if let Some(form) = form {
            if let Form::Role(role) = &form {
                (role.first..=role.head).for_each(|i| used[i] = true);
            }
            let first = phrase::left_edge(sentence, head);
            let modifier = phrase::is_inner(sentence, head) && t.upos != Upos::Pron && t.xpos != "PRP$";
            let span =
                if matches!(form, Form::Pronoun) || modifier { t.span } else { phrase::span(sentence, head) };
            out.push(Candidate { word: word(head), span, form, first, modifier });
        }
    }
    out.sort_by_key(|c| (c.word, std::cmp::Reverse(c.span.len())));
    out.dedup_by_key(|c| c.word);
    out
}

/// Is a capitalised name rather a role of some country ("Foreign Ministry") than a body of its own ("Third World Water Forum")?
fn role_name(role: &super::table::Role, names: &Names, first: usize, last: usize) -> bool {
    let own = matches!(role.class, "group" | "country" | "ngo" | "igo" | "party" | "opposition");
    !own || first == last
        || names.hits.iter().chain(&names.inner).any(|h| first <= h.first && h.last <= last)
            && role.class != "group"
}

/// Pronouns that can stand for an actor.
pub fn pronoun(form: &str) -> bool {
    matches!(
        form.to_lowercase().as_str(),
        "he" | "him"
            | "his"
            | "himself"
            | "she"
            | "her"
            | "hers"
            | "herself"
            | "it"
            | "its"
            | "itself"
            | "they"
            | "them"
            | "their"
            | "theirs"
            | "themselves"
            | "we"
            | "us"
            | "our"
            | "ours"
            | "ourselves"
            | "i"
            | "me"
            | "my"
            | "mine"
            | "myself"
            | "who"
            | "whom"
            | "whose"
            | "which"
            | "that"
    )
}

pub(super) fn cover(sentence: &Sentence, first: usize, last: usize) -> Span {
    sentence.tokens[first].span.cover(sentence.tokens[last].span)
}

pub(super) fn words(role: &super::table::Role, first: usize, head: usize) -> RoleWords {
    RoleWords {
        first,
        head,
        sectors: role.sectors.to_owned(),
        class: role.class.to_owned(),
        kind: role.kind,
        office: role.office,
    }
}

/// A noun that stands for actors by its role, or counts them.
fn noun(sentence: &Sentence, text: &str, knowledge: &Knowledge, head: usize) -> Option<Form> {
    let t = &sentence.tokens[head];
    let lemma = fold::plain(&t.lemma);
    if COUNTING.contains(&lemma.as_str()) || t.upos == Upos::Num {
        let of = sentence.children_by(head, "nmod").find(|c| {
            *c > head && phrase::case(sentence, text, *c).is_some_and(|p| p.eq_ignore_ascii_case("of"))
        });
        if let Some(of) = of
            && (lemma != "member" && lemma != "resident" && lemma != "citizen" && lemma != "people")
        {
            return Some(Form::Count(of));
        }
    }
    if phrase::is_inner(sentence, head) && t.rel() != "flat" && !matches!(t.rel(), "compound") {
        return None;
    }
    if !t.upos.is_nominal() {
        return None;
    }
    let from = phrase::left_edge(sentence, head);
    // "Secretary of State", "minister of foreign affairs": a title may run on behind its head.
    let next = sentence.tokens.get(head + 1).map(|t| t.form(text)).unwrap_or_default();
    if matches!(next, "of" | "for" | "-") {
        let longer = (head + 2..(head + 7).min(sentence.tokens.len())).rev().find_map(|last| {
            let (role, first) = lexicon::role_ending_at(sentence, text, knowledge, from, last)?;
            (first <= head && sentence.ancestors(last).any(|a| a == head)).then(|| words(&role, first, last))
        });
        if longer.is_some() {
            return longer.map(Form::Role);
        }
    }
    let (role, first) = lexicon::role_ending_at(sentence, text, knowledge, from, head)?;
    // "A state of emergency", "a state of siege" is no state.
    if lemma == "state"
        && sentence.children_by(head, "nmod").any(|c| {
            matches!(
                sentence.tokens[c].lemma.as_str(),
                "emergency"
                    | "siege"
                    | "war"
                    | "alert"
                    | "affair"
                    | "affairs"
                    | "calamity"
                    | "mind"
                    | "shock"
            )
        })
    {
        return None;
    }
    // A modifier ("police station", "government policy") is an actor of its own only where it is a body.
    if (t.rel() == "compound" || t.deprel == "nmod:desc")
        && (role.kind != b'b' || matches!(role.class, "country" | "group"))
    {
        return None;
    }
    // "3:01pm", "mp" in a file name: short titles are written in capitals.
    let form = t.form(text);
    if role.phrase.len() <= 3
        && form.chars().all(char::is_lowercase)
        && !matches!(
            role.phrase,
            "man" | "men" | "boy" | "son" | "spy" | "mob" | "foe" | "nun" | "cop" | "ally"
        )
    {
        return None;
    }
    Some(Form::Role(words(&role, first, head)))
}
