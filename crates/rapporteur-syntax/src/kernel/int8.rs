//! Products in whole numbers: weights rounded to seven bits a column of the output, inputs to seven bits a row.
//!
//! A sum of products of whole numbers is exact in any order, so that every path gives the same bits here without care. Weights keep to
//! ±63 and inputs to 0 to 127: then four products fit in the 16 bits in which AVX2 adds them. What the rounding costs in
//! accuracy is in `training/RESULTS.md`; it was measured before it was done.

use super::gemm::{Line, Out};
use super::math::{levels, nearest, range};
use super::{Isa, PANEL};

/// Greatest weight after rounding.
const TOP: f32 = 63.0;
/// Greatest level of an input.
pub(super) const LEVELS: f32 = 127.0;
/// Inputs that stand together in a panel: what one 32-bit lane of a vector holds.
pub(super) const GROUP: usize = 4;
/// Groups that are summed in 16 bits before they go into the 32 of a sum; panels hold a multiple of these.
pub(super) const TOGETHER: usize = 2;
/// Rows that pass over one panel before the next is taken.
const ROWS: usize = 96;

/// The right-hand side of a product, `[n, k]`, rounded, in panels of [`PANEL`] output columns: for every group of four inputs, the
/// four weights of each column.
#[derive(Debug, Default)]
pub(crate) struct Rounded {
    n: usize,
    /// Groups of four inputs, filled up to a multiple of [`TOGETHER`].
    groups: usize,
    panels: Vec<Line>,
    pub(super) columns: Columns,
}

/// What turns a column's sum of whole numbers into a number; one entry a column, panels filled up with zeros.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub scale: Vec<f32>,
    /// Sum of the column's rounded weights: what a row's zero is to be taken off by.
    pub sum: Vec<i32>,
    pub bias: Vec<f32>,
}

impl Rounded {
    /// Rounds and packs a matrix that `fill(row, out)` gives row by row, rows being output columns.
    pub(crate) fn from_rows(
        n: usize,
        k: usize,
        mut fill: impl FnMut(usize, &mut [f32]),
        bias: &[f32],
    ) -> Self {
        let (count, groups) = (n.div_ceil(PANEL), k.div_ceil(GROUP * TOGETHER) * TOGETHER);
        let wide = count * PANEL;
        let mut columns = Columns { scale: vec![0.0; wide], sum: vec![0; wide], bias: vec![0.0; wide] };
        columns.bias[..n].copy_from_slice(bias);
        let mut panels = vec![Line::default(); count * groups * PANEL * GROUP / LINE];
        let out = bytes_mut(&mut panels);
        let mut row = vec![0f32; k];
        for j in 0..n {
            fill(j, &mut row);
            let most = row.iter().fold(0f32, |m, w| m.max(w.abs()));
            let inverse = if most > 0.0 { TOP / most } else { 0.0 };
            columns.scale[j] = most / TOP;
            let panel = &mut out[j / PANEL * groups * PANEL * GROUP..];
            for (i, w) in row.iter().enumerate() {
                let whole = (w * inverse).round_ties_even().clamp(-TOP, TOP) as i8;
                columns.sum[j] += i32::from(whole);
                panel[(i / GROUP * PANEL + j % PANEL) * GROUP + i % GROUP] = whole as u8;
            }
        }
        Rounded { n, groups, panels, columns }
    }

    /// Output columns.
    pub(crate) fn n(&self) -> usize {
        self.n
    }
}

/// Rows of inputs, rounded: input ≈ scale · (level − zero), zero being among the levels so that nought stays nought.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    lines: Vec<Line>,
    /// Bytes from row to row: whole lines.
    stride: usize,
    scale: Vec<f32>,
    zero: Vec<i32>,
}

