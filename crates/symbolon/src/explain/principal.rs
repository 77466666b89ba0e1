//! Who asks, as policies see it, from an ARN.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties>

use policy::{Caller, CallerKind};

use super::answer::AskError;
use crate::cli::PrincipalKind;

/// A principal with what policies may ask of it.
#[derive(Debug, Clone)]
pub(crate) struct Principal {
    pub(crate) kind: CallerKind,
    pub(crate) arn: String,
    pub(crate) account: Option<String>,
    pub(crate) entity_arn: Option<String>,
    pub(crate) unique_id: Option<String>,
}

impl Principal {
    /// Reads it; a role stands for a session of it with a name that nobody else uses.
    pub(crate) fn parse(
        text: &str,
        kind: Option<PrincipalKind>,
        entity: Option<&str>,
        unique_id: Option<&str>,
    ) -> Result<Self, AskError> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let mut principal = match parts.as_slice() {
            ["arn", partition, service, _, account, resource] if !account.is_empty() => {
                of_arn(text, partition, service, account, resource)?
            }
            _ if matches!(text, "anonymous" | "*") => {
                Principal::without_account(CallerKind::Anonymous, "")
            }
            _ if text.ends_with(".amazonaws.com") => {
                Principal::without_account(CallerKind::Service, text)
            }
            _ if matches!(
                kind,
                Some(PrincipalKind::IdentityProvider | PrincipalKind::Service)
            ) =>
            {
                Principal::without_account(CallerKind::Service, text)
            }
            _ => {
                return Err(AskError::Question(format!(
                    "{text} is no principal: give the ARN of a user, role, session or root user, a service as \
                     s3.amazonaws.com, or `anonymous`"
                )));
            }
        };
        if let Some(kind) = kind {
            principal.kind = caller_kind(kind);
            if matches!(kind, PrincipalKind::IdentityProvider) {
                // A provider vouches for somebody who is of no account yet.
                principal.account = None;
                text.clone_into(&mut principal.arn);
            }
        }
        if let Some(entity) = entity {
            principal.entity_arn = Some(entity.to_owned());
        }
        principal.unique_id = unique_id.map(str::to_owned);
        Ok(principal)
    }

    fn without_account(kind: CallerKind, arn: &str) -> Self {
        Principal {
            kind,
            arn: arn.to_owned(),
            account: None,
            entity_arn: None,
            unique_id: None,
        }
    }

    /// As the evaluator takes it.
    pub(crate) fn as_caller(&self) -> Caller<'_> {
        let is_long_term = matches!(self.kind, CallerKind::Root | CallerKind::User);
        Caller {
            entity_arn: self.entity_arn.as_deref(),
            unique_id: self.unique_id.as_deref(),
            has_long_term_credentials: is_long_term,
            is_service_linked: self
                .entity_arn
                .as_deref()
                .is_some_and(|arn| arn.contains(":role/aws-service-role/")),
            ..Caller::new(self.kind, &self.arn, self.account.as_deref())
        }
    }

    /// The name of the user, role, or federated user.
    pub(crate) fn name(&self) -> &str {
        let entity = match self.kind {
            CallerKind::RoleSession => self.entity_arn.as_deref(),
            _ => None,
        };
        let arn = entity.unwrap_or(&self.arn);
        arn.rsplit(['/', ':']).next().unwrap_or_default()
    }

    /// The name of the session in its ARN.
    fn session_name(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }

    /// The condition keys that follow from who it is.
    pub(crate) fn keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = Vec::new();
        let own = match self.kind {
            CallerKind::RoleSession => self.entity_arn.as_ref(),
            _ => Some(&self.arn).filter(|arn| arn.starts_with("arn:")),
        };
        keys.extend(own.map(|arn| ("aws:PrincipalArn", arn.clone())));
        let anonymous = (self.kind == CallerKind::Anonymous).then(|| "anonymous".to_owned());
        keys.extend(
            self.account
                .clone()
                .or(anonymous)
                .map(|account| ("aws:PrincipalAccount", account)),
        );
        keys.extend(
            self.principal_type()
                .map(|text| ("aws:PrincipalType", text.to_owned())),
        );
        if self.kind == CallerKind::User {
            keys.push(("aws:username", self.name().to_owned()));
        }
        keys.extend(self.user_id().map(|id| ("aws:userid", id)));
        if !self.arn.is_empty() {
            let is_service = self.kind == CallerKind::Service;
            keys.push(("aws:PrincipalIsAWSService", is_service.to_string()));
        }
        keys
    }

    fn user_id(&self) -> Option<String> {
        let account = self.account.as_deref();
        match self.kind {
            CallerKind::User => self.unique_id.clone(),
            CallerKind::RoleSession => Some(format!(
                "{}:{}",
                self.unique_id.as_deref()?,
                self.session_name()
            )),
            CallerKind::FederatedUser | CallerKind::FederatedRoot => {
                Some(format!("{}:{}", account?, self.session_name()))
            }
            CallerKind::Root | CallerKind::RootSession => account.map(str::to_owned),
            CallerKind::Anonymous => Some("anonymous".to_owned()),
            CallerKind::Service | CallerKind::IdentityProvider => None,
        }
    }

    fn principal_type(&self) -> Option<&'static str> {
        Some(match self.kind {
            CallerKind::Root | CallerKind::RootSession => "Account",
            CallerKind::User => "User",
            CallerKind::RoleSession => "AssumedRole",
            CallerKind::FederatedUser | CallerKind::FederatedRoot => "FederatedUser",
            CallerKind::Anonymous => "Anonymous",
            CallerKind::Service | CallerKind::IdentityProvider => return None,
        })
    }
}

