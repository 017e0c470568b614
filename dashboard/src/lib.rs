//! Pages and JSON API.
pub mod charts;
pub mod format;
pub mod language;
