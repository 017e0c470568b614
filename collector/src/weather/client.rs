//! One polite HTTP request at a time: bounded in time and size, redirected on the same host only.
//!
//! Requests are not conditional: `Last-Modified` of SMHI's answers is the time of the answer.

use std::io::Read;
use std::time::Duration;

use tokio::sync::oneshot;
use ureq::http::Uri;
use ureq::{Agent, Body, Error};

/// More than this, unpacked, is no station's history; seventy years of hours take about 20 MiB.
const MOST_BYTES: u64 = 48 << 20;
/// Redirects followed.
const MOST_HOPS: usize = 3;

/// Why nothing was fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The server has no such thing.
    #[error("there is no such data")]
    Absent,
    /// The answer is not what was asked for; the reason.
    #[error("{0}")]
    Refused(String),
    /// It may work later; the reason.
    #[error("{0}")]
    Later(String),
}

/// Asks one server.
#[derive(Debug, Clone)]
pub struct Client {
    agent: Agent,
    url: String,
}

impl Client {
    /// A client of the API at `url`.
    #[must_use]
    pub fn new(url: &str) -> Self {
        let config = Agent::config_builder()
            .user_agent(concat!("sparvakt/", env!("CARGO_PKG_VERSION")))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(15)))
            .timeout_per_read(Some(Duration::from_secs(30)))
            .timeout_global(Some(Duration::from_secs(300)))
            .build();
        Self { agent: config.new_agent(), url: url.to_owned() }
    }

    /// The bytes at `path` below the API's address. Whoever stops waiting leaves the request to end by itself: its
    /// thread holds nothing of ours and does not outlive the process.
    pub async fn get(&self, path: &str) -> Result<Vec<u8>, FetchError> {
        let (client, url) = (self.clone(), format!("{}/{path}", self.url));
        let (answer, waiting) = oneshot::channel();
        let thread = std::thread::Builder::new().name("weather".to_owned());
        let spawned = thread.spawn(move || answer.send(client.follow(&url)));
        spawned.map_err(|error| FetchError::Later(format!("no thread could be started: {error}")))?;
        let gone = |_| FetchError::Later("the request ended without an answer".to_owned());
        waiting.await.map_err(gone)?
    }

    fn follow(&self, url: &str) -> Result<Vec<u8>, FetchError> {
        let mut url = url.to_owned();
        for _ in 0..=MOST_HOPS {
            let mut answer = self.agent.get(&url).call().map_err(|error| explain(&error))?;
            match answer.status().as_u16() {
                200 => return read(answer.body_mut()),
                404 | 410 => return Err(FetchError::Absent),
                301 | 302 | 303 | 307 | 308 => {
                    let to = answer.headers().get("location").and_then(|to| to.to_str().ok());
                    url = same_host(&url, to.unwrap_or_default())?;
                }
                status => return Err(FetchError::Later(format!("{url} answers with status {status}"))),
            }
        }
        Err(FetchError::Refused(format!("{url} leads from one address to the next without end")))
    }
}

fn read(body: &mut Body) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    let mut reader = body.with_config().limit(MOST_BYTES).reader();
    reader.read_to_end(&mut bytes).map_err(|error| explain(&Error::from(error)))?;
    Ok(bytes)
}

fn explain(error: &Error) -> FetchError {
    match error {
        Error::BodyExceedsLimit(limit) => FetchError::Refused(format!(
            "the answer is larger than {} MiB, which no station's history is",
            limit >> 20
        )),
        other => FetchError::Later(other.to_string()),
    }
}

/// Where a redirect leads, if that is the same host, as well protected.
fn same_host(from: &str, to: &str) -> Result<String, FetchError> {
    let refused =
        || FetchError::Refused(format!("{from} leads to another server, `{to}`, which is not asked"));
    let parts = |text: &str| text.parse::<Uri>().ok();
    let origin = parts(from).ok_or_else(refused)?;
    let scheme_and_host = |uri: &Uri| Some((uri.scheme_str()?.to_owned(), uri.authority()?.to_string()));
    let (scheme, host) = scheme_and_host(&origin).ok_or_else(refused)?;
    if to.starts_with('/') && !to.starts_with("//") {
        return Ok(format!("{scheme}://{host}{to}"));
    }
    let target = parts(to).as_ref().and_then(scheme_and_host).ok_or_else(refused)?;
    if target == (scheme, host) { Ok(to.to_owned()) } else { Err(refused()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_with_the_server_that_was_asked() {
        let from = "https://smhi.example/api/a.json";
        assert_eq!(same_host(from, "/b.json").unwrap(), "https://smhi.example/b.json");
        assert_eq!(same_host(from, "https://smhi.example/c").unwrap(), "https://smhi.example/c");
        for to in ["https://other.example/a", "http://smhi.example/a", "//other.example/a", "", "a b"] {
            assert!(matches!(same_host(from, to), Err(FetchError::Refused(_))), "{to}");
        }
    }
}
