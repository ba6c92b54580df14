//! ProQuest: labelled fields, between rules of underscores.

use super::header::{Story, labelled};

pub(crate) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 10 && line.bytes().all(|b| b == b'_')
}

/// The labels of fields. The text ends at one of those that stand below it.
const BELOW: [&str; 36] = [
    "Subject",
    "Subjects",
    "Business indexing term",
    "Location",
    "People",
    "Company",
    "Company / organization",
    "Classification",
    "Identifier / keyword",
    "Publication title",
    "Publication info",
    "Publication date",
    "Publication year",
    "Publication subject",
    "Publisher",
    "Place of publication",
    "Country of publication",
    "Pages",
    "First page",
    "Volume",
    "Issue",
    "Section",
    "Dateline",
    "ISSN",
    "Source type",
    "Source attribution",
    "Language of publication",
    "Document type",
    "ProQuest document ID",
    "Document URL",
    "Copyright",
    "Last updated",
    "Database",
    "Full text availability",
    "Links",
    "Column",
];
const ABOVE: [&str; 5] = ["Title", "Author", "Abstract", "Full text", "Document feature"];

fn field(line: &str, in_text: bool) -> Option<(&'static str, &str)> {
    let above: &[&str] = if in_text { &[] } else { &ABOVE };
    BELOW.into_iter().chain(above.iter().copied()).find_map(|l| labelled(line, l).map(|v| (l, v)))
}

pub(crate) fn shows(lines: &[String]) -> bool {
    let stories = lines.split(|l| is_rule(l)).collect::<Vec<_>>();
    stories.len() >= 2
        && stories.iter().any(|story| {
            let has = |label: &str| story.iter().any(|l| labelled(l, label).is_some());
            has("Title")
                && (has("Full text") || has("Abstract"))
                && (has("ProQuest document ID") || has("Document URL"))
                && (has("Publication info") || has("Publication date") || has("Publication title"))
        })
}

pub(crate) fn story(lines: &[String]) -> Option<Story> {
    let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let in_text = fields.last().is_some_and(|(l, _)| *l == "Full text");
        // Inside the text only a label below a blank line counts: "Location: unknown" may stand in a story.
        let apart = !in_text || i == 0 || lines[i - 1].is_empty();
        match field(line, in_text).filter(|_| apart) {
            Some((label, words)) => fields.push((label, vec![words])),
            None => {
                if let Some((_, words)) = fields.last_mut() {
                    words.push(line);
                }
            }
        }
    }
    let text = |label: &str| {
        let (_, lines) = fields.iter().find(|(l, _)| *l == label)?;
        let text = lines.join("\n").trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let line = |label: &str| text(label).map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
    let title = line("Title")?;
    let info = line("Publication info");
    let mut story = Story {
        id: line("ProQuest document ID"),
        title: Some(title),
        byline: line("Author").map(|a| natural(&a)),
        publisher: line("Publication title").or_else(|| info.as_deref().and_then(publisher)),
        date: line("Publication date").or(info),
        url: line("Document URL").filter(|u| u.starts_with("http")),
        language: line("Language of publication").map(|l| l.to_lowercase()),
        ..Story::default()
    };
    if let Some(full) = text("Full text") {
        story.body = full;
    } else if let Some(abstract_) = text("Abstract") {
        story.body = abstract_;
        story.notes.push("the export holds an abstract, and not the whole article".to_owned());
    }
    Some(story)
}

/// "Kova, Ana; Moss, Lee" as "Ana Kova and Lee Moss".
fn natural(authors: &str) -> String {
    let names: Vec<String> = authors
        .split(';')
        .map(|name| match name.trim().split_once(", ") {
            Some((last, first)) if !first.contains(',') && last.split(' ').count() <= 3 => {
                format!("{} {last}", first.trim().trim_end_matches('.'))
            }
            _ => name.trim().to_owned(),
        })
        .filter(|n| !n.is_empty())
        .collect();
    names.join(" and ")
}

/// "Harbour Post, Late Edition; Portside [Portside]. 06 May 2031: A.3."
fn publisher(info: &str) -> Option<String> {
    let name = info.split([';', '[', ':']).next()?.split(", ").next()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}
