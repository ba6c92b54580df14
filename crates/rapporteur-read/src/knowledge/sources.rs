//! Where the tables come from: a whole `knowledge/` folder, or the built-in tables, with a user's own folder laid over them.
//!
//! A file that both have is read as one, the user's lines first, so that what takes the first answer takes the user's; TOML is
//! merged instead (see [`super::overlay`]). Faults come back to the right file and line by [`Sources::locate`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::Faults;

/// One place with tables in it.
#[derive(Debug)]
enum Layer {
    /// A folder, and how messages name it.
    Folder(PathBuf, PathBuf),
    /// Files in memory, by their paths below `knowledge/`.
    Packed(BTreeMap<PathBuf, String>),
}

impl Layer {
    fn read(&self, file: &Path) -> std::io::Result<Option<String>> {
        match self {
            Layer::Folder(folder, _) => match std::fs::read_to_string(folder.join(file)) {
                Ok(text) => Ok(Some(text)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            },
            Layer::Packed(files) => Ok(files.get(file).cloned()),
        }
    }

    /// The names in a folder, with whether each is a folder itself.
    fn list(&self, folder: &Path) -> Vec<(PathBuf, bool)> {
        match self {
            Layer::Folder(root, _) => std::fs::read_dir(root.join(folder))
                .into_iter()
                .flatten()
                .flatten()
                .map(|e| (folder.join(e.file_name()), e.path().is_dir()))
                .collect(),
            Layer::Packed(files) => {
                let mut out = BTreeSet::new();
                for file in files.keys() {
                    let Ok(below) = file.strip_prefix(folder) else { continue };
                    let mut parts = below.components();
                    if let Some(first) = parts.next() {
                        out.insert((folder.join(first), parts.next().is_some()));
                    }
                }
                out.into_iter().collect()
            }
        }
    }

    fn name(&self) -> &Path {
        match self {
            Layer::Folder(_, name) => name,
            Layer::Packed(_) => Path::new("knowledge"),
        }
    }
}

/// The tables that a compilation reads.
#[derive(Debug)]
pub struct Sources {
    base: Layer,
    own: Option<Layer>,
    /// Files of the user's folder that some stage asked for.
    read: Mutex<BTreeSet<PathBuf>>,
}

impl Sources {
    /// A folder laid out as `knowledge/`.
    pub fn folder(folder: impl AsRef<Path>) -> Self {
        Self::named(folder.as_ref(), folder.as_ref())
    }

    /// A folder that messages call by another name.
    pub fn named(folder: &Path, name: &Path) -> Self {
        Self::of(Layer::Folder(folder.to_owned(), name.to_owned()))
    }

    /// Files in memory: paths below `knowledge/`, with `/`, and their text.
    pub fn packed(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self::of(Layer::Packed(files.into_iter().map(|(path, text)| (path.into(), text)).collect()))
    }

    fn of(base: Layer) -> Self {
        Sources { base, own: None, read: Mutex::default() }
    }

    /// Lays a user's folder over these tables. It replaces one that was laid over them before.
    pub fn with(mut self, folder: impl AsRef<Path>) -> Self {
        self.own = Some(Layer::Folder(folder.as_ref().to_owned(), folder.as_ref().to_owned()));
        self
    }

    /// The stages of whose folders the user's folder has files.
    pub fn touched(&self) -> BTreeSet<String> {
        let mut files = Vec::new();
        if let Some(own) = &self.own {
            unread_files(own, Path::new(""), &BTreeSet::new(), &mut files);
        }
        let stage = |file: &PathBuf| Some(file.iter().next()?.to_string_lossy().into_owned());
        files.iter().filter(|f| f.iter().count() > 1).filter_map(stage).collect()
    }

    fn layers(&self) -> impl Iterator<Item = (bool, &Layer)> {
        self.own.iter().map(|l| (true, l)).chain([(false, &self.base)])
    }

    /// The texts of a file, the user's first, each with whether it is the user's.
    ///
    /// # Errors
    ///
    /// When a file that is there cannot be read, or is not UTF-8.
    pub fn texts(&self, file: &Path) -> std::io::Result<Vec<(bool, String)>> {
        let mut out = Vec::new();
        for (own, layer) in self.layers() {
            if let Some(text) = layer.read(file)? {
                if own && let Ok(mut read) = self.read.lock() {
                    read.insert(file.to_owned());
                }
                out.push((own, text));
            }
        }
        Ok(out)
    }

