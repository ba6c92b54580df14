//! Files, folders and standard input, in a fixed order, and the ids of what they hold.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ffi::OsStr;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use rapporteur_text::Article;

use crate::jsonl::JsonLines;
use crate::{Options, Outcome, charset, finish, page, plain};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Page,
    Plain,
    JsonLines,
}

type Bytes = Box<dyn Read + Send>;
type Articles = Box<dyn Iterator<Item = Outcome> + Send>;

/// A stream of articles from files, folders and standard input. Memory is bounded by the largest article, however many there
/// are (beyond 24 bytes for each id, so that doubles are told apart).
pub struct Inputs {
    waiting: VecDeque<PathBuf>,
    folder: Option<Walk>,
    open: Option<Articles>,
    ready: VecDeque<Outcome>,
    stdin: Option<Bytes>,
    ids: Ids,
    options: Options,
}

impl Inputs {
    /// Opens a list of inputs; `-` is standard input. Nothing is read before the first item is asked for.
    pub fn open<P: AsRef<OsStr>>(inputs: &[P], options: Options) -> Inputs {
        Inputs::with_stdin(inputs, options, Box::new(std::io::stdin()))
    }

    /// The same, with something else in the place of standard input.
    pub fn with_stdin<P: AsRef<OsStr>>(
        inputs: &[P],
        options: Options,
        stdin: Box<dyn Read + Send>,
    ) -> Inputs {
        Inputs {
            waiting: inputs.iter().map(|p| PathBuf::from(p.as_ref())).collect(),
            folder: None,
            open: None,
            ready: VecDeque::new(),
            stdin: Some(stdin),
            ids: Ids::default(),
            options,
        }
    }

    /// Starts on one named input.
    fn start(&mut self, input: PathBuf) {
        if input.as_os_str() == "-" {
            match self.stdin.take() {
                Some(bytes) => self.open = Some(sniff(bytes, "standard input", "stdin", &self.options)),
                None => self.fail(&input, "standard input can be named only once"),
            }
            return;
        }
        match std::fs::metadata(&input) {
            Ok(m) if m.is_dir() => self.folder = Some(Walk::new(input)),
            Ok(_) => {
                let id = stem(input.file_name().map(Path::new).unwrap_or(&input));
                self.open = Some(open_file(&input, &id, &self.options));
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                self.fail(&input, "no such file or folder: check the path");
            }
            Err(e) => self.fail(&input, &format!("cannot be opened: {e}")),
        }
    }

    fn fail(&mut self, input: &Path, why: &str) {
        self.ready.push_back(Outcome::Failed { input: shown(input), place: None, why: why.to_owned() });
    }

    /// Gives an article an id of its own, warning where it had to be changed.
    fn settle(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Article(mut article) => {
                if let Some(id) = self.ids.claim(&article.id) {
                    self.warn_of_double(&article.id, &id);
                    article
                        .notes
                        .push(format!("another article has the id {:?}: this one is {id:?}", article.id));
                    article.id = id;
                }
                self.ready.push_back(Outcome::Article(article));
            }
            Outcome::Skipped { id, why } => {
                let id = match self.ids.claim(&id) {
                    Some(other) => {
                        self.warn_of_double(&id, &other);
                        other
                    }
                    None => id,
                };
                self.ready.push_back(Outcome::Skipped { id, why });
            }
            other => self.ready.push_back(other),
        }
    }

    fn warn_of_double(&mut self, id: &str, other: &str) {
        let why = format!("more than one article has this id: the next one is called {other:?}");
        self.ready.push_back(Outcome::Warning { input: id.to_owned(), why });
    }
}

impl Iterator for Inputs {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        loop {
            if let Some(outcome) = self.ready.pop_front() {
                return Some(outcome);
            }
            if let Some(articles) = &mut self.open {
                match articles.next() {
                    Some(outcome) => self.settle(outcome),
                    None => self.open = None,
                }
            } else if let Some(walk) = &mut self.folder {
                match walk.next() {
                    Some(Ok(file)) => {
                        let below = file.strip_prefix(&walk.root).unwrap_or(&file).to_path_buf();
                        self.open = Some(open_file(&file, &stem(&below), &self.options));
                    }
                    Some(Err((path, e))) => self.fail(&path, &format!("cannot be opened: {e}")),
                    None => {
                        if let Some(walk) = self.folder.take().filter(|w| !w.found) {
                            let why = "holds no file that can be read (.html, .htm, .txt, .jsonl)";
                            self.fail(&walk.root, why);
                        }
                    }
                }
            } else {
                let input = self.waiting.pop_front()?;
                self.start(input);
            }
        }
    }
}

/// The ids given so far, as hashes, and how often each was asked for again.
#[derive(Default)]
struct Ids {
    taken: HashSet<u128>,
    again: HashMap<u128, u32>,
}

impl Ids {
    /// Takes an id; the id to use instead, if it is taken.
    fn claim(&mut self, id: &str) -> Option<String> {
        let key = hash(id);
        if self.taken.insert(key) {
            return None;
        }
        let n = self.again.entry(key).or_insert(1);
        loop {
            *n += 1;
            let other = format!("{id}~{n}");
            if self.taken.insert(hash(&other)) {
                return Some(other);
            }
        }
    }
}

