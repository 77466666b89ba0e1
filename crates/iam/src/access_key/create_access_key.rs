//! CreateAccessKey: makes an access key, whose secret is shown this once.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{AccessKey, KeyStatus, ReadTx, WriteTx, quotas};
use secrets::access_key;
use shapes::iam::{
    CreateAccessKeyError, CreateAccessKeyRequest, CreateAccessKeyResponse, StatusType,
};
use wire::Sensitive;

use crate::shared::owner::Owner;
use crate::shared::{errors, resource, view};

pub(crate) struct CreateAccessKey;

impl Operation for CreateAccessKey {
    type Input = CreateAccessKeyRequest;
    type Output = CreateAccessKeyResponse;
    type Error = CreateAccessKeyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &CreateAccessKeyRequest,
    ) -> Result<Demand, CreateAccessKeyError> {
        let name = input.user_name.as_deref();
        Ok(Demand::new(resource::user_or_null_caller(
            cx,
            tx,
            "iam:CreateAccessKey",
            name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateAccessKeyRequest,
    ) -> Result<CreateAccessKeyResponse, CreateAccessKeyError> {
        let name = input.user_name.as_deref();
        let owner = Owner::of_request::<CreateAccessKeyError>(cx, tx, name)?;
        if quotas::ACCESS_KEYS_PER_USER.is_reached(owner.access_keys().len()) {
            return Err(errors::quota_exceeded(quotas::ACCESS_KEYS_PER_USER).into());
        }
        let id = cx.new_access_key_id(tx);
        let secret = access_key::secret_access_key(cx.entropy());
        let key = AccessKey {
            id: id.clone(),
            // Bound to its id, a sealed secret is of no use in the place of another.
            secret: cx.seal(id.as_str(), secret.expose().as_bytes()),
            status: KeyStatus::Active,
            created_at: cx.seconds(),
        };
        let shown = shapes::iam::AccessKey {
            user_name: owner.user_name(),
            access_key_id: id.to_string(),
            status: StatusType::Active,
            secret_access_key: Sensitive::from(secret.expose().as_str()),
            create_date: Some(view::time(key.created_at)),
        };
        owner.change::<CreateAccessKeyError>(tx, |keys| {
            keys.push(key);
            Ok(())
        })?;
        Ok(CreateAccessKeyResponse { access_key: shown })
    }
}
