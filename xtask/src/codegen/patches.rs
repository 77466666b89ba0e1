//! Where AWS was observed to differ from its model.

/// The members that come first in a response, in this order; the model's order follows. The query protocol leaves the
/// order open; these are the orders of AWS's own replies.
pub(super) const MEMBER_ORDER: &[(&str, &[&str])] = &[
    ("GetCallerIdentityResponse", &["Arn", "UserId", "Account"]),
    (
        "AssumeRoleResponse",
        &["SourceIdentity", "AssumedRoleUser", "Credentials"],
    ),
];

/// Members that the model requires of a response and AWS leaves out: the root user has neither a name nor a path, and a
/// job that is under way has neither an end nor results.
pub(super) const OPTIONAL: &[(&str, &str)] = &[
    ("User", "Path"),
    ("User", "UserName"),
    ("AccessKey", "UserName"),
    ("LoginProfile", "UserName"),
    ("SigningCertificate", "UserName"),
    ("GetServiceLastAccessedDetailsResponse", "JobCompletionDate"),
    (
        "GetServiceLastAccessedDetailsResponse",
        "ServicesLastAccessed",
    ),
    (
        "GetServiceLastAccessedDetailsWithEntitiesResponse",
        "JobCompletionDate",
    ),
    (
        "GetServiceLastAccessedDetailsWithEntitiesResponse",
        "EntityDetailsList",
    ),
];

/// Members that AWS writes in other words than the model's enumeration has, as structure, member and the shape that fits:
/// the simulator says `IAM Policy` where the model has `user`, `group` and others.
pub(super) const RETYPED: &[(&str, &str, &str)] =
    &[("Statement", "SourcePolicyType", "PolicyIdentifierType")];

/// Patterns that AWS reads differently from its model: names of whom inline policies are on may have wildcards, as AWS
/// documents, but a bare wildcard is refused.
pub(super) const PATTERNS: &[(&str, &str)] = &[("AttachmentName", r"[*?]*[\w+=,.@-][\w+=,.@*?-]*")];

/// Instants that AWS writes with milliseconds, as structure and member.
pub(super) const WITH_MILLISECONDS: &[(&str, &str)] = &[
    ("GetOpenIDConnectProviderResponse", "CreateDate"),
    ("GetServiceLastAccessedDetailsResponse", "JobCreationDate"),
    ("GetServiceLastAccessedDetailsResponse", "JobCompletionDate"),
    (
        "GetServiceLastAccessedDetailsWithEntitiesResponse",
        "JobCreationDate",
    ),
    (
        "GetServiceLastAccessedDetailsWithEntitiesResponse",
        "JobCompletionDate",
    ),
];

/// The ids of AWS managed policies that are widely published; the package has none.
pub(super) const POLICY_IDS: &[(&str, &str)] = &[
    (
        "arn:aws:iam::aws:policy/AdministratorAccess",
        "ANPAIWMBCKSKIEE64ZLYK",
    ),
    (
        "arn:aws:iam::aws:policy/AmazonS3FullAccess",
        "ANPAIFIR6V6BVTRAHWINE",
    ),
    (
        "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
        "ANPAIZTJ4DXE7G6AGAE6M",
    ),
    (
        "arn:aws:iam::aws:policy/PowerUserAccess",
        "ANPAJYRXTHIB4FOVS3ZXS",
    ),
    (
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "ANPAILL3HVNFSB6DCOWYQ",
    ),
];
