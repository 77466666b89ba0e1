//! Access keys and unique ids: a prefix, the account, and randomness, in base32.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
//!
//! The 16 characters after the prefix are 80 bits: a one, 40 bits of account number, 39 random bits. Ids of 21
//! characters add five random bits. Ids that AWS made before about March 2019 begin with a zero bit and tell no account.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use names::{AccessKeyId, AccountId, IdPrefix, UniqueId};
use zeroize::Zeroizing;

use crate::{Entropy, Secret, base32, entropy};

/// A fresh long-term access key id, `AKIA…`.
#[must_use]
pub fn long_term_id(account: AccountId, entropy: &dyn Entropy) -> AccessKeyId {
    access_key_id(LONG_TERM, id_bits(account, entropy))
}

/// A fresh secret access key: 240 random bits as 40 characters of `A–Za–z0–9+/`.
#[must_use]
pub fn secret_access_key(entropy: &dyn Entropy) -> Secret<String> {
    let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
    entropy.fill(bytes.as_mut());
    secret_text(&bytes)
}

/// A fresh id of an SSH public key, `APKA…`.
#[must_use]
pub fn ssh_public_key_id(account: AccountId, entropy: &dyn Entropy) -> String {
    access_key_id(SSH_PUBLIC_KEY, id_bits(account, entropy)).to_string()
}

/// A fresh id of a SAML provider, `SAMLSP…`, or of a private key of one, `SAMLPK…`: sixteen characters that tell no
/// account follow the prefix.
#[must_use]
pub fn saml_id(prefix: &str, entropy: &dyn Entropy) -> String {
    let random = u128::from_be_bytes(entropy::bytes(entropy));
    let rest = base32::encode::<16>(random);
    format!("{prefix}{}", String::from_utf8_lossy(&rest))
}

/// A fresh unique id, such as `AIDA…`. Its 44 random bits are drawn, not counted: whoever stores it checks that it is new.
#[must_use]
pub fn unique_id(prefix: IdPrefix, account: AccountId, entropy: &dyn Entropy) -> UniqueId {
    let [last] = entropy::bytes(entropy);
    unique_id_from_bits(
        prefix,
        id_bits(account, entropy) << 5 | u128::from(last & 31),
    )
}

/// The account that an access key id or unique id carries; `None` for ids of the old format and for text that is no id.
#[must_use]
pub fn account_of(id: &str) -> Option<AccountId> {
    let (prefix, rest) = id.as_bytes().split_first_chunk::<4>()?;
    let carries = prefix.starts_with(b"A") && matches!(rest.len(), 16 | 17);
    let bits = base32::decode(rest).filter(|_| carries)?;
    account_of_bits(bits >> (5 * (rest.len() - 16)))
}

/// The prefix of a long-term key.
pub(crate) const LONG_TERM: &[u8; 4] = b"AKIA";
/// The prefix of an SSH public key.
const SSH_PUBLIC_KEY: &[u8; 4] = b"APKA";
/// The prefix of a temporary key.
pub(crate) const TEMPORARY: &[u8; 4] = b"ASIA";
/// Bytes behind the 40 characters of a secret access key.
pub(crate) const SECRET_BYTES: usize = 30;

/// 80 bits for a new id of `account`.
pub(crate) fn id_bits(account: AccountId, entropy: &dyn Entropy) -> u128 {
    let mut random = [0; 16];
    if let Some(low) = random.last_chunk_mut::<5>() {
        entropy.fill(low);
    }
    NEW_FORMAT
        | u128::from(account.to_u64()) << RANDOM_BITS
        | u128::from_be_bytes(random) & (ACCOUNT_UNIT - 1)
}

/// The account in the 80 bits of an id, if they are of the new format.
pub(crate) fn account_of_bits(bits: u128) -> Option<AccountId> {
    if bits & NEW_FORMAT == 0 {
        return None;
    }
    let mut number = (bits & (NEW_FORMAT - 1)) >> RANDOM_BITS;
    let mut digits = [b'0'; 12];
    for digit in digits.iter_mut().rev() {
        *digit += (number % 10).to_le_bytes()[0];
        number /= 10;
    }
    // Forty bits reach a little further than twelve digits: what is left over names no account.
    let digits = std::str::from_utf8(&digits).ok().filter(|_| number == 0)?;
    digits.parse().ok()
}

/// The access key id with these 80 bits.
#[expect(
    clippy::expect_used,
    reason = "four capital letters and sixteen of base32 are twenty word characters"
)]
pub(crate) fn access_key_id(prefix: &[u8; 4], bits: u128) -> AccessKeyId {
    let text = id_text::<20>(prefix, &base32::encode::<16>(bits));
    std::str::from_utf8(&text)
        .ok()
        .and_then(|text| text.parse().ok())
        .expect("the id is well-formed")
}

