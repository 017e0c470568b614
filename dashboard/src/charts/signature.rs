//! Energy signature: use per day against outdoor temperature, before and after, with the fitted lines.

use super::axis::{self, Frame, Key, Mark};
use super::scale::{Scale, Ticks, extent};
use super::svg::{Path, Svg};
use super::{Caption, Size};
use crate::language::Lang;

/// Days of one period with the line through them.
#[derive(Debug, Clone, Copy)]
pub struct Cloud<'a> {
    /// (outdoor °C, use) per day.
    pub days: &'a [(f64, f64)],
    /// (outdoor °C, use) along the fitted line; empty where none was fitted.
    pub line: &'a [(f64, f64)],
    /// What it is, for the key.
    pub name: &'a str,
}

/// The figure.
#[derive(Debug, Clone, Copy)]
pub struct Signature<'a> {
    /// Days of the baseline period.
    pub before: Cloud<'a>,
    /// Days of the period shown.
    pub after: Cloud<'a>,
    /// Class that colours the days after.
    pub colour: &'a str,
    /// Unit of the vertical axis.
    pub unit: &'a str,
}

impl Signature<'_> {
    /// The drawing for `size`.
    #[must_use]
    pub fn draw(&self, caption: Caption<'_>, size: Size, lang: Lang) -> String {
        let mut svg = Svg::default();
        let clouds = [self.before, self.after];
        let temperatures = clouds.iter().flat_map(|cloud| cloud.days.iter().map(|day| day.0));
        let (coldest, warmest) = extent(temperatures).unwrap_or((-10.0, 20.0));
        let uses = clouds.iter().flat_map(|cloud| cloud.days.iter().chain(cloud.line).map(|day| day.1));
        let (low, high) = extent(uses).unwrap_or((0.0, 1.0));
        let across = Ticks::covering(coldest, warmest, if size.has_margin() { 6 } else { 4 });
        let up = Ticks::covering(low.min(0.0), high, 5);
        let frame = Frame::new(size, &up, lang, 2, 6.0);
        frame.values(&mut svg, &up, self.unit, lang);
        let x = frame.numbers(&mut svg, &across, "°C", lang);
        let y = frame.vertical(&up);
        let after = format!("triangle {}", self.colour);
        svg.path(
            "circles baseline",
            &marks(self.before.days, x, y, "m-2.2 0a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0"),
        );
        svg.path(&after, &marks(self.after.days, x, y, "m-2.6 2.1l2.6-4.6 2.6 4.6z"));
        for (cloud, class) in [(self.before, "baseline"), (self.after, self.colour)] {
            let line = cloud.line.iter().map(|(t, used)| Some((x.pixel(*t), y.clamped(*used))));
            svg.path(&format!("line over {class}"), &Path::polyline(line));
        }
        let keys = [
            Key { class: "circles baseline", name: self.before.name, mark: Mark::Circle },
            Key { class: &after, name: self.after.name, mark: Mark::Triangle },
        ];
        axis::key(&mut svg, &keys, 12.0);
        svg.figure(caption, size)
    }
}

fn marks(days: &[(f64, f64)], x: Scale, y: Scale, shape: &str) -> Path {
    let mut path = Path::default();
    for (temperature, used) in days {
        path.move_to(x.pixel(*temperature), y.pixel(*used));
        path.raw(shape);
    }
    path
}
