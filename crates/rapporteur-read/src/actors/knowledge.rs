//! What the actors stage knows, and how it is asked.

use super::people::Gender;
use super::table::{
    EXACT, Entity, IMPORTED, Kind, OPEN_END, Posting, Role, SMALL, StateNumber, Tables, Term, Use,
};
use crate::knowledge::{Compiled, LoadError};

/// People, bodies, countries, offices and roles, read in place from the compiled section `actors`.
pub struct Knowledge {
    pub(super) tables: Tables,
    offices: Vec<String>,
}

impl std::fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Knowledge").field("entities", &self.tables.len()).finish()
    }
}

/// Opens the section `actors`. Nothing is copied, so that it costs microseconds.
///
/// # Errors
///
/// When the section is missing or is none.
pub fn load(compiled: &Compiled) -> Result<Knowledge, LoadError> {
    open(compiled.section("actors")?).ok_or_else(|| LoadError::Section("actors".to_owned()))
}

/// Opens the bytes of a section.
pub(super) fn open(bytes: &'static [u8]) -> Option<Knowledge> {
    let tables = Tables::open(bytes)?;
    let offices = (0..u8::MAX)
        .map_while(|n| tables.role_names.get(format!("office:{n}")).map(|i| tables.role(i).class.to_owned()))
        .collect();
    Some(Knowledge { tables, offices })
}

impl Knowledge {
    /// Number of entities: countries, people, bodies.
    pub fn entities(&self) -> usize {
        self.tables.len()
    }

    pub(super) fn entity(&self, i: u32) -> Entity<'_> {
        self.tables.entity(i)
    }

    /// The country with this code.
    pub(super) fn named_country(&self, iso3: &str) -> Option<Entity<'_>> {
        // Countries come first in the table, some 250 of them.
        (0..self.len_u32())
            .map(|i| self.entity(i))
            .take_while(|e| e.kind == Kind::Country)
            .find(|e| e.countries == iso3)
    }

    /// The numbers of a state in the lists of the Correlates of War project and of Gleditsch and Ward, by start.
    pub(crate) fn state_numbers(&self, iso3: &str) -> Vec<StateNumber> {
        self.tables.numbers(iso3).collect()
    }

    /// The name of the country with this code.
    pub fn country_name(&self, iso3: &str) -> Option<&str> {
        self.named_country(iso3).map(|e| e.name)
    }

    fn len_u32(&self) -> u32 {
        u32::try_from(self.tables.len()).unwrap_or(u32::MAX)
    }

    /// The postings under a key.
    pub(super) fn named(&self, key: &str) -> Vec<Posting> {
        self.tables.names.get(key).map(|v| self.tables.postings(v).collect()).unwrap_or_default()
    }

    pub(super) fn role(&self, key: &str) -> Option<Role<'_>> {
        self.tables.role_names.get(key).map(|i| self.tables.role(i))
    }

    /// The name of a class of office.
    pub(super) fn office(&self, class: u8) -> &str {
        self.offices.get(usize::from(class)).map_or("", String::as_str)
    }

    /// The class of office with this name.
    pub(super) fn office_class(&self, name: &str) -> Option<u8> {
        self.offices.iter().position(|o| o == name).map(|i| i as u8)
    }

    /// Whether a given name is a man's or a woman's, by its key.
    pub(super) fn given_name(&self, key: &str) -> Option<Gender> {
        let i = self.tables.role_names.get(format!("given:{key}"))?;
        Some(if self.tables.role(i).kind == b'f' { Gender::Female } else { Gender::Male })
    }

    /// Is this the surname of someone who needs no other name in the news?
    pub(super) fn well_known(&self, key: &str) -> bool {
        self.named(key).iter().any(|p| {
            let e = self.entity(p.entity);
            p.usage == Use::Surname
                && e.kind == Kind::Person
                && self.tables.terms(&e).any(|t| {
                    t.by_hand
                        || t.source != "petrarch"
                            && matches!(self.office(t.class), "head-of-state" | "head-of-government")
                })
        })
    }

    /// The country of a city or province.
    pub(super) fn place_country(&self, key: &str) -> Option<u32> {
        self.tables.places.get(key).map(|e| e as u32)
    }

    pub(super) fn terms<'k>(&'k self, entity: &Entity<'k>) -> Vec<Term<'k>> {
        self.tables.terms(entity).collect()
    }

    /// Who held an office of this class in this country on a day; the one who started last, where terms overlap.
    pub(super) fn holder(&self, country: &str, class: u8, day: i32) -> Option<Term<'_>> {
        self.tables.holders(country, class).filter(|t| t.start <= day && day <= t.end).last()
    }
}

/// Does a name as written fit how the knowledge writes it? "US" is a country, "us" is not.
pub(super) fn written_as(posting: &Posting, surface: &str, capitals: usize) -> bool {
    if posting.flags & EXACT != 0 {
        return !surface.chars().any(char::is_lowercase);
    }
    if posting.flags & SMALL != 0 {
        return true;
    }
    // Nationality words and regions may be written small only where the knowledge writes them small.
    capitals >= usize::from(posting.flags >> 4)
}

/// Is an imported short form ("ALL", "NEW"), which needs the context of its country?
pub(super) fn doubtful(posting: &Posting) -> bool {
    posting.flags & IMPORTED != 0 && posting.flags & EXACT != 0
}

/// How well a posting's dates fit a day.
pub(super) fn in_use(posting: &Posting, day: Option<i32>) -> bool {
    day.is_none_or(|d| posting.start <= d && d <= posting.end)
}

/// Is an open term still believed on this day?
pub(super) fn last_seen(term: &Term) -> i32 {
    if term.end == OPEN_END { term.known_to } else { term.end }
}

/// Does the posting name its entity outright?
pub(super) fn is_name(usage: Use) -> bool {
    matches!(usage, Use::Name | Use::Metonym | Use::Capital | Use::Noun)
}
