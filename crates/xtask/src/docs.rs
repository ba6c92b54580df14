//! `cargo xtask docs`: what is generated into the tree, and whether it is up to date.
//!
//! Two things are generated: the JSON Schema of the record, and the output shown in the Markdown pages. A page asks for output with
//! a marked block, which this command fills by running the program:
//!
//! ````text
//! <!-- run: rapporteur code examples/coalition.txt --format board -->
//! ```text
//! …
//! ```
//! <!-- /run -->
//! ````
//!
//! The command is given to `sh` in the project's folder, with the program as it is built now at the head of the path. What it prints
//! on standard output and standard error is shown, and its exit status where that is not 0. `<!-- run json=/events/0: … -->` shows the part of
//! each line of JSON that this pointer (RFC 6901) names, set out in lines; `json=` the whole. The checksums in the program's version
//! are masked, so that an edit of `knowledge/` alone makes no page stale.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

/// Pages and folders of pages whose blocks are filled.
const PAGES: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs"];
const OPEN: &str = "<!-- run";
const CLOSE: &str = "<!-- /run -->";

/// Writes the generated files, or with `check` fails when one of them is out of date.
pub fn run(check: bool) -> anyhow::Result<()> {
    let schema = serde_json::to_string_pretty(&rapporteur_text::record::schema())? + "\n";
    let mut files = vec![(PathBuf::from("schema/record.schema.json"), schema)];
    let program = program()?;
    for page in pages()? {
        let unread = || format!("{} cannot be read", page.display());
        let text = std::fs::read_to_string(&page).with_context(unread)?;
        let filled = fill(&text, |ask| shown(&program, ask)).with_context(|| page.display().to_string())?;
        files.push((page, filled));
    }
    let mut broken = Vec::new();
    let mut stale = Vec::new();
    for (path, text) in files {
        if path.extension().is_some_and(|e| e == "md") {
            broken.extend(broken_links(&path, &text));
        }
        if std::fs::read_to_string(&path).ok().as_deref() == Some(&text) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            std::fs::write(&path, text)?;
            println!("wrote {}", path.display());
        }
    }
    if !broken.is_empty() {
        bail!("links that lead nowhere: {}", broken.join(", "));
    }
    if !stale.is_empty() {
        bail!("out of date: {}; run `cargo xtask docs`", stale.join(", "));
    }
    Ok(())
}

/// Builds the program as this one is built, and gives the folder that it is in.
fn program() -> anyhow::Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--package", "rapporteur-cli"]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    crate::run(&mut cargo)?;
    let own = std::env::current_exe()?;
    Ok(own.parent().context("this program stands in no folder")?.to_owned())
}

/// The Markdown pages, in a fixed order.
fn pages() -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = PAGES.iter().map(PathBuf::from).collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            for entry in std::fs::read_dir(&path)? {
                open.push(entry?.path());
            }
        } else if path.extension().is_some_and(|e| e == "md") && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Links of a page to files of this project that are not there.
fn broken_links(page: &Path, text: &str) -> Vec<String> {
    let folder = page.parent().unwrap_or(Path::new("."));
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    let own = targets.filter(|t| !t.is_empty() && !t.contains("://") && !t.contains(char::is_whitespace));
    own.filter(|t| !folder.join(t).exists()).map(|t| format!("{} in {}", t, page.display())).collect()
}

/// What a block asks for.
#[derive(Debug, PartialEq, Eq)]
struct Ask<'t> {
    command: &'t str,
    /// The part of each line of JSON that is shown.
    json: Option<&'t str>,
}

/// Reads `<!-- run: COMMAND -->` or `<!-- run json=POINTER: COMMAND -->`.
fn ask(line: &str) -> anyhow::Result<Ask<'_>> {
    let inner = line
        .trim_end()
        .strip_prefix(OPEN)
        .and_then(|rest| rest.strip_suffix("-->"))
        .with_context(|| format!("`{line}` does not end in `-->`"))?;
    let (options, command) =
        inner.split_once(": ").with_context(|| format!("`{line}` names no command after `: `"))?;
    let json = match options.trim() {
        "" => None,
        option => Some(
            option
                .strip_prefix("json=")
                .with_context(|| format!("`{option}` is no option; `json=POINTER` is the only one"))?,
        ),
    };
    Ok(Ask { command: command.trim(), json })
}

/// The page with every block filled by `show`.
fn fill(text: &str, show: impl Fn(&Ask) -> anyhow::Result<String>) -> anyhow::Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines();
    // Examples of the marks themselves stand in longer fences.
    let mut quoted = false;
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if line.starts_with("````") {
            quoted = !quoted;
        }
        if quoted || !line.starts_with(OPEN) {
            continue;
        }
        let ask = ask(line)?;
        if !lines.any(|line| line == CLOSE) {
            bail!("`{line}` is not closed by `{CLOSE}`");
        }
        let language = if ask.json.is_some() { "json" } else { "text" };
        out.push_str(&format!("```{language}\n{}\n```\n{CLOSE}\n", show(&ask)?.trim_end()));
    }
    Ok(out)
}

