//! Whole articles with a snapshot of every layer (`shelf/*.txt`, `shelf/*.snap`): what a change does to the reading shows in the diff.
//!
//! `UPDATE_SHELF=1 cargo test -p rapporteur --test shelf` rewrites the snapshots; review them, and keep `shelf/README.md` true.

mod common;
#[path = "shelf/page.rs"]
mod page;
#[path = "shelf/rows.rs"]
mod rows;

use common::{READER, files, project};

#[test]
fn the_articles_on_the_shelf_are_read_as_before() {
    let update = std::env::var_os("UPDATE_SHELF").is_some();
    let articles = files(&project("shelf"), "txt");
    assert!(articles.len() >= 10, "{} articles", articles.len());
    let read = |path: &std::path::PathBuf| {
        let source = std::fs::read_to_string(path).expect("an article can be read");
        let mut article = rapporteur::ingest::read_plain(&source, false);
        article.id = path.file_stem().expect("a name").to_string_lossy().into_owned();
        page::snapshot(&READER, &article)
    };
    let snapshots: Vec<String> = std::thread::scope(|scope| {
        let half = articles.len().div_ceil(2);
        let work = |part: &'_ [std::path::PathBuf]| part.iter().map(read).collect::<Vec<_>>();
        let handles: Vec<_> = articles.chunks(half).map(|part| scope.spawn(move || work(part))).collect();
        handles.into_iter().flat_map(|h| h.join().expect("reading never panics")).collect()
    });
    let mut faults = Vec::new();
    for (path, now) in articles.iter().zip(snapshots) {
        let file = path.with_extension("snap");
        if update {
            std::fs::write(&file, now).expect("the snapshot can be written");
            continue;
        }
        let before = std::fs::read_to_string(&file).unwrap_or_default();
        if before == now {
            continue;
        }
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let number = before.lines().zip(now.lines()).position(|(a, b)| a != b);
        let number = number.unwrap_or_else(|| before.lines().count().min(now.lines().count()));
        let line = |text: &str| text.lines().nth(number).unwrap_or("(the end)").to_owned();
        faults.push(format!(
            "shelf/{name}:{}\n  before: {}\n  now:    {}",
            number + 1,
            line(&before),
            line(&now)
        ));
    }
    assert!(
        faults.is_empty(),
        "{} articles are read otherwise than before:\n{}\nUPDATE_SHELF=1 rewrites the snapshots; review the diff",
        faults.len(),
        faults.join("\n")
    );
}
