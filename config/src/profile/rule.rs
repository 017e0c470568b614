//! What can be read from a message.

use super::expression::Expression;
use super::guard::Guard;
use super::kind::ReadingKind;
use super::path::Path;
use super::template::Template;
use super::time::TimeRule;
use crate::vocabulary::Unit;

/// One `[[reading]]`, with the profile's defaults filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Topics it is limited to; all of the profile's when empty.
    pub topics: Vec<Template>,
    /// Elements of the payload that each give the reading. Paths below then start at the element; those of time,
    /// unit, status, device and guards that find nothing there start at the whole payload.
    pub fan_out: Option<Path>,
    /// Where the number stands.
    pub value: ValueRule,
    /// Whether numbers in texts are written with a decimal comma.
    pub decimal_comma: bool,
    /// Values that mean "no value", as they stand in the payload.
    pub sentinels: Vec<Sentinel>,
    /// Factor from payload to `unit`.
    pub scale: f64,
    /// Added after the factor, in `unit`.
    pub offset: f64,
    /// Identities of the device; the first that a meter names counts, else the first that is there.
    pub devices: Vec<Expression>,
    /// Name of the series.
    pub series: Expression,
    /// What kind of number it is.
    pub kind: KindRule,
    /// What it is measured in.
    pub unit: UnitRule,
    /// When; the time of reception when absent.
    pub time: Option<TimeRule>,
    /// Which end of an interval the time names.
    pub stamp: Stamp,
    /// When a counter starts again by rule.
    pub reset: Option<Reset>,
    /// What the device thinks of itself.
    pub status: Option<StatusRule>,
    /// Conditions, all of which must hold.
    pub guards: Vec<Guard>,
}

/// Where the number stands.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueRule {
    /// The payload as a whole (format `text`).
    Payload,
    /// At the first of these places that is there.
    First(Vec<Path>),
    /// The sum of what stands at these places; all must be there.
    Sum(Vec<Path>),
    /// The first minus the second.
    Difference(Path, Path),
}

/// What kind of number a reading is: as the payload says, else as the profile says, else what the unit and the
/// name of the series suggest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KindRule {
    /// Said by the profile.
    pub fixed: Option<ReadingKind>,
    /// Said by the payload.
    pub path: Option<Path>,
}

/// What a number is measured in: as the payload says, else as the profile says, else as the meter says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UnitRule {
    /// Said by the profile, with its spelling.
    pub fixed: Option<(Unit, String)>,
    /// Said by the payload.
    pub path: Option<Path>,
}

/// Which end of an interval its time names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// The start, as everywhere inside.
    Start,
    /// The end of an interval that lasts this many seconds.
    End(u32),
}

/// When a counter of kind `register_period` starts again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reset {
    /// At the device's midnight.
    Daily,
    /// On the first of the month.
    Monthly,
    /// On 1 January.
    Yearly,
    /// With every session, e.g. of charging.
    Session,
    /// When the device restarts.
    Reboot,
}

impl Reset {
    /// Every rule with its word.
    pub const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Daily, "daily"),
        (Self::Monthly, "monthly"),
        (Self::Yearly, "yearly"),
        (Self::Session, "session"),
        (Self::Reboot, "reboot"),
    ];
}

/// A value that means nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Sentinel {
    /// This number, also when written as a text.
    Number(f64),
    /// This text.
    Text(String),
}

/// A place where the device reports trouble.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusRule {
    /// Where.
    pub path: Path,
    /// What it says when all is well.
    pub good: Vec<String>,
}

impl Sentinel {
    /// Whether `text`, as it stands in the payload, is this sentinel.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        match self {
            Self::Text(sentinel) => sentinel == text.trim(),
            Self::Number(sentinel) => {
                text.trim().parse::<f64>().is_ok_and(|number| (number - sentinel).abs() == 0.0)
            }
        }
    }
}
