//! Slots: from the path that a frame names ("patient.poss", "agent+with") to the words that fill it, and from those to actors.

use rapporteur_text::reading::{Actors, AttributionSpan, Document, MentionKind, Word};
use rapporteur_text::{Sentence, Span, Upos};

use super::clause;
use super::frame::{Condition, Knowledge};

/// A place where a frame looks: a sentence, its trigger, and what is known of actors there.
pub(super) struct Site<'a> {
    pub doc: Document<'a>,
    pub number: usize,
    pub s: &'a Sentence,
    pub actors: &'a Actors,
    pub attributions: &'a [AttributionSpan],
    pub knowledge: &'a Knowledge,
}

/// Classes that a frame may name without a list in `classes.toml`.
pub const BUILT_IN_CLASSES: [&str; 10] =
    ["actor", "state", "armed", "person", "place", "quantity", "money", "happening", "clause", "group"];

/// Sectors of those who bear arms.
const ARMED: [&str; 7] = ["MIL", "REB", "UAF", "COP", "SPY", "PRM", "SEP"];

/// One who fills a role: an actor mention, or words that are none.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// The words of the role.
    pub span: Span,
    /// Head word.
    pub word: Word,
    /// Index into [`Actors::mentions`] of the actor that the words stand for.
    pub mention: Option<usize>,
}

impl<'a> Site<'a> {
    /// Lemmas to look a word up by.
    pub fn lemmas(&self, i: usize) -> Vec<String> {
        let token = &self.s.tokens[i];
        let form = token.form(self.doc.text());
        let mut all = super::lemmas::of(token, form);
        if let Some(lemma) = self.knowledge.irregular.get(&form.to_lowercase())
            && !all.contains(lemma)
        {
            all.insert(1, lemma.clone());
        }
        all
    }

    fn verbal(&self, i: usize) -> bool {
        let t = &self.s.tokens[i];
        t.upos == Upos::Verb
            || t.upos == Upos::Aux
            || self.s.child(i, "cop").is_some() && !t.upos.is_nominal()
    }

    /// The words that fill a slot of a trigger.
    pub fn slot(&self, trigger: usize, path: &str) -> Vec<usize> {
        let mut all = Vec::new();
        for part in path.split('+') {
            for word in self.path(trigger, part.trim()) {
                if !all.contains(&word) {
                    all.push(word);
                }
            }
        }
        all
    }

    fn path(&self, trigger: usize, path: &str) -> Vec<usize> {
        let mut at = vec![trigger];
        let mut steps = path.split('.').peekable();
        while let Some(step) = steps.next() {
            let last = steps.peek().is_none();
            at = at.into_iter().flat_map(|i| self.step(i, step, last)).collect();
        }
        at
    }

    pub(super) fn step(&self, i: usize, step: &str, last: bool) -> Vec<usize> {
        let s = self.s;
        let verbal = self.verbal(i);
        match step {
            "agent" if verbal => self.who(i, clause::agent(s, i)),
            "agent" => self.noun_agent(i),
            "patient" if verbal => clause::patient(s, i),
            "patient" => self.noun_patient(i),
            "iobj" => clause::indirect(s, i),
            "clause" => clause::complements(s, i),
            "recipient" => {
                let mut found = clause::indirect(s, i);
                for preposition in ["to", "with", "for", "against", "on"] {
                    if found.is_empty() {
                        found = clause::prepositional(s, i, preposition, true);
                        found.retain(|f| self.is_actor(*f));
                    }
                }
                if found.is_empty() { clause::patient(s, i) } else { found }
            }
            "this" => vec![i],
            "unable" => {
                let h = s.head(i).filter(|h| {
                    matches!(
                        &*s.tokens[*h].lemma,
                        "unable" | "decline" | "refuse" | "fail" | "without" | "yet"
                    )
                });
                h.into_iter().collect()
            }
            "not" => {
                let negates = |c: &usize| matches!(&*s.tokens[*c].lemma, "not" | "n't" | "never" | "no");
                s.children(i).filter(negates).collect()
            }
            "poss" => s.children(i).filter(|c| &*s.tokens[*c].deprel == "nmod:poss").collect(),
            "mod" => self.modifiers(i),
            "subject" => clause::surface_subject(s, i),
            "adj" => s.children_by(i, "amod").collect(),
            "speaker" => self.speaker(i).into_iter().collect(),
            "said" => {
                if self.attribution(i).is_some() {
                    vec![i]
                } else {
                    Vec::new()
                }
            }
            "must" | "will" => self.auxiliary(i, step),
            "may" => s
                .children_by(i, "aux")
                .filter(|c| matches!(&*s.tokens[*c].lemma, "may" | "might" | "could"))
                .collect(),
            // "…, allowing trade to resume": what another act leads to or is done for.
            "adverbial" => {
                let t = &s.tokens[i];
                let aside =
                    t.rel() == "advcl" && matches!(&*t.xpos, "VBG" | "VB") && s.child(i, "nsubj").is_none();
                if aside { vec![i] } else { Vec::new() }
            }
            // "was drawn in by its resumption of ties": the act is only the means of another.
            "means" => {
                let by = clause::has_marker(s, i, "by") && s.tokens[i].rel() == "obl";
                if by { vec![i] } else { Vec::new() }
            }
            "own" => {
                if self.own_words(i) {
                    vec![i]
                } else {
                    Vec::new()
                }
            }
            "infinitive" => {
                let to = |c: &usize| {
                    s.children(*c).any(|m| s.tokens[m].rel() == "mark" && &*s.tokens[m].lemma == "to")
                };
                clause::complements(s, i).into_iter().filter(to).collect()
            }
            "compound" => s.children_by(i, "compound").collect(),
            "any" => s.subtree(i).into_iter().filter(|c| *c != i).collect(),
            preposition if !verbal => {
                let own = clause::prepositional(s, i, preposition, false);
                if own.is_empty() { self.beside_occurring(i, preposition) } else { own }
            }
            preposition => clause::prepositional(s, i, preposition, last && verbal),
        }
    }

