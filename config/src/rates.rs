//! What a unit of energy or water costs and emits: data of the operator's, each with where it comes from. Nothing
//! here has a default, so nothing is priced that nobody has given a price for.

use chrono::NaiveDate;

use crate::portfolio::Building;
use crate::vocabulary::{Carrier, Quantity};

/// The buildings for which a tariff or factor holds: all of them, or those of a municipality, an owner, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Only in this municipality.
    pub municipality: Option<String>,
    /// Only for this owner.
    pub owner: Option<String>,
}

/// What a unit costs from a date on, until a later tariff of the same carrier and scope.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariff {
    /// What is paid for.
    pub carrier: Carrier,
    /// Where it holds.
    pub scope: Scope,
    /// First local day.
    pub from: NaiveDate,
    /// SEK per kWh or per m³.
    pub sek: f64,
    /// [`Quantity::Energy`] for kWh, [`Quantity::Volume`] for m³.
    pub per: Quantity,
    /// Where the price was read, in the operator's words.
    pub source: String,
}

/// What the use of a unit emits from a year on, until a later factor of the same carrier and scope.
#[derive(Debug, Clone, PartialEq)]
pub struct EmissionFactor {
    /// What is used.
    pub carrier: Carrier,
    /// Where it holds.
    pub scope: Scope,
    /// The year it was determined for.
    pub year: i32,
    /// Grams of CO₂ equivalents per kWh or per m³.
    pub g_co2e: f64,
    /// [`Quantity::Energy`] for kWh, [`Quantity::Volume`] for m³.
    pub per: Quantity,
    /// Who supplies it, in the operator's words.
    pub supplier: Option<String>,
    /// Where the factor was read, in the operator's words.
    pub source: String,
}

impl Scope {
    /// How closely it describes `building`; none when it does not hold there. An owner is closer than a municipality.
    #[must_use]
    pub fn closeness(&self, building: &Building) -> Option<u8> {
        let of = |wanted: &Option<String>, own: &str, weight| match wanted.as_deref() {
            None => Some(0),
            Some(id) => (id == own).then_some(weight),
        };
        Some(of(&self.municipality, &building.municipality, 1)? + of(&self.owner, &building.owner, 2)?)
    }
}
