//! `rapporteur parse`: CoNLL-U out.

use crate::args::Parse;
use crate::exit::Exit;
use crate::run;

/// Runs the command.
pub fn parse(args: &Parse) -> anyhow::Result<Exit> {
    let reader = run::reader()?;
    run::with_output(args.output.as_deref(), |out| {
        let tally = run::each(
            &args.reading,
            |article| (article.id.clone(), article.text.clone(), reader.parser().parse(&article.text)),
            |(id, text, sentences)| Ok(rapporteur::syntax::conllu::write(out, &id, &text, &sentences)?),
        )?;
        Ok(tally.exit())
    })
}
