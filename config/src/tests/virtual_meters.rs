//! Meters made of others: what may be written, and that nothing is counted twice.

use super::{building_and, load_text, problems_of};

fn building(id: &str, area_m2: &str, meters: &str) -> String {
    format!(
        "[[building]]\nid = \"{id}\"\nname = \"{id}\"\nmunicipality = \"solleftea\"\nowner = \"o\"\n{area_m2}\n{meters}"
    )
}

fn read(id: &str, more: &str) -> String {
    format!(
        "[[building.meter]]\nid = \"{id}\"\ncarrier = \"district_heating\"\nreading = \"register\"\nunit = \"MWh\"\n{more}\n"
    )
}

fn made_of(id: &str, parts: &str) -> String {
    format!("[[building.meter]]\nid = \"{id}\"\ncarrier = \"district_heating\"\nparts = [{parts}]\n")
}

const OWNER: &str = "[[owner]]\nid = \"o\"\nname = \"O\"\n";

#[test]
fn shares_come_down_to_weights_on_meters_with_readings() {
    let text = [
        OWNER,
        &building("a", "heated_area_m2 = 300", &read("station", "main = false")),
        &read("tenant", "sub_meter_of = \"station\""),
        &(made_of("rest", "{ meter = \"station\" }, { meter = \"tenant\", sign = \"-\" }")
            + "main = false\n"),
        &made_of("a-heat", "{ meter = \"rest\", share = \"area\" }"),
        &building("b", "heated_area_m2 = 100", &made_of("b-heat", "{ meter = \"rest\", share = \"area\" }")),
    ]
    .concat();
    let config = load_text(&text).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(config.warnings.is_empty(), "{}", config.warnings);
    let terms = |id: &str| -> Vec<(String, f64)> {
        let (_, meter) = config.portfolio.meter(id).unwrap();
        assert!(meter.is_virtual() && meter.unit.symbol == "kWh");
        meter.terms.iter().map(|term| (term.meter.clone(), term.factor)).collect()
    };
    assert_eq!(terms("a-heat"), [("station".to_owned(), 0.75), ("tenant".to_owned(), -0.75)]);
    assert_eq!(terms("b-heat"), [("station".to_owned(), 0.25), ("tenant".to_owned(), -0.25)]);
    let carriers = config.portfolio.building("a").unwrap().main_meters(config::DISTRICT_HEATING);
    assert_eq!(carriers.map(|meter| meter.id.as_str()).collect::<Vec<_>>(), ["a-heat"]);
    assert!(config.summary().to_string().starts_with("2 buildings, 5 meters (3 virtual, 2 fed from files)"));
}

mod config {
    pub(super) const DISTRICT_HEATING: crate::Carrier = crate::Carrier::DistrictHeating;
}

