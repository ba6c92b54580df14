//! Toponyms in the sentences: what the tagger called a place, and what the gazetteer knows where the tagger was silent.
//!
//! Each stretch of capitalised words that the gazetteer knows gets the log-odds that it is used as a place's name here; the tagger's
//! verdict is one piece of evidence among others, so that a missing or wrong verdict can be outweighed.

use rapporteur_text::reading::Document;
use rapporteur_text::{Name, NameKind, Sentence, Span};

use super::fold::{fold, without_article};
use super::gazetteer::{Kind, Knowledge, Posting};
use super::whole::{agree, unknown};

/// A stretch of words that may be a place.
#[derive(Clone, Debug)]
pub(super) struct Toponym {
    pub sentence: usize,
    pub first: usize,
    pub last: usize,
    pub span: Span,
    pub key: String,
    /// What the gazetteer has of that name; empty for a place that only the tagger saw.
    pub postings: Vec<Posting>,
    /// Log-odds that it is a place here.
    pub odds: f32,
    /// Which kind the word beside it asks for.
    pub hint: Option<Kind>,
    /// The whole name that it is a part of, where that is a body's ("Kentucky" of "Kentucky State Police").
    pub inside_body: bool,
    /// "the town of X".
    pub town_of: bool,
    /// A word before it says that something stands in it.
    pub placed: bool,
}

/// A sentence's words, folded once.
pub(super) struct Words<'a> {
    pub sentence: &'a Sentence,
    pub forms: Vec<&'a str>,
    pub keys: Vec<String>,
}

impl<'a> Words<'a> {
    pub fn new(sentence: &'a Sentence, text: &'a str) -> Self {
        let forms: Vec<&str> = sentence.tokens.iter().map(|t| t.form(text)).collect();
        let keys = forms.iter().map(|f| fold(f)).collect();
        Words { sentence, forms, keys }
    }

    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Does the word begin with a capital?
    pub fn capital(&self, i: usize) -> bool {
        self.forms
            .get(i)
            .is_some_and(|f| f.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase))
    }

    pub fn key(&self, i: usize) -> &str {
        self.keys.get(i).map_or("", String::as_str)
    }

    pub fn form(&self, i: usize) -> &'a str {
        self.forms.get(i).copied().unwrap_or("")
    }

    pub fn all_capitals(&self, first: usize, last: usize) -> bool {
        (first..=last).all(|i| !self.form(i).contains(|c: char| c.is_lowercase()))
    }
}

/// The longest name of the gazetteer, in words.
const LONGEST: usize = 7;

/// Finds the toponyms of a document, in order.
pub(super) fn find(doc: &Document<'_>, words: &[Words<'_>], knowledge: &Knowledge) -> Vec<Toponym> {
    let tagged = doc.sentences.iter().any(|s| !s.names.is_empty());
    let mut found = Vec::new();
    for (s, words) in words.iter().enumerate() {
        let before = found.len();
        let mut i = 0;
        while i < words.len() {
            let mut toponym = match longest(doc, s, words, i, knowledge) {
                Ok(toponym) => toponym,
                Err(next) => {
                    i = next;
                    continue;
                }
            };
            i = toponym.last + 1;
            judge(&mut toponym, words, knowledge, tagged);
            found.push(toponym);
        }
        unknown(doc, s, words, knowledge, &mut found, before);
        let mut here = found.split_off(before);
        apart(&mut here, words, knowledge);
        found.append(&mut here);
    }
    agree(&mut found, words, &knowledge.words.given);
    found.retain(|t| t.odds > 0.0);
    found
}

/// The longest name that begins at word `first`, or else the word to go on from.
fn longest(
    doc: &Document<'_>,
    s: usize,
    words: &Words<'_>,
    first: usize,
    knowledge: &Knowledge,
) -> Result<Toponym, usize> {
    let article = matches!(words.form(first), "al" | "el" | "ar" | "as" | "ash" | "ad" | "at" | "an" | "az")
        && words.form(first + 1) == "-"
        || words.form(first).starts_with("al-")
        || words.form(first).starts_with("el-");
    if !words.capital(first) && !article || words.key(first) == "the" {
        return Err(first + 1);
    }
    let tokens = &words.sentence.tokens;
    let end = words.len().min(first + LONGEST);
    for last in (first..end).rev() {
        // A name ends in a word, not in a sign or a possessive.
        if words.key(last).is_empty() || words.form(last).starts_with(['\'', '’']) {
            continue;
        }
        if (first..last)
            .any(|i| matches!(words.form(i), ";" | ":" | "(" | ")" | "\"" | "“" | "”" | "?" | "!" | "—"))
        {
            continue;
        }
        let span = tokens[first].span.cover(tokens[last].span);
        let key = fold(span.of(doc.text()));
        if knowledge.words.never.has(&key) {
            return Err(last + 1);
        }
        let comma = (first..last).any(|i| words.form(i) == ",");
        let mut postings = knowledge.named(&key);
        if postings.is_empty()
            && let Some(short) = without_article(&key)
        {
            postings = knowledge.named(short);
        }
        let behind =
            first > 1 && matches!(words.form(first - 1), "," | "(") && placed(words, first - 2, knowledge);
        let initials = key.len() == 2 && span.of(doc.text()).matches('.').count() == 2;
        let upper = words.all_capitals(first, last);
        postings.retain(|p| {
            (!p.capitals || upper)
                && (!p.comma || behind && !initials)
                && (p.usual || !comma && (words.capital(last) || last == first))
        });
        if postings.is_empty() {
            continue;
        }
        return Ok(Toponym {
            sentence: s,
            first,
            last,
            span,
            key,
            postings,
            odds: 0.0,
            hint: None,
            inside_body: false,
            town_of: false,
            placed: false,
        });
    }
    Err(first + 1)
}

