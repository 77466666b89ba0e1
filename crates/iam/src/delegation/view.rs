//! Delegation requests as the protocol shows them.

use records::UnixTime;
use records::delegation_requests::{DelegationRequest, Parameter, State};
use shapes::iam::{DelegationPermission, PolicyParameter, PolicyParameterTypeEnum, StateType};

use super::permission_policy;
use crate::shared::view::time;

/// A request as it stands at `now`.
pub(super) fn request(
    request: &DelegationRequest,
    now: UnixTime,
) -> shapes::iam::DelegationRequest {
    let restrictions = permission_policy::boundaries(&request.permission_policy);
    shapes::iam::DelegationRequest {
        delegation_request_id: Some(request.id.clone()),
        owner_account_id: request.owner_account.map(|account| account.to_string()),
        description: Some(request.description.clone()),
        request_message: request.request_message.clone(),
        permissions: Some(DelegationPermission {
            policy_template_arn: Some(request.policy_template_arn.clone()),
            parameters: Some(request.parameters.iter().map(parameter).collect()),
        }),
        permission_policy: Some(request.permission_policy.clone()),
        role_permission_restriction_arns: (!restrictions.is_empty()).then_some(restrictions),
        owner_id: request.owner.as_ref().map(|owner| owner.arn.clone()),
        approver_id: request
            .approver
            .as_ref()
            .map(|approver| approver.arn.clone()),
        state: Some(state(request.state_at(now))),
        expiration_time: Some(time(request.expires_at())),
        requestor_id: Some(request.requestor.to_string()),
        requestor_name: Some(request.requestor_name.clone()),
        create_date: Some(time(request.created_at)),
        session_duration: Some(request.session_duration),
        redirect_url: request.redirect_url.clone(),
        notes: request.notes.clone(),
        rejection_reason: request.rejection_reason.clone(),
        only_send_by_owner: Some(request.only_send_by_owner),
        updated_time: Some(time(request.updated_at)),
    }
}

fn parameter(parameter: &Parameter) -> PolicyParameter {
    PolicyParameter {
        name: Some(parameter.name.clone()),
        values: Some(parameter.values.clone()),
        r#type: Some(if parameter.is_list {
            PolicyParameterTypeEnum::StringList
        } else {
            PolicyParameterTypeEnum::String
        }),
    }
}

fn state(state: State) -> StateType {
    match state {
        State::Unassigned => StateType::Unassigned,
        State::Assigned => StateType::Assigned,
        State::PendingApproval => StateType::PendingApproval,
        State::Accepted => StateType::Accepted,
        State::Finalized => StateType::Finalized,
        State::Rejected => StateType::Rejected,
        State::Expired => StateType::Expired,
    }
}
