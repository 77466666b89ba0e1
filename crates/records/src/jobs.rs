//! What is done for an account in its own time, and asked about later.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html>

use std::sync::Arc;

use names::AccountId;
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::reports::{Packed, Report};
use crate::{Key, Reads, State, Stored, Table, UnixTime};

/// One piece of work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    /// The owning account.
    pub account: AccountId,
    /// What it is asked about by.
    pub id: String,
    /// When it was ordered.
    pub created_at: UnixTime,
    /// What is done.
    pub work: Work,
}

/// What a job does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Work {
    /// A service-linked role is deleted.
    RoleDeletion,
    /// A service-linked role should be deleted and stays.
    FailedRoleDeletion,
    /// The credentials of all users are reported; an account has one such report, under [`Work::CREDENTIAL_REPORT`].
    CredentialReport(Report),
    /// A piece of the credential report that did not fit into its record, under [`Work::credential_report_piece`].
    CredentialReportPiece(Packed),
    /// The services that entities used are reported.
    ServiceLastAccess(Report),
}

impl Job {
    /// Whether nobody can ask about it any more.
    #[must_use]
    pub fn is_outdated(&self, now: UnixTime) -> bool {
        let age = now.0.saturating_sub(self.created_at.0);
        self.work.kept_seconds().is_some_and(|kept| age > kept)
    }
}

impl Work {
    /// The id of an account's only credential report.
    pub const CREDENTIAL_REPORT: &'static str = "credential-report";

    /// The id of a further piece of the credential report, counted from 0.
    #[must_use]
    pub fn credential_report_piece(number: usize) -> String {
        format!("{}/{number}", Self::CREDENTIAL_REPORT)
    }

    /// How long it can be asked about; without end where the next one takes its place.
    fn kept_seconds(&self) -> Option<i64> {
        match self {
            Self::CredentialReport(_) | Self::CredentialReportPiece(_) => None,
            Self::RoleDeletion | Self::FailedRoleDeletion | Self::ServiceLastAccess(_) => {
                Some(KEPT_SECONDS)
            }
        }
    }
}

stored!(Job, Job, |job| key(job.account, &job.id));

/// Where the job of this id stands or would stand.
#[must_use]
pub fn key(account: AccountId, id: &str) -> Key {
    Key::owned(Table::Job, account, id)
}

/// The job of this id, in any case.
pub fn get(tx: &mut impl Reads, account: AccountId, id: &str) -> Option<Arc<Job>> {
    let record = tx.read(&key(account, id))?;
    Job::from_record(&record).cloned()
}

/// The jobs of all accounts that nobody will ask about any more.
pub fn outdated(state: &State, now: UnixTime) -> impl Iterator<Item = Key> {
    let jobs = state.range(&Key::single(Table::Job), None);
    jobs.filter_map(move |(key, entry)| {
        let job = Job::from_record(&entry.record)?;
        job.is_outdated(now).then(|| key.clone())
    })
}

/// How long a job can be asked about. AWS does not say; who asks, asks within minutes.
const KEPT_SECONDS: i64 = 24 * 60 * 60;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{UnixMillis, samples};

    #[test]
    fn only_what_has_a_successor_is_kept_without_end() {
        let job = |id: &str, work| Job {
            account: samples::account_id(0),
            id: id.to_owned(),
            created_at: UnixTime(1_000),
            work,
        };
        let report = Report::new("AIDA".to_owned(), UnixMillis(1_000_000), "");
        let jobs = [
            job("task", Work::RoleDeletion),
            job("7d1f", Work::ServiceLastAccess(report.clone())),
            job(Work::CREDENTIAL_REPORT, Work::CredentialReport(report)),
        ];
        let mut state = State::default();
        for job in &jobs {
            let bytes = samples::record(job.clone()).encode().unwrap();
            let inserted = state.insert(&job.key(), &bytes, store::Revision(1));
            assert_eq!(inserted, Ok(()));
        }
        let outdated = |now| outdated(&state, UnixTime(now)).collect::<Vec<_>>();
        assert_eq!(outdated(1_000 + KEPT_SECONDS), []);
        let gone = outdated(1_001 + KEPT_SECONDS);
        assert_eq!(gone, [jobs[1].key(), jobs[0].key()]);
    }
}
