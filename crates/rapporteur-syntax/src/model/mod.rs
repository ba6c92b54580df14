//! The network: its weights in memory, and what they make of a batch of sentences.
//!
//! `training/FORMAT.md` is the contract with the trainer; this module follows it to the letter.

mod encode;
mod file;
mod heads;
pub(crate) mod input;
mod lemma;
mod names;
mod tree;

use std::borrow::Cow;
use std::sync::Arc;

use compact_str::CompactString;
use rapporteur_text::{NameKind, Upos};
use rayon::prelude::*;

use self::file::{Config, File, Int8Table};
use self::input::Pieces;
use self::lemma::Script;
use crate::LoadError;
use crate::kernel::{Isa, Packed, Rounded};

pub(crate) use self::encode::Workspace;

/// One encoder layer.
struct Layer {
    qkv: Rounded,
    out: Rounded,
    up: Rounded,
    down: Rounded,
    ln1: Norm,
    ln2: Norm,
}

/// Gain and bias of a layer norm.
struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

/// Where the outputs of each head lie among the columns of [`Model::heads`].
#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    upos: usize,
    xpos: usize,
    feats: usize,
    lemma: usize,
    names: usize,
    arc_head: usize,
    arc_dep: usize,
    rel_head: usize,
    rel_dep: usize,
    end: usize,
}

/// What a names tag means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NameTag {
    Out,
    Begin(NameKind),
    Inside(NameKind),
}

/// A loaded model. Immutable.
pub(crate) struct Model {
    bytes: Cow<'static, [u8]>,
    isa: Isa,
    config: Config,
    pub hash: String,
    pub pieces: Pieces,
    word: Int8Table,
    /// Position embeddings with the only token type's added.
    position: Vec<f32>,
    shape: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    heads: Rounded,
    columns: Columns,
    arc: Packed,
    /// For each unit of rd₁ a column a label: R rh₁.
    rel: Rounded,
    names_trans: Vec<f32>,
    names_start: Vec<f32>,
    name_tags: Vec<NameTag>,
    upos: Vec<Upos>,
    xpos: Vec<CompactString>,
    feats: Vec<Arc<str>>,
    scripts: Vec<Script>,
    deprels: Vec<CompactString>,
    root: usize,
}

impl Model {
    /// Reads a model file; `isa` is the path that it will run on.
    pub(crate) fn load(bytes: Cow<'static, [u8]>, isa: Isa) -> Result<Model, LoadError> {
        let (hash, model) = rayon::join(|| file::verify(&bytes), || Model::build(&bytes, isa));
        // Damage explains every other fault.
        let hash = hash?;
        let model = model?;
        Ok(Model { bytes, hash, ..model })
    }

