//! The encoder over a batch of runs, laid end to end without padding.

use std::ops::Range;

use super::heads::Hung;
use super::input::{runs, shape};
use super::{Model, Norm};
use crate::kernel::{
    Inputs, Matrix, PANEL, Packed, Panels, add_layer_norm, gelu, gemm, gemm_rounded, softmax,
};

/// Pieces after which a batch is closed. Larger batches run no faster, and memory grows with them.
const BATCH: usize = 192;
/// Rows that pass through the two layers of the feed-forward part together, so that the wide middle stays in the cache.
const FFN_ROWS: usize = 48;

/// What stands between the words of a text and the network: reused from batch to batch, so that the encoder allocates nothing.
#[derive(Default)]
pub(crate) struct Workspace {
    scratch: String,
    pub(super) ids: Vec<u32>,
    pub(super) jobs: Vec<Job>,
    shapes: Vec<u8>,
    x: Matrix,
    pub(super) inputs: Inputs,
    /// Queries, keys and values, a panel a head, one below the other.
    qkv: Matrix,
    context: Matrix,
    out: Matrix,
    middle: Matrix,
    keys: Packed,
    scores: Matrix,
    pub(super) words: Matrix,
    pub(super) heads: Matrix,
    pub(super) arcs: Matrix,
    pub(super) arc_heads: Packed,
    pub(super) arc_scores: Matrix,
    pub(super) rels: Matrix,
    pub(super) hung: Vec<Hung>,
}

/// A run of words that the encoder sees as one sentence.
pub(crate) struct Job {
    /// Sentence that it belongs to.
    pub sentence: usize,
    /// Its words there.
    pub words: Range<usize>,
    /// Rows of its pieces in the batch, `[CLS]` and `[SEP]` among them.
    rows: Range<usize>,
    /// Row of the first and last piece of each word.
    ends: Vec<(u32, u32)>,
    /// First row of its word vectors in the batch: the root's.
    pub at: usize,
}

