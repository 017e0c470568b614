//! What kind of number a reading is.

use crate::vocabulary::Quantity;

/// What kind of number a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadingKind {
    /// Cumulative counter.
    Register,
    /// Counter that restarts by rule: daily, per session, at reboot.
    RegisterPeriod,
    /// Energy or volume of the message's own interval.
    Interval,
    /// Momentary power.
    Power,
    /// Momentary flow.
    Flow,
    /// Temperature.
    Temperature,
    /// Voltage.
    Voltage,
    /// Current.
    Current,
    /// Frequency.
    Frequency,
    /// Power factor.
    PowerFactor,
    /// Relative humidity.
    Humidity,
    /// Concentration, e.g. CO₂ in ppm.
    Concentration,
    /// Share, e.g. state of charge.
    Percent,
    /// Price.
    Price,
    /// Count.
    Count,
}

impl ReadingKind {
    /// Every kind with the word used in profiles and output.
    pub const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Register, "register"),
        (Self::RegisterPeriod, "register_period"),
        (Self::Interval, "interval"),
        (Self::Power, "power"),
        (Self::Flow, "flow"),
        (Self::Temperature, "temperature"),
        (Self::Voltage, "voltage"),
        (Self::Current, "current"),
        (Self::Frequency, "frequency"),
        (Self::PowerFactor, "power_factor"),
        (Self::Humidity, "humidity"),
        (Self::Concentration, "concentration"),
        (Self::Percent, "percent"),
        (Self::Price, "price"),
        (Self::Count, "count"),
    ];

    /// The word used in profiles and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The kind written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }

    /// What a number of this quantity usually is: a register where it can be summed, else the momentary value.
    #[must_use]
    pub const fn usual_for(quantity: Quantity) -> Self {
        match quantity {
            Quantity::Energy | Quantity::Volume => Self::Register,
            Quantity::Power => Self::Power,
            Quantity::Flow => Self::Flow,
            Quantity::Temperature => Self::Temperature,
            Quantity::Voltage => Self::Voltage,
            Quantity::Current => Self::Current,
            Quantity::Frequency => Self::Frequency,
            Quantity::Percent => Self::Percent,
            Quantity::Number => Self::Count,
        }
    }

    /// Whether a number of this quantity can be of this kind.
    #[must_use]
    pub const fn fits(self, quantity: Quantity) -> bool {
        match self {
            Self::Register | Self::RegisterPeriod | Self::Interval => {
                matches!(quantity, Quantity::Energy | Quantity::Volume | Quantity::Number)
            }
            Self::Power => matches!(quantity, Quantity::Power),
            Self::Flow => matches!(quantity, Quantity::Flow),
            Self::Temperature => matches!(quantity, Quantity::Temperature),
            Self::Voltage => matches!(quantity, Quantity::Voltage),
            Self::Current => matches!(quantity, Quantity::Current),
            Self::Frequency => matches!(quantity, Quantity::Frequency),
            Self::PowerFactor | Self::Percent | Self::Humidity => {
                matches!(quantity, Quantity::Percent | Quantity::Number)
            }
            Self::Concentration | Self::Price | Self::Count => matches!(quantity, Quantity::Number),
        }
    }
}