/// The unique id with these 85 bits.
#[expect(
    clippy::expect_used,
    reason = "four capital letters and seventeen of base32 are a unique id"
)]
pub(crate) fn unique_id_from_bits(prefix: IdPrefix, bits: u128) -> UniqueId {
    let text = id_text::<21>(prefix.as_str().as_bytes(), &base32::encode::<17>(bits));
    std::str::from_utf8(&text)
        .ok()
        .and_then(|text| text.parse().ok())
        .expect("the id is well-formed")
}

/// 240 bits as the text of a secret access key.
pub(crate) fn secret_text(bytes: &[u8; SECRET_BYTES]) -> Secret<String> {
    Secret::new(STANDARD.encode(bytes))
}

fn id_text<const N: usize>(prefix: &[u8], rest: &[u8]) -> [u8; N] {
    let mut text = [0; N];
    let parts = prefix.iter().chain(rest);
    text.iter_mut()
        .zip(parts)
        .for_each(|(to, from)| *to = *from);
    text
}

const RANDOM_BITS: u32 = 39;
/// The lowest bit of the account number.
const ACCOUNT_UNIT: u128 = 1 << RANDOM_BITS;
/// The bit that tells ids which carry their account.
const NEW_FORMAT: u128 = 1 << 79;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::tests::Seeded;

    #[test]
    fn ids_made_by_aws_tell_their_account() {
        for (id, account) in [
            ("ASIAQNZGKIQY56JQ7WML", Some("029608264753")),
            ("ASIAY34FZKBOKMUTVV7A", Some("609629065308")),
            ("AROASSFAZTPA6YOSG5O4F", Some("176430881729")),
            ("AKIARZPUZDIKAAAAAAAA", Some("123456789012")),
            ("AKIARZPUZDIKPAAAAAAA", Some("123456789012")),
            ("AKIARZPUZDIKQAAAAAAA", Some("123456789013")),
            ("AKIAQAAAAAAAAAAAAAAA", Some("000000000000")),
            ("AKIA6RVFFB77QAAAAAAA", Some("999999999999")),
            // Old format.
            ("AKIAIOSFODNN7EXAMPLE", None),
            // Beyond twelve digits.
            ("AKIA7777777777777777", None),
            // Not base32, too short, too long, not an id.
            ("AKIAQNZGKIQY56JQ7WM1", None),
            ("AKIAQNZGKIQY56JQ7WM", None),
            ("AKIAQNZGKIQY56JQ7WMLAA", None),
            ("BKIAQNZGKIQY56JQ7WML", None),
            ("", None),
        ] {
            assert_eq!(
                account_of(id).map(|id| id.to_string()).as_deref(),
                account,
                "{id}"
            );
        }
    }

    #[test]
    fn new_ids_look_as_those_of_aws() {
        let entropy = Seeded::new(1);
        let account: AccountId = "123456789012".parse().unwrap();
        for _ in 0..100 {
            let id = long_term_id(account, &entropy);
            assert!(id.as_str().starts_with("AKIARZPUZDIK"), "{id}");
            // An even account number leaves this character's highest bit zero.
            assert!(
                ('A'..='P').contains(&char::from(id.as_str().as_bytes()[12])),
                "{id}"
            );
        }
        assert_ne!(
            long_term_id(account, &entropy),
            long_term_id(account, &entropy)
        );
    }

    #[test]
    fn ids_of_keys_and_providers_have_the_length_that_the_model_asks_for() {
        let entropy = Seeded::new(1);
        let account: AccountId = "123456789012".parse().unwrap();
        let id = ssh_public_key_id(account, &entropy);
        assert!(id.starts_with("APKARZPUZDIK") && id.len() == 20, "{id}");
        let (one, other) = (saml_id("SAMLSP", &entropy), saml_id("SAMLSP", &entropy));
        assert!(one.len() == 22 && one.starts_with("SAMLSP") && one != other);
    }

    #[test]
    fn secrets_are_forty_characters() {
        let secret = secret_access_key(&Seeded::new(1));
        assert_eq!(secret.expose().len(), 40);
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
        assert!(secret.expose().bytes().all(fits));
    }

    proptest! {
        #[test]
        fn every_account_is_carried(number in 0..1_000_000_000_000u64, seed: u64) {
            let entropy = Seeded::new(seed);
            let account = AccountId::from_u64(number).unwrap();
            prop_assert_eq!(account_of(long_term_id(account, &entropy).as_str()), Some(account));
            for prefix in [IdPrefix::User, IdPrefix::Role, IdPrefix::Group, IdPrefix::ManagedPolicy] {
                let id = unique_id(prefix, account, &entropy);
                prop_assert!(id.is(prefix));
                prop_assert_eq!(account_of(id.as_str()), Some(account));
            }
        }
    }
}
