//! `cargo xtask eval`: every scorer over every development corpus, one table, the previous result beside it.
//!
//! The program is built in release and run as a user would run it; the scorers are those of the shared folder. What they print is
//! read, not computed again. Results are kept in `eval/results/<date>-<commit>.json`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::periods;
use crate::stats::wilson;
use crate::{output, program};

const WORK: &str = "eval/.work";
const RESULTS: &str = "eval/results";

/// One figure: its value, the number of cases behind it, if it is a share.
#[derive(Clone, Copy)]
struct Figure {
    value: f64,
    n: Option<f64>,
}

type Figures = BTreeMap<String, Figure>;

/// Runs the measurements.
pub fn run(shared: &Path, only: Option<&str>, keep: bool) -> anyhow::Result<()> {
    let program = program()?;
    std::fs::create_dir_all(WORK)?;
    let bench = Bench { program, shared: shared.to_owned() };
    let mut all: BTreeMap<String, Figures> = BTreeMap::new();
    for (name, measure) in measurements() {
        if only.is_some_and(|o| !name.contains(o)) {
            continue;
        }
        match measure(&bench) {
            Ok(figures) => {
                all.insert(name.to_owned(), figures);
            }
            Err(error) => eprintln!("{name}: {error:#}"),
        }
    }
    let previous = previous();
    print(&all, previous.as_ref());
    if keep {
        let path = save(&all)?;
        println!("\nkept in {}", path.display());
    }
    Ok(())
}

struct Bench {
    program: PathBuf,
    shared: PathBuf,
}

type Measure = Box<dyn Fn(&Bench) -> anyhow::Result<Figures>>;

