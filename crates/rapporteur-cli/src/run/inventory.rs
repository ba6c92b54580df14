//! What the inputs are: names, sizes, hashes. For the manifest, and to see that a run that is taken up again is the same run.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use rapporteur::ingest::{LeftOut, Step, Walk};
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
    /// blake3 of the file; of a folder, of the paths that are read below it with the hash of each file, in order. Null for standard
    /// input.
    pub blake3: Option<String>,
}

/// Every named input with the hash of what it holds: reads all that was read, and the run's own files no more than that.
pub fn of(inputs: &[OsString], own: &LeftOut) -> Vec<Input> {
    inputs.iter().map(|name| look(name, own, &mut |file, digest| contents(file, digest))).collect()
}

/// A hash of the names, sizes and times of all files, without reading them, and the bytes of them all. None where standard input is
/// among them.
pub fn stamp(inputs: &[OsString], own: &LeftOut) -> Option<(String, u64)> {
    let mut digest = blake3::Hasher::new();
    let mut bytes = 0;
    for name in inputs {
        if name == "-" {
            return None;
        }
        let input = look(name, own, &mut |file, digest| {
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
        bytes += input.bytes;
        digest.update(serde_json::to_string(&input).unwrap_or_default().as_bytes());
    }
    Some((digest.finalize().to_hex().to_string(), bytes))
}

type Look<'l> = dyn FnMut(&Path, &mut blake3::Hasher) -> io::Result<u64> + 'l;

fn look(name: &OsString, own: &LeftOut, each: &mut Look) -> Input {
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
    if !meta.is_dir() {
        add(path, &mut digest);
        input.blake3 = Some(digest.finalize().to_hex().to_string());
        return input;
    }
    for step in Walk::new(path.to_owned(), own.clone()) {
        // Each step is an outcome of the inputs or begins some: the order of all of them must be that of the first run.
        let (kind, at) = match &step {
            Step::File(file) => ("file", file),
            Step::Again(folder) => ("again", folder),
            Step::Output(path, _) => ("output", path),
            Step::Failed(path, _) => ("failed", path),
        };
        let below = at.strip_prefix(path).unwrap_or(at);
        digest.update(kind.as_bytes());
        digest.update(&[0]);
        digest.update(below.as_os_str().as_encoded_bytes());
        digest.update(&[0]);
        if let Step::File(file) = &step {
            let mut own = blake3::Hasher::new();
            add(file, &mut own);
            digest.update(own.finalize().as_bytes());
        }
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