    /// Rounds and packs the weights, all but the embeddings of pieces, which stay where they are.
    fn build(bytes: &[u8], isa: Isa) -> Result<Model, LoadError> {
        let file = File::open(bytes)?;
        let c = file.config.clone();
        let (h, positions) = (c.hidden, c.max_positions);
        let norm = |name: &str| -> Result<Norm, LoadError> {
            Ok(Norm {
                gain: file.floats(&format!("{name}.weight"), &[h])?,
                bias: file.floats(&format!("{name}.bias"), &[h])?,
            })
        };
        let linear = |name: &str, out: usize, k: usize| -> Result<Rounded, LoadError> {
            pack(&file, &[(name, out)], k)
        };
        let layers = (0..c.layers)
            .into_par_iter()
            .map(|l| {
                let at = |part: &str| format!("enc.{l}.{part}");
                Ok(Layer {
                    qkv: linear(&at("qkv"), 3 * c.inner(), h)?,
                    out: linear(&at("out"), h, c.inner())?,
                    up: linear(&at("up"), c.ffn, h)?,
                    down: linear(&at("down"), h, c.ffn)?,
                    ln1: norm(&at("ln1"))?,
                    ln2: norm(&at("ln2"))?,
                })
            })
            .collect::<Result<Vec<_>, LoadError>>()?;

        let mut position = file.floats("emb.pos", &[positions, h])?;
        let kind = file.floats("emb.type", &[1, h])?;
        for row in position.chunks_mut(h) {
            for (p, k) in row.iter_mut().zip(&kind) {
                *p += k;
            }
        }
        let (heads, columns) = join_heads(&file, &c)?;
        let (a, r1, labels) = (c.arc_dim, c.rel_dim + 1, c.deprels.len());
        let u = file.floats("arc.u", &[a, a])?;
        let b = file.floats("arc.b", &[a])?;
        let rel = file.floats("rel.u", &[labels, r1, r1])?;
        // Column n is what label n % labels and unit n / labels of rd₁ make of rh.
        let rel = |n: usize| &rel[(n % labels * r1 + n / labels) * r1..][..r1];
        let constant: Vec<f32> = (0..labels * r1).map(|n| rel(n)[r1 - 1]).collect();
        let tags = c.names.len();
        let name_tags: Vec<NameTag> = c.names.iter().map(|t| name_tag(t)).collect::<Result<_, _>>()?;
        let mut names_start = file.floats("names.start", &[tags])?;
        let mut names_trans = file.floats("names.trans", &[tags, tags])?;
        names::restrict(&name_tags, &mut names_start, &mut names_trans);
        Ok(Model {
            isa,
            hash: String::new(),
            pieces: Pieces::new(&c.pieces).map_err(LoadError::Config)?,
            word: file.int8("emb.word", &[c.pieces.len(), h])?,
            position,
            shape: file.floats("emb.shape", &[c.shapes, h])?,
            norm: norm("emb.ln")?,
            layers,
            heads,
            columns,
            arc: Packed::new(a, a, |j, i| u[i * a + j], Some(&b)),
            rel: Rounded::from_rows(
                labels * r1,
                r1 - 1,
                |n, out| out.copy_from_slice(&rel(n)[..r1 - 1]),
                &constant,
            ),
            names_trans,
            names_start,
            name_tags,
            upos: c
                .upos
                .iter()
                .map(|t| Upos::parse(t).ok_or_else(|| LoadError::Config(format!("no UPOS tag: `{t}`"))))
                .collect::<Result<_, _>>()?,
            xpos: c.xpos.iter().map(CompactString::new).collect(),
            feats: c.feats.iter().map(|f| Arc::from(f.as_str())).collect(),
            scripts: c.lemma_scripts.iter().map(|s| Script::parse(s)).collect::<Result<_, _>>()?,
            root: c
                .deprels
                .iter()
                .position(|d| d == "root")
                .ok_or_else(|| LoadError::Config("no label `root`".into()))?,
            deprels: c.deprels.iter().map(CompactString::new).collect(),
            config: Config { pieces: Vec::new(), ..c },
            bytes: Cow::Borrowed(&[]),
        })
    }
}

fn name_tag(tag: &str) -> Result<NameTag, LoadError> {
    let wrong = || LoadError::Config(format!("no tag of a name: `{tag}`"));
    Ok(match tag.split_once('-') {
        None if tag == "O" => NameTag::Out,
        Some(("B", kind)) => NameTag::Begin(NameKind::parse(kind).ok_or_else(wrong)?),
        Some(("I", kind)) => NameTag::Inside(NameKind::parse(kind).ok_or_else(wrong)?),
        _ => return Err(wrong()),
    })
}

/// Linear layers over the same `k` inputs, their outputs side by side.
fn pack(file: &File<'_>, layers: &[(&str, usize)], k: usize) -> Result<Rounded, LoadError> {
    let (mut parts, mut bias) = (Vec::new(), Vec::new());
    for (name, n) in layers {
        parts.push((bias.len(), file.rows(&format!("{name}.weight"), &[*n, k])?));
        bias.extend(file.floats(&format!("{name}.bias"), &[*n])?);
    }
    let mut fault = Ok(());
    let mut part = 0;
    let fill = |row: usize, out: &mut [f32]| {
        while parts.get(part + 1).is_some_and(|(start, _)| *start <= row) {
            part += 1;
        }
        if let Err(e) = parts[part].1.read(row - parts[part].0, out) {
            fault = Err(e);
        }
    };
    let packed = Rounded::from_rows(bias.len(), k, fill, &bias);
    fault.map(|()| packed)
}

/// The linear heads of a word in one matrix, so that a batch's words pass over it once.
fn join_heads(file: &File<'_>, c: &Config) -> Result<(Rounded, Columns), LoadError> {
    let layers = [
        ("upos", c.upos.len()),
        ("xpos", c.xpos.len()),
        ("feats", c.feats.len()),
        ("lemma", c.lemma_scripts.len()),
        ("names", c.names.len()),
        ("arc_head", c.arc_dim),
        ("arc_dep", c.arc_dim),
        ("rel_head", c.rel_dim),
        ("rel_dep", c.rel_dim),
    ];
    let mut end = 0;
    let [upos, xpos, feats, lemma, names, arc_head, arc_dep, rel_head, rel_dep] = layers.map(|(_, n)| {
        end += n;
        end - n
    });
    let columns = Columns { upos, xpos, feats, lemma, names, arc_head, arc_dep, rel_head, rel_dep, end };
    Ok((pack(file, &layers, c.hidden)?, columns))
}
