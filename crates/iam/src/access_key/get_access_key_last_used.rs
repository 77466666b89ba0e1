//! GetAccessKeyLastUsed: whose access key it is and when it was last used.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, Printed, ReadOnly};
use records::{ReadTx, usage};
use shapes::iam::{
    AccessKeyLastUsed, GetAccessKeyLastUsedError, GetAccessKeyLastUsedRequest,
    GetAccessKeyLastUsedResponse,
};
use wire::CommonError;

use crate::shared::owner::Owner;
use crate::shared::{errors, last_use, resource, view};

pub(crate) struct GetAccessKeyLastUsed;

impl Operation for GetAccessKeyLastUsed {
    type Input = GetAccessKeyLastUsedRequest;
    type Output = GetAccessKeyLastUsedResponse;
    type Error = GetAccessKeyLastUsedError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetAccessKeyLastUsedRequest,
    ) -> Result<Demand, GetAccessKeyLastUsedError> {
        let action = "iam:GetAccessKeyLastUsed";
        let check = match Owner::of_key(cx, tx, &input.access_key_id) {
            Some(Owner::User(user)) => {
                let printed = Printed::As(format!("user {}", user.name));
                resource::of_user(action, &user).printed(printed)
            }
            Some(Owner::Root(account)) => Check::on(action, &account.root_arn()),
            None => Check::on_anything(action),
        };
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetAccessKeyLastUsedRequest,
    ) -> Result<GetAccessKeyLastUsedResponse, GetAccessKeyLastUsedError> {
        let owner = Owner::of_key(cx, tx, &input.access_key_id);
        let owner = owner.ok_or_else(|| unknown(cx, &input.access_key_id))?;
        let usage = usage::of(tx, cx.account(), owner.user_id());
        let id = input.access_key_id.parse().map_err(errors::unparsable)?;
        let used = usage.as_ref().and_then(|usage| usage.of_access_key(&id));
        // AWS was observed to answer right after the first use still as for a key that was never used.
        let used = used.map_or_else(never_used, |used| AccessKeyLastUsed {
            last_used_date: Some(view::time(last_use::minute(used.at))),
            service_name: used.service.clone(),
            region: used.region.clone(),
        });
        Ok(GetAccessKeyLastUsedResponse {
            user_name: owner.user_name(),
            access_key_last_used: Some(used),
        })
    }
}

fn never_used() -> AccessKeyLastUsed {
    AccessKeyLastUsed {
        last_used_date: None,
        service_name: "N/A".to_owned(),
        region: "N/A".to_owned(),
    }
}

/// AWS was observed to answer even who may ask of any key so: nobody learns which keys there are elsewhere.
fn unknown(cx: &Context<'_>, id: &str) -> CommonError {
    let caller = cx.caller.arn().unwrap_or_default();
    CommonError::access_denied(format!(
        "User: {caller} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key {id}"
    ))
}
