//! Actors: whom a mention stands for, and coreference.
//!
//! Three passes. First every phrase that may stand for an actor is found ([`mentions`]): names, titles with names, role nouns,
//! group nouns, pronouns. Then the people of the article are gathered over the whole text and each is looked up once, with the
//! date of the article and all that is said of them ([`people`]). Last the phrases are read in order and joined into chains
//! ([`chains`], [`pronouns`]), each of which stands for one actor with a code in PLOVER's manner ([`code`]).

mod ask;
mod chains;
mod code;
mod compile;
pub(crate) mod days;
mod definite;
mod ellipsis;
mod fold;
mod knowledge;
mod lexicon;
mod mentions;
mod modifiers;
mod namesake;
mod naming;
mod pair;
mod people;
mod phrase;
mod pronouns;
mod roles;
pub mod speech;
mod table;
#[cfg(test)]
mod tests;
mod titles;

use rapporteur_text::reading::{Actors, Document};

pub use ask::{Answer, Code, Held, Named, Office, ask};
pub use compile::{Place, compile, is_sector, rows_about};
pub use knowledge::{Knowledge, load};

use knowledge::{doubtful, in_use};
use mentions::Names;
pub(crate) use table::StateNumber;
use table::{Entity, Kind, Posting, Use};

/// What every part of the stage looks at.
pub(crate) struct Setting<'a> {
    doc: &'a Document<'a>,
    knowledge: &'a Knowledge,
    /// Day of publication.
    day: Option<i32>,
    /// The names of each sentence.
    names: Vec<Names>,
    /// Countries by sentence, in order of mention: the code and the first word.
    countries: Vec<Vec<(String, usize)>>,
    /// Countries of the article, most often named first.
    ranked: Vec<String>,
}

/// Finds every mention of an actor and whom it stands for.
pub fn find(doc: &Document, knowledge: &Knowledge) -> Actors {
    let day = doc.article.published.map(days::number);
    let mut names: Vec<Names> =
        doc.sentences.iter().map(|s| mentions::names(s, doc.text(), knowledge)).collect();
    ellipsis::complete(doc, knowledge, &mut names);
    let mut setting = Setting { doc, knowledge, day, names, countries: Vec::new(), ranked: Vec::new() };
    setting.count_countries();
    let mut candidates = Vec::new();
    for index in 0..doc.sentences.len() {
        candidates.extend(mentions::candidates(doc, index, &setting.names[index], knowledge));
    }
    let mut actors = chains::read(&setting, candidates);
    namesake::keep(doc, &mut actors);
    actors
}

impl Setting<'_> {
    /// Which countries the article names, where and how often. Peoples of several states count for none.
    fn count_countries(&mut self) {
        let mut counts: Vec<(String, usize)> = Vec::new();
        for (index, sentence) in self.doc.sentences.iter().enumerate() {
            let mut here = Vec::new();
            for hit in &self.names[index].hits {
                if modifiers::turned(sentence, self.doc.text(), hit.first, hit.last) {
                    continue; // "anti-Syria", "US-backed": named, but not what the sentence is about
                }
                let found = hit
                    .postings
                    .iter()
                    .filter(|p| in_use(p, self.day) || hit.postings.len() == 1)
                    .find_map(|p| {
                        let e = self.knowledge.entity(p.entity);
                        let sure = matches!(e.kind, Kind::Country | Kind::Nation | Kind::Group | Kind::Body)
                            && e.countries.len() == 3;
                        (sure && !doubtful(p)).then(|| e.countries.to_owned())
                    });
                here.extend(found.map(|c| (c, hit.first)));
            }
            for (country, _) in &here {
                match counts.iter_mut().find(|(c, _)| c == country) {
                    Some((_, n)) => *n += 1,
                    None => counts.push((country.clone(), 1)),
                }
            }
            self.countries.push(here);
        }
        // A stable sort: of equals, the one that was named first.
        counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        self.ranked = counts.into_iter().map(|(c, _)| c).collect();
    }

    /// Is this country named in the article?
    fn mentioned(&self, country: &str) -> bool {
        self.ranked.iter().any(|c| c == country)
    }

    /// The country that a phrase without one is most likely of: the first of its sentence that it does nothing to, else the
    /// article's.
    fn focus(&self, index: usize, head: usize) -> Option<&str> {
        let here = self.countries.get(index)?.iter().map(|(c, _)| c);
        here.chain(&self.ranked).find(|c| !self.is_acted_on(index, head, c)).map(String::as_str)
    }

    /// Is a country named in a sentence only as what the subject acts upon: "the government condemned Chad"? One is rarely the
    /// government of a country that one condemns; "attacked rebels in Chad" says nothing of the kind.
    fn is_acted_on(&self, index: usize, subject: usize, country: &str) -> bool {
        let sentence = &self.doc.sentences[index];
        if sentence.tokens[subject].rel() != "nsubj" {
            return false;
        }
        let Some(verb) = sentence.head(subject) else { return false };
        let mut named =
            self.countries.get(index).into_iter().flatten().filter(|(c, _)| c == country).peekable();
        named.peek().is_some()
            && named.all(|(_, token)| {
                let mut at = *token;
                let mut inside = false;
                // The argument itself, or what stands right beside it: "condemned Chad", "met Kenyan officials".
                for above in std::iter::once(*token).chain(sentence.ancestors(*token)).take(3) {
                    if above == verb {
                        let rel = sentence.tokens[at].rel();
                        return !inside && matches!(rel, "obj" | "iobj" | "obl") && at > verb;
                    }
                    at = above;
                    inside |= phrase::case(sentence, self.doc.text(), above).is_some_and(|p| {
                        matches!(
                            p.to_lowercase().as_str(),
                            "in" | "across" | "near" | "inside" | "within" | "throughout" | "at"
                        )
                    });
                }
                false
            })
    }

    /// The country of a country or people; of those of several states the one that the sentence or article names.
    fn country_of(&self, e: &Entity, index: usize) -> Option<String> {
        let all: Vec<&str> =
            e.countries.as_bytes().chunks(3).filter_map(|c| std::str::from_utf8(c).ok()).collect();
        if all.len() > 1 {
            let here = self.countries.get(index).into_iter().flatten().map(|(c, _)| c.as_str());
            let ranked = self.ranked.iter().map(String::as_str);
            if let Some(c) = here.chain(ranked).find(|c| all.contains(c)) {
                return Some(c.to_owned());
            }
        }
        all.first().map(|c| (*c).to_owned())
    }

    /// Which of several bearers of a name is meant.
    fn choose(&self, postings: &[Posting], index: usize) -> Option<Posting> {
        let weight = |p: &Posting| {
            let e = self.knowledge.entity(p.entity);
            let country = e.countries.get(..3).unwrap_or_default();
            let here = self.countries.get(index).is_some_and(|l| l.iter().any(|(c, _)| c == country));
            let dated = if in_use(p, self.day) { 4 } else { 0 };
            let imported = if p.flags & table::IMPORTED != 0 { 0 } else { 3 };
            let home = if here {
                3
            } else if self.mentioned(country) {
                2
            } else {
                0
            };
            let latest = if self.day.is_none() && p.end == table::OPEN_END { 1 } else { 0 };
            dated + imported + home + latest + if p.usage == Use::Name { 1 } else { 0 }
        };
        let best = postings.iter().max_by_key(|p| (weight(p), std::cmp::Reverse(p.entity)))?;
        let e = self.knowledge.entity(best.entity);
        if doubtful(best) && !self.mentioned(e.countries.get(..3).unwrap_or_default()) {
            return None;
        }
        Some(*best)
    }
}
