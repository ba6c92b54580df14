//! Files, folders and standard input, in a fixed order, and the ids of what they hold.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::ffi::OsStr;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::feed::Feed;
use crate::format::{self, Format};
use crate::jsonl::JsonLines;
use crate::parquet::{self, Parquet};
use crate::stream::{self, Bytes, Packing};
use crate::table::Table;
use crate::walk::{Step, Walk};
use crate::warc::Warc;
use crate::{Options, Origin, Outcome, archive};

/// The articles of one file.
pub(crate) type Articles = Box<dyn Iterator<Item = Outcome> + Send>;

/// A stream of articles from files, folders and standard input. Memory is bounded by the largest article, however many there
/// are (beyond 32 bytes for each id, so that doubles are told apart).
pub struct Inputs {
    waiting: VecDeque<PathBuf>,
    folder: Option<Walk>,
    open: Option<Articles>,
    /// As messages name what is being read.
    reading: String,
    ready: VecDeque<Outcome>,
    stdin: Option<Box<dyn Read + Send>>,
    ids: Ids,
    used: Used,
    options: Options,
}

/// How many bytes of files have been read so far, packed as they are: a handle that can be asked from another thread.
#[derive(Clone, Debug, Default)]
pub struct Used(Arc<AtomicU64>);

impl Used {
    /// Bytes of files so far; standard input is not counted.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts the bytes that are read of a file.
struct Metered {
    bytes: File,
    used: Used,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.bytes.read(buffer)?;
        self.used.0.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
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
            reading: String::new(),
            ready: VecDeque::new(),
            stdin: Some(stdin),
            ids: Ids::default(),
            used: Used::default(),
            options,
        }
    }

    /// Tells how far the files have been read.
    pub fn used(&self) -> Used {
        self.used.clone()
    }

    /// Starts on one named input.
    fn start(&mut self, input: PathBuf) {
        if input.as_os_str() == "-" {
            match self.stdin.take() {
                Some(bytes) => {
                    let origin = Origin::new("standard input", "stdin");
                    self.reading.clone_from(&origin.input);
                    self.open = Some(read(bytes, None, None, origin, &self.options));
                }
                None => self.fail(&input, "standard input can be named only once"),
            }
            return;
        }
        match std::fs::metadata(&input) {
            Ok(m) if m.is_dir() => self.folder = Some(Walk::new(input, self.options.leave_out.clone())),
            Ok(_) => {
                let id = format::stem(input.file_name().map(Path::new).unwrap_or(&input));
                self.open = Some(self.open_file(&input, &id));
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                self.fail(&input, "no such file or folder: check the path");
            }
            Err(e) => self.fail(&input, &format!("cannot be opened: {e}")),
        }
    }

    fn open_file(&mut self, path: &Path, id: &str) -> Articles {
        let origin = Origin::new(&shown(path), id);
        self.reading.clone_from(&origin.input);
        let file = match File::open(path) {
            Ok(file) => file,
            Err(e) => return failed(&origin, format!("cannot be opened: {e}")),
        };
        let (format, packing) = format::of_name(path);
        if let (Some(Format::Parquet), None) = (format, packing) {
            // Read here and there, and not from its beginning to its end.
            self.used.0.fetch_add(file.metadata().map_or(0, |m| m.len()), Ordering::Relaxed);
            return Box::new(Parquet::new(file, origin, self.options.clone()));
        }
        let bytes = Metered { bytes: file, used: self.used.clone() };
        read(Box::new(bytes), format, packing, origin, &self.options)
    }

    fn fail(&mut self, input: &Path, why: &str) {
        self.ready.push_back(Outcome::Failed { input: shown(input), place: None, why: why.to_owned() });
    }

    /// Gives an article an id of its own, warning where it had to be changed.
    fn settle(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Article(mut article) => {
                if let Some((id, same)) = self.ids.claim(&article.id, &article.text) {
                    self.warn_of_double(&article.id, &id, same);
                    article
                        .notes
                        .push(format!("another article has the id {:?}: this one is {id:?}", article.id));
                    article.id = id;
                }
                self.ready.push_back(Outcome::Article(article));
            }
            Outcome::Skipped { id, why } => {
                let id = match self.ids.claim(&id, "") {
                    Some((other, _)) => {
                        self.warn_of_double(&id, &other, false);
                        other
                    }
                    None => id,
                };
                self.ready.push_back(Outcome::Skipped { id, why });
            }
            other => self.ready.push_back(other),
        }
    }

    fn warn_of_double(&mut self, id: &str, other: &str, same: bool) {
        let twice = if same { "; its text is the same: is it given twice?" } else { "" };
        let why = format!(
            "more than one article has this id: the next one is called {other:?} (in {}){twice}",
            self.reading
        );
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
                    Some(Step::File(file)) => {
                        let below = file.strip_prefix(&walk.root).unwrap_or(&file).to_path_buf();
                        self.open = Some(self.open_file(&file, &format::stem(&below)));
                    }
                    Some(Step::Again(folder)) => self.ready.push_back(Outcome::Warning {
                        input: shown(&folder),
                        why: "leads to a folder that was read already: not read again".to_owned(),
                    }),
                    Some(Step::Output(path, by)) => self.ready.push_back(Outcome::Warning {
                        input: shown(&path),
                        why: format!(
                            "is what a run of this program wrote ({} beside it shows that): not read; name it as an INPUT to read it",
                            by.display()
                        ),
                    }),
                    Some(Step::Failed(path, why)) => self.fail(&path, &why),
                    None => {
                        if let Some(walk) = self.folder.take().filter(|w| !w.found) {
                            let why = format!("holds no file that can be read ({}){}", format::ENDINGS, walk.others());
                            self.fail(&walk.root, &why);
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
    /// With a hash of the text.
    taken: HashMap<u128, u64>,
    again: HashMap<u128, u32>,
}

impl Ids {
    /// Takes an id; the id to use instead, if it is taken, and whether the article that has it has this text too.
    fn claim(&mut self, id: &str, text: &str) -> Option<(String, bool)> {
        let key = hash(id);
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let text = hasher.finish();
        let Some(first) = self.taken.get(&key).copied() else {
            self.taken.insert(key, text);
            return None;
        };
        let n = self.again.entry(key).or_insert(1);
        loop {
            *n += 1;
            let other = format!("{id}~{n}");
            if let Entry::Vacant(free) = self.taken.entry(hash(&other)) {
                free.insert(text);
                return Some((other, first == text));
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

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn failed(origin: &Origin, why: impl Into<String>) -> Articles {
    Box::new(std::iter::once(origin.failed(None, why)))
}

/// Reads a stream, unpacking it; where its format is not known by its name, its first bytes tell.
fn read(
    bytes: Box<dyn Read + Send>,
    format: Option<Format>,
    packing: Option<Packing>,
    origin: Origin,
    options: &Options,
) -> Articles {
    let opened = stream::unpacked(bytes, packing).and_then(|(bytes, offset, packed)| {
        let (shown, bytes) = match format {
            Some(Format::Plain) => markup_in_text(bytes)?,
            Some(format) => (format, bytes),
            None => sniff(bytes)?,
        };
        Ok((shown, bytes, offset, packed))
    });
    let named = format;
    let (format, bytes, offset, packed) = match opened {
        Ok(opened) => opened,
        Err(e) => return failed(&origin, format!("cannot be read: {e}")),
    };
    let options = options.clone();
    let done = match format {
        Format::Page | Format::Plain => archive::articles(bytes, format, &origin, &options),
        Format::JsonLines => {
            stream::in_utf8(bytes).map(|b| Box::new(JsonLines::new(b, origin.clone(), options)) as Articles)
        }
        Format::Csv | Format::Tsv => stream::in_utf8(bytes)
            .map(|b| Box::new(Table::new(b, format == Format::Tsv, origin.clone(), options)) as Articles),
        Format::Feed => Feed::new(bytes, origin.clone(), options).map(|f| Box::new(f) as Articles),
        Format::Warc => Ok(Box::new(Warc::new(bytes, offset, packed, origin.clone(), options)) as Articles),
        Format::Parquet => parquet::spooled(bytes)
            .map(|file| Box::new(Parquet::new(file, origin.clone(), options)) as Articles),
    };
    let articles = done.unwrap_or_else(|e| failed(&origin, format!("cannot be read: {e}")));
    if named == Some(Format::Plain) && format != Format::Plain {
        let what = if format == Format::Feed { "a feed" } else { "a page in HTML" };
        let why = format!("its name says plain text, but it holds {what}: read as that");
        return Box::new(std::iter::once(origin.warned(why)).chain(articles));
    }
    articles
}

/// A file that is named as text may hold a page or a feed, whose marks nobody wants as words.
fn markup_in_text(bytes: Bytes) -> std::io::Result<(Format, Bytes)> {
    let (head, bytes) = stream::peek(bytes, 1 << 10)?;
    let shown = format::sniffed(&head);
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    let start = String::from_utf8_lossy(&start[..start.len().min(15)]).to_ascii_lowercase();
    let is_page =
        shown == Format::Page && (start.starts_with("<!doctype html") || start.starts_with("<html"));
    Ok((if shown == Format::Feed || is_page { shown } else { Format::Plain }, bytes))
}

/// Tells the format from the first bytes. A stream may come in small pieces: two bytes that are no space are enough to tell, unless
/// they begin markup.
fn sniff(mut bytes: Bytes) -> std::io::Result<(Format, Bytes)> {
    /// Bytes in which the first element of markup is looked for.
    const HEAD: usize = 4096;
    let mut head = Vec::new();
    let mut piece = [0; HEAD];
    loop {
        let start = head.trim_ascii_start();
        let markup = start.first() == Some(&b'<') || start.starts_with(b"\xef\xbb\xbf");
        if start.len() >= 2 && (!markup || start.len() >= HEAD) || head.len() >= 16 * HEAD {
            break;
        }
        match bytes.read(&mut piece) {
            Ok(0) => break,
            Ok(n) => head.extend_from_slice(&piece[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok((format::sniffed(&head), stream::again(head, bytes)))
}

#[cfg(test)]
#[path = "inputs_tests.rs"]
mod tests;
