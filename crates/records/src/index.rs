//! What can be found by something else than its key: derived from the records, never stored, never out of step.

use imbl::{HashMap, OrdSet};
use names::{AccessKeyId, AccountId, Arn, UniqueId};

use crate::{Key, Record, Table};

/// Whose access key it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A user, by the key of its record.
    User(Key),
    /// The root user of an account, by the key of the account's record.
    Root(Key),
}

/// The derived indexes of one state. Cloning shares structure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    by_id: HashMap<UniqueId, Key>,
    by_access_key: HashMap<AccessKeyId, Owner>,
    by_certificate: HashMap<(AccountId, String), Key>,
    by_issuer: HashMap<String, Key>,
    members: OrdSet<(UniqueId, Key)>,
    attached: OrdSet<(Arn, Key)>,
    bounded: OrdSet<(Arn, Key)>,
    attachment_counts: HashMap<Arn, usize>,
    boundary_counts: HashMap<Arn, usize>,
    counts: HashMap<(AccountId, Table), usize>,
}

impl Index {
    /// Where the entity with this unique id stands.
    #[must_use]
    pub fn key_of(&self, id: UniqueId) -> Option<&Key> {
        self.by_id.get(&id)
    }

    /// Whose access key this is.
    #[must_use]
    pub fn owner_of(&self, id: &AccessKeyId) -> Option<&Owner> {
        self.by_access_key.get(id)
    }

    /// Where the record of the owner of a signing certificate stands; no two of an account have the same.
    #[must_use]
    pub fn owner_of_certificate(&self, account: AccountId, id: &str) -> Option<&Key> {
        self.by_certificate.get(&(account, id.to_owned()))
    }

    /// Where the account stands that is the issuer of tokens with this id.
    #[must_use]
    pub fn account_of_issuer(&self, issuer_id: &str) -> Option<&Key> {
        self.by_issuer.get(issuer_id)
    }

    /// The records of the members of a group, or of the instance profiles of a role, those after `after`.
    pub fn members_of(&self, group: UniqueId, after: Option<Key>) -> impl Iterator<Item = &Key> {
        let from = (group, after.clone().unwrap_or(Key::single(Table::KeyRing)));
        let of_group = self
            .members
            .range(from..)
            .take_while(move |(id, _)| *id == group);
        of_group
            .map(|(_, key)| key)
            .filter(move |key| Some(*key) != after.as_ref())
    }

    /// The records that the policy is attached to.
    pub fn attached_to<'a>(&'a self, policy: &'a Arn) -> impl Iterator<Item = &'a Key> {
        of_policy(&self.attached, policy)
    }

    /// The records that the policy bounds.
    pub fn bounded_by<'a>(&'a self, policy: &'a Arn) -> impl Iterator<Item = &'a Key> {
        of_policy(&self.bounded, policy)
    }

    /// How many records the policy is attached to.
    #[must_use]
    pub fn attachment_count(&self, policy: &Arn) -> usize {
        self.attachment_counts
            .get(policy)
            .copied()
            .unwrap_or_default()
    }

    /// How many records the policy bounds.
    #[must_use]
    pub fn boundary_count(&self, policy: &Arn) -> usize {
        self.boundary_counts
            .get(policy)
            .copied()
            .unwrap_or_default()
    }

    /// How many records of a table the account owns.
    #[must_use]
    pub fn count(&self, account: AccountId, table: Table) -> usize {
        self.counts
            .get(&(account, table))
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn add(&mut self, key: &Key, record: &Record) {
        let facts = Facts::of(key, record);
        facts.counted.iter().for_each(|counted| {
            *self.counts.entry(*counted).or_default() += 1;
        });
        if let Some(id) = facts.id {
            self.by_id.insert(id, key.clone());
        }
        self.by_access_key.extend(facts.access_keys.iter().cloned());
        for certificate in facts.certificates {
            self.by_certificate.insert(certificate, key.clone());
        }
        if let Some(issuer_id) = facts.issuer {
            self.by_issuer.insert(issuer_id.to_owned(), key.clone());
        }
        self.members
            .extend(facts.groups.iter().map(|group| (*group, key.clone())));
        for policy in facts.attached {
            self.attached.insert((policy.clone(), key.clone()));
            *self.attachment_counts.entry(policy.clone()).or_default() += 1;
        }
        if let Some(policy) = facts.boundary {
            self.bounded.insert((policy.clone(), key.clone()));
            *self.boundary_counts.entry(policy.clone()).or_default() += 1;
        }
    }

    pub(crate) fn remove(&mut self, key: &Key, record: &Record) {
        let facts = Facts::of(key, record);
        facts
            .counted
            .iter()
            .for_each(|counted| decrement(&mut self.counts, counted));
        // What has gone to another record in the meantime stays there.
        if let Some(id) = facts.id
            && self.by_id.get(&id) == Some(key)
        {
            self.by_id.remove(&id);
        }
        for (id, owner) in &facts.access_keys {
            if self.by_access_key.get(id) == Some(owner) {
                self.by_access_key.remove(id);
            }
        }
        for certificate in facts.certificates {
            if self.by_certificate.get(&certificate) == Some(key) {
                self.by_certificate.remove(&certificate);
            }
        }
        if let Some(issuer_id) = facts.issuer
            && self.by_issuer.get(issuer_id) == Some(key)
        {
            self.by_issuer.remove(issuer_id);
        }
        for group in facts.groups {
            self.members.remove(&(*group, key.clone()));
        }
        for policy in facts.attached {
            self.attached.remove(&(policy.clone(), key.clone()));
            decrement(&mut self.attachment_counts, policy);
        }
        if let Some(policy) = facts.boundary {
            self.bounded.remove(&(policy.clone(), key.clone()));
            decrement(&mut self.boundary_counts, policy);
        }
    }
}

/// What a record contributes to the indexes.
#[derive(Default)]
struct Facts<'a> {
    counted: Option<(AccountId, Table)>,
    id: Option<UniqueId>,
    access_keys: Vec<(AccessKeyId, Owner)>,
    certificates: Vec<(AccountId, String)>,
    issuer: Option<&'a str>,
    groups: &'a [UniqueId],
    attached: &'a [Arn],
    boundary: Option<&'a Arn>,
}

