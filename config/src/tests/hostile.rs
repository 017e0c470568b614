//! Whatever the text, nothing panics and every problem stands on a line of the file.

use proptest::prelude::*;

use super::{building_and, load_text};
use crate::keys;
use crate::print_default::DEFAULT;

fn check(text: &str) -> Result<(), TestCaseError> {
    let lines = text.lines().count().max(1);
    let problems = match load_text(text) {
        Ok(config) => config.warnings,
        Err(problems) => problems,
    };
    for problem in &problems {
        prop_assert!((1..=lines).contains(&problem.line), "line {} of {lines}: {problem}", problem.line);
        for part in [&problem.what, &problem.why, &problem.hint] {
            prop_assert!(!part.is_empty() && !part.contains('\n'), "{problem:?}");
        }
    }
    Ok(())
}

/// Lines that resemble a configuration: real keys and headers with values of any kind.
fn line() -> impl Strategy<Value = String> {
    let key = proptest::sample::select(
        keys::ALL.iter().flat_map(|schema| schema.keys.iter().map(|key| key.name)).collect::<Vec<_>>(),
    );
    let header = proptest::sample::select(keys::ALL.iter().map(|schema| schema.table).collect::<Vec<_>>());
    let example = proptest::sample::select(
        keys::ALL.iter().flat_map(|schema| schema.keys.iter().map(|key| key.example)).collect::<Vec<_>>(),
    );
    let value = prop_oneof![
        Just("\"a\"".to_owned()),
        Just("\"b\"".to_owned()),
        Just("\"\"".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:?}").to_lowercase()),
        "[12][0-9]{3}-0[1-9]-[0-2][1-8]",
        Just("[1, \"x\", {}]".to_owned()),
        Just("{ a.b = 1 }".to_owned()),
        Just("\"\"\"\nå\n\"\"\"".to_owned()),
        "\\PC{0,20}",
    ];
    prop_oneof![
        3 => example.prop_map(str::to_owned),
        2 => header.prop_map(str::to_owned),
        3 => (key, value).prop_map(|(key, value)| format!("{key} = {value}")),
        1 => "[\\[\\]a-z.=\" ]{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_survived(text in "(?s).{0,200}") {
        check(&text)?;
    }

    #[test]
    fn anything_like_a_configuration_is_survived(lines in proptest::collection::vec(line(), 0..30)) {
        check(&lines.join("\n"))?;
        check(&building_and(&lines.join("\n")))?;
    }

    #[test]
    fn a_damaged_default_is_survived(at in 0..DEFAULT.len(), cut in 0_usize..40, put in "\\PC{0,3}") {
        let plain: String = DEFAULT.replace("\n#", "\n");
        let boundary = |at: usize| plain.floor_char_boundary(at);
        let (start, end) = (boundary(at), boundary(at + cut));
        check(&format!("{}{put}{}", &plain[..start], &plain[end..]))?;
    }
}

#[test]
fn known_nasty_texts_are_survived() {
    let deep = "a.".repeat(5_000) + "b = 1";
    let nested = format!("portfolio = {}", "[".repeat(100_000));
    let header = format!("[{}]", vec!["mqtt"; 1_000].join("."));
    let long = format!("[[building]]\nid = \"{}\"", "x".repeat(1_000_000));
    for text in [
        "\u{feff}",
        "\r\n\r\n",
        "\0",
        "=\n",
        "[",
        "[[building]]\n[[building.meter]]\n[building]",
        &deep,
        &nested,
        &header,
        &long,
    ] {
        check(text).unwrap();
    }
}

#[test]
fn a_byte_order_mark_and_windows_lines_are_fine() {
    let text = format!("\u{feff}{}", building_and("built = 1951\n").replace('\n', "\r\n"));
    assert_eq!(load_text(&text).unwrap().portfolio.buildings[0].built, Some(1951));
}

#[test]
fn many_faults_are_shown_in_reasonable_time() {
    let many = "[[building]]\nid = 1\nx = \n".repeat(20_000);
    assert!(load_text(&many).unwrap_err().iter().count() >= 20_000);
    let more = "[[owner]]\nid = \"o\"\nname = \"n\"\n".repeat(20_000);
    assert_eq!(load_text(&more).unwrap_err().counts(), (19_999, 0));
}
