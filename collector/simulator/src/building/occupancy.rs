//! When people are there.

use chrono::{Datelike, NaiveDate};

use crate::time::Hour;

/// Whose day a building follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pattern {
    Home,
    School,
    Preschool,
    Office,
    Library,
    Bath,
    SportsHall,
    FireStation,
    Depot,
}

/// Share of those who use the building that are there and awake, 0 to 1.
pub(crate) fn present(pattern: Pattern, hour: &Hour) -> f64 {
    let (clock, day) = (hour.clock, hour.day);
    match pattern {
        Pattern::Home => at_home(clock),
        Pattern::School => match (day.is_workday, day.in_term) {
            (true, true) => school_day(clock),
            (true, false) if !day.is_industrial_holiday => 0.12 * school_day(clock),
            _ => 0.02,
        },
        Pattern::Preschool if day.is_workday => {
            let share = if day.in_term { 1.0 } else { 0.65 };
            share * holiday(hour, 0.15) * between(clock, (6, 18), 0.02)
        }
        Pattern::Office if day.is_workday => {
            let share = if day.in_term { 1.0 } else { 0.85 };
            share * holiday(hour, 0.35) * between(clock, (7, 17), 0.03)
        }
        Pattern::Library if day.is_workday => holiday(hour, 0.6) * between(clock, (9, 19), 0.02),
        Pattern::Library if day.is_saturday => between(clock, (10, 15), 0.02),
        Pattern::Bath if is_bath_closed(hour.date) => 0.0,
        Pattern::Bath if day.is_workday => between(clock, (6, 21), 0.05),
        Pattern::Bath => between(clock, (9, 18), 0.05),
        Pattern::SportsHall => holiday(hour, 0.1) * hall(hour),
        Pattern::FireStation => 0.4 + if day.is_workday { 0.6 * between(clock, (7, 16), 0.0) } else { 0.0 },
        Pattern::Depot if day.is_workday => holiday(hour, 0.6) * between(clock, (6, 16), 0.02),
        Pattern::Preschool | Pattern::Office | Pattern::Library | Pattern::Depot => 0.02,
    }
}

/// Indoor pools are emptied and mended while everybody bathes in lakes.
pub(crate) fn is_bath_closed(date: NaiveDate) -> bool {
    let day = (date.month(), date.day());
    ((6, 16)..(8, 5)).contains(&day)
}

fn at_home(clock: u32) -> f64 {
    match clock {
        0..=4 => 0.12,
        5 => 0.3,
        6 | 21 => 0.7,
        7..=9 => 1.0,
        10..=15 => 0.75,
        16..=20 => 0.95,
        _ => 0.35,
    }
}

fn school_day(clock: u32) -> f64 {
    match clock {
        6 => 0.2,
        7 | 15 => 0.6,
        8..=14 => 1.0,
        16 | 17 => 0.3,
        _ => 0.02,
    }
}

fn hall(hour: &Hour) -> f64 {
    let day = hour.day;
    match (day.is_workday, hour.clock) {
        (true, 8..=14) if day.in_term => 0.7,
        (true, 16..=21) => 1.0,
        (true, 8..=15) => 0.2,
        (false, 9..=19) => 0.9,
        _ => 0.02,
    }
}

fn holiday(hour: &Hour, share: f64) -> f64 {
    if hour.day.is_industrial_holiday { share } else { 1.0 }
}

fn between(clock: u32, (from, to): (u32, u32), else_share: f64) -> f64 {
    match clock {
        clock if clock == from || clock + 1 == to => 0.5,
        clock if (from..to).contains(&clock) => 1.0,
        _ => else_share,
    }
}
