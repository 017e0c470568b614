//! What to look at first, in words.

use chrono::NaiveDate;
use config::{Carrier, Meter, Portfolio, Tariff};
use engine::baseline::UseUnit;
use engine::savings::Rates;

use crate::figures::{Attention, What};
use crate::format::{EnergyScale, MoneyScale, iso, number, percent};
use crate::health::timestamp;
use crate::language::Lang;
use crate::texts::{fill, finding};
use crate::visit::address;
use engine::normalise::OtherUnit;
use engine::savings::attention::{ChangedMeasure, Excess, Reference};

/// One line of the list.
#[derive(Debug)]
pub(crate) struct AttentionRow {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    pub(crate) under: String,
    pub(crate) what: String,
    pub(crate) action: String,
    pub(crate) since: String,
    pub(crate) size: String,
    pub(crate) size_under: Vec<String>,
}

impl AttentionRow {
    /// `found` in words; in kronor too, at the prices that hold `today`, when there are any.
    pub(crate) fn of(
        found: &Attention<'_>,
        (portfolio, today): (&Portfolio, Option<NaiveDate>),
        lang: Lang,
    ) -> Self {
        let t = lang.texts();
        let price = today.and_then(|today| price(found, portfolio, today));
        let words = Words { found, price, lang };
        let carrier = found.carrier.map(|carrier| t.words.carrier(carrier).label);
        let place = found.building.map(|building| portfolio.municipality_name(&building.municipality));
        let (what, action) = words.sentence();
        let (size, size_under) = words.size();
        Self {
            name: found.building.map_or(t.attention.everywhere, |building| &building.name).to_owned(),
            href: found.building.map(|building| {
                if let What::SolarStill(plant) = &found.what {
                    return address::plant(lang, plant);
                }
                let page = address::building(lang, &building.id);
                let shown = found.carrier.filter(|carrier| carrier.is_use());
                shown.map_or(page.clone(), |carrier| format!("{page}?carrier={carrier}"))
            }),
            under: place.into_iter().chain(carrier).collect::<Vec<_>>().join(" · "),
            what,
            action,
            since: found.since.map_or_else(String::new, iso),
            size,
            size_under,
        }
    }
}

/// Puts one finding into words.
struct Words<'a> {
    found: &'a Attention<'a>,
    price: Option<&'a Tariff>,
    lang: Lang,
}

impl Words<'_> {
    fn sentence(&self) -> (String, String) {
        let t = &self.lang.texts().attention;
        let meter = self.found.meter.map_or("", name);
        let of_meter = |pattern, action: &str| (fill(pattern, &[("meter", meter)]), action.to_owned());
        match &self.found.what {
            What::Excess(excess) => self.excess(excess),
            What::Setback(lost) => {
                let percent = |share| percent(share, 0, self.lang);
                let (now, usual) = (percent(lost.percent), percent(lost.usual_percent));
                (fill(t.setback, &[("now", &now), ("usual", &usual)]), t.setback_action.to_owned())
            }
            What::AllSilent(silent, all) => {
                let values = [("n", &*silent.to_string()), ("all", &all.to_string())];
                (fill(t.all_silent, &values), t.all_silent_action.to_owned())
            }
            What::Silent(_) => of_meter(t.silent, t.silent_action),
            What::Unheard => of_meter(t.unheard, t.unheard_action),
            What::Still(_) => of_meter(t.still, t.still_action),
            What::Restarted => of_meter(t.restarted, t.restarted_action),
            What::Measure(step) => (self.measure(step, meter), t.measure_action.to_owned()),
            What::OtherUnit(other, _) => other_unit(other, meter, self.lang),
            What::SolarStill(_) => {
                (t.solar_still.to_owned(), self.lang.texts().solar.stands_still_check.to_owned())
            }
            What::Insufficient(reason) => {
                let advice = finding(&reason.code, &reason.text, &reason.data, self.lang);
                (advice.reason, advice.action)
            }
        }
    }

    fn excess(&self, excess: &Excess) -> (String, String) {
        let t = self.lang.texts();
        let carrier = self.found.carrier.unwrap_or(Carrier::Electricity);
        let pattern = match excess.reference {
            Reference::Before => t.attention.excess_before,
            Reference::Baseline => t.attention.excess_baseline,
        };
        let share = percent(excess.percent(), 0, self.lang);
        let subject = t.words.carrier(carrier).subject;
        let water = matches!(carrier, Carrier::ColdWater | Carrier::DomesticHotWater);
        let action = if water { t.attention.excess_water_action } else { t.attention.excess_action };
        (fill(pattern, &[("subject", subject), ("percent", &share)]), action.to_owned())
    }

    fn measure(&self, step: &ChangedMeasure, meter: &str) -> String {
        let t = &self.lang.texts().attention;
        let (pattern, factor) = if step.factor > 1.0 {
            (t.measure_larger, step.factor)
        } else {
            (t.measure_smaller, 1.0 / step.factor)
        };
        // Meters change by whole powers of ten when it is the unit; other factors are told as they are seen.
        let power = 10_f64.powf(factor.log10().round());
        let shown = if (factor / power).ln().abs() < 0.3 { power } else { factor };
        scaled(pattern, meter, (shown, 0), self.lang)
    }

    fn size(&self) -> (String, Vec<String>) {
        let t = &self.lang.texts().attention;
        let unmeasured = |usual: f64| {
            let amount = EnergyScale::fitting(usual, self.found.unit).with_unit(usual, self.lang);
            (fill(t.unmeasured, &[("amount", &amount)]), Vec::new())
        };
        match &self.found.what {
            What::Excess(excess) => self.excess_size(excess),
            What::Setback(lost) => {
                let amount = lost.extra_kwh_per_night;
                let amount = EnergyScale::fitting(amount, self.found.unit).with_unit(amount, self.lang);
                let nights = fill(t.setback_nights, &[("n", &lost.nights.to_string())]);
                (fill(t.setback_size, &[("amount", &amount)]), vec![nights])
            }
            What::Silent(Some(usual)) | What::OtherUnit(_, Some(usual)) => unmeasured(*usual),
            What::Still(still) => unmeasured(still.usual_per_day),
            What::Measure(step) => unmeasured(step.usual_per_day),
            _ => (String::new(), Vec::new()),
        }
    }

    fn excess_size(&self, excess: &Excess) -> (String, Vec<String>) {
        let t = &self.lang.texts().attention;
        let scale = EnergyScale::fitting(excess.interval.high_kwh, self.found.unit);
        let bounds = scale.interval(excess.interval.low_kwh, excess.interval.high_kwh, self.lang);
        let mut under = vec![fill(t.excess_bounds, &[("interval", &bounds)])];
        under.extend(excess.per_year.map(|amount| {
            let amount = EnergyScale::fitting(amount, self.found.unit).with_unit(amount, self.lang);
            fill(t.per_year, &[("amount", &amount)])
        }));
        under.extend(self.price.map(|tariff| {
            let (pattern, amount) = match excess.per_year {
                Some(per_year) => (t.cost, per_year),
                None => (t.cost_per_day, excess.excess_per_day),
            };
            let amount = MoneyScale::fitting(tariff.sek * amount).with_unit(tariff.sek * amount, self.lang);
            fill(pattern, &[("amount", &amount), ("source", &tariff.source)])
        }));
        let amount = scale.with_unit(excess.excess_per_day, self.lang);
        (fill(t.excess_size, &[("amount", &amount)]), under)
    }
}