    /// The innermost attribution that a word is told in.
    fn attribution(&self, i: usize) -> Option<&AttributionSpan> {
        let span = self.s.tokens[i].span;
        self.attributions.iter().filter(|a| a.content.contains(span)).min_by_key(|a| a.content.len())
    }

    /// Whoever says it, where that is said in the same sentence.
    fn speaker(&self, i: usize) -> Option<usize> {
        let word = self.attribution(i)?.source_word?;
        (word.sentence as usize == self.number).then_some(word.token as usize)
    }

    /// Does the subject say it of itself ("France said it would …", "We will …")?
    fn own_words(&self, i: usize) -> bool {
        let Some(told) = self.attribution(i) else { return false };
        let Some(speaker) =
            told.source_word.and_then(|w| self.actors.headed_by(w)).and_then(|(_, m)| m.actor)
        else {
            return false;
        };
        let country = |a: u32| &self.actors.actors[a as usize].country;
        clause::surface_subject(self.s, i).iter().any(|w| {
            matches!(&*self.s.tokens[*w].lemma.to_lowercase(), "we" | "i")
                || self
                    .mention(*w)
                    .and_then(|m| self.actors.mentions[m].actor)
                    .is_some_and(|a| a == speaker || country(a).is_some() && country(a) == country(speaker))
        })
    }

    /// An auxiliary of obligation ("must", "should", "has to") or of the future.
    fn auxiliary(&self, i: usize, which: &str) -> Vec<usize> {
        let s = self.s;
        let wanted: &[&str] =
            if which == "must" { &["must", "should", "shall", "ought"] } else { &["will", "would", "shall"] };
        let mut found: Vec<usize> =
            s.children_by(i, "aux").filter(|c| wanted.contains(&&*s.tokens[*c].lemma)).collect();
        if which == "must"
            && s.tokens[i].rel() == "xcomp"
            && let Some(h) = s.head(i)
            && matches!(&*s.tokens[h].lemma, "have" | "need" | "ought")
        {
            found.push(h);
        }
        // "is to reduce", with the copula hung on the verb.
        if which == "will"
            && s.tokens[i].upos == Upos::Verb
            && let Some(be) = s
                .children(i)
                .find(|c| matches!(s.tokens[*c].rel(), "cop" | "aux") && &*s.tokens[*c].lemma == "be")
            && s.children(i).any(|c| c > be && s.tokens[c].rel() == "mark" && &*s.tokens[c].lemma == "to")
        {
            found.push(i);
        }
        // "is going to send", "has to".
        if which == "will"
            && s.tokens[i].rel() == "xcomp"
            && let Some(h) = s.head(i)
            && (&*s.tokens[h].lemma == "be" || &*s.tokens[h].lemma == "go" && &*s.tokens[h].xpos == "VBG")
        {
            found.push(h);
        }
        found
    }

    /// Nationalities and names that stand before a noun: "US airstrikes", "the Iranian offer".
    pub(super) fn modifiers(&self, n: usize) -> Vec<usize> {
        let s = self.s;
        s.children(n)
            .filter(|c| {
                matches!(s.tokens[*c].rel(), "amod" | "compound" | "nmod")
                    && *c < n
                    && clause::marker(s, *c).is_none()
            })
            .filter(|c| self.is_actor(*c))
            .collect()
    }

