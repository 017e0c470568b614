//! Messages that were set aside, and senders that nobody knows.

use chrono::{DateTime, Utc};
use store::{QuarantineItem, UnknownItem};

use super::whole;
use crate::api::Unknown;
use crate::format::number;
use crate::language::Lang;
use crate::texts::{QualityPage as Texts, fill};

/// Messages set aside for one reason.
#[derive(Debug)]
pub(super) struct QuarantineRow {
    pub(super) topic: String,
    pub(super) reason: String,
    pub(super) count: String,
    pub(super) last: String,
}

/// A sender that nobody knows.
#[derive(Debug)]
pub(super) struct UnknownRow {
    pub(super) device: String,
    pub(super) under: String,
    pub(super) rate: String,
    pub(super) last: String,
    pub(super) snippet: Option<String>,
}

pub(super) fn quarantine_row(
    item: &QuarantineItem,
    when: &impl Fn(DateTime<Utc>) -> String,
    lang: Lang,
) -> QuarantineRow {
    QuarantineRow {
        topic: item.topic.clone(),
        reason: item.text.clone(),
        count: whole(item.count, lang),
        last: when(item.last_seen),
    }
}

pub(super) fn unknown_row(
    item: &UnknownItem,
    when: &impl Fn(DateTime<Utc>) -> String,
    lang: Lang,
) -> UnknownRow {
    let t: &Texts = &lang.texts().quality;
    let told = Unknown::from(item.clone());
    let decoded = item.profile.as_deref().zip(item.series.as_deref());
    UnknownRow {
        under: decoded.map_or_else(
            || t.no_profile.to_owned(),
            |(profile, series)| format!("{profile} · {series} · {}", item.topic),
        ),
        device: told.device,
        rate: fill(t.rate_text, &[("n", &number(told.rate_per_hour, 1, lang))]),
        last: when(item.last_seen),
        snippet: told.snippet,
    }
}
