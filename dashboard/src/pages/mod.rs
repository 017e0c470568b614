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
use crate::language::Lang;
use crate::params::Params;
use crate::texts::count;

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

/// A list of which a phone shows some lines until one asks for all: with the address `list=all`.
#[derive(Debug)]
struct List {
    is_whole: bool,
    /// Where the other state of the list is.
    href: String,
    name: String,
}

impl List {
    /// Whether the address asks for all lines.
    fn read(params: &mut Params) -> bool {
        params.read("list", "`all`", |word| (word == "all").then_some(())).is_some()
    }

    /// A list of `lines`, of which `first` are shown at first, on the page at `address`; `all` is the name of the link
    /// to all of them. No link when there are no others.
    fn of((lines, first): (usize, usize), is_whole: bool, address: String, all: &str, lang: Lang) -> Self {
        if lines <= first {
            return Self { is_whole, href: address, name: String::new() };
        }
        if is_whole {
            let name = lang.texts().overview.list_short.to_owned();
            return Self { is_whole, href: format!("{address}#list"), name };
        }
        let joint = if address.contains('?') { '&' } else { '?' };
        Self { is_whole, href: format!("{address}{joint}list=all#list"), name: count(lines, all, all, lang) }
    }
}
