//! The files below a folder, in the order of their names, without what this program itself writes there.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::format;

/// What a walk passes by without a word: the files and folders that the run itself writes.
#[derive(Clone, Debug, Default)]
pub struct LeftOut {
    /// With the path of the folder that they are in resolved.
    paths: Vec<PathBuf>,
    /// Device and number of files that have no name here, such as what standard output was sent to.
    #[cfg_attr(not(unix), expect(dead_code, reason = "other systems number their files otherwise"))]
    numbers: Vec<(u64, u64)>,
}

impl LeftOut {
    /// Leaves out these paths, whether they are there yet or not, and all below them.
    pub fn paths(paths: impl IntoIterator<Item = PathBuf>) -> LeftOut {
        LeftOut { paths: paths.into_iter().map(|p| resolved(&p)).collect(), numbers: Vec::new() }
    }

    /// Leaves out an open file, by whatever name it is found.
    #[cfg(unix)]
    pub fn add_open(&mut self, file: &Metadata) {
        use std::os::unix::fs::MetadataExt as _;
        if file.is_file() {
            self.numbers.push((file.dev(), file.ino()));
        }
    }

    /// Is a path, which must be there, left out?
    pub fn holds(&self, path: &Path) -> bool {
        // Looking a path up costs more than comparing its name, and folders may have very many files.
        let named = |p: &PathBuf| p.file_name() == path.file_name() && resolved(path) == *p;
        self.paths.iter().any(named) || self.holds_number(path)
    }

    #[cfg(unix)]
    fn holds_number(&self, path: &Path) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        !self.numbers.is_empty()
            && std::fs::metadata(path).is_ok_and(|m| self.numbers.contains(&(m.dev(), m.ino())))
    }

    #[cfg(not(unix))]
    fn holds_number(&self, _: &Path) -> bool {
        false
    }
}

/// A path whose folder is resolved: the file itself may not be there yet.
fn resolved(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}

/// A walk through a folder.
#[derive(Debug)]
pub struct Walk {
    pub(crate) root: PathBuf,
    stack: Vec<Entry>,
    /// Folders that were listed, so that a link to one of them is not followed for ever.
    seen: HashSet<PathBuf>,
    left_out: LeftOut,
    /// Was there anything in it that is to be read?
    pub(crate) found: bool,
    /// Files with other endings, by ending.
    others: BTreeMap<String, u64>,
}

#[derive(Debug)]
enum Entry {
    Path(PathBuf),
    /// With the file that shows it to be output of this program.
    Output(PathBuf, OsString),
}

/// What a walk comes by.
#[derive(Debug)]
pub enum Step {
    /// A file to read.
    File(PathBuf),
    /// A link back to a folder that was read already.
    Again(PathBuf),
    /// What another run wrote, or is writing, and the name of the file beside it that shows this: not to be read.
    Output(PathBuf, OsString),
    /// What cannot be read, and why.
    Failed(PathBuf, String),
}

impl Walk {
    /// Starts at a folder.
    pub fn new(root: PathBuf, left_out: LeftOut) -> Walk {
        Walk {
            stack: vec![Entry::Path(root.clone())],
            root,
            seen: HashSet::new(),
            left_out,
            found: false,
            others: BTreeMap::new(),
        }
    }

    /// What the folder held instead, where there was nothing to read.
    pub(crate) fn others(&self) -> String {
        let shown: Vec<String> = self.others.iter().take(8).map(|(e, n)| format!("{n} with {e}")).collect();
        if shown.is_empty() {
            String::new()
        } else {
            format!("; files with other endings: {}", shown.join(", "))
        }
    }

    /// Lists a folder; false if that was done before.
    fn list(&mut self, folder: &Path) -> io::Result<bool> {
        if !self.seen.insert(folder.canonicalize()?) {
            return Ok(false);
        }
        let mut names = BTreeSet::new();
        for entry in std::fs::read_dir(folder)? {
            names.insert(entry?.file_name());
        }
        let mut entries = Vec::new();
        for name in &names {
            let path = folder.join(name);
            let hidden = name.as_encoded_bytes().starts_with(b".");
            if hidden || self.left_out.holds(&path) {
                continue;
            }
            if format::of_name(&path).0.is_none() && !path.is_dir() {
                let ending = path.extension().map(|e| format!(".{}", e.display()));
                *self.others.entry(ending.unwrap_or_else(|| "none".to_owned())).or_default() += 1;
                continue;
            }
            entries.push(match shown_as_output(folder, name, &names) {
                Some(by) => Entry::Output(path, by),
                None => Entry::Path(path),
            });
        }
        self.stack.extend(entries.into_iter().rev());
        Ok(true)
    }
}