fn of_arn(
    text: &str,
    partition: &str,
    service: &str,
    account: &str,
    resource: &str,
) -> Result<Principal, AskError> {
    let (kind, arn, entity_arn) = match (service, resource.split_once('/')) {
        ("iam", None) if resource == "root" => (CallerKind::Root, text.to_owned(), None),
        ("iam", Some(("user", _))) => (CallerKind::User, text.to_owned(), None),
        ("iam", Some(("role", path))) => {
            let name = path.rsplit('/').next().unwrap_or_default();
            let arn = format!("arn:{partition}:sts::{account}:assumed-role/{name}/{SESSION_NAME}");
            (CallerKind::RoleSession, arn, Some(text.to_owned()))
        }
        ("iam", Some(("saml-provider" | "oidc-provider", _))) => {
            (CallerKind::IdentityProvider, text.to_owned(), None)
        }
        ("sts", Some(("assumed-role", session))) => {
            let role = session.split('/').next().unwrap_or_default();
            let role = format!("arn:{partition}:iam::{account}:role/{role}");
            (CallerKind::RoleSession, text.to_owned(), Some(role))
        }
        ("sts", Some(("federated-user", _))) => (CallerKind::FederatedUser, text.to_owned(), None),
        _ => {
            return Err(AskError::Question(format!(
                "{text} is the ARN of no principal: users, roles, sessions, federated users and root users are"
            )));
        }
    };
    Ok(Principal {
        account: (kind != CallerKind::IdentityProvider).then(|| account.to_owned()),
        kind,
        arn,
        entity_arn,
        unique_id: None,
    })
}

fn caller_kind(kind: PrincipalKind) -> CallerKind {
    match kind {
        PrincipalKind::Root => CallerKind::Root,
        PrincipalKind::User => CallerKind::User,
        PrincipalKind::RoleSession => CallerKind::RoleSession,
        PrincipalKind::FederatedUser => CallerKind::FederatedUser,
        PrincipalKind::FederatedRoot => CallerKind::FederatedRoot,
        PrincipalKind::RootSession => CallerKind::RootSession,
        PrincipalKind::Service => CallerKind::Service,
        PrincipalKind::IdentityProvider => CallerKind::IdentityProvider,
        PrincipalKind::Anonymous => CallerKind::Anonymous,
    }
}

/// The session that a role stands for.
const SESSION_NAME: &str = "symbolon";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_says_who_it_is() {
        for (text, kind, arn, entity) in [
            (
                "arn:aws:iam::111122223333:user/a/Ada",
                CallerKind::User,
                None,
                None,
            ),
            (
                "arn:aws:iam::111122223333:root",
                CallerKind::Root,
                None,
                None,
            ),
            (
                "arn:aws:iam::111122223333:role/app/Worker",
                CallerKind::RoleSession,
                Some("arn:aws:sts::111122223333:assumed-role/Worker/symbolon"),
                Some("arn:aws:iam::111122223333:role/app/Worker"),
            ),
            (
                "arn:aws:sts::111122223333:assumed-role/Worker/s1",
                CallerKind::RoleSession,
                None,
                Some("arn:aws:iam::111122223333:role/Worker"),
            ),
            (
                "arn:aws:sts::111122223333:federated-user/Fay",
                CallerKind::FederatedUser,
                None,
                None,
            ),
            ("s3.amazonaws.com", CallerKind::Service, None, None),
            ("anonymous", CallerKind::Anonymous, Some(""), None),
        ] {
            let principal = Principal::parse(text, None, None, None).unwrap();
            assert_eq!(principal.kind, kind, "{text}");
            assert_eq!(principal.arn, arn.unwrap_or(text));
            assert_eq!(principal.entity_arn.as_deref(), entity);
        }
        for text in [
            "",
            "Ada",
            "arn:aws:iam::111122223333:group/G",
            "arn:aws:s3:::b",
            "arn:aws:iam::111122223333:user",
        ] {
            assert!(Principal::parse(text, None, None, None).is_err(), "{text}");
        }
    }

    #[test]
    fn keys_follow_from_who_it_is() {
        let session = Principal::parse(
            "arn:aws:sts::111122223333:assumed-role/W/s1",
            None,
            None,
            Some("AROAX"),
        )
        .unwrap();
        let keys: Vec<String> = session
            .keys()
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        assert_eq!(
            keys,
            [
                "aws:PrincipalArn=arn:aws:iam::111122223333:role/W",
                "aws:PrincipalAccount=111122223333",
                "aws:PrincipalType=AssumedRole",
                "aws:userid=AROAX:s1",
                "aws:PrincipalIsAWSService=false",
            ]
        );
    }
}
