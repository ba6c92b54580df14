//! Quotation marks of every kind, paired over the whole text: nested, over several paragraphs, and left open.

use rapporteur_text::Span;

/// A stretch in quotation marks, marks included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    pub span: Span,
    /// Inside how many other quotations.
    pub depth: u8,
    /// It was closed by its own mark, not by the paragraph's end.
    pub closed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    Angle,
}

/// What a mark at a place can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Opens,
    Closes,
    Either,
}

/// The quotations of a text, in order of their starts.
pub(crate) fn quotes(text: &str) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    let mut open: Vec<(Family, usize)> = Vec::new();
    let marks = marks(text);
    for (n, mark) in marks.iter().enumerate() {
        let (at, len) = (mark.at, mark.len);
        match mark.kind {
            Kind::Paragraph => {
                // Single quotation marks do not run over a paragraph's end; double ones do where the next paragraph opens again.
                let reopens = marks.get(n + 1).is_some_and(|next| {
                    next.at == mark.after
                        && matches!(next.kind, Kind::Mark(Family::Double, r) if r != Role::Closes)
                });
                if !reopens {
                    let end = at;
                    while let Some((family, start)) = open.pop() {
                        if family != Family::Single {
                            let depth = open.len() as u8;
                            out.push(Quote { span: Span::new(start, end), depth, closed: false });
                        }
                    }
                }
            }
            Kind::Mark(family, role) => {
                let inside = open.iter().rposition(|(f, _)| *f == family);
                // The mark that opens a paragraph in the middle of a quotation goes on with it.
                let again = n > 0
                    && matches!(marks[n - 1].kind, Kind::Paragraph)
                    && marks[n - 1].after == at
                    && role != Role::Closes
                    && inside.is_some();
                if again {
                    continue;
                }
                match (role, inside) {
                    (Role::Opens, None) => open.push((family, at)),
                    // A second opening mark without a close between: the first was left open.
                    (Role::Opens, Some(i)) if family == Family::Double => {
                        open.truncate(i);
                        open.push((family, at));
                    }
                    (Role::Opens, Some(_)) => {}
                    (Role::Either | Role::Closes, Some(i)) => {
                        let (_, start) = open[i];
                        open.truncate(i);
                        let depth = open.len() as u8;
                        out.push(Quote { span: Span::new(start, at + len), depth, closed: true });
                    }
                    (Role::Either, None) if family != Family::Single => open.push((family, at)),
                    (Role::Either | Role::Closes, None) => {}
                }
            }
        }
    }
    let end = text.trim_end().len();
    while let Some((family, start)) = open.pop() {
        if family != Family::Single && start < end {
            out.push(Quote { span: Span::new(start, end), depth: open.len() as u8, closed: false });
        }
    }
    out.sort_by_key(|q| (q.span.start, std::cmp::Reverse(q.span.end)));
    out
}

enum Kind {
    Paragraph,
    Mark(Family, Role),
}

struct Mark {
    at: usize,
    len: usize,
    /// For a paragraph's end: where the next one starts.
    after: usize,
    kind: Kind,
}

fn marks(text: &str) -> Vec<Mark> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let mut len = c.len_utf8();
        let rest = &text[at + len..];
        let mut next = rest.chars().next().unwrap_or(' ');
        let family = match c {
            '\n' => {
                let blank = rest.len() - rest.trim_start().len();
                if before != '\n' && !rest.trim_start().is_empty() {
                    out.push(Mark { at, len, after: at + len + blank, kind: Kind::Paragraph });
                }
                before = '\n';
                continue;
            }
            '"' | '“' | '”' | '„' | '‟' | '＂' => Some(Family::Double),
            '«' | '»' => Some(Family::Angle),
            '`' | '\'' if next == c => {
                chars.next();
                len += c.len_utf8();
                next = text[at + len..].chars().next().unwrap_or(' ');
                Some(Family::Double)
            }
            '‘' | '’' | '\'' | '`' | '‚' => Some(Family::Single),
            _ => None,
        };
        if let Some(family) = family {
            let gap = |c: char| c.is_whitespace() || "([{—–-/".contains(c) || is_mark(c);
            let ends = |c: char| c.is_whitespace() || ".,;:!?)]}—–-/".contains(c) || is_mark(c);
            let role = match c {
                '“' | '„' | '«' => Some(Role::Opens),
                '»' => Some(Role::Closes),
                '”' if gap(before) && next.is_alphanumeric() => Some(Role::Either),
                '”' => Some(Role::Closes),
                '`' if family == Family::Double => Some(Role::Opens),
                '‘' | '`' | '‚' => (gap(before) && next.is_alphanumeric()).then_some(Role::Opens),
                '’' | '\'' if family == Family::Single => {
                    if gap(before) && next.is_alphabetic() && c == '\'' {
                        Some(Role::Opens)
                    } else {
                        (!before.is_whitespace() && ends(next)).then_some(Role::Closes)
                    }
                }
                _ if gap(before) && !ends(next) => Some(Role::Opens),
                _ if !before.is_whitespace() && ends(next) => Some(Role::Closes),
                _ => Some(Role::Either),
            };
            if let Some(role) = role {
                out.push(Mark { at, len, after: at, kind: Kind::Mark(family, role) });
            }
        }
        before = c;
    }
    out
}

/// Is this a quotation mark of any kind?
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '＂' | '«' | '»' | '‘' | '’' | '\'' | '`' | '‚')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<&str> {
        quotes(text).iter().map(|q| q.span.of(text)).collect()
    }

    #[test]
    fn marks_of_every_kind_are_paired() {
        assert_eq!(found("He said \"go now\" twice."), ["\"go now\""]);
        assert_eq!(found("He said “go now” and «stay»."), ["“go now”", "«stay»"]);
        assert_eq!(found("He said ``go now'' twice."), ["``go now''"]);
        assert_eq!(found("He said 'go now' twice."), ["'go now'"]);
    }

    #[test]
    fn apostrophes_are_not_quotation_marks() {
        assert!(found("The mayor's dogs' bowl wasn't full in the '90s.").is_empty());
        assert_eq!(found("She said ‘it’s the mayor’s’ again."), ["‘it’s the mayor’s’"]);
    }

    #[test]
    fn quotations_nest() {
        let text = "“He told me ‘go now’ and left,” she said.";
        assert_eq!(found(text), ["“He told me ‘go now’ and left,”", "‘go now’"]);
        assert_eq!(quotes(text)[1].depth, 1);
    }

    #[test]
    fn a_quotation_runs_over_paragraphs_that_open_again() {
        let text = "\"The road is shut.\n\n\"The bridge has gone,\" she said.";
        assert_eq!(found(text), ["\"The road is shut.\n\n\"The bridge has gone,\""]);
    }

    #[test]
    fn an_open_quotation_ends_with_its_paragraph() {
        let text = "\"The road is shut.\n\nThe mayor left \"at once\".";
        assert_eq!(found(text), ["\"The road is shut.", "\"at once\""]);
        assert!(!quotes(text)[0].closed);
    }

    proptest! {
        #[test]
        fn any_text_gives_spans_inside_it(text in "[a-z .,\n\"'“”‘’«»`é]{0,80}") {
            for q in quotes(&text) {
                prop_assert!(q.span.start < q.span.end);
                prop_assert!(text.get(q.span.start as usize..q.span.end as usize).is_some());
            }
        }
    }
}
