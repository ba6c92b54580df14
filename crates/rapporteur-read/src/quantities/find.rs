//! Finds quantities in an article.

use rapporteur_text::reading::{DateExpression, Document, QuantityKind, QuantityMention, Word};
use rapporteur_text::{Sentence, Upos};

use super::knowledge::{Bound, COUNTED, CURRENCY, HEDGE, HEDGE_AFTER, Knowledge, SIGN, UNIT, VAGUE};
use super::noun;
use super::numerals::figures;
use crate::dates::atoms::{Atom, AtomKind, atoms};

/// Finds every quantity of an article, in order. What a date covers is no quantity.
pub fn find(doc: &Document, dates: &[DateExpression], knowledge: &Knowledge) -> Vec<QuantityMention> {
    let mut out = Vec::new();
    for (s, sentence) in doc.sentences.iter().enumerate() {
        let atoms = atoms(doc.text(), sentence);
        let dated: Vec<bool> = {
            let from = dates.partition_point(|d| d.span.end <= sentence.span.start);
            let here: Vec<_> =
                dates[from..].iter().take_while(|d| d.span.start < sentence.span.end).collect();
            atoms.iter().map(|a| here.iter().any(|d| d.span.overlaps(a.span))).collect()
        };
        let finder = Finder { text: doc.text(), sentence, atoms: &atoms, dated: &dated, knowledge, s };
        finder.read(&mut out);
    }
    out
}

pub(super) struct Finder<'a> {
    pub(super) text: &'a str,
    pub(super) sentence: &'a Sentence,
    pub(super) atoms: &'a [Atom],
    pub(super) dated: &'a [bool],
    pub(super) knowledge: &'a Knowledge,
    s: usize,
}

/// A number on its way to be a quantity.
#[derive(Clone, Copy, Debug)]
struct Amount {
    /// First atom, its sign of money with it.
    from: usize,
    /// First atom of the number itself.
    number: usize,
    /// One past the last atom.
    to: usize,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// Number in the tables of the sign of money before it.
    sign: Option<f64>,
    figures: bool,
}

