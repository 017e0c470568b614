//! Which days' outdoor temperature came from another place than usual.

use config::Building;
use engine::domain::DateRange;
use store::{StoreError, WeatherRecord, WeatherRun};

use crate::app::App;
use crate::format::number;
use crate::language::Lang;
use crate::texts::{count, fill};

/// How many days of `shown` another of SMHI's stations gave, and which; empty when the nearest gave them all.
pub(super) fn note(
    app: &App,
    building: &Building,
    shown: DateRange,
    lang: Lang,
) -> Result<String, StoreError> {
    let Some(station) = building.station.as_deref() else { return Ok(String::new()) };
    let record = app.store.weather(station)?;
    Ok(record.map_or_else(String::new, |record| told(&record, shown, lang)))
}

fn told(record: &WeatherRecord, shown: DateRange, lang: Lang) -> String {
    let t = &lang.texts().building;
    let Some((nearest, others)) = record.sources.split_first() else { return String::new() };
    let mut parts = Vec::new();
    for other in others {
        let key = format!("smhi:{}", other.smhi);
        let days = days_of(record, Some(&key), shown);
        if days > 0 {
            let distance = other
                .distance_km
                .map_or_else(String::new, |km| format!(" ({}\u{a0}km)", number(km, 0, lang)));
            let days = count(days, t.weather_day_one, t.weather_day_many, lang);
            parts.push(fill(
                t.weather_from,
                &[("days", &days), ("station", &format!("{}{distance}", other.name))],
            ));
        }
    }
    let unknown = days_of(record, None, shown);
    if unknown > 0 {
        let days = count(unknown, t.weather_day_one, t.weather_day_many, lang);
        parts.push(fill(t.weather_unknown, &[("days", &days)]));
    }
    if parts.is_empty() {
        return String::new();
    }
    fill(t.weather, &[("station", &nearest.name), ("others", &parts.join(", "))])
}

/// Days of `shown` that `source` gave.
fn days_of(record: &WeatherRecord, source: Option<&str>, shown: DateRange) -> usize {
    let inside = |run: &&WeatherRun| run.source.as_deref() == source;
    let days = |run: &WeatherRun| {
        DateRange::new(run.from.max(shown.from), run.to.min(shown.to)).map_or(0, DateRange::days)
    };
    record.used.iter().filter(inside).map(days).sum()
}

#[cfg(test)]
mod tests {
    use store::WeatherSource;

    use super::*;

    #[test]
    fn days_of_other_stations_are_told_with_their_number_and_place() {
        let source = |smhi, name: &str, km| WeatherSource {
            smhi,
            name: name.to_owned(),
            distance_km: Some(km),
            problem: None,
        };
        let run = |from: &str, to: &str, source: Option<&str>| WeatherRun {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            source: source.map(str::to_owned),
        };
        let record = WeatherRecord {
            sources: vec![source(1, "Krånge", 4.0), source(2, "Junsele A", 41.3)],
            used: vec![
                run("2025-01-01", "2025-06-01", Some("smhi:1")),
                run("2025-06-01", "2025-06-11", Some("smhi:2")),
                run("2025-06-11", "2025-06-12", None),
                run("2025-06-12", "2026-01-01", Some("smhi:1")),
            ],
            ..WeatherRecord::default()
        };
        let range =
            |from: &str, to: &str| DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
        let said = |from, to| told(&record, range(from, to), Lang::Sv).replace('\u{a0}', "~");
        assert_eq!(
            said("2025-06-05", "2026-01-01"),
            "Utetemperatur från Krånge, utom 6~dygn från Junsele A (41~km), 1~dygn utan temperatur."
        );
        assert_eq!(said("2025-07-01", "2026-01-01"), "");
    }
}
