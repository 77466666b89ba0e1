//! ListSSHPublicKeys: the SSH public keys of a user, without their bodies.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    ListSSHPublicKeysError, ListSSHPublicKeysRequest, ListSSHPublicKeysResponse,
    SSHPublicKeyMetadata,
};

use crate::shared::owner::Owner;
use crate::shared::{page, resource, status, view};

pub(crate) struct ListSshPublicKeys;

impl Operation for ListSshPublicKeys {
    type Input = ListSSHPublicKeysRequest;
    type Output = ListSSHPublicKeysResponse;
    type Error = ListSSHPublicKeysError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListSSHPublicKeysRequest,
    ) -> Result<Demand, ListSSHPublicKeysError> {
        let name = input.user_name.as_deref();
        let action = "iam:ListSSHPublicKeys";
        Ok(Demand::new(resource::user_or_caller(cx, tx, action, name)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListSSHPublicKeysRequest,
    ) -> Result<ListSSHPublicKeysResponse, ListSSHPublicKeysError> {
        let name = input.user_name.as_deref();
        let owner = Owner::of_request::<ListSSHPublicKeysError>(cx, tx, name)?;
        let question = format!("ListSSHPublicKeys/{}", owner.unique_id());
        let asked = (input.marker.as_deref(), input.max_items);
        let keys = owner.credentials().ssh_public_keys.iter();
        let (keys, marker) = page::sorted(cx, &question, asked, keys, |key| key.id.clone())?;
        let shown = keys.iter().map(|key| SSHPublicKeyMetadata {
            user_name: owner.user_name().unwrap_or_default(),
            ssh_public_key_id: key.id.clone(),
            status: status::shown(key.status),
            upload_date: view::time(key.uploaded_at),
        });
        Ok(ListSSHPublicKeysResponse {
            ssh_public_keys: Some(shown.collect()),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
