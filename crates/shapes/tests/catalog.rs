//! The catalog of actions, resource types and condition keys.

use shapes::catalog::{self, AccessLevel, ConditionKeyType};

#[test]
fn actions_are_found_without_regard_to_case() {
    for (name, found) in [
        ("s3:GetObject", Some(("s3", "GetObject", AccessLevel::Read))),
        ("S3:GETOBJECT", Some(("s3", "GetObject", AccessLevel::Read))),
        (
            "iam:PassRole",
            Some(("iam", "PassRole", AccessLevel::PermissionsManagement)),
        ),
        (
            "iam:TagUser",
            Some(("iam", "TagUser", AccessLevel::Tagging)),
        ),
        (
            "iam:ListUsers",
            Some(("iam", "ListUsers", AccessLevel::List)),
        ),
        (
            "sts:AssumeRole",
            Some(("sts", "AssumeRole", AccessLevel::Write)),
        ),
        ("s3:GetObjects", None),
        ("s4:GetObject", None),
        ("GetObject", None),
        ("", None),
    ] {
        let action =
            catalog::action(name).map(|action| (action.service, action.name, action.access_level));
        assert_eq!(action, found, "{name}");
    }
}

/// A binary search finds everything only if everything is in order.
#[test]
fn everything_is_found_by_its_own_name() {
    for service in catalog::services() {
        assert!(
            std::ptr::eq(catalog::service(service.prefix).unwrap(), service),
            "{}",
            service.prefix
        );
        for action in service.actions() {
            assert_eq!(service.action(action.name), Some(action));
            for resource in &action.resources {
                assert!(
                    service.resource_type(resource.resource_type).is_some(),
                    "{}:{}",
                    service.prefix,
                    action.name
                );
            }
        }
        for resource_type in service.resource_types() {
            assert_eq!(
                service.resource_type(resource_type.name),
                Some(resource_type)
            );
        }
        for key in service.condition_keys() {
            assert_eq!(service.condition_key(key.name), Some(key));
        }
    }
}

#[test]
fn an_action_knows_its_resources_keys_and_dependencies() {
    let create_user = catalog::action("iam:CreateUser").unwrap();
    assert_eq!(create_user.resources.len(), 1);
    assert_eq!(
        (
            create_user.resources[0].resource_type,
            create_user.resources[0].required
        ),
        ("user", true)
    );
    assert_eq!(
        create_user.condition_keys,
        [
            "iam:PermissionsBoundary",
            "aws:TagKeys",
            "aws:RequestTag/${TagKey}"
        ]
    );
    let object = catalog::service("s3")
        .unwrap()
        .resource_type("object")
        .unwrap();
    assert_eq!(
        object.arn,
        "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
    );
    let create_server = catalog::action("transfer:CreateServer").unwrap();
    assert!(
        create_server.dependent_actions.contains(&"iam:PassRole")
            || create_server
                .resources
                .iter()
                .any(|resource| resource.dependent_actions.contains(&"iam:PassRole"))
    );
}

#[test]
fn condition_keys_cover_what_policies_write() {
    let iam = catalog::service("iam").unwrap();
    for (name, kind) in [
        ("aws:requesttag/team", Some(ConditionKeyType::String)),
        ("aws:TagKeys", Some(ConditionKeyType::ArrayOfString)),
        ("iam:PolicyARN", Some(ConditionKeyType::Arn)),
        ("aws:RequestTag/", None),
        ("iam:Nothing", None),
    ] {
        assert_eq!(
            iam.condition_key(name).and_then(|key| key.kind),
            kind,
            "{name}"
        );
    }
}
