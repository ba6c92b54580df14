//! Role nouns: "the French president", "Iraqi authorities", "rebels", "the group", "30 countries".

use rapporteur_text::Sentence;
use rapporteur_text::reading::Actor;

use super::chains::{Sort, State, blank};
use super::code::Coding;
use super::lexicon;
use super::mentions::{Form, RoleWords};
use super::modifiers::{self, Modifiers};
use super::people::Gender;
use super::table::{Entity, Kind, NO_OFFICE};
use super::{Setting, definite, fold, pair, phrase};

/// The coding of someone who belongs to a body.
pub fn of_body(e: &Entity, sectors: &str) -> Coding {
    let mut coding = Coding::of(e, None);
    let own = coding.sectors.clone();
    match e.kind {
        // "UN officials", "NATO peacekeepers": the body's code, and the sector only where it says more than "official".
        Kind::Igo => {
            coding.sectors =
                if matches!(sectors, "" | "GOV" | "IGO" | "CVL" | "LAB") { own } else { sectors.to_owned() };
        }
        Kind::Group => {}
        _ if own.is_empty() => coding.sectors = sectors.to_owned(),
        _ => {}
    }
    coding
}

/// The sector that the words of an unknown body's name tell: "Ministry of …" GOV, "… Court" JUD, "… University" EDU.
pub fn sector_of_name(s: &Setting, sentence: &Sentence, first: usize, last: usize) -> String {
    let text = s.doc.text();
    for at in [last].into_iter().chain(first..last) {
        if let Some((role, _)) = lexicon::role_ending_at(sentence, text, s.knowledge, at, at)
            && !role.sectors.is_empty()
            && role.kind != b'o'
        {
            return role.sectors.to_owned();
        }
    }
    String::new()
}

/// A body that is known by nothing but its capitalised name: an authority of its country, else a body of no state.
pub fn kind_of_name(key: &str, coding: &mut Coding) {
    let has = |words: &[&str]| key.split(' ').any(|w| words.contains(&w));
    if has(&[
        "commission",
        "authority",
        "agency",
        "bureau",
        "administration",
        "directorate",
        "inspectorate",
        "registry",
        "office",
        "department",
        "ministry",
        "secretariat",
    ]) && !coding.country.is_empty()
    {
        coding.sectors = "GOV".to_owned();
    } else if has(&[
        "association",
        "federation",
        "foundation",
        "society",
        "forum",
        "committee",
        "league",
        "institute",
        "network",
        "watch",
        "observatory",
        "trust",
        "fund",
        "alliance",
        "initiative",
        "campaign",
    ]) {
        if coding.country.is_empty() {
            coding.country = "NGO".to_owned();
        } else {
            coding.sectors = "NGO".to_owned();
        }
    } else if has(&[
        "corp",
        "inc",
        "ltd",
        "plc",
        "group",
        "holdings",
        "co",
        "company",
        "airlines",
        "airways",
        "oil",
        "gas",
        "energy",
        "petroleum",
        "bank",
        "motors",
        "industries",
    ]) {
        coding.sectors = "BUS".to_owned();
    }
}

