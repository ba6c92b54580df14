//! Words that the rules know.

/// Contractions that are written as one run of letters, with the places where they are cut.
pub(super) const JOINED: &[(&str, &[usize])] = &[
    ("aint", &[2]),
    ("arent", &[3]),
    ("cannot", &[3]),
    ("cant", &[2]),
    ("couldnt", &[5]),
    ("didnt", &[3]),
    ("doesnt", &[4]),
    ("dont", &[2]),
    ("dunno", &[2, 3]),
    ("gimme", &[3]),
    ("gonna", &[3]),
    ("gotta", &[3]),
    ("hadnt", &[3]),
    ("hasnt", &[3]),
    ("havent", &[4]),
    ("heres", &[4]),
    ("hes", &[2]),
    ("im", &[1]),
    ("isnt", &[2]),
    ("itll", &[2]),
    ("its", &[2]),
    ("ive", &[1]),
    ("lemme", &[3]),
    ("lets", &[3]),
    ("outta", &[3]),
    ("shes", &[3]),
    ("shouldnt", &[6]),
    ("sorta", &[4]),
    ("thats", &[4]),
    ("theres", &[5]),
    ("theyre", &[4]),
    ("ur", &[1]),
    ("wanna", &[3]),
    ("wasnt", &[3]),
    ("whats", &[4]),
    ("wont", &[2]),
    ("wouldnt", &[5]),
    ("youll", &[3]),
    ("youre", &[3]),
];

/// First parts of compounds that UD English leaves whole.
pub(super) const PREFIXES: &[&str] = &[
    "anti", "arch", "co", "counter", "cross", "de", "e", "ex", "extra", "inter", "intra", "micro", "mid",
    "mini", "multi", "neo", "non", "over", "post", "pre", "pro", "re", "semi", "socio", "sub", "super",
    "trans", "ultra", "un", "under",
];

/// How a word with a full stop of its own behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// Never ends a sentence: "Mr.", "Gen.", "No." before a number.
    Title,
    /// "a.m.", "p.m."
    Time,
    /// "Nov."
    Month,
    /// "Calif."
    State,
    /// "Inc.", "Jr."
    Company,
    /// "U.S."
    Acronym,
    /// "K."
    Initial,
    /// Any other.
    Other,
}

impl Abbreviation {
    /// Name among the features.
    pub(super) fn name(self) -> &'static str {
        match self {
            Abbreviation::Title => "title",
            Abbreviation::Time => "time",
            Abbreviation::Month => "month",
            Abbreviation::State => "state",
            Abbreviation::Company => "inc",
            Abbreviation::Acronym => "acronym",
            Abbreviation::Initial => "initial",
            Abbreviation::Other => "abbr",
        }
    }
}

/// Titles and what else stands before a name or number; written with a capital.
const TITLES: &[&str] = &[
    "adm", "asst", "atty", "brig", "capt", "cmdr", "col", "cpl", "dr", "fr", "ft", "gen", "gov", "govs",
    "hon", "lt", "maj", "messrs", "mr", "mrs", "ms", "mt", "pfc", "pres", "prof", "pvt", "rep", "reps",
    "rev", "sen", "sens", "sgt", "spc", "st", "supt",
];
/// The same in lower case.
const LOWER_TITLES: &[&str] = &["cf", "e.g", "i.e", "viz", "vs"];
const MONTHS: &[&str] = &["apr", "aug", "dec", "feb", "jan", "nov", "oct", "sep", "sept"];
/// States of the United States and provinces of Canada, as news agencies shorten them.
const STATES: &[&str] = &[
    "ala", "alta", "ariz", "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "ky",
    "la", "man", "mass", "md", "mich", "minn", "miss", "mo", "mont", "neb", "nev", "okla", "ont", "ore",
    "pa", "que", "sask", "tenn", "tex", "va", "vt", "wash", "wis", "wyo",
];
const COMPANIES: &[&str] = &["bros", "co", "corp", "inc", "jr", "ltd", "plc", "sr"];
const OTHERS: &[&str] = &[
    "al", "approx", "assn", "ave", "blvd", "cos", "dept", "dist", "est", "etc", "govt", "intl", "natl",
    "ph.d", "univ",
];

