//! Canonical user ids: S3's own spelling of an account.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html>

use std::fmt::Write as _;

/// The canonical user id of an account: 64 hexadecimal digits that say nothing but stay the same.
#[must_use]
pub fn canonical_user_id(account_id: &str) -> String {
    let digest = sigv4::sha256(format!("symbolon canonical user id\n{account_id}").as_bytes());
    let mut id = String::with_capacity(64);
    for byte in digest {
        // Writing into a String cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canonical_user_id_is_64_digits() {
        let id = canonical_user_id("111122223333");
        assert!(
            id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{id}"
        );
        assert_ne!(id, canonical_user_id("111122223334"));
    }
}
