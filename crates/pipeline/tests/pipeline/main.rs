//! Whole requests through the pipeline: signed by a client, over a store in memory, to tiny services of our own.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod authorization;
mod changes;
mod condition_keys;
mod dispatch;
mod operations;
mod refusals;
mod resource;
mod rest;
mod usage;
mod world;
