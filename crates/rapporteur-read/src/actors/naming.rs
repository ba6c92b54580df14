//! Names of countries, bodies and places: those that the knowledge has, and those that it does not.

use rapporteur_text::{NameKind, Sentence, Upos};

use super::chains::{Sort, State, blank};
use super::code::Coding;
use super::table::{Kind, Use};
use super::{fold, lexicon, modifiers, phrase, roles};

/// What governments send and receive: "an answer from Beijing", "pressure from Moscow", "an appeal to Tehran".
const SENT: &[&str] = &[
    "answer",
    "reply",
    "response",
    "reaction",
    "comment",
    "word",
    "statement",
    "signal",
    "message",
    "letter",
    "note",
    "protest",
    "pressure",
    "support",
    "backing",
    "approval",
    "permission",
    "consent",
    "assurance",
    "guarantee",
    "demand",
    "criticism",
    "condemnation",
    "denial",
    "warning",
    "threat",
    "order",
    "instruction",
    "offer",
    "request",
    "appeal",
    "call",
    "concession",
    "recognition",
    "objection",
    "invitation",
    "overture",
    "ultimatum",
    "complaint",
    "rebuke",
    "clarification",
    "explanation",
];

/// Does a capital stand behind something that was sent by or to its government?
fn sent(sentence: &Sentence, head: usize) -> bool {
    let Some(case) = sentence.child(head, "case") else { return false };
    let before = case.checked_sub(1);
    let governor = sentence.head(head);
    [before, governor]
        .into_iter()
        .flatten()
        .any(|t| sentence.tokens[t].upos == Upos::Noun && SENT.contains(&sentence.tokens[t].lemma.as_str()))
}

