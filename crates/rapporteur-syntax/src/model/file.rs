//! The container of a model: magic, checksum, configuration, tensors (`training/FORMAT.md`).

use half::f16;
use half::slice::HalfFloatSliceExt;
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;

use crate::LoadError;
use crate::kernel::PANEL;

const WHAT: &str = "model file";
const MAGIC: &[u8; 8] = b"RAPPSYN1";
const FORMAT: u32 = 1;
/// Magic and checksum.
const HEADER: usize = 40;

/// What the file says of itself.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Config {
    pub format: u32,
    pub layers: usize,
    pub hidden: usize,
    pub heads: usize,
    /// Width of attention, all heads together; the hidden one where it is not given.
    pub inner: Option<usize>,
    pub ffn: usize,
    pub max_positions: usize,
    pub layer_norm_eps: f32,
    pub pieces: Vec<String>,
    pub shapes: usize,
    pub upos: Vec<String>,
    pub xpos: Vec<String>,
    pub feats: Vec<String>,
    pub lemma_scripts: Vec<String>,
    pub deprels: Vec<String>,
    pub names: Vec<String>,
    pub arc_dim: usize,
    pub rel_dim: usize,
}

impl Config {
    /// Width of attention, all heads together.
    pub(crate) fn inner(&self) -> usize {
        self.inner.unwrap_or(self.hidden)
    }

    fn check(&self) -> Result<(), LoadError> {
        let fail = |what: String| Err(LoadError::Config(what));
        for (name, size, most) in [
            ("layers", self.layers, 64),
            ("hidden", self.hidden, 8192),
            ("heads", self.heads, 256),
            ("inner", self.inner(), 8192),
            ("ffn", self.ffn, 65_536),
            ("max_positions", self.max_positions, 65_536),
            ("pieces", self.pieces.len(), 1 << 22),
            ("shapes", self.shapes, 4096),
            ("upos", self.upos.len(), 4096),
            ("xpos", self.xpos.len(), 4096),
            ("feats", self.feats.len(), 65_536),
            ("lemma_scripts", self.lemma_scripts.len(), 65_536),
            ("deprels", self.deprels.len(), 4096),
            ("names", self.names.len(), 4096),
            ("arc_dim", self.arc_dim, 8192),
            ("rel_dim", self.rel_dim, 8192),
        ] {
            if size == 0 || size > most {
                return fail(format!("`{name}` is {size}, outside of 1 to {most}"));
            }
        }
        if self.inner() != self.heads * PANEL {
            let (inner, heads) = (self.inner(), self.heads);
            return fail(format!("{inner} units of attention are not {heads} heads of {PANEL}"));
        }
        if self.max_positions < 16 || self.shapes < 15 {
            return fail("fewer than 16 positions or 15 shapes".into());
        }
        Ok(())
    }
}

/// Checks that a file is one, and undamaged; returns the first bytes of its checksum, in hexadecimal: the model's name in a record.
pub(crate) fn verify(bytes: &[u8]) -> Result<String, LoadError> {
    if bytes.len() < HEADER || &bytes[..8] != MAGIC {
        return Err(LoadError::Magic { what: WHAT });
    }
    let hash = blake3::hash(&bytes[HEADER..]);
    if hash.as_bytes() != &bytes[8..HEADER] {
        return Err(LoadError::Checksum { what: WHAT });
    }
    Ok(hash.to_hex()[..12].to_string())
}

/// A file whose header has been read.
pub(crate) struct File<'a> {
    tensors: SafeTensors<'a>,
    pub config: Config,
    bytes: &'a [u8],
}

/// A matrix of int8 with a scale a row, left where it stands in the file.
#[derive(Clone, Debug)]
pub(crate) struct Int8Table {
    /// Where its bytes lie in the file.
    pub at: std::ops::Range<usize>,
    /// Scale of each row.
    pub scale: Vec<f32>,
}

impl<'a> File<'a> {
    /// Reads the header, and checks format and configuration. Trusts nothing, so that it may run beside [`verify`].
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, LoadError> {
        let body = bytes.get(HEADER..).ok_or(LoadError::Magic { what: WHAT })?;
        let broken = |e: safetensors::SafeTensorError| LoadError::Container(e.to_string());
        let (_, metadata) = SafeTensors::read_metadata(body).map_err(broken)?;
        let text = metadata
            .metadata()
            .as_ref()
            .and_then(|m| m.get("config"))
            .ok_or_else(|| LoadError::Config("the header has no `config`".into()))?;
        let config: Config = serde_json::from_str(text).map_err(|e| LoadError::Config(e.to_string()))?;
        if config.format != FORMAT {
            return Err(LoadError::Format { what: WHAT, found: config.format, known: FORMAT });
        }
        config.check()?;
        let tensors = SafeTensors::deserialize(body).map_err(broken)?;
        Ok(File { tensors, config, bytes })
    }

