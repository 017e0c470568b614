//! Bytes become a document to look things up in.

use config::profile::{Path, PayloadFormat};
use serde_json::Value;

use super::number::shorten;
use crate::domain::Reason;

/// The largest payload that is read, as large as the largest the shipped broker settings let through.
pub(super) const MAX_PAYLOAD: usize = 1024 * 1024;

/// Why a payload is no document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Unreadable {
    /// It is empty, as when a retained message is cleared.
    Empty,
    /// It is broken.
    Broken(Reason),
}

/// The payload as a document: for `text` a lone JSON text.
pub(super) fn read(format: PayloadFormat, payload: &[u8]) -> Result<Value, Unreadable> {
    let broken = |code, text: String| Err(Unreadable::Broken(Reason::new(code, text)));
    if payload.len() > MAX_PAYLOAD {
        let text = format!(
            "the payload has {} bytes, and more than {MAX_PAYLOAD} are not read; let the device send smaller \
             messages",
            payload.len()
        );
        return broken("payload.too_large", text);
    }
    let Ok(text) = std::str::from_utf8(payload) else {
        let text = "the payload is not UTF-8 text; if the device sends a binary format, turn on its JSON or text \
                    output";
        return broken("payload.not_utf8", text.to_owned());
    };
    let text = text.trim_start_matches('\u{feff}').trim_matches(|c: char| c.is_whitespace() || c == '\0');
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    if format == PayloadFormat::Text {
        return Ok(Value::String(text.to_owned()));
    }
    serde_json::from_str(text).or_else(|error| {
        let text = format!(
            "the payload `{}` is not valid JSON ({error}); if the device sends plain numbers, the profile needs \
             `format = \"text\"`",
            shorten(text)
        );
        broken("payload.not_json", text)
    })
}

/// What a path finds: the first node of the element, or else of the whole document.
pub(super) fn look<'v>(path: &Path, element: &'v Value, root: &'v Value) -> Option<&'v Value> {
    path.query().query(element).first().or_else(|| path.query().query(root).first())
}

/// A lone value as it is written; lists and objects are described, null is nothing.
pub(super) fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(_) => Some("[…]".to_owned()),
        Value::Object(_) => Some("{…}".to_owned()),
        other => Some(other.to_string()),
    }
}
