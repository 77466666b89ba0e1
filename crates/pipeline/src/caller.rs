//! Who is calling, proven: only authentication builds one.

use std::sync::{Arc, OnceLock};

use names::{AccessKeyId, AccountId, Arn, SessionName, Tag, TagSet};
use policy::{CallerKind, Value};
use records::accounts::Account;
use records::roles::Role;
use records::users::User;
use secrets::session::{RoleOrigin, SessionClaims, SessionKind};

use crate::Now;

/// A verified caller, or a verified absence of one.
#[derive(Debug)]
pub struct Caller {
    identity: Identity,
    account: Option<AccountId>,
    /// As GetCallerIdentity and denials print it; none when anonymous.
    arn: Option<Arn>,
    /// Behind a session: of the role, with its path, or of the user who asked for a federated user's session.
    entity_arn: Option<Arn>,
    /// As `aws:userid` has it, where it is more than the id of a root user's account or of a user.
    user_id: Option<String>,
    access_key_id: Option<AccessKeyId>,
    session: Option<Box<SessionClaims>>,
    now: Now,
    texts: Texts,
}

/// Which kind of caller it is.
#[derive(Clone, Debug)]
pub enum Identity {
    /// The root user, or its GetSessionToken session.
    Root(Arc<Account>),
    /// A user, or its GetSessionToken session.
    User(Arc<User>),
    /// A session of a role.
    Role {
        /// The role as it is now.
        role: Arc<Role>,
        /// The name after the role's in the session's ARN.
        session_name: SessionName,
    },
    /// A session of GetFederationToken.
    Federated {
        /// Who asked for the session.
        issuer: Issuer,
        /// The name in the session's ARN.
        name: SessionName,
    },
    /// Nobody: the request carried no credentials.
    Anonymous,
}

/// Who asked for a federated user's session.
#[derive(Clone, Debug)]
pub enum Issuer {
    /// The root user.
    Root(Arc<Account>),
    /// A user.
    User(Arc<User>),
}

/// Condition values that are written out only when a policy asks for them.
#[derive(Debug, Default)]
struct Texts {
    token_issue_time: OnceLock<String>,
    mfa_age: OnceLock<String>,
}

impl Caller {
    /// INVARIANT: called by authentication alone, after the signature was verified.
    pub(crate) fn verified(
        identity: Identity,
        access_key_id: AccessKeyId,
        session: Option<Box<SessionClaims>>,
        now: Now,
    ) -> Self {
        Self::new(identity, Some(access_key_id), session, now)
    }

    /// INVARIANT: called by authentication alone, for a request without any credentials.
    pub(crate) fn anonymous(now: Now) -> Self {
        Self::new(Identity::Anonymous, None, None, now)
    }

    fn new(
        identity: Identity,
        access_key_id: Option<AccessKeyId>,
        session: Option<Box<SessionClaims>>,
        now: Now,
    ) -> Self {
        let (account, arn, entity_arn, user_id) = match &identity {
            Identity::Root(root) => (Some(root.id), Some(root.root_arn()), None, None),
            Identity::User(user) => (Some(user.account), Some(user.arn()), None, None),
            Identity::Role { role, session_name } => {
                let arn = role.account.assumed_role_arn(&role.name, session_name);
                let user_id = format!("{}:{session_name}", role.id);
                (
                    Some(role.account),
                    Some(arn),
                    Some(role.arn()),
                    Some(user_id),
                )
            }
            Identity::Federated { issuer, name } => {
                let account = issuer.account();
                let arn = account.federated_user_arn(name);
                let user_id = format!("{account}:{name}");
                (
                    Some(account),
                    Some(arn),
                    issuer.user().map(|user| user.arn()),
                    Some(user_id),
                )
            }
            Identity::Anonymous => (None, None, None, None),
        };
        Self {
            identity,
            account,
            arn,
            entity_arn,
            user_id,
            access_key_id,
            session,
            now,
            texts: Texts::default(),
        }
    }

