//! The pages for what cannot be shown.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::shell::Shell;
use crate::api::Problem;
use crate::app::App;
use crate::error::Refusal;
use crate::texts::fill;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    text: String,
    details: Vec<String>,
}

/// The page for a refusal.
pub(crate) fn page(app: &App, visit: &Visit, refusal: Refusal) -> Response {
    let t = &visit.lang.texts().shell;
    let (status, title, text, details) = match refusal {
        Refusal::NotFound => (StatusCode::NOT_FOUND, t.not_found, t.not_found_text.to_owned(), Vec::new()),
        Refusal::BadParameters(errors) => {
            let mut names: Vec<_> =
                errors.iter().map(|error| error.path.trim_start_matches("query.")).collect();
            names.dedup();
            let text = fill(t.bad_request_text, &[("names", &names.join(", "))]);
            let details =
                errors.into_iter().map(|error| format!("{}: {}", error.path, error.message)).collect();
            (StatusCode::BAD_REQUEST, t.bad_request, text, details)
        }
        Refusal::Failed(failure) => {
            failure.log(&visit.here());
            let status = if failure.is_transient() {
                StatusCode::SERVICE_UNAVAILABLE
            } else {
                StatusCode::INTERNAL_SERVER_ERROR
            };
            (status, t.failed, t.failed_text.to_owned(), Vec::new())
        }
    };
    let page = ErrorPage { shell: Shell::new(app, visit, title), text, details };
    match super::html(&page) {
        Ok(body) => (status, body).into_response(),
        Err(_) => (status, page.text).into_response(),
    }
}

/// Whatever no route answers: a page, or under `/api` a problem document.
pub(crate) async fn nothing_here(State(app): State<App>, visit: Visit) -> Response {
    let path = visit.path();
    if path == "/api" || path.starts_with("/api/") {
        Problem::not_found(format!("there is no {path}; /api/openapi.json lists what there is"))
            .into_response()
    } else {
        page(&app, &visit, Refusal::NotFound)
    }
}

/// A route asked with another method than GET or HEAD.
pub(crate) async fn wrong_method() -> Response {
    Problem::method_not_allowed().into_response()
}