    fn noun_agent(&self, n: usize) -> Vec<usize> {
        let s = self.s;
        let poss = self.step(n, "poss", false);
        if poss.iter().any(|p| self.is_actor(*p)) {
            return poss;
        }
        let mut by = clause::prepositional(s, n, "by", false);
        if by.is_empty() {
            // "the killing of two guards by rebels", with the phrase hung on the guards.
            by = clause::prepositional(s, n, "of", false)
                .iter()
                .flat_map(|o| clause::prepositional(s, *o, "by", false))
                .collect();
        }
        if !by.is_empty() {
            return by;
        }
        let mods = self.modifiers(n);
        if !mods.is_empty() {
            return mods;
        }
        // "engaged in shelling", "embarked on a bombing campaign", "resorted to torture".
        if s.tokens[n].rel() == "obl"
            && let Some(v) = clause::governing_verb(s, n)
            && self.knowledge.in_class("light-with-preposition", &s.tokens[v].lemma)
            && matches!(clause::marker(s, n).as_deref(), Some("in" | "on" | "upon" | "to" | "with"))
        {
            let agent = clause::surface_subject(s, v);
            if agent.iter().any(|a| self.is_actor(*a)) {
                return agent;
            }
        }
        if let Some(v) = clause::governing_verb(s, n)
            && (self.knowledge.in_class("light", &s.tokens[v].lemma) || s.tokens[n].rel() == "obl")
        {
            let light = self.knowledge.in_class("light", &s.tokens[v].lemma);
            let object = matches!(s.tokens[n].rel(), "obj" | "nsubj" | "conj");
            if light && object {
                let agent = clause::agent(s, v);
                if !agent.is_empty() {
                    return agent;
                }
            }
        }
        let between = clause::prepositional(s, n, "between", false);
        if !between.is_empty() {
            return between;
        }
        // "Praise for Rwanda came from Britain"; "was in Hanoi for talks".
        let from = self.beside_occurring(n, "from");
        if from.iter().any(|f| self.is_actor(*f)) {
            return from;
        }
        if clause::has_marker(s, n, "for")
            && let Some(h) =
                s.head(n).filter(|h| s.child(*h, "cop").is_some() && clause::has_marker(s, *h, "in"))
        {
            return clause::surface_subject(s, h);
        }
        // "is in talks with Chad", "was on a visit to Chad", "are at war": the subject.
        if s.child(n, "cop").is_some() && clause::marker(s, n).is_some() {
            return clause::surface_subject(s, n);
        }
        // "a decision to attack": whoever decided.
        poss
    }

    /// "Clashes broke out between …", "talks resumed in …", "aid came from …": the phrase hangs on the verb of occurring.
    fn beside_occurring(&self, n: usize, preposition: &str) -> Vec<usize> {
        let s = self.s;
        let verb = s.head(n).filter(|h| {
            s.tokens[n].rel() == "nsubj"
                && s.tokens[*h].upos == Upos::Verb
                && self.knowledge.in_class("occur", &s.tokens[*h].lemma)
        });
        verb.map_or_else(Vec::new, |v| clause::prepositional(s, v, preposition, false))
    }

    fn noun_patient(&self, n: usize) -> Vec<usize> {
        let s = self.s;
        for preposition in ["of", "on", "against", "upon", "at"] {
            let found = clause::prepositional(s, n, preposition, false);
            if !found.is_empty() {
                return found;
            }
        }
        // "carried out attacks … against X" with the phrase on the verb.
        if let Some(v) = clause::governing_verb(s, n)
            && self.knowledge.in_class("light", &s.tokens[v].lemma)
        {
            for preposition in ["on", "against", "upon", "at"] {
                let found = clause::prepositional(s, v, preposition, false);
                if found.iter().any(|f| self.is_actor(*f)) {
                    return found;
                }
            }
        }
        Vec::new()
    }

    /// Is the word the head of an actor's mention, or does it stand for one inside it?
    pub fn is_actor(&self, i: usize) -> bool {
        self.mention(i).is_some()
    }

    /// The actor mention that a word heads or, where the tree and the mention disagree, that covers it.
    pub fn mention(&self, i: usize) -> Option<usize> {
        let usable =
            |(n, m): (usize, &rapporteur_text::reading::ActorMention)| m.actor.is_some().then_some(n);
        if let Some(found) = self.actors.headed_by(Word::new(self.number, i)).and_then(usable) {
            return Some(found);
        }
        let token = &self.s.tokens[i];
        if !token.upos.is_nominal() {
            return None;
        }
        let (n, m) = self.actors.covering(token.span.start)?;
        // Only a mention whose own head hangs below this word or is part of the same name.
        let head = m.word.token as usize;
        (m.actor.is_some()
            && m.word.sentence as usize == self.number
            && (self.s.head(head) == Some(i) || self.s.head(i) == Some(head))
            && matches!(
                self.s.tokens[if self.s.head(head) == Some(i) { head } else { i }].rel(),
                "flat" | "compound" | "appos"
            ))
        .then_some(n)
    }

