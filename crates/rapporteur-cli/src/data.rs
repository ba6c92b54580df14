//! The data that the program works with: what it carries in itself, with a user's own knowledge laid over it.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::Context as _;
use rapporteur::reading::knowledge::{Compiled, Faults, Sources};
use rapporteur::reading::{Knowledge, compile_own};
use rapporteur::{Parser, Reader};

use crate::args::Model;

/// The user's folder, compiled, set once from the command line before any command runs.
static OWN: OnceLock<(PathBuf, Compiled)> = OnceLock::new();

/// The built-in tables.
pub fn sources() -> Sources {
    Sources::packed(rapporteur_data::sources())
}

/// Lays the folder over the built-in knowledge for every reader that is made from now on.
///
/// # Errors
///
/// When the built-in data cannot be opened. Faults of the folder are given back, and nothing is laid over.
pub fn lay(folder: &Path) -> anyhow::Result<Faults> {
    let mut faults = Faults::default();
    if !folder.is_dir() {
        faults.add(
            folder,
            0,
            "is no folder: name one that is laid out as `knowledge/`, such as DIR/actors/people.tsv",
        );
        return Ok(faults);
    }
    let sources = sources().with(folder);
    if sources.touched().is_empty() {
        faults.add(
            folder,
            0,
            "has no folder of a stage in it: lay it out as `knowledge/`, such as DIR/actors/people.tsv",
        );
        return Ok(faults);
    }
    let mut compiled = built_in()?;
    compile_own(&mut compiled, &sources, &mut faults);
    if faults.list.is_empty() {
        let _ = OWN.set((folder.to_owned(), compiled));
    }
    Ok(faults)
}

fn built_in() -> anyhow::Result<Compiled> {
    Compiled::open(rapporteur_data::knowledge(), false).context(INSTALL)
}

const INSTALL: &str = "the program's own data cannot be loaded; install it again";

/// The user's folder, if one was laid over.
pub fn own() -> Option<&'static Path> {
    OWN.get().map(|own| own.0.as_path())
}

/// The compiled knowledge, with the user's own.
pub fn compiled() -> anyhow::Result<Compiled> {
    OWN.get().map_or_else(built_in, |own| Ok(own.1.clone()))
}

/// The model of the command line, set once before any command runs.
static MODEL: OnceLock<Model> = OnceLock::new();

/// Chooses the syntax model of every reader that is made from now on.
pub fn choose(model: Model) {
    let _ = MODEL.set(model);
}

/// The parser with the chosen model.
///
/// # Errors
///
/// When a model file of the user's own cannot be read, is damaged, or is of another format: the error names it.
pub fn parser() -> anyhow::Result<Parser> {
    let segment = rapporteur_data::segment();
    match MODEL.get().unwrap_or(&Model::Default) {
        Model::Default => Parser::load(rapporteur_data::model(), segment).context(INSTALL),
        Model::Fast => Parser::load(rapporteur_data::fast_model(), segment).context(INSTALL),
        Model::File(path) => {
            let named = || format!("--model {}", path.display());
            let bytes = std::fs::read(path)
                .with_context(|| format!("{}: say default, fast, or the path of a model.rapp", named()))?;
            Parser::load(bytes, segment).with_context(named)
        }
    }
}

/// The reader with the chosen model, and the knowledge with the user's own.
pub fn reader() -> anyhow::Result<Reader> {
    let parser = parser()?;
    let knowledge = Knowledge::load(&compiled()?).context(INSTALL)?;
    Ok(Reader::from_parts(parser, knowledge))
}
