//! What there is to say about the link to the broker.

/// State of the link, for readiness, status and metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// Connected, and the broker has granted the subscriptions.
    pub connected: bool,
    /// Why the last connection ended, while there is none.
    pub reason: Option<String>,
    /// Filters the broker refuses: nothing arrives on them.
    pub refused: Vec<String>,
    /// Connections made since the start.
    pub connections: u64,
    /// How often the broker had forgotten the session, and with it what it kept for us.
    pub sessions_lost: u64,
    /// Messages it delivered again.
    pub redelivered: u64,
    /// Messages without delivery guarantee (QoS 0).
    pub best_effort: u64,
}