/// Weighs whether a stretch of words is a place here.
fn judge(t: &mut Toponym, words: &Words<'_>, knowledge: &Knowledge, tagged: bool) {
    let list = &knowledge.words;
    let (first, last) = (t.first, t.last);
    let strength = t.postings.iter().map(|p| strength(p, knowledge)).fold(f32::MIN, f32::max);
    let country = t.postings.iter().any(|p| {
        knowledge.record(p.id).is_some_and(|r| matches!(r.kind, Kind::Country | Kind::Admin1 | Kind::Region))
    });
    let mut odds = strength;
    let previous = first.checked_sub(1).map_or("", |i| words.key(i));
    let next = words.key(last + 1);
    let sign_before = first == 0 || words.key(first - 1).is_empty();
    let sign_after = last + 1 >= words.len() || next.is_empty();

    t.hint = hint(words, first, last, knowledge);
    t.town_of = previous == "of"
        && first > 1
        && matches!(words.key(first - 2), "city" | "town" | "village" | "hamlet");
    t.placed = list.locative.has(previous);
    if t.placed {
        odds += 2.0;
    }
    let comma_after = words.form(last + 1) == "," && words.capital(last + 2);
    let comma_before = first > 1 && matches!(words.form(first - 1), "," | "(") && words.capital(first - 2);
    if comma_after && holds(t, words, last + 2, knowledge) {
        odds += 3.5;
    } else if comma_after && known(words, last + 2, knowledge)
        || comma_before && known(words, first - 2, knowledge)
    {
        odds += 1.5;
    }
    if t.postings.iter().any(|p| p.comma) {
        odds += 2.0;
    }
    if first == 0 && dateline(words, last) {
        odds += 4.0;
    }
    let usual = t.postings.iter().any(|p| p.usual);
    if list.common.has(&t.key) && !usual {
        odds -= 4.0;
    }
    // "St. John's University", "US$ 5 million"
    let possessive = matches!(words.form(last + 1), "'s" | "’s");
    if t.key.starts_with("saint ") && possessive && words.capital(last + 2) {
        odds -= 9.0;
    }
    if words.form(last + 1) == "$" || words.form(last).ends_with('$') {
        odds -= 8.0;
    }
    if last > first && list.admin2.has(words.key(last)) {
        odds += 2.0;
    }
    // "between Delta and Limerick streets": as written, for in capitals it is part of the name.
    if list.street.has(words.form(last + 1)) && strength < 0.8 {
        t.postings.clear();
    }
    let upper = words.all_capitals(first, last);
    if upper && t.key.len() <= 5 && !t.postings.iter().any(|p| p.usual) && strength < 1.5 {
        odds -= 3.0;
    }
    if t.postings.iter().all(|p| p.capitals) && first > 0 && words.capital(first - 1) && !country {
        odds -= 2.0;
    }
    if t.key.len() < 3 && !t.postings.iter().any(|p| p.usual) {
        odds -= 6.0;
    }
    if t.postings.iter().any(|p| knowledge.record(p.id).is_some_and(|r| r.kind == Kind::Seat))
        && !list.locative.has(previous)
        && !(previous == "the" && first > 1 && list.locative.has(words.key(first - 2)))
    {
        odds -= 8.0;
    }
    if list.adjective(&t.key).is_some() && !t.postings.iter().any(|p| p.usual) && !country {
        odds -= 6.0;
    }

    // Part of a longer name?
    let before = first > 0 && !sign_before && words.capital(first - 1) && first > 1;
    let after = !sign_after && words.capital(last + 1);
    let covering = covering(words, first, last);
    match covering.map(|n| (n, n.kind)) {
        Some((name, kind)) => {
            let (from, to) = (name.first as usize, name.last as usize);
            let whole = from >= first && to <= last;
            match kind {
                NameKind::Location if whole => odds += 4.0,
                NameKind::Location
                    if strength < 0.8 && !plain(words, from, to, first, last, knowledge)
                        || from == first && to > last && list.part.has(words.key(to)) =>
                {
                    // "Hampton Avenue" is no Hampton.
                    t.first = from.min(first);
                    t.last = to.max(last);
                    let tokens = &words.sentence.tokens;
                    t.span = tokens[t.first].span.cover(tokens[t.last].span);
                    t.key = words.keys[t.first..=t.last].join(" ").trim().to_owned();
                    t.postings.clear();
                    odds = if list.locative.has(words.key(t.first.wrapping_sub(1))) { 1.5 } else { 0.2 };
                }
                NameKind::Location => odds += if to == last || from == first { 2.5 } else { 1.0 },
                NameKind::Person if whole => odds -= if country { 1.5 } else { 4.0 },
                NameKind::Person => odds -= 8.0,
                NameKind::Nationality => odds -= if whole && country { 1.0 } else { 6.0 },
                NameKind::Organisation | NameKind::Misc => {
                    if !whole {
                        t.inside_body = true;
                        let begins = from == first || from + 1 == first && words.key(from) == "the";
                        let of = previous == "of" || previous == "in" || previous == "for";
                        odds += match (begins, of) {
                            (true, _) if list.bodies.has(next) || country => 0.5,
                            (true, _) => -0.5,
                            (_, true) => -0.5,
                            _ => -2.5,
                        };
                    } else if kind == NameKind::Misc {
                        odds -= 1.0;
                    }
                }
            }
        }
        None => {
            if tagged {
                odds -= 1.3;
            }
            let given = list.given.has(&t.key);
            if before && list.titles.has(previous) {
                odds -= 4.0;
            } else if list.titles.has(previous) && !country {
                odds -= 2.0;
            }
            if before && !list.titles.has(previous) && !list.locative.has(previous) {
                let fine = list.adjective(previous).is_some()
                    || list.bodies.has(previous)
                    || known(words, first - 1, knowledge);
                odds -= if list.given.has(previous) && !country {
                    5.0
                } else if fine {
                    0.5
                } else if country
                    || words.all_capitals(first - 1, first - 1) && words.form(first - 1).len() > 1 && !upper
                {
                    1.0
                } else {
                    3.0
                };
            }
            if after && !list.bodies.has(next) && list.adjective(next).is_none() {
                t.inside_body = true;
                odds -= if given && !known(words, last + 1, knowledge) {
                    5.0
                } else if country {
                    0.5
                } else {
                    1.5
                };
            } else if after && list.bodies.has(next) {
                t.inside_body = true;
                odds += 0.5;
            }
        }
    }
    t.odds = odds;
}

