//! What a configuration holds, in a few lines for `sparvakt check`.

use std::fmt;

use crate::options::Config;
use crate::profile::Profile;
use crate::vocabulary::ReadingMode;

/// Counts of a configuration; prints as a few lines of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary(Vec<String>);

impl Config {
    /// What it holds, to be printed after a check.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let lines = [self.followed(), self.studied(), self.surroundings()].into_iter();
        Summary(lines.chain(self.thinning()).collect())
    }

    /// The profile with this name.
    #[must_use]
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    fn followed(&self) -> String {
        let portfolio = &self.portfolio;
        let meters = portfolio.meters().count();
        let computed = portfolio.meters().filter(|(_, meter)| meter.is_virtual()).count();
        let fed = portfolio.meters().filter(|(_, meter)| meter.source.is_none()).count() - computed;
        let mut text =
            format!("{}, {}", count(portfolio.buildings.len(), "building"), count(meters, "meter"),);
        let kinds = [(computed, "virtual"), (fed, "fed from files")];
        let kinds = kinds.iter().filter(|(number, _)| *number > 0);
        let kinds: Vec<String> = kinds.map(|(number, kind)| format!("{number} {kind}")).collect();
        if !kinds.is_empty() {
            text += &format!(" ({})", kinds.join(", "));
        }
        text += &format!(", {}", count(portfolio.stations.len(), "weather station"));
        if !portfolio.solar.is_empty() {
            text += &format!(", {}", count(portfolio.solar.len(), "solar plant"));
        }
        text
    }

    fn studied(&self) -> String {
        let buildings = &self.portfolio.buildings;
        let baselines = buildings.iter().map(|building| building.baselines.len()).sum();
        let measures = buildings.iter().map(|building| building.measures.len()).sum();
        format!("{}, {}", count(baselines, "baseline period"), count(measures, "measure"))
    }

    fn surroundings(&self) -> String {
        let broker = self.mqtt.as_ref().map_or_else(
            || format!("embedded broker on {}", self.broker_listen),
            |mqtt| format!("broker {}", mqtt.address()),
        );
        let profiles = count(self.profiles.len(), "profile");
        format!("{broker}, database {}, {profiles}", self.store.path.display())
    }
}

impl Config {
    /// What is given up, because it does not come back.
    fn thinning(&self) -> Option<String> {
        let days = self.store.thin_after_days?;
        let registers = self
            .portfolio
            .meters()
            .filter(|(_, meter)| meter.reading == ReadingMode::Register && !meter.is_virtual())
            .count();
        Some(format!(
            "readings of {} are thinned to two for each quarter hour after {days} days, for ever",
            count(registers, "register")
        ))
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
