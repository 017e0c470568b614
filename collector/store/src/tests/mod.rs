//! What others rely on, on real files.

mod readings;
mod support;
