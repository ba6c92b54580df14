//! The light from above: what the words that a happening hangs on say of it.

use rapporteur_text::Upos;
use rapporteur_text::reading::Modality;

use super::judge::{Judge, Verdict};
use super::knowledge::{Effect, Kind, Makes, Signature};
use super::tree::variants;

/// Verbs that say little themselves: what they deny is the noun beside them ("made no decision", "did not hold talks").
const LIGHT: [&str; 30] = [
    "make",
    "take",
    "have",
    "reach",
    "hold",
    "conduct",
    "launch",
    "carry",
    "give",
    "do",
    "sign",
    "stage",
    "mount",
    "pay",
    "see",
    "undertake",
    "be",
    "suffer",
    "cause",
    "receive",
    "get",
    "face",
    "find",
    "start",
    "commit",
    "perform",
    "provide",
    "issue",
    "impose",
    "exist",
];

/// Prepositions whose noun is told as fact, whatever the clause says.
const GIVEN: [&str; 14] = [
    "after",
    "despite",
    "following",
    "since",
    "during",
    "amid",
    "because",
    "due",
    "owing",
    "over",
    "given",
    "from",
    "under",
    "as",
];

impl Judge<'_> {
    /// What the governors say of word `i`, before its own modals and negation.
    pub fn outer(&self, i: usize) -> Verdict {
        let Some(h) = self.tree.head(i) else {
            return Verdict::told("told as fact");
        };
        match self.tree.rel(i) {
            "conj" => self.conjunct(h, i),
            "ccomp" | "xcomp" => self.complement(h, i),
            "csubj" => self.subject_clause(h, i),
            "advcl" => self.adverbial(h, i),
            "acl" => self.of_noun(h, i),
            "obj" | "iobj" | "obl" | "nsubj" | "nmod" | "appos" => self.argument(h, i),
            "compound" | "amod" if self.tree.upos(i).is_nominal() => self.verdict(h).light(),
            "parataxis" | "list" | "discourse" | "amod" | "root" => Verdict::told("told as fact"),
            "dep" | "reparandum" | "orphan" | "vocative" | "dislocated" => Verdict::told("told as fact"),
            // Function words: as the word that they serve.
            _ => self.verdict(h),
        }
    }

    /// The second of two conjuncts: under the same governor, and under the same auxiliary where it has none of its own.
    fn conjunct(&self, h: usize, i: usize) -> Verdict {
        let t = &self.tree;
        let own = t.by(i, &["nsubj", "aux", "cop", "expl", "mark"]).next().is_some();
        let same_form = t.tag(h) == t.tag(i) || (t.upos(i).is_nominal() && t.upos(h).is_nominal());
        if own || !same_form {
            return self.outer(h);
        }
        let verdict = self.verdict(h);
        let joined = t.by(i, &["cc"]).any(|c| matches!(t.lemma(c), "or" | "nor"));
        if verdict.negative && !joined && t.tag(i) != "VB" { verdict.light() } else { verdict }
    }

    /// How the complement is built: the frame of the signatures.
    pub(super) fn frame(&self, i: usize) -> &'static str {
        let t = &self.tree;
        let asks = t.by(i, &["mark"]).any(|m| matches!(t.lemma(m), "whether" | "if"));
        if asks || self.is_wh(i) {
            return "question";
        }
        if self.has_to(i) && !(t.rel(i) == "ccomp" && t.by(i, &["cop", "nsubj"]).next().is_some()) {
            return "to";
        }
        if t.is_gerund(i) {
            return "ing";
        }
        if t.upos(i) == Upos::Verb {
            if t.is_bare(i, "VBN") && t.rel(i) == "xcomp" {
                return "object-clause";
            }
            return if t.tag(i) == "VB" && t.rel(i) == "xcomp" { "to" } else { "that" };
        }
        if t.rel(i) == "xcomp" { "object" } else { "that" }
    }

    /// "to" before an infinitive.
    pub(super) fn has_to(&self, i: usize) -> bool {
        let t = &self.tree;
        t.by(i, &["mark", "aux"]).any(|m| t.upos(m) == Upos::Part && t.lemma(m) == "to" || t.tag(m) == "TO")
            // "due to leave", where a parser ties "to" to "due".
            || (t.tag(i) == "VB" && i > 0 && t.lemma(i - 1) == "to")
    }

    /// A clause with its own question word.
    fn is_wh(&self, i: usize) -> bool {
        let t = &self.tree;
        t.children(i).any(|c| {
            c < i
                && matches!(t.rel(c), "nsubj" | "obj" | "obl" | "advmod" | "det" | "cop")
                && (matches!(t.tag(c), "WP" | "WRB" | "WDT")
                    || t.children(c).any(|d| matches!(t.tag(d), "WP" | "WRB" | "WDT") && d < i))
        })
    }

    /// The preposition of a noun or of a gerund, with what is fixed to it ("because of" is "because").
    pub(super) fn preposition(&self, i: usize) -> Option<&str> {
        let t = &self.tree;
        t.by(i, &["case", "mark"])
            .find(|c| t.upos(*c) == Upos::Adp || t.upos(*c) == Upos::Sconj)
            .map(|c| t.lemma(c))
    }

    /// The signature of a governor in one of these frames, the first that is known.
    fn signature(&self, h: usize, frames: &[&str]) -> Option<Signature> {
        let t = &self.tree;
        let parts: &[char] = match t.upos(h) {
            Upos::Verb | Upos::Aux => &['v', 'a'],
            Upos::Adj | Upos::Adv => &['a', 'v'],
            Upos::Noun | Upos::Propn => &['n'],
            _ => &[],
        };
        let phrasal = t.phrasal(h);
        for part in parts {
            let lemmas =
                phrasal.as_deref().map(std::borrow::Cow::Borrowed).into_iter().chain(variants(t.lemma(h)));
            for lemma in lemmas {
                for frame in frames {
                    if let Some(found) = self.knowledge.signature(*part, &lemma, frame) {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    /// What a signature makes of the complement, given what became of its governor.
    fn apply(&self, signature: Signature, h: usize) -> Verdict {
        let governor = self.verdict(h);
        let effect = if governor.negative { signature.denied } else { signature.asserted };
        let reason = format!("{} ({})", self.tree.lemma(h), self.knowledge.class(signature));
        let under = |modality, negative| Verdict::new(modality, negative, format!("under {reason}"), Some(h));
        let or_supposed =
            |m| if governor.modality == Modality::Hypothetical { Modality::Hypothetical } else { m };
        match effect {
            Effect::Follows if governor.modality == Modality::Actual => under(Modality::Actual, false),
            Effect::Follows => {
                let mut v = governor.light();
                v.because(&format!("follows {reason}"), h);
                v
            }
            Effect::Fails => under(governor.modality, true),
            Effect::Fact | Effect::Told => under(Modality::Actual, false),
            Effect::Future => under(or_supposed(Modality::Future), false),
            Effect::FutureNot => under(or_supposed(Modality::Future), true),
            Effect::Hypothetical => under(Modality::Hypothetical, false),
            Effect::Not => under(Modality::Actual, true),
        }
    }

    fn complement(&self, h: usize, i: usize) -> Verdict {
        let t = &self.tree;
        let frame = self.frame(i);
        if frame == "to" && t.lemma(h) == "have" && self.has_adverb(h, i, "yet") {
            return Verdict::new(Modality::Actual, true, "has yet to", Some(h));
        }
        // "was used to measure", "went to see": a purpose, not the auxiliary.
        if frame == "to" {
            match t.lemma(h) {
                "go" if t.tag(h) != "VBG" => return self.purpose(h, i),
                // "had to leave" tells that they left; "has to leave" only that they must.
                "have" if matches!(t.tag(h), "VBD" | "VBN") => return self.verdict(h),
                "use" if t.child(h, "aux:pass").is_some() || t.rel(h) == "acl" => return self.purpose(h, i),
                _ => {}
            }
        }
        let prep = self.preposition(i).filter(|_| frame == "ing");
        let frames: &[&str] = match (prep, frame) {
            (Some(p), _) => &[p, "ing"],
            (None, "object-clause") => &["object-clause", "to"],
            (None, f) => &[f],
        };
        if let Some(signature) = self.signature(h, frames) {
            return self.apply(signature, h);
        }
        let governor = self.verdict(h);
        match frame {
            "to" => {
                let mut v = governor.light();
                v.raise(Modality::Hypothetical, &format!("infinitive under {}", t.lemma(h)), h);
                v
            }
            "ing" | "object" | "object-clause" => governor,
            "question" => Verdict::told("told as fact"),
            _ if governor.negative => {
                Verdict::new(Modality::Hypothetical, false, format!("not said: {}", t.lemma(h)), Some(h))
            }
            _ => Verdict::told("told as fact"),
        }
    }

    fn has_adverb(&self, h: usize, i: usize, adverb: &str) -> bool {
        let t = &self.tree;
        t.by(h, &["advmod"]).chain(t.by(i, &["advmod"])).any(|c| t.lemma(c) == adverb)
    }

    fn subject_clause(&self, h: usize, i: usize) -> Verdict {
        let frame = self.frame(i);
        match self.signature(h, &[frame, "that"]) {
            Some(signature) => self.apply(signature, h),
            None if frame == "to" => {
                Verdict::new(Modality::Hypothetical, false, "infinitive as subject", Some(h))
            }
            None => self.verdict(h).light(),
        }
    }

    fn purpose(&self, h: usize, i: usize) -> Verdict {
        let t = &self.tree;
        if t.by(i, &["advmod"]).any(|c| t.lemma(c) == "only" && c < i) {
            return self.verdict(h).light();
        }
        let governor = self.verdict(h);
        // "fell to close at 90", "lived to see": the infinitive tells what came of it.
        if self.knowledge.word(Kind::Result, t.lemma(i)).is_some() && !governor.negative && t.tag(i) == "VB" {
            return governor;
        }
        if governor.modality == Modality::Future && !governor.negative {
            let mut v = governor;
            v.because(&format!("purpose of {}", t.lemma(h)), h);
            return v;
        }
        Verdict::new(Modality::Hypothetical, false, format!("purpose of {}", t.lemma(h)), Some(h))
    }

    fn adverbial(&self, h: usize, i: usize) -> Verdict {
        let t = &self.tree;
        let governor = self.verdict(h);
        for m in t.by(i, &["mark", "advmod", "case"]) {
            if m > i {
                continue;
            }
            let mut whole = t.lemma(m).to_lowercase();
            for f in t.by(m, &["fixed"]) {
                whole.push(' ');
                whole.push_str(t.lemma(f));
            }
            let made = self.knowledge.word(Kind::Conjunction, &whole);
            match made.or_else(|| self.knowledge.word(Kind::Conjunction, t.lemma(m))) {
                Some(Makes::Hypothetical) => {
                    return Verdict::new(
                        Modality::Hypothetical,
                        false,
                        format!("clause with {whole}"),
                        Some(m),
                    );
                }
                Some(Makes::Not) => {
                    return Verdict::new(governor.modality, true, format!("clause with {whole}"), Some(m));
                }
                // "vowed to fight until they gave up": nobody says that they did.
                Some(Makes::Follows)
                    if matches!(&*whole, "until" | "till")
                        && (governor.modality != Modality::Actual
                            || t.by(h, &["xcomp"]).any(|x| x < i && self.has_to(x)))
                        && matches!(t.tag(i), "VBD") =>
                {
                    return Verdict::new(
                        Modality::Hypothetical,
                        false,
                        "the end of what is to come",
                        Some(m),
                    );
                }
                Some(Makes::Follows) if matches!(t.tag(i), "VBD") => return Verdict::told("told as fact"),
                Some(Makes::Follows) => return governor.light(),
                _ => {}
            }
        }
        if self.has_to(i) {
            return match self.signature(h, &["to"]) {
                Some(s) => self.apply(s, h),
                None => self.purpose(h, i),
            };
        }
        if let Some(p) = self.preposition(i)
            && t.is_gerund(i)
            && let Some(s) = self.signature(h, &[p])
        {
            return self.apply(s, h);
        }
        // "Had they left, …", "Were they to leave, …".
        let first = t.by(i, &["aux", "cop"]).next();
        if let (Some(a), Some(s)) = (first, t.child(i, "nsubj"))
            && a < s
            && t.child(i, "mark").is_none()
            && matches!(t.lemma(a), "have" | "be" | "should")
        {
            return Verdict::new(Modality::Hypothetical, false, "condition by inversion", Some(a));
        }
        if matches!(t.tag(i), "VBG" | "VBN") && t.by(i, &["aux", "nsubj"]).next().is_none() {
            return governor.light();
        }
        Verdict::told("told as fact")
    }

    /// A clause that hangs on a noun.
    fn of_noun(&self, h: usize, i: usize) -> Verdict {
        let t = &self.tree;
        if t.is_relative(i) {
            let present = matches!(t.tag(i), "VBZ" | "VBP") && t.by(i, &["aux"]).next().is_none();
            let definite = t.by(h, &["det"]).any(|d| matches!(t.lemma(d), "the" | "this" | "that"));
            let above = self.verdict(h);
            // "a force that keeps the peace" is no more there than the force is.
            return if present && !definite && above.modality == Modality::Hypothetical {
                above.light()
            } else {
                Verdict::told("told as fact")
            };
        }
        let frame = self.frame(i);
        let prep = self.preposition(i).filter(|_| frame == "ing");
        if frame != "ing" || prep.is_some() {
            let frames: &[&str] = &[prep.unwrap_or(frame), frame];
            let bare = t.tag(i) == "VBN" && !self.has_to(i) && t.child(i, "mark").is_none();
            if !bare && let Some(s) = self.signature(h, frames) {
                return self.apply(s, h);
            }
        }
        let governor = self.verdict(h);
        let headline = frame == "to" && t.upos(h) == Upos::Propn && matches!(t.rel(h), "root" | "nsubj");
        if headline {
            return Verdict::new(Modality::Future, false, "infinitive of a headline", Some(i));
        }
        match frame {
            "to" => {
                let ordinal = t.by(h, &["amod", "advmod"]).any(|c| {
                    matches!(t.lemma(c), "first" | "last" | "only" | "second" | "third" | "latest" | "next")
                });
                let mut v = governor.light();
                if !ordinal && v.modality == Modality::Actual {
                    v.raise(Modality::Hypothetical, &format!("infinitive on {}", t.lemma(h)), h);
                }
                v
            }
            "ing" => governor.light(),
            _ => Verdict::told("told as fact"),
        }
    }

    /// A noun beside a verb or another noun.
    fn argument(&self, h: usize, i: usize) -> Verdict {
        let t = &self.tree;
        let rel = t.token(i).deprel.as_str();
        let governor = self.verdict(h);
        if rel == "appos" {
            return governor.light();
        }
        if rel == "nmod:poss" || matches!(rel, "nmod:tmod" | "obl:tmod" | "nmod:unmarked" | "obl:unmarked") {
            return Verdict::told("told as fact");
        }
        let part = matches!(t.upos(h), Upos::Num | Upos::Det | Upos::Pron)
            || matches!(
                t.lemma(h),
                "half" | "part" | "most" | "number" | "majority" | "series" | "round" | "kind" | "all"
            );
        if rel == "nmod" && part && self.preposition(i) == Some("of") {
            return governor.light();
        }
        let prep = self.preposition(i).map(|p| if p == "to" { "to a noun" } else { p });
        match prep {
            Some("without") => return Verdict::new(governor.modality, true, "without", Some(h)),
            Some("instead" | "rather") => {
                return Verdict::new(governor.modality, true, "instead of", Some(h));
            }
            Some(p) if GIVEN.contains(&p) && self.signature(h, &[p]).is_none() => {
                return Verdict::told("told as fact");
            }
            _ => {}
        }
        let object = matches!(rel, "obj" | "nsubj:pass" | "iobj");
        let sig = match (object, prep) {
            (true, _) => self.signature(h, &["object"]),
            (false, Some(p)) => self.signature(h, &[p]),
            (false, None) if rel == "nsubj" && t.upos(h) == Upos::Adj => {
                let open = |s: &Signature| matches!(s.asserted, Effect::Hypothetical | Effect::Future);
                self.signature(h, &["that", "to"]).filter(open)
            }
            _ => None,
        };
        if let Some(s) = sig {
            return self.apply(s, h);
        }
        let definite = t.by(i, &["det"]).any(|d| matches!(t.lemma(d), "the" | "this" | "that"))
            && !t
                .by(i, &["amod"])
                .any(|a| matches!(t.lemma(a), "first" | "next" | "last" | "second" | "third"));
        let told = match rel {
            "nsubj" if t.child(h, "expl").is_some() && t.lemma(h) == "be" => return governor,
            // What is already spoken of is there, whatever is to become of it.
            "nsubj" => definite,
            "nmod" => true,
            "obl" => definite,
            _ => false,
        };
        if told {
            return Verdict::told("told as fact");
        }
        if object && governor.negative && LIGHT.contains(&t.lemma(h)) {
            return governor;
        }
        governor.light()
    }
}
