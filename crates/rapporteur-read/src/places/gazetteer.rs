//! The gazetteer as it lies in the compiled knowledge: an fst from folded names to postings, records of fixed width, a string table.
//! It is read in place; opening it parses nothing but a few hundred words.
//!
//! Layout, all numbers little-endian: the magic, a table of (offset, length) for the parts, then the parts. A record is
//! [`RECORD`] bytes; records come in the order countries, first-level divisions, hand-written places, second-level divisions, towns, so
//! that a country and a division are named by a 16-bit record number.

use serde::{Deserialize, Serialize};

use super::words::Words;
use crate::knowledge::{Compiled, LoadError};
use rapporteur_text::reading::{GeoPlace, PlacePrecision};

pub(super) const MAGIC: &[u8; 8] = b"PLACES01";
pub(super) const RECORD: usize = 28;
pub(super) const NONE16: u16 = u16::MAX;
pub(super) const PARTS: usize = 5;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Kind {
    /// A country.
    Country,
    /// A first-level division: state, province, oblast.
    Admin1,
    /// A second-level division: county, district.
    Admin2,
    /// A town.
    City,
    /// Part of a town.
    Quarter,
    /// A part of the world, a sea, a region: it has no point.
    Region,
    /// A base, a strait, a crossing, a lake: it has a point.
    Site,
    /// A seat of power, used for who sits there.
    Seat,
}

impl Kind {
    pub(super) fn from(byte: u8) -> Kind {
        match byte {
            0 => Kind::Country,
            1 => Kind::Admin1,
            2 => Kind::Admin2,
            3 => Kind::City,
            4 => Kind::Quarter,
            5 => Kind::Region,
            6 => Kind::Site,
            _ => Kind::Seat,
        }
    }
}

/// A number of a record.
pub type Id = u32;

/// One record.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// Its number.
    pub id: Id,
    /// GeoNames id, 0 where there is none.
    pub geonames: u32,
    /// Offset of the name in the string table.
    name: u32,
    /// Degrees.
    pub lat: f32,
    /// Degrees.
    pub lon: f32,
    /// Inhabitants; for a division the sum of its towns.
    pub population: u32,
    /// Record number of the country.
    pub country: Option<u16>,
    /// Record number of the first-level division.
    pub admin1: Option<u16>,
    /// What it is.
    pub kind: Kind,
    /// 1: capital of the country, 2: seat of a first-level division.
    pub rank: u8,
}

/// A name's link to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The record.
    pub id: Id,
    /// Not the record's own name.
    pub alternate: bool,
    /// Only written without small letters ("US").
    pub capitals: bool,
    /// Only behind another place ("Portland, Ore.").
    pub comma: bool,
    /// Written by hand: this is what the press means by it.
    pub usual: bool,
}

impl Posting {
    pub(super) fn pack(self) -> u32 {
        self.id
            | u32::from(self.alternate) << 24
            | u32::from(self.capitals) << 25
            | u32::from(self.comma) << 26
            | u32::from(self.usual) << 27
    }

    fn unpack(bits: u32) -> Self {
        Posting {
            id: bits & 0xFF_FFFF,
            alternate: bits >> 24 & 1 == 1,
            capitals: bits >> 25 & 1 == 1,
            comma: bits >> 26 & 1 == 1,
            usual: bits >> 27 & 1 == 1,
        }
    }
}

/// What the places stage knows.
#[derive(Clone)]
pub struct Knowledge {
    records: &'static [u8],
    strings: &'static [u8],
    postings: &'static [u8],
    names: fst::Map<&'static [u8]>,
    pub(super) words: Words,
}

impl std::fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "places::Knowledge({} places, {} names)", self.len(), self.names.len())
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Opens the section `places` of the compiled knowledge, in place.
pub fn load(compiled: &Compiled) -> Result<Knowledge, LoadError> {
    open(compiled.section("places")?)
}

/// Opens the bytes that [`compile`](super::compile) gave.
pub fn open(bytes: &'static [u8]) -> Result<Knowledge, LoadError> {
    let bad = || LoadError::Section("places".to_owned());
    if bytes.get(..8) != Some(MAGIC) {
        return Err(bad());
    }
    let part = |n: usize| -> Option<&'static [u8]> {
        let start = number(bytes, 8 + n * 8)? as usize;
        let length = number(bytes, 12 + n * 8)? as usize;
        bytes.get(start..start.checked_add(length)?)
    };
    let names = fst::Map::new(part(3).ok_or_else(bad)?).map_err(|_| bad())?;
    Ok(Knowledge {
        records: part(0).ok_or_else(bad)?,
        strings: part(1).ok_or_else(bad)?,
        postings: part(2).ok_or_else(bad)?,
        names,
        words: postcard::from_bytes(part(4).ok_or_else(bad)?).map_err(|_| bad())?,
    })
}

