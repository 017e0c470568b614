//! Months of production, each bar split into what was used in the building and what was sold.

use chrono::NaiveDate;
use engine::domain::DateRange;

use super::axis::Frame;
use super::scale::{Ticks, extent};
use super::svg::{Anchor, Svg};
use super::{Caption, Size};
use crate::language::Lang;

/// Production of one month, in the unit of the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// First day.
    pub from: NaiveDate,
    /// The day after the last.
    pub to: NaiveDate,
    /// All of it; none where too little is known.
    pub whole: Option<f64>,
    /// The part used in the building; none where the split is not known.
    pub used: Option<f64>,
}

/// The figure.
#[derive(Debug, Clone)]
pub struct Stacked<'a> {
    /// What the axis covers.
    pub range: DateRange,
    /// In order of time.
    pub bars: &'a [Bar],
    /// Name of the lower part.
    pub used_name: &'a str,
    /// Name of the upper part, which is drawn in outline.
    pub sold_name: &'a str,
    /// Name of a bar that is not split.
    pub whole_name: &'a str,
    /// Unit of the axis.
    pub unit: &'a str,
}

impl Stacked<'_> {
    /// The drawing for `size`.
    #[must_use]
    pub fn draw(&self, caption: Caption<'_>, size: Size, lang: Lang) -> String {
        let mut svg = Svg::default();
        let highest = extent(self.bars.iter().filter_map(|bar| bar.whole)).map_or(1.0, |(_, high)| high);
        let ticks = Ticks::covering(0.0, highest, 4);
        let keys = self.keys();
        let frame = Frame::new(size, &ticks, lang, keys.len(), 0.0);
        frame.values(&mut svg, &ticks, self.unit, lang);
        let x = frame.dates(&mut svg, self.range, lang);
        let y = frame.vertical(&ticks);
        for bar in self.bars {
            let (left, right) = (x.pixel(bar.from), x.pixel(bar.to));
            let gap = ((right - left) * 0.14).min(8.0);
            let mut part = |class: &str, low: f64, high: f64| {
                let (top, bottom) = (y.clamped(high), y.clamped(low));
                svg.rect(class, (left + gap, top), (right - left - 2.0 * gap, bottom - top));
            };
            match (bar.whole, bar.used) {
                (Some(whole), Some(used)) => {
                    part("bar used", 0.0, used);
                    part("bar sold", used, whole);
                }
                (Some(whole), None) => part("bar whole", 0.0, whole),
                (None, _) => {
                    svg.text("", (f64::midpoint(left, right), frame.bottom - 6.0), Anchor::Middle, "–");
                }
            }
        }
        for (row, (class, name)) in keys.iter().enumerate() {
            let top = 2.0 + 18.0 * f64::from(u32::try_from(row).unwrap_or(0));
            svg.rect(&format!("bar {class}"), (0.0, top), (14.0, 12.0));
            svg.text("name", (22.0, top + 10.0), Anchor::Start, name);
        }
        svg.figure(caption, size)
    }

    /// The kinds of bars there are.
    fn keys(&self) -> Vec<(&'static str, &str)> {
        let is_split = self.bars.iter().any(|bar| bar.whole.is_some() && bar.used.is_some());
        let is_whole = self.bars.iter().any(|bar| bar.whole.is_some() && bar.used.is_none());
        let split = [("sold", self.sold_name), ("used", self.used_name)].into_iter().filter(|_| is_split);
        split.chain(is_whole.then_some(("whole", self.whole_name))).collect()
    }
}
