//! C = bias + A Bᵀ with B packed once, when the model is loaded.

use std::ops::Range;

use super::fma::{Fma, Plain};
use super::{Isa, PANEL};

/// One cache line of numbers. Panels and matrices are made of these, so that no vector load straddles two lines.
#[repr(C, align(64))]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Line([f32; 16]);

/// Columns of k that are summed before the next panel is taken: a panel of this depth (48 KB) stays in the fast caches while all
/// row tiles pass over it. The partial sums wait in C, unrounded between blocks because C is f32 too.
const DEPTH: usize = 384;

/// Rows that pass over one panel before the next is taken.
const ROWS: usize = 96;

/// A matrix of f32 with rows of whole panels; what lies beyond the last column is zero or rubbish, never read as data.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    lines: Vec<Line>,
    cols: usize,
    stride: usize,
}

impl Matrix {
    /// Makes room for `rows` × `cols`; what it held is lost. Never gives memory back.
    pub(crate) fn resize(&mut self, rows: usize, cols: usize) {
        (self.cols, self.stride) = (cols, cols.next_multiple_of(PANEL));
        let lines = rows * self.stride / 16;
        if self.lines.len() < lines {
            self.lines.resize(lines, Line::default());
        }
    }

    /// All of it, as the place of a product.
    pub(crate) fn out(&mut self) -> Out<'_> {
        self.part(0, 0)
    }

    /// What lies below a row and right of a column, which starts a panel.
    pub(crate) fn part(&mut self, row: usize, column: usize) -> Out<'_> {
        let stride = self.stride;
        Out { flat: &mut self.flat_mut()[row * stride + column..], row: stride, panel: PANEL }
    }

    /// All of it as panels one below the other, of `m` rows each: what is read panel by panel then lies together. The matrix has one
    /// panel's columns.
    pub(crate) fn panels(&mut self, m: usize) -> Out<'_> {
        Out { flat: self.flat_mut(), row: PANEL, panel: m * PANEL }
    }

    /// Distance from row to row.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// All rows, padding and all.
    pub(crate) fn flat(&self) -> &[f32] {
        flat(&self.lines)
    }

    /// All rows, padding and all.
    pub(crate) fn flat_mut(&mut self) -> &mut [f32] {
        flat_mut(&mut self.lines)
    }

    /// A row, without padding.
    pub(crate) fn row(&self, i: usize) -> &[f32] {
        &self.flat()[i * self.stride..][..self.cols]
    }

    /// Rows, without padding.
    pub(crate) fn some_rows(&self, which: Range<usize>) -> impl ExactSizeIterator<Item = &[f32]> {
        which.map(|i| self.row(i))
    }

    /// A row, without padding.
    pub(crate) fn row_mut(&mut self, i: usize) -> &mut [f32] {
        let (stride, cols) = (self.stride, self.cols);
        &mut self.flat_mut()[i * stride..][..cols]
    }
}

/// Where a product goes: rows lie `row` apart, and the panels of one row `panel`.
pub(crate) struct Out<'a> {
    pub flat: &'a mut [f32],
    pub row: usize,
    pub panel: usize,
}

impl Out<'_> {
    /// Whether there is room for `m` rows of `n` columns, whole panels of them.
    pub(super) fn holds(&self, m: usize, n: usize) -> bool {
        self.flat.len() >= (n.div_ceil(PANEL) - 1) * self.panel + (m - 1) * self.row + PANEL
    }
}

fn flat(lines: &[Line]) -> &[f32] {
    // SAFETY: a Line is exactly sixteen f32 (repr(C), 64 bytes, 64-aligned), so n lines are 16 n of them without padding.
    unsafe { std::slice::from_raw_parts(lines.as_ptr().cast(), lines.len() * 16) }
}

fn flat_mut(lines: &mut [Line]) -> &mut [f32] {
    // SAFETY: as in `flat`; the borrow of the lines is exclusive.
    unsafe { std::slice::from_raw_parts_mut(lines.as_mut_ptr().cast(), lines.len() * 16) }
}

/// The right-hand side of a product, `[n, k]`, cut into panels of [`PANEL`] output columns, each stored k by k.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packed {
    n: usize,
    k: usize,
    panels: Vec<Line>,
    bias: Vec<f32>,
}

impl Packed {
    /// Packs `value(row, column)` of a row-major `[n, k]` matrix, rows being output columns.
    pub(crate) fn new(n: usize, k: usize, value: impl Fn(usize, usize) -> f32, bias: Option<&[f32]>) -> Self {
        let mut packed = Packed::default();
        for (p, panel) in packed.reshape(n, k, bias).chunks_exact_mut(k * PANEL).enumerate() {
            for (c, row) in panel.chunks_exact_mut(PANEL).enumerate() {
                for (j, x) in row.iter_mut().enumerate().take(n - p * PANEL) {
                    *x = value(p * PANEL + j, c);
                }
            }
        }
        packed
    }

