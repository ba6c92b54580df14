//! The compiled tables of people, bodies and roles: fixed-width records that are read in place.

use fst::Map;

/// Day numbers count from 1970-01-01; these two stand for an open side.
pub const OPEN_START: i32 = i32::MIN;
/// Open end.
pub const OPEN_END: i32 = i32::MAX;

/// What kind of thing an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Kind {
    Country,
    Nation,
    Collective,
    Person,
    Igo,
    Ngo,
    Media,
    Company,
    Group,
    Party,
    Body,
}

impl Kind {
    const ALL: [Kind; 11] = [
        Kind::Country,
        Kind::Nation,
        Kind::Collective,
        Kind::Person,
        Kind::Igo,
        Kind::Ngo,
        Kind::Media,
        Kind::Company,
        Kind::Group,
        Kind::Party,
        Kind::Body,
    ];

    /// Reads the word of a table.
    pub fn parse(word: &str) -> Option<Kind> {
        Some(match word {
            "igo" => Kind::Igo,
            "ngo" => Kind::Ngo,
            "media" => Kind::Media,
            "company" => Kind::Company,
            "group" => Kind::Group,
            "party" => Kind::Party,
            "body" => Kind::Body,
            _ => return None,
        })
    }

    /// An organisation of some sort.
    pub fn is_body(self) -> bool {
        self > Kind::Person
    }
}

/// How a name stands for its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Use {
    Name,
    Adjective,
    Noun,
    Capital,
    Metonym,
    Surname,
}

impl Use {
    const ALL: [Use; 6] = [Use::Name, Use::Adjective, Use::Noun, Use::Capital, Use::Metonym, Use::Surname];
}

/// The name is written in capitals and must be so in the text.
pub const EXACT: u8 = 1;
/// The name begins with a small letter and need not be capitalised.
pub const SMALL: u8 = 2;
/// Imported: loses to what a person wrote.
pub const IMPORTED: u8 = 4;
/// From the user's own folder: of the same name, wins over all that is built in.
pub const OWN: u8 = 8;

/// One way in which a key may be meant.
#[derive(Clone, Copy, Debug)]
pub struct Posting {
    /// The entity.
    pub entity: u32,
    /// How.
    pub usage: Use,
    /// [`EXACT`], [`SMALL`], [`IMPORTED`].
    pub flags: u8,
    /// First day on which the name was in use.
    pub start: i32,
    /// Last day.
    pub end: i32,
}

/// An entity as stored.
#[derive(Clone, Copy, Debug)]
pub struct Entity<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// ISO 3166-1 alpha-3 codes, most likely first, joined; empty where there is none.
    pub countries: &'a str,
    /// PLOVER sectors, joined.
    pub sectors: &'a str,
    /// What it is.
    pub kind: Kind,
    first_term: u32,
    terms: u32,
}

/// A term of office.
#[derive(Clone, Copy, Debug)]
pub struct Term<'a> {
    /// Whose.
    pub entity: u32,
    /// The office, in words.
    pub post: &'a str,
    /// Class of the office: an index into `offices.tsv`.
    pub class: u8,
    /// ISO 3166-1 alpha-3, or empty.
    pub country: &'a str,
    /// PLOVER sectors, joined.
    pub sectors: &'a str,
    /// First day.
    pub start: i32,
    /// Last day; [`OPEN_END`] while in office.
    pub end: i32,
    /// The day up to which an open term is known to have lasted; [`OPEN_END`] where the end is given.
    pub known_to: i32,
    /// Where the row comes from.
    pub source: &'a str,
    /// It rests on memory: nobody has looked it up.
    pub unverified: bool,
    /// A person wrote it, not a script.
    pub by_hand: bool,
}

/// A word or phrase that stands for whoever has a role.
#[derive(Clone, Copy, Debug)]
pub struct Role<'a> {
    /// The phrase.
    pub phrase: &'a str,
    /// PLOVER sectors, joined.
    pub sectors: &'a str,
    /// Class that anaphora look for ("rebels", "country", "group", or a class of office).
    pub class: &'a str,
    /// `b` for bodies, `p` for people, `o` for offices.
    pub kind: u8,
    /// Class of office, for offices.
    pub office: u8,
}

