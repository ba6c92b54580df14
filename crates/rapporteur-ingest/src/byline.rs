//! Bylines: the names in "By Ana Kova and Lee Moss, Harbour Post correspondents".

use crate::date_line;
use crate::knowledge::{knowledge, plain};

/// A byline taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Byline {
    /// The writers' names, in order, without doubles.
    pub people: Vec<String>,
    /// A newsroom or agency that is named beside them or in their place.
    pub desk: Option<String>,
}

impl Byline {
    /// "Ana Kova, Lee Moss and Io Vale"; the desk where nobody is named.
    pub(crate) fn shown(&self) -> Option<String> {
        match self.people.as_slice() {
            [] => self.desk.clone(),
            [one] => Some(one.clone()),
            [most @ .., last] => Some(format!("{} and {last}", most.join(", "))),
        }
    }
}

/// What stands after "By", "Written by", "Story by …"; nothing if the line does not begin so.
pub(crate) fn after_by(line: &str) -> Option<&str> {
    let line = line.trim().trim_start_matches(['*', '-', '–', '—', '|', '_', ' ']);
    let mut words = line.split_whitespace();
    let mut at = 0;
    for _ in 0..3 {
        let word = words.next()?;
        let start = line[at..].find(word)? + at;
        at = start + word.len();
        let bare = word.trim_end_matches(':').to_lowercase();
        match bare.as_str() {
            "by" => return Some(line[at..].trim()).filter(|r| !r.is_empty()),
            "written" | "story" | "words" | "text" | "report" | "reported" | "posted" | "article"
            | "analysis" | "review" | "published" | "submitted" | "author" | "authored" => {
                if word.ends_with(':') && matches!(bare.as_str(), "author" | "words") {
                    return Some(line[at..].trim()).filter(|r| !r.is_empty());
                }
            }
            _ => return None,
        }
    }
    None
}

/// A line of the page that is a byline with "By". Long lines and sentences are none.
pub(crate) fn line(text: &str) -> Option<Byline> {
    if text.chars().count() > 160 {
        return None;
    }
    let rest = after_by(text)?;
    let byline = names(rest);
    // "By Friday the army had left." has words in it that no name has.
    let first = segments(rest).next()?;
    let strange = first
        .split_whitespace()
        .filter(|w| w.chars().next().is_some_and(char::is_lowercase) && !is_small(w))
        .count();
    (strange <= 2 && byline.shown().is_some()).then_some(byline)
}

/// A line that is only a name, perhaps with a paper and a place ("Lee Moss, Harbour Post, Velho").
pub(crate) fn bare(text: &str) -> Option<Byline> {
    if text.chars().count() > 90 || text.ends_with(['.', '?', '!', ':']) {
        return None;
    }
    let byline = names(text);
    let whole = text.split([',', '|', '•', '·']).next()?.trim();
    let whole = cut_place(whole);
    (byline.people.first().is_some_and(|p| *p == tidy(whole)) && whole.split_whitespace().count() >= 2)
        .then_some(byline)
}

fn segments(text: &str) -> impl Iterator<Item = &str> {
    text.split(['|', '•', '·', '\n', '\t', '>', '»'])
        .flat_map(|s| s.split(" - "))
        .flat_map(|s| s.split(" – "))
        .flat_map(|s| s.split(" — "))
}

fn is_small(word: &str) -> bool {
    matches!(word, "and" | "in" | "for" | "at" | "with" | "of" | "the" | "on" | "to")
        || knowledge().particles.contains(word)
        || knowledge().roles.contains(word.trim_end_matches(','))
}

/// The names in the words of a byline, "By" taken off.
pub(crate) fn names(text: &str) -> Byline {
    let mut out = Byline::default();
    let text = match date_line::find(text) {
        Some((range, _)) => format!("{} | {}", &text[..range.start], &text[range.end..]),
        None => text.to_owned(),
    };
    // "Lee Moss The Associated Press": an agency right behind a name.
    let mut text = text;
    for agency in knowledge().agencies.values() {
        if let Some(at) = text.find(agency.as_str()).filter(|at| *at > 0 && text[..*at].ends_with(' ')) {
            text.insert_str(at, ", ");
        }
    }
    for segment in segments(&text) {
        let segment = after_by(segment).unwrap_or(segment);
        for part in
            segment.split([',', ';', '/', '&']).flat_map(|p| p.split(" and ")).flat_map(|p| p.split(" AND "))
        {
            let part =
                part.trim().trim_start_matches("and ").trim_start_matches("by ").trim_start_matches("By ");
            let part = cut_place(part);
            if part.is_empty() {
                continue;
            }
            if is_desk(part) {
                let named = without_role(part);
                let collective = part.split_whitespace().last().is_some_and(|w| {
                    matches!(plain(w).as_str(), "staff" | "board" | "team" | "desk" | "editors" | "reporters")
                });
                if collective && part.contains(' ') {
                    out.desk.get_or_insert_with(|| tidy(part));
                } else if !named.is_empty() {
                    out.desk.get_or_insert(named);
                }
            } else if is_person(part) && (part.split_whitespace().count() > 1 || out.people.is_empty()) {
                let name = tidy(part);
                // A single word after a desk or a name is a place.
                let lone = !name.contains(' ') && (out.desk.is_some() || segment.contains(','));
                if !lone && !out.people.iter().any(|p| plain(p) == plain(&name)) {
                    out.people.push(name);
                }
            }
        }
        if !out.people.is_empty() {
            break;
        }
    }
    out
}

