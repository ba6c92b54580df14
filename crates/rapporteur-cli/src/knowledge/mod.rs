//! `rapporteur knowledge`: what the world knowledge says, and whether it is valid.

mod import;
mod petrarch;
mod show;

use std::path::Path;

use rapporteur::reading::knowledge::{Faults, Sources};

use crate::args::{Knowledge, KnowledgeCommand};
use crate::exit::Exit;

/// Runs the command; `own` is the user's folder, which is known to be without fault.
pub fn run(args: &Knowledge, own: Option<&Path>) -> anyhow::Result<Exit> {
    match &args.command {
        KnowledgeCommand::Check { folder } => Ok(check(folder.as_deref(), own)),
        KnowledgeCommand::Show(ask) => show::run(ask, false, own),
        KnowledgeCommand::Why(ask) => show::run(ask, true, own),
        KnowledgeCommand::Import(import) => import::run(import),
    }
}

fn check(folder: Option<&Path>, own: Option<&Path>) -> Exit {
    if let (None, Some(own)) = (folder, own) {
        println!("{}: no fault", own.display());
        return Exit::Ok;
    }
    let folder = folder.unwrap_or(Path::new("knowledge"));
    let mut faults = Faults::default();
    rapporteur::reading::compile_knowledge(&Sources::folder(folder), &mut faults);
    if faults.list.is_empty() {
        println!("{}: no fault", folder.display());
        return Exit::Ok;
    }
    report(&faults);
    Exit::Some
}

/// Prints every fault. The exit status is that of a command that was wrong.
pub fn report(faults: &Faults) -> Exit {
    for fault in &faults.list {
        eprintln!("{fault}");
    }
    let s = if faults.list.len() == 1 { "" } else { "s" };
    eprintln!("rapporteur: {} fault{s}", faults.list.len());
    Exit::Usage
}
