//! The style sheet, the icon and the script of live values, inside the executable. Their address holds a hash of their content, so a browser
//! may keep them for ever and still never shows an old one.

use std::fmt::Write;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// A file the pages refer to.
pub(crate) struct Asset {
    /// Its address.
    pub(crate) href: String,
    content: &'static str,
    media_type: &'static str,
}

/// The style sheet.
pub(crate) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("sparvakt", "css", include_str!("../static/sparvakt.css"), "text/css; charset=utf-8")
});
/// Keeps the newest readings of a page up to date; no page needs it.
pub(crate) static LIVE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("live", "js", include_str!("../static/live.js"), "text/javascript; charset=utf-8")
});
/// The icon in tabs and bookmarks.
pub(crate) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", include_str!("../static/icon.svg"), "image/svg+xml"));

impl Asset {
    fn new(name: &str, ending: &str, content: &'static str, media_type: &'static str) -> Self {
        Self { href: format!("/static/{name}-{}.{ending}", digest(content)), content, media_type }
    }
}

/// `GET /static/{file}`
pub(crate) async fn serve(Path(file): Path<String>) -> Response {
    let known = [&*STYLE, &*ICON, &*LIVE]
        .into_iter()
        .find(|asset| asset.href.strip_prefix("/static/") == Some(&file));
    match known {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(asset) => {
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static(asset.media_type)),
                (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
            ];
            (headers, asset.content).into_response()
        }
    }
}

/// FNV-1a, 64 bits: names a version of a file; it protects nothing.
fn digest(content: &str) -> String {
    let hash = content.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut text = String::new();
    let _ = write!(text, "{hash:016x}");
    text
}
