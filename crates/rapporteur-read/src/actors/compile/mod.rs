//! `knowledge/actors` → the section `actors`.
//!
//! Three layers: what scripts import, what a person corrects (`overrides/`), what a person wrote. The later layer wins.

mod names;
mod people;
mod rows;
mod trace;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fst::MapBuilder;

use super::table::{self, Kind, NO_OFFICE, OPEN_END, OPEN_START, Posting, Role, Writer};
use super::{days, fold};
use crate::knowledge::{Faults, Sources};
use names::Names;
use rows::{Table, tables};
pub use trace::{Place, rows_about};

/// An entity on its way into the table.
pub(super) struct NewEntity {
    pub id: String,
    pub name: String,
    pub countries: String,
    pub sectors: String,
    pub kind: Kind,
}

/// Everything that is collected before it is packed.
#[derive(Default)]
pub(super) struct Build {
    pub entities: Vec<NewEntity>,
    pub names: Names,
    pub countries: BTreeMap<String, u32>,
    /// Codes beyond ISO's and PLOVER's that a row of `codes.tsv` declares.
    pub codes: BTreeSet<String>,
    /// Title → class and sectors.
    pub titles: BTreeMap<String, (u8, String)>,
    pub classes: Vec<String>,
    /// Classes that one person holds at a time in a state.
    pub sole: BTreeSet<u8>,
    /// Classes whose titles are those of lesser things as well where "of" names one ("President of the Senate").
    pub of_states: BTreeSet<u8>,
    pub terms: Vec<people::NewTerm>,
    /// State numbers, as they are stored.
    pub numbers: Vec<u8>,
}

impl Build {
    pub fn entity(&mut self, id: &str, name: &str, countries: &str, sectors: &str, kind: Kind) -> u32 {
        self.entities.push(NewEntity {
            id: id.to_owned(),
            name: name.to_owned(),
            countries: countries.to_owned(),
            sectors: sectors.to_owned(),
            kind,
        });
        self.entities.len() as u32 - 1
    }

    /// Is it a country of ours? Else a fault.
    pub fn check_country(&self, row: &rows::Row, faults: &mut Faults, iso3: &str) -> bool {
        let known = iso3.is_empty() || self.countries.contains_key(iso3) || self.codes.contains(iso3);
        if !known {
            let message = format!(
                "`{iso3}` is no country: use its ISO 3166-1 alpha-3 code, or declare it in codes.tsv"
            );
            row.fault(faults, message);
        }
        known
    }
}

/// PLOVER's sectors, with the codes of bodies that belong to no country.
const SECTORS: &[&str] = &[
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL",
    "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC", "IGO", "NGO",
];

/// Is this a sector of PLOVER's?
pub fn is_sector(code: &str) -> bool {
    SECTORS.contains(&code)
}

/// Are these sectors of ours, each of three letters? Else a fault.
pub(super) fn check_sectors(codes: &BTreeSet<String>, row: &rows::Row, faults: &mut Faults, sectors: &str) {
    for part in sectors.as_bytes().chunks(3).map(String::from_utf8_lossy) {
        if !SECTORS.contains(&&*part) && !codes.contains(&*part) {
            let all = SECTORS.join(" ");
            let message =
                format!("`{part}` is no sector of PLOVER: choose one of {all}, or declare it in codes.tsv");
            row.fault(faults, message);
        }
    }
}

/// `codes.tsv`: codes of other schemes, which then go through as they are given.
fn codes(b: &mut Build, root: &Sources, faults: &mut Faults) {
    for table in tables(faults, root, &["codes.tsv"], &["code", "says", "source"]) {
        for row in table.rows() {
            let code = row.get("code");
            if code.is_empty() || code.len() > 3 || !code.bytes().all(|c| c.is_ascii_graphic()) {
                row.fault(faults, format!("`{code}` is no code: write up to three letters or digits"));
                continue;
            }
            b.codes.insert(code.to_owned());
        }
    }
}

/// Reads and checks `knowledge/actors` and gives its section of the compiled file.
pub fn compile(root: &Sources, faults: &mut Faults) -> Vec<u8> {
    rows::check_sources(faults, root);
    let mut build = Build::default();
    codes(&mut build, root, faults);
    countries(&mut build, root, faults);
    offices(&mut build, root, faults);
    nations(&mut build, root, faults);
    collectives(&mut build, root, faults);
    bodies(&mut build, root, faults);
    people::people(&mut build, root, faults);
    numbers(&mut build, root, faults);
    let roles = roles(&build, root, faults);
    let places = places(&build, root, faults);
    pack(build, &roles, &places)
}

