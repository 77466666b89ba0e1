//! AcceptDelegationRequest: the caller approves a request; what the provider does later, it does as the caller.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AcceptDelegationRequest.html>

use pipeline::{Allowed, Caller, Context, Demand, Identity, Operation, Writes};
use records::delegation_requests::{Approval, Approver, State};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    AcceptDelegationRequestError, AcceptDelegationRequestRequest, AcceptDelegationRequestResponse,
};
use wire::CommonError;

use super::{errors, request};

pub(super) struct AcceptDelegationRequest;

impl Operation for AcceptDelegationRequest {
    type Input = AcceptDelegationRequestRequest;
    type Output = AcceptDelegationRequestResponse;
    type Error = AcceptDelegationRequestError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &AcceptDelegationRequestRequest,
    ) -> Result<Demand, AcceptDelegationRequestError> {
        let (action, id) = ("iam:AcceptDelegationRequest", &input.delegation_request_id);
        Ok(Demand::new(request::check(cx, tx, action, id)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: AcceptDelegationRequestRequest,
    ) -> Result<AcceptDelegationRequestResponse, AcceptDelegationRequestError> {
        let mut request = request::owned(cx, tx, &input.delegation_request_id)?;
        match request.state_at(cx.seconds()) {
            State::Assigned | State::PendingApproval => {}
            state => return Err(errors::not_acceptable(errors::wrong_state(state)).into()),
        }
        if cx.caller.is_root() && request.session_duration > ROOT_DURATION_MAX {
            return Err(errors::not_acceptable(errors::too_long_for_root()).into());
        }
        request.approver = Some(approval(cx.caller)?);
        request.enter(State::Accepted, cx.seconds());
        tx.put(request);
        Ok(AcceptDelegationRequestResponse {})
    }
}

/// Who approves, with what of the session the provider's session inherits.
fn approval(caller: &Caller) -> Result<Approval, CommonError> {
    let identity = match caller.identity() {
        Identity::Root(_) => Approver::Root,
        Identity::User(user) => Approver::User(user.id),
        Identity::Role { role, session_name } => Approver::Role {
            role_id: role.id,
            role_session_name: session_name.clone(),
        },
        // Neither is served by IAM.
        Identity::Federated { .. } | Identity::Anonymous => {
            return Err(CommonError::unusable_client_token());
        }
    };
    let session = caller.session();
    // Of two session policies only what both allow may be done, and a session has room for one. That holds for delegated
    // access too, so that it is not delegated further.
    if session.is_some_and(|session| {
        session.session_policy.is_some() || !session.session_policy_arns.is_empty()
    }) {
        return Err(errors::not_acceptable(errors::narrowed_approver()));
    }
    let tags = session
        .map(|session| session.session_tags.as_slice())
        .unwrap_or_default();
    let transitive = tags.iter().filter(|tag| tag.transitive);
    Ok(Approval {
        arn: caller.arn().unwrap_or_default().to_owned(),
        identity,
        mfa_authenticated_at: caller.mfa_authenticated_at(),
        source_identity: session.and_then(|session| session.source_identity.clone()),
        session_tags: tags
            .iter()
            .map(|tag| (tag.key.clone(), tag.value.clone()))
            .collect(),
        transitive_tag_keys: transitive.map(|tag| tag.key.clone()).collect(),
    })
}

/// "Root users can only approve delegation requests with a duration of 4 hours or less."
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-temporary-delegation.html>
const ROOT_DURATION_MAX: i32 = 4 * 3_600;
