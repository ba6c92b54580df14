//! The files below a folder, in the order of their names.

use std::collections::HashSet;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use crate::format;

/// A walk through a folder.
pub(crate) struct Walk {
    pub(crate) root: PathBuf,
    stack: Vec<PathBuf>,
    /// Folders that were listed, so that a link to one of them is not followed for ever.
    seen: HashSet<PathBuf>,
    /// Was there anything in it that is to be read?
    pub(crate) found: bool,
}

/// What a walk comes by.
pub(crate) enum Step {
    /// A file to read.
    File(PathBuf),
    /// A link back to a folder that was read already.
    Again(PathBuf),
    /// What cannot be read, and why.
    Failed(PathBuf, String),
}

impl Walk {
    pub(crate) fn new(root: PathBuf) -> Walk {
        Walk { stack: vec![root.clone()], root, seen: HashSet::new(), found: false }
    }

    /// Lists a folder; false if that was done before.
    fn list(&mut self, folder: &Path) -> io::Result<bool> {
        if !self.seen.insert(folder.canonicalize()?) {
            return Ok(false);
        }
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let hidden = path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b"."));
            if !hidden && (format::of_name(&path).0.is_some() || path.is_dir()) {
                entries.push(path);
            }
        }
        entries.sort();
        self.stack.extend(entries.into_iter().rev());
        Ok(true)
    }

    pub(crate) fn next(&mut self) -> Option<Step> {
        while let Some(path) = self.stack.pop() {
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

/// What a file is that is no ordinary one.
fn special(meta: &Metadata) -> Option<&'static str> {
    (!meta.is_file()).then_some("a pipe, a socket or a device")
}
