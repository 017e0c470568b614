//! From errors to bounds.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Bounds of a saving.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Share of such intervals that hold the truth.
    pub confidence: f64,
    /// Lower bound.
    pub low_kwh: f64,
    /// Upper bound.
    pub high_kwh: f64,
}

/// The independent errors of a sum.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spread {
    /// From the fitted parameters, kWh².
    pub parameter_variance: f64,
    /// From the residuals of the summed days, kWh².
    pub residual_variance: f64,
    /// From drift, kWh.
    pub drift_sd: f64,
    /// Degrees of freedom of the first two.
    pub degrees_of_freedom: f64,
}

impl Spread {
    /// Variance of all errors, kWh².
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.parameter_variance + self.residual_variance + self.drift_sd * self.drift_sd
    }

    /// The same without drift.
    #[must_use]
    pub const fn without_drift(self) -> Self {
        Self { drift_sd: 0.0, ..self }
    }

    /// Half the width of the interval at `confidence`.
    ///
    /// Student's t with the degrees of freedom of the estimated part, raised by the share of the known drift
    /// (Welch and Satterthwaite).
    #[must_use]
    pub fn half_width(&self, confidence: f64) -> f64 {
        let variance = self.variance();
        let estimated = self.parameter_variance + self.residual_variance;
        if variance <= 0.0 || !variance.is_finite() {
            return 0.0;
        }
        let freedom =
            self.degrees_of_freedom.max(1.0) * (variance / estimated.max(f64::MIN_POSITIVE)).powi(2);
        t_quantile(confidence, freedom) * variance.sqrt()
    }

    /// Bounds at `confidence` around `centre`.
    #[must_use]
    pub fn interval_around(&self, centre: f64, confidence: f64) -> Interval {
        let half = self.half_width(confidence);
        Interval { confidence, low_kwh: centre - half, high_kwh: centre + half }
    }
}

/// The value that a t-distributed error stays within with probability `confidence`; confidences outside 0 to
/// 0.9999 are taken as the nearer end.
#[must_use]
pub fn t_quantile(confidence: f64, degrees_of_freedom: f64) -> f64 {
    let inside = if confidence.is_finite() { confidence.clamp(0.0, 0.9999) } else { 0.9 };
    let freedom = degrees_of_freedom.clamp(1.0, 1e6);
    StudentsT::new(0.0, 1.0, freedom).map_or(0.0, |law| law.inverse_cdf(0.5 + inside / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (confidence, freedom, expected) in
            [(0.90, 5.0, 2.015), (0.90, 1e9, 1.645), (0.95, 10.0, 2.228), (0.68, 1e6, 0.994), (0.0, 5.0, 0.0)]
        {
            let found = t_quantile(confidence, freedom);
            assert!((found - expected).abs() < 2e-3, "{confidence} {freedom}: {found}");
        }
        assert!(t_quantile(f64::NAN, f64::NAN).is_finite() && t_quantile(2.0, -1.0).is_finite());
    }

    #[test]
    fn known_drift_takes_the_tails_away() {
        let spread = Spread {
            parameter_variance: 1.0,
            residual_variance: 1.0,
            drift_sd: 0.0,
            degrees_of_freedom: 5.0,
        };
        let drifting = Spread { drift_sd: 100.0, ..spread };
        assert!((spread.half_width(0.9) / 2.0_f64.sqrt() - 2.015).abs() < 2e-3);
        assert!((drifting.half_width(0.9) / 100.0 - 1.645).abs() < 1e-2);
    }
}
