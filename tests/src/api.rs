//! The product's HTTP side, as a program that relies on the contract sees it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use ureq::Agent;

/// A base address to ask.
#[derive(Debug, Clone)]
pub struct Api {
    base: String,
    agent: Agent,
}

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The `Content-Type`, empty when there is none.
    pub content_type: String,
    /// The body as text.
    pub body: String,
}

impl Api {
    /// Ask the server on this loopback port.
    #[must_use]
    pub fn at(port: u16) -> Self {
        let settings = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Self { base: format!("http://127.0.0.1:{port}"), agent: settings.into() }
    }

    /// The address of `path`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// GET `path`, whatever the status.
    ///
    /// # Errors
    /// When nobody answers.
    pub fn get(&self, path: &str) -> Result<Answer> {
        self.get_with(path, &[])
    }

    /// GET `path` with further header lines.
    ///
    /// # Errors
    /// When nobody answers.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Result<Answer> {
        let mut request = self.agent.get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = request.call().with_context(|| format!("GET {path}"))?;
        let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
        Ok(Answer {
            status: response.status().as_u16(),
            content_type: content_type.unwrap_or_default().to_owned(),
            body: response.body_mut().read_to_string()?,
        })
    }

    /// GET a JSON body that must be there.
    ///
    /// # Errors
    /// For any status but 200 and any body but JSON.
    pub fn json(&self, path: &str) -> Result<Value> {
        let answer = self.get(path)?;
        ensure!(answer.status == 200, "GET {path}: {} {}", answer.status, answer.body);
        answer.json()
    }

    /// Every item of a list that comes in pages.
    ///
    /// # Errors
    /// As [`Api::json`].
    pub fn items(&self, path: &str) -> Result<Vec<Value>> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let mut items = Vec::new();
        let mut page = self.json(path)?;
        loop {
            items.extend(page["items"].as_array().context("items")?.iter().cloned());
            let Some(cursor) = page["next_cursor"].as_str() else { return Ok(items) };
            page = self.json(&format!("{path}{joint}cursor={cursor}"))?;
        }
    }

    /// A page that must be there.
    ///
    /// # Errors
    /// For any status but 200.
    pub fn page(&self, path: &str) -> Result<String> {
        let answer = self.get(path)?;
        ensure!(answer.status == 200, "GET {path}: {}", answer.status);
        Ok(answer.body)
    }
}

impl Answer {
    /// The body read as JSON.
    ///
    /// # Errors
    /// When it is something else.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.body).with_context(|| format!("JSON expected, got {}", self.body))
    }
}
