//! A period in steps: what was used and expected per day, and the saving so far.

use chrono::{Days, NaiveDate};
use engine::baseline::Day;
use engine::domain::DateRange;
use engine::savings::{self, AssessOptions, CumulativeDay};

use super::account::PeriodResult;
use super::cut;
use crate::charts::Step;
use crate::params::Resolution;

/// How long one step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grain {
    Day,
    Week,
    Month,
}

/// A period in steps.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) grain: Grain,
    /// Use per day in each step, in kWh or m³.
    pub(crate) steps: Vec<Step>,
    /// The saving after each valid day.
    pub(crate) saved: Vec<CumulativeDay>,
    /// The period in months: what a table can hold.
    pub(crate) months: Vec<Month>,
}

/// One month of the period.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Month {
    pub(crate) range: DateRange,
    /// Days that count.
    pub(crate) days: usize,
    /// Sums over them, and the band of the expected sum; none without days.
    pub(crate) sums: Option<Sums>,
    /// Mean outdoor temperature of the days that have one.
    pub(crate) temp_c: Option<f64>,
    /// The saving from the period's start through this month.
    pub(crate) saved: Option<CumulativeDay>,
}

/// Use and expected use over the same days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sums {
    pub(crate) days: usize,
    pub(crate) actual: f64,
    pub(crate) expected: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Grain {
    /// Steps short enough to show a course and few enough to be seen.
    fn fitting(period: DateRange) -> Self {
        match period.days() {
            0..=92 => Self::Day,
            93..=800 => Self::Week,
            _ => Self::Month,
        }
    }

    fn cut(self, period: DateRange) -> Vec<DateRange> {
        match self {
            Self::Day => cut(period, Resolution::Day),
            Self::Month => cut(period, Resolution::Month),
            Self::Week => weeks(period),
        }
    }

    /// Days a step must have to be drawn.
    fn least_days(self, step: DateRange) -> usize {
        match self {
            Self::Day => 1,
            Self::Week | Self::Month => (step.days() / 2).max(1),
        }
    }
}

impl Course {
    /// The course of a period, when there is a model to expect with.
    pub(crate) fn of(result: &PeriodResult, options: &AssessOptions) -> Option<Self> {
        let model = result.model()?;
        let (days, period) = (&result.days, result.period);
        let sums = |range: DateRange| {
            let days = within(days, range);
            let bands = savings::bands(model, days, range, options);
            let last = savings::cumulative(model, days, range, options).pop()?;
            let actual: f64 = bands.iter().map(|band| band.actual_kwh).sum();
            let expected: f64 = bands.iter().map(|band| band.expected_kwh).sum();
            let half = (last.interval.high_kwh - last.interval.low_kwh) / 2.0;
            Some(Sums { days: bands.len(), actual, expected, low: expected - half, high: expected + half })
        };
        let grain = Grain::fitting(period);
        let steps = grain
            .cut(period)
            .into_iter()
            .map(|range| {
                let enough = sums(range).filter(|sums| sums.days >= grain.least_days(range));
                step(range, enough)
            })
            .collect();
        let saved = savings::cumulative(model, days, period, options);
        let months = cut(period, Resolution::Month)
            .into_iter()
            .map(|range| month(range, within(days, range), sums(range), &saved))
            .collect();
        Some(Self { grain, steps, saved, months })
    }
}

fn step(range: DateRange, sums: Option<Sums>) -> Step {
    #[expect(clippy::cast_precision_loss, reason = "a count of days")]
    let per_day = |value: fn(&Sums) -> f64| sums.as_ref().map(|sums| value(sums) / sums.days as f64);
    Step {
        from: range.from,
        to: range.to,
        actual: per_day(|sums| sums.actual),
        expected: per_day(|sums| sums.expected),
        band: per_day(|sums| sums.low).zip(per_day(|sums| sums.high)),
    }
}

fn month(range: DateRange, days: &[Day], sums: Option<Sums>, saved: &[CumulativeDay]) -> Month {
    let temperatures: Vec<f64> = days.iter().filter_map(|day| day.temp_c).collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of days")]
    let mean = temperatures.iter().sum::<f64>() / temperatures.len().max(1) as f64;
    let through = saved.partition_point(|day| day.date < range.to);
    Month {
        range,
        days: sums.map_or(0, |sums| sums.days),
        sums,
        temp_c: (!temperatures.is_empty()).then_some(mean),
        saved: sums.and(through.checked_sub(1).and_then(|index| saved.get(index).copied())),
    }
}

/// The days of `range`; `days` are in order of date.
fn within(days: &[Day], range: DateRange) -> &[Day] {
    let start = days.partition_point(|day| day.date < range.from);
    let end = days.partition_point(|day| day.date < range.to);
    days.get(start..end).unwrap_or_default()
}

/// Weeks from Monday to Monday; the first and the last may be shorter.
fn weeks(period: DateRange) -> Vec<DateRange> {
    use chrono::Datelike;
    let next_monday = |date: NaiveDate| {
        let ahead = 7 - u64::from(date.weekday().num_days_from_monday());
        date + Days::new(ahead)
    };
    let mut pieces = Vec::new();
    let mut from = period.from;
    while from < period.to {
        let to = next_monday(from).min(period.to);
        pieces.push(DateRange { from, to });
        from = to;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_mondays() {
        let period = DateRange::new("2026-01-01".parse().unwrap(), "2026-01-20".parse().unwrap()).unwrap();
        let starts: Vec<_> = weeks(period).iter().map(|week| week.from.to_string()).collect();
        assert_eq!(starts, ["2026-01-01", "2026-01-05", "2026-01-12", "2026-01-19"]);
    }
}
