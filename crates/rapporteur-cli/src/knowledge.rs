//! `rapporteur knowledge`: what the world knowledge says, and whether it is valid.

use rapporteur::reading::knowledge::Faults;

use crate::args::{Knowledge, KnowledgeCommand};
use crate::exit::Exit;

/// Runs the command.
pub fn run(args: &Knowledge) -> anyhow::Result<Exit> {
    match &args.command {
        KnowledgeCommand::Check { folder } => {
            let mut faults = Faults::default();
            let bytes = rapporteur::reading::compile_knowledge(folder, &mut faults);
            for fault in &faults.list {
                eprintln!("{}/{fault}", folder.display());
            }
            if faults.list.is_empty() {
                println!("{}: no fault; {} kB compiled", folder.display(), bytes.len() / 1000);
                Ok(Exit::Ok)
            } else {
                eprintln!("rapporteur: {} faults", faults.list.len());
                Ok(Exit::Some)
            }
        }
    }
}
