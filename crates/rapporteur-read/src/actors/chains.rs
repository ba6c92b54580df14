//! Chains: reads the candidates in order, joins those that stand for the same, and makes the actors.

use rapporteur_text::reading::{Actor, ActorMention, Actors, MentionKind, Word};

use super::code::Coding;
use super::fold;
use super::mentions::{Candidate, Form, RoleWords};
use super::people::{self, Found, Gender, Person};
use super::table::{Kind, NO_OFFICE, Use};
use super::{Setting, pronouns, roles};

/// What sort of thing a chain stands for: what pronouns and definite nouns may take it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Sort {
    Person,
    People,
    Body,
    Armed,
    Country,
    Place,
    Set,
}

/// Mentions that stand for the same.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Index of its actor.
    pub actor: u32,
    /// Further actors that its words stand for.
    pub also: Vec<u32>,
    /// Sort.
    pub sort: Sort,
    /// Spoken of in the plural.
    pub plural: bool,
    /// Gender, for persons.
    pub gender: Option<Gender>,
    /// Classes and head words of the roles said of it.
    pub classes: Vec<String>,
    /// Candidates in it.
    pub mentions: Vec<usize>,
    /// Person of the article.
    pub person: Option<usize>,
}

/// The state of the reading.
pub struct State<'a> {
    pub s: &'a Setting<'a>,
    pub cands: Vec<Candidate>,
    pub chains: Vec<Chain>,
    pub actors: Vec<Actor>,
    /// Chain of each candidate.
    pub chain_of: Vec<Option<usize>>,
    /// Taken up from before.
    pub anaphoric: Vec<bool>,
    keys: Vec<(String, usize)>,
    pub people: Vec<Person>,
    pub found: Vec<Option<Found>>,
    pub person_of: Vec<Option<usize>>,
}

/// Reads all candidates and gives the stage's result.
pub fn read(s: &Setting, cands: Vec<Candidate>) -> Actors {
    let (people, person_of) = people::gather(s, &cands);
    let found = people.iter().map(|p| people::resolve(s, p)).collect();
    let count = cands.len();
    let mut state = State {
        s,
        cands,
        chains: Vec::new(),
        actors: Vec::new(),
        chain_of: vec![None; count],
        anaphoric: vec![false; count],
        keys: Vec::new(),
        people,
        found,
        person_of,
    };
    for i in 0..count {
        state.step(i);
    }
    state.defer();
    state.finish()
}

impl<'a> State<'a> {
    fn step(&mut self, i: usize) {
        match self.cands[i].form.clone() {
            Form::Person { title, .. } => self.person(i, title.as_ref()),
            Form::Known(hit) => {
                let index = self.cands[i].word.sentence as usize;
                if let Some(p) = self.s.choose(&hit.postings, index) {
                    self.known(i, p.entity, p.usage, hit.first, hit.last);
                }
            }
            Form::Unknown(name) => self.unknown(i, name.kind, name.first as usize, name.last as usize),
            Form::Role(role) => roles::read(self, i, &role),
            Form::Pronoun => pronouns::read(self, i),
            Form::Count(_) => {}
        }
    }

    /// The word of a candidate.
    pub fn word(&self, i: usize) -> Word {
        self.cands[i].word
    }

    /// The candidate headed by a word.
    pub fn candidate_at(&self, sentence: usize, token: usize) -> Option<usize> {
        let word = Word::new(sentence, token);
        self.cands.binary_search_by_key(&word, |c| c.word).ok()
    }

    /// A chain known under a key.
    pub fn keyed(&self, key: &str) -> Option<usize> {
        self.keys.iter().find(|(k, _)| k == key).map(|(_, c)| *c)
    }

    /// Lets a chain be found under a key.
    pub fn add_key(&mut self, key: String, chain: usize) {
        if self.keyed(&key).is_none() {
            self.keys.push((key, chain));
        }
    }

    /// Opens a chain with its first mention.
    pub fn open(&mut self, i: usize, actor: Actor, sort: Sort, plural: bool) -> usize {
        let at = self.enter(actor);
        self.chains.push(Chain {
            actor: at,
            also: Vec::new(),
            sort,
            plural,
            gender: None,
            classes: Vec::new(),
            mentions: Vec::new(),
            person: None,
        });
        let chain = self.chains.len() - 1;
        self.join(i, chain, false);
        chain
    }

