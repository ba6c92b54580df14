//! Training of the two classifiers on UD treebanks: logistic regression over hashed features with AdaGrad.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::ops::Range;
use std::path::Path;

use rapporteur_text::Sentence;

use super::chars::{is_closer, is_terminal};
use super::features::Features;
use super::linear::{SegmentWeights, Table, WORD_LABELS};
use super::{Word, paragraph, sentences, words};
use crate::ConlluError;
use crate::conllu;

const WORD_BITS: u32 = 17;
const SENTENCE_BITS: u32 = 18;
const EPOCHS: usize = 8;
const RATE: f32 = 0.15;
/// Pull to zero, a share of the gradient step.
const SHRINK: f32 = 2e-6;

/// Learns from treebanks in CoNLL-U and returns the bytes of a weights file.
pub fn train(paths: &[impl AsRef<Path>]) -> Result<Vec<u8>, ConlluError> {
    let mut cases = Cases::default();
    for path in paths {
        let mut text = conllu::Text::default();
        for given in conllu::read(BufReader::new(std::fs::File::open(path)?)) {
            text.push(&given?);
        }
        cases.add(&text.text, &text.sentences);
    }
    let weights = SegmentWeights {
        words: fit::<WORD_LABELS>(&cases.words, WORD_BITS),
        sentences: fit::<2>(&cases.sentences, SENTENCE_BITS).difference(),
    };
    Ok(weights.write())
}

/// Decisions with their features and right answers, end to end.
#[derive(Default)]
struct Set {
    features: Vec<u32>,
    ends: Vec<usize>,
    labels: Vec<u8>,
}

impl Set {
    fn push(&mut self, features: &[u32], label: u8) {
        self.features.extend_from_slice(features);
        self.ends.push(self.features.len());
        self.labels.push(label);
    }

    fn case(&self, i: usize) -> (&[u32], usize) {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        (&self.features[start..self.ends[i]], usize::from(self.labels[i]))
    }
}

#[derive(Default)]
struct Cases {
    words: Set,
    sentences: Set,
}

impl Cases {
    fn add(&mut self, text: &str, gold: &[Sentence]) {
        let mut starts: BTreeMap<usize, words::Cut> = BTreeMap::new();
        let mut sentence_starts = std::collections::BTreeSet::new();
        let mut all: Vec<Word> = Vec::new();
        for s in gold {
            sentence_starts.insert(s.span.start);
            for t in &s.tokens {
                let cut = if t.glued { words::Cut::Glued } else { words::Cut::Token };
                starts.insert(t.span.start as usize, cut);
                all.push(Word { span: t.span, glued: t.glued });
            }
        }
        let mut scratch = Vec::new();
        let mut texts = words::Texts::default();
        let alone = paragraph::paragraphs(text);
        for p in alone.iter().cloned().chain(joined(text, &alone)) {
            words::visit(text, p.clone(), |chunk| {
                for i in 0..chunk.places.len() {
                    if chunk.places[i].fixed {
                        continue;
                    }
                    words::features(&chunk, i, &mut texts, &mut Features::new(&mut scratch, WORD_BITS));
                    let label = starts.get(&chunk.places[i].at).map_or(0, |c| *c as u8);
                    self.words.push(&scratch, label);
                }
            });
            let from = all.partition_point(|w| (w.span.start as usize) < p.start);
            let to = all.partition_point(|w| (w.span.start as usize) < p.end);
            let inside = &all[from..to];
            let mut state = sentences::State::new(text, inside);
            for (i, word) in inside.iter().enumerate().skip(1) {
                state.pass(i - 1);
                if word.glued {
                    continue;
                }
                state.features(i, &mut Features::new(&mut scratch, SENTENCE_BITS));
                let starts = sentence_starts.contains(&word.span.start);
                self.sentences.push(&scratch, u8::from(starts));
                if starts {
                    state.begin(i);
                }
            }
        }
    }
}

/// Paragraphs run together, two to four at a time, where each ends in a stop: so the ends of their sentences are learned too.
fn joined(text: &str, paragraphs: &[Range<usize>]) -> Vec<Range<usize>> {
    let stops = |p: &Range<usize>| text[p.clone()].trim_end_matches(is_closer).ends_with(is_terminal);
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut count = 0;
    for (i, p) in paragraphs.iter().enumerate() {
        match out.last_mut() {
            Some(last) if count < 2 + i % 3 && stops(last) => {
                last.end = p.end;
                count += 1;
            }
            _ => {
                out.push(p.clone());
                count = 1;
            }
        }
    }
    out.retain(|r| !paragraphs.contains(r));
    out
}

impl Table {
    /// Of a two-label table, the weights for the second label against the first.
    fn difference(self) -> Table {
        let weights: Vec<f32> = self
            .weights
            .as_chunks::<2>()
            .0
            .iter()
            .map(|[no, yes]| (f32::from(*yes) - f32::from(*no)) * self.step)
            .collect();
        Table::quantise(self.bits, &weights)
    }
}

/// Softmax regression. The order of cases is shuffled by a fixed generator, so training gives the same bytes every time.
fn fit<const N: usize>(set: &Set, bits: u32) -> Table {
    let size = N << bits;
    let (mut weights, mut squares, mut sum) = (vec![0f32; size], vec![1f32; size], vec![0f64; size]);
    let mut order: Vec<usize> = (0..set.labels.len()).collect();
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    for epoch in 0..EPOCHS {
        for i in (1..order.len()).rev() {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            order.swap(i, (seed % (i as u64 + 1)) as usize);
        }
        for case in &order {
            let (features, label) = set.case(*case);
            let mut scores = [0f32; N];
            for f in features {
                for (s, w) in scores.iter_mut().zip(&weights[*f as usize * N..]) {
                    *s += w;
                }
            }
            let top = scores.iter().fold(f32::NEG_INFINITY, |a, s| a.max(*s));
            let mut p = scores.map(|s| (s - top).exp());
            let total: f32 = p.iter().sum();
            for (l, p) in p.iter_mut().enumerate() {
                *p = *p / total - f32::from(u8::from(l == label));
            }
            if p.iter().all(|g| g.abs() < 1e-3) {
                continue;
            }
            for f in features {
                for (l, g) in p.iter().enumerate() {
                    let at = *f as usize * N + l;
                    let g = g + SHRINK * weights[at];
                    squares[at] += g * g;
                    weights[at] -= RATE * g / squares[at].sqrt();
                }
            }
        }
        if epoch >= EPOCHS / 2 {
            for (s, w) in sum.iter_mut().zip(&weights) {
                *s += f64::from(*w);
            }
        }
    }
    let n = (EPOCHS - EPOCHS / 2) as f64;
    let mean: Vec<f32> = sum.iter().map(|s| (*s / n) as f32).collect();
    Table::quantise(bits, &mean)
}
