//! The account as an issuer of tokens for services elsewhere.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound.html>

use secrets::Sealed;
use secrets::issuer_key::{PublicKey, SigningAlgorithm};
use serde::{Deserialize, Serialize};

/// What an issuer is. It stays for good once it is made: whoever trusts it goes on trusting it when it is enabled again,
/// and tokens that are out are verified while it is disabled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboundIdentity {
    /// A random UUID, with which the issuer's URL ends.
    pub issuer_id: String,
    /// Whether tokens are given out.
    pub is_enabled: bool,
    /// Signs with RS256.
    pub rs256: IssuerKey,
    /// Signs with ES384.
    pub es384: IssuerKey,
}

/// One of its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuerKey {
    /// What the world may know.
    pub public: PublicKey,
    /// PKCS#8, sealed for [`bound_to`].
    pub private: Sealed,
}

impl OutboundIdentity {
    /// The key of this algorithm.
    #[must_use]
    pub fn key(&self, algorithm: SigningAlgorithm) -> &IssuerKey {
        match algorithm {
            SigningAlgorithm::Rs256 => &self.rs256,
            SigningAlgorithm::Es384 => &self.es384,
        }
    }

    /// The URL that tokens name as their issuer, at an authority that is reached under `public_url`. AWS has a host for
    /// each account; here it is a path that no bucket can be named like.
    #[must_use]
    pub fn issuer(&self, public_url: &str) -> String {
        format!("{public_url}{ISSUERS_PATH}{}", self.issuer_id)
    }
}

/// What the private key is sealed for: in the place of another it is of no use.
#[must_use]
pub fn bound_to(issuer_id: &str, algorithm: SigningAlgorithm) -> String {
    format!("{issuer_id}/{}", algorithm.key_id())
}

/// Under this path stand all issuers.
pub const ISSUERS_PATH: &str = "/.tokens/";
