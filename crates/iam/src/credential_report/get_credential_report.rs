//! GetCredentialReport: the account's report, if it was asked for in the last four hours.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::{ReadTx, UnixTime};
use shapes::iam::{
    CredentialReportExpired, CredentialReportNotPresent, CredentialReportNotReady,
    GetCredentialReportError, GetCredentialReportRequest, GetCredentialReportResponse,
    ReportFormatType,
};
use wire::{CommonError, ServiceError};

use super::{State, text};
use crate::shared::view;

pub(crate) struct GetCredentialReport;

impl Operation for GetCredentialReport {
    type Input = GetCredentialReportRequest;
    type Output = GetCredentialReportResponse;
    type Error = GetCredentialReportError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetCredentialReportRequest,
    ) -> Result<Demand, GetCredentialReportError> {
        let check = Check::on_anything("iam:GetCredentialReport");
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        _: GetCredentialReportRequest,
    ) -> Result<GetCredentialReportResponse, GetCredentialReportError> {
        let report = match State::of(cx, tx) {
            State::Ready(report) => report,
            State::Absent => {
                let error = CredentialReportNotPresent::new("");
                return Err(untold(CredentialReportNotPresent::CODE, &error).into());
            }
            State::Underway => {
                let error = CredentialReportNotReady::new("");
                return Err(untold(CredentialReportNotReady::CODE, &error).into());
            }
            State::Expired => {
                let error = CredentialReportExpired::new("");
                return Err(untold(CredentialReportExpired::CODE, &error).into());
            }
        };
        let text = text(cx, tx, &report).ok_or_else(CommonError::service_failure)?;
        let asked_at = UnixTime(report.asked_at.0.div_euclid(1_000));
        Ok(GetCredentialReportResponse {
            content: Some(text.into_bytes()),
            report_format: Some(ReportFormatType::TextCsv),
            generated_time: Some(view::time(asked_at)),
        })
    }
}

/// AWS was observed to answer these three without any text.
fn untold(code: &'static str, error: &impl ServiceError) -> CommonError {
    CommonError::new(code, error.status(), "").untold()
}