/// Leaves no two toponyms upon one another, and none in the middle of another's longer name: "Nairobi Eastern District Court" names Nairobi,
/// and neither an Eastern District nor a Court.
fn apart(here: &mut Vec<Toponym>, words: &Words<'_>, knowledge: &Knowledge) {
    let mut kept: Vec<Toponym> = Vec::with_capacity(here.len());
    for t in here.drain(..) {
        if t.odds <= 0.0 {
            kept.push(t);
            continue;
        }
        let Some(before) = kept.iter().rposition(|k| k.odds > 0.0) else {
            kept.push(t);
            continue;
        };
        let k = &kept[before];
        if t.first <= k.last {
            // Of two that overlap, the one that the gazetteer has; else the longer.
            if k.postings.is_empty() && (!t.postings.is_empty() || t.last - t.first > k.last - k.first) {
                kept[before] = t;
            }
            continue;
        }
        let one = covering(words, k.first, k.last)
            .is_some_and(|n| n.first as usize <= k.first && t.last <= n.last as usize);
        let runs = (k.last + 1..t.first).all(|i| words.capital(i));
        let holder = t
            .postings
            .iter()
            .any(|p| p.usual || knowledge.record(p.id).is_some_and(|r| r.kind == Kind::Country))
            || holds(k, words, t.first, knowledge);
        if !(one && runs && !holder) {
            kept.push(t);
        }
    }
    *here = kept;
}

/// Is one of a name's places inside a country or division whose name begins at word `i`?
fn holds(t: &Toponym, words: &Words<'_>, i: usize, knowledge: &Knowledge) -> bool {
    (0..3).any(|more| {
        let last = i + more;
        if last >= words.len() || !words.capital(last) {
            return false;
        }
        let key = words.keys[i..=last].join(" ");
        knowledge.named(&key).iter().filter_map(|p| knowledge.record(p.id)).any(|outer| {
            t.postings.iter().filter_map(|p| knowledge.record(p.id)).any(|inner| match outer.kind {
                Kind::Admin1 => inner.admin1.map(u32::from) == Some(outer.id) && inner.id != outer.id,
                Kind::Country => {
                    inner.country.map(u32::from) == Some(outer.id) && inner.kind != Kind::Country
                }
                _ => false,
            })
        })
    })
}

