//! What the tests of several formats need.

use std::io::{Cursor, Write as _};

use rapporteur_text::Article;

use crate::Outcome;
use crate::stream::Bytes;

/// Bytes as they come from a file.
pub(crate) fn stream(bytes: &[u8]) -> Bytes {
    Box::new(Cursor::new(bytes.to_vec()))
}

/// The articles among outcomes.
pub(crate) fn articles(outcomes: &[Outcome]) -> Vec<&Article> {
    outcomes
        .iter()
        .filter_map(|o| match o {
            Outcome::Article(a) => Some(&**a),
            _ => None,
        })
        .collect()
}

/// The article that an outcome must be.
pub(crate) fn article(outcome: &Outcome) -> &Article {
    match outcome {
        Outcome::Article(a) => a,
        other => panic!("an article, not {other:?}"),
    }
}

/// One member of gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}
