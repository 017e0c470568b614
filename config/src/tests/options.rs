//! Broker, store and dashboard.

use std::path::Path;

use super::{Folder, load_text, problems_of};
use crate::load::with_password;
use crate::options::Secret;

/// Write a secret that only its owner may read.
pub(super) fn secret(folder: &Folder, name: &str, text: &str) {
    let path = folder.write(name, text.as_bytes());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o640)).unwrap();
    }
}

#[test]
fn an_empty_file_means_a_trial_on_this_machine() {
    let config = load_text("").unwrap();
    assert!(config.mqtt.is_none() && config.portfolio.buildings.is_empty());
    assert_eq!(config.broker_listen.to_string(), "127.0.0.1:1883");
    assert_eq!(config.dashboard.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.store.path, Path::new("data/sparvakt.db"));
}

#[test]
fn the_environment_counts_before_the_password_file() {
    let folder = Folder::with(&[]);
    secret(&folder, "secret", "from-file");
    let text = "[mqtt]\nurl = \"mqtt://b\"\nusername = \"u\"\npassword_file = \"secret\"\n";
    let password = |given: Option<&str>| {
        let given = given.map(|text| Secret::new(text.to_owned()));
        let config = with_password(&folder.path("main.toml"), text, given).unwrap();
        config.mqtt.unwrap().password.unwrap().reveal().to_owned()
    };
    assert_eq!(password(None), "from-file");
    assert_eq!(password(Some("from-environment")), "from-environment");
}

