//! A night setback that has gone: nights that used clearly less heat than the days around them no longer do.
//!
//! A night is held against the two workdays it lies between, so that weather on its way up or down cancels out. What
//! is usual for it is the median of the nights most like it in outdoor temperature, at the same time of year in
//! earlier heating seasons: of the building's own, before this season. How far whole weeks of those strayed says what
//! is beyond chance.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::super::interval::t_quantile;
use crate::domain::{DateRange, LocalDay};

/// The night lasts from `EVENING` to `MORNING`, local hours.
const EVENING: i64 = 22;
const MORNING: i64 = 5;
/// Warmer days hardly need heat, °C.
pub const WARMEST_C: f64 = 10.0;
/// Days that belong to this heating season; earlier ones tell what is usual.
const SEASON_DAYS: u64 = 240;
/// A setback that went longer ago than this is told from here on.
const LOOK_BACK_DAYS: u64 = 60;
/// Nights are compared with those within so many days of the same date.
const SAME_TIME_DAYS: i64 = 60;
/// Nights that tell what is usual for one, and how unlike it in temperature the last of them may be, kelvin.
const NEAREST: usize = 16;
const FARTHEST_K: f64 = 5.0;
/// Nights this close share their weather and judge each other too kindly.
const NEIGHBOUR_DAYS: i64 = 3;
/// Nights since the setback went, at least.
const LEAST_NIGHTS: usize = 9;
/// The last night is no older than this.
const STALE_DAYS: u64 = 10;
/// With a setback a night used at most this share of the days around it.
const HIGHEST_SHARE: f64 = 0.95;
/// So much of what the nights lay below the days must be gone, and at least this share of a day's use.
const GONE: f64 = 0.5;
const LEAST_RISE: f64 = 0.05;
/// The first night is where so much of the rise begins: rather a little late than in the unrest before it.
const ONSET: f64 = 0.75;
/// So many of the nights must lie above the usual.
const MOST: f64 = 0.8;
/// The first night was chosen among many, so chance must be excluded firmly.
const CONFIDENCE: f64 = 0.9995;
/// Nights per block of the building's own errors; blocks before their spread is trusted; what lasts of them at least.
const BLOCK: usize = 4;
const ENOUGH_BLOCKS: usize = 6;
const STRAY: f64 = 0.01;

/// A night between two workdays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Night {
    /// The local date of its evening.
    pub date: NaiveDate,
    /// Mean outdoor temperature of both days, °C.
    pub temp_c: f64,
    /// What was used in it, kWh.
    pub used_kwh: f64,
    /// What the same hours would have used at the pace of the days around it, kWh.
    pub by_day_kwh: f64,
}

/// A setback that has gone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LostSetback {
    /// The evening of the first night without, as well as nights can tell.
    pub since: NaiveDate,
    /// Nights since then that could be compared.
    pub nights: usize,
    /// What these nights usually used in such weather, percent of the days around them, hour for hour.
    pub usual_percent: f64,
    /// What they used.
    pub percent: f64,
    /// What they used beyond the usual, kWh per night.
    pub extra_kwh_per_night: f64,
}

impl Night {
    fn share(&self) -> f64 {
        self.used_kwh / self.by_day_kwh
    }
}

/// Mornings and evenings of `dates` and the morning after: between them lie, in turn, a day and its night.
#[must_use]
pub fn mornings_and_evenings(dates: DateRange, zone: Tz) -> Vec<DateTime<Utc>> {
    let at = |date, hour| LocalDay { date, zone }.at(NaiveTime::MIN + TimeDelta::hours(hour));
    let both = dates.dates().flat_map(|date| [at(date, MORNING), at(date, EVENING)]);
    both.chain([at(dates.to, MORNING)]).collect()
}

