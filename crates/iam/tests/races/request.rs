//! Requests about a few names, so that they meet.

use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{ADMINISTRATOR, HOME};

const USERS: &[&str] = &["user/Ann", "user/Bea"];
const GROUPS: &[&str] = &["group/Crew", "group/Team"];
const ROLES: &[&str] = &["role/App", "role/Job"];
const POLICIES: &[&str] = &["policy/One", "policy/Two"];
const PROFILES: &[&str] = &["instance-profile/One", "instance-profile/Two"];
/// Certificates by their ids, each of which one user has at a time.
const CERTIFICATES: &[(&str, &str)] = &[
    (
        "53QVOIIZAGRVF4PCL2SKMOVCXUQ3OOTW",
        include_str!("../../../../conformance/operations/files/certificate-other.pem"),
    ),
    (
        "2ASGLS65B64FDMKJH3SYJPE4SX4BM23V",
        include_str!("../../../../conformance/operations/files/certificate-third.pem"),
    ),
];
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}"#;

/// One request, and the names that it gives and takes when it is served.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) action: &'static str,
    pub(crate) parameters: Vec<(&'static str, String)>,
    made: Option<&'static str>,
    gone: Option<&'static str>,
}

impl Request {
    /// By how much more often each name is borne, as `kind/name`.
    pub(crate) fn names(&self) -> impl Iterator<Item = (String, i32)> + use<> {
        let made = self.made.map(|name| (name.to_owned(), 1));
        let gone = self.gone.map(|name| (name.to_owned(), -1));
        made.into_iter().chain(gone)
    }

    fn of(action: &'static str, parameters: &[(&'static str, &str)]) -> Self {
        Self {
            action,
            parameters: parameters
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
            made: None,
            gone: None,
        }
    }

    fn makes(mut self, name: &'static str) -> Self {
        self.made = Some(name);
        self
    }

    fn takes(mut self, name: &'static str) -> Self {
        self.gone = Some(name);
        self
    }
}

/// Makes everything there may be.
pub(crate) fn all() -> Vec<Request> {
    let users = USERS.iter().map(|name| create_user(name));
    let groups = GROUPS.iter().map(|name| create_group(name));
    let roles = ROLES.iter().map(|name| create_role(name));
    let policies = POLICIES.iter().map(|name| create_policy(name));
    let profiles = PROFILES.iter().map(|name| create_profile(name));
    users
        .chain(groups)
        .chain(roles)
        .chain(policies)
        .chain(profiles)
        .collect()
}

/// Any request.
pub(crate) fn request() -> impl Strategy<Value = Request> {
    let of = |names| select::<&'static str>(names);
    prop_oneof![
        prop_oneof![
            of(USERS).prop_map(create_user),
            of(GROUPS).prop_map(create_group),
            of(ROLES).prop_map(create_role),
            of(POLICIES).prop_map(create_policy),
            of(PROFILES).prop_map(create_profile),
        ],
        prop_oneof![
            of(USERS).prop_map(
                |user| Request::of("DeleteUser", &[("UserName", bare(user))]).takes(user)
            ),
            of(GROUPS).prop_map(
                |group| Request::of("DeleteGroup", &[("GroupName", bare(group))]).takes(group)
            ),
            of(ROLES).prop_map(
                |role| Request::of("DeleteRole", &[("RoleName", bare(role))]).takes(role)
            ),
            of(POLICIES).prop_map(|policy| Request::of(
                "DeletePolicy",
                &[("PolicyArn", &arn(policy))]
            )
            .takes(policy)),
            of(PROFILES).prop_map(|profile| Request::of(
                "DeleteInstanceProfile",
                &[("InstanceProfileName", bare(profile))]
            )
            .takes(profile)),
        ],
        prop_oneof![
            (of(USERS), of(USERS)).prop_map(|(user, name)| Request::of(
                "UpdateUser",
                &[("UserName", bare(user)), ("NewUserName", bare(name))]
            )
            .takes(user)
            .makes(name)),
            (of(GROUPS), of(GROUPS)).prop_map(|(group, name)| Request::of(
                "UpdateGroup",
                &[("GroupName", bare(group)), ("NewGroupName", bare(name))]
            )
            .takes(group)
            .makes(name)),
            (of(USERS), of(POLICIES)).prop_map(|(user, policy)| {
                let fence = arn(policy);
                Request::of(
                    "CreateUser",
                    &[("UserName", bare(user)), ("PermissionsBoundary", &fence)],
                )
                .makes(user)
            }),
        ],
        pairs(),
        pairs(),
        credentials(),
    ]
}

