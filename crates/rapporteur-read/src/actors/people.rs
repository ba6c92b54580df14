//! The people of an article: their names are gathered over the whole text, each is looked up once with all that is said of them.

use rapporteur_text::reading::Document;

use super::Setting;
use super::fold;
use super::knowledge::last_seen;
use super::mentions::{Candidate, Form, RoleWords};
use super::modifiers;
use super::table::{Kind, NO_OFFICE, OPEN_END, OPEN_START, Term, Use};

/// Grammatical gender of a person, as far as the text tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Gender {
    Male,
    Female,
}

/// One person of the article.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The longest form of the name, as written.
    pub display: String,
    /// Its words' keys.
    pub words: Vec<String>,
    /// Candidates that name this person.
    pub mentions: Vec<usize>,
    /// Roles said of this person, nearest to the first mention first.
    pub roles: Vec<RoleWords>,
    /// The words of those roles.
    pub role_texts: Vec<String>,
    /// Countries said of this person.
    pub countries: Vec<String>,
    /// Bodies said of this person ("Pentagon spokesman John Smith").
    pub bodies: Vec<u32>,
    /// Said to be out of office.
    pub former: bool,
    /// Told by title or given name.
    pub gender: Option<Gender>,
}

/// Who it was found to be.
#[derive(Clone, Debug)]
pub struct Found {
    /// The entity.
    pub entity: u32,
    /// How sure, from 0 to 1.
    pub confidence: f32,
    /// What was looked up and why it won.
    pub reason: String,
    /// Sectors of the term in force, joined; `ELI` when out of office.
    pub sectors: String,
    /// Country of that term.
    pub country: String,
    /// The term is one of the office that the text names.
    pub same_office: bool,
}

/// Gathers the people of an article. Returns them with the person of each candidate.
pub fn gather(s: &Setting, cands: &[Candidate]) -> (Vec<Person>, Vec<Option<usize>>) {
    let text = s.doc.text();
    let mut people: Vec<Person> = Vec::new();
    let mut of = vec![None; cands.len()];
    let keys: Vec<Vec<String>> = cands.iter().map(|c| name_words(s.doc, c)).collect();
    // Full names first, so that a surname finds its bearer even when the headline has it first.
    for pass in 0..2 {
        for (i, c) in cands.iter().enumerate() {
            let Form::Person { name, .. } = &c.form else { continue };
            let words = &keys[i];
            if of[i].is_some() || words.is_empty() || pass == 0 && words.len() < 2 {
                continue;
            }
            let before = |p: &Person| p.mentions.iter().any(|m| *m < i);
            let found = (0..people.len()).filter(|p| same_person(&people[*p].words, words)).max_by_key(|p| {
                (before(&people[*p]), people[*p].mentions.iter().filter(|m| **m < i).max().copied())
            });
            let at = found.unwrap_or_else(|| {
                people.push(Person::default());
                people.len() - 1
            });
            of[i] = Some(at);
            let person = &mut people[at];
            if words.len() > person.words.len() {
                let sentence = &s.doc.sentences[c.word.sentence as usize];
                let span = sentence.tokens[name.0].span.cover(sentence.tokens[name.1].span);
                person.display = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
                person.words = words.clone();
            }
            person.mentions.push(i);
        }
    }
    for person in &mut people {
        person.mentions.sort_unstable();
        for i in person.mentions.clone() {
            describe(s, cands, i, person);
        }
        person.gender = person.gender.or_else(|| gender(s, person));
    }
    (people, of)
}

/// The keys of a name's words, particles apart.
fn name_words(doc: &Document, c: &Candidate) -> Vec<String> {
    let Form::Person { name, .. } = &c.form else { return Vec::new() };
    let sentence = &doc.sentences[c.word.sentence as usize];
    let key = super::lexicon::key_of(sentence, doc.text(), name.0, name.1);
    let key = key.strip_suffix(" s").unwrap_or(&key);
    key.split(' ')
        .filter(|w| !w.is_empty() && !matches!(*w, "al" | "jr" | "sr" | "mr" | "mrs" | "ms" | "dr" | "sir"))
        .map(str::to_owned)
        .collect()
}

