//! What the command line says.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use rapporteur::ingest::LeftOut;

/// Reads news articles into a sourced, dated record of who did, pledged, offered, refused, ruled out or threatened what to
/// whom, and who says so.
///
/// rapporteur records what reports say. It does not establish what happened.
#[derive(Debug, Parser)]
#[command(name = "rapporteur", version, propagate_version = true, after_help = EXIT)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Your own knowledge, laid out as `knowledge/`: its rows are added to the built-in ones, and override them.
    #[arg(long, global = true, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
    /// The syntax model: `default`, the accurate one; `fast`, for corpora of millions; or the path of a model.rapp of your own.
    #[arg(long, global = true, value_name = "MODEL", default_value = "default", hide_default_value = true)]
    pub model: Model,
}

/// Which syntax model reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Model {
    /// The accurate one.
    Default,
    /// The one for corpora of millions.
    Fast,
    /// One of the user's.
    File(PathBuf),
}

impl From<OsString> for Model {
    fn from(text: OsString) -> Self {
        match text.to_str() {
            Some("default") => Model::Default,
            Some("fast") => Model::Fast,
            _ => Model::File(text.into()),
        }
    }
}

const EXIT: &str = "Exit status: 0 all coded; 1 some inputs failed, the rest coded; 2 the command was wrong; \
3 no input could be coded, or the output could not be written; 130 interrupted.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Articles in, events out: the main job.
    Code(Code),
    /// Every layer of the analysis, one JSON object an article.
    Annotate(Annotate),
    /// CoNLL-U: sentences, words, tags, trees and names.
    Parse(Parse),
    /// For each event: the rule that fired, the words that it matched, and what was considered and dropped.
    Explain(Explain),
    /// Precision and recall against your own gold records.
    Evaluate(Evaluate),
    /// What two outputs of the same articles say differently: events added, lost and changed. Exit status: 0 the same, 1
    /// different, 2 trouble.
    Diff(Diff),
    /// The world knowledge: is it valid, what does it say?
    Knowledge(Knowledge),
}

/// Inputs and how they are read.
#[derive(Args, Clone, Debug)]
pub struct Reading {
    /// Files, folders or - for standard input: saved pages (.html), plain text (.txt), JSON lines (.jsonl), tables (.csv, .tsv,
    /// .parquet), feeds (.xml, .rss, .atom), web archives (.warc), exports of Nexis Uni, Factiva and ProQuest (.txt, .html); each
    /// also .gz or .zst.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<OsString>,
    /// Dates what carries no date of its own.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub published: Option<jiff::civil::Date>,
    /// The day on which the inputs were fetched, where they do not say so themselves: what they date later than that is not believed.
    /// Without it, a page that is dated after the day of the run is not believed.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub retrieved: Option<jiff::civil::Date>,
    /// Takes nothing out of pages and plain text.
    #[arg(long)]
    pub raw: bool,
    /// Threads; 0: one for each core.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub threads: usize,
    /// The largest text of an article, in bytes, or with k, M or G behind the number: a larger one is an error, not a stall. A page
    /// with its markup may have four times as many.
    #[arg(long, default_value = "4M", value_name = "SIZE", value_parser = size)]
    pub max_article: usize,
    /// Says nothing of progress; messages about inputs stay.
    #[arg(long)]
    pub quiet: bool,
    /// The day of the run, in UTC; of the first of them, where a run is taken up again.
    #[arg(skip = today())]
    pub run_day: jiff::civil::Date,
    /// What the run itself writes, which is never read.
    #[arg(skip)]
    pub own: LeftOut,
}

impl Reading {
    /// Inputs read as they are by default.
    pub fn of(inputs: Vec<OsString>) -> Self {
        Reading {
            inputs,
            published: None,
            retrieved: None,
            raw: false,
            threads: 0,
            max_article: rapporteur::ingest::Options::default().max_article_bytes,
            quiet: true,
            run_day: today(),
            own: LeftOut::default(),
        }
    }
}

fn today() -> jiff::civil::Date {
    jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date()
}

fn size(text: &str) -> Result<usize, String> {
    let no_size = || format!("{text:?} is no size: write it as 500k, 16M or 2G");
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let shift = match unit.trim().to_ascii_lowercase().trim_end_matches('b').trim_end_matches('i') {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        _ => return Err(no_size()),
    };
    let number: usize = number.parse().map_err(|_| no_size())?;
    number.checked_mul(1 << shift).filter(|n| *n > 0).ok_or_else(|| format!("{text:?} is out of range"))
}

fn date(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse().map_err(|_| format!("{text:?} is no date: write it as YYYY-MM-DD, such as 2014-09-15"))
}

