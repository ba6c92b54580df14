//! RSS and Atom: every item or entry is an article, read one by one.
//!
//! Entities that a document declares for itself are never expanded, elements deeper than any feed has are an error, and an item may
//! hold no more bytes than an article may.

mod item;

use std::io::{self, BufRead};

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use url::Url;

use crate::stream::{self, Allowance, Bytes};
use crate::{Options, Origin, Outcome};
use item::{Field, Item};

/// Elements within one another.
const DEPTH: usize = 128;

/// The articles of a feed.
pub(crate) struct Feed {
    /// None once the file has ended.
    reader: Option<Reader<Allowance<Bytes>>>,
    buffer: Vec<u8>,
    /// The elements that are open.
    open: Vec<String>,
    item: Option<(usize, Item)>,
    capture: Option<Capture>,
    channel: Channel,
    count: u64,
    origin: Origin,
    options: Options,
}

/// What a feed says of all its items.
#[derive(Default)]
pub(crate) struct Channel {
    pub title: Option<String>,
    pub language: Option<String>,
    /// The address that relative ones start from: `xml:base`, else the feed's own.
    pub base: Option<String>,
}

impl Channel {
    /// A link as a whole address, where it is a relative one and the feed says from where.
    pub(crate) fn absolute(&self, link: &str) -> String {
        if Url::parse(link).is_ok() {
            return link.to_owned();
        }
        let base = self.base.as_deref().and_then(|b| Url::parse(b).ok());
        base.and_then(|b| b.join(link).ok()).map_or_else(|| link.to_owned(), String::from)
    }
}

/// An element whose words are collected.
struct Capture {
    depth: usize,
    field: Field,
    text: String,
    /// XHTML stands in it as elements, not as words.
    markup: bool,
}

impl Feed {
    pub(crate) fn new(bytes: Bytes, origin: Origin, options: Options) -> io::Result<Feed> {
        let (head, mut bytes) = stream::peek(bytes, 256)?;
        if let Some((encoding, mark)) = Encoding::for_bom(&head) {
            match encoding == encoding_rs::UTF_8 {
                true => bytes.consume(mark),
                false => bytes = stream::transcoded(bytes, encoding),
            }
        } else if let Some(encoding) = declared(&head) {
            bytes = stream::transcoded(bytes, encoding);
        }
        let mut feed = Feed {
            reader: None,
            buffer: Vec::new(),
            open: Vec::new(),
            item: None,
            capture: None,
            channel: Channel::default(),
            count: 0,
            origin,
            options,
        };
        feed.begin(bytes);
        Ok(feed)
    }

    fn begin(&mut self, bytes: Bytes) {
        let mut reader = Reader::from_reader(Allowance::new(bytes, self.options.max_source_bytes()));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        self.reader = Some(reader);
    }

    fn place(&self) -> String {
        let at = self.reader.as_ref().map_or(0, Reader::buffer_position);
        match self.count {
            0 => format!("byte {at}"),
            n => format!("byte {at}, after item {n}"),
        }
    }

    fn fail(&mut self, why: impl Into<String>) -> Outcome {
        let failed = self.origin.failed(self.place(), why);
        self.reader = None;
        failed
    }

