//! Use that has risen: since when, by how much, and whether more than chance explains it.
//!
//! The days are split at every possible date of the last half year, and the split that stands out most is judged.
//! Two yardsticks: the baseline itself, with its drift; and the building's own days before the split, as a straight
//! line on expected use (`used = a + b · expected`), which sees a fault in a building that a measure has changed
//! since its baseline. Errors of the second are those of its own days: how they follow each other, and how far whole
//! months stray from the line.

use chrono::{Days, NaiveDate};

use super::super::interval::{Interval, t_quantile};
use super::super::{AssessOptions, Sums, Usable};
use crate::baseline::{Day, FittedModel};
use crate::domain::DateRange;

/// Days after the split at least.
const LEAST_AFTER: usize = 5;
/// Days before the split at least, to know what was usual.
const LEAST_BEFORE: usize = 60;
/// Splits are looked for in this many days.
const LOOK_BACK_DAYS: u64 = 183;
/// A rise that ended longer ago than this is no longer of late.
const STALE_DAYS: u64 = 14;
/// Smaller rises are not worth a visit, share of the usual.
const LEAST_SHARE: f64 = 0.05;
/// The split was chosen among many, so chance must be excluded more firmly than for one number.
const CONFIDENCE: f64 = 0.998;
/// How sure the interval that is shown is.
const SHOWN_CONFIDENCE: f64 = 0.90;
/// Days per block of the building's own errors.
const BLOCK: usize = 28;
/// Blocks before their spread is trusted.
const ENOUGH_BLOCKS: usize = 6;
/// How far months stray from the line when too few were seen, a share; and at least.
const STRAY_UNKNOWN: f64 = 0.04;
const STRAY_LEAST: f64 = 0.01;

/// What a rise is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// The baseline.
    Baseline,
    /// The building's own days before the rise, in the same weather.
    Before,
}

/// A building that uses more than it should.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Excess {
    /// The first day of the rise, as well as days can tell.
    pub since: NaiveDate,
    /// Valid days since then.
    pub days: usize,
    /// What it is measured against.
    pub reference: Reference,
    /// What these days would usually have used, per day (kWh or m³).
    pub usual_per_day: f64,
    /// What they used beyond that, per day.
    pub excess_per_day: f64,
    /// Bounds of `excess_per_day` at 90 %.
    pub interval: Interval,
    /// The excess of a whole year at the same share of the usual, if the latest year is known well enough.
    pub per_year: Option<f64>,
}

impl Excess {
    /// In percent of the usual.
    #[must_use]
    pub fn percent(&self) -> f64 {
        100.0 * self.excess_per_day / self.usual_per_day
    }
}

/// The rise that lasts until the end of `period`, if there is one beyond chance. `period` begins when the building
/// last was changed on purpose.
#[must_use]
pub fn excess(
    model: &FittedModel,
    days: &[Day],
    period: DateRange,
    options: &AssessOptions,
) -> Option<Excess> {
    let pairs: Vec<Pair> = Usable::of(model, days, period)
        .kept
        .iter()
        .filter_map(|day| day.complete().map(|(used, temp_c)| (day.date, used, temp_c)))
        .map(|(date, used, temp_c)| Pair { date, temp_c, expected: model.expect(date, temp_c), used })
        .collect();
    if pairs.last()?.date + Days::new(STALE_DAYS) < period.to {
        return None;
    }
    let against_baseline = above_baseline(model, &pairs, options);
    let against_before = above_before(&pairs, period.to);
    let found = [against_baseline, against_before].into_iter().flatten();
    found.max_by(|a, b| a.excess_per_day.total_cmp(&b.excess_per_day))
}

/// A valid day.
#[derive(Debug, Clone, Copy)]
struct Pair {
    date: NaiveDate,
    temp_c: f64,
    expected: f64,
    used: f64,
}

/// `used = level + slope · expected`.
#[derive(Debug, Clone, Copy)]
struct Line {
    level: f64,
    slope: f64,
}

impl Line {
    const BASELINE: Self = Self { level: 0.0, slope: 1.0 };

    fn usual(self, pair: &Pair) -> f64 {
        self.level + self.slope * pair.expected
    }

    fn beyond(self, pair: &Pair) -> f64 {
        pair.used - self.usual(pair)
    }
}

fn above_baseline(model: &FittedModel, pairs: &[Pair], options: &AssessOptions) -> Option<Excess> {
    let line = Line::BASELINE;
    let mut after = 0.0;
    let mut best: Option<(f64, usize)> = None;
    for (index, pair) in pairs.iter().enumerate().rev() {
        after += line.beyond(pair);
        let count = pairs.len() - index;
        let score = after / (count as f64).sqrt();
        if count >= LEAST_AFTER && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, index));
        }
    }
    let (_, split) = best?;
    let mut sums = Sums::empty(model);
    for pair in &pairs[split..] {
        sums.add(model, pair.date, pair.used, pair.temp_c);
    }
    let spread = sums.spread(model, options);
    let half_width = |confidence| spread.half_width(confidence);
    judge(pairs, split, line, Reference::Baseline, half_width)
}

fn above_before(pairs: &[Pair], end: NaiveDate) -> Option<Excess> {
    let first = pairs.partition_point(|pair| pair.date + Days::new(LOOK_BACK_DAYS) < end).max(LEAST_BEFORE);
    let mut before = Moments::default();
    pairs.iter().take(first).for_each(|pair| before.add(pair));
    let mut best: Option<(f64, usize, Line)> = None;
    for split in first..=pairs.len().checked_sub(LEAST_AFTER)? {
        let line = before.line();
        let after: f64 = pairs[split..].iter().map(|pair| line.beyond(pair)).sum();
        let score = after / ((pairs.len() - split) as f64 * before.variance(line)).sqrt();
        if score.is_finite() && best.is_none_or(|(most, ..)| score > most) {
            best = Some((score, split, line));
        }
        before.add(&pairs[split]);
    }
    let (_, split, line) = best?;
    let errors = OwnErrors::of(&pairs[..split], line);
    let usual: f64 = pairs[split..].iter().map(|pair| line.usual(pair)).sum();
    let half_width = |confidence| errors.half_width(pairs.len() - split, usual, confidence);
    judge(pairs, split, line, Reference::Before, half_width)
}

