//! Days of a month as small cells. Height tells what colour tells: full for measured, half for filled, an empty
//! outline for missing.

use super::svg::Svg;

/// What is known of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayState {
    /// All of it was measured.
    Measured,
    /// A part was filled in or is missing.
    Filled,
    /// Less than half is known.
    Missing,
    /// Before the meter's first value, or not over yet.
    Outside,
}

const CELL: f64 = 11.0;
const HEIGHT: f64 = 18.0;

/// The drawing of a month; a text beside it says the same.
#[must_use]
pub fn calendar(days: &[DayState]) -> String {
    let mut svg = Svg::default();
    let mut x = 0.0;
    for day in days {
        let size = CELL - 2.0;
        match day {
            DayState::Measured => svg.rect("measured", (x, 1.0), (size, HEIGHT - 2.0)),
            DayState::Filled => svg.rect("filled", (x, HEIGHT / 2.0), (size, HEIGHT / 2.0 - 1.0)),
            DayState::Missing => svg.rect("gap", (x + 0.75, 1.75), (size - 1.5, HEIGHT - 3.5)),
            DayState::Outside => svg.rect("outside", (x, HEIGHT - 2.0), (size, 1.0)),
        }
        x += CELL;
    }
    svg.ornament("calendar", x.max(CELL), HEIGHT)
}
