//! GetServiceLinkedRoleDeletionStatus: what became of a deletion.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use records::jobs::{self, Work};
use shapes::iam::{
    DeletionTaskFailureReasonType, DeletionTaskStatusType, GetServiceLinkedRoleDeletionStatusError,
    GetServiceLinkedRoleDeletionStatusRequest, GetServiceLinkedRoleDeletionStatusResponse,
};

use super::{deletion_task, errors};

pub(crate) struct GetServiceLinkedRoleDeletionStatus;

impl Operation for GetServiceLinkedRoleDeletionStatus {
    type Input = GetServiceLinkedRoleDeletionStatusRequest;
    type Output = GetServiceLinkedRoleDeletionStatusResponse;
    type Error = GetServiceLinkedRoleDeletionStatusError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &GetServiceLinkedRoleDeletionStatusRequest,
    ) -> Result<Demand, GetServiceLinkedRoleDeletionStatusError> {
        let role = deletion_task::role_arn(cx.account(), &input.deletion_task_id);
        let role = role.ok_or_else(errors::invalid_task_id)?;
        let action = "iam:GetServiceLinkedRoleDeletionStatus";
        Ok(Demand::new(Check::on(action, &role)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetServiceLinkedRoleDeletionStatusRequest,
    ) -> Result<GetServiceLinkedRoleDeletionStatusResponse, GetServiceLinkedRoleDeletionStatusError>
    {
        let id = &input.deletion_task_id;
        let job = jobs::get(tx, cx.account(), id).filter(|job| job.id == *id);
        let (status, reason) = match job.map(|job| job.work.clone()) {
            Some(Work::RoleDeletion) => (DeletionTaskStatusType::Succeeded, None),
            Some(Work::FailedRoleDeletion) => (DeletionTaskStatusType::Failed, Some(failure())),
            _ => return Err(errors::no_such_task().into()),
        };
        Ok(GetServiceLinkedRoleDeletionStatusResponse { status, reason })
    }
}

/// What AWS was observed to say of the role of the role manager each time.
fn failure() -> DeletionTaskFailureReasonType {
    let reason = "Role could not be deleted because of an internal error.";
    DeletionTaskFailureReasonType {
        reason: Some(reason.to_owned()),
        role_usage_list: None,
    }
}
