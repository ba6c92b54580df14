//! From `knowledge/places` to the section `places`: every row is checked, every fault named; the same tables give the same bytes.

use std::collections::{BTreeMap, HashMap};

use super::fold::{fold, without_article};
use super::gazetteer::{Id, Kind, MAGIC, NONE16, PARTS, Posting};
use super::words::{File, Set, Words};
use crate::knowledge::{Faults, Sources};

const COUNTRIES: &str = "places/geonames/countries.tsv";
const ADMIN1: &str = "places/geonames/admin1.tsv";
const ADMIN2: &str = "places/geonames/admin2.tsv";
const CITIES: &str = "places/geonames/cities.tsv";
const REGIONS: &str = "places/regions.tsv";
const ALIASES: &str = "places/aliases.tsv";
const POINTS: &str = "places/points.tsv";
const OUTLETS: &str = "places/outlets.tsv";
const WORDS: &str = "places/words.toml";

/// Countries whose names are written with and without the Arabic article.
const ARTICLE: [&str; 20] = [
    "AE", "BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LB", "LY", "MA", "OM", "PS", "QA", "SA", "SD", "SY",
    "TN", "YE", "MR",
];

/// Inhabitants of a hand-written quarter, for its weight: a part of a great city that the press names without the city.
const QUARTER: u32 = 100_000;

#[derive(Default)]
struct Builder {
    records: Vec<u8>,
    count: Id,
    strings: Vec<u8>,
    known: HashMap<String, u32>,
    names: Vec<(String, Posting)>,
    population: Vec<u32>,
}

/// What a record is made of.
struct Row<'a> {
    geonames: u32,
    name: &'a str,
    lat: f64,
    lon: f64,
    population: u32,
    country: u16,
    admin1: u16,
    kind: Kind,
    rank: u8,
}

impl Builder {
    fn string(&mut self, text: &str) -> u32 {
        if let Some(at) = self.known.get(text) {
            return *at;
        }
        let mut end = text.len().min(255);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let at = self.strings.len() as u32;
        self.strings.push(end as u8);
        self.strings.extend(&text.as_bytes()[..end]);
        self.known.insert(text.to_owned(), at);
        at
    }

    fn record(&mut self, row: &Row<'_>) -> Id {
        let name = self.string(row.name);
        self.records.extend(row.geonames.to_le_bytes());
        self.records.extend(name.to_le_bytes());
        self.records.extend(((row.lat * 1000.0).round() as i32).to_le_bytes());
        self.records.extend(((row.lon * 1000.0).round() as i32).to_le_bytes());
        self.records.extend(row.population.to_le_bytes());
        self.records.extend(row.country.to_le_bytes());
        self.records.extend(row.admin1.to_le_bytes());
        self.records.extend([row.kind as u8, row.rank, 0, 0]);
        self.population.push(row.population);
        self.count += 1;
        self.count - 1
    }

    /// Adds a name; `hand` marks what a person wrote.
    fn name(&mut self, text: &str, id: Id, alternate: bool, comma: bool, usual: bool) {
        let key = fold(text);
        if key.is_empty() {
            return;
        }
        let capitals = usual && key.len() < 6 && !text.contains(|c: char| c.is_lowercase());
        self.names.push((key, Posting { id, alternate, capitals, comma, usual }));
    }
}

/// The rows of a table with their line numbers; checks the heading and the number of cells.
fn rows<'a, const N: usize>(
    text: &'a str,
    file: &str,
    head: [&str; N],
    faults: &mut Faults,
) -> Vec<(usize, [&'a str; N])> {
    let mut lines = text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
    match lines.next() {
        Some((_, first)) if first.split('\t').eq(head) => {}
        _ => {
            faults.add(file, 1, format!("the first row must name the columns: {}", head.join(", ")));
            return Vec::new();
        }
    }
    let mut out = Vec::new();
    for (n, line) in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        match <[&str; N]>::try_from(cells) {
            Ok(cells) => out.push((n + 1, cells.map(str::trim))),
            Err(cells) => {
                faults.add(
                    file,
                    n + 1,
                    format!("{} cells, but the table has {N} columns, parted by tabs", cells.len()),
                );
            }
        }
    }
    out
}

