//! `rapporteur knowledge import`: dictionaries of other programs, written as a folder for `--knowledge`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use rapporteur::reading::Knowledge;

use super::petrarch::{self, Actor, Agent};
use crate::args::Import;
use crate::exit::Exit;

/// Runs the command.
pub fn run(args: &Import) -> anyhow::Result<Exit> {
    let Import::Petrarch { actors, agents, output, source } = args;
    if actors.is_empty() && agents.is_empty() {
        eprintln!("rapporteur: nothing to import: give --actors FILE, --agents FILE or both");
        return Ok(Exit::Usage);
    }
    if std::fs::read_dir(output).is_ok_and(|mut entries| entries.next().is_some()) {
        eprintln!("rapporteur: {} is not empty: name a folder that is not there yet", output.display());
        return Ok(Exit::Usage);
    }
    let knowledge = Knowledge::load(&crate::data::compiled()?)?;
    let mut tables = Tables::new(&knowledge);
    for file in actors {
        let (found, trouble) = petrarch::actors(&read(file)?);
        tell(file, &trouble);
        tables.actors(&found, &origin(source.as_deref(), file), file);
    }
    for file in agents {
        let (found, trouble) = petrarch::agents(&read(file)?);
        tell(file, &trouble);
        tables.agents(&found, &origin(source.as_deref(), file));
    }
    let counts = tables.write(output)?;
    eprintln!("rapporteur: {}: {counts}; use it with --knowledge {0}", output.display());
    Ok(Exit::Ok)
}

fn read(file: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    // Dictionaries of the nineties are in Latin-1 here and there; names with marks are few, and are folded anyway.
    Ok(String::from_utf8(bytes).unwrap_or_else(|e| e.as_bytes().iter().map(|b| char::from(*b)).collect()))
}

fn origin(source: Option<&str>, file: &Path) -> String {
    let name = || file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    source.map_or_else(name, str::to_owned).replace(['\t', '\n', '\r'], " ")
}

fn tell(file: &Path, trouble: &[petrarch::Trouble]) {
    for (line, why) in trouble {
        eprintln!("rapporteur: {}:{line}: warning: {why}", file.display());
    }
}

/// The tables of the folder, as they grow.
struct Tables<'k> {
    knowledge: &'k Knowledge,
    /// Countries that the dictionaries name, with the name under which each stands first.
    countries: BTreeMap<String, String>,
    /// Codes that neither ISO nor PLOVER has, with the source of each.
    codes: BTreeMap<String, String>,
    country_rows: String,
    body_rows: String,
    role_rows: String,
    ids: BTreeSet<String>,
    counts: [usize; 3],
}

/// What a code of the dictionaries is made of.
struct Coding<'a> {
    kind: &'static str,
    country: &'a str,
    sectors: &'a str,
}

impl<'a> Coding<'a> {
    /// `---` and the signs for "discard" are nobody's code. Of several codes with `/` between, the first is taken.
    fn of(code: &'a str) -> Self {
        let code = code.split('/').next().unwrap_or_default();
        let (head, rest) = code.split_at_checked(3).unwrap_or((code, ""));
        match head {
            "---" | "+++" | "###" => Coding { kind: "body", country: "", sectors: "" },
            "IGO" => Coding { kind: "igo", country: "", sectors: rest },
            "NGO" => Coding { kind: "ngo", country: "", sectors: rest },
            "IMG" => Coding { kind: "group", country: "", sectors: rest },
            "MNC" => Coding { kind: "company", country: "", sectors: rest },
            _ => Coding { kind: "body", country: head, sectors: rest },
        }
    }
}

impl<'k> Tables<'k> {
    fn new(knowledge: &'k Knowledge) -> Self {
        Tables {
            knowledge,
            countries: BTreeMap::new(),
            codes: BTreeMap::new(),
            country_rows: String::new(),
            body_rows: String::new(),
            role_rows: String::new(),
            ids: BTreeSet::new(),
            counts: [0; 3],
        }
    }

