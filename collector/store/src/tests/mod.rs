//! What others rely on, on real files.

mod alike;
mod analysis;
mod backups;
mod blocks;
mod faults;
mod killed;
mod messages;
mod opening;
mod order;
mod readings;
mod spans;
mod support;
mod thinned;
mod turns;
