//! Register puzzles with their right answers, in every order of arrival.

use super::*;
use crate::domain::ReadingMode;

struct Case {
    name: &'static str,
    readings: &'static [(&'static str, f64)],
    digits: Option<i32>,
    replacement: Option<(&'static str, f64, f64)>,
    expect: &'static [(&'static str, &'static str, f64, Quality)],
    events: &'static [(&'static str, &'static str)],
}

const PLAIN: Case =
    Case { name: "", readings: &[], digits: None, replacement: None, expect: &[], events: &[] };

fn at(text: &str) -> DateTime<Utc> {
    let text = if text.contains('T') { format!("{text}:00Z") } else { format!("2026-01-15T{text}:00Z") };
    text.parse().unwrap()
}

fn permutations(points: &[Point]) -> Vec<Vec<Point>> {
    if points.len() <= 1 {
        return vec![points.to_vec()];
    }
    (0..points.len())
        .flat_map(|index| {
            let mut rest = points.to_vec();
            let head = rest.remove(index);
            permutations(&rest).into_iter().map(move |tail| {
                let mut order = vec![head];
                order.extend(tail);
                order
            })
        })
        .collect()
}

fn check(case: &Case) {
    let points: Vec<Point> =
        case.readings.iter().map(|(text, value)| Point { at: at(text), value: *value }).collect();
    for points in permutations(&points) {
        let learned = facts(&points, ReadingMode::Register);
        let rules = MeterRules {
            mode: ReadingMode::Register,
            interval: learned.interval,
            max_per_hour: Some(100.0),
            resolution: learned.resolution,
            modulus: case.digits.map(|digits| 10_f64.powi(digits)),
            zero_is_a_hole: false,
            nights: None,
            replacements: case
                .replacement
                .iter()
                .map(|(when, old_final, new_start)| Replacement {
                    at: at(when),
                    old_final: *old_final,
                    new_start: *new_start,
                })
                .collect(),
            corrections: Vec::new(),
            other_units: learned.other_units,
        };
        for (from, to, kwh, quality) in case.expect {
            let normalised = uses(&points, &rules, &[at(from), at(to)]);
            let found = normalised.uses[0];
            assert!((found.value - kwh).abs() < 1e-3, "{} {from}: {found:?}", case.name);
            assert_eq!(found.quality, *quality, "{} {from}: {found:?}", case.name);
            let events: Vec<_> =
                normalised.events.iter().map(|event| (event.at, event.kind.as_str())).collect();
            let expected: Vec<_> = case.events.iter().map(|(when, kind)| (at(when), *kind)).collect();
            assert_eq!(events, expected, "{}", case.name);
        }
    }
}

#[test]
fn every_register_puzzle_is_solved_in_any_order() {
    use Quality::{Estimated, LowerBound, Measured};
    let cases = [
        Case {
            name: "a day of 23 hours",
            readings: &[
                ("2024-03-30T23:00", 100.0),
                ("2024-03-31T22:00", 146.0),
                ("2024-04-01T22:00", 194.0),
            ],
            expect: &[
                ("2024-03-30T23:00", "2024-03-31T22:00", 46.0, Measured),
                ("2024-03-31T22:00", "2024-04-01T22:00", 48.0, Measured),
            ],
            ..PLAIN
        },
        Case {
            name: "four hours without readings",
            readings: &[("00:00", 100.0), ("04:00", 108.0), ("05:00", 109.0)],
            expect: &[
                ("00:00", "01:00", 2.0, Estimated),
                ("03:00", "04:00", 2.0, Estimated),
                ("04:00", "05:00", 1.0, Measured),
            ],
            ..PLAIN
        },
        Case {
            name: "a month away, the register stood still",
            readings: &[
                ("2025-12-15T00:00", 1400.0),
                ("2026-01-15T00:00", 1400.0),
                ("2026-01-15T01:00", 1400.5),
            ],
            expect: &[
                ("2025-12-15T00:00", "2026-01-15T00:00", 0.0, Estimated),
                ("2026-01-15T00:00", "2026-01-15T01:00", 0.5, Measured),
            ],
            ..PLAIN
        },
        Case {
            name: "a meter was replaced",
            readings: &[("10:00", 812.0), ("11:00", 12.3)],
            replacement: Some(("10:20", 812.4, 12.0)),
            expect: &[("10:00", "11:00", 0.7, Measured)],
            events: &[("10:20", "meter_change")],
            ..PLAIN
        },
        Case {
            name: "a late reading takes its place",
            readings: &[("00:00", 100.0), ("02:00", 105.0), ("01:00", 103.5)],
            expect: &[("00:00", "01:00", 3.5, Measured), ("01:00", "02:00", 1.5, Measured)],
            ..PLAIN
        },
        Case {
            name: "the register restarted",
            readings: &[("00:00", 500.0), ("01:00", 502.0), ("02:00", 0.7), ("03:00", 2.2)],
            expect: &[
                ("00:00", "01:00", 2.0, Measured),
                ("01:00", "02:00", 0.7, LowerBound),
                ("02:00", "03:00", 1.5, Measured),
            ],
            events: &[("02:00", "reset")],
            ..PLAIN
        },
        Case {
            name: "six digits were full",
            readings: &[("00:00", 999_998.0), ("01:00", 1.5)],
            digits: Some(6),
            expect: &[("00:00", "01:00", 3.5, Measured)],
            events: &[("01:00", "rollover")],
            ..PLAIN
        },
        Case {
            name: "a spike",
            readings: &[("00:00", 100.0), ("00:59", 103.0), ("01:00", 603.0), ("02:00", 105.0)],
            expect: &[("00:00", "01:00", 3.033, Measured), ("01:00", "02:00", 1.967, Measured)],
            events: &[("01:00", "spike_quarantined")],
            ..PLAIN
        },
        Case {
            name: "readings beside the hour",
            readings: &[("00:57", 10.0), ("01:07", 11.0), ("01:57", 16.0), ("02:07", 16.5)],
            expect: &[("01:00", "02:00", 5.85, Measured)],
            ..PLAIN
        },
        Case {
            name: "a zero between good readings",
            readings: &[("00:00", 500.0), ("01:00", 502.0), ("01:10", 0.0), ("02:00", 503.0)],
            expect: &[("00:00", "01:00", 2.0, Measured), ("01:00", "02:00", 1.0, Measured)],
            events: &[("01:10", "glitch_dropped")],
            ..PLAIN
        },
        Case {
            name: "32-bit floats tremble",
            readings: &[("00:00", 70_000.13), ("01:00", 70_000.125), ("02:00", 70_001.13)],
            expect: &[("00:00", "01:00", 0.0, Measured), ("01:00", "02:00", 1.0, Measured)],
            ..PLAIN
        },
        Case {
            name: "a total that loses one of its parts for hours and finds it again is never a spike",
            readings: &[
                ("00:00", 9000.0),
                ("01:00", 6000.0),
                ("02:00", 6001.0),
                ("03:00", 6002.0),
                ("06:00", 9010.0),
                ("07:00", 9011.0),
                ("08:00", 9012.0),
            ],
            expect: &[("00:00", "08:00", 4.0, LowerBound)],
            events: &[("01:00", "reset"), ("06:00", "jump")],
            ..PLAIN
        },
        Case {
            name: "the last reading is never believed alone when it falls",
            readings: &[("00:00", 500.0), ("01:00", 502.0), ("02:00", 0.0)],
            expect: &[("00:00", "01:00", 2.0, Measured), ("01:00", "02:00", 0.0, Quality::Missing)],
            ..PLAIN
        },
    ];
    for case in &cases {
        check(case);
    }
}
