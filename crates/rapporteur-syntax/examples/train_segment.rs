//! Trains the segmenter: `train_segment OUT TREEBANK.conllu…`.

use std::error::Error;

use rapporteur_syntax::segment;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [out, paths @ ..] = &args[..] else { return Err("train_segment OUT TREEBANK.conllu…".into()) };
    let bytes = segment::train(paths)?;
    std::fs::write(out, &bytes)?;
    eprintln!("{} bytes", bytes.len());
    Ok(())
}
