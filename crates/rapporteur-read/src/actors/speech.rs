//! "I", "we", "our" in what somebody says: the speaker, once it is known who says what.

use rapporteur_text::reading::{Actors, AttributionSpan, Document};

/// Lets the first person inside an attribution stand for its source.
///
/// This comes after attribution, which needs the actors itself: a quotation that runs over sentences and paragraphs has a source that
/// no tree shows. The source may be a first person too ("'I told them we would go,' he said"), so it is done outermost first.
pub fn resolve(doc: &Document, actors: &mut Actors, attributions: &[AttributionSpan]) {
    let mut first: Vec<(usize, &AttributionSpan)> = Vec::new();
    for (n, mention) in actors.mentions.iter().enumerate() {
        let token = &doc.sentences[mention.word.sentence as usize].tokens[mention.word.token as usize];
        if !is_first_person(token.form(doc.text())) {
            continue;
        }
        let told = attributions
            .iter()
            .filter(|a| a.content.contains(token.span) && a.source_word.is_some_and(|w| w != mention.word))
            .min_by_key(|a| a.content.len());
        first.extend(told.map(|a| (n, a)));
    }
    first.sort_by_key(|(n, a)| (std::cmp::Reverse(a.content.len()), *n));
    for (n, told) in first {
        let Some((_, source)) = told.source_word.and_then(|w| actors.headed_by(w)) else { continue };
        if source.actor.is_none() {
            continue;
        }
        let (actor, also, coreference) = (source.actor, source.also.clone(), source.coreference);
        let mention = &mut actors.mentions[n];
        mention.actor = actor;
        mention.also = also;
        mention.coreference = coreference;
        mention.anaphoric = true;
    }
}

fn is_first_person(form: &str) -> bool {
    matches!(
        form.to_lowercase().as_str(),
        "i" | "me" | "my" | "mine" | "myself" | "we" | "us" | "our" | "ours" | "ourselves"
    )
}
