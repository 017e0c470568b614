//! Pages, API and server over a synthetic portfolio in a real store.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod client;
mod demo;
mod sunny;
mod world;

mod api;
mod attention;
mod calendar;
mod coverage;
mod export;
mod first_year;
mod live;
mod pages;
mod quality;
mod server;
mod solar;
mod virtual_meters;
