//! The words of `knowledge/places/words.toml`, checked and folded for look-up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub adjectives: BTreeMap<String, Vec<String>>,
    pub cues: BTreeMap<String, Vec<String>>,
    pub context: ContextWords,
    pub kinds: KindWords,
    pub addresses: AddressWords,
    pub names: NameWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextWords {
    pub locative: Vec<String>,
    pub direction: Vec<String>,
    pub titles: Vec<String>,
    pub bodies: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindWords {
    pub admin1: Vec<String>,
    pub admin2: Vec<String>,
    pub city: Vec<String>,
    pub country: Vec<String>,
    pub part: Vec<String>,
    pub facility: Vec<String>,
    pub street: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressWords {
    pub papers: Vec<String>,
    pub sold: Vec<String>,
    pub parts: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameWords {
    pub city_states: Vec<String>,
    pub never: Vec<String>,
    pub common: Vec<String>,
    pub given: Vec<String>,
}

/// A list that is searched by halves.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Set(Vec<String>);

impl Set {
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        let mut words: Vec<String> = words.into_iter().filter(|w| !w.is_empty()).collect();
        words.sort();
        words.dedup();
        Set(words)
    }

    pub fn has(&self, word: &str) -> bool {
        self.0.binary_search_by(|w| w.as_str().cmp(word)).is_ok()
    }
}

/// What the stage knows besides the gazetteer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Words {
    /// ISO 3166-1 alpha-3 by record number of the country.
    pub iso3: Vec<String>,
    /// Top-level domains with the record number of their country, sorted.
    pub domains: Vec<(String, u16)>,
    /// Record numbers of a country's neighbours.
    pub neighbours: Vec<Vec<u16>>,
    /// Folded nationality words and the record (country or division) that they speak of, sorted.
    pub adjectives: Vec<(String, u16)>,
    /// Folded words for what only one country has, and its record, sorted.
    pub cues: Vec<(String, u16)>,
    /// Hosts of outlets and the record of their home, sorted.
    pub outlets: Vec<(String, u16)>,
    pub locative: Set,
    pub direction: Set,
    pub titles: Set,
    pub bodies: Set,
    pub admin1: Set,
    pub admin2: Set,
    pub city: Set,
    pub country: Set,
    pub part: Set,
    pub facility: Set,
    pub street: Set,
    /// Words of newspapers' names, in the order in which they are cut away.
    pub papers: Vec<String>,
    /// Domains that are sold to anybody.
    pub sold: Set,
    /// Parts of a host that are no name.
    pub host_parts: Set,
    /// ISO 3166-1 alpha-3 of states of one city.
    pub city_states: Set,
    pub never: Set,
    pub common: Set,
    pub given: Set,
}

impl Words {
    /// The country or division that a folded nationality word speaks of.
    pub fn adjective(&self, key: &str) -> Option<u16> {
        let find = |k: &str| {
            let i = self.adjectives.binary_search_by(|(w, _)| w.as_str().cmp(k)).ok()?;
            Some(self.adjectives[i].1)
        };
        find(key).or_else(|| find(key.strip_suffix('s')?))
    }

    /// The country of an internet domain's last part.
    pub fn domain(&self, tld: &str) -> Option<u16> {
        look(&self.domains, tld)
    }

    /// The country or division that alone has what this folded word names.
    pub fn cue(&self, key: &str) -> Option<u16> {
        look(&self.cues, key)
    }

    /// The country or division of the outlet at this host.
    pub fn outlet(&self, host: &str) -> Option<u16> {
        look(&self.outlets, host)
    }
}

fn look(list: &[(String, u16)], key: &str) -> Option<u16> {
    let i = list.binary_search_by(|(w, _)| w.as_str().cmp(key)).ok()?;
    Some(list[i].1)
}
