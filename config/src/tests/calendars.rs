//! When buildings are closed.

use super::{Folder, building_and, load_text, problems_of};

const SCHOOLS: &str = r#"
[[calendar]]
id = "skolor"
country = "SE"
[[calendar.closed]]
from = 2026-06-13
to = 2026-08-18
name = "Sommarlov"
[[calendar.closed]]
from = 2025-06-14
to = 2025-08-18
name = "Sommarlov"
"#;

const BASELINE: &str = r#"
calendar = "skolor"
[[building.baseline]]
from = 2025-01-01
to = 2026-01-01
[[building.meter]]
id = "t"
carrier = "outdoor_temperature"
reading = "value"
unit = "°C"
"#;

#[test]
fn a_building_is_closed_by_its_calendar_and_by_its_own_rows() {
    let own = "[[building.closed]]\nfrom = 2025-08-11\nto = 2025-08-23\nname = \"Ombyggnad\"\n";
    let config = load_text(&building_and(&format!("{BASELINE}{own}{SCHOOLS}"))).unwrap();
    assert!(config.warnings.is_empty(), "{}", config.warnings);
    let building = &config.portfolio.buildings[0];
    assert_eq!(config.portfolio.country_of(building), Some("SE"));
    let closed: Vec<String> =
        config.portfolio.closed_of(building).map(|row| format!("{} {}", row.from, row.name)).collect();
    assert_eq!(closed, ["2025-08-11 Ombyggnad", "2025-06-14 Sommarlov", "2026-06-13 Sommarlov"]);
}

#[test]
fn a_country_alone_is_still_a_calendar() {
    let of = |lines: &str| {
        let config = load_text(&building_and(lines)).unwrap();
        let building = &config.portfolio.buildings[0];
        assert_eq!(config.portfolio.closed_of(building).count(), 0);
        config.portfolio.country_of(building).map(str::to_owned)
    };
    assert_eq!(of("calendar = \"SE\"").as_deref(), Some("SE"));
    assert_eq!(of(""), None);
    assert_eq!(
        of("calendar = \"helg\"\n[[calendar]]\nid = \"helg\"\n"),
        None,
        "a calendar without a country"
    );
}

#[test]
fn rows_that_mean_nothing_are_shown_with_their_line() {
    insta::assert_snapshot!(problems_of(&building_and(
        r#"calendar = "skola"
[[building.closed]]
from = 2025-08-18
to = 2025-06-14
name = "Sommarlov"
[[building.closed]]
from = 2025-07-01
to = 2025-07-01
name = "Semester"
[[building.closed]]
from = 2024-01-01
to = 2026-01-01
name = "Evakuerad"
[[building.closed]]
from = 2025-10-27
to = 2025-11-03
name = "Höstlov"
[[building.closed]]
from = 2025-12-22
to = "2026-01-08"
[[calendar]]
id = "skolor"
country = "NO"
every_year = true
[[calendar]]
id = "skolor"
"#
    )), @r#"
    main.toml:10: unknown calendar "skola"
        why:  it is neither a country whose red days are known (SE) nor the id of a [[calendar]] table
        hint: did you mean "skolor"?
    main.toml:13: "Sommarlov" ends on 2025-06-14, but begins on 2025-08-18
        why:  `to` is the day after the last, so it must be later than `from`
        hint: if 17 August is the last day, write `to = 2025-08-18`
    main.toml:17: "Semester" ends on 2025-07-01, but begins on 2025-07-01
        why:  `to` is the day after the last, so it must be later than `from`
        hint: if 17 August is the last day, write `to = 2025-08-18`
    main.toml:21: warning: "Evakuerad" lasts 731 days
        why:  a building that is closed for more than a year is another building
        hint: check the years, or leave this time out of the baseline and of what is judged
    main.toml:24: "Höstlov" begins before "Evakuerad" has ended
        why:  the one at main.toml:20 lasts from 2024-01-01 to 2026-01-01
        hint: correct the dates, most often the year, or let one row hold all of the days
    main.toml:27: `name` is missing in [[building.closed]]
        why:  it has no default
        hint: add for example `name = "Sommarlov"`
    main.toml:29: `to` must be a date without quotes or time
        why:  it is the text "2026-01-08" here
        hint: write it like `to = 2025-08-18`
    main.toml:31: warning: no building uses the calendar "skolor"
        why:  its days change nothing
        hint: write `calendar = "skolor"` in the buildings it is for, or remove it
    main.toml:32: `country` cannot be "NO"
        why:  [[calendar]] knows one word for `country`, and this is none of them
        hint: use one of SE
    main.toml:33: unknown key `every_year` in [[calendar]]
        why:  an unknown option would silently do nothing
        hint: [[calendar]] knows id, country, closed
    main.toml:35: the calendar id "skolor" is used twice
        why:  it already names the calendar at main.toml:31
        hint: give this one an id of its own, for example "skolor-2"
    main.toml:35: warning: no building uses the calendar "skolor"
        why:  its days change nothing
        hint: write `calendar = "skolor"` in the buildings it is for, or remove it
    "#);
}

#[test]
fn a_list_that_ends_with_the_baseline_is_the_usual_mistake() {
    let only = |year: &str| {
        let rows: Vec<&str> =
            SCHOOLS.split("[[calendar.closed]]").filter(|row| !row.contains(year)).collect();
        rows.join("[[calendar.closed]]")
    };
    insta::assert_snapshot!(problems_of(&building_and(&format!("{BASELINE}{}", only("2026-06")))), @r"
    main.toml:13: warning: closed days are listed for the baseline and none after it
        why:  days that are closed without being listed look like savings
        hint: list the closed days from 2026-01-01 on too
    ");
    insta::assert_snapshot!(problems_of(&building_and(&format!("{BASELINE}{}", only("2025-06")))), @r"
    main.toml:13: warning: closed days are listed after the baseline and none for it
        why:  what the building uses when it is closed would be unknown, so those days could not count
        hint: list the closed days from 2025-01-01 to 2026-01-01 too
    ");
    let unused = BASELINE.replace("calendar = \"skolor\"", "");
    insta::assert_snapshot!(problems_of(&building_and(&format!("{unused}{SCHOOLS}"))), @r#"
    main.toml:22: warning: no building uses the calendar "skolor"
        why:  its days change nothing
        hint: write `calendar = "skolor"` in the buildings it is for, or remove it
    "#);
}

#[test]
fn a_calendar_in_a_file_that_cannot_be_read_is_not_called_unknown() {
    let main = building_and("calendar = \"skolor\"");
    let folder = Folder::with(&[
        ("main.toml", &format!("portfolio = [\"p/*.toml\"]\n{main}")),
        ("p/calendars.toml", "[[calendar]\nid = \"skolor\"\n"),
    ]);
    assert!(!folder.problems().contains("unknown calendar"), "{}", folder.problems());
}