    /// Which kind of caller it is.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The account it acts in; none when anonymous.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.account
    }

    pub(crate) fn account_text(&self) -> Option<&str> {
        self.account.as_ref().map(AccountId::as_str)
    }

    /// Its ARN as GetCallerIdentity prints it; none when anonymous.
    #[must_use]
    pub fn arn(&self) -> Option<&str> {
        self.arn.as_ref().map(Arn::as_str)
    }

    /// Its unique id as GetCallerIdentity prints it; `anonymous` when it is.
    #[must_use]
    pub fn user_id(&self) -> &str {
        match &self.identity {
            Identity::Root(root) => root.id.as_str(),
            Identity::User(user) => user.id.as_str(),
            Identity::Role { .. } | Identity::Federated { .. } | Identity::Anonymous => {
                self.user_id.as_deref().unwrap_or(ANONYMOUS)
            }
        }
    }

    /// The access key id that signed.
    #[must_use]
    pub fn access_key_id(&self) -> Option<&str> {
        self.access_key_id.as_ref().map(AccessKeyId::as_str)
    }

    /// The claims of its session, if its credentials are temporary.
    #[must_use]
    pub fn session(&self) -> Option<&SessionClaims> {
        self.session.as_deref()
    }

    /// Whether it signed with a long-term key.
    #[must_use]
    pub fn has_long_term_credentials(&self) -> bool {
        self.access_key_id.is_some() && self.session.is_none()
    }

    /// Whether it is the root user itself, with its key or a GetSessionToken session.
    #[must_use]
    pub fn is_root(&self) -> bool {
        matches!(self.identity, Identity::Root(_))
    }

    /// The user that acts, if it is one.
    #[must_use]
    pub fn user(&self) -> Option<&Arc<User>> {
        match &self.identity {
            Identity::User(user) => Some(user),
            _ => None,
        }
    }

    /// When a one-time code was verified for its session, in seconds since 1970.
    #[must_use]
    pub fn mfa_authenticated_at(&self) -> Option<i64> {
        self.session()?.mfa_authenticated_at
    }

    /// The account of the product provider that acts, if the session was delegated to one.
    #[must_use]
    pub fn provider(&self) -> Option<AccountId> {
        match &self.session()?.kind {
            SessionKind::Delegated { provider, .. } => Some(*provider),
            _ => None,
        }
    }

    /// The name that IAM prints where a request names no user: the user's, or the session's.
    #[must_use]
    pub fn display_name(&self) -> &str {
        match &self.identity {
            Identity::User(user) => user.name.as_str(),
            Identity::Role { session_name, .. } => session_name.as_str(),
            Identity::Federated { name, .. } => name.as_str(),
            Identity::Root(_) => "root",
            Identity::Anonymous => ANONYMOUS,
        }
    }

    /// The tags of the principal: those of the user or role, overlaid by those of the session.
    #[must_use]
    pub fn principal_tag(&self, folded_key: &str) -> Option<&str> {
        let is_it = |key: &str| policy::fold_key(key) == folded_key;
        let session_tags = self
            .session()
            .map(|session| session.session_tags.as_slice())
            .unwrap_or_default();
        let of_session = session_tags
            .iter()
            .find(|tag| is_it(&tag.key))
            .map(|tag| tag.value.as_str());
        of_session.or_else(|| {
            let found = self
                .entity_tags()?
                .iter()
                .find(|Tag { key, .. }| is_it(key));
            found.map(|tag| tag.value.as_str())
        })
    }

    /// All tags of the principal, as [`Caller::principal_tag`] has each.
    pub fn principal_tags(&self) -> impl Iterator<Item = (&str, &str)> {
        self.principal_tag_keys()
            .filter_map(|key| Some((key, self.principal_tag(&policy::fold_key(key))?)))
    }

    /// The keys of all tags of the principal.
    pub(crate) fn principal_tag_keys(&self) -> impl Iterator<Item = &str> {
        let session_tags = self
            .session()
            .map(|session| session.session_tags.as_slice())
            .unwrap_or_default();
        let of_session = || session_tags.iter().map(|tag| tag.key.as_str());
        let of_entity = self.entity_tags().into_iter().flatten();
        let only_of_entity = of_entity.map(|tag| tag.key.as_str()).filter(move |key| {
            !of_session().any(|other| policy::fold_key(other) == policy::fold_key(key))
        });
        session_tags
            .iter()
            .map(|tag| tag.key.as_str())
            .chain(only_of_entity)
    }

    /// The caller as policies see it.
    pub(crate) fn as_principal(&self) -> policy::Caller<'_> {
        let account = self.account_text();
        let arn = self.arn().unwrap_or_default();
        let mut principal = policy::Caller::new(self.kind(), arn, account);
        principal.entity_arn = self.entity_arn.as_ref().map(Arn::as_str);
        principal.unique_id = match &self.identity {
            Identity::User(user)
            | Identity::Federated {
                issuer: Issuer::User(user),
                ..
            } => Some(user.id.as_str()),
            Identity::Role { role, .. } => Some(role.id.as_str()),
            Identity::Root(_) | Identity::Federated { .. } | Identity::Anonymous => None,
        };
        principal.is_service_linked =
            matches!(&self.identity, Identity::Role { role, .. } if role.is_service_linked());
        principal.has_long_term_credentials = self.has_long_term_credentials();
        principal.is_delegated = self.provider().is_some();
        principal
    }

    /// The value of a global condition key that the caller decides, by its folded name without `aws:`.
    pub(crate) fn key(&self, name: &str) -> Option<Value<'_>> {
        if let Some(tag) = name.strip_prefix("principaltag/") {
            return self.principal_tag(tag).map(Value::One);
        }
        let text = match name {
            "principalarn" => self.principal_arn(),
            "principalaccount" => Some(self.account_text().unwrap_or(ANONYMOUS)),
            "principaltype" => Some(self.principal_type()),
            "userid" => Some(self.user_id()),
            "username" => self.user().map(|user| user.name.as_str()),
            "principalisawsservice" => self.arn().map(|_| "false"),
            "sourceidentity" => self
                .session()?
                .source_identity
                .as_ref()
                .map(SessionName::as_str),
            "tokenissuetime" => self.token_issue_time(),
            "multifactorauthpresent" => self.mfa_present(),
            "multifactorauthage" => self.mfa_age(),
            "federatedprovider" => self.federated_provider(),
            _ => None,
        };
        text.map(Value::One)
    }

    /// The ARN of the principal, which for a session of a role is the role; none when anonymous.
    #[must_use]
    pub fn principal_arn(&self) -> Option<&str> {
        match &self.identity {
            Identity::Role { .. } => self.entity_arn.as_ref().map(Arn::as_str),
            _ => self.arn(),
        }
    }

    fn kind(&self) -> CallerKind {
        match &self.identity {
            Identity::Root(_) => CallerKind::Root,
            Identity::User(_) => CallerKind::User,
            Identity::Role { .. } => CallerKind::RoleSession,
            Identity::Federated {
                issuer: Issuer::User(_),
                ..
            } => CallerKind::FederatedUser,
            Identity::Federated {
                issuer: Issuer::Root(_),
                ..
            } => CallerKind::FederatedRoot,
            Identity::Anonymous => CallerKind::Anonymous,
        }
    }

    fn principal_type(&self) -> &'static str {
        match &self.identity {
            Identity::Root(_) => "Account",
            Identity::User(_) => "User",
            Identity::Role { .. } => "AssumedRole",
            Identity::Federated { .. } => "FederatedUser",
            Identity::Anonymous => "Anonymous",
        }
    }

    fn entity_tags(&self) -> Option<&TagSet> {
        match &self.identity {
            Identity::User(user)
            | Identity::Federated {
                issuer: Issuer::User(user),
                ..
            } => Some(&user.tags),
            Identity::Role { role, .. } => Some(&role.tags),
            _ => None,
        }
    }

    fn token_issue_time(&self) -> Option<&str> {
        let issued_at = self.session()?.issued_at;
        let write =
            || wire::time::iso8601_seconds(Now(issued_at.saturating_mul(1_000)).timestamp());
        Some(self.texts.token_issue_time.get_or_init(write))
    }

    /// Present for sessions of users and roles, absent for long-term keys and for federated users.
    fn mfa_present(&self) -> Option<&str> {
        let session = self.session()?;
        let has_key = match &session.kind {
            SessionKind::SessionToken { .. } | SessionKind::Delegated { .. } => true,
            SessionKind::Role { origin, .. } => {
                matches!(origin, RoleOrigin::Direct | RoleOrigin::Chained)
            }
            SessionKind::FederatedUser { .. } => false,
        };
        has_key.then(|| {
            if session.mfa_authenticated_at.is_some() {
                "true"
            } else {
                "false"
            }
        })
    }

    fn mfa_age(&self) -> Option<&str> {
        self.mfa_present()?;
        let authenticated_at = self.mfa_authenticated_at()?;
        let age = self.now.seconds().0.saturating_sub(authenticated_at);
        Some(self.texts.mfa_age.get_or_init(|| age.to_string()))
    }

    /// The identity provider that vouched for the caller, if one did.
    #[must_use]
    pub fn federated_provider(&self) -> Option<&str> {
        match &self.session()?.kind {
            SessionKind::Role {
                origin: RoleOrigin::WebIdentity(federation),
                ..
            } => Some(&federation.provider),
            _ => None,
        }
    }
}

impl Issuer {
    /// The account of the issuer.
    #[must_use]
    pub fn account(&self) -> AccountId {
        match self {
            Self::Root(account) => account.id,
            Self::User(user) => user.account,
        }
    }

    fn user(&self) -> Option<&Arc<User>> {
        match self {
            Self::Root(_) => None,
            Self::User(user) => Some(user),
        }
    }
}

const ANONYMOUS: &str = "anonymous";
