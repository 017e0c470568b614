//! The executable `sparvakt`: it composes broker, store, engine and dashboard, and holds everything that
//! touches the outside world.
//!
//! [`run`] shows every task, channel and shutdown step; [`cli`] has one file per command.

pub mod analyse;
pub mod announce;
pub mod broker;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod files;
pub mod handover;
pub mod import;
pub mod ingest;
mod live;
pub mod mqtt;
pub mod replay;
pub mod run;
pub mod stop;
mod upkeep;
mod weather;
