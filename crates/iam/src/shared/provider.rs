//! Identity providers by the ARNs that requests give, and what is decided on.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers.html>

use std::marker::PhantomData;
use std::sync::Arc;

use names::{Arn, TagSet};
use pipeline::{Check, Context};
use records::oidc_providers::{self, OidcProvider};
use records::saml_providers::{self, SamlProvider};
use records::{ReadTx, Reads};
use shapes::iam::NoSuchEntity;
use wire::CommonError;

use super::{arn, errors, resource};

/// A kind of identity provider.
pub(crate) trait Provider: Clone {
    /// What stands before the slash in its ARN.
    const KIND: &'static str;
    /// What is said of one that is not there, before its ARN.
    const MISSING: &'static str;

    fn by_arn(tx: &mut impl Reads, arn: &Arn) -> Option<Arc<Self>>;
    fn tags(&self) -> &TagSet;
}

impl Provider for OidcProvider {
    const KIND: &'static str = "oidc-provider";
    const MISSING: &'static str = "OpenIDConnect Provider not found for arn";

    fn by_arn(tx: &mut impl Reads, arn: &Arn) -> Option<Arc<Self>> {
        oidc_providers::by_arn(tx, arn)
    }

    fn tags(&self) -> &TagSet {
        &self.tags
    }
}

impl Provider for SamlProvider {
    const KIND: &'static str = "saml-provider";
    const MISSING: &'static str = "Manifest not found for arn";

    fn by_arn(tx: &mut impl Reads, arn: &Arn) -> Option<Arc<Self>> {
        saml_providers::by_arn(tx, arn)
    }

    fn tags(&self) -> &TagSet {
        &self.tags
    }
}

/// The providers of one kind.
pub(crate) struct Providers<P>(PhantomData<P>);

impl<P: Provider> Providers<P> {
    /// The provider with this ARN, of the caller's own account.
    pub(crate) fn find<E>(cx: &Context<'_>, tx: &mut impl Reads, text: &str) -> Result<Arc<P>, E>
    where
        E: From<NoSuchEntity> + From<CommonError>,
    {
        let arn = Self::arn(text)?;
        Self::own(cx, tx, &arn).ok_or_else(|| Self::missing(text).into())
    }

    /// The provider with this ARN, to be changed and put back.
    pub(crate) fn to_change<E>(cx: &Context<'_>, tx: &mut impl Reads, text: &str) -> Result<P, E>
    where
        E: From<NoSuchEntity> + From<CommonError>,
    {
        Self::find::<E>(cx, tx, text).map(Arc::unwrap_or_clone)
    }

    /// The provider with this ARN, if the caller's account has it.
    pub(crate) fn own(cx: &Context<'_>, tx: &mut impl Reads, arn: &Arn) -> Option<Arc<P>> {
        let is_own = arn.account_id() == Some(cx.account());
        P::by_arn(tx, arn).filter(|_| is_own)
    }

    /// `action` on the provider whose ARN the request gives, existing or not, with the tags it has now.
    ///
    /// # Errors
    /// `ValidationError` for what is no such ARN.
    pub(crate) fn check(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        action: &'static str,
        text: &str,
    ) -> Result<Check, CommonError> {
        let arn = Self::arn(text)?;
        let check = Check::on(action, &arn);
        Ok(match Self::own(cx, tx, &arn) {
            Some(provider) => check.resource_tags(provider.tags(), resource::AWS_SPELLING),
            None => check,
        })
    }

    fn arn(text: &str) -> Result<Arn, CommonError> {
        arn::of_kind(text, P::KIND, |_| errors::invalid_arn())
    }

    fn missing(arn: &str) -> NoSuchEntity {
        NoSuchEntity::new(format!("{} {arn}", P::MISSING))
    }
}
