//! What people rely on: built-in profiles read their examples and publish what they read, a profile written from
//! the documentation works, and no input makes decoding panic.

use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use config::profile::{FateWord, ReadingKind};
use config::{Profile, Quantity, Unit, builtin_profiles};
use proptest::prelude::*;

use super::*;
use crate::domain::RawReading;

static BUILT_IN: LazyLock<Decoder> = LazyLock::new(|| Decoder::new(&builtin_profiles()).unwrap());

fn profile(text: &str) -> Profile {
    Profile::parse(Path::new("test.toml"), text).unwrap_or_else(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", problems.join("\n"))
    })
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn message<'m>(topic: &'m str, payload: &'m str) -> Message<'m> {
    let received = at("2026-01-15T06:00:05Z");
    Message { topic, payload: payload.as_bytes(), retained: false, received }
}

/// Fate, code and readings in one line.
fn outcome(decoded: &Decoded) -> String {
    let reading = |reading: &RawReading| {
        let at = reading.timestamp.map_or_else(|| "reception".into(), |at| at.to_rfc3339());
        format!("{} {} {} at {at}", reading.key, reading.value, reading.unit.symbol)
    };
    let readings: Vec<String> = decoded.readings().iter().map(reading).collect();
    let rejected: Vec<&str> = decoded.rejected.iter().map(|reason| reason.code).collect();
    match decoded.fate.reason() {
        Some(reason) => format!("{} {}", decoded.fate.as_str(), reason.code),
        None if rejected.is_empty() => readings.join("; "),
        None => format!("{} (rejected: {})", readings.join("; "), rejected.join(", ")),
    }
}

#[test]
fn every_built_in_profile_reads_its_examples() {
    for profile in builtin_profiles() {
        assert_eq!(check_examples(&profile), [], "{}", profile.name);
    }
}

#[test]
fn every_reading_of_a_built_in_profile_has_an_example() {
    for profile in builtin_profiles() {
        let decoder = Decoder::single(profile.clone());
        for rule in &profile.readings {
            let without: Vec<_> = profile.readings.iter().filter(|other| *other != rule).cloned().collect();
            let poorer = Decoder::single(Profile { readings: without, ..profile.clone() });
            let matters = profile.examples.iter().any(|example| {
                let received = DateTime::<Utc>::MAX_UTC;
                let payload = example.payload.as_bytes();
                let message = Message { topic: &example.topic, payload, retained: false, received };
                decoder.decode(&message) != poorer.decode(&message)
            });
            assert!(matters, "{}: no example shows the reading {}", profile.name, rule.series.as_str());
        }
    }
}

#[test]
fn every_message_of_the_examples_finds_its_own_profile() {
    let profiles = builtin_profiles();
    let decoder = Decoder::new(&profiles).unwrap();
    for profile in &profiles {
        for example in profile.examples.iter().filter(|example| example.fate == FateWord::Readings) {
            let payload = example.payload.as_bytes();
            let received = DateTime::<Utc>::MAX_UTC;
            let message = Message { topic: &example.topic, payload, retained: false, received };
            assert_eq!(
                decoder.decode(&message).profile.as_deref(),
                Some(profile.name.as_str()),
                "{}",
                example.topic
            );
        }
    }
}

#[test]
fn a_profile_written_from_the_documentation_works() {
    let profile = profile(
        r#"
        name = "mine"
        format = "json"
        topics = ["tele/{device}/SENSOR"]
        device = "{device}"
        ignore = ["tele/{device}/LWT"]

        [[reading]]
        path = "$.ENERGY.Total"
        series = "el.energy.import"
        kind = "register"
        unit = "kWh"
        time = "$.Time"

        [[reading]]
        path = "$.ENERGY.Power"
        series = "el.power"
        kind = "power"
        unit = "W"
        when = { "$.Mode" = "on" }

        [[example]]
        topic = "tele/x/SENSOR"
        payload = '{"Time":"2026-01-15T06:00:00Z","Mode":"on","ENERGY":{"Total":1.5,"Power":20}}'
        expect = [
          { device = "x", series = "el.energy.import", kind = "register", unit = "kWh", value = 1.5, native_unit = "kWh", native_value = 1.5, timestamp = "2026-01-15T06:00:00Z", time_source = "payload", quality = "good" },
          { series = "el.power", unit = "kW", value = 0.02, timestamp = "" },
        ]

        [[example]]
        topic = "tele/x/LWT"
        payload = "Online"
        expect = []
        "#,
    );
    assert_eq!(check_examples(&profile), []);
    let unlike = profile.examples[0].clone();
    let wrong = Profile {
        examples: vec![config::profile::Example { payload: unlike.payload.replace("1.5", "1.6"), ..unlike }],
        ..profile
    };
    let failure = check_examples(&wrong).remove(0);
    assert!(failure.text.contains("1.6 kWh"), "{}", failure.text);
}

