//! The harness: what an end-to-end test needs to run the product as its users do.
//!
//! A test starts a real [`Broker`] and the real executable ([`Site::serve`], [`sparvakt::run`]) as its own
//! children, on ports it finds free, in a directory that goes away with it. It waits on what the product
//! says of itself (`/api/v1/status`), with a [`deadline`], and never on the clock.

pub mod api;
pub mod broker;
pub mod browser;
pub mod contract;
pub mod deadline;
pub mod demo;
pub mod figures;
pub mod history;
pub mod limits;
pub mod process;
pub mod publisher;
pub mod seed;
pub mod site;
pub mod sparvakt;
pub mod workspace;

pub use broker::Broker;
pub use process::Process;
pub use site::Site;
