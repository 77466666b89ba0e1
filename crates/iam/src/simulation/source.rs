//! A policy that takes part in a simulation.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Statement.html>

use std::borrow::Cow;
use std::sync::Arc;

use names::Arn;
use policy::{Kind, Policy};
use records::policies::AnyPolicy;
use records::{Document, InlinePolicy};
use shapes::iam::{AttachmentType, Statement};

use super::position;

/// A policy with what an answer says about it.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// As answers name it: `PolicyInputList.1`, `user_Bob_Inline`, `ReadOnlyAccess`.
    pub(super) id: String,
    pub(super) origin: Origin,
    pub(super) text: Cow<'static, str>,
    pub(super) policy: Arc<Policy>,
}

/// How a policy came into the simulation.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// With the request.
    Request,
    /// Inline, on an entity of this kind and name, under a name of its own.
    Inline(AttachmentType, String, String),
    /// Attached, or set as the boundary.
    Managed(Arn),
}

/// The part that a policy plays, in the words of answers. AWS's model has other words, which AWS was observed not to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Identity,
    Resource,
    Boundary,
}

impl Part {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "IAM Policy",
            Self::Resource => "Resource Policy",
            Self::Boundary => "Permissions Boundary Policy",
        }
    }
}

impl Source {
    /// A policy of the request. Literals that no request satisfies are let through, as AWS was observed to do; what is
    /// not of the grammar is none.
    pub(super) fn of_request(id: String, text: String, kind: Kind) -> Option<Self> {
        let policy = Policy::load(&text, kind);
        policy.fault().is_none().then(|| Self {
            id,
            origin: Origin::Request,
            text: text.into(),
            policy: Arc::new(policy),
        })
    }

    pub(super) fn inline(owner_kind: AttachmentType, owner: &str, policy: &InlinePolicy) -> Self {
        let (name, document) = (policy.name.as_str(), &policy.document);
        Self {
            id: format!("{}_{owner}_{name}", owner_kind.as_str()),
            origin: Origin::Inline(owner_kind, owner.to_owned(), name.to_owned()),
            text: document.text().to_owned().into(),
            policy: compiled(document, false),
        }
    }

    /// The version in force of a managed policy.
    pub(super) fn managed(arn: &Arn, policy: &AnyPolicy) -> Option<Self> {
        let (text, compiled) = match policy {
            AnyPolicy::Customer(policy) => {
                let document = &policy.default()?.document;
                (document.text().to_owned().into(), compiled(document, true))
            }
            AnyPolicy::Aws(policy) => (policy.document.as_str().into(), policy.compiled().clone()),
        };
        Some(Self {
            id: arn.resource_name().to_owned(),
            origin: Origin::Managed(arn.clone()),
            text,
            policy: compiled,
        })
    }

    /// The ARN of a managed policy.
    pub(super) fn arn(&self) -> Option<&Arn> {
        match &self.origin {
            Origin::Managed(arn) => Some(arn),
            Origin::Request | Origin::Inline(..) => None,
        }
    }

    /// The keys that the policy refers to; one that is followed at all can be read for them.
    pub(super) fn context_keys(&self) -> Vec<String> {
        policy::context_keys(&self.text).unwrap_or_default()
    }

    /// The numbered statement as answers point at it.
    pub(super) fn statement(&self, part: Part, number: usize) -> Statement {
        let (start, end) = position::of(&self.text, &self.policy, number).unzip();
        Statement {
            source_policy_id: Some(self.id.clone()),
            source_policy_type: Some(part.as_str().to_owned()),
            start_position: start,
            end_position: end,
        }
    }
}

fn compiled(document: &Document, managed: bool) -> Arc<Policy> {
    Arc::clone(document.compiled(Kind::Identity { managed }))
}
