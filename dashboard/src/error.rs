//! What can go wrong with a request, before it becomes a page or a problem document.

use store::StoreError;
use tracing::error;

/// Why a request has no answer of its own.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Nothing has this address.
    NotFound,
    /// Parameters that cannot be used, each with its reason.
    BadParameters(Vec<ParameterError>),
    /// The fault is ours.
    Failed(Failure),
}

/// One parameter that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct ParameterError {
    /// Where it stands, e.g. `query.from`.
    pub(crate) path: String,
    /// What is wrong and what would be right, in English.
    pub(crate) message: String,
}

/// A fault of ours.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The store.
    #[error("the store failed: {0}")]
    Store(#[from] StoreError),
    /// The task that worked on it stopped.
    #[error("the task stopped: {0}")]
    Stopped(String),
    /// A page could not be put together.
    #[error("the page could not be rendered: {0}")]
    Template(#[from] askama::Error),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl ParameterError {
    pub(crate) fn query(name: &str, message: impl Into<String>) -> Self {
        Self { path: format!("query.{name}"), message: message.into() }
    }
}

impl Failure {
    /// Logs the fault, where it is handled.
    pub(crate) fn log(&self, path: &str) {
        error!(error = %self, path, "failed to answer {path}: {self}");
    }

    /// Whether trying again soon may help.
    pub(crate) const fn is_transient(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_transient())
    }
}
