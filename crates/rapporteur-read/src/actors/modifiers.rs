//! What stands around a noun and tells whose it is: nationalities, possessors, bodies, "of France", "former".

use rapporteur_text::{NameKind, Sentence, Upos};

use super::Setting;
use super::fold;
use super::lexicon;
use super::mentions::RoleWords;
use super::phrase;
use super::table::{Kind, Posting};

/// What the modifiers of a phrase tell.
#[derive(Clone, Debug, Default)]
pub struct Modifiers {
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Further countries, coordinated with it ("US and British forces", "Anglo-French").
    pub more: Vec<String>,
    /// A body whose man or part it is.
    pub body: Option<u32>,
    /// A region or other set of countries.
    pub collective: Option<u32>,
    /// A role word in front that says the sector: "rebel", "police", "opposition".
    pub sectors: Option<String>,
    /// Former, ousted, late.
    pub former: bool,
    /// Word of the pronoun or name that possesses it.
    pub possessor: Option<usize>,
    /// It is of or from something that is no country, so that the country of the context says little.
    pub of_other: bool,
    /// A people of some state, which loses to a country that stands beside it.
    nation: Option<String>,
    /// Nothing but a determiner stands with the noun.
    pub bare: bool,
}

/// Words that say that an office is no longer held.
pub const FORMER: &[&str] = &[
    "former",
    "ex",
    "ousted",
    "deposed",
    "late",
    "exiled",
    "onetime",
    "erstwhile",
    "fugitive",
    "toppled",
    "outgone",
];

/// Reads the modifiers of the phrase with this head; `inherit`: a conjunct may take those of the conjunct before it.
pub fn read(
    s: &Setting,
    index: usize,
    first: usize,
    head: usize,
    role: Option<&RoleWords>,
    inherit: bool,
) -> Modifiers {
    let sentence = &s.doc.sentences[index];
    let text = s.doc.text();
    let names = &s.names[index];
    let mut m = Modifiers { bare: true, ..Modifiers::default() };
    // "Congress of South African Trade Unions": of what its name holds, the country tells whose it is, not the word that begins it.
    let inside = |h: &&lexicon::Hit| role.is_some_and(|r| first <= h.first && h.last <= r.head);
    let country = |h: &&lexicon::Hit| {
        matches!(s.knowledge.entity(h.postings[0].entity).kind, Kind::Country | Kind::Nation)
    };
    let name = names.inner.iter().filter(inside).find(country).or_else(|| names.inner.iter().find(inside));
    let longer = name.and_then(|h| longer_place(s, index, h, role.map_or(head, |r| r.head)));
    if longer.is_some() {
        m.country = longer; // "New South Wales Police" is not of Wales
    } else if let Some(hit) = name {
        take(s, index, &hit.postings, &mut m); // "West Darfur State", "Kenya Police", taken by the tagger as one name
    }
    let end = role.map_or(head, |r| r.head.max(head));
    let mut taken = None;
    let mut i = first.min(role.map_or(head, |r| r.first));
    while i <= end {
        let t = &sentence.tokens[i];
        let low = t.form(text).to_lowercase();
        if let Some(hit) = names.hit_at(i).filter(|h| h.first == i) {
            if hit.last < end && !turned(sentence, text, hit.first, hit.last) {
                m.bare = false;
                further(s, index, hit, taken, &mut m);
                take(s, index, &hit.postings, &mut m);
                taken = Some(hit.last);
            }
            i = hit.last + 1;
            continue;
        }
        let part_of_role = role.is_some_and(|r| r.first <= i && i <= r.head) || i == head;
        if FORMER.contains(&low.as_str()) {
            m.former = true;
            m.bare = false;
        } else if i != head && (t.deprel == "nmod:poss" || t.xpos == "PRP$") {
            m.possessor = Some(i);
            m.bare = false;
        } else if !part_of_role && (t.upos.is_nominal() || t.upos == Upos::Adj || t.upos == Upos::Num) {
            m.bare = false;
            if let Some((r, _)) = lexicon::role_ending_at(sentence, text, s.knowledge, i, i)
                && !r.sectors.is_empty()
                && r.kind != b'o'
            {
                m.sectors.get_or_insert_with(|| r.sectors.to_owned());
            }
            if m.country.is_none()
                && t.upos == Upos::Propn
                && let Some(country) = place(s, index, i)
            {
                m.country = Some(country);
            }
        }
        i += 1;
    }
    // "president of France", "police in Jericho", "a member of the Syrian parliament", "man from Mali".
    for child in sentence.children_by(head, "nmod").filter(|c| *c > end) {
        let case = phrase::case(sentence, text, child).map(str::to_lowercase).unwrap_or_default();
        let strong = matches!(case.as_str(), "of" | "from");
        if !strong
            && !matches!(
                case.as_str(),
                "in" | "at" | "near" | "inside" | "for" | "on" | "to" | "with" | "across" | "within"
            )
        {
            continue;
        }
        m.bare &= !strong;
        m.of_other |= strong;
        let weak_to = matches!(case.as_str(), "to" | "with" | "for" | "on");
        let from = phrase::left_edge(sentence, child);
        let last = phrase::flat_end(sentence, child);
        let mut k = from;
        let behind = m.country.clone();
        while k <= last {
            if let Some(hit) = names.hit_at(k) {
                if turned(sentence, text, hit.first, hit.last) {
                    k = hit.last + 1;
                    continue;
                }
                let country_only = s.knowledge.entity(hit.postings[0].entity).kind == Kind::Country;
                if strong || !weak_to && country_only {
                    take(s, index, &hit.postings, &mut m);
                }
                k = hit.last + 1;
                continue;
            }
            if m.country.is_none() && !weak_to && sentence.tokens[k].upos == Upos::Propn {
                m.country = place(s, index, k);
            }
            k += 1;
        }
        // "workers of the United Bus Company of Tehran": the country of what they are of.
        if strong && m.country.is_none() && m.body.is_none() {
            let inner = sentence.children_by(child, "nmod").filter(|c| *c > child).find(|c| {
                phrase::case(sentence, text, *c).is_some_and(|p| matches!(p, "of" | "in" | "from"))
            });
            m.country = inner.and_then(|c| match names.hit_at(c) {
                Some(hit) => country_of_hit(s, index, hit),
                None if sentence.tokens[c].upos == Upos::Propn => place(s, index, c),
                None => None,
            });
        }
        // "ministers of Mali and Chad".
        if behind.is_none() && m.country.is_some() {
            let conjuncts = sentence.children_by(child, "conj").filter_map(|c| names.hit_at(c));
            let other: Vec<String> = conjuncts.filter_map(|h| country_of_hit(s, index, h)).collect();
            m.more.extend(other.into_iter().filter(|c| Some(c) != m.country.as_ref()));
        }
        if strong
            && m.sectors.is_none()
            && let Some((r, _)) = lexicon::role_ending_at(sentence, text, s.knowledge, from, child)
            && r.kind != b'o'
            && !r.sectors.is_empty()
        {
            m.sectors = Some(r.sectors.to_owned());
        }
    }
    if m.country.is_none() {
        m.country = m.nation.take();
    }
    if m.country.is_none() && m.body.is_none() && role.is_some() {
        m.country = beside(s, index, end);
    }
    if inherit && m.country.is_none() && m.body.is_none() && sentence.tokens[head].rel() == "conj" {
        let determined = sentence.child(head, "det").is_some();
        if let Some(other) = sentence.head(head).filter(|_| !determined) {
            let theirs = read(s, index, phrase::left_edge(sentence, other), other, None, false);
            m.country = theirs.country;
            m.collective = m.collective.or(theirs.collective);
        }
    }
    m
}

