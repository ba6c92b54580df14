//! Who was this, on that day? Three hundred names and offices by another hand (`specs/who-on-this-date.tsv`), written before the tables
//! were filled. The test holds the shares that were reached: they may rise, not fall.

mod common;

use std::fmt::Write as _;

use common::{project, read_all};
use rapporteur::Article;

/// Rows whose whole code must be right, of all.
const RIGHT: f64 = 0.95;
/// Rows that may be wrong with a confidence of [`CONFIDENT`] or more.
const WRONG: f64 = 0.0101;
const CONFIDENT: f32 = 0.8;

struct Row {
    name: String,
    code: String,
    article: Article,
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(project("specs").join("who-on-this-date.tsv")).expect("the table");
    text.lines()
        .skip(1)
        .enumerate()
        .map(|(i, line)| {
            let [name, date, context, _, code, _] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("line {} has not six cells", i + 2)
            };
            // The table writes MED for the media; PLOVER has JRN.
            let code = code.strip_suffix("MED").map_or_else(|| code.to_owned(), |c| format!("{c}JRN"));
            let article = Article {
                id: i.to_string(),
                text: context.to_owned(),
                published: Some(date.parse().expect("a date")),
                ..Article::default()
            };
            Row { name: name.to_owned(), code, article }
        })
        .collect()
}

#[test]
fn names_and_offices_stand_for_whom_they_stood_for_on_the_day() {
    let rows = rows();
    assert_eq!(rows.len(), 300);
    let articles: Vec<Article> = rows.iter().map(|r| r.article.clone()).collect();
    let (mut right, mut wrong, mut list) = (0.0, 0.0, String::new());
    for (row, record) in rows.iter().zip(read_all(&articles)) {
        let at = record.text.find(&row.name).expect("the name stands in its context");
        let start = record.text[..at].chars().count() as u32;
        let end = start + row.name.chars().count() as u32;
        let overlap =
            |m: &rapporteur::text::record::MentionRecord| m.end.min(end).saturating_sub(m.start.max(start));
        let best = record
            .mentions
            .iter()
            .filter(|m| m.resolved.is_some() && overlap(m) > 0)
            .max_by_key(|m| (overlap(m), u32::MAX - (m.end - m.start)));
        let found = best.and_then(|m| m.resolved.as_ref());
        if found.is_some_and(|r| r.code == row.code) {
            right += 1.0;
            continue;
        }
        let confidence = found.map_or(0.0, |r| r.confidence);
        wrong += f64::from(u8::from(confidence >= CONFIDENT));
        let code = found.map_or("nobody", |r| r.code.as_str());
        let _ = writeln!(
            list,
            "{}: {} is {}, found {code} ({confidence:.2})",
            row.article.id, row.name, row.code
        );
    }
    let n = rows.len() as f64;
    println!("right {:.3}, wrong and confident {:.3}", right / n, wrong / n);
    if std::env::var_os("LIST").is_some() {
        println!("{list}");
    }
    assert!(right / n >= RIGHT, "only {right} of {n} are right");
    assert!(wrong / n <= WRONG, "{wrong} of {n} are wrong and confident");
}
