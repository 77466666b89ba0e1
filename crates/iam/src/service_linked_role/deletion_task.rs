//! The ids under which the deletion of a service-linked role is asked after: they name the role.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html>

use names::{AccountId, Arn, RoleName};
use pipeline::Context;
use records::roles::Role;

use super::template;

/// A new id for the deletion of a role.
pub(super) fn new_id(cx: &Context<'_>, role: &Role) -> String {
    format!("task{}{}/{}", role.path, role.name, cx.new_uuid())
}

/// The ARN of the role that an id names, if it is one by its form.
pub(super) fn role_arn(account: AccountId, id: &str) -> Option<Arn> {
    let parts: Vec<&str> = id.split('/').collect();
    let ["task", "aws-service-role", service, name, uuid] = parts.as_slice() else {
        return None;
    };
    let name: RoleName = name.parse().ok()?;
    let path = template::path(service).ok()?;
    is_uuid(uuid).then(|| account.role_arn(&path, &name))
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths = groups.iter().map(|group| group.len());
    lengths.eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_name_roles() {
        let account = "123456789012".parse().unwrap();
        let role = "task/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch";
        let uuid = "01234567-89ab-cdef-0123-456789abcdef";
        let arn = role_arn(account, &format!("{role}/{uuid}")).unwrap();
        assert_eq!(
            arn.as_str(),
            "arn:aws:iam::123456789012:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch"
        );
        for bad in [
            "",
            "task",
            role,
            &format!("{role}/"),
            &format!("{role}/{uuid}/"),
            &format!("{role}/{uuid}0"),
            &format!("task/other/batch.amazonaws.com/Role/{uuid}"),
            &format!("task/aws-service-role//Role/{uuid}x"),
        ] {
            assert_eq!(role_arn(account, bad), None, "{bad}");
        }
    }
}
