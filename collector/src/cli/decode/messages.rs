//! Messages as they stand in a file: one JSON object per line.

use chrono::{DateTime, Utc};
use serde::Deserialize;

/// A message to decode.
#[derive(Debug, PartialEq, Eq)]
pub struct Given {
    /// Topic.
    pub topic: String,
    /// Payload.
    pub payload: Vec<u8>,
    /// When it was received, if the file says.
    pub received: Option<DateTime<Utc>>,
}

/// A line. Other fields, such as the publisher's `retain`, are allowed and mean nothing here.
#[derive(Deserialize)]
struct Line {
    topic: String,
    payload: Option<String>,
    payload_base64: Option<String>,
    received: Option<DateTime<Utc>>,
}

impl Given {
    /// Read one line.
    pub fn parse(line: &str) -> Result<Self, String> {
        let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let payload = match (line.payload, line.payload_base64) {
            (Some(text), None) => text.into_bytes(),
            (None, Some(base64)) => from_base64(&base64).ok_or("`payload_base64` is not base64")?,
            _ => return Err("give either `payload` or `payload_base64`".to_owned()),
        };
        Ok(Self { topic: line.topic, payload, received: line.received })
    }
}

/// Bytes of standard base64, with or without padding.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=').as_bytes();
    if digits.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for group in digits.chunks(4) {
        let mut bits = 0_u32;
        for digit in group {
            bits = bits << 6 | u32::from(sextet(*digit)?);
        }
        bits <<= 6 * (4 - group.len());
        let [_, a, b, c] = bits.to_be_bytes();
        bytes.extend(&[a, b, c][..group.len() - 1]);
    }
    Some(bytes)
}

const fn sextet(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn payloads_are_text_or_base64() {
        let payload = |line| Given::parse(line).map(|given| given.payload);
        assert_eq!(payload(r#"{"topic":"t","payload":"1.5","retain":true}"#).unwrap(), b"1.5");
        assert_eq!(payload(r#"{"topic":"t","payload_base64":"AQIDBA=="}"#).unwrap(), [1, 2, 3, 4]);
        assert_eq!(payload(r#"{"topic":"t","payload_base64":"/+8"}"#).unwrap(), [0xff, 0xef]);
        assert!(payload(r#"{"topic":"t","payload_base64":"A"}"#).is_err());
        assert!(payload(r#"{"topic":"t","payload_base64":"A*=="}"#).is_err());
        assert!(payload(r#"{"topic":"t"}"#).is_err());
        assert!(payload(r#"{"payload":"1"}"#).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = from_base64(&text);
            let _ = Given::parse(&text);
        }
    }
}
