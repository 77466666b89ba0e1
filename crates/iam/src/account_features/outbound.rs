//! The account as an issuer of tokens for services elsewhere.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound.html>

use names::AccountId;
use pipeline::{Context, Unfinished};
use records::outbound_identity::{IssuerKey, OutboundIdentity, bound_to};
use secrets::issuer_key::{NewKey, SigningAlgorithm};
use shapes::iam::FeatureDisabled;

use super::errors;

/// A new issuer, which gives nothing out yet.
///
/// # Errors
/// [`Unfinished`] while its keys are made.
pub(super) fn new(cx: &Context<'_>) -> Result<OutboundIdentity, Unfinished> {
    let keys = cx.new_issuer_keys()?;
    let issuer_id = cx.new_uuid();
    let kept = |algorithm: SigningAlgorithm, key: NewKey| IssuerKey {
        private: cx.seal(&bound_to(&issuer_id, algorithm), key.private.expose()),
        public: key.public,
    };
    let rs256 = kept(SigningAlgorithm::Rs256, keys.rs256);
    let es384 = kept(SigningAlgorithm::Es384, keys.es384);
    Ok(OutboundIdentity {
        issuer_id,
        is_enabled: false,
        rs256,
        es384,
    })
}

/// What is kept of an account that gives out tokens.
///
/// # Errors
/// `FeatureDisabled` for an account that never did or no longer does.
pub(super) fn enabled(
    identity: Option<&mut OutboundIdentity>,
    account: AccountId,
) -> Result<&mut OutboundIdentity, FeatureDisabled> {
    identity
        .filter(|identity| identity.is_enabled)
        .ok_or_else(|| errors::outbound_identity_disabled(account))
}
