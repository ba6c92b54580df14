//! Runs `specs/*.md`: sentences, and the record that they must give (`specs/README.md` has the format). `UPDATE=1` takes the mark
//! `known gap:` off what holds now; it never puts one on.

#[path = "specs/check.rs"]
mod check;
mod common;
#[path = "specs/document.rs"]
mod document;

use common::{files, project, read_all};

#[test]
fn the_specs_hold() {
    let mut cases = Vec::new();
    for file in files(&project("specs"), "md") {
        if file.file_name().is_some_and(|n| n == "README.md") {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("a spec can be read");
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        cases.extend(document::read(&name, &text).unwrap_or_else(|fault| panic!("specs/{fault}")));
    }
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let articles: Vec<_> = cases.iter().map(document::Case::article).collect();
    let records = read_all(&articles);
    let mut faults = Vec::new();
    let mut gaps = 0;
    let update = std::env::var_os("UPDATE").is_some();
    for (case, record) in cases.iter().zip(&records) {
        for line in &case.lines {
            gaps += usize::from(line.gap);
            let fault = check::fault(&line.words, &case.lines, record);
            match (fault, line.gap) {
                (Some(why), false) => faults.push(format!(
                    "specs/{}:{} {:?}\n    wanted: {}\n    {why}",
                    case.file, line.number, case.title, line.words
                )),
                (None, true) if update => take_off(&case.file, line.number),
                (None, true) => faults.push(format!(
                    "specs/{}:{} {:?}: holds now: take out `known gap:` before {}",
                    case.file, line.number, case.title, line.words
                )),
                _ => {}
            }
        }
    }
    println!("{} cases, {gaps} known gaps", cases.len());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Takes the mark off a line of a spec.
fn take_off(file: &str, number: usize) {
    let path = project("specs").join(file);
    let text = std::fs::read_to_string(&path).expect("a spec can be read");
    let lines: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(i, l)| if i + 1 == number { l.replacen("known gap: ", "", 1) } else { l.to_owned() })
        .collect();
    std::fs::write(&path, lines.join("\n") + "\n").expect("a spec can be written");
}
