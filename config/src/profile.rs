//! Meter profiles as data: which topics a gateway publishes on, and what its payloads mean.
//!
//! A profile holds no site knowledge: CT ratio, pulse weight or time zone of one installation belong to the
//! meter. Each profile carries examples with the readings they must give; a test runs every one.

/// How one kind of gateway speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Name that a meter's `source.profile` refers to.
    pub name: String,
}
