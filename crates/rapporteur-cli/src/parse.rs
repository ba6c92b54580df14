//! `rapporteur parse`: CoNLL-U out, from text or from CoNLL-U whose words are kept and whose tags and heads are read anew.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};

use rapporteur::syntax::{Parser, conllu};

use crate::args::{Parse, Tokens};
use crate::exit::Exit;
use crate::run::{self, Tally};

/// Runs the command.
pub fn parse(args: &Parse) -> anyhow::Result<Exit> {
    let reading = run::reading_beside(&args.reading, args.output.as_deref())?;
    let parser = crate::data::parser()?;
    if args.tokens == Tokens::Gold {
        return run::with_output(args.output.as_deref(), |mut out| {
            let pool = run::pool(args.reading.threads)?;
            let mut tally = Tally::default();
            for input in &args.reading.inputs {
                match given_tokens(&parser, &pool, input, &mut out) {
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
            |article| (article.id.clone(), article.text.clone(), parser.parse(&article.text)),
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

/// Sentences of a CoNLL-U input that are read together: enough to keep all threads busy, few enough to stay small.
const TOGETHER: usize = 2000;

/// Reads one CoNLL-U file, some sentences at a time. Comments go through as they are.
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
    let (mut text, mut comments) = (conllu::Text::default(), Vec::new());
    let flush = |text: &mut conllu::Text, comments: &mut Vec<Vec<String>>, out: &mut _| {
        let sentences = pool.install(|| parser.parse_tokens(text));
        let written = conllu::write_given(out, text, comments, &sentences);
        *text = conllu::Text::default();
        comments.clear();
        written
    };
    for sentence in conllu::read_tokens(from) {
        let mut sentence = match sentence {
            Ok(sentence) => sentence,
            Err(error) => {
                // What came before the fault is whole.
                flush(&mut text, &mut comments, out)?;
                return Err(error.into());
            }
        };
        if comments.len() == TOGETHER || sentence.starts_document {
            flush(&mut text, &mut comments, out)?;
        }
        comments.push(std::mem::take(&mut sentence.comments));
        text.push(&sentence);
    }
    flush(&mut text, &mut comments, out)?;
    Ok(())
}
