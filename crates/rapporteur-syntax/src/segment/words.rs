//! Where words end inside of what white space sets apart.
//!
//! Candidates are the places between two characters of different class, around every mark, and inside the contractions of a list.
//! Rules propose a label for each; the classifier sees the proposal among its features and decides.

use std::ops::Range;

use rapporteur_text::Span;

use super::Word;
use super::chars::{Class, class, extends, is_apostrophe, is_flag_half, is_terminal, picture};
use super::features::{Features, bucket, lower};
use super::lexicon::JOINED;
use super::linear::{SegmentWeights, WORD_LABELS};
use super::rules::{Site, protected, rule};

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Cut {
    /// The word goes on.
    None,
    /// A new token.
    Token,
    /// A new word of the same token.
    Glued,
}

impl Cut {
    pub(super) const ALL: [Cut; WORD_LABELS] = [Cut::None, Cut::Token, Cut::Glued];

    fn name(self) -> &'static str {
        ["n", "t", "g"][self as usize]
    }
}

/// Words of one token: "they'd've" has three.
const MAX_GLUED: usize = 4;
/// Bytes of a word that is cut by force.
const MAX_WORD: usize = 2000;

/// The words of a paragraph.
pub(super) fn split(
    text: &str,
    paragraph: Range<usize>,
    weights: &SegmentWeights,
    scratch: &mut Vec<u32>,
) -> Vec<Word> {
    let mut out = Vec::new();
    let mut texts = Texts::default();
    visit(text, paragraph, |chunk| {
        let mut start = chunk.start;
        let (mut glued, mut run) = (false, 0);
        for i in 0..chunk.places.len() {
            let place = chunk.places[i];
            let cut = match place.rule {
                _ if place.fixed || weights.words.bits == 0 => place.rule,
                _ => {
                    features(&chunk, i, &mut texts, &mut Features::new(scratch, weights.words.bits));
                    let mut scores = weights.words.scores::<WORD_LABELS>(scratch);
                    scores[Cut::None as usize] += if place.needs_proof { PROOF } else { 0.0 };
                    let best = (0..WORD_LABELS).fold(0, |b, l| if scores[l] > scores[b] { l } else { b });
                    Cut::ALL[best]
                }
            };
            if cut != Cut::None {
                out.push(Word { span: Span::new(start, place.at), glued });
                start = place.at;
                run = if cut == Cut::Glued { run + 1 } else { 0 };
                glued = (1..MAX_GLUED).contains(&run);
            }
        }
        out.push(Word { span: Span::new(start, chunk.end), glued });
    });
    out
}

/// A candidate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Byte of the text where a word may begin.
    pub at: usize,
    /// What the rules say.
    pub rule: Cut,
    /// The rules are certain.
    pub fixed: bool,
    /// A correct word with another reading, "its" for "it's": cut only against good evidence.
    pub needs_proof: bool,
}

/// Log-odds that such a word must reach.
const PROOF: f32 = 2.0;

/// What white space sets apart, with its candidates and its neighbours.
pub(super) struct Chunk<'a> {
    pub text: &'a str,
    pub start: usize,
    pub end: usize,
    pub places: &'a [Place],
    previous: &'a str,
    next: &'a str,
    /// A single quote has been opened and not closed.
    in_quote: bool,
}

