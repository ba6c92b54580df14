//! What an article's address tells of where it is: the domain of a country, an outlet and its home, the place in an outlet's name
//! ("timesofnorthland"), a broadcaster's call sign, and the section ("/news/canada/manitoba/").

use super::fold::fold;
use super::gazetteer::{Kind, Knowledge};

/// Weights, in mentions of a nationality word.
const DOMAIN: f32 = 2.5;
const HOME: f32 = 3.0;
/// An outlet of one division writes of it.
const LOCAL: f32 = 6.0;
const SECTION: f32 = 2.0;
const CALL_SIGN: f32 = 1.5;

/// Inhabitants from which a town stands for itself in a host's name or a section.
const CITY: u32 = 60_000;

/// The countries and divisions that an address speaks of, with weights.
pub(super) fn cues(url: &str, knowledge: &Knowledge) -> Vec<(u16, f32)> {
    let mut out = Vec::new();
    let rest = url.split_once("://").map_or(url, |(_, r)| r);
    let (host, path) = rest.split_once(['/', '?', '#']).unwrap_or((rest, ""));
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if !host.contains('.') {
        return out;
    }
    let labels: Vec<&str> = host.split('.').collect();
    let tld = labels.last().copied().unwrap_or_default();
    let bare = host.strip_prefix("www.").unwrap_or(&host);
    let outlet = (0..labels.len()).find_map(|i| knowledge.words.outlet(&labels[i..].join(".")));
    let home = |record: u16| {
        let division = knowledge.record(u32::from(record)).is_some_and(|r| r.kind == Kind::Admin1);
        (record, if division { LOCAL } else { HOME })
    };
    let country = if knowledge.words.sold.has(tld) { None } else { knowledge.words.domain(tld) };
    out.extend(country.map(|c| (c, DOMAIN)));
    if let Some(record) = outlet {
        out.push(home(record));
    } else {
        for label in bare.split('.').rev().skip(1).filter(|l| !knowledge.words.host_parts.has(l)) {
            if let Some(record) = named_after(label, country, knowledge) {
                out.push(home(record));
            } else if call_sign(label) && tld == "com" {
                out.extend(knowledge.country("USA").map(|c| (c, CALL_SIGN)));
            }
        }
    }
    // The last part of a path is the headline.
    let mut parts: Vec<&str> = path.split(['?', '#']).next().unwrap_or_default().split('/').collect();
    parts.pop();
    for part in parts {
        out.extend(place(&part.replace(['-', '_', '+'], " "), None, knowledge).map(|r| (r, SECTION)));
    }
    out
}

/// "wkyt", "kron4": stations of the United States.
fn call_sign(label: &str) -> bool {
    let letters = label.trim_end_matches(|c: char| c.is_ascii_digit());
    let letters = letters.strip_suffix("tv").filter(|l| l.len() > 3).unwrap_or(letters);
    letters.len() == 4 && letters.starts_with(['w', 'k']) && letters.bytes().all(|b| b.is_ascii_lowercase())
}

/// The place in an outlet's name: the whole of it, or what is left without the words that papers are called by.
fn named_after(label: &str, country: Option<u16>, knowledge: &Knowledge) -> Option<u16> {
    let joined: String = label.split('-').collect::<Vec<_>>().join(" ");
    if joined.contains(' ')
        && let Some(found) = joined.split(' ').find_map(|w| place(w, country, knowledge))
    {
        return Some(found);
    }
    let mut rest: &str = &label.replace('-', "");
    let mut papers = false;
    loop {
        let before = rest.len();
        for word in &knowledge.words.papers {
            for cut in
                [rest.strip_prefix(word.as_str()), rest.strip_suffix(word.as_str())].into_iter().flatten()
            {
                if cut.len() >= 4 && cut.len() < rest.len() {
                    rest = cut;
                    papers = true;
                }
            }
        }
        if let Some(cut) = rest.strip_prefix("of").filter(|c| papers && c.len() >= 4) {
            rest = cut;
        }
        if rest.len() == before {
            break;
        }
    }
    // A small town's paper is known by the country of its domain.
    (papers || rest.len() >= 6).then(|| place(rest, country.filter(|_| papers), knowledge)).flatten()
}

/// The country or division that a word stands for or that a city of this name lies in; in `country`, a town of any size will do.
fn place(word: &str, country: Option<u16>, knowledge: &Knowledge) -> Option<u16> {
    let key = fold(word);
    if key.len() < 2 || knowledge.words.common.has(&key) || knowledge.words.never.has(&key) {
        return None;
    }
    let short = key.len() < 4 && !matches!(key.as_str(), "us" | "uk" | "uae" | "usa");
    if short {
        return None;
    }
    if let Some(record) = knowledge.words.adjective(&key) {
        return Some(record);
    }
    let mut best: Option<(u8, u32, u16)> = None;
    for posting in knowledge.named(&key).into_iter().filter(|p| !p.comma && !p.alternate) {
        let Some(record) = knowledge.record(posting.id) else { continue };
        let found = match record.kind {
            Kind::Country => (2, record.population, record.id as u16),
            Kind::Admin1 => (1, record.population, record.id as u16),
            Kind::City if record.population >= CITY || country.is_some() && record.country == country => {
                let Some(division) = record.admin1.or(record.country) else { continue };
                (1, record.population, division)
            }
            _ => continue,
        };
        if best.is_none_or(|b| (found.0, found.1) > (b.0, b.1)) {
            best = Some(found);
        }
    }
    best.map(|b| b.2)
}

#[cfg(test)]
mod tests {
    use super::call_sign;

    #[test]
    fn call_signs_have_four_letters() {
        for (label, is) in [
            ("wkyt", true),
            ("kron4", true),
            ("wabctv", true),
            ("wales", false),
            ("kenya", false),
            ("abcd", false),
        ] {
            assert_eq!(call_sign(label), is, "{label}");
        }
    }
}
