//! GenerateCredentialReport: begins the report if there is none of the last four hours.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::jobs::{Job, Work};
use records::reports::Report;
use records::{ReadTx, UnixMillis, WriteTx, accounts};
use shapes::iam::{
    GenerateCredentialReportError, GenerateCredentialReportRequest,
    GenerateCredentialReportResponse, ReportStateType,
};
use wire::CommonError;

use super::{State, table};

pub(crate) struct GenerateCredentialReport;

impl Operation for GenerateCredentialReport {
    type Input = GenerateCredentialReportRequest;
    type Output = GenerateCredentialReportResponse;
    type Error = GenerateCredentialReportError;
    type Access = Writes;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GenerateCredentialReportRequest,
    ) -> Result<Demand, GenerateCredentialReportError> {
        let check = Check::on_anything("iam:GenerateCredentialReport");
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        _: GenerateCredentialReportRequest,
    ) -> Result<GenerateCredentialReportResponse, GenerateCredentialReportError> {
        let (state, description) = match State::of(cx, tx) {
            State::Ready(_) => (ReportStateType::Complete, None),
            State::Underway => (ReportStateType::Inprogress, None),
            State::Absent | State::Expired => {
                let account = accounts::get(tx, cx.account());
                let account = account.ok_or_else(CommonError::internal_failure)?;
                let text = table::of(tx, &account);
                let report = Report::new(account.id.to_string(), UnixMillis(cx.now.0), &text);
                tx.put(Job {
                    account: account.id,
                    id: Work::CREDENTIAL_REPORT.to_owned(),
                    created_at: cx.seconds(),
                    work: Work::CredentialReport(report),
                });
                (ReportStateType::Started, Some(STARTED.to_owned()))
            }
        };
        Ok(GenerateCredentialReportResponse {
            state: Some(state),
            description,
        })
    }
}

const STARTED: &str = "No report exists. Starting a new report generation task";
