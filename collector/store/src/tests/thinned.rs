//! Thinned months: figures as before, late and corrected readings as in any other, and what is gone is counted.

use chrono::TimeDelta;
use engine::domain::ReadingMode;
use engine::normalise::{MeterRules, facts, hours};
use proptest::prelude::*;
use rusqlite::Connection;

use super::support::{Place, at, batch, dump, key, minute, reading};
use crate::Outcome::{Corrected, Duplicate, Stored};
use crate::{Edges, NewReading, Store, Thinned};

const DAY: i64 = 1_440;
const AGE: TimeDelta = TimeDelta::days(31);

fn rules() -> MeterRules {
    MeterRules {
        mode: ReadingMode::Register,
        interval: TimeDelta::minutes(5),
        max_per_hour: Some(50.0),
        resolution: 0.01,
        modulus: None,
        zero_is_a_hole: false,
        nights: None,
        replacements: Vec::new(),
        corrections: Vec::new(),
        other_units: Vec::new(),
    }
}

/// A register read every so many minutes.
fn register(from: i64, until: i64, pace: i64) -> Vec<NewReading> {
    let value = |minute: i64| minute as f64 / 64.0;
    (from..until).step_by(usize::try_from(pace).unwrap()).map(|at| reading("a", at, value(at))).collect()
}

fn thin(store: &Store) -> Thinned {
    store.thin(&key("a"), &rules(), AGE, minute(400 * DAY)).unwrap()
}

/// Five months, folded; the last two are too young.
fn old() -> (Place, Store) {
    let place = Place::new();
    let store = place.open();
    store.commit(&batch(&register(0, 150 * DAY, 5))).unwrap();
    store.fold().unwrap();
    (place, store)
}

/// What people see of the first half of 2026.
fn seen(store: &Store) -> String {
    let all = (minute(-2 * DAY), minute(200 * DAY));
    let points = store.range(&key("a"), all.0, all.1, Edges::Bracket).unwrap();
    let hours = hours(&points, &rules(), minute(0), minute(180 * DAY));
    format!("{hours:?} {:?}", facts(&points, ReadingMode::Register))
}

#[test]
fn whole_months_older_than_the_age_are_thinned_once() {
    let (place, store) = old();
    let (before, size) = (seen(&store), std::fs::metadata(place.path()).unwrap().len());
    let january_to_march = Thinned { months: 3, readings: 90 * 288 };
    assert_eq!(store.thinnable(&key("a"), AGE, minute(400 * DAY)).unwrap(), january_to_march);
    // Of three readings in a quarter hour one goes.
    assert_eq!(thin(&store), Thinned { months: 3, readings: 90 * 96 });
    assert_eq!(thin(&store), Thinned::default());
    assert_eq!(seen(&store), before);
    assert_eq!(store.examine().unwrap(), []);
    assert!(std::fs::metadata(place.path()).unwrap().len() <= size);
    drop(store);
    let (contents, complaints) = crate::examine_file(&place.path()).unwrap();
    assert_eq!(complaints, []);
    assert_eq!(contents.readings, 150 * 288 - 90 * 96);
    assert_eq!(contents.thinned, Thinned { months: 3, readings: 90 * 96 });
}

#[test]
fn a_clock_that_is_years_ahead_takes_nothing_of_the_last_weeks_and_one_behind_nothing_at_all() {
    let (_place, store) = old();
    let due = |now| store.thinnable(&key("a"), AGE, now).unwrap().months;
    assert_eq!(due(at("2226-01-01T00:00:00Z")), 3);
    assert_eq!(due(at("1970-01-01T00:00:00Z")), 0);
    assert_eq!(due(minute(75 * DAY)), 1);
}

