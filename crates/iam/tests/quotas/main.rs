//! The quotas that take many things to reach: what fits is made, one more is refused, and there is room again after a
//! deletion.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

#[expect(dead_code, reason = "what the tests of STS need beyond this")]
#[path = "../../../sts/tests/it/support.rs"]
mod support;

use records::mfa_devices::VirtualMfaDevice;
use records::users::User;

use crate::support::{ABROAD, ADMINISTRATOR, Answer, Credentials, HOME, World};

/// What a quota counts, with what the last that fits and the one too many are made by; `$N` is the number of the thing.
struct Row {
    quota: &'static str,
    limit: usize,
    create: &'static str,
    parameters: &'static [(&'static str, &'static str)],
    delete: &'static str,
    deleted: (&'static str, &'static str),
}

const ROWS: [Row; 7] = [
    Row {
        quota: "UsersPerAccount",
        limit: 5_000,
        create: "CreateUser",
        parameters: &[("UserName", "thing$N")],
        delete: "DeleteUser",
        deleted: ("UserName", "thing$N"),
    },
    Row {
        quota: "GroupsPerAccount",
        limit: 300,
        create: "CreateGroup",
        parameters: &[("GroupName", "thing$N")],
        delete: "DeleteGroup",
        deleted: ("GroupName", "thing$N"),
    },
    Row {
        quota: "RolesPerAccount",
        limit: 1_000,
        create: "CreateRole",
        parameters: &[("RoleName", "thing$N"), ("AssumeRolePolicyDocument", TRUST)],
        delete: "DeleteRole",
        deleted: ("RoleName", "thing$N"),
    },
    Row {
        quota: "PoliciesPerAccount",
        limit: 1_500,
        create: "CreatePolicy",
        parameters: &[("PolicyName", "thing$N"), ("PolicyDocument", ADMINISTRATOR)],
        delete: "DeletePolicy",
        deleted: ("PolicyArn", "arn:aws:iam::111122223333:policy/thing$N"),
    },
    Row {
        quota: "InstanceProfilesPerAccount",
        limit: 1_000,
        create: "CreateInstanceProfile",
        parameters: &[("InstanceProfileName", "thing$N")],
        delete: "DeleteInstanceProfile",
        deleted: ("InstanceProfileName", "thing$N"),
    },
    Row {
        quota: "VirtualMFADevicesPerAccount",
        limit: 5_000,
        create: "CreateVirtualMFADevice",
        parameters: &[("VirtualMFADeviceName", "thing$N")],
        delete: "DeleteVirtualMFADevice",
        deleted: ("SerialNumber", "arn:aws:iam::111122223333:mfa/thing$N"),
    },
    Row {
        quota: "OpenIdConnectProvidersPerAccount",
        limit: 100,
        create: "CreateOpenIDConnectProvider",
        parameters: &[("Url", "https://thing$N.example.com")],
        delete: "DeleteOpenIDConnectProvider",
        deleted: (
            "OpenIDConnectProviderArn",
            "arn:aws:iam::111122223333:oidc-provider/thing$N.example.com",
        ),
    },
];

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}}"#;

#[tokio::test]
async fn an_account_holds_as_many_as_aws_says_and_no_more() {
    for row in &ROWS {
        let world = World::new(vec![iam::service()]).await;
        let (root, neighbour) = (world.account(HOME).await, world.account(ABROAD).await);
        for number in 1..row.limit {
            prepare(&world, &root, row, number).await;
        }
        assert_eq!(create(&world, &root, row, row.limit).await.status, 200);
        let told = format!("Cannot exceed quota for {}: {}", row.quota, row.limit);
        let refusal = (409, "LimitExceeded".to_owned(), told);
        let one_more = create(&world, &root, row, row.limit + 1).await;
        assert_eq!(one_more.refusal(), refusal, "{}", row.create);

        // Whose name is taken is told that, whether or not there is room.
        let again = create(&world, &root, row, 1).await.refusal();
        assert_eq!((again.0, again.1.as_str()), (409, "EntityAlreadyExists"));
        // Each account has a quota of its own.
        assert_eq!(create(&world, &neighbour, row, 1).await.status, 200);

        let deleted = ask(&world, &root, row.delete, &[row.deleted], 1).await;
        assert_eq!(deleted.status, 200, "{}", deleted.body);
        let after = create(&world, &root, row, row.limit + 1).await;
        assert_eq!(after.status, 200, "{}", after.body);
    }
}

/// Makes one of what fits, as a record where there may be thousands.
async fn prepare(world: &World, root: &Credentials, row: &Row, number: usize) {
    let name = numbered("thing$N", number);
    match row.create {
        "CreateUser" => world.put(keyless(world, &name)).await,
        "CreateRole" => world.put(world.role(HOME, &name, TRUST)).await,
        "CreatePolicy" => {
            let policy = world.managed_policy(HOME, &name, ADMINISTRATOR);
            world.put(policy).await;
        }
        "CreateVirtualMFADevice" => {
            let device = world.device(&keyless(world, "nobody"), &name, b"seed");
            let device = VirtualMfaDevice {
                owner: None,
                ..device
            };
            world.put(device).await;
        }
        _ => {
            let made = create(world, root, row, number).await;
            assert_eq!(made.status, 200, "{}", made.body);
        }
    }
}

fn keyless(world: &World, name: &str) -> User {
    let (user, _) = world.user(HOME, name);
    User {
        access_keys: Vec::new(),
        ..user
    }
}

async fn create(world: &World, caller: &Credentials, row: &Row, number: usize) -> Answer {
    ask(world, caller, row.create, row.parameters, number).await
}

async fn ask(
    world: &World,
    caller: &Credentials,
    action: &str,
    parameters: &[(&str, &str)],
    number: usize,
) -> Answer {
    let given: Vec<(&str, String)> = parameters
        .iter()
        .map(|(name, value)| (*name, numbered(value, number)))
        .collect();
    let given: Vec<(&str, &str)> = given
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    world
        .call_service("iam", "2010-05-08", caller, action, &given)
        .await
}

fn numbered(text: &str, number: usize) -> String {
    text.replace("$N", &number.to_string())
}
