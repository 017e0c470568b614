//! What a reader of a baseline relies on.

use proptest::prelude::*;

use super::synthetic::{HEATED, Truth, day, days, range, year};
use super::*;

fn fitted(days: &[Day], period: DateRange) -> Baseline {
    let judged = fit(days, period, &FitOptions::default());
    judged.baseline().unwrap_or_else(|| panic!("{:?}", judged.findings())).clone()
}

fn parameter(model: &FittedModel, name: &str) -> f64 {
    let named = model.explain().parameters;
    named.iter().find(|(key, _)| key == name).unwrap_or_else(|| panic!("{name} in {named:?}")).1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_noiseless_building_is_recovered(
        base in 5.0..5000.0_f64,
        weekend in -0.6..0.6_f64,
        heating in 0.02..0.3_f64,
        heating_below_c in 9.0..17.0_f64,
    ) {
        let truth = Truth { base, weekend: weekend * base, heating: heating * base, heating_below_c, ..HEATED };
        let baseline = fitted(&days(truth, year(2022)), year(2022));
        for other in days(truth, year(2023)) {
            let (used, temp_c) = other.complete().unwrap();
            let expected = baseline.model.expect(other.date, temp_c);
            prop_assert!((expected - used).abs() < 5e-3 * base, "{expected} {used} {:?}", baseline.model.terms);
        }
        let slope = parameter(&baseline.model, "heating_slope_kwh_per_k_day");
        prop_assert!((slope / truth.heating - 1.0).abs() < 0.01, "{slope} {}", truth.heating);
        let point = parameter(&baseline.model, "heating_balance_point_c");
        prop_assert!((point - heating_below_c).abs() < 0.2, "{point} {heating_below_c}");
    }

    #[test]
    fn the_model_has_no_bias_over_its_own_period(noise in 0.0..300.0_f64, heating in 0.0..50.0_f64) {
        let truth = Truth { noise, heating, ..HEATED };
        let model = fitted(&days(truth, year(2022)), year(2022)).model;
        prop_assert!(model.goodness.nmbe.abs() < 1e-9, "{}", model.goodness.nmbe);
        let (mut predicted, mut squares) = (0.0, 0.0);
        let own = days(truth, year(2022));
        for (day, (used, temp_c)) in own.iter().map(|day| (day, day.complete().unwrap())) {
            let expected = model.expect(day.date, temp_c);
            predicted += expected;
            squares += (expected - used).powi(2);
        }
        let freedom = (365 - model.parameters()) as f64;
        prop_assert!((model.goodness.cv_rmse - (squares / freedom).sqrt() / model.goodness.mean).abs() < 1e-9);
        prop_assert!((predicted / 365.0 / model.goodness.mean - 1.0).abs() < 1e-9);
    }

    #[test]
    fn whatever_the_days_hold_nothing_panics_and_no_figure_is_nan(
        values in proptest::collection::vec((proptest::option::of(any::<f64>()), proptest::option::of(any::<f64>())), 1..60),
        repeat in any::<bool>(),
    ) {
        let period = year(2022);
        let days: Vec<Day> = period
            .dates()
            .enumerate()
            .map(|(index, date)| {
                let (used, temp_c) = values[index % values.len()];
                Day { date: if repeat { period.from } else { date }, used, temp_c, filled_share: 0.0 }
            })
            .collect();
        check_figures(&fit(&days, period, &FitOptions::default()));
    }

    #[test]
    fn plausible_days_of_any_shape_give_finite_figures(
        values in proptest::collection::vec((-50.0..1e6_f64, -40.0..35.0_f64), 1..400),
    ) {
        let period = year(2022);
        let days: Vec<Day> = period
            .dates()
            .zip(values.iter().cycle())
            .map(|(date, (used, temp_c))| Day { date, used: Some(*used), temp_c: Some(*temp_c), filled_share: 0.3 })
            .collect();
        check_figures(&fit(&days, period, &FitOptions::default()));
    }
}

fn check_figures(judged: &Judged) {
    for finding in judged.findings() {
        assert!(finding.data.iter().all(|(_, value)| value.is_finite()), "{finding:?}");
    }
    let Some(Baseline { model, .. }) = judged.baseline() else {
        assert!(sufficiency::forbids(judged.findings()));
        return;
    };
    let explained = model.explain();
    assert!(explained.parameters.iter().all(|(_, value)| value.is_finite()), "{explained:?}");
    let goodness = model.goodness;
    let figures = [goodness.cv_rmse, goodness.nmbe, goodness.r_squared, goodness.cv_rmse_held_out];
    assert!(figures.iter().all(|value| value.is_finite()), "{goodness:?}");
    for temp_c in [-60.0, -5.0, 0.0, 17.0, 45.0] {
        assert!(model.expect(model.period().from, temp_c).is_finite());
        let gradient = model.gradient_row(model.period().to, temp_c);
        assert!(model.parameter_variance(&gradient).is_finite());
    }
}

#[test]
fn the_order_of_the_days_and_days_outside_do_not_matter() {
    let truth = Truth { noise: 80.0, ..HEATED };
    let once = fitted(&days(truth, year(2022)), year(2022));
    let mut shuffled = days(truth, range("2021-06-01", "2023-06-01"));
    shuffled.reverse();
    shuffled.rotate_left(100);
    shuffled.push(Day { used: Some(1e6), ..day(truth, year(2022).from) });
    assert_eq!(fitted(&shuffled, year(2022)), once);
}