/// Reads a role phrase.
pub fn read(state: &mut State, i: usize, role: &RoleWords) {
    let s = state.s;
    let c = state.cands[i].clone();
    let (index, head) = (c.word.sentence as usize, c.word.token as usize);
    let sentence = &s.doc.sentences[index];
    let text = s.doc.text();
    let plural = phrase::plural(sentence, head);
    let determiner = phrase::determiner(sentence, text, head);
    let definite =
        matches!(determiner.as_deref(), Some("the" | "this" | "that" | "these" | "those" | "both"));
    let mut mods = modifiers::read(s, index, c.first, head, Some(role), true);
    possessor(state, index, &mut mods);
    of_person(state, index, head, &mut mods);
    let lemma = fold::plain(&sentence.tokens[head].lemma);

    // "Iran, a close ally of Iraq": an apposition stands for what it is set beside.
    if sentence.tokens[head].rel() == "appos"
        && let Some(chain) =
            sentence.head(head).and_then(|h| state.candidate_at(index, h)).and_then(|j| state.chain_of[j])
    {
        let sort = state.chains[chain].sort;
        let person = matches!(sort, Sort::Person | Sort::People);
        let human = role.kind != b'b' && !matches!(role.class.as_str(), "group" | "country");
        if person == human {
            state.join(i, chain, true);
            state.chains[chain].classes.push(role.class.clone());
            state.chains[chain].classes.push(format!("={lemma}"));
            return;
        }
    }
    // "Our country", "their country": the country of whoever has it.
    if role.class == "country"
        && !plural
        && mods.possessor.is_some()
        && matches!(lemma.as_str(), "country" | "nation" | "homeland")
        && let Some(country) = &mods.country
        && let Some(chain) = state.keyed(&format!("country:{country}"))
    {
        state.join(i, chain, true);
        return;
    }
    if plural
        && definite
        && mods.country.is_none()
        && let Some((first, second)) = pair::antecedents(state, i, role, &lemma)
    {
        pair::open(state, i, first, second);
        return;
    }
    if definite
        && mods.country.is_none()
        && mods.collective.is_none()
        && let Some(chain) = definite::antecedent(state, i, role, &lemma, plural, &mods)
    {
        state.join(i, chain, true);
        return;
    }
    if let Some(chain) = definite::office_holder(state, i, role, &mods, plural, determiner.as_deref()) {
        state.join(i, chain, true);
        return;
    }
    let Some((actor, sort)) = compose(state, i, role, &mods, plural, &lemma) else { return };
    let key = format!("role:{}:{}:{}", fold::key(&actor.name), actor.code, plural);
    let again = (definite || plural || mods.country.is_some())
        && determiner.as_deref() != Some("a")
        && determiner.as_deref() != Some("an");
    if again && let Some(chain) = state.keyed(&key) {
        state.join(i, chain, true);
        return;
    }
    let others: Vec<Actor> = mods.more.iter().map(|c| of_country(&actor, c)).collect();
    let chain = state.open(i, actor, sort, plural);
    for other in others {
        let other = state.enter(other);
        state.chains[chain].also.push(other);
    }
    state.chains[chain].classes.push(role.class.clone());
    state.chains[chain].classes.push(format!("={lemma}"));
    if role.office != NO_OFFICE {
        state.chains[chain].classes.push(s.knowledge.office(role.office).to_owned());
    }
    if sort == Sort::Person {
        state.chains[chain].gender = match lemma.as_str() {
            w if w.ends_with("woman")
                || matches!(w, "mother" | "wife" | "daughter" | "sister" | "girl" | "queen" | "princess") =>
            {
                Some(Gender::Female)
            }
            w if w.ends_with("man") && w != "human"
                || matches!(w, "father" | "husband" | "son" | "brother" | "boy" | "king" | "prince") =>
            {
                Some(Gender::Male)
            }
            _ => None,
        };
    }
    state.add_key(key, chain);
}

/// The like of an actor in another country: the British of "US and British forces".
fn of_country(actor: &Actor, country: &str) -> Actor {
    let mut other = Actor { identifier: None, ..actor.clone() };
    Coding { country: country.to_owned(), sectors: actor.sector.clone().unwrap_or_default() }
        .apply(&mut other);
    other
}

/// A pronoun or a person in front: their country is the noun's ("Assad's government", "his army").
fn possessor(state: &State, index: usize, mods: &mut Modifiers) {
    let Some(at) = mods.possessor else { return };
    if mods.country.is_some() || mods.body.is_some() {
        return;
    }
    if let Some(j) = state.candidate_at(index, at)
        && let Some(actor) = state.actor_of(j)
    {
        mods.country = actor.country.clone();
        if mods.country.is_none()
            && let Some(chain) = state.chain_of[j]
            && let Form::Known(hit) = &state.cands[state.chains[chain].mentions[0]].form
        {
            mods.body = state.s.choose(&hit.postings, index).map(|p| p.entity);
        }
    }
}