impl Model {
    /// Lays sentences out in `space`, starting with sentence `from`, until the batch is full; returns the next sentence.
    pub(super) fn fill<'t>(
        &self,
        space: &mut Workspace,
        from: usize,
        sentences: usize,
        form: impl Fn(usize, usize) -> &'t str,
        count: impl Fn(usize) -> usize,
    ) -> usize {
        space.ids.clear();
        space.shapes.clear();
        space.jobs.clear();
        let (mut word_ids, mut counts) = (Vec::new(), Vec::new());
        let mut at = 0;
        let mut s = from;
        while s < sentences && space.ids.len() < BATCH {
            word_ids.clear();
            counts.clear();
            for w in 0..count(s) {
                let before = word_ids.len();
                self.pieces.of(form(s, w), &mut space.scratch, &mut word_ids);
                counts.push(word_ids.len() - before);
            }
            let stop = |w: usize| matches!(form(s, w), "," | ";" | ":");
            let mut next = 0;
            for words in runs(&counts, self.config.max_positions, stop) {
                let start = space.ids.len();
                space.ids.push(self.pieces.cls);
                space.shapes.push(0);
                let mut ends = Vec::with_capacity(words.len());
                for (i, w) in words.clone().enumerate() {
                    let first = space.ids.len();
                    space.ids.extend_from_slice(&word_ids[next..next + counts[w]]);
                    next += counts[w];
                    space.shapes.resize(space.ids.len(), shape(form(s, w), i == 0));
                    ends.push((first as u32, space.ids.len() as u32 - 1));
                }
                space.ids.push(self.pieces.sep);
                space.shapes.push(0);
                let size = words.len() + 1;
                space.jobs.push(Job { sentence: s, words, rows: start..space.ids.len(), ends, at });
                at += size;
            }
            s += 1;
        }
        s
    }

    /// Runs the encoder over the batch; leaves one row a root and a word in `space.words`.
    pub(super) fn encode(&self, space: &mut Workspace) {
        let (h, inner) = (self.config.hidden, self.config.inner());
        let rows = space.ids.len();
        self.embed(space);
        for layer in &self.layers {
            space.qkv.resize(3 * self.config.heads * rows, PANEL);
            space.inputs.refill(self.isa, space.x.some_rows(0..rows), h);
            gemm_rounded(self.isa, &space.inputs, rows, &layer.qkv, &mut space.qkv.panels(rows));
            space.context.resize(rows, inner);
            for job in 0..space.jobs.len() {
                self.attend(space, job);
            }
            space.out.resize(rows, h);
            space.inputs.refill(self.isa, space.context.some_rows(0..rows), inner);
            gemm_rounded(self.isa, &space.inputs, rows, &layer.out, &mut space.out.out());
            for i in 0..rows {
                self.add_norm(space.x.row_mut(i), space.out.row(i), &layer.ln1);
            }
            for from in (0..rows).step_by(FFN_ROWS) {
                let some = FFN_ROWS.min(rows - from);
                space.middle.resize(some, self.config.ffn);
                space.inputs.refill(self.isa, space.x.some_rows(from..from + some), h);
                gemm_rounded(self.isa, &space.inputs, some, &layer.up, &mut space.middle.out());
                for i in 0..some {
                    gelu(self.isa, space.middle.row_mut(i));
                }
                space.out.resize(some, h);
                space.inputs.refill(self.isa, space.middle.some_rows(0..some), self.config.ffn);
                gemm_rounded(self.isa, &space.inputs, some, &layer.down, &mut space.out.out());
                for i in 0..some {
                    self.add_norm(space.x.row_mut(from + i), space.out.row(i), &layer.ln2);
                }
            }
        }
        self.gather(space);
    }

    /// `x = LayerNorm(x + y)`.
    fn add_norm(&self, x: &mut [f32], y: &[f32], norm: &Norm) {
        add_layer_norm(self.isa, x, y, &norm.gain, &norm.bias, self.config.layer_norm_eps);
    }

    /// Embeddings and their layer norm.
    fn embed(&self, space: &mut Workspace) {
        let h = self.config.hidden;
        space.x.resize(space.ids.len(), h);
        for job in &space.jobs {
            for (position, row) in job.rows.clone().enumerate() {
                let id = space.ids[row] as usize;
                let piece = &self.bytes[self.word.at.start + id * h..][..h];
                let scale = self.word.scale[id];
                let place = &self.position[position * h..][..h];
                let x = space.x.row_mut(row);
                for ((x, b), p) in x.iter_mut().zip(piece).zip(place) {
                    // Not fused: a fused multiply-add outside of the kernels is a call into a library.
                    *x = f32::from(*b as i8) * scale + *p;
                }
                let shape = &self.shape[usize::from(space.shapes[row]) * h..][..h];
                self.add_norm(x, shape, &self.norm);
            }
        }
    }

    /// Self-attention of one run, head by head, into its rows of `space.context`. A head is one panel wide.
    fn attend(&self, space: &mut Workspace, job: usize) {
        let rows = space.jobs[job].rows.clone();
        let (heads, n, all) = (self.config.heads, rows.len(), space.ids.len());
        let scale = 1.0 / (PANEL as f32).sqrt();
        for head in 0..heads {
            let [query, key, value] = [head, heads + head, 2 * heads + head]
                .map(|panel| &space.qkv.flat()[(panel * all + rows.start) * PANEL..][..n * PANEL]);
            space.keys.refill(n, PANEL, key, PANEL);
            space.scores.resize(n, n);
            gemm(self.isa, query, PANEL, n, space.keys.view(), &mut space.scores.out());
            for i in 0..n {
                softmax(self.isa, space.scores.row_mut(i), scale);
            }
            let mut out = space.context.part(rows.start, head * PANEL);
            gemm(self.isa, space.scores.flat(), space.scores.stride(), n, Panels::one(value), &mut out);
        }
    }

    /// The vectors of roots and words.
    fn gather(&self, space: &mut Workspace) {
        let h = self.config.hidden;
        let total = space.jobs.iter().map(|j| j.ends.len() + 1).sum();
        space.words.resize(total, h);
        for job in &space.jobs {
            space.words.row_mut(job.at).copy_from_slice(space.x.row(job.rows.start));
            for (i, (first, last)) in job.ends.iter().enumerate() {
                let (a, b) = (space.x.row(*first as usize), space.x.row(*last as usize));
                for ((w, a), b) in space.words.row_mut(job.at + 1 + i).iter_mut().zip(a).zip(b) {
                    *w = (a + b) * 0.5;
                }
            }
        }
    }
}

impl Workspace {
    /// Small enough to be kept: no sentence of monstrous length has blown it up.
    pub(crate) fn is_small(&self) -> bool {
        self.ids.capacity() <= 8 * BATCH
    }
}