impl State<'_> {
    pub(super) fn known(&mut self, i: usize, entity: u32, usage: Use, first: usize, last: usize) {
        let e = self.s.knowledge.entity(entity);
        let index = self.cands[i].word.sentence as usize;
        let sentence = &self.s.doc.sentences[index];
        let head = self.cands[i].word.token as usize;
        let country = match e.kind {
            Kind::Country | Kind::Nation => self.s.country_of(&e, index),
            _ => None,
        };
        let located = phrase::case(sentence, self.s.doc.text(), head).is_some_and(|p| {
            matches!(
                p.to_lowercase().as_str(),
                "in" | "at"
                    | "near"
                    | "from"
                    | "to"
                    | "around"
                    | "outside"
                    | "into"
                    | "on"
                    | "through"
                    | "toward"
                    | "towards"
            )
        });
        // "An answer from Beijing" is its government's.
        let located = located && !(usage == Use::Capital && sent(sentence, head));
        let people = usage == Use::Noun && phrase::plural(sentence, head) && !self.cands[i].modifier;
        let key = match (e.kind, &country, people) {
            (Kind::Country, Some(c), false) if usage == Use::Metonym => format!("metonym:{c}"),
            (Kind::Country, Some(c), false) if usage == Use::Capital && located => format!("capital:{c}"),
            (Kind::Country, Some(c), false) if usage == Use::Capital => format!("metonym:{c}"),
            (Kind::Country, Some(c), false) => format!("country:{c}"),
            (_, _, true) => format!("people:{}", e.id),
            _ => format!("entity:{}", e.id),
        };
        if let Some(chain) = self.keyed(&key) {
            self.join(i, chain, false);
            return;
        }
        let mut actor = blank(e.name, 0.95, "named in the knowledge");
        let mut coding = Coding::of(&e, country.as_deref());
        actor.identifier = Some(e.id.to_owned());
        let mut sort = match e.kind {
            Kind::Country => Sort::Country,
            Kind::Nation => Sort::People,
            Kind::Collective => Sort::Set,
            Kind::Group => Sort::Armed,
            _ => Sort::Body,
        };
        match usage {
            Use::Capital if located => {
                "a capital, as a place".clone_into(&mut actor.reason);
                actor.name = modifiers::plain_words(self.s, index, first, last);
                actor.identifier = None;
                sort = Sort::Place;
            }
            Use::Capital => {
                "capital, for the government".clone_into(&mut actor.reason);
                coding.sectors = "GOV".to_owned();
            }
            Use::Metonym => {
                "metonym, for the government".clone_into(&mut actor.reason);
                coding.sectors = "GOV".to_owned();
            }
            _ => {}
        }
        if people {
            actor.name = modifiers::plain_words(self.s, index, first, last);
            // "The Albanians of southern Serbia" are of Serbia.
            let mods = modifiers::read(self.s, index, head, head, None, false);
            if let Some(country) = mods.country {
                coding.country = country;
            }
            sort = Sort::People;
        } else if e.kind == Kind::Nation {
            actor.name = e.name.to_owned();
        }
        coding.apply(&mut actor);
        if usage == Use::Metonym {
            actor.confidence = 0.9;
        }
        if !super::knowledge::is_name(usage) && e.kind == Kind::Collective {
            actor.confidence = 0.7;
        }
        let chain = self.open(i, actor, sort, people);
        self.add_key(key, chain);
        self.short_form(chain, index, last);
    }

    /// "Kurdistan Regional Government (KRG)": the short form in brackets stands for the same from here on.
    fn short_form(&mut self, chain: usize, index: usize, last: usize) {
        let sentence = &self.s.doc.sentences[index];
        let text = self.s.doc.text();
        let form = |i: usize| sentence.tokens.get(i).map(|t| t.form(text)).unwrap_or_default();
        if form(last + 1) == "("
            && form(last + 3) == ")"
            && form(last + 2).chars().filter(|c| c.is_uppercase()).count() >= 2
        {
            self.add_key(format!("name:{}", fold::key(form(last + 2))), chain);
        }
    }

    pub(super) fn unknown(&mut self, i: usize, kind: NameKind, first: usize, last: usize) {
        let index = self.cands[i].word.sentence as usize;
        let sentence = &self.s.doc.sentences[index];
        let text = self.s.doc.text();
        let mut from = first;
        while from < last && sentence.tokens[from].upos == Upos::Det {
            from += 1;
        }
        let key = lexicon::key_of(sentence, text, from, last);
        let name_key = format!("name:{key}");
        if let Some(chain) = self.keyed(&name_key) {
            self.join(i, chain, false);
            return;
        }
        // A surname that the tagger took for something else stands for the person who bears it.
        if first == last
            && let Some(p) =
                self.people.iter().position(|p| p.words.len() > 1 && p.words.last() == Some(&key))
            && let Some(chain) = self.keyed(&format!("person:{p}"))
        {
            self.join(i, chain, false);
            return;
        }
        // A later short form of an organisation's name: "Free Officers Union" … "the Union" is left; initials are taken.
        if last == first
            && let Some(chain) = self.initials(&key)
        {
            self.join(i, chain, false);
            self.add_key(name_key, chain);
            return;
        }
        let place = modifiers::place_country(self.s, &key);
        let name = modifiers::plain_words(self.s, index, from, last);
        let head = self.cands[i].word.token as usize;
        let mods = modifiers::read(self.s, index, self.cands[i].first, head, None, true);
        let mut coding = Coding::default();
        let (sort, confidence, reason) = match kind {
            NameKind::Location => match place {
                Some(country) => {
                    coding.country = country;
                    (Sort::Place, 0.75, "a place, coded by its country")
                }
                None => (Sort::Place, 0.3, "a place that is not in the knowledge"),
            },
            NameKind::Misc => return,
            NameKind::Nationality => {
                coding.country = mods.country.clone().unwrap_or_default();
                (Sort::People, 0.4, "a people or belief that is not in the knowledge")
            }
            _ => {
                let text = self.s.doc.text();
                let inner = self.s.names[index]
                    .within(from, last)
                    .filter(|h| !modifiers::turned(sentence, text, h.first, h.last));
                let of_country = inner
                    .and_then(|h| self.s.choose(&h.postings, index))
                    .map(|p| self.s.knowledge.entity(p.entity));
                coding.country = mods
                    .country
                    .clone()
                    .or_else(|| {
                        of_country
                            .filter(|e| matches!(e.kind, Kind::Country | Kind::Nation))
                            .and_then(|e| self.s.country_of(&e, index))
                    })
                    .or_else(|| {
                        (from..=last).find_map(|k| {
                            modifiers::place_country(self.s, &fold::key(sentence.tokens[k].form(text)))
                        })
                    })
                    .unwrap_or_default();
                coding.sectors = roles::sector_of_name(self.s, sentence, from, last);
                if let Some(e) = of_country.filter(|e| e.kind.is_body()) {
                    coding = roles::of_body(&e, &coding.sectors);
                } else if coding.sectors.is_empty() {
                    roles::kind_of_name(&key, &mut coding);
                }
                (Sort::Body, 0.5, "a body that is not in the knowledge, coded by its words")
            }
        };
        let mut actor = blank(&name, confidence, reason);
        coding.apply(&mut actor);
        let chain = self.open(i, actor, sort, false);
        self.add_key(name_key, chain);
        self.short_form(chain, index, last);
    }

    /// A chain whose name has these initials.
    fn initials(&self, key: &str) -> Option<usize> {
        if key.len() < 3 || key.len() > 6 || key.contains(' ') {
            return None;
        }
        self.chains.iter().position(|c| {
            let name = &self.actors[c.actor as usize].name;
            let initials: String = name
                .split([' ', '-'])
                .filter(|w| !matches!(*w, "of" | "the" | "for" | "and" | "in" | "de"))
                .filter_map(|w| w.chars().next())
                .collect();
            matches!(c.sort, Sort::Body | Sort::Armed) && initials.len() >= 3 && fold::key(&initials) == key
        })
    }
}
