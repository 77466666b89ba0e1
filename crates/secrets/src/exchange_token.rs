//! Exchange tokens: what a product provider trades in for the credentials of delegated access.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/temporary-delegation-building-integration.html>
//!
//! A token says which request it is for, sealed; who may trade it in and until when is read live from the request. It may be
//! made any number of times: all tokens of one request stand for the same.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{Entropy, KeyRing, Sealed, open, seal};

/// A token for the request with this id.
#[must_use]
pub fn make(ring: &KeyRing, request_id: &str, now: i64, entropy: &dyn Entropy) -> String {
    let sealed = seal(ring, PURPOSE, request_id.as_bytes(), now, entropy);
    URL_SAFE_NO_PAD.encode(sealed.as_bytes())
}

/// The id of the request that the token is for; `None` for what [`make`] did not make under this ring.
#[must_use]
pub fn read(ring: &KeyRing, token: &str) -> Option<String> {
    let sealed = Sealed::from_bytes(URL_SAFE_NO_PAD.decode(token).ok()?);
    let opened = open(ring, PURPOSE, &sealed).ok()?;
    String::from_utf8(opened.expose().clone()).ok()
}

/// What the seal is bound to, so that nothing else that is sealed is a token.
const PURPOSE: &[u8] = b"delegation/exchange-token";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::tests::Seeded;

    #[test]
    fn a_token_says_which_request_it_is_for_under_its_own_ring_alone() {
        let entropy = Seeded::new(1);
        let ring = KeyRing::generate(1_790_000_000, &entropy);
        let token = make(&ring, "request", 1_790_000_000, &entropy);
        assert_eq!(read(&ring, &token).as_deref(), Some("request"));
        assert_eq!(read(&ring, &token[1..]), None);
        let other = KeyRing::generate(1_790_000_000, &Seeded::new(2));
        assert_eq!(read(&other, &token), None);
        let elsewhere = seal(&ring, b"marker", b"request", 1_790_000_000, &entropy);
        let elsewhere = URL_SAFE_NO_PAD.encode(elsewhere.as_bytes());
        assert_eq!(read(&ring, &elsewhere), None);
    }
}
