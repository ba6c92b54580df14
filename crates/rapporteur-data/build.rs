//! Compiles `knowledge/` into one file, which the library embeds. A fault in the knowledge stops the build and is named with
//! its file and line.

use std::path::PathBuf;

fn main() {
    let root =
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../../knowledge");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut faults = rapporteur_read::knowledge::Faults::default();
    let bytes = rapporteur_read::compile_knowledge(&root, &mut faults);
    for fault in &faults.list {
        println!("cargo::error=knowledge/{fault}");
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo")).join("knowledge.bin");
    std::fs::write(out, bytes).expect("the build folder can be written");
}
