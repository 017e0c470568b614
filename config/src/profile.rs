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

impl Profile {
    /// The profile in `text`; `path` names the file in problems.
    pub(crate) fn parse(path: &std::path::Path, _text: &str) -> Result<Self, Vec<crate::Problem>> {
        Ok(Self { name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned() })
    }
}

/// Every profile that comes with the program.
#[must_use]
pub fn builtin_profiles() -> Vec<Profile> {
    ["sparvakt", "tasmota", "wmbusmeters"].map(|name| Profile { name: name.to_owned() }).to_vec()
}
