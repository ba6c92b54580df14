//! Sentences on invented events, parsed by hand, against the project's own knowledge.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use rapporteur_text::reading::{Actor, Actors, Document};
use rapporteur_text::{Article, Name, NameKind, Sentence, Span, Token, Upos};

use super::{Knowledge, compile, find, load};
use crate::knowledge::{Compiled, Faults, pack};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../knowledge")
}

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let mut faults = Faults::default();
    let section = compile(&root().into(), &mut faults);
    assert_eq!(faults.list, [], "the knowledge of actors has faults");
    assert!(section.len() <= 12 << 20, "a section of {} bytes", section.len());
    let packed = pack(&BTreeMap::from([("actors".to_owned(), section)]));
    let compiled =
        Compiled::open(Box::leak(packed.into_boxed_slice()), true).expect("it was packed just now");
    load(&compiled).expect("it was compiled just now")
});

/// A text of sentences, a word a line: form, lemma, tags, head (from 1), relation, name (PER, ORG, LOC or nothing).
/// `N.` before the tag stands for a plural.
fn read(text: &str) -> (String, Vec<Sentence>) {
    let (mut body, mut sentences) = (String::new(), Vec::new());
    for block in text.split("\n\n") {
        let mut s = Sentence { starts_paragraph: sentences.is_empty(), ..Sentence::default() };
        for line in block.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let w: Vec<&str> = line.split_whitespace().collect();
            if !body.is_empty() {
                body.push(' ');
            }
            let start = body.len();
            body.push_str(w[0]);
            let token = s.tokens.len() as u32;
            if let Some(kind) = w.get(5).and_then(|k| NameKind::parse(k)) {
                match s.names.last_mut() {
                    Some(n) if n.kind == kind && n.last + 1 == token => n.last = token,
                    _ => s.names.push(Name { first: token, last: token, kind }),
                }
            }
            let plural = w[2].starts_with("N.");
            let upos = Upos::parse(w[2].trim_start_matches("N.")).expect("a tag");
            s.tokens.push(Token {
                span: Span::new(start, body.len()),
                glued: w[0].starts_with('\''),
                lemma: w[1].into(),
                upos,
                xpos: if upos == Upos::Pron && w[4] == "nmod:poss" { "PRP$".into() } else { "_".into() },
                feats: Arc::from(if plural { "Number=Plur" } else { "_" }),
                head: w[3].parse::<u32>().expect("a head").checked_sub(1),
                deprel: w[4].into(),
            });
        }
        s.span = s.tokens[0].span.cover(s.tokens[s.tokens.len() - 1].span);
        sentences.push(s);
    }
    (body, sentences)
}

fn actors(text: &str, published: &str) -> (String, Vec<Sentence>, Actors) {
    let (body, sentences) = read(text);
    let article = Article { text: body.clone(), published: published.parse().ok(), ..Article::default() };
    let found = find(&Document { article: &article, sentences: &sentences }, &KNOWLEDGE);
    (body, sentences, found)
}

/// The actor of the `n`-th mention whose head is this word.
fn of<'a>(read: &'a (String, Vec<Sentence>, Actors), word: &str, n: usize) -> &'a Actor {
    let (body, sentences, found) = read;
    let form = |m: &&rapporteur_text::reading::ActorMention| {
        sentences[m.word.sentence as usize].tokens[m.word.token as usize].form(body) == word
    };
    let mention =
        found.mentions.iter().filter(form).nth(n).unwrap_or_else(|| panic!("no mention {n} of {word}"));
    found.actor(mention).unwrap_or_else(|| panic!("{word} stands for nobody"))
}

const VISIT: &str = "
    French       French   ADJ   3 amod
    President    President PROPN 3 nmod:desc
    Hollande     Hollande PROPN 4 nsubj PER
    met          meet     VERB  0 root
    Iraqi        Iraqi    ADJ   6 amod
    officials    official N.NOUN 4 obj

    He           he       PRON  2 nsubj
    praised      praise   VERB  0 root
    their        they     PRON  4 nmod:poss
    army         army     NOUN  2 obj";

#[test]
fn a_title_and_a_nationality_find_the_holder_on_the_day() {
    let read = actors(VISIT, "2014-05-02");
    let president = of(&read, "Hollande", 0);
    assert_eq!((president.name.as_str(), president.code.as_str()), ("François Hollande", "FRAGOV"));
    assert!(president.reason.contains("in office on the day"), "{}", president.reason);
    assert_eq!(of(&read, "officials", 0).code, "IRQGOV");
    assert_eq!(of(&read, "French", 0).code, "FRA");
}

#[test]
fn pronouns_agree_in_number_and_lend_their_country() {
    let read = actors(VISIT, "2014-05-02");
    assert_eq!(of(&read, "He", 0).name, "François Hollande");
    assert_eq!(of(&read, "their", 0).code, "IRQGOV");
    assert_eq!(of(&read, "army", 0).code, "IRQMIL");
}

