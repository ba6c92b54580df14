//! Topics that are no politics: an article about a match attacks, defends and defeats without any event.

use rapporteur_text::Upos;
use rapporteur_text::reading::Document;

use super::frame::Knowledge;

/// Share of an article's nouns and verbs above which its topic is taken for settled: one in twenty-five.
const SHARE: f32 = 0.04;
/// Different words of the topic that must occur, so that one repeated word does not decide.
const DIFFERENT: usize = 4;

/// The topic of an article that has no political events, if it has one.
pub(super) fn apolitical(doc: &Document, knowledge: &Knowledge) -> Option<String> {
    let mut words = 0;
    let mut hits: Vec<(usize, std::collections::BTreeSet<&str>)> =
        vec![Default::default(); knowledge.topics.len()];
    for token in doc.sentences.iter().flat_map(|s| &s.tokens) {
        if !matches!(token.upos, Upos::Noun | Upos::Verb | Upos::Propn | Upos::Adj) {
            continue;
        }
        words += 1;
        for (n, (_, vocabulary)) in knowledge.topics.iter().enumerate() {
            if let Some(word) = vocabulary.get(&*token.lemma.to_lowercase()) {
                hits[n].0 += 1;
                hits[n].1.insert(word);
            }
        }
    }
    let best = (0..hits.len()).max_by_key(|n| (hits[*n].0, std::cmp::Reverse(*n)))?;
    let (count, different) = &hits[best];
    (*count as f32 >= SHARE * words as f32 && different.len() >= DIFFERENT)
        .then(|| knowledge.topics[best].0.clone())
}
