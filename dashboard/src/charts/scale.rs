//! From values to pixels, with ticks at round numbers.

/// A straight mapping of a range of values onto a range of pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    first_pixel: f64,
    last_pixel: f64,
}

/// Round numbers that cover a range.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticks {
    /// The numbers, rising, at least two.
    pub(super) at: Vec<f64>,
    /// Decimals they need to be told apart.
    pub(super) decimals: usize,
}

impl Scale {
    pub(super) const fn new(values: (f64, f64), pixels: (f64, f64)) -> Self {
        Self { from: values.0, to: values.1, first_pixel: pixels.0, last_pixel: pixels.1 }
    }

    /// Where `value` lies. An empty range puts everything in the middle.
    pub(super) fn pixel(self, value: f64) -> f64 {
        let width = self.to - self.from;
        let share = if width.abs() < f64::EPSILON { 0.5 } else { (value - self.from) / width };
        self.first_pixel + share * (self.last_pixel - self.first_pixel)
    }

    /// Where `value` lies, held inside the plot.
    pub(super) fn clamped(self, value: f64) -> f64 {
        let (low, high) = (self.first_pixel.min(self.last_pixel), self.first_pixel.max(self.last_pixel));
        self.pixel(value).clamp(low, high)
    }
}

impl Ticks {
    /// About `wanted` ticks that reach over `low..=high`, in steps of 1, 2 or 5 times a power of ten.
    pub(super) fn covering(low: f64, high: f64, wanted: usize) -> Self {
        let (low, high) = (low.min(high), low.max(high));
        let (low, high) = if high - low < 1e-9 { (low.min(0.0), high.max(low + 1.0)) } else { (low, high) };
        let count = f64::from(u32::try_from(wanted.max(2)).unwrap_or(u32::MAX));
        let rough = (high - low) / count;
        let magnitude = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|factor| factor * magnitude)
            .find(|step| *step >= rough * 0.999)
            .unwrap_or(magnitude * 10.0);
        let first = (low / step + 1e-9).floor();
        let mut at = vec![first * step];
        let mut index = first;
        while index * step < high - step * 1e-9 && at.len() < 50 {
            index += 1.0;
            at.push(index * step);
        }
        let decimals = (0..6).find(|n| step * 10_f64.powi(*n) >= 0.999).unwrap_or(0);
        Self { at, decimals: usize::try_from(decimals).unwrap_or(0) }
    }

    pub(super) fn first(&self) -> f64 {
        self.at.first().copied().unwrap_or(0.0)
    }

    pub(super) fn last(&self) -> f64 {
        self.at.last().copied().unwrap_or(1.0)
    }
}

/// Smallest and largest of the finite values, if there are any.
pub(super) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values.into_iter().filter(|value| value.is_finite()).fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((low, high)) => Some((value.min(low), value.max(high))),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(Ticks::covering(0.0, 27.0, 4).at, [0.0, 10.0, 20.0, 30.0]);
        assert_eq!(Ticks::covering(-3.0, 5.2, 4).at, [-5.0, 0.0, 5.0, 10.0]);
        assert_eq!(Ticks::covering(0.0, 0.6, 3).decimals, 1);
        assert_eq!(Ticks::covering(0.0, 0.0, 3).at.first(), Some(&0.0));
    }

    proptest! {
        #[test]
        fn ticks_cover_the_range(low in -1e9..1e9_f64, width in 0.0..1e9_f64, wanted in 2_usize..9) {
            let ticks = Ticks::covering(low, low + width, wanted);
            prop_assert!(ticks.first() <= low + 1e-6 * low.abs().max(1.0));
            prop_assert!(ticks.last() >= low + width - 1e-6 * (low.abs() + width).max(1.0));
            prop_assert!((2..=14).contains(&ticks.at.len()), "{:?}", ticks.at);
        }

        #[test]
        fn a_clamped_pixel_stays_inside(value: f64, low in -1e6..1e6_f64, width in 0.0..1e6_f64) {
            prop_assume!(value.is_finite());
            let pixel = Scale::new((low, low + width), (10.0, 200.0)).clamped(value);
            prop_assert!((10.0..=200.0).contains(&pixel));
        }
    }
}