/// Cuts "in Niamey", "for the Harbour Post" and titles in brackets off a name.
fn cut_place(part: &str) -> &str {
    let mut end = part.len();
    for mark in
        [" in ", " at ", " for ", " from ", " with ", " of ", " reports", " is ", " (", " @", " | ", " on "]
    {
        if let Some(at) = part.find(mark) {
            end = end.min(at);
        }
    }
    part[..end].trim().trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '\'' && c != ')')
}

/// "Harbour Tribune Writer" without what the writer is there.
fn without_role(desk: &str) -> String {
    let mut words: Vec<&str> = desk.split_whitespace().collect();
    let role = |w: &&str| {
        let w = plain(w);
        knowledge().roles.contains(&w) && !knowledge().media_nouns.contains(&w)
    };
    while words.last().is_some_and(role) {
        words.pop();
    }
    let named = words.iter().any(|w| knowledge().media_nouns.contains(&plain(w)))
        || knowledge().agencies.contains_key(&plain(&words.join(" ")))
        || words.len() >= 2;
    if named && !words.iter().all(|w| role(w) || knowledge().sections.contains(&plain(w))) {
        words.join(" ")
    } else {
        String::new()
    }
}

/// A line that is a name with what its bearer does ("Lee Moss, Health Correspondent").
pub(crate) fn with_role(text: &str) -> bool {
    text.split_once(',').is_some_and(|(_, rest)| {
        rest.split_whitespace().last().is_some_and(|w| knowledge().roles.contains(&plain(w)))
    })
}

fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(',').to_owned()
}

/// Is this a newsroom, an agency or a role and not a person?
fn is_desk(part: &str) -> bool {
    let k = knowledge();
    let words: Vec<String> = plain(part).split(' ').map(str::to_owned).collect();
    let whole = words.join(" ");
    if k.agencies.contains_key(whole.trim_start_matches("the ")) || k.media_nouns.contains(&whole) {
        return true;
    }
    let Some(last) = words.last() else { return false };
    let proper =
        part.split_whitespace().all(|w| w.chars().next().is_some_and(char::is_uppercase) || is_small(w));
    proper
        && (words.first().is_some_and(|w| w == "the")
            || (k.media_nouns.contains(last) && words.len() > 1)
            || k.roles.contains(last)
            || words.iter().any(|w| w == "press" || w == "news" || w == "newsroom"))
}

/// Has this the shape of a person's name?
pub(crate) fn is_person(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    if words.is_empty() || words.len() > 5 {
        return false;
    }
    let mut proper = 0;
    for word in &words {
        let bare = word.trim_end_matches(['.', ',']);
        let fine = bare.chars().all(|c| c.is_alphabetic() || "-'’.‐".contains(c));
        if !fine || bare.is_empty() {
            return false;
        }
        if word.chars().next().is_some_and(char::is_uppercase) {
            proper += 1;
        } else if !knowledge().particles.contains(bare) && !bare.contains(['-', '\'', '’']) {
            // "al-Hadi", "d'Arc" are parts of names; other small words are not.
            return false;
        }
        let low = bare.to_lowercase();
        if knowledge().roles.contains(&low) || knowledge().no_names.contains(&low) {
            return false;
        }
    }
    proper >= 1 && proper * 2 >= words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        line(text).and_then(|b| b.shown())
    }

    #[test]
    fn reads_bylines() {
        for (text, want) in [
            ("by Ana Kova", "Ana Kova"),
            ("By Ana Kova and Lee Moss, Harbour Post correspondents", "Ana Kova and Lee Moss"),
            ("By ANA KOVA, Associated Press Writer", "ANA KOVA"),
            ("By Aurélie Tchamba in Niamey", "Aurélie Tchamba"),
            ("By Sera Vakalala | Updated 20 September 2023, 6:40 pm", "Sera Vakalala"),
            ("By Ana Kova, Lee Moss & Io Vale", "Ana Kova, Lee Moss and Io Vale"),
            ("By The Associated Press", "The Associated Press"),
            ("Written by Omar al-Hadi, Velho", "Omar al-Hadi"),
            ("Story by J. R. van der Berg", "J. R. van der Berg"),
            ("By Lee Moss - Harbour Post - 3 March 2011", "Lee Moss"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(want), "{text}");
        }
        assert_eq!(line("By Ana Kova, Harbour Post").unwrap().desk.as_deref(), Some("Harbour Post"));
    }

    #[test]
    fn prose_is_no_byline() {
        for text in [
            "By Friday the army had left the town and the river was open.",
            "By law, the council must meet.",
            "By and large they agreed.",
            "Bystanders fled",
            "By",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn a_bare_name_is_a_byline_of_its_own() {
        assert_eq!(bare("Lee Moss, Velho").unwrap().people, ["Lee Moss"]);
        let b = bare("Lee Moss, Harbour Times, Velho").unwrap();
        assert_eq!((b.people, b.desk.as_deref()), (vec!["Lee Moss".to_owned()], Some("Harbour Times")));
        assert_eq!(bare("Harbour News Agency"), None);
        assert_eq!(bare("Velho"), None);
        assert_eq!(bare("What happened?"), None);
    }
}
