//! UntagInstanceProfile: removes tags of a profile.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagInstanceProfile.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    UntagInstanceProfileError, UntagInstanceProfileRequest, UntagInstanceProfileResponse,
};

use super::look_up;
use crate::shared::tags;

pub(crate) struct UntagInstanceProfile;

impl Operation for UntagInstanceProfile {
    type Input = UntagInstanceProfileRequest;
    type Output = UntagInstanceProfileResponse;
    type Error = UntagInstanceProfileError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UntagInstanceProfileRequest,
    ) -> Result<Demand, UntagInstanceProfileError> {
        let name = &input.instance_profile_name;
        let check = look_up::check(cx, tx, "iam:UntagInstanceProfile", name);
        Ok(Demand::new(check.tag_keys(input.tag_keys.clone())))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UntagInstanceProfileRequest,
    ) -> Result<UntagInstanceProfileResponse, UntagInstanceProfileError> {
        let mut profile = look_up::profile_to_change(cx, tx, &input.instance_profile_name)?;
        profile.tags = tags::removed(&profile.tags, &input.tag_keys, TagCase::Sensitive);
        tx.put(profile);
        Ok(UntagInstanceProfileResponse {})
    }
}