const MIXED: &str = r#"
    name = "mixed"
    topics = ["m/{device}"]
    time = "$.t"
    sentinels = [-127]
    [[reading]]
    path = "$.e"
    series = "heat.energy"
    unit = "kWh"
    [[reading]]
    path = "$.c"
    series = "temp"
    unit = "°C"
"#;

#[test]
fn every_kind_of_bad_input_has_its_code() {
    let decoder = Decoder::single(profile(MIXED));
    let deep = "[".repeat(100_000);
    let huge = format!("{{\"e\":1,\"x\":\"{}\"}}", "x".repeat(payload::MAX_PAYLOAD));
    for (payload, expected) in [
        (r#"{"e":1.5,"c":20}"#, "d heat.energy 1.5 kWh at reception; d temp 20 °C at reception"),
        (r#"{"e":1.5,"c":"broken"}"#, "d heat.energy 1.5 kWh at reception (rejected: value.not_a_number)"),
        (r#"{"e":1e308}"#, "quarantined value.implausible"),
        (r#"{"e":1e400}"#, "quarantined payload.not_json"),
        (r#"{"e":"1e400"}"#, "quarantined value.not_a_number"),
        (r#"{"e":-0}"#, "d heat.energy 0 kWh at reception"),
        (r#"{"e":NaN}"#, "quarantined payload.not_json"),
        (r#"{"e":"NaN"}"#, "ignored value.none"),
        (r#"{"e":true}"#, "quarantined value.not_a_number"),
        (r#"{"e":null}"#, "ignored value.none"),
        (r#"{"c":-127}"#, "ignored value.none"),
        (r#"{"c":-300}"#, "quarantined value.implausible"),
        (r#"{"e":{"v":1}}"#, "quarantined value.not_a_number"),
        (r#"{"e":1.5"#, "quarantined payload.not_json"),
        (r#"{"x":1}"#, "ignored readings.none"),
        ("[1,2]", "ignored readings.none"),
        ("", "ignored payload.empty"),
        (" \n", "ignored payload.empty"),
        (r#"{"e":1,"t":0}"#, "d heat.energy 1 kWh at reception"),
        (r#"{"e":1,"t":1768458600}"#, "quarantined time.future"),
        (r#"{"e":1,"t":86400}"#, "quarantined time.too_old"),
        (r#"{"e":1,"t":"soon"}"#, "quarantined time.unreadable"),
        (&deep, "quarantined payload.not_json"),
        (&huge, "quarantined payload.too_large"),
    ] {
        let shown: String = payload.chars().take(40).collect();
        assert_eq!(outcome(&decoder.decode(&message("m/d", payload))), expected, "{shown}");
    }
    let bytes = Message { payload: &[0xff, 0xfe], ..message("m/d", "") };
    assert_eq!(outcome(&decoder.decode(&bytes)), "quarantined payload.not_utf8");
    assert_eq!(outcome(&decoder.decode(&message("n/d", "1"))), "unmatched topic.unmatched");
    assert_eq!(outcome(&decoder.decode(&message(&"m/".repeat(2000), "1"))), "unmatched topic.too_long");
    assert_eq!(outcome(&decoder.decode_as("mixed", &message("n/d", "1"))), "unmatched topic.unmatched");
    assert_eq!(outcome(&decoder.decode_as("other", &message("m/d", "1"))), "unmatched profile.unknown");
}

#[test]
fn a_retained_message_counts_only_with_its_own_time() {
    let decoder = Decoder::single(profile(MIXED));
    let retained = |payload| outcome(&decoder.decode(&Message { retained: true, ..message("m/d", payload) }));
    assert_eq!(retained(r#"{"e":1}"#), "ignored retained");
    let kept = retained(r#"{"e":1,"t":"2026-01-15T05:00:00Z"}"#);
    assert_eq!(kept, "d heat.energy 1 kWh at 2026-01-15T05:00:00+00:00");
}

#[test]
fn reasons_say_how_to_mend_it() {
    let decoder = Decoder::single(profile(MIXED));
    let text = |payload: &str| {
        decoder.decode(&message("m/d", payload)).fate.reason().map(|reason| reason.text.clone()).unwrap()
    };
    insta::assert_snapshot!(text(r#"{"e":"12 kWh"}"#), @r#"heat.energy: $.e holds the text "12 kWh" where a number is wanted; correct the path, or name the value in `sentinels` if it means that there is none"#);
    insta::assert_snapshot!(text(r#"{"c":6553.5}"#), @"temp: 6553.5 °C cannot be true: it must lie between -100 and 1000 °C; look at unit and scale of the reading, or name the value in `sentinels` if it stands for an error");
    insta::assert_snapshot!(text("12,5"), @r#"the payload `12,5` is not valid JSON (trailing characters at line 1 column 3); if the device sends plain numbers, the profile needs `format = "text"`"#);
}

#[test]
fn operators_do_what_they_say() {
    let decoder = Decoder::single(profile(
        r#"
        name = "ops"
        topics = ["o/{node}/{ch}"]
        device = ["$.id", "{node}-{ch}"]
        decimal = ","
        [map]
        ch = { a = "l1", b = "l2" }
        [[reading]]
        series = "el.energy.{ch}"
        path = "$.raw"
        unit = "kWh"
        scale = 0.1
        [[reading]]
        series = "el.power"
        path = "$.p"
        unit = "W"
        negate = true
        offset = 5
        [[reading]]
        series = "sum"
        sum = ["$.t1", "$.t2"]
        unit = "MWh"
        [[reading]]
        series = "diff"
        diff = ["$.t1", "$.t2"]
        unit = "kWh"
        [[reading]]
        series = "el.interval"
        path = "$.q"
        kind = "interval"
        unit = "kWh"
        time = "$.until"
        stamp = "end"
        interval_seconds = 3600
        [[reading]]
        series = "temp.{key}.{index}"
        fan_out = "$.rooms.*"
        path = "$.t"
        unit_path = "$.u"
        unit = "°C"
        when = { "$.ok" = { not = false } }
        "#,
    ));
    let read = |topic, payload| outcome(&decoder.decode(&message(topic, payload)));
    for (topic, payload, expected) in [
        ("o/n/a", r#"{"raw":184321}"#, "n-a el.energy.l1 18432.1 kWh at reception"),
        ("o/n/c", r#"{"raw":184321}"#, "ignored readings.none"),
        ("o/n/b", r#"{"id":"x 7","p":"1 005,5"}"#, "x 7 el.power -1.0005 kW at reception"),
        ("o/n/b", r#"{"t1":3,"t2":1}"#, "n-b sum 4000 kWh at reception; n-b diff 2 kWh at reception"),
        ("o/n/b", r#"{"t1":3}"#, "ignored readings.none"),
        (
            "o/n/b",
            r#"{"q":1,"until":"2026-01-15T06:00:00Z"}"#,
            "n-b el.interval 1 kWh at 2026-01-15T05:00:00+00:00",
        ),
        ("o/n/b", r#"{"q":1,"until":0}"#, "quarantined time.missing"),
        (
            "o/n/b",
            r#"{"rooms":{"A1":{"t":20},"B":{"t":5,"ok":false},"C":{"t":50,"u":"F"}}}"#,
            "n-b temp.a1.1 20 °C at reception; n-b temp.c.3 10 °C at reception",
        ),
        ("o/n/b", r#"{"rooms":[{"t":20,"u":"kWh"}]}"#, "n-b temp.0.1 20 kWh at reception"),
        ("o/n/b", r#"{"rooms":[{"t":20,"u":"parsec"}]}"#, "quarantined unit.unknown"),
    ] {
        assert_eq!(read(topic, payload), expected, "{topic} {payload}");
    }
}

#[test]
fn of_several_profiles_the_one_a_meter_names_counts() {
    let make = |name: &str, topic: &str| {
        profile(&format!(
            "name = \"{name}\"\ntopics = [\"{topic}\"]\ndevice = [\"{{device}}\", \"$.name\"]\n[[reading]]\npath = \
             \"$.e\"\nseries = \"{name}\"\nunit = \"kWh\""
        ))
    };
    let profiles = [make("a", "x/{device}"), make("b", "x/{device}"), make("c", "{p}/{device}")];
    let decoder = Decoder::new(&profiles).unwrap();
    let read = |decoder: &Decoder| outcome(&decoder.decode(&message("x/d", r#"{"e":1,"name":"hall"}"#)));
    assert_eq!(read(&decoder), "d b 1 kWh at reception");
    let mut site = Site::default();
    site.add("c", "hall", DEFAULT_ZONE);
    assert_eq!(read(&decoder.clone().for_site(site)), "hall c 1 kWh at reception");
    assert_eq!(
        Decoder::new(&[make("a", "x/{device}"), make("a", "y/{device}")]).unwrap_err(),
        DecoderError::Duplicate("a".into())
    );
}

#[test]
fn local_times_are_the_zone_of_the_building() {
    let decoder = Decoder::new(&builtin_profiles()).unwrap();
    let mut site = Site::default();
    site.add("tasmota", "hel", chrono_tz::Europe::Helsinki);
    let decoder = decoder.for_site(site);
    let payload = r#"{"Time":"2026-01-15T07:00:00","ENERGY":{"Total":1}}"#;
    let read = |topic| outcome(&decoder.decode(&message(topic, payload)));
    assert_eq!(read("tele/sth/SENSOR"), "sth el.energy.import 1 kWh at 2026-01-15T06:00:00+00:00");
    assert_eq!(read("tele/hel/SENSOR"), "hel el.energy.import 1 kWh at 2026-01-15T05:00:00+00:00");
}

#[test]
fn a_meter_publishes_as_it_would() {
    let published = |name: &str, device: &str, series: &str, value: f64, unit: &str, at: Option<&str>| {
        let profiles = builtin_profiles();
        let profile = profiles.iter().find(|profile| profile.name == name).unwrap();
        let unit = Unit::parse(unit).unwrap();
        let sample = Sample { device, series, value, unit, at: at.map(self::at) };
        match encode(profile, &sample) {
            Ok(sent) => format!("{} {}", sent.topic, String::from_utf8(sent.payload).unwrap()),
            Err(reason) => reason.to_string(),
        }
    };
    let time = Some("2026-01-15T06:00:00Z");
    insta::assert_snapshot!(
        published("wmbusmeters", "arebo-heat", "heat.energy", 81.2345, "MWh", time),
        @r#"wmbusmeters/arebo-heat {"timestamp":"2026-01-15T06:00:00Z","total_energy_consumption_kwh":81234.5}"#
    );
    insta::assert_snapshot!(
        published("tasmota", "plug", "el.power", 0.143, "kW", time),
        @r#"tele/plug/SENSOR {"ENERGY":{"Power":143},"Time":"2026-01-15T07:00:00"}"#
    );
    insta::assert_snapshot!(
        published("tasmota", "plug", "el.energy.import", 1.0, "kWh", Some("2026-10-25T00:30:00Z")),
        @r#"tele/plug/SENSOR {"ENERGY":{"Total":1},"Time":"2026-10-25T02:30:00+02:00"}"#
    );
    insta::assert_snapshot!(
        published("shelly-gen1", "em3", "el.energy.import.l2", 185.6869, "kWh", None),
        @"shellies/em3/emeter/1/total 185686.9"
    );
    insta::assert_snapshot!(
        published("sparvakt", "arebo", "water.volume", 12.5, "m3", time),
        @r#"sparvakt/arebo/water.volume {"timestamp":"2026-01-15T06:00:00Z","unit":"m3","value":12.5}"#
    );
    insta::assert_snapshot!(
        published("shelly-gen1", "em3", "el.energy.import.l2", 1.0, "kWh", time),
        @r#"encode.no_way_back: profile "shelly-gen1" cannot publish the series el.energy.import.{phase} on `shellies/{device}/emeter/{phase}/total` for this reading: its messages carry no time, so history cannot be told from now; replay it with another profile, or import it from a file"#
    );
    insta::assert_snapshot!(
        published("wmbusmeters", "a/b", "heat.energy", 1.0, "kWh", time),
        @r#"wmbusmeters/x {"name":"a/b","timestamp":"2026-01-15T06:00:00Z","total_energy_consumption_kwh":1}"#
    );
    insta::assert_snapshot!(
        published("wmbusmeters", "a", "heat.energy", 1.0, "m3", time),
        @r#"encode.no_way_back: profile "wmbusmeters" cannot publish the series heat.energy on `wmbusmeters/{device}` for this reading: it publishes kWh, which m3 cannot become; replay it with another profile, or import it from a file"#
    );
    insta::assert_snapshot!(
        published("wmbusmeters", "a", "el.nothing", 1.0, "kWh", time),
        @r#"encode.series_unknown: profile "wmbusmeters" has no reading that gives the series "el.nothing"; correct the meter's `source`"#
    );
}

/// Every reading that a built-in example shows, with its profile.
static SHOWN: LazyLock<Vec<(Profile, RawReading)>> = LazyLock::new(|| {
    let mut shown = Vec::new();
    for profile in builtin_profiles() {
        let decoder = Decoder::single(profile.clone());
        for example in &profile.examples {
            let payload = example.payload.as_bytes();
            let received = DateTime::<Utc>::MAX_UTC;
            let message = Message { topic: &example.topic, payload, retained: false, received };
            let readings = decoder.decode(&message).readings().to_vec();
            shown.extend(readings.into_iter().map(|reading| (profile.clone(), reading)));
        }
    }
    shown
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_a_built_in_profile_publishes_it_reads_back(
        thousandths in 1_i64..10_000_000,
        seconds in 946_800_000_i64..3_000_000_000, // two-digit years end in 2068
    ) {
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let plain = thousandths as f64 / 1000.0;
        for (profile, reading) in SHOWN.iter() {
            let temperature = reading.unit.quantity == Quantity::Temperature;
            let frequency = reading.unit.quantity == Quantity::Frequency;
            let value = if temperature || frequency { plain % 100.0 } else { plain };
            // A reading without a time in its example belongs to a message without one, or may do without.
            let at = reading.timestamp.and(DateTime::from_timestamp(seconds, 0));
            let unit = if reading.native_unit.is_empty() { reading.unit } else {
                Unit::parse(&reading.native_unit).unwrap()
            };
            let sample = Sample { device: &reading.key.device, series: &reading.key.series, value, unit, at };
            let sent = encode(profile, &sample);
            if reading.kind == ReadingKind::PowerFactor && unit.quantity == Quantity::Percent { continue }
            prop_assert!(sent.is_ok(), "{} {} {value}: {:?}", profile.name, reading.key, sent);
            let sent = sent.unwrap();
            let received = at.unwrap_or_default() + TimeDelta::days(400);
            let message =
                Message { topic: &sent.topic, payload: &sent.payload, retained: false, received };
            let decoded = BUILT_IN.decode(&message);
            prop_assert_eq!(decoded.readings().len(), 1);
            let back = &decoded.readings()[0];
            prop_assert_eq!(&back.key, &reading.key);
            prop_assert_eq!(back.timestamp, at);
            let expected = if reading.native_unit.is_empty() { value } else { unit.to_canonical(value) };
            prop_assert!((back.value - expected).abs() <= 1e-12 * value.abs());
        }
    }
}

proptest! {
    #[test]
    fn nothing_panics(
        topic in prop_oneof![
            ".{0,60}",
            "(wmbusmeters|tele|shellies|zigbee2mqtt|homewizard|ams|glow|evcc|solar|sparvakt|N)(/[a-z0-9:{}+#$ ]{0,8}){0,6}",
            Just("tele/x/SENSOR".to_owned()),
            Just("homewizard/x/data".to_owned()),
            Just("sparvakt/x/y".to_owned()),
        ],
        payload in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            r#"[{}\[\],:"a-zA-Z0-9.eE+-]{0,80}"#.prop_map(String::into_bytes),
            any::<f64>().prop_map(|number| number.to_string().into_bytes()),
            any::<f64>().prop_map(|n| format!(r#"{{"value":{n},"timestamp":{n},"unit":"kWh","kind":"power"}}"#).into_bytes()),
            any::<f64>().prop_map(|n| format!(r#"{{"Time":"{n}","ENERGY":{{"Total":[{n},null]}}}}"#).into_bytes()),
        ],
        retained: bool,
        seconds in any::<i32>(),
    ) {
        let received = DateTime::from_timestamp(i64::from(seconds), 0).unwrap();
        let decoded = BUILT_IN.decode(&Message { topic: &topic, payload: &payload, retained, received });
        for reading in decoded.readings() {
            prop_assert!(reading.value.is_finite());
            prop_assert!(!reading.key.device.is_empty() && !reading.key.series.is_empty());
        }
    }

    #[test]
    fn publishing_never_panics(
        device in ".{0,20}",
        series in ".{0,20}",
        value in any::<f64>(),
        seconds in any::<i64>(),
        which in 0_usize..1000,
    ) {
        let profiles = builtin_profiles();
        let profile = &profiles[which % profiles.len()];
        let known = profile.readings[which % profile.readings.len()].series.as_str().to_owned();
        for series in [series, known] {
            let unit = Unit::parse("kWh").unwrap();
            let at = DateTime::from_timestamp(seconds / 1_000_000, 0);
            let sample = Sample { device: &device, series: &series, value, unit, at };
            let _ = encode(profile, &sample);
        }
    }
}
