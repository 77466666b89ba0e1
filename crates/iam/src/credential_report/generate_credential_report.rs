//! GenerateCredentialReport: begins the report if there is none of the last four hours.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::jobs::{self, Job, Work};
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
                let account = account.ok_or_else(CommonError::service_failure)?;
                keep(cx, tx, &table::of(tx, &account));
                (ReportStateType::Started, Some(STARTED.to_owned()))
            }
        };
        Ok(GenerateCredentialReportResponse {
            state: Some(state),
            description,
        })
    }
}

/// Puts the report in the place of the one before, piece by piece.
fn keep(cx: &Context<'_>, tx: &mut WriteTx, text: &str) {
    let account = cx.account();
    let asked_at = UnixMillis(cx.now.0);
    let (report, further) = Report::in_pieces(account.to_string(), asked_at, text);
    let former = super::report(cx, tx).map_or(0, |former| former.further_pieces);
    for number in further.len()..former {
        tx.delete(&jobs::key(account, &Work::credential_report_piece(number)));
    }
    let first = (
        Work::CREDENTIAL_REPORT.to_owned(),
        Work::CredentialReport(report),
    );
    let further = further.into_iter().enumerate().map(|(number, piece)| {
        (
            Work::credential_report_piece(number),
            Work::CredentialReportPiece(piece),
        )
    });
    for (id, work) in std::iter::once(first).chain(further) {
        tx.put(Job {
            account,
            id,
            created_at: cx.seconds(),
            work,
        });
    }
}

const STARTED: &str = "No report exists. Starting a new report generation task";
