//! GenerateOrganizationsAccessReport: would begin a report on an organization; this authority's accounts are in none.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateOrganizationsAccessReport.html>

use names::PARTITION;
use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GenerateOrganizationsAccessReportError, GenerateOrganizationsAccessReportRequest,
    GenerateOrganizationsAccessReportResponse,
};

use super::errors;

pub(crate) struct GenerateOrganizationsAccessReport;

impl Operation for GenerateOrganizationsAccessReport {
    type Input = GenerateOrganizationsAccessReportRequest;
    type Output = GenerateOrganizationsAccessReportResponse;
    type Error = GenerateOrganizationsAccessReportError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &GenerateOrganizationsAccessReportRequest,
    ) -> Result<Demand, GenerateOrganizationsAccessReportError> {
        let (account, path) = (cx.account(), &input.entity_path);
        let report = format!("arn:{PARTITION}:iam::{account}:access-report/{path}");
        let check = Check::on_text("iam:GenerateOrganizationsAccessReport", report)
            .key_maybe(POLICY_ID, input.organizations_policy_id.as_deref());
        Ok(Demand::new(check))
    }

    /// Every path begins with the id of an organization, and AWS was observed to refuse one that the account is not in
    /// at once, without a job.
    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        _: GenerateOrganizationsAccessReportRequest,
    ) -> Result<GenerateOrganizationsAccessReportResponse, GenerateOrganizationsAccessReportError>
    {
        Err(errors::foreign_organization().into())
    }
}

const POLICY_ID: &str = "iam:organizationspolicyid";
