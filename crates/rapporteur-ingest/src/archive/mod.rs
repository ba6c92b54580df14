//! Exports of news archives: one text or HTML file with many stories, each under a header, in the layouts of Nexis Uni, Factiva and
//! ProQuest.
//!
//! An export is known by its layout, and only where several marks of it stand together in the order that they have there: an
//! ordinary article is never cut apart. Stories are read one by one.

mod factiva;
mod header;
mod markup;
mod nexis;
mod proquest;

use std::io;

use crate::format::Format;
use crate::inputs::Articles;
use crate::stream::{self, Bytes, Line, Lines};
use crate::{Options, Origin, Outcome, charset, finish, one};
use header::Story;
use markup::MarkupLines;

/// Bytes in which the layout must show.
const HEAD: usize = 256 << 10;

/// How the stories of an export are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// "Length: 512 words", "Body", "Load-Date:", "End of Document"; or "2 of 9 DOCUMENTS" above each.
    Nexis,
    /// Fields of two letters (HD, WC, PD, SN, LP, TD), then "Document HARB0000…".
    FactivaCodes,
    /// The same without the letters: headline, byline, "512 words", date, source, text, "Document HARB0000…".
    FactivaPlain,
    /// "Title:", "Full text:", "ProQuest document ID:" between rules of underscores.
    ProQuest,
}

/// What a line is for the cutting of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    /// None.
    Inside,
    /// The last line of a story.
    Last,
    /// Between two stories.
    Between,
}

impl Layout {
    /// The layout of an export whose first lines these are.
    fn of(lines: &[String]) -> Option<Layout> {
        [
            (nexis::shows as fn(&[String]) -> bool, Layout::Nexis),
            (factiva::shows_codes, Layout::FactivaCodes),
            (factiva::shows_plain, Layout::FactivaPlain),
            (proquest::shows, Layout::ProQuest),
        ]
        .into_iter()
        .find_map(|(shows, layout)| shows(lines).then_some(layout))
    }

    fn edge(self, line: &str) -> Edge {
        match self {
            Layout::Nexis if nexis::is_end(line) => Edge::Last,
            Layout::Nexis if nexis::is_count(line) => Edge::Between,
            Layout::FactivaCodes | Layout::FactivaPlain if factiva::document(line).is_some() => Edge::Last,
            Layout::ProQuest if proquest::is_rule(line) => Edge::Between,
            _ => Edge::Inside,
        }
    }

    /// A story from its lines; nothing if they are a cover, a list or a foot.
    fn story(self, lines: &[String]) -> Option<Story> {
        match self {
            Layout::Nexis => nexis::story(lines),
            Layout::FactivaCodes => factiva::story_of_codes(lines),
            Layout::FactivaPlain => factiva::plain_story(lines),
            Layout::ProQuest => proquest::story(lines),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Layout::Nexis => "Nexis Uni",
            Layout::FactivaCodes | Layout::FactivaPlain => "Factiva",
            Layout::ProQuest => "ProQuest",
        }
    }
}

/// The articles of a file of plain text or a page: those of an export if it is one, else the one that it is.
pub(crate) fn articles(
    bytes: Bytes,
    format: Format,
    origin: &Origin,
    options: &Options,
) -> io::Result<Articles> {
    let (head, bytes) = stream::peek(bytes, HEAD)?;
    let layout = if charset::is_binary(&head) { None } else { Layout::of(&lines_of_head(&head, format)) };
    let Some(layout) = layout else {
        return Ok(Box::new(std::iter::once(one::article(bytes, format, origin, options))));
    };
    let bytes = stream::in_utf8(bytes)?;
    let most = options.max_source_bytes();
    let lines = match format {
        Format::Page => Source::Markup(MarkupLines::new(bytes, most)),
        _ => Source::Text(Lines::new(bytes, most)),
    };
    let charset = charset::declared_in_page(&head).filter(|_| format == Format::Page);
    Ok(Box::new(Export {
        layout,
        lines,
        charset,
        origin: origin.clone(),
        options: options.clone(),
        number: 0,
        done: false,
    }))
}

