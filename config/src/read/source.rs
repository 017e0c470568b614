//! Where readings arrive over MQTT.

use crate::keys;
use crate::portfolio::Source;
use crate::table::Table;

/// The `source` of a meter or station, if it is there and complete.
pub(super) fn source(table: &Table<'_>) -> Option<Source> {
    let source = table.table("source", &keys::SOURCE)?;
    let profile = source.text("profile");
    let device = source.text("device");
    let series = source.text("series");
    if device.is_some_and(|device| device.value.contains(['+', '#'])) {
        source.report(
            "device",
            "`device` names one device, so it cannot hold `+` or `#`",
            "only the `topics` of a profile have wildcards; no message would ever be from this device",
            "write the device as `sparvakt decode` shows it, and give each device a meter of its own",
        );
    }
    Some(Source {
        profile: profile?.value.to_owned(),
        device: device?.value.to_owned(),
        series: series?.value.to_owned(),
    })
}
