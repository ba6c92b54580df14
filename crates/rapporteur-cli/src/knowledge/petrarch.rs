//! Reads the dictionaries of actors and agents that TABARI, PETRARCH and PETRARCH2 share.
//!
//! An actor: a name in capitals with `_` for spaces, synonyms on lines with `+`, and codes in brackets, each bare or with days:
//! `[HOB <950601]`, `[HOBGOV 19950601 - 19990815]`, `[HOBREB >990816]`. An agent: a phrase, its irregular plural in braces or `{}`
//! for none, and a code with `~` where the actor's goes; `!SET! = A, B` names words that stand in for each other.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// A code with the days on which it holds; both days are inside, and nothing is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The code as it is given.
    pub code: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// An actor of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Line of its first name, from 1.
    pub line: usize,
    /// Its names, in words.
    pub names: Vec<String>,
    /// Its codes over time, without gaps or overlaps; an empty code where the dictionary gives none.
    pub codes: Vec<Dated>,
}

/// An agent of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Its line, from 1.
    pub line: usize,
    /// Its phrases, in small letters: the singular, and the plural where it is irregular.
    pub phrases: Vec<String>,
    /// What is added to the actor's code.
    pub code: String,
    /// The code is put before the actor's (`NGO~`).
    pub before: bool,
}

/// What could not be read: the line and why.
pub type Trouble = (usize, String);

/// The lines of a dictionary without its remarks, which end a line after `#` or `;`, or stand between `<!--` and `-->`.
fn lines(text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut inside = false;
    for (n, line) in text.lines().enumerate() {
        let mut rest = line;
        let mut kept = String::new();
        loop {
            if inside {
                match rest.split_once("-->") {
                    Some((_, more)) => (inside, rest) = (false, more),
                    None => break,
                }
            } else {
                // The dictionaries in use also have `<! --`.
                let at = rest.find("<!");
                kept.push_str(&rest[..at.unwrap_or(rest.len())]);
                match at {
                    Some(at) => (inside, rest) = (true, &rest[at + 2..]),
                    None => break,
                }
            }
        }
        let end = kept.find(['#', ';']).unwrap_or(kept.len());
        let kept = kept[..end].trim_end();
        if !kept.trim().is_empty() {
            out.push((n + 1, kept.to_owned()));
        }
    }
    out
}

