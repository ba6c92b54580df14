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

use std::path::PathBuf;
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
    data::choose(cli.model);
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
        Command::Code(mut args) => {
            args.output = named(args.output);
            run::code(&args)
        }
        Command::Annotate(mut args) => {
            args.output = named(args.output);
            run::annotate(&args)
        }
        Command::Parse(mut args) => {
            args.output = named(args.output);
            parse::parse(&args)
        }
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

/// The file of `-o`; `-` is standard output, as it is standard input among the inputs.
fn named(output: Option<PathBuf>) -> Option<PathBuf> {
    output.filter(|file| file.as_os_str() != "-")
}