#[test]
fn a_part_is_a_known_meter_that_can_be_added() {
    let gas = "[[building.meter]]\nid = \"gas\"\ncarrier = \"gas\"\nreading = \"register\"\nunit = \"kWh\"\n";
    let elsewhere = building("c", "zone = \"Europe/Helsinki\"", &read("far", ""));
    let text = building_and(
        &[
            gas,
            &read("x", ""),
            &made_of("m", "{ meter = \"xx\" }, { meter = \"gas\" }, { meter = \"far\" }, { meter = \"x\", share = \"area\" }"),
            &made_of("n", "{ meter = \"x\", share = 1.5, sign = \"*\" }, { meter = \"x\", share = 0, weight = 2 }"),
            &made_of("twice", "{ meter = \"x\" }, { meter = \"x\", sign = \"-\" }"),
            &made_of("c", "{ meter = \"d\" }"),
            &made_of("d", "{ meter = \"c\" }, { meter = \"x\" }"),
            &made_of("self", "{ meter = \"self\" }"),
            &made_of("none", ""),
            &made_of("nil", "{ meter = \"x\" }, { meter = \"all\", sign = \"-\" }"),
            &made_of("all", "{ meter = \"x\" }"),
            "[[building.meter]]\nid = \"t\"\ncarrier = \"outdoor_temperature\"\nparts = [{ meter = \"x\" }]\nunit = \"K\"\n",
            &read("idle", "sub_meter_of = \"x\"\nmain = false"),
            &elsewhere,
        ]
        .concat(),
    );
    insta::assert_snapshot!(problems_of(&text), @r#"
    main.toml:24: unknown meter "xx"
        why:  no [[building.meter]] table has this id
        hint: did you mean "x"?
    main.toml:24: "gas" cannot be a part of "m"
        why:  one measures gas, the other district_heating
        hint: name a meter of the same carrier
    main.toml:24: "far" cannot be a part of "m"
        why:  the days of "c" are those of Europe/Helsinki, the days of "b" those of Europe/Stockholm
        hint: name a meter of a building with the same `zone`
    main.toml:24: building "b" has no `heated_area_m2` to share "x" by
        why:  a share by area is the building's part of the area of all that share the meter
        hint: add `heated_area_m2` to the building, or write the share as a number
    main.toml:28: unknown key `weight` in `parts`
        why:  an unknown option would silently do nothing
        hint: `parts` knows meter, sign, share
    main.toml:28: `sign` cannot be "*"
        why:  `parts` knows 2 words for `sign`, and this is none of them
        hint: did you mean "+"?
    main.toml:28: `share` cannot be the number 1.5
        why:  it is a fraction above 0 and at most 1, or the word "area"
        hint: write for example `share = 0.4` for 40 %, or `share = "area"` to share by heated area
    main.toml:28: `share` cannot be the number 0
        why:  it is a fraction above 0 and at most 1, or the word "area"
        hint: write for example `share = 0.4` for 40 %, or `share = "area"` to share by heated area
    main.toml:32: "x" is a part of "twice" twice
        why:  each part says once how much of a meter counts
        hint: keep one of them, with the shares added up
    main.toml:32: "twice" comes out as nothing
        why:  everything that it adds is taken away again by another of its parts
        hint: correct the parts or their shares
    main.toml:36: meter "c" is made of itself
        why:  c → d → c, so it could never be computed
        hint: take the part out that leads back to it
    main.toml:44: meter "self" is made of itself
        why:  self → self, so it could never be computed
        hint: take the part out that leads back to it
    main.toml:48: `parts` is empty
        why:  a virtual meter is computed from at least one other meter
        hint: write it like `parts = [{ meter = "panncentral", share = "area" }]`
    main.toml:52: "nil" comes out as nothing
        why:  everything that it adds is taken away again by another of its parts
        hint: correct the parts or their shares
    main.toml:59: outdoor_temperature cannot be computed from `parts`
        why:  only amounts can be added, taken away and shared
        hint: name the carrier of an amount, or leave out `parts`
    main.toml:61: `unit` has no effect here
        why:  a meter with `parts` has no readings of its own: it is computed from theirs
        hint: leave the key out, or leave out `parts`
    main.toml:68: `main` has no effect here
        why:  a meter behind another one is no main meter, for the other counts its use already
        hint: leave out `main` or `sub_meter_of`
    "#);
}

#[test]
fn what_is_added_is_counted_alike() {
    let gas = |id: &str, unit: &str| {
        format!(
            "[[building.meter]]\nid = \"{id}\"\ncarrier = \"gas\"\nreading = \"register\"\n{unit}\nmain = false\n"
        )
    };
    let both = |parts: &str| {
        let sum = format!("[[building.meter]]\nid = \"sum\"\ncarrier = \"gas\"\nparts = [{parts}]\n");
        let meters = [
            gas("a", "unit = \"m3\"\nkwh_per_m3 = 11"),
            gas("b", "unit = \"m3\"\nkwh_per_m3 = 11"),
            gas("c", "unit = \"kWh\""),
        ];
        building_and(&(meters.concat() + &sum))
    };
    insta::assert_snapshot!(problems_of(&both("{ meter = \"a\" }, { meter = \"b\" }, { meter = \"c\" }")), @r#"
    main.toml:33: "a" and "c" cannot be added
        why:  m3 of 11 kWh against kWh
        hint: take parts that are counted in the same unit, with the same heating value
    "#);
    let portfolio = load_text(&both("{ meter = \"a\" }, { meter = \"b\" }")).unwrap().portfolio;
    let (_, sum) = portfolio.meter("sum").unwrap();
    assert_eq!((sum.unit.symbol, sum.kwh_per_m3), ("m3", Some(11.0)));
}

#[test]
fn nothing_is_counted_twice() {
    let check = |station: &str, a: &str, b: &str| {
        let text = [OWNER, &building("a", "", &(read("station", station) + a)), &building("b", "", b)];
        problems_of(&text.concat())
    };
    let share = |id: &str, share: &str| made_of(id, &format!("{{ meter = \"station\", share = {share} }}"));
    assert_eq!(check("main = false", &share("a-heat", "0.4"), &share("b-heat", "0.6")), "");
    insta::assert_snapshot!(check("", &share("a-heat", "0.4"), &share("b-heat", "0.6")), @r#"
    main.toml:11: "station" is counted 2 times
        why:  "station" of "a" counts 1 of it, "a-heat" of "a" counts 0.4 of it, "b-heat" of "b" counts 0.6 of it
        hint: write `main = false` for "station", or `sub_meter_of` for the virtual meters that only inform
    "#);
    insta::assert_snapshot!(check("main = false", &share("a-heat", "0.5"), &share("b-heat", "0.6")), @r#"
    main.toml:11: "station" is counted 1.1 times
        why:  "a-heat" of "a" counts 0.5 of it, "b-heat" of "b" counts 0.6 of it
        hint: let the shares add up to 1, or write `sub_meter_of` for the virtual meters that only inform
    "#);
    insta::assert_snapshot!(check("main = false", &share("a-heat", "0.3"), &share("b-heat", "0.6")), @r#"
    main.toml:11: warning: 10 % of "station" is counted in no building
        why:  "a-heat" of "a" counts 0.3 of it, "b-heat" of "b" counts 0.6 of it
        hint: give the rest to a building, or leave it so if it belongs to none
    "#);
    insta::assert_snapshot!(check("main = false", "", ""), @r#"
    main.toml:11: warning: "station" is counted in no building
        why:  it is no main meter, and no virtual main meter has it as a part
        hint: give the rest to a building, or leave it so if it belongs to none
    "#);
    // A tenant behind the main meter: counted in a building of its own, or not followed at all.
    let without = made_of("a-heat", "{ meter = \"station\" }, { meter = \"tenant\", sign = \"-\" }");
    assert_eq!(check("main = false", &without, &read("tenant", "")), "");
    let behind = read("tenant", "sub_meter_of = \"station\"");
    assert_eq!(check("main = false", &(behind.clone() + &without), ""), "");
    insta::assert_snapshot!(check("main = false", &(read("tenant", "main = false") + &without), ""), @r#"
    main.toml:17: more of "tenant" is taken away than is counted
        why:  "a-heat" of "a" counts -1 of it
        hint: write `sub_meter_of` for "tenant" with the meter whose use includes it, or count it in a building
    "#);
    // A sub-meter of what is counted counts once more by itself.
    let b_heat = made_of("b-heat", "{ meter = \"tenant\" }");
    insta::assert_snapshot!(check("", &behind, &b_heat), @r#"
    main.toml:17: "tenant" is counted 2 times
        why:  "b-heat" of "b" counts 1 of it, "station" of "a" counts 1 of it
        hint: take "tenant" away (`sign = "-"`) where the meter above it is counted
    "#);
    // Virtual meters that only inform are sub-meters.
    let informs = share("half", "0.5") + "sub_meter_of = \"station\"\n";
    assert_eq!(check("", &(informs.clone() + &read("pump", "sub_meter_of = \"half\"")), ""), "");
    insta::assert_snapshot!(check("", &(informs + &read("pump", "sub_meter_of = \"half\"")), &made_of("b-heat", "{ meter = \"pump\" }")), @r#"
    main.toml:22: "pump" is counted 2 times
        why:  "b-heat" of "b" counts 1 of it, "station" of "a" counts 1 of it
        hint: take "pump" away (`sign = "-"`) where the meter above it is counted
    "#);
}