fn degrees(cell: &str, most: f64, file: &str, line: usize, faults: &mut Faults) -> f64 {
    match cell.parse::<f64>() {
        Ok(x) if x.abs() <= most => x,
        _ if cell.is_empty() => 0.0,
        _ => {
            faults.add(file, line, format!("`{cell}` is no number of degrees between -{most} and {most}"));
            0.0
        }
    }
}

fn identifier(cell: &str, file: &str, line: usize, faults: &mut Faults) -> u32 {
    if cell.is_empty() {
        return 0;
    }
    cell.parse().unwrap_or_else(|_| {
        faults.add(file, line, format!("`{cell}` is no GeoNames id: write digits, or leave the cell empty"));
        0
    })
}

/// "County of Ceredigion", "Merthyr Tydfil County Borough", "Royal Borough of Windsor and Maidenhead" as they are spoken of.
fn bare_county<'a>(iso2: &str, name: &'a str) -> Option<&'a str> {
    if !matches!(iso2, "GB" | "IE") {
        return None;
    }
    let front = [
        "County of ",
        "County ",
        "City and County of ",
        "Royal Borough of ",
        "District of ",
        "Borough of ",
        "Sir ",
    ];
    let back = [" county borough", " County Borough", " County", " City and County Council", " Council"];
    front
        .iter()
        .find_map(|f| name.strip_prefix(f))
        .or_else(|| back.iter().find_map(|b| name.strip_suffix(b)))
        .filter(|short| !short.contains("City"))
}

