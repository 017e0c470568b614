//! The description of the API, made from the very types and routes that answer.

use axum::Json;
use utoipa::OpenApi;

/// Everything there is.
#[derive(OpenApi)]
#[openapi(
    info(title = "Sparvakt", description = "What buildings save, against weather-normalised baselines, and how sure that is. Energy in kWh, volume in m³, positive savings mean less used, days are local days, times RFC 3339 UTC. Ranges are half-open: `to` is not included."),
    paths(
        super::status::status,
        super::portfolio::portfolio,
        super::buildings::buildings,
        super::buildings::building,
        super::savings::savings,
        super::baseline::baseline,
        super::meters::readings,
        super::meters::consumption,
        super::review::quarantine,
        super::review::unknown,
        crate::health::healthz,
        crate::health::readyz,
        crate::health::metrics,
    ),
)]
pub(crate) struct Description;

/// `GET /api/openapi.json`
pub(crate) async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}
