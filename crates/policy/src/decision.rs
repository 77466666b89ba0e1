//! What was decided, and the words AWS has for it.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>

use crate::statement::Fault;

/// The answer to one check. It borrows the statement and policy it names from the layers it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    /// Allowed.
    Allow,
    /// Denied, and why.
    Deny(Denial<'a>),
}

/// Why a check was denied: one layer, even where several would have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denial<'a> {
    /// The layer that decided; none where no policy had a say.
    pub layer: Option<Layer>,
    /// How it decided.
    pub cause: Cause,
    /// The ARN of the deciding policy, if it has one of its own. Whether the caller may read it is for the one who
    /// answers to say: AWS shows it inside an account or organization only.
    pub policy_arn: Option<&'a str>,
    /// The place of the deciding policy among the policies of its layer, counted over all levels.
    pub source: Option<usize>,
    /// The number of the deciding statement, from zero.
    pub statement: Option<usize>,
    /// Its Sid.
    pub sid: Option<&'a str>,
}

/// How a layer denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A Deny statement applies.
    Explicit,
    /// No Allow statement applies.
    Implicit,
    /// Something could not be evaluated.
    Fault(Fault),
}

/// The layers, in the order in which they are asked, and so the order in which a denial names one: all explicit denies
/// first, then what is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Resource control policies.
    Rcp,
    /// Service control policies.
    Scp,
    /// The policy of the VPC endpoint.
    VpcEndpoint,
    /// The policy of the resource.
    Resource,
    /// The trust policy of a role, which is the resource's policy when a role is assumed.
    Trust,
    /// Policies of the user, its groups, or the role.
    Identity,
    /// The permissions boundary.
    Boundary,
    /// Session policies.
    Session,
}

impl<'a> Decision<'a> {
    /// Whether it is an Allow.
    pub fn is_allow(&self) -> bool {
        matches!(self, Decision::Allow)
    }

    /// The denial, if it is one.
    pub fn denial(&self) -> Option<&Denial<'a>> {
        match self {
            Decision::Allow => None,
            Decision::Deny(denial) => Some(denial),
        }
    }

    /// The decision on a call that needs several checks: each has to be allowed, the first that is not is reported, and
    /// a call that checks nothing is denied.
    pub fn all(decisions: impl IntoIterator<Item = Decision<'a>>) -> Decision<'a> {
        let mut all = Decision::Deny(Denial::fault(None, Fault::NothingAsked));
        for decision in decisions {
            if !decision.is_allow() {
                return decision;
            }
            all = decision;
        }
        all
    }
}

impl Denial<'_> {
    pub(crate) fn implicit(layer: Layer) -> Self {
        Denial {
            layer: Some(layer),
            cause: Cause::Implicit,
            policy_arn: None,
            source: None,
            statement: None,
            sid: None,
        }
    }

    pub(crate) fn fault(layer: Option<Layer>, fault: Fault) -> Self {
        Denial {
            layer,
            cause: Cause::Fault(fault),
            policy_arn: None,
            source: None,
            statement: None,
            sid: None,
        }
    }

    /// Whether a Deny statement decided.
    pub fn is_explicit(&self) -> bool {
        self.cause == Cause::Explicit
    }

    /// The same, without the policy's ARN: for callers of other accounts and organizations.
    #[must_use]
    pub fn without_policy_arn(self) -> Self {
        Denial {
            policy_arn: None,
            ..self
        }
    }

    /// The end of AWS's AccessDenied text, from `because` or `with` on; empty where AWS has no words (an evaluation
    /// error, a caller of the wrong kind). A trust policy's clause is for callers of the role's own account.
    pub fn reason_clause(&self, action: &str) -> String {
        let Some(layer) = self.layer else {
            return String::new();
        };
        match self.cause {
            Cause::Implicit => format!("because no {} allows the {action} action", layer.noun()),
            Cause::Explicit => {
                let arn = self
                    .policy_arn
                    .map(|arn| format!(": {arn}"))
                    .unwrap_or_default();
                format!(
                    "with an explicit deny in {} {}{arn}",
                    layer.article(),
                    layer.noun()
                )
            }
            Cause::Fault(_) => String::new(),
        }
    }
}

impl Layer {
    /// AWS's name of the policy.
    pub fn noun(self) -> &'static str {
        match self {
            Layer::Rcp => "resource control policy",
            Layer::Scp => "service control policy",
            Layer::VpcEndpoint => "VPC endpoint policy",
            Layer::Resource => "resource-based policy",
            Layer::Trust => "role trust policy",
            Layer::Identity => "identity-based policy",
            Layer::Boundary => "permissions boundary",
            Layer::Session => "session policy",
        }
    }

    fn article(self) -> &'static str {
        match self {
            Layer::Identity => "an",
            Layer::Trust => "the",
            _ => "a",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_worded_as_aws_does() {
        let implicit = |layer| Denial::implicit(layer).reason_clause("s3:GetObject");
        let explicit = |layer, policy_arn| {
            Denial {
                cause: Cause::Explicit,
                policy_arn,
                ..Denial::implicit(layer)
            }
            .reason_clause("s3:GetObject")
        };
        let arn = Some("arn:aws:iam::111122223333:policy/P");
        for (clause, text) in [
            (
                implicit(Layer::Identity),
                "because no identity-based policy allows the s3:GetObject action",
            ),
            (
                implicit(Layer::Boundary),
                "because no permissions boundary allows the s3:GetObject action",
            ),
            (
                implicit(Layer::VpcEndpoint),
                "because no VPC endpoint policy allows the s3:GetObject action",
            ),
            (
                implicit(Layer::Trust),
                "because no role trust policy allows the s3:GetObject action",
            ),
            (
                explicit(Layer::Identity, None),
                "with an explicit deny in an identity-based policy",
            ),
            (
                explicit(Layer::Trust, None),
                "with an explicit deny in the role trust policy",
            ),
            (
                explicit(Layer::Scp, None),
                "with an explicit deny in a service control policy",
            ),
            (
                explicit(Layer::Boundary, arn),
                "with an explicit deny in a permissions boundary: arn:aws:iam::111122223333:policy/P",
            ),
            (
                Denial::fault(Some(Layer::Identity), Fault::UnknownOperator)
                    .reason_clause("s3:GetObject"),
                "",
            ),
        ] {
            assert_eq!(clause, text);
        }
        assert_eq!(
            Decision::all([]).denial().map(|denial| denial.cause),
            Some(Cause::Fault(Fault::NothingAsked))
        );
        let denied = Decision::Deny(Denial::implicit(Layer::Scp));
        assert_eq!(
            Decision::all([Decision::Allow, denied, Decision::Allow]),
            denied
        );
        assert_eq!(Decision::all([Decision::Allow]), Decision::Allow);
    }
}