/// Compiles `knowledge/places` below `root` into the bytes of the section; faults are collected, and faulty rows left out.
pub fn compile(root: &Sources, faults: &mut Faults) -> Vec<u8> {
    let mut read = |file: &str| faults.read(root, file).unwrap_or_default();
    let (countries, admin1, admin2, cities) = (read(COUNTRIES), read(ADMIN1), read(ADMIN2), read(CITIES));
    let (regions, aliases, points, outlets) = (read(REGIONS), read(ALIASES), read(POINTS), read(OUTLETS));
    let Some(file) = faults.toml::<File>(root, WORDS) else { return Vec::new() };

    let mut build = Builder::default();
    let mut words = Words::default();
    let mut by_iso2: HashMap<&str, u16> = HashMap::new();
    let mut by_iso3: HashMap<&str, u16> = HashMap::new();
    let mut divisions: HashMap<String, u16> = HashMap::new();
    let mut by_geonames: HashMap<u32, Id> = HashMap::new();
    let mut capitals: HashMap<&str, String> = HashMap::new();
    let mut adjectives: BTreeMap<String, u16> = BTreeMap::new();

    let head = [
        "geonames",
        "iso2",
        "iso3",
        "name",
        "capital",
        "population",
        "continent",
        "tld",
        "neighbours",
        "adjectives",
    ];
    let table = rows(&countries, COUNTRIES, head, faults);
    for (line, [geonames, iso2, iso3, name, capital, people, _, tld, _, told]) in &table {
        let id = build.count as u16;
        let row = Row {
            geonames: identifier(geonames, COUNTRIES, *line, faults),
            name,
            lat: 0.0,
            lon: 0.0,
            population: people.parse().unwrap_or(0),
            country: id,
            admin1: NONE16,
            kind: Kind::Country,
            rank: 0,
        };
        build.record(&row);
        build.name(name, Id::from(id), false, false, false);
        by_iso2.insert(iso2, id);
        by_iso3.insert(iso3, id);
        capitals.insert(iso2, fold(capital));
        words.iso3.push((*iso3).to_owned());
        if !tld.is_empty() {
            words.domains.push((tld.trim_start_matches('.').to_owned(), id));
        }
        for word in told.split('|').map(fold).filter(|w| !w.is_empty()) {
            adjectives.entry(word).or_insert(id);
        }
    }
    for (_, cells) in &table {
        words.neighbours.push(cells[8].split(',').filter_map(|n| by_iso2.get(n).copied()).collect());
    }
    words.domains.push(("uk".to_owned(), by_iso3.get("GBR").copied().unwrap_or(NONE16)));
    words.domains.sort();

    // The number of people in a division is that of its towns, which come later in the file.
    let city_head = ["geonames", "name", "alternates", "iso2", "admin1", "lat", "lon", "population", "flag"];
    let towns = rows(&cities, CITIES, city_head, faults);
    let mut people: HashMap<(&str, &str), u32> = HashMap::new();
    for (_, cells) in &towns {
        if cells[8] != "X" {
            *people.entry((cells[3], cells[4])).or_default() += cells[7].parse::<u32>().unwrap_or(0);
        }
    }
    let middles: HashMap<&str, (f64, f64)> = rows(&points, POINTS, ["code", "lat", "lon"], faults)
        .into_iter()
        .map(|(line, [code, lat, lon])| {
            (code, (degrees(lat, 90.0, POINTS, line, faults), degrees(lon, 180.0, POINTS, line, faults)))
        })
        .collect();
    let head = ["geonames", "code", "name", "alternates", "lat", "lon"];
    for (line, [geonames, code, name, others, lat, lon]) in rows(&admin1, ADMIN1, head, faults) {
        let Some((iso2, number)) = code.split_once('.') else {
            faults.add(
                ADMIN1,
                line,
                format!("`{code}` is no code: write the country, a full stop and the division"),
            );
            continue;
        };
        let Some(country) = by_iso2.get(iso2).copied() else {
            faults.add(ADMIN1, line, format!("`{iso2}` is no country of countries.tsv"));
            continue;
        };
        let id = build.count as u16;
        let middle = middles.get(code).copied().unwrap_or_else(|| {
            (degrees(lat, 90.0, ADMIN1, line, faults), degrees(lon, 180.0, ADMIN1, line, faults))
        });
        let row = Row {
            geonames: identifier(geonames, ADMIN1, line, faults),
            name,
            lat: middle.0,
            lon: middle.1,
            population: people.get(&(iso2, number)).copied().unwrap_or(0),
            country,
            admin1: id,
            kind: Kind::Admin1,
            rank: 0,
        };
        build.record(&row);
        build.name(name, Id::from(id), false, false, false);
        for other in others.split('|') {
            build.name(other, Id::from(id), false, false, false);
        }
        // "Hubei Sheng", "Oryol oblast", "Anbar Governorate" are spoken of without the common noun.
        let key = fold(name);
        for noun in [
            " province",
            " governorate",
            " oblast",
            " region",
            " state",
            " republic",
            " krai",
            " prefecture",
            " sheng",
        ] {
            if let Some(short) = key.strip_suffix(noun) {
                build.name(short, Id::from(id), true, false, false);
            }
        }
        if ARTICLE.contains(&iso2)
            && let Some(short) = without_article(&key)
        {
            build.name(short, Id::from(id), true, false, false);
        }
        divisions.insert(code.to_owned(), id);
        by_geonames.insert(row.geonames, Id::from(id));
    }

    let head = ["names", "kind", "country", "geonames", "lat", "lon", "precision"];
    for (line, [names, kind, country, geonames, lat, lon, precision]) in rows(&regions, REGIONS, head, faults)
    {
        let kind = match (kind, precision) {
            ("seat", _) => Kind::Seat,
            ("quarter", "point") => Kind::Quarter,
            (_, "region") => Kind::Region,
            (_, "point") => Kind::Site,
            _ => {
                faults.add(REGIONS, line, format!("`{precision}` is no precision: write region or point"));
                continue;
            }
        };
        if !country.is_empty() && !by_iso3.contains_key(country) {
            faults.add(
                REGIONS,
                line,
                format!("`{country}` is no country: write its three letters (ISO 3166-1)"),
            );
            continue;
        }
        let id = build.record(&Row {
            geonames: identifier(geonames, REGIONS, line, faults),
            name: names.split('|').next().unwrap_or_default(),
            lat: degrees(lat, 90.0, REGIONS, line, faults),
            lon: degrees(lon, 180.0, REGIONS, line, faults),
            population: if kind == Kind::Quarter { QUARTER } else { 0 },
            country: by_iso3.get(country).copied().unwrap_or(NONE16),
            admin1: NONE16,
            kind,
            rank: 0,
        });
        for name in names.split('|') {
            build.name(name, id, false, false, kind != Kind::Quarter);
        }
    }

    let head = ["geonames", "iso2", "admin1", "name", "lat", "lon"];
    for (line, [geonames, iso2, number, name, lat, lon]) in rows(&admin2, ADMIN2, head, faults) {
        let Some(country) = by_iso2.get(iso2).copied() else {
            faults.add(ADMIN2, line, format!("`{iso2}` is no country of countries.tsv"));
            continue;
        };
        let id = build.record(&Row {
            geonames: identifier(geonames, ADMIN2, line, faults),
            name,
            lat: degrees(lat, 90.0, ADMIN2, line, faults),
            lon: degrees(lon, 180.0, ADMIN2, line, faults),
            population: 20_000,
            country,
            admin1: divisions.get(&format!("{iso2}.{number}")).copied().unwrap_or(NONE16),
            kind: Kind::Admin2,
            rank: 0,
        });
        build.name(name, id, false, false, false);
        by_geonames.insert(identifier(geonames, ADMIN2, line, faults), id);
        if let Some(short) = bare_county(iso2, name) {
            build.name(short, id, true, false, false);
        }
    }

    for (line, [geonames, name, others, iso2, number, lat, lon, people, flag]) in &towns {
        let Some(country) = by_iso2.get(iso2).copied() else {
            faults.add(CITIES, *line, format!("`{iso2}` is no country of countries.tsv"));
            continue;
        };
        let key = fold(name);
        let rank = match *flag {
            "C" => 1,
            "A" => 2,
            _ => 0,
        };
        let row = Row {
            geonames: identifier(geonames, CITIES, *line, faults),
            name,
            lat: degrees(lat, 90.0, CITIES, *line, faults),
            lon: degrees(lon, 180.0, CITIES, *line, faults),
            population: people.parse().unwrap_or(0),
            country,
            admin1: divisions.get(&format!("{iso2}.{number}")).copied().unwrap_or(NONE16),
            kind: if *flag == "X" { Kind::Quarter } else { Kind::City },
            rank: if capitals.get(iso2).is_some_and(|c| *c == key) && rank != 0 { 1 } else { rank },
        };
        let id = build.record(&row);
        by_geonames.insert(row.geonames, id);
        build.name(name, id, false, false, false);
        for other in others.split('|') {
            build.name(other, id, true, false, false);
        }
        if ARTICLE.contains(iso2) {
            for form in std::iter::once(*name).chain(others.split('|')).map(fold) {
                if let Some(short) = without_article(&form) {
                    build.name(short, id, true, false, false);
                }
            }
        }
    }

    let head = ["alias", "target", "how"];
    for (line, [names, target, how]) in rows(&aliases, ALIASES, head, faults) {
        let id = if target.bytes().all(|b| b.is_ascii_digit()) {
            target.parse().ok().and_then(|g: u32| by_geonames.get(&g).copied())
        } else {
            divisions.get(target).or_else(|| by_iso3.get(target)).map(|i| Id::from(*i))
        };
        let Some(id) = id else {
            faults.add(
                ALIASES,
                line,
                format!("`{target}` is not in the tables: write a country (USA), a division (US.ME) or a GeoNames id"),
            );
            continue;
        };
        if !matches!(how, "any" | "exact" | "comma") {
            faults.add(ALIASES, line, format!("`{how}`: write any, exact or comma"));
        }
        for name in names.split('|') {
            build.name(name, id, false, how == "comma", true);
        }
    }

    for (target, told) in &file.adjectives {
        let Some(id) = by_iso3.get(target.as_str()).or_else(|| divisions.get(target)).copied() else {
            faults.add(WORDS, 0, format!("adjectives: `{target}` is neither a country nor a division"));
            continue;
        };
        for word in told {
            adjectives.insert(fold(word), id);
        }
    }
    words.adjectives = adjectives.into_iter().collect();
    let mut cues: BTreeMap<String, u16> = BTreeMap::new();
    for (target, told) in &file.cues {
        let Some(id) = by_iso3.get(target.as_str()).or_else(|| divisions.get(target)).copied() else {
            faults.add(WORDS, 0, format!("cues: `{target}` is neither a country nor a division"));
            continue;
        };
        for word in told {
            if cues.insert(fold(word), id).is_some_and(|other| other != id) {
                faults.add(WORDS, 0, format!("cues: `{word}` stands for two countries: take it out"));
            }
        }
    }
    words.cues = cues.into_iter().collect();
    let mut homes: BTreeMap<String, u16> = BTreeMap::new();
    for (line, [hosts, target]) in rows(&outlets, OUTLETS, ["hosts", "target"], faults) {
        let Some(id) = by_iso3.get(target).or_else(|| divisions.get(target)).copied() else {
            faults.add(
                OUTLETS,
                line,
                format!("`{target}` is not in the tables: write a country (USA) or a division (US.ME)"),
            );
            continue;
        };
        for host in hosts.split('|') {
            if homes.insert(host.to_owned(), id).is_some() {
                faults.add(OUTLETS, line, format!("`{host}` stands here twice: take one out"));
            }
        }
    }
    words.outlets = homes.into_iter().collect();
    let folded = |list: &[String]| Set::new(list.iter().map(|w| fold(w)));
    words.locative = folded(&file.context.locative);
    words.direction = folded(&file.context.direction);
    words.titles = folded(&file.context.titles);
    words.bodies = folded(&file.context.bodies);
    words.admin1 = folded(&file.kinds.admin1);
    words.admin2 = folded(&file.kinds.admin2);
    words.city = folded(&file.kinds.city);
    words.country = folded(&file.kinds.country);
    words.part = folded(&file.kinds.part);
    words.facility = folded(&file.kinds.facility);
    words.street = folded(&file.kinds.street);
    words.sold = folded(&file.addresses.sold);
    words.host_parts = folded(&file.addresses.parts);
    words.city_states = Set::new(file.names.city_states);
    words.papers = file.addresses.papers;
    words.never = folded(&file.names.never);
    words.common = folded(&file.names.common);
    words.given = folded(&file.names.given);
    pack(build, &words)
}

