//! Who says it: the source of a cue, found along the tree.

use rapporteur_text::Span;
use rapporteur_text::reading::Word;

use super::Finder;

impl Finder<'_> {
    /// The head word of the source of verb or adjective `v`.
    pub(super) fn source_head(&self, s: usize, v: usize) -> Option<usize> {
        let t = &self.trees[s];
        let mut w = v;
        for _ in 0..t.len().min(12) {
            if w == v
                && let Some(agent) = t.child(w, "obl:agent")
            {
                return Some(agent);
            }
            let passive = t.child(w, "nsubj:pass").is_some() || t.child(w, "aux:pass").is_some();
            if passive && w == v {
                return None;
            }
            if let Some(n) = t.child(w, "nsubj") {
                let relative =
                    t.token(n).feat("PronType") == Some("Rel") || (matches!(t.tag(n), "WDT" | "WP"));
                if relative && let Some(noun) = self.antecedent(s, w) {
                    return Some(noun);
                }
                return Some(n);
            }
            let above = t.head(w)?;
            // "was quoted by the agency as saying", "the agency quoted him as saying": he speaks.
            if w == v && matches!(t.lemma(above), "quote" | "cite") && t.tag(w) == "VBG" {
                return t.by(above, &["obj"]).next().or_else(|| t.child(above, "nsubj:pass"));
            }
            match t.rel(w) {
                // "a chance to show that": whoever has the chance.
                "acl" if t.by(w, &["mark"]).any(|m| t.lemma(m) == "to") => {
                    w = t.head(above)?;
                    continue;
                }
                "acl" if t.tag(w) != "VBN" => return Some(above),
                "acl" => return None,
                "xcomp" => {
                    if let Some(object) = t.by(above, &["obj", "iobj"]).next() {
                        return Some(object);
                    }
                }
                "conj" | "advcl" | "ccomp" => {}
                _ => return None,
            }
            w = above;
        }
        None
    }

    /// The noun that a relative clause hangs on, through conjuncts.
    fn antecedent(&self, s: usize, clause: usize) -> Option<usize> {
        let t = &self.trees[s];
        let first = t.first_conjunct(clause);
        (t.token(first).deprel == "acl:relcl").then(|| t.head(first)).flatten()
    }

    /// The words of a source: its noun phrase without relative clauses, and without what is only set beside it.
    pub(super) fn source(&self, s: usize, head: usize, cue: usize) -> Option<(Span, Word)> {
        let t = &self.trees[s];
        let mut without: Vec<usize> = vec![cue];
        for w in 0..t.len() {
            let set_beside = match t.rel(w) {
                "acl" | "parataxis" | "advcl" | "dep" | "ccomp" => true,
                "appos" => self.mask(s, w, &[]).iter().filter(|m| **m).count() > 9,
                _ => false,
            };
            if set_beside && w != head {
                without.push(w);
            }
        }
        // A copular or elliptic head brings its clause with it: take the noun phrase alone.
        for c in
            t.by(head, &["nsubj", "cop", "aux", "advmod", "mark", "case", "punct", "cc", "obl", "discourse"])
        {
            let closes = t.rel(c) == "punct" && c > head;
            if !closes && (t.rel(c) != "advmod" || c + 1 != head) {
                without.push(c);
            }
        }
        let mask = self.mask(s, head, &without);
        let span = self.cover(s, &mask)?;
        let wider = self
            .actors
            .and_then(|a| a.headed_by(Word::new(s, head)))
            .map(|(_, m)| m.span)
            .filter(|m| !m.contains(self.span_of(s, cue)) && m.contains(self.span_of(s, head)));
        Some((wider.filter(|w| w.len() > span.len()).unwrap_or(span), Word::new(s, head)))
    }

    /// The cue is denied: "did not say that", "refused to confirm that".
    pub(super) fn is_denied(&self, s: usize, v: usize) -> bool {
        let t = &self.trees[s];
        let not = |w: usize| {
            t.by(w, &["advmod", "aux", "cc", "det"]).any(|c| {
                self.knowledge.phrase("not", &t.lemma(c).to_lowercase())
                    && t.lemma(c + 1 - usize::from(c + 1 >= t.len())) != "only"
            })
        };
        let none = |w: usize| {
            t.by(w, &["nsubj"]).any(|n| {
                self.knowledge.phrase("not", &t.lemma(n).to_lowercase())
                    || t.by(n, &["det"]).any(|d| self.knowledge.phrase("not", t.lemma(d)))
            })
        };
        let mut denied = not(v) || none(v);
        let mut w = v;
        while matches!(t.rel(w), "xcomp" | "advcl")
            && let Some(h) = t.head(w)
        {
            if t.rel(w) == "xcomp" {
                if self.knowledge.phrase("refusal", t.lemma(h)) {
                    denied = !denied;
                }
                if not(h) || none(h) {
                    denied = !denied;
                }
            }
            w = h;
            if t.rel(w) == "advcl" {
                break;
            }
        }
        denied
    }
}
