//! What stands around a noun and tells whose it is: nationalities, possessors, bodies, "of France", "former".

use rapporteur_text::{NameKind, Upos};

use super::Setting;
use super::fold;
use super::lexicon;
use super::mentions::RoleWords;
use super::phrase;
use super::table::{Kind, Posting};

/// What the modifiers of a phrase tell.
#[derive(Clone, Debug, Default)]
pub struct Modifiers {
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// A body whose man or part it is.
    pub body: Option<u32>,
    /// A region or other set of countries.
    pub collective: Option<u32>,
    /// A role word in front that says the sector: "rebel", "police", "opposition".
    pub sectors: Option<String>,
    /// Former, ousted, late.
    pub former: bool,
    /// Word of the pronoun or name that possesses it.
    pub possessor: Option<usize>,
    /// Nothing but a determiner stands with the noun.
    pub bare: bool,
}

const FORMER: &[&str] = &[
    "former",
    "ex",
    "ousted",
    "deposed",
    "late",
    "exiled",
    "onetime",
    "erstwhile",
    "fugitive",
    "toppled",
    "outgone",
];

/// Reads the modifiers of the phrase with this head; `inherit`: a conjunct may take those of the conjunct before it.
pub fn read(
    s: &Setting,
    index: usize,
    first: usize,
    head: usize,
    role: Option<&RoleWords>,
    inherit: bool,
) -> Modifiers {
    let sentence = &s.doc.sentences[index];
    let text = s.doc.text();
    let names = &s.names[index];
    let mut m = Modifiers { bare: true, ..Modifiers::default() };
    let end = role.map_or(head, |r| r.head.max(head));
    let mut i = first.min(role.map_or(head, |r| r.first));
    while i <= end {
        let t = &sentence.tokens[i];
        let low = t.form(text).to_lowercase();
        if let Some(hit) = names.hit_at(i).filter(|h| h.first == i) {
            if hit.last < end {
                m.bare = false;
                take(s, index, &hit.postings, &mut m, hit.last);
            }
            i = hit.last + 1;
            continue;
        }
        let part_of_role = role.is_some_and(|r| r.first <= i && i <= r.head) || i == head;
        if FORMER.contains(&low.as_str()) {
            m.former = true;
            m.bare = false;
        } else if t.deprel == "nmod:poss" || t.xpos == "PRP$" {
            m.possessor = Some(i);
            m.bare = false;
        } else if !part_of_role && (t.upos.is_nominal() || t.upos == Upos::Adj || t.upos == Upos::Num) {
            m.bare = false;
            if let Some((r, _)) = lexicon::role_ending_at(sentence, text, s.knowledge, i, i)
                && !r.sectors.is_empty()
                && r.kind != b'o'
            {
                m.sectors.get_or_insert_with(|| r.sectors.to_owned());
            }
            if m.country.is_none()
                && t.upos == Upos::Propn
                && let Some(country) = place(s, index, i)
            {
                m.country = Some(country);
            }
        }
        i += 1;
    }
    // "president of France", "police in Jericho", "a member of the Syrian parliament", "man from Mali".
    for child in sentence.children_by(head, "nmod").filter(|c| *c > head) {
        let case = phrase::case(sentence, text, child).map(str::to_lowercase).unwrap_or_default();
        let strong = matches!(case.as_str(), "of" | "from");
        if !strong
            && !matches!(
                case.as_str(),
                "in" | "at" | "near" | "inside" | "for" | "on" | "to" | "with" | "across" | "within"
            )
        {
            continue;
        }
        m.bare &= !strong;
        let weak_to = matches!(case.as_str(), "to" | "with" | "for" | "on");
        let from = phrase::left_edge(sentence, child);
        let last = phrase::flat_end(sentence, child);
        let mut k = from;
        while k <= last {
            if let Some(hit) = names.hit_at(k) {
                let country_only = s.knowledge.entity(hit.postings[0].entity).kind == Kind::Country;
                if strong || !weak_to && country_only {
                    take(s, index, &hit.postings, &mut m, hit.last);
                }
                k = hit.last + 1;
                continue;
            }
            if m.country.is_none() && !weak_to && sentence.tokens[k].upos == Upos::Propn {
                m.country = place(s, index, k);
            }
            k += 1;
        }
        if strong
            && m.sectors.is_none()
            && let Some((r, _)) = lexicon::role_ending_at(sentence, text, s.knowledge, from, child)
            && r.kind != b'o'
            && !r.sectors.is_empty()
        {
            m.sectors = Some(r.sectors.to_owned());
        }
    }
    if inherit && m.country.is_none() && m.body.is_none() && sentence.tokens[head].rel() == "conj" {
        let determined = sentence.child(head, "det").is_some();
        if let Some(other) = sentence.head(head).filter(|_| !determined) {
            let theirs = read(s, index, phrase::left_edge(sentence, other), other, None, false);
            m.country = theirs.country;
            m.collective = m.collective.or(theirs.collective);
        }
    }
    m
}

/// Takes what a name in a modifier says.
fn take(s: &Setting, index: usize, postings: &[Posting], m: &mut Modifiers, _last: usize) {
    let Some(p) = s.choose(postings, index) else { return };
    let e = s.knowledge.entity(p.entity);
    match e.kind {
        Kind::Country | Kind::Nation => {
            if m.country.is_none() {
                m.country = s.country_of(&e, index);
            }
        }
        Kind::Collective => m.collective = m.collective.or(Some(p.entity)),
        Kind::Person => {}
        _ => m.body = m.body.or(Some(p.entity)),
    }
}

/// The country of a city or province that stands at this word.
pub fn place(s: &Setting, index: usize, token: usize) -> Option<String> {
    let sentence = &s.doc.sentences[index];
    let (first, last) = match sentence.name_at(token) {
        Some(n) if n.kind == NameKind::Location => (n.first as usize, n.last as usize),
        Some(_) => return None,
        None => (token, phrase::flat_end(sentence, token)),
    };
    let key = lexicon::key_of(sentence, s.doc.text(), first, last);
    place_country(s, &key)
}

/// The country of a place by its key; a homonym of a name of another kind is left out.
pub fn place_country(s: &Setting, key: &str) -> Option<String> {
    let entity = s.knowledge.place_country(key)?;
    Some(s.knowledge.entity(entity).countries.to_owned())
}

/// A phrase as it is kept for a name: without determiner and possessor, each word once.
pub fn plain_words(s: &Setting, index: usize, first: usize, last: usize) -> String {
    let sentence = &s.doc.sentences[index];
    let text = s.doc.text();
    let mut from = first;
    while from < last
        && (matches!(sentence.tokens[from].upos, Upos::Det | Upos::Punct)
            || sentence.tokens[from].xpos == "PRP$")
    {
        from += 1;
    }
    let span = sentence.tokens[from].span.cover(sentence.tokens[last].span);
    let words = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { fold::plain(sentence.tokens[last].form(text)) } else { words }
}
