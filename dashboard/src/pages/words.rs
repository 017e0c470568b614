//! Savings in words: the same sentence and the same rounding wherever a saving stands.

use engine::savings::{Interval, Saving};

use crate::charts::tone;
use crate::figures::Sum;
use crate::format::{EnergyScale, coverage_percent, interval, number, percent};
use crate::language::Lang;
use crate::texts::{Span, fill, fill_rich};

/// A saving with all that is said about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    pub(crate) actual: f64,
    pub(crate) expected: f64,
    pub(crate) avoided: f64,
    pub(crate) percent: Option<f64>,
    pub(crate) interval: Interval,
    pub(crate) unit: &'static str,
}

/// A key figure.
#[derive(Debug)]
pub(crate) struct Tile {
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) unit: String,
    pub(crate) note: String,
    pub(crate) tone: &'static str,
}

/// A sentence with the class of its emphasis.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) spans: Vec<Span>,
    pub(crate) tone: &'static str,
}

impl Claim {
    pub(crate) fn of(saving: &Saving, unit: &'static str) -> Self {
        Self {
            actual: saving.actual_kwh,
            expected: saving.adjusted_baseline_kwh,
            avoided: saving.avoided_kwh,
            percent: saving.avoided_percent,
            interval: saving.interval,
            unit,
        }
    }

    pub(crate) const fn of_sum(sum: &Sum, unit: &'static str) -> Self {
        Self {
            actual: sum.actual_kwh,
            expected: sum.adjusted_baseline_kwh,
            avoided: sum.avoided_kwh,
            percent: sum.avoided_percent,
            interval: sum.interval,
            unit,
        }
    }

    /// `save`, `over` or `unsure`.
    pub(crate) const fn tone(&self) -> &'static str {
        tone(self.interval.low_kwh, self.interval.high_kwh)
    }

    /// One scale for the saving and its bounds.
    pub(crate) fn scale(&self) -> EnergyScale {
        let bounds = [self.avoided, self.interval.low_kwh, self.interval.high_kwh];
        EnergyScale::fitting(bounds.iter().fold(0.0, |most, value| f64::max(most, value.abs())), self.unit)
    }

    /// The saving with its unit.
    pub(crate) fn amount(&self, lang: Lang) -> String {
        self.scale().with_unit(self.avoided, lang)
    }

    /// The bounds with their unit.
    pub(crate) fn bounds(&self, lang: Lang) -> String {
        self.scale().interval(self.interval.low_kwh, self.interval.high_kwh, lang)
    }

    /// The saving in percent of expected.
    pub(crate) fn percent(&self, lang: Lang) -> String {
        self.percent.map_or_else(|| "–".to_owned(), |value| percent(value, 1, lang))
    }

    /// The bounds in percent of expected.
    pub(crate) fn percent_bounds(&self) -> Option<(f64, f64)> {
        let share = |kwh: f64| 100.0 * kwh / self.expected;
        self.percent.map(|_| (share(self.interval.low_kwh), share(self.interval.high_kwh)))
    }

    /// The same as text.
    pub(crate) fn percent_interval(&self, lang: Lang) -> String {
        let text = |(low, high)| interval(&number(low, 1, lang), &number(high, 1, lang), "%", lang);
        self.percent_bounds().map_or_else(String::new, text)
    }

    /// The sentence that states it, beginning with `subject`.
    pub(crate) fn verdict(&self, subject: &str, period: &str, lang: Lang) -> Verdict {
        let t = &lang.texts().verdict;
        let size = self.percent.map_or_else(
            || self.scale().with_unit(self.avoided.abs(), lang),
            |value| percent(value.abs(), 1, lang),
        );
        let tone = self.tone();
        let pattern = match (tone, self.avoided >= 0.0) {
            ("save", _) => t.saved,
            ("over", _) => t.over,
            (_, true) => t.unsure_below,
            (_, false) => t.unsure_above,
        };
        let (amount, bounds) = if self.avoided >= 0.0 {
            (self.amount(lang), self.bounds(lang))
        } else {
            let (low, high) = (-self.interval.high_kwh, -self.interval.low_kwh);
            (self.scale().with_unit(-self.avoided, lang), self.scale().interval(low, high, lang))
        };
        let values = [
            ("subject", subject),
            ("period", period),
            ("percent", &size),
            ("amount", &amount),
            ("interval", &bounds),
        ];
        Verdict { spans: fill_rich(pattern, &values), tone }
    }

    /// The tile that states it.
    pub(crate) fn tile(&self, label: &'static str, lang: Lang) -> Tile {
        let scale = self.scale();
        let t = &lang.texts().verdict;
        let tone = self.tone();
        let bounds = fill(t.confidence, &[("interval", &self.bounds(lang))]);
        let sure = if tone == "unsure" { format!("{}. {bounds}", capital(t.tag_unsure)) } else { bounds };
        Tile {
            label,
            value: scale.number(self.avoided, lang),
            unit: format!("{} ({})", scale.unit, self.percent(lang)),
            note: sure,
            tone,
        }
    }

    /// The tile of measured use, with the expected use under it.
    pub(crate) fn used_tile(&self, label: &'static str, note: &str, lang: Lang) -> Tile {
        let scale = EnergyScale::fitting(self.actual.max(self.expected), self.unit);
        let expected = scale.with_unit(self.expected, lang);
        Tile {
            label,
            value: scale.number(self.actual, lang),
            unit: scale.unit.to_owned(),
            note: fill(note, &[("expected", &expected)]),
            tone: "",
        }
    }
}

