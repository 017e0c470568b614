//! Every mistake in a profile is reported on its line, with the way out.

use std::path::Path;

use crate::Profile;
use crate::profile::{Stamp, Test, TimeFormat, ValueRule};

const GOOD: &str = r#"name = "x"
topics = ["x/{device}"]
[[reading]]
path = "$.e"
series = "heat.energy"
unit = "kWh"
"#;

fn problems(text: &str) -> Vec<String> {
    let found = Profile::parse(Path::new("x.toml"), text).err().unwrap_or_default();
    found.iter().map(ToString::to_string).collect()
}

/// The problems of a good profile with more lines in its reading, or with a line of it replaced.
fn check(line: &str, expected: &str) {
    let key = line.split(' ').next().unwrap_or_default();
    let old = GOOD.lines().find(|known| known.split(' ').next() == Some(key));
    let text = match old {
        Some(old) => GOOD.replacen(old, line, 1),
        None => format!("{GOOD}{line}\n"),
    };
    let found = problems(&text).join("\n");
    assert!(found.contains(expected), "{line}\nfound: {found}");
    assert!(!found.is_empty() && found.contains("hint: "), "{line}");
}

#[test]
fn a_good_profile_has_no_problems() {
    assert_eq!(problems(GOOD), Vec::<String>::new());
}

#[test]
fn every_mistake_is_reported() {
    for (line, expected) in [
        ("topics = [\"x/{device\"]", "x.toml:2: `x/{device` is no topic template"),
        ("topics = [\"x/{a}\"]", "nothing says which device"),
        ("path = \"e.total\"", "a path begins with $: try \"$.e.total\""),
        ("path = \"$.em:0\"", "stand in brackets"),
        ("unit = \"kwhs\"", "x.toml:6: `unit` cannot be \"kwhs\""),
        ("series = \"el.{phase}\"", "uses {phase}, which the topic `x/{device}` does not have"),
        ("kind = \"power\"", "`kind = \"power\"` does not go with `unit = \"kWh\"`"),
        ("kind = \"registre\"", "did you mean \"register\"?"),
        ("pth = \"$.x\"", "unknown key `pth`"),
        ("sum = [\"$.a\", \"$.b\"]", "the reading has 2 places for its value"),
        ("scale = 0", "`scale` cannot be 0"),
        ("stamp = \"end\"", "needs a time in the payload"),
        ("time_format = \"seconds\"", "`time_format` cannot be \"seconds\""),
        ("zone = \"Europe/Langsele\"", "no zone of the IANA"),
        ("when = { media = \"heat\" }", "for a value in the payload write \"$.media\""),
        ("when = { \"$.a\" = {} }", "a condition tests nothing"),
        ("when = { \"$.a\" = { matches = \"(\" } }", "is not a regular expression"),
        ("when = { \"$.a\" = { not = \"x\", exists = true } }", "several things at once"),
        ("when = \"heat\"", "`when` must be a table"),
        ("sentinels = [true]", "neither number nor text"),
        ("device = \"{node}\"", "uses {node}"),
        ("fan_out = \"external\"", "try \"$.external\""),
        ("decimal = \";\"", "`decimal` cannot be \";\""),
        ("diff = [\"$.a\"]", "places for its value"),
    ] {
        check(line, expected);
    }
}

#[test]
fn mistakes_of_the_whole_profile_are_reported() {
    let both = |text: &str, expected: &str| {
        let found = problems(text).join("\n");
        assert!(found.contains(expected), "{text}\nfound: {found}");
    };
    both("topics = [\"x/{device}\"]", "`name` is missing");
    both("name = \"x\"", "the profile reads nothing");
    both("name = \"x\"\n[[reading]]\nseries = \"a\"\npath = \"$.a\"", "the reading has no topic");
    both(&GOOD.replace("topics", "format = \"xml\"\ntopics"), "`format` cannot be \"xml\"");
    both(&GOOD.replace("topics", "format = \"text\"\ntopics"), "`path` looks into the payload");
    both(&GOOD.replace("topics", "map = { ch = { a = \"b\" } }\ntopics"), "no placeholder of the topics");
    both(&GOOD.replace("topics", "map = 1\ntopics"), "`map` must be a table");
    both(&format!("{GOOD}[[example]]\ntopic = \"x/y\"\npayload = \"1\""), "what must become of the message");
    both(
        &format!("{GOOD}[[example]]\ntopic = \"x/y\"\npayload = \"1\"\nexpect = [{{ at = 1 }}]"),
        "unknown key `at`",
    );
    both(
        &format!("{GOOD}[[example]]\ntopic = \"x/y\"\npayload = \"1\"\nexpect = [{{ timestamp = \"now\" }}]"),
        "x.toml:10: this is not an instant",
    );
}

#[test]
fn a_problem_reads_like_this() {
    let text = GOOD.replace("topics", "time = \"timestamp\"\ntopics");
    insta::assert_snapshot!(problems(&text).join("\n"), @r#"
    x.toml:2: `time` is not a JSONPath: "timestamp"
        why:  RFC 9535 knows no path that goes on like this after 0 characters
        hint: a path begins with $: try "$.timestamp"
    "#);
}

#[test]
fn all_spellings_of_the_documentation_are_read() {
    let profile = Profile::parse(
        Path::new("x.toml"),
        r#"
        name = "x"
        topics = "x/{device}/{ch}"
        time = { path = ["$.a", "$.b"], format = "unix", zone = "Etc/GMT-1", sentinels = [1] }
        sentinels = -127
        status = "$.s"
        when = { path = "$.kind", one_of = ["a", "b"] }
        [[reading]]
        topic = "y/{device}"
        diff = ["$.a", "$.b"]
        series = "el.energy"
        unit = "kWh"
        stamp = "end"
        interval_seconds = 900
        negate = true
        scale = 2
        when = [{ "$.n" = 3 }, { "$.m" = { not_matches = "^x" } }]
        time_format = "%Y%m%d"
        "#,
    )
    .unwrap();
    let reading = &profile.readings[0];
    assert_eq!(profile.guards[0].test, Test::Is(vec!["a".into(), "b".into()]));
    assert_eq!(reading.guards[0].test, Test::Is(vec!["3".into()]));
    assert!(matches!(reading.value, ValueRule::Difference(..)));
    assert_eq!(reading.stamp, Stamp::End(900));
    assert!((reading.scale + 2.0).abs() < 1e-12);
    let time = reading.time.as_ref().unwrap();
    assert_eq!((time.paths.len(), time.sentinels.len()), (2, 2));
    assert_eq!(time.format, TimeFormat::Pattern("%Y%m%d".into()));
    assert_eq!(time.zone, Some(chrono_tz::Etc::GMTMinus1));
    assert_eq!(reading.topics[0].as_str(), "y/{device}");
    assert!(reading.status.is_some());
}