    fn view(&self, name: &str, shape: &[usize]) -> Result<safetensors::tensor::TensorView<'_>, LoadError> {
        let view = self.tensors.tensor(name).map_err(|_| LoadError::Missing(name.into()))?;
        if view.shape() != shape {
            return Err(LoadError::Tensor {
                name: name.into(),
                found: format!("{:?}", view.shape()),
                expected: format!("{shape:?}"),
            });
        }
        Ok(view)
    }

    /// A tensor of any type, as f32.
    pub(crate) fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, LoadError> {
        let mut out = vec![0f32; shape.iter().product()];
        self.rows(name, shape)?.read(0, &mut out)?;
        Ok(out)
    }

    /// A tensor whose rows are to be widened to f32 one by one.
    pub(crate) fn rows(&self, name: &str, shape: &[usize]) -> Result<Rows<'_>, LoadError> {
        let view = self.view(name, shape)?;
        let scale = match view.dtype() {
            Dtype::F32 | Dtype::F16 => Vec::new(),
            Dtype::I8 => self.floats(&format!("{name}.scale"), &shape[..1])?,
            other => {
                return Err(LoadError::Tensor {
                    name: name.into(),
                    found: format!("{other:?}"),
                    expected: "F32, F16 or I8".into(),
                });
            }
        };
        let row = shape[1..].iter().product::<usize>().max(1);
        Ok(Rows { name: name.into(), kind: view.dtype(), data: view.data(), scale, row })
    }

    /// A matrix of type I8, left in place.
    pub(crate) fn int8(&self, name: &str, shape: &[usize; 2]) -> Result<Int8Table, LoadError> {
        let view = self.view(name, shape)?;
        if view.dtype() != Dtype::I8 {
            return Err(LoadError::Tensor {
                name: name.into(),
                found: format!("{:?}", view.dtype()),
                expected: "I8".into(),
            });
        }
        let start = view.data().as_ptr() as usize - self.bytes.as_ptr() as usize;
        let scale = self.floats(&format!("{name}.scale"), &shape[..1])?;
        Ok(Int8Table { at: start..start + view.data().len(), scale })
    }
}

/// Rows of a tensor that still stands in the file.
pub(crate) struct Rows<'a> {
    name: String,
    kind: Dtype,
    data: &'a [u8],
    scale: Vec<f32>,
    row: usize,
}

impl Rows<'_> {
    /// Widens what starts at row `first` and fills `out`.
    pub(crate) fn read(&self, first: usize, out: &mut [f32]) -> Result<(), LoadError> {
        let data = &self.data[first * self.row * self.kind.bitsize() / 8..];
        match self.kind {
            Dtype::F16 => {
                let mut buffer = [f16::ZERO; 256];
                for (out, bytes) in out.chunks_mut(256).zip(data.chunks(512)) {
                    let buffer = &mut buffer[..out.len()];
                    for (x, b) in buffer.iter_mut().zip(bytes.as_chunks().0) {
                        *x = f16::from_le_bytes(*b);
                    }
                    buffer.convert_to_f32_slice(out);
                }
            }
            Dtype::I8 => {
                for ((out, bytes), s) in
                    out.chunks_mut(self.row).zip(data.chunks(self.row)).zip(&self.scale[first..])
                {
                    for (x, b) in out.iter_mut().zip(bytes) {
                        *x = f32::from(*b as i8) * s;
                    }
                }
            }
            _ => {
                for (x, b) in out.iter_mut().zip(data.as_chunks().0) {
                    *x = f32::from_le_bytes(*b);
                }
            }
        }
        // The sum of finite numbers of a weight's size is finite; one that is not makes it not.
        if out.iter().sum::<f32>().is_finite() {
            return Ok(());
        }
        Err(LoadError::Tensor {
            name: self.name.clone(),
            found: "not a number somewhere".into(),
            expected: "finite numbers".into(),
        })
    }
}
