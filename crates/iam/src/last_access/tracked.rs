//! Of which actions the last use is told: those of the services that this authority serves, for the others it never sees.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-action-last-accessed.html>

use shapes::catalog::{Action, Service};

/// The tracked actions of a service, in order of their names; none of a service that has no such actions.
pub(super) fn actions(service: &Service) -> impl Iterator<Item = &Action> {
    service.actions().iter().filter(|action| is_tracked(action))
}

fn is_tracked(action: &Action) -> bool {
    match action.service {
        // AWS does not track it, and it is no request of its own.
        "iam" => action.name != "PassRole",
        // Everybody may call these two, so there is no permission that could be found unused.
        "sts" => !matches!(action.name, "GetCallerIdentity" | "GetSessionToken"),
        "s3" => !is_of_data(action),
        _ => false,
    }
}

/// Whether the action is about objects and not about managing them. AWS was observed not to track reading them.
fn is_of_data(action: &Action) -> bool {
    let is_on_object = action
        .resources
        .iter()
        .any(|resource| resource.resource_type.contains("object"));
    is_on_object || action.name.starts_with("ListBucket")
}

#[cfg(test)]
mod tests {
    use shapes::catalog;

    use super::*;

    #[test]
    fn management_is_tracked_and_data_is_not() {
        for (action, expected) in [
            ("iam:CreateUser", true),
            ("iam:PassRole", false),
            ("sts:AssumeRole", true),
            ("sts:GetCallerIdentity", false),
            ("s3:CreateBucket", true),
            ("s3:PutBucketPolicy", true),
            ("s3:ListAllMyBuckets", true),
            ("s3:ListBucket", false),
            ("s3:GetObject", false),
            ("s3:DeleteObjectVersion", false),
            ("ec2:RunInstances", false),
        ] {
            let found = catalog::action(action).unwrap();
            assert_eq!(is_tracked(found), expected, "{action}");
        }
    }
}
