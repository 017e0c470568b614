//! Which of SMHI's periods of a station are to be fetched, and when again.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The part of a station's observations that one answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Checked values, without about the last three months.
    Archive,
    /// The last four months.
    Months,
    /// The last day.
    Day,
}

/// What has been fetched of one of SMHI's stations, kept over restarts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Fetched {
    archive: Option<DateTime<Utc>>,
    /// Values before this instant were left out.
    archive_from: Option<DateTime<Utc>>,
    months: Option<DateTime<Utc>>,
}

impl Period {
    /// Its name in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Archive => "corrected-archive",
            Self::Months => "latest-months",
            Self::Day => "latest-day",
        }
    }
}

impl Fetched {
    /// What to fetch now, so that everything since `from` is known: the archive once and then monthly, for values
    /// that were corrected; the months daily, for those that came late; else the last day.
    pub fn due(&self, from: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Period> {
        let old = |at: Option<DateTime<Utc>>, days| {
            at.is_none_or(|at| now - at >= TimeDelta::days(days) || at > now)
        };
        let reaches = self.archive_from.is_some_and(|reached| reached <= from);
        let in_archive = now - from > TimeDelta::days(90);
        let mut due = Vec::new();
        if in_archive && (old(self.archive, 30) || !reaches) {
            due.push(Period::Archive);
        }
        due.push(if old(self.months, 1) { Period::Months } else { Period::Day });
        due
    }

    /// It has been fetched, or is known not to be there.
    pub fn done(&mut self, period: Period, from: DateTime<Utc>, now: DateTime<Utc>) {
        match period {
            Period::Archive => (self.archive, self.archive_from) = (Some(now), Some(from)),
            Period::Months => self.months = Some(now),
            Period::Day => {}
        }
    }
}
