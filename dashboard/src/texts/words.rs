//! Names of things: carriers, building uses, qualities.

use config::Carrier;
use engine::domain::Quality;

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    pub(super) electricity: Names,
    pub(super) district_heating: Names,
    pub(super) district_cooling: Names,
    pub(super) gas: Names,
    pub(super) oil: Names,
    pub(super) wood_pellets: Names,
    pub(super) domestic_hot_water: Names,
    pub(super) cold_water: Names,
    pub(super) solar_production: Names,
    pub(super) grid_export: Names,
    pub(super) outdoor_temperature: Names,
    pub(super) indoor_temperature: Names,
    pub(super) supply_temperature: Names,
    pub(super) return_temperature: Names,
    /// Building uses by the operator's word; others are shown as written.
    uses: &'static [(&'static str, &'static str)],
    /// What can happen to a meter, by the engine's word.
    meter_events: &'static [(&'static str, &'static str)],
    measured: &'static str,
    integrated: &'static str,
    estimated: &'static str,
    lower_bound: &'static str,
    missing: &'static str,
}

/// A carrier as a label and as the subject of a sentence.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    /// `Fjärrvärme`
    pub label: &'static str,
    /// `Fjärrvärmen`
    pub subject: &'static str,
}

const fn names(label: &'static str, subject: &'static str) -> Names {
    Names { label, subject }
}

impl Words {
    /// The names of a carrier.
    #[must_use]
    pub const fn carrier(&self, carrier: Carrier) -> Names {
        match carrier {
            Carrier::Electricity => self.electricity,
            Carrier::DistrictHeating => self.district_heating,
            Carrier::DistrictCooling => self.district_cooling,
            Carrier::Gas => self.gas,
            Carrier::Oil => self.oil,
            Carrier::WoodPellets => self.wood_pellets,
            Carrier::DomesticHotWater => self.domestic_hot_water,
            Carrier::ColdWater => self.cold_water,
            Carrier::SolarProduction => self.solar_production,
            Carrier::GridExport => self.grid_export,
            Carrier::OutdoorTemperature => self.outdoor_temperature,
            Carrier::IndoorTemperature => self.indoor_temperature,
            Carrier::SupplyTemperature => self.supply_temperature,
            Carrier::ReturnTemperature => self.return_temperature,
        }
    }

    /// What a building is used for.
    #[must_use]
    pub fn building_use(&self, word: &str) -> String {
        match self.uses.iter().find(|(known, _)| *known == word) {
            Some((_, name)) => (*name).to_owned(),
            None => {
                let text = word.replace('_', " ");
                let mut letters = text.chars();
                letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
            }
        }
    }

    /// What happened to a meter.
    #[must_use]
    pub fn meter_event<'a>(&self, kind: &'a str) -> &'a str {
        self.meter_events.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, text)| text)
    }

    /// The word for a quality.
    #[must_use]
    pub const fn quality(&self, quality: Quality) -> &'static str {
        match quality {
            Quality::Measured => self.measured,
            Quality::Integrated => self.integrated,
            Quality::Estimated => self.estimated,
            Quality::LowerBound => self.lower_bound,
            Quality::Missing => self.missing,
        }
    }
}

