//! GetOrganizationsAccessReport: would show a report on an organization, of which there are none here.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOrganizationsAccessReport.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GetOrganizationsAccessReportError, GetOrganizationsAccessReportRequest,
    GetOrganizationsAccessReportResponse,
};

use super::errors;

pub(crate) struct GetOrganizationsAccessReport;

impl Operation for GetOrganizationsAccessReport {
    type Input = GetOrganizationsAccessReportRequest;
    type Output = GetOrganizationsAccessReportResponse;
    type Error = GetOrganizationsAccessReportError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetOrganizationsAccessReportRequest,
    ) -> Result<Demand, GetOrganizationsAccessReportError> {
        let check = Check::on_anything("iam:GetOrganizationsAccessReport");
        Ok(Demand::new(check))
    }

    /// No report on an organization can have been begun; see [`super::GenerateOrganizationsAccessReport`].
    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        input: GetOrganizationsAccessReportRequest,
    ) -> Result<GetOrganizationsAccessReportResponse, GetOrganizationsAccessReportError> {
        Err(errors::no_such_job(&input.job_id).into())
    }
}
