//! Readings in blocks: the same as they were, also when they are corrected, come late or were written by version 1.

use rusqlite::Connection;

use super::support::{Place, at, batch, dump, key, minute, reading};
use crate::Outcome::{Corrected, Duplicate, Stored};
use crate::{Edges, NewReading, Store};

/// Half a year of one hourly register.
fn history() -> Vec<NewReading> {
    (0..4_400).map(|hour| reading("a", hour * 60, f64::from(u32::try_from(hour).unwrap()) / 8.0)).collect()
}

fn folded() -> (Place, Store) {
    let place = Place::new();
    let store = place.open();
    store.commit(&batch(&history())).unwrap();
    assert_eq!(store.fold().unwrap(), 4_400);
    (place, store)
}

fn count(place: &Place, table: &str) -> i64 {
    let conn = Connection::open(place.path()).unwrap();
    conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn a_closed_month_takes_late_and_corrected_readings_at_once_and_keeps_them() {
    let (place, store) = folded();
    assert_eq!((count(&place, "reading_hot"), count(&place, "block")), (0, 7));
    let late =
        [reading("a", 90, 9.5), reading("a", 120, 9.0), reading("a", 120, 0.25), reading("a", 180, 0.375)];
    assert_eq!(store.commit(&batch(&late)).unwrap(), [Stored, Corrected, Duplicate, Duplicate]);
    let seen = |store: &Store| {
        let points = store.range(&key("a"), minute(61), minute(180), Edges::Bracket).unwrap();
        points.iter().map(|point| point.value).collect::<Vec<_>>()
    };
    assert_eq!(seen(&store), [0.125, 9.5, 9.0, 0.375]);
    let before = dump(&store);
    assert_eq!(store.fold().unwrap(), 2);
    assert_eq!((seen(&store), dump(&store)), (vec![0.125, 9.5, 9.0, 0.375], before));
    assert_eq!(store.commit(&batch(&late)).unwrap(), [Duplicate; 4]);
    assert_eq!(store.examine().unwrap(), []);
}

#[test]
fn a_fold_cut_off_anywhere_is_done_again_and_nothing_is_lost() {
    let place = Place::new();
    let store = place.open();
    let round: Vec<_> = ["a", "b", "c"]
        .iter()
        .flat_map(|device| (0..900).map(|hour| reading(device, hour * 60, 1.0)))
        .collect();
    store.commit(&batch(&round)).unwrap();
    let before = dump(&store);
    for stop in 0..4 {
        store.cut_off_fold(stop);
        drop(Store::open_existing_read_only(&place.path()).unwrap());
        assert!(dump(&store) == before, "cut off after {stop} steps");
        assert_eq!(store.commit(&batch(&[reading("a", 60, 1.0)])).unwrap(), [Duplicate]);
    }
    store.commit(&batch(&[reading("b", 60, 2.0)])).unwrap();
    let before = dump(&store);
    store.fold().unwrap();
    assert!(dump(&store) == before);
    assert_eq!((count(&place, "reading_folding"), store.examine().unwrap()), (0, vec![]));
}

#[test]
fn a_damaged_block_costs_only_itself() {
    let (place, store) = folded();
    let conn = Connection::open(place.path()).unwrap();
    conn.execute("UPDATE block SET readings = zeroblob(length(readings)) WHERE month = 202602", []).unwrap();
    let read = |from: &str, to: &str| store.range(&key("a"), at(from), at(to), Edges::Inside);
    let error = read("2026-02-10T00:00:00Z", "2026-02-11T00:00:00Z").unwrap_err();
    assert!(!error.is_transient(), "{error:?}");
    insta::assert_snapshot!(error, @"the database is damaged (block 2026-02 of a heat.energy: its checksum differs) and nothing was changed; stop sparvakt and put your latest backup back with `sparvakt restore`, which keeps the file under another name");
    assert_eq!(read("2026-01-10T00:00:00Z", "2026-01-11T00:00:00Z").unwrap().len(), 24);
    assert_eq!(read("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z").unwrap().len(), 24);
    // New readings of that month are kept, and wait beside it.
    let late = NewReading { at: at("2026-02-10T00:30:00Z"), ..reading("a", 0, 7.0) };
    assert_eq!(store.commit(&batch(&[late.clone(), reading("a", 90, 7.0)])).unwrap(), [Stored, Stored]);
    assert_eq!(store.fold().unwrap(), 1);
    assert_eq!(count(&place, "reading_hot"), 1);
    let complaints = store.examine().unwrap();
    let codes: Vec<_> =
        complaints.iter().map(|complaint| (complaint.code, complaint.place.as_str())).collect();
    assert_eq!(codes, [("store.block", "a heat.energy 2026-02")]);
}

#[test]
fn every_contradiction_is_a_complaint() {
    let (place, store) = folded();
    store.commit(&batch(&[reading("b", 0, 1.0)])).unwrap();
    let conn = Connection::open(place.path()).unwrap();
    conn.execute_batch(
        "PRAGMA foreign_keys = OFF;
         UPDATE block SET n = n + 1 WHERE month = 202601;
         UPDATE block SET month = 202512 WHERE month = 202603;
         UPDATE block SET codec = 9 WHERE month = 202604;
         DELETE FROM block_received WHERE block = (SELECT id FROM block WHERE month = 202605);
         UPDATE tail SET value = 5 WHERE series = (SELECT id FROM series WHERE device = 'b');
         INSERT INTO superseded VALUES (77, 0, 1, 0);
         INSERT INTO reading_hot VALUES (0, 78, 1, 0);",
    )
    .unwrap();
    let mut codes: Vec<_> = store.examine().unwrap().into_iter().map(|complaint| complaint.code).collect();
    codes.sort_unstable();
    let expected = [
        "store.block",
        "store.block",
        "store.block",
        "store.block",
        "store.newest",
        "store.reference",
        "store.series",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn a_file_of_version_1_becomes_blocks() {
    let place = Place::new();
    std::fs::create_dir_all(place.path().parent().unwrap()).unwrap();
    let conn = Connection::open(place.path()).unwrap();
    conn.execute_batch(include_str!("../schema/0001_start.sql")).unwrap();
    conn.execute_batch(
        "PRAGMA user_version = 1; PRAGMA application_id = 0x5370566B;
         INSERT INTO series VALUES (1, 'a', 'heat.energy', 1769904000000), (2, 'b', 'heat.energy', 0);
         WITH RECURSIVE hour(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM hour WHERE n < 1439)
         INSERT INTO reading SELECT 1, 1767225600000 + n * 3600000, n / 8.0, 1767225620000 + n * 3600000 FROM hour;
         INSERT INTO reading_hot VALUES (1772409600000, 1, 180.0, 1772409620000), (1767225600000, 2, 1.0, 5);
         INSERT INTO superseded VALUES (1, 1767225600000, 7.0, 9);
         INSERT INTO tail VALUES (1, 1772409600000, 180.0), (2, 1767225600000, 1.0);",
    )
    .unwrap();
    drop(conn);
    let store = place.open();
    assert_eq!(store.examine().unwrap(), []);
    let expected: Vec<_> =
        (0..1_440).map(|hour| (hour, f64::from(i32::try_from(hour).unwrap()) / 8.0)).collect();
    let points = store.range(&key("a"), minute(0), minute(1_440 * 60), Edges::Inside).unwrap();
    let found: Vec<_> =
        points.iter().map(|point| ((point.at - minute(0)).num_hours(), point.value)).collect();
    assert_eq!(found, expected);
    assert_eq!(dump(&store).iter().map(|(_, kept)| kept.len()).collect::<Vec<_>>(), [1_442, 1]);
    assert_eq!(
        store.commit(&batch(&[reading("a", 0, 7.0), reading("a", 60, 0.125)])).unwrap(),
        [Duplicate; 2]
    );
    assert_eq!((count(&place, "block"), count(&place, "reading_hot")), (3, 2));
}

#[test]
fn room_that_a_fold_leaves_free_goes_back_to_the_disk() {
    let place = Place::new();
    let store = place.open();
    let round: Vec<_> = (0..200)
        .flat_map(|device| (0..1_000).map(move |hour| reading(&format!("m{device}"), hour * 60, 1.0)))
        .collect();
    store.commit(&batch(&round)).unwrap();
    let before = dump(&store);
    store.checkpoint().unwrap();
    let young = store.size_bytes().unwrap();
    assert_eq!(store.fold().unwrap(), 200_000);
    store.checkpoint().unwrap();
    let old = store.size_bytes().unwrap();
    assert!(young > 4 << 20 && old < young * 6 / 10, "{young} bytes became {old}");
    assert!(dump(&store) == before);
    assert_eq!(store.examine().unwrap(), []);
}