/// `code`.
#[derive(Args, Debug)]
pub struct Code {
    /// Inputs.
    #[command(flatten)]
    pub reading: Reading,
    /// Where the events go; standard output if it is not given. Appears whole or not at all.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How they are written; else FILE's ending tells, else `table` on a terminal and `jsonl` elsewhere.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Takes up a run with the same inputs and FILE that was interrupted or killed; begins where there is none.
    #[arg(long)]
    pub resume: bool,
    /// Where the manifest goes: inputs with hashes, versions, counts, failures. Default: FILE.manifest.json beside FILE.
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Makes of FILE a folder with a part for each day of publication: FILE/published=2014-09-15/part.csv.
    #[arg(long, value_enum, value_name = "BY")]
    pub partition: Option<Partition>,
}

/// How the output is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Partition {
    /// By day of publication.
    Day,
}

/// Formats of `code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One event a line, with its article.
    Jsonl,
    /// POLECAT's columns, then ours.
    Csv,
    /// The same as typed columns, for databases and data frames.
    Parquet,
    /// A page that stands alone: the text with the words of each event marked, and the board.
    Html,
    /// Events, for a terminal.
    Table,
    /// Positions: who has pledged, refused, is acting …, for a terminal.
    Board,
}

/// `annotate`.
#[derive(Args, Debug)]
pub struct Annotate {
    /// Inputs.
    #[command(flatten)]
    pub reading: Reading,
    /// Where the records go; standard output if it is not given.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `parse`.
#[derive(Args, Debug)]
pub struct Parse {
    /// Inputs; with `--tokens gold`, CoNLL-U.
    #[command(flatten)]
    pub reading: Reading,
    /// Where the words come from.
    #[arg(long, value_enum, default_value = "own")]
    pub tokens: Tokens,
    /// Where the trees go; standard output if it is not given.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Where the words of `parse` come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tokens {
    /// From the text.
    Own,
    /// From the CoNLL-U input, whose tags and heads are ignored.
    Gold,
}

/// `explain`.
#[derive(Args, Debug)]
pub struct Explain {
    /// Inputs.
    #[command(flatten)]
    pub reading: Reading,
    /// Only events whose trigger's sentence holds these words.
    #[arg(long, value_name = "WORDS")]
    pub only: Option<String>,
}

/// `evaluate`.
#[derive(Args, Debug)]
pub struct Evaluate {
    /// A folder with one folder an article: article.txt and expected.json.
    pub gold: PathBuf,
    /// A coded output of `annotate`, or inputs to be coded now. Default: the article.txt files of GOLD.
    pub input: Vec<OsString>,
    /// Shows each event of the gold record and each false alarm.
    #[arg(long)]
    pub verbose: bool,
}

/// `diff`.
#[derive(Args, Debug)]
pub struct Diff {
    /// The output before: JSON lines or CSV of `code`, or records of `annotate`.
    pub a: PathBuf,
    /// The output after, in the same format.
    pub b: PathBuf,
    /// How the differences are written.
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
}

/// Formats of `diff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people.
    Text,
    /// One difference a line, and a line of counts at the end.
    Jsonl,
}

/// `knowledge`.
#[derive(Args, Debug)]
pub struct Knowledge {
    /// What to do.
    #[command(subcommand)]
    pub command: KnowledgeCommand,
}

/// The commands of `knowledge`.
#[derive(Debug, Subcommand)]
pub enum KnowledgeCommand {
    /// Checks a knowledge folder: every fault with its file, line and remedy.
    Check {
        /// A whole folder, `knowledge` unless another is named. With `--knowledge DIR` and no folder, DIR over the built-in tables.
        folder: Option<PathBuf>,
    },
    /// What the knowledge says of an office, a name or a code.
    Show(Ask),
    /// The same, with what lost, and the file, line and source of each row.
    Why(Ask),
    /// Makes a folder for `--knowledge` of dictionaries in another program's format.
    #[command(subcommand)]
    Import(Import),
}

/// `knowledge show` and `knowledge why`.
#[derive(Args, Debug)]
pub struct Ask {
    /// An office with its country ("foreign minister of France"), a name ("Hezbollah") or a code ("FRAGOV").
    #[arg(required = true, value_name = "WHAT")]
    pub what: Vec<String>,
    /// On this day; else at any time.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<jiff::civil::Date>,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// `knowledge import`.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Actors and agents of TABARI, PETRARCH and PETRARCH2; their codes go through as they are given.
    Petrarch {
        /// A dictionary of actors, with dated codes and `+` synonyms; several may be given.
        #[arg(long, value_name = "FILE")]
        actors: Vec<PathBuf>,
        /// A dictionary of agents, with `~` codes, `{plurals}` and `!SETS!`; several may be given.
        #[arg(long, value_name = "FILE")]
        agents: Vec<PathBuf>,
        /// The folder to write. It must not be there yet, or be empty.
        #[arg(short, long, value_name = "DIR")]
        output: PathBuf,
        /// What stands in every row's column `source`; else the dictionary's file name.
        #[arg(long, value_name = "WORDS")]
        source: Option<String>,
    },
}
