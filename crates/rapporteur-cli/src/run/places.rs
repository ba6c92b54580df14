//! How far in the bytes of the inputs each of their outcomes stands, so that a run can tell how much is left.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use rapporteur::ingest::{Inputs, Outcome};

/// Bytes that had been read when an outcome came, for the outcomes that are under way.
#[derive(Clone, Default)]
pub struct Places(Arc<Mutex<VecDeque<(u64, u64)>>>);

/// The same outcomes, followed from the one with the number `first`.
pub fn follow(inputs: Inputs, first: u64) -> (impl Iterator<Item = Outcome> + Send + 'static, Places) {
    let places = Places::default();
    let (noted, used) = (places.clone(), inputs.used());
    let followed = (0..).zip(inputs).map(move |(number, outcome)| {
        if number >= first {
            let mut noted = noted.0.lock().unwrap_or_else(PoisonError::into_inner);
            noted.push_back((number, used.bytes()));
        }
        outcome
    });
    (followed, places)
}

impl Places {
    /// The bytes read when an outcome came. Outcomes are asked for in their order; those before it are forgotten.
    pub fn of(&self, number: u64) -> u64 {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while places.front().is_some_and(|(n, _)| *n < number) {
            places.pop_front();
        }
        places.front().map_or(0, |(_, bytes)| *bytes)
    }
}
