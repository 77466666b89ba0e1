//! One record of any table, and its bytes in the store: a version tag, then JSON.
//!
//! JSON because it is self-describing: a field added later has a default, and an operator can read an export.

use std::sync::Arc;

use crate::accounts::Account;
use crate::buckets::Bucket;
use crate::groups::Group;
use crate::key_rings::SealedKeyRing;
use crate::policies::ManagedPolicy;
use crate::roles::Role;
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
                if record.key() == *key { Ok(record) } else { Err(CorruptRecord) }
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
