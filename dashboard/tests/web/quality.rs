//! The page of data quality.

use axum::http::StatusCode;

use crate::client::get;
use crate::world::{World, of, world};

#[tokio::test]
async fn silent_meters_bad_messages_and_unknown_senders_are_listed_with_a_way_out() {
    let World { app, .. } = &world();
    let page = get(app, "/datakvalitet").await;
    let text = page.text();
    for wanted in [
        "Datakvalitet",
        "Dygn för dygn, december 2018",
        "Tysta mätare",
        "har aldrig hörts",
        "the payload is no JSON",
        "new-meter",
        "Rader att klistra in",
        "per timme",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(page.body.contains("[[building.meter]]\nid = "), "the lines are ready to paste");
    let english = get(app, "/en/data-quality").await.text();
    assert!(english.contains("Day by day, December 2018") && english.contains("never heard of"), "{english}");
}

#[tokio::test]
async fn a_month_is_told_in_cells_and_in_words() {
    let World { app, .. } = &world();
    let page = get(app, "/datakvalitet?building=luckor&month=2018-05").await;
    let text = page.text();
    // Every eighth day has a hole, and the third of each month is half filled.
    assert!(text.contains("26 uppmätta, 1 ifyllda, 4 saknas"), "{text}");
    assert!(text.contains("ifyllt: 3"), "{text}");
    assert_eq!(page.body.matches("class=\"gap\"").count(), 4, "{text}");
    let before = get(app, "/datakvalitet?building=luckor&month=2015-05").await.text();
    assert!(before.contains("0 uppmätta, 0 ifyllda, 0 saknas"), "{before}");
}

#[tokio::test]
async fn corrections_are_counted_in_their_month() {
    let World { app, .. } = &world();
    let text = get(app, "/datakvalitet?building=arebo&month=2018-12").await.text();
    assert!(text.contains("1 rättade värden"), "{text}");
    let text = get(app, "/datakvalitet?building=arebo&month=2018-11").await.text();
    assert!(!text.contains("rättade värden"), "{text}");
}

#[tokio::test]
async fn five_hundred_meters_come_in_pages() {
    let mut portfolio = String::from("[[owner]]\nid = \"k\"\nname = \"K\"\n");
    for n in 0..500 {
        portfolio += &format!(
            "[[building]]\nid = \"b{n}\"\nname = \"B {n}\"\nmunicipality = \"kramfors\"\nowner = \"k\"\nuse = \"school\"\n[[building.meter]]\nid = \"m{n}\"\ncarrier = \"electricity\"\nreading = \"register\"\nunit = \"kWh\"\n"
        );
    }
    let World { app, .. } = &of(&portfolio);
    let page = get(app, "/datakvalitet?page=2").await;
    let text = page.text();
    assert!(text.contains("Sida 2 av 20") && text.contains("Föregående") && text.contains("Nästa"), "{text}");
    assert!(page.body.len() < 200_000, "{}", page.body.len());
    assert!(page.body.contains("page=3\" rel=\"next\""));
    let last = get(app, "/datakvalitet?page=999").await.text();
    assert!(last.contains("Sida 20 av 20"), "{last}");
}

#[tokio::test]
async fn wrong_choices_are_told() {
    let World { app, .. } = &world();
    for uri in ["/datakvalitet?month=2018", "/datakvalitet?building=nowhere", "/en/data-quality?page=0"] {
        assert_eq!(get(app, uri).await.status, StatusCode::BAD_REQUEST, "{uri}");
    }
}
