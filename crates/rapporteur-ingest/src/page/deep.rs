//! Pages that are nested so deeply that building their tree would take for ever: read as a stream of tags.

/// Elements inside one another beyond which no tree is built. Real pages stay far below.
const DEEPEST: usize = 1500;

/// Elements that have no end.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
            | "p"
            | "li"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "th"
            | "option"
    )
}

/// The tags of a page, one after another: the text before each, its name in lower case, and whether it is an end tag.
fn tags(html: &str, mut each: impl FnMut(&str, &str, bool)) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = (&rest[..at], &rest[at + 1..]);
        let ends = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .collect::<String>()
            .to_ascii_lowercase();
        each(before, &name, ends);
        let close = if tag.starts_with("!--") {
            tag.find("-->").map(|i| i + 3)
        } else {
            tag.find('>').map(|i| i + 1)
        };
        rest = close.map_or("", |i| &tag[i..]);
        if !ends && matches!(name.as_str(), "script" | "style") {
            let end = if name == "script" { "</script" } else { "</style" };
            rest = rest.find(end).map_or("", |i| &rest[i..]);
        }
    }
    each(rest, "", true);
}

/// Is the page nested too deeply for a tree?
pub(crate) fn is_too_deep(html: &str) -> bool {
    // Cheap first: a page with few tags cannot be.
    if html.len() < DEEPEST * 3 {
        return false;
    }
    let (mut depth, mut deepest) = (0usize, 0);
    tags(html, |_, name, ends| {
        if name.is_empty() || is_void(name) {
            return;
        }
        depth = if ends { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    });
    deepest > DEEPEST
}

/// The text between the tags, a line for each stretch between tags that part paragraphs.
pub(crate) fn stripped(html: &str) -> String {
    let mut out = String::new();
    tags(html, |before, name, _| {
        out.push_str(before);
        if !matches!(
            name,
            "a" | "b" | "i" | "em" | "strong" | "span" | "u" | "sub" | "sup" | "font" | "small" | "abbr"
        ) {
            out.push('\n');
        }
    });
    out.replace("&amp;", "&")
        .replace("&nbsp;", " ")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_deep_pages_are_deep() {
        assert!(is_too_deep(&"<div>".repeat(20_000)));
        assert!(!is_too_deep(&"<div>a</div><p>b<br>".repeat(20_000)));
        assert!(!is_too_deep("<div>"));
    }

    #[test]
    fn text_is_kept_and_scripts_are_not() {
        let text = stripped("<div>Ostmark <b>left</b>.<script>x<y</script><p>So &amp; so");
        assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["Ostmark", "left.", "So", "&", "so"]);
    }
}
