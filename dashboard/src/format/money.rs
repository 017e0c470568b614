//! Kronor, as many digits as can be believed.

use super::{interval, number};
use crate::language::Lang;

/// One unit and precision for amounts that stand together, chosen by the largest of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoneyScale {
    divisor: f64,
    decimals: usize,
    sv: &'static str,
    en: &'static str,
}

impl MoneyScale {
    /// The scale for amounts in kronor up to `largest`: kronor, thousands (tkr) or millions (mnkr).
    #[must_use]
    pub fn fitting(largest: f64) -> Self {
        match largest.abs() {
            sek if sek >= 1_000_000.0 => Self { divisor: 1_000_000.0, decimals: 2, sv: "mnkr", en: "MSEK" },
            sek if sek >= 10_000.0 => Self { divisor: 1_000.0, decimals: 0, sv: "tkr", en: "kSEK" },
            _ => Self { divisor: 1.0, decimals: 0, sv: "kr", en: "SEK" },
        }
    }

    /// The unit.
    #[must_use]
    pub const fn unit(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Sv => self.sv,
            Lang::En => self.en,
        }
    }

    /// `sek` without its unit.
    #[must_use]
    pub fn number(self, sek: f64, lang: Lang) -> String {
        number(sek / self.divisor, self.decimals, lang)
    }

    /// `sek` with its unit.
    #[must_use]
    pub fn with_unit(self, sek: f64, lang: Lang) -> String {
        format!("{}\u{a0}{}", self.number(sek, lang), self.unit(lang))
    }

    /// Both bounds with their unit.
    #[must_use]
    pub fn interval(self, low: f64, high: f64, lang: Lang) -> String {
        interval(&self.number(low, lang), &self.number(high, lang), self.unit(lang), lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kronor_have_as_many_digits_as_can_be_believed() {
        let said = |sek: f64| MoneyScale::fitting(sek).with_unit(sek, Lang::Sv).replace('\u{a0}', "~");
        assert_eq!(
            [450.4, 33_245.0, 1_287_512.0, -12_000.0].map(said),
            ["450~kr", "33~tkr", "1,29~mnkr", "−12~tkr"]
        );
        let scale = MoneyScale::fitting(1_933_729.0);
        assert_eq!(scale.interval(641_295.0, 1_933_729.0, Lang::En), "0.64–1.93\u{a0}MSEK");
    }
}
