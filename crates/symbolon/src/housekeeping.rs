//! What is done beside the requests, once a minute: uses are written down, and what nobody asks about any more is
//! forgotten.

use std::sync::Arc;
use std::time::Duration;

use pipeline::Pipeline;
use records::{CommitFailure, ReadTx, WriteTx, jobs};
use tracing::warn;

/// Never ends.
pub(crate) async fn keep(pipeline: Arc<Pipeline>) {
    loop {
        tokio::time::sleep(INTERVAL).await;
        write_usage(&pipeline).await;
        forget_jobs(&pipeline).await;
    }
}

/// Writes down which credentials were used; also the last thing before the end.
pub(crate) async fn write_usage(pipeline: &Pipeline) {
    told(pipeline.write_usage().await, "what was used");
}

async fn forget_jobs(pipeline: &Pipeline) {
    let state = pipeline.replica().state();
    let outdated = jobs::outdated(&state, pipeline.now().seconds());
    let outdated: Vec<_> = outdated.take(JOBS_FORGOTTEN_AT_ONCE).collect();
    if outdated.is_empty() {
        return;
    }
    let mut tx = WriteTx::new(ReadTx::new(state));
    outdated.iter().for_each(|key| tx.delete(key));
    told(pipeline.commit(tx).await, "that jobs are outdated");
}

/// Neither is worth stopping for: it is tried again with the next round.
fn told(written: Result<(), CommitFailure>, what: &str) {
    if let Err(error) = written {
        warn!(%error, what, "the store did not take what was to be written down");
    }
}

const INTERVAL: Duration = Duration::from_secs(60);

/// Each is a check and a write of one transaction.
const JOBS_FORGOTTEN_AT_ONCE: usize = store::TXN_OPERATIONS_MAX / 2;
