//! DeleteLoginProfile: takes a user's password away, and with it the memory of earlier ones.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html>

use std::sync::Arc;

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{DeleteLoginProfileError, DeleteLoginProfileRequest, DeleteLoginProfileResponse};

use super::of;
use crate::shared::{look_up, resource};

pub(crate) struct DeleteLoginProfile;

impl Operation for DeleteLoginProfile {
    type Input = DeleteLoginProfileRequest;
    type Output = DeleteLoginProfileResponse;
    type Error = DeleteLoginProfileError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteLoginProfileRequest,
    ) -> Result<Demand, DeleteLoginProfileError> {
        let name = input.user_name.as_deref();
        let check = resource::user_or_caller(cx, tx, "iam:DeleteLoginProfile", name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteLoginProfileRequest,
    ) -> Result<DeleteLoginProfileResponse, DeleteLoginProfileError> {
        let name = input.user_name.as_deref();
        let user = look_up::user_or_caller::<DeleteLoginProfileError>(cx, tx, name)?;
        of(&user)?;
        let mut user = Arc::unwrap_or_clone(user);
        user.credentials.login_profile = None;
        tx.put(user);
        Ok(DeleteLoginProfileResponse {})
    }
}
