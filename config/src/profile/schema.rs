//! The keys of a profile file.

use crate::schema::{Key, Schema, may, must};

pub(super) const PROFILE: Schema = Schema {
    table: "the profile",
    keys: &[
        must("name", r#"name = "acme""#),
        may("about", r#"about = "Acme heat meters behind an Acme gateway""#),
        may("format", r#"format = "json""#),
        may("topics", r#"topics = ["acme/{device}/state"]"#),
        may("ignore", r#"ignore = ["acme/{device}/online"]"#),
        may("device", r#"device = "{device}""#),
        may("when", r#"when = { "$.type" = "telegram" }"#),
        may("time", r#"time = "$.time""#),
        may("time_format", r#"time_format = "unix_ms""#),
        may("zone", r#"zone = "Europe/Stockholm""#),
        may("decimal", r#"decimal = ",""#),
        may("sentinels", r#"sentinels = [-127, "error"]"#),
        may("status", r#"status = { path = "$.status", good = ["OK"] }"#),
        may("map", r#"map = { ch = { "0" = "l1", "1" = "l2" } }"#),
        may("reading", "[[reading]]"),
        may("example", "[[example]]"),
    ],
};

pub(super) const READING: Schema = Schema {
    table: "[[reading]]",
    keys: &[
        must("series", r#"series = "heat.energy""#),
        may("topic", r#"topic = "acme/{device}/energy""#),
        may("fan_out", r#"fan_out = "$.meters[*]""#),
        may("path", r#"path = "$.energy.total""#),
        may("sum", r#"sum = ["$.t1", "$.t2"]"#),
        may("diff", r#"diff = ["$.both", "$.export"]"#),
        may("kind", r#"kind = "register""#),
        may("kind_path", r#"kind_path = "$.kind""#),
        may("unit", r#"unit = "kWh""#),
        may("unit_path", r#"unit_path = "$.unit""#),
        may("scale", "scale = 0.1"),
        may("offset", "offset = -40"),
        may("negate", "negate = true"),
        may("decimal", r#"decimal = ",""#),
        may("sentinels", r#"sentinels = [127]"#),
        may("time", r#"time = "$.time""#),
        may("time_format", r#"time_format = "unix""#),
        may("zone", r#"zone = "Etc/GMT-1""#),
        may("stamp", r#"stamp = "end""#),
        may("interval_seconds", "interval_seconds = 3600"),
        may("reset", r#"reset = "daily""#),
        may("when", r#"when = { ch = "0" }"#),
        may("device", r#"device = "$.unique_id""#),
        may("status", r#"status = { path = "$.status", good = ["OK"] }"#),
    ],
};

pub(super) const TIME: Schema = Schema {
    table: "time",
    keys: &[
        must("path", r#"path = "$.time""#),
        may("format", r#"format = "unix""#),
        may("zone", r#"zone = "Europe/Stockholm""#),
        may("sentinels", r#"sentinels = ["1111-11-11T11:11:11Z"]"#),
    ],
};

pub(super) const STATUS: Schema = Schema {
    table: "status",
    keys: &[must("path", r#"path = "$.status""#), may("good", r#"good = ["OK", "ok"]"#)],
};

pub(super) const EXAMPLE: Schema = Schema {
    table: "[[example]]",
    keys: &[
        must("topic", r#"topic = "acme/meter7/state""#),
        must("payload", r#"payload = '{"energy":12.5}'"#),
        may("expect", r#"expect = [{ series = "heat.energy", value = 12.5, unit = "kWh" }]"#),
        may("fate", r#"fate = "ignored""#),
        may("code", r#"code = "value.none""#),
        may("retain", "retain = true"),
        may("received", r#"received = "2026-01-15T06:00:05Z""#),
        may("zone", r#"zone = "Europe/Stockholm""#),
    ],
};

pub(super) const EXPECT: Schema = Schema {
    table: "expect",
    keys: &[
        may("device", r#"device = "meter7""#),
        may("series", r#"series = "heat.energy""#),
        may("kind", r#"kind = "register""#),
        may("unit", r#"unit = "kWh""#),
        may("value", "value = 12.5"),
        may("native_unit", r#"native_unit = "Wh""#),
        may("native_value", "native_value = 12500"),
        may("timestamp", r#"timestamp = "2026-01-15T06:00:00Z""#),
        may("time_source", r#"time_source = "payload""#),
        may("quality", r#"quality = "good""#),
    ],
};

/// The ways to write a test in a guard.
pub(super) const TESTS: &[Key] = &[
    may("equals", r#"equals = "heat""#),
    may("is", r#"is = "heat""#),
    may("one_of", r#"one_of = ["heat", "cooling"]"#),
    may("not", r#"not = "cold water""#),
    may("matches", r#"matches = "^cool""#),
    may("not_matches", r#"not_matches = "SENSOR_T1""#),
    may("exists", "exists = true"),
];

pub(super) const TEST: Schema = Schema { table: "a condition", keys: TESTS };

pub(super) const PATH_TEST: Schema = Schema {
    table: "a condition",
    keys: &[
        must("path", r#"path = "$.media""#),
        TESTS[0],
        TESTS[1],
        TESTS[2],
        TESTS[3],
        TESTS[4],
        TESTS[5],
        TESTS[6],
    ],
};