/// May the shorter of two names be a form of the longer? Its last word must be the other's last, or it stands alone in it.
fn same_person(a: &[String], b: &[String]) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return false;
    }
    if short.len() == 1 {
        // Family names stand last, or first in East Asia.
        return long.last() == short.last()
            || long.len() > 1 && long.first() == short.first() && long.len() <= 3 && short[0].len() > 1
            || long.len() > 2 && long.contains(&short[0]) && short[0].len() > 3;
    }
    let mut rest = long.iter();
    short.iter().all(|w| {
        rest.any(|l| {
            l == w || l.len() == 1 && w.starts_with(l.as_str()) || w.len() == 1 && l.starts_with(w.as_str())
        })
    })
}

/// Notes what one mention says of its person: the title, the nationality, an apposition.
fn describe(s: &Setting, cands: &[Candidate], i: usize, person: &mut Person) {
    let c = &cands[i];
    let Form::Person { title, .. } = &c.form else { return };
    let index = c.word.sentence as usize;
    let sentence = &s.doc.sentences[index];
    let text = s.doc.text();
    let head = c.word.token as usize;
    let mut note = |first: usize, at: usize, role: Option<&RoleWords>, inherit: bool| {
        let mods = modifiers::read(s, index, first, at, role, inherit);
        if let Some(country) = &mods.country
            && !person.countries.contains(country)
        {
            person.countries.push(country.clone());
        }
        person.bodies.extend(mods.body);
        person.former |= mods.former;
        if let Some(role) = role {
            let span = sentence.tokens[role.first].span.cover(sentence.tokens[role.head].span);
            person.roles.push(role.clone());
            person.role_texts.push(span.of(text).to_owned());
        }
    };
    note(c.first, head, title.as_ref(), title.is_some());
    // "Laurent Fabius, the French foreign minister"; "the foreign minister, Laurent Fabius"; "two journalists — A and B".
    let apposed = sentence.children_by(head, "appos").map(|a| (a, false));
    let mut carrier = head;
    while sentence.tokens[carrier].rel() == "conj"
        && let Some(h) = sentence.head(carrier)
    {
        carrier = h;
    }
    let above = sentence
        .head(carrier)
        .filter(|_| matches!(sentence.tokens[carrier].rel(), "appos" | "parataxis" | "dep" | "list"))
        .map(|a| (a, true));
    let copula = (sentence.tokens[head].rel() == "nsubj")
        .then(|| sentence.head(head).filter(|h| sentence.child(*h, "cop").is_some()))
        .flatten()
        .map(|a| (a, false));
    for (a, _) in apposed.chain(above).chain(copula) {
        let other = cands.iter().find(|o| o.word.sentence as usize == index && o.word.token as usize == a);
        if let Some(Candidate { form: Form::Role(role), first, .. }) = other {
            note(*first, a, Some(role), true);
        }
    }
}

/// Gender by title or given name.
fn gender(s: &Setting, person: &Person) -> Option<Gender> {
    for text in &person.role_texts {
        let t = text.to_lowercase();
        if t.ends_with("woman")
            || matches!(
                t.as_str(),
                "queen"
                    | "princess"
                    | "mrs"
                    | "ms"
                    | "lady"
                    | "duchess"
                    | "baroness"
                    | "first lady"
                    | "actress"
            )
        {
            return Some(Gender::Female);
        }
        if t.ends_with("man")
            || matches!(
                t.as_str(),
                "king"
                    | "prince"
                    | "emir"
                    | "sultan"
                    | "pope"
                    | "imam"
                    | "ayatollah"
                    | "sheikh"
                    | "lord"
                    | "sir"
                    | "mr"
                    | "father"
            )
        {
            return Some(Gender::Male);
        }
    }
    let given = (person.words.len() > 1).then(|| person.words.first()).flatten()?;
    s.knowledge.given_name(given)
}

