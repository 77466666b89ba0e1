//! The stored form of a key ring, sealed under the master key.
//!
//! Layout: version 1, eight bytes of the master key's fingerprint, a nonce, then the sealed keys, 44 bytes each: id,
//! time of taking over, secret. The first two fields are authenticated too.

use zeroize::Zeroizing;

use super::{KEYS_MAX, KeyRing, RingKey};
use crate::aead::NONCE_BYTES;
use crate::{Entropy, Fingerprint, MasterKey, Secret, entropy};

impl KeyRing {
    /// The ring as bytes that only `master` opens.
    #[must_use]
    pub fn seal(&self, master: &MasterKey, entropy: &dyn Entropy) -> Vec<u8> {
        let mut header = vec![VERSION];
        header.extend(master.fingerprint().0);
        let nonce: [u8; NONCE_BYTES] = entropy::bytes(entropy);

        // Sized so that it never moves, which would leave a copy behind; afterwards only ciphertext is in it.
        let mut keys =
            Vec::with_capacity((self.older.len() + 1) * KEY_BYTES + crate::aead::TAG_BYTES);
        for key in self.keys() {
            keys.extend(key.id.to_be_bytes());
            keys.extend(key.active_from.to_be_bytes());
            keys.extend(key.secret.expose());
        }
        master.ring_sealing_key().seal(nonce, &header, &mut keys);
        [header.as_slice(), &nonce, &keys].concat()
    }

    /// Reads what [`KeyRing::seal`] wrote.
    ///
    /// # Errors
    /// [`RingError::WrongMasterKey`] when it was sealed under another master key, which is worth telling an operator from
    /// [`RingError::Corrupt`] and [`RingError::UnknownVersion`].
    pub fn open(master: &MasterKey, stored: &[u8]) -> Result<Self, RingError> {
        let (header, rest) = stored
            .split_at_checked(HEADER_BYTES)
            .ok_or(RingError::Corrupt)?;
        let (nonce, sealed) = rest
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(RingError::Corrupt)?;
        let (version, sealed_under) = header.split_first().ok_or(RingError::Corrupt)?;
        if *version != VERSION {
            return Err(RingError::UnknownVersion(*version));
        }
        let sealed_under = Fingerprint(sealed_under.try_into().map_err(|_| RingError::Corrupt)?);
        let offered = master.fingerprint();
        if sealed_under != offered {
            return Err(RingError::WrongMasterKey {
                sealed_under,
                offered,
            });
        }
        let mut message = Zeroizing::new(sealed.to_vec());
        let keys = master
            .ring_sealing_key()
            .open(*nonce, header, &mut message)
            .ok_or(RingError::Corrupt)?;
        read_keys(keys).ok_or(RingError::Corrupt)
    }
}

fn read_keys(bytes: &[u8]) -> Option<KeyRing> {
    let entries = bytes.chunks_exact(KEY_BYTES);
    if !entries.remainder().is_empty() || entries.len() > KEYS_MAX {
        return None;
    }
    let mut older = entries.map(read_key).collect::<Option<Vec<_>>>()?;
    let rising = |pair: &[RingKey]| match pair {
        [one, next] => one.id < next.id && one.active_from < next.active_from,
        _ => false,
    };
    if !older.windows(2).all(rising) {
        return None;
    }
    let newest = older.pop()?;
    Some(KeyRing { older, newest })
}

fn read_key(entry: &[u8]) -> Option<RingKey> {
    let (id, entry) = entry.split_first_chunk()?;
    let (active_from, entry) = entry.split_first_chunk()?;
    let secret = Secret::new(entry.try_into().ok()?);
    Some(RingKey::new(
        u32::from_be_bytes(*id),
        i64::from_be_bytes(*active_from),
        secret,
    ))
}

/// Why a stored ring does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// Sealed under another master key.
    #[error(
        "the key ring was sealed under master key {sealed_under}, but the one given is {offered}"
    )]
    WrongMasterKey {
        /// The key that opens it.
        sealed_under: Fingerprint,
        /// The key that was given.
        offered: Fingerprint,
    },
    /// Written by a release this one does not know.
    #[error("the key ring is of version {0}, which this release cannot read")]
    UnknownVersion(u8),
    /// Cut short or changed.
    #[error("the stored key ring is damaged")]
    Corrupt,
}

const VERSION: u8 = 1;
/// Version and fingerprint.
const HEADER_BYTES: usize = 1 + 8;
/// Id, time of taking over, secret.
const KEY_BYTES: usize = 4 + 8 + 32;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::tests::Seeded;

    fn ring(entropy: &Seeded) -> KeyRing {
        KeyRing::generate(5, entropy)
            .rotate(100_000, entropy)
            .unwrap()
    }

    #[test]
    fn a_ring_survives_storage() {
        let entropy = Seeded::new(1);
        let (master, ring) = (MasterKey::generate(&entropy), ring(&entropy));
        let sealed = crate::seal(&ring, b"record", b"value", 200_000, &entropy);
        let read = KeyRing::open(&master, &ring.seal(&master, &entropy)).unwrap();
        assert_eq!(read.describe(0), ring.describe(0));
        assert_eq!(
            crate::open(&read, b"record", &sealed).unwrap().expose(),
            b"value"
        );
    }

    #[test]
    fn a_wrong_master_key_is_named() {
        let entropy = Seeded::new(1);
        let (master, other) = (MasterKey::generate(&entropy), MasterKey::generate(&entropy));
        let stored = ring(&entropy).seal(&master, &entropy);
        assert_eq!(
            KeyRing::open(&other, &stored).unwrap_err(),
            RingError::WrongMasterKey {
                sealed_under: master.fingerprint(),
                offered: other.fingerprint()
            }
        );
    }

    #[test]
    fn no_changed_byte_and_no_prefix_opens() {
        let entropy = Seeded::new(1);
        let master = MasterKey::generate(&entropy);
        let stored = ring(&entropy).seal(&master, &entropy);
        for index in 0..stored.len() {
            let mut changed = stored.clone();
            changed[index] ^= 1;
            assert!(KeyRing::open(&master, &changed).is_err(), "byte {index}");
            assert!(
                KeyRing::open(&master, &stored[..index]).is_err(),
                "prefix {index}"
            );
        }
    }

    #[test]
    fn keys_out_of_order_are_refused() {
        let entropy = Seeded::new(1);
        let ring = ring(&entropy);
        let swapped = KeyRing {
            older: vec![ring.newest.clone()],
            newest: ring.older[0].clone(),
        };
        let master = MasterKey::generate(&entropy);
        assert_eq!(
            KeyRing::open(&master, &swapped.seal(&master, &entropy)).unwrap_err(),
            RingError::Corrupt
        );
    }
}
