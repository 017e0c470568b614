//! The figures of a period, each with its sentence, its drawings and its table.

use chrono::Days;
use engine::domain::DateRange;
use store::{Store, StoreError};

use super::super::words::Claim;
use crate::charts::{
    Caption, Cloud, Cumulative, CumulativePoint, MeasuredAgainstBaseline, Signature, Size, Step,
};
use crate::figures::{Account, Course, Grain, PeriodResult, SignatureDays};
use crate::format::{EnergyScale, interval, iso, month_year, number, pretty_unit, quantity, span};
use crate::language::Lang;
use crate::texts::{Texts, fill};
use config::Carrier;

/// A figure with everything around it.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) id: &'static str,
    pub(super) heading: &'static str,
    pub(super) how: String,
    pub(super) class: &'static str,
    pub(super) drawings: Vec<String>,
    pub(super) note: String,
    pub(super) table: Table,
    pub(super) wide: bool,
}

/// The numbers of a figure.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

/// A numbered mark in the figures.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) number: usize,
    pub(super) text: String,
}

/// What the figures of one page share.
struct Plot<'a> {
    account: &'a Account<'a>,
    result: &'a PeriodResult,
    course: Course,
    marks: Vec<chrono::NaiveDate>,
    lang: Lang,
    t: &'static Texts,
}

/// Every figure there are data for. Without a saving there is no figure that would add up to one.
pub(super) fn all(
    store: &Store,
    account: &Account<'_>,
    result: &PeriodResult,
    lang: Lang,
) -> Result<(Vec<Figure>, Vec<Mark>), StoreError> {
    let Some(course) = Course::of(result, &account.options()).filter(|_| result.valid_days > 0) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let measures: Vec<_> = account
        .building
        .measures
        .iter()
        .filter(|m| m.date > result.period.from && m.date < result.period.to)
        .collect();
    let marks = measures.iter().enumerate().map(|(index, measure)| Mark {
        number: index + 1,
        text: format!("{}: {}", super::date_text(measure.date, lang), measure.name),
    });
    let marks = marks.collect();
    let plot = Plot {
        account,
        result,
        course,
        marks: measures.iter().map(|measure| measure.date).collect(),
        lang,
        t: lang.texts(),
    };
    let mut figures = vec![plot.measured()];
    figures.extend(result.saving().map(|saving| plot.cumulative(&Claim::of(saving, account.unit()))));
    figures.extend(plot.signature(store)?);
    Ok((figures, marks))
}