    fn actors(&mut self, actors: &[Actor], source: &str, file: &Path) {
        for actor in actors {
            if let [one] = actor.codes.as_slice()
                && one.from.is_none()
                && one.code.len() == 3
                && one.code.bytes().all(|b| b.is_ascii_alphabetic())
                && Coding::of(&one.code).country == one.code
                && self.country(&one.code.to_uppercase(), actor, source)
            {
                continue;
            }
            self.body(actor, source, file);
        }
    }

    /// Names a country, if the entry can be that of one: the first with a bare code, and those whose names begin as its does.
    /// Others with the same code ("FRODO [HOB]" beside "BILBO [HOB]") stand for themselves.
    fn country(&mut self, code: &str, actor: &Actor, source: &str) -> bool {
        let first = titled(&actor.names[0]);
        let known = self
            .countries
            .get(code)
            .cloned()
            .or_else(|| self.knowledge.actors().country_name(code).map(str::to_owned));
        let new = known.is_none();
        let main = known.unwrap_or_else(|| first.clone());
        if !actor.names.iter().any(|n| akin(&titled(n), &main)) {
            return false;
        }
        for (n, name) in actor.names.iter().enumerate() {
            let name = titled(name);
            let kind = match () {
                () if new && n == 0 => "canonical",
                () if name != main && akin(&name, &main) && of_a_people(&name) => "adjective",
                () => "name",
            };
            let _ = writeln!(self.country_rows, "{code}\t{kind}\t{name}\t{source}");
        }
        self.countries.insert(code.to_owned(), main);
        self.counts[0] += 1;
        true
    }

    fn body(&mut self, actor: &Actor, source: &str, file: &Path) {
        let names: Vec<String> = actor.names.iter().map(|n| titled(n)).collect();
        let slug: String = actor.names[0]
            .to_lowercase()
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '-' })
            .collect();
        for period in &actor.codes {
            if period.code.contains('/') {
                eprintln!(
                    "rapporteur: {}:{}: warning: `{}` stands for several actors; only the first is taken",
                    file.display(),
                    actor.line,
                    period.code
                );
            }
            let code = period.code.to_uppercase();
            let Coding { kind, country, sectors } = Coding::of(&code);
            if !country.is_empty() && !self.countries.contains_key(country) {
                self.declare(country, source);
            }
            self.sectors(sectors, source);
            let mut id = format!("dictionary:{slug}");
            let mut n = 1;
            while !self.ids.insert(id.clone()) {
                n += 1;
                id = format!("dictionary:{slug}~{n}");
            }
            let day = |d: Option<jiff::civil::Date>| d.map_or(String::new(), |d| d.to_string());
            let _ = writeln!(
                self.body_rows,
                "{kind}\t{id}\t{}\t{}\t{country}\t{sectors}\t{}\t{}\t{source}",
                names[0],
                names[1..].join("|"),
                day(period.from),
                day(period.to),
            );
        }
        self.counts[1] += 1;
    }

    fn agents(&mut self, agents: &[Agent], source: &str) {
        for agent in agents {
            let sectors = agent.code.to_uppercase();
            self.sectors(&sectors, source);
            let kind = if agent.phrases.iter().any(|p| is_body(p)) { "body" } else { "person" };
            for phrase in &agent.phrases {
                let _ = writeln!(self.role_rows, "{phrase}\t{sectors}\t{kind}\t{source}");
            }
            self.counts[2] += 1;
        }
    }

    fn sectors(&mut self, sectors: &str, source: &str) {
        for part in sectors.as_bytes().chunks(3) {
            let part = String::from_utf8_lossy(part).into_owned();
            if !rapporteur::reading::actors::is_sector(&part) {
                self.codes.entry(part).or_insert_with(|| source.to_owned());
            }
        }
    }

    fn declare(&mut self, code: &str, source: &str) {
        if self.knowledge.actors().country_name(code).is_none() {
            self.codes.entry(code.to_owned()).or_insert_with(|| source.to_owned());
        }
    }

    /// Writes the folder and says what is in it.
    fn write(&self, folder: &Path) -> anyhow::Result<String> {
        let mut codes = String::new();
        for (code, source) in &self.codes {
            let _ = writeln!(codes, "{code}\ta code of the dictionary\t{source}");
        }
        let tables: [(&str, &str, &str); 4] = [
            ("codes.tsv", "code\tsays\tsource", &codes),
            ("countries.tsv", "iso3\tkind\ttext\tsource", &self.country_rows),
            ("bodies.tsv", "kind\tid\tname\taliases\tiso3\tsectors\tstart\tend\tsource", &self.body_rows),
            ("roles.tsv", "phrase\tsectors\tkind\tsource", &self.role_rows),
        ];
        if tables.iter().all(|(_, _, rows)| rows.is_empty()) {
            bail!("the dictionaries have no entry that can be read");
        }
        // Whole or not at all: written beside, then put in place.
        let mut part = folder.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let made = || -> std::io::Result<()> {
            std::fs::create_dir_all(part.join("actors"))?;
            for (name, head, rows) in tables.iter().filter(|(_, _, rows)| !rows.is_empty()) {
                std::fs::write(part.join("actors").join(name), format!("{head}\n{rows}"))?;
            }
            let _ = std::fs::remove_dir(folder);
            std::fs::rename(&part, folder)
        };
        if let Err(error) = made() {
            let _ = std::fs::remove_dir_all(&part);
            return Err(error).with_context(|| format!("{} cannot be written", folder.display()));
        }
        let [countries, bodies, roles] = self.counts;
        Ok(format!("{countries} entries of countries, {bodies} of other actors, {roles} of agents"))
    }
}

