//! GetInstanceProfile: a profile with its role and its tags.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{GetInstanceProfileError, GetInstanceProfileRequest, GetInstanceProfileResponse};

use super::{look_up, view};

pub(crate) struct GetInstanceProfile;

impl Operation for GetInstanceProfile {
    type Input = GetInstanceProfileRequest;
    type Output = GetInstanceProfileResponse;
    type Error = GetInstanceProfileError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetInstanceProfileRequest,
    ) -> Result<Demand, GetInstanceProfileError> {
        let name = &input.instance_profile_name;
        Ok(Demand::new(look_up::check(
            cx,
            tx,
            "iam:GetInstanceProfile",
            name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetInstanceProfileRequest,
    ) -> Result<GetInstanceProfileResponse, GetInstanceProfileError> {
        let profile = look_up::profile(cx, tx, &input.instance_profile_name)?;
        Ok(GetInstanceProfileResponse {
            instance_profile: view::with_tags(&profile, tx),
        })
    }
}
