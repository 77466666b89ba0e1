//! ListAccessKeys: the access keys of a user, never their secrets.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    AccessKeyMetadata, ListAccessKeysError, ListAccessKeysRequest, ListAccessKeysResponse,
};

use crate::shared::owner::Owner;
use crate::shared::{page, resource, status, view};

pub(crate) struct ListAccessKeys;

impl Operation for ListAccessKeys {
    type Input = ListAccessKeysRequest;
    type Output = ListAccessKeysResponse;
    type Error = ListAccessKeysError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListAccessKeysRequest,
    ) -> Result<Demand, ListAccessKeysError> {
        let name = input.user_name.as_deref();
        Ok(Demand::new(resource::user_or_null_caller(
            cx,
            tx,
            "iam:ListAccessKeys",
            name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListAccessKeysRequest,
    ) -> Result<ListAccessKeysResponse, ListAccessKeysError> {
        let name = input.user_name.as_deref();
        let owner = Owner::of_request::<ListAccessKeysError>(cx, tx, name)?;
        let question = format!("ListAccessKeys/{}", owner.unique_id());
        let asked = (input.marker.as_deref(), input.max_items);
        let keys = owner.access_keys().iter();
        let (keys, marker) = page::sorted(cx, &question, asked, keys, |key| key.id.to_string())?;
        let shown = keys.iter().map(|key| AccessKeyMetadata {
            user_name: owner.user_name(),
            access_key_id: Some(key.id.to_string()),
            status: Some(status::shown(key.status)),
            create_date: Some(view::time(key.created_at)),
        });
        Ok(ListAccessKeysResponse {
            access_key_metadata: shown.collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