/// Calls `f` for every chunk of a paragraph.
pub(super) fn visit(text: &str, paragraph: Range<usize>, mut f: impl FnMut(Chunk<'_>)) {
    let mut places = Vec::new();
    let mut chunks = chunks(text, paragraph).peekable();
    let mut previous = "";
    let mut in_quote = 0usize;
    while let Some(range) = chunks.next() {
        let next = chunks.peek().map_or("", |r| &text[r.clone()]);
        let chunk = &text[range.clone()];
        let body = chunk.trim_start_matches(['"', '“', '(']);
        if let Some(quoted) = body.strip_prefix(['\'', '‘', '`'])
            && !quoted.starts_with(|c: char| c.is_ascii_digit())
        {
            in_quote = 40;
        }
        places.clear();
        let site = Site { chunk, previous, next, in_quote: in_quote > 0 };
        candidates(site, range.start, &mut places);
        f(Chunk {
            text,
            start: range.start,
            end: range.end,
            places: &places,
            previous,
            next,
            in_quote: in_quote > 0,
        });
        let ends_quote = chunk.trim_end_matches(['"', '”', '.', ',', ')', '?', '!', ';', ':']);
        if ends_quote.len() > 1 && ends_quote.ends_with(['\'', '’']) {
            in_quote = 0;
        }
        in_quote = in_quote.saturating_sub(1);
        previous = chunk;
    }
}

/// Runs without white space, cut at [`MAX_WORD`] bytes.
fn chunks(text: &str, paragraph: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = paragraph.start;
    std::iter::from_fn(move || {
        let rest = &text[at..paragraph.end];
        let start = at + (rest.len() - rest.trim_start().len());
        let rest = &text[start..paragraph.end];
        let mut len = 0;
        for c in rest.chars().take_while(|c| !c.is_whitespace()) {
            if len > 0 && len + c.len_utf8() > MAX_WORD {
                break;
            }
            len += c.len_utf8();
        }
        at = start + len;
        (len > 0).then_some(start..at)
    })
}

fn candidates(site: Site<'_>, start: usize, out: &mut Vec<Place>) {
    let chunk = site.chunk;
    let whole = protected(chunk);
    let mut letters = 0;
    let mut before: Option<(char, Class)> = None;
    for (i, c) in chunk.char_indices() {
        let now = class(c);
        if let Some((_, was)) = before.filter(|_| extends(c)) {
            before = Some((c, was));
            continue;
        }
        let Some((b, was)) = before.replace((c, now)) else { continue };
        if now != Class::Letter || was != Class::Letter {
            if was == Class::Letter {
                joined(chunk, letters..i, start, out);
            }
            letters = i;
        }
        let inside = whole.iter().any(|w| w.start < i && i < w.end);
        let emoji = was == Class::Other && b == '\u{200d}' || is_flag_half(b) && is_flag_half(c);
        if inside || emoji || (was == now && was != Class::Other) {
            continue;
        }
        let (rule, fixed) = rule(site, i, b, c);
        let fixed = fixed || whole.iter().any(|w| w.start == i || (w.end == i && !is_terminal(c)));
        out.push(Place { at: start + i, rule, fixed, needs_proof: false });
    }
    if before.is_some_and(|(_, c)| c == Class::Letter) {
        joined(chunk, letters..chunk.len(), start, out);
    }
    out.sort_by_key(|p| p.at);
    out.dedup_by_key(|p| p.at);
}

/// Candidates inside a run of letters: contractions of the list, and "n't".
fn joined(chunk: &str, run: Range<usize>, offset: usize, out: &mut Vec<Place>) {
    let letters = &chunk[run.clone()];
    let rest = &chunk[run.end..];
    let mut place = |at: usize, sure: bool| {
        let rule = if sure { Cut::Glued } else { Cut::None };
        out.push(Place { at: offset + run.start + at, rule, fixed: false, needs_proof: !sure });
    };
    if letters.len() > 1 && letters.is_ascii() && letters.len() <= 8 {
        let mut low = [0u8; 8];
        low[..letters.len()].copy_from_slice(letters.as_bytes());
        low.make_ascii_lowercase();
        let low = std::str::from_utf8(&low[..letters.len()]).unwrap_or_default();
        if let Ok(i) = JOINED.binary_search_by_key(&low, |(w, _)| w) {
            let sure = !matches!(low, "its" | "ur" | "im" | "hes" | "wont" | "cant" | "lets" | "sorta");
            for cut in JOINED[i].1 {
                place(*cut, sure);
            }
        }
    }
    let mut after = rest.chars();
    if letters.len() > 1
        && letters.ends_with(['n', 'N'])
        && after.next().is_some_and(is_apostrophe)
        && after.next().is_some_and(|c| matches!(c, 't' | 'T'))
        && after.next().is_none_or(|c| class(c) != Class::Letter)
    {
        place(letters.len() - 1, true);
    }
}

/// Reused texts of the features.
#[derive(Default)]
pub(super) struct Texts {
    l: String,
    r: String,
    ll: String,
    rr: String,
    whole: String,
    shape_l: String,
    shape_r: String,
    previous: String,
    next: String,
}

/// The run of one class (or of one mark) that ends at the end of `text`.
fn last_run(text: &str) -> &str {
    let Some(c) = text.chars().next_back() else { return "" };
    let same = |d: char| if class(c) == Class::Other { d == c } else { class(d) == class(c) };
    let start = text.char_indices().rev().take(20).take_while(|(_, d)| same(*d)).last();
    &text[start.map_or(text.len(), |(i, _)| i)..]
}

/// The run of one class (or of one mark) at the start of `text`.
fn first_run(text: &str) -> &str {
    let Some(c) = text.chars().next() else { return "" };
    let same = |d: char| if class(c) == Class::Other { d == c } else { class(d) == class(c) };
    let end = text.char_indices().take(20).take_while(|(_, d)| same(*d)).last();
    &text[..end.map_or(0, |(i, d)| i + d.len_utf8())]
}

/// Describes candidate `i` of a chunk.
pub(super) fn features(chunk: &Chunk<'_>, i: usize, t: &mut Texts, f: &mut Features<'_>) {
    let place = chunk.places[i];
    let (left, right) = (&chunk.text[chunk.start..place.at], &chunk.text[place.at..chunk.end]);
    let (l, r) = (last_run(left), first_run(right));
    let ll = last_run(&left[..left.len() - l.len()]);
    let rr = first_run(&right[r.len()..]);
    lower(l, &mut t.l);
    lower(r, &mut t.r);
    lower(ll, &mut t.ll);
    lower(rr, &mut t.rr);
    picture(l, &mut t.shape_l);
    picture(r, &mut t.shape_r);
    let rule = place.rule.name();
    let quote = if chunk.in_quote { "q" } else { "-" };
    let tail = bucket(right.len() - r.len());
    let head = bucket(left.len() - l.len());
    f.add(0, &[rule]);
    f.add(1, &[rule, &t.shape_l, &t.shape_r]);
    f.add(2, &[&t.l, &t.shape_r]);
    f.add(3, &[&t.shape_l, &t.r]);
    f.add(4, &[&t.l, &t.r]);
    f.add(5, &[&t.ll, &t.l, &t.r]);
    f.add(6, &[&t.l, &t.r, &t.rr]);
    f.add(7, &[&t.ll, &t.shape_l, &t.shape_r, tail]);
    f.add(8, &[&t.shape_l, &t.shape_r, &t.rr, head]);
    f.add(9, &[&t.shape_l, &t.r, tail, quote]);
    let end = |s: &str, n: usize| s.char_indices().rev().nth(n).map_or(0, |(i, _)| i);
    f.add(10, &[&t.l[end(&t.l, 2)..], &t.r, tail]);
    f.add(11, &[&t.l[end(&t.l, 1)..], &t.r, quote, rule]);
    f.add(12, &[rule, head, tail]);
    if chunk.end - chunk.start <= 24 {
        lower(&chunk.text[chunk.start..chunk.end], &mut t.whole);
        f.add(13, &[&t.whole, bucket(left.len())]);
    }
    picture(left, &mut t.whole);
    f.add(14, &[&t.whole, &t.shape_r]);
    f.add(15, &[&t.whole, &t.r, tail]);
    picture(right, &mut t.whole);
    f.add(16, &[&t.shape_l, &t.whole]);
    f.add(17, &[&t.l, &t.whole]);
    lower(chunk.previous, &mut t.previous);
    lower(chunk.next, &mut t.next);
    picture(first_run(chunk.next), &mut t.whole);
    f.add(18, &[&t.l, &t.r, &t.next]);
    f.add(19, &[&t.previous, &t.l, &t.r]);
    f.add(20, &[&t.l, &t.r, &t.whole]);
    f.add(21, &[&t.shape_l, &t.r, &t.whole, tail]);
    let dots = left.bytes().filter(|b| *b == b'.').count().min(3);
    f.add(22, &[rule, &t.shape_l, &t.r, bucket(dots), &t.whole]);
    f.add(23, &[bucket(l.len()), &t.shape_l, &t.r, tail]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> String {
        let words = split(text, 0..text.len(), &SegmentWeights::default(), &mut Vec::new());
        let mut out = String::new();
        for w in words {
            if !out.is_empty() {
                out.push_str(if w.glued { "+" } else { " " });
            }
            out.push_str(w.span.of(text));
        }
        out
    }

    #[test]
    fn rules_cut_words_as_ud_does() {
        for (text, want) in [
            ("I don't know, it's France's.", "I do+n't know , it+'s France+'s ."),
            ("We cannot stay in the U.S. today.", "We can+not stay in the U.S. today ."),
            ("a US-backed, pro-government force", "a US - backed , pro-government force"),
            ("$40m (about 15%)", "$ 40 m ( about 15 % )"),
            ("Mr. Olsen paid 1,200.50 at 10:30", "Mr. Olsen paid 1,200.50 at 10:30"),
            (
                "see https://example.org/a-b?c=(d), or www.example.org.",
                "see https://example.org/a-b?c=(d) , or www.example.org .",
            ),
            ("write to press-office@example.org!", "write to press-office@example.org !"),
            ("the ministers’ plan — “no”", "the ministers+’ plan — “ no ”"),
            ("so sad 👩‍👩‍👧!👍🏽🇳🇴 e\u{301}te\u{301}.", "so sad 👩‍👩‍👧 ! 👍🏽 🇳🇴 e\u{301}te\u{301} ."),
            ("call 555-123-4567 now...", "call 555-123-4567 now ..."),
        ] {
            assert_eq!(cut(text), want);
        }
    }
}
