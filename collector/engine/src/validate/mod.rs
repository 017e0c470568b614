//! How much a reading is worth.
