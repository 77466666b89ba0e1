//! UpdateAccessKey: switches an access key on or off.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{UpdateAccessKeyError, UpdateAccessKeyRequest, UpdateAccessKeyResponse};

use crate::shared::owner::Owner;
use crate::shared::{errors, resource, status};

pub(crate) struct UpdateAccessKey;

impl Operation for UpdateAccessKey {
    type Input = UpdateAccessKeyRequest;
    type Output = UpdateAccessKeyResponse;
    type Error = UpdateAccessKeyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateAccessKeyRequest,
    ) -> Result<Demand, UpdateAccessKeyError> {
        let name = input.user_name.as_deref();
        Ok(Demand::new(resource::user_or_caller(
            cx,
            tx,
            "iam:UpdateAccessKey",
            name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateAccessKeyRequest,
    ) -> Result<UpdateAccessKeyResponse, UpdateAccessKeyError> {
        let name = input.user_name.as_deref();
        let owner = Owner::of_request::<UpdateAccessKeyError>(cx, tx, name)?;
        owner.change::<UpdateAccessKeyError>(tx, |keys| {
            let found = keys
                .iter_mut()
                .find(|key| key.id.as_str() == input.access_key_id);
            let key = found.ok_or_else(|| errors::no_such_access_key(&input.access_key_id))?;
            key.status = status::of_request(input.status)?;
            Ok(())
        })?;
        Ok(UpdateAccessKeyResponse {})
    }
}
