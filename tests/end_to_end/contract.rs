//! Every body and output has the shape that other programs rely on.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::api::Api;
use tests::publisher::{Message, publish};
use tests::{Broker, contract, sparvakt, workspace};

use crate::replayed;
use crate::savings::serving;

#[test]
fn every_shape_has_a_valid_example() -> Result<()> {
    for name in contract::names()? {
        contract::check(&name, &contract::file(&format!("{name}.example.json"))?)?;
    }
    Ok(())
}

#[test]
fn the_shapes_refuse_what_is_wrong() -> Result<()> {
    let wrong: [(&str, &str, Value); 6] = [
        ("status", "/backlog", Value::from(-1)),
        ("status", "/broker/connected", Value::Null),
        ("savings", "/periods/0/interval", Value::Null),
        ("savings", "/periods/1/avoided_kwh", Value::from(12.0)),
        ("decode", "/readings/0/timestamp", Value::from("2026-01-15 10:00")),
        ("evaluate", "/sufficiency/sufficient", Value::from(false)),
    ];
    for (name, place, value) in wrong {
        let mut document = contract::file(&format!("{name}.example.json"))?;
        *document.pointer_mut(place).with_context(|| format!("{place} in {name}"))? = value;
        ensure!(contract::check(name, &document).is_err(), "{name} accepts {document}");
    }
    Ok(())
}

#[test]
fn every_body_has_its_shape() -> Result<()> {
    serving(replayed::undisturbed()?, |api| {
        check(api, "status", "/api/v1/status")?;
        check(api, "buildings", "/api/v1/buildings")?;
        check(api, "building", "/api/v1/buildings/cam-b0")?;
        check(api, "baseline", "/api/v1/buildings/cam-b0/baseline")?;
        check(api, "portfolio", "/api/v1/portfolio?year=2013")?;
        check(api, "portfolio", "/api/v1/portfolio?year=2012")?;
        for resolution in ["day", "month", "year"] {
            let query = format!("from=2012-01-01&to=2014-01-01&resolution={resolution}");
            let savings = check(api, "savings", &format!("/api/v1/buildings/cam-b13/savings?{query}"))?;
            ensure!(
                !savings["periods"].as_array().context("periods")?.is_empty(),
                "no periods by {resolution}"
            );
        }
        for resolution in ["hour", "day", "month"] {
            let query = format!("from=2013-03-01&to=2013-05-01&resolution={resolution}");
            check(api, "consumption", &format!("/api/v1/meters/cam-b0-gas/consumption?{query}"))?;
        }
        check(api, "readings", "/api/v1/meters/cam-b0-gas/readings?from=2012-06-01&to=2013-01-01")?;
        check(api, "solar", "/api/v1/solar")?;
        check(api, "quarantine", "/api/v1/quarantine")?;
        check(api, "unknown", "/api/v1/unknown")?;
        pages_add_up(api)
    })
}

#[test]
fn mistaken_requests_get_problem_details() -> Result<()> {
    serving(replayed::undisturbed()?, |api| {
        let mistakes = [
            ("/api/v1/buildings/nobody", 404),
            ("/api/v1/buildings/nobody/savings", 404),
            ("/api/v1/meters/nobody/readings", 404),
            ("/api/v1/nothing", 404),
            ("/api/v1/buildings/cam-b0/savings?from=yesterday&to=2014-01-01", 400),
            ("/api/v1/buildings/cam-b0/savings?from=2014-01-01&to=2013-01-01", 400),
            ("/api/v1/buildings/cam-b0/savings?resolution=fortnight", 400),
            ("/api/v1/buildings/cam-b0/savings?carrier=steam", 400),
            ("/api/v1/meters/cam-b0-gas/readings?cursor=%00", 400),
            ("/api/v1/solar/nowhere/performance", 404),
            ("/api/v1/solar?from=2025-01-01", 400),
            ("/api/v1/portfolio?year=last", 400),
        ];
        for (path, status) in mistakes {
            let answer = api.get(path)?;
            ensure!(
                answer.status == status,
                "{path}: {} instead of {status}: {}",
                answer.status,
                answer.body
            );
            ensure!(
                answer.content_type.starts_with("application/problem+json"),
                "{path}: {}",
                answer.content_type
            );
            let body = answer.json()?;
            contract::check("problem", &body).context(path)?;
            ensure!(status != 400 || body["errors"].is_array(), "{path}: the parameter is not named: {body}");
        }
        Ok(())
    })
}

