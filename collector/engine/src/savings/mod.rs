//! Savings: what was not used, against a baseline in the same weather, with its interval.
