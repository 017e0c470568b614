//! The JSON API.

mod baseline;
mod buildings;
mod first_year;
mod live;
mod meters;
mod portfolio;
mod review;
mod savings;
mod solar;
mod status;
mod worth;

mod openapi;
mod problem;

pub(crate) use baseline::baseline;
pub(crate) use buildings::{building, buildings};
pub(crate) use live::live;
pub(crate) use meters::{consumption, readings};
pub(crate) use portfolio::portfolio;
pub(crate) use problem::Problem;
pub(crate) use review::{Unknown, quarantine, unknown};
pub(crate) use savings::{savings, savings_now};
pub(crate) use solar::{performance, solar};

use std::convert::Infallible;

use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Refusal;
use crate::params::{Pairs, Params};

pub(crate) use openapi::document as openapi_document;
pub(crate) use status::{status, status_now};

/// A list, or a page of one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct List<T> {
    items: Vec<T>,
    /// Give it as `cursor` for the next page; null at the end.
    next_cursor: Option<String>,
}

impl<T> List<T> {
    /// A list that fits in one page.
    const fn all(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }
}

/// What was asked: the path, for messages, and the pairs of the query.
#[derive(Debug)]
pub(crate) struct Call {
    path: String,
    pairs: Pairs,
}

impl<S: Sync> FromRequestParts<S> for Call {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let pairs = Query::try_from_uri(&parts.uri).map(|Query(pairs)| pairs).unwrap_or_default();
        Ok(Self { path: parts.uri.path().to_owned(), pairs })
    }
}

impl Call {
    /// The query under examination, which may hold `allowed` names.
    fn params(&self, allowed: &[&str]) -> Params {
        Params::new(self.pairs.clone(), allowed)
    }

    /// `body` as JSON, or the problem document for what stood in its way.
    fn answer<T: Serialize>(&self, result: Result<T, Refusal>) -> Response {
        match result {
            Ok(body) => Json(body).into_response(),
            Err(refusal) => Problem::of(refusal, &self.path).into_response(),
        }
    }
}
