//! The frame of a plot: round numbers on the left, dates or numbers below, a key where lines have no room for names.

use chrono::NaiveDate;
use engine::domain::DateRange;

use super::Size;
use super::dates;
use super::scale::{Scale, Ticks};
use super::svg::{Anchor, Svg};
use crate::format::number;
use crate::language::Lang;

/// Average width of a 12 px character.
const CHARACTER: f64 = 6.6;
/// Room a date label needs.
const DATE_LABEL: f64 = 46.0;

/// Where things are in a plot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

/// A line or cloud of points with its name.
pub(super) struct Key<'a> {
    pub(super) class: &'a str,
    pub(super) name: &'a str,
    pub(super) mark: Mark,
}

/// How a key entry looks.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mark {
    Line,
    Circle,
    Triangle,
}

impl Frame {
    /// The frame that leaves room for tick labels, unit, dates, `key_rows` of key and `names` beside the lines.
    pub(super) fn new(size: Size, ticks: &Ticks, lang: Lang, key_rows: usize, names: f64) -> Self {
        let widest = ticks
            .at
            .iter()
            .map(|tick| number(*tick, ticks.decimals, lang).chars().count())
            .max()
            .unwrap_or(1);
        let widest = f64::from(u32::try_from(widest).unwrap_or(8));
        let rows = f64::from(u32::try_from(key_rows).unwrap_or(0));
        Self {
            left: widest * CHARACTER + 12.0,
            right: size.width() - if size.has_margin() { names } else { 6.0 },
            top: 34.0 + rows * 18.0,
            bottom: size.height() - 26.0,
        }
    }

    pub(super) fn vertical(self, ticks: &Ticks) -> Scale {
        Scale::new((ticks.first(), ticks.last()), (self.bottom, self.top))
    }

    /// Grid lines with their numbers, and the unit above them.
    pub(super) fn values(self, svg: &mut Svg, ticks: &Ticks, unit: &str, lang: Lang) {
        let scale = self.vertical(ticks);
        for tick in &ticks.at {
            let y = scale.pixel(*tick);
            let class = if tick.abs() < 1e-9 { "zero" } else { "grid" };
            svg.line(class, (self.left, y), (self.right, y));
            let label = number(*tick, ticks.decimals, lang);
            svg.text("", (self.left - 8.0, y + 4.0), Anchor::End, &label);
        }
        svg.text("", (0.0, self.top - 14.0), Anchor::Start, unit);
    }

    /// Dates below, and the scale that places them.
    pub(super) fn dates(self, svg: &mut Svg, range: DateRange, lang: Lang) -> DateScale {
        let scale = DateScale::new(range, (self.left, self.right));
        let room = ((self.right - self.left) / DATE_LABEL).floor();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small count of labels"
        )]
        let room = room.max(2.0) as usize;
        for tick in dates::ticks(range, room, lang) {
            let x = scale.pixel(tick.date);
            svg.line("tick", (x, self.bottom), (x, self.bottom + 5.0));
            let anchor = if x - self.left < 14.0 { Anchor::Start } else { Anchor::Middle };
            svg.text("", (x, self.bottom + 19.0), anchor, &tick.label);
        }
        scale
    }

    /// Numbers below.
    pub(super) fn numbers(self, svg: &mut Svg, ticks: &Ticks, unit: &str, lang: Lang) -> Scale {
        let scale = Scale::new((ticks.first(), ticks.last()), (self.left, self.right));
        for (index, tick) in ticks.at.iter().enumerate() {
            let x = scale.pixel(*tick);
            svg.line("tick", (x, self.bottom), (x, self.bottom + 5.0));
            let mut label = number(*tick, ticks.decimals, lang);
            let last = index + 1 == ticks.at.len();
            if last {
                label.push(crate::format::NBSP);
                label.push_str(unit);
            }
            let anchor = match (index, last) {
                (0, _) => Anchor::Start,
                (_, true) => Anchor::End,
                _ => Anchor::Middle,
            };
            svg.text("", (x, self.bottom + 19.0), anchor, &label);
        }
        scale
    }
}

/// Places dates along the plot.
#[derive(Debug, Clone, Copy)]
pub(super) struct DateScale {
    origin: NaiveDate,
    scale: Scale,
}

impl DateScale {
    fn new(range: DateRange, pixels: (f64, f64)) -> Self {
        let days = f64::from(u32::try_from(range.days()).unwrap_or(u32::MAX));
        Self { origin: range.from, scale: Scale::new((0.0, days), pixels) }
    }

    /// Where `date` begins.
    pub(super) fn pixel(self, date: NaiveDate) -> f64 {
        self.scale.pixel(self.days(date))
    }

    /// Where the middle of `from..to` lies.
    pub(super) fn middle(self, from: NaiveDate, to: NaiveDate) -> f64 {
        self.scale.clamped(f64::midpoint(self.days(from), self.days(to)))
    }

    fn days(self, date: NaiveDate) -> f64 {
        let days = (date - self.origin).num_days();
        i32::try_from(days).map_or(0.0, f64::from)
    }
}

/// The names of lines, in rows above the plot.
pub(super) fn key(svg: &mut Svg, entries: &[Key<'_>], top: f64) {
    for (row, entry) in entries.iter().enumerate() {
        let y = top + 18.0 * f64::from(u32::try_from(row).unwrap_or(0));
        match entry.mark {
            Mark::Line => svg.line(entry.class, (0.0, y - 4.0), (22.0, y - 4.0)),
            Mark::Circle => svg.circle(entry.class, (11.0, y - 4.0), 3.5),
            Mark::Triangle => {
                let mut path = super::svg::Path::default();
                path.move_to(7.0, y - 0.5);
                path.raw("l4-7 4 7z");
                svg.path(entry.class, &path);
            }
        }
        svg.text("name", (30.0, y), Anchor::Start, entry.name);
    }
}

/// Heights for names beside lines, moved apart so that none stands on another.
pub(super) fn apart(wanted: &[f64], gap: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let mut placed = wanted.to_vec();
    for pair in order.windows(2) {
        if let [upper, lower] = *pair {
            placed[lower] = placed[lower].max(placed[upper] + gap);
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_stand_on_each_other() {
        assert_eq!(apart(&[100.0, 95.0], 16.0), [111.0, 95.0]);
        assert_eq!(apart(&[10.0, 95.0], 16.0), [10.0, 95.0]);
    }
}