/// A name or phrase in words.
fn words(text: &str) -> String {
    text.replace('_', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text before the first bracket, and what stands in the brackets.
fn brackets(line: &str) -> (&str, Vec<&str>) {
    let head = line.find('[').unwrap_or(line.len());
    let codes = line[head..].split('[').skip(1).filter_map(|c| c.split_once(']')).map(|(c, _)| c.trim());
    (&line[..head], codes.collect())
}

/// `950601` or `19950601`. Years of two figures are of 1931 to 2030.
fn date(text: &str) -> Option<Date> {
    let digits = text.trim();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match digits.len() {
        6 => {
            let year: i16 = digits[..2].parse().ok()?;
            (if year > 30 { 1900 + year } else { 2000 + year }, &digits[2..])
        }
        8 => (digits[..4].parse().ok()?, &digits[4..]),
        _ => return None,
    };
    Date::new(year, rest[..2].parse().ok()?, rest[2..].parse().ok()?).ok()
}

/// What stands in one pair of brackets.
fn dated(text: &str) -> Result<Dated, String> {
    let bad = |what: &str| format!("`[{text}]`: `{}` is no date: write YYMMDD or YYYYMMDD", what.trim());
    let open = |code: &str| Dated { code: code.trim().to_owned(), from: None, to: None };
    if let Some((code, before)) = text.split_once('<') {
        let end = date(before).ok_or_else(|| bad(before))?;
        return Ok(Dated { to: end.yesterday().ok(), ..open(code) });
    }
    if let Some((code, after)) = text.split_once('>') {
        let start = date(after).ok_or_else(|| bad(after))?;
        return Ok(Dated { from: start.tomorrow().ok(), ..open(code) });
    }
    let Some((code, days)) = text.split_once(char::is_whitespace) else { return Ok(open(text)) };
    if days.trim().is_empty() {
        return Ok(open(code));
    }
    let (from, to) = days.split_once('-').ok_or_else(|| bad(days))?;
    let range = (date(from).ok_or_else(|| bad(from))?, date(to).ok_or_else(|| bad(to))?);
    if range.1 < range.0 {
        return Err(format!("`[{text}]` ends before it starts"));
    }
    Ok(Dated { from: Some(range.0), to: Some(range.1), ..open(code) })
}

/// Reads a dictionary of actors.
pub fn actors(text: &str) -> (Vec<Actor>, Vec<Trouble>) {
    let (mut out, mut trouble) = (Vec::<Actor>::new(), Vec::new());
    for (line, text) in lines(text) {
        let (name, codes) = brackets(&text);
        let synonym = name.trim_start().starts_with('+');
        let name = words(name.trim_start().trim_start_matches('+'));
        if !name.is_empty() {
            match out.last_mut().filter(|_| synonym) {
                Some(actor) => actor.names.push(name),
                None => out.push(Actor { line, names: vec![name], codes: Vec::new() }),
            }
        }
        for code in codes {
            match (dated(code), out.last_mut()) {
                (Ok(code), Some(actor)) => actor.codes.push(code),
                (Err(why), _) => trouble.push((line, why)),
                (_, None) => trouble.push((line, "a code without a name before it".to_owned())),
            }
        }
    }
    out.retain(|actor| {
        if actor.codes.is_empty() {
            trouble.push((actor.line, format!("`{}` has no code and is left out", actor.names[0])));
        }
        !actor.codes.is_empty()
    });
    for actor in &mut out {
        actor.codes = over_time(&actor.codes);
    }
    trouble.sort();
    (out, trouble)
}

/// The code of every day: the first whose days hold it, else the first without days, else none.
fn over_time(codes: &[Dated]) -> Vec<Dated> {
    let mut starts: Vec<Option<Date>> = vec![None];
    for c in codes {
        starts.extend(c.from.map(Some));
        starts.extend(c.to.and_then(|d| d.tomorrow().ok()).map(Some));
    }
    starts.sort();
    starts.dedup();
    let mut out: Vec<Dated> = Vec::new();
    for (i, from) in starts.iter().enumerate() {
        let holds = |c: &&Dated| {
            (c.from.is_some() || c.to.is_some())
                && c.from.is_none_or(|f| from.is_some_and(|d| f <= d))
                && c.to.is_none_or(|t| from.is_none_or(|d| d <= t))
        };
        let default = || codes.iter().find(|c| c.from.is_none() && c.to.is_none());
        let code = codes.iter().find(holds).or_else(default).map_or(String::new(), |c| c.code.clone());
        let to = starts.get(i + 1).copied().flatten().and_then(|d| d.yesterday().ok());
        match out.last_mut().filter(|last| last.code == code) {
            Some(last) => last.to = to,
            None => out.push(Dated { code, from: *from, to }),
        }
    }
    out
}

/// Reads a dictionary of agents.
pub fn agents(text: &str) -> (Vec<Agent>, Vec<Trouble>) {
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut out, mut trouble) = (Vec::new(), Vec::new());
    for (line, text) in lines(text) {
        if let Some((set, members)) = text.split_once('=')
            && set.trim_start().starts_with('!')
        {
            let members = members.split(',').map(words).filter(|m| !m.is_empty()).collect();
            sets.insert(set.trim().to_owned(), members);
            continue;
        }
        let (head, codes) = brackets(&text);
        let [code] = codes.as_slice() else {
            trouble.push((line, format!("`{}` needs one code in brackets, with a `~`", head.trim())));
            continue;
        };
        if !code.contains('~') {
            trouble.push((line, format!("`[{code}]` has no `~` where the actor's code goes")));
            continue;
        }
        let (phrase, plural) = match head.split_once('{') {
            Some((phrase, plural)) => (phrase, plural.split('}').next().unwrap_or_default()),
            None => (head, ""),
        };
        let mut phrases = expand(&words(phrase), &sets);
        phrases.extend(plural.split([',', ' ']).map(words).filter(|p| !p.is_empty()));
        if let Some(open) = phrases.iter().find(|p| p.contains('!')) {
            trouble.push((line, format!("`{open}` names a set that is not defined above")));
            continue;
        }
        let phrases: Vec<String> = phrases.iter().map(|p| p.to_lowercase()).collect();
        if phrases.iter().all(String::is_empty) {
            trouble.push((line, "a code without a phrase before it".to_owned()));
            continue;
        }
        out.push(Agent {
            line,
            phrases,
            code: code.replace('~', "").trim().to_owned(),
            before: code.trim().ends_with('~'),
        });
    }
    (out, trouble)
}

/// The phrase with each set's words in the set's place.
fn expand(phrase: &str, sets: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    // Underscores inside a set's own name were turned into spaces with the rest.
    match sets.iter().find(|(set, _)| phrase.contains(&set.replace('_', " "))) {
        Some((set, members)) => {
            members.iter().map(|m| phrase.replacen(&set.replace('_', " "), m, 1)).collect()
        }
        None => vec![phrase.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Date> {
        text.parse().ok()
    }

    #[test]
    fn synonyms_remarks_and_codes_over_several_lines() {
        let text = "<!-- a remark\n that goes on -->\nFREEDONIA_ [FRE] # theirs\n+FREEDONIAN\n\nRUFUS_FIREFLY ; no code here\n+FIREFLY\n\t[FREGOV 19331101 - 19341231]\n\t[FREELI >341231]\nNOBODY\n";
        let (found, trouble) = actors(text);
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].line, found[0].names.as_slice()),
            (3, &["FREEDONIA".to_owned(), "FREEDONIAN".to_owned()][..])
        );
        assert_eq!(found[0].codes, [Dated { code: "FRE".into(), from: None, to: None }]);
        assert_eq!(found[1].names, ["RUFUS FIREFLY", "FIREFLY"]);
        let codes: Vec<_> = found[1].codes.iter().map(|c| (c.code.as_str(), c.from, c.to)).collect();
        assert_eq!(
            codes,
            [
                ("", None, day("1933-10-31")),
                ("FREGOV", day("1933-11-01"), day("1934-12-31")),
                ("FREELI", day("1935-01-01"), None),
            ]
        );
        assert_eq!(trouble, [(10, "`NOBODY` has no code and is left out".to_owned())]);
    }

    #[test]
    fn the_first_dated_code_wins_and_the_undated_fills_gaps() {
        let (found, trouble) = actors(
            "SYLVANIA [SYL]\n[SYLMIL 20100101-20101231]\n[SYLGOV 20100601-20110601]\n[SYLREB <000101]\n",
        );
        assert!(trouble.is_empty());
        let codes: Vec<_> = found[0].codes.iter().map(|c| (c.code.as_str(), c.from, c.to)).collect();
        assert_eq!(
            codes,
            [
                ("SYLREB", None, day("1999-12-31")),
                ("SYL", day("2000-01-01"), day("2009-12-31")),
                ("SYLMIL", day("2010-01-01"), day("2010-12-31")),
                ("SYLGOV", day("2011-01-01"), day("2011-06-01")),
                ("SYL", day("2011-06-02"), None),
            ]
        );
    }

    #[test]
    fn agents_have_plurals_and_sets() {
        let text = "!HEAD! = CHIEF, BOSS\nPOLICE {} [ ~COP]\nATTORNEY_GENERAL {ATTORNEYS_GENERAL} [~GOV] # x\nPARTY_!HEAD! [~PTY]\nAID_BODY [NGO~]\nGHOST_!NONE! [~UNK]\nNOTHING\n";
        let (found, trouble) = agents(text);
        let told: Vec<_> = found.iter().map(|a| (a.phrases.join("|"), a.code.as_str(), a.before)).collect();
        assert_eq!(
            told,
            [
                ("police".to_owned(), "COP", false),
                ("attorney general|attorneys general".to_owned(), "GOV", false),
                ("party chief|party boss".to_owned(), "PTY", false),
                ("aid body".to_owned(), "NGO", true),
            ]
        );
        assert_eq!(trouble.iter().map(|t| t.0).collect::<Vec<_>>(), [6, 7]);
    }

    #[test]
    fn no_dictionary_makes_it_panic() {
        for text in
            ["[", "]", "[X 1-", "é[é <é]", "+", "!A! =", "{[~}", "A [X 20101301-20109999]", "<!", "-->"]
        {
            let _ = (actors(text), agents(text));
        }
    }
}
