//! DeleteAccessKey: deletes an access key.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{DeleteAccessKeyError, DeleteAccessKeyRequest, DeleteAccessKeyResponse};

use crate::shared::owner::Owner;
use crate::shared::{errors, resource};

pub(crate) struct DeleteAccessKey;

impl Operation for DeleteAccessKey {
    type Input = DeleteAccessKeyRequest;
    type Output = DeleteAccessKeyResponse;
    type Error = DeleteAccessKeyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteAccessKeyRequest,
    ) -> Result<Demand, DeleteAccessKeyError> {
        let name = input.user_name.as_deref();
        Ok(Demand::new(resource::user_or_caller(
            cx,
            tx,
            "iam:DeleteAccessKey",
            name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteAccessKeyRequest,
    ) -> Result<DeleteAccessKeyResponse, DeleteAccessKeyError> {
        let name = input.user_name.as_deref();
        let owner = Owner::of_request::<DeleteAccessKeyError>(cx, tx, name)?;
        owner.change(tx, |keys| {
            let before = keys.len();
            keys.retain(|key| key.id.as_str() != input.access_key_id);
            if keys.len() < before {
                Ok(())
            } else {
                Err(errors::no_such_access_key(&input.access_key_id))
            }
        })?;
        Ok(DeleteAccessKeyResponse {})
    }
}
