//! ListAccountAliases: the alias of the account, as a list of one or none.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::{ReadTx, accounts};
use shapes::iam::{ListAccountAliasesError, ListAccountAliasesRequest, ListAccountAliasesResponse};

use crate::shared::page;

pub(crate) struct ListAccountAliases;

impl Operation for ListAccountAliases {
    type Input = ListAccountAliasesRequest;
    type Output = ListAccountAliasesResponse;
    type Error = ListAccountAliasesError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &ListAccountAliasesRequest,
    ) -> Result<Demand, ListAccountAliasesError> {
        Ok(Demand::new(Check::on_anything("iam:ListAccountAliases")))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListAccountAliasesRequest,
    ) -> Result<ListAccountAliasesResponse, ListAccountAliasesError> {
        let account = accounts::get(tx, cx.account());
        let aliases = account.and_then(|account| account.settings.alias.clone());
        let asked = (input.marker.as_deref(), input.max_items);
        let (account_aliases, marker) =
            page::sorted(cx, "ListAccountAliases", asked, aliases, String::clone)?;
        Ok(ListAccountAliasesResponse {
            account_aliases,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