pub(super) const SV: Words = Words {
    electricity: names("El", "Elanvändningen"),
    district_heating: names("Fjärrvärme", "Fjärrvärmen"),
    district_cooling: names("Fjärrkyla", "Fjärrkylan"),
    gas: names("Gas", "Gasen"),
    oil: names("Olja", "Oljan"),
    wood_pellets: names("Pellets", "Pelletsen"),
    domestic_hot_water: names("Tappvarmvatten", "Tappvarmvattnet"),
    cold_water: names("Kallvatten", "Kallvattnet"),
    solar_production: names("Solel", "Solelen"),
    grid_export: names("Såld el", "Den sålda elen"),
    outdoor_temperature: names("Utetemperatur", "Utetemperaturen"),
    indoor_temperature: names("Innetemperatur", "Innetemperaturen"),
    supply_temperature: names("Framledning", "Framledningen"),
    return_temperature: names("Retur", "Returen"),
    uses: &[
        ("apartments", "Flerbostadshus"),
        ("care_home", "Äldreboende"),
        ("depot", "Förråd"),
        ("fire_station", "Brandstation"),
        ("health_centre", "Vårdcentral"),
        ("hotel", "Hotell"),
        ("library", "Bibliotek"),
        ("office", "Kontor"),
        ("preschool", "Förskola"),
        ("school", "Skola"),
        ("shop", "Butik"),
        ("sports_hall", "Idrottshall"),
        ("swimming_hall", "Simhall"),
        ("workshop", "Verkstad"),
    ],
    meter_events: &[
        ("rollover", "räkneverket gick runt till noll"),
        ("reset", "räkneverket började om"),
        ("meter_change", "mätaren byttes"),
        ("glitch_dropped", "ett för lågt värde räknades inte"),
        ("spike_quarantined", "ett orimligt högt värde räknades inte"),
        ("jump", "räkneverket hoppade till en nivå som inte kan ha nåtts"),
        ("implausible", "ett orimligt värde räknades inte"),
        ("negative_difference", "det som dras ifrån var mer än det som läggs ihop, så dygnet saknas"),
        ("unit_changed", "talen kommer i en annan enhet än förut och räknas inte"),
        ("unit_restored", "talen kommer i den gamla enheten igen"),
    ],
    measured: "uppmätt",
    integrated: "beräknat ur effekt",
    estimated: "uppskattat",
    lower_bound: "minst",
    missing: "saknas",
};

pub(super) const EN: Words = Words {
    electricity: names("Electricity", "Electricity use"),
    district_heating: names("District heating", "District heating"),
    district_cooling: names("District cooling", "District cooling"),
    gas: names("Gas", "Gas use"),
    oil: names("Oil", "Oil use"),
    wood_pellets: names("Wood pellets", "Pellet use"),
    domestic_hot_water: names("Hot water", "Hot water use"),
    cold_water: names("Cold water", "Cold water use"),
    solar_production: names("Solar production", "Solar production"),
    grid_export: names("Export to grid", "Export to the grid"),
    outdoor_temperature: names("Outdoor temperature", "Outdoor temperature"),
    indoor_temperature: names("Indoor temperature", "Indoor temperature"),
    supply_temperature: names("Supply temperature", "Supply temperature"),
    return_temperature: names("Return temperature", "Return temperature"),
    uses: &[
        ("apartments", "Apartments"),
        ("care_home", "Care home"),
        ("depot", "Depot"),
        ("fire_station", "Fire station"),
        ("health_centre", "Health centre"),
        ("hotel", "Hotel"),
        ("library", "Library"),
        ("office", "Office"),
        ("preschool", "Preschool"),
        ("school", "School"),
        ("shop", "Shop"),
        ("sports_hall", "Sports hall"),
        ("swimming_hall", "Swimming hall"),
        ("workshop", "Workshop"),
    ],
    meter_events: &[
        ("rollover", "the register passed its last digit"),
        ("reset", "the register restarted"),
        ("meter_change", "the meter was replaced"),
        ("glitch_dropped", "a value too low was not counted"),
        ("spike_quarantined", "an implausibly high value was not counted"),
        ("jump", "the register jumped to a level it cannot have reached"),
        ("implausible", "an implausible value was not counted"),
        ("negative_difference", "more was taken away than added, so the day is missing"),
        ("unit_changed", "the numbers come in another unit than before and do not count"),
        ("unit_restored", "the numbers come in the earlier unit again"),
    ],
    measured: "measured",
    integrated: "computed from power",
    estimated: "estimated",
    lower_bound: "at least",
    missing: "missing",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_uses_are_shown_as_written() {
        assert_eq!(SV.building_use("care_home"), "Äldreboende");
        assert_eq!(SV.building_use("ice_rink"), "Ice rink");
        assert_eq!(SV.building_use(""), "");
        let words = |words: &Words| words.uses.iter().map(|(word, _)| *word).collect::<Vec<_>>();
        assert_eq!(words(&SV), words(&EN));
    }
}
