//! ListInstanceProfiles: the profiles of the account under a path prefix, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html>

use std::sync::Arc;

use pipeline::{Allowed, Context, Demand, Operation, Page, ReadOnly};
use records::ReadTx;
use records::instance_profiles;
use shapes::iam::{
    ListInstanceProfilesError, ListInstanceProfilesRequest, ListInstanceProfilesResponse,
};
use wire::CommonError;

use super::view;
use crate::shared::resource;

pub(crate) struct ListInstanceProfiles;

impl Operation for ListInstanceProfiles {
    type Input = ListInstanceProfilesRequest;
    type Output = ListInstanceProfilesResponse;
    type Error = ListInstanceProfilesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &ListInstanceProfilesRequest,
    ) -> Result<Demand, ListInstanceProfilesError> {
        Ok(Demand::new(resource::list(
            cx,
            "iam:ListInstanceProfiles",
            "instance-profile",
            input.path_prefix.as_deref(),
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListInstanceProfilesRequest,
    ) -> Result<ListInstanceProfilesResponse, ListInstanceProfilesError> {
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let question = format!("ListInstanceProfiles/{prefix}");
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let profiles = instance_profiles::list(tx, cx.account(), page.after.as_deref());
        let matching = profiles.filter(|profile| profile.path.as_str().starts_with(prefix));
        let (profiles, marker) = page.take(cx, &question, matching.map(Arc::clone), |profile| {
            profile.name.folded()
        });
        Ok(ListInstanceProfilesResponse {
            instance_profiles: profiles
                .iter()
                .map(|profile| view::instance_profile(profile, tx))
                .collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
