//! Every address there is, and what every request passes through.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get};
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::app::App;
use crate::pages::{building, demo, error, overview, quality, solar, text};
use crate::{api, assets, headers, health, host, visit};

/// Longer than this nobody waits for a page.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// Nothing here takes a body; what comes anyway is not read for long.
const MAX_BODY: usize = 16 * 1024;
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// Addresses for machines; `/api/openapi.json` describes every one of them.
pub(crate) fn for_machines() -> Vec<(&'static str, MethodRouter<App>)> {
    vec![
        ("/healthz", get(health::healthz)),
        ("/readyz", get(health::readyz)),
        ("/metrics", get(health::metrics)),
        ("/api/v1/status", get(api::status)),
        ("/api/v1/portfolio", get(api::portfolio)),
        ("/api/v1/buildings", get(api::buildings)),
        ("/api/v1/buildings/{id}", get(api::building)),
        ("/api/v1/buildings/{id}/savings", get(api::savings)),
        ("/api/v1/buildings/{id}/baseline", get(api::baseline)),
        ("/api/v1/meters/{id}/readings", get(api::readings)),
        ("/api/v1/meters/{id}/consumption", get(api::consumption)),
        ("/api/v1/solar", get(api::solar)),
        ("/api/v1/solar/{id}/performance", get(api::performance)),
        ("/api/v1/live", get(api::live)),
        ("/api/v1/quarantine", get(api::quarantine)),
        ("/api/v1/unknown", get(api::unknown)),
    ]
}

/// Addresses for people, in both languages.
fn for_people() -> Vec<(&'static str, MethodRouter<App>)> {
    vec![
        ("/", get(overview::overview)),
        ("/en", get(overview::overview)),
        ("/en/", get(async || Redirect::permanent("/en"))),
        ("/byggnader/{id}", get(building::building)),
        ("/en/buildings/{id}", get(building::building)),
        ("/byggnader/{id}/dygn.csv", get(building::days_csv)),
        ("/en/buildings/{id}/days.csv", get(building::days_csv)),
        ("/datakvalitet", get(quality::quality)),
        ("/en/data-quality", get(quality::quality)),
        ("/solanlaggningar", get(solar::solar)),
        ("/en/solar", get(solar::solar)),
        ("/solanlaggningar/{id}", get(solar::plant)),
        ("/en/solar/{id}", get(solar::plant)),
        ("/solanlaggningar/{id}/manader.csv", get(solar::months_csv)),
        ("/en/solar/{id}/months.csv", get(solar::months_csv)),
        ("/sa-raknar-vi", get(text::method)),
        ("/en/how-we-calculate", get(text::method)),
        ("/tillganglighet", get(text::accessibility)),
        ("/en/accessibility", get(text::accessibility)),
        ("/demo", get(demo::demo)),
        ("/en/demo", get(demo::demo)),
        ("/appearance", get(visit::choose_appearance)),
        ("/static/{file}", get(assets::serve)),
        ("/api/openapi.json", get(api::openapi_document)),
    ]
}

/// The pages and the API as one service. See [`crate::serve`] for the server around it.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for (path, answer) in for_machines().into_iter().chain(for_people()) {
        router = router.route(path, answer);
    }
    router
        .method_not_allowed_fallback(error::wrong_method)
        .fallback(error::nothing_here)
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT))
        .layer(middleware::from_fn(in_time))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(host::ours))
        .layer(middleware::from_fn(headers::secure))
        .with_state(app)
}

/// Gives up on a request that takes too long.
async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "took too long; try again\n").into_response(),
    }
}