fn measurements() -> Vec<(&'static str, Measure)> {
    let mut all: Vec<(&'static str, Measure)> = Vec::new();
    for (name, model, file, names) in [
        ("parse ewt", "default", "en_ewt-ud-dev", true),
        ("parse gum news", "default", "en_gum_news-ud-dev", false),
        ("parse gum other", "default", "en_gum_other-ud-dev", false),
        ("parse fast ewt", "fast", "en_ewt-ud-dev", true),
        ("parse fast gum news", "fast", "en_gum_news-ud-dev", false),
        ("parse fast gum other", "fast", "en_gum_other-ud-dev", false),
    ] {
        all.push((name, Box::new(move |b| b.parse(model, file, names))));
    }
    all.push(("seed", Box::new(Bench::seed)));
    all.push(("articles", Box::new(|b| b.articles(&b.shared.join("gold/articles"), "articles"))));
    all.push(("twenty", Box::new(|b| b.articles(Path::new("eval/twenty"), "twenty"))));
    for (name, file) in [
        ("events plover_gsr", "plover_gsr"),
        ("events plv", "plv"),
        ("events cameo_manual", "cameo_manual"),
        ("events cameo_quad", "cameo_quad"),
        ("events rams", "rams"),
        ("events wikievents", "wikievents"),
        ("events muc4", "muc4"),
        ("events crude_sanctions", "crude_sanctions"),
        ("events petrarch2_validation", "petrarch2_validation"),
        ("events petrarch_unit", "petrarch_unit"),
    ] {
        all.push((name, Box::new(move |b| b.events(file))));
    }
    all.push(("pair plv", Box::new(|b| b.plain("pair_score.py", "gold/plv.dev.jsonl", &[], "pairs"))));
    all.push((
        "positions",
        Box::new(|b| b.plain("positions_score.py", "gold/positions/passages.dev.jsonl", &[], "passages")),
    ));
    for (name, file, flags) in [
        ("times meantime", "gold/times/meantime.dev.jsonl", &[][..]),
        ("times gum", "gold/times/gum.dev.jsonl", &["--dates"][..]),
        ("times wikiwars", "gold/times/wikiwars.dev.jsonl", &[][..]),
    ] {
        all.push((name, Box::new(move |b| b.plain("times_score.py", file, flags, "expressions"))));
    }
    all.push(("times recognizers", Box::new(Bench::recognizers)));
    for (name, file) in [
        ("places trnews", "gold/places/trnews.dev.jsonl"),
        ("places geovirus", "gold/places/geovirus.dev.jsonl"),
        ("places geowebnews", "gold/places/geowebnews.dev.jsonl"),
    ] {
        all.push((name, Box::new(move |b| b.plain("places_score.py", file, &[], "places"))));
    }
    for (name, file) in [
        ("factuality meantime", "gold/factuality/meantime.dev.jsonl"),
        ("factuality uds-ih2", "gold/factuality/uds-ih2.dev.jsonl"),
    ] {
        all.push((name, Box::new(move |b| b.plain("factuality_score.py", file, &[], "events"))));
    }
    for (name, file) in [
        ("attribution gum", "gold/attribution/gum.dev.jsonl"),
        ("attribution meantime", "gold/attribution/meantime.dev.jsonl"),
    ] {
        all.push((name, Box::new(move |b| b.plain("attribution_score.py", file, &[], "attributions"))));
    }
    for (name, file) in [("pages zyte", "zyte"), ("pages newspaper4k", "newspaper4k")] {
        all.push((name, Box::new(move |b| b.pages(file))));
    }
    all
}

impl Bench {
    fn score(&self, scorer: &str, arguments: &[&Path], flags: &[&str]) -> anyhow::Result<String> {
        output(
            Command::new("python3").arg(self.shared.join("score").join(scorer)).args(arguments).args(flags),
        )
    }

    fn annotate(&self, inputs: &[PathBuf], name: &str) -> anyhow::Result<PathBuf> {
        self.annotate_with(inputs, name, None)
    }

    /// With a folder of knowledge laid over the built-in one.
    fn annotate_with(
        &self,
        inputs: &[PathBuf],
        name: &str,
        knowledge: Option<&Path>,
    ) -> anyhow::Result<PathBuf> {
        let coded = Path::new(WORK).join(format!("{name}.jsonl"));
        let mut command = Command::new(&self.program);
        command.arg("annotate").args(inputs).arg("-o").arg(&coded);
        if let Some(folder) = knowledge {
            command.arg("--knowledge").arg(folder);
        }
        let done = command.output()?;
        std::fs::write(coded.with_extension("log"), &done.stderr)?;
        anyhow::ensure!(coded.exists(), "{}", String::from_utf8_lossy(&done.stderr));
        Ok(coded)
    }

    fn seed(&self) -> anyhow::Result<Figures> {
        let seed = self.shared.join("seed");
        let coded = self.annotate(&[seed.join("article.txt")], "seed")?;
        let printed = self.score("seed_score.py", &[&seed.join("expected.json"), &coded], &[])?;
        let mut figures = Figures::new();
        let (mut right, mut of) = (0.0, 0.0);
        for line in printed.lines() {
            if let Some(rest) = line.strip_prefix("score ") {
                figures.insert("score".into(), Figure { value: rest.trim().parse()?, n: None });
            } else if line.starts_with("events predicted") {
                let extra = line.rsplit(' ').next().unwrap_or("0");
                figures.insert("beyond the record".into(), Figure { value: extra.parse()?, n: None });
            } else if let Some((name, share)) = line.split_once(char::is_whitespace)
                && let Some((a, b)) = share.trim().split_once('/')
                && let (Ok(a), Ok(b)) = (a.trim().parse::<f64>(), b.trim().parse::<f64>())
            {
                right += a;
                of += b;
                figures.insert(format!("field {name}"), Figure { value: a / b, n: Some(b) });
            }
        }
        if let Some(score) = figures.get_mut("score") {
            score.n = Some(of);
            debug_assert!((score.value - right / of).abs() < 0.01);
        }
        Ok(figures)
    }

    fn articles(&self, folder: &Path, name: &str) -> anyhow::Result<Figures> {
        let mut inputs: Vec<PathBuf> = std::fs::read_dir(folder)?
            .flatten()
            .map(|e| e.path().join("article.txt"))
            .filter(|p| p.exists())
            .collect();
        inputs.sort();
        // One folder as the input, so that the ids are paths below it.
        let coded = self.annotate(&[folder.to_owned()], name)?;
        let printed = self.score("articles_score.py", &[folder, &coded], &["--json"])?;
        let result: Value = serde_json::from_str(&printed).context("articles_score.py --json")?;
        let mut figures = Figures::new();
        let total = &result["total"];
        for (key, n) in [
            ("score", None),
            ("precision", Some("predicted")),
            ("recall", Some("recorded")),
            ("f1", Some("recorded")),
        ] {
            if let Some(value) = total[key].as_f64() {
                let n = n.and_then(|n| total[n].as_f64());
                figures.insert(key.to_owned(), Figure { value, n });
            }
        }
        for key in ["recorded", "predicted", "matched", "spare", "false"] {
            figures.insert(
                format!("events {key}"),
                Figure { value: total[key].as_f64().unwrap_or(0.0), n: None },
            );
        }
        let mut fields = 0.0;
        if let Some(of) = result["fields"].as_object() {
            for (field, pair) in of {
                let (a, b) = (pair[0].as_f64().unwrap_or(0.0), pair[1].as_f64().unwrap_or(0.0));
                fields += b;
                figures.insert(format!("field {field}"), Figure { value: a / b.max(1.0), n: Some(b) });
            }
        }
        if let Some(score) = figures.get_mut("score") {
            score.n = Some(fields);
        }
        let empty: f64 = result["articles"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, a)| a["recorded"] == json!(0))
            .filter_map(|(_, a)| a["false"].as_f64())
            .sum();
        figures.insert("false alarms where nothing happens".into(), Figure { value: empty, n: None });
        Ok(figures)
    }

    /// The dictionaries of actors and agents that lie beside a corpus, imported.
    fn dictionaries(&self, corpus: &str) -> anyhow::Result<Option<PathBuf>> {
        let folder = self.shared.join(format!("gold/{corpus}.dictionaries"));
        let Ok(entries) = std::fs::read_dir(folder) else { return Ok(None) };
        let out = Path::new(WORK).join(format!("{corpus}.knowledge"));
        let _ = std::fs::remove_dir_all(&out);
        let mut command = Command::new(&self.program);
        command.args(["knowledge", "import", "petrarch", "-o"]).arg(&out);
        let mut files: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
        files.sort();
        for (option, part) in [("--actors", ".actors."), ("--agents", ".agents.")] {
            for file in files.iter().filter(|f| f.to_string_lossy().contains(part)) {
                command.arg(option).arg(file);
            }
        }
        output(&mut command)?;
        Ok(Some(out))
    }

    fn events(&self, corpus: &str) -> anyhow::Result<Figures> {
        let gold = self.shared.join(format!("gold/{corpus}.dev.jsonl"));
        let dictionaries = self.dictionaries(corpus)?;
        let coded = self.annotate_with(std::slice::from_ref(&gold), corpus, dictionaries.as_deref())?;
        let printed = self.score("events_score.py", &[&gold, &coded], &[])?;
        let mut figures = Figures::new();
        for line in printed.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let Some(p) = words.iter().position(|w| *w == "P")
                && let (Some(precision), Some(r), Some(f), Some(gold)) =
                    (words.get(p + 1), words.get(p + 3), words.get(p + 5), words.iter().rev().nth(1))
            {
                let row = words[..p].join(" ");
                let n = gold.parse::<f64>().ok();
                for (key, text) in [("P", precision), ("R", r), ("F1", f)] {
                    if let Ok(value) = text.trim_end_matches('~').parse() {
                        figures.insert(format!("{row} {key}"), Figure { value, n });
                    }
                }
            } else if words.len() >= 4 && words.last() == Some(&"right") {
                let of = words.iter().position(|w| *w == "of").unwrap_or(2);
                if let (Ok(a), Ok(b)) = (words[of - 1].parse::<f64>(), words[of + 1].parse::<f64>()) {
                    figures.insert(words[0].to_owned(), Figure { value: a / b.max(1.0), n: Some(b) });
                }
            }
        }
        Ok(figures)
    }

    /// A scorer that prints a name and a number a line; `n` names the line that counts the cases.
    fn plain(&self, scorer: &str, gold: &str, flags: &[&str], n: &str) -> anyhow::Result<Figures> {
        let gold = self.shared.join(gold);
        let name =
            gold.strip_prefix(&self.shared)?.with_extension("").display().to_string().replace('/', "-");
        let coded = self.annotate(std::slice::from_ref(&gold), &name)?;
        Ok(named_numbers(&self.score(scorer, &[&gold, &coded], flags)?, n))
    }

    /// As TIMEX3, and converted: the tool that this corpus tests writes periods as `start/end` where TIMEX3 has names for them
    /// ([`periods`]).
    fn recognizers(&self) -> anyhow::Result<Figures> {
        let gold = self.shared.join("gold/times/recognizers.dev.jsonl");
        let coded = self.annotate(std::slice::from_ref(&gold), "gold-times-recognizers.dev")?;
        let mut figures = named_numbers(&self.score("times_score.py", &[&gold, &coded], &[])?, "expressions");
        let mut converted = String::new();
        for line in std::fs::read_to_string(&coded)?.lines() {
            let mut article: Value = serde_json::from_str(line)?;
            periods::convert(&mut article)?;
            converted += &format!("{article}\n");
        }
        std::fs::write(&coded, converted)?;
        let printed = self.score("times_score.py", &[&gold, &coded], &[])?;
        figures.extend(
            named_numbers(&printed, "expressions").into_iter().map(|(k, v)| (format!("converted {k}"), v)),
        );
        Ok(figures)
    }

    fn pages(&self, corpus: &str) -> anyhow::Result<Figures> {
        let gold = self.shared.join(format!("gold/pages/{corpus}.dev.jsonl"));
        let folder = self.shared.join(format!("gold/pages/{corpus}.dev"));
        let coded = self.annotate(std::slice::from_ref(&folder), &format!("pages-{corpus}"))?;
        Ok(named_numbers(&self.score("pages_score.py", &[&gold, &coded], &[])?, "pages"))
    }

    fn parse(&self, model: &str, treebank: &str, names: bool) -> anyhow::Result<Figures> {
        let gold = self.shared.join(format!("treebank/{treebank}.conllu"));
        let raw = Path::new(WORK).join(format!("{treebank}.{model}.txt"));
        std::fs::write(&raw, self.score("raw_text.py", &[&gold], &[])?)?;
        let system = raw.with_extension("conllu");
        crate::run(
            Command::new(&self.program).args(["parse", "--model", model]).arg(&raw).arg("-o").arg(&system),
        )?;
        let printed = self.score("parse_score.py", &[&gold, &system], &["--json"])?;
        let mut figures = Figures::new();
        let result: Value = serde_json::from_str(&printed)?;
        let words = std::fs::read_to_string(&gold)?
            .lines()
            .filter(|l| l.starts_with(|c: char| c.is_ascii_digit()))
            .count();
        for (key, value) in result.as_object().into_iter().flatten() {
            let value = value.as_f64().or_else(|| value["f1"].as_f64()).or_else(|| value["F1"].as_f64());
            if let Some(value) = value {
                figures.insert(key.clone(), Figure { value: value / 100.0, n: Some(words as f64) });
            }
        }
        if names {
            let bio = system.with_extension("bio");
            std::fs::write(&bio, self.score("bio.py", &[&system], &[])?)?;
            let gold = self.shared.join("ner/uner_ewt-dev.bio");
            let printed = self.score("ner_score.py", &[&gold, &bio], &["--only", "PER,ORG,LOC", "--json"])?;
            let result: Value = serde_json::from_str(&printed)?;
            for (key, value) in result.as_object().into_iter().flatten() {
                if let (Some(f1), n) = (value["f1"].as_f64(), value["gold"].as_f64()) {
                    figures.insert(format!("names {key}"), Figure { value: f1 / 100.0, n });
                }
            }
        }
        Ok(figures)
    }
}

