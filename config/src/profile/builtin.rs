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
    "chirpstack",
    "deye",
    "emonhub",
    "esphome-p1reader",
    "evcc",
    "glow-ihd",
    "grott",
    "ha-statestream",
    "homewizard",
    "mbmd",
    "mbus-json",
    "opendtu",
    "openems",
    "shelly-gen1",
    "shelly-gen2",
    "smlreader",
    "sparvakt",
    "tasmota",
    "tts",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_built_in_under_its_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let files = files.filter(|file| file.extension().is_some_and(|ending| ending == "toml"));
        let mut there: Vec<String> =
            files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        there.sort();
        let names: Vec<String> = builtin_profiles().into_iter().map(|profile| profile.name).collect();
        assert_eq!(names, there);
    }
}
