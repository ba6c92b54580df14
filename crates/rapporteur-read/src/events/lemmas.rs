//! Lemmas to look a word up by: the parser's own, and those that English inflection allows for its form.
//!
//! A lemmatiser that learns slips on rare words ("withdr", "gunme"); a frame must not be missed for that. The rules undo regular
//! inflection and the plural in -men; what they make is only looked up, never shown.

use rapporteur_text::Token;

/// The lemmas of a word, the parser's own first, or last where its form speaks against it.
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
        _ => add(form.clone()),
    }
    // "deplored" is no form of "deploy": what the parser says comes last where inflection speaks against it.
    let regular = |ending: &str| {
        let lemma = &all[0];
        let short = lemma.strip_suffix('e').unwrap_or(lemma);
        let doubled = lemma.chars().next_back().map(|c| format!("{lemma}{c}{ending}"));
        form == format!("{lemma}{ending}")
            || form == format!("{short}{ending}")
            || doubled.is_some_and(|d| d == form)
            || lemma.strip_suffix('y').is_some_and(|s| form == format!("{s}i{ending}"))
            || lemma.strip_suffix("ie").is_some_and(|s| form == format!("{s}y{ending}"))
            || lemma.ends_with('c') && form == format!("{lemma}k{ending}")
    };
    let ending = match &*token.xpos {
        "VBD" | "VBN" if form.ends_with("ed") => Some("ed"),
        "VBG" if form.ends_with("ing") => Some("ing"),
        _ => None,
    };
    if all.len() > 1 && ending.is_some_and(|e| !regular(e)) {
        all.rotate_left(1);
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
    fn a_lemma_that_does_not_inflect_to_the_form_comes_last() {
        let token = |lemma: &str, xpos: &str| Token {
            span: rapporteur_text::Span::new(0, 1),
            glued: false,
            lemma: lemma.into(),
            upos: rapporteur_text::Upos::Verb,
            xpos: xpos.into(),
            feats: "_".into(),
            head: None,
            deprel: "root".into(),
        };
        assert_eq!(of(&token("deploy", "VBD"), "deplored").last().unwrap(), "deploy");
        for (lemma, form) in
            [("deploy", "deployed"), ("ban", "banned"), ("deny", "denied"), ("free", "freed")]
        {
            assert_eq!(of(&token(lemma, "VBD"), form)[0], lemma);
        }
        assert_eq!(of(&token("lie", "VBG"), "lying")[0], "lie");
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
