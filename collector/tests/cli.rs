//! The commands as people run them: what they print, and how they end.

#![cfg(test)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use store::Store;
use tempfile::TempDir;

const PORTFOLIO: &str = r#"
[[owner]]
id = "solatum"
name = "Solatum"
[[station]]
id = "langsele"
[[building]]
id = "arebo"
name = "Ärebo"
municipality = "solleftea"
owner = "solatum"
station = "langsele"
[[building.meter]]
id = "arebo-heat"
carrier = "district_heating"
reading = "register"
unit = "MWh"
source = { profile = "sparvakt", device = "arebo", series = "heat.energy" }
[[building.meter]]
id = "arebo-el"
carrier = "electricity"
reading = "interval"
unit = "kWh"
"#;

struct Site(TempDir);

struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Site {
    fn new() -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        site.write("sparvakt.toml", &format!("[broker]\nlisten = \"127.0.0.1:1\"\n{PORTFOLIO}"));
        site
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sparvakt"));
        command.args(arguments).current_dir(self.path()).env_remove("RUST_LOG").env("NO_COLOR", "1");
        Said::from(command.output().unwrap())
    }

    /// Run a command on the site's configuration.
    fn command(&self, command: &[&str], arguments: &[&str]) -> Said {
        self.run(&[command, &["--config", "sparvakt.toml"], arguments].concat())
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Said {
    /// Everything, as a person sees it.
    fn all(&self) -> String {
        format!("{}{}exit {}", self.out, self.err, self.code)
    }
}

#[test]
fn check_says_what_is_configured_or_what_to_mend() {
    let site = Site::new();
    let said = site.command(&["check"], &[]);
    assert_eq!(said.code, 0);
    // The number of profiles grows.
    let text = said.out.rsplit_once(", ").unwrap().0;
    insta::assert_snapshot!(text, @"
    sparvakt.toml is right
    1 building, 2 meters (1 fed from files), 1 weather station
    0 baseline periods, 0 measures
    embedded broker on 127.0.0.1:1, database data/sparvakt.db
    ");
    site.write("sparvakt.toml", &PORTFOLIO.replace("carrier = \"electricity\"", "carrier = \"elektricity\""));
    insta::assert_snapshot!(site.command(&["check"], &[]).all(), @r#"
    sparvakt.toml:21: `carrier` cannot be "elektricity"
        why:  [[building.meter]] knows 14 words for `carrier`, and this is none of them
        hint: did you mean "electricity"?
    1 to mend, 0 to look at
    exit 1
    "#);
    let json: serde_json::Value = serde_json::from_str(&site.command(&["check"], &["--json"]).out).unwrap();
    assert_eq!(json["problems"][0]["line"], 21);
    assert_eq!(site.run(&["check", "--config", "nowhere.toml"]).code, 1);
    assert_eq!(site.run(&["check"]).code, 2);
}

#[test]
fn the_printed_default_is_a_configuration() {
    let site = Site::new();
    let default = site.run(&["check", "--print-default"]);
    assert_eq!(default.code, 0);
    site.write("default.toml", &default.out);
    let said = site.run(&["check", "--config", "default.toml"]);
    assert_eq!(said.code, 0, "{}", said.all());
}

#[test]
fn decode_says_what_a_message_becomes() {
    let site = Site::new();
    let decode =
        |topic: &str, payload: &str| site.run(&["decode", "--topic", topic, "--payload", payload]).all();
    let topic = "sparvakt/hall/el.energy.import";
    let payload = r#"{"value":"0.0123","unit":"MWh","kind":"register","timestamp":"2026-01-15T10:00:00Z"}"#;
    insta::assert_snapshot!(decode(topic, payload), @"
    readings (profile sparvakt)
      hall  el.energy.import  12.3 kWh  (register)  2026-01-15T10:00:00Z
    exit 0
    ");
    insta::assert_snapshot!(decode(topic, "17"), @"
    readings (profile sparvakt)
      hall  el.energy.import  17 in the meter's unit  (register)  time of reception
    exit 0
    ");
    insta::assert_snapshot!(decode("nobody/asked", "1"), @"
    unmatched: no profile has a topic like this; name the topic in a profile's `topics`, or in its `ignore` if its messages mean nothing [topic.unmatched]
    exit 1
    ");
    insta::assert_snapshot!(decode(topic, "{"), @r#"
    quarantined (profile sparvakt): the payload `{` is not valid JSON (EOF while parsing an object at line 1 column 1); if the device sends plain numbers, the profile needs `format = "text"` [payload.not_json]
    exit 1
    "#);
    let json = site.run(&["decode", "--topic", topic, "--payload", payload, "--json"]);
    insta::assert_snapshot!(json.out, @r#"
    {
      "fate": "readings",
      "profile": "sparvakt",
      "reason": null,
      "readings": [
        {
          "device": "hall",
          "series": "el.energy.import",
          "kind": "register",
          "unit": "kWh",
          "value": 12.3,
          "native_unit": "MWh",
          "native_value": 0.0123,
          "timestamp": "2026-01-15T10:00:00Z",
          "time_source": "payload",
          "quality": "good"
        }
      ]
    }
    "#);
    let unknown = site.run(&["decode", "--profile", "none", "--topic", topic, "--payload", "1"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.starts_with("error: there is no profile `none`; there are: "), "{}", unknown.err);
}

#[test]
fn decode_takes_negative_numbers() {
    let site = Site::new();
    let said = site.run(&["decode", "--topic", "sparvakt/ute/temp.outdoor", "--payload", "-4.2"]);
    insta::assert_snapshot!(said.all(), @"
    readings (profile sparvakt)
      ute  temp.outdoor  -4.2 in the meter's unit  (temperature)  time of reception
    exit 0
    ");
}

#[test]
fn decode_with_a_configuration_answers_as_the_server_does() {
    let site = Site::new();
    let decode = |topic: &str, payload: &str| {
        site.command(&["decode"], &["--topic", topic, "--payload", payload]).all()
    };
    insta::assert_snapshot!(decode("sparvakt/arebo/heat.energy", "81.5"), @"
    readings (profile sparvakt)
      arebo  heat.energy  81500 kWh  (register)  time of reception
    exit 0
    ");
    let volume = r#"{"value":1,"unit":"m3","kind":"register"}"#;
    insta::assert_snapshot!(decode("sparvakt/arebo/heat.energy", volume), @r#"
    quarantined (profile sparvakt): meter "arebo-heat" (district_heating, register) measures MWh, but the message gives m3; correct `series` in the meter's `source`, or its `unit` or `reading` [unit.unexpected]
    exit 1
    "#);
    insta::assert_snapshot!(decode("sparvakt/nobody/heat.energy", "81.5"), @r#"
    unmatched (profile sparvakt): no meter or station names this device; give one `source = { profile = "sparvakt", device = "nobody", series = "heat.energy" }` [device.unknown]
    exit 1
    "#);
    insta::assert_snapshot!(decode("sparvakt/arebo/heat.volume", "81.5"), @r#"
    ignored (profile sparvakt): the configuration reads other series of this device, not `source = { profile = "sparvakt", device = "arebo", series = "heat.volume" }` [series.unread]
    exit 0
    "#);
}

#[test]
fn check_runs_the_examples_of_own_profiles() {
    let site = Site::new();
    let profile = |expected: &str| {
        format!(
            "name = \"own\"\nformat = \"text\"\ntopics = [\"own/{{device}}\"]\n[[reading]]\nseries = \"heat.energy\"\n\
             unit = \"kWh\"\nkind = \"register\"\n[[example]]\ntopic = \"own/a\"\npayload = \"1.5\"\n\
             expect = [{{ device = \"a\", value = {expected}, unit = \"kWh\" }}]\n"
        )
    };
    site.write("sparvakt.toml", &format!("profiles = [\"own.toml\"]\n{PORTFOLIO}"));
    site.write("own.toml", &profile("1.5"));
    let said = site.command(&["check"], &[]);
    assert_eq!(said.code, 0, "{}", said.all());
    site.write("own.toml", &profile("15"));
    insta::assert_snapshot!(site.command(&["check"], &[]).all(), @r#"
    own.toml:8: an example of profile "own" does not come out as it says
        why:  expected a 15 kWh, but the message gives a heat.energy register 1.5 kWh at reception (good)
        hint: correct the profile, or what the example expects
    1 to mend, 0 to look at
    exit 1
    "#);
}

#[test]
fn check_mentions_what_to_look_at() {
    let site = Site::new();
    site.write("empty.toml", "");
    let said = site.run(&["check", "--config", "empty.toml"]);
    assert_eq!(said.code, 0);
    let text = said.out.split_once("0 buildings").unwrap().0.to_owned();
    insta::assert_snapshot!(text, @"
    empty.toml:1: warning: no building is configured
        why:  nothing is followed, so every page stays empty
        hint: add [[building]] tables, or name files that hold them in `portfolio`
    empty.toml can be used; 1 thing to look at
    ");
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure() {
    let site = Site::new();
    let rows: String = (0..20_000)
        .map(|minute| {
            format!("2026-01-{:02}T{:02}:{:02}:00Z,1\n", 1 + minute / 1440, minute / 60 % 24, minute % 60)
        })
        .collect();
    site.write("el.csv", &format!("timestamp_utc,value\n{rows}"));
    assert_eq!(site.command(&["import", "readings"], &["--meter", "arebo-el", "el.csv"]).code, 0);
    for format in ["csv", "json"] {
        let mut export = Command::new(env!("CARGO_BIN_EXE_sparvakt"))
            .args(["export", "readings", "--config", "sparvakt.toml", "--format", format])
            .current_dir(site.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(export.stdout.take());
        let said = Said::from(export.wait_with_output().unwrap());
        assert_eq!(said.all(), "exit 0", "{format}");
    }
}

#[test]
fn decode_reads_many_messages_from_a_file() {
    let site = Site::new();
    site.write(
        "messages.jsonl",
        "{\"topic\":\"sparvakt/a/x\",\"payload\":\"1.5\",\"retain\":true}\n\n\
         {\"topic\":\"nobody\",\"payload_base64\":\"MQ==\"}\n",
    );
    let said = site.run(&["decode", "--messages", "messages.jsonl"]);
    let fates: Vec<String> = said
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["fate"].to_string())
        .collect();
    assert_eq!(fates, ["\"readings\"", "\"unmatched\""]);
    assert_eq!(said.code, 1);
    site.write("messages.jsonl", "{\"topic\":\"sparvakt/a/x\"}\n{\"topic\":\"nobody\",\"payload\":\"1\"}\n");
    let said = site.run(&["decode", "--messages", "messages.jsonl"]);
    insta::assert_snapshot!(said.all(), @r#"
    {"fate":"quarantined","profile":null,"reason":{"code":"line.not_a_message","text":"messages.jsonl:1: give either `payload` or `payload_base64`"},"readings":[]}
    {"fate":"unmatched","profile":null,"reason":{"code":"topic.unmatched","text":"no profile has a topic like this; name the topic in a profile's `topics`, or in its `ignore` if its messages mean nothing"},"readings":[]}
    exit 1
    "#);
}

#[test]
fn imports_name_faulty_lines_and_keep_the_rest() {
    let site = Site::new();
    site.write(
        "readings.csv",
        "timestamp_utc,value\n2026-01-01T00:00:00Z,10.5\nyesterday,1\n2026-01-01T01:00:00Z,ten\n\
         2026-01-01T02:00:00Z,\n1999-01-01T00:00:00Z,1\n2026-01-01T03:00:00Z,2e10\n2026-01-01T04:00:00Z,11.5\n",
    );
    let import = || site.command(&["import", "readings"], &["--meter", "arebo-heat", "readings.csv"]);
    insta::assert_snapshot!(import().all(), @"
    2 accepted, 0 known already, 0 corrected, 1 without a value, 4 rejected
    readings.csv:3: `yesterday` is not a time; write it as 2016-01-31T23:00:00Z
    readings.csv:4: `ten` is not a number; write it as 12.5
    readings.csv:6: 1999-01-01T00:00:00Z lies before 2000-01-02: the meter's clock was not set
    readings.csv:7: 20000000000000 kWh cannot be true: it must lie between -10000000000 and 10000000000 kWh; look at unit and scale of the reading, or name the value in `sentinels` if it stands for an error
    exit 1
    ");
    assert!(import().out.starts_with("0 accepted, 2 known already"), "{}", import().all());
    let exported = site.command(&["export", "readings"], &["--meter", "arebo-heat"]);
    let without_reception: Vec<String> = exported
        .out
        .lines()
        .map(|line| {
            line.split(',')
                .enumerate()
                .filter(|(at, _)| *at != 6)
                .map(|(_, cell)| cell)
                .collect::<Vec<_>>()
                .join(",")
        })
        .collect();
    insta::assert_snapshot!(without_reception.join("\n"), @"
    timestamp_utc,meter,device,series,unit,value,status
    2026-01-01T00:00:00Z,arebo-heat,arebo,heat.energy,kWh,10500.0,good
    2026-01-01T04:00:00Z,arebo-heat,arebo,heat.energy,kWh,11500.0,good
    ");
    site.write("readings.csv", "timestamp_utc,value\n2026-01-01T00:00:00Z,10.75\n");
    assert!(import().out.contains("1 corrected"), "{}", import().all());
    assert_eq!(site.command(&["export", "readings"], &["--meter", "arebo-heat"]).out.lines().count(), 4);
}

#[test]
fn a_file_that_cannot_be_read_does_not_keep_the_others_out() {
    let site = Site::new();
    site.write("a.csv", "timestamp_utc,value\n2026-01-01T00:00:00Z,1\n");
    site.write("c.csv", "timestamp_utc,value\n2026-01-01T01:00:00Z,2\n");
    let files = ["--meter", "arebo-el", "a.csv", "missing.csv", "c.csv"];
    insta::assert_snapshot!(site.command(&["import", "readings"], &files).all(), @"
    2 accepted, 0 known already, 0 corrected, 1 rejected
    missing.csv: cannot be read: No such file or directory (os error 2)
    exit 1
    ");
    let json = site.command(&["import", "readings"], &[&["--json"], &files[..]].concat());
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&report["duplicate"], &report["rejected"][0]["file"]), (&2.into(), &"missing.csv".into()));
    assert_eq!(json.code, 1);
}

#[test]
fn what_was_corrected_stays_corrected_from_export_to_import() {
    let site = Site::new();
    site.write("el.csv", "timestamp_utc,value\n2026-01-01T00:00:00Z,12\n2026-01-01T00:00:00Z,7\n");
    let import = |site: &Site| site.command(&["import", "readings"], &["--meter", "arebo-el", "el.csv"]);
    assert!(import(&site).out.contains("1 corrected"), "{}", import(&site).all());
    let export = |site: &Site| site.command(&["export", "readings"], &["--meter", "arebo-el"]).out;
    let exported = export(&site);
    let statuses: Vec<_> = exported.lines().filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(statuses, ["status", "superseded", "good"]);
    // Whatever order someone brings the lines into, and also where the correction is known already.
    let mut lines: Vec<&str> = exported.lines().collect();
    lines[1..].reverse();
    let other = Site::new();
    other.write("el.csv", &lines.join("\n"));
    for expected in ["1 accepted, 0 known already", "0 accepted, 1 known already"] {
        let said = import(&other);
        assert!(
            said.out.starts_with(expected) && said.out.contains("1 superseded in the file"),
            "{}",
            said.all()
        );
        assert!(export(&other).lines().nth(1).unwrap().contains(",kWh,7.0,"), "{}", export(&other));
    }
}

#[test]
fn names_in_a_file_lead_to_meters() {
    let site = Site::new();
    site.write(
        "arebo.csv",
        "timestamp_utc,meter,unit,value\n2026-01-01T00:00:00Z,el,kWh,1\n2026-01-01T00:00:00Z,heat,MWh,1\n\
         2026-01-01T00:00:00Z,cooling,kWh,1\n2026-01-01T01:00:00Z,cooling,kWh,1\n2026-01-01T01:00:00Z,el,m3,1\n",
    );
    insta::assert_snapshot!(site.command(&["import", "readings"], &["arebo.csv"]).all(), @"
    2 accepted, 0 known already, 0 corrected, 2 rejected
    arebo.csv:4: no meter `cooling` or `arebo-cooling` is configured; name the meter with --map cooling=ID (2 lines)
    arebo.csv:6: meter arebo-el measures kWh, not m3
    exit 1
    ");
    let one = site.command(&["import", "readings"], &["--meter", "arebo-el", "arebo.csv"]);
    insta::assert_snapshot!(one.all(), @"
    0 accepted, 0 known already, 0 corrected, 1 rejected
    arebo.csv:1: the file holds several meters (el, heat, cooling), not only arebo-el: say with --map which meter each name means
    exit 1
    ");
    let mapped = site.command(&["import", "readings"], &["--map", "cooling=arebo-el", "arebo.csv"]);
    assert!(mapped.out.starts_with("1 accepted, 3 known already"), "{}", mapped.all());
    let unknown = site.command(&["import", "readings"], &["--map", "cooling=nobody", "arebo.csv"]);
    assert_eq!(unknown.all(), "error: --map: line 1: no meter `nobody` is configured\nexit 1");
}

#[test]
fn weather_of_another_kind_is_refused() {
    let site = Site::new();
    site.write(
        "snow.csv",
        "\u{feff}Stationsnamn;Klimatnummer\nLångsele;1\n\nParameternamn;Beskrivning;Enhet\n\
         Snödjup;momentanvärde, 1 gång/dygn, kl 06;meter\n\nDatum;Tid (UTC);Snödjup;Kvalitet\n\
         2026-01-01;06:00:00;0.4;G\n",
    );
    let import = |file: &str| site.command(&["import", "weather"], &["--station", "langsele", file]);
    insta::assert_snapshot!(import("snow.csv").all(), @"
    0 accepted, 0 known already, 0 corrected, 1 rejected
    snow.csv:5: the file holds Snödjup (meter); this import takes air temperature
    exit 1
    ");
    site.write("air.csv", "timestamp_utc,temp_c\n2026-01-01T00:00:00Z,-12.5\n");
    assert_eq!(import("air.csv").code, 0);
    assert_eq!(import("nowhere.csv").code, 1);
    let unknown = site.command(&["import", "weather"], &["--station", "mars", "air.csv"]);
    assert_eq!(unknown.all(), "error: no weather station `mars` is configured\nexit 1");
}

#[test]
fn use_is_exported_in_any_resolution() {
    let site = Site::new();
    let rows: String =
        (0..48).map(|hour| format!("2026-03-{:02}T{:02}:00:00Z,0.5\n", 28 + hour / 24, hour % 24)).collect();
    site.write("el.csv", &format!("timestamp_utc,value\n{rows}"));
    assert_eq!(site.command(&["import", "readings"], &["--meter", "arebo-el", "el.csv"]).code, 0);
    let export = |arguments: &[&str]| site.command(&["export", "consumption"], arguments);
    insta::assert_snapshot!(export(&["--meter", "arebo-el"]).all(), @"
    start_utc,end_utc,meter,value,unit,quality
    2026-03-27T23:00:00Z,2026-03-28T23:00:00Z,arebo-el,11.5,kWh,lower_bound
    2026-03-28T23:00:00Z,2026-03-29T22:00:00Z,arebo-el,11.5,kWh,measured
    2026-03-29T22:00:00Z,2026-03-30T22:00:00Z,arebo-el,1.0,kWh,lower_bound
    exit 0
    ");
    let hours = export(&["--resolution", "hour", "--from", "2026-03-29", "--to", "2026-03-30"]);
    assert_eq!(hours.out.lines().count(), 24, "a header and the 23 hours of the day the clocks change");
    let json: serde_json::Value = serde_json::from_str(&export(&["--json"]).out).unwrap();
    assert_eq!(json["items"].as_array().unwrap().len(), 3);
    assert_eq!(export(&["--from", "2026-03-29", "--to", "2026-03-29"]).code, 2);
    assert_eq!(site.command(&["export", "savings"], &["--from", "2026-01-01"]).code, 2);
    assert_eq!(site.command(&["export", "readings"], &["--meter", "nobody"]).code, 1);
}

#[test]
fn surroundings_that_are_at_fault_give_exit_code_3() {
    let site = Site::new();
    let missing = site.command(&["export", "readings"], &[]);
    assert_eq!(missing.code, 3);
    assert!(missing.err.contains("start `sparvakt serve` once"), "{}", missing.err);

    let _owned = Store::open(&site.path().join("data/sparvakt.db")).unwrap();
    site.write("el.csv", "timestamp_utc,value\n2026-01-01T00:00:00Z,1\n");
    let owned = site.command(&["import", "readings"], &["--meter", "arebo-el", "el.csv"]);
    assert_eq!(owned.code, 3);
    assert!(owned.err.contains("in use by another sparvakt"), "{}", owned.err);

    site.write("arebo.csv", "timestamp_utc,meter,value\n2026-01-01T00:00:00Z,heat,1\n");
    let nobody = site.command(&["replay"], &["arebo.csv"]);
    assert_eq!(nobody.code, 3);
    assert!(nobody.err.contains("publish to the broker at 127.0.0.1:1: "), "{}", nobody.err);
}

#[test]
fn a_file_that_is_no_database_is_named_once() {
    let site = Site::new();
    let options = "[broker]\nlisten = \"127.0.0.1:0\"\n[dashboard]\nlisten = \"127.0.0.1:0\"\n[store]\npath = \"notes.txt\"\n";
    site.write("sparvakt.toml", &format!("{options}{PORTFOLIO}"));
    site.write("notes.txt", &"not a database ".repeat(100));
    let said = site.command(&["serve"], &[]);
    assert_eq!(said.code, 3);
    assert_eq!(said.err.matches("notes.txt").count(), 1, "{}", said.err);
}

#[test]
fn replay_names_lines_that_cannot_be_published() {
    let site = Site::new();
    site.write("arebo.csv", "timestamp_utc,meter,value\n2026-01-01T00:00:00Z,el,1\nnever,heat,1\n");
    // Nothing is left to publish, but the broker must be there all the same.
    let said = site.command(&["replay"], &["arebo.csv"]);
    assert_eq!(said.code, 3);
    let backwards = site.command(&["replay"], &["--speed", "-1", "arebo.csv"]);
    assert_eq!(backwards.all(), "error: --speed -1 is not a number from 0 up\nexit 2");
}
