//! The kinds of policy: where each element is legal, and how strictly a document is read.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policy-types>

/// What a document is used as. It decides which elements are legal and how unclear cases are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A policy of a user, group or role, also used as a permissions boundary.
    Identity {
        /// A managed policy has to be version 2012-10-17; an inline one may be older.
        managed: bool,
    },
    /// A policy passed to AssumeRole* or GetFederationToken.
    Session,
    /// The trust policy of a role.
    Trust,
    /// The policy of an S3 bucket or access point.
    Bucket,
    /// The policy of any other resource: a key, a queue, a topic.
    Resource,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// The policy of a VPC endpoint.
    VpcEndpoint,
}

impl Kind {
    /// Whether statements of this kind name principals.
    pub fn has_principal(self) -> bool {
        !matches!(self, Kind::Identity { .. } | Kind::Session | Kind::Scp)
    }

    /// Whether a statement without Resource is meant for the resource that holds the policy.
    pub(crate) fn resource_may_be_implied(self) -> bool {
        matches!(self, Kind::Trust | Kind::Resource)
    }

    /// IAM documents that an ARN cut short (`arn:aws:sqs`) is padded with `*` in identity policies. Elsewhere nothing
    /// says so: it is refused on save, and a stored one can only deny.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
    pub(crate) fn pads_short_arns(self) -> bool {
        matches!(self, Kind::Identity { .. })
    }

    /// In RCPs and endpoint policies `*` is every caller there is, services and federated callers included: these
    /// kinds grant nothing by themselves, so that reading cannot open anything.
    pub(crate) fn star_is_every_caller(self) -> bool {
        matches!(self, Kind::Rcp | Kind::VpcEndpoint)
    }

    pub(crate) fn error_code(self) -> &'static str {
        match self {
            Kind::Identity { .. } | Kind::Session | Kind::Trust => "MalformedPolicyDocument",
            Kind::Bucket => "MalformedPolicy",
            Kind::Resource | Kind::Scp | Kind::Rcp => "MalformedPolicyDocumentException",
            Kind::VpcEndpoint => "InvalidPolicyDocument",
        }
    }
}
