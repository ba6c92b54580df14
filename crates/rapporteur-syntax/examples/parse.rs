//! Parses a file to CoNLL-U on standard output and tells the time on standard error:
//! `parse MODEL SEGMENT|rules FILE [--tokens gold] [--repeat N]`.

use std::error::Error;
use std::io::{BufReader, BufWriter, Write};
use std::time::Instant;

use rapporteur_syntax::{Parser, conllu};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [model, segment, file, options @ ..] = &args[..] else {
        return Err("parse MODEL SEGMENT|rules FILE [--tokens gold] [--repeat N]".into());
    };
    let gold = options.windows(2).any(|o| o[0] == "--tokens" && o[1] == "gold");
    let repeat = options.windows(2).find(|o| o[0] == "--repeat").map_or(Ok(1), |o| o[1].parse::<usize>())?;
    let start = Instant::now();
    let bytes = std::fs::read(model)?;
    let parser = if segment == "rules" {
        Parser::load_with_rules(bytes)?
    } else {
        Parser::load(bytes, &std::fs::read(segment)?)?
    };
    eprintln!("model {} loaded in {:.1} ms", parser.version(), start.elapsed().as_secs_f64() * 1e3);
    let mut given = conllu::Text::default();
    if gold {
        for sentence in conllu::read_tokens(BufReader::new(std::fs::File::open(file)?)) {
            given.push(&sentence?);
        }
    } else {
        given.text = std::fs::read_to_string(file)?;
    }
    let start = Instant::now();
    let mut sentences = Vec::new();
    for _ in 0..repeat {
        sentences = if gold { parser.parse_tokens(&given) } else { parser.parse(&given.text) };
    }
    let seconds = start.elapsed().as_secs_f64();
    let words: usize = sentences.iter().map(|s| s.tokens.len()).sum();
    eprintln!(
        "{words} words in {} sentences, {:.0} words/s",
        sentences.len(),
        (words * repeat) as f64 / seconds
    );
    let mut out = BufWriter::new(std::io::stdout().lock());
    conllu::write(&mut out, "", &given.text, &sentences)?;
    out.flush()?;
    Ok(())
}
