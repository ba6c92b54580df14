//! The lines of an HTML export, bit by bit: what a reader sees of them, one line for each block or row of a table.
//!
//! Pages are read as trees elsewhere; an export may be as large as a thousand pages, and its markup is that of a machine.

use std::io;

use scraper::Html;

use crate::stream::{Bytes, Line};

/// Lines of a stream of HTML; character references stay as they are.
pub(crate) struct MarkupLines {
    bytes: Bytes,
    most: usize,
    number: u64,
    state: State,
    /// The name of the element whose words are passed over.
    hidden: Option<&'static [u8]>,
    ended: bool,
}

enum State {
    Text,
    /// Behind a `<`: what has come so far, cut at a few bytes.
    Tag(Vec<u8>),
    /// In a comment, with the last two bytes.
    Comment([u8; 2]),
}

/// Elements that begin a line, and end one.
const BLOCKS: [&[u8]; 21] = [
    b"p",
    b"div",
    b"br",
    b"tr",
    b"li",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"table",
    b"ul",
    b"ol",
    b"hr",
    b"article",
    b"section",
    b"header",
    b"footer",
    b"blockquote",
    b"body",
];

impl MarkupLines {
    pub(crate) fn new(bytes: Bytes, most: usize) -> MarkupLines {
        MarkupLines { bytes, most, number: 0, state: State::Text, hidden: None, ended: false }
    }

    /// The number of the source line that was read last, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number + 1
    }

    /// The next line that is not blank, with a blank line behind it.
    pub(crate) fn next(&mut self) -> io::Result<Line> {
        let mut line: Vec<u8> = Vec::new();
        let mut too_long = false;
        if self.ended {
            return Ok(Line::End);
        }
        loop {
            let held = match self.bytes.fill_buf() {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                held => held?,
            };
            if held.is_empty() {
                self.ended = true;
                break;
            }
            let mut used = 0;
            let mut broken = false;
            for &byte in held {
                used += 1;
                self.number += u64::from(byte == b'\n');
                let (state, breaks) = step(&mut self.state, &mut self.hidden, byte, &mut line);
                if let Some(state) = state {
                    self.state = state;
                }
                if line.len() > self.most {
                    too_long = true;
                    line.clear();
                }
                if breaks && (too_long || !line.trim_ascii().is_empty()) {
                    broken = true;
                    break;
                }
            }
            self.bytes.consume(used);
            if broken {
                break;
            }
        }
        Ok(match (too_long, line.trim_ascii()) {
            (true, _) => Line::TooLong,
            (false, b"") => Line::End,
            (false, line) => Line::Bytes([line, b"\n\n"].concat()),
        })
    }
}

/// Takes one byte: the state that follows if it is another, and whether the line ends.
fn step(
    state: &mut State,
    hidden: &mut Option<&'static [u8]>,
    byte: u8,
    line: &mut Vec<u8>,
) -> (Option<State>, bool) {
    match state {
        State::Text if byte == b'<' => (Some(State::Tag(Vec::new())), false),
        State::Text => {
            if hidden.is_none() {
                match byte.is_ascii_whitespace() {
                    true if line.last().is_none_or(|b| b.is_ascii_whitespace()) => {}
                    true => line.push(b' '),
                    false => line.push(byte),
                }
            }
            (None, false)
        }
        State::Tag(tag) if byte == b'>' => {
            let closing = tag.first() == Some(&b'/');
            let name: Vec<u8> = tag[usize::from(closing)..]
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric())
                .map(u8::to_ascii_lowercase)
                .collect();
            let name = name.as_slice();
            if let Some(open) = *hidden {
                if closing && name == open {
                    *hidden = None;
                }
                return (Some(State::Text), false);
            }
            for known in [b"script".as_slice(), b"style", b"title"] {
                if name == known && !closing {
                    *hidden = Some(known);
                }
            }
            if matches!(name, b"td" | b"th") && closing && !line.is_empty() {
                line.push(b'\t');
            }
            (Some(State::Text), BLOCKS.contains(&name))
        }
        State::Tag(tag) => {
            if tag.len() < 16 {
                tag.push(byte);
            }
            let begins =
                tag.first().is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'));
            if !begins {
                // "5 < 6" is no markup.
                if hidden.is_none() {
                    line.push(b'<');
                    line.push(byte);
                }
                return (Some(State::Text), false);
            }
            let comment = tag.as_slice() == b"!--";
            (comment.then_some(State::Comment([0; 2])), false)
        }
        State::Comment(last) => {
            let ends = *last == *b"--" && byte == b'>';
            *last = [last[1], byte];
            (ends.then_some(State::Text), false)
        }
    }
}

/// A line with its character references read.
pub(crate) fn decoded(line: &str) -> String {
    let line = if line.contains('&') {
        let safe = line.replace('<', "&lt;");
        Html::parse_fragment(&safe).root_element().text().collect::<String>()
    } else {
        line.to_owned()
    };
    line.replace('\u{a0}', " ").trim().to_owned()
}