/// The setback that was there in earlier heating seasons and is gone at the `end` of `nights` (each once, in order).
#[must_use]
pub fn lost_setback(nights: &[Night], end: NaiveDate) -> Option<LostSetback> {
    let cold: Vec<Night> = nights.iter().copied().filter(is_heated).collect();
    let season = end - Days::new(SEASON_DAYS);
    let earlier = &cold[..cold.partition_point(|night| night.date < season)];
    let latest = &cold[cold.partition_point(|night| night.date + Days::new(LOOK_BACK_DAYS) < end)..];
    let usual_errors: Vec<f64> = judged(earlier, earlier).iter().map(Judged::beyond).collect();
    let latest = judged(latest, earlier);
    if latest.last()?.night.date + Days::new(STALE_DAYS) < end {
        return None;
    }
    let rough = &latest[split(&latest, |beyond, count| beyond / count.sqrt())?..];
    let most = ONSET * mean(rough.iter().map(Judged::beyond));
    let since = &latest[split(&latest, |beyond, count| beyond - count * most)?..];
    let rise = mean(since.iter().map(Judged::beyond));
    let usual = mean(since.iter().map(|one| one.usual));
    let above = since.iter().filter(|one| one.beyond() > 0.0).count() as f64;
    let lately = mean(since.iter().rev().take(5).map(Judged::beyond));
    let clear = usual <= HIGHEST_SHARE && rise >= LEAST_RISE.max(GONE * (1.0 - usual));
    let steady = above >= MOST * since.len() as f64 && lately > 0.5 * rise;
    (clear && steady && rise > half_width(&usual_errors, since.len())?).then(|| LostSetback {
        since: since[0].night.date,
        nights: since.len(),
        usual_percent: 100.0 * usual,
        percent: 100.0 * (usual + rise),
        extra_kwh_per_night: mean(since.iter().map(|one| one.beyond() * one.night.by_day_kwh)),
    })
}

fn is_heated(night: &Night) -> bool {
    night.temp_c < WARMEST_C && night.by_day_kwh > 0.0 && night.share().is_finite()
}

/// A night with the share that is usual for it.
struct Judged {
    night: Night,
    usual: f64,
}

impl Judged {
    fn beyond(&self) -> f64 {
        self.night.share() - self.usual
    }
}

/// Those of `nights` for which enough of the `earlier` are alike.
fn judged(nights: &[Night], earlier: &[Night]) -> Vec<Judged> {
    let judge = |night: &Night| Some(Judged { night: *night, usual: usual(night, earlier)? });
    nights.iter().filter_map(judge).collect()
}

fn usual(night: &Night, earlier: &[Night]) -> Option<f64> {
    let alike = earlier.iter().filter(|other| is_same_time(night.date, other.date));
    let mut alike: Vec<(f64, f64)> =
        alike.map(|other| ((other.temp_c - night.temp_c).abs(), other.share())).collect();
    alike.sort_by(|one, other| one.0.total_cmp(&other.0));
    alike.truncate(NEAREST);
    let farthest = alike.get(NEAREST - 1)?.0;
    alike.sort_by(|one, other| one.1.total_cmp(&other.1));
    (farthest <= FARTHEST_K).then(|| f64::midpoint(alike[NEAREST / 2 - 1].1, alike[NEAREST / 2].1))
}

/// Whether both dates are at the same time of the year, and no neighbours.
fn is_same_time(one: NaiveDate, other: NaiveDate) -> bool {
    let apart = (one - other).num_days().abs();
    let in_year = apart % 365;
    apart > NEIGHBOUR_DAYS && in_year.min(365 - in_year) <= SAME_TIME_DAYS
}

/// The night from which on the sum beyond the usual and the number of nights make the highest `score`.
fn split(nights: &[Judged], score: impl Fn(f64, f64) -> f64) -> Option<usize> {
    let mut beyond = 0.0;
    let mut best: Option<(f64, usize)> = None;
    for (index, night) in nights.iter().enumerate().rev() {
        beyond += night.beyond();
        let count = nights.len() - index;
        let score = score(beyond, count as f64);
        if count >= LEAST_NIGHTS && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, index));
        }
    }
    best.map(|(_, index)| index)
}

/// How far the mean of `count` nights may stray by chance; none when too little is known of it.
fn half_width(errors: &[f64], count: usize) -> Option<f64> {
    let blocks = errors.len() / BLOCK;
    let squares = errors.chunks_exact(BLOCK).map(|block| mean(block.iter().copied()).powi(2));
    let of_block = mean(squares);
    let variance = of_block * BLOCK as f64 / count as f64 + STRAY * STRAY;
    let freedom = blocks.saturating_sub(1) as f64;
    (blocks >= ENOUGH_BLOCKS).then(|| t_quantile(CONFIDENCE, freedom) * variance.sqrt())
}

