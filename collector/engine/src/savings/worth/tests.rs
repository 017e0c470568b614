use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::domain::DateRange;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn building() -> Building {
    Building {
        id: "arebo".to_owned(),
        name: "Ärebo".to_owned(),
        municipality: "solleftea".to_owned(),
        owner: "solatum".to_owned(),
        use_: "care_home".to_owned(),
        heated_area_m2: None,
        built: None,
        lat: None,
        lon: None,
        station: None,
        zone: chrono_tz::Europe::Stockholm,
        calendar: None,
        closed: Vec::new(),
        meters: Vec::new(),
        baselines: Vec::new(),
        measures: Vec::new(),
        caretakers: Vec::new(),
    }
}

fn tariff(from: &str, sek: f64, municipality: Option<&str>, owner: Option<&str>) -> Tariff {
    Tariff {
        carrier: Carrier::DistrictHeating,
        scope: Scope { municipality: municipality.map(str::to_owned), owner: owner.map(str::to_owned) },
        from: date(from),
        sek,
        per: Quantity::Energy,
        source: format!("{from} {sek}"),
    }
}

fn rates(tariffs: &[Tariff]) -> Rates<'_, Tariff> {
    Rates::new(tariffs, &building(), Carrier::DistrictHeating, UseUnit::Kwh)
}

#[test]
fn each_day_is_taken_at_the_price_that_held_and_every_price_is_named() {
    let tariffs = [tariff("2026-03-01", 2.0, None, None), tariff("2026-01-01", 1.0, None, None)];
    let amounts = [(date("2026-02-28"), 10.0), (date("2026-03-01"), 10.0), (date("2026-03-02"), -5.0)];
    let worth = rates(&tariffs).worth_of(&amounts).unwrap();
    assert!((worth.amount - 20.0).abs() < 1e-12);
    assert_eq!(worth.rates, [&tariffs[1], &tariffs[0]]);
}

#[test]
fn a_day_without_a_price_leaves_the_whole_without_one() {
    let tariffs = [tariff("2026-01-01", 1.0, None, None)];
    let one = (date("2026-01-01"), 10.0);
    assert!(rates(&tariffs).worth_of(&[(date("2025-12-31"), 10.0), one]).is_none());
    assert!(rates(&tariffs).worth_of(&[]).is_none());
    assert!(rates(&[]).worth_of(&[one]).is_none());
    let by_volume = Rates::new(&tariffs, &building(), Carrier::DistrictHeating, UseUnit::CubicMetre);
    assert!(by_volume.worth_of(&[one]).is_none(), "a price per kWh is none per m³");
}

#[test]
fn the_closest_scope_counts_even_if_a_wider_one_is_newer() {
    let tariffs = [
        tariff("2026-01-01", 1.0, None, None),
        tariff("2026-02-01", 2.0, Some("solleftea"), None),
        tariff("2026-03-01", 3.0, None, Some("solatum")),
        tariff("2026-04-01", 4.0, Some("solleftea"), Some("solatum")),
        tariff("2026-05-01", 5.0, None, None),
        tariff("2026-01-01", 9.0, Some("kramfors"), None),
    ];
    for (day, expected) in [
        ("2026-01-31", 1.0),
        ("2026-02-01", 2.0),
        ("2026-03-01", 3.0),
        ("2026-04-01", 4.0),
        ("2026-05-01", 4.0),
    ] {
        assert_eq!(rates(&tariffs).on(date(day)).map(|tariff| tariff.sek), Some(expected), "{day}");
    }
}

#[test]
fn a_factor_holds_from_its_year_on_in_kg() {
    let factor = EmissionFactor {
        carrier: Carrier::DistrictHeating,
        scope: Scope::default(),
        year: 2025,
        g_co2e: 50.0,
        per: Quantity::Energy,
        supplier: None,
        source: "s".to_owned(),
    };
    let factors = [EmissionFactor { year: 2027, g_co2e: 40.0, ..factor.clone() }, factor];
    let rates = Rates::new(&factors, &building(), Carrier::DistrictHeating, UseUnit::Kwh);
    let worth = rates.worth_of(&[(date("2026-07-01"), 1000.0)]).unwrap();
    assert!((worth.amount - 50.0).abs() < 1e-12);
    assert_eq!(worth.rates[0].year, 2025);
    assert!(rates.on(date("2024-12-31")).is_none());
}

#[test]
fn a_sum_lacks_a_price_when_one_part_does() {
    let tariffs = [tariff("2026-01-01", 1.0, None, None)];
    let part = || rates(&tariffs).worth_of(&[(date("2026-01-01"), 10.0)]);
    let sum = Worth::sum([part(), part()]).unwrap();
    assert!((sum.amount - 20.0).abs() < 1e-12);
    assert_eq!(sum.rates.len(), 1);
    assert!(Worth::sum([part(), None]).is_none());
    assert!(Worth::<Tariff>::sum([]).is_none());
}

proptest! {
    #[test]
    fn parts_of_a_period_add_up_to_the_whole(
        days in prop::collection::vec(-100.0..100.0_f64, 2..60),
        cut in 1_usize..59,
        prices in prop::collection::vec((0_u64..60, 0.0..5.0_f64), 0..4),
    ) {
        let start = date("2026-01-01");
        let mut tariffs = vec![tariff("2026-01-01", 0.5, None, None)];
        tariffs.extend(prices.iter().map(|(day, sek)| Tariff {
            from: start + Days::new(*day),
            ..tariff("2026-01-01", *sek, None, Some("solatum"))
        }));
        let range = DateRange { from: start, to: start + Days::new(days.len() as u64) };
        let amounts: Vec<_> = range.dates().zip(days).collect();
        let (one, other) = amounts.split_at(cut.min(amounts.len() - 1));
        let worth = |part: &[(NaiveDate, f64)]| rates(&tariffs).worth_of(part).unwrap().amount;
        prop_assert!((worth(one) + worth(other) - worth(&amounts)).abs() < 1e-6);
    }
}
