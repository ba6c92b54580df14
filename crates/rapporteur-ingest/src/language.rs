//! Which language a text is in. The reading knows English; other languages are skipped, and said to be.

use whatlang::Lang;

/// What the text seems to be written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    /// Too short or too mixed to tell: read all the same.
    Unsure,
    /// Another language: its ISO 639-1 code (639-3 where there is none) and its English name.
    Other {
        code: String,
        name: String,
    },
}

/// Letters below which no guess is trusted.
const SHORT: usize = 60;
/// How much of a text is looked at, in characters.
const SAMPLE: usize = 6000;
/// Words that one in eight words of English prose is, and that few other languages share.
const ENGLISH: [&str; 24] = [
    "the", "of", "and", "to", "that", "with", "was", "were", "which", "from", "for", "has", "have", "had",
    "this", "said", "not", "are", "been", "will", "would", "they", "their", "by",
];

/// Detects the language of a text.
pub(crate) fn detect(text: &str) -> Language {
    let sample: String = text.chars().take(SAMPLE).collect();
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if letters < SHORT {
        return Language::Unsure;
    }
    let words: Vec<String> = sample.split_whitespace().map(str::to_lowercase).collect();
    let english = words.iter().filter(|w| ENGLISH.contains(&w.as_str())).count();
    if words.len() >= 8 && english * 8 >= words.len() {
        return Language::English;
    }
    match whatlang::detect(&sample) {
        Some(info) if info.lang() == Lang::Eng => Language::English,
        Some(info) if info.is_reliable() && english * 20 < words.len().max(1) => {
            Language::Other { code: code(info.lang()).to_owned(), name: info.lang().eng_name().to_owned() }
        }
        _ => Language::Unsure,
    }
}

/// ISO 639-1 code of a language.
fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_english_from_others() {
        let en = "The ministry of Ostmark said on Monday that it had asked its neighbours for help with the harvest.";
        assert_eq!(detect(en), Language::English);
        let fr = "Le ministère de l'Intérieur a annoncé lundi que les négociations reprendraient la semaine prochaine à Genève.";
        assert_eq!(detect(fr), Language::Other { code: "fr".into(), name: "French".into() });
        let ru = "Министерство обороны сообщило в понедельник, что переговоры будут продолжены на следующей неделе.";
        assert!(matches!(detect(ru), Language::Other { code, .. } if code == "ru"));
    }

    #[test]
    fn foreign_names_do_not_make_a_foreign_text() {
        let text = "Przemysław Wojciechowski and Zbigniew Szczęsny of Grzegorzewo met Krzysztof Brzęczyszczykiewicz in the Łódź town hall.";
        assert!(!matches!(detect(text), Language::Other { .. }));
    }

    #[test]
    fn short_texts_have_the_benefit_of_the_doubt() {
        assert_eq!(detect("Paix signée à Porto Velho"), Language::Unsure);
        assert_eq!(detect(""), Language::Unsure);
    }
}