/// The mean of at least one value.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = values.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    sum / f64::max(count, 1.0)
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;
    use proptest::prelude::*;

    use super::*;
    use crate::baseline::synthetic::temperature;

    const END: &str = "2025-12-01";

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Nights of two years, each `share` of the days around it beside some noise of up to 6 %.
    fn nights(seed: u64, share: impl Fn(NaiveDate) -> f64, colder: impl Fn(NaiveDate) -> f64) -> Vec<Night> {
        let mut state = seed;
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            0.12 * ((state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5)
        };
        let all = DateRange { from: date("2023-12-01"), to: date(END) };
        let night = |date| {
            let temp_c = temperature(date) - colder(date);
            let by_day_kwh = 7.0 * 4.0 * (18.0 - temp_c).max(0.5);
            Night { date, temp_c, used_kwh: by_day_kwh * (share(date) + noise()), by_day_kwh }
        };
        all.dates().filter(|date| date.weekday().number_from_monday() < 5).map(night).collect()
    }

    #[test]
    fn a_setback_that_has_gone_is_found_with_its_first_night_and_what_it_costs() {
        for seed in 0..20 {
            let gone = date("2025-11-03");
            let nights = nights(seed, |date| if date < gone { 0.86 } else { 0.97 }, |_| 0.0);
            let found = lost_setback(&nights, date(END)).unwrap_or_else(|| panic!("{seed}"));
            assert!((found.since - gone).num_days().abs() <= 10, "{seed} {found:?}");
            assert!((found.usual_percent - 86.0).abs() < 2.0, "{seed} {found:?}");
            assert!((found.percent - 97.0).abs() < 3.0, "{seed} {found:?}");
            let by_day = mean(nights.iter().filter(|night| night.date >= gone).map(|night| night.by_day_kwh));
            assert!((found.extra_kwh_per_night / (0.11 * by_day) - 1.0).abs() < 0.3, "{seed} {found:?}");
            // Neither soon after it was mended, nor without a season to compare with, nor when it was seen long ago.
            assert_eq!(lost_setback(&nights, date(END) + Days::new(12)), None);
            let young: Vec<Night> =
                nights.iter().copied().filter(|night| night.date > date("2025-04-05")).collect();
            assert_eq!(lost_setback(&young, date(END)), None);
        }
        assert_eq!(lost_setback(&[], date(END)), None);
    }

    #[test]
    fn a_setback_that_is_back_is_not_told() {
        let (from, to) = (date("2025-10-06"), date("2025-11-10"));
        let nights = nights(3, |date| if (from..to).contains(&date) { 0.98 } else { 0.86 }, |_| 0.0);
        assert_eq!(lost_setback(&nights, date(END)), None);
        let until: Vec<Night> = nights.into_iter().filter(|night| night.date < to).collect();
        assert!(lost_setback(&until, to).is_some());
    }

    #[test]
    fn days_and_nights_meet_where_the_clocks_say_on_every_date() {
        let dates = DateRange { from: date("2026-03-28"), to: date("2026-03-30") };
        let all = mornings_and_evenings(dates, chrono_tz::Europe::Stockholm);
        let hours: Vec<i64> = all.windows(2).map(|pair| (pair[1] - pair[0]).num_hours()).collect();
        assert_eq!((hours, all[0].to_rfc3339().as_str()), (vec![17, 6, 17, 7], "2026-03-28T04:00:00+00:00"));
        let skipped = DateRange { from: date("2011-12-29"), to: date("2012-01-01") };
        assert!(mornings_and_evenings(skipped, chrono_tz::Pacific::Apia).is_sorted());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn without_a_setback_or_with_one_that_stays_nothing_is_found(
            seed: u64,
            share in 0.7_f64..1.2,
            cold in 0.0_f64..25.0,
            spell in 1_u64..40,
        ) {
            // An early cold spell, in which the same setback is a smaller share.
            let from = date(END) - Days::new(spell);
            let colder = |date| if date >= from { cold } else { 0.0 };
            let share = |date: NaiveDate| {
                let temp_c = temperature(date) - colder(date);
                1.0 - (1.0 - share) * 18.0 / (18.0 - temp_c).max(9.0)
            };
            prop_assert_eq!(lost_setback(&nights(seed, share, colder), date(END)), None);
        }

        #[test]
        fn nights_that_never_were_lower_cannot_lose_a_setback(
            seed: u64,
            before in 0.98_f64..1.1,
            after in 0.9_f64..1.6,
        ) {
            let share = |date: NaiveDate| if date < self::date("2025-11-03") { before } else { after };
            prop_assert_eq!(lost_setback(&nights(seed, share, |_| 0.0), date(END)), None);
        }
    }
}
