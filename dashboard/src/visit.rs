//! Who asks for a page: in which language, in light or dark, and from which address.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::header::{CACHE_CONTROL, COOKIE, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::language::Lang;
use crate::params::{Pairs, Params};

/// What a page needs to know of the request for it.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) lang: Lang,
    pub(crate) theme: Theme,
    path: String,
    query: Option<String>,
}

/// Light, dark, or as the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|theme| theme.as_str() == word)
    }

    fn of_cookies(headers: &HeaderMap) -> Self {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().strip_prefix("theme="))
            .find_map(Self::from_word)
            .unwrap_or(Self::Auto)
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri, &parts.headers))
    }
}

/// What a page's address names; empty, which nothing is called, when it is no text.
#[derive(Debug)]
pub(crate) struct PageId(pub(crate) String);

impl<S: Sync + Send> FromRequestParts<S> for PageId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(id.map(|Path(id)| id).unwrap_or_default()))
    }
}

impl Visit {
    pub(crate) fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        Self {
            lang: Lang::of_path(uri.path()),
            theme: Theme::of_cookies(headers),
            path: uri.path().to_owned(),
            query: uri.query().map(str::to_owned),
        }
    }

    /// The query under examination, which may hold `allowed` names.
    pub(crate) fn params(&self, allowed: &[&str]) -> Params {
        let uri = self.here().parse::<Uri>().unwrap_or_default();
        let pairs = Query::<Pairs>::try_from_uri(&uri).map(|Query(pairs)| pairs).unwrap_or_default();
        Params::new(pairs, allowed)
    }

    /// The path asked for.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The address asked for, to come back to.
    pub(crate) fn here(&self) -> String {
        self.with_query(&self.path)
    }

    /// The same view in the other language. Every view has the same parameters in both.
    pub(crate) fn in_other_language(&self) -> String {
        let path = match self.lang {
            Lang::Sv => SWEDISH_TO_ENGLISH
                .iter()
                .find_map(|(sv, en)| replace_prefix(&self.path, sv, en))
                .unwrap_or_else(|| "/en".to_owned()),
            Lang::En => SWEDISH_TO_ENGLISH
                .iter()
                .find_map(|(sv, en)| replace_prefix(&self.path, en, sv))
                .unwrap_or_else(|| "/".to_owned()),
        };
        self.with_query(&path)
    }

    fn with_query(&self, path: &str) -> String {
        match &self.query {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        }
    }
}

/// Paths of the views. Those that end with `/` begin the paths of several.
const SWEDISH_TO_ENGLISH: &[(&str, &str)] = &[
    ("/byggnader/", "/en/buildings/"),
    ("/datakvalitet", "/en/data-quality"),
    ("/solanlaggningar", "/en/solar"),
    ("/solanlaggningar/", "/en/solar/"),
    ("/sa-raknar-vi", "/en/how-we-calculate"),
    ("/tillganglighet", "/en/accessibility"),
    ("/demo", "/en/demo"),
];

fn replace_prefix(path: &str, from: &str, to: &str) -> Option<String> {
    let rest = path.strip_prefix(from)?;
    (from.ends_with('/') || rest.is_empty()).then(|| format!("{to}{rest}"))
}

/// Addresses of the pages in `lang`.
pub(crate) mod address {
    use super::Lang;

    pub(crate) const fn overview(lang: Lang) -> &'static str {
        match lang {
            Lang::Sv => "/",
            Lang::En => "/en",
        }
    }

    pub(crate) const fn method(lang: Lang) -> &'static str {
        match lang {
            Lang::Sv => "/sa-raknar-vi",
            Lang::En => "/en/how-we-calculate",
        }
    }

    pub(crate) const fn accessibility(lang: Lang) -> &'static str {
        match lang {
            Lang::Sv => "/tillganglighet",
            Lang::En => "/en/accessibility",
        }
    }

    pub(crate) const fn demo(lang: Lang) -> &'static str {
        match lang {
            Lang::Sv => "/demo",
            Lang::En => "/en/demo",
        }
    }

    pub(crate) const fn quality(lang: Lang) -> &'static str {
        match lang {
            Lang::Sv => "/datakvalitet",
            Lang::En => "/en/data-quality",
        }
    }

    pub(crate) const fn solar(lang: Lang) -> &'static str {
        match lang {
            Lang::Sv => "/solanlaggningar",
            Lang::En => "/en/solar",
        }
    }

    /// The page of a solar plant.
    pub(crate) fn plant(lang: Lang, id: &str) -> String {
        format!("{}/{}", solar(lang), encoded(id))
    }

    /// The page of a building, whose id may hold anything.
    pub(crate) fn building(lang: Lang, id: &str) -> String {
        let start = match lang {
            Lang::Sv => "/byggnader/",
            Lang::En => "/en/buildings/",
        };
        format!("{start}{}", encoded(id))
    }

    /// `text` as one piece of a path or a value of a query.
    pub(crate) fn encoded(text: &str) -> String {
        use std::fmt::Write;
        let mut safe = String::with_capacity(text.len());
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                safe.push(char::from(byte));
            } else {
                let _ = write!(safe, "%{byte:02X}");
            }
        }
        safe
    }
}

/// `GET /appearance?theme=…&back=…`: remembers the choice in a cookie and goes back. A form without script.
pub(crate) async fn choose_appearance(
    State(_): State<App>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let theme = value("theme").and_then(Theme::from_word).unwrap_or(Theme::Auto);
    let back = value("back").filter(|back| is_own_path(back)).unwrap_or("/");
    let back = HeaderValue::from_str(back).unwrap_or_else(|_| HeaderValue::from_static("/"));
    let cookie = format!("theme={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", theme.as_str());
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(LOCATION, back);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.insert(SET_COOKIE, cookie);
    }
    response
}

/// A path on this server: never another host, which `//host` and `/\host` would be.
fn is_own_path(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && path.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(uri: &str) -> String {
        Visit::of(&uri.parse().unwrap(), &HeaderMap::new()).in_other_language()
    }

    #[test]
    fn the_other_language_shows_the_same_view() {
        for (swedish, english) in [
            (
                "/byggnader/arebo?period=2018&carrier=electricity",
                "/en/buildings/arebo?period=2018&carrier=electricity",
            ),
            ("/sa-raknar-vi", "/en/how-we-calculate"),
            ("/tillganglighet", "/en/accessibility"),
            ("/?year=2018", "/en?year=2018"),
        ] {
            assert_eq!(other(swedish), english);
            assert_eq!(other(english), swedish);
        }
        assert_eq!(other("/finns-inte"), "/en");
    }

    #[test]
    fn the_way_back_never_leaves_the_server() {
        for path in ["/", "/byggnader/a?period=2018", "/en"] {
            assert!(is_own_path(path), "{path}");
        }
        for path in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "/a b", "/å"]
        {
            assert!(!is_own_path(path), "{path}");
        }
    }

    #[test]
    fn the_theme_comes_from_its_cookie() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("a=1; theme=dark"));
        assert_eq!(Theme::of_cookies(&headers), Theme::Dark);
        headers.insert(COOKIE, HeaderValue::from_static("theme=<script>"));
        assert_eq!(Theme::of_cookies(&headers), Theme::Auto);
    }
}
