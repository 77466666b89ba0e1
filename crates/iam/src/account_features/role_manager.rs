//! The role manager: the one thing that account properties switch, and the role that it works with.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_role-manager.html>

use std::collections::{BTreeMap, BTreeSet};

use names::{AccountId, Arn, IdPrefix, Path, RoleName, TagSet};
use pipeline::{Check, Context, Keys};
use records::roles::{self, Role};
use records::{Document, InlinePolicies, WriteTx};
use shapes::iam::InvalidInput;
use wire::CommonError;

use super::errors;
use crate::shared::errors::unparsable;

/// The namespace of the role manager's properties.
pub(super) const NAMESPACE: &str = "RoleManager";

/// The only property there is.
pub(super) const ENABLED: &str = "RoleManager/Enabled";

/// The namespace of a property: what stands before the first slash.
pub(super) fn namespace(key: &str) -> &str {
    key.split_once('/').map_or(key, |(namespace, _)| namespace)
}

/// The condition key of the namespaces that are asked about.
pub(super) fn namespaces<'a>(namespaces: impl IntoIterator<Item = &'a str>) -> Keys {
    let namespaces: BTreeSet<String> = namespaces.into_iter().map(str::to_owned).collect();
    let mut keys = Keys::default();
    keys.many(
        "iam:accountpropertynamespaces",
        namespaces.into_iter().collect(),
    );
    keys
}

/// Whether the properties switch the role manager on. AWS was observed to ignore other properties beside the one that
/// does, as long as they are of the same namespace.
pub(super) fn is_enabled_by(properties: &BTreeMap<String, String>) -> Result<bool, InvalidInput> {
    let mut found = None;
    for key in properties.keys() {
        let (namespace, _) = key
            .split_once('/')
            .ok_or_else(|| errors::no_namespace(key))?;
        if *found.get_or_insert(namespace) != namespace {
            return Err(errors::mixed_namespaces());
        }
    }
    match found {
        Some(NAMESPACE) | None => {}
        Some(other) => return Err(errors::unsupported_namespace(other)),
    }
    match properties.get(ENABLED).map(String::as_str) {
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(_) => Err(errors::neither_true_nor_false()),
        None => Err(errors::property_missing()),
    }
}

/// What creating the role manager's role asks.
pub(super) fn create_role(account: AccountId) -> Result<Check, CommonError> {
    let (path, name) = place()?;
    let check = Check::on(
        "iam:CreateServiceLinkedRole",
        &account.role_arn(&path, &name),
    );
    Ok(check.key("iam:awsservicename", SERVICE))
}

/// Makes the role manager's role where it is not there yet.
///
/// # Errors
/// `InvalidInput` if another role bears its name.
pub(super) fn ensure_role<E>(cx: &Context<'_>, tx: &mut WriteTx) -> Result<(), E>
where
    E: From<InvalidInput> + From<CommonError>,
{
    let (path, name) = place()?;
    if let Some(role) = roles::by_name(tx, cx.account(), name.as_str()) {
        return if role.path == path {
            Ok(())
        } else {
            Err(errors::name_is_taken(name.as_str()).into())
        };
    }
    let policy: Arn = POLICY.parse().map_err(unparsable)?;
    let id = cx.new_id(IdPrefix::Role, tx);
    tx.put(Role {
        account: cx.account(),
        id,
        name,
        path,
        created_at: cx.seconds(),
        description: None,
        max_session_duration: 3_600,
        trust_policy: Document::new(TRUST_POLICY),
        inline_policies: InlinePolicies::default(),
        attached_policies: vec![policy],
        permissions_boundary: None,
        tags: TagSet::default(),
        source_template: None,
    });
    Ok(())
}

fn place() -> Result<(Path, RoleName), CommonError> {
    let path = format!("/aws-service-role/{SERVICE}/");
    Ok((
        path.parse().map_err(unparsable)?,
        ROLE.parse().map_err(unparsable)?,
    ))
}

const SERVICE: &str = "role-manager.iam.amazonaws.com";
const ROLE: &str = "AWSServiceRoleForIAMRoleManager";
const POLICY: &str = "arn:aws:iam::aws:policy/aws-service-role/AWSIAMRoleManagerServiceRolePolicy";
const TRUST_POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"role-manager.iam.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_read_as_aws_was_observed_to_read_them() {
        let format = "Property key must be in format Namespace/PropertyName: RoleManager";
        let required = "RoleManager namespace requires Enabled property";
        let mixed = "All properties must belong to the same namespace";
        let boolean = "Enabled must be 'true' or 'false'";
        for (properties, expected) in [
            (&[("RoleManager/Enabled", "true")][..], Ok(true)),
            (&[("RoleManager/Enabled", "false")], Ok(false)),
            (
                &[("RoleManager/Enabled", "false"), ("RoleManager/Other", "x")],
                Ok(false),
            ),
            (&[("RoleManager", "true")], Err(format)),
            (&[("RoleManager/Enabled/More", "true")], Err(required)),
            (&[("RoleManager/Other", "true")], Err(required)),
            (
                &[("Other/Enabled", "true")],
                Err("Unsupported namespace: Other"),
            ),
            (
                &[("Other/Enabled", "true"), ("RoleManager/Enabled", "true")],
                Err(mixed),
            ),
            (&[("RoleManager/Enabled", "FALSE")], Err(boolean)),
            (&[("RoleManager/Enabled", " false")], Err(boolean)),
            (&[("RoleManager/Enabled", "0")], Err(boolean)),
        ] {
            let sent = properties
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            let got = is_enabled_by(&sent.collect());
            let got = got.as_ref().map_err(|error| error.message.as_str());
            assert_eq!(got.copied(), expected, "{properties:?}");
        }
    }

    #[test]
    fn the_role_managers_policy_is_in_the_catalog() {
        assert!(records::aws_managed::by_arn(POLICY).is_some());
        assert!(policy::Policy::parse(TRUST_POLICY, policy::Kind::Trust).is_ok());
    }
}
