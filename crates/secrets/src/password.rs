//! Passwords: argon2id, stored as a PHC string that names its own parameters.
//! <https://datatracker.ietf.org/doc/html/rfc9106>,
//! <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id>

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::{Entropy, Secret, entropy};

/// The PHC string of `password`, to be sealed and stored. Takes some 20 ms of one core and 19 MiB: not for an async thread.
///
/// # Errors
/// [`PasswordError::TooLong`] above [`PASSWORD_BYTES_MAX`] bytes.
pub fn hash(password: &str, entropy: &dyn Entropy) -> Result<Secret<String>, PasswordError> {
    hash_with_salt(password, Salt::new(entropy))
}

/// As [`hash`], with a salt drawn before: the slow part alone, for a thread that has no source of randomness.
///
/// # Errors
/// As [`hash`].
pub fn hash_with_salt(password: &str, salt: Salt) -> Result<Secret<String>, PasswordError> {
    check_length(password)?;
    hasher()?
        .hash_password_with_salt(password.as_bytes(), &salt.0)
        .map(|hash| Secret::new(hash.to_string()))
        .map_err(|_| PasswordError::Corrupt)
}

/// What makes the hash of one password unlike every other; for one hash only, so it is neither copied nor kept.
#[derive(Debug)]
pub struct Salt([u8; SALT_BYTES]);

impl Salt {
    /// A fresh salt.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(entropy::bytes(entropy))
    }
}

/// Whether `password` is the one that `phc` was made from; compared in constant time, at the cost of [`hash`].
///
/// # Errors
/// [`PasswordError::Corrupt`] when `phc` is not the string of an argon2id hash within the bounds this release accepts. A
/// password too long to have been set is simply wrong.
pub fn verify(password: &str, phc: &Secret<String>) -> Result<bool, PasswordError> {
    let (stored, _) = read(phc)?;
    if check_length(password).is_err() {
        return Ok(false);
    }
    match hasher()?.verify_password(password.as_bytes(), &stored) {
        Ok(()) => Ok(true),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(_) => Err(PasswordError::Corrupt),
    }
}

/// Takes as long as [`verify`] and is always false: for a name nobody has, so that the time does not tell.
///
/// # Errors
/// As [`verify`]; none is expected.
pub fn verify_nobody(password: &str) -> Result<bool, PasswordError> {
    if check_length(password).is_ok() {
        hasher()?
            .hash_password_with_salt(password.as_bytes(), &[0; SALT_BYTES])
            .map_err(|_| PasswordError::Corrupt)?;
    }
    Ok(false)
}

/// Whether `phc` was made with today's parameters; if not, hash the password anew when it has just been verified.
#[must_use]
pub fn is_current(phc: &Secret<String>) -> bool {
    read(phc).is_ok_and(|(_, params)| {
        (params.m_cost(), params.t_cost(), params.p_cost()) == (MEMORY_KIB, PASSES, LANES)
    })
}

/// Why a password was not hashed or not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Longer than [`PASSWORD_BYTES_MAX`].
    #[error("the password is longer than {PASSWORD_BYTES_MAX} bytes")]
    TooLong,
    /// What is stored is not a password hash.
    #[error("the stored password hash is damaged")]
    Corrupt,
}

/// Longest password in bytes: IAM's 128 characters, at four bytes each.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html>
pub const PASSWORD_BYTES_MAX: usize = 4 * 128;

fn read(phc: &Secret<String>) -> Result<(PasswordHash, Params), PasswordError> {
    let stored = PasswordHash::new(phc.expose()).map_err(|_| PasswordError::Corrupt)?;
    let params = Params::try_from(&stored).map_err(|_| PasswordError::Corrupt)?;
    let is_argon2id = stored.algorithm == Algorithm::Argon2id.ident();
    let is_complete = stored.salt.is_some() && stored.hash.is_some();
    let is_bounded = params.m_cost() <= MEMORY_KIB_MAX
        && params.t_cost() <= PASSES_MAX
        && params.p_cost() <= LANES_MAX;
    if is_argon2id && is_complete && is_bounded {
        Ok((stored, params))
    } else {
        Err(PasswordError::Corrupt)
    }
}

fn hasher() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(HASH_BYTES))
        .map_err(|_| PasswordError::Corrupt)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn check_length(password: &str) -> Result<(), PasswordError> {
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(PasswordError::TooLong);
    }
    Ok(())
}

/// OWASP's first choice but one: 19 MiB, two passes, one lane. RFC 9106 would like 64 MiB, but a server must bear many
/// sign-ins at once, and anybody may try to sign in.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// RFC 9106 §4: a salt of 128 bits and a tag of 256 bits suffice for all applications.
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// What a stored hash may ask for, so that a damaged one cannot exhaust the server.
const MEMORY_KIB_MAX: u32 = 256 * 1024;
const PASSES_MAX: u32 = 16;
const LANES_MAX: u32 = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::tests::Seeded;

    #[test]
    fn a_password_is_known_again() {
        let entropy = Seeded::new(1);
        let phc = hash("correct horse ü", &entropy).unwrap();
        assert!(
            phc.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{}",
            phc.expose()
        );
        assert_eq!(verify("correct horse ü", &phc), Ok(true));
        assert_eq!(verify("correct horse u", &phc), Ok(false));
        assert_eq!(verify("", &phc), Ok(false));
        assert!(is_current(&phc));
        assert!(phc != hash("correct horse ü", &entropy).unwrap(), "salted");
    }

    #[test]
    fn a_hash_made_with_other_parameters_is_read_and_marked() {
        let salt = b"somesaltsomesalt";
        let params = Params::new(64, 3, 2, Some(32)).unwrap();
        let other = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let phc = Secret::new(
            other
                .hash_password_with_salt(b"password", salt)
                .unwrap()
                .to_string(),
        );
        assert_eq!(verify("password", &phc), Ok(true));
        assert_eq!(verify("Password", &phc), Ok(false));
        assert!(!is_current(&phc));
    }

    #[test]
    fn what_is_no_hash_never_verifies() {
        let good = hash("password", &Seeded::new(1)).unwrap();
        for bad in [
            String::new(),
            "password".into(),
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ".into(),
            "$argon2id$v=19$m=19456,t=2,p=1".into(),
            good.expose().replace("argon2id", "argon2i"),
            good.expose().replace("m=19456", "m=4000000000"),
            good.expose().replace("m=19456", "m=1000000"),
            good.expose().replace("t=2", "t=17"),
        ] {
            let phc = Secret::new(bad.clone());
            assert_eq!(
                verify("password", &phc),
                Err(PasswordError::Corrupt),
                "{bad}"
            );
            assert!(!is_current(&phc));
        }
    }

    #[test]
    fn length_is_bounded_and_nobody_is_refused() {
        let long = "a".repeat(PASSWORD_BYTES_MAX + 1);
        let entropy = Seeded::new(1);
        assert_eq!(hash(&long, &entropy).unwrap_err(), PasswordError::TooLong);
        let phc = hash(&long[1..], &entropy).unwrap();
        assert_eq!(verify(&long, &phc), Ok(false));
        assert_eq!(verify(&long[1..], &phc), Ok(true));
        assert_eq!(verify_nobody("password"), Ok(false));
        assert_eq!(verify_nobody(&long), Ok(false));
    }
}
