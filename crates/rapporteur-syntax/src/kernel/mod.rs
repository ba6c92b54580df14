//! Numeric kernels: matrix products in f32 and in rounded whole numbers, and the few functions that a transformer needs.
//!
//! *Invariant: the bits of every result are the same on every processor and in every batch.* Vector lanes run across the columns
//! of an output, never along a sum; every element of a product in f32 is one chain of fused multiply-adds over k = 0, 1, 2, …, and one
//! of whole numbers is exact; sums along
//! a row go into sixteen lanes in a fixed order and are folded in a fixed order; `exp` and `erf` are polynomials of our own. So the
//! AVX-512, AVX2 and portable paths differ in speed alone (`tests::paths_agree_bit_for_bit`), and so does the number of rows that
//! are worked on at once.

mod fma;
mod gemm;
mod int8;
pub mod limit;
mod math;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(crate) use gemm::{Matrix, Packed, Panels, gemm};
pub(crate) use int8::{Inputs, Rounded, gemm_rounded};
pub(crate) use math::{add_layer_norm, gelu, softmax, weigh};

/// Columns of a packed panel, and what the row length of every [`Matrix`] is a multiple of.
pub(crate) const PANEL: usize = 32;

/// The instructions that a path uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Isa {
    /// What every target has.
    Portable,
    /// 256-bit vectors with fused multiply-add.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512-bit vectors.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// 512-bit vectors with products of bytes.
    #[cfg(target_arch = "x86_64")]
    Vnni,
}

impl Isa {
    /// The fastest path of this processor.
    pub(crate) fn best() -> Isa {
        *Isa::all().last().unwrap_or(&Isa::Portable)
    }

    /// Every path that this processor can run, slowest first.
    pub(crate) fn all() -> Vec<Isa> {
        let mut all = vec![Isa::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                all.push(Isa::Avx2);
                if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl") {
                    all.push(Isa::Avx512);
                    if is_x86_feature_detected!("avx512vnni") {
                        all.push(Isa::Vnni);
                    }
                }
            }
        }
        all
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Numbers that look like weights, without a dependency: a linear congruence.
    pub(crate) fn numbers(n: usize, seed: u64) -> Vec<f32> {
        let mut s = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        (0..n)
            .map(|_| {
                s = s.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((s >> 40) as f32 / (1u64 << 24) as f32 - 0.5) * 3.0
            })
            .collect()
    }

    fn bits(v: &[f32]) -> Vec<u32> {
        v.iter().map(|x| x.to_bits()).collect()
    }

    #[test]
    fn paths_agree_bit_for_bit() {
        for (m, n, k) in [(1, 1, 1), (3, 33, 7), (12, 64, 40), (29, 97, 401), (13, 384, 800), (50, 31, 384)] {
            let (a, w, bias) = (numbers(m * k, 1), numbers(n * k, 2), numbers(n, 3));
            let b = Packed::new(n, k, |row, col| w[row * k + col], Some(&bias));
            let mut plain = Matrix::default();
            plain.resize(m, n);
            for i in 0..m {
                for j in 0..n {
                    plain.row_mut(i)[j] = (0..k).fold(bias[j], |s, x| a[i * k + x].mul_add(w[j * k + x], s));
                }
            }
            for isa in Isa::all() {
                let mut c = Matrix::default();
                c.resize(m, n);
                gemm(isa, &a, k, m, b.view(), &mut c.out());
                for i in 0..m {
                    assert_eq!(bits(c.row(i)), bits(plain.row(i)), "{isa:?} {m} {n} {k}");
                }
            }
        }
        for n in [1, 5, 16, 31, 384, 400] {
            let (x, y, g, b) = (numbers(n, 5), numbers(n, 6), numbers(n, 7), numbers(n, 8));
            let run = |isa| {
                let mut s: Vec<f32> = x.iter().map(|v| v * 20.0).collect();
                softmax(isa, &mut s, 0.37);
                let mut l = x.clone();
                add_layer_norm(isa, &mut l, &y, &g, &b, 1e-12);
                let mut e: Vec<f32> = x.iter().map(|v| v * 4.0).collect();
                gelu(isa, &mut e);
                (bits(&s), bits(&l), bits(&e), {
                    let mut d = vec![0.0; n];
                    weigh(isa, &[&x[..], &y, &g].concat(), &[0.7, -1.3], &mut d);
                    bits(&d)
                })
            };
            let first = run(Isa::Portable);
            for isa in Isa::all() {
                assert_eq!(run(isa), first, "{isa:?} {n}");
            }
        }
    }

    #[test]
    fn rows_do_not_depend_on_their_neighbours() {
        let (m, n, k) = (40, 70, 500);
        let (a, w) = (numbers(m * k, 1), numbers(n * k, 2));
        let b = Packed::new(n, k, |row, col| w[row * k + col], None);
        let mut all = Matrix::default();
        all.resize(m, n);
        gemm(Isa::best(), &a, k, m, b.view(), &mut all.out());
        for i in 0..m {
            let mut one = Matrix::default();
            one.resize(1, n);
            gemm(Isa::best(), &a[i * k..], k, 1, b.view(), &mut one.out());
            assert_eq!(bits(one.row(0)), bits(all.row(i)));
        }
    }
}
