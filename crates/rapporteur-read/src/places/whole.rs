//! What the tagger and the whole article add to the toponyms of single sentences: places that the gazetteer does not have, and one use
//! of a name throughout.

use std::collections::BTreeMap;

use rapporteur_text::NameKind;
use rapporteur_text::reading::Document;

use super::fold::fold;
use super::gazetteer::Knowledge;
use super::mentions::{Toponym, Words, dateline, hint, known};
use super::words::Set;

/// Places that the tagger saw and the gazetteer does not have.
pub(super) fn unknown(
    doc: &Document<'_>,
    s: usize,
    words: &Words<'_>,
    knowledge: &Knowledge,
    found: &mut Vec<Toponym>,
    before: usize,
) {
    for name in words.sentence.names.iter().filter(|n| n.kind == NameKind::Location) {
        let (first, last) = (name.first as usize, name.last as usize);
        if last >= words.len() || first > last {
            continue;
        }
        let taken = found[before..].iter().any(|t| t.first <= last && first <= t.last && t.odds > 0.0);
        let span = words.sentence.tokens[first].span.cover(words.sentence.tokens[last].span);
        let key = fold(span.of(doc.text()));
        let list = &knowledge.words;
        let unfit = key.len() < 3
            || list.adjective(&key).is_some()
            || list.never.has(&key)
            || list.common.has(&key)
            || key.len() <= 5 && words.all_capitals(first, last) && !dateline(words, last);
        if taken || !words.capital(first) || unfit {
            continue;
        }
        let before = first.checked_sub(1).map_or("", |i| words.key(i));
        let two = first.checked_sub(2).map_or("", |i| words.key(i));
        let placed = list.locative.has(before)
            || before == "the" && list.locative.has(two)
            || before == "of"
                && (list.city.has(two) || list.admin2.has(two) || list.admin1.has(two) || two == "resident")
            || hint(words, first, last, knowledge).is_some()
            || words.form(last + 1) == "," && known(words, last + 2, knowledge)
            || first == 0 && dateline(words, last);
        found.push(Toponym {
            sentence: s,
            first,
            last,
            span,
            key,
            postings: Vec::new(),
            odds: if placed { 1.0 } else { -0.2 },
            hint: hint(words, first, last, knowledge),
            inside_body: false,
            town_of: false,
            placed,
        });
    }
    found[before..].sort_by_key(|t| t.first);
}

/// One use per article: what is surely a place in one sentence is likely one in the next, and a surname stays a surname.
pub(super) fn agree(found: &mut [Toponym], words: &[Words<'_>], given: &Set) {
    let mut best: BTreeMap<String, f32> = BTreeMap::new();
    for t in found.iter() {
        let odds = best.entry(t.key.clone()).or_insert(f32::MIN);
        *odds = odds.max(t.odds);
    }
    let mut people: BTreeMap<&str, u32> = BTreeMap::new();
    for w in words {
        for name in w.sentence.names.iter().filter(|n| n.kind == NameKind::Person && n.last > n.first) {
            for i in name.first..=name.last {
                *people.entry(w.key(i as usize)).or_default() += 1;
            }
        }
    }
    for t in found.iter_mut() {
        let elsewhere = best.get(&t.key).copied().unwrap_or(0.0);
        if elsewhere > 3.0 && t.odds > -3.0 && t.odds < elsewhere {
            t.odds += 1.5;
        }
        if people.contains_key(t.key.as_str()) {
            if given.has(&t.key) {
                // "Jordan" after "Jordan Okafor" is the man, unless something stands in it.
                t.odds -= if t.placed { 4.5 } else { 9.0 };
            } else if elsewhere < 5.0 {
                t.odds -= 3.0;
            }
        }
    }
}