    /// The number of an actor, who is kept once.
    pub fn enter(&mut self, actor: Actor) -> u32 {
        let found = self
            .actors
            .iter()
            .position(|a| a.name == actor.name && a.code == actor.code && a.identifier == actor.identifier);
        found.unwrap_or_else(|| {
            self.actors.push(actor);
            self.actors.len() - 1
        }) as u32
    }

    /// Adds a mention to a chain.
    pub fn join(&mut self, i: usize, chain: usize, anaphoric: bool) {
        self.chain_of[i] = Some(chain);
        self.anaphoric[i] = anaphoric;
        self.chains[chain].mentions.push(i);
    }

    /// The actor of a candidate.
    pub fn actor_of(&self, i: usize) -> Option<&Actor> {
        self.chain_of[i].map(|c| &self.actors[self.chains[c].actor as usize])
    }

    fn person(&mut self, i: usize, title: Option<&RoleWords>) {
        let Some(p) = self.person_of[i] else { return };
        let key = format!("person:{p}");
        if let Some(chain) = self.keyed(&key) {
            self.join(i, chain, false);
            self.class(chain, title);
            return;
        }
        let person = self.people[p].clone();
        let index = self.cands[i].word.sentence as usize;
        let mut actor = match &self.found[p] {
            Some(found) => self.looked_up(&person, found),
            None => self.not_found(&person, index, self.cands[i].word.token as usize),
        };
        if person.bodies.is_empty() && actor.code == super::code::NO_COUNTRY {
            actor.confidence = actor.confidence.min(0.4);
        }
        let chain = self.open(i, actor, Sort::Person, false);
        self.chains[chain].gender = person.gender;
        self.chains[chain].person = Some(p);
        for role in &person.roles {
            self.class(chain, Some(role));
        }
        if let Some(f) = &self.found[p] {
            let record = self.s.knowledge.entity(f.entity);
            let offices: Vec<String> = self
                .s
                .knowledge
                .terms(&record)
                .iter()
                .filter(|t| t.class != NO_OFFICE && self.s.day.is_none_or(|d| t.start <= d && d <= t.end))
                .map(|t| self.s.knowledge.office(t.class).to_owned())
                .collect();
            self.chains[chain].classes.extend(offices);
            if self.chains[chain].gender.is_none() {
                let given = fold::key(record.name);
                self.chains[chain].gender =
                    given.split(' ').next().and_then(|g| self.s.knowledge.given_name(g));
            }
        }
        self.add_key(key, chain);
    }

    fn class(&mut self, chain: usize, role: Option<&RoleWords>) {
        let Some(role) = role else { return };
        self.chains[chain].classes.push(role.class.clone());
        if role.office != NO_OFFICE {
            self.chains[chain].classes.push(self.s.knowledge.office(role.office).to_owned());
        }
    }

    fn looked_up(&self, person: &Person, found: &Found) -> Actor {
        let record = self.s.knowledge.entity(found.entity);
        let mut country = found.country.clone();
        let mut sectors = found.sectors.clone();
        if let [said, ..] = person.countries.as_slice()
            && country.is_empty()
            && !matches!(sectors.get(..3), Some("IGO" | "REB"))
        {
            country = said.clone();
        }
        // What the text says of the person's office weighs more than a term of another office in the table.
        let said = person.roles.iter().find(|r| r.office != NO_OFFICE && r.sectors.len() >= 3);
        if let Some(role) = said
            && !person.former
            && (!found.same_office || sectors == "ELI")
            && !matches!(self.s.knowledge.office(role.office), "royal" | "leader" | "cleric" | "officer")
        {
            sectors = role.sectors.clone();
        }
        let mut coding = Coding { country, sectors };
        if coding.sectors.starts_with("IGO") {
            coding = Coding { country: "IGO".to_owned(), sectors: coding.sectors[3..].to_owned() };
        } else if coding.country.is_empty() && coding.sectors.starts_with("REB") {
            coding.country = "IMG".to_owned();
        }
        let mut actor = blank(record.name, found.confidence, &found.reason);
        actor.identifier = Some(record.id.to_owned());
        coding.apply(&mut actor);
        actor
    }