/// Lines of a name and a number.
fn named_numbers(printed: &str, n: &str) -> Figures {
    let pairs: Vec<(String, f64)> = printed
        .lines()
        .filter_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let at = words.iter().position(|w| w.parse::<f64>().is_ok())?;
            Some((words[..at].join(" "), words[at].parse().ok()?))
        })
        .filter(|(name, _)| !name.is_empty())
        .collect();
    let cases = pairs.iter().find(|(name, _)| name == n).map(|p| p.1);
    pairs
        .into_iter()
        .map(|(name, value)| {
            let share = (0.0..=1.0).contains(&value) && name != n;
            (name, Figure { value, n: cases.filter(|_| share) })
        })
        .collect()
}

fn previous() -> Option<Value> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(RESULTS).ok()?.flatten().map(|e| e.path()).collect();
    files.sort();
    let text = std::fs::read_to_string(files.last()?).ok()?;
    serde_json::from_str(&text).ok()
}

fn print(all: &BTreeMap<String, Figures>, previous: Option<&Value>) {
    println!("{:28} {:36} {:>9} {:>17} {:>7} {:>9}", "what", "figure", "value", "95 %", "n", "before");
    for (name, figures) in all {
        for (key, figure) in figures {
            let interval = figure.n.map_or_else(String::new, |n| {
                let (low, high) = wilson(figure.value, n);
                format!("{low:.3} to {high:.3}")
            });
            let n = figure.n.map_or_else(String::new, |n| format!("{n:.0}"));
            let before = previous.and_then(|p| p["figures"][name][key]["value"].as_f64());
            let before = before.map_or_else(String::new, |b| format!("{b:.3}"));
            println!("{name:28} {key:36} {:>9.3} {interval:>17} {n:>7} {before:>9}", figure.value);
        }
    }
}

fn save(all: &BTreeMap<String, Figures>) -> anyhow::Result<PathBuf> {
    let commit = output(Command::new("git").args(["rev-parse", "--short", "HEAD"]))?.trim().to_owned();
    let day = output(Command::new("date").arg("+%F"))?.trim().to_owned();
    let figures: BTreeMap<&String, BTreeMap<&String, Value>> = all
        .iter()
        .map(|(name, f)| {
            (
                name,
                f.iter()
                    .map(|(k, x)| (k, json!({"value": (x.value * 1e4).round() / 1e4, "n": x.n})))
                    .collect(),
            )
        })
        .collect();
    std::fs::create_dir_all(RESULTS)?;
    let path = Path::new(RESULTS).join(format!("{day}-{commit}.json"));
    let text = serde_json::to_string_pretty(&json!({"date": day, "commit": commit, "figures": figures}))?;
    std::fs::write(&path, text + "\n")?;
    Ok(path)
}
