//! The profiles that come with the program.

use std::path::Path;
use std::sync::LazyLock;

use super::Profile;

macro_rules! profiles {
    ($($file:literal),+ $(,)?) => {
        const FILES: &[(&str, &str)] =
            &[$((concat!("profiles/", $file, ".toml"), include_str!(concat!("../../profiles/", $file, ".toml")))),+];
    };
}

profiles!(
    "ahoydtu",
    "ams-reader",
    "deye",
    "esphome-p1reader",
    "evcc",
    "glow-ihd",
    "homewizard",
    "mbmd",
    "opendtu",
    "shelly-gen1",
    "shelly-gen2",
    "smlreader",
    "sparvakt",
    "tasmota",
    "victron",
    "vzlogger",
    "wmbusmeters",
    "zigbee2mqtt",
);

static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| match Profile::parse(Path::new(name), text) {
        Ok(profile) => profile,
        Err(problems) => {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("a built-in profile is broken:\n{}", problems.join("\n"))
        }
    };
    FILES.iter().map(read).collect()
});

/// Every profile that comes with the program, in the order of their names.
#[must_use]
pub fn builtin_profiles() -> Vec<Profile> {
    PROFILES.clone()
}
