//! ListInstanceProfilesForRole: the instance profiles that hold a role: none, for none can be made here.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    ListInstanceProfilesForRoleError, ListInstanceProfilesForRoleRequest,
    ListInstanceProfilesForRoleResponse,
};

use crate::shared::{look_up, page, resource};

pub(crate) struct ListInstanceProfilesForRole;

impl Operation for ListInstanceProfilesForRole {
    type Input = ListInstanceProfilesForRoleRequest;
    type Output = ListInstanceProfilesForRoleResponse;
    type Error = ListInstanceProfilesForRoleError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListInstanceProfilesForRoleRequest,
    ) -> Result<Demand, ListInstanceProfilesForRoleError> {
        let check = resource::role(cx, tx, "iam:ListInstanceProfilesForRole", &input.role_name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListInstanceProfilesForRoleRequest,
    ) -> Result<ListInstanceProfilesForRoleResponse, ListInstanceProfilesForRoleError> {
        let role = look_up::role(cx, tx, &input.role_name)?;
        let question = format!("ListInstanceProfilesForRole/{}", role.name.folded());
        let asked = (input.marker.as_deref(), input.max_items);
        let (instance_profiles, marker) =
            page::sorted(cx, &question, asked, [], |_| String::new())?;
        Ok(ListInstanceProfilesForRoleResponse {
            instance_profiles,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
