//! ProQuest: labelled fields, between rules of underscores.

use super::header::{Fields, Story, labelled};

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
    let mut fields = Fields::default();
    for (i, line) in lines.iter().enumerate() {
        let in_text = fields.last() == Some("Full text");
        // Inside the text only a label below a blank line counts: "Location: unknown" may stand in a story.
        let apart = !in_text || i == 0 || lines[i - 1].is_empty();
        fields.add(field(line, in_text).filter(|_| apart), line);
    }
    let title = fields.line("Title")?;
    let info = fields.line("Publication info");
    let mut story = Story {
        id: fields.line("ProQuest document ID"),
        title: Some(title),
        byline: fields.line("Author").map(|a| natural(&a)),
        publisher: fields.line("Publication title").or_else(|| info.as_deref().and_then(publisher)),
        date: fields.line("Publication date").or(info),
        url: fields.line("Document URL").filter(|u| u.starts_with("http")),
        language: fields.line("Language of publication").map(|l| l.to_lowercase()),
        ..Story::default()
    };
    if let Some(full) = fields.text("Full text") {
        story.body = full;
    } else if let Some(abstract_) = fields.text("Abstract") {
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