/// Looks a person up. Private people are not: their name, role and country is all that is kept.
pub fn resolve(s: &Setting, person: &Person) -> Option<Found> {
    if is_private(person) {
        return None;
    }
    let key = person.words.join(" ");
    let mut found: Vec<(u32, f32)> = Vec::new();
    let mut add = |key: &str, base: f32, usage: &[Use]| {
        for p in s.knowledge.named(key).iter().filter(|p| usage.contains(&p.usage)) {
            if s.knowledge.entity(p.entity).kind == Kind::Person {
                match found.iter_mut().find(|(e, _)| *e == p.entity) {
                    Some((_, old)) => *old = old.max(base),
                    None => found.push((p.entity, base)),
                }
            }
        }
    };
    let display = fold::key(&person.display);
    let full = person.words.len() > 1;
    add(&display, if full { 0.6 } else { 0.42 }, &[Use::Name]);
    add(&key, if full { 0.6 } else { 0.42 }, &[Use::Name]);
    if person.words.len() > 2 {
        add(&format!("{} {}", person.words[0], person.words[person.words.len() - 1]), 0.5, &[Use::Name]);
    }
    if !full {
        add(&key, 0.2, &[Use::Surname]);
        add(&display, 0.2, &[Use::Surname]);
    } else if found.is_empty() {
        // A name spelt otherwise: the family name and the office decide, if the given names do not differ outright.
        let last = person.words[person.words.len() - 1].clone();
        for p in s.knowledge.named(&last).iter().filter(|p| p.usage == Use::Surname) {
            let name = fold::key(s.knowledge.entity(p.entity).name);
            if name.split(' ').any(|w| w.chars().next() == person.words[0].chars().next() && w != last) {
                found.push((p.entity, 0.2));
            }
        }
    }
    let mut scored: Vec<(f32, u32, Weighed)> = found
        .into_iter()
        .map(|(e, base)| (e, base, weigh(s, person, e)))
        .map(|(e, base, w)| (base + w.score, e, w))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    // A bare surname needs the office or the country beside it, or must be that of someone known by it.
    let need = match (full, s.day.is_some()) {
        (true, _) => 0.62,
        (false, true) => 0.54,
        (false, false) => 0.44,
    };
    let (score, entity, best) = scored.first()?.clone();
    if score < need {
        return None;
    }
    // "Miller" is many people: without the office, or the country of one who governs it, nobody is meant for sure.
    if !full && !best.same_office && bearers(s, &key) >= COMMON {
        let country = best.term.as_ref().map_or("", |t| t.2.as_str());
        let said = person.countries.iter().any(|c| c == country);
        if country.is_empty() || !(said || best.famous && s.mentioned(country)) {
            return None;
        }
    }
    let close = scored.get(1).filter(|o| score - o.0 < 0.08);
    // Two bearers who are coded alike ("President Bush" without a date): the first will do.
    let alike = close.is_some_and(|o| match (&o.2.term, &best.term) {
        (Some(a), Some(b)) => a.1 == b.1 && a.2 == b.2,
        _ => false,
    });
    if close.is_some() && !alike && !full {
        return None;
    }
    let record = s.knowledge.entity(entity);
    let mut reason = format!("looked up “{}”: {} ({}", person.display, record.name, best.why);
    if let Some(term) = &best.term {
        reason.push_str(&format!("; {}", term.0));
    }
    reason.push(')');
    let losers: Vec<String> = scored
        .iter()
        .skip(1)
        .take(3)
        .map(|o| format!("{} ({:.2})", s.knowledge.entity(o.1).name, o.0))
        .collect();
    if !losers.is_empty() {
        reason.push_str(&format!(", {score:.2}; before {}", losers.join(", ")));
    }
    let confidence =
        (0.45 + score * 0.42 - best.doubt - if close.is_some() { 0.15 } else { 0.0 }).clamp(0.2, 0.97);
    let same_office = best.same_office;
    let (sectors, country) = match best.term {
        Some((_, sectors, country)) => (sectors, country),
        None => (record.sectors.to_owned(), record.countries.get(..3).unwrap_or_default().to_owned()),
    };
    Some(Found { entity, confidence, reason, sectors, country, same_office })
}

