//! What a session token says: who the session is, until when, and what it was given at issue.
//!
//! Only what cannot be looked up later is said: a role or user is named by its unique id, so that its name, policies and
//! tags are read live, and so that a session dies with it and is not revived by a namesake.

use std::collections::BTreeMap;

use names::{AccessKeyId, AccountId, Arn, SessionName, UniqueId};

/// The claims of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionClaims {
    /// The account the session acts in.
    pub account: AccountId,
    /// Whose session it is.
    pub kind: SessionKind,
    /// Seconds since 1970; `aws:TokenIssueTime`.
    pub issued_at: i64,
    /// Seconds since 1970: the first second at which the session is over.
    pub expires_at: i64,
    /// The long-term key that asked for the session, where the session ends when that key does: GetSessionToken and
    /// GetFederationToken.
    pub issuing_access_key_id: Option<AccessKeyId>,
    /// The inline session policy as it was passed.
    pub session_policy: Option<String>,
    /// The managed session policies, read live.
    pub session_policy_arns: Vec<Arn>,
    /// The session's tags, those inherited from the session before included.
    pub session_tags: Vec<SessionTag>,
    /// `aws:SourceIdentity`.
    pub source_identity: Option<SessionName>,
    /// When a one-time code was verified for this session, in seconds since 1970.
    pub mfa_authenticated_at: Option<i64>,
}

/// Whose session it is, by the operation that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// AssumeRole, AssumeRoleWithWebIdentity, AssumeRoleWithSAML.
    Role {
        /// `AROA…`.
        role_id: UniqueId,
        /// The name after the role's in the session's ARN.
        role_session_name: SessionName,
        /// How the role was assumed.
        origin: RoleOrigin,
    },
    /// GetSessionToken: acts as the one who asked.
    SessionToken {
        /// Who asked.
        owner: SessionOwner,
    },
    /// GetFederationToken.
    FederatedUser {
        /// Who asked, and whose policies bound the session.
        issuer: SessionOwner,
        /// The name in the session's ARN.
        name: SessionName,
    },
    /// GetDelegatedAccessToken: acts as the one who approved, within the session policy that was approved.
    Delegated {
        /// Who approved.
        approver: Approver,
        /// The account of the product provider that acts.
        provider: AccountId,
    },
}

/// Who approved a request for delegated access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approver {
    /// The root user of the account.
    Root,
    /// An IAM user, `AIDA…`.
    User(UniqueId),
    /// A session of a role.
    Role {
        /// `AROA…`.
        role_id: UniqueId,
        /// The name after the role's in the session's ARN.
        role_session_name: SessionName,
    },
}

/// How a role was assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleOrigin {
    /// AssumeRole with credentials of a user.
    Direct,
    /// AssumeRole with credentials of a role: role chaining.
    Chained,
    /// AssumeRoleWithWebIdentity.
    WebIdentity(Federation),
    /// AssumeRoleWithSAML.
    Saml(Federation),
}

/// What an identity provider said, as far as policies may ask for it during the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Federation {
    /// `aws:FederatedProvider`: the ARN of the provider, or the name of a built-in one.
    pub provider: String,
    /// The subject, as the provider calls it.
    pub subject: String,
    /// Condition keys of the session with their values, such as `saml:sub_type`.
    pub attributes: BTreeMap<String, Vec<String>>,
}

/// A long-term identity that asked for a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionOwner {
    /// The root user of the account.
    Root,
    /// An IAM user, `AIDA…`.
    User(UniqueId),
}

/// One session tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionTag {
    /// 1 to 128 characters.
    pub key: String,
    /// 0 to 256 characters.
    pub value: String,
    /// Whether it passes to the next role in a chain.
    pub transitive: bool,
}