fn lines_of_head(head: &[u8], format: Format) -> Vec<String> {
    let text = charset::decode(head, None).text;
    match format {
        // Most pages are no export: look before the whole head is taken apart.
        Format::Page
            if !["of Document", "DOCUMENTS", "Document ", "ProQuest"].iter().any(|w| text.contains(w)) =>
        {
            Vec::new()
        }
        Format::Page => {
            let bytes: Bytes = Box::new(io::Cursor::new(text.into_bytes()));
            let mut lines = MarkupLines::new(bytes, HEAD);
            std::iter::from_fn(|| match lines.next() {
                Ok(Line::Bytes(line)) => Some(markup::decoded(&String::from_utf8_lossy(&line))),
                _ => None,
            })
            .collect()
        }
        _ => text.lines().map(|l| l.trim().to_owned()).collect(),
    }
}

enum Source {
    Text(Lines),
    Markup(MarkupLines),
}

impl Source {
    fn next(&mut self) -> io::Result<Line> {
        match self {
            Source::Text(lines) => lines.next(),
            Source::Markup(lines) => lines.next(),
        }
    }

    fn number(&self) -> u64 {
        match self {
            Source::Text(lines) => lines.number(),
            Source::Markup(lines) => lines.number(),
        }
    }
}

/// The stories of an export.
struct Export {
    layout: Layout,
    lines: Source,
    charset: Option<String>,
    origin: Origin,
    options: Options,
    number: u64,
    done: bool,
}

impl Export {
    /// The next story, or what is wrong with it.
    fn step(&mut self) -> io::Result<Option<Outcome>> {
        let most = self.options.max_source_bytes();
        let mut held: Vec<u8> = Vec::new();
        let mut too_large = false;
        let mut first = None;
        let mut whole = false;
        loop {
            match self.lines.next()? {
                Line::End => {
                    self.done = true;
                    break;
                }
                Line::TooLong => too_large = true,
                Line::Bytes(line) => {
                    let shown = String::from_utf8_lossy(&line);
                    let edge = match &self.lines {
                        Source::Markup(_) => self.layout.edge(&markup::decoded(&shown)),
                        Source::Text(_) => self.layout.edge(shown.trim()),
                    };
                    if !line.trim_ascii().is_empty() {
                        first.get_or_insert(self.lines.number());
                    }
                    if edge == Edge::Between {
                        whole = true;
                        break;
                    }
                    too_large |= held.len() + line.len() > most;
                    if !too_large {
                        held.extend_from_slice(&line);
                        if !line.ends_with(b"\n") {
                            held.push(b'\n');
                        }
                    }
                    if edge == Edge::Last {
                        whole = true;
                        break;
                    }
                }
            }
        }
        let place = format!("story {}, line {}", self.number + 1, first.unwrap_or(self.lines.number()));
        let origin = self.origin.at(place);
        if too_large {
            self.number += 1;
            return Ok(Some(origin.failed(None, self.options.too_large("is larger"))));
        }
        let decoded = charset::decode(&held, self.charset.as_deref());
        let mut lines: Vec<String> = decoded.text.lines().map(|l| l.trim().to_owned()).collect();
        if matches!(self.lines, Source::Markup(_)) {
            lines.iter_mut().for_each(|l| *l = markup::decoded(l));
        }
        let Some(story) = self.layout.story(&lines) else { return Ok(None) };
        self.number += 1;
        // The older layout of Nexis has no last line, and ProQuest's rules stand between stories.
        let open_end =
            self.layout == Layout::ProQuest || self.layout == Layout::Nexis && story.loaded.is_some();
        if !whole && !open_end {
            let why = "is cut short: the line that ends a story of this export is missing; export it again";
            return Ok(Some(origin.failed(None, why)));
        }
        Ok(Some(self.outcome(story, decoded.note, origin)))
    }

    fn outcome(&self, story: Story, note: Option<String>, mut origin: Origin) -> Outcome {
        origin.retrieved = story.loaded;
        let language = story.language.clone();
        let mut article = story.article(self.options.raw);
        if article.id.is_empty() {
            article.id = format!("{}:{}", self.origin.stem, self.number);
        }
        if article.text.trim().is_empty() {
            let why = format!("the {} export holds no text for it", self.layout.name());
            return Outcome::Skipped { id: article.id, why };
        }
        article.notes.extend(note);
        finish(article, language.as_deref(), &origin, &self.options)
    }
}

impl Iterator for Export {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        while !self.done {
            match self.step() {
                Ok(Some(outcome)) => return Some(outcome),
                Ok(None) => {}
                Err(e) => {
                    self.done = true;
                    let place = format!("story {}, line {}", self.number + 1, self.lines.number());
                    return Some(self.origin.failed(place, format!("cannot be read: {e}")));
                }
            }
        }
        None
    }
}

#[cfg(test)]
#[path = "../archive_tests.rs"]
mod tests;
