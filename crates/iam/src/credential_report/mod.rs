//! The credential report: every user of the account with the state of its credentials, as a table.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>

mod generate_credential_report;
mod get_credential_report;
mod table;

use std::sync::Arc;

use generate_credential_report::GenerateCredentialReport;
use get_credential_report::GetCredentialReport;
use pipeline::{Context, Service};
use records::jobs::{self, Job, Work};
use records::reports::Report;
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
        let job = jobs::get(tx, cx.account(), Work::CREDENTIAL_REPORT);
        let Some(Work::CredentialReport(report)) = job.map(Arc::unwrap_or_clone).map(work) else {
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

fn work(job: Job) -> Work {
    job.work
}

/// How long a report is shown, and not made anew: four hours.
const VALID_MILLIS: i64 = 4 * 60 * 60 * 1_000;
