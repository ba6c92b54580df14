//! Compiled knowledge: what `knowledge/` says, checked and packed into one file that loads at once.
//!
//! Each stage owns a folder below `knowledge/`, a section of the compiled file, and two functions: `compile`, which reads the
//! folder, checks every row and gives the section's bytes, and `load`, which makes the stage's tables from them. This module
//! knows only the container: named sections, a format version, a hash. Same sources, same bytes.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

mod overlay;
mod sources;

pub use sources::Sources;

/// A fault in a knowledge file: which file, which line, what is wrong, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, below the knowledge folder.
    pub file: PathBuf,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file.display(), self.message)
        } else {
            write!(f, "{}:{}: {}", self.file.display(), self.line, self.message)
        }
    }
}

/// Collects the faults of a compilation, so that a user sees all of them at once.
#[derive(Debug, Default)]
pub struct Faults {
    /// In the order in which they were found.
    pub list: Vec<Fault>,
}

impl Faults {
    /// Notes a fault.
    pub fn add(&mut self, file: impl AsRef<Path>, line: usize, message: impl Into<String>) {
        self.list.push(Fault { file: file.as_ref().to_owned(), line, message: message.into() });
    }

    /// Reads a file as UTF-8; a failure is a fault and gives nothing. A user's file of the same name comes first.
    pub fn read(&mut self, root: &Sources, file: impl AsRef<Path>) -> Option<String> {
        let file = file.as_ref();
        match root.text(file) {
            Ok(text) => Some(text),
            Err(error) => {
                self.add(file, 0, format!("cannot be read: {error}"));
                None
            }
        }
    }

    /// Reads a file as TOML into a type that refuses unknown keys. A user's file of the same name is laid over the built-in one.
    pub fn toml<T: serde::de::DeserializeOwned>(
        &mut self,
        root: &Sources,
        file: impl AsRef<Path>,
    ) -> Option<T> {
        let file = file.as_ref();
        let texts = match root.texts(file) {
            Ok(texts) if !texts.is_empty() => texts,
            Ok(_) => {
                self.add(file, 0, "cannot be read: there is no such file");
                return None;
            }
            Err(error) => {
                self.add(file, 0, format!("cannot be read: {error}"));
                return None;
            }
        };
        let mut bad = |text: &str, before: usize, error: toml::de::Error| {
            let line = error.span().map_or(0, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
            self.add(file, if line == 0 { 0 } else { line + before }, error.message().to_owned());
        };
        let [(_, own), rest @ ..] = texts.as_slice() else { return None };
        let Some((_, base)) = rest.first() else {
            return toml::from_str(own).map_err(|error| bad(own, 0, error)).ok();
        };
        let table = |text: &str| toml::from_str::<toml::Table>(text);
        let over = table(own).map_err(|error| bad(own, 0, error)).ok()?;
        let mut all = table(base).map_err(|error| bad(base, own.lines().count(), error)).ok()?;
        overlay::merge(&mut all, over);
        match toml::Value::Table(all).try_into() {
            Ok(value) => Some(value),
            // A merged value has no lines; the user's text by itself mostly fails in the same place.
            Err(error) => {
                let alone = toml::from_str::<T>(own).err().filter(|e| e.message() == error.message());
                bad(own, 0, alone.unwrap_or(error));
                None
            }
        }
    }

    /// The files of a folder with this ending, sorted by name, as paths below the knowledge folder.
    pub fn files(&mut self, root: &Sources, folder: &str, ending: &str) -> Vec<PathBuf> {
        let found = root.files(Path::new(folder), ending);
        if found.is_empty() {
            self.add(folder, 0, format!("cannot be listed: no file ends in .{ending}"));
        }
        found
    }
}

/// Why compiled knowledge could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// Not a file of compiled knowledge, or cut short.
    #[error(
        "this is not compiled knowledge (or it is cut short): make it again with `cargo xtask knowledge`"
    )]
    NotKnowledge,
    /// A format that this version does not read.
    #[error(
        "compiled knowledge of format {0}, but this program reads format {FORMAT}: make it again with `cargo xtask knowledge`"
    )]
    Format(u32),
    /// The bytes are not those that were written.
    #[error("compiled knowledge is damaged: its checksum does not agree")]
    Damaged,
    /// A section is missing.
    #[error("compiled knowledge has no section `{0}`: make it again with `cargo xtask knowledge`")]
    Missing(String),
    /// A section does not hold what its stage expects.
    #[error(
        "section `{0}` of the compiled knowledge cannot be read: make it again with `cargo xtask knowledge`"
    )]
    Section(String),
}

/// Version of the container and of all sections together.
pub const FORMAT: u32 = 1;
const MAGIC: &[u8; 8] = b"RAPPKNOW";
const HEADER: usize = 8 + 4 + 32;

