//! CreateSAMLProvider: adds an issuer of assertions that roles of the account may trust.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html>

use names::{SamlProviderName, TagCase};
use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::saml_providers::{self, AssertionEncryption, SamlProvider};
use records::{ReadTx, Table, UnixMillis, WriteTx, quotas};
use shapes::iam::{
    CreateSAMLProviderError, CreateSAMLProviderRequest, CreateSAMLProviderResponse,
    EntityAlreadyExists,
};
use wire::CommonError;

use super::{encryption, metadata, private_key, validity};
use crate::shared::{errors, tags};

pub(crate) struct CreateSamlProvider;

impl Operation for CreateSamlProvider {
    type Input = CreateSAMLProviderRequest;
    type Output = CreateSAMLProviderResponse;
    type Error = CreateSAMLProviderError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &CreateSAMLProviderRequest,
    ) -> Result<Demand, CreateSAMLProviderError> {
        let arn = cx.account().saml_provider_arn(&name(input)?);
        let check = |action| Check::on(action, &arn).request_tags(tags::pairs(&input.tags));
        let tag = (!input.tags.is_empty()).then(|| check("iam:TagSAMLProvider"));
        Ok(Demand::new(check("iam:CreateSAMLProvider")).and_maybe(tag))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateSAMLProviderRequest,
    ) -> Result<CreateSAMLProviderResponse, CreateSAMLProviderError> {
        let account = cx.account();
        let name = name(&input)?;
        let tags = tags::of_new::<CreateSAMLProviderError>(&input.tags, TagCase::Sensitive)?;
        let mode = input.assertion_encryption_mode.map(encryption::of_request);
        if mode == Some(AssertionEncryption::Required) && input.add_private_key.is_none() {
            return Err(no_key_to_require().into());
        }
        let issuers = metadata::issuers_within_quota::<CreateSAMLProviderError>(
            &input.saml_metadata_document,
        )?;
        let key = input.add_private_key.as_ref();
        let key = key
            .map(|pem| private_key::of_request(cx, pem))
            .transpose()?;
        if saml_providers::by_name(tx, account, name.as_str()).is_some() {
            return Err(provider_exists(name.as_str()).into());
        }
        let quota = quotas::SAML_PROVIDERS;
        if quota.is_reached_in(tx, account, Table::SamlProvider) {
            return Err(errors::quota_exceeded(quota).into());
        }
        let provider = SamlProvider {
            account,
            name,
            uuid: secrets::access_key::saml_id("SAMLSP", cx.entropy()),
            created_at: UnixMillis(cx.now.0),
            valid_until: validity::from(cx.now.timestamp()),
            metadata: input.saml_metadata_document,
            issuers,
            assertion_encryption: mode.unwrap_or_default(),
            private_keys: key.into_iter().collect(),
            tags,
        };
        let shown = CreateSAMLProviderResponse {
            saml_provider_arn: Some(provider.arn().to_string()),
            tags: tags::shown_if_any(&provider.tags),
        };
        tx.put(provider);
        Ok(shown)
    }
}

fn name(input: &CreateSAMLProviderRequest) -> Result<SamlProviderName, CommonError> {
    input.name.parse().map_err(errors::unparsable)
}

fn no_key_to_require() -> CommonError {
    CommonError::validation(
        "Unable to set assertion encryption mode to Required because no private key is provided.",
    )
}

fn provider_exists(name: &str) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!("Provider with name {name} already exists."))
}
