//! The middle and the tail of a handful of measurements.

/// The value that `share` of the measurements do not exceed; 0 for none.
pub fn quantile(measurements: &[f64], share: f64) -> f64 {
    let mut sorted = measurements.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let rank = (share * last as f64).ceil() as usize;
    sorted.get(rank.min(last)).copied().unwrap_or_default()
}

/// Half of the measurements are at most this.
pub fn median(measurements: &[f64]) -> f64 {
    quantile(measurements, 0.5)
}

/// Enough digits to compare, few enough to read.
pub fn rounded(value: f64) -> f64 {
    let scale = 10f64.powf((3.0 - value.abs().max(1e-9).log10().ceil()).max(0.0));
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_measured_values() {
        let values = [5.0, 1.0, 4.0, 2.0, 3.0];
        assert!((median(&values) - 3.0).abs() < 1e-12);
        assert!((quantile(&values, 0.95) - 5.0).abs() < 1e-12);
        assert!(quantile(&[], 0.5).abs() < 1e-12);
    }

    #[test]
    fn three_digits_are_kept() {
        let texts = [12345.6, 1.23456, 0.012_345].map(|value| rounded(value).to_string());
        assert_eq!(texts, ["12346", "1.23", "0.0123"]);
    }
}
