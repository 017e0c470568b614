//! The commented default file.

/// What `sparvakt check --print-default` prints: a main file with every key, its default and meaning, and an
/// example portfolio. As printed it is a valid configuration; lines that begin with `#` and a key without a
/// space between can be uncommented.
pub const DEFAULT: &str = include_str!("../default.toml");
