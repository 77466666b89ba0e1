//! What a decision is made from: the check, and the policies that apply to it by layer.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use crate::policy::Policy;

/// One action on one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check<'a> {
    /// `service:Action`, in any case.
    pub action: &'a str,
    /// The ARN, or `*` for an action on no particular resource.
    pub resource: &'a str,
    /// The account that owns the resource, as far as its service knows; needed where the ARN does not say.
    pub owner: Option<&'a str>,
    /// What the resource's own policy means.
    pub resource_kind: ResourceKind,
}

/// What the resource's own policy means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// An identity policy alone may grant inside the account.
    Ordinary,
    /// A role that is being assumed: its trust policy has to grant, always.
    RoleTrust,
    /// A KMS key: its key policy has to grant, at least to the account.
    KmsKey,
}

/// A policy in a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Its ARN, if it is a managed policy.
    pub arn: Option<&'a str>,
}

/// The policies attached to one level of an organization: the root, a unit, or the account.
pub type Level<'a> = &'a [Source<'a>];

/// The policies that apply to a check, gathered at one revision.
///
/// INVARIANT: an absent layer means that nothing is attached, never that it could not be read; whoever cannot read one
/// must deny without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layers<'a> {
    /// The RCPs above the resource's owner, by level; none where they do not apply (management account, action out of
    /// scope). A level without a policy denies.
    pub rcp: &'a [Level<'a>],
    /// The SCPs above the caller's account, by level, likewise.
    pub scp: &'a [Level<'a>],
    /// The policy of the VPC endpoint the call came through.
    pub vpc_endpoint: Option<Source<'a>>,
    /// The policy of the resource, the role's trust policy, the key's policy.
    pub resource: Option<Source<'a>>,
    /// The policies of the user and its groups, of the role, or of the issuing user.
    pub identity: &'a [Source<'a>],
    /// The permissions boundary of the user, the role, or the issuing user.
    pub boundary: Option<Source<'a>>,
    /// The policies of the session, or the task policy of an AssumeRoot session; `None` if none was passed.
    pub session: Option<&'a [Source<'a>]>,
}