/// Lays the parts out.
fn pack(mut build: Builder, words: &Words) -> Vec<u8> {
    // Of two links of one name to one record the plainer stands; hand-written ones come first.
    build.names.sort_by(|(a, p), (b, q)| {
        let order = |x: &Posting| (x.id, !x.usual, x.alternate, x.comma, x.capitals);
        a.cmp(b).then_with(|| order(p).cmp(&order(q)))
    });
    build.names.dedup_by(|(b, q), (a, p)| a == b && p.id == q.id);
    let mut postings: Vec<u8> = Vec::new();
    let mut map = fst::MapBuilder::memory();
    let mut rest = build.names.as_slice();
    while let Some((key, first)) = rest.first() {
        let same = rest.iter().take_while(|(k, _)| k == key).count();
        let value = if same == 1 {
            u64::from(first.pack()) << 16
        } else {
            // The many small namesakes of a common name tell nothing: the most populous stand.
            let mut group: Vec<Posting> = rest[..same].iter().map(|(_, p)| *p).collect();
            group.sort_by_key(|p| {
                (!p.usual, std::cmp::Reverse(build.population.get(p.id as usize).copied().unwrap_or(0)), p.id)
            });
            group.truncate(400);
            let offset = (postings.len() / 4) as u64;
            for posting in &group {
                postings.extend(posting.pack().to_le_bytes());
            }
            offset << 16 | group.len() as u64
        };
        // Sorted and without doubles, so the builder cannot refuse.
        let _ = map.insert(key, value);
        rest = &rest[same..];
    }
    let parts: [Vec<u8>; PARTS] = [
        build.records,
        build.strings,
        postings,
        map.into_inner().unwrap_or_default(),
        postcard::to_stdvec(words).unwrap_or_default(),
    ];
    let mut out = MAGIC.to_vec();
    let mut at = 8 + PARTS * 8;
    for part in &parts {
        out.extend((at as u32).to_le_bytes());
        out.extend((part.len() as u32).to_le_bytes());
        at += part.len();
    }
    for part in parts {
        out.extend(part);
    }
    out
}
