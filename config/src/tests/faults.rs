//! What can be wrong with a portfolio.

use super::{Folder, building_and, load_text, problems_of};

/// A meter `m` with these lines.
fn meter(lines: &str) -> String {
    building_and(&format!("[[building.meter]]\nid = \"m\"\n{lines}\n"))
}

#[test]
fn missing_unknown_and_mistyped_keys_are_shown_at_once() {
    insta::assert_snapshot!(problems_of(r#"
[[owner]]
id = "Ärebo hem"
[[building]]
id = 7
name = ""
colour = "red"
built = "1951"
heated_area_m2 = -1
zone = "Europe/Stokholm"
calendar = "Sverige"
lat = 95.0
caretakers = ["a", 2]
[[building.meter]]
id = "m"
carrier = "eletricity"
reading = "counter"
unit = "kWh"
digits = 13
sub-meter-of = "x"
[[building.baseline]]
from = "2025-01-01"
to = 2025-01-01T00:00:00
[building.measure]
date = 2026-01-01
"#), @r#"
    main.toml:2: `name` is missing in [[owner]]
        why:  it has no default
        hint: add for example `name = "Solatum Hus & Hem AB"`
    main.toml:3: `id` cannot be "Ärebo hem"
        why:  ids have at most 64 characters of a-z, 0-9, - and _, and begin with a letter or digit
        hint: write "arebo-hem"; names with capitals, å, ä, ö and spaces belong in `name`
    main.toml:4: `municipality` is missing in [[building]]
        why:  it has no default
        hint: add for example `municipality = "solleftea"`
    main.toml:4: `owner` is missing in [[building]]
        why:  it has no default
        hint: add for example `owner = "solatum"`
    main.toml:5: `id` must be a text in quotes
        why:  it is the number 7 here
        hint: write it like `id = "arebo"`
    main.toml:6: `name` is empty
        why:  an empty text says nothing
        hint: write it like `name = "Ärebo äldreboende"`, or leave the key out if it is optional
    main.toml:7: unknown key `colour` in [[building]]
        why:  an unknown option would silently do nothing
        hint: [[building]] knows id, name, municipality, owner, use, heated_area_m2, built, lat, lon, station, zone, calendar, caretakers, closed, meter, baseline, measure
    main.toml:8: `built` must be a whole number
        why:  it is the text "1951" here
        hint: write it like `built = 1951`
    main.toml:9: `heated_area_m2` cannot be -1
        why:  it must be greater than 0 and at most 10000000
        hint: check the digits, the sign and the unit
    main.toml:10: `zone` cannot be "Europe/Stokholm"
        why:  it is not a name of the IANA time zone database
        hint: did you mean "Europe/Stockholm"?
    main.toml:11: unknown calendar "Sverige"
        why:  it is neither a country whose red days are known (SE) nor the id of a [[calendar]] table
        hint: write `calendar = "SE"`, or add a [[calendar]] table with this id
    main.toml:12: `lat` cannot be 95
        why:  it must lie between -90 and 90
        hint: check the digits, the sign and the unit
    main.toml:12: `lat` stands without `lon`
        why:  a place needs both coordinates
        hint: add `lon`, or leave both out
    main.toml:13: `caretakers` must be a list of texts
        why:  it is the number 2 here
        hint: write it like `caretakers = ["fastighetsjour"]`
    main.toml:16: `carrier` cannot be "eletricity"
        why:  [[building.meter]] knows 14 words for `carrier`, and this is none of them
        hint: did you mean "electricity"?
    main.toml:17: `reading` cannot be "counter"
        why:  [[building.meter]] knows 4 words for `reading`, and this is none of them
        hint: use one of register, interval, power, value
    main.toml:19: `digits` cannot be 13
        why:  it must lie between 1 and 12
        hint: check the digits, the sign and the unit
    main.toml:20: unknown key `sub-meter-of` in [[building.meter]]
        why:  an unknown option would silently do nothing
        hint: did you mean `sub_meter_of`?
    main.toml:22: `from` must be a date without quotes or time
        why:  it is the text "2025-01-01" here
        hint: write it like `from = 2025-01-01`
    main.toml:23: `to` must be a date without quotes or time
        why:  it is the date or time 2025-01-01T00:00:00 here
        hint: write it like `to = 2026-01-01`
    main.toml:24: `measure` must be a list of tables
        why:  it is a table here
        hint: write it like `[[building.measure]]`
    "#);
}

#[test]
fn units_fit_the_carrier_and_the_reading_mode() {
    let check = |lines: &str| problems_of(&meter(lines));
    insta::assert_snapshot!(check("carrier = \"district_heating\"\nreading = \"register\"\nunit = \"l\""), @r#"
    main.toml:14: the unit does not fit: "l"
        why:  district_heating with reading = "register" measures energy
        hint: use one of kWh, MWh, GWh, Wh, GJ, MJ
    "#);
    insta::assert_snapshot!(check("carrier = \"electricity\"\nreading = \"power\"\nunit = \"kWh\""), @r#"
    main.toml:14: the unit does not fit: "kWh"
        why:  electricity with reading = "power" measures power
        hint: use one of kW, W, MW
    "#);
    insta::assert_snapshot!(check("carrier = \"electricity\"\nreading = \"register\"\nunit = \"kWH/h\""), @r#"
    main.toml:14: unknown unit "kWH/h"
        why:  electricity with reading = "register" measures energy
        hint: use one of kWh, MWh, GWh, Wh, GJ, MJ
    "#);
    insta::assert_snapshot!(check("carrier = \"cold_water\"\nreading = \"value\"\nunit = \"m3\""), @r#"
    main.toml:13: cold_water cannot be read as "value"
        why:  cold_water is an amount that is summed; a `value` is never summed
        hint: use "register" for a counter, "interval" for use per interval, "power" for momentary power or flow
    "#);
    insta::assert_snapshot!(check("carrier = \"indoor_temperature\"\nreading = \"power\"\nunit = \"°C\""), @r#"
    main.toml:13: indoor_temperature cannot be read as "power"
        why:  indoor_temperature is a state: it has no amount that could be summed
        hint: write `reading = "value"`
    "#);
    insta::assert_snapshot!(check("carrier = \"gas\"\nreading = \"register\"\nunit = \"m3\""), @r"
    main.toml:14: gas in m3 needs `kwh_per_m3`
        why:  only the heating value of the fuel turns its volume into energy
        hint: add for example `kwh_per_m3 = 11`, from the supplier's invoice
    ");
    insta::assert_snapshot!(
        check("carrier = \"cold_water\"\nreading = \"interval\"\nunit = \"l\"\ndigits = 5\nkwh_per_m3 = 1\nmax_power_kw = 3"),
        @r"
    main.toml:15: `digits` has no effect here
        why:  only a register rolls over
        hint: leave the key out, or correct the meter
    main.toml:16: `kwh_per_m3` has no effect here
        why:  only gas and oil by volume are converted with a heating value
        hint: leave the key out, or correct the meter
    main.toml:17: `max_power_kw` has no effect here
        why:  cold water is measured in m3, not as energy
        hint: leave the key out, or correct the meter
    ");
    for good in [
        "carrier = \"electricity\"\nreading = \"power\"\nunit = \"W\"",
        "carrier = \"cold_water\"\nreading = \"power\"\nunit = \"l/min\"",
        "carrier = \"domestic_hot_water\"\nreading = \"register\"\nunit = \"m³\"",
        "carrier = \"domestic_hot_water\"\nreading = \"interval\"\nunit = \"kWh\"",
        "carrier = \"oil\"\nreading = \"register\"\nunit = \"l\"\nkwh_per_m3 = 9950",
        "carrier = \"gas\"\nreading = \"register\"\nunit = \"MWh\"",
        "carrier = \"outdoor_temperature\"\nreading = \"value\"\nunit = \"0.1°C\"",
    ] {
        assert_eq!(check(good), "", "{good}");
    }
}

#[test]
fn ids_and_references_are_checked_across_tables() {
    let text = building_and(
        r#"
[[building.meter]]
id = "m"
carrier = "electricity"
reading = "register"
unit = "kWh"
source = { profile = "wmbusmeter", device = "d", series = "heat.energy" }
[[building.meter]]
id = "m"
carrier = "district_heating"
reading = "register"
unit = "kWh"
source = { profile = "wmbusmeters", device = "d", series = "heat.energy" }
[[building]]
id = "b"
name = "Another"
municipality = "soleftea"
owner = "oo"
[[owner]]
id = "o"
name = "Again"
"#,
    );
    insta::assert_snapshot!(problems_of(&text), @r#"
    main.toml:16: unknown profile "wmbusmeter"
        why:  without a profile nobody knows what the messages mean
        hint: did you mean "wmbusmeters"?
    main.toml:18: the meter id "m" is used twice
        why:  it already names the meter at main.toml:12
        hint: give this one an id of its own, for example "m-2"
    main.toml:22: another meter already reads `heat.energy` of "d"
        why:  it is the meter at main.toml:16; the same readings would count twice
        hint: correct `device` or `series`, or remove one of the two
    main.toml:24: the building id "b" is used twice
        why:  it already names the building at main.toml:5
        hint: give this one an id of its own, for example "b-2"
    main.toml:26: warning: is the municipality "soleftea" a slip?
        why:  "solleftea" is known by name, this one is not
        hint: write "solleftea", or add a [[municipality]] table with the id and name you mean
    main.toml:27: unknown owner "oo"
        why:  no [[owner]] table has this id
        hint: did you mean "o"?
    main.toml:29: the owner id "o" is used twice
        why:  it already names the owner at main.toml:2
        hint: give this one an id of its own, for example "o-2"
    "#);
}

#[test]
fn sub_meters_lie_below_a_meter_of_the_same_kind() {
    let sub = |id: &str, carrier: &str, above: &str| {
        format!(
            "[[building.meter]]\nid = \"{id}\"\ncarrier = \"{carrier}\"\nreading = \"register\"\nunit = \"kWh\"\n\
             sub_meter_of = \"{above}\"\n"
        )
    };
    let text = building_and(
        &[
            sub("a", "electricity", "bb"),
            sub("bb", "electricity", "c"),
            sub("c", "electricity", "a"),
            sub("d", "electricity", "nobody"),
            sub("e", "district_heating", "a"),
            sub("f", "electricity", "f"),
        ]
        .concat(),
    );
    insta::assert_snapshot!(problems_of(&text), @r#"
    main.toml:15: meter "a" is below itself
        why:  a → bb → c → a, so none of them would count
        hint: take `sub_meter_of` away from the main meter
    main.toml:33: unknown meter "nobody"
        why:  no [[building.meter]] table has this id
        hint: name the meter whose use includes this one's
    main.toml:39: "a" cannot include "e"
        why:  one measures electricity, the other district_heating
        hint: name a meter of the same carrier, or leave `sub_meter_of` out
    main.toml:45: meter "f" is below itself
        why:  f → f, so none of them would count
        hint: take `sub_meter_of` away from the main meter
    "#);
}

#[test]
fn a_saving_needs_a_baseline_before_the_measure() {
    let check = |lines: &str| problems_of(&building_and(lines));
    let baseline = |from: &str, to: &str| format!("[[building.baseline]]\nfrom = {from}\nto = {to}\n");
    let measure = |date: &str| format!("[[building.measure]]\ndate = {date}\nname = \"LED\"\n");
    let year = baseline("2025-01-01", "2026-01-01");
    insta::assert_snapshot!(check(&baseline("2026-01-01", "2025-01-01")), @r"
    main.toml:12: the baseline ends on 2025-01-01, but begins on 2026-01-01
        why:  `to` is the day after the last, so it must be later than `from`
        hint: for the year 2025 write `from = 2025-01-01` and `to = 2026-01-01`
    ");
    insta::assert_snapshot!(check(&(year.clone() + &measure("2025-07-01"))), @r"
    main.toml:14: the measure of 2025-07-01 lies inside a baseline
        why:  the baseline at main.toml:11 lasts from 2025-01-01 to 2026-01-01; it must show the building before the measure
        hint: end the baseline with `to = 2025-07-01` or earlier, or correct the date
    ");
    insta::assert_snapshot!(check(&(year.clone() + &measure("2024-07-01"))), @r"
    main.toml:14: every baseline begins after the measure of 2024-07-01
        why:  a saving is computed against the building as it was before, so this one never could be
        hint: add a [[building.baseline]] that ends on 2024-07-01 or earlier, or correct the date
    ");
    insta::assert_snapshot!(check(&measure("2024-07-01")), @r"
    main.toml:11: warning: the measure of 2024-07-01 has no baseline before it
        why:  without one its saving cannot be computed
        hint: add a [[building.baseline]] of a year that ends on 2024-07-01 or earlier
    ");
    insta::assert_snapshot!(check(&(year.clone() + "reporting_from = 2025-12-31\n")), @r"
    main.toml:13: `reporting_from` is 2025-12-31, inside the baseline that ends on 2026-01-01
        why:  a day cannot both make the baseline and be judged by it
        hint: write 2026-01-01 or later, or leave it out to count from 2026-01-01
    ");
    insta::assert_snapshot!(check(&(year.clone() + &baseline("2025-12-31", "2027-01-01"))), @r"
    main.toml:14: two baselines for the same carriers overlap
        why:  the one at main.toml:11 lasts from 2025-01-01 to 2026-01-01
        hint: let the later one begin where the earlier ends, or give each its own `carrier`
    ");
    insta::assert_snapshot!(check(&baseline("2025-01-01", "2025-11-01")), @r"
    main.toml:11: warning: the baseline has 304 days
        why:  under 329 days it has not seen the whole year, so no saving will be computed
        hint: take a whole year
    ");
    insta::assert_snapshot!(check(&baseline("2020-01-01", "2025-11-01")), @r"
    main.toml:11: warning: the baseline has 2131 days
        why:  over 1,096 days it is likely to mix different times of the building
        hint: take the last one to three years before the measure
    ");
    insta::assert_snapshot!(check(&(year.clone() + "carrier = \"oil\"\n")), @r#"
    main.toml:13: warning: the building has no meter of oil
        why:  without readings this baseline stays empty
        hint: add a [[building.meter]] with `carrier = "oil"`, or correct the baseline
    "#);
    insta::assert_snapshot!(check(&(year.clone() + "carrier = \"grid_export\"\n")), @r"
    main.toml:13: a baseline cannot be fitted for grid_export
        why:  it is not energy or water that the building uses
        hint: name the carrier of a main meter, or leave `carrier` out for all of them
    ");
    for good in [
        year.clone() + &measure("2026-01-01"),
        year.clone() + "reporting_from = 2026-01-01\n" + &measure("2026-02-01"),
        year.clone() + &baseline("2026-01-01", "2027-01-01"),
        baseline("2025-01-01", "2025-11-26"),
        baseline("2022-01-01", "2025-01-01"),
    ] {
        assert_eq!(check(&good), "", "{good}");
    }
}

#[test]
fn a_baseline_needs_the_weather() {
    let baseline = "[[building.baseline]]\nfrom = 2025-01-01\nto = 2026-01-01\n";
    let without = building_and(baseline).replace("station = \"s\"\n", "");
    insta::assert_snapshot!(problems_of(&without), @r#"
    main.toml:10: building "b" has a baseline but no outdoor temperature
        why:  days can only be compared at the same weather
        hint: add `station` to the building, or a meter with `carrier = "outdoor_temperature"`
    "#);
    let sensor = "[[building.meter]]\nid = \"t\"\ncarrier = \"outdoor_temperature\"\nreading = \"value\"\nunit = \"°C\"\n";
    assert_eq!(problems_of(&(without + sensor)), "");
    let stations = building_and(baseline) + "[[station]]\nid = \"st\"\nunit = \"kWh\"\n";
    insta::assert_snapshot!(problems_of(&stations), @r#"
    main.toml:9: unknown weather station "s"
        why:  there are [[station]] tables, and none of them has this id
        hint: did you mean "st"?
    main.toml:15: the unit does not fit: "kWh"
        why:  a station measures temperature
        hint: use one of °C, K, °F
    "#);
}

#[test]
fn solar_plants_have_a_building_and_meters_of_their_kind() {
    let text = meter("carrier = \"solar_production\"\nreading = \"register\"\nunit = \"kWh\"")
        + r#"
[[solar]]
id = "wrong-kind"
building = "b"
kwp = 0
azimuth_deg = 361
meters = { production = "n", export = "m" }
[[solar]]
id = "nowhere"
building = "c"
kwp = 10
"#;
    insta::assert_snapshot!(problems_of(&text), @r#"
    main.toml:19: `kwp` cannot be 0
        why:  it must be greater than 0 and at most 1000000
        hint: check the digits, the sign and the unit
    main.toml:20: `azimuth_deg` cannot be 361
        why:  it must lie between 0 and 360
        hint: check the digits, the sign and the unit
    main.toml:21: the meter "n" for `production` does not exist
        why:  no [[building.meter]] table has this id, so the plant shows no such figures
        hint: did you mean "m"?
    main.toml:21: "m" cannot be the `export` meter
        why:  it measures solar_production, not grid_export
        hint: name a meter with `carrier = "grid_export"`
    main.toml:24: unknown building "c"
        why:  no [[building]] table has this id
        hint: did you mean "b"?
    "#);
}

#[test]
fn production_that_nobody_measures_is_questioned() {
    let text = meter("carrier = \"grid_export\"\nreading = \"register\"\nunit = \"kWh\"")
        + r#"
[[building.meter]]
id = "n"
carrier = "electricity"
reading = "register"
unit = "kWh"
[[solar]]
id = "roof"
building = "b"
kwp = 10
"#;
    insta::assert_snapshot!(problems_of(&text), @r#"
    main.toml:12: warning: export is measured, but no solar production
        why:  the building's use of electricity is unknown from the first day on which something is exported
        hint: add a [[building.meter]] with `carrier = "solar_production"`
    main.toml:22: warning: the plant's production is not measured
        why:  the building's use of electricity is unknown from the first day on which something is exported
        hint: add a [[building.meter]] with `carrier = "solar_production"`
    "#);
}

#[test]
fn coordinates_outside_sweden_are_questioned() {
    insta::assert_snapshot!(problems_of(&building_and("lat = 17.07\nlon = 63.17\n")), @r"
    main.toml:10: warning: latitude 17.07, longitude 63.17 is not in Sweden
        why:  the zone is Europe/Stockholm, and Sweden lies between 55 and 70 north, 10 and 25 east
        hint: swap `lat` and `lon`
    ");
    insta::assert_snapshot!(problems_of(&building_and("lon = 17.07\n")), @r"
    main.toml:10: `lon` stands without `lat`
        why:  a place needs both coordinates
        hint: add `lat`, or leave both out
    ");
    assert_eq!(problems_of(&building_and("lat = -33.4\nlon = -70.6\nzone = \"America/Santiago\"\n")), "");
}

#[test]
fn warnings_do_not_prevent_use() {
    let config = load_text(&building_and("lat = 17.07\nlon = 63.17\n")).unwrap();
    assert!(!config.warnings.is_empty() && config.warnings.only_warnings());
    assert_eq!((config.warnings.counts(), config.warnings.tally().as_str()), ((0, 1), "1 warning"));
    assert_eq!(load_text("x = 1\ny = 2").unwrap_err().tally(), "2 errors");
    assert_eq!(load_text(&building_and("")).unwrap().warnings.tally(), "no problems");
}

#[test]
fn a_series_that_the_profile_cannot_give_is_questioned() {
    let own = "name = \"own\"\ntopics = [\"own/{device}\"]\n\
               [[reading]]\npath = \"$.e\"\nseries = \"heat.energy\"\nunit = \"kWh\"\nkind = \"register\"\n\
               [[reading]]\npath = \"$.v\"\nseries = \"heat.volume\"\nunit = \"m3\"\n";
    let meter = |id: &str, series: &str, reading: &str| {
        format!(
            "[[building.meter]]\nid = \"{id}\"\ncarrier = \"district_heating\"\nreading = \"{reading}\"\nunit = \"MWh\"\n\
             source = {{ profile = \"own\", device = \"{id}\", series = \"{series}\" }}\n"
        )
    };
    let meters = [
        meter("good", "heat.energy", "register"),
        meter("a", "heat.enrgy", "register"),
        meter("b", "cooling", "register"),
        meter("c", "heat.volume", "register"),
        meter("d", "heat.energy", "interval"),
    ];
    let main = format!("profiles = [\"own.toml\"]\n{}", building_and(&meters.concat()));
    let folder = Folder::with(&[("main.toml", &main), ("own.toml", own)]);
    assert_eq!(folder.load().unwrap_err().counts(), (1, 3));
    insta::assert_snapshot!(folder.problems(), @r#"
    main.toml:22: warning: profile "own" gives no series "heat.enrgy"
        why:  no reading would ever arrive here
        hint: did you mean "heat.energy"?
    main.toml:28: warning: profile "own" gives no series "cooling"
        why:  no reading would ever arrive here
        hint: it gives heat.energy, heat.volume
    main.toml:34: the series "heat.volume" is in m3, the meter in MWh
        why:  profile "own" gives another quantity than this meter measures
        hint: choose the series that the meter's `carrier` and `reading` mean, or correct those and `unit`
    main.toml:40: warning: the series "heat.energy" is not read as `interval`
        why:  profile "own" says that its numbers are of the kind register
        hint: correct `reading`, or choose another series
    "#);
}

#[test]
fn a_series_of_another_quantity_and_a_pattern_for_a_device_are_errors() {
    let text = building_and(
        "calendar = \"NO\"\n[[building.meter]]\nid = \"m\"\ncarrier = \"cold_water\"\nreading = \"register\"\n\
         unit = \"m3\"\nsource = { profile = \"tasmota\", device = \"hus/+/el\", series = \"el.energy.import\" }\n",
    );
    let problems = load_text(&text).unwrap_err();
    assert_eq!(problems.counts(), (3, 0));
    insta::assert_snapshot!(problems, @r#"
    main.toml:10: unknown calendar "NO"
        why:  it is neither a country whose red days are known (SE) nor the id of a [[calendar]] table
        hint: write `calendar = "SE"`, or add a [[calendar]] table with this id
    main.toml:16: `device` names one device, so it cannot hold `+` or `#`
        why:  only the `topics` of a profile have wildcards; no message would ever be from this device
        hint: write the device as `sparvakt decode` shows it, and give each device a meter of its own
    main.toml:16: the series "el.energy.import" is in kWh, the meter in m3
        why:  profile "tasmota" gives another quantity than this meter measures
        hint: choose the series that the meter's `carrier` and `reading` mean, or correct those and `unit`
    "#);
}

#[test]
fn nothing_to_follow_is_worth_a_look() {
    insta::assert_snapshot!(problems_of(""), @"
    main.toml:1: warning: no building is configured
        why:  nothing is followed, so every page stays empty
        hint: add [[building]] tables, or name files that hold them in `portfolio`
    ");
}

#[test]
fn a_price_has_one_meaning_and_a_use() {
    insta::assert_snapshot!(problems_of(&building_and(r#"
[[tariff]]
carrier = "district_heating"
from = 2026-01-01
sek_per_kwh = 0.9
source = "prislista"
[[tariff]]
carrier = "district_heating"
from = 2026-01-01
sek_per_kwh = 1.0
source = "prislista"
[[tariff]]
carrier = "electricity"
from = 2026-01-01
sek_per_kwh = -1
source = "prislista"
[[tariff]]
carrier = "cold_water"
from = 2026-01-01
sek_per_kwh = nan
sek_per_m3 = 40
source = "prislista"
[[tariff]]
carrier = "cold_water"
from = 2026-01-01
sek_per_kwh = 1
municipality = "sollefta"
source = ""
[[tariff]]
carrier = "elctricity"
from = 2026-01-01
sek_per_kwh = inf
source = "prislista"
[[emission_factor]]
carrier = "outdoor_temperature"
year = 2025
g_co2e_per_kwh = 1
source = "miljövärden"
[[emission_factor]]
carrier = "electricity"
year = 2025
g_co2e_per_kwh = 90
municipality = "sollefta"
owner = "p"
source = "miljövärden"
"#)), @r#"
    main.toml:18: another tariff says what holds here from this `from` on
        why:  it stands at main.toml:13, for the same carrier, municipality and owner
        hint: remove one of the two, or correct its `from`, `municipality` or `owner`
    main.toml:24: `sek_per_kwh` cannot be -1
        why:  it must lie between 0 and 1000
        hint: check the digits, the sign and the unit
    main.toml:29: `sek_per_kwh` or `sek_per_m3`: both stand here
        why:  a number holds per unit of energy or per unit of volume
        hint: write exactly one, for example `sek_per_kwh = 0.95`
    main.toml:35: `sek_per_kwh` does not fit cold_water
        why:  cold_water is counted in another unit, so the number would never be used
        hint: write `sek_per_m3`, or correct the carrier
    main.toml:37: `source` is empty
        why:  an empty text says nothing
        hint: write it like `source = "prislista 2026"`, or leave the key out if it is optional
    main.toml:39: `carrier` cannot be "elctricity"
        why:  [[tariff]] knows 14 words for `carrier`, and this is none of them
        hint: did you mean "electricity"?
    main.toml:41: `sek_per_kwh` must be a number
        why:  it is the number inf here
        hint: write it like `sek_per_kwh = 0.95`
    main.toml:44: outdoor_temperature is not bought
        why:  only amounts of energy and water cost or emit something
        hint: name the carrier of a meter whose readings are summed
    main.toml:52: unknown municipality "sollefta"
        why:  no building has this municipality, so the number would never be used
        hint: did you mean "solleftea"?
    main.toml:53: unknown owner "p"
        why:  no building has this owner, so the number would never be used
        hint: did you mean "o"?
    "#);
}

#[test]
fn a_correction_needs_its_instants_and_a_factor() {
    insta::assert_snapshot!(problems_of(&meter(r#"
carrier = "electricity"
reading = "register"
unit = "kWh"
[[building.meter.correction]]
from = 2026-01-01
factor = 0
[[building.meter.correction]]
from = 2026-03-01T00:00:00Z
to = 2026-02-01T00:00:00+01:00
factor = 10
[[building.meter.correction]]
from = 2026-05-01T00:00:00Z
factor = 1000
[[building.meter.correction]]
from = 2026-06-01T00:00:00Z
to = 2026-07-01T00:00:00Z
"#)), @r#"
    main.toml:17: `from` must be a date and time with its offset from UTC, without quotes
        why:  it is the date or time 2026-01-01 here
        hint: write it like `from = 2026-10-29T13:00:00Z`
    main.toml:18: `factor` cannot be 0
        why:  it must be greater than 0 and at most 1000000000
        hint: check the digits, the sign and the unit
    main.toml:21: the correction ends before it begins
        why:  `to` is the first instant that it no longer holds
        hint: write an instant later than `from`, or leave `to` out while it lasts
    main.toml:26: `factor` is missing in [[building.meter.correction]]
        why:  it has no default
        hint: add for example `factor = 1000`
    "#);
    insta::assert_snapshot!(problems_of(&meter(r#"
carrier = "electricity"
reading = "register"
unit = "kWh"
[[building.meter.correction]]
from = 2026-05-01T02:00:00+02:00
factor = 1000
[[building.meter.correction]]
from = 2026-06-01T00:00:00Z
factor = 1
"#)), @r#"
    main.toml:20: two corrections hold on 2026-06-01T00:00:00Z
        why:  a reading can only have one factor
        hint: let the earlier one end with `to` where the later one begins
    "#);
}
