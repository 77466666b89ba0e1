//! UntagUser: removes tags of a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{UntagUserError, UntagUserRequest, UntagUserResponse};

use crate::shared::{look_up, resource, tags};

pub(crate) struct UntagUser;

impl Operation for UntagUser {
    type Input = UntagUserRequest;
    type Output = UntagUserResponse;
    type Error = UntagUserError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UntagUserRequest,
    ) -> Result<Demand, UntagUserError> {
        let check = resource::user(cx, tx, "iam:UntagUser", &input.user_name);
        Ok(Demand::new(check.tag_keys(input.tag_keys.clone())))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UntagUserRequest,
    ) -> Result<UntagUserResponse, UntagUserError> {
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        user.tags = tags::removed(&user.tags, &input.tag_keys, TagCase::Insensitive);
        tx.put(user);
        Ok(UntagUserResponse {})
    }
}