#[test]
fn day_types_and_both_balance_points_are_found() {
    let model = fitted(&days(Truth { noise: 40.0, ..HEATED }, year(2022)), year(2022)).model;
    assert_eq!((model.form, model.day_types), (Form::Heating, DayTypes::WorkdayWeekend));
    let alike = fitted(&days(Truth { weekend: 0.0, ..HEATED }, year(2022)), year(2022)).model;
    assert_eq!(alike.day_types, DayTypes::AllAlike);
    let cooled = Truth { cooling: 60.0, cooling_above_c: 17.0, heating_below_c: 10.0, noise: 20.0, ..HEATED };
    let model = fitted(&days(cooled, year(2022)), year(2022)).model;
    assert_eq!(model.form, Form::HeatingAndCooling);
    assert!((parameter(&model, "cooling_balance_point_c") - 17.0).abs() < 0.7);
    assert!((parameter(&model, "heating_balance_point_c") - 10.0).abs() < 0.7);
}

#[test]
fn the_model_asked_for_is_the_model_fitted() {
    let days = days(Truth { noise: 40.0, ..HEATED }, year(2022));
    for form in [Form::Mean, Form::Line, Form::Heating, Form::Bent] {
        let options = FitOptions { model: ModelChoice::Only(form), ..FitOptions::default() };
        let judged = fit(&days, year(2022), &options);
        assert_eq!(judged.baseline().unwrap().model.form, form);
    }
}

#[test]
fn a_form_that_the_data_contradict_is_said_to_be_impossible() {
    let options = FitOptions { model: ModelChoice::Only(Form::Cooling), ..FitOptions::default() };
    let judged = fit(&days(HEATED, year(2022)), year(2022), &options);
    assert_eq!(judged.findings().last().unwrap().code, "baseline.not_computable");
}

#[test]
fn modes_and_red_days_get_their_own_levels() {
    let closed = range("2022-06-20", "2022-08-08");
    let mut days = days(HEATED, year(2022));
    for day in days.iter_mut().filter(|day| closed.contains(day.date)) {
        day.used = day.used.map(|used| used - 200.0);
    }
    let modes =
        vec![Mode::new("summer closure", closed.dates().chain(range("2023-06-19", "2023-08-07").dates()))];
    let options = FitOptions { calendar: Calendar { modes, ..Calendar::default() }, ..FitOptions::default() };
    let model = fit(&days, year(2022), &options).baseline().unwrap().model.clone();
    assert!((parameter(&model, "mode_summer_closure_workday_kwh_per_day") + 200.0).abs() < 2.0);
    let (open, shut) = ("2023-06-12".parse().unwrap(), "2023-07-10".parse().unwrap());
    assert!((model.expect(open, 20.0) - model.expect(shut, 20.0) - 200.0).abs() < 2.0);
    let swedish = FitOptions { calendar: Calendar::sweden(), ..FitOptions::default() };
    let model =
        fit(&synthetic::days(HEATED, year(2022)), year(2022), &swedish).baseline().unwrap().model.clone();
    let (thursday, friday) = ("2023-05-18".parse().unwrap(), "2023-05-12".parse().unwrap());
    assert!(model.expect(thursday, 10.0) < model.expect(friday, 10.0), "Ascension Day is a Sunday");
}

#[test]
fn the_document_leads_back_to_the_same_model() {
    let mut options = FitOptions { calendar: Calendar::sweden(), ..FitOptions::default() };
    options.calendar.modes.push(Mode::new("lov", range("2022-07-01", "2022-08-01").dates()));
    let judged = fit(&days(Truth { noise: 50.0, ..HEATED }, year(2022)), year(2022), &options);
    let baseline = judged.baseline().unwrap();
    let text = serde_json::to_string(&baseline.model).unwrap();
    let back = Baseline::of(serde_json::from_str(&text).unwrap());
    assert_eq!((back.period, back.days_used), (baseline.period, 365));
    for other in days(HEATED, year(2023)) {
        let (ours, theirs) = (baseline.model.expect(other.date, 3.3), back.model.expect(other.date, 3.3));
        assert!((ours - theirs).abs() < 1e-9);
    }
}

#[test]
fn a_model_explains_itself() {
    let explained = fitted(&days(HEATED, year(2022)), year(2022)).model.explain();
    let lines: Vec<String> =
        explained.parameters.iter().map(|(name, value)| format!("{name} = {value:.1}")).collect();
    let text = format!("{}\n{}\n{}", explained.name, explained.sentence, lines.join("\n"));
    insta::assert_snapshot!(text, @r"
    3ph
    P = 15.23 kW + 1.250 kW/K · (15.3 °C − T)+
    base_kwh_per_day = 365.4
    base_workday_kwh_per_day = 400.0
    base_weekend_kwh_per_day = 280.0
    heating_slope_kwh_per_k_day = 30.0
    heating_slope_w_per_k = 1249.9
    heating_balance_point_c = 15.3
    ");
}

#[test]
fn a_constant_meter_is_a_mean_without_error() {
    let mut days = days(HEATED, year(2022));
    days.iter_mut().for_each(|day| day.used = Some(240.0));
    let judged = fit(&days, year(2022), &FitOptions::default());
    assert_eq!(
        judged.findings().iter().map(|finding| finding.code).collect::<Vec<_>>(),
        ["baseline.constant"]
    );
    let model = &judged.baseline().unwrap().model;
    assert_eq!(model.form, Form::Mean);
    assert!((model.expect(year(2022).from, -20.0) - 240.0).abs() < 1e-9 && model.goodness.cv_rmse < 1e-9);
}
