//! Server-sent events, as a browser reads them.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use dashboard::{FreshReading, router};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::client::get;
use crate::world::{World, now, world};

/// A stream under way.
struct Stream {
    body: axum::body::BodyDataStream,
    rest: String,
}

#[derive(Debug)]
struct Event {
    kind: String,
    id: String,
    data: Value,
}

impl Stream {
    async fn open(world: &World, last_seen: Option<&str>) -> Self {
        let mut request = Request::builder()
            .uri("/api/v1/live")
            .header("accept-encoding", "br, gzip")
            .header("host", "localhost");
        if let Some(id) = last_seen {
            request = request.header("last-event-id", id);
        }
        let response = router(world.app.clone()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert!(
            !response.headers().contains_key("content-encoding"),
            "a compressed stream would be held back"
        );
        Self { body: response.into_body().into_data_stream(), rest: String::new() }
    }

    async fn next(&mut self) -> Event {
        loop {
            if let Some((event, rest)) = self.rest.split_once("\n\n") {
                let field = |name: &str| {
                    let line = event.lines().find_map(|line| line.strip_prefix(name));
                    line.unwrap_or_default().trim_start_matches([':', ' ']).to_owned()
                };
                let data = serde_json::from_str(&field("data")).unwrap_or_else(|_| panic!("{event}"));
                let event = Event { kind: field("event"), id: field("id"), data };
                self.rest = rest.to_owned();
                return event;
            }
            let bytes = self.body.next().await.expect("the stream goes on").unwrap();
            self.rest.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
}

fn tell(world: &World, value: f64) {
    world.app.feed.reading(&FreshReading {
        meter: "arebo-heat",
        building: "arebo",
        at: now(),
        value,
        unit: "kWh",
        received: now(),
    });
}

#[tokio::test]
async fn a_stream_begins_with_the_status_and_goes_on_with_readings() {
    let world = world();
    let mut stream = Stream::open(&world, None).await;
    let hello = stream.next().await;
    assert_eq!((hello.kind.as_str(), &hello.data["gap"]), ("status", &json!(false)));
    assert_eq!(hello.data["broker"]["connected"], true);
    tell(&world, 12.5);
    let event = stream.next().await;
    assert_eq!(event.kind, "reading");
    assert_eq!(
        event.data,
        json!({
            "meter": "arebo-heat", "building": "arebo", "timestamp": "2019-01-02T08:05:00Z", "value": 12.5,
            "unit": "kWh", "received": "2019-01-02T08:05:00Z", "status": "good"
        })
    );
}

#[tokio::test]
async fn who_comes_back_goes_on_where_the_stream_ended() {
    let world = world();
    let mut first = Stream::open(&world, None).await;
    let start = first.next().await.id;
    tell(&world, 1.0);
    let seen = first.next().await.id;
    drop(first);
    tell(&world, 2.0);
    for (last_seen, expected) in [(&start, 1.0), (&seen, 2.0)] {
        let mut back = Stream::open(&world, Some(last_seen)).await;
        assert_eq!(back.next().await.data["gap"], false);
        assert_eq!(back.next().await.data["value"], expected);
    }
    for strange in ["0-5", "nonsense", "-", "é"] {
        assert_eq!(Stream::open(&world, Some(strange)).await.next().await.data["gap"], true, "{strange}");
    }
}

#[tokio::test]
async fn too_many_streams_are_refused_with_a_reason() {
    let world = world();
    let mut streams = Vec::new();
    for _ in 0..64 {
        streams.push(Stream::open(&world, None).await);
    }
    let refused = get(&world.app, "/api/v1/live").await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    assert_eq!(refused.json()["type"], "urn:sparvakt:problem:too-many-streams");
    streams.pop();
    Stream::open(&world, None).await;
    assert_eq!(get(&world.app, "/api/v1/live?x=1").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn live_values_are_marked_and_their_script_is_small_and_ours() {
    let World { app, .. } = &world();
    let page = get(app, "/byggnader/arebo").await.body;
    assert!(page.contains("data-live=\"arebo-heat\" data-at=\"2019-01-01T00:00:00Z\""), "{page}");
    let script = page.split("<script type=\"module\" src=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = get(app, script).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (StatusCode::OK, "text/javascript; charset=utf-8")
    );
    assert!(answer.body.len() < 4_000, "{}", answer.body.len());
}

#[tokio::test]
async fn the_overview_and_the_solar_plants_are_live_too() {
    let World { app, .. } = &world();
    let page = get(app, "/").await.body;
    assert!(
        page.contains("data-live-newest data-at=\"2019-01-01T00:00:00Z\" data-zone=\"Europe/Stockholm\""),
        "{page}"
    );
    assert!(page.contains("<script type=\"module\""), "{page}");
}