impl Finder<'_> {
    pub(super) fn word(&self, at: usize) -> &str {
        self.atoms.get(at).map(|a| a.lower.as_str()).unwrap_or_default()
    }

    pub(super) fn before(&self, at: usize, n: usize) -> &str {
        at.checked_sub(n).map(|i| self.word(i)).unwrap_or_default()
    }

    pub(super) fn glued(&self, at: usize) -> bool {
        self.atoms.get(at).is_some_and(|a| a.glued)
    }

    fn read(&self, out: &mut Vec<QuantityMention>) {
        let mut at = 0;
        while at < self.atoms.len() {
            if self.dated[at] {
                at += 1;
                continue;
            }
            let Some(amount) = self.amount(at) else {
                at += 1;
                continue;
            };
            let amount = self.range(amount);
            let next = match self.complete(amount) {
                Some((mention, to)) => {
                    out.push(mention);
                    to
                }
                None => amount.to,
            };
            at = next.max(at + 1);
        }
    }

    /// A number that begins here.
    fn amount(&self, at: usize) -> Option<Amount> {
        let k = self.knowledge;
        if let Some((to, low)) = k.phrase(VAGUE, self.atoms, at) {
            let low = (low > 0.0).then_some(low);
            return Some(Amount {
                from: at,
                number: at,
                to,
                value: None,
                low,
                high: None,
                sign: None,
                figures: false,
            });
        }
        // "2 – 1", "0-0": a score, unless something is counted after it.
        if self.is_score(at) {
            return None;
        }
        if let Some((to, value)) = k.phrase(COUNTED, self.atoms, at) {
            let value = Some(value);
            return Some(Amount {
                from: at,
                number: at,
                to,
                value,
                low: None,
                high: None,
                sign: None,
                figures: false,
            });
        }
        let sign = k.phrase(SIGN, self.atoms, at).filter(|(to, _)| self.is_sign(at, *to));
        let number = sign.map_or(at, |(to, _)| to);
        let n = k.numerals.read(self.atoms, number)?;
        if self.dated.get(number..n.end)?.contains(&true) && sign.is_none() {
            return None;
        }
        if sign.is_none() && self.is_label(at, n.end, n.figures) {
            return None;
        }
        Some(Amount {
            from: at,
            number,
            to: n.end,
            value: Some(n.value),
            low: None,
            high: None,
            sign: sign.map(|(_, v)| v),
            figures: n.figures,
        })
    }

    /// "10 to 15", "between 5 and 7", "$5-7 billion".
    fn range(&self, first: Amount) -> Amount {
        let Some(value) = first.value else { return first };
        let joint = self.word(first.to);
        let between = self.before(first.from, 1) == "between";
        // "rose from 10 to 15" is a change and not a range.
        let from = self.before(first.from, 1) == "from";
        let joins = match joint {
            "and" => between,
            "to" => !from,
            "or" => true,
            "-" => self.glued(first.to),
            _ => false,
        };
        if !joins {
            return first;
        }
        let at = first.to + 1;
        let sign = self.knowledge.phrase(SIGN, self.atoms, at).filter(|(to, _)| self.is_sign(at, *to));
        let number = sign.map_or(at, |(to, _)| to);
        let Some(n) = self.knowledge.numerals.read(self.atoms, number) else { return first };
        if self.dated[number..n.end.min(self.dated.len())].contains(&true)
            || (first.figures != n.figures && n.value < 100.0)
        {
            return first;
        }
        let mut low = value;
        // "$5 to $7 billion": the scale is of both.
        if let Some(bare) = figures(self.word(number)).filter(|b| n.figures && *b > 0.0 && n.value > *b)
            && value < 1000.0
            && first.to == first.number + 1
        {
            low *= n.value / bare;
        }
        if low >= n.value || joint == "or" && n.value > low * 10.0 {
            return first;
        }
        Amount {
            to: n.end,
            value: Some(low),
            low: Some(low),
            high: Some(n.value),
            sign: first.sign.or(sign.map(|s| s.1)),
            ..first
        }
    }

    /// Finds what is counted and how exactly.
    fn complete(&self, mut a: Amount) -> Option<(QuantityMention, usize)> {
        let k = self.knowledge;
        let mut hedge: Option<String> = None;
        let mut plain_before = a.from;
        // Hedges before the number; "at least another 12" has two words for it.
        for _ in 0..2 {
            let found = (1..=4).rev().filter(|n| *n <= plain_before).find_map(|n| {
                let (to, i) = k.phrase(HEDGE, self.atoms, plain_before - n)?;
                (to == plain_before).then_some((plain_before - n, i))
            });
            let Some((from, i)) = found else { break };
            plain_before = from;
            let (words, bound) = &k.hedges[i as usize];
            if *bound == Bound::Plain {
                continue;
            }
            self.bound(&mut a, *bound);
            hedge = Some(words.clone());
            break;
        }
        let mut to = a.to;
        if let Some((end, i)) = k.phrase(HEDGE_AFTER, self.atoms, to) {
            let (words, bound) = &k.hedges[i as usize];
            self.bound(&mut a, *bound);
            hedge = hedge.or(Some(words.clone()));
            to = end;
        }
        let hyphen = usize::from(self.word(to) == "-" && self.glued(to));
        if let Some(sign) = a.sign {
            let (unit, kind) = k.unit(sign);
            // "$40 million" ends with the number; "$40m-worth" is left.
            return Some((self.mention(a, to, a.number, unit.to_owned(), kind, hedge), to));
        }
        if let Some((end, unit)) = k.phrase(CURRENCY, self.atoms, to + hyphen) {
            let (unit, kind) = k.unit(unit);
            return Some((self.mention(a, end, end - 1, unit.to_owned(), kind, hedge), end));
        }
        if let Some((end, unit)) = k.phrase(UNIT, self.atoms, to + hyphen) {
            // "5 m" may be metres; "a 12 in" is no measure.
            let short = self.atoms[end - 1].lower.len() <= 2 && self.atoms[end - 1].kind == AtomKind::Word;
            if a.figures || a.value.is_none() || !short {
                let (unit, kind) = k.unit(unit);
                let carries = if self.atoms[end - 1].kind == AtomKind::Sign { a.number } else { end - 1 };
                return Some((self.mention(a, end, carries, unit.to_owned(), kind, hedge), end));
            }
        }
        if hyphen == 1 {
            return self.hyphened(a, to, hedge);
        }
        let last = self.atoms[to - 1].token as usize;
        let first = self.atoms[a.number].token as usize;
        // "2-1" and "5–4" are scores where nothing is counted after them.
        let of = matches!(self.word(to), "of");
        let counted = noun::counted(self.text, self.sentence, first, last).map(|c| c.token);
        if let Some(token) = counted {
            let form = self.sentence.tokens[token].form(self.text).to_lowercase();
            let end = self.atoms.iter().rposition(|x| x.token as usize == token).map_or(to, |i| i + 1);
            let dated = self.dated.get(end - 1).copied().unwrap_or(false);
            let counted = &self.sentence.tokens[token];
            // "both" counts two only before several things.
            if self.word(a.number) == "both"
                && counted.feat("Number") != Some("Plur")
                && !counted.xpos.ends_with('S')
            {
                return None;
            }
            // A place after a number is counted by nobody: "2 England".
            let name =
                a.figures && counted.upos == Upos::Propn && !counted.xpos.ends_with('S') && end == to + 1;
            if name && self.sentence.name_at(token).is_some() {
                return None;
            }
            let harm = k.people.contains(form.as_str()) && self.sentence.tokens[token].upos != Upos::Noun;
            if end > to && !dated && !harm {
                // "one" and "two" of something else than things: "two of us" counts people.
                let unit = if of && matches!(form.as_str(), "them" | "us" | "whom") {
                    "people".to_owned()
                } else if matches!(form.as_str(), "others" | "other" | "more")
                    && self.harm_beside(a.from, end)
                {
                    // "killing 20 people and injuring 50 more"
                    "people".to_owned()
                } else {
                    form
                };
                let mention = self.mention(a, end, end - 1, unit, QuantityKind::Count, hedge);
                return Some((mention, end));
            }
        }
        self.bare(a, to, hedge)
    }

    fn bound(&self, a: &mut Amount, bound: Bound) {
        match bound {
            Bound::Least => a.low = a.low.or(a.value),
            Bound::Most => a.high = a.high.or(a.value),
            Bound::About | Bound::Plain => {}
        }
    }

    /// "600-strong force", "the 15-member council".
    fn hyphened(&self, a: Amount, hyphen: usize, hedge: Option<String>) -> Option<(QuantityMention, usize)> {
        let next = self.atoms.get(hyphen + 1).filter(|n| n.glued)?;
        if self.knowledge.strong.contains(&next.lower) {
            let last = next.token as usize;
            let noun = noun::counted(self.text, self.sentence, last, last).map(|c| c.token);
            let end = noun
                .and_then(|t| self.atoms.iter().rposition(|x| x.token as usize == t))
                .map_or(hyphen + 2, |i| i + 1);
            let end = end.max(hyphen + 2);
            return Some((self.mention(a, end, end - 1, "people".into(), QuantityKind::Count, hedge), end));
        }
        if next.kind != AtomKind::Word || next.capital {
            return None;
        }
        // "a three-storey house", "a five-point plan": what is counted is part of the word.
        let unit = next.lower.to_string();
        Some((self.mention(a, hyphen + 2, hyphen + 1, unit, QuantityKind::Count, hedge), hyphen + 2))
    }

    /// A number without a noun: people, where a word of harm or capture is beside it; otherwise nothing is said of what it counts.
    fn bare(&self, a: Amount, to: usize, hedge: Option<String>) -> Option<(QuantityMention, usize)> {
        let value = a.value;
        if self.harm_beside(a.from, to) {
            return Some((self.mention(a, to, a.number, "people".into(), QuantityKind::Count, hedge), to));
        }
        let token = &self.sentence.tokens[self.atoms[a.number].token as usize];
        let stands =
            matches!(token.rel(), "obj" | "nsubj" | "obl" | "iobj" | "conj" | "nmod" | "root" | "appos");
        let next = self.word(to);
        let more = matches!(next, "more" | "others" | "other");
        let vague = value.is_none() && a.low.is_none_or(|l| l < 24.0);
        let one = value == Some(1.0) || value == Some(2.0) && self.word(a.number) == "both";
        if (stands && noun::has_tree(self.sentence) || more)
            && !vague
            && !one
            && !matches!(next, "-" | ":" | "/" | ")")
        {
            let end = to + usize::from(more);
            let unit = if more && next != "more" { next.to_owned() } else { String::new() };
            return Some((self.mention(a, end, a.number, unit, QuantityKind::Count, hedge), end));
        }
        None
    }

    /// Does a word of harm or capture stand beside a number: "killing at least 12", "12 were wounded"?
    fn harm_beside(&self, from: usize, to: usize) -> bool {
        let people = |at: usize| self.atoms.get(at).is_some_and(|x| self.knowledge.people.contains(&x.lower));
        let helper = |w: &str| {
            matches!(
                w,
                "were"
                    | "was"
                    | "have"
                    | "has"
                    | "been"
                    | "are"
                    | "had"
                    | "more"
                    | "others"
                    | "is"
                    | "being"
                    | "reported"
            )
        };
        let mut after = to;
        let mut steps = 0;
        while steps < 4 && helper(self.word(after)) {
            after += 1;
            steps += 1;
        }
        let start = (1..=6).take_while(|n| *n <= from).find(|n| {
            people(from - n)
                && (from - n + 1..from).all(|i| {
                    self.atoms[i].kind == AtomKind::Word
                        && (!matches!(self.word(i), "in" | "on" | "by" | "at" | "with" | "for" | "from")
                            // "at least" and "at most" are hedges.
                            || self.word(i) == "at" && matches!(self.word(i + 1), "least" | "most"))
                })
        });
        start.is_some() || people(after)
    }

    fn mention(
        &self,
        a: Amount,
        to: usize,
        carries: usize,
        unit: String,
        kind: QuantityKind,
        hedge: Option<String>,
    ) -> QuantityMention {
        let span = self.atoms[a.from].span.cover(self.atoms[to - 1].span);
        QuantityMention {
            span,
            word: Word::new(self.s, self.atoms[carries].token as usize),
            value: a.value,
            low: a.low,
            high: a.high,
            hedge: hedge.or_else(|| {
                // "dozens of" is its own hedge.
                (a.value.is_none()).then(|| {
                    self.atoms[a.number..a.to].iter().map(|x| x.lower.as_str()).collect::<Vec<_>>().join(" ")
                })
            }),
            unit,
            kind,
        }
    }
}
