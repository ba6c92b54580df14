//! The names of all entities, under their keys.

use std::collections::BTreeMap;

use super::super::table::{EXACT, IMPORTED, OPEN_END, OPEN_START, OWN, Posting, SMALL, Use};
use super::super::{days, fold};
use super::rows::{Hand, Row};
use crate::knowledge::Faults;

/// Keys with their postings.
#[derive(Default)]
pub struct Names {
    keys: BTreeMap<String, Vec<Posting>>,
}

/// How a name must be written: the flags of its posting, with the number of its capitalised words above them.
fn flags(name: &str, hand: Hand) -> u8 {
    let lower = name.chars().any(char::is_lowercase);
    let upper = name.chars().any(char::is_uppercase);
    let capitals =
        name.split_whitespace().filter(|w| *w != "The" && w.chars().any(char::is_uppercase)).count();
    let form = match (upper, lower) {
        (true, false) => EXACT,
        (false, _) => SMALL,
        _ => 0,
    };
    let hand = match hand {
        Hand::Import => IMPORTED,
        Hand::Project => 0,
        Hand::User => OWN,
    };
    form | hand | (capitals.min(15) as u8) << 4
}

impl Names {
    /// Adds a name for the days `start..=end`.
    pub fn add(&mut self, name: &str, entity: u32, usage: Use, start: i32, end: i32, hand: Hand) {
        let key = fold::key(name);
        let key = key.strip_prefix("the ").filter(|_| name.starts_with("The ")).unwrap_or(&key);
        if key.is_empty() {
            return;
        }
        let list = self.keys.entry(key.to_owned()).or_default();
        let flags = flags(name, hand);
        match list.iter_mut().find(|p| p.entity == entity && p.usage == usage) {
            // The same name twice, once by hand: the hand's dates and form hold.
            Some(old) if hand == Hand::User || old.flags & IMPORTED != 0 && hand == Hand::Project => {
                (old.flags, old.start, old.end) = (flags, start, end);
            }
            // "ASEAN" and "Asean" share a key: either way of writing it will do.
            Some(old) if old.flags & EXACT != 0 && flags & EXACT == 0 => {
                old.flags = flags & !(IMPORTED | OWN) | old.flags & (IMPORTED | OWN);
            }
            Some(_) => {}
            None => list.push(Posting { entity, usage, flags, start, end }),
        }
    }

    /// Is this key a name of the entity?
    pub fn has(&self, key: &str, entity: u32) -> bool {
        self.keys.get(key).is_some_and(|list| list.iter().any(|p| p.entity == entity))
    }

    /// Adds the name of a row whose dates stand in two columns.
    pub fn add_row(
        &mut self,
        row: &Row,
        faults: &mut Faults,
        name: &str,
        entity: u32,
        usage: Use,
        columns: (&str, &str),
    ) {
        let Some((start, end)) = checked_interval(row, faults, row.get(columns.0), row.get(columns.1)) else {
            return;
        };
        if fold::key(name).is_empty() {
            row.fault(faults, "an empty name: write one or delete the row");
        }
        // A party or group that is gone is still spoken of; its name outlives it, so that the end only weighs.
        self.add(name, entity, usage, start, end, row.hand());
    }

    /// All keys in order. A name that the user gives to something is no longer that of anything built in, save of people, who are
    /// told apart by more than their names.
    pub fn finish(
        self,
        is_person: impl Fn(u32) -> bool + 'static,
    ) -> impl Iterator<Item = (String, Vec<Posting>)> {
        self.keys.into_iter().map(move |(k, mut list)| {
            if list.iter().any(|p| p.flags & OWN != 0 && p.usage != Use::Surname) {
                list.retain(|p| p.flags & OWN != 0 || is_person(p.entity));
            }
            list.sort_by_key(|p| (p.flags & OWN == 0, p.usage, p.flags & IMPORTED, p.entity));
            list.truncate(usize::from(u16::MAX));
            (k, list)
        })
    }
}

/// The days of a row; dates that are none, and an end before the start, are faults.
pub fn checked_interval(row: &Row, faults: &mut Faults, start: &str, end: &str) -> Option<(i32, i32)> {
    let Some((a, b)) = days::interval(start, end) else {
        row.fault(faults, format!("`{start}` to `{end}`: write dates as 2014, 2014-09 or 2014-09-08"));
        return None;
    };
    if a != OPEN_START && b != OPEN_END && b < a {
        row.fault(faults, format!("ends ({end}) before it starts ({start})"));
        return None;
    }
    Some((a, b))
}
