//! From stored results to what pages and API say: periods, savings, sums, courses.
//!
//! Nothing is fitted here. A stored model and stored days go to the engine, which judges and adds them up.

mod account;
mod attention;
pub(crate) mod consumption;
mod course;
mod first_year;
mod pieces;
mod portfolio;
mod quality;
mod signature;
mod solar;
mod truth;
mod worth;

pub(crate) use account::{Account, PeriodResult, choose, kept, last_result, stopped};
pub(crate) use attention::{Attention, What};
pub(crate) use course::{Course, Grain, Sums};
pub(crate) use first_year::AreaUse;
pub use pieces::cut;
pub(crate) use pieces::year;
pub(crate) use portfolio::{Entry, Filter, Group, Overview, Sum};
pub(crate) use quality::{DataQuality, MeterQuality, Selection, Shares};
pub(crate) use signature::{Branches, SignatureDays};
pub(crate) use solar::{PlantFigures, SolarFigures, SolarPeriod};
pub(crate) use truth::Compared;
pub(crate) use worth::worth;

/// Share of intervals that hold the truth: the only one shown anywhere.
pub(crate) const CONFIDENCE: f64 = 0.90;

/// Result days a year must hold after its baseline to be shown first.
const ENOUGH_DAYS: usize = 30;