    /// Is there such a file?
    pub fn has(&self, file: &Path) -> bool {
        self.layers().any(|(_, l)| l.read(file).is_ok_and(|t| t.is_some()))
    }

    /// The text of a file; of two, one after the other, the user's first. Of two tables the second heading becomes a remark.
    ///
    /// # Errors
    ///
    /// When there is none, or it cannot be read.
    pub fn text(&self, file: &Path) -> std::io::Result<String> {
        let mut texts = self.texts(file)?.into_iter();
        let Some((_, mut out)) = texts.next() else { return Err(std::io::ErrorKind::NotFound.into()) };
        for (_, text) in texts {
            if !out.ends_with('\n') {
                out.push('\n');
            }
            let heading = file.extension().is_some_and(|e| e == "tsv")
                && text.lines().any(|l| !l.is_empty() && !l.starts_with('#'));
            if heading {
                for line in text.lines().take_while(|l| l.is_empty() || l.starts_with('#')) {
                    out.push_str(line);
                    out.push('\n');
                }
                out.push('#');
            }
            let rest = if heading { after_remarks(&text) } else { &text };
            out.push_str(rest);
        }
        Ok(out)
    }

    /// The files of a folder with this ending, sorted by name, as paths below `knowledge/`.
    pub fn files(&self, folder: &Path, ending: &str) -> Vec<PathBuf> {
        let all: BTreeSet<PathBuf> =
            self.layers().flat_map(|(_, l)| l.list(folder)).map(|(p, _)| p).collect();
        all.into_iter().filter(|p| p.extension().is_some_and(|e| e == ending)).collect()
    }

    /// The folders in a folder, sorted by name.
    pub fn folders(&self, folder: &Path) -> Vec<PathBuf> {
        let all = self.layers().flat_map(|(_, l)| l.list(folder)).filter(|(_, is_folder)| *is_folder);
        all.map(|(p, _)| p).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Gives the faults the path that their reader knows and the line in that file, and takes what is in the user's folder
    /// alone for a fault where no stage reads it.
    pub fn locate(&self, faults: &mut Faults) {
        let read = self.read.lock().map(|r| r.clone()).unwrap_or_default();
        if let Some(own) = &self.own {
            let mut unread = Vec::new();
            unread_files(own, Path::new(""), &read, &mut unread);
            for file in unread {
                let message = if file.starts_with("ingest") {
                    "the tables of `ingest` are part of the program: change them in its sources and build it"
                } else {
                    "no stage reads a file of this name: give it the name of a table that `knowledge/` has, or take it out"
                };
                faults.add(file, 0, message);
            }
        }
        for fault in &mut faults.list {
            (fault.file, fault.line) = self.place(&fault.file, fault.line);
        }
    }

    /// The path that a reader knows, and the line in that file, of a line of a table that may be made of two.
    pub fn place(&self, file: &Path, line: usize) -> (PathBuf, usize) {
        let base = self.base.name().join(file);
        let Some(own) = &self.own else { return (base, line) };
        match own.read(file).ok().flatten().map(|text| text.lines().count()) {
            Some(lines) if line > lines => (base, line - lines),
            // A folder of the user's that is no table: an import without its SOURCE.toml.
            None if self.base.read(file).ok().flatten().is_some() => (base, line),
            _ => (own.name().join(file), line),
        }
    }
}

/// From the first line that is neither empty nor a remark.
fn after_remarks(text: &str) -> &str {
    let mut rest = text;
    while let Some((line, more)) = rest.split_once('\n') {
        if !line.is_empty() && !line.starts_with('#') {
            break;
        }
        rest = more;
    }
    rest
}

/// Tables in the folder that nobody asked for. Pages, hidden files and `SOURCE.toml` are no tables.
fn unread_files(layer: &Layer, folder: &Path, read: &BTreeSet<PathBuf>, out: &mut Vec<PathBuf>) {
    let mut list = layer.list(folder);
    list.sort();
    for (path, is_folder) in list {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let page = name.starts_with('.')
            || name == "SOURCE.toml"
            || Path::new(&*name).extension().is_some_and(|e| e == "md" || e == "txt");
        if page {
            continue;
        }
        if is_folder {
            unread_files(layer, &path, read, out);
        } else if !read.contains(&path) {
            out.push(path);
        }
    }
}

impl From<PathBuf> for Sources {
    fn from(folder: PathBuf) -> Self {
        Sources::folder(folder)
    }
}

impl From<&Path> for Sources {
    fn from(folder: &Path) -> Self {
        Sources::folder(folder)
    }
}