impl<'a> Facts<'a> {
    fn of(key: &Key, record: &'a Record) -> Self {
        match record {
            Record::User(user) => Self {
                counted: Some((user.account, Table::User)),
                id: Some(user.id),
                access_keys: owned(&user.access_keys, &Owner::User(key.clone())),
                certificates: certificates(user.account, &user.credentials),
                issuer: None,
                groups: &user.groups,
                attached: &user.attached_policies,
                boundary: user.permissions_boundary.as_ref(),
            },
            Record::Group(group) => Self {
                counted: Some((group.account, Table::Group)),
                id: Some(group.id),
                attached: &group.attached_policies,
                ..Self::default()
            },
            Record::Role(role) => Self {
                counted: Some((role.account, Table::Role)),
                id: Some(role.id),
                attached: &role.attached_policies,
                boundary: role.permissions_boundary.as_ref(),
                ..Self::default()
            },
            Record::Policy(policy) => Self {
                counted: Some((policy.account, Table::Policy)),
                id: Some(policy.id),
                ..Self::default()
            },
            Record::Account(account) => Self {
                access_keys: owned(&account.root.access_keys, &Owner::Root(key.clone())),
                certificates: certificates(account.id, &account.root.credentials),
                issuer: account
                    .settings
                    .outbound_identity
                    .as_ref()
                    .map(|identity| identity.issuer_id.as_str()),
                ..Self::default()
            },
            Record::Bucket(bucket) => Self {
                counted: Some((bucket.account, Table::Bucket)),
                ..Self::default()
            },
            // A profile stands to its role as a user to its groups.
            Record::InstanceProfile(profile) => Self {
                counted: Some((profile.account, Table::InstanceProfile)),
                id: Some(profile.id),
                groups: profile.role.as_slice(),
                ..Self::default()
            },
            Record::VirtualMfaDevice(device) => Self {
                counted: Some((device.account, Table::VirtualMfaDevice)),
                ..Self::default()
            },
            Record::OidcProvider(provider) => Self {
                counted: Some((provider.account, Table::OidcProvider)),
                ..Self::default()
            },
            Record::SamlProvider(provider) => Self {
                counted: Some((provider.account, Table::SamlProvider)),
                ..Self::default()
            },
            Record::ServerCertificate(certificate) => Self {
                counted: Some((certificate.account, Table::ServerCertificate)),
                id: Some(certificate.id),
                ..Self::default()
            },
            Record::DelegationRequest(request) => Self {
                counted: Some((request.requestor, Table::DelegationRequest)),
                ..Self::default()
            },
            Record::Job(job) => Self {
                counted: Some((job.account, Table::Job)),
                ..Self::default()
            },
            Record::KeyRing(_) | Record::AccountAlias(_) | Record::Usage(_) => Self::default(),
        }
    }
}

fn owned(keys: &[crate::AccessKey], owner: &Owner) -> Vec<(AccessKeyId, Owner)> {
    keys.iter()
        .map(|key| (key.id.clone(), owner.clone()))
        .collect()
}

fn certificates(account: AccountId, credentials: &crate::Credentials) -> Vec<(AccountId, String)> {
    let certificates = credentials.signing_certificates.iter();
    certificates
        .map(|certificate| (account, certificate.id.clone()))
        .collect()
}

fn of_policy<'a>(set: &'a OrdSet<(Arn, Key)>, policy: &'a Arn) -> impl Iterator<Item = &'a Key> {
    let from = (policy.clone(), Key::single(Table::KeyRing));
    set.range(from..)
        .take_while(move |(arn, _)| arn == policy)
        .map(|(_, key)| key)
}

fn decrement<K: Clone + Eq + std::hash::Hash>(counts: &mut HashMap<K, usize>, key: &K) {
    let left = counts
        .get(key)
        .copied()
        .unwrap_or_default()
        .saturating_sub(1);
    if left == 0 {
        counts.remove(key);
    } else {
        counts.insert(key.clone(), left);
    }
}