#[test]
fn a_group_is_taken_up_by_a_definite_noun_and_by_it() {
    let read = actors(
        "
    Daesh     Daesh   PROPN 2 nsubj ORG
    attacked  attack  VERB  0 root
    Kenyan    Kenyan  ADJ   4 amod
    soldiers  soldier N.NOUN 2 obj

    The       the     DET   2 det
    group     group   NOUN  3 nsubj
    said      say     VERB  0 root
    it        it      PRON  5 nsubj
    won       win     VERB  3 ccomp",
        "2015-01-10",
    );
    for (word, n) in [("Daesh", 0), ("group", 0), ("it", 0)] {
        assert_eq!(of(&read, word, n).name, "Islamic State", "{word}");
    }
    assert_eq!(of(&read, "soldiers", 0).code, "KENMIL");
    assert_eq!(of(&read, "Daesh", 0).identifier.as_deref(), Some("group:islamic-state"));
}

#[test]
fn us_is_a_country_only_in_capitals() {
    let read = actors("They they PRON 2 nsubj\nhelped help VERB 0 root\nus we PRON 2 obj", "");
    assert!(read.2.actors.iter().all(|a| a.code != "USA"));
    let read = actors("US US PROPN 2 nsubj LOC\nhelped help VERB 0 root\nNiger Niger PROPN 2 obj LOC", "");
    assert_eq!((of(&read, "US", 0).code.as_str(), of(&read, "Niger", 0).code.as_str()), ("USA", "NER"));
}

#[test]
fn anti_says_against_whom_and_apposition_stands_for_the_same() {
    let read = actors(
        "
    An        a        DET   3 det
    anti-Hamas anti-Hamas ADJ 3 amod
    coalition coalition NOUN 8 nsubj
    thanked   thank    VERB  0 root
    Chile     Chile    PROPN 4 obj LOC
    ,         ,        PUNCT 8 punct
    a         a        DET   8 det
    friend    friend   NOUN  5 appos",
        "",
    );
    let coalition =
        read.2.mentions.iter().find(|m| m.span.of(&read.0).ends_with("coalition")).expect("a mention");
    assert_ne!(read.2.actor(coalition).map(|a| a.code.as_str()), Some("PSEREB"));
}

#[test]
fn private_people_are_not_looked_up() {
    let read = actors(
        "
    British   British  ADJ  3 amod
    aid       aid      NOUN 3 compound
    worker    worker   NOUN 5 nmod:desc
    Ann       Ann      PROPN 6 nsubj PER
    Exampleby Exampleby PROPN 4 flat PER
    left      leave    VERB 0 root",
        "2012-03-03",
    );
    let worker = read.2.actors.iter().find(|a| a.name == "Ann Exampleby").expect("her name");
    assert!(worker.private);
    assert_eq!((worker.country.as_deref(), worker.identifier.as_deref()), (Some("GBR"), None));
}

#[test]
fn out_of_office_is_no_government() {
    let text = "
    Former    former   ADJ   3 amod
    President president PROPN 3 nmod:desc
    Barack    Barack   PROPN 5 nsubj PER
    Obama     Obama    PROPN 3 flat PER
    spoke     speak    VERB  0 root";
    assert_eq!(of(&actors(text, "2019-06-01"), "Barack", 0).code, "USAELI");
    let now = text.replace("Former    former   ADJ   3 amod", "US US PROPN 3 compound LOC");
    assert_eq!(of(&actors(&now, "2012-06-01"), "Barack", 0).code, "USAGOV");
}

#[test]
fn faults_name_the_line_and_the_remedy() {
    let dir = std::env::temp_dir().join(format!("rapporteur-actors-{}", std::process::id()));
    let folder = dir.join("actors");
    std::fs::create_dir_all(folder.join("imported/odd")).expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file");
    write("countries.tsv", "iso3\tkind\ttext\nFRA\tcanonical\tFrance\nFRA\tshape\thexagon\n");
    write("offices.tsv", "class\tsectors\tsole\ttitles\nhead-of-state\tGOV\tyes\tpresident\n");
    write("nations.tsv", "id\tnames\tiso3\n");
    write("collectives.tsv", "id\tname\tadjectives\tnames\n");
    write("given-names.tsv", "gender\tnames\n");
    write("roles.tsv", "phrase\tsectors\tkind\nsoldier\tXYZ\tperson\n");
    write(
        "people.tsv",
        "id\tname\taliases\tiso3\tsectors\tpost\tstart\tend\tknown_to\tsource\n\
         a\tA B\t\tFRA\tGOV\tPresident\t2012\t2010\t\town\nb\tC D\t\tQQQ\tGOV\tPresident\t2012\t\t\town\n\
         c\tE F\t\tFRA\tGOV\tPresident\t2013\t2016-04\t\t\n\
         d\tG H\t\tFRA\tGOV\tPresident\t2014\t2016-04\t\town\ne\tI J\t\tFRA\tGOV\tPresident\t2015\t\t\town\n\
         d\tG H\t\tFRA\tGOV\tPresident\t2014\t2016-05\t\town\n",
    );
    write("groups.tsv", "kind\tid\tname\tiso3\tsectors\ngroup\tg\tRebels\tFRA\tREB\n");
    write("imported/odd/SOURCE.toml", "origin = \"somewhere\"\nlicence = \"CC BY-NC 4.0\"\n");
    let mut faults = Faults::default();
    compile(&dir.clone().into(), &mut faults);
    let told: Vec<String> = faults.list.iter().map(ToString::to_string).collect();
    std::fs::remove_dir_all(&dir).ok();
    for expected in [
        "countries.tsv:3: kind `shape`",
        "people.tsv:2: ends (2010) before it starts (2012)",
        "people.tsv:3: `QQQ` is no country",
        "people.tsv:4: a person needs a name and a source",
        "people.tsv:6: I J holds `President` before G H (line 5) has left it: a sole post; correct the start",
        "people.tsv:7: `d`, `G H`, `President`, `2014` stands in line 5 already: delete one",
        "groups.tsv:2: a row needs a source",
        "roles.tsv:2: `XYZ` is no sector",
        "may not be shipped",
    ] {
        assert!(told.iter().any(|t| t.contains(expected)), "{expected} is not among {told:#?}");
    }
}

