//! A view on a sentence's tree that is quick to walk: children are looked up, not searched.

use rapporteur_text::{Sentence, Token, Upos};

/// A sentence with its children in place.
pub(crate) struct Tree<'a> {
    pub sentence: &'a Sentence,
    starts: Vec<u32>,
    children: Vec<u32>,
}

impl<'a> Tree<'a> {
    pub fn new(sentence: &'a Sentence) -> Self {
        let n = sentence.tokens.len();
        let mut starts = vec![0u32; n + 1];
        let heads = || sentence.tokens.iter().map(|t| t.head.filter(|h| (*h as usize) < n));
        for head in heads().flatten() {
            starts[head as usize + 1] += 1;
        }
        for i in 0..n {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut children = vec![0u32; starts[n] as usize];
        for (i, head) in heads().enumerate() {
            if let Some(h) = head {
                children[next[h as usize] as usize] = i as u32;
                next[h as usize] += 1;
            }
        }
        Tree { sentence, starts, children }
    }

    pub fn len(&self) -> usize {
        self.sentence.tokens.len()
    }

    pub fn token(&self, i: usize) -> &'a Token {
        &self.sentence.tokens[i]
    }

    pub fn lemma(&self, i: usize) -> &'a str {
        self.sentence.tokens[i].lemma.as_str()
    }

    pub fn rel(&self, i: usize) -> &'a str {
        self.sentence.tokens[i].rel()
    }

    pub fn upos(&self, i: usize) -> Upos {
        self.sentence.tokens[i].upos
    }

    /// Penn tag.
    pub fn tag(&self, i: usize) -> &'a str {
        self.sentence.tokens[i].xpos.as_str()
    }

    pub fn head(&self, i: usize) -> Option<usize> {
        self.sentence.tokens[i].head.map(|h| h as usize).filter(|h| *h < self.len())
    }

    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children[self.starts[i] as usize..self.starts[i + 1] as usize].iter().map(|c| *c as usize)
    }

    /// The first dependent in this relation; subtypes count, unless one is named.
    pub fn child(&self, i: usize, rel: &str) -> Option<usize> {
        self.children(i)
            .find(|c| if rel.contains(':') { self.token(*c).deprel == rel } else { self.rel(*c) == rel })
    }

    /// The dependents in one of these relations.
    pub fn by<'b>(&'b self, i: usize, rels: &'b [&'b str]) -> impl DoubleEndedIterator<Item = usize> + 'b {
        self.children(i).filter(move |c| rels.contains(&self.rel(*c)))
    }

    /// From the word up to the root, the word itself first. Ends even where the heads run in a ring.
    pub fn upward(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(i), |i| self.head(*i)).take(self.len())
    }

    /// The first of a chain of conjuncts.
    pub fn first_conjunct(&self, i: usize) -> usize {
        self.upward(i).find(|w| self.rel(*w) != "conj").unwrap_or(i)
    }

    /// Lemma with its particle: "rule out". None without a particle.
    pub fn phrasal(&self, i: usize) -> Option<String> {
        let particle = self.child(i, "compound:prt")?;
        Some(format!("{} {}", self.lemma(i), self.lemma(particle)))
    }

    /// A gerund without an auxiliary. Taggers call it a noun now and then.
    pub fn is_gerund(&self, i: usize) -> bool {
        (self.is_bare(i, "VBG") || self.upos(i) == Upos::Verb && self.tag(i) == "NN")
            && self.child(i, "nsubj").is_none()
    }

    /// A relative clause, and not a clause of content ("the report that the bridge fell") that a parser took for one.
    pub fn is_relative(&self, i: usize) -> bool {
        self.token(i).deprel == "acl:relcl"
            && !self.by(i, &["mark"]).any(|m| self.lemma(m) == "that" && self.upos(m) == Upos::Sconj)
    }

    /// Is it a gerund or a participle without an auxiliary?
    pub fn is_bare(&self, i: usize, tag: &str) -> bool {
        self.tag(i) == tag && self.by(i, &["aux"]).next().is_none()
    }
}

/// What a dictionary form may be where a lemmatiser cut it wrongly: "postpon", "plann", "recovere".
pub(crate) fn variants(lemma: &str) -> impl Iterator<Item = std::borrow::Cow<'_, str>> {
    let bytes = lemma.as_bytes();
    let doubled = bytes.len() > 3 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2] && lemma.is_ascii();
    let undoubled = doubled.then(|| std::borrow::Cow::Borrowed(&lemma[..lemma.len() - 1]));
    let without = lemma.strip_suffix('e').filter(|l| l.len() > 3).map(std::borrow::Cow::Borrowed);
    let with = (!lemma.ends_with('e')).then(|| std::borrow::Cow::Owned(format!("{lemma}e")));
    [Some(std::borrow::Cow::Borrowed(lemma)), with, undoubled, without].into_iter().flatten()
}

/// Small trees for the tests of this crate, written out.
#[cfg(test)]
pub(crate) mod sample {
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::sync::Arc;

    use rapporteur_text::{Article, Sentence, Span, Token, Upos};

    use crate::knowledge::{Compiled, Faults, Sources, pack};

    /// An article of sentences, each a list of `form lemma UPOS XPOS head relation` lines (heads from 1, 0 the root; a form
    /// that starts with `+` is glued to the one before). An empty line ends a sentence, `¶` alone a paragraph.
    pub fn article(lines: &str) -> (Article, Vec<Sentence>) {
        let mut text = String::new();
        let mut sentences = Vec::new();
        for block in lines.trim().split("\n\n") {
            let mut sentence = Sentence::default();
            for line in block.lines().map(str::trim).filter(|l| !l.is_empty()) {
                if line == "¶" {
                    text.push_str("\n\n");
                    sentence.starts_paragraph = true;
                    continue;
                }
                let f: Vec<&str> = line.split_whitespace().collect();
                let (form, glued) = f[0].strip_prefix('+').map_or((f[0], false), |w| (w, true));
                if !glued && !text.is_empty() && !text.ends_with('\n') {
                    text.push(' ');
                }
                let start = text.len();
                text.push_str(form);
                sentence.tokens.push(Token {
                    span: Span::new(start, text.len()),
                    glued,
                    lemma: f[1].into(),
                    upos: Upos::parse(f[2]).expect("a universal tag"),
                    xpos: f[3].into(),
                    feats: Arc::from("_"),
                    head: f[4].parse::<u32>().expect("a head").checked_sub(1),
                    deprel: f[5].into(),
                });
            }
            let (first, last) = (sentence.tokens[0].span, sentence.tokens[sentence.tokens.len() - 1].span);
            sentence.span = first.cover(last);
            sentences.push(sentence);
        }
        (Article { text, ..Article::default() }, sentences)
    }

    /// The shipped knowledge of one stage, compiled on the spot; faults fail the test.
    pub fn compiled(name: &str, compile: fn(&Sources, &mut Faults) -> Vec<u8>) -> Compiled {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
        let mut faults = Faults::default();
        let sections = BTreeMap::from([(name.to_owned(), compile(&root.into(), &mut faults))]);
        assert!(faults.list.is_empty(), "{:?}", faults.list);
        Compiled::open(Box::leak(pack(&sections).into_boxed_slice()), true).expect("just packed")
    }
}
