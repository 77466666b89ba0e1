//! One record of any table, and its bytes in the store: a version tag, then JSON.
//!
//! JSON because it is self-describing: a field added later has a default, and an operator can read an export.

use std::sync::Arc;

use names::IdPrefix;

use crate::account_aliases::AccountAlias;
use crate::accounts::Account;
use crate::buckets::Bucket;
use crate::delegation_requests::DelegationRequest;
use crate::groups::Group;
use crate::instance_profiles::InstanceProfile;
use crate::jobs::Job;
use crate::key_rings::SealedKeyRing;
use crate::mfa_devices::VirtualMfaDevice;
use crate::oidc_providers::OidcProvider;
use crate::policies::ManagedPolicy;
use crate::roles::Role;
use crate::saml_providers::SamlProvider;
use crate::server_certificates::ServerCertificate;
use crate::usage::Usage;
use crate::users::User;
use crate::{Key, Table};

/// A type of record.
pub trait Stored: serde::Serialize + serde::de::DeserializeOwned {
    /// Where this record stands.
    fn key(&self) -> Key;
    /// The record as one of its kind, if it is.
    fn from_record(record: &Record) -> Option<&Arc<Self>>;
    /// The record among all others.
    fn into_record(self: Arc<Self>) -> Record;
}

macro_rules! records {
    ($($table:ident => $type:ident),* $(,)?) => {
        /// A record of any table; cheap to clone.
        #[derive(Clone, Debug)]
        pub enum Record {
            $(#[doc = concat!("One `", stringify!($type), "`.")] $table(Arc<$type>)),*
        }

        impl Record {
            /// The bytes that the store keeps.
            ///
            /// # Errors
            /// [`CorruptRecord`] if the record cannot be written as JSON, which none of ours can be.
            pub fn encode(&self) -> Result<Vec<u8>, CorruptRecord> {
                let mut bytes = vec![VERSION];
                match self {
                    $(Self::$table(record) => serde_json::to_writer(&mut bytes, record)),*
                }
                .map_err(|_| CorruptRecord)?;
                Ok(bytes)
            }

            /// The record that these bytes of the store hold.
            ///
            /// # Errors
            /// [`CorruptRecord`] for an unknown table, an unknown version or unreadable content: a store that lies
            /// is never guessed at.
            pub fn decode(key: &Key, bytes: &[u8]) -> Result<Self, CorruptRecord> {
                let (VERSION, json) = bytes.split_first().map(|(tag, rest)| (*tag, rest)).ok_or(CorruptRecord)? else {
                    return Err(CorruptRecord);
                };
                let record = match key.table().ok_or(CorruptRecord)? {
                    $(Table::$table => Self::$table(serde_json::from_slice(json).map_err(|_| CorruptRecord)?)),*
                };
                if record.key() == *key && record.is_of_its_kind() {
                    Ok(record)
                } else {
                    Err(CorruptRecord)
                }
            }

            /// Where this record stands.
            #[must_use]
            pub fn key(&self) -> Key {
                match self {
                    $(Self::$table(record) => record.key()),*
                }
            }
        }
    };
}

records! {
    KeyRing => SealedKeyRing,
    Account => Account,
    User => User,
    Group => Group,
    Role => Role,
    Policy => ManagedPolicy,
    Bucket => Bucket,
    InstanceProfile => InstanceProfile,
    VirtualMfaDevice => VirtualMfaDevice,
    OidcProvider => OidcProvider,
    SamlProvider => SamlProvider,
    ServerCertificate => ServerCertificate,
    AccountAlias => AccountAlias,
    Job => Job,
    Usage => Usage,
    DelegationRequest => DelegationRequest,
}

impl Record {
    /// Whether its unique id is of its own kind. The content of a user reads as a group too, so without this a record
    /// moved to another table by whoever can write the store would be believed.
    fn is_of_its_kind(&self) -> bool {
        match self {
            Self::User(user) => user.id.is(IdPrefix::User),
            Self::Group(group) => group.id.is(IdPrefix::Group),
            Self::Role(role) => role.id.is(IdPrefix::Role),
            Self::Policy(policy) => policy.id.is(IdPrefix::ManagedPolicy),
            Self::InstanceProfile(profile) => profile.id.is(IdPrefix::InstanceProfile),
            Self::ServerCertificate(certificate) => certificate.id.is(IdPrefix::ServerCertificate),
            Self::KeyRing(_)
            | Self::AccountAlias(_)
            | Self::OidcProvider(_)
            | Self::SamlProvider(_)
            | Self::Account(_)
            | Self::Bucket(_)
            | Self::VirtualMfaDevice(_)
            | Self::Usage(_)
            | Self::Job(_)
            | Self::DelegationRequest(_) => true,
        }
    }
}

/// Implements [`Stored`] for the type of one table; the key is an expression on `self`.
macro_rules! stored {
    ($type:ty, $table:ident, |$self:ident| $key:expr) => {
        impl $crate::Stored for $type {
            fn key(&self) -> $crate::Key {
                let $self = self;
                $key
            }

            fn from_record(record: &$crate::Record) -> Option<&std::sync::Arc<Self>> {
                match record {
                    $crate::Record::$table(record) => Some(record),
                    _ => None,
                }
            }

            fn into_record(self: std::sync::Arc<Self>) -> $crate::Record {
                $crate::Record::$table(self)
            }
        }
    };
}
pub(crate) use stored;

/// A record in the store that cannot be read; deny and call the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a record in the store cannot be read")]
pub struct CorruptRecord;

/// The version tag of the bytes written today.
const VERSION: u8 = 1;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::samples::{any_record, one_of_each};

    /// What stands in stores already. Never change a line: add one beside it.
    const STORED: [&str; 16] = [
        r#"{"sealed":"cmluZw=="}"#,
        r#"{"id":"123456789012","created_at":6,"root":{"email":"root@example.com","password_hash":"$argon2id$","access_keys":[{"id":"ROOTROOTROOTROOT0","secret":"AQID","status":"Inactive","created_at":1}]}}"#,
        r#"{"account":"123456789012","id":"AIDAAAAAAAAAAAAAAAAAA","name":"Ann","path":"/team/","created_at":1790000000,"access_keys":[{"id":"AKIA0000000000000000","secret":"AQID","status":"Inactive","created_at":1}],"inline_policies":[],"attached_policies":[],"groups":[],"permissions_boundary":null,"tags":[{"key":"Team","value":"Größe"}]}"#,
        r#"{"account":"123456789012","id":"AGPAAAAAAAAAAAAAAAAAA","name":"Ann","path":"/","created_at":2,"inline_policies":[{"name":"Read","document":"{\"Version\":\"2012-10-17\"}"}],"attached_policies":["arn:aws:iam::123456789012:policy/P0"]}"#,
        r#"{"account":"123456789012","id":"AROAAAAAAAAAAAAAAAAAA","name":"Ann","path":"/","created_at":3,"description":"a \"role\"","max_session_duration":3600,"trust_policy":"{}","inline_policies":[{"name":"Read","document":"{\"Version\":\"2012-10-17\"}"}],"attached_policies":[],"permissions_boundary":null,"tags":[]}"#,
        r#"{"account":"123456789012","id":"ANPAAAAAAAAAAAAAAAAAA","name":"Ann","path":"/","created_at":4,"updated_at":5,"description":null,"versions":[{"number":1,"document":"{}","created_at":4}],"default_version":1,"next_version":2,"tags":[]}"#,
        r#"{"account":"123456789012","name":"ann","region":"us-east-1","created_at":7,"storage_id":"s1","policy":"{}","public_access_block":{"block_public_acls":true,"ignore_public_acls":true,"block_public_policy":true,"restrict_public_buckets":true}}"#,
        r#"{"account":"123456789012","id":"AIPAAAAAAAAAAAAAAAAAA","name":"Ann","path":"/","created_at":8,"role":"AROAAAAAAAAAAAAAAAAAA","tags":[]}"#,
        r#"{"account":"123456789012","name":"Ann","path":"/team/","created_at":9,"seed":"AQID","adjustment":-2,"last_pair":41,"owner":{"User":"AIDAAAAAAAAAAAAAAAAAA"},"tags":[]}"#,
        r#"{"account":"123456789012","id":"task/Ann","created_at":10,"work":"RoleDeletion"}"#,
        r#"{"name":"ann-0","account":"123456789012"}"#,
        r#"{"account":"123456789012","entity":"AIDAAAAAAAAAAAAAAAAAA","access_keys":[{"id":"AKIA0000000000000000","service":"s3","region":"us-east-1","at":12}],"services":[{"name":"s3","region":"us-east-1","at":12}],"actions":[{"name":"s3:CreateBucket","region":"us-east-1","at":12}]}"#,
        r#"{"account":"123456789012","url":"Idp.example.com/Ann","client_ids":["app"],"thumbprints":["00"],"created_at":11012,"tags":[]}"#,
        r#"{"account":"123456789012","name":"Ann","uuid":"SAMLSPAAAAAAAAAAAAAAAA","created_at":12013,"valid_until":13014,"metadata":"<EntityDescriptor/>","issuers":[{"entity_id":"urn:idp","signing_certificates":["MIIB"]}],"assertion_encryption":"Required","private_keys":[{"id":"SAMLPKAAAAAAAAAAAAAAAA","key":"AQID","added_at":14015}],"tags":[]}"#,
        r#"{"account":"123456789012","id":"ASCAAAAAAAAAAAAAAAAAA","name":"Ann","path":"/","body":"PEM","chain":null,"private_key":"AQID","uploaded_at":15,"expires_at":16,"tags":[]}"#,
        r#"{"id":"Ann-0","requestor":"123456789012","requestor_name":"Example","workflow_id":"w","owner_account":"123456789012","owner":{"arn":"arn:aws:iam::123456789012:user/Ann","user_id":"AIDAAAAAAAAAAAAAAAAAA"},"approver":{"arn":"arn:aws:sts::123456789012:assumed-role/R/s","identity":{"Role":{"role_id":"AROAAAAAAAAAAAAAAAAAA","role_session_name":"s1"}},"mfa_authenticated_at":null,"source_identity":null,"session_tags":[["k","v"]]},"description":"d","request_message":null,"policy_template_arn":"arn:t","parameters":[{"name":"p","values":["v"],"is_list":false}],"permission_policy":"{}","redirect_url":null,"notification_channel":"arn:c","session_duration":3600,"only_send_by_owner":true,"created_at":16,"updated_at":17,"state":"Accepted","entered_at":17,"notes":null,"rejection_reason":null,"unsent":[{"State":{"state":"Accepted","at":17}}]}"#,
    ];

    #[test]
    fn what_was_stored_stays_readable() {
        for (record, json) in one_of_each().iter().zip(STORED) {
            let stored = [&[VERSION], json.as_bytes()].concat();
            assert_eq!(
                String::from_utf8(record.encode().unwrap())
                    .unwrap()
                    .trim_start_matches('\u{1}'),
                json
            );
            let read = Record::decode(&record.key(), &stored).unwrap();
            assert_eq!(read.encode().unwrap(), stored);
        }
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        for record in one_of_each() {
            let (key, bytes) = (record.key(), record.encode().unwrap());
            for length in 0..bytes.len() {
                assert_eq!(
                    Record::decode(&key, &bytes[..length]).err(),
                    Some(CorruptRecord),
                    "{key:?} {length}"
                );
            }
            let newer = [&[VERSION + 1], &bytes[1..]].concat();
            assert!(Record::decode(&key, &newer).is_err(), "{key:?}");
        }
    }

    #[test]
    fn a_record_is_at_home_under_its_own_key_only() {
        let records = one_of_each();
        for record in &records {
            let bytes = record.encode().unwrap();
            let strangers = records.iter().map(Record::key).chain([
                Key::from(b"".as_slice()),
                Key::from(b"\x08".as_slice()),
                Key::owned(Table::User, "123456789013".parse().unwrap(), "Ann"),
                Key::owned(Table::User, "123456789012".parse().unwrap(), "Anna"),
            ]);
            for key in strangers.filter(|key| *key != record.key()) {
                assert!(
                    Record::decode(&key, &bytes).is_err(),
                    "{record:?} at {key:?}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn records_return(record in any_record()) {
            let bytes = record.encode().unwrap();
            let read = Record::decode(&record.key(), &bytes).unwrap();
            prop_assert_eq!(read.key(), record.key());
            prop_assert_eq!(read.encode().unwrap(), bytes);
        }

        #[test]
        fn no_bytes_are_harmful(key: Vec<u8>, bytes: Vec<u8>) {
            let _ = Record::decode(&Key::from(key.as_slice()), &bytes);
        }
    }
}
