//! The inner blocks of [`super::gemm`] and [`super::int8`] for AVX2 and AVX-512.
//!
//! A tile of R rows by one panel (AVX-512) or half a panel (AVX2) is held in registers while k runs. In f32 every element gets one fused
//! multiply-add for every k, in order, exactly as in the portable path; whole numbers may be added in any order.

use std::arch::x86_64::*;

use super::PANEL;
use super::int8::{Block, GROUP, LEVELS, TOGETHER};
use super::math::ROUND;

/// Row tile of AVX-512: 12 × 2 accumulators, 2 panel vectors, the row's number broadcast from memory: 26 of 32 registers.
const R512: usize = 12;
/// Row tile of AVX2: 6 × 2 accumulators, 2 panel vectors, 1 broadcast: 15 of 16 registers.
const R256: usize = 6;

/// Adds `a · panel` to `rows` rows of `c`.
///
/// # Safety
/// The processor has AVX-512F. For i < rows, `a[i·lda .. i·lda + panel.len()/PANEL]` and `c[i·stride .. i·stride + PANEL]` lie inside.
#[target_feature(enable = "avx512f,avx512vl,avx2,fma")]
pub(super) unsafe fn block_avx512(
    a: &[f32],
    lda: usize,
    rows: usize,
    panel: &[f32],
    c: &mut [f32],
    stride: usize,
) {
    let mut i = 0;
    while i < rows {
        // SAFETY: rows i .. i + R exist by the caller's promise; `tile_512::<R>` touches only those.
        unsafe {
            let (a, c) = (a.as_ptr().add(i * lda), c.as_mut_ptr().add(i * stride));
            let left = rows - i;
            macro_rules! tile {
                ($($r:literal)*) => { match left { $($r => tile_512::<$r>(a, lda, panel, c, stride),)*
                    _ => tile_512::<R512>(a, lda, panel, c, stride) } };
            }
            tile!(1 2 3 4 5 6 7 8 9 10 11);
            i += left.min(R512);
        }
    }
}

/// # Safety
/// As [`block_avx512`], for the R rows that start at `a` and `c`.
#[target_feature(enable = "avx512f,avx512vl,avx2,fma")]
#[inline]
unsafe fn tile_512<const R: usize>(a: *const f32, lda: usize, panel: &[f32], c: *mut f32, stride: usize) {
    // SAFETY: every access is one that the caller vouches for: PANEL = 32 floats from each c row, depth floats from each a row,
    // and `panel`, whose length is depth · PANEL.
    unsafe {
        let mut sums = [[_mm512_setzero_ps(); 2]; R];
        for (i, s) in sums.iter_mut().enumerate() {
            s[0] = _mm512_loadu_ps(c.add(i * stride));
            s[1] = _mm512_loadu_ps(c.add(i * stride + 16));
        }
        let mut w = panel.as_ptr();
        for k in 0..panel.len() / PANEL {
            let (w0, w1) = (_mm512_loadu_ps(w), _mm512_loadu_ps(w.add(16)));
            w = w.add(PANEL);
            for (i, s) in sums.iter_mut().enumerate() {
                let x = _mm512_set1_ps(*a.add(i * lda + k));
                s[0] = _mm512_fmadd_ps(x, w0, s[0]);
                s[1] = _mm512_fmadd_ps(x, w1, s[1]);
            }
        }
        for (i, s) in sums.iter().enumerate() {
            _mm512_storeu_ps(c.add(i * stride), s[0]);
            _mm512_storeu_ps(c.add(i * stride + 16), s[1]);
        }
    }
}

/// Adds `a · panel` to `rows` rows of `c`.
///
/// # Safety
/// The processor has AVX2 and FMA; otherwise as [`block_avx512`].
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn block_avx2(
    a: &[f32],
    lda: usize,
    rows: usize,
    panel: &[f32],
    c: &mut [f32],
    stride: usize,
) {
    let mut i = 0;
    while i < rows {
        let left = rows - i;
        for half in [0, 16] {
            // SAFETY: as in `block_avx512`; the two halves cover the panel's 32 columns.
            unsafe {
                let (a, c) = (a.as_ptr().add(i * lda), c.as_mut_ptr().add(i * stride + half));
                macro_rules! tile {
                    ($($r:literal)*) => { match left { $($r => tile_256::<$r>(a, lda, panel, half, c, stride),)*
                        _ => tile_256::<R256>(a, lda, panel, half, c, stride) } };
                }
                tile!(1 2 3 4 5);
            }
        }
        i += left.min(R256);
    }
}

