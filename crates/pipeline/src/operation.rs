//! What a service writes for each of its operations.

use records::{ReadTx, Reads, WriteTx};
use wire::CommonError;

use crate::{Allowed, Context, Demand};

/// One API operation; see the five beats in any implementation: look up, refuse, build, write, answer.
///
/// The functions are plain, not futures: they read a snapshot in memory and write into a transaction.
pub trait Operation: Send + Sync + 'static {
    /// Generated from the model.
    type Input: wire::Input;
    /// Generated from the model.
    type Output: wire::Output;
    /// Generated from the model; carries AWS's common errors too.
    type Error: wire::ServiceError + From<CommonError>;
    /// Whether the operation may write: [`ReadOnly`] or [`Writes`].
    type Access: Access;

    /// What is asked for, in policy terms: actions, resources, condition keys.
    ///
    /// `tx` is for resources whose ARN only the records know. Where a thing does not exist, `demand` names the ARN
    /// that would have been, and `run` says NoSuchEntity, and only to a caller who was allowed to ask.
    ///
    /// # Errors
    /// Only what AWS answers before it decides, such as an ARN of another partition.
    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &Self::Input,
    ) -> Result<Demand, Self::Error>;

    /// Does it, inside the transaction that proved that it is allowed.
    ///
    /// May be called again after a conflict, so it has no effect outside `tx`.
    ///
    /// # Errors
    /// The operation's own refusals; nothing is written then.
    fn run(
        allowed: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut <Self::Access as Access>::Tx,
        input: Self::Input,
    ) -> Result<Self::Output, Self::Error>;
}

/// What kind of transaction an operation gets.
pub trait Access: Send + Sync + 'static {
    /// The transaction.
    type Tx: Reads;

    /// Whether the operation hands out what opens doors.
    const HANDS_OUT: bool = false;

    /// A transaction that relies on what demand and authorization saw.
    fn begin(reads: ReadTx) -> Self::Tx;

    /// The writes to commit, if there can be any.
    fn finish(tx: Self::Tx) -> Option<WriteTx>;
}

/// The operation only reads, and hands out credentials: the log tells of it as of a change.
#[derive(Debug)]
pub struct Issues;

impl Access for Issues {
    type Tx = ReadTx;
    const HANDS_OUT: bool = true;

    fn begin(reads: ReadTx) -> ReadTx {
        reads
    }

    fn finish(_: ReadTx) -> Option<WriteTx> {
        None
    }
}

/// The operation only reads; writing is impossible by type.
#[derive(Debug)]
pub struct ReadOnly;

impl Access for ReadOnly {
    type Tx = ReadTx;

    fn begin(reads: ReadTx) -> ReadTx {
        reads
    }

    fn finish(_: ReadTx) -> Option<WriteTx> {
        None
    }
}

/// The operation writes.
#[derive(Debug)]
pub struct Writes;

impl Access for Writes {
    type Tx = WriteTx;

    fn begin(reads: ReadTx) -> WriteTx {
        WriteTx::new(reads)
    }

    fn finish(tx: WriteTx) -> Option<WriteTx> {
        (!tx.is_empty()).then_some(tx)
    }
}
