//! Every example of every event frame: what must code, codes; what must not, does not (`knowledge/events/README.md`).
//!
//! What fails today stands in `knowledge/events/known-failures.txt`. The test fails for a failure that is not listed, and for a
//! listed one that is mended, so that the list can only shrink. `UPDATE=1` rewrites it.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{READER, files, is_actor, project, read_all, told};
use rapporteur::{Annotated, Article};

const LIST: &str = "knowledge/events/known-failures.txt";
const HEAD: &str = "# Examples of event frames that do not hold yet, one a line: frame, yes or no, sentence. `cargo test -p rapporteur \
--test frames`\n# fails for a failure that is not listed here and for a line that holds; UPDATE=1 rewrites the list.\n";

/// One line of `yes` or `no`.
struct Example {
    frame: String,
    sentence: String,
    /// Actor, type, recipient; none: nothing of this frame may code.
    wanted: Option<[String; 3]>,
}

impl Example {
    fn key(&self) -> String {
        let kind = if self.wanted.is_some() { "yes" } else { "no" };
        format!("{} {kind} {}", self.frame, self.sentence)
    }

    fn holds(&self, record: &Annotated) -> bool {
        let Some([actor, kind, recipient]) = &self.wanted else {
            let of_frame = |rule: &str| rule.split(" → ").next() == Some(self.frame.as_str());
            return !record.events.iter().any(|e| of_frame(&e.rule));
        };
        record.events.iter().any(|e| {
            e.event == *kind
                && (actor == "-" || e.actor.iter().any(|a| is_actor(a, actor)))
                && (recipient == "-" || e.recipient.iter().any(|a| is_actor(a, recipient)))
        })
    }
}

/// `ACTOR TYPE RECIPIENT`, where the roles may have several words.
fn wanted(text: &str) -> Option<[String; 3]> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_type = |w: &&str| rapporteur::reading::events::TYPES.iter().any(|t| t.0 == *w);
    let at = words.iter().position(is_type)?;
    let role = |words: &[&str]| if words.is_empty() { "-".to_owned() } else { words.join(" ") };
    Some([role(&words[..at]), words[at].to_owned(), role(&words[at + 1..])])
}

fn examples() -> Vec<Example> {
    let mut all = Vec::new();
    for file in files(&project("knowledge/events"), "toml") {
        let text = std::fs::read_to_string(&file).expect("the frames can be read");
        let table: toml::Table = text.parse().expect("the frames are TOML: the build has compiled them");
        let stem = file.file_stem().expect("a name").to_string_lossy().into_owned();
        for frame in table.get("frame").and_then(|f| f.as_array()).into_iter().flatten() {
            let name = format!("{stem}/{}", frame["id"].as_str().expect("an id"));
            let lines = |key: &str| -> Vec<String> {
                let list = frame.get(key).and_then(|l| l.as_array());
                list.into_iter().flatten().filter_map(|l| l.as_str().map(str::to_owned)).collect()
            };
            for line in lines("yes") {
                let (sentence, rest) =
                    line.split_once("=>").unwrap_or_else(|| panic!("{name}: {line:?} lacks =>"));
                let wanted = wanted(rest);
                assert!(wanted.is_some(), "{name}: no PLOVER type in {rest:?}");
                all.push(Example { frame: name.clone(), sentence: sentence.trim().to_owned(), wanted });
            }
            for line in lines("no") {
                all.push(Example { frame: name.clone(), sentence: line.trim().to_owned(), wanted: None });
            }
        }
    }
    all
}

fn known() -> BTreeSet<String> {
    let text = std::fs::read_to_string(project(LIST)).unwrap_or_default();
    text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn every_example_holds_or_is_a_known_failure() {
    let examples = examples();
    assert!(examples.len() > 500, "{} examples", examples.len());
    let day = Some(jiff::civil::date(2031, 5, 7));
    let articles: Vec<Article> = examples
        .iter()
        .map(|e| Article { text: e.sentence.clone(), published: day, ..Article::default() })
        .collect();
    let records = read_all(&articles);
    let failures: BTreeMap<String, String> = examples
        .iter()
        .zip(&records)
        .filter(|(e, record)| !e.holds(record))
        .map(|(e, record)| {
            let asked = e.wanted.as_ref().map_or_else(|| "nothing of this frame".to_owned(), |w| w.join(" "));
            (e.key(), format!("wanted {asked}; got {}", told(record)))
        })
        .collect();
    println!("{} of {} examples fail", failures.len(), examples.len());
    if std::env::var_os("UPDATE").is_some() {
        let list: String = failures.keys().map(|key| format!("{key}\n")).collect();
        std::fs::write(project(LIST), format!("{HEAD}{list}")).expect("the list can be written");
        failures.iter().for_each(|(key, why)| println!("{key}\n    {why}"));
        return;
    }
    let known = known();
    let mut faults: Vec<String> = Vec::new();
    for (key, why) in failures.iter().filter(|(key, _)| !known.contains(*key)) {
        faults.push(format!("fails, and is not listed: {key}\n    {why}"));
    }
    for key in known.iter().filter(|key| !failures.contains_key(*key)) {
        faults.push(format!("listed in {LIST}, but holds now or is gone: take it out: {key}"));
    }
    assert!(
        faults.is_empty(),
        "{} faults (reader {}):\n{}\nUPDATE=1 rewrites the list",
        faults.len(),
        READER.version(),
        faults.join("\n")
    );
}
