//! Sentences of invented events, with words parted by blanks and names marked by hand, against the knowledge of the repository.

use std::path::Path;
use std::sync::OnceLock;

use rapporteur_text::reading::{Document, PlaceMention, PlacePrecision};
use rapporteur_text::{Article, Name, NameKind, Sentence, Span, Token, Upos};

use super::{Knowledge, compile, find, open};
use crate::knowledge::Faults;

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge")
}

fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| {
        let mut faults = Faults::default();
        let bytes = compile(&root().into(), &mut faults);
        assert_eq!(faults.list, []);
        open(Box::leak(bytes.into_boxed_slice())).unwrap()
    })
}

/// Reads lines of words parted by blanks; `names` are the tagger's, by their words.
fn places(text: &str, names: &[(&str, NameKind)]) -> Vec<PlaceMention> {
    let article = Article { text: text.to_owned(), ..Article::default() };
    let mut sentences = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let mut sentence = Sentence { span: Span::new(at, at + line.len()), ..Sentence::default() };
        let mut start = at;
        for form in line.split(' ') {
            sentence.tokens.push(Token {
                span: Span::new(start, start + form.len()),
                glued: false,
                lemma: form.to_lowercase().into(),
                upos: Upos::X,
                xpos: "".into(),
                feats: "_".into(),
                head: if sentence.tokens.is_empty() { None } else { Some(0) },
                deprel: "dep".into(),
            });
            start += form.len() + 1;
        }
        for (name, kind) in names {
            let words: Vec<&str> = name.split(' ').collect();
            let forms: Vec<&str> = line.split(' ').collect();
            for first in 0..(forms.len() + 1).saturating_sub(words.len()) {
                if forms[first..first + words.len()] == words[..] {
                    let last = first + words.len() - 1;
                    sentence.names.push(Name { first: first as u32, last: last as u32, kind: *kind });
                }
            }
        }
        sentence.names.sort_by_key(|n| n.first);
        sentences.push(sentence);
        at += line.len() + 1;
    }
    find(&Document { article: &article, sentences: &sentences }, knowledge())
}

/// Name, country and division of each place, for short.
fn told(text: &str, names: &[(&str, NameKind)]) -> Vec<String> {
    let show = |m: &PlaceMention| {
        format!(
            "{}/{}/{}",
            m.span.of(text),
            m.place.country.as_deref().unwrap_or("-"),
            m.place.admin1.as_deref().unwrap_or("-")
        )
    };
    places(text, names).iter().map(show).collect()
}

#[test]
fn the_same_tables_give_the_same_bytes_and_stay_small() {
    let mut faults = Faults::default();
    let one = compile(&root().into(), &mut faults);
    assert_eq!(one, compile(&root().into(), &mut faults));
    assert!(one.len() < 14_000_000, "{} bytes", one.len());
}

#[test]
fn a_division_behind_a_comma_holds_the_town() {
    assert_eq!(
        told("A bridge fell in Bangor , Maine , on Sunday .", &[]),
        ["Bangor/USA/Maine", "Maine/USA/Maine"]
    );
    assert_eq!(
        told("She flew to Portland , Ore. , at noon .", &[]),
        ["Portland/USA/Oregon", "Ore./USA/Oregon"]
    );
    assert_eq!(
        told("Dockers met in London , Ontario , again .", &[]),
        ["London/CAN/Ontario", "Ontario/CAN/Ontario"]
    );
    assert_eq!(
        told("Georgia 's envoy left Tbilisi , Georgia , by car .", &[]).last().unwrap(),
        "Georgia/GEO/-"
    );
}

#[test]
fn a_part_of_the_world_is_no_country() {
    let found = places("Ministers of Western Europe and the Sahel met .", &[]);
    assert_eq!(found.len(), 2);
    for m in found {
        assert_eq!((m.place.country, m.place.lat, m.place.precision), (None, None, PlacePrecision::Region));
    }
}

#[test]
fn initials_and_sold_names_are_no_places() {
    assert_eq!(told("The treaty was drafted by M.S. Tamber in May .", &[]), [] as [&str; 0]);
    assert_eq!(told("Shares of Bank of America rose .", &[]), [] as [&str; 0]);
    assert_eq!(told("It told us to wait .", &[]), [] as [&str; 0]);
    assert_eq!(
        told("Turkish and German envoys spoke .", &[("Turkish", NameKind::Nationality)]),
        [] as [&str; 0]
    );
}

