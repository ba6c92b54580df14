//! The lines above the first paragraph: title, byline, date line, publisher, and what is none of them.

use super::Fate;
use super::lines::{Line, ends_with_stop, is_menu, is_prose, is_sentence, shared, stems};
use crate::byline::{self, Byline};
use crate::date_line::{self, Found, Stamp};
use crate::knowledge::{self, Place, knowledge, plain};

/// What the page says about its article.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub title: Option<String>,
    pub byline: Option<Byline>,
    pub publisher: Option<String>,
    /// Who holds the copyright, by the foot of the page.
    pub copyright: Option<String>,
    pub stamp: Option<Stamp>,
    pub url: Option<String>,
    pub notes: Vec<String>,
    /// The first line after the head.
    pub body: usize,
}

/// Lines in which a head is looked for.
const WINDOW: usize = 18;
/// A standfirst, share of whose words the opening of the body repeats, is told again.
const TOLD_AGAIN: f64 = 0.5;

/// A line that gives the date, perhaps with a section or a byline beside it; and whether it says only when the page was changed.
pub(crate) fn date_line(line: &str) -> Option<(Found, bool)> {
    if line.chars().count() > 120 || is_prose(line) {
        return None;
    }
    let (range, found) = date_line::find(line)?;
    let (before, after) = (line[..range.start].trim(), line[range.end..].trim());
    let labels = |s: &str| date_line::is_label(&s.replace(|c: char| c.is_ascii_digit(), " "));
    let beside = |s: &str| s.split_whitespace().count() <= 4 || byline::line(s).is_some();
    let parted = |s: &str, first: bool| {
        let mark = if first { s.chars().last() } else { s.chars().next() };
        mark.is_none_or(|c| "|/•·—–-,()[]".contains(c))
    };
    let fits_before = labels(before)
        || byline::line(before).is_some()
        || (parted(before, true) && beside(before.trim_end_matches(|c: char| !c.is_alphanumeric())));
    let fits_after = labels(after) || (parted(after, false) && beside(after));
    if !(fits_before && fits_after) || ends_with_stop(line) && line.split_whitespace().count() > 8 {
        return None;
    }
    let words: Vec<String> = plain(before).split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
    let updated = words.iter().any(|w| knowledge().update_labels.contains(w))
        && !words.iter().any(|w| w == "published" || w == "posted");
    Some((found, updated))
}

/// Reads the head and marks its lines.
pub(crate) fn read(lines: &[Line], fates: &mut [Fate]) -> Head {
    let mut head = Head::default();
    let window = lines.len().min(WINDOW);
    let keys = keyed(lines, fates, &mut head, window);
    let first = first_paragraph(lines, keys);
    let end = head_end(lines, keys, first);
    head.body = end;
    let body: String = lines[end..].iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
    let title = if head.title.is_none() { title(lines, keys, end, &body) } else { None };
    if let Some(t) = title {
        fates[t] = Fate::Title;
        head.title = Some(unquoted(&lines[t].text));
    }
    let mut updated = None;
    let mut dated_at = None;
    for i in keys..end {
        if fates[i] != Fate::Body {
            continue;
        }
        let line = &lines[i].text;
        let by = byline::line(line);
        if let Some((found, late)) = date_line(line) {
            take_date(&mut head, found, late, &mut updated);
            dated_at.get_or_insert(i);
            fates[i] = Fate::Dropped;
        }
        if let Some(by) = by {
            if let (None, Some(desk)) = (&head.publisher, &by.desk) {
                head.publisher = Some(desk.clone());
            }
            head.byline.get_or_insert(by);
            fates[i] = Fate::Dropped;
        }
    }
    head.stamp = head.stamp.take().or(updated);
    bare_byline(lines, fates, &mut head, keys, end, title, dated_at);
    named_publisher(lines, fates, &mut head, keys, end);
    rest(lines, fates, &mut head, (keys, end), title, &body);
    masthead(lines, &mut head, keys, title, &body);
    if head.stamp.is_none() {
        loose_date(lines, &mut head, end);
    }
    if head.publisher.is_none() {
        head.publisher = lines.get(end).and_then(|l| dateline_agency(&l.text));
    }
    head
}

