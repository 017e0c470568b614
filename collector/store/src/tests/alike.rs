//! Readings in blocks and in tables answer alike: what was folded, and when, shows nowhere.

use engine::domain::Point;
use proptest::prelude::*;

use super::support::{Place, batch, dump, key, minute, reading};
use crate::{Edges, HistoryCursor, NewReading, Store};

const DAY: i64 = 1_440;

/// What is done to both stores, and to one of them in between.
#[derive(Debug, Clone)]
enum Step {
    Commit(Vec<NewReading>),
    Import(Vec<NewReading>),
    Fold,
    CutOffFold(usize),
}

/// Two meters within four months, few instants and values: so that most things happen twice.
fn some() -> impl Strategy<Value = Vec<NewReading>> {
    let late =
        (0_u8..2, 0_i64..120, 0_u8..4, 0_i64..3).prop_map(|(meter, day, value, received)| NewReading {
            received: minute((150 + received) * DAY),
            ..reading(&format!("meter-{meter}"), day * DAY, f64::from(value))
        });
    prop::collection::vec(late, 1..25)
}

/// Hours of one meter, in order, from some day on.
fn run() -> impl Strategy<Value = Vec<NewReading>> {
    (0_u8..2, 0_i64..110, 1_i64..200).prop_map(|(meter, day, hours)| {
        let one = |hour: i64| reading(&format!("meter-{meter}"), day * DAY + hour * 60, hour as f64 / 8.0);
        (0..hours).map(one).collect()
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => some().prop_map(Step::Commit),
        2 => run().prop_map(Step::Commit),
        2 => run().prop_map(Step::Import),
        1 => some().prop_map(Step::Import),
        3 => Just(Step::Fold),
        1 => (0_usize..3).prop_map(Step::CutOffFold),
    ];
    prop::collection::vec(step, 1..14)
}

/// What does not touch the readings themselves only the first store sees.
fn take(store: &Store, step: &Step, folding: bool) -> Vec<crate::Outcome> {
    match step {
        Step::Commit(readings) => return store.commit(&batch(readings)).unwrap(),
        Step::Import(readings) => return store.import(readings).unwrap(),
        Step::Fold if folding => drop(store.fold().unwrap()),
        Step::CutOffFold(series) if folding => store.cut_off_fold(*series),
        Step::Fold | Step::CutOffFold(_) => {}
    }
    Vec::new()
}

/// Ranges with and without neighbours.
fn ranges(store: &Store, from: i64, to: i64) -> Vec<Vec<Point>> {
    let keys = ["meter-0", "meter-1", "nobody"].map(key);
    let range = |key, edges| store.range(key, minute(from), minute(to), edges).unwrap();
    keys.iter().flat_map(|key| [range(key, Edges::Inside), range(key, Edges::Bracket)]).collect()
}

/// The history page by page.
fn paged(store: &Store, size: usize) -> Vec<(i64, bool)> {
    let (mut all, mut after): (Vec<_>, Option<HistoryCursor>) = (Vec::new(), None);
    loop {
        let page = store.history(&key("meter-0"), minute(0), minute(130 * DAY), after, size).unwrap();
        let Some(last) = page.last() else { return all };
        after = Some(last.cursor().to_string().parse().unwrap());
        all.extend(page.iter().map(|kept| (kept.at.timestamp_millis(), kept.superseded)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_shows_nowhere(steps in steps(), windows in prop::collection::vec((-200_i64..130 * DAY, 0_i64..60 * DAY), 6)) {
        let (folding, plain) = (Place::new(), Place::new());
        let (folding, plain) = (folding.open(), plain.open());
        for step in &steps {
            prop_assert_eq!(take(&folding, step, true), take(&plain, step, false));
        }
        for (from, length) in windows {
            prop_assert_eq!(ranges(&folding, from, from + length), ranges(&plain, from, from + length));
        }
        prop_assert_eq!(dump(&folding), dump(&plain));
        prop_assert_eq!(paged(&folding, 7), paged(&plain, 1_000));
        let keys = plain.series().keys().unwrap();
        prop_assert_eq!(folding.latest(&keys).unwrap(), plain.latest(&keys).unwrap());
        for key in &keys {
            prop_assert_eq!(folding.series().span(key).unwrap(), plain.series().span(key).unwrap());
        }
        prop_assert_eq!(folding.totals().unwrap(), plain.totals().unwrap());
        prop_assert_eq!(folding.dirty().unwrap(), plain.dirty().unwrap());
        prop_assert_eq!(folding.examine().unwrap(), vec![]);
    }
}
