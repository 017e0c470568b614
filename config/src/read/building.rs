//! A building with its meters, baseline periods and conservation measures.

use chrono::{Datelike, NaiveDate};

use super::{calendar, ident, meter, named, place};
use crate::draft::{BuildingDraft, Draft, Kind};
use crate::keys;
use crate::place::Placed;
use crate::portfolio::{BaselinePeriod, Building, Measure};
use crate::table::Table;
use crate::vocabulary::Carrier;

/// Use of a building that does not say.
const DEFAULT_USE: &str = "other";

/// Add a building.
pub(super) fn building(table: &Table<'_>, draft: &mut Draft) {
    let (id, name) = named(table, Kind::Building, draft);
    let reference = |key| ident::ident(table, key).map(|id| id.value.to_owned());
    let zone = place::zone(table);
    let (lat, lon) = place::coordinates(table, zone);
    let building = Building {
        id,
        name,
        municipality: reference("municipality").unwrap_or_default(),
        owner: reference("owner").unwrap_or_default(),
        use_: table.text("use").map_or(DEFAULT_USE, |word| word.value).to_owned(),
        heated_area_m2: table.positive("heated_area_m2", 10_000_000.0).map(|area| area.value),
        built: table.integer("built", 1000..=2100).and_then(|year| i32::try_from(year.value).ok()),
        lat,
        lon,
        station: reference("station"),
        zone,
        calendar: table.text("calendar").map(|name| name.value.to_owned()),
        closed: Vec::new(),
        meters: Vec::new(),
        baselines: Vec::new(),
        measures: Vec::new(),
        caretakers: table.texts("caretakers").iter().map(|name| name.value.to_owned()).collect(),
    };
    let meter_tables = table.tables_by("meter", |entries| {
        if entries.contains_key("parts") { &keys::VIRTUAL_METER } else { &keys::METER }
    });
    let meters: Vec<_> = meter_tables.iter().filter_map(|table| meter::meter(table, draft)).collect();
    let baseline_tables = table.tables("baseline", &keys::BASELINE);
    let baselines: Vec<_> = baseline_tables.iter().filter_map(baseline).collect();
    let measures = table.tables("measure", &keys::MEASURE).iter().filter_map(measure).collect();
    let (closed, unread_closed) = calendar::closed(table, &keys::BUILDING_CLOSED);
    draft.buildings.push(BuildingDraft {
        building,
        place: table.place(),
        unread_meters: meters.len() < meter_tables.len(),
        unread_baselines: baselines.len() < baseline_tables.len(),
        meters,
        baselines,
        measures,
        closed,
        unread_closed,
    });
}

fn baseline(table: &Table<'_>) -> Option<Placed<BaselinePeriod>> {
    let (from, to) = (date(table, "from"), date(table, "to"));
    let carrier = carrier(table, "carrier");
    let reporting_from = date(table, "reporting_from");
    // A key that is written badly has been reported; without it the period would mean something else.
    if table.has("carrier") != carrier.is_some() || table.has("reporting_from") != reporting_from.is_some() {
        return None;
    }
    let value = BaselinePeriod { from: from?, to: to?, carrier, reporting_from };
    Some(Placed { value, place: table.place() })
}

fn measure(table: &Table<'_>) -> Option<Placed<Measure>> {
    let (date, name) = (date(table, "date"), table.text("name"));
    let value = Measure { date: date?, name: name?.value.to_owned() };
    Some(Placed { value, place: table.place() })
}

/// A carrier by its word.
pub(super) fn carrier(table: &Table<'_>, key: &'static str) -> Option<Carrier> {
    let words: Vec<&str> = Carrier::ALL.iter().map(|carrier| carrier.as_str()).collect();
    table.word(key, &words, Carrier::from_word).map(|carrier| carrier.value)
}

/// A date in the time of remotely read meters.
pub(super) fn date(table: &Table<'_>, key: &'static str) -> Option<NaiveDate> {
    let date = table.date(key)?.value;
    if (1950..=2200).contains(&date.year()) {
        return Some(date);
    }
    table.report(
        key,
        format!("`{key}` cannot be {date}"),
        "readings and measures lie between the years 1950 and 2200",
        "check the year",
    );
    None
}
