//! Findings as Swedish sentences, by code.

/// x
#[derive(Debug)]
pub struct Advice;
/// x
pub fn finding() {}
