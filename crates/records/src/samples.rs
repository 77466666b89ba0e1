//! Records for tests: one of each kind, and random ones that keep the promises of real ones.

use names::{AccountId, Arn, IdPrefix, UniqueId};
use proptest::prelude::*;
use secrets::Sealed;
use secrets::issuer_key::PublicKey;

use crate::account_aliases::AccountAlias;
use crate::accounts::{Account, RootUser, Settings};
use crate::buckets::{Bucket, PublicAccessBlock};
use crate::delegation_requests::{
    Approval, Approver, DelegationRequest, Notice, Owner, Parameter, State,
};
use crate::groups::Group;
use crate::instance_profiles::InstanceProfile;
use crate::jobs::{Job, Work};
use crate::key_rings::SealedKeyRing;
use crate::mfa_devices::{MfaOwner, VirtualMfaDevice};
use crate::oidc_providers::OidcProvider;
use crate::outbound_identity::{IssuerKey, OutboundIdentity};
use crate::policies::{ManagedPolicy, PolicyVersion};
use crate::roles::Role;
use crate::saml_providers::{AssertionEncryption, SamlIssuer, SamlPrivateKey, SamlProvider};
use crate::server_certificates::ServerCertificate;
use crate::usage::{KeyUse, Usage, Use};
use crate::users::User;
use crate::{
    AccessKey, Credentials, Document, InlinePolicies, Key, KeyStatus, Record, Stored, UnixMillis,
    UnixTime,
};

pub(crate) const ACCOUNTS: [&str; 2] = ["123456789012", "123456789013"];
/// Two spellings of one name, and names of which one begins with another.
pub(crate) const NAMES: [&str; 5] = ["Ann", "ann", "Anna", "Bob", "b"];

pub(crate) fn account_id(account: usize) -> AccountId {
    ACCOUNTS[account].parse().unwrap()
}

/// A unique id; ids of different numbers differ.
pub(crate) fn id(prefix: IdPrefix, number: usize) -> UniqueId {
    let letters: String = format!("{number:017x}").bytes().map(letter).collect();
    format!("{}{letters}", prefix.as_str()).parse().unwrap()
}

fn letter(hex: u8) -> char {
    let value = char::from(hex).to_digit(16).unwrap();
    char::from(b'A' + u8::try_from(value).unwrap())
}

pub(crate) fn group_id(account: usize, name: &str) -> UniqueId {
    id(IdPrefix::Group, number(account, name, 0))
}

/// Different for different entities of one table, and for those that follow each other under one name.
fn number(account: usize, name: &str, generation: usize) -> usize {
    let folded = name.to_ascii_lowercase();
    let place = NAMES
        .iter()
        .position(|name| name.to_ascii_lowercase() == folded);
    (account * NAMES.len() + place.unwrap_or(NAMES.len())) * 10 + generation
}

pub(crate) fn user(account: usize, name: &str, generation: usize) -> User {
    let number = number(account, name, generation);
    User {
        account: account_id(account),
        id: id(IdPrefix::User, number),
        name: name.parse().unwrap(),
        path: "/team/".parse().unwrap(),
        created_at: UnixTime(1_790_000_000),
        access_keys: vec![access_key(&format!("AKIA{number:016}"))],
        credentials: Credentials::default(),
        inline_policies: InlinePolicies::default(),
        attached_policies: Vec::new(),
        groups: Vec::new(),
        permissions_boundary: None,
        tags: [names::Tag {
            key: "Team".into(),
            value: "Größe".into(),
        }]
        .into_iter()
        .collect(),
    }
}

pub(crate) fn access_key(id: &str) -> AccessKey {
    AccessKey {
        id: id.parse().unwrap(),
        secret: Sealed::from_bytes(vec![1, 2, 3]),
        status: KeyStatus::Inactive,
        created_at: UnixTime(1),
    }
}

