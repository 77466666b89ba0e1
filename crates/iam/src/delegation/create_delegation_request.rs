//! CreateDelegationRequest: a registered product provider asks an account for access.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateDelegationRequest.html>

use names::AccountId;
use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::delegation_requests::{self, DelegationRequest, State};
use records::{ReadTx, Reads as _, Stored as _, Table, WriteTx, accounts, quotas};
use shapes::iam::{
    CreateDelegationRequestError, CreateDelegationRequestRequest, CreateDelegationRequestResponse,
};
use wire::CommonError;

use super::{errors, permission_policy, request};
use crate::shared::errors::{quota_exceeded, unparsable};

pub(super) struct CreateDelegationRequest;

impl Operation for CreateDelegationRequest {
    type Input = CreateDelegationRequestRequest;
    type Output = CreateDelegationRequestResponse;
    type Error = CreateDelegationRequestError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &CreateDelegationRequestRequest,
    ) -> Result<Demand, CreateDelegationRequestError> {
        // The id is random, so what is decided on is any request of the account.
        let check = Check::on_text("iam:CreateDelegationRequest", request::arn(cx, "*"))
            .key("iam:delegationduration", input.session_duration.to_string())
            .key("iam:notificationchannel", &input.notification_channel)
            .key_maybe(
                "iam:templatearn",
                input.permissions.policy_template_arn.as_deref(),
            );
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateDelegationRequestRequest,
    ) -> Result<CreateDelegationRequestResponse, CreateDelegationRequestError> {
        let partner = cx.partner(cx.account());
        let partner = partner.ok_or_else(|| errors::not_a_partner(cx))?;
        if !partner.topics.contains(&input.notification_channel) {
            return Err(errors::unknown_topic(&input.notification_channel).into());
        }
        let owner_account = owner_account(tx, input.owner_account_id.as_deref())?;
        let permissions = permission_policy::of(partner, input.permissions)?;
        make_room(cx, tx, &input.requestor_workflow_id)?;
        let id = cx.new_uuid();
        let request = DelegationRequest {
            id: id.clone(),
            requestor: cx.account(),
            requestor_name: partner.name.clone(),
            workflow_id: input.requestor_workflow_id,
            owner_account,
            owner: None,
            approver: None,
            description: input.description,
            request_message: input.request_message,
            policy_template_arn: permissions.template_arn,
            parameters: permissions.parameters,
            permission_policy: permissions.policy,
            redirect_url: input.redirect_url,
            notification_channel: input.notification_channel,
            session_duration: input.session_duration,
            only_send_by_owner: input.only_send_by_owner.unwrap_or_default(),
            created_at: cx.seconds(),
            updated_at: cx.seconds(),
            state: State::Unassigned,
            entered_at: cx.seconds(),
            notes: None,
            rejection_reason: None,
            unsent: Vec::new(),
        };
        tx.put(request);
        Ok(CreateDelegationRequestResponse {
            // There is no console to link to.
            console_deep_link: None,
            delegation_request_id: Some(id),
        })
    }
}

fn owner_account(
    tx: &mut WriteTx,
    text: Option<&str>,
) -> Result<Option<AccountId>, CreateDelegationRequestError> {
    let Some(text) = text else {
        return Ok(None);
    };
    let account: AccountId = text.parse().map_err(unparsable)?;
    match accounts::get(tx, account) {
        Some(_) => Ok(Some(account)),
        None => Err(errors::no_such_account(account).into()),
    }
}

/// Checks that the provider has no request of this name and may have one more, and forgets some whose time is over.
fn make_room(
    cx: &Context<'_>,
    tx: &mut WriteTx,
    workflow_id: &str,
) -> Result<(), CreateDelegationRequestError> {
    // Written again as it is, so that of two who create at once one looks again and finds the other's request.
    let account = accounts::get(tx, cx.account()).ok_or_else(CommonError::internal_failure)?;
    tx.put(account.as_ref().clone());
    let (mut forgotten, mut is_taken) = (Vec::new(), false);
    for request in delegation_requests::all(tx, None) {
        if request.requestor != cx.account() {
            continue;
        }
        if cx.seconds() >= request.forgotten_at() {
            forgotten.push(request.key());
        } else if request.workflow_id == workflow_id {
            is_taken = true;
        }
    }
    if is_taken {
        return Err(errors::workflow_exists(workflow_id).into());
    }
    let present = tx.state().index();
    let present = present.count(cx.account(), Table::DelegationRequest);
    let quota = quotas::DELEGATION_REQUESTS;
    if quota.is_reached(present.saturating_sub(forgotten.len())) {
        return Err(quota_exceeded(quota).into());
    }
    for key in forgotten.iter().take(FORGOTTEN_AT_ONCE) {
        tx.delete(key);
    }
    Ok(())
}

/// Few enough for one transaction, and more than the one request that comes.
const FORGOTTEN_AT_ONCE: usize = 10;