/// No class of office.
pub const NO_OFFICE: u8 = u8::MAX;

const ENTITY: usize = 28;
const TERM: usize = 36;
const POSTING: usize = 8;
const INTERVAL: usize = 8;
const NUMBER: usize = 16;
const ROLE: usize = 16;
const OFFICE: usize = 12;

/// Collects the parts of a section.
#[derive(Default)]
pub struct Writer {
    strings: Vec<u8>,
    intervals: Vec<u8>,
    known_intervals: std::collections::BTreeMap<(i32, i32), u16>,
    known: std::collections::BTreeMap<String, u32>,
}

impl Writer {
    /// The place of a string in the table of strings.
    pub fn string(&mut self, text: &str) -> u32 {
        if let Some(at) = self.known.get(text) {
            return *at;
        }
        let at = self.strings.len() as u32;
        let length = text.len().min(usize::from(u16::MAX)) as u16;
        self.strings.extend(length.to_le_bytes());
        self.strings.extend(&text.as_bytes()[..usize::from(length)]);
        self.known.insert(text.to_owned(), at);
        at
    }

    /// The number of a pair of days, of which postings have few: most are open on both sides. Past the 65,536th, which no
    /// table comes near, a name is held to be in use at all times.
    fn interval(&mut self, start: i32, end: i32) -> u16 {
        if self.known_intervals.is_empty() {
            self.known_intervals.insert((OPEN_START, OPEN_END), 0);
            self.intervals.extend([OPEN_START.to_le_bytes(), OPEN_END.to_le_bytes()].concat());
        }
        if let Some(n) = self.known_intervals.get(&(start, end)) {
            return *n;
        }
        let Ok(n) = u16::try_from(self.known_intervals.len()) else { return 0 };
        self.known_intervals.insert((start, end), n);
        self.intervals.extend([start.to_le_bytes(), end.to_le_bytes()].concat());
        n
    }

    /// Puts the parts together, each on 8 bytes.
    pub fn finish(self, parts: [Vec<u8>; 9]) -> Vec<u8> {
        let mut all = vec![self.strings];
        all.extend(parts);
        all.push(self.intervals);
        let mut out = Vec::new();
        let mut at = all.len() * 8;
        for part in &all {
            out.extend((at as u32).to_le_bytes());
            out.extend((part.len() as u32).to_le_bytes());
            at += part.len().next_multiple_of(8);
        }
        for part in all {
            let length = part.len();
            out.extend(part);
            out.extend(std::iter::repeat_n(0, length.next_multiple_of(8) - length));
        }
        out
    }
}

/// Writes an entity.
#[allow(clippy::too_many_arguments)]
pub fn put_entity(
    out: &mut Vec<u8>,
    w: &mut Writer,
    id: &str,
    name: &str,
    countries: &str,
    sectors: &str,
    kind: Kind,
    terms: std::ops::Range<usize>,
) {
    for text in [id, name, countries, sectors] {
        out.extend(w.string(text).to_le_bytes());
    }
    out.extend((kind as u32).to_le_bytes());
    out.extend((terms.start as u32).to_le_bytes());
    out.extend((terms.len() as u32).to_le_bytes());
}

/// Writes a term.
pub fn put_term(out: &mut Vec<u8>, w: &mut Writer, t: &Term) {
    out.extend(t.entity.to_le_bytes());
    for text in [t.post, t.country, t.sectors, t.source] {
        out.extend(w.string(text).to_le_bytes());
    }
    for day in [t.start, t.end, t.known_to] {
        out.extend(day.to_le_bytes());
    }
    out.extend([t.class, u8::from(t.unverified), u8::from(t.by_hand), 0]);
}

