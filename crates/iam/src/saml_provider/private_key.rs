//! Private keys of a provider, which open encrypted assertions: sealed, and never shown.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html>

use pipeline::Context;
use records::UnixMillis;
use records::saml_providers::SamlPrivateKey;
use shapes::iam::InvalidInput;
use wire::Sensitive;

/// The record of a key in PEM. AWS was observed to take RSA of 1,024 bits and elliptic curves too, and the same key twice.
///
/// # Errors
/// `InvalidInput` for what is no private key without a passphrase.
pub(super) fn of_request(
    cx: &Context<'_>,
    pem: &Sensitive,
) -> Result<SamlPrivateKey, InvalidInput> {
    if secrets::private_key::public_key_of(pem.expose()).is_err() {
        return Err(InvalidInput::new("Could not parse private key"));
    }
    let id = secrets::access_key::saml_id("SAMLPK", cx.entropy());
    Ok(SamlPrivateKey {
        key: cx.seal(&id, pem.expose().as_bytes()),
        added_at: UnixMillis(cx.now.0),
        id,
    })
}
