//! The one order of a request: route, authenticate, decode, demand, authorize, run, commit, answer.
//!
//! Start reading at [`Operation`], what a service writes, and then at [`Pipeline::query`], which carries one
//! request through it. Two proofs keep the order honest: [`Caller`] can be built only by authentication and
//! [`Allowed`] only by authorization.
//!
//! This crate deliberately knows no service, no listener, no configuration, no clock and no source of randomness.

mod allowed;
mod answer;
mod audit;
mod authenticate;
mod authorization_details;
mod authorization_message;
mod authorize;
mod caller;
mod canonical_user;
mod context;
mod demand;
mod denial;
mod gather;
mod keys_of_request;
mod marker;
mod one_time_codes;
mod operation;
mod partner;
mod pipeline;
mod query;
mod request;
mod rest;
mod route;
mod service;
mod signing_keys;
mod slow_work;
mod usage;

pub use allowed::Allowed;
pub use audit::{AuditEvent, Outcome};
pub use authenticate::VerifiedResource;
pub use authorization_details::{
    CheckEffect, ContextKey, DeniedRequest, EvaluatedCheck, EvaluatedPolicy, Evaluation,
    MatchedPolicy, MatchedStatement,
};
pub use caller::{Caller, Identity, Issuer};
pub use canonical_user::canonical_user_id;
pub use context::Context;
pub use demand::{Check, Demand, Keys, Printed, ResourcePolicy};
pub use denial::Denial;
pub use gather::{Gathered, Missing, PrincipalPolicies, gather};
pub use keys_of_request::RequestFacts;
pub use marker::{BadMarker, Page};
pub use one_time_codes::CodeRefused;
pub use operation::{Access, Issues, Operation, ReadOnly, Writes};
pub use partner::Partner;
pub use pipeline::{Configuration, Now, Pipeline, World};
pub use request::{Peer, RequestHead};
pub use route::{Destination, route};
pub use service::{Admission, Service};
pub use slow_work::Unfinished;
