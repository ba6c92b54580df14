//! `rapporteur parse`: CoNLL-U out, from text or from CoNLL-U whose words are kept and whose tags and heads are read anew.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use rapporteur::syntax::{Parser, conllu};

use crate::args::{Parse, Tokens};
use crate::exit::Exit;
use crate::run::{self, Tally};

/// Runs the command.
pub fn parse(args: &Parse) -> anyhow::Result<Exit> {
    let reading = run::reading_beside(&args.reading, args.output.as_deref())?;
    let reader = run::reader()?;
    if args.tokens == Tokens::Gold {
        return run::with_output(args.output.as_deref(), |mut out| {
            let pool = run::pool(args.reading.threads)?;
            let mut tally = Tally::default();
            for input in &args.reading.inputs {
                match given_tokens(reader.parser(), &pool, input, &mut out) {
                    Ok(()) => tally.coded += 1,
                    Err(error) if crate::exit::is_broken_pipe(&error) => return Err(error),
                    Err(error) => {
                        tally.failed += 1;
                        eprintln!("rapporteur: {}: {error:#}", input.to_string_lossy());
                    }
                }
            }
            Ok(tally.exit())
        });
    }
    // A parser reads every word; furniture is a matter of coding.
    let reading = crate::args::Reading { raw: true, ..reading };
    run::with_output(args.output.as_deref(), |mut out| {
        let tally = run::each(
            &reading,
            |article| (article.id.clone(), article.text.clone(), reader.parser().parse(&article.text)),
            |read| {
                match read {
                    Some((id, text, sentences)) => conllu::write(&mut out, &id, &text, &sentences)?,
                    None => out.flush()?,
                }
                Ok(())
            },
        )?;
        Ok(tally.exit())
    })
}

/// Reads one CoNLL-U file, a document at a time.
fn given_tokens(
    parser: &Parser,
    pool: &rayon::ThreadPool,
    input: &OsStr,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let from: Box<dyn BufRead> = if input == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(input)?))
    };
    let stem = Path::new(input).file_stem().unwrap_or(input).to_string_lossy().into_owned();
    let mut id = stem.clone();
    let mut text = conllu::Text::default();
    for sentence in conllu::read_tokens(from) {
        let sentence = sentence?;
        if sentence.starts_document {
            flush(parser, pool, &id, &std::mem::take(&mut text), out)?;
            id = sentence.comment("newdoc id").map_or_else(|| stem.clone(), str::to_owned);
        }
        text.push(&sentence);
    }
    flush(parser, pool, &id, &text, out)
}

fn flush(
    parser: &Parser,
    pool: &rayon::ThreadPool,
    id: &str,
    text: &conllu::Text,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if !text.sentences.is_empty() {
        let sentences = pool.install(|| parser.parse_tokens(text));
        conllu::write(out, id, &text.text, &sentences)?;
    }
    Ok(())
}
