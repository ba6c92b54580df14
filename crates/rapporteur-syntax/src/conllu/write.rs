//! Writing.

use std::io::{self, Write};

use rapporteur_text::{Name, Sentence, Token};

use super::read::Text;

/// Writes the sentences of one document. `id` names it; sentences are numbered from 1 after it.
///
/// Names stand in the last column as `NER=B-PER`, `NER=I-PER`; a token that the next one follows without space has `SpaceAfter=No`. Words
/// of one written token stand under its range, as UD has them, but where a name ends between them ("Norland's"): there they are
/// tokens of their own, so that who goes by tokens sees where the name ends.
pub fn write(out: &mut impl Write, id: &str, text: &str, sentences: &[Sentence]) -> io::Result<()> {
    for (n, s) in sentences.iter().enumerate() {
        if n == 0 && !id.is_empty() {
            writeln!(out, "# newdoc id = {}", one_line(id))?;
        }
        if s.starts_paragraph {
            writeln!(out, "# newpar")?;
        }
        if id.is_empty() {
            writeln!(out, "# sent_id = {}", n + 1)?;
        } else {
            writeln!(out, "# sent_id = {}-{}", one_line(id), n + 1)?;
        }
        writeln!(out, "# text = {}", one_line(s.span.of(text)))?;
        let next = sentences[n + 1..].iter().find_map(|s| s.tokens.first());
        sentence(out, s, text, next, End { close: false, split: true })?;
    }
    Ok(())
}

/// Writes sentences that were given as CoNLL-U, with the comments that they came with; `given` is the text that they were gathered in.
pub fn write_given(
    out: &mut impl Write,
    given: &Text,
    comments: &[Vec<String>],
    sentences: &[Sentence],
) -> io::Result<()> {
    for (n, (s, comments)) in sentences.iter().zip(comments).enumerate() {
        for comment in comments {
            writeln!(out, "# {}", one_line(comment))?;
        }
        if !comments.iter().any(|c| c.starts_with("text =")) {
            writeln!(out, "# text = {}", one_line(s.span.of(&given.text)))?;
        }
        let next = sentences.get(n + 1).and_then(|s| s.tokens.first());
        let close = next.is_none() && given.ends_close();
        sentence(out, s, &given.text, next, End { close, split: false })?;
    }
    Ok(())
}

/// How tokens end.
#[derive(Clone, Copy)]
struct End {
    /// What follows the last token of the last sentence follows without space.
    close: bool,
    /// Tokens end where names do.
    split: bool,
}

/// The words of a sentence. `next` is the first token of the next one.
fn sentence(
    out: &mut impl Write,
    s: &Sentence,
    text: &str,
    next: Option<&Token>,
    ends: End,
) -> io::Result<()> {
    let name_ends = |last: usize| ends.split && s.names.iter().any(|n| n.last as usize == last);
    let mut names = s.names.iter().peekable();
    let mut i = 0;
    while i < s.tokens.len() {
        let mut end = i + 1;
        while s.tokens.get(end).is_some_and(|t| t.glued) && !name_ends(end - 1) {
            end += 1;
        }
        let close = match s.tokens.get(end).or(next) {
            Some(follower) => follower.span.start == s.tokens[end - 1].span.end,
            None => ends.close,
        };
        if end - i > 1 {
            let whole = s.tokens[i].span.cover(s.tokens[end - 1].span);
            let misc = if close { "SpaceAfter=No" } else { "_" };
            writeln!(out, "{}-{end}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", i + 1, one_line(whole.of(text)))?;
        }
        for w in i..end {
            while names.next_if(|name| (name.last as usize) < w).is_some() {}
            let name = names.peek().copied().filter(|name| name.first as usize <= w);
            word(out, w, &s.tokens[w], text, name, close && end - i == 1)?;
        }
        i = end;
    }
    writeln!(out)
}

fn word(
    out: &mut impl Write,
    i: usize,
    t: &Token,
    text: &str,
    name: Option<&Name>,
    close: bool,
) -> io::Result<()> {
    let form = if t.span.is_empty() { t.lemma.as_str() } else { t.form(text) };
    let lemma = if t.lemma.is_empty() { "_" } else { &t.lemma };
    write!(
        out,
        "{}\t{}\t{}\t{}\t{}\t{}\t",
        i + 1,
        one_line(form),
        one_line(lemma),
        t.upos.as_str(),
        t.xpos,
        t.feats
    )?;
    write!(out, "{}\t{}\t_\t", t.head.map_or(0, |h| h + 1), t.deprel)?;
    match name {
        Some(n) if n.first as usize == i => write!(out, "NER=B-{}", n.kind.tag())?,
        Some(n) => write!(out, "NER=I-{}", n.kind.tag())?,
        None if !close => write!(out, "_")?,
        None => {}
    }
    if close {
        write!(out, "{}SpaceAfter=No", if name.is_some() { "|" } else { "" })?;
    }
    writeln!(out)
}

/// A column or comment holds neither tab nor line end.
fn one_line(text: &str) -> std::borrow::Cow<'_, str> {
    if text.is_empty() {
        return "_".into();
    }
    if text.contains(|c: char| c.is_whitespace() && c != ' ') {
        return text.split_whitespace().collect::<Vec<_>>().join(" ").into();
    }
    text.into()
}