/// People of one surname in the tables from which on it is a common one.
const COMMON: usize = 6;

/// How many people of the tables bear this surname.
fn bearers(s: &Setting, key: &str) -> usize {
    s.knowledge.named(key).iter().filter(|p| matches!(p.usage, Use::Surname)).count()
}

/// What a row that rests on memory takes from the confidence.
const UNVERIFIED: f32 = 0.15;

/// One who is spoken of as a farmer, a student or a victim, and never by an office, is not looked up: a namesake who governs is
/// somebody else.
fn is_private(person: &Person) -> bool {
    let civil = |r: &RoleWords| {
        r.kind == b'p' && matches!(r.sectors.as_str(), "CVL" | "AGR" | "LAB" | "EDU" | "MED" | "REF")
    };
    person.bodies.is_empty()
        && !person.former
        && !person.roles.is_empty()
        && person.roles.iter().all(|r| r.office == NO_OFFICE && civil(r))
}

/// What speaks for one bearer of a name.
#[derive(Clone, Debug)]
struct Weighed {
    score: f32,
    why: String,
    /// Post in words, sectors, country.
    term: Option<(String, String, String)>,
    doubt: f32,
    /// The term is of the office that the text names.
    same_office: bool,
    /// In office on the day, in a post whose holder is known by surname alone.
    famous: bool,
}

/// The classes of office that a role may mean in a country.
pub fn same_office(s: &Setting, role: &RoleWords, term: &Term) -> bool {
    if role.office == NO_OFFICE || term.class == NO_OFFICE {
        return false;
    }
    let name = s.knowledge.office(role.office);
    let held = s.knowledge.office(term.class);
    role.office == term.class
        || name == "secretary-of-state" && matches!(held, "foreign-minister" | "minister")
        || name == "leader"
            && matches!(
                held,
                "head-of-state" | "head-of-government" | "leader" | "party-leader" | "rebel-leader"
            )
        || name == "minister" && held.ends_with("-minister")
        || name == "head-of-state" && held == "head-of-government"
        || name == "finance-minister" && held == "head-of-government" && term.post.contains("Chancellor")
        || name == "head-of-government" && held == "finance-minister" && term.post.starts_with("Chancellor")
        || name == "officer" && term.sectors.contains("MIL")
}

