//! What must hold of the records at any time.

use std::collections::{BTreeMap, BTreeSet};

use names::{AccountId, Arn};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use records::{ReadTx, Replica, attachments, groups, instance_profiles, policies, roles, users};

use crate::support::HOME;

/// Checks every reference, what is counted of them, and that just those names are borne that answers said are.
pub(crate) fn check(replica: &Replica, borne: &BTreeMap<String, i32>) -> Result<(), TestCaseError> {
    let account: AccountId = HOME.parse().unwrap();
    let mut tx = ReadTx::new(replica.state());
    let mut names = Vec::new();
    let mut attached: Vec<Arn> = Vec::new();
    let mut bounding: Vec<Arn> = Vec::new();
    let (mut memberships, mut members) = (0, 0);
    let mut borne_once = BTreeSet::new();

    let found: Vec<_> = users::list(&tx, account, None).cloned().collect();
    for user in &found {
        names.push(format!("user/{}", user.name));
        attached.extend(user.attached_policies.iter().cloned());
        bounding.extend(user.permissions_boundary.clone());
        let certificates = user.credentials.signing_certificates.iter();
        let certificates = certificates.map(|certificate| certificate.id.clone());
        let credentials = user.credentials.service_specific_credentials.iter();
        let credentials = credentials.map(|credential| credential.login_name.to_lowercase());
        for name in certificates.chain(credentials) {
            prop_assert!(borne_once.insert(name.clone()), "two have {name}");
        }
        for group in &user.groups {
            prop_assert!(
                groups::by_id(&mut tx, *group).is_some(),
                "{} is in no group {group}",
                user.name
            );
            memberships += 1;
        }
    }
    let found: Vec<_> = groups::list(&tx, account, None).cloned().collect();
    for group in &found {
        names.push(format!("group/{}", group.name));
        attached.extend(group.attached_policies.iter().cloned());
        members += groups::members(&tx, group, None).count();
    }
    prop_assert_eq!(members, memberships);
    let found: Vec<_> = roles::list(&tx, account, None).cloned().collect();
    for role in &found {
        names.push(format!("role/{}", role.name));
        attached.extend(role.attached_policies.iter().cloned());
        bounding.extend(role.permissions_boundary.clone());
    }
    let found: Vec<_> = instance_profiles::list(&tx, account, None)
        .cloned()
        .collect();
    for profile in &found {
        names.push(format!("instance-profile/{}", profile.name));
        if let Some(role) = profile.role {
            prop_assert!(
                roles::by_id(&mut tx, role).is_some(),
                "{} holds nobody",
                profile.name
            );
        }
    }
    let found: Vec<_> = policies::list(&tx, account, None).cloned().collect();
    names.extend(found.iter().map(|policy| format!("policy/{}", policy.name)));

    for policy in attached.iter().chain(&bounding) {
        prop_assert!(
            policies::by_arn(&mut tx, policy).is_some(),
            "{policy} is gone"
        );
    }
    for policy in found.iter().map(|policy| policy.arn()) {
        let count = |of: &[Arn]| of.iter().filter(|arn| **arn == policy).count();
        prop_assert_eq!(attachments::count(&tx, &policy), count(&attached));
        prop_assert_eq!(attachments::boundary_count(&tx, &policy), count(&bounding));
    }
    let expected = borne
        .iter()
        .filter(|(_, count)| **count != 0)
        .map(|(name, count)| (name.clone(), *count));
    names.sort_unstable();
    prop_assert_eq!(
        names.into_iter().map(|name| (name, 1)).collect::<Vec<_>>(),
        expected.collect::<Vec<_>>()
    );
    Ok(())
}
