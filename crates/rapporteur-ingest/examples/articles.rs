//! Prints what ingest makes of its inputs, one JSON object a line: `cargo run --example articles -- [--raw] INPUT…`.

use rapporteur_ingest::{Inputs, Options, Outcome};
use serde_json::json;

fn main() {
    let (flags, inputs): (Vec<_>, Vec<_>) =
        std::env::args_os().skip(1).partition(|a| a.to_string_lossy().starts_with("--"));
    let flag = |name: &str| flags.iter().any(|f| f == name);
    let options = Options { raw: flag("--raw"), ..Options::default() };
    for outcome in Inputs::open(&inputs, options) {
        match outcome {
            Outcome::Article(a) => {
                let line = json!({
                    "id": a.id, "url": a.url, "title": a.title, "byline": a.byline, "publisher": a.publisher,
                    "published": a.published.map(|d| d.to_string()), "published_at": a.published_at,
                    "published_from": a.published_from.map(|f| f.as_str()), "language": a.language,
                    "text": a.text, "dropped": a.dropped, "notes": a.notes, "events": [],
                });
                println!("{line}");
            }
            other => eprintln!("{other:?}"),
        }
    }
}
