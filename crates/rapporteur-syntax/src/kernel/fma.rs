//! The fused multiply-add, with and without an instruction for it.

use super::PANEL;

/// How a path computes `a · b + c` with one rounding.
pub(super) trait Fma {
    fn fma(a: f32, b: f32, c: f32) -> f32;

    /// `sums[i] = x · row[i] + sums[i]`.
    fn add_row(x: f32, row: &[f32; PANEL], sums: &mut [f32; PANEL]);
}

/// By instruction.
pub(super) struct Native;

/// Without one: through f64, which holds the product exactly. The sum is rounded twice, to 53 bits and to 24, and the two roundings
/// differ from one only where the first lands midway between two f32 (or among subnormals, whose spacing is another): there the
/// library's own, slow function is asked. About forty times as fast as asking it always, and the same bits.
#[cfg_attr(any(target_arch = "aarch64", target_feature = "fma"), allow(dead_code))]
pub(super) struct Emulated;

/// What the portable path uses on this target.
#[cfg(any(target_arch = "aarch64", target_feature = "fma"))]
pub(super) type Plain = Native;
/// What the portable path uses on this target.
#[cfg(not(any(target_arch = "aarch64", target_feature = "fma")))]
pub(super) type Plain = Emulated;

impl Fma for Native {
    #[inline(always)]
    fn fma(a: f32, b: f32, c: f32) -> f32 {
        a.mul_add(b, c)
    }

    #[inline(always)]
    fn add_row(x: f32, row: &[f32; PANEL], sums: &mut [f32; PANEL]) {
        for (s, w) in sums.iter_mut().zip(row) {
            *s = x.mul_add(*w, *s);
        }
    }
}

/// The sum in f64, and whether rounding it again may go wrong.
#[inline(always)]
fn twice(a: f32, b: f32, c: f32) -> (f64, bool) {
    let sum = f64::from(a) * f64::from(b) + f64::from(c);
    let midway = sum.to_bits() as u32 & 0x1FFF_FFFF == 0x1000_0000;
    let tiny = (sum.abs() < f64::from(f32::MIN_POSITIVE)) & (sum != 0.0);
    (sum, midway | tiny)
}

impl Fma for Emulated {
    #[inline(always)]
    fn fma(a: f32, b: f32, c: f32) -> f32 {
        let (sum, doubt) = twice(a, b, c);
        if doubt { slow(a, b, c) } else { sum as f32 }
    }

    #[inline(always)]
    fn add_row(x: f32, row: &[f32; PANEL], sums: &mut [f32; PANEL]) {
        let (mut out, mut doubts) = ([0f32; PANEL], 0u32);
        for ((o, w), s) in out.iter_mut().zip(row).zip(&*sums) {
            let (sum, doubt) = twice(x, *w, *s);
            *o = sum as f32;
            doubts |= u32::from(doubt);
        }
        if doubts == 0 {
            *sums = out;
        } else {
            for (s, w) in sums.iter_mut().zip(row) {
                *s = slow(x, *w, *s);
            }
        }
    }
}

#[cold]
#[inline(never)]
fn slow(a: f32, b: f32, c: f32) -> f32 {
    a.mul_add(b, c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn emulation_is_exact(a in any::<f32>(), b in any::<f32>(), c in any::<f32>(), shift in -30i32..30) {
            prop_assert_eq!(Emulated::fma(a, b, c).to_bits(), a.mul_add(b, c).to_bits());
            // Near cancellation and near ties, where double rounding would show.
            let d = (a * b) * 2f32.powi(shift);
            for c in [d, -d] {
                let (got, want) = (Emulated::fma(a, b, c), a.mul_add(b, c));
                prop_assert!(got.to_bits() == want.to_bits() || got.is_nan() && want.is_nan());
            }
        }
    }
}
