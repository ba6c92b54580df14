//! The Markdown of a spec: headings are cases, a fenced block is the text, a list is what the record must hold.

use rapporteur::{Article, ingest};

/// One heading with its text and what it must give.
pub struct Case {
    pub file: String,
    pub title: String,
    published: Option<jiff::civil::Date>,
    kind: Kind,
    text: String,
    pub lines: Vec<Line>,
}

/// How the text is read.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// As it is.
    Text,
    /// As a saved plain-text file: what is no article is taken out.
    File,
    /// As a saved page.
    Page,
}

/// One thing that must hold.
pub struct Line {
    /// Its line in the file.
    pub number: usize,
    /// Known not to hold yet.
    pub gap: bool,
    pub words: String,
}

impl Case {
    /// The article that the text makes.
    pub fn article(&self) -> Article {
        let mut article = match self.kind {
            Kind::Text => Article { text: self.text.clone(), ..Article::default() },
            Kind::File => ingest::read_plain(&self.text, false),
            Kind::Page => ingest::read_page(&self.text, None, false),
        };
        article.published = article.published.or(self.published);
        article
    }
}

/// Reads a spec. A fault names file and line.
pub fn read(file: &str, text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut fence: Option<Kind> = None;
    for (i, line) in text.lines().enumerate() {
        let at = |what: &str| format!("{file}:{}: {what}", i + 1);
        if let Some(kind) = fence {
            if line.trim_end() == "```" {
                fence = None;
                continue;
            }
            let case = cases.last_mut().ok_or_else(|| at("text before the first heading"))?;
            case.kind = kind;
            if !case.text.is_empty() {
                case.text.push('\n');
            }
            case.text.push_str(line);
        } else if let Some(kind) = line.strip_prefix("```") {
            fence = Some(match kind.trim() {
                "text" => Kind::Text,
                "file" => Kind::File,
                "html" => Kind::Page,
                _ => return Err(at("a block is `text`, `file` or `html`")),
            });
        } else if let Some(title) = line.strip_prefix("## ") {
            cases.push(Case {
                file: file.to_owned(),
                title: title.trim().to_owned(),
                published: None,
                kind: Kind::Text,
                text: String::new(),
                lines: Vec::new(),
            });
        } else if let Some(date) = line.strip_prefix("published:") {
            let case = cases.last_mut().ok_or_else(|| at("a date before the first heading"))?;
            case.published = Some(date.trim().parse().map_err(|_| at("a date is YYYY-MM-DD"))?);
        } else if let Some(words) = line.strip_prefix("- ") {
            let case = cases.last_mut().ok_or_else(|| at("a line before the first heading"))?;
            let words = words.trim();
            let gap = words.strip_prefix("known gap:");
            case.lines.push(Line {
                number: i + 1,
                gap: gap.is_some(),
                words: gap.unwrap_or(words).trim().to_owned(),
            });
        }
    }
    match cases.iter().find(|c| c.text.is_empty() || c.lines.is_empty()) {
        Some(case) => Err(format!("{file}: {:?} lacks its text or what it must give", case.title)),
        None => Ok(cases),
    }
}
