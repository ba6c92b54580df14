//! Attribution: who says what.
//!
//! An attribution is a source, a cue and a content (Pareti 2012). Cues are the words of `knowledge/attribution`; their content
//! and source are read off the tree, and off the quotation marks of the whole text, which run over sentences and paragraphs
//! that no tree covers. One attribution may stand inside the content of another: [`chain`] gives them in order.

mod clauses;
mod knowledge;
mod phrases;
mod quoted;
pub(crate) mod quotes;
mod sources;

use rapporteur_text::reading::{Actors, AttributionSpan, Document, Word};
use rapporteur_text::{Span, Upos};

use crate::factuality::tree::Tree;
pub use knowledge::{Class, Example, Knowledge, compile, examples, load};
use quotes::Quote;

/// One article while its attributions are sought.
struct Finder<'a> {
    doc: Document<'a>,
    knowledge: &'a Knowledge,
    actors: Option<&'a Actors>,
    trees: Vec<Tree<'a>>,
    /// The outermost quotations.
    quotes: Vec<Quote>,
}

/// An attribution in the making.
#[derive(Clone, Debug)]
struct Found {
    source: Option<(Span, Word)>,
    cue: Span,
    word: Word,
    content: Span,
    direct: bool,
    negative: bool,
    rule: String,
}

/// Every attribution of the article, in the order of their cues. `actors`, where they are known, widen a source to the whole
/// mention.
pub fn find(doc: &Document<'_>, actors: Option<&Actors>, knowledge: &Knowledge) -> Vec<AttributionSpan> {
    let quotes = quotes::quotes(doc.text()).into_iter().filter(|q| q.depth == 0).collect();
    let trees = doc.sentences.iter().map(Tree::new).collect();
    let finder = Finder { doc: *doc, knowledge, actors, trees, quotes };
    let mut found = Vec::new();
    let mut unfed = Vec::new();
    for (s, tree) in finder.trees.iter().enumerate() {
        for i in 0..tree.len() {
            match finder.by_clause(s, i) {
                clauses::Clause::Found(f) => found.push(*f),
                clauses::Clause::NoContent => unfed.push(Word::new(s, i)),
                clauses::Clause::NoCue => {}
            }
            found.extend(finder.by_phrase(s, i));
        }
    }
    finder.feed_with_quotes(&unfed, &mut found);
    finder.extend_over_quotes(&mut found);
    finder.continue_quotes(&mut found);
    found.sort_by_key(|f| (f.cue.start, f.content.start));
    found.dedup_by(|b, a| a.cue == b.cue && a.content == b.content);
    found
        .into_iter()
        .map(|f| AttributionSpan {
            source: f.source.map(|s| s.0),
            source_word: f.source.map(|s| s.1),
            cue: f.cue,
            cue_word: f.word,
            content: f.content,
            direct: f.direct,
            negative: f.negative,
            rule: f.rule,
        })
        .collect()
}

/// The attributions whose content covers a word, as indices, innermost first: the first speaker, then those who passed it on.
/// Those who only think or know something are left out, and so are the words that make up the report itself.
pub fn chain(
    doc: &Document<'_>,
    attributions: &[AttributionSpan],
    word: Word,
    knowledge: &Knowledge,
) -> Vec<usize> {
    let Some(token) =
        doc.sentences.get(word.sentence as usize).and_then(|s| s.tokens.get(word.token as usize))
    else {
        return Vec::new();
    };
    let mut covering: Vec<usize> = (0..attributions.len())
        .filter(|i| {
            let a = &attributions[*i];
            a.content.contains(token.span)
                && knowledge.class_of(&a.rule).is_none_or(|c| c.speaks)
                && !is_of_the_report(doc, a, word)
        })
        .collect();
    // Whoever is cited spoke before those who cite, though the tree may hang the citing clause around both.
    let cited = |i: usize| attributions[i].rule.contains("/citing/");
    let reach = |i: usize| {
        let a = &attributions[i];
        let inside =
            covering.iter().filter(|j| **j != i && cited(i) && a.content.contains(attributions[**j].cue));
        inside.map(|j| attributions[*j].content.len()).min().unwrap_or(a.content.len()).min(a.content.len())
    };
    let mut ranked: Vec<(u32, bool, usize)> =
        covering.iter().map(|i| (reach(*i) as u32, !cited(*i), *i)).collect();
    ranked.sort_unstable();
    covering = ranked.into_iter().map(|(_, _, i)| i).collect();
    covering
}

/// Is the word the cue, its source, or another part of the reporting clause ("said in Paris on Monday")?
fn is_of_the_report(doc: &Document<'_>, a: &AttributionSpan, word: Word) -> bool {
    if a.cue_word.sentence != word.sentence {
        return false;
    }
    let sentence = &doc.sentences[word.sentence as usize];
    let (cue, start) = (a.cue_word.token as usize, word.token as usize);
    if a.cue.overlaps(sentence.tokens[start].span)
        || a.source.is_some_and(|s| s.contains(sentence.tokens[start].span))
    {
        return true;
    }
    let mut below = start;
    for above in sentence.ancestors(start) {
        if above == cue {
            let rel = sentence.tokens[below].rel();
            return matches!(
                rel,
                "nsubj" | "obl" | "advmod" | "aux" | "iobj" | "punct" | "mark" | "case" | "fixed"
            );
        }
        below = above;
    }
    false
}

impl<'a> Finder<'a> {
    fn span_of(&self, s: usize, i: usize) -> Span {
        self.trees[s].token(i).span
    }

    /// The words below `i`, itself among them, as a mask, without what stands below the words of `without`.
    fn mask(&self, s: usize, i: usize, without: &[usize]) -> Vec<bool> {
        let tree = &self.trees[s];
        let mut mask = vec![false; tree.len()];
        let mut stack = vec![i];
        while let Some(w) = stack.pop() {
            if !without.contains(&w) && !std::mem::replace(&mut mask[w], true) {
                stack.extend(tree.children(w));
            }
        }
        mask
    }

    /// From the first to the last word of a mask, edge punctuation left out.
    fn cover(&self, s: usize, mask: &[bool]) -> Option<Span> {
        let tree = &self.trees[s];
        let real = |i: &usize| mask[*i] && tree.upos(*i) != Upos::Punct;
        let first = (0..mask.len()).find(real)?;
        let last = (0..mask.len()).rev().find(real)?;
        Some(tree.token(first).span.cover(tree.token(last).span))
    }

    /// Does a quotation hold this stretch, or most of it?
    fn is_direct(&self, content: Span, cue: Span) -> bool {
        let inside: usize = self
            .quotes
            .iter()
            .filter(|q| !q.span.contains(cue))
            .map(|q| q.span.end.min(content.end).saturating_sub(q.span.start.max(content.start)) as usize)
            .sum();
        let opens = self.quotes.iter().any(|q| {
            q.span.start <= content.start + 1 && content.start < q.span.end && !q.span.contains(cue)
        });
        opens && inside * 10 >= content.len() * 6
    }
}

#[cfg(test)]
mod tests;
