//! The best path of name tags.

use super::NameTag;

const NEVER: f32 = -1e9;

/// What a path may start with and go on with: `I-X` only after `B-X` or `I-X`. Transitions are `[from, to]`.
pub(super) fn restrict(tags: &[NameTag], start: &mut [f32], transitions: &mut [f32]) {
    for (to, tag) in tags.iter().enumerate() {
        let NameTag::Inside(kind) = *tag else { continue };
        start[to] = NEVER;
        for (from, before) in tags.iter().enumerate() {
            if ![NameTag::Begin(kind), NameTag::Inside(kind)].contains(before) {
                transitions[from * tags.len() + to] = NEVER;
            }
        }
    }
}

/// Viterbi over the tags' scores; `scores(word)` are those of a word.
pub(super) fn best_path<'s>(
    words: usize,
    start: &[f32],
    transitions: &[f32],
    scores: impl Fn(usize) -> &'s [f32],
) -> Vec<usize> {
    let n = start.len();
    if words == 0 {
        return Vec::new();
    }
    let mut best: Vec<f32> = scores(0).iter().zip(start).map(|(s, t)| s + t).collect();
    let mut back = Vec::with_capacity((words - 1) * n);
    let (mut next, mut from) = (vec![0f32; n], vec![0usize; n]);
    for word in 1..words {
        next.fill(f32::NEG_INFINITY);
        for (f, row) in transitions.chunks_exact(n).enumerate() {
            for (to, t) in row.iter().enumerate() {
                let s = best[f] + t;
                if s > next[to] {
                    (next[to], from[to]) = (s, f);
                }
            }
        }
        back.extend_from_slice(&from);
        for (b, (top, s)) in best.iter_mut().zip(next.iter().zip(scores(word))) {
            *b = top + s;
        }
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
        let (mut start, mut transitions) = ([0.0; 5], [0.0; 25]);
        restrict(&tags, &mut start, &mut transitions);
        let s = [[0.0, 2.0, 9.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0, 1.5], [1.0, 0.0, 0.5, 0.0, 0.0]];
        let got = best_path(3, &start, &transitions, |w| &s[w]);
        assert_eq!(got, [1, 2, 0]);
    }
}
