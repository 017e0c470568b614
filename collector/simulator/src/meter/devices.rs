//! Which devices a building has.

use super::{Device, Gateway, Measured, Register};
use crate::building::{Heating, Spec};
use crate::catalogue::spec_of;
use crate::place::Place;
use crate::random::Random;

/// The building whose heat meter sits behind a gateway of its own.
const OWN_GATEWAY: &str = "harnosand-bibliotek";

/// The devices of a building.
pub(crate) fn devices_of(spec: &Spec, seed: u64) -> Vec<Device> {
    let mut random = Random::stream(seed, &format!("{} meters", spec.id));
    let mut devices = Vec::new();
    if spec.heating == Heating::District {
        devices.push(heat(spec, &mut random));
    }
    devices.push(electricity(spec, &mut random));
    let sub_meters = [
        (spec.engine_heaters >= 20, Measured::EngineHeaters, "motorvarmare", "Motorvärmare"),
        (
            spec.heating == Heating::BoilerThenHeatPump,
            Measured::HeatingPlant,
            "varmecentral",
            "Elpanna och bergvärme",
        ),
        (spec.charging_posts > 0, Measured::Charging, "laddstolpar", "Laddstolpar"),
    ];
    for (_, measured, word, name) in sub_meters.into_iter().filter(|(exists, ..)| *exists) {
        let register = Register {
            sub_meter_of: Some(format!("{}-{}", spec.id, connection(spec).0)),
            ..register(spec, (word, name), measured, random.between(100.0, 9_000.0))
        };
        devices.push(device(spec, Gateway::Tasmota, 6, vec![register]));
    }
    if spec.solar.is_some() {
        let register =
            register(spec, ("sol", "Solel"), Measured::Production, start(spec, &mut random, 60_000.0));
        devices.push(device(spec, Gateway::Grott, 1, vec![register]));
    }
    for (exists, measured, gateway, word, name) in [
        (spec.cold_meter, Measured::ColdWater, Gateway::ColdWaterTelegram, "kallvatten", "Kallvatten"),
        (spec.hot_meter, Measured::HotWater, Gateway::HotWaterTelegram, "varmvatten", "Varmvatten"),
    ] {
        if exists {
            let register = register(spec, (word, name), measured, start(spec, &mut random, 9_000.0));
            devices.push(device(spec, gateway, 6, vec![register]));
        }
    }
    devices
}

/// The device of a municipality's weather station.
pub(crate) fn station_of(place: &Place) -> Device {
    let register = Register {
        id: place.station.to_owned(),
        name: place.station_name,
        measured: Measured::Temperature,
        start: 0.0,
        unit: "°C",
        digits: 2,
        max_power_kw: None,
        sub_meter_of: None,
        is_part: false,
    };
    Device {
        name: format!("vader-{}", place.station),
        gateway: Gateway::Station,
        every_h: 1,
        offset_s: 0,
        registers: vec![register],
    }
}

fn heat(spec: &Spec, random: &mut Random) -> Device {
    let gateway = if spec.id == OWN_GATEWAY { Gateway::Own } else { Gateway::HeatTelegram };
    let coldest_kw =
        |spec: &Spec| (spec.loss_w_per_k() * 75.0 + (2.0 * spec.kind.pool_w + 12.0) * spec.area_m2) / 1000.0;
    let behind = spec.heats.and_then(spec_of);
    let start = start(spec, random, 5_000_000.0).floor();
    let mut register = match behind {
        Some(_) => register(spec, ("central", "Fjärrvärmecentral"), Measured::Substation, start),
        None => register(spec, ("varme", "Fjärrvärme"), Measured::Heat, start),
    };
    register.is_part = behind.is_some();
    let most_kw = coldest_kw(spec) + behind.map_or(0.0, coldest_kw);
    register.max_power_kw = Some((most_kw / 10.0).ceil() * 10.0);
    if gateway == Gateway::HeatTelegram {
        (register.unit, register.digits) = ("MWh", 4);
    }
    device(spec, gateway, spec.every_h.0, vec![register])
}

fn electricity(spec: &Spec, random: &mut Random) -> Device {
    let mut import = register(spec, connection(spec), Measured::Import, start(spec, random, 700_000.0));
    import.is_part = spec.charging_posts > 0;
    let mut registers = vec![import];
    if spec.solar.is_some() {
        let sold = start(spec, random, 20_000.0);
        registers.push(register(spec, ("export", "Såld el"), Measured::Export, sold));
    }
    let is_shelly = spec.every_h.1 > 1;
    let gateway = if is_shelly { Gateway::Shelly } else { Gateway::AmsReader };
    device(spec, gateway, spec.every_h.1, registers)
}

/// Word and name of the grid company's meter.
const fn connection(spec: &Spec) -> (&'static str, &'static str) {
    if spec.charging_posts > 0 { ("servis", "Elservis") } else { ("el", "Fastighetsel") }
}

fn device(spec: &Spec, gateway: Gateway, every_h: u32, registers: Vec<Register>) -> Device {
    let name = registers.first().map_or_else(|| spec.id.to_owned(), |register| register.id.clone());
    // Radio meters are heard some seconds after the hour; the others read on it.
    let by_radio =
        matches!(gateway, Gateway::HeatTelegram | Gateway::ColdWaterTelegram | Gateway::HotWaterTelegram);
    #[expect(clippy::cast_possible_truncation, reason = "below a minute")]
    let offset_s = if by_radio { Random::stream(0, &name).between(1.0, 55.0) as i64 } else { 0 };
    Device { name, gateway, every_h, offset_s, registers }
}

fn register(spec: &Spec, (word, name): (&str, &'static str), measured: Measured, start: f64) -> Register {
    let unit = if matches!(measured, Measured::ColdWater | Measured::HotWater) { "m3" } else { "kWh" };
    let id = format!("{}-{word}", spec.id);
    Register {
        id,
        name,
        measured,
        start,
        unit,
        digits: 7,
        max_power_kw: None,
        sub_meter_of: None,
        is_part: false,
    }
}

/// What a register shows at first: nothing in a new building.
fn start(spec: &Spec, random: &mut Random, most: f64) -> f64 {
    let shown = random.between(0.02, 1.0) * most;
    if spec.is_new_since_days.is_some() { 0.0 } else { shown }
}
