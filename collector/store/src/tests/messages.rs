//! Messages that gave no reading: kept, counted, bounded.

use super::support::{Place, batch, minute, reading};
use crate::{BadMessage, Batch, InboxMark, Store, UnmatchedMessage};

fn bad(topic: &str, minutes: i64, payload: &[u8]) -> BadMessage {
    BadMessage {
        topic: topic.to_owned(),
        payload: payload.to_vec(),
        bytes: payload.len(),
        code: "json.syntax".to_owned(),
        text: format!("minute {minutes}"),
        received: minute(minutes),
    }
}

fn quarantine(store: &Store, messages: Vec<BadMessage>) {
    store.commit(&Batch { quarantined: messages, ..Batch::default() }).unwrap();
}

fn unmatched(topic: &str, minutes: i64) -> UnmatchedMessage {
    UnmatchedMessage {
        topic: topic.to_owned(),
        device: None,
        profile: None,
        series: None,
        value: None,
        unit: None,
        received: minute(minutes),
    }
}

#[test]
fn equal_messages_are_counted_together_with_the_first_and_the_last_payload() {
    let place = Place::new();
    let store = place.open();
    quarantine(&store, vec![bad("t/1", 0, b"first"), bad("t/2", 1, b"other"), bad("t/1", 2, b"second")]);
    quarantine(&store, vec![bad("t/1", 3, b"the third")]);
    let items = store.quarantine(None, 10).unwrap();
    assert_eq!(
        items.iter().map(|item| (item.topic.as_str(), item.count)).collect::<Vec<_>>(),
        [("t/2", 1), ("t/1", 3)]
    );
    let item = &items[1];
    assert_eq!((item.first_seen, item.last_seen, item.bytes), (minute(0), minute(3), 9));
    assert_eq!((item.code.as_str(), item.text.as_str()), ("json.syntax", "minute 3"));
    let payloads = |id| {
        let messages = store.quarantined_messages(id).unwrap().into_iter();
        messages.map(|message| (message.payload, message.received)).collect::<Vec<_>>()
    };
    assert_eq!(payloads(item.id), [(b"first".to_vec(), minute(0)), (b"the third".to_vec(), minute(3))]);
    assert_eq!(payloads(items[0].id), [(b"other".to_vec(), minute(1))]);
    assert_eq!(store.quarantine(Some(items[0].id), 10).unwrap(), items[1..]);
    assert!(store.remove_quarantined(item.id).unwrap());
    assert!(!store.remove_quarantined(item.id).unwrap());
    assert_eq!(payloads(item.id), []);
    assert_eq!(store.totals().unwrap().quarantined, 4);
}

#[test]
fn of_a_huge_payload_the_beginning_is_kept_and_the_length_told() {
    let place = Place::new();
    let store = place.open();
    quarantine(&store, vec![bad("t", 0, &vec![1; 200_000])]);
    let item = store.quarantine(None, 1).unwrap().remove(0);
    assert_eq!(item.bytes, 200_000);
    assert_eq!(store.quarantined_messages(item.id).unwrap()[0].payload.len(), 65_536);
}

#[test]
fn a_flood_of_bad_messages_stays_bounded_and_is_counted() {
    let place = Place::new();
    let store = place.open();
    for thousand in 0..11 {
        let messages =
            (0..1_000).map(|number| bad(&format!("t/{thousand}/{number}"), thousand, b"x")).collect();
        quarantine(&store, messages);
        // Still seen, so never the one to go.
        quarantine(&store, vec![bad("t/0/7", thousand, b"x")]);
    }
    let items = store.quarantine(None, 20_000).unwrap();
    assert_eq!(items.len(), 10_000);
    assert!(items.iter().any(|item| item.topic == "t/0/7" && item.count == 12));
    assert!(!items.iter().any(|item| item.topic == "t/0/8"));
    let totals = store.totals().unwrap();
    assert_eq!((totals.quarantined, totals.quarantine_evicted), (11_011, 1_000));
}

#[test]
fn a_flood_of_large_messages_stays_bounded_too() {
    let place = Place::new();
    let store = place.open();
    for hundred in 0..13 {
        let messages = (0..100).map(|number| bad(&format!("t/{hundred}/{number}"), hundred, &[7; 65_536]));
        quarantine(&store, messages.collect());
    }
    let kept = store.quarantine(None, 20_000).unwrap().len();
    assert!((1_000..1_024).contains(&kept), "64 MiB hold {kept}");
    store.checkpoint().unwrap();
    assert!(store.size_bytes().unwrap() < 80 << 20);
}

