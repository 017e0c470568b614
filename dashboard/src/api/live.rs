//! `GET /api/v1/live`: what happens right now, as server-sent events.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};

use super::{Call, Problem, status_now};
use crate::app::App;
use crate::live::{Event, Watching};

/// A comment goes out after this long without events, so that nobody takes the line for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// When a browser comes back after the line was lost.
const RETRY: Duration = Duration::from_secs(3);

/// Server-sent events. `reading`: of each meter the newest reading of a commit. `savings`: the savings of a building's
/// carrier, when its results changed. `status`: as `/api/v1/status`, first of all, whenever the broker or the store
/// changes state, and with `gap` true when events were missed. `Last-Event-ID` continues where a stream ended.
#[utoipa::path(get, path = "/api/v1/live", tag = "live",
    params(("Last-Event-ID" = Option<String>, Header, description = "id of the last event seen")),
    responses(
        (status = 200, description = "a stream that does not end", body = String, content_type = "text/event-stream"),
        (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "too many streams", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn live(State(app): State<App>, headers: HeaderMap, call: Call) -> Response {
    if let Err(refusal) = call.params(&[]).done() {
        return call.answer::<()>(Err(refusal));
    }
    let last_seen = headers.get("last-event-id").map(|id| id.to_str().unwrap_or("?"));
    let Some(watching) = app.feed.watch(last_seen.filter(|id| !id.is_empty())) else {
        return Problem::too_many_streams().into_response();
    };
    let hello = hello(&app, &watching).await;
    Sse::new(events(hello, watching)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

async fn hello(app: &App, watching: &Watching) -> Sent {
    let status = status_now(app, watching.resumed.gap).await;
    let data = serde_json::to_string(&status).unwrap_or_default();
    Sent::default().event("status").id(&watching.resumed.position).retry(RETRY).data(data)
}

fn events(hello: Sent, mut watching: Watching) -> impl Stream<Item = Result<Sent, Infallible>> {
    let missed: VecDeque<Arc<Event>> = std::mem::take(&mut watching.resumed.missed).into();
    unfold((Some(hello), missed, watching), async |(hello, mut missed, mut watching)| {
        if let Some(hello) = hello {
            return Some((Ok(hello), (None, missed, watching)));
        }
        let event = match missed.pop_front() {
            Some(event) => event,
            None => tokio::select! {
                _ = watching.closed.wait_for(|closed| *closed) => return None,
                // One that lags is let go; it comes back with the id of what it saw last.
                event = watching.events.recv() => event.ok()?,
            },
        };
        let sent = Sent::default().event(event.kind).id(&event.id).data(&event.data);
        Some((Ok(sent), (None, missed, watching)))
    })
}
