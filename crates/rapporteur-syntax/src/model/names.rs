//! The best path of name tags.

use super::NameTag;

/// Viterbi over the tags' scores (`scores(word, tag)`), with `I-X` only after `B-X` or `I-X`.
pub(super) fn best_path(
    words: usize,
    tags: &[NameTag],
    start: &[f32],
    trans: &[f32],
    scores: impl Fn(usize, usize) -> f32,
) -> Vec<usize> {
    const NEVER: f32 = -1e9;
    let n = tags.len();
    if words == 0 {
        return Vec::new();
    }
    let may = |from: usize, to: usize| match tags[to] {
        NameTag::Inside(kind) => tags[from] == NameTag::Begin(kind) || tags[from] == NameTag::Inside(kind),
        _ => true,
    };
    let mut best: Vec<f32> = (0..n)
        .map(|t| scores(0, t) + if matches!(tags[t], NameTag::Inside(_)) { NEVER } else { start[t] })
        .collect();
    let mut back = Vec::with_capacity((words - 1) * n);
    let mut next = vec![0f32; n];
    for word in 1..words {
        for to in 0..n {
            let (mut top, mut from) = (f32::NEG_INFINITY, 0);
            for f in 0..n {
                let s = best[f] + if may(f, to) { trans[f * n + to] } else { NEVER };
                if s > top {
                    (top, from) = (s, f);
                }
            }
            back.push(from);
            next[to] = top + scores(word, to);
        }
        std::mem::swap(&mut best, &mut next);
    }
    let mut at = (0..n).fold(0, |a, t| if best[t] > best[a] { t } else { a });
    let mut path = vec![at; words];
    for word in (1..words).rev() {
        at = back[(word - 1) * n + at];
        path[word - 1] = at;
    }
    path
}

#[cfg(test)]
mod tests {
    use rapporteur_text::NameKind::{Location, Person};

    use super::*;

    #[test]
    fn inside_never_follows_another_kind() {
        let tags = [
            NameTag::Out,
            NameTag::Begin(Person),
            NameTag::Inside(Person),
            NameTag::Begin(Location),
            NameTag::Inside(Location),
        ];
        let trans = vec![0.0; 25];
        let s = [[0.0, 2.0, 9.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0, 1.5], [1.0, 0.0, 0.5, 0.0, 0.0]];
        let got = best_path(3, &tags, &[0.0; 5], &trans, |w, t| s[w][t]);
        assert_eq!(got, [1, 2, 0]);
    }
}
