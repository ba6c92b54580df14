//! Lemma scripts: how a dictionary form is made from a word.

use compact_str::CompactString;

use crate::LoadError;

/// An edit of a word's ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// One form for all.
    Whole(CompactString),
    /// Lower-case or keep, cut and append at the end, cut and prepend at the start.
    Edit { lower: bool, cut: usize, add: CompactString, prefix_cut: usize, prefix_add: CompactString },
}

impl Script {
    /// Reads `case|cut|add|prefix_cut|prefix_add` or `=FORM`.
    pub(crate) fn parse(text: &str) -> Result<Self, LoadError> {
        let wrong = || LoadError::Config(format!("no lemma script: `{text}`"));
        if let Some(form) = text.strip_prefix('=') {
            return Ok(Script::Whole(form.into()));
        }
        let parts: Vec<&str> = text.split('|').collect();
        let [case, cut, add, prefix_cut, prefix_add] = parts[..] else { return Err(wrong()) };
        let number = |s: &str| s.parse::<usize>().map_err(|_| wrong());
        Ok(Script::Edit {
            lower: match case {
                "l" => true,
                "k" => false,
                _ => return Err(wrong()),
            },
            cut: number(cut)?,
            add: add.into(),
            prefix_cut: number(prefix_cut)?,
            prefix_add: prefix_add.into(),
        })
    }

    /// The lemma of a form. Never empty: a script that leaves nothing leaves the form.
    pub(crate) fn apply(&self, form: &str) -> CompactString {
        let Script::Edit { lower, cut, add, prefix_cut, prefix_add } = self else {
            let Script::Whole(lemma) = self else { unreachable!("there are two kinds of script") };
            return if lemma.is_empty() { form.into() } else { lemma.clone() };
        };
        let mut word =
            if *lower { CompactString::from(form.to_lowercase()) } else { CompactString::new(form) };
        let end = word.char_indices().rev().take(*cut).last().map_or(word.len(), |(i, _)| i);
        word.truncate(end);
        word.push_str(add);
        if *prefix_cut > 0 || !prefix_add.is_empty() {
            let start = word.char_indices().nth(*prefix_cut).map_or(word.len(), |(i, _)| i);
            word = compact_str::format_compact!("{prefix_add}{}", &word[start..]);
        }
        if word.is_empty() { form.into() } else { word }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_edit_both_ends() {
        let lemma = |script: &str, form: &str| Script::parse(script).unwrap().apply(form);
        assert_eq!(lemma("l|3|y|0|", "Parties"), "party");
        assert_eq!(lemma("k|0||0|", "Norland"), "Norland");
        assert_eq!(lemma("=not", "n't"), "not");
        assert_eq!(lemma("l|1||2|be", "xxçay"), "beça");
        assert_eq!(lemma("l|9||0|", "a"), "a");
        assert!(Script::parse("l|x||0|").is_err());
        assert!(Script::parse("l|1|a").is_err());
    }
}