impl Inputs {
    /// Rounds rows of `k` numbers. What it held is lost; never gives memory back.
    pub(crate) fn refill<'a>(&mut self, isa: Isa, rows: impl ExactSizeIterator<Item = &'a [f32]>, k: usize) {
        self.stride = k.next_multiple_of(LINE);
        let lines = rows.len() * self.stride / LINE;
        if self.lines.len() < lines {
            self.lines.resize(lines, Line::default());
        }
        self.scale.clear();
        self.zero.clear();
        for (row, out) in rows.zip(bytes_mut(&mut self.lines).chunks_exact_mut(self.stride)) {
            let (low, high) = range(isa, &row[..k]);
            let width = high - low;
            let (inverse, scale) = if width > 0.0 { (LEVELS / width, width / LEVELS) } else { (0.0, 0.0) };
            let zero = nearest(-low * inverse);
            levels(isa, &row[..k], inverse, zero, &mut out[..k]);
            // Weights of the last groups beyond k are nought: what stands here does not matter, but let it not change from run to run.
            out[k..].fill(0);
            self.scale.push(scale);
            self.zero.push(zero as i32);
        }
    }
}

/// `c[i] = bias + a[i] Bᵀ` for the first `m` rows of the inputs.
pub(crate) fn gemm_rounded(isa: Isa, a: &Inputs, m: usize, b: &Rounded, c: &mut Out<'_>) {
    if m == 0 || b.n == 0 {
        return;
    }
    let wide = b.n.next_multiple_of(PANEL);
    // These hold for every caller; they are what the unsafe kernels below rely on, so they are checked in release too.
    assert!(
        c.holds(m, b.n)
            && a.scale.len() >= m
            && a.zero.len() >= m
            && a.stride >= b.groups * GROUP
            && [b.columns.scale.len(), b.columns.sum.len(), b.columns.bias.len()] == [wide; 3]
    );
    let stride = c.row;
    let (inputs, panels) = (bytes(&a.lines), bytes(&b.panels));
    let size = b.groups * PANEL * GROUP;
    for r0 in (0..m).step_by(ROWS) {
        let rows = ROWS.min(m - r0);
        for (p, panel) in panels.chunks_exact(size).enumerate() {
            let at = p * PANEL..(p + 1) * PANEL;
            let block = Block {
                inputs: &inputs[r0 * a.stride..],
                apart: a.stride,
                panel,
                row_scale: &a.scale[r0..r0 + rows],
                row_zero: &a.zero[r0..r0 + rows],
                scale: &b.columns.scale[at.clone()],
                sum: &b.columns.sum[at.clone()],
                bias: &b.columns.bias[at.clone()],
            };
            let c = &mut c.flat[p * c.panel + r0 * stride..];
            match isa {
                Isa::Portable => portable(&block, c, stride),
                // SAFETY: `isa` was detected. A row of the block reads `panel.len() / PANEL` bytes from its place in `inputs` and writes
                // PANEL numbers to its place in `c`; both lie in the slices by the assertion above, and so do the PANEL column entries.
                #[cfg(target_arch = "x86_64")]
                Isa::Avx2 | Isa::Avx512 => unsafe { super::x86::rounded_avx2(&block, c, stride) },
                #[cfg(target_arch = "x86_64")]
                Isa::Vnni => unsafe { super::x86::rounded_vnni(&block, c, stride) },
            }
        }
    }
}

/// Some rows of inputs against one panel.
pub(super) struct Block<'a> {
    pub inputs: &'a [u8],
    /// Bytes from row to row of the inputs.
    pub apart: usize,
    pub panel: &'a [u8],
    pub row_scale: &'a [f32],
    pub row_zero: &'a [i32],
    pub scale: &'a [f32],
    pub sum: &'a [i32],
    pub bias: &'a [f32],
}

/// What a target without vectors of ours does; the compiler finds some.
fn portable(b: &Block<'_>, c: &mut [f32], stride: usize) {
    let groups = b.panel.len() / (PANEL * GROUP);
    for (i, (scale, zero)) in b.row_scale.iter().zip(b.row_zero).enumerate() {
        let row = &b.inputs[i * b.apart..][..groups * GROUP];
        let mut sums = [0i32; PANEL];
        for (x, weights) in row.as_chunks::<GROUP>().0.iter().zip(b.panel.chunks_exact(PANEL * GROUP)) {
            let x = x.map(i32::from);
            for (s, w) in sums.iter_mut().zip(weights.as_chunks::<GROUP>().0) {
                for (x, w) in x.iter().zip(w) {
                    *s += x * i32::from(*w as i8);
                }
            }
        }
        for (j, out) in c[i * stride..][..PANEL].iter_mut().enumerate() {
            *out = (sums[j] - zero * b.sum[j]) as f32 * (scale * b.scale[j]) + b.bias[j];
        }
    }
}

