//! The pages: one file each with handler, view and query.

pub(crate) mod error;
mod shell;
pub(crate) mod text;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::error::{Failure, Refusal};

/// A page, put together.
fn html(page: &impl Template) -> Result<Response, Refusal> {
    let body = page.render().map_err(Failure::from)?;
    Ok(Html(body).into_response())
}