    /// A person whom the knowledge does not have: name, role and country by the text alone.
    fn not_found(&self, person: &Person, index: usize, head: usize) -> Actor {
        let role = person.roles.first();
        let mut coding = Coding::default();
        let mut reason = format!("“{}” is not in the knowledge", person.display);
        if let Some(body) = person.bodies.first() {
            coding = roles::of_body(&self.s.knowledge.entity(*body), role.map_or("", |r| r.sectors.as_str()));
            reason.push_str(&format!(", of {}", self.s.knowledge.entity(*body).name));
        }
        if let Some(country) = person.countries.first() {
            // "German Foreign Minister X, the first from the Warsaw Pact to …": the office is the country's.
            let national = role.is_some_and(|r| r.office != NO_OFFICE && !r.sectors.starts_with("IGO"));
            if coding.country.is_empty() || coding.country == "IMG" {
                coding.country = country.clone();
            } else if national && coding.country != *country {
                coding = Coding { country: country.clone(), sectors: String::new() };
            }
        }
        if let Some(role) = role
            && coding.sectors.is_empty()
            && coding.country != "IGO"
        {
            coding.sectors = if person.former { "ELI".to_owned() } else { role.sectors.clone() };
            reason.push_str(&format!(", {} by title", role.sectors));
        }
        let official = role.is_some_and(|r| r.office != NO_OFFICE);
        if coding.country.is_empty()
            && (official
                || matches!(coding.sectors.get(..3), Some("GOV" | "MIL" | "LEG" | "JUD" | "COP" | "OPP")))
            && let Some(focus) = self.s.focus(index, head)
        {
            coding.country = focus.to_owned();
            reason.push_str(", country of the context");
        }
        let civil = !official
            && !matches!(
                coding.sectors.get(..3),
                Some("GOV" | "MIL" | "REB" | "LEG" | "JUD" | "COP" | "IGO")
            );
        let known = person.countries.is_empty() && person.bodies.is_empty();
        let mut actor = blank(&person.display, if known && role.is_none() { 0.5 } else { 0.75 }, &reason);
        actor.private = civil;
        coding.apply(&mut actor);
        actor
    }

    /// What needs what stands to its right: counts and relative pronouns, then everything without a chain stays so.
    fn defer(&mut self) {
        for i in (0..self.cands.len()).rev() {
            if let Form::Count(of) = self.cands[i].form
                && let Some(j) = self.candidate_at(self.cands[i].word.sentence as usize, of)
                && let Some(chain) = self.chain_of[j]
            {
                self.join(i, chain, false);
            }
        }
    }

    fn finish(mut self) -> Actors {
        for chain in &mut self.chains {
            chain.mentions.sort_unstable();
        }
        let mut mentions = Vec::new();
        for (i, c) in self.cands.iter().enumerate() {
            let chain = self.chain_of[i];
            // A phrase that nobody took up and that names nobody is no mention.
            if chain.is_none() && !matches!(c.form, Form::Pronoun) {
                continue;
            }
            mentions.push(ActorMention {
                span: c.span,
                word: c.word,
                kind: self.kind(i),
                actor: chain.map(|k| self.chains[k].actor),
                also: chain.map(|k| self.chains[k].also.clone()).unwrap_or_default(),
                coreference: chain.map(|k| k as u32),
                anaphoric: self.anaphoric[i],
            });
        }
        Actors { actors: self.actors, mentions }
    }

    fn kind(&self, i: usize) -> MentionKind {
        let sort = self.chain_of[i].map(|k| self.chains[k].sort);
        match (&self.cands[i].form, sort) {
            (Form::Known(hit), _) => {
                let p = self
                    .s
                    .choose(&hit.postings, self.cands[i].word.sentence as usize)
                    .unwrap_or(hit.postings[0]);
                match (self.s.knowledge.entity(p.entity).kind, p.usage) {
                    (Kind::Country | Kind::Nation, Use::Adjective | Use::Noun) => MentionKind::Nationality,
                    (Kind::Country | Kind::Nation, Use::Metonym) => MentionKind::Organisation,
                    (Kind::Country | Kind::Nation | Kind::Collective, _) => MentionKind::Location,
                    _ => MentionKind::Organisation,
                }
            }
            (Form::Role(role), Some(sort)) if sort != Sort::Country => {
                if role.kind == b'b' {
                    MentionKind::Organisation
                } else {
                    MentionKind::Person
                }
            }
            (_, Some(Sort::Person | Sort::People)) => MentionKind::Person,
            (_, Some(Sort::Country | Sort::Place)) => MentionKind::Location,
            (_, Some(_)) => MentionKind::Organisation,
            (_, None) => MentionKind::Person,
        }
    }
}

/// An actor without a code.
pub fn blank(name: &str, confidence: f32, reason: &str) -> Actor {
    Actor {
        name: name.to_owned(),
        country: None,
        sector: None,
        code: String::new(),
        identifier: None,
        confidence,
        reason: reason.to_owned(),
        private: false,
    }
}