/// # Safety
/// As [`block_avx2`], for the R rows that start at `a` and `c`, and columns `half .. half + 16` of the panel.
#[target_feature(enable = "avx2,fma")]
#[inline]
unsafe fn tile_256<const R: usize>(
    a: *const f32,
    lda: usize,
    panel: &[f32],
    half: usize,
    c: *mut f32,
    stride: usize,
) {
    // SAFETY: as in `tile_512`; 16 floats from each c row, and half ≤ 16 keeps the panel loads inside each row of 32.
    unsafe {
        let mut sums = [[_mm256_setzero_ps(); 2]; R];
        for (i, s) in sums.iter_mut().enumerate() {
            s[0] = _mm256_loadu_ps(c.add(i * stride));
            s[1] = _mm256_loadu_ps(c.add(i * stride + 8));
        }
        let mut w = panel.as_ptr().add(half);
        for k in 0..panel.len() / PANEL {
            let (w0, w1) = (_mm256_loadu_ps(w), _mm256_loadu_ps(w.add(8)));
            w = w.wrapping_add(PANEL);
            for (i, s) in sums.iter_mut().enumerate() {
                let x = _mm256_broadcast_ss(&*a.add(i * lda + k));
                s[0] = _mm256_fmadd_ps(x, w0, s[0]);
                s[1] = _mm256_fmadd_ps(x, w1, s[1]);
            }
        }
        for (i, s) in sums.iter().enumerate() {
            _mm256_storeu_ps(c.add(i * stride), s[0]);
            _mm256_storeu_ps(c.add(i * stride + 8), s[1]);
        }
    }
}

/// Row tile of bytes on AVX2: 4 × 2 sums, 1 of ones, 2 broadcasts and 1 of pairs: 12 of 16 registers, and what weights can have of the rest.
const R8: usize = 4;

/// Enters `inputs · panel`, scaled, into the block's rows of `c`.
///
/// # Safety
/// The processor has AVX2 and FMA. For each row i of the block, `inputs[i·apart .. i·apart + panel.len()/PANEL]` and
/// `c[i·stride .. i·stride + PANEL]` lie inside, and `scale`, `sum` and `bias` have PANEL entries.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn rounded_avx2(b: &Block<'_>, c: &mut [f32], stride: usize) {
    let rows = b.row_scale.len();
    let mut i = 0;
    while i < rows {
        let left = rows - i;
        for half in [0, 16] {
            // SAFETY: rows i .. i + R exist by the caller's promise; the two halves cover the panel's 32 columns.
            unsafe {
                let c = c.as_mut_ptr().add(i * stride + half);
                match left {
                    1 => bytes_256::<1>(b, i, half, c, stride),
                    2 => bytes_256::<2>(b, i, half, c, stride),
                    3 => bytes_256::<3>(b, i, half, c, stride),
                    _ => bytes_256::<R8>(b, i, half, c, stride),
                }
            }
        }
        i += left.min(R8);
    }
}

