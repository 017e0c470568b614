//! Messages as the gateways send them.
//!
//! They are written here rather than by `engine::decode::Encoder`, which checks each message by decoding it again and
//! is some ten times slower; a test decodes every kind of them with the shipped profiles instead.

use std::io::Write;

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Stockholm;

use super::{Device, Gateway};

/// Topic and payload with which `device` publishes what its registers showed at `at`, in their steps.
/// `in_mwh`: the gateway sends MWh in the place of kWh.
pub(crate) fn write(device: &Device, at: DateTime<Utc>, steps: [i64; 2], in_mwh: bool) -> (String, Vec<u8>) {
    let Device { name, gateway, registers, .. } = device;
    let [first, second] = steps;
    let mut payload = Vec::with_capacity(192);
    let topic = match gateway {
        Gateway::HeatTelegram | Gateway::ColdWaterTelegram | Gateway::HotWaterTelegram => {
            format!("wmbusmeters/{name}")
        }
        Gateway::AmsReader => format!("ams/{name}"),
        Gateway::Shelly => format!("{name}/events/rpc"),
        Gateway::Tasmota => format!("tele/{name}/SENSOR"),
        Gateway::Grott => "energy/growatt".to_owned(),
        Gateway::Own => format!("sparvakt/{name}/heat.energy"),
        Gateway::Station => format!("sparvakt/{name}/temp.outdoor"),
    };
    let unix = at.timestamp();
    let utc = at.format("%Y-%m-%dT%H:%M:%SZ");
    let local = at.with_timezone(&Stockholm).format("%Y-%m-%dT%H:%M:%S");
    let thousandths = |steps| Decimal { steps, digits: 3 };
    let written = match gateway {
        Gateway::HeatTelegram => write!(
            payload,
            r#"{{"media":"heat","meter":"kamheat","name":"{name}","status":"OK","total_energy_consumption_kwh":{first},"timestamp":"{utc}"}}"#
        ),
        Gateway::ColdWaterTelegram | Gateway::HotWaterTelegram => {
            let media = if *gateway == Gateway::ColdWaterTelegram { "cold water" } else { "warm water" };
            write!(
                payload,
                r#"{{"media":"{media}","meter":"multical21","name":"{name}","status":"OK","total_m3":{},"timestamp":"{utc}"}}"#,
                thousandths(first)
            )
        }
        Gateway::AmsReader if registers.len() > 1 => write!(
            payload,
            r#"{{"id":"{name}","t":{unix},"data":{{"tPI":{},"tPO":{},"rtc":{unix}}}}}"#,
            thousandths(first),
            thousandths(second)
        ),
        Gateway::AmsReader => write!(
            payload,
            r#"{{"id":"{name}","t":{unix},"data":{{"tPI":{},"rtc":{unix}}}}}"#,
            thousandths(first)
        ),
        Gateway::Shelly => write!(
            payload,
            r#"{{"src":"{name}","method":"NotifyStatus","params":{{"ts":{unix}.0,"emdata:0":{{"id":0,"total_act":{first}.0}}}}}}"#
        ),
        Gateway::Tasmota => {
            write!(payload, r#"{{"Time":"{local}","ENERGY":{{"Total":{}}}}}"#, thousandths(first))
        }
        Gateway::Grott => write!(
            payload,
            r#"{{"device":"{name}","time":"{local}","buffered":"no","values":{{"pvenergytotal":{first}}}}}"#
        ),
        Gateway::Own if in_mwh => {
            write!(payload, r#"{{"value":{},"timestamp":"{utc}"}}"#, thousandths(first))
        }
        Gateway::Own => write!(payload, r#"{{"value":{first},"timestamp":"{utc}"}}"#),
        Gateway::Station => write!(
            payload,
            r#"{{"value":{},"unit":"°C","timestamp":"{utc}"}}"#,
            Decimal { steps: first, digits: 1 }
        ),
    };
    debug_assert!(written.is_ok(), "memory takes every write");
    (topic, payload)
}

/// A whole number of steps with a decimal point.
struct Decimal {
    steps: i64,
    digits: u32,
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = 10_i64.pow(self.digits);
        let sign = if self.steps < 0 { "-" } else { "" };
        let (whole, rest) = (self.steps.abs() / unit, self.steps.abs() % unit);
        write!(f, "{sign}{whole}.{rest:0width$}", width = self.digits as usize)
    }
}
