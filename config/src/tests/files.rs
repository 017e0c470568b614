//! Several files: every one is checked whatever the others hold.

use super::Folder;

const OWNER: &str = "[[owner]]\nid = \"o\"\nname = \"O\"\n";

fn building(id: &str) -> String {
    format!("[[building]]\nid = \"{id}\"\nname = \"B\"\nmunicipality = \"timra\"\nowner = \"o\"\n")
}

#[test]
fn patterns_are_relative_to_the_main_file_and_each_file_counts_once() {
    let folder = Folder::with(&[
        ("main.toml", &format!("portfolio = [\"*.toml\", \"p/*.toml\", \"p/a.toml\"]\n{OWNER}")),
        ("p/b.toml", &building("two")),
        ("p/a.toml", &building("one")),
        ("beside.toml", &building("beside")),
        ("p/notes.txt", "not read"),
        ("p/.#a.toml", "an editor's draft"),
    ]);
    let config = folder.load().unwrap_or_else(|problems| panic!("{problems}"));
    let ids: Vec<&str> = config.portfolio.buildings.iter().map(|building| building.id.as_str()).collect();
    assert_eq!(ids, ["beside", "one", "two"]);
}

#[test]
fn a_broken_file_does_not_hide_what_is_wrong_in_the_others() {
    let folder = Folder::with(&[
        (
            "main.toml",
            "portfolio = [\"p/*.toml\", \"absent.toml\", \"q/*\", 7]\nprofiles = [\"none/*.toml\"]\n[mqtt",
        ),
        ("p/a.toml", "[[owner]]\nid = \"o\nname = \"O\"\nx == 1\n"),
        ("p/b.toml", &format!("{}kolour = 1\nkwp = 2\n", building("Två"))),
    ]);
    folder.write("p/c.toml", b"# good\n[[owner]]\nname = \"\xe5\"\n");
    folder.write("p/d.toml", &vec![b'#'; 4 * 1024 * 1024 + 1]);
    std::fs::create_dir(folder.path("p/e.toml")).unwrap();
    insta::assert_snapshot!(folder.problems(), @r#"
    main.toml:1: `portfolio` must be a list of texts
        why:  it is the number 7 here
        hint: write it like `portfolio = ["portfolio/*.toml"]`
    main.toml:1: no file matches "absent.toml" of `portfolio`
        why:  the name is relative to the folder of this file, `.`
        hint: put the file there, or correct the name
    main.toml:1: no file matches "q/*" of `portfolio`
        why:  the name is relative to the folder of this file, `.`
        hint: put the file there, or correct the name
    main.toml:2: warning: no file matches "none/*.toml" of `profiles`
        why:  the name is relative to the folder of this file, `.`
        hint: put the file there, or leave the key out
    main.toml:3: this is not valid TOML
        why:  unclosed table, expected `]`
        hint: look at `[mqtt`; texts stand in "quotes", dates and numbers do not
    p/a.toml:2: this is not valid TOML
        why:  invalid basic string, expected `"`
        hint: look at `id = "o`; texts stand in "quotes", dates and numbers do not
    p/a.toml:4: this is not valid TOML
        why:  extra `=`, expected nothing
        hint: look at `x == 1`; texts stand in "quotes", dates and numbers do not
    p/b.toml:2: `id` cannot be "Två"
        why:  ids have at most 64 characters of a-z, 0-9, - and _, and begin with a letter or digit
        hint: write "tva"; names with capitals, å, ä, ö and spaces belong in `name`
    p/b.toml:6: unknown key `kolour` in [[building]]
        why:  an unknown option would silently do nothing
        hint: [[building]] knows id, name, municipality, owner, use, heated_area_m2, built, lat, lon, station, zone, calendar, caretakers, closed, meter, baseline, measure
    p/b.toml:7: unknown key `kwp` in [[building]]
        why:  an unknown option would silently do nothing
        hint: it belongs in [[solar]]
    p/c.toml:3: this file is not UTF-8 text
        why:  the first byte that is not UTF-8 stands on this line, often an å, ä or ö of an older editor
        hint: save the file as UTF-8
    p/d.toml:1: cannot read `p/d.toml`
        why:  it is larger than 4 MiB, which no configuration is
        hint: split the portfolio into several files, or check the name
    p/e.toml:1: cannot read `p/e.toml`
        why:  it is a directory
        hint: name a file in it
    "#);
}

#[test]
fn of_a_file_of_another_kind_nothing_is_shown() {
    let folder = Folder::with(&[
        ("main.toml", "portfolio = [\"accounts\"]\n"),
        ("accounts", "root:x:0:0::/root:/bin/sh\nbo:secret:1:1::/home/bo:/bin/sh\n"),
    ]);
    insta::assert_snapshot!(folder.problems(), @r#"
    accounts:1: this is no TOML file
        why:  most of its lines are faulty
        hint: name a file with lines such as `id = "arebo"`, and tables such as [[building]]
    "#);
}

#[test]
fn a_main_file_that_cannot_be_read_is_one_problem() {
    let folder = Folder::with(&[]);
    insta::assert_snapshot!(folder.problems(), @r"
    main.toml:1: cannot read `main.toml`
        why:  there is no such file
        hint: check the name and the folder
    ");
    std::fs::create_dir(folder.path("main.toml")).unwrap();
    insta::assert_snapshot!(folder.problems(), @r"
    main.toml:1: cannot read `main.toml`
        why:  it is a directory
        hint: name a file in it
    ");
}

#[test]
fn keys_below_the_wrong_header_find_home() {
    let folder =
        Folder::with(&[("main.toml", "[store]\nportfolio = [\"p.toml\"]\nkwp = 1\n"), ("p.toml", "")]);
    insta::assert_snapshot!(folder.problems(), @r"
    main.toml:2: unknown key `portfolio` in [store]
        why:  an unknown option would silently do nothing
        hint: it belongs in the main file, at its top before the first [table]
    main.toml:3: unknown key `kwp` in [store]
        why:  an unknown option would silently do nothing
        hint: it belongs in [[solar]]
    ");
}

#[test]
fn without_matching_profiles_the_built_in_ones_are_used() {
    let folder = Folder::with(&[("main.toml", "profiles = [\"profiles/*.toml\"]")]);
    assert!(folder.load().is_ok());
    insta::assert_snapshot!(folder.problems(), @r#"
    main.toml:1: warning: no file matches "profiles/*.toml" of `profiles`
        why:  the name is relative to the folder of this file, `.`
        hint: put the file there, or leave the key out
    main.toml:1: warning: no building is configured
        why:  nothing is followed, so every page stays empty
        hint: add [[building]] tables, or name files that hold them in `portfolio`
    "#);
}
