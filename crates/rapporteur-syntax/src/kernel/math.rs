//! Softmax, layer norm, GELU, weighted sums, and the rounding of inputs.
//!
//! Each is written once, over blocks of sixteen lanes, and compiled once for every path; rustc neither reorders nor fuses float
//! operations that are not written fused, so the paths agree in every bit.

use super::Isa;
use super::fma::{Fma, Native, Plain};
use super::int8::LEVELS;

const LANES: usize = 16;

/// 1.5 · 2²³: adding and taking it away rounds a small number to a whole one, half-way cases to the even one.
pub(super) const ROUND: f32 = 12_582_912.0;

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
                    Isa::Avx512 | Isa::Vnni => return unsafe { avx512($($arg),*) },
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
    /// The sum of rows of `out.len()` numbers, each times its `x`, and of one last row as it is.
    weigh / weigh_body (rows: &[f32], x: &[f32], out: &mut [f32])
}

paths! {
    /// The least and the greatest of the numbers and nought.
    range / range_body (x: &[f32]) -> (f32, f32)
}

/// The level of every number: the nearest whole number to `inverse · x`, counted from `zero`, between 0 and [`LEVELS`].
pub(crate) fn levels(isa: Isa, x: &[f32], inverse: f32, zero: f32, out: &mut [u8]) {
    assert!(x.len() == out.len());
    let start = ROUND + zero;
    let done = match isa {
        Isa::Portable => 0,
        // SAFETY: `isa` was detected, and the slices are of one length.
        #[cfg(target_arch = "x86_64")]
        _ => unsafe { super::x86::levels_avx2(x, inverse, start, out) },
    };
    // The whole number sits in the low bits, as in `exp`.
    for (x, out) in x[done..].iter().zip(&mut out[done..]) {
        *out = Plain::fma(*x, inverse, start).clamp(ROUND, ROUND + LEVELS).to_bits() as u8;
    }
}

/// The nearest whole number, the even one of two.
pub(super) fn nearest(x: f32) -> f32 {
    (x + ROUND) - ROUND
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

// The loops below go over arrays by index: chains of iterators were left uninlined in functions with target features, and cost more than
// the arithmetic.

#[inline(always)]
fn softmax_body<F: Fma>(x: &mut [f32], scale: f32) {
    let (blocks, rest) = x.as_chunks_mut::<LANES>();
    // The last block is filled up with what adds nothing, so that its exponentials are reckoned side by side too.
    let mut last = [f32::NEG_INFINITY; LANES];
    last[..rest.len()].copy_from_slice(rest);
    let mut top = last;
    for block in &*blocks {
        for i in 0..LANES {
            top[i] = greater(block[i], top[i]);
        }
    }
    let top = top.into_iter().fold(f32::NEG_INFINITY, f32::max) * scale;
    let mut sums = [0f32; LANES];
    for block in &mut *blocks {
        for i in 0..LANES {
            block[i] = exp::<F>(F::fma(block[i], scale, -top));
            sums[i] += block[i];
        }
    }
    for i in 0..LANES {
        last[i] = exp::<F>(F::fma(last[i], scale, -top));
        sums[i] += last[i];
    }
    let share = 1.0 / fold(sums);
    for block in blocks {
        for v in block {
            *v *= share;
        }
    }
    for v in &mut last {
        *v *= share;
    }
    rest.copy_from_slice(&last[..rest.len()]);
}

/// `v` where it is greater than `than`: the instruction's own idea of a maximum.
#[inline(always)]
fn greater(v: f32, than: f32) -> f32 {
    if v > than { v } else { than }
}

/// As [`greater`].
#[inline(always)]
fn less(v: f32, than: f32) -> f32 {
    if v < than { v } else { than }
}

#[inline(always)]
fn add_layer_norm_body<F: Fma>(x: &mut [f32], y: &[f32], gain: &[f32], bias: &[f32], eps: f32) {
    let n = x.len();
    assert!(y.len() == n && gain.len() == n && bias.len() == n);
    let mut sums = [0f32; LANES];
    let (blocks, rest) = x.as_chunks_mut::<LANES>();
    let (ys, y_rest) = y.as_chunks::<LANES>();
    for (block, y) in blocks.iter_mut().zip(ys) {
        for i in 0..LANES {
            block[i] += y[i];
            sums[i] += block[i];
        }
    }
    for i in 0..rest.len() {
        rest[i] += y_rest[i];
        sums[i] += rest[i];
    }
    let mean = fold(sums) / n as f32;
    let mut sums = [0f32; LANES];
    for block in &*blocks {
        for i in 0..LANES {
            let d = block[i] - mean;
            sums[i] = F::fma(d, d, sums[i]);
        }
    }
    for i in 0..rest.len() {
        let d = rest[i] - mean;
        sums[i] = F::fma(d, d, sums[i]);
    }
    let scale = 1.0 / (fold(sums) / n as f32 + eps).sqrt();
    for i in 0..n {
        x[i] = F::fma((x[i] - mean) * scale, gain[i], bias[i]);
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
fn weigh_body<F: Fma>(rows: &[f32], x: &[f32], out: &mut [f32]) {
    let n = out.len();
    let (rows, last) = rows.split_at(x.len() * n);
    for from in (0..n).step_by(LANES) {
        let some = LANES.min(n - from);
        let mut sums = [0f32; LANES];
        sums[..some].copy_from_slice(&last[from..][..some]);
        if some == LANES {
            for (k, x) in x.iter().enumerate() {
                let row = &rows[k * n + from..][..LANES];
                for i in 0..LANES {
                    sums[i] = F::fma(*x, row[i], sums[i]);
                }
            }
        } else {
            for (k, x) in x.iter().enumerate() {
                for (s, w) in sums.iter_mut().zip(&rows[k * n + from..][..some]) {
                    *s = F::fma(*x, *w, *s);
                }
            }
        }
        out[from..from + some].copy_from_slice(&sums[..some]);
    }
}

#[inline(always)]
fn range_body<F: Fma>(x: &[f32]) -> (f32, f32) {
    let (mut low, mut high) = ([0f32; LANES], [0f32; LANES]);
    let (blocks, rest) = x.as_chunks::<LANES>();
    for block in blocks {
        for i in 0..LANES {
            low[i] = less(block[i], low[i]);
            high[i] = greater(block[i], high[i]);
        }
    }
    for (i, v) in rest.iter().enumerate() {
        low[i] = less(*v, low[i]);
        high[i] = greater(*v, high[i]);
    }
    (low.into_iter().fold(0.0, f32::min), high.into_iter().fold(0.0, f32::max))
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
