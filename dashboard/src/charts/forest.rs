//! A forest plot: one row per building, a point for the saving and a bar for its interval, all on one scale.
//!
//! Rows are small drawings inside the rows of a table that says the same in numbers, so they are ornaments.

use super::scale::{Scale, Ticks, extent};
use super::svg::{Anchor, Svg};
use crate::format::{NBSP, number};
use crate::language::Lang;

const WIDTH: f64 = 240.0;
const MARGIN: f64 = 16.0;

/// The common scale of the rows, in percent.
#[derive(Debug, Clone)]
pub struct Forest {
    ticks: Ticks,
    scale: Scale,
}

impl Forest {
    /// A scale that holds every interval (low, high), and zero.
    #[must_use]
    pub fn over(intervals: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let ends = intervals.into_iter().flat_map(|(low, high)| [low, high]).chain([0.0]);
        let (low, high) = extent(ends).unwrap_or((0.0, 1.0));
        // One wild building must not squeeze the others into a dot: bars are cut at the edge instead.
        let (low, high) = (low.max(-60.0), high.min(100.0));
        let high = high.max(low + 2.0);
        let mut ticks = Ticks::covering(low, high, 7);
        ticks.at.retain(|tick| (low..=high).contains(tick));
        Self { ticks, scale: Scale::new((low, high), (MARGIN, WIDTH - MARGIN)) }
    }

    /// The drawing of one row.
    #[must_use]
    pub fn row(&self, saved: f64, low: f64, high: f64) -> String {
        self.drawing(saved, low, high).ornament("forest", WIDTH, 28.0)
    }

    /// The same with an upright mark where the truth is known to lie.
    #[must_use]
    pub fn row_with_truth(&self, saved: f64, low: f64, high: f64, truth: f64) -> String {
        let mut svg = self.drawing(saved, low, high);
        let x = self.scale.clamped(truth);
        svg.line("truth", (x, 4.0), (x, 24.0));
        svg.ornament("forest", WIDTH, 28.0)
    }

    fn drawing(&self, saved: f64, low: f64, high: f64) -> Svg {
        let mut svg = Svg::default();
        for tick in &self.ticks.at {
            let class = if tick.abs() < 1e-9 { "zero" } else { "grid" };
            let x = self.scale.pixel(*tick);
            svg.line(class, (x, 0.0), (x, 28.0));
        }
        let class = tone(low, high);
        svg.line(
            &format!("whisker {class}"),
            (self.scale.clamped(low), 14.0),
            (self.scale.clamped(high), 14.0),
        );
        let x = self.scale.clamped(saved);
        if class == "unsure" {
            svg.circle("dot hollow unsure", (x, 14.0), 4.5);
        } else {
            svg.circle(&format!("dot {class}"), (x, 14.0), 5.0);
        }
        svg
    }

    /// The numbers of the scale, for the head of the column.
    #[must_use]
    pub fn axis(&self, lang: Lang) -> String {
        let mut svg = Svg::default();
        for tick in &self.ticks.at {
            let mut label = number(*tick, self.ticks.decimals, lang);
            if tick.abs() < 1e-9 {
                label = match lang {
                    Lang::Sv => format!("0{NBSP}%"),
                    Lang::En => "0%".to_owned(),
                };
            }
            svg.text("", (self.scale.pixel(*tick), 13.0), Anchor::Middle, &label);
        }
        svg.ornament("forest axis", WIDTH, 18.0)
    }
}

/// `save` or `over` when the interval lies on one side of zero, else `unsure`.
pub(crate) const fn tone(low: f64, high: f64) -> &'static str {
    if low > 0.0 {
        "save"
    } else if high < 0.0 {
        "over"
    } else {
        "unsure"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_point_and_interval() {
        let forest = Forest::over([(2.0, 8.0), (-4.0, 1.0)]);
        insta::assert_snapshot!(forest.row(5.0, 2.0, 8.0).replace("/>", "/>\n"), @r#"
        <svg class="forest" viewBox="0 0 240 28" width="240" height="28" aria-hidden="true" focusable="false"><path class="grid" d="M16 0L16 28"/>
        <path class="grid" d="M50.7 0L50.7 28"/>
        <path class="zero" d="M85.3 0L85.3 28"/>
        <path class="grid" d="M120 0L120 28"/>
        <path class="grid" d="M154.7 0L154.7 28"/>
        <path class="grid" d="M189.3 0L189.3 28"/>
        <path class="grid" d="M224 0L224 28"/>
        <path class="whisker save" d="M120 14L224 14"/>
        <circle class="dot save" cx="172" cy="14" r="5"/>
        </svg>
        "#);
        insta::assert_snapshot!(forest.axis(Lang::Sv).replace("</text>", "</text>\n"), @r#"
        <svg class="forest axis" viewBox="0 0 240 18" width="240" height="18" aria-hidden="true" focusable="false"><text x="16" y="13" text-anchor="middle">−4</text>
        <text x="50.7" y="13" text-anchor="middle">−2</text>
        <text x="85.3" y="13" text-anchor="middle">0 %</text>
        <text x="120" y="13" text-anchor="middle">2</text>
        <text x="154.7" y="13" text-anchor="middle">4</text>
        <text x="189.3" y="13" text-anchor="middle">6</text>
        <text x="224" y="13" text-anchor="middle">8</text>
        </svg>
        "#);
    }
}
