//! What only the site knows: which devices its meters name, and in which zone they stand.

use std::collections::HashMap;

use chrono_tz::Tz;
use config::Portfolio;

/// Zone of local times when nobody says another.
pub const DEFAULT_ZONE: Tz = chrono_tz::Europe::Stockholm;

/// Devices with the zone they stand in, per profile.
#[derive(Debug, Clone)]
pub struct Site {
    default_zone: Tz,
    devices: HashMap<String, HashMap<String, Tz>>,
}

impl Default for Site {
    fn default() -> Self {
        Self { default_zone: DEFAULT_ZONE, devices: HashMap::new() }
    }
}

impl Site {
    /// A site whose devices are not known, in this zone.
    #[must_use]
    pub fn in_zone(zone: Tz) -> Self {
        Self { default_zone: zone, ..Self::default() }
    }

    /// The devices that meters and stations of a portfolio name.
    #[must_use]
    pub fn of(portfolio: &Portfolio) -> Self {
        let mut site = Self::default();
        for (building, meter) in portfolio.meters() {
            if let Some(source) = &meter.source {
                site.add(&source.profile, &source.device, building.zone);
            }
        }
        for source in portfolio.stations.iter().filter_map(|station| station.source.as_ref()) {
            site.add(&source.profile, &source.device, DEFAULT_ZONE);
        }
        site
    }

    /// Add a device; the first zone given for it stays.
    pub fn add(&mut self, profile: &str, device: &str, zone: Tz) {
        self.devices.entry(profile.to_owned()).or_default().entry(device.to_owned()).or_insert(zone);
    }

    /// Whether a meter names this device of this profile.
    #[must_use]
    pub fn knows(&self, profile: &str, device: &str) -> bool {
        self.devices.get(profile).is_some_and(|devices| devices.contains_key(device))
    }

    /// The zone of a device's local times.
    #[must_use]
    pub fn zone(&self, profile: &str, device: &str) -> Tz {
        let devices = self.devices.get(profile);
        devices.and_then(|devices| devices.get(device)).copied().unwrap_or(self.default_zone)
    }
}
