//! Which names the server answers to.
//!
//! A page elsewhere may point its own name at this machine and then read, through the visitor's browser, what is
//! only meant for this network (DNS rebinding). Such a request names the foreign host; one that names an IP
//! address or `localhost` cannot come about that way.

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What others get to read.
const REFUSAL: &str = "This server answers to IP addresses and to localhost only. A proxy in front of it must send \
                       one of them, such as `Host: localhost`.\n";

/// Refuses requests for other hosts. A request without any (HTTP/1.0) cannot come from a browser.
pub(crate) async fn ours(request: Request, next: Next) -> Response {
    let in_target = request.uri().authority().is_none_or(|target| is_ours(target.host()));
    let in_headers = request.headers().get_all(HOST).iter().all(names_us);
    if in_target && in_headers {
        return next.run(request).await;
    }
    (StatusCode::MISDIRECTED_REQUEST, REFUSAL).into_response()
}

fn names_us(host: &HeaderValue) -> bool {
    let authority = host.to_str().ok().and_then(|text| text.parse::<Authority>().ok());
    authority.is_some_and(|authority| is_ours(authority.host()))
}

/// `localhost` or an address, IPv6 in brackets.
fn is_ours(host: &str) -> bool {
    let inside = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::Ipv4Addr>().is_ok()
        || inside.is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_localhost_are_ours() {
        let named = |host: &'static str| names_us(&HeaderValue::from_static(host));
        for ours in ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "192.0.2.7", "[::1]:8080", "[fe80::1]"]
        {
            assert!(named(ours), "{ours}");
        }
        for foreign in [
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "::1",
            "",
        ] {
            assert!(!named(foreign), "{foreign}");
        }
    }
}
