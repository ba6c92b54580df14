//! `rapporteur evaluate`: precision, recall and the score of each field against a user's own records.
//!
//! precision = matched with an accepted type / (coded, without what is allowed and what stands in the headline); recall = matched
//! with an accepted type / recorded. A field that a record names is worth one point, and finding the event at all is worth one.

mod gold;
mod matching;
mod tally;

use std::io::{BufRead as _, BufReader, Read, Write};
use std::path::Path;

use anyhow::Context as _;
use rapporteur::Article;
use rapporteur::ingest::{Inputs, Options, Outcome};
use rayon::prelude::*;
use serde_json::Value;

use crate::args::{Evaluate, Reading};
use crate::exit::Exit;
use crate::run;
use gold::Record;
use tally::{FIELDS, Share, Tally};

/// Runs the command.
pub fn evaluate(args: &Evaluate) -> anyhow::Result<Exit> {
    let records = match gold::read(&args.gold) {
        Ok(records) => records,
        Err(error) => {
            eprintln!("rapporteur: {error:#}; GOLD is a folder of <id>/article.txt and <id>/expected.json");
            return Ok(Exit::Usage);
        }
    };
    for record in &records {
        warn_of_lost_quotes(record);
    }
    let (docs, exit) = documents(args, &records)?;
    let mut out = std::io::stdout().lock();
    let mut total = Tally::default();
    let mut missing = 0;
    for record in &records {
        let doc = find(record, &docs);
        missing += usize::from(doc.is_none());
        let (tally, lines) = tally::score(record, doc);
        if args.verbose {
            let note = if doc.is_none() { ": not coded" } else { "" };
            writeln!(out, "{}{note}\n{}\n", record.name, lines.join("\n"))?;
        }
        total.merge(&tally);
    }
    report(&mut out, &total, records.len(), missing)?;
    out.flush()?;
    Ok(exit)
}

fn warn_of_lost_quotes(record: &Record) {
    let text: Vec<char> = record.source.chars().collect();
    for event in &record.gold.events {
        if record.article.is_some() && matching::places(&text, &event.quote).is_empty() {
            eprintln!("rapporteur: {}: warning: not in article.txt: {:?}", record.name, event.quote);
        }
    }
}

/// What is measured: coded output as it is, anything else coded now.
fn documents(args: &Evaluate, records: &[Record]) -> anyhow::Result<(Vec<Value>, Exit)> {
    if args.input.is_empty() {
        return articles_of(records);
    }
    let mut docs = Vec::new();
    let mut inputs = Vec::new();
    for input in &args.input {
        match coded(Path::new(input))? {
            Some(lines) => docs.extend(lines),
            None => inputs.push(input.clone()),
        }
    }
    if inputs.is_empty() {
        return Ok((docs, Exit::Ok));
    }
    let reader = run::reader()?;
    let reading = Reading::of(inputs);
    let tally = run::each(
        &reading,
        |article| serde_json::to_value(reader.read(article)),
        |doc| {
            if let Some(doc) = doc {
                docs.push(doc?);
            }
            Ok(())
        },
    )?;
    let exit = if docs.is_empty() { tally.exit() } else { tally.exit().min(Exit::Some) };
    Ok((docs, exit))
}

/// The lines of a file that `annotate` wrote; none of any other file. Standard input must be such lines.
fn coded(input: &Path) -> anyhow::Result<Option<Vec<Value>>> {
    let standard = input.as_os_str() == "-";
    let is_lines = input.extension().is_some_and(|e| e == "jsonl" || e == "ndjson");
    if !(standard || is_lines && input.is_file()) {
        return Ok(None);
    }
    let bytes: Box<dyn Read> =
        if standard { Box::new(std::io::stdin()) } else { Box::new(std::fs::File::open(input)?) };
    let mut docs = Vec::new();
    for (n, line) in BufReader::new(bytes).lines().enumerate() {
        let place = || format!("{}:{}", input.display(), n + 1);
        let line = line.with_context(place)?;
        if line.trim().is_empty() {
            continue;
        }
        let doc: Value = match serde_json::from_str(&line) {
            Ok(doc) => doc,
            // Not coded: ingest tells of faulty lines in its own way.
            Err(_) if docs.is_empty() && !standard => return Ok(None),
            Err(error) => return Err(error).with_context(place),
        };
        if !doc["events"].is_array() || !doc["text"].is_string() {
            if docs.is_empty() && !standard {
                return Ok(None);
            }
            anyhow::bail!("{}: not a line that annotate wrote: it lacks `text` or `events`", place());
        }
        docs.push(doc);
    }
    Ok(Some(docs))
}

