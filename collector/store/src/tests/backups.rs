//! Backups are whole or not there; a restore leaves the database from before or the restored one, wherever it stops.

use std::fs::{self, File};
use std::path::Path;

use rusqlite::Connection;

use super::support::{Place, batch, dump, reading};
use crate::{
    BackupError, Owner, RestoreError, Restored, Store, StoreError, Unfinished, backup, restore, survey,
};

/// A place that holds so many readings.
fn holding(readings: i64) -> Place {
    let place = Place::new();
    let store = place.open();
    store.commit(&batch(&(0..readings).map(|minute| reading("a", minute, 1.0)).collect::<Vec<_>>())).unwrap();
    drop(store);
    place
}

fn back_up(place: &Place, to: &Path) -> Result<crate::BackupMade, BackupError> {
    backup(&place.path(), to, &mut |_, _| {})
}

fn put_back(place: &Place, from: &Path) -> Result<Restored, RestoreError> {
    restore(&place.path(), from, &mut |_, _| {})
}

fn readings(place: &Place) -> usize {
    dump(&place.open()).iter().map(|(_, readings)| readings.len()).sum()
}

#[test]
fn a_backup_is_of_one_moment_while_ingest_goes_on_and_replaces_nothing() {
    let place = holding(10);
    let store = place.open();
    let to = place.beside(".backup");
    let mut steps = 0;
    let made = backup(&place.path(), &to, &mut |done, all| {
        steps += 1;
        assert!(done <= all);
        store.commit(&batch(&[reading("b", steps, 1.0)])).unwrap();
    })
    .unwrap();
    assert_eq!((made.contents.readings, made.contents.bytes), (10, fs::metadata(&to).unwrap().len()));
    assert!(made.contents.last_commit.is_some());
    assert!(!place.beside(".backup-wal").exists(), "one file, to be carried anywhere");
    let error = back_up(&place, &to).unwrap_err();
    insta::assert_snapshot!(place.text(&error), @"no backup was made: /data/sparvakt.db.backup exists already and is not replaced; name a new file");
    drop(store);
    assert_eq!(readings(&place), 11);
    put_back(&place, &to).unwrap();
    assert_eq!(readings(&place), 10);
}

#[test]
fn places_that_will_not_do_are_named() {
    let place = holding(1);
    let refused = |to: &str| place.text(&back_up(&place, &place.beside(to)).unwrap_err());
    insta::assert_snapshot!(refused("/../nowhere/a.db"), @"no backup was made: /data/sparvakt.db/../nowhere/a.db would lie in a directory that does not exist; make the directory first");
    insta::assert_snapshot!(refused(".sparvakt-draft"), @"no backup was made: /data/sparvakt.db.sparvakt-draft ends like the draft of a backup; a name must not end in .sparvakt-draft");
    let directory = place.path().parent().unwrap().to_owned();
    insta::assert_snapshot!(place.text(&back_up(&place, &directory).unwrap_err()), @"no backup was made: /data is a directory; name a new file in it");
    let nothing = Place::new();
    let error = back_up(&nothing, &place.beside(".backup")).unwrap_err();
    insta::assert_snapshot!(nothing.text(&error), @"no backup was made: /data/sparvakt.db does not exist; check `store.path`, or start `sparvakt serve` once to create it");
}

#[test]
fn the_draft_of_a_killed_backup_is_cleaned_and_one_being_made_is_not() {
    let place = holding(5);
    for left in ["yesterday", "today"] {
        fs::write(place.beside(&format!(".{left}.sparvakt-draft")), "half a database").unwrap();
        fs::write(place.beside(&format!(".{left}.sparvakt-draft-journal")), "half a journal").unwrap();
    }
    assert_eq!(survey(&place.path()).unfinished.len(), 2);
    let running = File::create(place.beside(".other.sparvakt-draft")).unwrap();
    running.lock().unwrap();
    let made = back_up(&place, &place.beside(".today")).unwrap();
    assert_eq!(made.drafts_removed, [place.beside(".yesterday.sparvakt-draft")]);
    assert!(matches!(back_up(&place, &place.beside(".other")), Err(BackupError::Running(_))));
    let mut names: Vec<_> = fs::read_dir(place.path().parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["sparvakt.db", "sparvakt.db.lock", "sparvakt.db.other.sparvakt-draft", "sparvakt.db.today"]
    );
}