fn countries(b: &mut Build, root: &Sources, faults: &mut Faults) {
    let tables = tables(faults, root, &["countries.tsv"], &["iso3", "kind", "text"]);
    let mut canonical = BTreeMap::new();
    for table in &tables {
        for row in table.rows().filter(|r| r.get("kind") == "canonical") {
            let old = canonical.get(row.get("iso3")).map(|(_, q): &(&str, &str)| *q).unwrap_or_default();
            let q = if row.get("note").starts_with('Q') { row.get("note") } else { old };
            canonical.insert(row.get("iso3"), (row.get("text"), q));
        }
    }
    for (iso3, (name, qid)) in canonical {
        if iso3.len() != 3 || !iso3.bytes().all(|c| c.is_ascii_uppercase()) {
            faults.add("actors/countries.tsv", 0, format!("`{iso3}` is no ISO 3166-1 alpha-3 code"));
            continue;
        }
        let id = if qid.is_empty() { format!("country:{iso3}") } else { qid.to_owned() };
        let entity = b.entity(&id, name, iso3, "", Kind::Country);
        b.countries.insert(iso3.to_owned(), entity);
    }
    for table in &tables {
        table.unique(faults, &["iso3", "kind", "text", "from"]);
        for row in table.rows() {
            let Some(entity) = b.countries.get(row.get("iso3")).copied() else {
                row.fault(
                    faults,
                    format!("`{}` has no canonical name: add a row of kind canonical", row.get("iso3")),
                );
                continue;
            };
            let usage = match row.get("kind") {
                "canonical" | "name" | "former" => table::Use::Name,
                "adjective" => table::Use::Adjective,
                "noun" => table::Use::Noun,
                "capital" => table::Use::Capital,
                "metonym" => table::Use::Metonym,
                other => {
                    row.fault(
                        faults,
                        format!(
                            "kind `{other}`: use canonical, name, former, adjective, noun, capital or metonym"
                        ),
                    );
                    continue;
                }
            };
            b.names.add_row(&row, faults, row.get("text"), entity, usage, ("from", "to"));
        }
    }
}

fn offices(b: &mut Build, root: &Sources, faults: &mut Faults) {
    let Some(table) =
        Table::read(faults, root, Path::new("actors/offices.tsv"), &["class", "sectors", "titles"])
    else {
        return;
    };
    for row in table.rows() {
        check_sectors(&b.codes, &row, faults, row.get("sectors"));
        let class = b.classes.iter().position(|c| c == row.get("class")).unwrap_or(b.classes.len());
        if class == b.classes.len() {
            b.classes.push(row.get("class").to_owned());
            if row.get("sole") == "yes" {
                b.sole.insert(class as u8);
            }
            if row.get("of") == "state" {
                b.of_states.insert(class as u8);
            }
        } else if !row.own {
            row.fault(
                faults,
                format!("class `{}` is given twice: put all titles into one row", row.get("class")),
            );
        }
        for title in row.list("titles") {
            let new = (class as u8, row.get("sectors").to_owned());
            if row.own {
                b.titles.insert(fold::key(title), new);
            } else {
                b.titles.entry(fold::key(title)).or_insert(new);
            }
        }
    }
}

fn nations(b: &mut Build, root: &Sources, faults: &mut Faults) {
    let Some(table) = Table::read(faults, root, Path::new("actors/nations.tsv"), &["id", "names", "iso3"])
    else {
        return;
    };
    for row in table.rows() {
        let isos: Vec<&str> = row.list("iso3").filter(|i| b.check_country(&row, faults, i)).collect();
        let first = row.list("names").next().unwrap_or_default();
        let entity = b.entity(&format!("nation:{}", row.get("id")), first, &isos.concat(), "", Kind::Nation);
        for name in row.list("names") {
            b.names.add(name, entity, table::Use::Adjective, OPEN_START, OPEN_END, row.hand());
        }
    }
}

fn collectives(b: &mut Build, root: &Sources, faults: &mut Faults) {
    let Some(table) = Table::read(
        faults,
        root,
        Path::new("actors/collectives.tsv"),
        &["id", "name", "adjectives", "names"],
    ) else {
        return;
    };
    for row in table.rows() {
        let entity =
            b.entity(&format!("collective:{}", row.get("id")), row.get("name"), "", "", Kind::Collective);
        for name in row.list("names") {
            b.names.add(name, entity, table::Use::Name, OPEN_START, OPEN_END, row.hand());
        }
        for name in row.list("adjectives") {
            b.names.add(name, entity, table::Use::Adjective, OPEN_START, OPEN_END, row.hand());
        }
    }
}

