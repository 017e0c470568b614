//! Savings as rows: what the API says, in a table.

use dashboard::Resolution;
use dashboard::export::{SavingRow, savings};
use serde_json::Value;

use crate::client::get;
use crate::world::{World, range, world};

#[tokio::test]
async fn rows_carry_zone_and_reason_as_the_api_does() {
    let World { app, .. } = &world();
    for id in ["arebo", "kort"] {
        let building = app.config.portfolio.building(id).unwrap();
        let days = range("2018-01-01", "2019-01-01");
        let rows =
            savings(&app.store, (&app.config.portfolio, building), Some(days), Resolution::Year).unwrap();
        let row = serde_json::to_value(&rows[0]).unwrap();
        let mut columns = SavingRow::COLUMNS.to_vec();
        columns.sort_unstable();
        assert_eq!(row.as_object().unwrap().keys().collect::<Vec<_>>(), columns);

        let path = format!("/api/v1/buildings/{id}/savings?from=2018-01-01&to=2019-01-01&resolution=year");
        let answer = get(app, &path).await.json();
        assert_eq!((&row["zone"], &row["carrier"]), (&answer["zone"], &answer["carrier"]));
        let period = &answer["periods"][0];
        let reason = |field: &str| period["reason"].get(field).cloned().unwrap_or(Value::Null);
        assert_eq!((&row["reason_code"], &row["reason"]), (&reason("code"), &reason("text")));
        assert_eq!(row["reason_code"].is_null(), id == "arebo", "{row}");
        assert_eq!((&row["status"], &row["avoided_kwh"]), (&period["status"], &period["avoided_kwh"]));
        assert_eq!((&row["cost_sek"], &row["kg_co2e"]), (&period["cost_sek"], &period["kg_co2e"]));
    }
}
