//! Errors of the API: RFC 9457 problem documents.

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{ParameterError, Refusal};

/// A problem document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Names the kind of problem; stable.
    #[serde(rename = "type")]
    #[schema(example = "urn:sparvakt:problem:bad-parameters")]
    pub(crate) kind: &'static str,
    /// The kind in words.
    pub(crate) title: &'static str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// This case in words.
    pub(crate) detail: String,
    /// Parameters that cannot be used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<ParameterError>,
}

impl Problem {
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self {
            kind: "urn:sparvakt:problem:not-found",
            title: "not found",
            status: 404,
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self {
            kind: "urn:sparvakt:problem:method-not-allowed",
            title: "method not allowed",
            status: 405,
            detail: "this address answers GET and HEAD".to_owned(),
            errors: Vec::new(),
        }
    }

    pub(crate) fn too_many_streams() -> Self {
        Self {
            kind: "urn:sparvakt:problem:too-many-streams",
            title: "too many streams",
            status: 503,
            detail: "as many streams are open as this server keeps; close one, or ask /api/v1/buildings now and then"
                .to_owned(),
            errors: Vec::new(),
        }
    }

    pub(crate) fn bad_parameters(errors: Vec<ParameterError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => format!("{}: {}", only.path, only.message),
            several => format!("{} parameters cannot be used", several.len()),
        };
        Self {
            kind: "urn:sparvakt:problem:bad-parameters",
            title: "bad parameters",
            status: 400,
            detail,
            errors,
        }
    }

    /// The problem for a refusal at `path`; faults of ours are logged and not explained to the caller.
    pub(crate) fn of(refusal: Refusal, path: &str) -> Self {
        match refusal {
            Refusal::NotFound => Self::not_found(format!("nothing is known of {path}")),
            Refusal::BadParameters(errors) => Self::bad_parameters(errors),
            Refusal::Failed(failure) => {
                failure.log(path);
                let (status, title, detail) = if failure.is_transient() {
                    (503, "unavailable for a moment", "the store is busy or without room; try again soon")
                } else {
                    (500, "internal error", "the fault is ours and has been logged")
                };
                Self {
                    kind: "urn:sparvakt:problem:internal",
                    title,
                    status,
                    detail: detail.to_owned(),
                    errors: Vec::new(),
                }
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}