/// Requests on what users have, of which no two have the same.
fn credentials() -> impl Strategy<Value = Request> {
    let user = || select::<&'static str>(USERS);
    let certificate = || select::<(&str, &str)>(CERTIFICATES);
    prop_oneof![
        3 => (user(), certificate()).prop_map(|(user, (_, body))| Request::of(
            "UploadSigningCertificate",
            &[("UserName", bare(user)), ("CertificateBody", body)]
        )),
        3 => (user(), certificate()).prop_map(|(user, (id, _))| Request::of(
            "DeleteSigningCertificate",
            &[("UserName", bare(user)), ("CertificateId", id)]
        )),
        1 => user().prop_map(|user| Request::of(
            "CreateServiceSpecificCredential",
            &[("UserName", bare(user)), ("ServiceName", "codecommit.amazonaws.com")]
        )),
    ]
}

/// Requests that tie two things, or untie them.
fn pairs() -> impl Strategy<Value = Request> {
    type Pair = (
        &'static str,
        &'static str,
        &'static [&'static str],
        &'static str,
        &'static [&'static str],
    );
    const PAIRS: &[Pair] = &[
        ("AddUserToGroup", "UserName", USERS, "GroupName", GROUPS),
        (
            "RemoveUserFromGroup",
            "UserName",
            USERS,
            "GroupName",
            GROUPS,
        ),
        ("AttachUserPolicy", "UserName", USERS, "PolicyArn", POLICIES),
        ("DetachUserPolicy", "UserName", USERS, "PolicyArn", POLICIES),
        (
            "AttachGroupPolicy",
            "GroupName",
            GROUPS,
            "PolicyArn",
            POLICIES,
        ),
        (
            "DetachGroupPolicy",
            "GroupName",
            GROUPS,
            "PolicyArn",
            POLICIES,
        ),
        ("AttachRolePolicy", "RoleName", ROLES, "PolicyArn", POLICIES),
        ("DetachRolePolicy", "RoleName", ROLES, "PolicyArn", POLICIES),
        (
            "PutUserPermissionsBoundary",
            "UserName",
            USERS,
            "PermissionsBoundary",
            POLICIES,
        ),
        (
            "DeleteUserPermissionsBoundary",
            "UserName",
            USERS,
            "Ignored",
            POLICIES,
        ),
        (
            "PutRolePermissionsBoundary",
            "RoleName",
            ROLES,
            "PermissionsBoundary",
            POLICIES,
        ),
        (
            "DeleteRolePermissionsBoundary",
            "RoleName",
            ROLES,
            "Ignored",
            POLICIES,
        ),
        (
            "AddRoleToInstanceProfile",
            "RoleName",
            ROLES,
            "InstanceProfileName",
            PROFILES,
        ),
        (
            "RemoveRoleFromInstanceProfile",
            "RoleName",
            ROLES,
            "InstanceProfileName",
            PROFILES,
        ),
    ];
    (select(PAIRS), 0_usize..2, 0_usize..2).prop_map(|(pair, first, second)| {
        let (action, name, names, other, others) = pair;
        let second = others[second];
        let value = if others == POLICIES {
            arn(second)
        } else {
            bare(second).to_owned()
        };
        Request::of(action, &[(name, bare(names[first])), (other, &value)])
    })
}

fn create_user(user: &'static str) -> Request {
    Request::of("CreateUser", &[("UserName", bare(user))]).makes(user)
}

fn create_group(group: &'static str) -> Request {
    Request::of("CreateGroup", &[("GroupName", bare(group))]).makes(group)
}

fn create_role(role: &'static str) -> Request {
    let parameters = [
        ("RoleName", bare(role)),
        ("AssumeRolePolicyDocument", TRUST),
    ];
    Request::of("CreateRole", &parameters).makes(role)
}

fn create_policy(policy: &'static str) -> Request {
    let parameters = [
        ("PolicyName", bare(policy)),
        ("PolicyDocument", ADMINISTRATOR),
    ];
    Request::of("CreatePolicy", &parameters).makes(policy)
}

fn create_profile(profile: &'static str) -> Request {
    Request::of(
        "CreateInstanceProfile",
        &[("InstanceProfileName", bare(profile))],
    )
    .makes(profile)
}

/// One of many.
pub(crate) fn create_provider(number: usize) -> Request {
    let url = format!("https://idp{number}.example.com");
    Request::of("CreateOpenIDConnectProvider", &[("Url", &url)])
}

/// The name without its kind.
fn bare(name: &str) -> &str {
    name.split_once('/').unwrap().1
}

fn arn(name: &str) -> String {
    format!("arn:aws:iam::{HOME}:{name}")
}
