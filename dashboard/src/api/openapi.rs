//! The description of the API, made from the very types and routes that answer.

use axum::Json;
use utoipa::OpenApi;

/// Everything there is.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sparvakt",
        description = "What buildings save, against weather-normalised baselines, and how sure that is. Energy in kWh, volume in m³, positive savings mean less used, days are local days, times RFC 3339 UTC. Ranges are half-open: `to` is not included."
    ),
    paths(
        super::status::status,
        super::portfolio::portfolio,
        super::buildings::buildings,
        super::buildings::building,
        super::savings::savings,
        super::baseline::baseline,
        super::meters::readings,
        super::meters::consumption,
        super::solar::solar,
        super::solar::performance,
        super::live::live,
        super::review::quarantine,
        super::review::unknown,
        crate::health::healthz,
        crate::health::readyz,
        crate::health::metrics,
    )
)]
pub(crate) struct Description;

/// `GET /api/openapi.json`
pub(crate) async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::routes;

    #[test]
    fn every_route_is_described_and_every_description_has_a_route() {
        let described: BTreeSet<String> = Description::openapi().paths.paths.keys().cloned().collect();
        let routed: BTreeSet<String> =
            routes::for_machines().into_iter().map(|(path, _)| path.to_owned()).collect();
        assert_eq!(described, routed);
    }

    #[test]
    fn every_body_that_is_named_is_described() {
        let text = Description::openapi().to_json().unwrap();
        let known = text.split("\"schemas\":").nth(1).unwrap();
        for reference in text.split("#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(known.contains(&format!("\"{name}\":")), "{name}");
        }
    }
}
