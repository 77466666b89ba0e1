//! TagInstanceProfile: sets tags of a profile.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{TagInstanceProfileError, TagInstanceProfileRequest, TagInstanceProfileResponse};

use super::look_up;
use crate::shared::tags;

pub(crate) struct TagInstanceProfile;

impl Operation for TagInstanceProfile {
    type Input = TagInstanceProfileRequest;
    type Output = TagInstanceProfileResponse;
    type Error = TagInstanceProfileError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &TagInstanceProfileRequest,
    ) -> Result<Demand, TagInstanceProfileError> {
        let name = &input.instance_profile_name;
        let check = look_up::check(cx, tx, "iam:TagInstanceProfile", name);
        Ok(Demand::new(check.request_tags(tags::pairs(&input.tags))))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: TagInstanceProfileRequest,
    ) -> Result<TagInstanceProfileResponse, TagInstanceProfileError> {
        let mut profile = look_up::profile_to_change(cx, tx, &input.instance_profile_name)?;
        let present = &profile.tags;
        profile.tags =
            tags::set::<TagInstanceProfileError>(present, &input.tags, TagCase::Sensitive)?;
        tx.put(profile);
        Ok(TagInstanceProfileResponse {})
    }
}
