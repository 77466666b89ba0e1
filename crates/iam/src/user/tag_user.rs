//! TagUser: sets tags of a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{TagUserError, TagUserRequest, TagUserResponse};

use crate::shared::{look_up, resource, tags};

pub(crate) struct TagUser;

impl Operation for TagUser {
    type Input = TagUserRequest;
    type Output = TagUserResponse;
    type Error = TagUserError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &TagUserRequest,
    ) -> Result<Demand, TagUserError> {
        let check = resource::user(cx, tx, "iam:TagUser", &input.user_name);
        Ok(Demand::new(check.request_tags(tags::pairs(&input.tags))))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: TagUserRequest,
    ) -> Result<TagUserResponse, TagUserError> {
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        user.tags = tags::set::<TagUserError>(&user.tags, &input.tags, TagCase::Insensitive)?;
        tx.put(user);
        Ok(TagUserResponse {})
    }
}
