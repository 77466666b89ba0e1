//! The key ring, sealed under the master key, in its one place.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{Key, Reads, Stored, Table};

/// The key ring as the store keeps it; only the master key opens it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SealedKeyRing {
    sealed: String,
}

impl SealedKeyRing {
    /// The record of these sealed bytes.
    #[must_use]
    pub fn new(sealed: &[u8]) -> Self {
        Self {
            sealed: STANDARD.encode(sealed),
        }
    }

    /// The sealed bytes; `None` if the record was damaged.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.sealed).ok()
    }
}

stored!(SealedKeyRing, KeyRing, |_ring| Key::single(Table::KeyRing));

/// The key ring, absent only before the first start has finished.
pub fn get(tx: &mut impl Reads) -> Option<SealedKeyRing> {
    let record = tx.read(&Key::single(Table::KeyRing))?;
    SealedKeyRing::from_record(&record).map(|ring| ring.as_ref().clone())
}