/// # Safety
/// As [`rounded_avx2`], for the R rows from `i` on, whose places in `c` are `stride` apart, and columns `half .. half + 16` of the panel.
#[target_feature(enable = "avx2,fma")]
#[inline]
unsafe fn bytes_256<const R: usize>(b: &Block<'_>, i: usize, half: usize, c: *mut f32, stride: usize) {
    // SAFETY: 4 bytes a group from each row of inputs, 2 × 32 bytes a group from the panel's rows of 128, 16 numbers to each row of c.
    unsafe {
        let mut sums = [[_mm256_setzero_si256(); 2]; R];
        let ones = _mm256_set1_epi16(1);
        let a = b.inputs.as_ptr().add(i * b.apart);
        let mut w = b.panel.as_ptr().add(half * GROUP);
        for g in 0..b.panel.len() / (PANEL * GROUP * TOGETHER) {
            let weights = |n: usize| _mm256_loadu_si256(w.add(n).cast());
            let (now, then) =
                ([weights(0), weights(32)], [weights(PANEL * GROUP), weights(PANEL * GROUP + 32)]);
            w = w.wrapping_add(PANEL * GROUP * TOGETHER);
            for (r, s) in sums.iter_mut().enumerate() {
                let input = |n: usize| {
                    let four = a.add(r * b.apart + (g * TOGETHER + n) * GROUP);
                    _mm256_set1_epi32(four.cast::<i32>().read_unaligned())
                };
                let (x, y) = (input(0), input(1));
                for v in 0..2 {
                    // Four products fit: 4 · 127 · 63 < 2¹⁵.
                    let pairs =
                        _mm256_add_epi16(_mm256_maddubs_epi16(x, now[v]), _mm256_maddubs_epi16(y, then[v]));
                    s[v] = _mm256_add_epi32(s[v], _mm256_madd_epi16(pairs, ones));
                }
            }
        }
        for (r, s) in sums.iter().enumerate() {
            let (zero, scale) = (_mm256_set1_epi32(b.row_zero[i + r]), _mm256_set1_ps(b.row_scale[i + r]));
            for (v, s) in s.iter().enumerate() {
                let at = half + 8 * v;
                let off = _mm256_mullo_epi32(zero, _mm256_loadu_si256(b.sum.as_ptr().add(at).cast()));
                let whole = _mm256_cvtepi32_ps(_mm256_sub_epi32(*s, off));
                let scale = _mm256_mul_ps(scale, _mm256_loadu_ps(b.scale.as_ptr().add(at)));
                let bias = _mm256_loadu_ps(b.bias.as_ptr().add(at));
                _mm256_storeu_ps(c.add(r * stride + 8 * v), _mm256_add_ps(_mm256_mul_ps(whole, scale), bias));
            }
        }
    }
}

/// Levels of as many numbers as fill whole vectors of bytes; returns how many. `start` is what `inverse · x` is counted from, with the
/// number beside it that leaves whole numbers in the low bits.
///
/// # Safety
/// The processor has AVX2 and FMA, and `out` is as long as `x`.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn levels_avx2(x: &[f32], inverse: f32, start: f32, out: &mut [u8]) -> usize {
    let (inverse, start) = (_mm256_set1_ps(inverse), _mm256_set1_ps(start));
    let (low, high) = (_mm256_set1_ps(ROUND), _mm256_set1_ps(ROUND + LEVELS));
    let (byte, order) = (_mm256_set1_epi32(0xFF), _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
    for (x, out) in x.as_chunks::<32>().0.iter().zip(out.as_chunks_mut::<32>().0) {
        // SAFETY: 4 × 8 numbers of the 32, and 32 bytes.
        unsafe {
            let level = |n: usize| {
                let at = _mm256_fmadd_ps(_mm256_loadu_ps(x.as_ptr().add(8 * n)), inverse, start);
                _mm256_and_si256(_mm256_castps_si256(_mm256_min_ps(_mm256_max_ps(at, low), high)), byte)
            };
            let (a, b) = (_mm256_packus_epi32(level(0), level(1)), _mm256_packus_epi32(level(2), level(3)));
            // Packing goes by halves of a vector: fours of bytes are put back in order.
            let bytes = _mm256_permutevar8x32_epi32(_mm256_packus_epi16(a, b), order);
            _mm256_storeu_si256(out.as_mut_ptr().cast(), bytes);
        }
    }
    x.len() / 32 * 32
}

/// As [`rounded_avx2`].
///
/// # Safety
/// The processor has AVX-512F and VNNI; otherwise as [`rounded_avx2`].
#[target_feature(enable = "avx512f,avx512vl,avx512vnni,avx2,fma")]
pub(super) unsafe fn rounded_vnni(b: &Block<'_>, c: &mut [f32], stride: usize) {
    let rows = b.row_scale.len();
    let mut i = 0;
    while i < rows {
        let left = rows - i;
        // SAFETY: rows i .. i + R exist by the caller's promise.
        unsafe {
            let c = c.as_mut_ptr().add(i * stride);
            macro_rules! tile {
                ($($r:literal)*) => { match left { $($r => bytes_512::<$r>(b, i, c, stride),)*
                    _ => bytes_512::<R512>(b, i, c, stride) } };
            }
            tile!(1 2 3 4 5 6 7 8 9 10 11);
        }
        i += left.min(R512);
    }
}