/// Marks what an extractor left above the first paragraph of a page: the title once more, byline, date line, banners.
pub(crate) fn of_page(lines: &[Line], fates: &mut [Fate], title: Option<&str>) -> Head {
    let mut head = Head::default();
    let mut updated = None;
    let first = lines.iter().position(|l| is_prose(&l.text)).unwrap_or(0);
    for (i, line) in lines.iter().enumerate().take((first + 4).min(lines.len())) {
        let text = &line.text;
        if title.is_some_and(|t| plain(t) == plain(text)) {
            fates[i] = Fate::Title;
        } else if let Some((found, late)) = date_line(text) {
            take_date(&mut head, found, late, &mut updated);
            fates[i] = Fate::Dropped;
        } else if let Some(by) = byline::line(text) {
            head.byline.get_or_insert(by);
            fates[i] = Fate::Dropped;
        } else if i < first && knowledge::furniture(text, Place::Head).is_some() {
            fates[i] = Fate::Dropped;
        }
    }
    head.stamp = head.stamp.take().or(updated);
    if let Some(line) = lines.get(first) {
        head.publisher = dateline_agency(&line.text);
    }
    head
}

fn take_date(head: &mut Head, found: Found, late: bool, updated: &mut Option<Stamp>) {
    match found {
        Found::Stamp(stamp) if late => {
            updated.get_or_insert(stamp);
        }
        Found::Stamp(stamp) => {
            head.stamp.get_or_insert(stamp);
        }
        Found::NoSuchDay(words) => {
            head.notes.push(format!("the date line {words:?} is no day of the calendar"))
        }
    }
}

/// "Title: …", "Date: …" at the very top.
fn keyed(lines: &[Line], fates: &mut [Fate], head: &mut Head, window: usize) -> usize {
    let key = |line: &str| -> Option<(String, String)> {
        let (key, value) = line.split_once(':')?;
        let key = key.trim().to_lowercase();
        let known = matches!(
            key.as_str(),
            "title"
                | "headline"
                | "byline"
                | "author"
                | "authors"
                | "date"
                | "published"
                | "publication date"
                | "publisher"
                | "publication"
                | "source"
                | "url"
                | "link"
                | "section"
                | "language"
                | "id"
        );
        known.then(|| (key, value.trim().to_owned()))
    };
    // One such line could be a headline ("Source: talks failed"); two are a form.
    if lines.iter().take(window).filter(|l| key(&l.text).is_some()).count() < 2 {
        return 0;
    }
    let mut n = 0;
    while n < window {
        let Some((key, value)) = key(&lines[n].text) else { break };
        fates[n] = if matches!(key.as_str(), "title" | "headline") { Fate::Title } else { Fate::Dropped };
        match key.as_str() {
            "title" | "headline" => head.title = Some(value),
            "byline" | "author" | "authors" => {
                head.byline = Some(byline::names(byline::after_by(&value).unwrap_or(&value)))
            }
            "publisher" | "publication" | "source" => head.publisher = Some(value),
            "url" | "link" => head.url = Some(value),
            "date" | "published" | "publication date" => {
                if let Some(found) = date_line::parse(&value) {
                    take_date(head, found, false, &mut None);
                }
            }
            _ => {}
        }
        n += 1;
    }
    n
}

fn is_head_line(line: &str) -> bool {
    byline::line(line).is_some()
        || date_line(line).is_some()
        || knowledge::furniture(line, Place::Head).is_some()
}

/// The first line that is a paragraph of prose; in a very short text, the first sentence after the first line.
fn first_paragraph(lines: &[Line], from: usize) -> usize {
    let prose = (from..lines.len()).find(|i| is_prose(&lines[*i].text) && !is_head_line(&lines[*i].text));
    let sentence = (from..lines.len()).find(|i| {
        is_sentence(&lines[*i].text) && (*i > from || lines.len() == 1) && !is_head_line(&lines[*i].text)
    });
    match (prose, sentence) {
        (Some(p), Some(s)) => {
            // Short sentences directly above the first long paragraph belong to the story, unless a date or a byline follows.
            let head_between = (s..p).any(|i| is_head_line(&lines[i].text));
            if s < p && !head_between && s > from { s } else { p }
        }
        (Some(p), None) => p,
        (None, Some(s)) => s,
        (None, None) => lines.len().min(from + usize::from(lines.len() > from + 1)),
    }
}

/// Where the head ends: before the first paragraph, or after the byline and the date that a standfirst stands above.
fn head_end(lines: &[Line], from: usize, first: usize) -> usize {
    let mut end = first;
    if first > from && first < lines.len() {
        let below = (first + 1..lines.len().min(first + 6)).take_while(|i| !is_prose(&lines[*i].text));
        for i in below {
            let line = &lines[i].text;
            if byline::line(line).is_some() || date_line(line).is_some() {
                end = i + 1;
            }
        }
    }
    end
}