fn bodies(b: &mut Build, root: &Sources, faults: &mut Faults) {
    let files =
        ["bodies.tsv", "organisations.tsv", "groups.tsv", "media.tsv", "parties.tsv", "companies.tsv"];
    let tables = tables(faults, root, &files, &["kind", "id", "name", "iso3", "sectors"]);
    let mut ids = BTreeSet::new();
    let mut by_hand = BTreeSet::new();
    let mut own = BTreeSet::new();
    for table in tables.iter().rev() {
        // Here the first of an id holds, so that the user's rows are read first.
        for row in table.rows().filter(|r| r.own).chain(table.rows().filter(|r| !r.own)) {
            let Some(kind) = Kind::parse(row.get("kind")) else {
                row.fault(
                    faults,
                    format!("kind `{}`: use igo, ngo, media, company, group, party or body", row.get("kind")),
                );
                continue;
            };
            let iso3 = row.get("iso3");
            if !b.check_country(&row, faults, iso3) {
                continue;
            }
            if row.get("source").is_empty() {
                row.fault(faults, "a row needs a source: say where it is from");
            }
            check_sectors(&b.codes, &row, faults, row.get("sectors"));
            let name = row.get("name");
            let key = (fold::key(name), iso3.to_owned());
            if table.imported()
                && (by_hand.contains(&key) || by_hand.contains(&(key.0.clone(), String::new())))
            {
                continue; // the hand-written row says more
            }
            if !table.imported() {
                if !row.own && own.contains(row.get("id")) {
                    continue; // the user's row says what holds
                }
                by_hand.insert(key);
                by_hand.extend(row.list("aliases").map(|a| (fold::key(a), iso3.to_owned())));
                if !ids.insert(row.get("id").to_owned()) {
                    row.fault(faults, format!("id `{}` is given twice: one row per entity", row.get("id")));
                }
                if row.own {
                    own.insert(row.get("id").to_owned());
                }
            }
            let entity = b.entity(row.get("id"), name, iso3, row.get("sectors"), kind);
            for alias in std::iter::once(name).chain(row.list("aliases")) {
                b.names.add_row(&row, faults, alias, entity, table::Use::Name, ("start", "end"));
            }
        }
    }
}

/// `statenumbers.tsv`: of a country whose rows the user gives, only those.
fn numbers(b: &mut Build, root: &Sources, faults: &mut Faults) {
    let mut rows: BTreeMap<String, (rows::Hand, Vec<table::StateNumber>)> = BTreeMap::new();
    for table in tables(faults, root, &["statenumbers.tsv"], &["iso3", "cow", "gw", "from", "to"]) {
        table.unique(faults, &["iso3", "from"]);
        for row in table.rows() {
            let iso3 = row.get("iso3");
            if !b.check_country(&row, faults, iso3) {
                continue;
            }
            let Some((start, end)) = names::checked_interval(&row, faults, row.get("from"), row.get("to"))
            else {
                continue;
            };
            let (Ok(cow), Ok(gw)) = (row.get("cow").parse(), row.get("gw").parse()) else {
                row.fault(faults, "cow and gw are numbers of up to three digits");
                continue;
            };
            let (hand, list) = rows.entry(iso3.to_owned()).or_insert((row.hand(), Vec::new()));
            if *hand != row.hand() {
                (*hand, *list) = (row.hand(), Vec::new());
            }
            if list.iter().any(|n| n.start <= end && start <= n.end) {
                row.fault(faults, format!("the days of two rows of {iso3} overlap: correct `from` or `to`"));
            }
            list.push(table::StateNumber { cow, gw, start, end });
        }
    }
    for (iso3, (_, list)) in &mut rows {
        list.sort_by_key(|n| n.start);
        list.iter().for_each(|n| table::put_number(&mut b.numbers, iso3, n));
    }
}

