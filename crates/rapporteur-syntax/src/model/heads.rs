//! From word vectors to tags, names, heads and labels.

use rapporteur_text::{Name, NameKind, Sentence, Token};

use super::encode::{Job, Workspace};
use super::names::best_path;
use super::tree::best_heads;
use super::{Model, NameTag};
use crate::kernel::{dots, gelu, gemm, gemm_rounded};
use crate::lexicon;

/// Words whose label scores are computed together.
const REL_ROWS: usize = 48;

/// A run's analysis, in the words of the run.
struct Run {
    names: Vec<usize>,
    /// 0 is the root.
    heads: Vec<usize>,
    labels: Vec<usize>,
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
            for j in 0..space.jobs.len() {
                let run = self.decode(space, j);
                let job = &space.jobs[j];
                let sentence = &mut sentences[job.sentence];
                self.write(space, job, &run, sentence, |w| form(job.sentence, w));
            }
        }
    }

    /// All linear heads of the batch, and the first half of the arc scores.
    fn score(&self, space: &mut Workspace) {
        let rows = space.jobs.iter().map(|j| j.words.len() + 1).sum();
        space.heads.resize(rows, self.columns.end);
        space.inputs.refill(self.isa, space.words.flat(), space.words.stride(), rows, self.config.hidden);
        gemm_rounded(self.isa, &space.inputs, rows, &self.heads, &mut space.heads);
        for i in 0..rows {
            gelu(self.isa, &mut space.heads.row_mut(i)[self.columns.arc_head..]);
        }
        space.arcs.resize(rows, self.arc.n());
        let deps = &space.heads.flat()[self.columns.arc_dep..];
        gemm(self.isa, deps, space.heads.stride(), rows, &self.arc, &mut space.arcs);
    }

    fn decode(&self, space: &mut Workspace, j: usize) -> Run {
        let (at, n) = (space.jobs[j].at, space.jobs[j].words.len());
        let stride = space.heads.stride();
        let columns = &self.columns;
        let all = &space.heads.flat()[at * stride..];
        let names = best_path(n, &self.name_tags, &self.names_start, &self.names_trans, |w, t| {
            all[(w + 1) * stride + columns.names + t]
        });

        let head = |row: usize, k: usize| all[row * stride + columns.arc_head + k];
        space.arc_heads.refill(n + 1, self.config.arc_dim, head, None);
        space.arc_scores.resize(n, n + 1);
        let dep_stride = space.arcs.stride();
        let deps = &space.arcs.flat()[(at + 1) * dep_stride..];
        gemm(self.isa, deps, dep_stride, n, &space.arc_heads, &mut space.arc_scores);
        let heads = best_heads(n, |d, h| space.arc_scores.row(d - 1)[h]);

        let width = self.config.rel_dim;
        let mut labels = Vec::with_capacity(n);
        let mut scores = vec![0f32; self.deprels.len()];
        for from in (0..n).step_by(REL_ROWS) {
            let some = REL_ROWS.min(n - from);
            space.rels.resize(some, self.rel.n());
            let deps = &all[(from + 1) * stride + columns.rel_dep..];
            space.inputs.refill(self.isa, deps, stride, some, width);
            gemm_rounded(self.isa, &space.inputs, some, &self.rel, &mut space.rels);
            for i in 0..some {
                let to = heads[from + i];
                if to == 0 {
                    labels.push(self.root);
                    continue;
                }
                let h = &all[to * stride + columns.rel_head..][..width];
                dots(self.isa, space.rels.row(i), width + 1, h, &mut scores);
                let mut best = (usize::MAX, f32::NEG_INFINITY);
                for (label, s) in scores.iter().enumerate() {
                    if label != self.root && (*s > best.1 || best.0 == usize::MAX) {
                        best = (label, *s);
                    }
                }
                labels.push(best.0.min(self.deprels.len() - 1));
            }
        }
        Run { names, heads, labels }
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

/// The first of the greatest.
fn argmax(scores: &[f32]) -> usize {
    (0..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best })
}