    /// Reads one event; what it completes.
    fn step(&mut self) -> Option<Outcome> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let most = self.options.max_source_bytes();
        let reader = self.reader.as_mut()?;
        if self.item.is_none() {
            reader.get_mut().renew(most);
        }
        let event = reader.read_event_into(&mut buffer).map(Event::into_owned);
        let spent = reader.get_ref().is_spent();
        self.buffer = buffer;
        match event {
            Ok(Event::Start(start)) => self.start(&start),
            Ok(Event::End(end)) => {
                let name = String::from_utf8_lossy(end.name().as_ref()).into_owned();
                self.end(&name)
            }
            Ok(Event::Text(text)) => self.words(&String::from_utf8_lossy(&text)),
            Ok(Event::CData(text)) => self.words(&String::from_utf8_lossy(&text)),
            Ok(Event::GeneralRef(name)) => {
                let words = match (name.resolve_char_ref(), &*name) {
                    (Ok(Some(c)), _) => c.to_string(),
                    (_, b"amp") => "&".to_owned(),
                    (_, b"lt") => "<".to_owned(),
                    (_, b"gt") => ">".to_owned(),
                    (_, b"quot") => "\"".to_owned(),
                    (_, b"apos") => "'".to_owned(),
                    // One of HTML's, or of the document's own: the first is read with the HTML, the second stays as it is.
                    _ => format!("&{};", String::from_utf8_lossy(&name)),
                };
                self.words(&words)
            }
            Ok(Event::Eof) => self.eof(),
            Ok(_) => None,
            Err(_) if spent => self.too_large(),
            Err(quick_xml::Error::Io(e)) => Some(self.fail(format!("cannot be read: {e}"))),
            Err(e) => Some(self.fail(format!("is not well-formed XML: {e}"))),
        }
    }

    fn start(&mut self, start: &BytesStart) -> Option<Outcome> {
        let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
        if self.open.is_empty()
            && !matches!(name.as_str(), "rss" | "feed" | "atom:feed" | "rdf:RDF" | "channel")
        {
            let name: String = name.chars().take(40).collect();
            return Some(self.fail(format!(
                "is no feed: its outermost element is <{name}>, not <rss>, <feed> or <rdf:RDF>: leave it out"
            )));
        }
        if self.open.len() >= DEPTH {
            return Some(
                self.fail(format!("has more than {DEPTH} elements within one another: no feed has")),
            );
        }
        self.open.push(name);
        let depth = self.open.len();
        let name = self.open[depth - 1].as_str();
        if let Some(capture) = &mut self.capture {
            if capture.markup {
                capture.text.push_str(&format!("<{}>", item::local(name)));
            }
            return None;
        }
        let attribute = |wanted: &str| {
            start.html_attributes().flatten().find(|a| a.key.as_ref() == wanted.as_bytes()).map(|a| {
                let value = String::from_utf8_lossy(&a.value).into_owned();
                value.replace("&amp;", "&").trim().to_owned()
            })
        };
        if self.item.is_none() && depth <= 4 && matches!(item::local(name), "item" | "entry") {
            self.item = Some((depth, Item::default()));
            if let Some(reader) = &mut self.reader {
                reader.get_mut().renew(self.options.max_source_bytes());
            }
            return None;
        }
        let field = match &mut self.item {
            Some((at, item)) => {
                let field = match depth - *at {
                    1 => Field::of(name),
                    2 if matches!(item::local(&self.open[depth - 2]), "author" | "creator")
                        && item::local(name) == "name" =>
                    {
                        Some(Field::Author)
                    }
                    _ => None,
                };
                if field == Some(Field::Link)
                    && let Some(href) = attribute("href")
                {
                    if attribute("rel").is_none_or(|rel| rel == "alternate") {
                        item.put(Field::Link, &href);
                    }
                    None
                } else {
                    // The words of an author with a name of its own stand one element further down.
                    field.filter(|f| {
                        !(*f == Field::Author
                            && self.open.first().is_some_and(|o| o.ends_with("feed"))
                            && depth - *at == 1)
                    })
                }
            }
            None if depth <= 3 => match name {
                "title" => Some(Field::Title),
                "language" => Some(Field::Language),
                // That of RSS stands in its words, that of Atom in an attribute.
                "link" if self.channel.base.is_none() => {
                    let href = attribute("href").filter(|_| {
                        attribute("rel").is_none_or(|rel| matches!(rel.as_str(), "alternate" | "self"))
                    });
                    match href {
                        Some(href) => {
                            self.channel.base = Some(href);
                            None
                        }
                        None => Some(Field::Link),
                    }
                }
                _ => None,
            },
            None => None,
        };
        if depth == 1 {
            self.channel.language = attribute("xml:lang");
            self.channel.base = attribute("xml:base");
        }
        if let Some(field) = field {
            let markup = attribute("type").is_some_and(|t| t == "xhtml");
            let plain = attribute("type").is_some_and(|t| t == "text") && field.is_text();
            let field = if plain { field.plain() } else { field };
            self.capture = Some(Capture { depth, field, text: String::new(), markup });
        }
        None
    }

    fn words(&mut self, words: &str) -> Option<Outcome> {
        if let Some(capture) = &mut self.capture {
            match capture.markup {
                true => capture.text.push_str(&item::escaped(words)),
                false => capture.text.push_str(words),
            }
        } else if self.open.is_empty() && !words.trim().is_empty() {
            return Some(self.fail("is no feed: it does not begin with an element of XML"));
        }
        None
    }

    fn end(&mut self, name: &str) -> Option<Outcome> {
        // A closing tag without an opening one is passed over; one that closes several elements closes them all.
        let depth = self.open.iter().rposition(|o| o == name)? + 1;
        self.open.truncate(depth - 1);
        if let Some(capture) = self.capture.take_if(|c| depth <= c.depth) {
            match &mut self.item {
                Some((_, item)) => item.put(capture.field, &capture.text),
                None if capture.field == Field::Title => {
                    let title = item::words_of(&capture.text);
                    self.channel.title.get_or_insert(title);
                }
                None if capture.field == Field::Link => {
                    let link = capture.text.trim().to_owned();
                    self.channel.base = Some(link).filter(|l| Url::parse(l).is_ok());
                }
                None => self.channel.language = Some(capture.text.trim().to_owned()),
            }
        } else if let Some(capture) = &mut self.capture
            && capture.markup
        {
            capture.text.push_str(&format!("</{}>", item::local(name)));
        }
        let (_, item) = self.item.take_if(|(at, _)| depth <= *at)?;
        self.count += 1;
        let origin = self.origin.at(format!("item {}", self.count));
        Some(item.outcome(&self.channel, self.count, &origin, &self.options))
    }

    fn eof(&mut self) -> Option<Outcome> {
        if let Some(open) = self.open.first() {
            let why = format!("is cut short: <{open}> is not closed; fetch it again");
            return Some(self.fail(why));
        }
        if self.count == 0 && self.reader.is_some() {
            let empty = self.reader.as_ref().is_some_and(|r| r.buffer_position() == 0);
            return Some(self.fail(if empty { "is empty" } else { "is a feed without items" }));
        }
        self.reader = None;
        None
    }

    /// Passes over the rest of an item that is too large, up to the next one. What is too large outside of items ends the feed.
    fn too_large(&mut self) -> Option<Outcome> {
        let failed = self.origin.failed(self.place(), self.options.too_large("an item is larger"));
        let inside = self.item.take();
        self.capture = None;
        let mut bytes = self.reader.take()?.into_inner().into_inner();
        if let Some((depth, _)) = inside {
            let entries = self.open.get(depth - 1).is_some_and(|o| item::local(o) == "entry");
            let mark: &[u8] = if entries { b"<entry" } else { b"<item" };
            self.open.truncate(depth - 1);
            self.count += 1;
            match skip_to(&mut bytes, mark) {
                Ok(true) => self.begin(stream::again(mark.to_vec(), bytes)),
                Ok(false) => {}
                Err(e) => return Some(self.origin.failed(None, format!("cannot be read: {e}"))),
            }
        }
        Some(failed)
    }
}

/// Reads up to a mark and past it, holding nothing; false if the stream ends before.
fn skip_to(bytes: &mut Bytes, mark: &[u8]) -> io::Result<bool> {
    let mut matched = 0;
    loop {
        let held = match bytes.fill_buf() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            held => held?,
        };
        if held.is_empty() {
            return Ok(false);
        }
        for (i, byte) in held.iter().enumerate() {
            matched = match byte {
                b if *b == mark[matched] => matched + 1,
                b if *b == mark[0] => 1,
                _ => 0,
            };
            if matched == mark.len() {
                bytes.consume(i + 1);
                return Ok(true);
            }
        }
        let used = held.len();
        bytes.consume(used);
    }
}

/// The charset that the declaration of a document names.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let after = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let label = after.get(1..)?.split(['"', '\'']).next()?;
    Encoding::for_label(label.as_bytes()).filter(|e| e.is_ascii_compatible())
}

impl Iterator for Feed {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        while self.reader.is_some() {
            if let Some(outcome) = self.step() {
                return Some(outcome);
            }
        }
        None
    }
}

#[cfg(test)]
#[path = "../feed_tests.rs"]
mod tests;
