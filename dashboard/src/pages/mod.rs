//! The pages: one file each with handler, view and query.

pub(crate) mod building;
pub(crate) mod demo;
pub(crate) mod overview;
pub(crate) mod quality;
pub(crate) mod solar;
pub(crate) mod text;

mod attention;
pub(crate) mod error;
pub(crate) mod first_year;
mod shell;
mod words;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::error::{Failure, Refusal};

/// A page, put together.
fn html(page: &impl Template) -> Result<Response, Refusal> {
    let body = page.render().map_err(Failure::from)?;
    Ok(Html(body).into_response())
}

/// One entry of a choice.
#[derive(Debug)]
struct Choice {
    value: String,
    name: String,
    selected: bool,
}

impl Choice {
    const fn new(value: String, name: String, selected: bool) -> Self {
        Self { value, name, selected }
    }
}
