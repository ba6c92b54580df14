//! The last check: an office holder that the knowledge supplied for a title must not replace the name that the text gives.
//!
//! "Finance Minister Grace Phiri" is Grace Phiri, whoever held the post by the tables. Nothing is worse than an act laid at the door of
//! a person whom the article does not name.

use rapporteur_text::reading::{Actors, Document, MentionKind};
use rapporteur_text::{NameKind, Sentence};

use super::fold::plain;

/// Letters that two spellings of one name must share at their start ("Zelensky", "Zelenskyy").
const SHARED: usize = 4;

/// Gives an actor the name that the text gives, where the two have no word in common.
pub(super) fn keep(doc: &Document, actors: &mut Actors) {
    for index in 0..actors.actors.len() {
        let actor = &actors.actors[index];
        if actor.private || actor.identifier.is_none() {
            continue;
        }
        let mut named = actors
            .mentions
            .iter()
            .filter(|m| m.actor == Some(index as u32) && m.kind == MentionKind::Person && !m.anaphoric)
            .filter_map(|m| person(doc, &doc.sentences[m.word.sentence as usize], m.word.token as usize))
            .peekable();
        let Some(first) = named.peek().cloned() else { continue };
        if named.any(|name| alike(&name, &actor.name)) {
            continue;
        }
        let actor = &mut actors.actors[index];
        actor.reason = format!("{}; but the text names {first}, so not {}", actor.reason, actor.name);
        actor.name = first;
        actor.identifier = None;
        actor.confidence *= 0.6;
    }
}

/// The personal name of two words or more that a mention's head belongs to.
fn person(doc: &Document, s: &Sentence, head: usize) -> Option<String> {
    let name = s.name_at(head).filter(|n| n.kind == NameKind::Person && n.last > n.first)?;
    let span = s.tokens[name.first as usize].span.cover(s.tokens[name.last as usize].span);
    Some(span.of(doc.text()).to_owned())
}

fn alike(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        plain(name)
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.len() > 1)
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    a.iter().any(|x| {
        b.iter().any(|y| {
            x == y || x.chars().count() >= SHARED && x.chars().take(SHARED).eq(y.chars().take(SHARED))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn spellings_of_one_name_are_alike_and_others_are_not() {
        assert!(alike("Francois Hollande", "François Hollande"));
        assert!(alike("Volodymyr Zelensky", "Volodymyr Zelenskyy"));
        assert!(!alike("Grace Phiri", "Peter Mutharika"));
    }
}
