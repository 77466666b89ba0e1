//! UpdateGroup: renames a group or moves it to another path; its unique id stays.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html>

use names::{GroupName, Path};
use pipeline::{Allowed, Check, Context, Demand, Operation, Printed, Writes};
use records::groups::{self, Group};
use records::{ReadTx, WriteTx};
use shapes::iam::{UpdateGroupError, UpdateGroupRequest, UpdateGroupResponse};

use crate::shared::{errors, look_up, resource};

pub(crate) struct UpdateGroup;

impl Operation for UpdateGroup {
    type Input = UpdateGroupRequest;
    type Output = UpdateGroupResponse;
    type Error = UpdateGroupError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateGroupRequest,
    ) -> Result<Demand, UpdateGroupError> {
        let check = resource::group(cx, tx, "iam:UpdateGroup", &input.group_name);
        let present = groups::by_name(tx, cx.account(), &input.group_name);
        let (path, name) = place(input, present.as_deref())?;
        let printed = Printed::As(format!("group {name}"));
        // The same action must be allowed on what the group becomes.
        let target = cx.account().group_arn(&path, &name);
        let target = Check::on("iam:UpdateGroup", &target).printed(printed);
        let is_moved = input.new_path.is_some() || input.new_group_name.is_some();
        Ok(Demand::new(check).and_maybe(is_moved.then_some(target)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateGroupRequest,
    ) -> Result<UpdateGroupResponse, UpdateGroupError> {
        let mut group = look_up::group_to_change(cx, tx, &input.group_name)?;
        let (path, name) = place(&input, Some(&group))?;
        let old = groups::key(cx.account(), group.name.as_str());
        let new = groups::key(cx.account(), name.as_str());
        // Another spelling of the group's own name is free.
        if new != old && groups::by_name(tx, cx.account(), name.as_str()).is_some() {
            return Err(errors::group_exists(name.as_str()).into());
        }
        (group.path, group.name) = (path, name);
        tx.delete(&old);
        tx.put(group);
        Ok(UpdateGroupResponse {})
    }
}

/// Where the group stands afterwards; one that does not exist stands under the default path.
fn place(
    input: &UpdateGroupRequest,
    present: Option<&Group>,
) -> Result<(Path, GroupName), UpdateGroupError> {
    let path = match (&input.new_path, present) {
        (Some(path), _) => path.parse().map_err(errors::unparsable)?,
        (None, Some(group)) => group.path.clone(),
        (None, None) => Path::root(),
    };
    let name = match (&input.new_group_name, present) {
        (Some(name), _) => name.parse().map_err(errors::unparsable)?,
        (None, Some(group)) => group.name.clone(),
        (None, None) => input.group_name.parse().map_err(errors::unparsable)?,
    };
    Ok((path, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_sent_stays_as_it_is() {
        for (path, name, expected) in [
            (None, None, Some(("/", "Old"))),
            (Some("/a/"), None, Some(("/a/", "Old"))),
            (None, Some("New"), Some(("/", "New"))),
            (Some("//"), None, None),
        ] {
            let input = UpdateGroupRequest {
                group_name: "Old".to_owned(),
                new_path: path.map(str::to_owned),
                new_group_name: name.map(str::to_owned),
            };
            let place = place(&input, None).ok();
            let place = place
                .as_ref()
                .map(|(path, name)| (path.as_str(), name.as_str()));
            assert_eq!(place, expected);
        }
    }
}
