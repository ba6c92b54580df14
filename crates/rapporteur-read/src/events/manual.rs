//! PLOVER's rules for the future, for refusals and for suppositions, and what small words around a verb say of it (manual, sections
//! AGREE, CONCEDE, REJECT, Auxiliary modes).

use rapporteur_text::reading::Modality;
use rapporteur_text::{Sentence, Span, Upos};

use super::clause;
use super::matching::Match;
use super::select::contents;
use super::slots::Site;
use super::{Event, Hint, Layers};
use crate::factuality::Status;

/// Types that, yet to come, are AGREE.
const COOPERATIVE: [&str; 4] = ["CONSULT", "SUPPORT", "COOPERATE", "AID"];

/// PLOVER's rules for what is yet to come, refused or only supposed.
pub(super) fn plover_rules(
    site: &Site,
    layers: &Layers,
    m: &Match,
    status: &Status,
    event: &mut Event,
) -> Result<(), String> {
    let cooperative = COOPERATIVE.contains(&event.event.as_str());
    let own = says_so_itself(site, layers, m.token, event);
    let unreal = matches!(event.modality, Modality::Future | Modality::Hypothetical);
    let give = |event: &mut Event, to: &str, cameo: Option<&str>, why: &str| {
        event.trace.push(format!("{} is coded {to}: {why}", event.event));
        event.hint.deed = Some(std::mem::replace(&mut event.event, to.to_owned()));
        event.rule = format!("{} → {to}", event.rule);
        event.mode = None;
        event.cameo = cameo.map(str::to_owned).or(event.cameo.take());
    };
    let modal = event.hint.modal.as_deref();
    let refuses = event.negative
        && unreal
        && (cooperative || matches!(event.event.as_str(), "MOBILIZE" | "RETREAT" | "CONCEDE" | "AGREE"))
        && matches!(modal, None | Some("will" | "would" | "can" | "could" | "shall"))
        && !event.actor.is_empty();
    if refuses {
        event.negative = false;
        event.modality = Modality::Actual;
        give(event, "REJECT", Some("120"), "will not do it (manual, REJECT)");
        event.hint.frame = Some(
            if event.hint.adverbs.iter().any(|a| a == "never") { "ruled out" } else { "refused" }.to_owned(),
        );
        return Ok(());
    }
    if unreal && cooperative {
        give(event, "AGREE", Some("030"), "cooperation yet to come (manual, AGREE)");
        return if event.actor.iter().any(|a| a.mention.is_some()) {
            Ok(())
        } else {
            Err("nobody that is known would do it".to_owned())
        };
    }
    if event.modality == Modality::Future && event.event == "RETREAT" {
        give(event, "CONCEDE", Some("080"), "a retreat yet to come (manual, CONCEDE)");
        return Ok(());
    }
    if unreal && matches!(event.event.as_str(), "ASSAULT" | "COERCE" | "SANCTION" | "MOBILIZE" | "PROTEST") {
        if own && (event.modality == Modality::Future || event.condition.is_some()) {
            if event.event != "MOBILIZE" && event.event != "PROTEST" {
                give(
                    event,
                    "THREATEN",
                    Some("130"),
                    "said by the actor of its own future acts (manual, THREATEN)",
                );
            }
            return Ok(());
        }
        if event.modality == Modality::Hypothetical {
            return Err(format!("only supposed ({})", status.reason));
        }
    }
    // "…, until they yield": what ends or conditions something else is supposed, whoever says it.
    let condition = site.s.tokens[m.token].rel() == "advcl"
        && matches!(clause::marker(site.s, m.token).as_deref(), Some("until" | "till" | "unless"));
    if event.modality == Modality::Hypothetical && (condition || event.hint.frame.is_none() && !own) {
        return Err(format!("only supposed ({})", status.reason));
    }
    Ok(())
}

/// Is the actor the one who says it ("Australia said it would …")?
fn says_so_itself(site: &Site, layers: &Layers, token: usize, event: &Event) -> bool {
    let at = site.s.tokens[token].span.start;
    let speakers: Vec<u32> = layers
        .attributions
        .iter()
        .filter(|a| a.content.start <= at && at < a.content.end)
        .filter_map(|a| a.source_word)
        .filter_map(|w| layers.actors.headed_by(w).and_then(|(_, m)| m.actor))
        .collect();
    event.actor.iter().any(|p| {
        let Some(mention) = p.mention else { return false };
        let Some(actor) = layers.actors.mentions[mention].actor else { return false };
        let country = &layers.actors.actors[actor as usize].country;
        speakers.iter().any(|s| {
            *s == actor || country.is_some() && &layers.actors.actors[*s as usize].country == country
        })
    })
}

/// An infinitive of purpose or a noun's infinitive that nobody has decided on.
pub(super) fn purpose(s: &Sentence, i: usize) -> bool {
    let t = &s.tokens[i];
    let to = |i: usize| s.children(i).any(|c| s.tokens[c].rel() == "mark" && &*s.tokens[c].lemma == "to");
    match t.rel() {
        "advcl" | "acl" => to(i),
        // "to help combat": the purpose is to help.
        "xcomp" => s.head(i).is_some_and(|h| {
            &*s.tokens[h].lemma == "help" && matches!(s.tokens[h].rel(), "advcl" | "acl") && to(h)
        }),
        _ => false,
    }
}

