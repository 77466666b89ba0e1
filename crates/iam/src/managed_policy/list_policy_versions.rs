//! ListPolicyVersions: the versions of a managed policy, newest first, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use records::policies::AnyPolicy;
use shapes::iam::{
    ListPolicyVersionsError, ListPolicyVersionsRequest, ListPolicyVersionsResponse, PolicyVersion,
};

use super::find;
use crate::shared::{attachment, page, resource, view};

pub(crate) struct ListPolicyVersions;

impl Operation for ListPolicyVersions {
    type Input = ListPolicyVersionsRequest;
    type Output = ListPolicyVersionsResponse;
    type Error = ListPolicyVersionsError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListPolicyVersionsRequest,
    ) -> Result<Demand, ListPolicyVersionsError> {
        let check = resource::policy_of_request(tx, "iam:ListPolicyVersions", &input.policy_arn)?;
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListPolicyVersionsRequest,
    ) -> Result<ListPolicyVersionsResponse, ListPolicyVersionsError> {
        let arn = attachment::arn(&input.policy_arn)?;
        let versions: Vec<(u32, PolicyVersion)> = match &find::any(cx, tx, &arn)? {
            AnyPolicy::Customer(policy) => {
                let versions = policy.versions.iter();
                let shown = |version| view::policy_version(policy, version);
                versions
                    .map(|version| (version.number, shown(version)))
                    .collect()
            }
            AnyPolicy::Aws(policy) => vec![(0, view::aws_policy_version(policy))],
        };
        let question = format!("ListPolicyVersions/{arn}");
        let asked = (input.marker.as_deref(), input.max_items);
        // Markers go by rising texts, versions are shown by falling numbers.
        let place = |(number, _): &(u32, PolicyVersion)| format!("{:010}", u32::MAX - number);
        let (versions, marker) = page::sorted(cx, &question, asked, versions, place)?;
        Ok(ListPolicyVersionsResponse {
            versions: Some(versions.into_iter().map(|(_, version)| version).collect()),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
