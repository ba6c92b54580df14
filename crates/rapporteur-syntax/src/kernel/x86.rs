//! The inner block of [`super::gemm`] for AVX2 and AVX-512.
//!
//! A tile of R rows by one panel (AVX-512) or half a panel (AVX2) is held in registers while k runs; every element gets one fused
//! multiply-add for every k, in order, exactly as in the portable path.

use std::arch::x86_64::*;

use super::PANEL;

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