/// "Supporters of opposition leader X" are of X's country and, where X is of the opposition, of it too.
fn of_person(state: &State, index: usize, head: usize, mods: &mut Modifiers) {
    if mods.country.is_some() || mods.body.is_some() {
        return;
    }
    let sentence = &state.s.doc.sentences[index];
    for child in sentence.children_by(head, "nmod").filter(|c| *c > head) {
        let Some(p) = state.candidate_at(index, child).and_then(|j| state.person_of[j]) else { continue };
        let found = state.found[p].as_ref();
        mods.country = found
            .map(|f| f.country.clone())
            .filter(|c| !c.is_empty())
            .or_else(|| state.people[p].countries.first().cloned());
        if found.is_some_and(|f| f.sectors == "OPP") {
            mods.sectors = Some("OPP".to_owned());
        }
        return;
    }
}

/// The country that a phrase without one is most likely of: that of the subject which governs its clause, of the nearest before
/// it in the sentence, of the first after it, of the sentences before, of the article.
pub fn context(state: &State, i: usize) -> Option<String> {
    let s = state.s;
    let word = state.word(i);
    let (index, token) = (word.sentence as usize, word.token as usize);
    let sentence = &s.doc.sentences[index];
    let here: Vec<(usize, &str)> = (0..state.cands.len())
        .filter(|j| *j != i && state.cands[*j].word.sentence == word.sentence && !against(state, *j))
        .filter_map(|j| Some((state.cands[j].word.token as usize, state.actor_of(j)?.country.as_deref()?)))
        .collect();
    for verb in sentence.ancestors(token) {
        if let Some((_, c)) = here.iter().find(|(t, _)| {
            *t != token && sentence.tokens[*t].rel() == "nsubj" && sentence.head(*t) == Some(verb)
        }) {
            return Some((*c).to_owned());
        }
    }
    let subject = here.iter().find(|(t, _)| *t < token && sentence.tokens[*t].rel() == "nsubj");
    let nearest = here.iter().rev().find(|(t, _)| *t < token);
    if let Some((_, c)) = subject.or(nearest) {
        return Some((*c).to_owned());
    }
    // Soldiers and protesters act upon their own country; governments speak to others.
    let official = matches!(&state.cands[i].form, Form::Role(r) if r.sectors.starts_with("GOV"));
    let acted_on = |c: &str| official && s.is_acted_on(index, token, c);
    if let Some((c, _)) = s.countries.get(index).into_iter().flatten().find(|(c, _)| !acted_on(c)) {
        return Some(c.clone());
    }
    let before = (0..i).rev().take_while(|j| word.sentence - state.cands[*j].word.sentence <= 2);
    let country =
        before.filter(|j| !state.cands[*j].modifier).find_map(|j| state.actor_of(j)?.country.clone());
    country.or_else(|| s.ranked.iter().find(|c| !acted_on(c)).cloned())
}

/// Is it a name in "anti-X" or "X-backed"?
fn against(state: &State, j: usize) -> bool {
    let sentence = &state.s.doc.sentences[state.word(j).sentence as usize];
    matches!(&state.cands[j].form, Form::Known(h) if modifiers::turned(sentence, state.s.doc.text(), h.first, h.last))
}

