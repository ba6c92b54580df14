//! How near the products come to what the processor can do: for `cargo xtask bench`, not for reading.

use std::hint::black_box;
use std::time::{Duration, Instant};

use super::{Inputs, Isa, Matrix, Packed, Rounded, gemm, gemm_rounded};

/// A product of the encoder's shape, timed.
#[derive(Clone, Copy, Debug)]
pub struct Speed {
    /// What was multiplied: `f32` or `bytes`.
    pub kind: &'static str,
    /// Rows, columns and depth.
    pub shape: (usize, usize, usize),
    /// Multiply-adds a second, in thousand millions.
    pub reached: f64,
    /// The same where everything stays in registers: what this core can do with these instructions at best.
    pub limit: f64,
}

/// Times the kernels of this processor's best path on one core; takes some two seconds.
pub fn speeds() -> (String, Vec<Speed>) {
    let isa = Isa::best();
    let (floats, bytes) = (limit(isa, false), limit(isa, true));
    let mut out = Vec::new();
    for (m, n, k) in [(768, 1152, 384), (96, 1536, 384), (96, 384, 1536)] {
        let (a, w) = (vec![0.37f32; m * k], vec![0.11f32; n * k]);
        let mut c = Matrix::default();
        c.resize(m, n);
        let work = (m * n * k) as f64;
        let plain = Packed::new(n, k, |i, j| w[i * k + j], None);
        let reached = rate(work, || gemm(isa, black_box(&a), k, m, plain.view(), &mut c.out()));
        out.push(Speed { kind: "f32", shape: (m, n, k), reached, limit: floats });
        let rounded = Rounded::from_rows(n, k, |i, out| out.copy_from_slice(&w[i * k..][..k]), &vec![0.0; n]);
        let mut inputs = Inputs::default();
        // The rounding of the inputs is part of the work.
        let reached = rate(work, || {
            inputs.refill(isa, black_box(&a).chunks(k), k);
            gemm_rounded(isa, &inputs, m, &rounded, &mut c.out());
        });
        out.push(Speed { kind: "bytes", shape: (m, n, k), reached, limit: bytes });
    }
    (format!("{isa:?}"), out)
}

/// Thousand millions of multiply-adds a second: the best of some rounds.
fn rate(work: f64, mut run: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(250) {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    work / best / 1e9
}

/// Rounds of a loop over registers.
const ROUNDS: usize = 200_000;

fn limit(isa: Isa, bytes: bool) -> f64 {
    #[cfg(target_arch = "x86_64")]
    {
        use super::x86::{limit_bytes_avx2, limit_bytes_vnni, limit_floats_avx2, limit_floats_avx512};
        // SAFETY: `isa` was detected.
        let (work, run): (usize, Box<dyn Fn(usize) -> f32>) = match (isa, bytes) {
            (Isa::Portable, _) => return f64::NAN,
            (Isa::Avx2, false) => (12 * 8, Box::new(|n| unsafe { limit_floats_avx2(n) })),
            (Isa::Avx2 | Isa::Avx512, true) => (12 * 64, Box::new(|n| unsafe { limit_bytes_avx2(n) })),
            (Isa::Avx512 | Isa::Vnni, false) => (24 * 16, Box::new(|n| unsafe { limit_floats_avx512(n) })),
            (Isa::Vnni, true) => (24 * 64, Box::new(|n| unsafe { limit_bytes_vnni(n) })),
        };
        rate((ROUNDS * work) as f64, || {
            black_box(run(black_box(ROUNDS)));
        })
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        let _ = (isa, bytes);
        f64::NAN
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_product_has_a_speed() {
        let (_, speeds) = super::speeds();
        assert_eq!(speeds.len(), 6);
        for s in speeds {
            assert!(s.reached > 0.0 && s.reached.is_finite(), "{s:?}");
        }
    }
}