/// The line that is most like a headline: its words recur in the body, it is no name and no menu, and it stands early.
fn title(lines: &[Line], from: usize, end: usize, body: &str) -> Option<usize> {
    let body_stems = stems(body);
    let mut best: Option<(f64, usize)> = None;
    let mut order = 0.0;
    let mut seen_date = false;
    for (i, line) in lines.iter().enumerate().take(end).skip(from) {
        let text = &line.text;
        let words = text.split_whitespace().count();
        if byline::line(text).is_some() || date_line(text).is_some() {
            seen_date = true;
            continue;
        }
        if !(2..=32).contains(&words) || is_menu(text) || knowledge::furniture(text, Place::Head).is_some() {
            continue;
        }
        let mine = stems(text);
        let hits = mine.intersection(&body_stems).count() as f64;
        let mut score = hits.min(3.0) + if words >= 5 { 2.0 } else { 0.0 } - 0.6 * order;
        if looks_like_masthead(text) {
            score -= 3.0;
        }
        if ends_with_stop(text) {
            score -= if is_prose(text) { 6.0 } else { 2.0 };
        }
        if seen_date {
            score -= 1.5;
        }
        if text.contains(['|', '·', '•']) {
            score -= 2.0;
        }
        order += 1.0;
        if best.is_none_or(|(s, _)| score > s) {
            best = Some((score, i));
        }
    }
    best.filter(|(s, _)| *s > 0.0).map(|(_, i)| i)
}

/// A name of a paper: few words, capitals, one of them such as "Times" or "Post".
fn looks_like_masthead(text: &str) -> bool {
    let name = text.split(" - ").next().unwrap_or(text).split(" | ").next().unwrap_or(text);
    let words: Vec<&str> = name.split_whitespace().collect();
    let capitals = words
        .iter()
        .all(|w| !w.starts_with(char::is_lowercase) || matches!(*w, "of" | "the" | "and" | "for"));
    let media = words.iter().any(|w| knowledge().media_nouns.contains(&plain(w)));
    words.len() <= 5 && capitals && media
}

fn unquoted(title: &str) -> String {
    title.trim_start_matches('#').trim().to_owned()
}

/// A line that is only a name, beside the date or right below the title.
fn bare_byline(
    lines: &[Line],
    fates: &mut [Fate],
    head: &mut Head,
    from: usize,
    end: usize,
    title: Option<usize>,
    dated_at: Option<usize>,
) {
    if head.byline.is_some() {
        return;
    }
    let start = title.map_or(from, |t| t + 1);
    for i in start..end {
        if fates[i] != Fate::Body || looks_like_masthead(&lines[i].text) {
            continue;
        }
        let near = dated_at.is_some_and(|d| d.abs_diff(i) <= 3) || byline::with_role(&lines[i].text);
        if let Some(by) = byline::bare(&lines[i].text).filter(|_| near) {
            if let (None, Some(desk)) = (&head.publisher, &by.desk) {
                head.publisher = Some(desk.clone());
            }
            head.byline = Some(by);
            fates[i] = Fate::Dropped;
            return;
        }
    }
}

/// "News by X", "From X, the free news source", and names of papers after the title.
fn named_publisher(lines: &[Line], fates: &mut [Fate], head: &mut Head, from: usize, end: usize) {
    for i in from..end {
        let text = lines[i].text.as_str();
        if fates[i] == Fate::Title || text.chars().count() > 100 {
            continue;
        }
        let low = plain(text);
        let named = if let Some(rest) = ["news by ", "news from ", "a report by ", "source: ", "publisher: "]
            .iter()
            .find_map(|p| low.starts_with(p).then(|| text.get(p.len()..)).flatten())
        {
            Some(rest)
        } else if low.starts_with("from ") && text.contains(", ") && !low.contains("wire") {
            text.get(5..).and_then(|r| r.split(", ").next())
        } else {
            None
        };
        let fits = named.is_some_and(|n| {
            n.split_whitespace().count() <= 5 && n.trim().starts_with(|c: char| c.is_alphanumeric())
        });
        if let Some(name) = named.filter(|_| fits) {
            head.publisher = Some(name.trim().trim_end_matches('.').to_owned());
            fates[i] = Fate::Dropped;
        }
    }
}

