//! How much of a period is measured, filled and missing, as one bar.

use super::svg::Svg;

/// A bar of three parts; `measured` and `filled` are shares of 1, what is left is missing.
#[must_use]
pub fn share_bar(measured: f64, filled: f64) -> String {
    const WIDTH: f64 = 120.0;
    let measured = measured.clamp(0.0, 1.0) * WIDTH;
    let filled = (filled.clamp(0.0, 1.0) * WIDTH).min(WIDTH - measured);
    let mut svg = Svg::default();
    svg.rect("missing", (0.0, 0.0), (WIDTH, 10.0));
    svg.rect("measured", (0.0, 0.0), (measured, 10.0));
    svg.rect("filled", (measured, 0.0), (filled, 10.0));
    svg.ornament("share", WIDTH, 10.0)
}
