//! Softmax, layer norm, GELU and dot products.
//!
//! Each is written once, over blocks of sixteen lanes, and compiled once for every path; rustc neither reorders nor fuses float
//! operations that are not written fused, so the paths agree in every bit.

use super::Isa;
use super::fma::{Fma, Native, Plain};

const LANES: usize = 16;

/// Compiles a function of this module for every path.
macro_rules! paths {
    ($(#[$doc:meta])* $name:ident / $body:ident ($($arg:ident: $ty:ty),*) $(-> $ret:ty)?) => {
        $(#[$doc])*
        pub(crate) fn $name(isa: Isa, $($arg: $ty),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($arg: $ty),*) $(-> $ret)? { $body::<Native>($($arg),*) }
                #[target_feature(enable = "avx512f,avx512vl,avx2,fma")]
                fn avx512($($arg: $ty),*) $(-> $ret)? { $body::<Native>($($arg),*) }
                match isa {
                    Isa::Portable => {}
                    // SAFETY: an `Isa` other than the portable one is only made when the processor has it. The code is safe code.
                    Isa::Avx2 => return unsafe { avx2($($arg),*) },
                    Isa::Avx512 => return unsafe { avx512($($arg),*) },
                }
            }
            let _ = isa;
            $body::<Plain>($($arg),*)
        }
    };
}

paths! {
    /// `x = softmax(scale · x)`.
    softmax / softmax_body (x: &mut [f32], scale: f32)
}
paths! {
    /// `x = LayerNorm(x + y)` with the given gain and bias.
    add_layer_norm / add_layer_norm_body (x: &mut [f32], y: &[f32], gain: &[f32], bias: &[f32], eps: f32)
}
paths! {
    /// `x = x · Φ(x)`, the exact GELU.
    gelu / gelu_body (x: &mut [f32])
}
paths! {
    /// Scalar product.
    dot / dot_body (x: &[f32], y: &[f32]) -> f32
}

/// Folds lanes in one fixed order.
#[inline(always)]
fn fold(mut v: [f32; LANES]) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            v[i] += v[i + half];
        }
        half /= 2;
    }
    v[0]
}

/// eˣ for x ≤ 0 (softmax subtracts the greatest); relative error below 2e-7; 0 below -87.
#[inline(always)]
fn exp<F: Fma>(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0; // 1.5 · 2²³: adding and taking it away rounds to a whole number
    let y = x.max(-87.0);
    let t = F::fma(y, std::f32::consts::LOG2_E, ROUND);
    let n = t - ROUND;
    let r = F::fma(n, -0.693_359_4, y); // ln 2 in two parts: the first exact in nine bits
    let r = F::fma(n, 2.121_944_4e-4, r);
    let p = 1.987_569_1e-4_f32;
    let p = F::fma(p, r, 1.398_199_9e-3);
    let p = F::fma(p, r, 8.333_452e-3);
    let p = F::fma(p, r, 4.166_579_6e-2);
    let p = F::fma(p, r, 1.666_666_5e-1);
    let p = F::fma(p, r, 0.5);
    let e = F::fma(p, r * r, r) + 1.0;
    // The whole number sits in the low bits of t; shifted into the exponent it is a power of two.
    let power = f32::from_bits((t.to_bits() << 23).wrapping_add(1.0f32.to_bits()));
    if x < -87.0 { 0.0 } else { e * power }
}

/// erf x as x · P(x²) / Q(x²) on [-4, 4] (a minimax fit of common use); absolute error below 4e-7.
#[inline(always)]
fn erf<F: Fma>(x: f32) -> f32 {
    let x = x.clamp(-4.0, 4.0);
    let z = x * x;
    let p = -2.726_142_3e-10_f32;
    let p = F::fma(p, z, 2.770_681_4e-8);
    let p = F::fma(p, z, -2.101_024e-6);
    let p = F::fma(p, z, -5.692_506_4e-5);
    let p = F::fma(p, z, -7.349_906e-4);
    let p = F::fma(p, z, -2.954_6e-3);
    let p = F::fma(p, z, -1.609_603_3e-2);
    let q = -1.456_607_2e-5_f32;
    let q = F::fma(q, z, -2.133_740_5e-4);
    let q = F::fma(q, z, -1.682_827e-3);
    let q = F::fma(q, z, -7.373_329e-3);
    let q = F::fma(q, z, -1.426_473_9e-2);
    x * p / q
}

