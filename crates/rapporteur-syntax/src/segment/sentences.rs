//! Where sentences end inside a paragraph.

use super::chars::{Class, class, is_closer, is_opener, is_terminal, picture};
use super::features::{Features, bucket, lower};
use super::lexicon::{Abbreviation, abbreviation, follows_time, is_starter};
use super::linear::SegmentWeights;
use super::{MAX_SENTENCE, Word};

/// The ends of a paragraph's sentences: numbers of words, each one past the last of a sentence.
pub(super) fn ends(
    text: &str,
    words: &[Word],
    weights: &SegmentWeights,
    scratch: &mut Vec<u32>,
) -> Vec<usize> {
    let mut out = Vec::new();
    let mut state = State::new(text, words);
    for (i, word) in words.iter().enumerate().skip(1) {
        state.pass(i - 1);
        if word.glued {
            continue;
        }
        let long = i - state.start >= MAX_SENTENCE;
        let ends = if long || state.demands(i) {
            true
        } else if state.forbids(i) {
            false
        } else if weights.sentences.bits == 0 {
            state.rule(i)
        } else {
            state.features(i, &mut Features::new(scratch, weights.sentences.bits));
            weights.sentences.scores::<1>(scratch)[0] > 0.0
        };
        if ends {
            out.push(i);
            state.begin(i);
        }
    }
    if !words.is_empty() {
        out.push(words.len());
    }
    out
}

/// What is known between two words.
pub(super) struct State<'a> {
    text: &'a str,
    words: &'a [Word],
    /// First word of the present sentence.
    pub start: usize,
    /// Direction of each word that is a quotation mark.
    marks: Vec<Mark>,
    /// A double quote is open.
    quote: bool,
    depth: usize,
    /// The paragraph has a stop followed by another word.
    stops: bool,
    /// Share of capitals is that of a headline.
    capitals: bool,
    /// Begins with a capital, and writes "I" so: a sentence in it will too.
    formal: bool,
    texts: Texts,
}

/// What a word is as a quotation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    No,
    Open,
    Close,
    OpenSingle,
    CloseSingle,
}

impl Mark {
    /// The mark as print has it, whatever the text has.
    fn form(self) -> Option<&'static str> {
        match self {
            Mark::No => None,
            Mark::Open => Some("“"),
            Mark::Close => Some("”"),
            Mark::OpenSingle => Some("‘"),
            Mark::CloseSingle => Some("’"),
        }
    }
}

/// Straight quotes open after white space and before a word, close the other way round, and else take turns.
fn marks(text: &str, words: &[Word]) -> Vec<Mark> {
    let mut open = false;
    let mark = |i: usize| {
        let (start, end) = (words[i].span.start as usize, words[i].span.end as usize);
        let before =
            text[..start].chars().next_back().is_none_or(|c| c.is_whitespace() || is_opener(c) && c != '"');
        let after = text[end..]
            .chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || is_closer(c) || ",.;:?!".contains(c));
        let opens = match (before, after) {
            (true, false) => true,
            (false, true) => false,
            _ => !open,
        };
        let got = match &text[start..end] {
            "“" | "«" | "„" | "``" => Mark::Open,
            "”" | "»" => Mark::Close,
            "\"" | "''" if opens => Mark::Open,
            "\"" | "''" => Mark::Close,
            "‘" => Mark::OpenSingle,
            "’" => Mark::CloseSingle,
            "'" if opens => Mark::OpenSingle,
            "'" => Mark::CloseSingle,
            _ => Mark::No,
        };
        open = match got {
            Mark::Open => true,
            Mark::Close => false,
            _ => open,
        };
        got
    };
    (0..words.len()).map(mark).collect()
}

#[derive(Default)]
struct Texts {
    l3: String,
    l2: String,
    l1: String,
    r1: String,
    r2: String,
    p2: String,
    p1: String,
    q1: String,
    q2: String,
    first: String,
}

