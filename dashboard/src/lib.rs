//! Pages and JSON API of Sparvakt: what the buildings save, how sure that is, and whether data arrive.
//!
//! Everything is drawn and worded on the server: no page needs a script, and nothing is fetched from elsewhere.
//! Figures come from stored results through the engine; nothing is fitted here.
//!
//! [`serve`] runs the server on a listener, [`router`] is the service alone (for tests and for embedding).

mod app;
mod live;
mod routes;
mod server;

mod figures;

mod api;
mod health;
mod pages;
mod params;
mod patience;

pub mod demo;
pub mod export;

pub mod charts;
pub mod format;
pub mod language;
pub mod texts;

mod assets;
mod error;
mod headers;
mod host;
mod visit;

pub use app::{App, Clock, Live, Pending, PendingNow};
pub use figures::cut;
pub use live::{Feed, FreshReading};
pub use params::Resolution;
pub use routes::router;
pub use server::serve;