fn weigh(s: &Setting, person: &Person, entity: u32) -> Weighed {
    let record = s.knowledge.entity(entity);
    let terms = s.knowledge.terms(&record);
    let mut best: Option<(f32, &Term, &'static str, f32, bool)> = None;
    for term in &terms {
        let mut score = 0.0;
        let mut why;
        let mut doubt = 0.0;
        let office = person.roles.iter().any(|r| same_office(s, r, term));
        let official = person.roles.iter().any(|r| r.office != NO_OFFICE);
        match s.day {
            Some(day) => {
                let known = last_seen(term);
                let in_office = term.start <= day && day <= term.end;
                if in_office {
                    score += 0.15;
                    why = "in office on the day";
                    if known != OPEN_END && day > known {
                        let years = (day - known) as f32 / 365.25;
                        doubt = (0.04 * years).min(0.3);
                        why = "in office when last seen";
                    }
                    if fame(s, term) {
                        score += 0.2;
                    }
                } else {
                    let gap = if day < term.start {
                        term.start.saturating_sub(day)
                    } else {
                        day.saturating_sub(term.end)
                    } as f32
                        / 365.25;
                    score -= if day < term.start { 0.05 } else { 0.0 } + (gap * 0.02).min(0.35);
                    why = "out of office on the day";
                    if fame(s, term) && day > term.end {
                        score += 0.1;
                    }
                }
                if office {
                    score += if in_office {
                        if sole(s, term) { 0.35 } else { 0.15 }
                    } else if person.former && day > term.end {
                        0.3
                    } else {
                        0.1
                    };
                }
            }
            None => {
                score += 0.05;
                doubt = 0.1;
                why = "no day to go by";
                if office {
                    score += if sole(s, term) { 0.3 } else { 0.1 };
                }
                if fame(s, term) {
                    score += 0.2;
                }
                // Between terms of one person, the later weighs more by a hair.
                if term.start != OPEN_START {
                    score += (term.start as f32 / 365.25 / 5000.0).clamp(-0.01, 0.02);
                }
            }
        }
        if official && !office {
            score -= 0.1;
        }
        if term.unverified {
            doubt += UNVERIFIED;
        }
        if best.as_ref().is_none_or(|b| score > b.0) {
            best = Some((score, term, why, doubt, office));
        }
    }
    let mut countries: Vec<&str> = terms.iter().map(|t| t.country).filter(|c| !c.is_empty()).collect();
    countries.extend(record.countries.get(..3));
    let mut score = best.as_ref().map_or(0.0, |b| b.0);
    if !person.countries.is_empty() {
        score += if person.countries.iter().any(|c| countries.contains(&c.as_str())) {
            0.3
        } else if countries.is_empty() {
            0.0
        } else {
            -0.4
        };
    } else if countries.iter().any(|c| s.mentioned(c)) {
        score += 0.1;
    }
    let Some((_, term, why, doubt, same_office)) = best else {
        return Weighed {
            score,
            why: "name".to_owned(),
            term: None,
            doubt: 0.0,
            same_office: false,
            famous: false,
        };
    };
    let out = s.day.is_some_and(|d| d > term.end) || person.former;
    let famous = !out && governs(s, term);
    let sectors = if out && term.sectors != "REB" && !term.sectors.starts_with("OPP") {
        "ELI".to_owned()
    } else {
        term.sectors.to_owned()
    };
    let post = if term.country.is_empty() {
        term.post.to_owned()
    } else {
        format!("{} {}, {}", term.country, term.post, period(term))
    };
    Weighed {
        score,
        why: why.to_owned(),
        term: Some((post, sectors, term.country.to_owned())),
        doubt,
        same_office,
        famous,
    }
}

/// An office that one person holds at a time, so that it tells who is meant.
fn sole(s: &Setting, term: &Term) -> bool {
    !matches!(
        s.knowledge.office(term.class),
        "minister"
            | "ambassador"
            | "officer"
            | "legislator"
            | "judge"
            | "governor"
            | "royal"
            | "cleric"
            | "adviser"
            | "un-ambassador"
            | "spokesperson"
            | "police-chief"
    )
}

/// Known by the surname alone: heads of state and government, foreign ministers, those whom a person wrote in.
fn fame(s: &Setting, term: &Term) -> bool {
    term.by_hand || term.source != "petrarch" && governs(s, term)
}

/// The posts whose holders the press names by surname alone.
fn governs(s: &Setting, term: &Term) -> bool {
    matches!(s.knowledge.office(term.class), "head-of-state" | "head-of-government" | "foreign-minister")
}

fn period(term: &Term) -> String {
    let year = |d: i32| 1970 + (f64::from(d) / 365.2425).floor() as i32;
    match (term.start, term.end) {
        (OPEN_START, OPEN_END) => "undated".to_owned(),
        (OPEN_START, e) => format!("to {}", year(e)),
        (a, OPEN_END) => format!("since {}", year(a)),
        (a, e) => format!("{}–{}", year(a), year(e)),
    }
}
