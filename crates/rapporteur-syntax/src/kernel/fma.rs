//! The fused multiply-add, with and without an instruction for it.

/// How a path computes `a · b + c` with one rounding.
pub(super) trait Fma {
    fn fma(a: f32, b: f32, c: f32) -> f32;
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
}

impl Fma for Emulated {
    #[inline(always)]
    fn fma(a: f32, b: f32, c: f32) -> f32 {
        let sum = f64::from(a) * f64::from(b) + f64::from(c);
        let midway = sum.to_bits() & 0x1FFF_FFFF == 0x1000_0000;
        let tiny = sum.abs() < f64::from(f32::MIN_POSITIVE) && sum != 0.0;
        if midway || tiny { slow(a, b, c) } else { sum as f32 }
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
