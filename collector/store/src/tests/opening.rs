//! Whatever lies at the path: it is used, or the error says what it is and how to mend it. Never an empty store in
//! place of a full one.

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};

use rusqlite::Connection;

use super::support::{Place, batch, dump, key, minute, reading};
use crate::{Edges, Store, StoreError};

fn filled(place: &Place) {
    let store = place.open();
    let readings: Vec<_> = (0..2_000).map(|hour| reading("a", hour * 60, 1.0 + hour as f64)).collect();
    store.import(&readings).unwrap();
    store.checkpoint().unwrap();
}

fn refusal(place: &Place) -> StoreError {
    let before = fs::read(place.path()).ok();
    let error = Store::open(&place.path()).unwrap_err();
    assert!(fs::read(place.path()).ok() == before, "a refused file is left alone: {error}");
    assert!(!error.is_transient(), "{error}");
    error
}

#[test]
fn a_first_start_makes_directory_and_file_and_the_next_finds_the_readings() {
    let place = Place::new();
    filled(&place);
    let files: Vec<_> = fs::read_dir(place.path().parent().unwrap()).unwrap().collect();
    assert_eq!(files.len(), 2, "the database and its lock: {files:?}");
    let store = place.open();
    assert_eq!(store.range(&key("a"), minute(0), minute(120), Edges::Inside).unwrap().len(), 2);
    store.integrity().unwrap();
    assert!(store.size_bytes().unwrap() > 4_096);
}

#[test]
fn what_was_committed_is_there_without_a_clean_end() {
    let place = Place::new();
    let store = place.open();
    store.commit(&batch(&[reading("a", 0, 1.0)])).unwrap();
    // As a killed process leaves it: database and log, nothing closed.
    let other = Place::new();
    fs::create_dir_all(other.path().parent().unwrap()).unwrap();
    for suffix in ["", "-wal"] {
        fs::copy(place.beside(suffix), other.beside(suffix)).unwrap();
    }
    assert_eq!(dump(&other.open()), dump(&store));
}

#[test]
fn a_second_owner_is_refused_until_the_first_is_gone() {
    let place = Place::new();
    let store = place.open();
    let clone = store.clone();
    drop(store);
    let text = place.text(&refusal(&place)).replace(&std::process::id().to_string(), "4711");
    insta::assert_snapshot!(text, @"/data/sparvakt.db is in use by another sparvakt (process 4711); stop that one first (reading beside it is possible)");
    drop(clone);
    place.open();
}

#[test]
fn reading_beside_the_owner_sees_its_commits_and_cannot_write() {
    let place = Place::new();
    let owner = place.open();
    let reader = Store::open_existing_read_only(&place.path()).unwrap();
    owner.commit(&batch(&[reading("a", 0, 1.0)])).unwrap();
    assert_eq!(dump(&reader), dump(&owner));
    let error = reader.commit(&batch(&[])).unwrap_err();
    insta::assert_snapshot!(error, @"the database can only be read (opened for reading); give the service's user write access to the file and its directory");
    drop(owner);
    assert_eq!(reader.latest(&[key("a")]).unwrap().len(), 1);
}

#[test]
fn reading_creates_nothing() {
    let place = Place::new();
    let error = Store::open_existing_read_only(&place.path()).unwrap_err();
    insta::assert_snapshot!(place.text(&error), @"/data/sparvakt.db does not exist; check `store.path`, or start `sparvakt serve` once to create it");
    assert!(!place.path().exists());
}

#[test]
fn an_empty_file_is_not_taken_for_a_new_store() {
    let place = Place::new();
    filled(&place);
    fs::write(place.path(), "").unwrap();
    insta::assert_snapshot!(place.text(&refusal(&place)), @"/data/sparvakt.db is empty (0 bytes); put a backup back with `sparvakt restore`, or remove the file to begin without history");
}

#[test]
fn a_lost_file_whose_log_remains_is_not_replaced() {
    let place = Place::new();
    filled(&place);
    fs::remove_file(place.path()).unwrap();
    fs::write(place.beside("-wal"), "frames").unwrap();
    insta::assert_snapshot!(place.text(&refusal(&place)), @"/data/sparvakt.db is gone but its write-ahead log /data/sparvakt.db-wal is still there; put the database back, or a backup with `sparvakt restore` (remove the log only to begin without history)");
}

