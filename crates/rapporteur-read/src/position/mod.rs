//! Position: where an event leaves its holder on a matter, according to this source at this date (contract, word `position`).
//!
//! A frame may name the position that it leaves; tense, modality, polarity and a condition decide the rest. An act that is over,
//! blame and praise leave none.

use rapporteur_text::reading::Modality;

use crate::events::{Event, Hint};

/// A position, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// One of the contract's twelve words.
    pub position: &'static str,
    /// The recipient holds it: the one kept out.
    pub holder_is_recipient: bool,
    /// Why, for people.
    pub why: String,
}

/// Deeds that, going on now, leave their doer acting.
const DEEDS: [&str; 7] = ["AID", "MOBILIZE", "ASSAULT", "COOPERATE", "SANCTION", "COERCE", "PROTEST"];

/// The position that an event leaves, if it leaves one.
pub fn of(event: &Event) -> Option<Position> {
    let hint = &event.hint;
    let deed = hint.deed.as_deref().unwrap_or(&event.event);
    let (position, why) = decide(event, hint, deed)?;
    Some(Position { position, holder_is_recipient: hint.holder_is_recipient && position == "excluded", why })
}

fn says(hint: &Hint, words: &[&str]) -> bool {
    hint.adverbs.iter().any(|a| words.contains(&a.as_str()))
}

fn decide(event: &Event, hint: &Hint, deed: &str) -> Option<(&'static str, String)> {
    let frame = hint.frame.as_deref().map(known);
    // Long past: what was refused or left stays so, what was done or promised then is history.
    if event.modality == Modality::Historical
        && !matches!(frame, Some("refused" | "ruled out" | "excluded" | "withdrawn" | "authorised"))
    {
        return None;
    }
    let conditional = event.condition.is_some();
    let may = matches!(hint.modal.as_deref(), Some("may" | "might"));
    if let Some(frame) = frame {
        let reason = |p: &str| format!("{} leaves “{p}”", event.rule);
        return Some(match frame {
            // A pledge that is not given: "has not yet committed", "would not commit itself".
            "pledged" | "authorised" | "offered" | "considering" if event.negative => {
                if says(hint, &["yet", "still"])
                    || hint.modal.is_none() && frame != "considering" && hint.perfect
                {
                    ("undecided", "has not yet done so".to_owned())
                } else if frame == "considering" {
                    ("ruled out", "is not considering it".to_owned())
                } else if matches!(hint.modal.as_deref(), Some("will" | "would" | "can" | "could")) {
                    ("refused", "will not do so".to_owned())
                } else {
                    ("undecided", "has not done so".to_owned())
                }
            }
            // "did not rule out", "has not refused": open.
            "ruled out" | "refused" if event.negative => ("considering", "has not ruled it out".to_owned()),
            "pledged" if conditional => ("conditional", "with a condition".to_owned()),
            "ruled out" | "refused" if conditional && event.hint.deed.is_some() => {
                ("conditional", "not without a condition".to_owned())
            }
            "pledged" | "offered" | "authorised" if event.modality == Modality::Hypothetical => {
                ("considering", "only supposed".to_owned())
            }
            "delivered" | "withdrawn" | "acting" if event.negative => return None,
            "delivered" | "withdrawn" | "acting" if event.modality == Modality::Future => {
                if conditional {
                    ("conditional", "with a condition".to_owned())
                } else {
                    ("pledged", "yet to come".to_owned())
                }
            }
            "delivered" | "withdrawn" | "acting" if event.modality == Modality::Hypothetical => {
                if conditional && !may {
                    ("conditional", "with a condition".to_owned())
                } else {
                    ("considering", "only supposed".to_owned())
                }
            }
            "delivered" if hint.ongoing => ("acting", "still under way".to_owned()),
            other => (other, reason(other)),
        });
    }
    match event.modality {
        Modality::Future if event.negative => Some(("refused", "will not do so".to_owned())),
        Modality::Future | Modality::Hypothetical if conditional && !may && deed != "ACCUSE" => {
            Some(("conditional", "with a condition".to_owned()))
        }
        Modality::Future
            if DEEDS.contains(&deed) || matches!(deed, "SUPPORT" | "CONSULT" | "RETREAT" | "CONCEDE") =>
        {
            Some(("pledged", "said to be yet to come".to_owned()))
        }
        Modality::Hypothetical
            if matches!(hint.modal.as_deref(), Some("may" | "might" | "could"))
                && (DEEDS.contains(&deed)
                    || matches!(deed, "SUPPORT" | "CONSULT" | "RETREAT" | "CONCEDE")) =>
        {
            Some(("considering", format!("“{}”", hint.modal.as_deref().unwrap_or("may"))))
        }
        Modality::Actual if !event.negative && DEEDS.contains(&deed) && hint.ongoing && deed != "PROTEST" => {
            Some(("acting", "going on, or begun".to_owned()))
        }
        _ => None,
    }
}

fn known(position: &str) -> &'static str {
    const ALL: [&str; 12] = [
        "acting",
        "delivered",
        "authorised",
        "pledged",
        "offered",
        "considering",
        "undecided",
        "conditional",
        "refused",
        "ruled out",
        "excluded",
        "withdrawn",
    ];
    ALL.into_iter().find(|p| *p == position).unwrap_or("acting")
}
