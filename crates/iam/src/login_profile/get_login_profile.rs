//! GetLoginProfile: since when a user or the root user has a password, never which.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html>

use pipeline::{Allowed, Context, Demand, Identity, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{GetLoginProfileError, GetLoginProfileRequest, GetLoginProfileResponse};

use super::{of, shown, shown_of_root};
use crate::shared::{look_up, resource};

pub(crate) struct GetLoginProfile;

impl Operation for GetLoginProfile {
    type Input = GetLoginProfileRequest;
    type Output = GetLoginProfileResponse;
    type Error = GetLoginProfileError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetLoginProfileRequest,
    ) -> Result<Demand, GetLoginProfileError> {
        let name = input.user_name.as_deref();
        let check = resource::user_or_caller(cx, tx, "iam:GetLoginProfile", name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetLoginProfileRequest,
    ) -> Result<GetLoginProfileResponse, GetLoginProfileError> {
        let login_profile = match (input.user_name.as_deref(), cx.caller.identity()) {
            (None, Identity::Root(account)) => shown_of_root(account)?,
            (name, _) => {
                let user = look_up::user_or_caller::<GetLoginProfileError>(cx, tx, name)?;
                shown(&user, of(&user)?)
            }
        };
        Ok(GetLoginProfileResponse { login_profile })
    }
}
