//! The saving so far, day by day, with the band that says how sure it is.

use chrono::NaiveDate;
use engine::domain::DateRange;

use super::axis::Frame;
use super::scale::{Ticks, extent};
use super::series::mark;
use super::svg::{Anchor, Path, Svg};
use super::{Caption, Size};
use crate::language::Lang;

/// The saving from the start of the period through one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CumulativePoint {
    /// The day.
    pub date: NaiveDate,
    /// Best estimate, in the unit of the axis.
    pub saved: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The figure.
#[derive(Debug, Clone)]
pub struct Cumulative<'a> {
    /// What the axis covers.
    pub range: DateRange,
    /// In order of time.
    pub points: &'a [CumulativePoint],
    /// Days on which a numbered mark stands.
    pub marks: &'a [NaiveDate],
    /// What to write at the end of the line.
    pub end_label: &'a str,
    /// Unit of the axis.
    pub unit: &'a str,
}

impl Cumulative<'_> {
    /// The drawing for `size`.
    #[must_use]
    pub fn draw(&self, caption: Caption<'_>, size: Size, lang: Lang) -> String {
        let mut svg = Svg::default();
        let values = self.points.iter().flat_map(|point| [point.low, point.saved, point.high]);
        let (low, high) = extent(values).unwrap_or((0.0, 1.0));
        let ticks = Ticks::covering(low.min(0.0), high.max(0.0), 5);
        let room = 14.0 + 7.0 * self.end_label.chars().count() as f64;
        let frame = Frame::new(size, &ticks, lang, 0, room);
        frame.values(&mut svg, &ticks, self.unit, lang);
        let x = frame.dates(&mut svg, self.range, lang);
        let y = frame.vertical(&ticks);
        let at = |point: &CumulativePoint| x.pixel(point.date + chrono::Days::new(1));
        let thinned = thin(self.points, frame.right - frame.left);
        let band = thinned.iter().map(|point| Some((at(point), y.clamped(point.high), y.clamped(point.low))));
        svg.path("band save", &Path::band(band));
        let line = thinned.iter().map(|point| Some((at(point), y.pixel(point.saved))));
        svg.path("line save", &Path::polyline(line));
        for (index, date) in self.marks.iter().enumerate().filter(|(_, date)| self.range.contains(**date)) {
            mark(&mut svg, frame, x.pixel(*date), index + 1);
        }
        if let Some(end) = self.points.last() {
            let (end_x, end_y) = (at(end), y.pixel(end.saved));
            svg.circle("dot save", (end_x, end_y), 3.5);
            if size.has_margin() {
                svg.text(
                    "name save",
                    (end_x.min(frame.right) + 9.0, end_y + 4.0),
                    Anchor::Start,
                    self.end_label,
                );
            } else {
                let above = y.clamped(end.high) - 8.0;
                svg.text("name save", (end_x, above.max(frame.top + 10.0)), Anchor::End, self.end_label);
            }
        }
        svg.figure(caption, size)
    }
}

/// No more points than pixels: every n-th, and always the last.
fn thin(points: &[CumulativePoint], pixels: f64) -> Vec<CumulativePoint> {
    let every = (points.len() as f64 / pixels.max(1.0)).ceil().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 1 and small")]
    let every = every as usize;
    let last = points.len().saturating_sub(1);
    points
        .iter()
        .enumerate()
        .filter(|(index, _)| index % every == 0 || *index == last)
        .map(|(_, point)| *point)
        .collect()
}
