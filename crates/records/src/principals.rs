//! Principals of resource-based policies: bound to who bears the name when the policy is saved, so that a name given
//! anew inherits nothing, and shown by the names that their bearers have now.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use names::{AccountId, Arn, PARTITION, UniqueId};
use policy::PrincipalKey;

use crate::{Reads, accounts, roles, users};

/// What becomes of a principal when it is saved.
pub enum Binding {
    /// It stands for what its text says: everyone, a session, a service, a provider.
    AsWritten,
    /// It stands for the bearer of a unique id, or for an account.
    To(String),
    /// It names nobody.
    Nobody,
}

/// What becomes of a principal that a policy names under `key`, when the policy is saved.
pub fn binding(tx: &mut impl Reads, key: PrincipalKey, text: &str) -> Binding {
    if key != PrincipalKey::Aws || text == "*" {
        return Binding::AsWritten;
    }
    if let Ok(id) = text.parse::<AccountId>() {
        return account(tx, id);
    }
    if let Ok(arn) = text.parse::<Arn>() {
        return named(tx, &arn);
    }
    // The id of who is gone is nobody: ids are never given again, and a document that shows one has to be mended.
    match text.parse().ok().and_then(|id| arn_of(tx, id)) {
        Some(_) => Binding::AsWritten,
        None => Binding::Nobody,
    }
}

/// Whom an ARN names. Only this authority's own accounts can be looked up; others are as unknown here as a mistyped
/// account is to AWS.
fn named(tx: &mut impl Reads, arn: &Arn) -> Binding {
    let Some(id) = arn.account_id().filter(|_| arn.partition() == PARTITION) else {
        return Binding::Nobody;
    };
    if arn.service() != "iam" {
        // Sessions have no unique id; the role or user behind one is checked when it calls.
        return Binding::AsWritten;
    }
    if arn.resource() == "root" {
        return account(tx, id);
    }
    // Names are found without regard to case, while an ARN names its bearer to the letter, path included.
    let name = arn.resource_name();
    let bearer = if arn.resource_of_kind("user").is_some() {
        let user = users::by_name(tx, id, name);
        user.filter(|user| user.arn() == *arn).map(|user| user.id)
    } else {
        let role = roles::by_name(tx, id, name);
        role.filter(|role| role.arn() == *arn).map(|role| role.id)
    };
    bearer.map_or(Binding::Nobody, |id| Binding::To(id.to_string()))
}

/// A whole account, which AWS shows as the ARN of its root even where the bare number was sent.
fn account(tx: &mut impl Reads, id: AccountId) -> Binding {
    match accounts::get(tx, id) {
        Some(account) => Binding::To(account.root_arn().to_string()),
        None => Binding::Nobody,
    }
}

/// The ARN that the bearer of a unique id has now; `None` once it is gone.
pub fn arn_of(tx: &mut impl Reads, id: UniqueId) -> Option<Arn> {
    match users::by_id(tx, id) {
        Some(user) => Some(user.arn()),
        None => roles::by_id(tx, id).map(|role| role.arn()),
    }
}
