//! The program `rapporteur`: reads the command line, runs the reading over the inputs, writes what was asked for. The only crate
//! that prints.

mod args;
mod data;
mod diff;
mod evaluate;
mod exit;
mod explain;
mod knowledge;
mod output;
mod parse;
mod run;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use exit::Exit;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Ok.into() };
        }
    };
    if let Some(folder) = &cli.knowledge {
        match data::lay(folder) {
            Ok(faults) if faults.list.is_empty() => {}
            Ok(faults) => return knowledge::report(&faults).into(),
            Err(error) => {
                eprintln!("rapporteur: {error:#}");
                return Exit::Output.into();
            }
        }
    }
    let done = match cli.command {
        Command::Code(args) => run::code(&args),
        Command::Annotate(args) => run::annotate(&args),
        Command::Parse(args) => parse::parse(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Knowledge(args) => knowledge::run(&args, cli.knowledge.as_deref()),
        Command::Explain(args) => explain::explain(&args),
        Command::Evaluate(args) => evaluate::evaluate(&args),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(error) if exit::is_broken_pipe(&error) => Exit::Ok.into(),
        Err(error) => {
            eprintln!("rapporteur: {error:#}");
            if error.is::<exit::Misuse>() { Exit::Usage.into() } else { Exit::Output.into() }
        }
    }
}
