//! Specific energy use (specifik energianvändning): measured kWh per m² of heated area.
//!
//! Of the latest twelve months when they are known, else of the days so far, which are said to be no year: half a
//! winter times two is no year either. Nothing is scaled up, days without data included, and nothing is corrected for
//! weather.

use chrono::NaiveDate;

use super::{a_year_before, forbids};
use crate::baseline::sufficiency::{days_needed, without_dead_days};
use crate::baseline::{Calendar, Day, Finding, in_order, in_period};
use crate::domain::DateRange;

/// Measured use per heated area.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecificUse {
    /// The latest twelve months, or the days so far.
    pub period: DateRange,
    /// Whether that is twelve months.
    pub is_year: bool,
    /// Days of the period on which every carrier's use is known; of the carrier that knows fewest.
    pub days: usize,
    /// All carriers together, kWh/m².
    pub kwh_per_m2: f64,
    /// Each carrier, in the order they were given in, kWh/m².
    pub by_carrier: Vec<f64>,
}

/// Use per `area_m2` of the days before `end`, of carriers measured in kWh, each with its `days`. On the days that
/// `calendar` says the building is closed, zeros are true.
///
/// # Errors
/// A finding when the area is not known, or a carrier's use is known on fewer than nine days in ten.
pub fn specific_use(
    carriers: &[Vec<Day>],
    end: NaiveDate,
    area_m2: Option<f64>,
    calendar: &Calendar,
) -> Result<SpecificUse, Finding> {
    let area_m2 = area_m2.filter(|area| area.is_finite() && *area > 0.0).ok_or_else(no_area)?;
    let first =
        |days: &Vec<Day>| days.iter().filter(|day| day.known_use().is_some()).map(|day| day.date).min();
    let firsts: Option<Vec<NaiveDate>> = carriers.iter().map(first).collect();
    let first = firsts.and_then(|firsts| firsts.into_iter().max()).ok_or_else(nothing)?;
    let year_from = a_year_before(end);
    let period = DateRange::new(first.max(year_from), end).ok_or_else(nothing)?;
    let (mut days, mut by_carrier) = (period.days(), Vec::new());
    for carrier in carriers {
        let (kept, _) = without_dead_days(&in_order(carrier), calendar);
        let used: Vec<f64> = in_period(&kept, period).iter().filter_map(Day::known_use).collect();
        if used.len() < days_needed(period) {
            return Err(too_few(used.len(), period));
        }
        days = days.min(used.len());
        by_carrier.push(used.iter().sum::<f64>() / area_m2);
    }
    let kwh_per_m2 = by_carrier.iter().sum();
    Ok(SpecificUse { period, is_year: first <= year_from, days, kwh_per_m2, by_carrier })
}

fn no_area() -> Finding {
    let text = "the heated area is not known: give the building `heated_area_m2`";
    forbids("specific_use.no_area", text.to_owned(), vec![])
}

fn nothing() -> Finding {
    forbids("specific_use.none", "no use is known yet".to_owned(), vec![])
}

fn too_few(known: usize, period: DateRange) -> Finding {
    let all = period.days();
    let text =
        format!("use is known on {known} of the latest {all} days, 90 % are needed: import what is missing");
    forbids("specific_use.too_few_days", text, vec![("known", known as f64), ("days", all as f64)])
}