#[test]
fn what_is_no_database_of_ours_is_left_alone() {
    let place = Place::new();
    filled(&place);
    fs::write(place.path(), "timestamp_utc,value\n").unwrap();
    insta::assert_snapshot!(place.text(&refusal(&place)), @"/data/sparvakt.db is not a sparvakt database (no SQLite database); check `store.path`, or put a backup back with `sparvakt restore`");
    fs::remove_file(place.path()).unwrap();
    Connection::open(place.path()).unwrap().execute_batch("CREATE TABLE song(name TEXT)").unwrap();
    insta::assert_snapshot!(place.text(&refusal(&place)), @"/data/sparvakt.db is not a sparvakt database (an SQLite database of another program, application id 0); check `store.path`, or put a backup back with `sparvakt restore`");
    let error = Store::open_existing_read_only(&place.path()).unwrap_err();
    assert!(matches!(error, StoreError::Foreign { .. }));
    fs::remove_file(place.path()).unwrap();
    fs::create_dir(place.path()).unwrap();
    insta::assert_snapshot!(place.text(&refusal(&place)), @"/data/sparvakt.db is not a sparvakt database (a directory or device); check `store.path`, or put a backup back with `sparvakt restore`");
}

#[test]
fn a_file_cut_off_is_told_from_a_whole_one() {
    let place = Place::new();
    filled(&place);
    let whole = fs::metadata(place.path()).unwrap().len();
    for length in [whole - 1, whole / 2, 4_096, 100, 20] {
        OpenOptions::new().write(true).open(place.path()).unwrap().set_len(length).unwrap();
        let error = refusal(&place);
        assert!(matches!(error, StoreError::Truncated { found, .. } if found == length), "{length}: {error}");
    }
    let text = place.text(&refusal(&place));
    insta::assert_snapshot!(text, @"/data/sparvakt.db is cut off: 20 bytes of 100; put your latest backup back with `sparvakt restore`, which keeps the file under another name");
}

#[test]
fn damaged_pages_are_found_at_the_start() {
    let place = Place::new();
    filled(&place);
    let whole = fs::read(place.path()).unwrap();
    let page_bytes = usize::from(u16::from_be_bytes([whole[16], whole[17]]));
    let pages = whole.len() / page_bytes;
    for page in 1..pages {
        let mut file = OpenOptions::new().write(true).open(place.path()).unwrap();
        file.seek(SeekFrom::Start((page * page_bytes) as u64)).unwrap();
        file.write_all(&vec![0xA5; page_bytes]).unwrap();
        let error = refusal(&place);
        assert!(matches!(error, StoreError::Corrupt(_)), "page {page}: {error}");
        fs::write(place.path(), &whole).unwrap();
    }
    place.open().integrity().unwrap();
}

#[test]
fn a_newer_schema_is_neither_changed_nor_read() {
    let place = Place::new();
    filled(&place);
    Connection::open(place.path()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    insta::assert_snapshot!(place.text(&refusal(&place)), @"/data/sparvakt.db has schema 99, this sparvakt knows up to 3; install the newer version again, or put a backup from before the upgrade back with `sparvakt restore`");
    let error = Store::open_existing_read_only(&place.path()).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 99, .. }));
}

#[test]
fn an_older_schema_is_brought_up_to_date_by_the_owner_only() {
    let place = Place::new();
    filled(&place);
    let conn = Connection::open(place.path()).unwrap();
    let tables: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    tables.iter().for_each(|table| conn.execute_batch(&format!("DROP TABLE {table}")).unwrap());
    conn.pragma_update(None, "user_version", 0).unwrap();
    drop(conn);
    let error = Store::open_existing_read_only(&place.path()).unwrap_err();
    insta::assert_snapshot!(place.text(&error), @"/data/sparvakt.db has schema 0, this sparvakt reads 3; start `sparvakt serve` once, it brings the file up to date");
    place.open().commit(&batch(&[reading("a", 0, 1.0)])).unwrap();
}

#[test]
fn a_file_marked_read_only_is_not_owned() {
    let place = Place::new();
    filled(&place);
    let mut permissions = fs::metadata(place.path()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(place.path(), permissions).unwrap();
    insta::assert_snapshot!(place.text(&refusal(&place)), @"the database can only be read (/data/sparvakt.db is marked read-only); give the service's user write access to the file and its directory");
}

#[test]
fn a_draft_left_by_a_crash_is_no_store() {
    let place = Place::new();
    fs::create_dir_all(place.path().parent().unwrap()).unwrap();
    fs::write(place.beside(".new"), "half a database").unwrap();
    fs::write(place.beside(".new-wal"), "half a log").unwrap();
    place.open().commit(&batch(&[reading("a", 0, 1.0)])).unwrap();
    assert!(!place.beside(".new").exists());
}

#[test]
fn a_store_is_shared_between_threads() {
    const fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Store>();
}