#[test]
fn a_thinned_month_takes_late_and_corrected_readings_and_is_thinned_again() {
    let (_place, store) = old();
    // A correction from before: its instant stays, so that the value that was wrong is known when it comes again.
    let wrong = reading("a", 20, 20.0 / 64.0);
    let right = reading("a", 20, 20.5 / 64.0);
    assert_eq!(store.commit(&batch(std::slice::from_ref(&right))).unwrap(), [Corrected]);
    store.fold().unwrap();
    thin(&store);
    assert_eq!(store.commit(&batch(&[wrong, right])).unwrap(), [Duplicate, Duplicate]);
    let before = seen(&store);
    // One that was given up, one that was kept, one that is new, and one that corrects.
    let late = [
        reading("a", 35, 35.0 / 64.0),
        reading("a", 45, 45.0 / 64.0),
        reading("a", 47, 47.0 / 64.0),
        reading("a", 60, 60.5 / 64.0),
    ];
    assert_eq!(store.commit(&batch(&late)).unwrap(), [Stored, Duplicate, Stored, Corrected]);
    assert_ne!(seen(&store), before, "the correction counts");
    let before = seen(&store);
    store.fold().unwrap();
    let readings = dump(&store)[0].1.len();
    assert_eq!(thin(&store), Thinned { months: 1, readings: 2 });
    assert_eq!((seen(&store), dump(&store)[0].1.len()), (before, readings - 2));
    assert_eq!(store.examine().unwrap(), []);
}

#[test]
fn what_a_fold_that_was_cut_off_has_left_is_given_up_once() {
    let (place, store) = old();
    store.commit(&batch(&register(3, 30 * DAY, 5))).unwrap();
    let before = seen(&store);
    store.cut_off_fold(1);
    let gone = thin(&store).readings;
    store.fold().unwrap();
    assert_eq!((thin(&store).readings, seen(&store)), (0, before));
    drop(store);
    let contents = crate::examine_file(&place.path()).unwrap().0;
    assert_eq!(contents.readings, 180 * 288 - gone);
}

#[test]
fn a_damaged_block_is_left_as_it_is() {
    let (place, store) = old();
    let conn = Connection::open(place.path()).unwrap();
    conn.execute("UPDATE block SET n = n + 1 WHERE month = 202601", []).unwrap();
    assert!(store.thin(&key("a"), &rules(), AGE, minute(400 * DAY)).is_err());
    conn.execute("UPDATE block SET n = n - 1 WHERE month = 202601", []).unwrap();
    assert_eq!(thin(&store).months, 3);
}

#[test]
fn nothing_is_known_of_a_series_without_readings() {
    let (_place, store) = old();
    assert_eq!(store.thin(&key("nobody"), &rules(), AGE, minute(400 * DAY)).unwrap(), Thinned::default());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// In any order of commits, folds and thinnings, with falls, gaps, duplicates and late readings.
    #[test]
    fn thinning_shows_in_no_figure(
        runs in prop::collection::vec((0_i64..90, 1_i64..600, 2_i64..40), 2..8),
        falls in prop::collection::vec((0_i64..90 * DAY, 0_u8..3), 0..6),
        thinned_after in prop::collection::vec(any::<bool>(), 8),
    ) {
        let (thinned, whole) = (Place::new(), Place::new());
        let (thinned, whole) = (thinned.open(), whole.open());
        let newest = reading("a", 150 * DAY, 150.0 * DAY as f64 / 64.0);
        let shown = |at: i64| {
            let passed = falls.iter().filter(|(fall, _)| *fall <= at).max();
            let value = at as f64 / 64.0;
            match passed {
                // A restart, a spike, a level that is another one from here on.
                Some((fall, 0)) => value - *fall as f64 / 64.0,
                Some((fall, 1)) if at - fall < 20 => value + 4_000.0,
                Some((_, 2)) => value + 700.0,
                _ => value,
            }
        };
        for ((day, length, pace), thin_now) in runs.iter().zip(thinned_after.iter().cycle()) {
            let until = (day * DAY + length * 10).min(90 * DAY);
            let run: Vec<_> = (day * DAY..until).step_by(usize::try_from(*pace).unwrap())
                .map(|at| reading("a", at, shown(at))).collect();
            for store in [&thinned, &whole] {
                store.commit(&batch(&run)).unwrap();
                store.commit(&batch(std::slice::from_ref(&newest))).unwrap();
            }
            thinned.fold().unwrap();
            if *thin_now {
                thin(&thinned);
            }
        }
        thin(&thinned);
        prop_assert_eq!(seen(&thinned), seen(&whole));
        prop_assert_eq!(thinned.examine().unwrap(), vec![]);
    }
}