#[inline(always)]
fn softmax_body<F: Fma>(x: &mut [f32], scale: f32) {
    let mut top = [f32::NEG_INFINITY; LANES];
    for block in x.chunks(LANES) {
        for (t, v) in top.iter_mut().zip(block) {
            *t = t.max(*v);
        }
    }
    let top = top.into_iter().fold(f32::NEG_INFINITY, f32::max) * scale;
    let mut sums = [0f32; LANES];
    let mut blocks = x.chunks_exact_mut(LANES);
    for block in &mut blocks {
        for (s, v) in sums.iter_mut().zip(block) {
            *v = exp::<F>(F::fma(*v, scale, -top));
            *s += *v;
        }
    }
    for (s, v) in sums.iter_mut().zip(blocks.into_remainder()) {
        *v = exp::<F>(F::fma(*v, scale, -top));
        *s += *v;
    }
    let sum = fold(sums);
    for v in x {
        *v /= sum;
    }
}

#[inline(always)]
fn add_layer_norm_body<F: Fma>(x: &mut [f32], y: &[f32], gain: &[f32], bias: &[f32], eps: f32) {
    let n = x.len() as f32;
    let mut sums = [0f32; LANES];
    for (bx, by) in x.chunks_mut(LANES).zip(y.chunks(LANES)) {
        for ((s, v), y) in sums.iter_mut().zip(bx).zip(by) {
            *v += *y;
            *s += *v;
        }
    }
    let mean = fold(sums) / n;
    let mut sums = [0f32; LANES];
    for block in x.chunks(LANES) {
        for (s, v) in sums.iter_mut().zip(block) {
            let d = *v - mean;
            *s = F::fma(d, d, *s);
        }
    }
    let scale = 1.0 / (fold(sums) / n + eps).sqrt();
    for ((v, g), b) in x.iter_mut().zip(gain).zip(bias) {
        *v = F::fma((*v - mean) * scale, *g, *b);
    }
}

#[inline(always)]
fn gelu_body<F: Fma>(x: &mut [f32]) {
    for v in x {
        let half = 0.5 * *v;
        *v = F::fma(half, erf::<F>(*v * std::f32::consts::FRAC_1_SQRT_2), half);
    }
}

#[inline(always)]
fn dot_body<F: Fma>(x: &[f32], y: &[f32]) -> f32 {
    let mut sums = [0f32; LANES];
    for (bx, by) in x.chunks(LANES).zip(y.chunks(LANES)) {
        for ((s, x), y) in sums.iter_mut().zip(bx).zip(by) {
            *s = F::fma(*x, *y, *s);
        }
    }
    fold(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_near_the_true_one() {
        for i in 0..=87_000 {
            let x = -(i as f32) / 1000.0;
            let want = f64::from(x).exp();
            assert!((f64::from(exp::<Native>(x)) - want).abs() <= 3e-7 * want, "{x}");
        }
        assert_eq!(exp::<Native>(-1e30), 0.0);
        assert_eq!(exp::<Native>(0.0), 1.0);
    }

    #[test]
    fn erf_is_near_the_true_one() {
        for i in -400..=400 {
            let x = f64::from(i) / 100.0;
            // Simpson's rule on the defining integral.
            let n = 2000;
            let f = |t: f64| (-t * t).exp();
            let h = x / f64::from(n);
            let s: f64 = (1..n).map(|k| f(h * f64::from(k)) * if k % 2 == 1 { 4.0 } else { 2.0 }).sum();
            let want = (f(0.0) + f(x) + s) * h / 3.0 * std::f64::consts::FRAC_2_SQRT_PI;
            assert!(
                (f64::from(erf::<Native>(x as f32)) - want).abs() < 5e-7,
                "{x}: {} {want}",
                erf::<Native>(x as f32)
            );
        }
    }

    #[test]
    fn softmax_sums_to_one() {
        let mut x: Vec<f32> = (0..37).map(|i| (i * 7 % 11) as f32).collect();
        softmax(Isa::best(), &mut x, 0.5);
        assert!((x.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}