impl<'a> State<'a> {
    pub(super) fn new(text: &'a str, words: &'a [Word]) -> Self {
        let form = |w: &Word| w.span.of(text);
        let stops = words.iter().take(200).any(|w| form(w).chars().all(is_terminal));
        let long = |w: &&Word| form(w).chars().count() > 3;
        let upper = |w: &&Word| form(w).starts_with(char::is_uppercase);
        let count = words.iter().take(60).filter(long).count();
        let capitals = count > 0 && words.iter().take(60).filter(long).filter(upper).count() * 3 > count * 2;
        let marks = marks(text, words);
        let start = words.iter().find(|w| class(form(w).chars().next().unwrap_or(' ')) != Class::Other);
        let formal = start.is_none_or(|w| !form(w).starts_with(char::is_lowercase))
            && !words.iter().take(200).any(|w| form(w) == "i");
        State {
            text,
            words,
            start: 0,
            marks,
            quote: false,
            depth: 0,
            stops,
            capitals,
            formal,
            texts: Texts::default(),
        }
    }

    fn form(&self, i: Option<usize>) -> &'a str {
        let Some(i) = i.filter(|i| *i < self.words.len()) else { return "" };
        self.marks[i].form().unwrap_or_else(|| self.words[i].span.of(self.text))
    }

    /// Notes the quotes and brackets of word `i`.
    pub(super) fn pass(&mut self, i: usize) {
        match self.form(Some(i)) {
            "“" => self.quote = true,
            "”" => self.quote = false,
            "(" | "[" | "{" => self.depth += 1,
            ")" | "]" | "}" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// Word `i` begins a sentence.
    pub(super) fn begin(&mut self, i: usize) {
        self.start = i;
        self.depth = 0;
    }

    /// The rules' opinion: does word `i` begin a sentence?
    pub(super) fn rule(&self, i: usize) -> bool {
        let (before, after) = (self.form(Some(i - 1)), self.form(Some(i)));
        let spaced = self.words[i].span.start > self.words[i - 1].span.end;
        let closing = before.chars().all(is_closer);
        let stop = if closing && i >= 2 { self.form(Some(i - 2)) } else { before };
        let ends = !stop.is_empty() && stop.chars().all(is_terminal);
        let starts = after.starts_with(|c: char| {
            c.is_uppercase()
                || c.is_numeric()
                || is_opener(c)
                || class(c) == Class::Letter && !c.is_lowercase()
        });
        ends && spaced && starts && !matches!(self.marks[i], Mark::Close | Mark::CloseSingle)
    }

    /// No sentence ends before word `i`, whatever the classifier thinks. What a colon or semicolon introduces belongs to it: cut off, a
    /// quotation would lose its speaker.
    fn forbids(&self, i: usize) -> bool {
        let (before, after) = (self.form(Some(i - 1)), self.form(Some(i)));
        match self.abbreviation(i) {
            Some(Abbreviation::Title | Abbreviation::Initial) => !is_starter(after),
            Some(Abbreviation::Time) => follows_time(after) || after.starts_with(char::is_lowercase),
            Some(_) => after.starts_with(char::is_lowercase),
            None => matches!(before, ":" | ";" | ","),
        }
    }

    /// A sentence ends before word `i`, whatever the classifier thinks: "in Hood, Tex. The" has no other reading in running text.
    fn demands(&self, i: usize) -> bool {
        let kind = self.abbreviation(i);
        let last = matches!(kind, Some(Abbreviation::Company | Abbreviation::State | Abbreviation::Month));
        last && !self.capitals && is_starter(self.form(Some(i)))
    }

    /// The abbreviation before word `i`, if there is one.
    fn abbreviation(&self, i: usize) -> Option<Abbreviation> {
        let word = self.form(Some(i - 1)).strip_suffix('.')?;
        abbreviation(word, self.form(i.checked_sub(2)), self.form(Some(i)))
    }

    /// Describes the gap before word `i`.
    pub(super) fn features(&mut self, i: usize, f: &mut Features<'_>) {
        let spaced = if self.words[i].span.start > self.words[i - 1].span.end { "_" } else { "" };
        let left = |n: usize| (i >= self.start + n).then(|| i - n);
        let (w3, w2, w1) = (self.form(left(3)), self.form(left(2)), self.form(Some(i - 1)));
        let (v1, v2) = (self.form(Some(i)), self.form(Some(i + 1)));
        let first = self.form(Some(self.start));
        let rule = if self.rule(i) { "y" } else { "n" };
        let kind = self.abbreviation(i).map_or_else(|| kind(w1, w2), Abbreviation::name);
        let starter = if is_starter(v1) { "S" } else { "-" };
        let formal = if self.formal { "f" } else { "-" };
        let t = &mut self.texts;
        lower(w3, &mut t.l3);
        lower(w2, &mut t.l2);
        lower(w1, &mut t.l1);
        lower(v1, &mut t.r1);
        lower(v2, &mut t.r2);
        picture(w2, &mut t.p2);
        picture(w1, &mut t.p1);
        picture(v1, &mut t.q1);
        picture(v2, &mut t.q2);
        picture(first, &mut t.first);
        let quote = if self.quote { "q" } else { "-" };
        let depth = if self.depth > 0 { "(" } else { "-" };
        let stops = if self.stops { "s" } else { "-" };
        let length = bucket(i - self.start);
        let left_over = bucket(self.words.len() - i);
        let cap = match v1.chars().next() {
            Some(c) if c.is_uppercase() => "A",
            Some(c) if c.is_lowercase() => "a",
            Some(c) if class(c) == Class::Digit => "0",
            Some(_) => ".",
            None => "",
        };
        f.add(0, &[rule, kind, spaced]);
        f.add(1, &[&t.l1, spaced]);
        f.add(2, &[&t.l1, cap, spaced]);
        f.add(3, &[&t.l1, &t.q1, spaced]);
        f.add(4, &[kind, &t.r1, cap, spaced]);
        f.add(5, &[&t.l2, &t.l1, cap, spaced]);
        f.add(6, &[&t.p2, &t.l1, &t.q1, bucket(w2.len())]);
        f.add(7, &[&t.l1, &t.r1, cap]);
        f.add(8, &[kind, &t.q1, &t.q2, spaced]);
        f.add(9, &[kind, cap, length]);
        f.add(10, &[kind, cap, left_over, spaced]);
        f.add(11, &[kind, quote, &t.l1, &t.r1]);
        f.add(12, &[kind, quote, depth, cap]);
        f.add(13, &[kind, &t.first, cap, length]);
        f.add(14, &[kind, stops, cap, spaced, &t.p1]);
        f.add(15, &[&t.l3, &t.l2, &t.l1, cap]);
        f.add(16, &[kind, &t.r1, &t.r2, cap]);
        f.add(17, &[&t.p1, &t.q1, &t.q2]);
        f.add(18, &[&t.p2, &t.p1, &t.q1, spaced]);
        f.add(19, &[&t.l2, &t.l1, &t.r1]);
        f.add(20, &[kind, if self.capitals { "C" } else { "-" }, stops, cap, spaced]);
        f.add(21, &[kind, depth, &t.r1, quote]);
        f.add(22, &[&t.p1, cap, &t.r1]);
        f.add(23, &[&t.l1, cap, &t.q2, length]);
        f.add(24, &[kind, starter, cap, spaced]);
        f.add(25, &[kind, formal, cap, spaced]);
        f.add(26, &[kind, formal, starter, quote]);
        f.add(27, &[kind, starter, &t.p2, &t.q2]);
    }
}

/// How a gap is entered: after a stop, a stop and a closer, an abbreviation, another mark, or a word.
fn kind(w1: &str, w2: &str) -> &'static str {
    let all = |w: &str, f: fn(char) -> bool| !w.is_empty() && w.chars().all(f);
    if all(w1, is_terminal) {
        match w1 {
            "." => ".",
            "?" => "?",
            "!" => "!",
            _ => "..",
        }
    } else if all(w1, is_closer) {
        if all(w2, is_terminal) { ".)" } else { ")" }
    } else if w1.ends_with('.') {
        "abbr"
    } else if w1.chars().any(|c| class(c) != Class::Other) {
        "w"
    } else {
        match w1 {
            ":" => ":",
            ";" => ";",
            "," => ",",
            _ => "-",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Segmenter;

    #[test]
    fn rules_end_sentences() {
        let text =
            "The U.S. envoy left. “We are done,” he said. “Go.” Mr. Olsen stayed (until 5 p.m.) and slept.";
        let got: Vec<String> = Segmenter::rules()
            .segment(text)
            .iter()
            .map(|s| {
                text[s.words[0].span.start as usize..s.words[s.words.len() - 1].span.end as usize].to_string()
            })
            .collect();
        assert_eq!(
            got,
            [
                "The U.S. envoy left.",
                "“We are done,” he said.",
                "“Go.”",
                "Mr. Olsen stayed (until 5 p.m.) and slept."
            ]
        );
    }
}
