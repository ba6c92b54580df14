//! Intervals for the tables.

/// Wilson's 95 % interval for a share `p` of `n` cases. For an F1 it is an approximation with n gold cases, good enough to tell
/// noise from change.
pub fn wilson(p: f64, n: f64) -> (f64, f64) {
    if n <= 0.0 {
        return (0.0, 1.0);
    }
    let z = 1.96_f64;
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::wilson;

    #[test]
    fn the_interval_holds_the_share_and_narrows_with_n() {
        let (low, high) = wilson(0.8, 50.0);
        assert!(low < 0.8 && 0.8 < high);
        let (closer_low, closer_high) = wilson(0.8, 5000.0);
        assert!(closer_low > low && closer_high < high);
    }
}