/// What is left of the head: a standfirst that tells something of its own stays, the rest goes.
fn rest(
    lines: &[Line],
    fates: &mut [Fate],
    head: &mut Head,
    (from, end): (usize, usize),
    title: Option<usize>,
    body: &str,
) {
    let opening: String = body.chars().take(1500).collect();
    for i in from..end {
        if fates[i] != Fate::Body {
            continue;
        }
        let text = &lines[i].text;
        let words = text.split_whitespace().count();
        let after_title = title.is_none_or(|t| i > t);
        let telling =
            words >= 6 && after_title && knowledge::furniture(text, Place::Head).is_none() && !is_menu(text);
        if telling && (is_prose(text) || is_sentence(text) || words >= 8) {
            let told = shared(text, &opening) >= TOLD_AGAIN || shared(text, body) >= 0.7;
            let caption = lines.get(i + 1).is_some_and(|next| {
                next.block == lines[i].block
                    && knowledge::furniture(&next.text, Place::Any)
                        .is_some_and(|row| row.kind == "picture credit")
            });
            if !told || caption || body.trim().is_empty() {
                continue;
            }
            head.notes.push("the standfirst says what the body tells again: it was left out".to_owned());
        }
        fates[i] = Fate::Dropped;
    }
}

/// The name of the paper above the title or below the byline.
fn masthead(lines: &[Line], head: &mut Head, from: usize, title: Option<usize>, body: &str) {
    if head.publisher.is_some() {
        return;
    }
    let mut best: Option<(f64, String)> = None;
    for (i, line) in lines.iter().enumerate().take(head.body).skip(from) {
        if Some(i) == title {
            continue;
        }
        let name = line.text.split(" - ").next().unwrap_or_default();
        let name = name.trim();
        let words: Vec<&str> = name.split_whitespace().collect();
        let furniture = knowledge::furniture(name, Place::Head).is_some();
        if words.is_empty() || words.len() > 6 || furniture || is_menu(name) || name.contains(':') {
            continue;
        }
        if date_line(name).is_some()
            || byline::line(name).is_some()
            || ends_with_stop(name)
            || name.contains(',')
        {
            continue;
        }
        let above = title.is_some_and(|t| i < t);
        if knowledge().sections.contains(&plain(name)) {
            continue;
        }
        let start: Vec<&str> = words.iter().take(2).copied().collect();
        let start = plain(&start.join(" "));
        let repeated = lines.iter().rev().take(8).any(|l| {
            let low = plain(&l.text);
            (low.contains('©') || low.contains("copyright")) && low.contains(&start)
        }) || body.contains(&format!("({name})"));
        let mut score = 0.0;
        if looks_like_masthead(name) {
            score += 2.0;
        }
        if repeated {
            score += 2.0;
        }
        if above {
            score += 0.5 + if i == from { 1.0 } else { 0.0 };
        }
        let is_writer = head.byline.as_ref().is_some_and(|b| b.people.iter().any(|p| p == name));
        if score >= 1.5 && !is_writer && best.as_ref().is_none_or(|(s, _)| score > *s) {
            best = Some((score, cased(name)));
        }
    }
    head.publisher = best.map(|(_, name)| name);
}

/// "GULF COAST CHRONICLE" as a name is written; short words of capitals (BBC, AFP) stay.
fn cased(name: &str) -> String {
    if name.chars().any(char::is_lowercase) || !name.contains(' ') && name.chars().count() <= 4 {
        return name.to_owned();
    }
    name.split_whitespace()
        .map(|w| {
            let mut chars = w.chars();
            match chars.next() {
                Some(c) if w.chars().count() > 3 => c.to_string() + &chars.as_str().to_lowercase(),
                _ => w.to_owned(),
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// A date anywhere in a short line of the head, or in the dateline of the first paragraph.
fn loose_date(lines: &[Line], head: &mut Head, end: usize) {
    for line in lines.iter().take((end + 1).min(lines.len())) {
        let start: String = line.text.chars().take(if is_prose(&line.text) { 60 } else { 120 }).collect();
        if is_prose(&line.text) && !start.contains(['(', '–', '—']) && !start.contains(" -") {
            continue;
        }
        if let Some((_, Found::Stamp(stamp))) = date_line::find(&start) {
            head.stamp = Some(stamp);
            return;
        }
    }
}

/// The agency of "VELHO, Ostmark (Reuters) - …".
fn dateline_agency(line: &str) -> Option<String> {
    let start: String = line.chars().take(90).collect();
    let open = start.find('(')?;
    let close = open + start[open..].find(')')?;
    let place = &start[..open];
    let shouted =
        place.split_whitespace().next()?.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let dash = start[close + 1..].trim_start().starts_with(['-', '–', '—']);
    let name = start[open + 1..close].trim();
    let named =
        !name.is_empty() && name.split_whitespace().count() <= 4 && name.starts_with(char::is_uppercase);
    (shouted && dash && named)
        .then(|| knowledge().agencies.get(&plain(name)).cloned().unwrap_or_else(|| name.to_owned()))
}