/// # Safety
/// As [`rounded_vnni`], for the R rows from `i` on, whose places in `c` are `stride` apart.
#[target_feature(enable = "avx512f,avx512vl,avx512vnni,avx2,fma")]
#[inline]
unsafe fn bytes_512<const R: usize>(b: &Block<'_>, i: usize, c: *mut f32, stride: usize) {
    // SAFETY: 4 bytes a group from each row of inputs, the 2 × 64 bytes of a group from the panel, 32 numbers to each row of c.
    unsafe {
        let mut sums = [[_mm512_setzero_si512(); 2]; R];
        let a = b.inputs.as_ptr().add(i * b.apart);
        let mut w = b.panel.as_ptr();
        for g in 0..b.panel.len() / (PANEL * GROUP) {
            let (w0, w1) = (_mm512_loadu_si512(w.cast()), _mm512_loadu_si512(w.add(64).cast()));
            w = w.add(PANEL * GROUP);
            for (r, s) in sums.iter_mut().enumerate() {
                let x = _mm512_set1_epi32(a.add(r * b.apart + g * GROUP).cast::<i32>().read_unaligned());
                s[0] = _mm512_dpbusd_epi32(s[0], x, w0);
                s[1] = _mm512_dpbusd_epi32(s[1], x, w1);
            }
        }
        for (r, s) in sums.iter().enumerate() {
            let (zero, scale) = (_mm512_set1_epi32(b.row_zero[i + r]), _mm512_set1_ps(b.row_scale[i + r]));
            for (v, s) in s.iter().enumerate() {
                let off = _mm512_mullo_epi32(zero, _mm512_loadu_si512(b.sum.as_ptr().add(16 * v).cast()));
                let whole = _mm512_cvtepi32_ps(_mm512_sub_epi32(*s, off));
                let scale = _mm512_mul_ps(scale, _mm512_loadu_ps(b.scale.as_ptr().add(16 * v)));
                let bias = _mm512_loadu_ps(b.bias.as_ptr().add(16 * v));
                _mm512_storeu_ps(
                    c.add(r * stride + 16 * v),
                    _mm512_add_ps(_mm512_mul_ps(whole, scale), bias),
                );
            }
        }
    }
}

/// A loop over registers alone, for [`super::limit`]: what the products could reach if memory cost nothing.
macro_rules! limits {
    ($($name:ident, $features:literal, $sums:literal, $zero:expr, $x:expr, $y:expr, |$s:ident, $a:ident, $b:ident| $step:expr, $end:expr;)*) => {$(
        /// # Safety
        /// The processor has the features.
        #[target_feature(enable = $features)]
        pub(super) unsafe fn $name(rounds: usize) -> f32 {
            let (mut sums, $a, $b) = ([$zero; $sums], std::hint::black_box($x), std::hint::black_box($y));
            for _ in 0..rounds {
                for $s in &mut sums {
                    *$s = $step;
                }
            }
            sums.into_iter().map($end).sum()
        }
    )*};
}

limits! {
    limit_floats_avx2, "avx2,fma", 12, _mm256_setzero_ps(), _mm256_set1_ps(0.5), _mm256_set1_ps(0.25),
        |s, a, b| _mm256_fmadd_ps(a, b, *s), |s| _mm256_cvtss_f32(s);
    limit_bytes_avx2, "avx2,fma", 12, _mm256_setzero_si256(), _mm256_set1_epi8(3), _mm256_set1_epi8(5),
        // No product can be taken out of the loop: each hangs on the sum.
        |s, a, b| _mm256_add_epi32(*s, _mm256_madd_epi16(_mm256_add_epi16(
            _mm256_maddubs_epi16(_mm256_or_si256(a, *s), b), _mm256_maddubs_epi16(*s, a)), b)),
        |s| _mm256_extract_epi32::<0>(s) as f32;
    limit_floats_avx512, "avx512f,avx512vl,avx2,fma", 24, _mm512_setzero_ps(), _mm512_set1_ps(0.5), _mm512_set1_ps(0.25),
        |s, a, b| _mm512_fmadd_ps(a, b, *s), |s| _mm512_cvtss_f32(s);
    limit_bytes_vnni, "avx512f,avx512vl,avx512vnni,avx2,fma", 24, _mm512_setzero_si512(), _mm512_set1_epi8(3), _mm512_set1_epi8(5),
        |s, a, b| _mm512_dpbusd_epi32(*s, a, b), |s| _mm512_cvtsi512_si32(s) as f32;
}
