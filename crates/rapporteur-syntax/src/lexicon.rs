//! Dictionary forms that exist, so that a lemmatiser that learns edits of endings ("sentenced" → "sentenc") is held to English.
//!
//! The network's lemma is taken where the dictionary has it. Where it has not, a known form that English inflection allows for the word
//! is preferred, and the network's is kept only where there is none. `training/lemmas.py` makes the dictionary, `models/lemmas.tsv`.

use compact_str::{CompactString, format_compact};
use rapporteur_text::Upos;

/// Sorted lines `word<TAB>class<TAB>lemma`; no lemma where it is the word itself.
static DICTIONARY: &str = include_str!("../../../models/lemmas.tsv");

/// Beginnings that verbs take without another inflection: "retook", "overthrew".
const PREFIXES: [&str; 9] = ["re", "over", "under", "out", "mis", "un", "up", "fore", "inter"];

/// The lemma of a word, given the network's.
pub(crate) fn settle(given: CompactString, form: &str, upos: Upos, xpos: &str) -> CompactString {
    if upos == Upos::Num {
        return match form.starts_with(|c: char| c.is_ascii_digit()) && form.contains(',') {
            true => form.replace(',', "").into(),
            false => given,
        };
    }
    let Some(class) = class(upos) else { return given };
    // Words of names keep their capitals ("Hidden Valley", "United Nations"), which the network has from the treebanks.
    if xpos.starts_with("NNP") || !form.chars().all(|c| c.is_ascii_alphabetic()) {
        return given;
    }
    let form = form.to_ascii_lowercase();
    let base = matches!(xpos, "NN" | "VB" | "JJ" | "RB");
    if base && !given.eq_ignore_ascii_case(&form) && known(&form, class) {
        return form.into();
    }
    if !base && let Some(lemma) = irregular(&form, class) {
        return lemma;
    }
    if (base && given.eq_ignore_ascii_case(&form)) || known(&given, class) {
        return given;
    }
    regular(&form, xpos).into_iter().find(|lemma| known(lemma, class)).map_or(given, CompactString::from)
}

fn class(upos: Upos) -> Option<char> {
    Some(match upos {
        Upos::Noun => 'N',
        Upos::Verb | Upos::Aux => 'V',
        Upos::Adj => 'J',
        Upos::Adv => 'R',
        _ => return None,
    })
}

/// The line of a word in a class: what stands after its two keys.
fn look(word: &str, class: char) -> Option<&'static str> {
    let key = format_compact!("{word}\t{class}");
    let bytes = DICTIONARY.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = bytes[..middle].iter().rposition(|b| *b == b'\n').map_or(0, |p| p + 1);
        let end = bytes[middle..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |p| middle + p);
        let line = &DICTIONARY[start..end];
        match line.strip_prefix(key.as_str()) {
            Some("") => return Some(""),
            Some(rest) if rest.starts_with('\t') => return Some(&rest[1..]),
            _ if line < key.as_str() => low = end + 1,
            _ => high = start,
        }
    }
    None
}

fn known(word: &str, class: char) -> bool {
    look(word, class) == Some("")
}

/// The lemma of an irregular form, also behind a prefix.
fn irregular(form: &str, class: char) -> Option<CompactString> {
    let lemma = |form: &str| look(form, class).filter(|l| !l.is_empty());
    if let Some(lemma) = lemma(form) {
        return Some(lemma.into());
    }
    if class == 'V' {
        for prefix in PREFIXES {
            if let Some(lemma) = form.strip_prefix(prefix).filter(|rest| rest.len() > 2).and_then(lemma) {
                return Some(format_compact!("{prefix}{lemma}"));
            }
        }
    }
    None
}

/// The dictionary forms that regular inflection allows, likeliest first.
fn regular(form: &str, xpos: &str) -> Vec<String> {
    let mut all = Vec::new();
    let undouble = |stem: &str| {
        let b = stem.as_bytes();
        (b.len() > 2 && b[b.len() - 1] == b[b.len() - 2]).then(|| stem[..stem.len() - 1].to_owned())
    };
    let mut ending = |ending: &str| {
        if let Some(stem) = form.strip_suffix(ending) {
            if let Some(stem) = stem.strip_suffix('i') {
                all.push(format!("{stem}y"));
            }
            all.push(stem.to_owned());
            all.push(format!("{stem}e"));
            all.extend(undouble(stem));
        }
    };
    match xpos {
        "VBD" | "VBN" => ending("ed"),
        "VBG" => ending("ing"),
        "JJR" | "RBR" => ending("er"),
        "JJS" | "RBS" => ending("est"),
        "VBZ" | "NNS" => {
            if let Some(stem) = form.strip_suffix("ies") {
                all.push(format!("{stem}y"));
            }
            if let Some(stem) = form.strip_suffix("men") {
                all.push(format!("{stem}man"));
            }
            if let Some(stem) = form.strip_suffix("ves") {
                all.extend([format!("{stem}fe"), format!("{stem}f")]);
            }
            if let Some(stem) = form.strip_suffix('s') {
                all.push(stem.to_owned());
                all.extend(stem.strip_suffix('e').map(str::to_owned));
            }
        }
        _ => all.push(form.to_owned()),
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_sorted_so_that_it_can_be_searched() {
        assert!(DICTIONARY.lines().zip(DICTIONARY.lines().skip(1)).all(|(a, b)| a < b));
        for line in DICTIONARY.lines() {
            let mut cells = line.split('\t');
            let (word, class) = (cells.next().unwrap(), cells.next().unwrap());
            assert!(look(word, class.chars().next().unwrap()).is_some(), "{line}");
        }
    }

    #[test]
    fn slips_of_the_network_are_mended_and_what_it_knows_is_kept() {
        for (given, form, upos, xpos, lemma) in [
            ("sentenc", "sentenced", Upos::Verb, "VBD", "sentence"),
            ("froz", "frozen", Upos::Verb, "VBN", "freeze"),
            ("retook", "retook", Upos::Verb, "VBD", "retake"),
            ("clashe", "clashes", Upos::Noun, "NNS", "clash"),
            ("gunme", "Gunmen", Upos::Noun, "NNS", "gunman"),
            ("midwive", "midwives", Upos::Noun, "NNS", "midwife"),
            ("salarie", "salaries", Upos::Noun, "NNS", "salary"),
            ("cross", "crossing", Upos::Noun, "NN", "crossing"),
            ("1000", "1,500", Upos::Num, "CD", "1500"),
            ("hope", "hoped", Upos::Verb, "VBD", "hope"),
            ("hop", "hopped", Upos::Verb, "VBD", "hop"),
            ("Nation", "Nations", Upos::Propn, "NNPS", "Nation"),
            ("Unite", "United", Upos::Verb, "NNP", "Unite"),
            ("Hidden", "Hidden", Upos::Adj, "JJ", "Hidden"),
            ("zorble", "zorbled", Upos::Verb, "VBD", "zorble"),
        ] {
            assert_eq!(settle(given.into(), form, upos, xpos), lemma, "{form}");
        }
    }
}
