//! Ärebo of a few seeds on the real road: the estimate holds the truth that the simulator knows.
//! `examples/seeds` asks the same of hundreds.

#[path = "../examples/seeds/arebo.rs"]
mod arebo;
#[path = "../examples/seeds/road.rs"]
mod road;

#[test]
fn arebos_intervals_hold_the_truth() {
    let first_day = "2024-01-01".parse().unwrap();
    for seed in [1, 2] {
        let outcome = arebo::outcome(arebo::AREBO, seed, first_day).unwrap();
        for (one, what) in outcome.iter().zip(["heat", "electricity", "together"]) {
            assert!((one.true_percent - 8.0).abs() < 1e-6, "{what} of seed {seed}: {one:?}");
            assert!(one.holds && (one.percent - 8.0).abs() < 15.0, "{what} of seed {seed}: {one:?}");
            // Wide enough for what buildings change by themselves, and narrow enough to say something.
            assert!((5.0..20.0).contains(&one.half_width), "{what} of seed {seed}: {one:?}");
        }
    }
    assert!((road::CONFIDENCE - 0.9).abs() < 1e-12);
}
