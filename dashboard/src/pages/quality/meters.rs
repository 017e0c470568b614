//! Meters that are not heard or do not move.

use super::super::attention::other_unit;
use super::{named, whole};
use crate::figures::consumption::{reading_unit, use_unit};
use crate::figures::{DataQuality, MeterQuality};
use crate::format::{instant, long_date, quantity};
use crate::language::Lang;
use crate::texts::fill;

/// A meter that is not heard.
#[derive(Debug)]
pub(super) struct SilentRow {
    pub(super) name: String,
    pub(super) under: String,
    pub(super) href: String,
    pub(super) since: String,
    pub(super) last: String,
    pub(super) check: String,
}

/// A meter that does not move, or sends in another unit.
#[derive(Debug)]
pub(super) struct StillRow {
    pub(super) name: String,
    pub(super) under: String,
    pub(super) href: String,
    pub(super) what: String,
    pub(super) check: String,
}

pub(super) fn silent_row(
    meter: &MeterQuality<'_>,
    all: &DataQuality<'_>,
    connected: bool,
    lang: Lang,
) -> SilentRow {
    let t = &lang.texts().quality;
    let (name, under, href) = named(meter, lang);
    let is_near = |other: &&MeterQuality<'_>| other.building.id == meter.building.id;
    let mut here = all.meters.iter().filter(is_near).filter(|other| !other.meter.is_virtual());
    let several = here.clone().count() > 1;
    let check = match (&meter.meter.source, meter.latest) {
        (None, None) => t.check_import.to_owned(),
        (Some(source), None) => fill(
            t.check_never,
            &[("profile", &source.profile), ("device", &source.device), ("series", &source.series)],
        ),
        _ if !connected => t.check_broker.to_owned(),
        _ if several && here.all(|other| other.is_silent) => t.check_building.to_owned(),
        _ => t.check_meter.to_owned(),
    };
    SilentRow {
        name,
        under,
        href,
        since: meter.latest.map_or_else(|| t.never.to_owned(), |p| instant(p.at, meter.building.zone, lang)),
        last: meter.latest.map_or_else(
            || "–".to_owned(),
            |point| quantity(point.value, 1, reading_unit(meter.meter), lang),
        ),
        check,
    }
}

pub(super) fn still_row(meter: &MeterQuality<'_>, lang: Lang) -> Option<StillRow> {
    let t = &lang.texts().quality;
    let (name, under, href) = named(meter, lang);
    if let Some(other) = &meter.other_unit {
        let (what, check) = other_unit(other, &name, lang);
        return Some(StillRow { name, under, href, what, check });
    }
    let still = meter.still?;
    let values = [
        ("date", &*long_date(still.since, lang)),
        ("days", &whole(still.days as u64, lang)),
        ("usual", &quantity(still.usual_per_day, 1, use_unit(meter.meter), lang)),
    ];
    let (what, check) = (fill(t.still_since, &values), t.still_check.to_owned());
    Some(StillRow { name, under, href, what, check })
}