/// Codes the articles that stand beside the records.
fn articles_of(records: &[Record]) -> anyhow::Result<(Vec<Value>, Exit)> {
    let reader = run::reader()?;
    let mut count = run::Tally::default();
    let mut articles: Vec<Article> = Vec::new();
    for record in records {
        let Some(path) = &record.article else { continue };
        for outcome in Inputs::open(&[path], Options::default()) {
            match outcome {
                Outcome::Article(article) if article.unread.is_some() => {
                    count.skipped += 1;
                    eprintln!("rapporteur: {}: skipped: {}", record.name, article.unread.unwrap_or_default());
                }
                Outcome::Article(article) => {
                    articles.push(Article { id: record.name.clone(), ..*article });
                    count.coded += 1;
                }
                Outcome::Skipped { why, .. } => {
                    count.skipped += 1;
                    eprintln!("rapporteur: {}: skipped: {why}", record.name);
                }
                Outcome::Failed { why, .. } => {
                    count.failed += 1;
                    eprintln!("rapporteur: {}: {why}", path.display());
                }
                Outcome::Warning { why, .. } => eprintln!("rapporteur: {}: warning: {why}", record.name),
            }
        }
    }
    let docs = run::pool(0)?.install(|| {
        articles.par_iter().map(|a| serde_json::to_value(reader.read(a))).collect::<Result<Vec<_>, _>>()
    })?;
    Ok((docs, count.exit()))
}

/// The document of a record: by its id, by a folder of that name in its id, or by its title.
fn find<'d>(record: &Record, docs: &'d [Value]) -> Option<&'d Value> {
    let id = |d: &'d Value| d["id"].as_str().unwrap_or_default();
    docs.iter()
        .find(|d| id(d) == record.name)
        .or_else(|| docs.iter().find(|d| id(d).split(['/', '\\']).any(|part| part == record.name)))
        .or_else(|| {
            docs.iter()
                .find(|d| record.gold.title.is_some() && d["title"].as_str() == record.gold.title.as_deref())
        })
}

fn report(out: &mut impl Write, total: &Tally, articles: usize, missing: usize) -> std::io::Result<()> {
    let lost = if missing > 0 { format!(", {missing} not coded") } else { String::new() };
    writeln!(out, "articles {articles}{lost}")?;
    writeln!(
        out,
        "events   recorded {}, coded {}: found {}, with an accepted type {}, spare {}, allowed {}, in the headline {}, false {}\n",
        total.recorded,
        total.predicted,
        total.matched,
        total.right,
        total.spare,
        total.allowed,
        total.headline,
        total.wrong
    )?;
    writeln!(out, "{:12} value  95 % (Wilson)   of", "")?;
    let mut line = |name: &str, share: Option<Share>| match share {
        Some(s) => writeln!(out, "{name:12} {:.3}  {:.3} to {:.3}  {:>5}", s.value, s.low, s.high, s.of),
        None => writeln!(out, "{name:12}   -"),
    };
    line("precision", total.precision())?;
    line("recall", total.recall())?;
    line("F1", total.f1())?;
    line("score", total.score())?;
    for field in FIELDS {
        if let Some((right, of)) = total.fields.get(field) {
            line(field, Share::new(*right as f64, *of as f64))?;
        }
    }
    Ok(())
}