fn roles(b: &Build, root: &Sources, faults: &mut Faults) -> BTreeMap<String, (String, String, u8, u8)> {
    let mut out: BTreeMap<String, (String, String, u8, u8)> = BTreeMap::new();
    let file = Path::new("actors/overrides/roles.tsv");
    let dropped: BTreeSet<String> = match root.has(file) {
        true => Table::read(faults, root, file, &["action", "phrase"])
            .map(|t| t.rows().map(|r| fold::key(r.get("phrase"))).collect())
            .unwrap_or_default(),
        false => Default::default(),
    };
    let tables = tables(faults, root, &["roles.tsv"], &["phrase", "sectors", "kind"]);
    for table in &tables {
        table.unique(faults, &["phrase"]);
        for row in table.rows() {
            if table.imported() && dropped.contains(&fold::key(row.get("phrase"))) {
                continue;
            }
            check_sectors(&b.codes, &row, faults, row.get("sectors"));
            let kind = match row.get("kind") {
                "person" => b'p',
                "body" => b'b',
                other => {
                    row.fault(faults, format!("kind `{other}`: use person or body"));
                    continue;
                }
            };
            let key = fold::key(row.get("phrase"));
            let office = b.titles.get(&key).map_or(NO_OFFICE, |(class, _)| *class);
            // A user who gives a phrase another sector need not know the classes of anaphora.
            let class = match (row.get("class"), out.get(&key)) {
                ("", Some((_, class, _, _))) if row.own => class.clone(),
                (class, _) => class.to_owned(),
            };
            out.insert(key, (row.get("sectors").to_owned(), class, kind, office));
        }
    }
    for (title, (class, sectors)) in &b.titles {
        let name = b.classes.get(usize::from(*class)).cloned().unwrap_or_default();
        out.entry(title.clone())
            .and_modify(|r| r.3 = *class)
            .or_insert_with(|| (sectors.clone(), name, b'o', *class));
    }
    for (n, class) in b.classes.iter().enumerate() {
        out.insert(format!("office:{n}"), (String::new(), class.clone(), b'c', n as u8));
    }
    if let Some(table) = Table::read(faults, root, Path::new("actors/given-names.tsv"), &["gender", "names"])
    {
        for row in table.rows() {
            for name in row.list("names") {
                let kind = if row.get("gender") == "f" { b'f' } else { b'm' };
                out.insert(
                    format!("given:{}", fold::key(name)),
                    (String::new(), String::new(), kind, NO_OFFICE),
                );
            }
        }
    }
    out
}

fn places(b: &Build, root: &Sources, faults: &mut Faults) -> BTreeMap<String, u64> {
    let mut out = BTreeMap::new();
    for table in tables(faults, root, &["places.tsv"], &["iso3", "text"]) {
        for row in table.rows() {
            if b.check_country(&row, faults, row.get("iso3"))
                && let Some(entity) = b.countries.get(row.get("iso3"))
            {
                out.insert(fold::key(row.get("text")), u64::from(*entity));
            }
        }
    }
    out
}

fn pack(
    mut b: Build,
    roles: &BTreeMap<String, (String, String, u8, u8)>,
    places: &BTreeMap<String, u64>,
) -> Vec<u8> {
    let mut w = Writer::default();
    b.terms.sort_by(|x, y| (x.entity, x.start, &x.post, x.end).cmp(&(y.entity, y.start, &y.post, y.end)));
    let (mut terms, mut offices) = (Vec::new(), Vec::new());
    let mut ranges = BTreeMap::new();
    for (i, t) in b.terms.iter().enumerate() {
        ranges.entry(t.entity).or_insert(i..i).end = i + 1;
        table::put_term(&mut terms, &mut w, &t.as_term());
        if t.class != NO_OFFICE && !t.country.is_empty() {
            offices.push((table::office_key(&t.country, t.class), t.start, i as u32));
        }
    }
    offices.sort_unstable();
    let mut office_bytes = Vec::new();
    for (key, start, term) in offices {
        table::put_office(&mut office_bytes, key, start, term);
    }
    let mut entities = Vec::new();
    for (i, e) in b.entities.iter().enumerate() {
        let range = ranges.get(&(i as u32)).cloned().unwrap_or(0..0);
        table::put_entity(&mut entities, &mut w, &e.id, &e.name, &e.countries, &e.sectors, e.kind, range);
    }
    let (mut postings, mut keys) = (Vec::new(), Vec::new());
    let mut count = 0u64;
    let people: Vec<bool> = b.entities.iter().map(|e| e.kind == Kind::Person).collect();
    for (key, list) in b.names.finish(move |e| people[e as usize]) {
        keys.push((key, count << 16 | list.len() as u64));
        count += list.len() as u64;
        list.iter().for_each(|p: &Posting| table::put_posting(&mut postings, &mut w, p));
    }
    let (mut role_bytes, mut role_keys) = (Vec::new(), Vec::new());
    for (i, (phrase, (sectors, class, kind, office))) in roles.iter().enumerate() {
        table::put_role(
            &mut role_bytes,
            &mut w,
            &Role { phrase, sectors, class, kind: *kind, office: *office },
        );
        role_keys.push((phrase.clone(), i as u64));
    }
    let places: Vec<(String, u64)> = places.iter().map(|(k, v)| (k.clone(), *v)).collect();
    let parts = [
        entities,
        terms,
        postings,
        role_bytes,
        office_bytes,
        map(&keys),
        map(&role_keys),
        map(&places),
        b.numbers,
    ];
    w.finish(parts)
}

fn map(sorted: &[(String, u64)]) -> Vec<u8> {
    let mut builder = MapBuilder::memory();
    for (key, value) in sorted.iter().filter(|(k, _)| !k.is_empty()) {
        // Keys come out of a BTreeMap, sorted and unique, so that neither call can fail.
        let _ = builder.insert(key, *value);
    }
    builder.into_inner().unwrap_or_default()
}
