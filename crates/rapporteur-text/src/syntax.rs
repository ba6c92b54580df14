//! Sentences, words and trees: what the syntax stage hands on.
//!
//! Words are those of Universal Dependencies (UD 2): "don't" is two words, `do` and `n't`, the second of which is `glued` to the
//! first. Heads and dependents are named by their place in the sentence, from 0.

use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::Span;

/// Universal part of speech (universaldependencies.org/u/pos).
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Upos {
    /// The tag as CoNLL-U writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Upos::Adj => "ADJ",
            Upos::Adp => "ADP",
            Upos::Adv => "ADV",
            Upos::Aux => "AUX",
            Upos::Cconj => "CCONJ",
            Upos::Det => "DET",
            Upos::Intj => "INTJ",
            Upos::Noun => "NOUN",
            Upos::Num => "NUM",
            Upos::Part => "PART",
            Upos::Pron => "PRON",
            Upos::Propn => "PROPN",
            Upos::Punct => "PUNCT",
            Upos::Sconj => "SCONJ",
            Upos::Sym => "SYM",
            Upos::Verb => "VERB",
            Upos::X => "X",
        }
    }

    /// Reads a CoNLL-U tag.
    pub fn parse(tag: &str) -> Option<Upos> {
        const ALL: [Upos; 17] = [
            Upos::Adj,
            Upos::Adp,
            Upos::Adv,
            Upos::Aux,
            Upos::Cconj,
            Upos::Det,
            Upos::Intj,
            Upos::Noun,
            Upos::Num,
            Upos::Part,
            Upos::Pron,
            Upos::Propn,
            Upos::Punct,
            Upos::Sconj,
            Upos::Sym,
            Upos::Verb,
            Upos::X,
        ];
        ALL.into_iter().find(|u| u.as_str() == tag)
    }

    /// A noun or a name.
    pub fn is_nominal(self) -> bool {
        matches!(self, Upos::Noun | Upos::Propn)
    }
}

/// One UD word.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Where it stands in the article's text. Empty only when a CoNLL-U input gave a word that its token does not spell.
    pub span: Span,
    /// Part of the same written token as the word before it ("do" + "n't").
    pub glued: bool,
    /// Dictionary form.
    pub lemma: CompactString,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn tag.
    pub xpos: CompactString,
    /// Morphological features as CoNLL-U writes them, `_` when there are none.
    pub feats: Arc<str>,
    /// Place of the head in the sentence; none for the root.
    pub head: Option<u32>,
    /// Relation to the head, with its subtype ("nsubj:pass").
    pub deprel: CompactString,
}

impl Token {
    /// The word as written.
    pub fn form<'a>(&self, text: &'a str) -> &'a str {
        self.span.of(text)
    }

    /// The value of a feature: `feat("Number") == Some("Plur")`.
    pub fn feat(&self, name: &str) -> Option<&str> {
        self.feats.split('|').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }

    /// The relation without its subtype: `nsubj` for `nsubj:pass`.
    pub fn rel(&self) -> &str {
        self.deprel.split(':').next().unwrap_or_default()
    }
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NameKind {
    /// PER: a person, without titles.
    Person,
    /// ORG: a body of people.
    Organisation,
    /// LOC: a place, a country among them.
    Location,
    /// NORP: a nationality, a religious or political group.
    Nationality,
    /// MISC: anything else that has a name.
    Misc,
}

impl NameKind {
    /// The tag in `NER=B-…`.
    pub fn tag(self) -> &'static str {
        match self {
            NameKind::Person => "PER",
            NameKind::Organisation => "ORG",
            NameKind::Location => "LOC",
            NameKind::Nationality => "NORP",
            NameKind::Misc => "MISC",
        }
    }

    /// Reads such a tag.
    pub fn parse(tag: &str) -> Option<NameKind> {
        Some(match tag {
            "PER" => NameKind::Person,
            "ORG" => NameKind::Organisation,
            "LOC" => NameKind::Location,
            "NORP" => NameKind::Nationality,
            "MISC" => NameKind::Misc,
            _ => return None,
        })
    }
}

/// A name that the tagger found: the words `first..=last` of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// First word.
    pub first: u32,
    /// Last word.
    pub last: u32,
    /// What it names.
    pub kind: NameKind,
}

/// One sentence with its tree and its names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sentence {
    /// From its first character to its last.
    pub span: Span,
    /// Its words, in order. Exactly one has no head, unless the sentence is empty.
    pub tokens: Vec<Token>,
    /// Its names, in order, none inside another.
    pub names: Vec<Name>,
    /// The first sentence of a paragraph.
    pub starts_paragraph: bool,
}

impl Sentence {
    /// The root of the tree.
    pub fn root(&self) -> Option<usize> {
        self.tokens.iter().position(|t| t.head.is_none())
    }

    /// The dependents of a word, in order.
    pub fn children(&self, of: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        (0..self.tokens.len()).filter(move |i| self.tokens[*i].head == Some(of as u32))
    }

    /// The dependents of a word that stand in this relation. `rel` without a subtype takes every subtype.
    pub fn children_by<'a>(&'a self, of: usize, rel: &'a str) -> impl DoubleEndedIterator<Item = usize> + 'a {
        self.children(of).filter(move |i| {
            let t = &self.tokens[*i];
            if rel.contains(':') { t.deprel == rel } else { t.rel() == rel }
        })
    }

    /// The first dependent in this relation.
    pub fn child(&self, of: usize, rel: &str) -> Option<usize> {
        self.children(of).find(|i| {
            let t = &self.tokens[*i];
            if rel.contains(':') { t.deprel == rel } else { t.rel() == rel }
        })
    }

    /// The head of a word.
    pub fn head(&self, of: usize) -> Option<usize> {
        self.tokens[of].head.map(|h| h as usize)
    }

    /// The words from a word's head up to the root, nearest first.
    pub fn ancestors(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.head(of), |h| self.head(*h)).take(self.tokens.len())
    }

    /// The word and everything below it, in order.
    pub fn subtree(&self, of: usize) -> Vec<usize> {
        let mut inside = vec![false; self.tokens.len()];
        let mut stack = vec![of];
        while let Some(i) = stack.pop() {
            if !std::mem::replace(&mut inside[i], true) {
                stack.extend(self.children(i));
            }
        }
        (0..inside.len()).filter(|i| inside[*i]).collect()
    }

    /// From the first to the last character of a word's subtree, edge punctuation left out.
    pub fn subtree_span(&self, of: usize) -> Span {
        let words = self.subtree(of);
        let real = |i: &&usize| **i == of || self.tokens[**i].upos != Upos::Punct;
        let first = words.iter().find(real).copied().unwrap_or(of);
        let last = words.iter().rev().find(real).copied().unwrap_or(of);
        self.tokens[first].span.cover(self.tokens[last].span)
    }

    /// The word whose span covers this byte.
    pub fn token_at(&self, byte: u32) -> Option<usize> {
        self.tokens.iter().position(|t| t.span.start <= byte && byte < t.span.end)
    }

    /// The name that covers a word.
    pub fn name_at(&self, token: usize) -> Option<&Name> {
        self.names.iter().find(|n| n.first as usize <= token && token <= n.last as usize)
    }

    /// Of the words that touch a span, the one that the others hang on.
    pub fn head_of_span(&self, span: Span) -> Option<usize> {
        let inside: Vec<usize> =
            (0..self.tokens.len()).filter(|i| self.tokens[*i].span.overlaps(span)).collect();
        inside.iter().copied().find(|i| self.head(*i).is_none_or(|h| !inside.contains(&h)))
    }
}
