//! Compiles `knowledge/` into one file, which the library embeds, and packs its tables beside it, so that a user's own can be laid
//! over them. A fault in the knowledge stops the build and is named with its file and line.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rapporteur_read::knowledge::{Faults, Sources};

fn main() {
    let root =
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../../knowledge");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut faults = Faults::default();
    let sources = Sources::named(&root, Path::new("knowledge"));
    let bytes = rapporteur_read::compile_knowledge(&sources, &mut faults);
    for fault in &faults.list {
        println!("cargo::error={fault}");
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo"));
    std::fs::write(out.join("knowledge.bin"), bytes).expect("the build folder can be written");
    std::fs::write(out.join("sources.bin"), pack(&root)).expect("the build folder can be written");
}

/// Every table, sorted by path: its path, a zero, its length (four bytes, little end first), its text; all deflated.
fn pack(root: &Path) -> Vec<u8> {
    let mut files = Vec::new();
    list(root, "", &mut files);
    files.sort();
    let mut out = DeflateEncoder::new(Vec::new(), Compression::best());
    for path in files {
        let text = std::fs::read(root.join(&path)).expect("a table can be read");
        let length = u32::try_from(text.len()).expect("a table of less than four gigabytes");
        let parts = [path.as_bytes(), &[0], &length.to_le_bytes(), &text];
        parts.iter().for_each(|part| out.write_all(part).expect("memory takes what is written"));
    }
    out.finish().expect("memory takes what is written")
}

/// The tables below a folder; pages and scripts are none.
fn list(root: &Path, folder: &str, out: &mut Vec<String>) {
    for entry in std::fs::read_dir(root.join(folder)).expect("a folder of tables") {
        let entry = entry.expect("an entry of a folder");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        if entry.path().is_dir() {
            list(root, &path, out);
        } else if path.ends_with(".tsv") || path.ends_with(".toml") {
            out.push(path);
        }
    }
}
