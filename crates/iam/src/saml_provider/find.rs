//! SAML providers by the ARNs that requests give, and what is decided on.

use std::sync::Arc;

use names::Arn;
use pipeline::{Check, Context};
use records::saml_providers::{self, SamlProvider};
use records::{ReadTx, Reads};
use shapes::iam::NoSuchEntity;
use wire::CommonError;

use crate::shared::{arn, errors, resource};

/// The provider with this ARN, of the caller's own account.
pub(super) fn provider<E>(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    text: &str,
) -> Result<Arc<SamlProvider>, E>
where
    E: From<NoSuchEntity> + From<CommonError>,
{
    let arn = arn::of_kind(text, KIND, |_| errors::invalid_arn())?;
    own(cx, tx, &arn).ok_or_else(|| no_such_provider(text).into())
}

/// The provider with this ARN, to be changed and put back.
pub(super) fn to_change<E>(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    text: &str,
) -> Result<SamlProvider, E>
where
    E: From<NoSuchEntity> + From<CommonError>,
{
    provider::<E>(cx, tx, text).map(Arc::unwrap_or_clone)
}

/// The provider with this ARN, if the caller's account has it.
fn own(cx: &Context<'_>, tx: &mut impl Reads, arn: &Arn) -> Option<Arc<SamlProvider>> {
    let is_own = arn.account_id() == Some(cx.account());
    saml_providers::by_arn(tx, arn).filter(|_| is_own)
}

/// `action` on the provider whose ARN the request gives, existing or not, with the tags it has now.
///
/// # Errors
/// `ValidationError` for what is no such ARN.
pub(super) fn check(
    cx: &Context<'_>,
    tx: &mut ReadTx,
    action: &'static str,
    text: &str,
) -> Result<Check, CommonError> {
    let arn = arn::of_kind(text, KIND, |_| errors::invalid_arn())?;
    let check = Check::on(action, &arn);
    Ok(match own(cx, tx, &arn) {
        Some(provider) => check.resource_tags(&provider.tags, resource::AWS_SPELLING),
        None => check,
    })
}

fn no_such_provider(arn: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("Manifest not found for arn {arn}"))
}

/// What stands before the slash in the ARN of a provider.
const KIND: &str = "saml-provider";