#[test]
fn totals_that_went_wrong_heal_and_stop_nothing() {
    let place = Place::new();
    let store = place.open();
    let drift =
        "INSERT INTO counter(name, value) VALUES ('quarantine_rows', 20000), ('unknown_bytes', 99000000),
                 ('unknown_rows', 5)";
    rusqlite::Connection::open(place.path()).unwrap().execute_batch(drift).unwrap();
    for number in 0..3 {
        quarantine(&store, vec![bad(&format!("t/{number}"), number, b"x")]);
        let unmatched = vec![unmatched(&format!("x/{number}"), number)];
        store.commit(&Batch { unmatched, ..Batch::default() }).unwrap();
    }
    let topics: Vec<_> = store.quarantine(None, 9).unwrap().into_iter().map(|item| item.topic).collect();
    assert_eq!(topics, ["t/2", "t/1"], "the first went while the totals were wrong");
    assert!(!store.unknown(None, 9).unwrap().is_empty());
}

#[test]
fn unknown_devices_are_listed_once_and_bounded() {
    let place = Place::new();
    let store = place.open();
    let known = |minutes: i64, value| UnmatchedMessage {
        device: Some("new-meter".to_owned()),
        profile: Some("tasmota".to_owned()),
        series: Some("el.energy.import".to_owned()),
        value: Some(value),
        unit: Some("kWh".to_owned()),
        ..unmatched("tele/new/SENSOR", minutes)
    };
    let commit = |messages| store.commit(&Batch { unmatched: messages, ..Batch::default() }).unwrap();
    commit(vec![known(0, 1.0), unmatched("x", 1), known(2, f64::NAN), known(3, 2.5)]);
    let items = store.unknown(None, 10).unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].device.as_deref(), Some("new-meter"));
    assert_eq!((items[0].count, items[0].last_value, items[0].last_seen), (3, Some(2.5), minute(3)));
    assert_eq!((items[1].topic.as_str(), &items[1].device, &items[1].series), ("x", &None, &None));
    for thousand in 1..12 {
        commit(
            (0..1_000)
                .map(|number| unmatched(&format!("flood/{thousand}/{number}"), 10 * thousand))
                .collect(),
        );
    }
    let totals = store.totals().unwrap();
    assert_eq!(store.unknown(None, 20_000).unwrap().len(), 10_000);
    assert_eq!((totals.unmatched, totals.unmatched_evicted), (11_004, 1_002));
}

#[test]
fn a_reception_counts_until_a_new_one_or_forgotten() {
    let place = Place::new();
    let store = place.open();
    let mark = |digest, minutes| InboxMark { digest: [digest; 16], received: minute(minutes) };
    let commit = |marks| store.commit(&Batch { inbox: marks, ..Batch::default() }).unwrap();
    commit(vec![mark(1, 5), mark(2, 6)]);
    assert_eq!(store.first_reception(&[1; 16]).unwrap(), Some(minute(5)));
    commit(vec![mark(1, 9)]);
    assert_eq!(store.first_reception(&[1; 16]).unwrap(), Some(minute(9)));
    assert_eq!(store.forget_receptions(minute(9)).unwrap(), 1);
    assert_eq!(store.first_reception(&[1; 16]).unwrap(), Some(minute(9)));
    assert_eq!(store.first_reception(&[2; 16]).unwrap(), None);
}

#[test]
fn any_number_of_receptions_is_forgotten() {
    let place = Place::new();
    let store = place.open();
    let mark = |number: u32| {
        let mut digest = [0; 16];
        digest[..4].copy_from_slice(&number.to_le_bytes());
        InboxMark { digest, received: minute(i64::from(number)) }
    };
    store.commit(&Batch { inbox: (0..4_500).map(mark).collect(), ..Batch::default() }).unwrap();
    assert_eq!(store.forget_receptions(minute(4_200)).unwrap(), 4_200);
    assert_eq!(store.forget_receptions(minute(4_200)).unwrap(), 0);
    assert_eq!(store.first_reception(&mark(4_200).digest).unwrap(), Some(minute(4_200)));
}

#[test]
fn the_newest_durable_reception_is_told() {
    let place = Place::new();
    let store = place.open();
    assert_eq!(store.totals().unwrap().last_commit, None);
    quarantine(&store, vec![bad("t", 30, b"")]);
    store.commit(&batch(&[reading("a", 0, 1.0)])).unwrap();
    assert_eq!(store.totals().unwrap().last_commit, Some(minute(30)));
}