/// Writes a posting.
pub fn put_posting(out: &mut Vec<u8>, w: &mut Writer, p: &Posting) {
    out.extend(p.entity.to_le_bytes());
    out.extend([p.usage as u8, p.flags]);
    out.extend(w.interval(p.start, p.end).to_le_bytes());
}

/// Numbers of a state in the lists of the Correlates of War project and of Gleditsch and Ward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateNumber {
    /// Correlates of War.
    pub cow: u16,
    /// Gleditsch and Ward.
    pub gw: u16,
    /// First day.
    pub start: i32,
    /// Last day.
    pub end: i32,
}

/// Writes the numbers of a country; rows must come sorted by country and start.
pub fn put_number(out: &mut Vec<u8>, iso3: &str, n: &StateNumber) {
    let mut code = [0; 4];
    code.iter_mut().zip(iso3.bytes()).for_each(|(to, from)| *to = from);
    out.extend(code);
    out.extend(n.cow.to_le_bytes());
    out.extend(n.gw.to_le_bytes());
    out.extend(n.start.to_le_bytes());
    out.extend(n.end.to_le_bytes());
}

/// Writes a role.
pub fn put_role(out: &mut Vec<u8>, w: &mut Writer, r: &Role) {
    for text in [r.phrase, r.sectors, r.class] {
        out.extend(w.string(text).to_le_bytes());
    }
    out.extend([r.kind, r.office, 0, 0]);
}

