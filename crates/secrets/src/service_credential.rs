//! What users of single services sign in with: passwords that AWS makes, and API keys around them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_service-specific-creds.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::{Entropy, Secret};

/// A fresh password: 352 random bits as 60 characters of base64.
#[must_use]
pub fn password(entropy: &dyn Entropy) -> Secret<String> {
    let mut bytes = Zeroizing::new([0; PASSWORD_BYTES]);
    entropy.fill(bytes.as_mut());
    Secret::new(STANDARD.encode(bytes.as_ref()))
}

/// The API key of this name and password: the prefix that names the service, then both in base64.
#[must_use]
pub fn api_key(prefix: &str, alias: &str, password: &Secret<String>) -> Secret<String> {
    let pair = Zeroizing::new(format!("{alias}:{}", password.expose()));
    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    Secret::new(format!("{prefix}{}", *encoded))
}

const PASSWORD_BYTES: usize = 44;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::tests::Seeded;

    #[test]
    fn passwords_have_sixty_characters_and_differ() {
        let entropy = Seeded::new(1);
        let [one, other] = [password(&entropy), password(&entropy)];
        assert_eq!(one.expose().len(), 60);
        assert_ne!(one, other);
    }

    #[test]
    fn an_api_key_holds_its_name_and_its_password() {
        let key = api_key("ABSK", "Ann-at-123456789012", &"hush".to_owned().into());
        let pair = STANDARD.decode(key.expose().strip_prefix("ABSK").unwrap());
        assert_eq!(pair.unwrap(), b"Ann-at-123456789012:hush");
    }
}
