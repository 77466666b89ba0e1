//! Trust policies: their principals are bound to who bears the name when the policy is saved, so that a name given anew
//! inherits no trust, and are shown by the names that their bearers have now.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use policy::{Kind, Policy, PrincipalKey, size_without_whitespace};
use records::principals::{self, Binding};
use records::{Document, Reads, quotas};
use shapes::iam::{LimitExceeded, MalformedPolicyDocument};

use super::{errors, shared_issuers};

/// Reads a trust policy that somebody wants to save, and binds its principals.
///
/// # Errors
/// `MalformedPolicyDocument` for a document that AWS refuses, and for a principal that is nobody here;
/// `LimitExceeded` for one that is too long, white space not counted.
pub(crate) fn bind<E>(tx: &mut impl Reads, text: &str) -> Result<Document, E>
where
    E: From<MalformedPolicyDocument> + From<LimitExceeded>,
{
    let policy =
        Policy::parse(text, Kind::Trust).map_err(|error| errors::malformed_policy(&error))?;
    shared_issuers::check(&policy)?;
    let quota = quotas::TRUST_POLICY_SIZE;
    if size_without_whitespace(text) > quota.limit {
        return Err(errors::quota_exceeded(quota).into());
    }
    let mut nobody = None;
    let bound = policy::rewrite_principals(text, |key, principal| {
        match principals::binding(tx, key, principal) {
            Binding::AsWritten => None,
            Binding::To(bearer) => Some(bearer),
            Binding::Nobody => {
                nobody.get_or_insert_with(|| principal.to_owned());
                None
            }
        }
    });
    match nobody {
        Some(principal) => Err(errors::invalid_principal(&principal).into()),
        None => Ok(Document::new(bound)),
    }
}

/// A stored trust policy as GetRole and ListRoles show it: normalised, unique ids as the ARNs that their bearers have
/// now. The id of who is gone stays an id.
pub(crate) fn shown(tx: &mut impl Reads, document: &Document) -> String {
    let named = policy::rewrite_principals(document.text(), |key, principal| match key {
        PrincipalKey::Aws => {
            principals::arn_of(tx, principal.parse().ok()?).map(|arn| arn.to_string())
        }
        _ => None,
    });
    policy::normalize_trust_policy(&named)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use names::{AccountId, Path, UserName};
    use records::accounts::{Account, RootUser};
    use records::users::User;
    use records::{InlinePolicies, ReadTx, State, UnixTime, WriteTx};
    use shapes::iam::CreateRoleError;

    use super::*;

    /// One account with the user `/team/Ada`.
    fn world() -> WriteTx {
        let account: AccountId = "123456789012".parse().unwrap();
        let mut tx = WriteTx::new(ReadTx::new(Arc::new(State::default())));
        tx.put(Account {
            id: account,
            created_at: UnixTime(0),
            root: RootUser {
                email: String::new(),
                password_hash: String::new(),
                access_keys: Vec::new(),
                credentials: records::Credentials::default(),
            },
            settings: records::accounts::Settings::default(),
        });
        tx.put(User {
            account,
            id: "AIDARZPUZDIKAAAAAAAAA".parse().unwrap(),
            name: "Ada".parse::<UserName>().unwrap(),
            path: "/team/".parse::<Path>().unwrap(),
            created_at: UnixTime(0),
            access_keys: Vec::new(),
            credentials: records::Credentials::default(),
            inline_policies: InlinePolicies::default(),
            attached_policies: Vec::new(),
            groups: Vec::new(),
            permissions_boundary: None,
            tags: names::TagSet::default(),
        });
        tx
    }

    fn trusting(principal: &str) -> String {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {principal}}}}}"#
        )
    }

    /// The principal as stored, or the refusal.
    fn saved(principal: &str) -> Result<String, String> {
        match bind::<CreateRoleError>(&mut world(), &trusting(principal)) {
            Ok(document) => Ok(document.text().to_owned()),
            Err(CreateRoleError::MalformedPolicyDocument(error)) => Err(error.message),
            Err(other) => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn principals_are_bound_to_whom_they_name() {
        for (sent, stored) in [
            (r#"{"AWS": "*"}"#, r#"{"AWS": "*"}"#),
            (
                r#"{"AWS": "123456789012"}"#,
                r#"{"AWS": "arn:aws:iam::123456789012:root"}"#,
            ),
            (
                r#"{"AWS": ["arn:aws:iam::123456789012:user/team/Ada", "arn:aws:iam::123456789012:root"]}"#,
                r#"{"AWS": ["AIDARZPUZDIKAAAAAAAAA", "arn:aws:iam::123456789012:root"]}"#,
            ),
            (
                r#"{"AWS": "arn:aws:sts::123456789012:assumed-role/App/session"}"#,
                r#"{"AWS": "arn:aws:sts::123456789012:assumed-role/App/session"}"#,
            ),
            (
                r#"{"Service": "ec2.amazonaws.com"}"#,
                r#"{"Service": "ec2.amazonaws.com"}"#,
            ),
        ] {
            assert_eq!(saved(sent), Ok(trusting(stored)), "{sent}");
        }
    }

    #[test]
    fn whoever_is_nobody_here_is_refused_by_name() {
        for nobody in [
            "999999999999",
            "arn:aws:iam::999999999999:root",
            "arn:aws-cn:iam::123456789012:root",
            "arn:aws:iam::123456789012:user/Ada",
            "arn:aws:iam::123456789012:user/team/ada",
            "arn:aws:iam::123456789012:role/team/Ada",
            "AIDARZPUZDIKBBBBBBBBB",
        ] {
            let refusal = format!("Invalid principal in policy: \"AWS\":\"{nobody}\"");
            assert_eq!(saved(&format!(r#"{{"AWS": "{nobody}"}}"#)), Err(refusal));
        }
    }

    #[test]
    fn a_trust_policy_may_have_2048_characters_without_white_space() {
        let sized = |size: usize| {
            let bare = trusting(r#"{"AWS": "*"}"#).replace(' ', "");
            let padding = size - bare.len() - r#""Id":"","#.len();
            bare.replacen('{', &format!("{{ \n\"Id\":\"{}\",", "x".repeat(padding)), 1)
        };
        let fits = bind::<CreateRoleError>(&mut world(), &sized(2_048));
        assert!(fits.is_ok(), "{fits:?}");
        match bind::<CreateRoleError>(&mut world(), &sized(2_049)) {
            Err(CreateRoleError::LimitExceeded(error)) => {
                assert_eq!(
                    error.message,
                    "Cannot exceed quota for ACLSizePerRole: 2048"
                );
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_id_of_who_is_gone_is_shown_as_it_is() {
        let gone = Document::new(trusting(r#"{"AWS": ["AIDARZPUZDIKBBBBBBBBB"]}"#));
        assert_eq!(
            shown(&mut world(), &gone),
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"AIDARZPUZDIKBBBBBBBBB"},"Action":"sts:AssumeRole"}]}"#
        );
    }
}
