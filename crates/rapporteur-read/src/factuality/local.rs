//! A word's own: modals, negation, adverbs, adjectives, conditions, questions and commands.

use rapporteur_text::Upos;
use rapporteur_text::reading::Modality;

use super::judge::{Judge, Verdict};
use super::knowledge::{Kind, Makes};

impl Judge<'_> {
    /// The verdict on word `i`, given the light from above.
    pub fn local(&self, i: usize, base: Verdict) -> Verdict {
        let t = &self.tree;
        if matches!(
            t.rel(i),
            "aux" | "cop" | "mark" | "case" | "det" | "punct" | "cc" | "fixed" | "flat" | "goeswith"
        ) {
            return base;
        }
        let mut v = base;
        if t.upos(i).is_nominal() {
            self.attributes(i, &mut v);
        }
        let clause = t.upos(i) == Upos::Verb || t.upos(i) == Upos::Aux || t.child(i, "cop").is_some();
        self.conditions(i, &mut v);
        if clause {
            self.modals(i, &mut v);
            self.moods(i, &mut v);
        }
        self.adverbs(i, &mut v);
        self.negations(i, clause, &mut v);
        v
    }

    fn modals(&self, i: usize, v: &mut Verdict) {
        let t = &self.tree;
        for a in t.by(i, &["aux"]) {
            let lemma = t.lemma(a);
            let Some(makes) = self.knowledge.word(Kind::Modal, lemma) else { continue };
            if t.tag(a) != "MD" && t.upos(a) != Upos::Aux {
                continue;
            }
            let reason = format!("modal {lemma}");
            match makes {
                Makes::Future => {
                    v.raise(Modality::Future, &reason, a);
                    if let Some(c) = v.condition {
                        v.raise(Modality::Hypothetical, &format!("depends on: {}", t.lemma(c)), c);
                    }
                }
                Makes::Hypothetical
                    if matches!(lemma, "should" | "must") && v.modality == Modality::Future => {}
                Makes::Hypothetical => v.raise(Modality::Hypothetical, &reason, a),
                Makes::Would if v.condition.is_none() && self.is_future_in_the_past(i) => {
                    v.raise(Modality::Future, "modal would under a report", a);
                }
                Makes::Would => v.raise(Modality::Hypothetical, &reason, a),
                _ => {}
            }
        }
    }

    /// Does the clause hang on words that report in the past, so that "would" is their "will"?
    fn is_future_in_the_past(&self, i: usize) -> bool {
        let t = &self.tree;
        let perfect = t.by(i, &["aux"]).any(|a| t.lemma(a) == "have");
        if perfect {
            return false;
        }
        for w in t.upward(i) {
            let Some(h) = t.head(w) else {
                return t.by(w, &["parataxis"]).any(|p| matches!(t.tag(p), "VBD" | "VBN"));
            };
            match t.rel(w) {
                "ccomp" => return matches!(t.tag(h), "VBD" | "VBN" | "VBG") || t.upos(h) != Upos::Verb,
                "acl" => return true,
                "parataxis" => return false,
                _ => {}
            }
        }
        false
    }

    /// Commands, questions, headlines in the infinitive, "is to leave".
    fn moods(&self, i: usize, v: &mut Verdict) {
        let t = &self.tree;
        let subject = t.by(i, &["nsubj", "csubj", "expl"]).next();
        let to = self.has_to(i);
        let main = matches!(t.rel(i), "root" | "parataxis" | "list")
            || (t.rel(i) == "ccomp" && t.child(i, "mark").is_none());
        if to
            && t.by(i, &["aux", "cop"]).any(|a| t.lemma(a) == "be" && a < i && t.tag(a) != "VB")
            && t.tag(i) == "VB"
        {
            v.raise(Modality::Future, "is to", i);
        }
        if !main {
            return;
        }
        if to && t.tag(i) == "VB" {
            v.raise(Modality::Future, "infinitive of a headline", i);
            return;
        }
        let helped = t.by(i, &["aux", "cop"]).any(|a| t.lemma(a) != "do");
        let plain = t.tag(i) == "VB" && t.by(i, &["mark"]).next().is_none();
        if plain && subject.is_none() && !helped || plain && t.child(i, "cop").is_some() {
            v.raise(Modality::Hypothetical, "command", i);
        }
        let asked = t.by(i, &["punct"]).any(|p| t.lemma(p) == "?");
        if asked {
            let helper = t.by(i, &["aux", "cop"]).next();
            let inverted = matches!((helper, subject), (Some(a), Some(s)) if a < s);
            let wh = t.children(i).any(|c| matches!(t.tag(c), "WP" | "WRB" | "WDT") && c < i);
            if inverted && !wh {
                v.raise(Modality::Hypothetical, "question", i);
            }
        }
    }

    /// A clause with "if" below the word.
    fn conditions(&self, i: usize, v: &mut Verdict) {
        let t = &self.tree;
        for c in t.by(i, &["advcl"]) {
            let mark =
                t.by(c, &["mark"]).find(|m| matches!(t.lemma(*m), "if" | "unless" | "provided" | "lest"));
            let concessive = t.by(c, &["advmod", "mark"]).any(|m| matches!(t.lemma(m), "even" | "as"));
            if mark.is_some() && !concessive {
                v.condition = Some(c);
            }
        }
    }

    fn adverbs(&self, i: usize, v: &mut Verdict) {
        let t = &self.tree;
        for a in t.by(i, &["advmod", "obl"]) {
            match self.knowledge.word(Kind::Adverb, &t.lemma(a).to_lowercase()) {
                Some(Makes::Hypothetical) => {
                    v.raise(Modality::Hypothetical, &format!("adverb {}", t.lemma(a)), a);
                }
                Some(Makes::Future) => v.raise(Modality::Future, &format!("adverb {}", t.lemma(a)), a),
                Some(Makes::FutureIfPresent) if self.is_present(i) => {
                    v.raise(Modality::Future, &format!("present with {}", t.lemma(a)), a);
                }
                // "is travelling on Monday": a present progressive with a day is a plan; "has been travelling since Monday" is none.
                Some(Makes::Day)
                    if t.tag(i) == "VBG"
                        && self.is_present(i)
                        && !t.by(i, &["aux"]).any(|x| t.lemma(x) == "have")
                        && !t.by(a, &["case", "mark"]).any(|m| t.lemma(m) == "since") =>
                {
                    v.raise(Modality::Future, &format!("present progressive with {}", t.lemma(a)), a);
                }
                Some(Makes::Almost) if a + 1 == i && t.upos(i) == Upos::Verb && !v.negative => {
                    v.deny(&format!("adverb {}", t.lemma(a)), a);
                }
                _ => {}
            }
        }
    }

    fn is_present(&self, i: usize) -> bool {
        let t = &self.tree;
        matches!(t.tag(i), "VBZ" | "VBP")
            || (t.tag(i) == "VBG" && t.by(i, &["aux"]).any(|a| matches!(t.tag(a), "VBZ" | "VBP")))
    }

    fn negations(&self, i: usize, clause: bool, v: &mut Verdict) {
        let t = &self.tree;
        // An even number of denials is none; each word that denies counts once.
        let mut denials: Vec<(usize, String)> = Vec::new();
        for c in t.by(i, &["advmod", "aux", "cc", "discourse", "det"]) {
            let lemma = t.lemma(c).to_lowercase();
            let form = lemma.as_str();
            let denies = t.rel(c) != "det" && self.knowledge.word(Kind::Adverb, form) == Some(Makes::Not);
            let only =
                t.len() > c + 1 && matches!(t.lemma(c + 1), "only" | "just" | "merely" | "simply" | "least");
            if denies && !only {
                denials.push((c, format!("denied by {form}")));
            } else if t.rel(c) == "advmod"
                && t.by(c, &["advmod", "det"]).any(|d| matches!(t.lemma(d), "no" | "not") && d < c)
                && !matches!(form, "only" | "just" | "merely" | "simply" | "least" | "less" | "later")
            {
                denials.push((c, format!("denied by no {form}")));
            }
        }
        if t.upos(i).is_nominal() && !clause {
            for d in t.by(i, &["det", "cc:preconj", "amod"]) {
                if self.knowledge.word(Kind::Determiner, &t.lemma(d).to_lowercase()) == Some(Makes::Not)
                    && !matches!(t.lemma(d), "few" | "little")
                {
                    denials.push((d, format!("denied by {}", t.lemma(d))));
                }
            }
        }
        if clause && denials.is_empty() {
            denials.extend(self.denying_argument(i));
        }
        if denials.len() % 2 == 1 {
            let (by, reason) = denials.swap_remove(0);
            v.deny(&reason, by);
        }
    }

    /// "No guard left", "nobody left", "few left", "they saw nothing".
    fn denying_argument(&self, i: usize) -> Option<(usize, String)> {
        let t = &self.tree;
        let denies = |w: usize| {
            let lemma = t.lemma(w).to_lowercase();
            self.knowledge.word(Kind::Determiner, &lemma) == Some(Makes::Not)
        };
        for n in t.by(i, &["nsubj", "obj"]) {
            let few = |w: usize| matches!(t.lemma(w), "few" | "little");
            let article = t.by(n, &["det"]).any(|d| matches!(t.lemma(d), "a" | "the"));
            if denies(n) && !article && matches!(t.upos(n), Upos::Pron | Upos::Det | Upos::Noun | Upos::Adj) {
                return Some((n, format!("denied by {}", t.lemma(n))));
            }
            for d in t.by(n, &["det", "amod"]) {
                if denies(d) && !(few(d) && (article || t.rel(n) != "nsubj")) {
                    return Some((d, format!("denied by {}", t.lemma(d))));
                }
            }
        }
        None
    }

    /// "possible attack", "planned sale", "cancelled visit".
    fn attributes(&self, i: usize, v: &mut Verdict) {
        let t = &self.tree;
        for a in t.by(i, &["amod", "compound"]) {
            let form = t.lemma(a);
            let past = match t.tag(a) {
                // Participles stand in the table as they are written.
                "VBN" | "VBG" | "VBD" => participle(form, t.tag(a)),
                _ => form.to_lowercase(),
            };
            match self.knowledge.word(Kind::Attribute, &past) {
                Some(Makes::Hypothetical) => {
                    v.raise(Modality::Hypothetical, &format!("{past} {}", t.lemma(i)), a)
                }
                Some(Makes::Future) => v.raise(Modality::Future, &format!("{past} {}", t.lemma(i)), a),
                Some(Makes::Not) if !v.negative => v.deny(&format!("{past} {}", t.lemma(i)), a),
                _ => {}
            }
        }
    }
}

/// The regular participle of a verb ("plan", "VBN": "planned"): enough for the few that the table holds.
fn participle(lemma: &str, tag: &str) -> String {
    let ending = if tag == "VBG" { "ing" } else { "ed" };
    if let Some(stem) = lemma.strip_suffix('e') {
        return format!("{stem}{ending}");
    }
    match lemma {
        "plan" => format!("plann{ending}"),
        "cancel" => format!("cancell{ending}"),
        _ => format!("{lemma}{ending}"),
    }
}
