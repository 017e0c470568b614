//! A long import lets live commits pass, and readers wait for nobody.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use super::support::{Place, batch, dump, key, minute, reading};
use crate::{Edges, NewReading, Outcome};

#[test]
fn live_commits_and_reads_pass_between_the_steps_of_an_import() {
    let place = Place::new();
    let store = place.open();
    let file: Vec<NewReading> =
        (0..40_000).map(|row| NewReading { received: minute(0), ..reading("file", -row, 1.0) }).collect();
    let done = AtomicBool::new(false);
    let (begin, begun) = mpsc::channel();
    let passed = std::thread::scope(|scope| {
        let live = scope.spawn(|| {
            let mut passed = 0;
            while !done.load(Ordering::Acquire) {
                store.commit(&batch(&[reading("live", passed, 1.0)])).unwrap();
                store.range(&key("file"), minute(-60), minute(0), Edges::Bracket).unwrap();
                passed += 1;
                let _ = begin.send(());
            }
            passed
        });
        begun.recv().unwrap();
        let outcomes = store.import(&file).unwrap();
        done.store(true, Ordering::Release);
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Stored));
        live.join().unwrap()
    });
    assert!(passed >= 5, "20 steps let {passed} live commits pass");
    assert_eq!(store.totals().unwrap().readings, 40_000 + passed as u64);
}

#[test]
fn an_import_says_of_each_reading_what_became_of_it() {
    let place = Place::new();
    let store = place.open();
    let file = [reading("b", 60, 2.0), reading("a", 0, 1.0), reading("b", 0, 5.0), reading("b", 60, 3.0)];
    use Outcome::{Corrected, Duplicate, Stored};
    assert_eq!(store.import(&file).unwrap(), [Stored, Stored, Stored, Corrected]);
    let before = dump(&store);
    assert_eq!(store.import(&file).unwrap(), [Duplicate; 4]);
    assert_eq!(dump(&store), before);
    assert_eq!(store.latest(&[key("b")]).unwrap()[0].map(|point| point.value), Some(3.0));
}