/// The name of the tagger's that covers most of these words.
fn covering<'a>(words: &Words<'a>, first: usize, last: usize) -> Option<&'a Name> {
    let shared = |n: &Name| (n.last as usize).min(last) as i64 - (n.first as usize).max(first) as i64;
    words
        .sentence
        .names
        .iter()
        .filter(|n| shared(n) >= 0)
        .max_by_key(|n| (shared(n), std::cmp::Reverse(n.first)))
}

/// Does this word end the name of a place, by the gazetteer or the tagger?
fn placed(words: &Words<'_>, i: usize, knowledge: &Knowledge) -> bool {
    words.capital(i)
        && match words.sentence.name_at(i) {
            Some(name) => {
                name.kind != NameKind::Person || known(words, i, knowledge) && name.first == name.last
            }
            None => known(words, i, knowledge),
        }
}

/// Is this word the name of a place, or the beginning of one?
pub(super) fn known(words: &Words<'_>, i: usize, knowledge: &Knowledge) -> bool {
    let one = words.key(i);
    let two = format!("{one} {}", words.key(i + 1));
    knowledge.knows(one) && !knowledge.words.common.has(one)
        || knowledge.knows(&two)
        || i > 0 && knowledge.knows(&format!("{} {one}", words.key(i - 1)))
}

/// How likely a name is to be a place by what it names alone: a country is, a village of a common word is not.
fn strength(posting: &Posting, knowledge: &Knowledge) -> f32 {
    let Some(record) = knowledge.record(posting.id) else { return -9.0 };
    let size = (record.population as f32 + 10.0).log10();
    let own = match record.kind {
        Kind::Country => 4.0,
        Kind::Admin1 => (size - 4.0).clamp(0.0, 2.5),
        Kind::Region => 3.0,
        Kind::Site | Kind::Seat => 2.5,
        Kind::Admin2 => 0.2,
        Kind::City | Kind::Quarter => (size - 4.8) * 1.2 + if record.rank == 1 { 1.5 } else { 0.0 },
    };
    let alternate = if posting.alternate { -1.2 } else { 0.0 };
    (own + alternate).max(if posting.usual { 2.5 } else { -2.5 })
}

/// "ERBIL, Iraq (Agency) —": a place that the article was filed from.
pub(super) fn dateline(words: &Words<'_>, last: usize) -> bool {
    let limit = words.len().min(last + 9);
    let Some(mark) = (last + 1..limit).find(|i| matches!(words.form(*i), "—" | "–" | "--" | "-" | "("))
    else {
        return false;
    };
    let short = (last + 1..mark).all(|i| words.capital(i) || words.key(i).is_empty());
    let bracket = words.form(mark) == "(" && (mark..words.len().min(mark + 5)).any(|i| words.form(i) == ")");
    short && (words.form(mark) != "(" || bracket) && (words.form(mark) != "-" || words.all_capitals(0, last))
}

/// The kind of place that the words beside a name ask for.
pub(super) fn hint(words: &Words<'_>, first: usize, last: usize, knowledge: &Knowledge) -> Option<Kind> {
    let list = &knowledge.words;
    let of = |word: &str| {
        Some(match word {
            w if list.admin2.has(w) => Kind::Admin2,
            w if list.admin1.has(w) => Kind::Admin1,
            w if list.city.has(w) => Kind::City,
            w if list.country.has(w) => Kind::Country,
            _ => return None,
        })
    };
    let after = if matches!(words.form(last + 1), "'s" | "’s" | "'" | "’") { last + 2 } else { last + 1 };
    let before = (first > 1 && matches!(words.key(first - 1), "of" | "in")).then(|| words.key(first - 2));
    of(words.key(after)).or_else(|| before.filter(|_| words.key(first - 1) == "of").and_then(of)).or_else(
        || {
            let apposed = first > 0 && !words.capital(first - 1);
            of(words.key(first.checked_sub(1)?)).filter(|_| apposed)
        },
    )
}

/// Are the words of a name that are not the place's only a direction or a common noun ("northern Aleppo", "Aleppo province")?
fn plain(
    words: &Words<'_>,
    from: usize,
    to: usize,
    first: usize,
    last: usize,
    knowledge: &Knowledge,
) -> bool {
    let list = &knowledge.words;
    (from..=to).filter(|i| *i < first || *i > last).all(|i| {
        let k = words.key(i);
        k.is_empty()
            || !words.capital(i)
            || list.direction.has(k)
            || list.city.has(k)
            || list.admin1.has(k)
            || list.admin2.has(k)
    })
}
