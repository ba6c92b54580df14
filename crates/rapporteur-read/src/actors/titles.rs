//! People with their titles: "French Foreign Minister Laurent Fabius", "the journalist James Foley".

use rapporteur_text::reading::Word;
use rapporteur_text::{NameKind, Sentence, Upos};

use super::knowledge::Knowledge;
use super::lexicon;
use super::mentions::{Candidate, Form, Names, cover, words};
use super::phrase;
use super::table::NO_OFFICE;

/// A person with the title in front, however the tree joins them.
#[allow(clippy::too_many_arguments)]
pub(super) fn person(
    sentence: &Sentence,
    text: &str,
    knowledge: &Knowledge,
    names: &Names,
    first: usize,
    last: usize,
    index: usize,
    out: &mut Vec<Candidate>,
    used: &mut [bool],
) {
    // The tagger may have taken a title into the name: "President Obama".
    let mut from = first;
    while from < last
        && sentence.tokens[from].form(text).len() > 1
        // "Amir Khan", not an emir called Khan.
        && knowledge.given_name(&lexicon::key_of(sentence, text, from, from)).is_none()
        && knowledge
            .role(&lexicon::key_of(sentence, text, first, from))
            .is_some_and(|r| r.office != NO_OFFICE)
    {
        from += 1;
    }
    // "Minister of Foreign Affairs Gedu …", with the end of the title taken into the name.
    if from == first {
        let left = first.saturating_sub(6);
        let inside = (first..last).rev().find(|k| {
            lexicon::role_ending_at(sentence, text, knowledge, left, *k)
                .is_some_and(|(role, start)| start < first && *k >= first && role.office != NO_OFFICE)
        });
        if let Some(k) = inside {
            from = k + 1;
        }
    }
    if last > first
        && let Some(role) = knowledge.role(&lexicon::key_of(sentence, text, first, last))
        && role.office != NO_OFFICE
    {
        // Only a title, capitalised: "Vice Foreign Minister".
        let head = phrase::top(sentence, first, last);
        (first..=last).for_each(|i| used[i] = true);
        let edge = first.min(phrase::left_edge(sentence, head));
        let span = phrase::span(sentence, head).cover(cover(sentence, first, last));
        let form = Form::Role(words(&role, first, last));
        out.push(Candidate { word: Word::new(index, head), span, form, first: edge, modifier: false });
        return;
    }
    let mut head = phrase::top(sentence, first, last);
    // The noun that the name hangs on without a break: "journalist James Foley" as a flat or apposed name.
    let mut edge = from;
    if let Some(h) = sentence.head(head)
        && h < from
        && matches!(sentence.tokens[head].rel(), "flat" | "appos" | "compound" | "nmod" | "dep")
        && sentence.tokens[h].upos.is_nominal()
        && (h + 1..from)
            .all(|i| sentence.tokens[i].upos != Upos::Punct && sentence.tokens[i].upos != Upos::Adp)
        && names.name_at(h).is_none()
        && names.hit_at(h).is_none()
    {
        head = h;
        edge = phrase::left_edge(sentence, h);
    }
    edge = edge.min(phrase::left_edge(sentence, head));
    // Titles that the tree hangs elsewhere: nouns right in front of the name.
    let mut reach = from;
    while reach > 0 {
        let t = &sentence.tokens[reach - 1];
        let nominal = t.upos.is_nominal() || t.upos == Upos::Adj || t.form(text) == "-";
        if !nominal || names.name_at(reach - 1).is_some_and(|n| n.kind == NameKind::Person) {
            break;
        }
        reach -= 1;
    }
    let mut title = None;
    for end in (edge.min(reach)..from).rev() {
        if names.name_at(end).is_some_and(|n| n.kind == NameKind::Person) {
            break;
        }
        if let Some((role, start)) = lexicon::role_ending_at(sentence, text, knowledge, edge.min(reach), end)
        {
            title = Some(words(&role, start, end));
            break;
        }
    }
    // "Secretary of State John Kerry", "Minister of Foreign Affairs X", where the tree parts the title from the name.
    if title.is_none()
        && let Some(end) = from.checked_sub(1)
        && let Some((role, start)) =
            lexicon::role_ending_at(sentence, text, knowledge, from.saturating_sub(8), end)
        && role.office != NO_OFFICE
        && start < end
        && sentence.tokens[start].form(text).starts_with(char::is_uppercase)
        && (start..from).all(|i| sentence.tokens[i].upos != Upos::Punct && !used[i])
    {
        title = Some(words(&role, start, end));
    }
    if title.is_none() && from > first {
        title = lexicon::role_ending_at(sentence, text, knowledge, first, from - 1)
            .map(|(r, s)| words(&r, s, from - 1));
    }
    if title.as_ref().is_some_and(|t| t.office == NO_OFFICE && t.kind == b'b') && head >= from {
        title = None; // "police David Haines" is no title
    }
    if let Some(t) = &title {
        (t.first..=t.head).for_each(|i| used[i] = true);
        edge = edge.min(t.first).min(reach);
    }
    (first..=last).for_each(|i| used[i] = true);
    used[head] = true;
    let span = phrase::span(sentence, head).cover(cover(sentence, from, last));
    let modifier = phrase::is_inner(sentence, head) && !matches!(sentence.tokens[head].rel(), "flat");
    let span = if modifier { cover(sentence, from, last) } else { span };
    out.push(Candidate {
        word: Word::new(index, head),
        span,
        form: Form::Person { name: (from, last), title },
        first: edge,
        modifier,
    });
}
