//! Measured use against the baseline, with the band where use is expected and marks where something was done.

use chrono::NaiveDate;
use engine::domain::DateRange;

use super::axis::{self, Frame, Key, Mark};
use super::scale::{Ticks, extent};
use super::svg::{Anchor, Path, Svg};
use super::{Caption, Size};
use crate::language::Lang;

/// Use per day in one stretch of time, in the unit of the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// First day.
    pub from: NaiveDate,
    /// The day after the last.
    pub to: NaiveDate,
    /// Measured; none where too little is known.
    pub actual: Option<f64>,
    /// Expected by the baseline in the weather there was.
    pub expected: Option<f64>,
    /// Where 90 % of such stretches are expected.
    pub band: Option<(f64, f64)>,
}

/// The figure.
#[derive(Debug, Clone)]
pub struct MeasuredAgainstBaseline<'a> {
    /// What the axis covers.
    pub range: DateRange,
    /// In order of time.
    pub steps: &'a [Step],
    /// Days on which a numbered mark stands: measures.
    pub marks: &'a [NaiveDate],
    /// Name of the measured line.
    pub actual_name: &'a str,
    /// Name of the expected line.
    pub expected_name: &'a str,
    /// Class that colours the measured line.
    pub colour: &'a str,
    /// Unit of the axis.
    pub unit: &'a str,
}

impl MeasuredAgainstBaseline<'_> {
    /// The drawing for `size`.
    #[must_use]
    pub fn draw(&self, caption: Caption<'_>, size: Size, lang: Lang) -> String {
        let mut svg = Svg::default();
        let lines = extent(self.steps.iter().flat_map(|step| [step.actual, step.expected]).flatten());
        let bands =
            extent(self.steps.iter().filter_map(|step| step.band).flat_map(|(low, high)| [low, high]));
        let (low, high) = extent([lines, bands].into_iter().flatten().flat_map(|(low, high)| [low, high]))
            .unwrap_or((0.0, 1.0));
        // Use is not negative: a band that reaches below zero is cut off there, unless a line goes there too.
        let low = if lines.is_some_and(|(lowest, _)| lowest < 0.0) { low } else { 0.0 };
        let ticks = Ticks::covering(low, high, 4);
        let names =
            12.0 + 7.0 * self.actual_name.chars().count().max(self.expected_name.chars().count()) as f64;
        let key_rows = if size.has_margin() { 0 } else { 2 };
        let frame = Frame::new(size, &ticks, lang, key_rows, names);
        frame.values(&mut svg, &ticks, self.unit, lang);
        let x = frame.dates(&mut svg, self.range, lang);
        let y = frame.vertical(&ticks);

        let at = |step: &Step| x.middle(step.from, step.to);
        let band = self
            .steps
            .iter()
            .map(|step| step.band.map(|(low, high)| (at(step), y.clamped(high), y.clamped(low))));
        svg.path("band", &Path::band(band));
        let expected = self.steps.iter().map(|step| step.expected.map(|value| (at(step), y.pixel(value))));
        svg.path("line baseline", &Path::polyline(expected));
        let actual = self.steps.iter().map(|step| step.actual.map(|value| (at(step), y.pixel(value))));
        svg.path(&format!("line {}", self.colour), &Path::polyline(actual));
        for (index, date) in self.marks.iter().enumerate().filter(|(_, date)| self.range.contains(**date)) {
            mark(&mut svg, frame, x.pixel(*date), index + 1);
        }
        let last = |value: fn(&Step) -> Option<f64>| self.steps.iter().rev().find_map(value);
        let ends = [
            (self.expected_name, "baseline", last(|step| step.expected)),
            (self.actual_name, self.colour, last(|step| step.actual)),
        ];
        if size.has_margin() {
            let wanted: Vec<_> = ends.iter().map(|(.., end)| y.pixel(end.unwrap_or(0.0)) + 4.0).collect();
            for ((name, class, end), height) in ends.iter().zip(axis::apart(&wanted, 16.0)) {
                if end.is_some() {
                    svg.text(&format!("name {class}"), (frame.right + 8.0, height), Anchor::Start, name);
                }
            }
        } else {
            let classes: Vec<_> = ends.iter().map(|(_, class, _)| format!("line {class}")).collect();
            let keys: Vec<_> = ends
                .iter()
                .zip(&classes)
                .map(|((name, ..), class)| Key { class, name, mark: Mark::Line })
                .collect();
            axis::key(&mut svg, &keys, 12.0);
        }
        svg.figure(caption, size)
    }
}

/// A dotted line with a numbered disc on top; the list under the figure says what the number means.
pub(super) fn mark(svg: &mut Svg, frame: Frame, x: f64, number: usize) {
    svg.line("mark", (x, frame.top), (x, frame.bottom));
    svg.circle("disc", (x, frame.top - 4.0), 9.0);
    svg.text("disc-number", (x, frame.top), Anchor::Middle, &number.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_stays_a_gap_and_the_line_is_named() {
        let date = |day| NaiveDate::from_ymd_opt(2025, 3, day).unwrap();
        let step = |day, actual, expected: f64| Step {
            from: date(day),
            to: date(day + 1),
            actual,
            expected: Some(expected),
            band: Some((expected - 1.0, expected + 1.0)),
        };
        let steps = [step(1, Some(8.0), 10.0), step(2, None, 9.0), step(3, Some(7.0), 9.0)];
        let figure = MeasuredAgainstBaseline {
            range: DateRange::new(date(1), date(4)).unwrap(),
            steps: &steps,
            marks: &[date(2)],
            actual_name: "Uppmätt",
            expected_name: "Baslinje",
            colour: "heat",
            unit: "kWh/dygn",
        };
        let caption = Caption { id: "f", title: "T", description: "D" };
        let svg = figure.draw(caption, Size::Phone, Lang::Sv);
        insta::assert_snapshot!(svg.replace("/>", "/>\n").replace("</text>", "</text>\n"));
    }

    #[test]
    fn the_axis_begins_at_zero_although_the_band_reaches_below() {
        let from = NaiveDate::from_ymd_opt(2025, 7, 1).unwrap();
        let range = DateRange::new(from, from + chrono::Days::new(1)).unwrap();
        let labels = |lowest: f64| {
            let step = Step {
                from: range.from,
                to: range.to,
                actual: Some(lowest),
                expected: Some(2.0),
                band: Some((-6.0, 10.0)),
            };
            let figure = MeasuredAgainstBaseline {
                range,
                steps: &[step],
                marks: &[],
                actual_name: "Uppmätt",
                expected_name: "Baslinje",
                colour: "heat",
                unit: "kWh/dygn",
            };
            figure.draw(Caption { id: "f", title: "T", description: "D" }, Size::Phone, Lang::Sv)
        };
        assert!(!labels(1.0).contains(">\u{2212}"), "{}", labels(1.0));
        assert!(labels(-1.0).contains(">\u{2212}"), "{}", labels(-1.0));
    }
}
