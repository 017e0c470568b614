//! Bytes become readings, driven by meter profiles.