fn hash(id: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, id).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// The files below a folder, in the order of their names.
struct Walk {
    root: PathBuf,
    stack: Vec<PathBuf>,
    /// Folders on the way down, so that a link to one of them is not followed for ever.
    seen: HashSet<PathBuf>,
    found: bool,
}

impl Walk {
    fn new(root: PathBuf) -> Walk {
        Walk { stack: vec![root.clone()], root, seen: HashSet::new(), found: false }
    }

    fn list(&mut self, folder: &Path) -> std::io::Result<()> {
        if !self.seen.insert(folder.canonicalize()?) {
            return Ok(());
        }
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
            if !hidden && (path.is_dir() || format_of(&path).is_some()) {
                entries.push(path);
            }
        }
        entries.sort();
        self.stack.extend(entries.into_iter().rev());
        Ok(())
    }

    fn next(&mut self) -> Option<Result<PathBuf, (PathBuf, std::io::Error)>> {
        while let Some(path) = self.stack.pop() {
            if !path.is_dir() {
                self.found = true;
                return Some(Ok(path));
            }
            if let Err(e) = self.list(&path) {
                self.found = true;
                return Some(Err((path, e)));
            }
        }
        None
    }
}

fn format_of(path: &Path) -> Option<Format> {
    match path.extension()?.to_string_lossy().to_ascii_lowercase().as_str() {
        "html" | "htm" | "xhtml" => Some(Format::Page),
        "txt" | "text" => Some(Format::Plain),
        "jsonl" | "ndjson" => Some(Format::JsonLines),
        _ => None,
    }
}

/// A path without its ending, with `/` between its parts on every system.
fn stem(path: &Path) -> String {
    let path = if format_of(path).is_some() { path.with_extension("") } else { path.to_path_buf() };
    let parts: Vec<_> = path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn open_file(path: &Path, id: &str, options: &Options) -> Articles {
    let name = shown(path);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) => return failed(&name, format!("cannot be opened: {e}")),
    };
    match format_of(path) {
        Some(format) => read(Box::new(file), format, &name, id, options),
        None => sniff(Box::new(file), &name, id, options),
    }
}

fn failed(input: &str, why: String) -> Articles {
    Box::new(std::iter::once(Outcome::Failed { input: input.to_owned(), place: None, why }))
}

/// Tells the format from the first bytes: JSON lines if the first that is no space is `{`, a page if it looks like markup.
fn sniff(mut bytes: Bytes, name: &str, id: &str, options: &Options) -> Articles {
    let mut head = Vec::new();
    let mut piece = [0; 8192];
    // A stream may come in small pieces: two bytes that are no space are enough to tell.
    while head.trim_ascii_start().len() < 2 && head.len() <= options.max_article_bytes {
        match bytes.read(&mut piece) {
            Ok(0) => break,
            Ok(n) => head.extend_from_slice(&piece[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return failed(name, format!("cannot be read: {e}")),
        }
    }
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    let format = match start {
        [b'{', ..] => Format::JsonLines,
        [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'!' | b'?', ..] => Format::Page,
        _ => Format::Plain,
    };
    read(Box::new(Cursor::new(head).chain(bytes)), format, name, id, options)
}

fn read(bytes: Bytes, format: Format, name: &str, id: &str, options: &Options) -> Articles {
    if format == Format::JsonLines {
        return Box::new(JsonLines::new(BufReader::new(bytes), name, id, options.clone()));
    }
    Box::new(std::iter::once(one(bytes, format, name, id, options)))
}

/// A file that holds one article.
fn one(bytes: Bytes, format: Format, name: &str, id: &str, options: &Options) -> Outcome {
    let fail = |why: String| Outcome::Failed { input: name.to_owned(), place: None, why };
    let most = options.max_article_bytes;
    let mut content = Vec::new();
    match bytes.take(most as u64 + 1).read_to_end(&mut content) {
        Err(e) => return fail(format!("cannot be read: {e}")),
        Ok(n) if n > most => {
            return fail(format!("is larger than {} MB, the most that one article may have", most >> 20));
        }
        Ok(_) => {}
    }
    if content.trim_ascii().is_empty() {
        return fail("is empty".to_owned());
    }
    if charset::is_binary(&content) {
        return fail("is not text: a binary file; save it as HTML or plain text".to_owned());
    }
    let declared = match format {
        Format::Page => charset::declared_in_page(&content),
        _ => None,
    };
    let decoded = charset::decode(&content, declared.as_deref());
    let (mut article, language): (Article, Option<String>) = match format {
        Format::Page => page::read_with_language(&decoded.text, None, options.raw),
        _ => (plain::read(&decoded.text, options.raw), None),
    };
    if article.text.trim().is_empty() {
        return fail("no article text was found in it; --raw reads everything that it holds".to_owned());
    }
    article.id = id.to_owned();
    article.notes.extend(decoded.note);
    finish(article, language.as_deref(), options)
}

#[cfg(test)]
#[path = "inputs_tests.rs"]
mod tests;