/// What a command prints.
fn shown(program: &Path, ask: &Ask) -> anyhow::Result<String> {
    let mut path = program.as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let done = Command::new("sh")
        .args(["-c", ask.command])
        .env("PATH", path)
        .output()
        .with_context(|| format!("`{}` cannot be started", ask.command))?;
    let mut text = String::from_utf8(done.stdout).context("the output is not UTF-8")?;
    if let Some(pointer) = ask.json {
        text = text.lines().map(|line| part(line, pointer)).collect::<anyhow::Result<Vec<_>>>()?.join("\n");
    }
    text.push_str(&String::from_utf8_lossy(&done.stderr));
    if !done.status.success() {
        text.push_str(&format!("(exit status {})", done.status.code().unwrap_or(-1)));
    }
    Ok(masked(&text))
}

/// The part of a line of JSON that the pointer names, set out in lines.
fn part(line: &str, pointer: &str) -> anyhow::Result<String> {
    let whole: Ordered = serde_json::from_str(line)?;
    let mut part = &whole;
    for step in pointer.split('/').skip(1) {
        let next = match part {
            Ordered::List(items) => step.parse().ok().and_then(|n: usize| items.get(n)),
            Ordered::Map(fields) => fields.iter().find(|(name, _)| name == step).map(|(_, value)| value),
            Ordered::Leaf(_) => None,
        };
        part = next.with_context(|| format!("nothing stands at {pointer}"))?;
    }
    Ok(serde_json::to_string_pretty(part)?)
}

/// JSON whose fields keep the order in which they were written.
enum Ordered {
    Leaf(serde_json::Value),
    List(Vec<Ordered>),
    Map(Vec<(String, Ordered)>),
}

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Ordered::Leaf(value) => value.serialize(to),
            Ordered::List(items) => to.collect_seq(items),
            Ordered::Map(fields) => to.collect_map(fields.iter().map(|(name, value)| (name, value))),
        }
    }
}

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyJson)
    }
}

struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = Ordered;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Ordered, E> {
        Ok(Ordered::Leaf(serde_json::Value::Null))
    }
    fn visit_bool<E>(self, value: bool) -> Result<Ordered, E> {
        Ok(Ordered::Leaf(value.into()))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Ordered, E> {
        Ok(Ordered::Leaf(value.into()))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Ordered, E> {
        Ok(Ordered::Leaf(value.into()))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Ordered, E> {
        Ok(Ordered::Leaf(value.into()))
    }
    fn visit_str<E>(self, value: &str) -> Result<Ordered, E> {
        Ok(Ordered::Leaf(value.into()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Ordered, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Ordered::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Ordered, A::Error> {
        let mut map = Vec::new();
        while let Some(field) = fields.next_entry()? {
            map.push(field);
        }
        Ok(Ordered::Map(map))
    }
}

/// The text without the checksums of model and knowledge.
fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) =
        ["+model.", "+knowledge."].iter().filter_map(|m| rest.find(m).map(|at| at + m.len())).min()
    {
        out.push_str(&rest[..at]);
        out.push('…');
        rest = rest[at..].trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_filled_and_the_rest_is_kept() {
        let page = "a\n<!-- run: x y -->\nold\n<!-- /run -->\nb\n````text\n<!-- run: no -->\n````\n";
        let filled = fill(page, |ask| Ok(format!("ran {}\n", ask.command))).unwrap();
        assert_eq!(
            filled,
            "a\n<!-- run: x y -->\n```text\nran x y\n```\n<!-- /run -->\nb\n````text\n<!-- run: no -->\n````\n"
        );
        assert_eq!(fill(&filled, |ask| Ok(format!("ran {}\n", ask.command))).unwrap(), filled);
    }

    #[test]
    fn an_open_block_and_an_unknown_option_are_named() {
        assert!(fill("<!-- run: x -->\n", |_| Ok(String::new())).is_err());
        assert!(ask("<!-- run jsn=/a: x -->").is_err());
        assert_eq!(ask("<!-- run json=/a: x -->").unwrap(), Ask { command: "x", json: Some("/a") });
    }

    #[test]
    fn a_link_to_no_file_is_broken() {
        let text = "[a](docs.rs) [b](https://x.org/y) [c](#d) [e](docs.rs#f) [g](no-such.md)";
        assert_eq!(broken_links(Path::new("src/page.md"), text), ["no-such.md in src/page.md"]);
    }

    #[test]
    fn the_part_named_is_shown_in_the_order_of_its_fields() {
        let line = r#"{"z":[{"b":1,"a":0.5}],"y":null}"#;
        assert_eq!(part(line, "/z/0").unwrap(), "{\n  \"b\": 1,\n  \"a\": 0.5\n}");
        assert_eq!(part(line, "/y").unwrap(), "null");
        assert!(part(line, "/z/1").is_err());
        assert!(part(line, "/y/0").is_err());
    }

    #[test]
    fn checksums_are_masked() {
        assert_eq!(masked("0.1.0+model.1f3a+knowledge.77c0 (x)"), "0.1.0+model.…+knowledge.… (x)");
    }
}
