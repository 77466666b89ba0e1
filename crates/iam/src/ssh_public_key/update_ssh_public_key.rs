//! UpdateSSHPublicKey: switches an SSH public key on or off.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSSHPublicKey.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{UpdateSSHPublicKeyError, UpdateSSHPublicKeyRequest, UpdateSSHPublicKeyResponse};

use super::no_such_key;
use crate::shared::{look_up, resource, status};

pub(crate) struct UpdateSshPublicKey;

impl Operation for UpdateSshPublicKey {
    type Input = UpdateSSHPublicKeyRequest;
    type Output = UpdateSSHPublicKeyResponse;
    type Error = UpdateSSHPublicKeyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateSSHPublicKeyRequest,
    ) -> Result<Demand, UpdateSSHPublicKeyError> {
        Ok(Demand::new(resource::user(
            cx,
            tx,
            "iam:UpdateSSHPublicKey",
            &input.user_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateSSHPublicKeyRequest,
    ) -> Result<UpdateSSHPublicKeyResponse, UpdateSSHPublicKeyError> {
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        let keys = &mut user.credentials.ssh_public_keys;
        let found = keys
            .iter_mut()
            .find(|key| key.id == input.ssh_public_key_id);
        let key = found.ok_or_else(|| no_such_key(&input.ssh_public_key_id))?;
        key.status = status::of_request(input.status)?;
        tx.put(user);
        Ok(UpdateSSHPublicKeyResponse {})
    }
}
