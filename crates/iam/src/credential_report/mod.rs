//! The credential report: every user of the account with the state of its credentials, as a table.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>

mod generate_credential_report;
mod get_credential_report;
mod table;

use std::sync::Arc;

use generate_credential_report::GenerateCredentialReport;
use get_credential_report::GetCredentialReport;
use pipeline::{Context, Service};
use records::jobs::{self, Work};
use records::reports::{Packed, Report};
use records::{Reads, UnixMillis};

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<GenerateCredentialReport>()
        .with::<GetCredentialReport>()
}

/// How the account's report stands.
enum State {
    /// Nobody asked for one.
    Absent,
    /// It is being made.
    Underway,
    Ready(Report),
    /// It is too old to be shown, and may be made anew.
    Expired,
}

impl State {
    fn of(cx: &Context<'_>, tx: &mut impl Reads) -> Self {
        let Some(report) = report(cx, tx) else {
            return Self::Absent;
        };
        let now = UnixMillis(cx.now.0);
        if now < report.ready_at() {
            Self::Underway
        } else if now.0.saturating_sub(report.asked_at.0) >= VALID_MILLIS {
            Self::Expired
        } else {
            Self::Ready(report)
        }
    }
}

/// The last report that was asked for, or its first piece.
fn report(cx: &Context<'_>, tx: &mut impl Reads) -> Option<Report> {
    let job = jobs::get(tx, cx.account(), Work::CREDENTIAL_REPORT)?;
    match Arc::unwrap_or_clone(job).work {
        Work::CredentialReport(report) => Some(report),
        _ => None,
    }
}

/// What a report says with all its pieces; `None` if one is missing or damaged.
fn text(cx: &Context<'_>, tx: &mut impl Reads, report: &Report) -> Option<String> {
    let piece = |number| {
        let job = jobs::get(tx, cx.account(), &Work::credential_report_piece(number))?;
        match Arc::unwrap_or_clone(job).work {
            Work::CredentialReportPiece(piece) => Some(piece),
            _ => None,
        }
    };
    let further: Option<Vec<Packed>> = (0..report.further_pieces).map(piece).collect();
    report.text_with(&further?)
}

/// How long a report is shown, and not made anew: four hours.
const VALID_MILLIS: i64 = 4 * 60 * 60 * 1_000;
