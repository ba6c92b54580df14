//! What the inputs are: names, sizes, hashes. For the manifest, and to see that a run that is taken up again is the same run.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

/// One named input.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// As it was named.
    pub name: String,
    /// `file`, `folder`, `standard input`, or `missing`.
    pub kind: &'static str,
    /// Files in it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// blake3 of the file; of a folder, of the paths below it with the hash of each file, in order. Null for standard input.
    pub blake3: Option<String>,
}

/// Every named input with the hash of what it holds: reads all of it, but the files of the run itself.
pub fn of(inputs: &[OsString], but: &[PathBuf]) -> Vec<Input> {
    inputs.iter().map(|name| look(name, but, &mut |file, digest| contents(file, digest))).collect()
}

/// A hash of the names, sizes and times of all files, without reading them. None where standard input is among them.
pub fn stamp(inputs: &[OsString], but: &[PathBuf]) -> Option<String> {
    let mut digest = blake3::Hasher::new();
    for name in inputs {
        if name == "-" {
            return None;
        }
        let input = look(name, but, &mut |file, digest| {
            let meta = std::fs::metadata(file)?;
            digest.update(&meta.len().to_le_bytes());
            // An empty file cannot have changed, whatever its time: the system's own files have that of the moment.
            if meta.len() == 0 {
                return Ok(0);
            }
            let since = meta.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            digest.update(&since.as_nanos().to_le_bytes());
            Ok(meta.len())
        });
        digest.update(serde_json::to_string(&input).unwrap_or_default().as_bytes());
    }
    Some(digest.finalize().to_hex().to_string())
}

type Look<'l> = dyn FnMut(&Path, &mut blake3::Hasher) -> io::Result<u64> + 'l;

fn look(name: &OsString, but: &[PathBuf], each: &mut Look) -> Input {
    let shown = name.to_string_lossy().into_owned();
    let empty = |kind| Input { name: shown.clone(), kind, files: 0, bytes: 0, blake3: None };
    if name == "-" {
        return empty("standard input");
    }
    let path = Path::new(name);
    let Ok(meta) = std::fs::metadata(path) else { return empty("missing") };
    let mut digest = blake3::Hasher::new();
    let mut input = empty(if meta.is_dir() { "folder" } else { "file" });
    let mut add = |file: &Path, digest: &mut blake3::Hasher| {
        input.files += 1;
        match each(file, digest) {
            Ok(bytes) => input.bytes += bytes,
            Err(error) => {
                digest.update(format!("unreadable: {:?}", error.kind()).as_bytes());
            }
        }
    };
    if meta.is_dir() {
        for file in files_below(path) {
            if but.iter().any(|b| {
                b.file_name() == file.file_name()
                    && std::path::absolute(b).ok() == std::path::absolute(&file).ok()
            }) {
                continue;
            }
            digest.update(file.strip_prefix(path).unwrap_or(&file).as_os_str().as_encoded_bytes());
            digest.update(b"\0");
            add(&file, &mut digest);
        }
    } else {
        add(path, &mut digest);
    }
    input.blake3 = Some(digest.finalize().to_hex().to_string());
    input
}

fn contents(file: &Path, digest: &mut blake3::Hasher) -> io::Result<u64> {
    // A named pipe would be waited for, and has been read already.
    if !std::fs::metadata(file)?.is_file() {
        return Ok(0);
    }
    let mut file = File::open(file)?;
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok(bytes);
        }
        digest.update(&buffer[..n]);
        bytes += n as u64;
    }
}

/// The files below a folder in the order of their paths; hidden ones left out, links followed but not in circles.
fn files_below(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let mut seen = HashSet::new();
    let mut stack = vec![folder.to_path_buf()];
    std::iter::from_fn(move || {
        while let Some(path) = stack.pop() {
            if !path.is_dir() {
                return Some(path);
            }
            if !path.canonicalize().is_ok_and(|real| seen.insert(real)) {
                continue;
            }
            let mut below: Vec<PathBuf> = std::fs::read_dir(&path)
                .into_iter()
                .flatten()
                .flatten()
                .map(|e| e.path())
                .filter(|p| p.file_name().is_some_and(|n| !n.as_encoded_bytes().starts_with(b".")))
                .collect();
            below.sort();
            stack.extend(below.into_iter().rev());
        }
        None
    })
}
