//! CreateGroup: adds a group to the caller's account.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html>

use names::{GroupName, IdPrefix, Path};
use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::groups::{self, Group};
use records::{InlinePolicies, ReadTx, Table, WriteTx, quotas};
use shapes::iam::{CreateGroupError, CreateGroupRequest, CreateGroupResponse};

use crate::shared::{errors, view};

pub(crate) struct CreateGroup;

impl Operation for CreateGroup {
    type Input = CreateGroupRequest;
    type Output = CreateGroupResponse;
    type Error = CreateGroupError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &CreateGroupRequest,
    ) -> Result<Demand, CreateGroupError> {
        let (path, name) = place(input)?;
        let arn = cx.account().group_arn(&path, &name);
        Ok(Demand::new(Check::on("iam:CreateGroup", &arn)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateGroupRequest,
    ) -> Result<CreateGroupResponse, CreateGroupError> {
        let account = cx.account();
        let (path, name) = place(&input)?;
        if groups::by_name(tx, account, name.as_str()).is_some() {
            return Err(errors::group_exists(name.as_str()).into());
        }
        if quotas::GROUPS.is_reached_in(tx, account, Table::Group) {
            return Err(errors::quota_exceeded(quotas::GROUPS).into());
        }
        let group = Group {
            account,
            id: cx.new_id(IdPrefix::Group, tx),
            name,
            path,
            created_at: cx.seconds(),
            inline_policies: InlinePolicies::default(),
            attached_policies: Vec::new(),
        };
        let shown = view::group(&group);
        tx.put(group);
        Ok(CreateGroupResponse { group: shown })
    }
}

fn place(input: &CreateGroupRequest) -> Result<(Path, GroupName), CreateGroupError> {
    let path = input
        .path
        .as_deref()
        .unwrap_or("/")
        .parse()
        .map_err(errors::unparsable)?;
    let name = input.group_name.parse().map_err(errors::unparsable)?;
    Ok((path, name))
}
