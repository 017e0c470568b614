//! The set of readings depends on what was delivered, never on order, number or grouping of deliveries.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;

use super::support::{Place, batch, dump, minute, reading};
use crate::{NewReading, Outcome, Store};

const HOUR: i64 = 60;

fn device(number: u8) -> String {
    format!("meter-{number}")
}

/// Readings of three meters within ten days, one value for each instant, all received by the tenth day.
fn readings() -> impl Strategy<Value = Vec<NewReading>> {
    let one = ((0_u8..3, 0_i64..240), -1e6..1e6);
    prop::collection::btree_map(one.0, one.1, 1..60).prop_map(|set: BTreeMap<(u8, i64), f64>| {
        let all = set.into_iter();
        let reading = |((meter, hour), value)| NewReading {
            received: minute(240 * HOUR),
            ..reading(&device(meter), hour * HOUR, value)
        };
        all.map(reading).collect()
    })
}

/// All of them at least once, some again, in any order.
fn deliveries() -> impl Strategy<Value = (Vec<NewReading>, Vec<NewReading>)> {
    readings().prop_flat_map(|set| {
        let length = set.len();
        let again = prop::collection::vec(0..length, 0..length);
        (Just(set), again).prop_flat_map(|(set, again)| {
            let mut all = set.clone();
            all.extend(again.into_iter().map(|index| set[index].clone()));
            (Just(set), Just(all).prop_shuffle())
        })
    })
}

fn deliver(store: &Store, readings: &[NewReading], size: usize) {
    for (number, group) in readings.chunks(size).enumerate() {
        store.commit(&batch(group)).unwrap();
        if number % 3 == 1 {
            store.fold().unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_number_of_deliveries_gives_the_same_set(
        (set, all) in deliveries(), size in 1_usize..20,
    ) {
        let (once, often) = (Place::new(), Place::new());
        let (once, often) = (once.open(), often.open());
        once.import(&set).unwrap();
        deliver(&often, &all, size);
        prop_assert_eq!(dump(&once), dump(&often));
        prop_assert_eq!(once.totals().unwrap().readings, often.totals().unwrap().readings);
        let keys = once.series().keys().unwrap();
        prop_assert_eq!(once.latest(&keys).unwrap(), often.latest(&keys).unwrap());
    }

    #[test]
    fn every_outcome_follows_the_rule(
        steps in prop::collection::vec((0_u8..2, 0_i64..6, 0_u8..4), 1..80), size in 1_usize..9,
    ) {
        let place = Place::new();
        let store = place.open();
        let mut model: HashMap<(u8, i64), Vec<u8>> = HashMap::new();
        for group in steps.chunks(size) {
            let expected: Vec<Outcome> = group.iter().map(|(meter, day, value)| {
                let seen = model.entry((*meter, *day)).or_default();
                let outcome = match seen.is_empty() {
                    true => Outcome::Stored,
                    false if seen.contains(value) => return Outcome::Duplicate,
                    false => Outcome::Corrected,
                };
                seen.push(*value);
                outcome
            }).collect();
            let readings: Vec<_> = group.iter().map(|(meter, day, value)| NewReading {
                received: minute(4 * 24 * HOUR),
                ..reading(&device(*meter), day * 24 * HOUR, f64::from(*value))
            }).collect();
            prop_assert_eq!(store.commit(&batch(&readings)).unwrap(), expected);
        }
        for (key, history) in dump(&store) {
            for kept in history {
                let day = (kept.at - minute(0)).num_days();
                let seen = &model[&(key.device.trim_start_matches("meter-").parse::<u8>().unwrap(), day)];
                let counts = seen.last().is_some_and(|last| f64::from(*last).to_bits() == kept.value.to_bits());
                prop_assert_eq!(kept.superseded, !counts);
            }
        }
        let corrections = model.values().map(|seen| seen.len() as u64 - 1).sum::<u64>();
        prop_assert_eq!(store.totals().unwrap().corrections, corrections);
    }
}
