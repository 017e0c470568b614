//! Session and publisher against a broker that does exactly what a test says.

mod peer;
mod publisher;
mod session;
