//! Reading.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::sync::Arc;

use compact_str::CompactString;
use rapporteur_text::{Name, NameKind, Sentence, Span, Token, Upos};

use crate::ConlluError;

/// A sentence as a file gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Comment lines, without `#` and the space after it.
    pub comments: Vec<String>,
    /// Its words.
    pub words: Vec<GivenWord>,
    /// `# newpar` or `# newdoc` stands before it.
    pub starts_paragraph: bool,
    /// `# newdoc` stands before it.
    pub starts_document: bool,
}

impl Given {
    /// The value of the comment `# key = value`.
    pub fn comment(&self, key: &str) -> Option<&str> {
        self.comments.iter().find_map(|c| c.strip_prefix(key)?.trim_start().strip_prefix('=').map(str::trim))
    }
}

/// A word as a file gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenWord {
    /// As written.
    pub form: CompactString,
    /// Dictionary form.
    pub lemma: CompactString,
    /// Universal tag, as written.
    pub upos: CompactString,
    /// Language's own tag.
    pub xpos: CompactString,
    /// Features, `_` when none.
    pub feats: CompactString,
    /// Number of the head among the words, from 0; none for the root.
    pub head: Option<u32>,
    /// Relation to it.
    pub deprel: CompactString,
    /// `NER=` of the last column.
    pub name: Option<CompactString>,
    /// White space follows.
    pub space_after: bool,
    /// For the first word of a multiword token: the token as written, and how many words it has.
    pub multi: Option<(CompactString, u32)>,
}

/// Reads sentences one by one; trees are checked.
pub fn read<R: BufRead>(input: R) -> Sentences<R> {
    Sentences { input, line: 0, buffer: String::new(), trees: true, done: false }
}

/// Reads sentences one by one for their words alone: lemmas, tags and heads may be anything.
pub fn read_tokens<R: BufRead>(input: R) -> Sentences<R> {
    Sentences { trees: false, ..read(input) }
}

/// The sentences of a file. Stops at the first error.
pub struct Sentences<R> {
    input: R,
    line: usize,
    buffer: String,
    trees: bool,
    done: bool,
}

impl<R: BufRead> Iterator for Sentences<R> {
    type Item = Result<Given, ConlluError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let got = self.sentence();
        self.done = !matches!(got, Ok(Some(_)));
        got.transpose()
    }
}

/// A multiword token whose words are being read.
struct Open {
    last: u32,
    space_after: bool,
}

impl<R: BufRead> Sentences<R> {
    fn fail<T>(&self, what: impl Into<String>) -> Result<T, ConlluError> {
        Err(ConlluError::Line { line: self.line, what: what.into() })
    }

    fn sentence(&mut self) -> Result<Option<Given>, ConlluError> {
        let mut given = Given::default();
        let mut open: Option<Open> = None;
        let mut pending: Option<(CompactString, u32)> = None;
        let mut first_line = 0;
        loop {
            self.buffer.clear();
            let bytes = self.input.read_line(&mut self.buffer)?;
            self.line += 1;
            let line = std::mem::take(&mut self.buffer);
            let text = line.trim_end_matches(['\n', '\r']);
            if text.is_empty() {
                if !given.words.is_empty() {
                    if open.is_some() {
                        return self.fail("the sentence ends inside a multiword token");
                    }
                    if self.trees {
                        self.check(&given, first_line)?;
                    }
                    return Ok(Some(given));
                }
                if bytes == 0 {
                    return Ok(None);
                }
            } else if let Some(comment) =
                text.strip_prefix('#').filter(|_| given.words.is_empty() && open.is_none())
            {
                let comment = comment.strip_prefix(' ').unwrap_or(comment);
                given.starts_paragraph |= comment.starts_with("newpar") || comment.starts_with("newdoc");
                given.starts_document |= comment.starts_with("newdoc");
                given.comments.push(comment.into());
            } else {
                if first_line == 0 {
                    first_line = self.line;
                }
                self.word(text, &mut given, &mut open, &mut pending)?;
            }
            self.buffer = line;
        }
    }

    fn word(
        &self,
        line: &str,
        given: &mut Given,
        open: &mut Option<Open>,
        pending: &mut Option<(CompactString, u32)>,
    ) -> Result<(), ConlluError> {
        let columns: Vec<&str> = line.split('\t').collect();
        let Ok([id, form, lemma, upos, xpos, feats, head, deprel, _, misc]) = <[&str; 10]>::try_from(columns)
        else {
            return self.fail(format!("{} columns instead of 10", line.split('\t').count()));
        };
        let space_after = !misc.split('|').any(|m| m == "SpaceAfter=No");
        let next = given.words.len() as u32 + 1;
        if let Some((whole, part)) = id.split_once('.') {
            let fits = whole.parse() == Ok(next - 1) && part.parse::<u32>().is_ok();
            return if fits { Ok(()) } else { self.fail(format!("the empty node {id} is out of order")) };
        }
        if form.is_empty() {
            return self.fail("an empty form");
        }
        if let Some((from, to)) = id.split_once('-') {
            let (Ok(from), Ok(to)) = (from.parse::<u32>(), to.parse::<u32>()) else {
                return self.fail(format!("no range of words: `{id}`"));
            };
            if from != next || to < from || open.is_some() || to - from > 1000 {
                return self
                    .fail(format!("the range {id} does not start at word {next}, or lies in another"));
            }
            *open = Some(Open { last: to, space_after });
            *pending = Some((form.into(), to - from + 1));
            return Ok(());
        }
        if id.parse() != Ok(next) {
            return self.fail(format!("word `{id}` where {next} was expected"));
        }
        let head = match head.parse::<u32>() {
            Ok(h) => h.checked_sub(1),
            Err(_) if self.trees => return self.fail(format!("no head: `{head}`")),
            Err(_) => None,
        };
        if self.trees && Upos::parse(upos).is_none() {
            return self.fail(format!("no universal tag: `{upos}`"));
        }
        let ends = open.as_ref().is_none_or(|o| o.last == next);
        given.words.push(GivenWord {
            form: form.into(),
            lemma: lemma.into(),
            upos: upos.into(),
            xpos: xpos.into(),
            feats: feats.into(),
            head,
            deprel: deprel.into(),
            name: misc.split('|').find_map(|m| m.strip_prefix("NER=")).map(CompactString::new),
            space_after: ends && open.as_ref().map_or(space_after, |o| o.space_after),
            multi: pending.take(),
        });
        if ends {
            *open = None;
        }
        Ok(())
    }

