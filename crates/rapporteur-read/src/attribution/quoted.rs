//! Quotations as contents: those that no clause of the tree holds, those that run over sentences, and those that go on.

use rapporteur_text::Span;
use rapporteur_text::reading::Word;

use super::quotes::Quote;
use super::{Finder, Found};

impl Finder<'_> {
    /// Gives a cue without a clause the quotation that stands beside it.
    pub(super) fn feed_with_quotes(&self, unfed: &[Word], found: &mut Vec<Found>) {
        for word in unfed {
            let (s, v) = (word.sentence as usize, word.token as usize);
            let cue = self.span_of(s, v);
            let Some(quote) = self.quote_for(s, v, found) else { continue };
            let Some(class) = self.class(s, v) else { continue };
            let content = inner(quote, self.doc.text());
            if content.is_empty() || content.contains(cue) {
                continue;
            }
            let mut f = self.found(s, v, content, class, "quote");
            f.direct = true;
            found.push(f);
        }
    }

    /// The quotation in the sentence of a cue, or the one that opens right after a colon at its end.
    fn quote_for(&self, s: usize, v: usize, found: &[Found]) -> Option<Quote> {
        let text = self.doc.text();
        let cue = self.span_of(s, v);
        let sentence = self.doc.sentences[s].span;
        let free = |q: &&Quote| {
            !q.span.contains(cue)
                && !found.iter().any(|f| f.content.overlaps(q.span) && !q.span.contains(f.cue))
        };
        let after = self.quotes.iter().find(|q| q.span.start >= cue.end && q.span.start < sentence.end);
        if let Some(q) = after.filter(free)
            && self.is_saying(*q, s, v)
        {
            return Some(*q);
        }
        let before =
            self.quotes.iter().rev().find(|q| q.span.end <= cue.start && q.span.end > sentence.start);
        if let Some(q) = before.filter(free)
            && self.is_saying(*q, s, v)
        {
            return Some(*q);
        }
        let tail = text[cue.end as usize..sentence.end as usize].trim_end();
        if tail.ends_with(':') || tail.ends_with(',') || tail.ends_with("that") {
            let next = self.quotes.iter().find(|q| q.span.start >= sentence.end)?;
            let between = &text[sentence.end as usize..next.span.start as usize];
            if between.trim().is_empty() && free(&next) {
                return Some(*next);
            }
        }
        None
    }

    /// More than a name or a word in scare quotes: set off by a comma or a colon, or long.
    fn is_saying(&self, q: Quote, s: usize, v: usize) -> bool {
        let text = self.doc.text();
        let words = q.span.of(text).split_whitespace().count();
        let before = text[..q.span.start as usize].trim_end();
        let inside = q.span.of(text).trim_end_matches(super::quotes::is_mark);
        let set_off = before.ends_with([',', ':']) || inside.ends_with([',', '.', '!', '?']);
        let introduced = before.ends_with([',', ':']) || before.ends_with(" that") || before.ends_with(" as");
        let cue = self.span_of(s, v);
        let speaks = self.class(s, v).is_some_and(|c| c.speaks && !c.act);
        let beside = q.span.start >= cue.end && before.len() <= cue.end as usize + 1;
        (set_off && words >= 2 && (introduced || q.span.end <= cue.start || speaks))
            || (introduced && words >= 4)
            || (beside && speaks && words >= 3)
    }

    /// A content that stands in a quotation runs to the quotation's ends.
    pub(super) fn extend_over_quotes(&self, found: &mut [Found]) {
        for f in found.iter_mut() {
            for q in &self.quotes {
                if !q.span.overlaps(f.content) || q.span.contains(f.cue) {
                    continue;
                }
                let inner = inner(*q, self.doc.text());
                // A cue inside the quotation's reach would be swallowed: "A," she said. "B."
                let starts_inside = q.span.start <= f.content.start;
                let shared =
                    q.span.end.min(f.content.end).saturating_sub(q.span.start.max(f.content.start)) as usize;
                if starts_inside && shared * 2 >= f.content.len()
                    || !starts_inside && q.span.end > f.content.end
                {
                    f.content = f.content.cover(inner);
                }
            }
            f.direct = f.direct || self.is_direct(f.content, f.cue);
        }
    }

    /// "A," she said. "B.": the second quotation is hers too; and so is one that fills the next paragraph.
    pub(super) fn continue_quotes(&self, found: &mut Vec<Found>) {
        let text = self.doc.text();
        for q in &self.quotes {
            let span = inner(*q, text);
            let taken = |f: &Found| f.content.overlaps(span) && !q.span.contains(f.cue);
            if span.of(text).split_whitespace().count() < 3 || found.iter().any(taken) {
                continue;
            }
            let Some(sentence) = self.doc.sentence_at(q.span.start) else { continue };
            // The quotation must fill its sentence from the start: no other words introduce it.
            let head = self.doc.sentences[sentence].span.start.min(q.span.start);
            let lead = &text[head as usize..q.span.start as usize];
            if lead.chars().any(char::is_alphanumeric) {
                continue;
            }
            let before = found.iter().enumerate().filter(|(_, f)| {
                f.direct
                    && f.content.end <= q.span.start
                    && f.cue.end <= q.span.start
                    && !self.is_inside_quote(f.cue)
            });
            let Some((n, last)) = before.max_by_key(|(_, f)| f.content.end.max(f.cue.end)) else { continue };
            let from = last.content.end.max(last.cue.end);
            let between = &text[from as usize..q.span.start as usize];
            let sentences = between.matches(['.', '!', '?']).count();
            if sentences > 1 || between.len() > 200 {
                continue;
            }
            if between.contains('\n') {
                if between.split_whitespace().count() > 12 {
                    continue;
                }
                let mut again = found[n].clone();
                again.content = span;
                again.rule.push_str(" continued");
                found.push(again);
            } else {
                found[n].content = found[n].content.cover(span);
            }
        }
    }

    fn is_inside_quote(&self, span: Span) -> bool {
        self.quotes.iter().any(|q| q.span.contains(span))
    }
}

/// The words of a quotation, without its marks.
fn inner(q: Quote, text: &str) -> Span {
    let all = q.span.of(text);
    let from =
        all.len() - all.trim_start_matches(|c: char| super::quotes::is_mark(c) || c.is_whitespace()).len();
    let to = all.trim_end_matches(|c: char| super::quotes::is_mark(c) || c.is_whitespace() || c == ',').len();
    let start = q.span.start as usize;
    Span::new(start + from.min(to), start + to)
}
