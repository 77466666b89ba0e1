//! The AWS policy language: read, check, compile and evaluate policies.
//!
//! Start at [`Policy`], which is a document made ready, and [`decide`], which answers one check from the policies of all
//! layers. Nothing here knows where policies are kept, what time it is, or how a request came in: the caller, the
//! resource and the request context are arguments, all as plain texts.
//!
//! ```
//! use policy::{Caller, CallerKind, Check, Decision, Entries, Kind, Layers, Policy, ResourceKind, Source, decide};
//!
//! let text = r#"{"Version": "2012-10-17", "Statement": {
//!     "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports/${aws:username}/*"}}"#;
//! let policy = Policy::parse(text, Kind::Identity { managed: true }).unwrap();
//!
//! let caller = Caller::new(CallerKind::User, "arn:aws:iam::123456789012:user/Ada", Some("123456789012"));
//! let check = Check {
//!     action: "s3:GetObject",
//!     resource: "arn:aws:s3:::reports/Ada/2026.csv",
//!     owner: Some("123456789012"),
//!     resource_kind: ResourceKind::Ordinary,
//! };
//! let identity = [Source { policy: &policy, arn: None }];
//! let layers = Layers { identity: &identity, ..Layers::default() };
//! let context = Entries::new().one("aws:username", "Ada");
//! assert_eq!(decide(&caller, &check, &layers, &context), Decision::Allow);
//!
//! let other = Check { resource: "arn:aws:s3:::reports/Bob/2026.csv", ..check };
//! let Decision::Deny(denial) = decide(&caller, &other, &layers, &context) else { panic!("Bob's report is Bob's") };
//! assert_eq!(
//!     denial.reason_clause("s3:GetObject"),
//!     "because no identity-based policy allows the s3:GetObject action"
//! );
//! ```

mod action;
mod applying;
mod arn;
mod caller;
mod condition;
mod context;
mod context_keys;
mod decide;
mod decision;
mod document;
mod error;
mod fingerprint;
mod glob;
mod index;
mod json;
mod kind;
mod layers;
mod literal;
mod observer;
mod operator;
mod policy;
mod principal;
mod print;
mod public;
mod resource;
mod rewrite;
mod size;
mod statement;
mod template;
mod text;
mod trace;
mod trust;
mod validate;

pub use action::{ActionPattern, Actions};
pub use applying::{Applying, applying};
pub use caller::{Caller, CallerKind};
pub use condition::{Condition, Literal};
pub use context::{Context, Entries, Many, Value, fold_key};
pub use context_keys::context_keys;
pub use decide::{decide, decide_observed};
pub use decision::{Cause, Decision, Denial, Layer};
pub use error::PolicyError;
pub use json::{Json, JsonError, JsonFault, Node, read_json, write_json};
pub use kind::Kind;
pub use layers::{Check, Layers, Level, ResourceKind, Source};
pub use literal::{Address, Moment, Network, Number, is_base64};
pub use observer::{Fit, Observer, Outcome, Place, Unobserved};
pub use operator::{Comparison, Operator, Order, SetOperator};
pub use policy::{Policy, Version};
pub use principal::{Grant, Principal, PrincipalKey, Principals};
pub use public::is_public;
pub use resource::{ResourcePattern, Resources};
pub use rewrite::rewrite_principals;
pub use size::size_without_whitespace;
pub use statement::{Effect, Fault, Statement};
pub use template::{Piece, Template};
pub use trace::{
    FailedCondition, LayerTrace, Mismatch, PolicyTrace, StatementOutcome, StatementTrace, Trace,
    Verdict, trace,
};
pub use trust::normalize_trust_policy;
