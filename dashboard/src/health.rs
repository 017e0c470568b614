//! For machines that watch the program: alive, ready, and counters for Prometheus.

use std::fmt::Write;

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Serialize;
use store::Totals;
use utoipa::ToSchema;

use crate::app::App;

/// Whether the program can do its work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// The broker grants what is asked for, and the store can be read and written.
    ready: bool,
    /// Why not; empty when ready.
    reasons: Vec<String>,
    /// When the newest message became durable.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_commit: Option<String>,
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, description = "alive", body = String)))]
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The broker grants every subscription, and the store can be read and written: 200; otherwise 503 with the reasons.
#[utoipa::path(get, path = "/readyz", tag = "health", responses(
    (status = 200, description = "ready", body = Readiness),
    (status = 503, description = "not ready, with the reasons", body = Readiness),
))]
pub(crate) async fn readyz(State(app): State<App>) -> Response {
    let totals = app.blocking(|app| app.store.totals()).await;
    let live = app.live.borrow().clone();
    let mut reasons = Vec::new();
    if !live.broker_connected {
        let why = live.error.as_deref().map(|error| format!(": {error}")).unwrap_or_default();
        reasons.push(format!("no connection to the broker {}{why}", live.broker));
    }
    reasons.extend(live.refusal());
    if let Err(failure) = &totals {
        failure.log("/readyz");
        reasons.push(failure.to_string());
    }
    reasons.extend(live.store_error.map(|error| format!("readings cannot be stored: {error}")));
    let last_commit = totals.ok().and_then(|totals| totals.last_commit).map(timestamp);
    let ready = reasons.is_empty();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, reasons, last_commit })).into_response()
}

/// Counters in the text format of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "health", responses(
    (status = 200, description = "counters", body = String, content_type = "text/plain"),
))]
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    let (pending, totals) = app.counts().await;
    let live = app.live.borrow().clone();
    let now = app.now();
    let mut text = Exposition::default();
    text.gauge(
        "sparvakt_broker_connected",
        "1 while the session with the broker stands.",
        flag(live.broker_connected),
    );
    text.gauge(
        "sparvakt_backlog_messages",
        "Messages received and not yet committed.",
        whole(pending.backlog),
    );
    let store_up = totals.is_ok() && live.store_error.is_none();
    text.gauge("sparvakt_store_up", "1 while the store can be read and written.", flag(store_up));
    match totals {
        Ok(totals) => text.totals(&totals, now),
        Err(failure) => failure.log("/metrics"),
    }
    let media_type = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(CONTENT_TYPE, media_type)], text.0).into_response()
}

/// An instant as the API writes it.
pub(crate) fn timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

const fn flag(on: bool) -> f64 {
    if on { 1.0 } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus counts in doubles")]
const fn whole(n: u64) -> f64 {
    n as f64
}

/// Metrics as text.
#[derive(Debug, Default)]
struct Exposition(String);

impl Exposition {
    fn gauge(&mut self, name: &str, help: &str, value: f64) {
        self.metric(name, "gauge", help, value);
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.metric(name, "counter", help, whole(value));
    }

    fn metric(&mut self, name: &str, kind: &str, help: &str, value: f64) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
    }

    fn totals(&mut self, totals: &Totals, now: DateTime<Utc>) {
        self.counter("sparvakt_readings_total", "Readings stored.", totals.readings);
        self.counter("sparvakt_duplicates_total", "Readings that were there already.", totals.duplicates);
        self.counter(
            "sparvakt_corrections_total",
            "Readings that replaced an earlier value.",
            totals.corrections,
        );
        self.counter("sparvakt_quarantined_total", "Messages that could not be used.", totals.quarantined);
        self.counter(
            "sparvakt_quarantine_evicted_total",
            "Quarantined messages given up for newer ones.",
            totals.quarantine_evicted,
        );
        self.counter("sparvakt_unmatched_total", "Messages no meter asked for.", totals.unmatched);
        self.gauge("sparvakt_dirty_hours", "Hours of readings that wait for analysis.", totals.dirty_hours);
        if let Some(at) = totals.last_commit {
            let age = (now - at).as_seconds_f64().max(0.0);
            self.gauge("sparvakt_last_commit_age_seconds", "Time since the newest durable message.", age);
        }
    }
}