#[test]
fn titles_of_lesser_things_are_no_offices_of_the_state() {
    let day = super::days::range("2014-09-15").map(|d| d.0).unwrap_or_default();
    let k = &*KNOWLEDGE;
    let head = k.office_class("head-of-government").expect("a class");
    let holder = k.holder("GBR", head, day).map(|t| k.entity(t.entity).name);
    assert_eq!(holder, Some("David Cameron"), "not the Chancellor of the Duchy of Lancaster");
    let state = k.office_class("head-of-state").expect("a class");
    let holder = k.holder("ITA", state, day).map(|t| k.entity(t.entity).name);
    assert_eq!(holder, Some("Giorgio Napolitano"), "not the president of a province");
}

#[test]
fn state_numbers_follow_the_day() {
    let on = |country: &str, day: &str| {
        let day = super::days::range(day).expect("a day").0;
        let all = KNOWLEDGE.state_numbers(country);
        all.into_iter().find(|n| n.start <= day && day <= n.end).map(|n| (n.cow, n.gw))
    };
    assert_eq!(on("FRA", "2014-09-15"), Some((220, 220)));
    assert_eq!(on("SRB", "1995-07-11"), Some((345, 345)));
    assert_eq!(on("SRB", "2010-01-01"), Some((345, 340)));
    assert_eq!((on("DEU", "1990-10-02"), on("DEU", "1990-10-03")), (Some((260, 260)), Some((255, 260))));
    assert_eq!((on("SSD", "2011-07-08"), on("SSD", "2011-07-09")), (None, Some((626, 626))));
    assert_eq!((on("CZE", "1992-12-31"), on("CZE", "1993-01-01")), (Some((315, 315)), Some((316, 316))));
    assert_eq!(on("RUS", "1985-01-01"), on("RUS", "2020-01-01"));
}

#[test]
fn compiling_twice_gives_the_same_bytes() {
    let mut faults = Faults::default();
    assert!(compile(&root().into(), &mut faults) == compile(&root().into(), &mut faults));
}

proptest! {
    #[test]
    fn damaged_sections_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Some(k) = super::knowledge::open(Box::leak(bytes.into_boxed_slice())) {
            let _ = (k.named("us"), k.role("soldier"), k.place_country("paris"), k.holder("FRA", 0, 0));
        }
    }

    #[test]
    fn any_tree_is_read(heads in proptest::collection::vec(0usize..6, 6), rels in proptest::collection::vec(0usize..8, 6)) {
        const RELS: [&str; 8] = ["nsubj", "obj", "nmod", "compound", "flat", "appos", "acl:relcl", "conj"];
        const WORDS: [&str; 6] = ["France", "president", "Kim", "who", "the", "rebels"];
        let lines: Vec<String> = (0..6)
            .map(|i| {
                let tag = ["PROPN", "NOUN", "PROPN", "PRON", "DET", "N.NOUN"][i];
                let name = ["LOC", "", "PER", "", "", ""][i];
                // Heads to the left only: a tree without cycles.
                let head = if i == 0 { 0 } else { heads[i] % i + 1 };
                format!("{0} {0} {tag} {head} {1} {name}", WORDS[i], if i == 0 { "root" } else { RELS[rels[i]] })
            })
            .collect();
        let (_, _, found) = actors(&lines.join("\n"), "2014-01-01");
        prop_assert!(found.mentions.is_sorted_by_key(|m| m.word));
        prop_assert!(found.mentions.iter().all(|m| m.actor.is_none_or(|a| (a as usize) < found.actors.len())));
    }
}