impl Iterator for Walk {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        while let Some(entry) = self.stack.pop() {
            let path = match entry {
                Entry::Path(path) => path,
                Entry::Output(path, by) => return Some(Step::Output(path, by)),
            };
            let failed = |e: io::Error| Some(Step::Failed(path.clone(), format!("cannot be opened: {e}")));
            match std::fs::metadata(&path) {
                Ok(m) if m.is_dir() => match self.list(&path) {
                    Ok(true) => {}
                    Ok(false) => return Some(Step::Again(path)),
                    Err(e) => {
                        self.found = true;
                        return failed(e);
                    }
                },
                Ok(m) => {
                    self.found = true;
                    return Some(match special(&m) {
                        // To open a pipe that nobody writes to would be to wait for ever.
                        Some(what) => Step::Failed(
                            path,
                            format!("is {what} and no file: name it as an INPUT to read it"),
                        ),
                        None => Step::File(path),
                    });
                }
                Err(e) => {
                    self.found = true;
                    return failed(e);
                }
            }
        }
        None
    }
}

/// The name of the file that shows an entry of a folder to be output of this program: its manifest, or the journal of a run that is
/// writing it or was stopped.
fn shown_as_output(folder: &Path, name: &OsString, names: &BTreeSet<OsString>) -> Option<OsString> {
    let beside = |ending: &str| {
        let mut other = name.clone();
        other.push(ending);
        names.contains(&other).then_some(other)
    };
    if let Some(manifest) = beside(".manifest.json")
        && is_manifest(&folder.join(&manifest))
    {
        return Some(manifest);
    }
    if let (Some(journal), Some(_)) = (beside(".journal"), beside(".part")) {
        return Some(journal);
    }
    // A folder of days that is being written.
    let mut journal = OsString::from(Path::new(name).file_stem().filter(|_| has_ending(name, "new"))?);
    journal.push(".journal");
    names.contains(&journal).then_some(journal)
}

fn has_ending(name: &OsString, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == ending)
}

/// The first line of a manifest of this program says so.
fn is_manifest(file: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(file).and_then(|f| f.take(200).read_to_end(&mut head));
    read.is_ok() && String::from_utf8_lossy(&head).contains("\"program\": \"rapporteur\"")
}

/// What a file is that is no ordinary one.
fn special(meta: &Metadata) -> Option<&'static str> {
    (!meta.is_file()).then_some("a pipe, a socket or a device")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, name: &str, words: &str) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, words).unwrap();
    }

    /// Files to read, then what is passed by as output, below the folder.
    fn walked(folder: &Path, left_out: LeftOut) -> (Vec<String>, Vec<String>) {
        let below = |p: PathBuf| p.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        let (mut files, mut output) = (Vec::new(), Vec::new());
        for step in Walk::new(folder.to_owned(), left_out) {
            match step {
                Step::File(file) => files.push(below(file)),
                Step::Output(path, _) => output.push(below(path)),
                other => panic!("{other:?}"),
            }
        }
        (files, output)
    }

    #[test]
    fn what_runs_wrote_is_no_input() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path();
        let ours = "{\n  \"program\": \"rapporteur\",\n";
        for (name, words) in [
            ("a.txt", "a story"),
            ("night1.csv", "coded"),
            ("night1.csv.manifest.json", ours),
            ("days/published=2031-05-06/part.csv", "coded"),
            ("days.manifest.json", ours),
            ("half.jsonl", "coded"),
            ("half.jsonl.journal", "{}"),
            ("half.jsonl.part", ""),
            ("soon.new/published=2031-05-06/part.csv", "coded"),
            ("soon.journal", "{}"),
            // Others have manifests and journals too.
            ("crawl.csv", "a table"),
            ("crawl.csv.manifest.json", "{\"program\": \"another\"}"),
            ("diary.txt", "a story"),
            ("diary.txt.journal", "a diary"),
            ("sub/own.csv", "coded"),
            ("sub/b.txt", "a story"),
        ] {
            put(folder, name, words);
        }
        let own = LeftOut::paths([folder.join("sub/../sub/own.csv"), folder.join("not-there-yet.csv")]);
        let (files, output) = walked(folder, own);
        assert_eq!(files, ["a.txt", "crawl.csv", "diary.txt", "sub/b.txt"]);
        assert_eq!(output, ["days", "half.jsonl", "night1.csv", "soon.new"]);
        put(folder, "not-there-yet.csv", "coded");
        let own = LeftOut::paths([folder.join("not-there-yet.csv")]);
        assert!(!walked(folder, own).0.contains(&"not-there-yet.csv".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn what_standard_output_is_sent_to_is_no_input() {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), "a.txt", "a story");
        put(dir.path(), "out.jsonl", "");
        std::os::unix::fs::symlink("out.jsonl", dir.path().join("link.jsonl")).unwrap();
        let mut own = LeftOut::default();
        own.add_open(&File::open(dir.path().join("out.jsonl")).unwrap().metadata().unwrap());
        assert_eq!(walked(dir.path(), own).0, ["a.txt"]);
    }
}