impl Knowledge {
    /// How many places it holds.
    pub fn len(&self) -> usize {
        self.records.len() / RECORD
    }

    /// Does it hold none?
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The record of this number.
    pub fn record(&self, id: Id) -> Option<Record> {
        let at = id as usize * RECORD;
        let b = self.records.get(at..at + RECORD)?;
        let n = |i: usize| u32::from_le_bytes([b[i], b[i + 1], b[i + 2], b[i + 3]]);
        let h = |i: usize| Some(u16::from_le_bytes([b[i], b[i + 1]])).filter(|x| *x != NONE16);
        Some(Record {
            id,
            geonames: n(0),
            name: n(4),
            lat: n(8) as i32 as f32 / 1000.0,
            lon: n(12) as i32 as f32 / 1000.0,
            population: n(16),
            country: h(20),
            admin1: h(22),
            kind: Kind::from(b[24]),
            rank: b[25],
        })
    }

    fn text(&self, at: u32) -> &'static str {
        let at = at as usize;
        let length = self.strings.get(at).copied().unwrap_or(0) as usize;
        let bytes = self.strings.get(at + 1..at + 1 + length).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// A record's name.
    pub fn name(&self, record: &Record) -> &'static str {
        self.text(record.name)
    }

    /// The ISO 3166-1 alpha-3 code of a record's country.
    pub fn iso3(&self, country: Option<u16>) -> Option<&str> {
        self.words.iso3.get(usize::from(country?)).map(String::as_str)
    }

    /// The record number of the country with this code.
    pub fn country(&self, iso3: &str) -> Option<u16> {
        self.words.iso3.iter().position(|c| c == iso3).map(|i| i as u16)
    }

    /// Everything of this (folded) name.
    pub fn named(&self, key: &str) -> Vec<Posting> {
        let Some(value) = self.names.get(key) else { return Vec::new() };
        let (offset, count) = ((value >> 16) as u32, (value & 0xFFFF) as usize);
        if count == 0 {
            return vec![Posting::unpack(offset)];
        }
        (0..count)
            .filter_map(|i| number(self.postings, (offset as usize + i) * 4))
            .map(Posting::unpack)
            .collect()
    }

    /// Is there anything of this (folded) name?
    pub fn knows(&self, key: &str) -> bool {
        self.names.contains_key(key)
    }

    /// The record as it leaves the stage.
    pub fn place(&self, record: &Record) -> GeoPlace {
        let precision = match record.kind {
            Kind::Country => PlacePrecision::Country,
            Kind::Admin1 => PlacePrecision::Admin1,
            Kind::Admin2 | Kind::City => PlacePrecision::City,
            Kind::Region => PlacePrecision::Region,
            Kind::Quarter | Kind::Site | Kind::Seat => PlacePrecision::Point,
        };
        let point = !matches!(record.kind, Kind::Country | Kind::Region);

        GeoPlace {
            name: self.name(record).to_owned(),
            geonames: Some(record.geonames).filter(|g| *g != 0),
            country: self.iso3(record.country).map(str::to_owned),
            admin1: record.admin1.and_then(|a| self.record(Id::from(a))).map(|a| self.name(&a).to_owned()),
            lat: point.then(|| degrees(record.lat)),
            lon: point.then(|| degrees(record.lon)),
            precision,
        }
    }
}

/// Degrees to a thousandth, as they were written.
pub(super) fn degrees(x: f32) -> f64 {
    (f64::from(x) * 1000.0).round() / 1000.0
}

/// Kilometres between two records.
pub fn kilometres(a: &Record, b: &Record) -> f32 {
    let (la, lo, ma, mo) = (a.lat.to_radians(), a.lon.to_radians(), b.lat.to_radians(), b.lon.to_radians());
    let h = ((ma - la) / 2.0).sin().powi(2) + la.cos() * ma.cos() * ((mo - lo) / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posting_comes_back_as_it_went_in() {
        let posting = Posting { id: 123_456, alternate: true, capitals: false, comma: true, usual: false };
        assert_eq!(Posting::unpack(posting.pack()), posting);
    }

    proptest::proptest! {
        #[test]
        fn foreign_bytes_are_refused_without_panic(mut bytes in proptest::collection::vec(0u8.., 0..200)) {
            proptest::prop_assert!(open(Box::leak(bytes.clone().into_boxed_slice())).is_err());
            bytes.splice(0..0, MAGIC.iter().copied());
            let _ = open(Box::leak(bytes.into_boxed_slice()));
        }
    }
}
