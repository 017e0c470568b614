//! A fault in the middle: typed, and nothing half-written.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};

use rusqlite::Connection;

use super::support::{Place, batch, dump, key, minute, reading};
use crate::{BadMessage, Batch, Edges, InboxMark, Store, StoreError};

/// Half a megabyte of everything.
fn large(number: i64) -> Batch {
    let received = minute(number);
    Batch {
        readings: (0..500).map(|meter| reading(&format!("meter-{meter}"), number, 1.0)).collect(),
        quarantined: (0..8)
            .map(|part| BadMessage {
                topic: format!("t/{number}/{part}"),
                payload: vec![7; 60_000],
                bytes: 60_000,
                code: "json.syntax".to_owned(),
                text: String::new(),
                received,
            })
            .collect(),
        unmatched: Vec::new(),
        inbox: vec![InboxMark { digest: [u8::try_from(number).unwrap(); 16], received }],
    }
}

fn state(store: &Store) -> impl PartialEq + std::fmt::Debug + use<> {
    let quarantine: Vec<_> = store.quarantine(None, 1_000).unwrap();
    (dump(store), quarantine, store.totals().unwrap(), store.dirty().unwrap())
}

#[test]
fn a_full_disk_loses_nothing_and_heals_by_itself() {
    let place = Place::new();
    let store = place.open();
    store.commit(&large(1)).unwrap();
    let before = state(&store);
    store.limit_pages(100);
    let error = store.commit(&large(2)).unwrap_err();
    assert!(error.is_transient() && matches!(error, StoreError::Full(_)), "{error:?}");
    insta::assert_snapshot!(error, @"no room left for the database (database or disk is full); free some disk space, writing goes on by itself");
    assert_eq!(state(&store), before);
    assert_eq!(store.first_reception(&[2; 16]).unwrap(), None);
    store.limit_pages(1_000_000);
    store.commit(&large(2)).unwrap();
    assert_eq!(store.totals().unwrap().readings, 1_000);
    assert_eq!(store.first_reception(&[2; 16]).unwrap(), Some(minute(2)));
    store.integrity().unwrap();
}

#[test]
fn a_new_series_of_a_failed_commit_is_not_remembered() {
    let place = Place::new();
    let store = place.open();
    store.limit_pages(1);
    assert!(store.commit(&large(1)).is_err());
    store.limit_pages(1_000_000);
    store.commit(&batch(&[reading("meter-499", 9, 1.0), reading("meter-0", 9, 2.0)])).unwrap();
    let values: Vec<_> = dump(&store).into_iter().map(|(key, kept)| (key.device, kept[0].value)).collect();
    assert_eq!(values, [("meter-0".to_owned(), 2.0), ("meter-499".to_owned(), 1.0)]);
}

#[test]
fn another_programs_lock_is_waited_for_and_then_reported_as_passing() {
    let place = Place::new();
    let store = place.open();
    store.lose_patience();
    let other = Connection::open(place.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = store.commit(&batch(&[reading("a", 0, 1.0)])).unwrap_err();
    assert!(error.is_transient() && matches!(error, StoreError::Busy(_)), "{error:?}");
    assert_eq!(dump(&store), [], "reading goes on");
    other.execute_batch("COMMIT").unwrap();
    store.commit(&batch(&[reading("a", 0, 1.0)])).unwrap();
}

#[test]
fn damage_met_while_running_is_no_passing_fault() {
    let place = Place::new();
    let store = place.open();
    let readings: Vec<_> = (0..5_000).map(|hour| reading("a", hour * 60, 1.0)).collect();
    store.import(&readings).unwrap();
    store.checkpoint().unwrap();
    let pages = std::fs::metadata(place.path()).unwrap().len() / 4_096;
    let mut file = OpenOptions::new().write(true).open(place.path()).unwrap();
    file.seek(SeekFrom::Start(pages / 2 * 4_096)).unwrap();
    file.write_all(&vec![0xA5; usize::try_from(pages / 2).unwrap() * 4_096]).unwrap();
    let error = store.range(&key("a"), minute(0), minute(5_000 * 60), Edges::Inside).unwrap_err();
    assert!(!error.is_transient() && matches!(error, StoreError::Corrupt(_)), "{error:?}");
    assert!(matches!(store.integrity(), Err(StoreError::Corrupt(_))));
}