/// Packs sections: magic, format, blake3 of the rest, then for each section its name, length and bytes.
pub fn pack(sections: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut body = Vec::new();
    body.extend((sections.len() as u32).to_le_bytes());
    for (name, bytes) in sections {
        body.extend((name.len() as u32).to_le_bytes());
        body.extend(name.as_bytes());
        body.extend((bytes.len() as u64).to_le_bytes());
        // Sections start on 8 bytes, so that fixed-width records can be read in place.
        let pad = (8 - (HEADER + body.len() + 1) % 8) % 8;
        body.push(pad as u8);
        body.extend(std::iter::repeat_n(0, pad));
        body.extend(bytes);
    }
    let mut out = Vec::with_capacity(HEADER + body.len());
    out.extend(MAGIC);
    out.extend(FORMAT.to_le_bytes());
    out.extend(blake3::hash(&body).as_bytes());
    out.extend(body);
    out
}

/// Compiled knowledge, opened: a view on bytes that live as long as the program.
#[derive(Clone, Debug)]
pub struct Compiled {
    sections: BTreeMap<String, &'static [u8]>,
    hash: String,
}

impl Compiled {
    /// Opens packed sections. `verify` checks the checksum, which costs a pass over the bytes; embedded data need not.
    pub fn open(bytes: &'static [u8], verify: bool) -> Result<Self, LoadError> {
        let header = bytes.get(..HEADER).ok_or(LoadError::NotKnowledge)?;
        if &header[..8] != MAGIC {
            return Err(LoadError::NotKnowledge);
        }
        let format = u32::from_le_bytes(header[8..12].try_into().expect("four bytes"));
        if format != FORMAT {
            return Err(LoadError::Format(format));
        }
        let body = &bytes[HEADER..];
        if verify && blake3::hash(body).as_bytes() != &header[12..44] {
            return Err(LoadError::Damaged);
        }
        let hash = header[12..16].iter().map(|b| format!("{b:02x}")).collect();
        let mut at = 0usize;
        let mut take = |n: usize| -> Result<&'static [u8], LoadError> {
            let end = at.checked_add(n).ok_or(LoadError::NotKnowledge)?;
            let part: &'static [u8] = body.get(at..end).ok_or(LoadError::NotKnowledge)?;
            at = end;
            Ok(part)
        };
        let number = |b: &[u8]| b.iter().rev().fold(0usize, |n, b| n << 8 | usize::from(*b));
        let mut sections = BTreeMap::new();
        for _ in 0..number(take(4)?) {
            let name = number(take(4)?);
            let name = std::str::from_utf8(take(name)?).map_err(|_| LoadError::NotKnowledge)?.to_owned();
            let length = number(take(8)?);
            let pad = number(take(1)?);
            take(pad)?;
            sections.insert(name, take(length)?);
        }
        Ok(Compiled { sections, hash })
    }

    /// The bytes of a section.
    pub fn section(&self, name: &str) -> Result<&'static [u8], LoadError> {
        self.sections.get(name).copied().ok_or_else(|| LoadError::Missing(name.to_owned()))
    }

    /// A section that is one postcard value.
    pub fn value<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, LoadError> {
        postcard::from_bytes(self.section(name)?).map_err(|_| LoadError::Section(name.to_owned()))
    }

    /// Puts another section in the place of one, for as long as the program runs; the version tells of it.
    pub fn replace(&mut self, name: &str, bytes: Vec<u8>) {
        let mut hash = blake3::Hasher::new();
        hash.update(self.hash.as_bytes()).update(name.as_bytes()).update(&bytes);
        self.hash = hash.finalize().as_bytes()[..4].iter().map(|b| format!("{b:02x}")).collect();
        self.sections.insert(name.to_owned(), Box::leak(bytes.into_boxed_slice()));
    }

    /// First bytes of the checksum: the knowledge's version in every record.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leak(bytes: Vec<u8>) -> &'static [u8] {
        Box::leak(bytes.into_boxed_slice())
    }

    #[test]
    fn sections_come_back_as_they_went_in() {
        let sections =
            BTreeMap::from([("a".to_owned(), vec![1, 2, 3]), ("places".to_owned(), vec![9; 1000])]);
        let bytes = pack(&sections);
        assert_eq!(bytes, pack(&sections));
        let open = Compiled::open(leak(bytes), true).unwrap();
        assert_eq!(open.section("a").unwrap(), [1, 2, 3]);
        assert_eq!(
            open.section("places").unwrap().as_ptr() as usize % 8,
            open.section("a").unwrap().as_ptr() as usize % 8
        );
        assert_eq!(open.section("b"), Err(LoadError::Missing("b".to_owned())));
    }

    #[test]
    fn damage_is_seen() {
        let mut bytes = pack(&BTreeMap::from([("a".to_owned(), vec![1, 2, 3])]));
        assert!(matches!(Compiled::open(leak(bytes[..20].to_vec()), true), Err(LoadError::NotKnowledge)));
        *bytes.last_mut().unwrap() ^= 1;
        assert!(matches!(Compiled::open(leak(bytes), true), Err(LoadError::Damaged)));
    }
}
