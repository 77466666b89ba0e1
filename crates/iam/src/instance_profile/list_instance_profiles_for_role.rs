//! ListInstanceProfilesForRole: the profiles that hold a role, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html>

use std::sync::Arc;

use pipeline::{Allowed, Context, Demand, Operation, Page, ReadOnly};
use records::ReadTx;
use records::instance_profiles;
use shapes::iam::{
    ListInstanceProfilesForRoleError, ListInstanceProfilesForRoleRequest,
    ListInstanceProfilesForRoleResponse,
};
use wire::CommonError;

use super::view;
use crate::shared::{look_up, resource};

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
        let question = format!("ListInstanceProfilesForRole/{}", role.id);
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let profiles = instance_profiles::of_role(tx, role.account, role.id, page.after.as_deref());
        let (profiles, marker) = page.take(cx, &question, profiles.map(Arc::clone), |profile| {
            profile.name.folded()
        });
        Ok(ListInstanceProfilesForRoleResponse {
            instance_profiles: profiles
                .iter()
                .map(|profile| view::instance_profile(profile, tx))
                .collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
