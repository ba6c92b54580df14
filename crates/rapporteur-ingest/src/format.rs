//! What a file holds, by its ending or its first bytes.

use std::path::Path;

use crate::stream::Packing;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Page,
    Plain,
    JsonLines,
    /// Comma-separated values, or what the header shows to part them.
    Csv,
    /// Tab-separated values.
    Tsv,
    Parquet,
    /// RSS or Atom.
    Feed,
    Warc,
}

/// The endings that are read, for people.
pub(crate) const ENDINGS: &str = ".html, .htm, .xhtml, .txt, .jsonl, .csv, .tsv, .parquet, .xml, .rss, .atom, .warc, each also \
with .gz or .zst behind it";

/// What an ending promises: the format, and how it is packed.
pub(crate) fn of_name(path: &Path) -> (Option<Format>, Option<Packing>) {
    let Some(ending) = ending(path) else { return (None, None) };
    let packing = match ending.as_str() {
        "gz" | "gzip" => Some(Packing::Gzip),
        "zst" | "zstd" => Some(Packing::Zstd),
        _ => None,
    };
    match packing {
        Some(_) => (ending_of_inner(path).as_deref().and_then(of_ending), packing),
        None => (of_ending(&ending), None),
    }
}

fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_string_lossy().to_ascii_lowercase())
}

fn ending_of_inner(path: &Path) -> Option<String> {
    ending(Path::new(path.file_stem()?))
}

fn of_ending(ending: &str) -> Option<Format> {
    match ending {
        "html" | "htm" | "xhtml" => Some(Format::Page),
        "txt" | "text" => Some(Format::Plain),
        "jsonl" | "ndjson" => Some(Format::JsonLines),
        "csv" => Some(Format::Csv),
        "tsv" | "tab" => Some(Format::Tsv),
        "parquet" => Some(Format::Parquet),
        "xml" | "rss" | "atom" => Some(Format::Feed),
        "warc" => Some(Format::Warc),
        _ => None,
    }
}

/// A path without its ending or endings, with `/` between its parts on every system.
pub(crate) fn stem(path: &Path) -> String {
    let path = match of_name(path) {
        (Some(_), Some(_)) => path.with_extension("").with_extension(""),
        (None, None) => path.to_path_buf(),
        _ => path.with_extension(""),
    };
    let parts: Vec<_> = path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

/// What the first bytes show. Anything that is nothing else is plain text.
pub(crate) fn sniffed(head: &[u8]) -> Format {
    if head.starts_with(b"PAR1") {
        return Format::Parquet;
    }
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match start {
        [b'{', ..] => Format::JsonLines,
        // A list of objects is no lines, but its reader says so and what to do.
        [b'[', rest @ ..] if matches!(rest.trim_ascii_start(), [] | [b'{', ..]) => Format::JsonLines,
        [b'W', b'A', b'R', b'C', b'/', ..] => Format::Warc,
        [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'!' | b'?', ..] => {
            let opening = String::from_utf8_lossy(start);
            let feed = ["<rss", "<feed", "<rdf:RDF"].iter().filter_map(|t| opening.find(t)).min();
            let page = opening.to_ascii_lowercase().find("<html");
            match (feed, page) {
                (Some(feed), page) if page.is_none_or(|page| feed < page) => Format::Feed,
                _ => Format::Page,
            }
        }
        _ => Format::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_and_ids() {
        let of = |name: &str| (of_name(Path::new(name)), stem(Path::new(name)));
        assert_eq!(of("a/page.HTML.gz"), ((Some(Format::Page), Some(Packing::Gzip)), "a/page".to_owned()));
        assert_eq!(of("x.y.jsonl.zst"), ((Some(Format::JsonLines), Some(Packing::Zstd)), "x.y".to_owned()));
        assert_eq!(of("dump.gz"), ((None, Some(Packing::Gzip)), "dump".to_owned()));
        assert_eq!(of("pact.2011"), ((None, None), "pact.2011".to_owned()));
        assert_eq!(of("crawl.warc"), ((Some(Format::Warc), None), "crawl".to_owned()));
    }

    #[test]
    fn first_bytes() {
        assert_eq!(sniffed(b"\xef\xbb\xbf {\"text\""), Format::JsonLines);
        assert_eq!(sniffed(b"<?xml version='1.0'?><rss version='2.0'>"), Format::Feed);
        assert_eq!(sniffed(b"<?xml version='1.0'?><!DOCTYPE html><html><p>&lt;rss"), Format::Page);
        assert_eq!(sniffed(b"WARC/1.0\r\n"), Format::Warc);
        assert_eq!(sniffed(b"[\n {\"text\""), Format::JsonLines);
        assert_eq!(sniffed(b"[Photo] Ostmark leaves"), Format::Plain);
        assert_eq!(sniffed(b"Ostmark leaves"), Format::Plain);
    }
}