    /// Whoever says what a word is part of, be it in another sentence of the quotation.
    pub fn said_by(&self, i: usize) -> Option<Participant> {
        let told = self.attribution(i)?;
        let word = told.source_word?;
        let (mention, m) = self.actors.headed_by(word)?;
        m.actor?;
        Some(Participant { span: m.span, word, mention: Some(mention) })
    }

    /// "We", "I", "our side": the speaker.
    pub fn is_first_person(&self, word: Word) -> bool {
        word.sentence as usize == self.number
            && self.s.tokens.get(word.token as usize).is_some_and(|t| {
                t.upos == Upos::Pron
                    && matches!(&*t.lemma.to_lowercase(), "we" | "i" | "us" | "our" | "my" | "me")
            })
    }

    /// Does a condition hold at a trigger?
    pub fn holds(&self, trigger: usize, condition: &Condition) -> bool {
        let words = self.slot(trigger, &condition.slot);
        // A passive may leave out who did it: "was barred", "aid was suspended".
        let nobody =
            words.is_empty() || condition.slot != "agent" && clause::by_phrase(self.s, trigger).is_empty();
        if nobody
            && condition.slot.split('+').any(|p| p == "agent")
            && condition.fillers.iter().any(|f| matches!(f.as_str(), "@actor" | "@state"))
            && self.s.tokens[trigger].upos == Upos::Verb
            && clause::is_passive(self.s, trigger)
        {
            return true;
        }
        if condition.fillers.is_empty() {
            return !words.is_empty();
        }
        words
            .iter()
            .flat_map(|w| clause::with_conjuncts(self.s, *w))
            .any(|w| condition.fillers.iter().any(|f| self.fills(w, f)))
    }

    /// Is this word, or what it measures, the filler?
    fn fills(&self, word: usize, filler: &str) -> bool {
        if self.is(word, filler) {
            return true;
        }
        let s = self.s;
        // "The ministry's head Ada Lind": a noun that a name stands beside is that person.
        let named = self.named_beside(word);
        if named != word && filler == "@person" && self.is(named, filler) {
            return true;
        }
        // "rescued over 700", "killed 12 others": people, left out.
        if filler == "people"
            && (s.tokens[word].upos == Upos::Num || matches!(&*s.tokens[word].lemma, "other" | "more"))
        {
            return true;
        }
        // "food parcels", "two tonnes of rice", "a package of loans".
        s.children(word).any(|c| {
            let t = &s.tokens[c];
            let modifier = matches!(t.rel(), "compound" | "amod") && c < word;
            let measured = t.rel() == "nmod" && clause::has_marker(s, c, "of") && self.measures(word);
            (modifier && !filler.starts_with("@actor") && !filler.starts_with("@state") && self.is(c, filler))
                || measured && self.is(c, filler)
        })
    }

    fn measures(&self, word: usize) -> bool {
        let t = &self.s.tokens[word];
        t.upos == Upos::Num || self.knowledge.in_class("measure", &t.lemma)
    }

    fn is(&self, word: usize, filler: &str) -> bool {
        let t = &self.s.tokens[word];
        let Some(class) = filler.strip_prefix('@') else {
            return t.lemma.eq_ignore_ascii_case(filler) || self.lemmas(word).iter().any(|l| l == filler);
        };
        let actor = || self.mention(word).and_then(|m| self.actors.actor(&self.actors.mentions[m]));
        match class {
            "actor" => self.is_actor(word) || self.inside(word).is_some(),
            "state" => actor()
                .is_some_and(|a| a.country.is_some() && matches!(a.sector.as_deref(), None | Some("GOV"))),
            "armed" => actor()
                .is_some_and(|a| a.sector.as_deref().is_some_and(|x| ARMED.iter().any(|k| x.contains(k)))),
            "person" => {
                self.mention(word).is_some_and(|m| self.actors.mentions[m].kind == MentionKind::Person)
            }
            "group" => self.is_actor(word) && t.feat("Number") == Some("Plur"),
            "place" => {
                self.mention(word).is_some_and(|m| self.actors.mentions[m].kind == MentionKind::Location)
            }
            "quantity" => t.upos == Upos::Num || self.s.child(word, "nummod").is_some(),
            "money" => matches!(
                &*t.lemma,
                "$" | "€" | "£" | "dollar" | "euro" | "pound" | "yen" | "rouble" | "ruble" | "yuan"
            ),
            "happening" => t.upos == Upos::Verb || self.knowledge.candidates('n', &t.lemma).next().is_some(),
            "clause" => matches!(t.upos, Upos::Verb | Upos::Aux),
            class => self.lemmas(word).iter().any(|l| self.knowledge.in_class(class, l)),
        }
    }
}