/// The rise from `split` on, if it is large enough, beyond chance and still there.
fn judge(
    pairs: &[Pair],
    split: usize,
    line: Line,
    reference: Reference,
    half_width: impl Fn(f64) -> f64,
) -> Option<Excess> {
    let after = &pairs[split..];
    let count = after.len() as f64;
    let usual: f64 = after.iter().map(|pair| line.usual(pair)).sum();
    let beyond: f64 = after.iter().map(|pair| line.beyond(pair)).sum();
    let latest = &after[after.len().saturating_sub(7)..];
    let lately = latest.iter().map(|pair| line.beyond(pair)).sum::<f64>() / latest.len() as f64;
    let lasts = lately > 0.5 * beyond / count;
    let notable = usual > 0.0 && beyond > LEAST_SHARE * usual;
    if !(lasts && notable && beyond > half_width(CONFIDENCE)) {
        return None;
    }
    let shown = half_width(SHOWN_CONFIDENCE);
    let share = beyond / usual;
    Some(Excess {
        since: after[0].date,
        days: after.len(),
        reference,
        usual_per_day: usual / count,
        excess_per_day: beyond / count,
        interval: Interval {
            confidence: SHOWN_CONFIDENCE,
            low_kwh: (beyond - shown) / count,
            high_kwh: (beyond + shown) / count,
        },
        per_year: usual_year(pairs, line).map(|usual| share * usual),
    })
}

/// The usual use of the latest year; none when a tenth of its days are unknown.
fn usual_year(pairs: &[Pair], line: Line) -> Option<f64> {
    let end = pairs.last()?.date;
    let year = pairs.iter().filter(|pair| pair.date + Days::new(365) > end);
    let (count, sum) = year.fold((0_u32, 0.0), |(count, sum), pair| (count + 1, sum + line.usual(pair)));
    (count >= 329).then(|| sum / f64::from(count) * 365.0)
}

/// Sums of expected and used, from which a line and its error follow.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    count: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Moments {
    fn add(&mut self, pair: &Pair) {
        let (x, y) = (pair.expected, pair.used);
        self.count += 1.0;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.xy += x * y;
        self.yy += y * y;
    }

    /// The straight line of least squares; only its level where expected use hardly varies.
    fn line(&self) -> Line {
        let (mean_x, mean_y) = (self.x / self.count, self.y / self.count);
        let spread = self.xx / self.count - mean_x * mean_x;
        let slope = if spread > (0.05 * mean_x).powi(2) {
            (self.xy / self.count - mean_x * mean_y) / spread
        } else {
            1.0
        };
        Line { level: mean_y - slope * mean_x, slope }
    }

    /// Variance of a day around `line`.
    fn variance(&self, line: Line) -> f64 {
        let Line { level: a, slope: b } = line;
        let squares = self.yy - 2.0 * (a * self.y + b * self.xy)
            + self.count * a * a
            + 2.0 * a * b * self.x
            + b * b * self.xx;
        (squares / (self.count - 2.0).max(1.0)).max(0.0)
    }
}

/// How far a building's own days and months stray from its line.
#[derive(Debug, Clone, Copy)]
struct OwnErrors {
    days: f64,
    variance: f64,
    lag_one: f64,
    stray: f64,
    freedom: f64,
}

impl OwnErrors {
    fn of(before: &[Pair], line: Line) -> Self {
        let errors: Vec<f64> = before.iter().map(|pair| line.beyond(pair)).collect();
        let squares: f64 = errors.iter().map(|error| error * error).sum();
        let products: f64 = errors.windows(2).map(|pair| pair[0] * pair[1]).sum();
        let blocks = before.len() / BLOCK;
        let freedom = blocks.saturating_sub(2).max(1) as f64;
        let strays: f64 = errors.chunks_exact(BLOCK).map(|block| block.iter().sum::<f64>().powi(2)).sum();
        let sizes: f64 = before
            .chunks_exact(BLOCK)
            .map(|block| block.iter().map(|pair| line.usual(pair)).sum::<f64>().powi(2))
            .sum();
        let seen = (strays / sizes.max(f64::MIN_POSITIVE) * blocks as f64 / freedom).sqrt();
        let enough = blocks >= ENOUGH_BLOCKS;
        Self {
            days: errors.len() as f64,
            variance: squares / (errors.len() as f64 - 2.0).max(1.0),
            lag_one: if squares > 0.0 { (products / squares).clamp(0.0, 0.9) } else { 0.0 },
            stray: seen.max(if enough { STRAY_LEAST } else { STRAY_UNKNOWN }),
            freedom: if enough { freedom } else { ENOUGH_BLOCKS as f64 },
        }
    }

    /// Half the width of the interval of a sum over `count` days that usually is `usual`.
    fn half_width(&self, count: usize, usual: f64, confidence: f64) -> f64 {
        let count = count as f64;
        let lasting = (1.0 + self.lag_one) / (1.0 - self.lag_one);
        let of_days = self.variance * lasting * count * (1.0 + count / self.days);
        let of_months = (self.stray * usual).powi(2);
        t_quantile(confidence, self.freedom) * (of_days + of_months).sqrt()
    }
}