#[test]
fn an_address_that_nobody_can_use_is_explained() {
    insta::assert_snapshot!(problems_of("[mqtt]\nurl = \"mqtts://b:8883\"\nclient_id = \"a\\u0007\""), @r#"
    main.toml:2: mqtts:// is not available in this version
        why:  TLS to the broker is not built in yet
        hint: write mqtt:// with a broker on this machine or behind a tunnel that encrypts (a local Mosquitto bridge, stunnel, WireGuard)
    main.toml:3: `client_id` is not a plain word
        why:  brokers refuse client ids that are long or hold control characters
        hint: write it like `client_id = "sparvakt-1"`, different for every program at the broker
    "#);
    insta::assert_snapshot!(problems_of("[mqtt]\nurl = \"mqtt://sparvakt:hemligt@b\""), @r"
    main.toml:2: `url` is not an address of a broker
        why:  user and password do not belong in the address, where logs would show them
        hint: use `username` and `password_file`
    ");
    insta::assert_snapshot!(problems_of("[mqtt]\nurl = \"broker.example\""), @r#"
    main.toml:2: `url` is not an address of a broker: "broker.example"
        why:  the address must begin with mqtt://
        hint: write it like `url = "mqtt://broker.example:1883"`
    "#);
    insta::assert_snapshot!(problems_of("[dashboard]\nlisten = \"0.0.0.0:8080\""), @r#"
    main.toml:2: the dashboard cannot listen on 0.0.0.0:8080
        why:  this version has no users yet, so its pages would be open to everyone who reaches that address
        hint: write `listen = "127.0.0.1:8080"` and put a proxy that asks for a password in front
    "#);
    insta::assert_snapshot!(problems_of("[dashboard]\nlisten = \"localhost\""), @r#"
    main.toml:2: `listen` cannot be "localhost"
        why:  it must be a numeric address and a port
        hint: write it like `listen = "127.0.0.1:8080"`; for IPv6 `"[::1]:8080"`
    "#);
}

#[test]
fn the_embedded_broker_excludes_another() {
    insta::assert_snapshot!(
        problems_of("[mqtt]\nurl = \"mqtt://b\"\n[broker]\nlisten = \"127.0.0.1:1883\""), @r"
    main.toml:3: [broker] stands beside [mqtt]
        why:  the embedded broker only runs when no other broker is named
        hint: keep [mqtt] for a broker of your own, or [broker] for a trial without one
    ");
    insta::assert_snapshot!(problems_of("[broker]\nlisten = \"0.0.0.0:1883\""), @"
    main.toml:1: warning: no building is configured
        why:  nothing is followed, so every page stays empty
        hint: add [[building]] tables, or name files that hold them in `portfolio`
    main.toml:2: warning: the embedded broker is open to the network on 0.0.0.0:1883
        why:  it asks nobody for a password, so anyone who reaches it can publish readings
        hint: for more than a trial use a broker of your own with users and name it in [mqtt]
    ");
    insta::assert_snapshot!(problems_of("[broker]\nlisten = \"127.0.0.1:8080\""), @r"
    main.toml:1: broker and dashboard both listen on 127.0.0.1:8080
        why:  only one of them can have the port
        hint: give [broker] or [dashboard] another port; the defaults are 1883 and 8080
    ");
    assert!(load_text("[broker]\nlisten = \"127.0.0.1:0\"\n[dashboard]\nlisten = \"127.0.0.1:0\"").is_ok());
}

#[test]
fn what_a_later_version_may_bring_is_refused_today() {
    let text = "[store]\nreadings = \"influxdb2\"\n[store.influxdb2]\nurl = \"http://i\"";
    insta::assert_snapshot!(problems_of(text), @r#"
    main.toml:2: `readings = "influxdb2"` is not available in this version
        why:  readings are kept in SQLite only
        hint: write `readings = "sqlite"`, or leave the key out
    main.toml:3: `influxdb2` in [store] is not available in this version
        why:  it would have no effect
        hint: leave [store.influxdb2] out; readings are kept in the database at `path`
    "#);
}

#[test]
fn a_password_file_must_be_there_and_private() {
    let main = "[mqtt]\nurl = \"mqtt://b\"\nusername = \"u\"\npassword_file = \"secret\"\n";
    let folder = Folder::with(&[("main.toml", main)]);
    insta::assert_snapshot!(folder.problems(), @r"
    main.toml:4: `password_file` cannot be used: `secret`
        why:  there is no such file
        hint: check the name and the folder
    ");
    secret(&folder, "secret", " \n");
    insta::assert_snapshot!(folder.problems(), @r"
    main.toml:4: `password_file` cannot be used: `secret`
        why:  it is empty
        hint: write the password as one line of text
    ");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = folder.write("secret", b"hemligt");
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).unwrap();
        insta::assert_snapshot!(folder.problems(), @r"
        main.toml:4: `password_file` cannot be used: `secret`
            why:  every user of this machine may read or change it
            hint: run `chmod o-rwx secret`
        ");
    }
}

#[test]
fn a_password_needs_a_user_and_is_never_shown() {
    let password = Some(Secret::new("hemligt".to_owned()));
    let problems = with_password(Path::new("main.toml"), "[mqtt]\nurl = \"mqtt://b\"", password.clone());
    insta::assert_snapshot!(problems.unwrap_err(), @r#"
    main.toml:2: there is a password but no `username`
        why:  MQTT 3.1.1 has no password without a user
        hint: add for example `username = "sparvakt"`, or take the password away
    "#);
    let config =
        with_password(Path::new("main.toml"), "[mqtt]\nurl = \"mqtt://b\"\nusername = \"u\"", password);
    assert!(!format!("{config:?}").contains("hemligt"));
}

#[test]
fn nobody_is_asked_for_weather_unless_the_operator_says_so() {
    let weather = |text: &str| load_text(text).unwrap().weather;
    assert_eq!(weather(""), None);
    assert_eq!(weather("[weather]\n"), None);
    assert_eq!(weather("[weather]\nsmhi = false\nevery_minutes = 30"), None);
    let on = weather("[weather]\nsmhi = true\nurl = \"http://127.0.0.1:81/api/\"").unwrap();
    assert_eq!((on.url.as_str(), on.every_minutes), ("http://127.0.0.1:81/api", 60));
    assert!(weather("[weather]\nsmhi = true").unwrap().url.starts_with("https://"));
}

#[test]
fn weather_comes_from_an_address_that_nobody_can_change_on_the_way() {
    for url in
        ["http://smhi.example", "http://127.0.0.1.example", "ftp://a", "https://", "https://a@b", "smhi.se"]
    {
        let problems = problems_of(&format!("[weather]\nsmhi = true\nurl = \"{url}\""));
        assert!(problems.contains("main.toml:3: `url` cannot be"), "{url}: {problems}");
    }
}

#[test]
fn a_station_that_smhi_cannot_feed_is_shown() {
    let on = "[weather]\nsmhi = true\n".to_owned();
    let problems = problems_of(&(on.clone() + &super::building_and("")));
    assert!(problems.contains("SMHI cannot feed station \"s\": nobody knows where it is"), "{problems}");
    assert_eq!(problems_of(&(on + &super::building_and("lat = 63.2\nlon = 17.1\n"))), "");
    let named = super::building_and("[[station]]\nid = \"s\"\nsmhi = 127380\n");
    assert!(problems_of(&named).contains("nothing is fetched from SMHI for station \"s\""));
    let source = "source = { profile = \"sparvakt\", device = \"d\", series = \"temp.outdoor\" }\n";
    assert!(problems_of(&(named + source)).contains("`smhi` stands beside `source`"));
}

#[test]
fn everything_is_kept_unless_the_operator_says_so() {
    let store = |text: &str| load_text(text).unwrap().store;
    assert_eq!((store("").thin_after_days, store("[store]\n").fold_at_readings), (None, None));
    let said = store("[store]\nthin_after_days = 400\nfold_at_readings = 1000\n");
    assert_eq!((said.thin_after_days, said.fold_at_readings), (Some(400), Some(1_000)));
    insta::assert_snapshot!(problems_of("[store]\nthin_after_days = 30\nfold_at_readings = 5\n"), @r"
    main.toml:2: `thin_after_days` is 30, which is less than 31
        why:  what is thinned never comes back, and whoever looks for a fault, or a gateway that sends what it had kept, needs the last month whole
        hint: write at least 31, for instance `thin_after_days = 400`, or leave the key out to keep everything
    main.toml:3: `fold_at_readings` cannot be 5
        why:  it must lie between 100 and 10000000
        hint: check the digits, the sign and the unit
    ");
    assert!(problems_of("[store]\nthin_after_days = \"400\"\n").contains("must be a whole number"));
    let summary = load_text("[store]\nthin_after_days = 31\n").unwrap().summary().to_string();
    assert!(summary.ends_with(
        "readings of 0 registers are thinned to two for each quarter hour after 31 days, for ever"
    ));
}
