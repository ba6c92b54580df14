//! From word vectors to tags, names, heads and labels.

use rapporteur_text::{Name, NameKind, Sentence, Token};

use super::encode::{Job, Workspace};
use super::names::best_path;
use super::tree::best_heads;
use super::{Model, NameTag};
use crate::kernel::{gelu, gemm, gemm_rounded, weigh};
use crate::lexicon;

/// Heads whose half of the label scores is computed together.
const REL_ROWS: usize = 48;

/// A run's analysis, in the words of the run.
struct Run {
    names: Vec<usize>,
    /// 0 is the root.
    heads: Vec<usize>,
    labels: Vec<usize>,
}

/// A word that hangs on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hung {
    /// Row of its head in the batch.
    head: usize,
    job: usize,
    /// Counted in the run.
    word: usize,
}

impl Model {
    /// Tags every sentence and builds its tree. `form(s, w)` is a word's form; spans and glue of the tokens stay as they are.
    pub(crate) fn annotate<'t>(
        &self,
        space: &mut Workspace,
        sentences: &mut [Sentence],
        form: impl Fn(usize, usize) -> &'t str,
    ) {
        let mut next = 0;
        while next < sentences.len() {
            next = self.fill(space, next, sentences.len(), &form, |s| sentences[s].tokens.len());
            if space.jobs.is_empty() {
                continue;
            }
            self.encode(space);
            self.score(space);
            let mut runs: Vec<Run> = (0..space.jobs.len()).map(|j| self.decode(space, j)).collect();
            self.label(space, &mut runs);
            for (job, run) in space.jobs.iter().zip(&runs) {
                let sentence = &mut sentences[job.sentence];
                self.write(space, job, run, sentence, |w| form(job.sentence, w));
            }
        }
    }

    /// All linear heads of the batch, and the first half of the arc scores.
    fn score(&self, space: &mut Workspace) {
        let rows = space.jobs.iter().map(|j| j.words.len() + 1).sum();
        space.heads.resize(rows, self.columns.end);
        space.inputs.refill(self.isa, space.words.some_rows(0..rows), self.config.hidden);
        gemm_rounded(self.isa, &space.inputs, rows, &self.heads, &mut space.heads.out());
        for i in 0..rows {
            gelu(self.isa, &mut space.heads.row_mut(i)[self.columns.arc_head..]);
        }
        space.arcs.resize(rows, self.arc.n());
        let deps = &space.heads.flat()[self.columns.arc_dep..];
        gemm(self.isa, deps, space.heads.stride(), rows, self.arc.view(), &mut space.arcs.out());
    }

    /// Names and heads of a run.
    fn decode(&self, space: &mut Workspace, j: usize) -> Run {
        let (at, n) = (space.jobs[j].at, space.jobs[j].words.len());
        let stride = space.heads.stride();
        let columns = &self.columns;
        let all = &space.heads.flat()[at * stride..];
        let names = best_path(n, &self.names_start, &self.names_trans, |w| {
            &all[(w + 1) * stride + columns.names..][..self.name_tags.len()]
        });
        space.arc_heads.refill(n + 1, self.config.arc_dim, &all[columns.arc_head..], stride);
        space.arc_scores.resize(n, n + 1);
        let dep_stride = space.arcs.stride();
        let deps = &space.arcs.flat()[(at + 1) * dep_stride..];
        gemm(self.isa, deps, dep_stride, n, space.arc_heads.view(), &mut space.arc_scores.out());
        let heads = best_heads(n, |d, h| space.arc_scores.row(d - 1)[h]);
        Run { names, heads, labels: vec![self.root; n] }
    }

    /// Labels of all words of the batch but the roots: what each label makes of a head is reckoned once for all words that hang on it.
    fn label(&self, space: &mut Workspace, runs: &mut [Run]) {
        space.hung.clear();
        for (j, (job, run)) in space.jobs.iter().zip(&*runs).enumerate() {
            let arcs = run.heads.iter().enumerate().filter(|(_, head)| **head > 0);
            space.hung.extend(arcs.map(|(word, head)| Hung { head: job.at + head, job: j, word }));
        }
        space.hung.sort_unstable();
        let width = self.config.rel_dim;
        let mut scores = vec![0f32; self.deprels.len()];
        let mut hung = &space.hung[..];
        while !hung.is_empty() {
            // The words of the next heads, as many heads as are reckoned together.
            let mut heads = Vec::with_capacity(REL_ROWS);
            let some = hung.iter().take_while(|h| {
                let new = heads.last() != Some(&h.head);
                if new && heads.len() < REL_ROWS {
                    heads.push(h.head);
                    return true;
                }
                !new
            });
            let (now, later) = hung.split_at(some.count());
            hung = later;
            let of_heads = heads.iter().map(|row| &space.heads.row(*row)[self.columns.rel_head..][..width]);
            space.inputs.refill(self.isa, of_heads, width);
            space.rels.resize(heads.len(), self.rel.n());
            gemm_rounded(self.isa, &space.inputs, heads.len(), &self.rel, &mut space.rels.out());
            let mut row = 0;
            for h in now {
                row += usize::from(heads[row] != h.head);
                let word = &space.heads.row(space.jobs[h.job].at + 1 + h.word)[self.columns.rel_dep..];
                weigh(self.isa, space.rels.row(row), &word[..width], &mut scores);
                scores[self.root] = f32::NEG_INFINITY;
                runs[h.job].labels[h.word] = argmax(&scores);
            }
        }
    }

    /// Enters a run's analysis into its sentence. Roots of later runs hang on the first one's as `parataxis`.
    fn write<'t>(
        &self,
        space: &Workspace,
        job: &Job,
        run: &Run,
        sentence: &mut Sentence,
        form: impl Fn(usize) -> &'t str,
    ) {
        let first_root =
            if job.words.start > 0 { sentence.tokens.iter().position(|t| t.head.is_none()) } else { None };
        let from = job.words.start;
        for i in 0..job.words.len() {
            let row = space.heads.row(job.at + 1 + i);
            let best = |start: usize, n: usize| argmax(&row[start..start + n]);
            let token: &mut Token = &mut sentence.tokens[from + i];
            token.upos = self.upos[best(self.columns.upos, self.upos.len())];
            token.xpos = self.xpos[best(self.columns.xpos, self.xpos.len())].clone();
            token.feats = self.feats[best(self.columns.feats, self.feats.len())].clone();
            let lemma = self.scripts[best(self.columns.lemma, self.scripts.len())].apply(form(from + i));
            token.lemma = lexicon::settle(lemma, form(from + i), token.upos, &token.xpos);
            token.deprel = self.deprels[run.labels[i]].clone();
            token.head = match (run.heads[i], first_root) {
                (0, None) => None,
                (0, Some(root)) => {
                    token.deprel = "parataxis".into();
                    Some(root as u32)
                }
                (h, _) => Some((from + h - 1) as u32),
            };
        }
        let mut open: Option<(u32, NameKind)> = None;
        for (i, tag) in run.names.iter().map(|t| self.name_tags[*t]).chain([NameTag::Out]).enumerate() {
            let at = (from + i) as u32;
            if let (Some((_, kind)), NameTag::Inside(same)) = (open, tag)
                && kind == same
            {
                continue;
            }
            if let Some((first, kind)) = open.take() {
                sentence.names.push(Name { first, last: at - 1, kind });
            }
            if let NameTag::Begin(kind) = tag {
                open = Some((at, kind));
            }
        }
    }
}

/// The first of the greatest; 0 where nothing can be compared.
fn argmax(scores: &[f32]) -> usize {
    // Two passes: the first is done by vectors, the second ends early.
    let top = scores.iter().fold(f32::NEG_INFINITY, |top, s| if *s > top { *s } else { top });
    scores.iter().position(|s| *s == top).unwrap_or(0)
}