/// Is the name turned against or merely joined to the noun: "anti-IS coalition", "pro-Iranian group", "US-backed rebels"?
pub fn turned(sentence: &Sentence, text: &str, first: usize, last: usize) -> bool {
    let form = |i: Option<usize>| {
        i.and_then(|i| sentence.tokens.get(i)).map(|t| t.form(text).to_lowercase()).unwrap_or_default()
    };
    if form(Some(first)).starts_with("anti-") || form(Some(first)).starts_with("pro-") {
        return true;
    }
    let before = form(first.checked_sub(1));
    let prefix =
        if before == "-" { form(first.checked_sub(2)) } else { before.trim_end_matches('-').to_owned() };
    if matches!(prefix.as_str(), "anti" | "pro" | "counter")
        || before.starts_with("anti-")
        || before.starts_with("pro-")
    {
        return true;
    }
    let after = form(Some(last + 1));
    let suffix = if after == "-" { form(Some(last + 2)) } else { after.trim_start_matches('-').to_owned() };
    (after.starts_with('-')
        || sentence.tokens.get(last + 1).is_some_and(|t| t.upos == Upos::Verb && t.rel() == "amod"))
        && suffix.ends_with("ed")
        && !matches!(suffix.as_str(), "based" | "owned" | "registered" | "flagged" | "headquartered")
        || matches!(suffix.as_str(), "held" | "inspired" | "friendly" | "sponsored" | "born")
}

/// The country of a place right behind a noun that the tree hangs elsewhere: "rebels in Darfur".
fn beside(s: &Setting, index: usize, end: usize) -> Option<String> {
    let sentence = &s.doc.sentences[index];
    let preposition = sentence.tokens.get(end + 1)?.form(s.doc.text());
    if !matches!(preposition, "in" | "from" | "of" | "at") {
        return None;
    }
    for k in end + 2..(end + 6).min(sentence.tokens.len()) {
        if let Some(hit) = s.names[index].hit_at(k) {
            let e = s.knowledge.entity(s.choose(&hit.postings, index)?.entity);
            return matches!(e.kind, Kind::Country | Kind::Nation).then(|| s.country_of(&e, index)).flatten();
        }
        let t = &sentence.tokens[k];
        if t.upos == Upos::Propn {
            return place(s, index, k);
        }
        if !matches!(t.upos, Upos::Det | Upos::Adj | Upos::Noun) {
            return None;
        }
    }
    None
}