#[test]
fn what_is_no_whole_backup_of_ours_changes_nothing() {
    let place = holding(3);
    let good = holding(700);
    let file = place.beside(".backup");
    back_up(&good, &file).unwrap();
    let whole = fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    let middle = whole.len() / 4_096 / 2 * 4_096;
    damaged[middle..middle + 4_096].fill(0xA5);
    let mut said = Vec::new();
    let mut refused = |prepare: &dyn Fn()| {
        prepare();
        let error = put_back(&place, &file).unwrap_err();
        assert!(matches!(error, RestoreError::Unfit { .. }), "{error:?}");
        assert_eq!(readings(&place), 3);
        assert!(survey(&place.path()).unfinished.is_empty() && survey(&place.path()).replaced.is_empty());
        said.push(place.text(&error).replace("/data/sparvakt.db.backup cannot be restored: ", ""));
    };
    refused(&|| fs::remove_file(&file).unwrap());
    refused(&|| fs::write(&file, "").unwrap());
    refused(&|| fs::write(&file, "timestamp_utc,value").unwrap());
    refused(&|| fs::write(&file, &whole[..whole.len() / 2]).unwrap());
    refused(&|| {
        fs::write(&file, &whole).unwrap();
        Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    });
    refused(&|| {
        fs::write(&file, &whole).unwrap();
        Connection::open(&file).unwrap().pragma_update(None, "application_id", 7).unwrap();
    });
    let lengths = whole.len().to_string();
    let half = (whole.len() / 2).to_string();
    let known = crate::newest_schema().to_string();
    let said = said.join("\n").replace(&lengths, "ALL").replace(&half, "HALF");
    insta::assert_snapshot!(said.replace(&format!("up to {known}"), "up to N"), @"
    it does not exist; check the name; nothing was changed
    it is empty (0 bytes); take another backup; nothing was changed
    it is not a sparvakt database (no SQLite database); name a backup; nothing was changed
    it is cut off, HALF bytes of ALL; take another backup; nothing was changed
    it has schema 99 and this sparvakt knows up to N; install the newer version first; nothing was changed
    it is not a sparvakt database (an SQLite database of another program, application id 7); name a backup; nothing was changed
    ");
    fs::write(&file, &damaged).unwrap();
    let error = put_back(&place, &file).unwrap_err().to_string();
    assert!(error.contains("it is damaged ("), "{error}");
    assert!(error.ends_with("; take another backup; nothing was changed"), "{error}");
    let error = put_back(&place, &place.path()).unwrap_err();
    insta::assert_snapshot!(place.text(&error), @"/data/sparvakt.db cannot be restored: it is the database itself; name a backup; nothing was changed");
}

#[test]
fn an_owner_is_named_and_keeps_its_database() {
    let place = holding(3);
    let file = place.beside(".backup");
    back_up(&place, &file).unwrap();
    let _owner = place.open();
    assert_eq!(survey(&place.path()).owner, Owner::Process(Some(std::process::id())));
    let error = put_back(&place, &file).unwrap_err();
    let text = place.text(&error).replace(&std::process::id().to_string(), "4711");
    insta::assert_snapshot!(text, @"nothing was restored: /data/sparvakt.db is in use by another sparvakt (process 4711); stop that one first (reading beside it is possible)");
}

#[test]
fn whatever_lay_there_is_kept_and_the_backup_is_used() {
    let file = holding(7);
    let backup_file = file.beside(".backup");
    back_up(&file, &backup_file).unwrap();

    let nothing = Place::new();
    assert_eq!(put_back(&nothing, &backup_file).unwrap().replaced, None);
    assert_eq!(readings(&nothing), 7);

    let place = holding(3);
    let replaced = put_back(&place, &backup_file).unwrap().replaced.unwrap();
    assert_eq!(
        (replaced.path.clone(), replaced.contents.unwrap().readings),
        (place.beside(".replaced-1"), 3)
    );
    assert_eq!(readings(&place), 7);
    assert_eq!(dump(&Store::open(&replaced.path).unwrap())[0].1.len(), 3);

    // Damaged, with a log of its own: both are kept as they are, side by side.
    fs::write(place.path(), "rubbish").unwrap();
    fs::write(place.beside("-wal"), "more rubbish").unwrap();
    let replaced = put_back(&place, &backup_file).unwrap().replaced.unwrap();
    assert_eq!((replaced.path, replaced.contents), (place.beside(".replaced-2"), None));
    assert_eq!(fs::read(place.beside(".replaced-2-wal")).unwrap(), b"more rubbish");
    assert_eq!(readings(&place), 7);

    // The log alone never meets another database.
    fs::remove_file(place.path()).unwrap();
    fs::write(place.beside("-wal"), "a log").unwrap();
    let replaced = put_back(&place, &backup_file).unwrap().replaced.unwrap();
    assert_eq!(replaced.path, place.beside(".replaced-3.log"));
    assert_eq!(readings(&place), 7);
    put_back(&place, &backup_file).unwrap();
    assert!(place.beside(".replaced-4").exists() && !place.beside(".replaced-3").exists());
}

/// Each moment at which a restore over 3 readings can be killed, made by hand as it would be found.
#[test]
fn wherever_a_restore_is_killed_the_next_start_says_so_and_doing_it_again_finishes_it() {
    let other = holding(7);
    let file = other.beside(".backup");
    back_up(&other, &file).unwrap();
    let copied = |place: &Place, suffix: &str| fs::copy(&file, place.beside(suffix)).map(drop).unwrap();

    // While the copy was made: the database from before is untouched and goes on.
    let place = holding(3);
    fs::write(place.beside(".restore-draft"), "half a copy").unwrap();
    assert_eq!(survey(&place.path()).unfinished, [Unfinished::Restore(place.beside(".restore-draft"))]);
    assert_eq!(readings(&place), 3);
    assert!(!place.beside(".restore-draft").exists());

    // The same where nothing lay: never an empty store in place of the one that was wanted.
    let place = Place::new();
    fs::create_dir_all(place.path().parent().unwrap()).unwrap();
    fs::write(place.beside(".restore-draft"), "half a copy").unwrap();
    let error = Store::open(&place.path()).unwrap_err();
    insta::assert_snapshot!(place.text(&error), @"a restore was interrupted: /data/sparvakt.db.restore-draft is left of it and nothing lies at /data/sparvakt.db yet; run `sparvakt restore` with the backup again to finish it");
    finish(&place, &file, None);

    // The copy is complete.
    let place = holding(3);
    copied(&place, ".restore");
    let error = Store::open_existing_read_only(&place.path()).unwrap_err();
    assert!(matches!(error, StoreError::Restoring { .. }));
    insta::assert_snapshot!(place.text(&Store::open(&place.path()).unwrap_err()), @"a restore was interrupted: /data/sparvakt.db.restore is left of it and /data/sparvakt.db is still the database from before; run `sparvakt restore` with the backup again to finish it");
    finish(&place, &file, Some(3));

    // A log that could not be folded has been set aside.
    let place = holding(3);
    copied(&place, ".restore");
    fs::write(place.beside(".replaced-1-wal"), "a log").unwrap();
    finish(&place, &file, Some(3));
    assert!(place.beside(".replaced-1").exists());

    // The database has its second name, or, where there are no links, only that one.
    for link in [true, false] {
        let place = holding(3);
        copied(&place, ".restore");
        fs::hard_link(place.path(), place.beside(".replaced-1")).unwrap();
        if !link {
            fs::remove_file(place.path()).unwrap();
        }
        assert!(matches!(Store::open(&place.path()).unwrap_err(), StoreError::Restoring { .. }));
        finish(&place, &file, link.then_some(3));
        assert_eq!(dump(&Store::open(&place.beside(".replaced-1")).unwrap())[0].1.len(), 3);
    }
}

fn finish(place: &Place, file: &Path, before: Option<u64>) {
    let replaced = put_back(place, file).unwrap().replaced;
    assert_eq!(replaced.and_then(|replaced| replaced.contents).map(|contents| contents.readings), before);
    assert_eq!(readings(place), 7);
    assert!(survey(&place.path()).unfinished.is_empty());
}
