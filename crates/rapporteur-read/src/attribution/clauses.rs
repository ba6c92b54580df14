//! Verbs and adjectives that report, with the clause that they report: below them, around them, or as their object.

use rapporteur_text::reading::Word;
use rapporteur_text::{Span, Upos};

use super::knowledge::{Class, Take};
use super::{Finder, Found};
use crate::factuality::tree::variants;

/// What became of a word that was asked.
pub(super) enum Clause {
    /// It reports a clause.
    Found(Box<Found>),
    /// It can report, but no clause of its own was found: a quotation may be its content.
    NoContent,
    /// It reports nothing.
    NoCue,
}

impl Finder<'_> {
    /// The class of a verb or adjective, with its particle where the two are listed.
    pub(super) fn class(&self, s: usize, v: usize) -> Option<&Class> {
        let t = &self.trees[s];
        let part = match t.upos(v) {
            Upos::Verb => 'v',
            Upos::Adj => 'a',
            _ => return None,
        };
        let phrasal = t.phrasal(v).or_else(|| {
            // "point out", "make clear": the second word may hang on the verb in other ways.
            let next =
                t.children(v).find(|c| *c == v + 1 && matches!(t.rel(*c), "advmod" | "xcomp" | "obl"))?;
            Some(format!("{} {}", t.lemma(v), t.lemma(next)))
        });
        // "told them to leave", "called for a strike": other verbs than "told them that" and "called them names".
        let directive =
            t.child(v, "xcomp").filter(|x| t.by(*x, &["mark"]).any(|m| t.lemma(m) == "to")).map(|_| "to");
        let directive = directive.or_else(|| {
            let case = t.by(v, &["obl"]).find_map(|o| t.child(o, "case"))?;
            matches!(t.lemma(case), "for" | "on").then(|| t.lemma(case))
        });
        if let Some(class) =
            directive.and_then(|d| self.knowledge.class(part, &format!("{} {d}", t.lemma(v))))
        {
            return Some(class);
        }
        phrasal
            .and_then(|p| self.knowledge.class(part, &p))
            .or_else(|| variants(t.lemma(v)).find_map(|l| self.knowledge.class(part, &l)))
    }

    pub(super) fn by_clause(&self, s: usize, v: usize) -> Clause {
        let t = &self.trees[s];
        let Some(class) = self.class(s, v) else { return Clause::NoCue };
        if matches!(t.rel(v), "case" | "fixed" | "mark" | "amod" | "compound" | "cc" | "flat") {
            return Clause::NoCue;
        }
        if let Some((mask, pattern)) = self.below(s, v, class).or_else(|| self.around(s, v, class))
            && let Some(content) = self.cover(s, &mask)
        {
            return Clause::Found(Box::new(self.found(s, v, content, class, pattern)));
        }
        if class.takes(Take::Quote) { Clause::NoContent } else { Clause::NoCue }
    }

    pub(super) fn found(&self, s: usize, v: usize, content: Span, class: &Class, pattern: &str) -> Found {
        let t = &self.trees[s];
        let mut cue = self.span_of(s, v);
        if let Some(p) = t.child(v, "compound:prt").filter(|p| *p == v + 1) {
            cue = cue.cover(self.span_of(s, p));
        }
        Found {
            source: self.source_head(s, v).and_then(|n| self.source(s, n, v)),
            cue,
            word: Word::new(s, v),
            content,
            direct: self.is_direct(content, cue),
            negative: self.is_denied(s, v),
            rule: format!("{}/{pattern}/{}", class.name, t.lemma(v)),
        }
    }

    /// Content that hangs on the cue.
    fn below(&self, s: usize, v: usize, class: &Class) -> Option<(Vec<bool>, &'static str)> {
        let t = &self.trees[s];
        for c in t.by(v, &["ccomp", "csubj"]) {
            if t.rel(c) == "csubj" && t.child(v, "expl").is_none() && t.upos(v) == Upos::Adj {
                continue;
            }
            // "saw prices rise": what is seen, not what is said.
            let bare = t.tag(c) == "VB" && t.by(c, &["mark", "aux"]).next().is_none() && !class.speaks;
            if bare {
                continue;
            }
            let asks = self.asks(s, c);
            if asks && !class.takes(Take::Question) && !class.takes(Take::Quote)
                || !asks && !class.takes(Take::Clause) && !class.takes(Take::Quote)
            {
                continue;
            }
            if !class.takes(Take::Clause) && !class.takes(Take::Question) && !self.in_quotes(s, c) {
                continue;
            }
            return Some((self.mask(s, c, &[]), "clause"));
        }
        // Clauses that a parser sets loosely beside the verb: with a colon, a comma or a quotation mark between.
        for c in t.by(v, &["parataxis", "dep"]) {
            let mask = self.mask(s, c, &[]);
            let first = mask.iter().position(|m| *m).unwrap_or(c);
            let last = mask.iter().rposition(|m| *m).unwrap_or(c);
            let quoted = self.in_quotes(s, c);
            let opened = first > 0 && t.lemma(first - 1) == ":" || t.lemma(first) == ":";
            let reports_itself = self.class(s, c).is_some() && t.child(c, "nsubj").is_some() && !quoted;
            if (quoted || opened || last < v) && !reports_itself && class.takes(Take::Quote) {
                return Some((mask, "clause"));
            }
        }
        if let Some(c) = t.child(v, "xcomp") {
            let passive = t.child(v, "nsubj:pass");
            let to = t.by(c, &["mark"]).any(|m| t.lemma(m) == "to");
            if let Some(n) = passive.filter(|_| to && self.knowledge.phrase("raising", t.lemma(v))) {
                let mut mask = self.mask(s, c, &[]);
                for (i, inside) in self.mask(s, n, &[]).into_iter().enumerate() {
                    mask[i] |= inside;
                }
                return Some((mask, "passive"));
            }
            if to && class.takes(Take::To) && passive.is_none() {
                // "urged the mayor to resign": the one who is to act belongs to the content.
                let mut mask = self.mask(s, c, &[]);
                if let Some(o) = t.by(v, &["obj", "iobj"]).next().filter(|o| *o < c) {
                    for (i, inside) in self.mask(s, o, &[]).into_iter().enumerate() {
                        mask[i] |= inside;
                    }
                }
                return Some((mask, "infinitive"));
            }
        }
        for o in t.by(v, &["obj", "obl"]) {
            let free = t.children(o).any(|r| t.token(r).deprel == "acl:relcl") && self.is_question_word(s, o);
            if free && class.takes(Take::Question) && t.rel(o) == "obj" {
                return Some((self.mask(s, o, &[]), "question"));
            }
            let wanted = t.rel(o) == "obj" || (class.act && t.by(o, &["case"]).any(|c| t.lemma(c) == "for"));
            let event = wanted
                && t.upos(o) == Upos::Noun
                && class.takes(Take::Object)
                && t.child(v, "nsubj:pass").is_none()
                && self.knowledge.is_event_noun(t.lemma(o));
            if event {
                let case: Vec<usize> = t.by(o, &["case"]).collect();
                return Some((self.mask(s, o, &case), "object"));
            }
        }
        if class.takes(Take::Object) {
            // "the sale was announced", "the sale announced on Monday"
            let subject = t.child(v, "nsubj:pass");
            let noun =
                subject.or_else(|| t.head(v).filter(|_| t.token(v).deprel == "acl" && t.tag(v) == "VBN"));
            if let Some(n) = noun.filter(|n| self.knowledge.is_event_noun(t.lemma(*n))) {
                return Some((self.mask(s, n, &[v]), "passive object"));
            }
        }
        None
    }

    /// Content around the cue: "The bridge, she said, had fallen", "…, as she said".
    fn around(&self, s: usize, v: usize, class: &Class) -> Option<(Vec<bool>, &'static str)> {
        let t = &self.trees[s];
        let h = t.head(v)?;
        let with_as = t.by(v, &["mark", "advmod", "case"]).any(|m| t.lemma(m) == "as" && m < v);
        let loose = match t.rel(v) {
            "parataxis" | "discourse" | "dep" => true,
            "advcl" => with_as,
            _ => false,
        };
        let subject = t.by(v, &["nsubj"]).next();
        let agent = t.child(v, "obl:agent").is_some();
        if !loose || !class.takes(Take::Clause) || (subject.is_none() && !agent) {
            return None;
        }
        if t.by(v, &["ccomp", "obj", "xcomp"]).any(|c| t.rel(c) != "obj" || t.upos(c) != Upos::Pron) {
            return None;
        }
        let own = self.mask(s, v, &[]);
        let first = own.iter().position(|m| *m)?;
        let last = own.iter().rposition(|m| *m)?;
        let comma = |i: usize| t.upos(i) == Upos::Punct;
        let parted = comma(first)
            || comma(last)
            || first.checked_sub(1).is_some_and(comma)
            || (last + 1 < t.len() && comma(last + 1));
        if !parted || (class.name == "know" && !with_as) {
            return None;
        }
        Some((self.mask(s, h, &[v]), "parenthesis"))
    }

    /// A clause that asks: "whether", "if", or a question word of its own.
    fn asks(&self, s: usize, c: usize) -> bool {
        let t = &self.trees[s];
        t.by(c, &["mark"]).any(|m| matches!(t.lemma(m), "whether" | "if"))
            || t.children(c).any(|w| w < c && self.is_question_word(s, w))
    }

    fn is_question_word(&self, s: usize, w: usize) -> bool {
        matches!(self.trees[s].tag(w), "WP" | "WRB" | "WDT" | "WP$")
    }

    /// Does the word stand in a quotation?
    fn in_quotes(&self, s: usize, w: usize) -> bool {
        let span = self.span_of(s, w);
        self.quotes.iter().any(|q| q.span.contains(span))
    }
}
