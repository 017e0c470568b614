//! What waits for analysis: all that changed with its neighbours, and nothing else.

use super::support::{Place, batch, key, minute, reading};
use crate::{BadMessage, Batch, Store};

/// Spans in minutes after the start of 2026.
fn spans(store: &Store) -> Vec<(String, i64, i64)> {
    let minutes = |at: chrono::DateTime<chrono::Utc>| (at - minute(0)).num_minutes();
    let spans = store.dirty().unwrap().into_iter();
    let mut spans: Vec<_> =
        spans.map(|span| (span.key.device, minutes(span.from), minutes(span.to))).collect();
    spans.sort();
    spans
}

fn clear(store: &Store) {
    store.clear_dirty(&store.dirty().unwrap()).unwrap();
    assert_eq!(spans(store), []);
    assert!(store.totals().unwrap().dirty_hours < 1e-9);
}

fn commit(store: &Store, minutes: i64, value: f64) {
    store.commit(&batch(&[reading("a", minutes, value)])).unwrap();
}

fn a(from: i64, to: i64) -> (String, i64, i64) {
    ("a".to_owned(), from, to)
}

#[test]
fn a_change_marks_from_the_reading_before_to_the_one_after() {
    let place = Place::new();
    let store = place.open();
    commit(&store, 600, 1.0);
    assert_eq!(spans(&store), [a(600, 600)]);
    assert!((store.totals().unwrap().dirty_hours - 1.0).abs() < 1e-9, "something waits");
    commit(&store, 660, 2.0);
    assert_eq!(spans(&store), [a(600, 660)]);
    clear(&store);
    commit(&store, 720, 3.0);
    assert_eq!(spans(&store), [a(660, 720)]);
    clear(&store);
    commit(&store, 0, 0.5);
    assert_eq!(spans(&store), [a(0, 600)]);
    clear(&store);
    commit(&store, 660, 2.5);
    assert_eq!(spans(&store), [a(600, 720)]);
    clear(&store);
    for (minutes, value) in [(660, 2.5), (660, 2.0), (0, 0.5)] {
        commit(&store, minutes, value);
    }
    assert_eq!(spans(&store), [], "duplicates change nothing");
}

#[test]
fn only_readings_mark() {
    let place = Place::new();
    let store = place.open();
    let message = BadMessage {
        topic: "t".to_owned(),
        payload: Vec::new(),
        bytes: 0,
        code: "json.syntax".to_owned(),
        text: "empty".to_owned(),
        received: minute(0),
    };
    store.commit(&Batch { quarantined: vec![message], ..batch(&[reading("a", 0, f64::NAN)]) }).unwrap();
    assert_eq!(spans(&store), []);
}

#[test]
fn spans_far_apart_stay_apart_and_touching_ones_merge() {
    let place = Place::new();
    let store = place.open();
    let hours: Vec<_> = (0..100).map(|hour| reading("a", hour * 60, hour as f64)).collect();
    store.import(&hours).unwrap();
    clear(&store);
    commit(&store, 10 * 60, 0.1);
    commit(&store, 50 * 60, 0.1);
    commit(&store, 52 * 60, 0.1);
    assert_eq!(spans(&store), [a(540, 660), a(2_940, 3_180)]);
    store.commit(&batch(&[reading("a", 20 * 60, 0.1), reading("a", 30 * 60, 0.1)])).unwrap();
    assert_eq!(spans(&store), [a(540, 660), a(1_140, 1_860), a(2_940, 3_180)]);
    store.commit(&batch(&[reading("a", 5 * 60, 0.1), reading("a", 98 * 60, 0.1)])).unwrap();
    assert_eq!(spans(&store), [a(240, 5_940)]);
}

#[test]
fn scattered_changes_cannot_grow_the_list() {
    let place = Place::new();
    let store = place.open();
    let hours: Vec<_> = (0..400).map(|hour| reading("a", hour * 60, hour as f64)).collect();
    store.import(&hours).unwrap();
    clear(&store);
    (0..33).for_each(|number| commit(&store, number * 600, -1.0));
    assert_eq!(spans(&store), [a(0, 32 * 600 + 60)]);
}

#[test]
fn what_came_during_analysis_stays_marked() {
    let place = Place::new();
    let store = place.open();
    commit(&store, 0, 1.0);
    let seen = store.dirty().unwrap();
    commit(&store, 60, 2.0);
    store.clear_dirty(&seen).unwrap();
    assert_eq!(spans(&store), [a(0, 60)]);
    let seen = store.dirty().unwrap();
    assert_eq!(seen, store.dirty().unwrap(), "looking changes nothing");
    commit(&store, 0, 1.0);
    store.clear_dirty(&seen).unwrap();
    assert_eq!(spans(&store), [], "a duplicate is no change");
    // A span cleared and marked again is not the one that was seen before.
    commit(&store, 60, 3.0);
    store.clear_dirty(&seen).unwrap();
    assert_eq!(spans(&store), [a(0, 60)]);
}

#[test]
fn a_whole_series_can_be_marked_again() {
    let place = Place::new();
    let store = place.open();
    let hours: Vec<_> = (0..100).map(|hour| reading("a", hour * 60, hour as f64)).collect();
    store.import(&hours).unwrap();
    clear(&store);
    store.mark_all(&key("a")).unwrap();
    store.mark_all(&key("nobody")).unwrap();
    assert_eq!(spans(&store), [a(0, 99 * 60)]);
}
