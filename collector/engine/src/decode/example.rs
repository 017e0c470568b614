//! Running a profile's examples.

use chrono::{DateTime, Utc};
use config::profile::{Example, ExpectedReading, FateWord, Profile};

use super::{Decoded, Decoder, Fate, Message, Site};
use crate::domain::RawReading;

/// An example that does not come out as it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Line of the example in the profile's file.
    pub line: usize,
    /// What came out instead, and what was expected.
    pub text: String,
}

/// Run every example of a profile; empty if all come out as they say.
#[must_use]
pub fn check_examples(profile: &Profile) -> Vec<Failure> {
    let decoder = Decoder::single(profile.clone());
    let failures = profile.examples.iter().filter_map(|example| {
        let text = check(example, &decoder)?;
        Some(Failure { line: example.line, text })
    });
    failures.collect()
}

fn check(example: &Example, decoder: &Decoder) -> Option<String> {
    let site = example.zone.map_or_else(Site::default, Site::in_zone);
    let message = Message {
        topic: &example.topic,
        payload: example.payload.as_bytes(),
        retained: example.retained,
        received: example.received.unwrap_or(DateTime::<Utc>::MAX_UTC),
    };
    let decoded = decoder.decode_in(&message, &site);
    let fits = match example.fate {
        FateWord::Readings => matches!(decoded.fate, Fate::Readings(_)),
        FateWord::Ignored => matches!(decoded.fate, Fate::Ignored(_)),
        FateWord::Unmatched => matches!(decoded.fate, Fate::Unmatched(_)),
        FateWord::Quarantined => matches!(decoded.fate, Fate::Quarantined(_)),
        FateWord::NoReading => !matches!(decoded.fate, Fate::Readings(_)),
    };
    let code = decoded.fate.reason().map(|reason| reason.code);
    let code_fits = example.code.as_deref().is_none_or(|wanted| code == Some(wanted));
    if !fits || !code_fits {
        let wanted = FateWord::WORDS.iter().find(|(fate, _)| *fate == example.fate);
        let wanted = wanted.map_or("no reading", |(_, word)| word);
        let code = example.code.as_deref().map_or_else(String::new, |code| format!(" ({code})"));
        return Some(format!("expected {wanted}{code}, but the message gives {}", described(&decoded)));
    }
    if example.fate != FateWord::Readings {
        return None;
    }
    let mut left: Vec<&RawReading> = decoded.readings().iter().collect();
    for expected in &example.expect {
        match left.iter().position(|reading| fits_reading(expected, reading)) {
            Some(at) => {
                left.swap_remove(at);
            }
            None => {
                return Some(format!(
                    "expected {}, but the message gives {}",
                    wanted(expected),
                    described(&decoded)
                ));
            }
        }
    }
    let more: Vec<String> = left.iter().map(|reading| shown(reading)).collect();
    let unasked = !more.is_empty() && !example.expect.is_empty();
    unasked.then(|| format!("the message also gives {}, which the example does not expect", more.join("; ")))
}

fn fits_reading(expected: &ExpectedReading, reading: &RawReading) -> bool {
    let same = |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|wanted| wanted == found);
    let near = |wanted: f64, found: f64| (wanted - found).abs() <= 1e-9 * wanted.abs().max(1.0);
    let pair = |value: f64, unit: &str| {
        same(&expected.unit, unit) && expected.value.is_none_or(|wanted| near(wanted, value))
    };
    same(&expected.device, &reading.key.device)
        && same(&expected.series, &reading.key.series)
        && same(&expected.kind, reading.kind.as_str())
        && (pair(reading.value, reading.unit.symbol) || pair(reading.native_value, &reading.native_unit))
        && same(&expected.native_unit, &reading.native_unit)
        && expected.native_value.is_none_or(|wanted| near(wanted, reading.native_value))
        && expected.timestamp.is_none_or(|wanted| wanted == reading.timestamp)
        && same(&expected.time_source, reading.time_source.as_str())
        && same(&expected.quality, reading.quality.as_str())
}

fn described(decoded: &Decoded) -> String {
    match &decoded.fate {
        Fate::Readings(readings) => readings.iter().map(shown).collect::<Vec<_>>().join("; "),
        fate => {
            let reason = fate.reason().map_or_else(String::new, ToString::to_string);
            format!("{} ({reason})", fate.as_str())
        }
    }
}

fn shown(reading: &RawReading) -> String {
    let at = reading.timestamp.map_or_else(|| "reception".to_owned(), |at| at.to_rfc3339());
    format!(
        "{} {} {} {} at {at} ({})",
        reading.key,
        reading.kind.as_str(),
        reading.value,
        reading.unit.symbol,
        reading.quality.as_str()
    )
}

fn wanted(expected: &ExpectedReading) -> String {
    let texts = [
        expected.device.clone(),
        expected.series.clone(),
        expected.kind.clone(),
        expected.value.map(|value| value.to_string()),
        expected.unit.clone(),
        expected.native_value.map(|value| value.to_string()),
        expected.native_unit.clone(),
        expected.timestamp.map(|at| at.map_or_else(|| "at reception".to_owned(), |at| at.to_rfc3339())),
        expected.time_source.clone(),
        expected.quality.clone(),
    ];
    texts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
