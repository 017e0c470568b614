//! The tariffs and emission factors that a sum rests on.

use chrono::NaiveDate;
use config::{EmissionFactor, Quantity, Tariff};
use serde::Serialize;
use utoipa::ToSchema;

/// A price that was used.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TariffItem {
    carrier: &'static str,
    /// First local day on which it holds.
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    sek: f64,
    /// `kWh` or `m3`.
    per: &'static str,
    /// Municipality id, when it holds only there.
    municipality: Option<String>,
    /// Owner id, when it holds only there.
    owner: Option<String>,
    source: String,
}

/// An emission factor that was used.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct EmissionFactorItem {
    carrier: &'static str,
    /// The year it was determined for.
    year: i32,
    g_co2e: f64,
    /// `kWh` or `m3`.
    per: &'static str,
    /// Municipality id, when it holds only there.
    municipality: Option<String>,
    /// Owner id, when it holds only there.
    owner: Option<String>,
    supplier: Option<String>,
    source: String,
}

impl TariffItem {
    pub(crate) fn of(tariff: &Tariff) -> Self {
        Self {
            carrier: tariff.carrier.as_str(),
            from: tariff.from,
            sek: tariff.sek,
            per: unit(tariff.per),
            municipality: tariff.scope.municipality.clone(),
            owner: tariff.scope.owner.clone(),
            source: tariff.source.clone(),
        }
    }
}

impl EmissionFactorItem {
    pub(crate) fn of(factor: &EmissionFactor) -> Self {
        Self {
            carrier: factor.carrier.as_str(),
            year: factor.year,
            g_co2e: factor.g_co2e,
            per: unit(factor.per),
            municipality: factor.scope.municipality.clone(),
            owner: factor.scope.owner.clone(),
            supplier: factor.supplier.clone(),
            source: factor.source.clone(),
        }
    }
}

fn unit(per: Quantity) -> &'static str {
    per.canonical().symbol
}
