//! `rapporteur parse`: CoNLL-U out.

use crate::args::Parse;
use crate::exit::Exit;
use crate::run;

/// Runs the command.
pub fn parse(args: &Parse) -> anyhow::Result<Exit> {
    let reader = run::reader()?;
    // A parser reads every word; furniture is a matter of coding.
    let reading = crate::args::Reading { raw: true, ..args.reading.clone() };
    run::with_output(args.output.as_deref(), |mut out| {
        let tally = run::each(
            &reading,
            |article| (article.id.clone(), article.text.clone(), reader.parser().parse(&article.text)),
            |(id, text, sentences)| Ok(rapporteur::syntax::conllu::write(&mut out, &id, &text, &sentences)?),
        )?;
        Ok(tally.exit())
    })
}
