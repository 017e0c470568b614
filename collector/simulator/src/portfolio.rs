//! The county's configuration, as an operator would have written it.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate};

use crate::building::{Heating, Measure, Spec};
use crate::calendars;
use crate::county::County;
use crate::meter::{Device, Gateway, Measured, Register, devices_of, station_of};
use crate::place::PLACES;

/// Owners: id, name, the municipality whose buildings they own.
const OWNERS: [(&str, &str, &str); 7] = [
    ("solatum", "Solatum Hus & Hem AB", "solleftea"),
    ("sundsvalls-kommun", "Sundsvalls kommun", "sundsvall"),
    ("timra-kommun", "Timrå kommun", "timra"),
    ("harnosands-kommun", "Härnösands kommun", "harnosand"),
    ("kramfors-kommun", "Kramfors kommun", "kramfors"),
    ("ornskoldsviks-kommun", "Örnsköldsviks kommun", "ornskoldsvik"),
    ("ange-kommun", "Ånge kommun", "ange"),
];

/// Words of a language for a measure's effect: heat, electricity, less, more, replaced heating.
pub(crate) type Words = (&'static str, &'static str, &'static str, &'static str, &'static str);
pub(crate) const SWEDISH: Words =
    ("värme", "el", "mindre", "mer", "värmen kommer ur marken, isoleringen sparar 4,8 % av den");
pub(crate) const ENGLISH: Words = (
    "heat",
    "electricity",
    "less",
    "more",
    "the heat comes from the ground, the insulation saves 4.8 % of it",
);

/// A measure's true effect in words, such as "8 % less heat, 8 % less electricity".
pub(crate) fn effect(spec: &Spec, measure: &Measure, (heat, electricity, less, more, pump): Words) -> String {
    if spec.heating == Heating::BoilerThenHeatPump {
        return pump.to_owned();
    }
    let parts = [(measure.heat, heat), (measure.electricity, electricity)];
    let parts = parts.iter().filter(|(share, _)| share.abs() > 0.0).map(|(share, what)| {
        let word = if *share > 0.0 { less } else { more };
        format!("{:.0} % {word} {what}", 100.0 * share.abs())
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// The whole file.
pub(crate) fn toml(county: &County, buildings: &[Spec]) -> String {
    let mut text = String::from(
        "# Simulated buildings of Västernorrland. Nothing here was measured; names of places are real, figures are not.\n",
    );
    for (id, name, _) in OWNERS {
        text += &format!("\n[[owner]]\nid = \"{id}\"\nname = \"{name}\"\n");
    }
    rates(&mut text, county);
    text += "\n# A weather station in each municipality publishes its temperature every hour.\n";
    for place in &PLACES {
        let device = station_of(place);
        text += &format!(
            "[[station]]\nid = \"{}\"\nname = \"{}\"\n{}unit = \"°C\"\n\n",
            place.station,
            place.station_name,
            source(&device, Measured::Temperature)
        );
    }
    text += &calendars::shared(county);
    for spec in buildings {
        building(&mut text, county, spec);
    }
    text
}

/// Prices and factors of the demo: of about the right size, and nobody's.
fn rates(text: &mut String, county: &County) {
    let from = county.history().from;
    let year = from.year();
    for (carrier, per, sek, grams) in [
        ("district_heating", "kwh", 0.92, 55),
        ("electricity", "kwh", 1.35, 30),
        ("cold_water", "m3", 34.0, 350),
    ] {
        line(
            text,
            format_args!(
                "\n[[tariff]]\ncarrier = \"{carrier}\"\nfrom = {from}\nsek_per_{per} = {sek:.2}\n\
                 source = \"demovärde\"\n\n[[emission_factor]]\ncarrier = \"{carrier}\"\n\
                 year = {year}\ng_co2e_per_{per} = {grams}\nsource = \"demovärde\""
            ),
        );
    }
}

fn building(text: &mut String, county: &County, spec: &Spec) {
    let owner = OWNERS.iter().find(|(_, _, of)| *of == spec.municipality).map_or("", |(id, ..)| id);
    let Spec { id, name, municipality, area_m2, built, lat, lon, .. } = spec;
    let station = spec.place().station;
    let (use_, calendar) = (spec.kind.word, calendars::of(spec.kind.pattern));
    line(
        text,
        format_args!(
            "\n[[building]]\nid = \"{id}\"\nname = \"{name}\"\nmunicipality = \"{municipality}\"\nowner = \"{owner}\"\n\
             use = \"{use_}\"\nheated_area_m2 = {area_m2:.1}\nbuilt = {built}\nlat = {lat}\nlon = {lon}\n\
             station = \"{station}\"\ncalendar = \"{calendar}\""
        ),
    );
    calendars::own(text, county, spec.kind.pattern);
    for device in devices_of(spec, county.seed()) {
        for register in &device.registers {
            meter(text, &device, register);
        }
    }
    if let Some(behind) = spec.heats {
        let parts = (format!("{id}-central"), format!("{behind}-varme"));
        difference(text, (&format!("{id}-varme"), "Fjärrvärme"), "district_heating", &parts);
    }
    if spec.charging_posts > 0 {
        let parts = (format!("{id}-servis"), format!("{id}-laddstolpar"));
        difference(text, (&format!("{id}-el"), "Fastighetsel"), "electricity", &parts);
    }
    periods(text, county, spec);
    if let Some(plant) = &spec.solar {
        line(
            text,
            format_args!(
                "\n[[solar]]\nid = \"{id}-solceller\"\nbuilding = \"{id}\"\nkwp = {:.1}\ntilt_deg = {}\nazimuth_deg = {}\n\
                 meters = {{ production = \"{id}-sol\", export = \"{id}-export\" }}",
                plant.kwp, plant.tilt_deg, plant.azimuth_deg
            ),
        );
    }
}

/// The year before the measure; for a new building its first year while it is going on. After that nobody has asked for
/// a baseline yet.
fn periods(text: &mut String, county: &County, spec: &Spec) {
    let from = county.begins(spec);
    let to: NaiveDate = from + Days::new(365);
    if from == county.history().from || to > county.history().to {
        line(text, format_args!("\n[[building.baseline]]\nfrom = {from}\nto = {to}"));
    }
    if let Some(measure) = &spec.measure {
        let date = county.measure_day();
        line(text, format_args!("\n[[building.measure]]\ndate = {date}\nname = \"{}\"", measure.sv));
    }
}

fn meter(text: &mut String, device: &Device, register: &Register) {
    let Register { id, name, measured, unit, digits, max_power_kw, sub_meter_of, .. } = register;
    line(
        text,
        format_args!(
            "\n[[building.meter]]\nid = \"{id}\"\nname = \"{name}\"\ncarrier = \"{}\"\nreading = \"register\"\n\
             unit = \"{unit}\"\n{}digits = {digits}",
            measured.carrier(),
            source(device, *measured)
        ),
    );
    if let Some(most) = max_power_kw {
        line(text, format_args!("max_power_kw = {most}          # the heat exchanger"));
    }
    if device.gateway == Gateway::Grott {
        line(text, format_args!("interval_seconds = 43200   # the inverter sleeps at night"));
    } else {
        line(text, format_args!("interval_seconds = {}", 3600 * device.every_h));
    }
    if register.is_part {
        line(text, format_args!("main = false                # it measures more than the building uses"));
    }
    if let Some(above) = sub_meter_of {
        line(text, format_args!("sub_meter_of = \"{above}\""));
    }
}

/// A virtual meter: what flows through one meter without what flows on through another.
fn difference(text: &mut String, (id, name): (&str, &str), carrier: &str, (all, other): &(String, String)) {
    line(
        text,
        format_args!(
            "\n[[building.meter]]\nid = \"{id}\"\nname = \"{name}\"\ncarrier = \"{carrier}\"\n\
             parts = [{{ meter = \"{all}\" }}, {{ meter = \"{other}\", sign = \"-\" }}]"
        ),
    );
}

fn source(device: &Device, measured: Measured) -> String {
    let (profile, name, series) = (device.gateway.profile(), &device.name, measured.series());
    format!("source = {{ profile = \"{profile}\", device = \"{name}\", series = \"{series}\" }}\n")
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{arguments}");
}