#[test]
fn people_are_no_places_and_bodies_lend_theirs() {
    let person = [("Jack London", NameKind::Person), ("Chad Orlov", NameKind::Person)];
    assert_eq!(told("Jack London thanked Chad Orlov .", &person), [] as [&str; 0]);
    let body = [("Kenya Defence Forces", NameKind::Organisation)];
    assert_eq!(told("Kenya Defence Forces moved north .", &body), ["Kenya/KEN/-"]);
}

#[test]
fn an_article_of_one_country_keeps_its_towns_there() {
    let text = "Iraqi troops left Baghdad for Tikrit .\nHours later Tripoli was quiet .";
    assert_eq!(told(text, &[]).last().unwrap(), "Tripoli/LBY/Tripoli");
    let text =
        "Lebanese soldiers left Beirut and Sidon .\nHours later Tripoli , in northern Lebanon , was quiet .";
    assert!(
        told(text, &[]).contains(&"Tripoli/LBN/North".to_owned()) || {
            let all = told(text, &[]);
            all.iter().any(|p| p.starts_with("Tripoli/LBN"))
        }
    );
}

#[test]
fn countries_have_ids_and_no_point() {
    let found = places("Aid reached the U.S. , the UK and South Korea .", &[]);
    let ids: Vec<_> = found.iter().map(|m| (m.place.geonames, m.place.lat)).collect();
    assert_eq!(ids, [(Some(6_252_001), None), (Some(2_635_167), None), (Some(1_835_841), None)]);
}

#[test]
fn the_press_names_what_war_made_known() {
    let text = "Shells hit Kobani , Bakhmut , Khan Younis , the Donbas and the Bab el-Mandeb .";
    assert_eq!(
        told(text, &[]).iter().map(|p| p.split('/').nth(1).unwrap().to_owned()).collect::<Vec<_>>(),
        ["SYR", "UKR", "PSE", "UKR", "-"]
    );
}

#[test]
fn a_place_that_is_not_listed_takes_the_country_that_holds_it() {
    let text = "Raiders burnt the village of Quxtorba , in Nigeria .";
    let found = places(text, &[("Quxtorba", NameKind::Location)]);
    let place = &found[0].place;
    assert_eq!(
        (place.name.as_str(), place.country.as_deref(), place.geonames),
        ("Quxtorba", Some("NGA"), None)
    );
    assert!(found[0].confidence < 0.5);
}

#[test]
fn the_word_is_the_head_and_confidence_is_a_probability() {
    for m in places("Delegates met in New York , Paris and Khan Younis .", &[]) {
        assert!((0.0..=1.0).contains(&m.confidence));
        assert!(!m.reason.is_empty());
        assert!(m.word.token < 12);
    }
}

#[test]
fn faults_name_file_line_and_remedy() {
    let folder = std::env::temp_dir().join(format!("rapporteur-places-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("places/geonames")).unwrap();
    for file in
        ["geonames/countries.tsv", "geonames/admin1.tsv", "geonames/admin2.tsv", "geonames/cities.tsv"]
    {
        std::fs::copy(root().join("places").join(file), folder.join("places").join(file)).unwrap();
    }
    for file in ["aliases.tsv", "points.tsv", "outlets.tsv", "words.toml"] {
        std::fs::copy(root().join("places").join(file), folder.join("places").join(file)).unwrap();
    }
    std::fs::write(
        folder.join("places/regions.tsv"),
        "names\tkind\tcountry\tgeonames\tlat\tlon\tprecision\nNowhere\tarea\tXYZ\t\t1\t2\tregion\n",
    )
    .unwrap();
    let mut faults = Faults::default();
    compile(&folder.clone().into(), &mut faults);
    std::fs::remove_dir_all(&folder).unwrap();
    let told: Vec<String> = faults.list.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["places/regions.tsv:2: `XYZ` is no country: write its three letters (ISO 3166-1)"]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(40))]
    #[test]
    fn no_text_makes_it_panic(text in "([A-Za-z,.()'’ -]|New York|U.S.|é){0,60}") {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            let _ = places(&text, &[("New York", NameKind::Location), ("U.S.", NameKind::Person)]);
        }
    }
}