impl Plot<'_> {
    fn colour(&self) -> &'static str {
        match self.account.carrier {
            Carrier::Electricity => "electricity",
            Carrier::ColdWater | Carrier::DistrictCooling => "water",
            _ => "heat",
        }
    }

    fn measured(&self) -> Figure {
        let t = &self.t.building;
        let lang = self.lang;
        let steps = &self.course.steps;
        let largest =
            steps.iter().flat_map(|step| [step.actual, step.expected]).flatten().fold(0.0, f64::max);
        let scale = EnergyScale::fitting(largest, self.account.unit());
        let scaled: Vec<Step> = steps
            .iter()
            .map(|step| Step {
                actual: step.actual.map(|value| scale.scaled(value)),
                expected: step.expected.map(|value| scale.scaled(value)),
                band: step.band.map(|(low, high)| (scale.scaled(low), scale.scaled(high))),
                ..*step
            })
            .collect();
        let grain = match self.course.grain {
            Grain::Day => t.per_day,
            Grain::Week => t.per_week,
            Grain::Month => t.per_month,
        };
        let drawn = steps.iter().filter_map(|step| step.actual.zip(step.expected));
        let below = drawn.clone().filter(|(actual, expected)| actual < expected).count().to_string();
        let values = [("below", below.as_str()), ("all", &drawn.count().to_string()), ("steps", grain)];
        let description = fill(t.measured_description, &values);
        let figure = MeasuredAgainstBaseline {
            range: self.result.period,
            steps: &scaled,
            marks: &self.marks,
            actual_name: t.line_measured,
            expected_name: t.line_baseline,
            colour: self.colour(),
            unit: &fill(t.measured_unit, &[("unit", scale.unit)]),
        };
        let caption = Caption { id: "measured", title: t.measured, description: &description };
        let draw = |size| figure.draw(caption, size, lang);
        Figure {
            id: "measured",
            heading: t.measured,
            how: fill(t.measured_how, &[("steps", grain)]),
            class: "three",
            drawings: vec![draw(Size::Full), draw(Size::Half), draw(Size::Phone)],
            note: String::new(),
            table: self.months_table(),
            wide: true,
        }
    }

    fn months_table(&self) -> Table {
        let t = &self.t.building;
        let lang = self.lang;
        let largest = self
            .course
            .months
            .iter()
            .filter_map(|month| month.sums)
            .fold(0.0, |most, sums| f64::max(most, sums.high.max(sums.actual)));
        let scale = EnergyScale::fitting(largest, self.account.unit());
        let rows = self.course.months.iter().map(|month| {
            let value = |pick: fn(&crate::figures::Sums) -> f64| {
                month.sums.as_ref().map_or_else(|| "–".to_owned(), |sums| scale.with_unit(pick(sums), lang))
            };
            vec![
                month_label(month.range, lang),
                value(|sums| sums.actual),
                value(|sums| sums.expected),
                month.sums.map_or_else(|| "–".to_owned(), |sums| scale.interval(sums.low, sums.high, lang)),
                month.days.to_string(),
                month.temp_c.map_or_else(|| "–".to_owned(), |value| quantity(value, 1, "°C", lang)),
            ]
        });
        Table {
            caption: t.measured.to_owned(),
            head: vec![
                t.column_month,
                t.column_measured,
                t.column_expected,
                t.column_band,
                t.column_days,
                t.column_temperature,
            ],
            rows: rows.collect(),
        }
    }

    fn cumulative(&self, claim: &Claim) -> Figure {
        let t = &self.t.building;
        let lang = self.lang;
        let ends = self.course.saved.iter().flat_map(|day| [day.interval.low_kwh, day.interval.high_kwh]);
        let scale =
            EnergyScale::fitting(ends.fold(0.0, |most, value| f64::max(most, value.abs())), claim.unit);
        let points: Vec<CumulativePoint> = self
            .course
            .saved
            .iter()
            .map(|day| CumulativePoint {
                date: day.date,
                saved: scale.scaled(day.avoided_kwh),
                low: scale.scaled(day.interval.low_kwh),
                high: scale.scaled(day.interval.high_kwh),
            })
            .collect();
        let (amount, bounds) = (claim.amount(lang), claim.bounds(lang));
        let description = fill(t.cumulative_description, &[("amount", &amount), ("interval", &bounds)]);
        let figure = Cumulative {
            range: self.result.period,
            points: &points,
            marks: &self.marks,
            end_label: &amount,
            unit: scale.unit,
        };
        let caption = Caption { id: "cumulative", title: t.cumulative, description: &description };
        let rows = self.course.months.iter().filter_map(|month| {
            let saved = month.saved?;
            let interval = saved.interval;
            Some(vec![
                month_label(month.range, lang),
                scale.with_unit(saved.avoided_kwh, lang),
                scale.interval(interval.low_kwh, interval.high_kwh, lang),
            ])
        });
        Figure {
            id: "cumulative",
            heading: t.cumulative,
            how: t.cumulative_how.to_owned(),
            class: "only-half",
            drawings: [Size::Half, Size::Phone].map(|size| figure.draw(caption, size, lang)).to_vec(),
            note: String::new(),
            table: Table {
                caption: t.cumulative.to_owned(),
                head: vec![t.column_month, t.column_saved, self.t.overview.column_interval],
                rows: rows.collect(),
            },
            wide: false,
        }
    }

    fn signature(&self, store: &Store) -> Result<Option<Figure>, StoreError> {
        let Some(model) = self.result.model() else { return Ok(None) };
        let t = &self.t.building;
        let lang = self.lang;
        let days = self.account.days(store, model.period())?;
        let before = SignatureDays::before(model, &days);
        let after = SignatureDays::after(model, &self.result.days, self.result.period);
        let (Some(cold), Some(late)) = (before.temperatures(), after.temperatures()) else { return Ok(None) };
        let unit = if self.account.unit() == "m3" { "m3/h" } else { "kW" };
        let name = |pattern, cloud: &SignatureDays| fill(pattern, &[("period", &short(cloud.period, lang))]);
        let slope = |cloud: &SignatureDays| {
            let slope = cloud.branches.and_then(crate::figures::Branches::per_degree_colder)?;
            Some(quantity(slope, decimals(slope), unit, lang))
        };
        let note = slope(&before).zip(slope(&after)).map_or_else(String::new, |(before, after)| {
            fill(t.signature_slopes, &[("before", &before), ("after", &after)])
        });
        let line = |cloud: &SignatureDays, range| cloud.branches.map(|b| b.line(range)).unwrap_or_default();
        let (before_line, after_line) = (line(&before, cold), line(&after, late));
        let (before_name, after_name) = (name(t.signature_before, &before), name(t.signature_after, &after));
        let figure = Signature {
            before: Cloud { days: &before.days, line: &before_line, name: &before_name },
            after: Cloud { days: &after.days, line: &after_line, name: &after_name },
            colour: self.colour(),
            unit: pretty_unit(unit),
        };
        let (n, m) = (before.days.len().to_string(), after.days.len().to_string());
        let description =
            format!("{} {note}", fill(t.signature_description, &[("before", &n), ("after", &m)]));
        let caption = Caption { id: "signature", title: t.signature, description: &description };
        Ok(Some(Figure {
            id: "signature",
            heading: t.signature,
            how: t.signature_how.to_owned(),
            class: "only-half",
            drawings: [Size::Half, Size::Phone].map(|size| figure.draw(caption, size, lang)).to_vec(),
            note,
            table: self.signature_table(&before, &after, unit),
            wide: false,
        }))
    }

    /// Means over five degrees each.
    fn signature_table(&self, before: &SignatureDays, after: &SignatureDays, unit: &str) -> Table {
        const STEP: f64 = 5.0;
        let t = &self.t.building;
        let lang = self.lang;
        let mean = |cloud: &SignatureDays, low: f64| {
            let inside = cloud.days.iter().filter(|day| (low..low + STEP).contains(&day.0)).map(|day| day.1);
            let (count, sum) = inside.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
            if count > 0.0 { quantity(sum / count, 1, unit, lang) } else { "–".to_owned() }
        };
        let ends = [before, after].into_iter().filter_map(SignatureDays::temperatures);
        let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (cold, warm)| {
            (low.min(cold), high.max(warm))
        });
        let mut rows = Vec::new();
        let mut at = (low / STEP).floor() * STEP;
        while at <= high && rows.len() < 40 {
            let label = interval(&number(at, 0, lang), &number(at + STEP, 0, lang), "°C", lang);
            rows.push(vec![label, mean(before, at), mean(after, at)]);
            at += STEP;
        }
        Table {
            caption: t.signature.to_owned(),
            head: vec![t.column_temperature, t.column_before, t.column_after],
            rows,
        }
    }
}

/// `januari 2018`, or the days of a month that is cut.
fn month_label(range: DateRange, lang: Lang) -> String {
    use chrono::Datelike;
    if range.from.day() == 1 && range.to.day() == 1 {
        month_year(range.from, lang)
    } else {
        span(range, lang)
    }
}

/// A period in few characters: a key stands in a narrow place.
fn short(range: DateRange, lang: Lang) -> String {
    let text = span(range, lang);
    if text.chars().count() <= 20 {
        text
    } else {
        format!("{}–{}", iso(range.from), iso(range.to - Days::new(1)))
    }
}

/// Enough decimals to tell slopes apart.
fn decimals(value: f64) -> usize {
    match value.abs() {
        value if value >= 10.0 => 0,
        value if value >= 1.0 => 1,
        value if value >= 0.1 => 2,
        _ => 3,
    }
}