pub(crate) fn group(account: usize, name: &str) -> Group {
    Group {
        account: account_id(account),
        id: group_id(account, name),
        name: name.parse().unwrap(),
        path: "/".parse().unwrap(),
        created_at: UnixTime(2),
        inline_policies: inline(),
        attached_policies: vec![policy_arn(0)],
    }
}

fn role(account: usize, name: &str, generation: usize) -> Role {
    Role {
        account: account_id(account),
        id: id(IdPrefix::Role, number(account, name, generation)),
        name: name.parse().unwrap(),
        path: "/".parse().unwrap(),
        created_at: UnixTime(3),
        description: Some("a \"role\"".into()),
        max_session_duration: 3_600,
        trust_policy: Document::new("{}"),
        inline_policies: inline(),
        attached_policies: Vec::new(),
        permissions_boundary: None,
        tags: names::TagSet::default(),
        source_template: None,
    }
}

fn inline() -> InlinePolicies {
    let mut policies = InlinePolicies::default();
    policies.put(
        "Read".parse().unwrap(),
        Document::new(r#"{"Version":"2012-10-17"}"#),
    );
    policies
}

fn policy(account: usize, name: &str, generation: usize) -> ManagedPolicy {
    let version = PolicyVersion {
        number: 1,
        document: Document::new("{}"),
        created_at: UnixTime(4),
    };
    ManagedPolicy {
        account: account_id(account),
        id: id(IdPrefix::ManagedPolicy, number(account, name, generation)),
        name: name.parse().unwrap(),
        path: "/".parse().unwrap(),
        created_at: UnixTime(4),
        updated_at: UnixTime(5),
        description: None,
        versions: vec![version],
        default_version: 1,
        next_version: 2,
        tags: names::TagSet::default(),
    }
}

fn account(account: usize) -> Account {
    Account {
        id: account_id(account),
        created_at: UnixTime(6),
        root: RootUser {
            email: "root@example.com".into(),
            password_hash: "$argon2id$".into(),
            access_keys: vec![access_key(&format!("ROOTROOTROOTROOT{account}"))],
            credentials: Credentials::default(),
        },
        // The first account, whose stored form is held to a line, has none of this.
        settings: Settings {
            outbound_identity: (account > 0).then(|| outbound_identity(account)),
            ..Settings::default()
        },
    }
}

fn outbound_identity(account: usize) -> OutboundIdentity {
    let key = |public| IssuerKey {
        public,
        private: Sealed::from_bytes(vec![1, 2, 3]),
    };
    let number = || "AQ".to_owned();
    OutboundIdentity {
        issuer_id: format!("issuer-{account}"),
        is_enabled: true,
        rs256: key(PublicKey::Rsa {
            n: number(),
            e: number(),
        }),
        es384: key(PublicKey::EllipticCurve {
            crv: "P-384".to_owned(),
            x: number(),
            y: number(),
        }),
    }
}

fn bucket(account: usize, name: &str) -> Bucket {
    Bucket {
        account: account_id(account),
        name: name.to_ascii_lowercase(),
        region: "us-east-1".into(),
        created_at: UnixTime(7),
        storage_id: "s1".into(),
        policy: Some(Document::new("{}")),
        public_access_block: Some(PublicAccessBlock::ALL),
    }
}

fn instance_profile(account: usize, name: &str, generation: usize) -> InstanceProfile {
    let number = number(account, name, generation);
    InstanceProfile {
        account: account_id(account),
        id: id(IdPrefix::InstanceProfile, number),
        name: name.parse().unwrap(),
        path: "/".parse().unwrap(),
        created_at: UnixTime(8),
        role: Some(id(IdPrefix::Role, number)),
        tags: names::TagSet::default(),
    }
}

fn virtual_mfa_device(account: usize, name: &str) -> VirtualMfaDevice {
    VirtualMfaDevice {
        account: account_id(account),
        name: name.parse().unwrap(),
        path: "/team/".parse().unwrap(),
        created_at: UnixTime(9),
        seed: Sealed::from_bytes(vec![1, 2, 3]),
        adjustment: -2,
        last_pair: Some(41),
        owner: Some(MfaOwner::User(id(IdPrefix::User, number(account, name, 0)))),
        tags: names::TagSet::default(),
    }
}

fn job(account: usize, name: &str) -> Job {
    Job {
        account: account_id(account),
        id: format!("task/{name}"),
        created_at: UnixTime(10),
        work: Work::RoleDeletion,
    }
}

/// Aliases are global, so that of another account is another.
fn account_alias(account: usize, name: &str) -> AccountAlias {
    AccountAlias {
        name: format!("{}-{account}", name.to_ascii_lowercase()),
        account: account_id(account),
    }
}

fn usage(account: usize, name: &str) -> Usage {
    let number = number(account, name, 0);
    let used = |name: &str| Use {
        name: name.into(),
        region: "us-east-1".into(),
        at: UnixTime(12),
    };
    Usage {
        access_keys: vec![KeyUse {
            id: format!("AKIA{number:016}").parse().unwrap(),
            service: "s3".into(),
            region: "us-east-1".into(),
            at: UnixTime(12),
        }],
        services: vec![used("s3")],
        actions: vec![used("s3:CreateBucket")],
        ..Usage::new(account_id(account), Some(id(IdPrefix::User, number)))
    }
}

fn oidc_provider(account: usize, name: &str) -> OidcProvider {
    OidcProvider {
        account: account_id(account),
        url: format!("Idp.example.com/{name}"),
        client_ids: vec!["app".into()],
        thumbprints: vec!["00".into()],
        created_at: UnixMillis(11_012),
        tags: names::TagSet::default(),
    }
}

fn saml_provider(account: usize, name: &str) -> SamlProvider {
    SamlProvider {
        account: account_id(account),
        name: name.parse().unwrap(),
        uuid: "SAMLSPAAAAAAAAAAAAAAAA".into(),
        created_at: UnixMillis(12_013),
        valid_until: UnixMillis(13_014),
        metadata: "<EntityDescriptor/>".into(),
        issuers: vec![SamlIssuer {
            entity_id: "urn:idp".into(),
            signing_certificates: vec!["MIIB".into()],
        }],
        assertion_encryption: AssertionEncryption::Required,
        private_keys: vec![SamlPrivateKey {
            id: "SAMLPKAAAAAAAAAAAAAAAA".into(),
            key: Sealed::from_bytes(vec![1, 2, 3]),
            added_at: UnixMillis(14_015),
        }],
        tags: names::TagSet::default(),
    }
}

fn server_certificate(account: usize, name: &str, generation: usize) -> ServerCertificate {
    let number = number(account, name, generation);
    ServerCertificate {
        account: account_id(account),
        id: id(IdPrefix::ServerCertificate, number),
        name: name.parse().unwrap(),
        path: "/".parse().unwrap(),
        body: "PEM".into(),
        chain: None,
        private_key: Sealed::from_bytes(vec![1, 2, 3]),
        uploaded_at: UnixTime(15),
        expires_at: UnixTime(16),
        tags: names::TagSet::default(),
    }
}

pub(crate) fn policy_arn(number: usize) -> Arn {
    format!("arn:aws:iam::123456789012:policy/P{number}")
        .parse()
        .unwrap()
}

/// One record of each kind.
pub(crate) fn delegation_request(account: usize, name: &str) -> DelegationRequest {
    DelegationRequest {
        id: format!("{name}-{account}"),
        requestor: account_id(account),
        requestor_name: "Example".into(),
        workflow_id: "w".into(),
        owner_account: Some(account_id(account)),
        owner: Some(Owner {
            arn: "arn:aws:iam::123456789012:user/Ann".into(),
            user_id: "AIDAAAAAAAAAAAAAAAAAA".into(),
        }),
        approver: Some(Approval {
            arn: "arn:aws:sts::123456789012:assumed-role/R/s".into(),
            identity: Approver::Role {
                role_id: id(IdPrefix::Role, number(account, name, 0)),
                role_session_name: "s1".parse().unwrap(),
            },
            mfa_authenticated_at: None,
            source_identity: None,
            session_tags: vec![("k".into(), "v".into())],
            transitive_tag_keys: Vec::new(),
        }),
        description: "d".into(),
        request_message: None,
        policy_template_arn: "arn:t".into(),
        parameters: vec![Parameter {
            name: "p".into(),
            values: vec!["v".into()],
            is_list: false,
        }],
        permission_policy: "{}".into(),
        redirect_url: None,
        notification_channel: "arn:c".into(),
        session_duration: 3_600,
        only_send_by_owner: true,
        created_at: UnixTime(16),
        updated_at: UnixTime(17),
        state: State::Accepted,
        entered_at: UnixTime(17),
        notes: None,
        rejection_reason: None,
        unsent: vec![Notice::State {
            state: State::Accepted,
            at: UnixTime(17),
        }],
    }
}

pub(crate) fn one_of_each() -> Vec<Record> {
    vec![
        record(SealedKeyRing::new(b"ring")),
        record(account(0)),
        record(user(0, "Ann", 0)),
        record(group(0, "Ann")),
        record(role(0, "Ann", 0)),
        record(policy(0, "Ann", 0)),
        record(bucket(0, "Ann")),
        record(instance_profile(0, "Ann", 0)),
        record(virtual_mfa_device(0, "Ann")),
        record(job(0, "Ann")),
        record(account_alias(0, "Ann")),
        record(usage(0, "Ann")),
        record(oidc_provider(0, "Ann")),
        record(saml_provider(0, "Ann")),
        record(server_certificate(0, "Ann", 0)),
        record(delegation_request(0, "Ann")),
    ]
}

pub(crate) fn record<T: Stored>(record: T) -> Record {
    std::sync::Arc::new(record).into_record()
}

/// Any record; no two that can stand at different keys share an id or an access key.
pub(crate) fn any_record() -> impl Strategy<Value = Record> {
    let arns = || prop::collection::vec((0..3_usize).prop_map(policy_arn), 0..3);
    let boundary = || prop::option::of((0..3_usize).prop_map(policy_arn));
    let names = prop::sample::select(NAMES.to_vec());
    let groups = prop::collection::vec((0..2_usize, 0..2_usize), 0..3);
    let common = (0..16_usize, 0..2_usize, names, 0..3_usize);
    (common, arns(), boundary(), groups).prop_map(
        |((table, account, name, generation), arns, boundary, groups)| match table {
            0 => record(SealedKeyRing::new(name.as_bytes())),
            1 => record(self::account(account)),
            2 => record(User {
                attached_policies: arns,
                permissions_boundary: boundary,
                groups: groups
                    .into_iter()
                    .map(|(account, name)| group_id(account, NAMES[name]))
                    .collect(),
                ..user(account, name, generation)
            }),
            3 => record(Group {
                attached_policies: arns,
                ..group(account, name)
            }),
            4 => record(Role {
                attached_policies: arns,
                permissions_boundary: boundary,
                ..role(account, name, generation)
            }),
            5 => record(policy(account, name, generation)),
            6 => record(bucket(account, name)),
            7 => record(instance_profile(account, name, generation)),
            8 => record(virtual_mfa_device(account, name)),
            9 => record(job(account, name)),
            10 => record(account_alias(account, name)),
            11 => record(usage(account, name)),
            12 => record(oidc_provider(account, name)),
            13 => record(saml_provider(account, name)),
            14 => record(server_certificate(account, name, generation)),
            _ => record(delegation_request(account, name)),
        },
    )
}

/// What a commit may write: each key once, some deleted.
pub(crate) fn any_commit() -> impl Strategy<Value = Vec<(Key, Option<Record>)>> {
    prop::collection::vec((any_record(), any::<bool>()), 0..6).prop_map(|records| {
        let writes = records
            .into_iter()
            .map(|(record, lives)| (record.key(), lives.then_some(record)));
        writes
            .collect::<std::collections::BTreeMap<_, _>>()
            .into_iter()
            .collect()
    })
}