/// Words that stay small inside a name.
const SMALL: &[&str] =
    &["of", "the", "and", "for", "in", "on", "to", "de", "la", "du", "des", "al", "el", "bin", "ibn"];

/// A name in capitals as news write it: "UNITED STATES" is "United States"; with full stops inside ("U.S.") it stays.
fn titled(name: &str) -> String {
    let mut out = String::new();
    for (n, word) in name.split(' ').enumerate() {
        if n > 0 {
            out.push(' ');
        }
        let low = word.to_lowercase();
        if word.trim_end_matches('.').contains('.')
            || word.len() <= 2
                && word.bytes().all(|b| b.is_ascii_uppercase())
                && n == 0
                && !name.contains(' ')
        {
            out.push_str(word);
        } else if n > 0 && SMALL.contains(&low.as_str()) {
            out.push_str(&low);
        } else {
            let mut upper = true;
            for c in low.chars() {
                if upper {
                    out.extend(c.to_uppercase())
                } else {
                    out.push(c)
                }
                upper = c == '-';
            }
        }
    }
    out
}

/// Do the names begin alike, as "Israel" and "Israeli", "Denmark" and "Danish" do not?
fn akin(a: &str, b: &str) -> bool {
    let first = |s: &str| -> String { s.to_lowercase().chars().take(4).collect() };
    first(a) == first(b)
}

/// Does the name end as words for peoples do?
fn of_a_people(name: &str) -> bool {
    ["ian", "ean", "an", "ish", "ese", "i", "ch", "ic", "er"].iter().any(|e| name.ends_with(e))
}

/// Words at the end of a phrase for a body rather than a person.
const BODIES: &[&str] = &[
    "academy",
    "administration",
    "agency",
    "army",
    "assembly",
    "association",
    "authority",
    "bank",
    "board",
    "body",
    "cabinet",
    "church",
    "coalition",
    "commission",
    "committee",
    "community",
    "company",
    "congress",
    "corporation",
    "council",
    "court",
    "department",
    "enterprise",
    "faction",
    "force",
    "forces",
    "front",
    "government",
    "group",
    "guard",
    "house",
    "institute",
    "judiciary",
    "junta",
    "legislature",
    "media",
    "military",
    "militia",
    "ministries",
    "ministry",
    "movement",
    "navy",
    "newspaper",
    "office",
    "opposition",
    "organisation",
    "organization",
    "parliament",
    "party",
    "police",
    "press",
    "regime",
    "senate",
    "service",
    "services",
    "trade",
    "tribunal",
    "troops",
    "union",
    "university",
];

fn is_body(phrase: &str) -> bool {
    phrase.rsplit(' ').next().is_some_and(|last| BODIES.contains(&last))
}
