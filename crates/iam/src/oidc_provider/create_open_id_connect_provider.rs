//! CreateOpenIDConnectProvider: adds an issuer of tokens that roles of the account may trust.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>

use names::TagCase;
use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::oidc_providers::{self, OidcProvider};
use records::{ReadTx, Table, UnixMillis, WriteTx, quotas};
use shapes::iam::{
    CreateOpenIDConnectProviderError, CreateOpenIDConnectProviderRequest,
    CreateOpenIDConnectProviderResponse, EntityAlreadyExists, LimitExceeded,
};

use super::{thumbprints, url};
use crate::shared::{errors, tags};

pub(crate) struct CreateOpenIdConnectProvider;

impl Operation for CreateOpenIdConnectProvider {
    type Input = CreateOpenIDConnectProviderRequest;
    type Output = CreateOpenIDConnectProviderResponse;
    type Error = CreateOpenIDConnectProviderError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &CreateOpenIDConnectProviderRequest,
    ) -> Result<Demand, CreateOpenIDConnectProviderError> {
        // AWS was observed to decide on the host alone, whatever the path.
        let arn = cx.account().oidc_provider_arn(url::host(&input.url));
        let check = |action| Check::on(action, &arn).request_tags(tags::pairs(&input.tags));
        let tag = (!input.tags.is_empty()).then(|| check("iam:TagOpenIDConnectProvider"));
        Ok(Demand::new(check("iam:CreateOpenIDConnectProvider")).and_maybe(tag))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateOpenIDConnectProviderRequest,
    ) -> Result<CreateOpenIDConnectProviderResponse, CreateOpenIDConnectProviderError> {
        let account = cx.account();
        let url = url::stored::<CreateOpenIDConnectProviderError>(&input.url)?;
        let tags =
            tags::of_new::<CreateOpenIDConnectProviderError>(&input.tags, TagCase::Sensitive)?;
        let client_ids = client_ids(input.client_id_list)?;
        // Where none is sent AWS asks the host for its certificate and keeps a thumbprint of that, for hosts which no
        // known authority vouches for. Nothing is asked here and none is made up: without one, the host is believed
        // by known authorities alone, which is the stricter reading.
        let thumbprints = thumbprints::of_request(&input.thumbprint_list)?;
        if oidc_providers::by_url(tx, account, &url).is_some() {
            return Err(provider_exists(&input.url).into());
        }
        let quota = quotas::OIDC_PROVIDERS;
        if quota.is_reached_in(tx, account, Table::OidcProvider) {
            return Err(errors::quota_exceeded(quota).into());
        }
        let provider = OidcProvider {
            account,
            url,
            client_ids,
            thumbprints,
            created_at: UnixMillis(cx.now.0),
            tags,
        };
        let shown = CreateOpenIDConnectProviderResponse {
            open_id_connect_provider_arn: Some(provider.arn().to_string()),
            tags: tags::shown_if_any(&provider.tags),
        };
        tx.put(provider);
        Ok(shown)
    }
}

/// Each once, in the order of the request.
fn client_ids(sent: Vec<String>) -> Result<Vec<String>, LimitExceeded> {
    let mut client_ids = Vec::new();
    for id in sent {
        if !client_ids.contains(&id) {
            client_ids.push(id);
        }
    }
    let quota = quotas::CLIENT_IDS_PER_OIDC_PROVIDER;
    if client_ids.len() > quota.limit {
        return Err(errors::quota_exceeded(quota));
    }
    Ok(client_ids)
}

fn provider_exists(url: &str) -> EntityAlreadyExists {
    EntityAlreadyExists::new(format!("Provider with url {url} already exists."))
}
