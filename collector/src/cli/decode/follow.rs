//! What the meters and stations of a configuration make of a decoded message.

use engine::decode::{Decoded, Fate};
use engine::domain::{RawReading, Reason};

use crate::ingest::{Followers, Judgement};

/// Why readings were left out.
#[derive(Default)]
struct LeftOut {
    refused: Vec<Reason>,
    unknown: Vec<Reason>,
    unread: Vec<Reason>,
}

/// The message as `serve` would take it: readings as they would be stored, the others left out with a reason.
pub fn judged(decoded: Decoded, followers: &Followers) -> Decoded {
    let Decoded { fate: Fate::Readings(readings), profile, mut rejected } = decoded else { return decoded };
    let name = profile.as_deref().unwrap_or_default();
    let mut left_out = LeftOut::default();
    let stored: Vec<RawReading> = readings
        .into_iter()
        .filter_map(|reading| match followers.judge(name, &reading) {
            Judgement::Accepted(good) => {
                Some(RawReading { value: good.value, unit: good.unit, quality: good.quality, ..reading })
            }
            Judgement::Refused(reason) => left_out.refuse(reason),
            Judgement::Unread => left_out.unread(name, &reading),
            Judgement::Unknown => left_out.unknown(name, &reading),
        })
        .collect();
    let fate = if stored.is_empty() { left_out.fate() } else { Fate::Readings(stored) };
    rejected.extend(left_out.refused.into_iter().chain(left_out.unknown).chain(left_out.unread));
    Decoded { fate, profile, rejected }
}

impl LeftOut {
    fn refuse(&mut self, reason: Reason) -> Option<RawReading> {
        self.refused.push(reason);
        None
    }

    fn unread(&mut self, profile: &str, reading: &RawReading) -> Option<RawReading> {
        let text =
            format!("the configuration reads other series of this device, not {}", shown(profile, reading));
        self.unread.push(Reason::new("series.unread", text));
        None
    }

    fn unknown(&mut self, profile: &str, reading: &RawReading) -> Option<RawReading> {
        let text = format!("no meter or station names this device; give one {}", shown(profile, reading));
        self.unknown.push(Reason::new("device.unknown", text));
        None
    }

    /// The fate of a message of which nothing is stored; its reason is taken out.
    fn fate(&mut self) -> Fate {
        let first = |reasons: &mut Vec<Reason>| (!reasons.is_empty()).then(|| reasons.remove(0));
        first(&mut self.refused)
            .map(Fate::Quarantined)
            .or_else(|| first(&mut self.unknown).map(Fate::Unmatched))
            .or_else(|| first(&mut self.unread).map(Fate::Ignored))
            .unwrap_or_else(|| Fate::Readings(Vec::new()))
    }
}

/// The `source` that would name a reading.
fn shown(profile: &str, reading: &RawReading) -> String {
    format!(
        "`source = {{ profile = \"{profile}\", device = \"{}\", series = \"{}\" }}`",
        reading.key.device, reading.key.series
    )
}
