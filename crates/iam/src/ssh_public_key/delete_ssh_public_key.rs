//! DeleteSSHPublicKey: removes an SSH public key from a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSSHPublicKey.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{DeleteSSHPublicKeyError, DeleteSSHPublicKeyRequest, DeleteSSHPublicKeyResponse};

use super::no_such_key;
use crate::shared::{look_up, resource};

pub(crate) struct DeleteSshPublicKey;

impl Operation for DeleteSshPublicKey {
    type Input = DeleteSSHPublicKeyRequest;
    type Output = DeleteSSHPublicKeyResponse;
    type Error = DeleteSSHPublicKeyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteSSHPublicKeyRequest,
    ) -> Result<Demand, DeleteSSHPublicKeyError> {
        Ok(Demand::new(resource::user(
            cx,
            tx,
            "iam:DeleteSSHPublicKey",
            &input.user_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteSSHPublicKeyRequest,
    ) -> Result<DeleteSSHPublicKeyResponse, DeleteSSHPublicKeyError> {
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        let keys = &mut user.credentials.ssh_public_keys;
        let before = keys.len();
        keys.retain(|key| key.id != input.ssh_public_key_id);
        if keys.len() == before {
            return Err(no_such_key(&input.ssh_public_key_id).into());
        }
        tx.put(user);
        Ok(DeleteSSHPublicKeyResponse {})
    }
}