/// What a meter does that sends in another unit, and what mends it.
pub(crate) fn other_unit(other: &OtherUnit, meter: &str, lang: Lang) -> (String, String) {
    let t = &lang.texts().attention;
    let (pattern, ratio) =
        if other.factor > 1.0 { (t.unit_larger, other.factor) } else { (t.unit_smaller, 1.0 / other.factor) };
    let digits = if ratio.fract() < 0.01 { 0 } else { 1 };
    let what = scaled(pattern, meter, (ratio, digits), lang);
    let from = timestamp(other.from);
    (what, fill(t.unit_action, &[("from", &from), ("times", &other.correction().to_string())]))
}

/// That numbers are `ratio` (of so many digits) times as large as before, or such a part of what they were.
fn scaled(pattern: &str, meter: &str, (ratio, digits): (f64, usize), lang: Lang) -> String {
    let factor = number(ratio, digits, lang);
    let words = [10.0, 100.0, 1000.0].into_iter().zip(lang.texts().attention.parts);
    let word = words.into_iter().find(|(of, _)| (ratio / of - 1.0).abs() < 0.005);
    let part = word.map_or_else(|| format!("1/{factor}"), |(_, word)| word.to_owned());
    fill(pattern, &[("meter", meter), ("factor", &factor), ("part", &part)])
}

/// What a unit of it costs.
fn price<'a>(found: &Attention<'_>, portfolio: &'a Portfolio, today: NaiveDate) -> Option<&'a Tariff> {
    let unit = if found.unit == UseUnit::Kwh.symbol() { UseUnit::Kwh } else { UseUnit::CubicMetre };
    Rates::new(&portfolio.tariffs, found.building?, found.carrier?, unit).on(today)
}

fn name(meter: &Meter) -> &str {
    meter.name.as_deref().unwrap_or(&meter.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_told_in_words_where_there_are_any() {
        for (ratio, sv, en) in [
            (10.0, "en tiondel", "a tenth"),
            (100.0, "en hundradel", "a hundredth"),
            (999.999, "en tusendel", "a thousandth"),
            (3.6, "1/3,6", "1/3.6"),
            (3600.0, "1/3\u{a0}600,0", "1/3\u{a0}600.0"),
        ] {
            assert_eq!(scaled("{part}", "m", (ratio, 1), Lang::Sv), sv);
            assert_eq!(scaled("{part}", "m", (ratio, 1), Lang::En), en);
        }
    }
}