    /// Packs another matrix, without bias, into the same memory: `n` rows of `k` numbers that lie `apart`.
    pub(crate) fn refill(&mut self, n: usize, k: usize, rows: &[f32], apart: usize) {
        for (p, panel) in self.reshape(n, k, None).chunks_exact_mut(k * PANEL).enumerate() {
            let wide = PANEL.min(n - p * PANEL);
            if wide < PANEL {
                panel.fill(0.0);
            }
            for (j, row) in rows[p * PANEL * apart..].chunks(apart).take(wide).enumerate() {
                for (out, x) in panel.as_chunks_mut::<PANEL>().0.iter_mut().zip(&row[..k]) {
                    out[j] = *x;
                }
            }
        }
    }

    /// Makes room; gives the panels.
    fn reshape(&mut self, n: usize, k: usize, bias: Option<&[f32]>) -> &mut [f32] {
        (self.n, self.k) = (n, k);
        let count = n.div_ceil(PANEL);
        let lines = count * k * PANEL / 16;
        if self.panels.len() < lines {
            self.panels.resize(lines, Line::default());
        }
        self.bias.clear();
        self.bias.resize(count * PANEL, 0.0);
        if let Some(b) = bias {
            self.bias[..n].copy_from_slice(b);
        }
        &mut flat_mut(&mut self.panels)[..count * k * PANEL]
    }

    /// Output columns.
    pub(crate) fn n(&self) -> usize {
        self.n
    }

    /// Its panels.
    pub(crate) fn view(&self) -> Panels<'_> {
        Panels { n: self.n, k: self.k, panels: flat(&self.panels), bias: &self.bias }
    }
}

/// A packed matrix, wherever it lies.
#[derive(Clone, Copy)]
pub(crate) struct Panels<'a> {
    n: usize,
    k: usize,
    panels: &'a [f32],
    bias: &'a [f32],
}

impl<'a> Panels<'a> {
    /// One panel without bias: `panel.len() / PANEL` rows that are the columns of the matrix, as they lie.
    pub(crate) fn one(panel: &'a [f32]) -> Self {
        Panels { n: PANEL, k: panel.len() / PANEL, panels: panel, bias: &[0.0; PANEL] }
    }
}

/// `c[i] = bias + a[i] Bᵀ` for the `m` rows of `a`, which lie `lda` apart.
pub(crate) fn gemm(isa: Isa, a: &[f32], lda: usize, m: usize, b: Panels<'_>, c: &mut Out<'_>) {
    if m == 0 || b.n == 0 {
        return;
    }
    let count = b.n.div_ceil(PANEL);
    // These hold for every caller; they are what the unsafe kernels below rely on, so they are checked in release too.
    assert!(c.holds(m, b.n) && a.len() >= (m - 1) * lda + b.k && b.panels.len() >= count * b.k * PANEL);
    let stride = c.row;
    for (p, bias) in b.bias.chunks_exact(PANEL).enumerate() {
        for i in 0..m {
            c.flat[p * c.panel + i * stride..][..PANEL].copy_from_slice(bias);
        }
    }
    for r0 in (0..m).step_by(ROWS) {
        let rows = ROWS.min(m - r0);
        for k0 in (0..b.k).step_by(DEPTH) {
            let depth = DEPTH.min(b.k - k0);
            for p in 0..count {
                let panel = &b.panels[(p * b.k + k0) * PANEL..][..depth * PANEL];
                let a = &a[r0 * lda + k0..];
                let c = &mut c.flat[p * c.panel + r0 * stride..];
                match isa {
                    Isa::Portable => portable(a, lda, rows, panel, c, stride),
                    // SAFETY: `isa` was detected. Row i of the block reads a[i·lda .. i·lda + depth] and writes
                    // c[i·stride .. i·stride + PANEL], i < rows; both lie in the slices by the assertion above.
                    #[cfg(target_arch = "x86_64")]
                    Isa::Avx2 => unsafe { super::x86::block_avx2(a, lda, rows, panel, c, stride) },
                    #[cfg(target_arch = "x86_64")]
                    Isa::Avx512 | Isa::Vnni => unsafe {
                        super::x86::block_avx512(a, lda, rows, panel, c, stride)
                    },
                }
            }
        }
    }
}

/// Adds `a · panel` to `rows` rows of one panel's columns. On targets with native fused multiply-add (ARM64) this is vectorised.
fn portable(a: &[f32], lda: usize, rows: usize, panel: &[f32], c: &mut [f32], stride: usize) {
    for i in 0..rows {
        let row = &a[i * lda..][..panel.len() / PANEL];
        let out = &mut c[i * stride..][..PANEL];
        let mut sums = [0f32; PANEL];
        sums.copy_from_slice(out);
        for (x, w) in row.iter().zip(panel.as_chunks::<PANEL>().0) {
            Plain::add_row(*x, w, &mut sums);
        }
        out.copy_from_slice(&sums);
    }
}
