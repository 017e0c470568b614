//! What is fetched and when, and which answers are refused.

use super::client::FetchError;
use super::periods::{Fetched, Period};
use super::*;

const TABLE: &str = "\u{feff}Stationsnamn;Stationsnummer;Stationsnät;Mäthöjd (meter över marken)\n\
    Akalla;1;Övriga stationer;2.0\n\nParameternamn;Beskrivning;Enhet\n\
    Lufttemperatur;momentanvärde, 1 gång/tim;celsius\n\n\
    Datum;Tid (UTC);Lufttemperatur;Kvalitet;;Tidsutsnitt:\n\
    2013-01-01;00:00:00;5.3;Y;;Data\n2013-01-01;01:00:00;5.2;G\n2013-01-01;02:00:00;5";

#[test]
fn the_archive_is_fetched_once_and_then_what_is_new() {
    let now: DateTime<Utc> = "2026-01-10T12:00:00Z".parse().unwrap();
    let (from, mut fetched) = (now - TimeDelta::days(800), Fetched::default());
    assert_eq!(fetched.due(from, now), [Period::Archive, Period::Months]);
    for period in fetched.due(from, now) {
        fetched.done(period, from, now);
    }
    assert_eq!(fetched.due(from, now + TimeDelta::hours(1)), [Period::Day]);
    assert_eq!(fetched.due(from, now + TimeDelta::days(2)), [Period::Months]);
    assert_eq!(fetched.due(from, now + TimeDelta::days(31)), [Period::Archive, Period::Months]);
    // An earlier baseline needs more of the archive.
    assert_eq!(fetched.due(from - TimeDelta::days(365), now), [Period::Archive, Period::Day]);
}

#[test]
fn only_the_table_that_was_asked_for_is_taken() {
    let table = answer::parse(TABLE.as_bytes(), 1).unwrap();
    assert_eq!((table.rows.len(), table.faults.len()), (2, 1), "a row cut short is left out");
    let refused = |text: &str| match answer::parse(text.as_bytes(), 1) {
        Err(FetchError::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    };
    insta::assert_snapshot!(refused("<html><body>Logga in</body></html>"), @r#"the answer is no table of observations: it begins with "<html><body>Logga in</body></h""#);
    insta::assert_snapshot!(refused(&TABLE.replace("Akalla;1;", "Arlanda;97400;")), @"the answer is of station `97400`, not of 1");
    insta::assert_snapshot!(
        refused(&TABLE.replace("momentanvärde, 1 gång/tim", "medelvärde 1 dygn, 1 gång/dygn, kl 00")),
        @"the answer holds daily means, not hourly values"
    );
    insta::assert_snapshot!(
        refused(&TABLE.replace("Lufttemperatur;momentanvärde, 1 gång/tim;celsius", "Snödjup;momentanvärde, 1 gång/dygn, kl 06;meter")),
        @"the file holds Snödjup (meter); this import takes air temperature"
    );
}