/// "dedicated to fighting", "a plan for ending": what one is devoted to, not what one does.
pub(super) fn devotion(s: &Sentence, i: usize) -> bool {
    let t = &s.tokens[i];
    &*t.xpos == "VBG"
        && matches!(t.rel(), "advcl" | "acl" | "obl" | "nmod")
        && matches!(clause::marker(s, i).as_deref(), Some("to" | "for"))
        && s.head(i).is_some_and(|h| {
            s.tokens[h].upos != Upos::Verb || matches!(&*s.tokens[h].lemma, "dedicate" | "commit" | "devote")
        })
}

/// "under no circumstances", "in no way", "on no account": a negation that stands in a phrase.
pub(super) fn under_no_circumstances(s: &Sentence, v: usize) -> bool {
    s.children_by(v, "obl").any(|c| {
        matches!(&*s.tokens[c].lemma, "circumstance" | "way" | "account" | "event" | "case" | "condition")
            && s.children(c).any(|d| &*s.tokens[d].lemma == "no")
    })
}

/// Tense, aspect, modal and small words of a clause.
pub(super) fn hint(s: &Sentence, v: usize) -> Hint {
    let mut hint = Hint::default();
    let t = &s.tokens[v];
    let auxiliaries: Vec<&str> = s.children_by(v, "aux").map(|c| &*s.tokens[c].lemma).collect();
    hint.modal = s
        .children_by(v, "aux")
        .find(|c| &*s.tokens[*c].xpos == "MD")
        .map(|c| s.tokens[c].lemma.to_lowercase().to_string());
    hint.adverbs = s.children_by(v, "advmod").map(|c| s.tokens[c].lemma.to_lowercase().to_string()).collect();
    let aspect =
        s.head(v).filter(|_| matches!(t.rel(), "xcomp" | "obj" | "ccomp")).map(|h| &*s.tokens[h].lemma);
    hint.ongoing = (&*t.xpos == "VBG" && auxiliaries.contains(&"be"))
        || matches!(aspect, Some("begin" | "start" | "continue" | "keep" | "resume"))
        || matches!(&*t.lemma, "begin" | "start" | "continue" | "resume" | "launch");
    hint.perfect = auxiliaries.contains(&"have");
    hint.past = &*t.xpos == "VBD" || &*t.xpos == "VBN";
    hint.present = matches!(&*t.xpos, "VBZ" | "VBP");
    hint
}

/// "if …", "unless …", "provided that …", "on condition that …": the words of a condition of the clause.
pub(super) fn condition(s: &Sentence, v: usize, negative: bool) -> Option<Span> {
    let chain = std::iter::once(v)
        .chain(s.ancestors(v).take_while(|h| matches!(s.tokens[*h].upos, Upos::Verb)).take(2));
    for i in chain {
        for c in s.children_by(i, "advcl").chain(s.children_by(i, "obl")) {
            let marker = clause::marker(s, c);
            let word =
                |w: &str| s.children(c).any(|m| &*s.tokens[m].lemma == w && s.tokens[m].rel() != "nsubj");
            if matches!(
                marker.as_deref(),
                Some("if" | "unless" | "provided" | "providing" | "in case" | "as long as")
            ) || negative && matches!(marker.as_deref(), Some("without" | "until"))
                || word("provided")
                || word("unless")
                || &*s.tokens[c].lemma == "condition" && matches!(marker.as_deref(), Some("on" | "under"))
                || &*s.tokens[c].lemma == "provide"
                    && s.tokens[c].xpos.starts_with("VB")
                    && s.tokens[c].rel() == "advcl"
                    && s.child(c, "ccomp").is_some()
            {
                return Some(s.subtree_span(c));
            }
        }
    }
    None
}

/// Mode by the means that the event's own words name, where the frame leaves it open or names a general one.
pub(super) fn mode(site: &Site, m: &Match, matches: &[Match], event: &mut Event) {
    let content = contents(site.s, m.token);
    if event.mode.is_none() && matches!(event.event.as_str(), "REQUEST" | "REJECT" | "THREATEN") {
        // What is asked for, refused or threatened says the mode, by the type of its own frame.
        let inner = matches.iter().filter(|k| k.token != m.token && content.contains(&k.token));
        event.mode = inner
            .filter_map(|k| mode_of_content(&event.event, &k.frame.event, k.frame.mode.as_deref()))
            .next()
            .map(str::to_owned);
    }
    let Some(modes) = site.knowledge.modes.get(&event.event) else { return };
    if event.mode.as_ref().is_some_and(|mode| !modes.general.contains(mode)) {
        return;
    }
    let s = site.s;
    let mut words = content;
    words.extend(clause::agent(s, m.token).into_iter().flat_map(|a| s.subtree(a)));
    words.extend(m.light);
    for (mode, means) in &modes.means {
        if words.iter().any(|w| site.lemmas(*w).iter().any(|l| means.contains(l))) {
            event.mode = Some(mode.clone());
            return;
        }
    }
}

/// PLOVER's modes of REQUEST, REJECT and THREATEN are those of their content (manual, tables of modes).
fn mode_of_content(outer: &str, inner: &str, mode: Option<&str>) -> Option<&'static str> {
    Some(match (outer, inner) {
        ("THREATEN", "ASSAULT") => "violence",
        ("THREATEN", "SANCTION") if mode == Some("expel") => "expel",
        ("THREATEN", "SANCTION" | "REJECT") => "relations",
        ("THREATEN", "COERCE") if mode == Some("arrest") => "arrest",
        ("THREATEN", "COERCE" | "PROTEST") => "restrict",
        ("REQUEST" | "REJECT", "CONSULT") => "meet",
        ("REQUEST" | "REJECT", "AID" | "COOPERATE" | "SUPPORT" | "AGREE") => "assist",
        ("REQUEST" | "REJECT", "RETREAT" | "CONCEDE") => "yield",
        _ => return None,
    })
}
