//! Lemmas to look a word up by: the parser's own, and those that English inflection allows for its form.
//!
//! A lemmatiser that learns slips on rare words ("withdr", "gunme"); a frame must not be missed for that. The rules undo regular
//! inflection and the plural in -men; what they make is only looked up, never shown.

use rapporteur_text::Token;

/// The lemmas of a word, the parser's own first.
pub(super) fn of(token: &Token, form: &str) -> Vec<String> {
    let form = form.to_lowercase();
    let mut all = vec![token.lemma.to_lowercase().to_string()];
    let mut add = |lemma: String| {
        if lemma.len() > 1 && !all.contains(&lemma) {
            all.push(lemma);
        }
    };
    let undouble = |stem: &str| -> Option<String> {
        let mut letters = stem.chars().rev();
        let (last, before) = (letters.next()?, letters.next()?);
        (last == before && !matches!(last, 's' | 'l' | 'e' | 'o'))
            .then(|| stem[..stem.len() - last.len_utf8()].to_owned())
    };
    match &*token.xpos {
        "VBD" | "VBN" => {
            if let Some(stem) = form.strip_suffix("ied") {
                add(format!("{stem}y"));
            } else if let Some(stem) = form.strip_suffix("ed") {
                add(stem.to_owned());
                add(format!("{stem}e"));
                undouble(stem).into_iter().for_each(&mut add);
                stem.strip_suffix('l').map(str::to_owned).into_iter().for_each(&mut add);
            }
        }
        "VBG" => {
            if let Some(stem) = form.strip_suffix("ing") {
                add(stem.to_owned());
                add(format!("{stem}e"));
                undouble(stem).into_iter().for_each(&mut add);
                stem.strip_suffix('l').map(str::to_owned).into_iter().for_each(&mut add);
            }
        }
        "VBZ" | "NNS" | "NNPS" => {
            if let Some(stem) = form.strip_suffix("ies") {
                add(format!("{stem}y"));
            }
            if let Some(stem) = form.strip_suffix("men") {
                add(format!("{stem}man"));
            }
            if let Some(stem) = form.strip_suffix("es") {
                add(stem.to_owned());
            }
            if let Some(stem) = form.strip_suffix('s') {
                add(stem.to_owned());
            }
        }
        _ => add(form),
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemmas(form: &str, xpos: &str) -> Vec<String> {
        let token = Token {
            span: rapporteur_text::Span::new(0, form.len()),
            glued: false,
            lemma: "?".into(),
            upos: rapporteur_text::Upos::Verb,
            xpos: xpos.into(),
            feats: "_".into(),
            head: None,
            deprel: "root".into(),
        };
        of(&token, form)
    }

    #[test]
    fn regular_inflection_is_undone() {
        for (form, xpos, lemma) in [
            ("Denied", "VBD", "deny"),
            ("expelled", "VBN", "expel"),
            ("imposed", "VBD", "impose"),
            ("banning", "VBG", "ban"),
            ("clashes", "NNS", "clash"),
            ("gunmen", "NNS", "gunman"),
            ("supplies", "VBZ", "supply"),
            ("raids", "NNS", "raid"),
        ] {
            assert!(lemmas(form, xpos).iter().any(|l| l == lemma), "{form}: {:?}", lemmas(form, xpos));
        }
    }
}