/// Bytes of a [`Line`].
const LINE: usize = size_of::<Line>();

fn bytes(lines: &[Line]) -> &[u8] {
    // SAFETY: a Line is sixteen f32 without padding, every bit of which may be read as a byte.
    unsafe { std::slice::from_raw_parts(lines.as_ptr().cast(), lines.len() * LINE) }
}

fn bytes_mut(lines: &mut [Line]) -> &mut [u8] {
    // SAFETY: as in `bytes`, and every pattern of bits is an f32; the borrow of the lines is exclusive.
    unsafe { std::slice::from_raw_parts_mut(lines.as_mut_ptr().cast(), lines.len() * LINE) }
}

#[cfg(test)]
mod tests {
    use super::super::gemm::Matrix;
    use super::super::tests::numbers;
    use super::*;

    fn product(isa: Isa, m: usize, n: usize, k: usize, a: &[f32], w: &[f32], bias: &[f32]) -> Vec<u32> {
        let b = Rounded::from_rows(n, k, |j, out| out.copy_from_slice(&w[j * k..][..k]), bias);
        let (mut inputs, mut c) = (Inputs::default(), Matrix::default());
        inputs.refill(isa, a.chunks(k), k);
        c.resize(m, n);
        gemm_rounded(isa, &inputs, m, &b, &mut c.out());
        (0..m).flat_map(|i| c.row(i).iter().map(|x| x.to_bits()).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn paths_agree_bit_for_bit_and_with_the_definition() {
        for (m, n, k) in [
            (1, 1, 1),
            (3, 33, 7),
            (12, 64, 40),
            (29, 97, 401),
            (13, 384, 800),
            (100, 31, 1536),
            (5, 32, 384),
        ] {
            let (mut a, w, bias) = (numbers(m * k, 1), numbers(n * k, 2), numbers(n, 3));
            a[0] *= 40.0; // an input that stands out, as they do in transformers
            let first = product(Isa::Portable, m, n, k, &a, &w, &bias);
            for isa in Isa::all() {
                assert_eq!(product(isa, m, n, k, &a, &w, &bias), first, "{isa:?} {m} {n} {k}");
            }
            // Against the exact product: each of k terms is off by half a level of the input and of the weight.
            for i in 0..m {
                let row = &a[i * k..][..k];
                let (low, high) = row.iter().fold((0f32, 0f32), |(l, h), x| (l.min(*x), h.max(*x)));
                let most = row.iter().fold(0f32, |s, x| s.max(x.abs()));
                for j in 0..n {
                    let column = &w[j * k..][..k];
                    let want = row.iter().zip(column).fold(bias[j], |s, (x, w)| x.mul_add(*w, s));
                    let off = k as f32 * ((high - low) / 255.0 * 1.5 + most * 1.5 / TOP);
                    let got = f32::from_bits(first[i * n + j]);
                    assert!((got - want).abs() <= off, "{got} {want} {off}");
                }
            }
        }
    }

    #[test]
    fn the_greatest_numbers_do_not_overflow() {
        let k = 1536;
        for sign in [1.0, -1.0] {
            let (a, w) = (vec![1.0; k], vec![sign; k]);
            for isa in Isa::all() {
                let got = f32::from_bits(product(isa, 1, 1, k, &a, &w, &[0.0])[0]);
                assert!((got - sign * k as f32).abs() < 0.01, "{isa:?} {got}");
            }
        }
    }

    #[test]
    fn nought_gives_the_bias() {
        for isa in Isa::all() {
            assert_eq!(
                product(isa, 1, 2, 5, &[0.0; 5], &numbers(10, 4), &[3.0, -2.0])[..],
                [3f32, -2.0].map(f32::to_bits)
            );
        }
    }
}
