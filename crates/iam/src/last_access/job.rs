//! Reports on last use as jobs: asked for by one caller, and looked at by the same caller alone.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html>

use std::sync::Arc;

use pipeline::Context;
use records::jobs::{self, Job, Work};
use records::reports::Report;
use records::{Reads, Table, UnixMillis, WriteTx};
use shapes::iam::NoSuchEntity;
use wire::{CommonError, Timestamp};

use super::errors;
use super::snapshot::Snapshot;

/// Begins a job and answers its id.
pub(super) fn begin(
    cx: &Context<'_>,
    tx: &mut WriteTx,
    snapshot: &Snapshot,
) -> Result<String, CommonError> {
    let account = cx.account();
    if tx.state().index().count(account, Table::Job) >= JOBS_MAX {
        return Err(errors::throttled());
    }
    let text = serde_json::to_string(snapshot).map_err(|_| CommonError::internal_failure())?;
    let report = Report::new(owner(cx), UnixMillis(cx.now.0), &text);
    let id = cx.new_uuid();
    tx.put(Job {
        account,
        id: id.clone(),
        created_at: cx.seconds(),
        work: Work::ServiceLastAccess(report),
    });
    Ok(id)
}

/// A job of the caller's own.
pub(super) struct Found {
    report: Report,
    is_ready: bool,
}

impl Found {
    /// # Errors
    /// `NoSuchEntity` for a job that is unknown here, and in the same words for somebody else's.
    pub(super) fn find(
        cx: &Context<'_>,
        tx: &mut impl Reads,
        id: &str,
    ) -> Result<Self, NoSuchEntity> {
        let job = jobs::get(tx, cx.account(), id).filter(|job| !job.is_outdated(cx.seconds()));
        let owner = owner(cx);
        match job.map(|job| Arc::unwrap_or_clone(job).work) {
            Some(Work::ServiceLastAccess(report)) if report.owner == owner => Ok(Self {
                is_ready: UnixMillis(cx.now.0) >= report.ready_at(),
                report,
            }),
            _ => Err(errors::no_such_job(id)),
        }
    }

    /// What was found out; none while the job is under way.
    pub(super) fn snapshot(&self) -> Result<Option<Snapshot>, CommonError> {
        if !self.is_ready {
            return Ok(None);
        }
        let text = self.report.text();
        let snapshot = text.and_then(|text| serde_json::from_str(&text).ok());
        snapshot.map(Some).ok_or_else(CommonError::internal_failure)
    }

    pub(super) fn created_at(&self) -> Timestamp {
        timestamp(self.report.asked_at)
    }

    pub(super) fn completed_at(&self) -> Timestamp {
        timestamp(self.report.ready_at())
    }
}

/// Whose the jobs of a caller are. AWS was observed to let all keys of a user share, and no two sessions.
fn owner(cx: &Context<'_>) -> String {
    let caller = cx.caller;
    let session = caller.session().and(caller.access_key_id());
    session.unwrap_or(caller.user_id()).to_owned()
}

fn timestamp(at: UnixMillis) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::MAX)
}

/// Jobs of an account that are kept at a time: enough for one on each user, role and policy.
const JOBS_MAX: usize = 10_000;
