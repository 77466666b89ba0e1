//! What is told of a denied request to whoever may ask: how each layer of policies came out.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
//!
//! The details of a denial are kept in memory, by the id that the client was told, for a day and within bounds: a denied
//! request writes nothing. So they are those of the node that denied, and end with it. The audit keeps what has to last.

mod build;
mod ledger;

use std::sync::Arc;

use names::AccountId;
use policy::{Layer, Policy};
use records::ReadTx;

use crate::keys_of_request::RequestFacts;
use crate::{Caller, Context, Demand, Now, Pipeline};
pub(crate) use ledger::Ledger;

/// A request that was denied.
#[derive(Debug)]
pub struct DeniedRequest {
    /// Of the principal that was denied; nobody outside of it learns anything.
    account: AccountId,
    /// Who was denied, for the bounds of what is kept.
    entity: String,
    at: Now,
    /// The keys that all evaluations share.
    pub context: Vec<ContextKey>,
    /// One for each action and resource that the request needed.
    pub evaluations: Vec<Evaluation>,
    /// The policies that were evaluated.
    pub policies: Vec<EvaluatedPolicy>,
}

/// A condition key with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextKey {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Vec<String>,
    /// Whether it may have several.
    pub is_multivalued: bool,
}

/// How one action on one resource came out.
#[derive(Debug)]
pub struct Evaluation {
    /// Such as `iam:PassRole`.
    pub action: &'static str,
    /// The resource that was decided on.
    pub resource: String,
    /// The keys of this evaluation alone.
    pub context: Vec<ContextKey>,
    /// The result.
    pub effect: CheckEffect,
    /// The layers, in the order in which they are asked.
    pub checks: Vec<EvaluatedCheck>,
}

/// How a layer of policies came out.
#[derive(Debug)]
pub struct EvaluatedCheck {
    /// The layer.
    pub layer: Layer,
    /// What it said.
    pub effect: CheckEffect,
    /// The layers whose policies had a say in it.
    pub relevant: Vec<Layer>,
    /// The policies with statements that apply.
    pub matched: Vec<MatchedPolicy>,
}

/// What a layer, or all of them, said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckEffect {
    /// Allowed.
    Allow,
    /// Nothing in it applied, and nothing in it was needed.
    NoImpact,
    /// An Allow was needed and is not there.
    ImplicitDeny,
    /// A Deny applies.
    ExplicitDeny,
}

/// A policy with statements that apply.
#[derive(Debug, PartialEq, Eq)]
pub struct MatchedPolicy {
    /// As [`EvaluatedPolicy::uri`].
    pub uri: String,
    /// The statements that apply.
    pub statements: Vec<MatchedStatement>,
}

/// A statement that applies.
#[derive(Debug, PartialEq, Eq)]
pub struct MatchedStatement {
    /// Its Sid, or a name made from its number.
    pub sid: String,
    /// Whether it is an Allow.
    pub allows: bool,
}

/// A policy that was evaluated.
#[derive(Debug)]
pub struct EvaluatedPolicy {
    /// The layer that it belongs to.
    pub layer: Layer,
    /// Whether it has no ARN of its own.
    pub is_inline: bool,
    /// Its ARN, or a name that means something within this request alone.
    pub uri: String,
    /// The ARN of what it is attached to.
    pub attached_to: String,
    /// The policy as it was then.
    pub policy: Arc<Policy>,
}

impl Pipeline {
    /// Keeps the details of a denied request under the id that its answer carries. Who is nobody is told nothing later.
    pub fn remember_denied(
        &self,
        request_id: &str,
        caller: &Caller,
        demand: &Demand,
        facts: &RequestFacts<'_>,
        reads: &mut ReadTx,
    ) {
        let Some(account) = caller.account() else {
            return;
        };
        if !self.denied_requests.admits(facts.now) {
            return;
        }
        if let Some(denied) = build::denied_request(account, caller, demand, facts, reads) {
            self.denied_requests
                .keep(authorization_id(request_id), denied);
        }
    }
}

impl Context<'_> {
    /// The details of a denied request of the caller's account; none for another account's, an unknown one or one that is
    /// too long ago.
    #[must_use]
    pub fn denied_request(&self, authorization_id: &str) -> Option<Arc<DeniedRequest>> {
        let ledger = &self.pipeline.denied_requests;
        let denied = ledger.find(authorization_id, self.now)?;
        (denied.account == self.account()).then_some(denied)
    }
}

/// The id of a denied request: the request's own, in the letters that such ids have.
fn authorization_id(request_id: &str) -> String {
    let letters = request_id.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}
