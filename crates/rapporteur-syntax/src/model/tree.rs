//! The best tree over a sentence's words (Chu and Liu 1965; Edmonds 1967), with exactly one child of the root.

/// Cost of every child of the root: greater than what any tree can gain by a second one.
const EXTRA_ROOT: f64 = 1e6;
const NEVER: f64 = -1e18;

/// The head of each word, 0 being the root; `score(dependent, head)` counts words from 1. A word is never its own head.
pub(super) fn best_heads(words: usize, score: impl Fn(usize, usize) -> f32) -> Vec<usize> {
    let greedy: Vec<usize> = (1..=words)
        .map(|d| {
            let others = (0..=words).filter(|h| *h != d);
            others.fold(None, |best: Option<(usize, f32)>, h| {
                let s = score(d, h);
                if best.is_none_or(|(_, top)| s > top) { Some((h, s)) } else { best }
            })
        })
        .map(|best| best.map_or(0, |(h, _)| h))
        .collect();
    if is_tree(&greedy) {
        return greedy;
    }
    let n = words + 1;
    let mut table = Square::new(n);
    for d in 1..n {
        for h in 0..n {
            if h != d {
                let s = f64::from(score(d, h)).max(-1e5);
                table.set(d, h, if h == 0 { s - EXTRA_ROOT } else { s });
            }
        }
    }
    edmonds(&table)[1..].to_vec()
}

/// One root, no cycle.
fn is_tree(heads: &[usize]) -> bool {
    if heads.iter().filter(|h| **h == 0).count() != 1 {
        return false;
    }
    // 0 unseen, 1 on the present path, 2 known to reach the root.
    let mut state = vec![0u8; heads.len() + 1];
    state[0] = 2;
    for start in 1..=heads.len() {
        let mut at = start;
        while state[at] == 0 {
            state[at] = 1;
            at = heads[at - 1];
        }
        if state[at] == 1 {
            return false;
        }
        let mut at = start;
        while state[at] == 1 {
            state[at] = 2;
            at = heads[at - 1];
        }
    }
    true
}

struct Square {
    n: usize,
    cells: Vec<f64>,
}

impl Square {
    fn new(n: usize) -> Self {
        Square { n, cells: vec![NEVER; n * n] }
    }

    fn get(&self, d: usize, h: usize) -> f64 {
        self.cells[d * self.n + h]
    }

    fn set(&mut self, d: usize, h: usize, value: f64) {
        self.cells[d * self.n + h] = value;
    }
}

/// The first of the greatest.
fn greatest(items: impl Iterator<Item = usize>, value: impl Fn(usize) -> f64) -> usize {
    let mut best: Option<(usize, f64)> = None;
    for i in items {
        let v = value(i);
        if best.is_none_or(|(_, top)| v > top) {
            best = Some((i, v));
        }
    }
    best.map_or(0, |(i, _)| i)
}

/// Best head of every node; each contraction leaves at least one node less, so the depth is bounded by the length of a run.
fn edmonds(score: &Square) -> Vec<usize> {
    let n = score.n;
    let best = |d: usize| if d == 0 { 0 } else { greatest((0..n).filter(|h| *h != d), |h| score.get(d, h)) };
    let head: Vec<usize> = (0..n).map(best).collect();
    let Some(cycle) = find_cycle(&head) else { return head };
    let mut inside = vec![false; n];
    for v in &cycle {
        inside[*v] = true;
    }
    let rest: Vec<usize> = (0..n).filter(|v| !inside[*v]).collect();
    let c = rest.len();
    let mut small = Square::new(c + 1);
    let (mut enter, mut leave) = (vec![0; n], vec![0; n]);
    let total: f64 = cycle.iter().map(|d| score.get(*d, head[*d])).sum();
    for (i, v) in rest.iter().enumerate() {
        for (j, u) in rest.iter().enumerate() {
            if u != v {
                small.set(i, j, score.get(*v, *u));
            }
        }
        leave[*v] = greatest(cycle.iter().copied(), |k| score.get(*v, k));
        small.set(i, c, score.get(*v, leave[*v]));
        let gain = |k: usize| score.get(k, *v) - score.get(k, head[k]);
        enter[*v] = greatest(cycle.iter().copied(), gain);
        small.set(c, i, gain(enter[*v]) + total);
    }
    let got = edmonds(&small);
    let mut out = head;
    for (i, v) in rest.iter().enumerate().skip(1) {
        out[*v] = if got[i] == c { leave[*v] } else { rest[got[i]] };
    }
    let from = rest[got[c]];
    out[enter[from]] = from;
    out
}

/// A cycle among the heads, if there is one, from the node where it was first entered.
fn find_cycle(head: &[usize]) -> Option<Vec<usize>> {
    let mut state = vec![0u8; head.len()];
    state[0] = 2;
    for start in 1..head.len() {
        let mut path = Vec::new();
        let mut at = start;
        while state[at] == 0 {
            state[at] = 1;
            path.push(at);
            at = head[at];
        }
        if state[at] == 1 {
            let first = path.iter().position(|v| *v == at)?;
            return Some(path.split_off(first));
        }
        for v in path {
            state[v] = 2;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The best of all trees with one root, by trying every assignment of heads.
    fn exhaustive(words: usize, score: &dyn Fn(usize, usize) -> f32) -> f64 {
        let mut best = f64::NEG_INFINITY;
        let mut heads = vec![0; words];
        loop {
            if heads.iter().enumerate().all(|(i, h)| *h != i + 1) && is_tree(&heads) {
                best = best.max(heads.iter().enumerate().map(|(i, h)| f64::from(score(i + 1, *h))).sum());
            }
            let Some(i) = heads.iter().position(|h| *h < words) else { return best };
            heads[i] += 1;
            heads[..i].fill(0);
        }
    }

    proptest! {
        #[test]
        fn no_tree_is_better(words in 1usize..6, cells in prop::collection::vec(-8i8..8, 36)) {
            let score = |d: usize, h: usize| f32::from(cells[d * 6 + h]);
            let heads = best_heads(words, score);
            prop_assert!(is_tree(&heads));
            let got: f64 = heads.iter().enumerate().map(|(i, h)| f64::from(score(i + 1, *h))).sum();
            prop_assert_eq!(got, exhaustive(words, &score));
        }

        #[test]
        fn long_sentences_get_trees(words in 1usize..127, seed in any::<u32>()) {
            let score = |d: usize, h: usize| {
                let x = (d as u32).wrapping_mul(2_654_435_761) ^ (h as u32).wrapping_mul(40_503) ^ seed;
                (x.wrapping_mul(x | 1) >> 12) as f32 / 1e5
            };
            prop_assert!(is_tree(&best_heads(words, score)));
        }
    }
}