/// Notes a country that is coordinated with the one before it: "US and British", "Anglo-French".
fn further(s: &Setting, index: usize, hit: &lexicon::Hit, before: Option<usize>, m: &mut Modifiers) {
    let sentence = &s.doc.sentences[index];
    let Some(before) = before else { return };
    let joined = (before + 1..hit.first).all(|i| {
        let t = &sentence.tokens[i];
        t.upos == Upos::Cconj || matches!(t.form(s.doc.text()), "-" | "–" | "/" | ",")
    });
    if joined
        && before + 1 < hit.first
        && m.country.is_some()
        && let Some(country) = country_of_hit(s, index, hit)
        && m.country.as_ref() != Some(&country)
        && !m.more.contains(&country)
    {
        m.more.push(country);
    }
}

/// The country of a name that is a country's or its people's.
fn country_of_hit(s: &Setting, index: usize, hit: &lexicon::Hit) -> Option<String> {
    let e = s.knowledge.entity(s.choose(&hit.postings, index)?.entity);
    matches!(e.kind, Kind::Country | Kind::Nation).then(|| s.country_of(&e, index)).flatten()
}

/// Takes what a name in a modifier says.
fn take(s: &Setting, index: usize, postings: &[Posting], m: &mut Modifiers) {
    let Some(p) = s.choose(postings, index) else { return };
    let e = s.knowledge.entity(p.entity);
    match e.kind {
        Kind::Country => {
            if m.country.is_none() {
                m.country = s.country_of(&e, index);
            }
        }
        Kind::Nation => {
            if m.nation.is_none() {
                m.nation = s.country_of(&e, index);
            }
        }
        Kind::Collective => m.collective = m.collective.or(Some(p.entity)),
        Kind::Person => {}
        _ => m.body = m.body.or(Some(p.entity)),
    }
}

/// The country of a place whose name goes on before or behind a name in it: "New South Wales".
fn longer_place(s: &Setting, index: usize, hit: &lexicon::Hit, end: usize) -> Option<String> {
    let sentence = &s.doc.sentences[index];
    let key = |a: usize, b: usize| lexicon::key_of(sentence, s.doc.text(), a, b);
    let before = (hit.first.saturating_sub(2)..hit.first).map(|a| (a, hit.last));
    let behind = (hit.last + 1..(hit.last + 3).min(end)).map(|b| (hit.first, b));
    before.chain(behind).find_map(|(a, b)| {
        let capital = |i: usize| sentence.tokens[i].form(s.doc.text()).starts_with(char::is_uppercase);
        if !(a..=b).all(capital) {
            return None;
        }
        let entity = s.knowledge.place_country(&key(a, b))?;
        Some(s.knowledge.entity(entity).countries.to_owned())
    })
}

/// The country of a city or province that stands at this word.
pub fn place(s: &Setting, index: usize, token: usize) -> Option<String> {
    let sentence = &s.doc.sentences[index];
    let (first, last) = match sentence.name_at(token) {
        Some(n) if n.kind == NameKind::Location => (n.first as usize, n.last as usize),
        Some(n) if n.kind == NameKind::Organisation => (token, token),
        Some(_) => return None,
        None => (token, phrase::flat_end(sentence, token)),
    };
    let key = lexicon::key_of(sentence, s.doc.text(), first, last);
    place_country(s, &key)
}

/// The country of a place by its key; a homonym of a name of another kind is left out.
pub fn place_country(s: &Setting, key: &str) -> Option<String> {
    const GENERIC: &[&str] = &[
        "state",
        "province",
        "district",
        "city",
        "town",
        "region",
        "governorate",
        "county",
        "village",
        "island",
        "valley",
        "area",
        "oblast",
        "border",
        "peninsula",
        "prefecture",
        "department",
        "municipality",
    ];
    const BEFORE: &[&str] = &[
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "north",
        "south",
        "east",
        "west",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
        "greater",
        "old",
        "new",
        "upper",
        "lower",
    ];
    let bare = || {
        let key = key.rsplit_once(' ').filter(|(_, w)| GENERIC.contains(w)).map_or(key, |(k, _)| k);
        key.split_once(' ').filter(|(w, _)| BEFORE.contains(w)).map_or(key, |(_, k)| k)
    };
    let entity = s.knowledge.place_country(key).or_else(|| s.knowledge.place_country(bare()))?;
    Some(s.knowledge.entity(entity).countries.to_owned())
}

/// A phrase as it is kept for a name: without determiner and possessor, each word once.
pub fn plain_words(s: &Setting, index: usize, first: usize, last: usize) -> String {
    let sentence = &s.doc.sentences[index];
    let text = s.doc.text();
    let mut from = first;
    while from < last
        && (matches!(sentence.tokens[from].upos, Upos::Det | Upos::Punct)
            || sentence.tokens[from].xpos == "PRP$")
    {
        from += 1;
    }
    let span = sentence.tokens[from].span.cover(sentence.tokens[last].span);
    let words = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { fold::plain(sentence.tokens[last].form(text)) } else { words }
}
