//! Words other than verbs that report: nouns, adverbs, "according to", "in the words of", "citing".

use rapporteur_text::Upos;
use rapporteur_text::reading::Word;

use super::{Finder, Found};

impl Finder<'_> {
    pub(super) fn by_phrase(&self, s: usize, i: usize) -> Option<Found> {
        let t = &self.trees[s];
        match t.upos(i) {
            Upos::Noun => self.noun(s, i).or_else(|| self.in_the_words_of(s, i)),
            Upos::Adv => self.adverb(s, i),
            Upos::Verb | Upos::Adp | Upos::Sconj => self.according_to(s, i).or_else(|| self.citing(s, i)),
            _ => None,
        }
    }

    /// "the mayor's claim that …", "a statement by the mayor that …", "allegations of fraud".
    fn noun(&self, s: usize, n: usize) -> Option<Found> {
        let t = &self.trees[s];
        let class = self.knowledge.class('n', t.lemma(n))?;
        let that_clause = |w: usize| {
            t.by(w, &["acl", "ccomp"])
                .find(|c| !t.is_relative(*c) && t.by(*c, &["mark"]).any(|m| t.lemma(m) == "that"))
        };
        // In "the report by the mayor that …" a parser may hang the clause on the mayor.
        let by_whom = |c: &usize| t.by(*c, &["case"]).any(|m| matches!(t.lemma(m), "by" | "from"));
        let that = that_clause(n).or_else(|| t.by(n, &["nmod"]).filter(by_whom).find_map(that_clause));
        let of = || {
            t.by(n, &["nmod"]).find(|c| {
                self.knowledge.phrase("of", t.lemma(n))
                    && t.by(*c, &["case"]).any(|m| t.lemma(m) == "of")
                    && self.knowledge.is_event_noun(t.lemma(*c))
            })
        };
        let (head, pattern) = match that {
            Some(c) => (c, "noun"),
            None => (of()?, "noun of"),
        };
        let content = self.cover(s, &self.mask(s, head, &[]))?;
        let by = |words: &'static [&'static str]| {
            t.by(n, &["nmod"]).find(move |c| {
                *c != head
                    && t.by(*c, &["case"]).any(|m| words.contains(&t.lemma(m)))
                    && t.upos(*c) != Upos::Noun
                    || *c != head && t.by(*c, &["case"]).any(|m| matches!(t.lemma(m), "by" | "from"))
            })
        };
        let owner = t.child(n, "nmod:poss").or_else(|| by(&["by", "from", "of"])).or_else(|| {
            // "made the claim that": the verb's subject speaks.
            let verb = t.head(n).filter(|v| {
                matches!(t.rel(n), "obj" | "obl") && self.knowledge.phrase("carrier", t.lemma(*v))
            })?;
            self.source_head(s, verb)
        });
        Some(Found {
            source: owner.and_then(|o| self.source(s, o, n)),
            cue: self.span_of(s, n),
            word: Word::new(s, n),
            content,
            direct: self.is_direct(content, self.span_of(s, n)),
            negative: false,
            rule: format!("{}/{pattern}/{}", class.name, t.lemma(n)),
        })
    }

    /// "reportedly": a cue without a source.
    fn adverb(&self, s: usize, a: usize) -> Option<Found> {
        let t = &self.trees[s];
        if t.rel(a) != "advmod" || !self.knowledge.phrase("adv", &t.lemma(a).to_lowercase()) {
            return None;
        }
        let h = t.head(a)?;
        self.framed(s, a, h, &[a], None, self.span_of(s, a), "adverb")
    }

    /// "according to the mayor".
    fn according_to(&self, s: usize, i: usize) -> Option<Found> {
        let t = &self.trees[s];
        let next = i + 1;
        if next >= t.len() {
            return None;
        }
        let form = |w: usize| self.span_of(s, w).of(self.doc.text()).to_lowercase();
        if !self.knowledge.phrase("prep", &format!("{} {}", form(i), form(next))) {
            return None;
        }
        let cue = self.span_of(s, i).cover(self.span_of(s, next));
        // The preposition hangs on the source, or the source hangs on it.
        let (source, clause) = if matches!(t.rel(i), "case" | "mark") {
            let n = t.head(i)?;
            (n, t.head(n)?)
        } else {
            (t.by(i, &["obl", "obj", "nmod"]).next()?, t.head(i)?)
        };
        let top = if t.rel(i) == "case" || t.rel(i) == "mark" { source } else { i };
        // A source set beside a noun within a clause speaks of the clause.
        let mut h = clause;
        while t.upos(h).is_nominal()
            && matches!(t.rel(h), "obj" | "obl" | "nmod" | "nsubj" | "conj" | "appos")
            && t.child(h, "cop").is_none()
            && let Some(above) = t.head(h)
        {
            h = above;
        }
        // At the end of a sentence it speaks of the whole, not of a last participle ("…, killing nine, according to").
        while t.rel(h) == "advcl"
            && t.tag(h) == "VBG"
            && t.child(h, "nsubj").is_none()
            && let Some(above) = t.head(h).filter(|a| *a < h)
        {
            h = above;
        }
        self.framed(s, i, h, &[top], Some(source), cue, "according to")
    }

    /// "in the words of the mayor", "in her view".
    fn in_the_words_of(&self, s: usize, n: usize) -> Option<Found> {
        let t = &self.trees[s];
        if t.rel(n) != "obl" {
            return None;
        }
        let case = t.child(n, "case")?;
        if !self.knowledge.phrase("frame", &format!("{}|{}", t.lemma(case), t.lemma(n))) {
            return None;
        }
        let owner = t
            .child(n, "nmod:poss")
            .or_else(|| t.by(n, &["nmod"]).find(|c| t.by(*c, &["case"]).any(|m| t.lemma(m) == "of")))?;
        let h = t.head(n)?;
        self.framed(s, n, h, &[n], Some(owner), self.span_of(s, n), "frame")
    }

    /// "…, citing the ministry", "…, quoting a spokesman".
    fn citing(&self, s: usize, v: usize) -> Option<Found> {
        let t = &self.trees[s];
        if !matches!(t.lemma(v), "cite" | "quote")
            || t.tag(v) != "VBG"
            || !matches!(t.rel(v), "advcl" | "acl")
        {
            return None;
        }
        let object = t.child(v, "obj")?;
        if t.upos(object) != Upos::Propn && self.knowledge.is_event_noun(t.lemma(object)) {
            return None;
        }
        let mut h = t.head(v)?;
        // "The agency, quoting the ministry, reported that …": what it reports is what the ministry said.
        if t.rel(v) == "acl" {
            if t.rel(h) != "nsubj" {
                return None;
            }
            h = t.head(h)?;
        }
        let passed_on = match self.by_clause(s, h) {
            super::clauses::Clause::Found(f) => Some(f.content),
            _ => None,
        };
        let mut found = self.framed(s, v, h, &[v], Some(object), self.span_of(s, v), "citing")?;
        match passed_on {
            Some(content) => found.content = content,
            None if t.rel(v) == "acl" => return None,
            None => {}
        }
        Some(found)
    }

    /// A frame around the clause of `h`, which is its content but for the words below `without`.
    #[allow(clippy::too_many_arguments)]
    fn framed(
        &self,
        s: usize,
        i: usize,
        h: usize,
        without: &[usize],
        source: Option<usize>,
        cue: rapporteur_text::Span,
        pattern: &str,
    ) -> Option<Found> {
        let mut mask = self.mask(s, h, without);
        // A conjunct's own conjunction, and a relative clause's comma, are not what is said.
        for c in self.trees[s].by(h, &["cc"]) {
            if c < h && self.trees[s].rel(h) == "conj" {
                mask[c] = false;
            }
        }
        let content = self.cover(s, &mask)?;
        let t = &self.trees[s];
        Some(Found {
            source: source.and_then(|n| self.source(s, n, i)),
            cue,
            word: Word::new(s, i),
            content,
            direct: self.is_direct(content, cue),
            negative: false,
            rule: format!("say/{pattern}/{}", t.lemma(i)),
        })
    }
}