/// The actor of a role phrase that brings someone in.
fn compose(
    state: &State,
    i: usize,
    role: &RoleWords,
    mods: &Modifiers,
    plural: bool,
    lemma: &str,
) -> Option<(Actor, Sort)> {
    let s = state.s;
    let c = &state.cands[i];
    let (index, head) = (c.word.sentence as usize, c.word.token as usize);
    let mut name = modifiers::plain_words(s, index, c.first, head.max(role.head));
    let mut sectors = role.sectors.clone();
    let neutral =
        matches!(
            role.class.as_str(),
            "official"
                | "group"
                | "civilian"
                | "protester"
                | "candidate"
                | "leader"
                | "officer"
                | "soldier"
                | "army"
                | "spokesperson"
        ) || matches!(lemma, "force" | "spokesman" | "spokeswoman" | "commander" | "chief" | "wing");
    // "Rebel commander", "police spokesman", "opposition supporters"; but "Islamic fighters" stay fighters.
    let telling = mods.sectors.as_deref().is_some_and(|o| {
        !matches!(o, "GOV" | "REL" | "CVL" | "BUS" | "LAB" | "AGR")
            && (role.class != "army" || matches!(o, "REB" | "OPP" | "COP" | "PRM"))
    });
    if let Some(other) = &mods.sectors
        && (neutral && telling || sectors.is_empty())
    {
        sectors = other.clone();
    }
    if mods.former && (role.office != NO_OFFICE || matches!(sectors.as_str(), "GOV" | "LEG" | "MIL")) {
        sectors = "ELI".to_owned();
    }
    // A tank or aircraft acts for whose it is, and for nobody when that is not said.
    if role.class == "equipment" && mods.country.is_none() && mods.body.is_none() {
        return None;
    }
    let mut coding = Coding { country: mods.country.clone().unwrap_or_default(), sectors };
    let mut reason = format!("role “{}”", fold::plain(&name));
    let mut confidence = if coding.country.is_empty() { 0.6 } else { 0.88 };
    let mut identifier = None;
    let mut sort = match (role.class.as_str(), role.kind, plural) {
        ("country", _, false) => Sort::Country,
        ("country", _, true) => Sort::Set,
        ("rebels", ..) => Sort::Armed,
        ("group", ..) => Sort::Body,
        (_, b'b', _) => Sort::Body,
        (_, _, true) => Sort::People,
        _ => Sort::Person,
    };
    if let Some(body) = mods.body {
        let e = s.knowledge.entity(body);
        let mut theirs = of_body(&e, &coding.sectors);
        // "The AK Party government" is the government.
        if role.class == "government" && role.kind == b'b' && matches!(e.kind, Kind::Party | Kind::Group) {
            theirs.sectors = "GOV".to_owned();
        }
        let said = coding.country.clone();
        coding = theirs;
        if !said.is_empty() && (coding.country.is_empty() || coding.country == "IMG") {
            coding.country = said;
        }
        identifier = Some(e.id.to_owned());
        reason.push_str(&format!(", of {}", e.name));
        confidence = 0.85;
        if e.kind == Kind::Group && role.kind != b'o' && plural {
            name = e.name.to_owned();
            sort = Sort::Armed;
        }
    }
    if let Some(set) = mods.collective
        && coding.country.is_empty()
    {
        identifier = Some(s.knowledge.entity(set).id.to_owned());
    }
    let countable = matches!(role.class.as_str(), "country" | "group");
    if countable && coding.country.is_empty() && mods.body.is_none() {
        coding.sectors = if role.class == "country" { String::new() } else { coding.sectors };
        confidence = 0.6;
    } else if coding.country.is_empty()
        && mods.body.is_none()
        && mods.collective.is_none()
        && let Some(focus) = context(state, i)
        && !mods.of_other
        && !(coding.sectors == "JRN" && role.kind == b'b')
        && !matches!(coding.sectors.as_str(), "IGO" | "NGO")
    {
        coding.country = focus;
        reason.push_str(", country of the context");
        confidence = 0.45;
    }
    // "a city in Turkey", "an ally of Iraq": places and relations are of their country, not its government.
    if role.class == "country" {
        coding.sectors = String::new();
        if !coding.country.is_empty()
            && matches!(lemma, "country" | "nation" | "ally" | "neighbour" | "neighbor" | "power")
        {
            coding.country = String::new();
            confidence = 0.4;
        }
    }
    if coding.sectors == "IGO" || coding.sectors == "NGO" && coding.country.is_empty() {
        coding.country = std::mem::take(&mut coding.sectors);
    }
    let mut actor = blank(&name, confidence, &reason);
    actor.identifier = identifier;
    actor.private = !plural
        && role.kind == b'p'
        && matches!(coding.sectors.get(..3), Some("CVL" | "LAB" | "AGR" | "EDU" | "MED" | "REF" | "JRN"));
    coding.apply(&mut actor);
    Some((actor, sort))
}