/// The tile of data coverage.
pub(crate) fn coverage_tile(label: &'static str, share: f64, note: String, lang: Lang) -> Tile {
    let (value, unit) = (number(coverage_percent(share, 1), 1, lang), "%".to_owned());
    Tile { label, value, unit, note, tone: "" }
}

/// `text` with a capital at its start.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(avoided: f64, half: f64, lang: Lang) -> String {
        let expected = 438_000.0;
        let claim = Claim {
            actual: expected - avoided,
            expected,
            avoided,
            percent: Some(100.0 * avoided / expected),
            interval: Interval { confidence: 0.9, low_kwh: avoided - half, high_kwh: avoided + half },
            unit: "kWh",
        };
        let subject = if lang == Lang::Sv { "Fjärrvärmen" } else { "District heating" };
        let verdict = claim.verdict(subject, "2018", lang);
        let mark = |span: &Span| if span.strong { format!("[{}]", span.text) } else { span.text.clone() };
        let sentence: String = verdict.spans.iter().map(mark).collect();
        format!("{}: {}", verdict.tone, sentence.replace('\u{a0}', "~"))
    }

    #[test]
    fn every_verdict_carries_its_interval() {
        insta::assert_snapshot!(said(41_200.0, 12_350.0, Lang::Sv), @"save: Fjärrvärmen ligger [9,4~% under det väntade] 2018: 41,2~MWh sparat (90~% säkerhet: 28,9–53,5~MWh).");
        insta::assert_snapshot!(said(-41_200.0, 12_350.0, Lang::Sv), @"over: Fjärrvärmen ligger [9,4~% över det väntade] 2018: 41,2~MWh mer än väntat (90~% säkerhet: 28,9–53,5~MWh).");
        insta::assert_snapshot!(said(8_200.0, 12_350.0, Lang::Sv), @"unsure: Fjärrvärmen ligger 1,9~% under det väntade 2018, men besparingen är [ej säkerställd]: 8,2~MWh sparat (90~% säkerhet: −4,2 till 20,6~MWh).");
        insta::assert_snapshot!(said(-8_200.0, 12_350.0, Lang::Sv), @"unsure: Fjärrvärmen ligger 1,9~% över det väntade 2018, men ökningen är [ej säkerställd]: 8,2~MWh mer än väntat (90~% säkerhet: −4,2 till 20,6~MWh).");
        insta::assert_snapshot!(said(41_200.0, 12_350.0, Lang::En), @"save: District heating is [9.4% below expected] for 2018: 41.2~MWh saved (90% confidence: 28.9–53.5~MWh).");
        insta::assert_snapshot!(said(-41_200.0, 12_350.0, Lang::En), @"over: District heating is [9.4% above expected] for 2018: 41.2~MWh more than expected (90% confidence: 28.9–53.5~MWh).");
        insta::assert_snapshot!(said(8_200.0, 12_350.0, Lang::En), @"unsure: District heating is 1.9% below expected for 2018, but the saving is [not certain]: 8.2~MWh saved (90% confidence: −4.2 to 20.6~MWh).");
        insta::assert_snapshot!(said(-8_200.0, 12_350.0, Lang::En), @"unsure: District heating is 1.9% above expected for 2018, but the increase is [not certain]: 8.2~MWh more than expected (90% confidence: −4.2 to 20.6~MWh).");
    }
}
