//! GetAccessKeyInfo: the account that an access key belongs to, whether the key is active or not.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html>

use names::{AccessKeyId, AccountId};
use pipeline::{Allowed, Check, Context, Demand, Operation, Printed, ReadOnly};
use records::accounts::Account;
use records::users::User;
use records::{Owner, ReadTx, Reads, Stored};
use shapes::sts::{GetAccessKeyInfoError, GetAccessKeyInfoRequest, GetAccessKeyInfoResponse};

use crate::shared::errors;

pub(crate) struct GetAccessKeyInfo;

impl Operation for GetAccessKeyInfo {
    type Input = GetAccessKeyInfoRequest;
    type Output = GetAccessKeyInfoResponse;
    type Error = GetAccessKeyInfoError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetAccessKeyInfoRequest,
    ) -> Result<Demand, GetAccessKeyInfoError> {
        let check = Check::on_anything("sts:GetAccessKeyInfo").printed(Printed::Nothing);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        tx: &mut ReadTx,
        input: GetAccessKeyInfoRequest,
    ) -> Result<GetAccessKeyInfoResponse, GetAccessKeyInfoError> {
        let id = &input.access_key_id;
        // A key that an operator brought along may look as if it were another account's, so the records come first.
        let account = recorded(tx, id).or_else(|| carried(id));
        let account = account.ok_or_else(errors::unknown_access_key)?;
        Ok(GetAccessKeyInfoResponse {
            account: Some(account.to_string()),
        })
    }
}

fn recorded(tx: &mut ReadTx, id: &str) -> Option<AccountId> {
    let id: AccessKeyId = id.parse().ok()?;
    match tx.state().index().owner_of(&id)?.clone() {
        Owner::User(key) => User::from_record(&tx.read(&key)?).map(|user| user.account),
        Owner::Root(key) => Account::from_record(&tx.read(&key)?).map(|account| account.id),
    }
}

/// The account that the id itself tells, if it is an access key's.
fn carried(id: &str) -> Option<AccountId> {
    let is_key = id.len() == 20 && (id.starts_with("AKIA") || id.starts_with("ASIA"));
    secrets::access_key::account_of(id).filter(|_| is_key)
}
