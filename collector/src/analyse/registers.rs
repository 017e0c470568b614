//! The registers that are followed, with the rules that their use is computed by.

use config::{Portfolio, ReadingMode};
use engine::domain::SeriesKey;
use engine::normalise::MeterRules;
use store::{Store, StoreError};

use super::learned::Learned;
use super::stream::streams;

/// Every register of which analysis has learned what it needs.
///
/// # Errors
/// When the store cannot be read.
pub fn registers(store: &Store, portfolio: &Portfolio) -> Result<Vec<(SeriesKey, MeterRules)>, StoreError> {
    let mut found = Vec::new();
    for stream in streams(portfolio).into_iter().filter(|stream| stream.mode == ReadingMode::Register) {
        if let Some(learned) = Learned::recall(store, &stream)? {
            let rules = stream.rules(learned.facts());
            found.push((stream.key, rules));
        }
    }
    Ok(found)
}
