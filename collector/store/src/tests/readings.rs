//! Kept once, corrected visibly, read back whole.

use crate::Outcome::{Corrected, Duplicate, Refused, Stored};
use crate::{Edges, NewReading, Store};
use chrono::{DateTime, Utc};
use engine::domain::Point;

use super::support::{Place, at, batch, dump, key, minute, reading};

/// Minutes after the start of 2026, with values.
fn values(points: &[Point]) -> Vec<(i64, f64)> {
    points.iter().map(|point| ((point.at - minute(0)).num_minutes(), point.value)).collect()
}

fn everything(store: &Store, device: &str) -> Vec<(i64, f64)> {
    values(
        &store
            .range(&key(device), DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, Edges::Inside)
            .unwrap(),
    )
}

#[test]
fn the_same_reading_twice_is_stored_once() {
    let place = Place::new();
    let store = place.open();
    let round =
        batch(&[reading("a", 0, 1.0), reading("b", 0, 2.0), reading("a", 60, 1.5), reading("a", 0, 1.0)]);
    assert_eq!(store.commit(&round).unwrap(), [Stored, Stored, Stored, Duplicate]);
    assert_eq!(store.commit(&round).unwrap(), [Duplicate; 4]);
    assert_eq!(everything(&store, "a"), [(0, 1.0), (60, 1.5)]);
    let totals = store.totals().unwrap();
    assert_eq!((totals.readings, totals.duplicates, totals.corrections), (3, 5, 0));
}

#[test]
fn a_new_value_corrects_and_a_returning_older_one_does_not() {
    let place = Place::new();
    let store = place.open();
    let mut outcomes = Vec::new();
    for value in [1.0, 2.0, 1.0, 3.0, 2.0, 3.0, -0.0, 0.0] {
        outcomes.extend(store.commit(&batch(&[reading("a", 0, value)])).unwrap());
    }
    let expected = [Stored, Corrected, Duplicate, Corrected, Duplicate, Duplicate, Corrected, Duplicate];
    assert_eq!(outcomes, expected);
    assert_eq!(everything(&store, "a"), [(0, 0.0)]);
    assert_eq!(store.latest(&[key("a")]).unwrap()[0].unwrap().value.to_bits() << 1, 0);
    let history = store.history(&key("a"), minute(0), minute(1), None, 10).unwrap();
    let mut kept: Vec<_> = history.iter().map(|item| (item.value.abs(), item.superseded)).collect();
    kept.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert_eq!(kept, [(0.0, false), (1.0, true), (2.0, true), (3.0, true)]);
}

#[test]
fn of_one_instant_the_value_that_counts_comes_last_page_by_page() {
    let place = Place::new();
    let store = place.open();
    // Received at the same moment, and a smaller value than the one it corrects.
    store.import(&[reading("a", 0, 12.0), reading("a", 0, 7.0), reading("a", 60, 13.0)]).unwrap();
    let mut seen = Vec::new();
    let mut after = None;
    while let Some(item) = store.history(&key("a"), minute(0), minute(99), after, 1).unwrap().pop() {
        seen.push((item.value as i64, item.superseded));
        after = Some(item.cursor().to_string().parse().unwrap());
    }
    assert_eq!(seen, [(12, true), (7, false), (13, false)]);
}

#[test]
fn numbers_that_are_none_are_refused_and_harm_nothing_else() {
    let place = Place::new();
    let store = place.open();
    let round = [f64::NAN, 1.0, f64::INFINITY].map(|value| reading("a", 0, value));
    assert_eq!(store.commit(&batch(&round)).unwrap(), [Refused, Stored, Refused]);
    assert_eq!(store.import(&round).unwrap(), [Refused, Duplicate, Refused]);
}

#[test]
fn instants_at_the_ends_of_time_are_kept() {
    let place = Place::new();
    let store = place.open();
    let ends = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
    for at in ends {
        let round = ends.map(|received| NewReading { key: key("a"), at, value: 1.0, received });
        store.commit(&batch(&round)).unwrap();
    }
    assert_eq!(store.series().span(&key("a")).unwrap().map(|(first, _)| first), Some(ends[0]));
    let before = dump(&store);
    store.fold().unwrap();
    assert_eq!(dump(&store), before);
}

#[test]
fn a_window_comes_with_its_neighbours_when_asked() {
    let place = Place::new();
    let store = place.open();
    // Received in 2026: the readings before the last day are history, the others are young.
    let mut readings: Vec<_> = (-5..5).map(|day| reading("a", day * 1440, day as f64)).collect();
    readings.iter_mut().for_each(|reading| reading.received = at("2026-01-01T12:00:00Z"));
    store.commit(&batch(&readings)).unwrap();
    let days = |from: i64, to: i64, edges| {
        let points = store.range(&key("a"), minute(from * 1440), minute(to * 1440), edges).unwrap();
        points.iter().map(|point| point.value as i64).collect::<Vec<_>>()
    };
    assert_eq!(days(-2, 2, Edges::Inside), [-2, -1, 0, 1]);
    assert_eq!(days(-2, 2, Edges::Bracket), [-3, -2, -1, 0, 1, 2]);
    assert_eq!(days(-9, 9, Edges::Bracket), (-5..5).collect::<Vec<_>>());
    assert_eq!(days(-9, -6, Edges::Bracket), [-5]);
    assert_eq!(days(7, 9, Edges::Bracket), [4]);
    assert_eq!(days(-1, 0, Edges::Bracket), [-2, -1, 0]);
    assert_eq!(days(2, -2, Edges::Inside), Vec::<i64>::new());
    assert_eq!(store.range(&key("nobody"), minute(0), minute(9), Edges::Bracket).unwrap(), []);
    assert_eq!(store.latest(&[key("nobody"), key("a")]).unwrap()[1].unwrap().value as i64, 4);
}