/// What kind of abbreviation `word`, which a full stop follows, is; `previous` and `next` stand before and after both.
pub(super) fn abbreviation(word: &str, previous: &str, next: &str) -> Option<Abbreviation> {
    let mut letters = word.chars();
    let first = letters.next()?;
    if word.len() > 8 || !word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'.') {
        return None;
    }
    let low = word.to_ascii_lowercase();
    let low = low.as_str();
    let has = |list: &[&str]| list.binary_search(&low).is_ok();
    let upper = first.is_uppercase();
    if LOWER_TITLES.contains(&low) || upper && has(TITLES) {
        return Some(Abbreviation::Title);
    }
    if matches!(low, "no" | "nos" | "fig" | "vol" | "pp") {
        return next.starts_with(|c: char| c.is_ascii_digit()).then_some(Abbreviation::Title);
    }
    if matches!(low, "a.m" | "p.m") {
        return Some(Abbreviation::Time);
    }
    if upper && has(MONTHS) {
        return Some(Abbreviation::Month);
    }
    if upper
        && has(STATES)
        && (previous.ends_with([',', '-', '(']) || matches!(low, "calif" | "okla" | "tenn" | "wis"))
    {
        return Some(Abbreviation::State);
    }
    if upper && has(COMPANIES) {
        return Some(Abbreviation::Company);
    }
    if has(OTHERS) {
        return Some(Abbreviation::Other);
    }
    if word.contains('.') {
        let single = word.split('.').all(|p| p.len() == 1);
        return single.then_some(Abbreviation::Acronym);
    }
    let name = previous.starts_with(|c: char| c.is_uppercase())
        && (previous.ends_with(|c: char| c.is_alphabetic()) || previous.ends_with('.'));
    let initial = letters.next().is_none() && upper && first != 'I';
    (initial && (name || previous.is_empty()) && next.starts_with(|c: char| c.is_uppercase()))
        .then_some(Abbreviation::Initial)
}

/// Words that follow a time of day inside a sentence.
pub(super) fn follows_time(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "april",
        "august",
        "bst",
        "cet",
        "cst",
        "december",
        "edt",
        "est",
        "et",
        "february",
        "friday",
        "gmt",
        "january",
        "july",
        "june",
        "march",
        "may",
        "monday",
        "november",
        "october",
        "pdt",
        "pst",
        "pt",
        "saturday",
        "september",
        "sunday",
        "thursday",
        "tuesday",
        "utc",
        "wednesday",
    ];
    WORDS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

/// Small words that, written with a capital, begin sentences much more often than names.
pub(super) fn is_starter(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "a",
        "according",
        "after",
        "all",
        "also",
        "although",
        "an",
        "and",
        "another",
        "any",
        "as",
        "asked",
        "at",
        "because",
        "before",
        "both",
        "but",
        "by",
        "despite",
        "during",
        "each",
        "earlier",
        "even",
        "few",
        "five",
        "for",
        "former",
        "four",
        "from",
        "he",
        "her",
        "here",
        "his",
        "how",
        "however",
        "i",
        "if",
        "in",
        "it",
        "its",
        "last",
        "later",
        "many",
        "meanwhile",
        "more",
        "most",
        "my",
        "no",
        "nor",
        "not",
        "nothing",
        "now",
        "officials",
        "on",
        "one",
        "only",
        "or",
        "other",
        "our",
        "over",
        "people",
        "police",
        "several",
        "she",
        "since",
        "so",
        "some",
        "such",
        "that",
        "the",
        "their",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "three",
        "through",
        "to",
        "two",
        "under",
        "until",
        "we",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "why",
        "with",
        "yet",
        "you",
    ];
    word.len() <= 9
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && WORDS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [PREFIXES, TITLES, MONTHS, STATES, COMPANIES, OTHERS] {
            assert!(table.is_sorted(), "{table:?}");
        }
        assert!(JOINED.is_sorted_by_key(|(w, _)| *w));
        for w in ["April", "GMT", "Wednesday"] {
            assert!(follows_time(w), "{w}");
        }
        for w in ["A", "However", "You", "I"] {
            assert!(is_starter(w), "{w}");
        }
    }

    #[test]
    fn abbreviations_look_at_their_neighbours() {
        use Abbreviation::*;
        for (word, previous, next, want) in [
            ("Gen", "", "Mark", Some(Title)),
            ("gen", "", "x", None),
            ("No", "the", "10", Some(Title)),
            ("No", "said", "He", None),
            ("K", "Mark", "Dole", Some(Initial)),
            ("C", "vitamin", "It", None),
            ("Tex", "Hood,", "", Some(State)),
            ("Tex", "met", "He", None),
            ("U.S", "the", "The", Some(Acronym)),
            ("p.m", "8", "Monday", Some(Time)),
            ("3.5", "", "", None),
        ] {
            assert_eq!(abbreviation(word, previous, next), want, "{previous} {word}. {next}");
        }
    }
}
