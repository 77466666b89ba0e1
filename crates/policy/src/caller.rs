//! Who is asking, as policies see it.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/intro-structure.html>

/// The kinds of caller. A forwarded call keeps the kind of its original caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallerKind {
    /// The root user of an account, with its own keys or a GetSessionToken session.
    Root,
    /// An IAM user, also through GetSessionToken.
    User,
    /// A session of a role, however assumed.
    RoleSession,
    /// A GetFederationToken session issued by an IAM user.
    FederatedUser,
    /// A GetFederationToken session issued by the root user.
    FederatedRoot,
    /// An AssumeRoot session.
    RootSession,
    /// A service calling in its own name.
    Service,
    /// Whoever presents a SAML or OIDC assertion, while the trust policy is judged.
    IdentityProvider,
    /// An unsigned call.
    Anonymous,
}

/// The caller, as verified by whoever built this value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller<'a> {
    /// The kind.
    pub kind: CallerKind,
    /// Its own ARN: root, user, assumed-role session or federated-user ARN. For a service its name
    /// (`s3.amazonaws.com`), for an identity provider the value a trust policy names it by. Empty when anonymous.
    pub arn: &'a str,
    /// Its account; none for services, identity providers and anonymous callers.
    pub account: Option<&'a str>,
    /// The ARN behind the session: the role's, with its path, or the issuing user's.
    pub entity_arn: Option<&'a str>,
    /// The unique id of the user, the role, or the issuing user. Give it only while that very entity lives.
    pub unique_id: Option<&'a str>,
    /// The canonical user id of the caller's account, where S3 knows it.
    pub canonical_user: Option<&'a str>,
    /// Other names of the same service that a policy may use (`sqs.eu-west-1.amazonaws.com`).
    pub service_aliases: &'a [&'a str],
    /// Whether it is a session of a service-linked role, which SCPs and RCPs leave alone.
    pub is_service_linked: bool,
    /// Whether it signed with long-term keys, which GetSessionToken asks for.
    pub has_long_term_credentials: bool,
    /// Whether it is a product provider acting as the one who approved: no policy of a resource gives it more than its
    /// session policy.
    pub is_delegated: bool,
    /// Whether the call was signed at all.
    pub is_signed: bool,
}

impl<'a> Caller<'a> {
    /// A caller of nothing but a kind, an ARN and an account; the rest is filled in by struct update.
    pub fn new(kind: CallerKind, arn: &'a str, account: Option<&'a str>) -> Self {
        Caller {
            kind,
            arn,
            account,
            entity_arn: None,
            unique_id: None,
            canonical_user: None,
            service_aliases: &[],
            is_service_linked: false,
            has_long_term_credentials: false,
            is_delegated: false,
            is_signed: !matches!(kind, CallerKind::Anonymous | CallerKind::IdentityProvider),
        }
    }

    /// An unsigned caller.
    pub fn anonymous() -> Self {
        Caller::new(CallerKind::Anonymous, "", None)
    }
}
