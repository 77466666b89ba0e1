//! DeleteUser: deletes a user that nothing belongs to any more.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::users::{self, User};
use records::{ReadTx, WriteTx, usage};
use shapes::iam::{DeleteConflict, DeleteUserError, DeleteUserRequest, DeleteUserResponse};

use crate::shared::{errors, look_up, resource};

pub(crate) struct DeleteUser;

impl Operation for DeleteUser {
    type Input = DeleteUserRequest;
    type Output = DeleteUserResponse;
    type Error = DeleteUserError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteUserRequest,
    ) -> Result<Demand, DeleteUserError> {
        Ok(Demand::new(resource::user(
            cx,
            tx,
            "iam:DeleteUser",
            &input.user_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteUserRequest,
    ) -> Result<DeleteUserResponse, DeleteUserError> {
        let user = look_up::user(cx, tx, &input.user_name)?;
        require_bare(&user)?;
        tx.delete(&users::key(cx.account(), user.name.as_str()));
        usage::forget(tx, user.account, user.id);
        Ok(DeleteUserResponse {})
    }
}

/// Everything that may belong to a user stands in its record, and is asked for in the order in which AWS's guide lists
/// it. A boundary is no obstacle: it goes with the user.
fn require_bare(user: &User) -> Result<(), DeleteConflict> {
    if user.credentials.login_profile.is_some() {
        return Err(errors::must_delete_login_profile());
    }
    if !user.access_keys.is_empty() {
        return Err(errors::must_delete_access_keys());
    }
    if !user.credentials.signing_certificates.is_empty() {
        return Err(errors::must_delete_certificates());
    }
    if !user.credentials.ssh_public_keys.is_empty() {
        return Err(errors::must_remove_referenced_objects());
    }
    if !user.credentials.service_specific_credentials.is_empty() {
        return Err(errors::must_remove_referenced_objects());
    }
    if !user.credentials.mfa_devices.is_empty() {
        return Err(errors::must_remove_mfa_devices());
    }
    if !user.inline_policies.is_empty() {
        return Err(errors::must_delete_policies());
    }
    if !user.attached_policies.is_empty() {
        return Err(errors::must_detach_policies());
    }
    if !user.groups.is_empty() {
        return Err(errors::must_remove_users_from_group());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use records::InlinePolicies;

    use super::*;

    #[test]
    fn what_belongs_to_a_user_is_removed_first() {
        let group = "AGPAQNZGKIQY56JQ7WMLA".parse().unwrap();
        let policy = "arn:aws:iam::aws:policy/ReadOnlyAccess".parse().unwrap();
        let mut user = User {
            account: "123456789012".parse().unwrap(),
            id: "AIDAQNZGKIQY56JQ7WMLA".parse().unwrap(),
            name: "Bob".parse().unwrap(),
            path: names::Path::root(),
            created_at: records::UnixTime(0),
            access_keys: Vec::new(),
            credentials: records::Credentials::default(),
            inline_policies: InlinePolicies::default(),
            attached_policies: vec![policy],
            groups: vec![group],
            permissions_boundary: Some("arn:aws:iam::aws:policy/PowerUserAccess".parse().unwrap()),
            tags: names::TagSet::default(),
        };
        let told = |user: &User| require_bare(user).map_err(|error| error.message);
        let detach = "Cannot delete entity, must detach all policies first.";
        assert_eq!(told(&user), Err(detach.to_owned()));
        user.attached_policies.clear();
        let leave = "Cannot delete entity, must remove users from group first.";
        assert_eq!(told(&user), Err(leave.to_owned()));
        user.groups.clear();
        assert_eq!(told(&user), Ok(()));
    }
}