#[test]
fn the_open_api_document_names_every_body() -> Result<()> {
    serving(replayed::undisturbed()?, |api| {
        let document = api.json("/api/openapi.json")?;
        ensure!(
            document["openapi"].as_str().is_some_and(|version| version.starts_with("3.")),
            "no OpenAPI version"
        );
        let paths = document["paths"].as_object().context("paths")?;
        for path in [
            "/api/v1/status",
            "/api/v1/portfolio",
            "/api/v1/buildings",
            "/api/v1/buildings/{id}",
            "/api/v1/buildings/{id}/savings",
            "/api/v1/buildings/{id}/baseline",
            "/api/v1/meters/{id}/readings",
            "/api/v1/meters/{id}/consumption",
            "/api/v1/solar",
            "/api/v1/solar/{id}/performance",
            "/api/v1/live",
            "/api/v1/quarantine",
            "/api/v1/unknown",
        ] {
            ensure!(paths.contains_key(path), "{path} is not described");
        }
        let metrics = api.page("/metrics")?;
        ensure!(
            metrics.lines().any(|line| line.starts_with("# TYPE sparvakt_")),
            "no metrics of ours:\n{metrics}"
        );
        Ok(())
    })
}

#[test]
fn quarantined_and_unknown_items_have_their_shape() -> Result<()> {
    let folder = replayed::folder()?;
    let broker = Broker::start(folder.path())?;
    let site = tests::Site::create(folder.path(), Some(&broker.url()), tests::site::PORTFOLIO)?;
    let mut server = site.serve()?;
    let stranger = r#"{"timestamp":"2012-01-01T00:00:00Z","value":1,"unit":"kWh","kind":"interval"}"#;
    publish(
        broker.port(),
        vec![
            Message::new("sparvakt/cam-b0/gas.energy", "{"),
            Message::new("sparvakt/stranger/gas.energy", stranger),
        ],
    )?;
    server.settle(broker.port())?;
    for (name, path) in [("quarantine", "/api/v1/quarantine"), ("unknown", "/api/v1/unknown")] {
        let body = check(&server.api, name, path)?;
        ensure!(body["items"].as_array().is_some_and(|items| items.len() == 1), "one item expected: {body}");
    }
    server.stop().map(drop)
}

#[test]
fn decode_says_what_a_message_would_become() -> Result<()> {
    let topic = "sparvakt/hall/el.energy.import";
    let messages = [
        (
            "readings",
            topic,
            r#"{"timestamp":"2026-01-15T10:00:00Z","value":12.3,"unit":"kWh","kind":"register"}"#,
            0,
        ),
        ("readings", topic, r#"{"value":"0.0123","unit":"MWh","kind":"register"}"#, 0),
        ("quarantined", topic, r#"{"value":"#, 1),
        ("unmatched", "nobody/asked", "1", 1),
    ];
    for (fate, topic, payload, code) in messages {
        let said = sparvakt::run(&["decode", "--topic", topic, "--payload", payload, "--json"])?;
        ensure!(said.code == code, "{payload}: exit {} instead of {code}: {}", said.code, said.err);
        let body: Value = serde_json::from_str(&said.out).with_context(|| said.out.clone())?;
        contract::check("decode", &body)?;
        ensure!(body["fate"] == fate, "{payload} is {fate}: {body}");
    }
    Ok(())
}

#[test]
fn exports_have_their_columns() -> Result<()> {
    let site = replayed::undisturbed()?;
    for what in ["readings", "consumption", "savings"] {
        let example = workspace::path("tests/contract").join(format!("export-{what}.example.csv"));
        let example = std::fs::read_to_string(example)?;
        let days = ["--building", "cam-b0", "--from", "2013-06-01", "--to", "2013-06-03"];
        let table = site.export(what, &days)?;
        // Columns may be added at the end, never renamed, moved or dropped.
        let columns = |table: &str| table.lines().next().unwrap_or_default().to_owned() + ",";
        ensure!(columns(&table).starts_with(&columns(&example)), "export {what}: {}", columns(&table));
        ensure!(table.lines().count() > 1, "export {what} is empty");
        let json = site.export(what, &[&days[..], &["--format", "json"]].concat())?;
        serde_json::from_str::<Value>(&json).with_context(|| format!("export {what} as JSON"))?;
    }
    Ok(())
}

/// GET `path` and hold it against the shape `name`.
fn check(api: &Api, name: &str, path: &str) -> Result<Value> {
    let body = api.json(path)?;
    contract::check(name, &body).context(path.to_owned())?;
    Ok(body)
}

/// Pages of a long list together give every reading once.
fn pages_add_up(api: &Api) -> Result<()> {
    let readings = api.items("/api/v1/meters/cam-b0-gas/readings?from=2012-01-01&to=2014-01-01")?;
    let mut instants: Vec<&str> =
        readings.iter().filter_map(|reading| reading["timestamp"].as_str()).collect();
    ensure!(instants.is_sorted(), "in order of time");
    instants.dedup();
    ensure!(instants.len() == readings.len() && readings.len() == 17_544, "{} readings", readings.len());
    Ok(())
}
