//! What those who use the county rely on.

mod figures;
mod messages;

use chrono::{DateTime, NaiveDate, Utc};

use crate::County;
use crate::publications::Publications;
use crate::time::midnight;

fn first_day() -> NaiveDate {
    "2024-11-25".parse().unwrap()
}

fn county(seed: u64) -> County {
    County::new(seed, first_day())
}

fn ends(county: &County) -> (DateTime<Utc>, DateTime<Utc>) {
    (midnight(county.history().from), midnight(county.history().to))
}

fn history(county: &County) -> Publications {
    let (from, to) = ends(county);
    county.publications(from, to)
}
