//! Pages that are only text: the method and the accessibility statement.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::shell::Shell;
use super::{error, html};
use crate::app::App;
use crate::texts::Section;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "text.html")]
struct TextPage {
    shell: Shell,
    lead: &'static str,
    sections: &'static [Section],
}

/// `GET /sa-raknar-vi`
pub(crate) async fn method(State(app): State<App>, visit: Visit) -> Response {
    let text = &visit.lang.texts().method;
    page(&app, &visit, text.title, text.lead, text.sections)
}

/// `GET /tillganglighet`
pub(crate) async fn accessibility(State(app): State<App>, visit: Visit) -> Response {
    let text = &visit.lang.texts().accessibility;
    page(&app, &visit, text.title, text.lead, text.sections)
}

fn page(app: &App, visit: &Visit, title: &str, lead: &'static str, sections: &'static [Section]) -> Response {
    html(&TextPage { shell: Shell::new(app, visit, title), lead, sections })
        .unwrap_or_else(|refusal| error::page(app, visit, refusal))
}
