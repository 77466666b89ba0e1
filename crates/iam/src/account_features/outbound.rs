//! The account as an issuer of tokens for services elsewhere.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound.html>

use names::AccountId;
use pipeline::Context;
use records::settings::OutboundIdentity;
use shapes::iam::FeatureDisabled;

use super::errors;

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

/// The URL that tokens name as their issuer. AWS has a host for each account; here it is a path of this authority that no
/// bucket can be named like.
pub(super) fn issuer(cx: &Context<'_>, identity: &OutboundIdentity) -> String {
    format!("{}/.tokens/{}", cx.public_url(), identity.issuer_id)
}
