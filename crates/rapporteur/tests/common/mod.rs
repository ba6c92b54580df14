//! What the tests of whole records share: the reader with the data that is shipped, and reading many texts side by side.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rapporteur::text::record::ActorRecord;
use rapporteur::{Annotated, Article, Reader};

/// The reader with the model and the knowledge that are shipped.
pub static READER: LazyLock<Reader> = LazyLock::new(|| {
    Reader::new(rapporteur_data::model(), rapporteur_data::segment(), rapporteur_data::knowledge())
        .expect("the shipped data load")
});

/// A path below the project's folder.
pub fn project(path: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The files of a folder with this ending, by name.
#[allow(dead_code)]
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|e| e.expect("a folder's entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == ending))
        .collect();
    files.sort();
    files
}

/// Reads every article, on as many threads as there are cores; the records in the same order.
#[allow(dead_code)]
pub fn read_all(articles: &[Article]) -> Vec<Annotated> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, Annotated)> = std::thread::scope(|scope| {
        let work = || {
            let mut mine = Vec::new();
            loop {
                let i = next.fetch_add(1, Ordering::Relaxed);
                let Some(article) = articles.get(i) else { return mine };
                mine.push((i, READER.read(article)));
            }
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles.into_iter().flat_map(|h| h.join().expect("reading never panics")).collect()
    });
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, record)| record).collect()
}

/// Is this actor meant? Three capitals are a country's code; anything else, words of the name, of the text, or a sector's code.
#[allow(dead_code)]
pub fn is_actor(actor: &ActorRecord, wanted: &str) -> bool {
    if wanted.len() == 3
        && wanted.bytes().all(|b| b.is_ascii_uppercase())
        && actor.country.as_deref() == Some(wanted)
    {
        return true;
    }
    let wanted = wanted.to_lowercase();
    [&actor.name, &actor.text, &actor.code].iter().any(|s| s.to_lowercase().contains(&wanted))
}

/// `AUS AGREE IRQ` with what the actors were taken for: for messages.
#[allow(dead_code)]
pub fn told(record: &Annotated) -> String {
    let role = |actors: &[ActorRecord]| {
        let names: Vec<String> = actors
            .iter()
            .map(|a| format!("{}[{}]", a.name, if a.code.is_empty() { "?" } else { &a.code }))
            .collect();
        if names.is_empty() { "-".to_owned() } else { names.join("+") }
    };
    let events: Vec<String> = record
        .events
        .iter()
        .map(|e| format!("{} {} {} ({})", role(&e.actor), e.event, role(&e.recipient), e.rule))
        .collect();
    if events.is_empty() { "no event".to_owned() } else { events.join("; ") }
}
