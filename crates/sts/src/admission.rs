//! Which operations a caller may use at all, whatever policies say: temporary credentials are not good for all of them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>

use pipeline::Caller;
use secrets::session::SessionKind;
use wire::{CommonError, OperationInfo};

use crate::shared::errors;

pub(crate) fn admit(caller: &Caller, operation: &OperationInfo) -> Result<(), CommonError> {
    let kind = caller.session().map(|session| &session.kind);
    if is_served(kind, operation.name) {
        Ok(())
    } else {
        Err(errors::not_with_session_credentials(operation.name))
    }
}

fn is_served(session: Option<&SessionKind>, operation: &str) -> bool {
    match session {
        None => true,
        Some(SessionKind::Role { .. } | SessionKind::Delegated { .. }) => {
            !matches!(operation, "GetFederationToken" | "GetSessionToken")
        }
        Some(SessionKind::SessionToken { .. }) => {
            matches!(
                operation,
                "AssumeRole" | "GetCallerIdentity" | "GetWebIdentityToken"
            )
        }
        Some(SessionKind::FederatedUser { .. }) => operation == "GetCallerIdentity",
    }
}

#[cfg(test)]
mod tests {
    use secrets::session::{Approver, RoleOrigin, SessionOwner};

    use super::*;

    #[test]
    fn each_kind_of_credentials_has_its_operations() {
        let role = SessionKind::Role {
            role_id: "AROAQKLNZVFJ4EXAMPLE2".parse().unwrap(),
            role_session_name: "app".parse().unwrap(),
            origin: RoleOrigin::Direct,
        };
        let session_token = SessionKind::SessionToken {
            owner: SessionOwner::Root,
        };
        let issuer = SessionOwner::Root;
        let federated = SessionKind::FederatedUser {
            issuer,
            name: "Bob".parse().unwrap(),
        };
        let delegated = SessionKind::Delegated {
            approver: Approver::Root,
            provider: "123456789012".parse().unwrap(),
        };
        for (operation, served) in [
            ("AssumeRole", [true, true, true, true, false]),
            ("GetAccessKeyInfo", [true, true, true, false, false]),
            ("GetCallerIdentity", [true, true, true, true, true]),
            ("GetFederationToken", [true, false, false, false, false]),
            ("GetSessionToken", [true, false, false, false, false]),
            ("GetWebIdentityToken", [true, true, true, true, false]),
        ] {
            let kinds = [
                None,
                Some(&role),
                Some(&delegated),
                Some(&session_token),
                Some(&federated),
            ];
            assert_eq!(
                kinds.map(|kind| is_served(kind, operation)),
                served,
                "{operation}"
            );
        }
    }
}