/// Writes a line of the index by country and class of office; lines must come sorted.
pub fn put_office(out: &mut Vec<u8>, key: u32, start: i32, term: u32) {
    out.extend(key.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend(term.to_le_bytes());
}

/// The key of that index.
pub fn office_key(country: &str, class: u8) -> u32 {
    let c = country.as_bytes();
    let at = |i: usize| u32::from(c.get(i).copied().unwrap_or(0) & 31);
    (at(0) << 18) | (at(1) << 13) | (at(2) << 8) | u32::from(class)
}

/// A section, opened. Nothing is copied; damaged bytes give empty answers, never a panic.
pub struct Tables {
    strings: &'static [u8],
    entities: &'static [u8],
    terms: &'static [u8],
    postings: &'static [u8],
    roles: &'static [u8],
    offices: &'static [u8],
    numbers: &'static [u8],
    intervals: &'static [u8],
    /// Key of a name → first posting and number of postings.
    pub names: Map<&'static [u8]>,
    /// Phrase → role.
    pub role_names: Map<&'static [u8]>,
    /// Place → country.
    pub places: Map<&'static [u8]>,
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

impl Tables {
    /// Opens a section; nothing when it is none.
    pub fn open(bytes: &'static [u8]) -> Option<Tables> {
        let part = |i: usize| -> Option<&'static [u8]> {
            bytes.get(i * 8..i * 8 + 8)?;
            let (at, length) = (u32_at(bytes, i * 8) as usize, u32_at(bytes, i * 8 + 4) as usize);
            bytes.get(at..at.checked_add(length)?)
        };
        Some(Tables {
            strings: part(0)?,
            entities: part(1)?,
            terms: part(2)?,
            postings: part(3)?,
            roles: part(4)?,
            offices: part(5)?,
            names: Map::new(part(6)?).ok()?,
            role_names: Map::new(part(7)?).ok()?,
            places: Map::new(part(8)?).ok()?,
            numbers: part(9)?,
            intervals: part(10)?,
        })
    }

    fn string(&self, at: u32) -> &str {
        let at = at as usize;
        let Some(head) = self.strings.get(at..at + 2) else { return "" };
        let length = usize::from(u16::from_le_bytes([head[0], head[1]]));
        let text = self.strings.get(at + 2..at + 2 + length).unwrap_or_default();
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// Number of entities.
    pub fn len(&self) -> usize {
        self.entities.len() / ENTITY
    }

    /// The entity with this number.
    pub fn entity(&self, i: u32) -> Entity<'_> {
        let at = i as usize * ENTITY;
        let text = |n: usize| self.string(u32_at(self.entities, at + 4 * n));
        Entity {
            id: text(0),
            name: text(1),
            countries: text(2),
            sectors: text(3),
            kind: Kind::ALL[(u32_at(self.entities, at + 16) as usize).min(Kind::ALL.len() - 1)],
            first_term: u32_at(self.entities, at + 20),
            terms: u32_at(self.entities, at + 24),
        }
    }

    /// The terms of an entity, by start.
    pub fn terms(&self, entity: &Entity) -> impl Iterator<Item = Term<'_>> {
        (entity.first_term..entity.first_term.saturating_add(entity.terms.min(1000))).map(|i| self.term(i))
    }

    /// The term with this number.
    pub fn term(&self, i: u32) -> Term<'_> {
        let at = i as usize * TERM;
        let text = |n: usize| self.string(u32_at(self.terms, at + 4 * n));
        let day = |n: usize| u32_at(self.terms, at + 4 * n) as i32;
        Term {
            entity: u32_at(self.terms, at),
            post: text(1),
            country: text(2),
            sectors: text(3),
            source: text(4),
            start: day(5),
            end: day(6),
            known_to: day(7),
            class: u32_at(self.terms, at + 32) as u8,
            unverified: self.terms.get(at + 33) == Some(&1),
            by_hand: self.terms.get(at + 34) == Some(&1),
        }
    }

    /// The postings that a value of [`Tables::names`] stands for.
    pub fn postings(&self, value: u64) -> impl Iterator<Item = Posting> + '_ {
        let (first, count) = ((value >> 16) as usize, (value & 0xFFFF) as usize);
        let interval = |p: &[u8]| usize::from(u16::from_le_bytes([p[6], p[7]])) * INTERVAL;
        (first..first + count).filter_map(move |i| {
            let p = self.postings.get(i * POSTING..(i + 1) * POSTING)?;
            Some(Posting {
                entity: u32_at(p, 0),
                usage: Use::ALL[usize::from(p[4]).min(Use::ALL.len() - 1)],
                flags: p[5],
                start: u32_at(self.intervals, interval(p)) as i32,
                end: u32_at(self.intervals, interval(p) + 4) as i32,
            })
        })
    }

    /// The numbers of a state, by start.
    pub fn numbers(&self, iso3: &str) -> impl Iterator<Item = StateNumber> + '_ {
        let rows = self.numbers.chunks_exact(NUMBER);
        let short = |row: &[u8], at: usize| u16::from_le_bytes([row[at], row[at + 1]]);
        let wanted = iso3.as_bytes().first_chunk::<3>().copied();
        rows.filter(move |row| row.first_chunk::<3>().copied() == wanted).map(move |row| StateNumber {
            cow: short(row, 4),
            gw: short(row, 6),
            start: u32_at(row, 8) as i32,
            end: u32_at(row, 12) as i32,
        })
    }

    /// The role with this number.
    pub fn role(&self, i: u64) -> Role<'_> {
        let at = i as usize * ROLE;
        let text = |n: usize| self.string(u32_at(self.roles, at + 4 * n));
        let byte = |n: usize| self.roles.get(at + n).copied().unwrap_or(0);
        Role { phrase: text(0), sectors: text(1), class: text(2), kind: byte(12), office: byte(13) }
    }

    /// Those who held an office of this class in this country, by start.
    pub fn holders(&self, country: &str, class: u8) -> impl Iterator<Item = Term<'_>> {
        let key = office_key(country, class);
        let rows = self.offices.len() / OFFICE;
        let (mut low, mut high) = (0, rows);
        while low < high {
            let middle = (low + high) / 2;
            if u32_at(self.offices, middle * OFFICE) < key { low = middle + 1 } else { high = middle }
        }
        (low..rows)
            .take_while(move |i| u32_at(self.offices, i * OFFICE) == key)
            .map(|i| self.term(u32_at(self.offices, i * OFFICE + 8)))
    }
}
