//! Names cut short by their fellow: "North and South Korea", and then "the North", "the South".

use rapporteur_text::Sentence;
use rapporteur_text::reading::Document;

use super::knowledge::Knowledge;
use super::lexicon::{self, Hit};
use super::mentions::Names;
use super::table::Kind;

const DIRECTIONS: [&str; 4] = ["North", "South", "East", "West"];

/// Adds the matches that only a longer name beside or before them tells. `names` holds one entry a sentence.
pub(super) fn complete(doc: &Document, knowledge: &Knowledge, names: &mut [Names]) {
    let text = doc.text();
    // Countries by direction, as the article has named them so far.
    let mut known: Vec<(&str, Hit)> = Vec::new();
    for (sentence, here) in doc.sentences.iter().zip(names.iter_mut()) {
        let mut added: Vec<Hit> = Vec::new();
        for hit in &here.hits {
            let country = hit.postings.iter().any(|p| knowledge.entity(p.entity).kind == Kind::Country);
            let Some(direction) =
                direction(sentence, text, hit.first).filter(|_| country && hit.first < hit.last)
            else {
                continue;
            };
            if !known.iter().any(|(d, _)| *d == direction) {
                known.push((direction, hit.clone()));
            }
            // "North and South Korea".
            if let Some(at) = hit.first.checked_sub(2)
                && matches!(sentence.tokens[at + 1].form(text), "and" | "or")
                && let Some(other) = self::direction(sentence, text, at).filter(|d| *d != direction)
            {
                let rest = lexicon::key_of(sentence, text, hit.first + 1, hit.last);
                let postings = knowledge.named(&format!("{} {rest}", other.to_lowercase()));
                if !postings.is_empty() {
                    let short = Hit { first: at, last: at, postings };
                    known.push((other, short.clone()));
                    added.push(short);
                }
            }
        }
        let pair = known.iter().any(|(d, _)| matches!(*d, "North" | "East"))
            && known.iter().any(|(d, _)| matches!(*d, "South" | "West"));
        for at in 0..sentence.tokens.len() {
            let Some(direction) = direction(sentence, text, at) else { continue };
            let Some((_, full)) = known.iter().find(|(d, _)| *d == direction) else { continue };
            let free = !here.hits.iter().chain(&added).any(|h| h.first <= at && at <= h.last)
                && here.name_at(at).is_none_or(|n| n.first == n.last);
            if pair && free && alone(sentence, text, at) {
                added.push(Hit { first: at, last: at, postings: full.postings.clone() });
            }
        }
        for hit in &added {
            here.names.retain(|n| n.first as usize != hit.first);
        }
        here.hits.extend(added);
        here.hits.sort_by_key(|h| h.first);
    }
}

fn direction(sentence: &Sentence, text: &str, at: usize) -> Option<&'static str> {
    let form = sentence.tokens[at].form(text);
    DIRECTIONS.into_iter().find(|d| *d == form)
}

/// "The North" by itself, not "the North Sea", "the North of England" or "North Wales".
fn alone(sentence: &Sentence, text: &str, at: usize) -> bool {
    let form = |i: usize| sentence.tokens.get(i).map_or("", |t| t.form(text));
    let article = at > 0 && form(at - 1).eq_ignore_ascii_case("the");
    let next = sentence.tokens.get(at + 1);
    article
        && form(at + 1) != "of"
        && next.is_none_or(|t| !t.form(text).chars().next().is_some_and(char::is_uppercase))
}