    /// One root, heads inside the sentence, no cycle.
    fn check(&self, given: &Given, first_line: usize) -> Result<(), ConlluError> {
        let n = given.words.len();
        let fail = |i: usize, what: String| Err(ConlluError::Line { line: first_line + i, what });
        let mut roots = 0;
        for (i, w) in given.words.iter().enumerate() {
            match w.head {
                None => roots += 1,
                Some(h) if h as usize >= n => {
                    return fail(
                        i,
                        format!("word {}: head {} lies outside of its sentence of {n} words", i + 1, h + 1),
                    );
                }
                Some(h) if h as usize == i => return fail(i, format!("word {} is its own head", i + 1)),
                Some(_) => {}
            }
        }
        if roots != 1 {
            return fail(0, format!("the sentence that starts here has {roots} roots"));
        }
        let mut state = vec![0u8; n];
        for start in 0..n {
            let mut at = Some(start);
            while let Some(i) = at.filter(|i| state[*i] == 0) {
                state[i] = 1;
                at = given.words[i].head.map(|h| h as usize);
            }
            if let Some(i) = at.filter(|i| state[*i] == 1) {
                return fail(0, format!("the sentence that starts here has a cycle through word {}", i + 1));
            }
            let mut at = Some(start);
            while let Some(i) = at.filter(|i| state[*i] == 1) {
                state[i] = 2;
                at = given.words[i].head.map(|h| h as usize);
            }
        }
        Ok(())
    }
}

/// The text under a CoNLL-U file, rebuilt: tokens joined by `SpaceAfter`, sentences by one space, paragraphs by an empty line.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// The text.
    pub text: String,
    /// The sentences in it, with what the file says of their words.
    pub sentences: Vec<Sentence>,
    /// Forms of words that their token does not spell, by sentence and word.
    pub unspelled: BTreeMap<(u32, u32), CompactString>,
    space: bool,
}

impl Text {
    /// The last token is followed without space.
    pub(super) fn ends_close(&self) -> bool {
        !self.space
    }

    /// Adds a sentence.
    pub fn push(&mut self, given: &Given) {
        let mut gap = if self.text.is_empty() {
            ""
        } else if given.starts_paragraph {
            "\n\n"
        } else if self.space {
            " "
        } else {
            ""
        };
        let number = self.sentences.len() as u32;
        let mut tokens = Vec::with_capacity(given.words.len());
        let (mut start, mut left) = (0, 0u32);
        for (i, w) in given.words.iter().enumerate() {
            let glued = left > 0;
            if !glued {
                self.text.push_str(gap);
                start = self.text.len();
                let (surface, count) = w.multi.as_ref().map_or((&w.form, 1), |(s, n)| (s, *n));
                self.text.push_str(surface);
                left = count;
            }
            left -= 1;
            if left == 0 {
                gap = if w.space_after { " " } else { "" };
                self.space = w.space_after;
            }
            let rest = &self.text[start..];
            let len = if rest.starts_with(w.form.as_str()) { w.form.len() } else { 0 };
            if len == 0 {
                self.unspelled.insert((number, i as u32), w.form.clone());
            }
            let span = Span::new(start, start + len);
            start += len;
            tokens.push(Token {
                span,
                glued,
                lemma: w.lemma.clone(),
                upos: Upos::parse(&w.upos).unwrap_or(Upos::X),
                xpos: w.xpos.clone(),
                feats: Arc::from(w.feats.as_str()),
                head: w.head,
                deprel: w.deprel.clone(),
            });
        }
        let span = match (tokens.first(), tokens.last()) {
            (Some(a), Some(_)) => Span::new(a.span.start as usize, self.text.len()),
            _ => Span::default(),
        };
        let names = names(&given.words);
        let starts_paragraph = given.starts_paragraph || self.sentences.is_empty();
        self.sentences.push(Sentence { span, tokens, names, starts_paragraph });
    }

    /// The form of a word.
    pub fn form(&self, sentence: usize, word: usize) -> &str {
        match self.unspelled.get(&(sentence as u32, word as u32)) {
            Some(form) => form,
            None => self.sentences[sentence].tokens[word].form(&self.text),
        }
    }
}

fn names(words: &[GivenWord]) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    for (i, w) in words.iter().enumerate() {
        let at = i as u32;
        let tag = w.name.as_deref().and_then(|t| t.split_once('-'));
        let Some((position, kind)) = tag.and_then(|(p, k)| Some((p, NameKind::parse(k)?))) else { continue };
        match out.last_mut() {
            Some(open) if position == "I" && open.kind == kind && open.last + 1 == at => open.last = at,
            _ => out.push(Name { first: at, last: at, kind }),
        }
    }
    out
}
