//! Which policies bear on a caller, and what a denial says.

use records::policies::{ManagedPolicy, PolicyVersion};
use records::users::User;
use records::{Document, InlinePolicies, Stored, UnixTime, groups};
use secrets::session::SessionClaims;

use crate::world::{
    ACCOUNT, Call, Credentials, NOW, World, account_id, ann, delete, federated, group,
    role_session, root, run, session_token, unique_id,
};

const DENIED: &str = "User: arn:aws:iam::123456789012:user/team/Ann is not authorized to perform: iam:DeleteUser on \
                      resource: arn:aws:iam::123456789012:user/team/Ann";
const NO_IDENTITY: &str = " because no identity-based policy allows the iam:DeleteUser action";
const NO_BOUNDARY: &str = " because no permissions boundary allows the iam:DeleteUser action";
const NO_SESSION: &str = " because no session policy allows the iam:DeleteUser action";

fn document(effect: &str) -> Document {
    Document::new(statement(effect, "iam:DeleteUser"))
}

fn statement(effect: &str, action: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Action":"{action}","Resource":"*"}}]}}"#
    )
}

fn inline(effect: &str) -> InlinePolicies {
    let mut policies = InlinePolicies::default();
    policies.put("P".parse().unwrap(), document(effect));
    policies
}

/// `policy/team/Managed`, whose first version is in force.
fn managed(effects: &[&str]) -> ManagedPolicy {
    let version = |(number, effect): (u32, &&str)| PolicyVersion {
        number,
        document: document(effect),
        created_at: UnixTime(NOW),
    };
    ManagedPolicy {
        account: account_id(),
        id: unique_id(names::IdPrefix::ManagedPolicy, 1),
        name: "Managed".parse().unwrap(),
        path: "/team/".parse().unwrap(),
        created_at: UnixTime(NOW),
        updated_at: UnixTime(NOW),
        description: None,
        versions: (1..).zip(effects).map(version).collect(),
        default_version: 1,
        next_version: 9,
        tags: names::TagSet::default(),
    }
}

fn arn(text: &str) -> names::Arn {
    text.parse().unwrap()
}

/// Says what DeleteUser answers: nothing if it is allowed.
async fn denial(world: &World, credentials: &Credentials) -> Option<String> {
    let answer = world.delete_user(credentials).await;
    if answer.status == 200 {
        return None;
    }
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "AccessDenied"),
        "{}",
        answer.body
    );
    answer.text("Message")
}

#[test]
fn policies_bear_on_a_user_wherever_they_hang() {
    type Change = fn(&mut User);
    let managed_arn = || arn("arn:aws:iam::123456789012:policy/team/Managed");
    let full_access = || arn("arn:aws:iam::aws:policy/IAMFullAccess");
    let explicit = " with an explicit deny in an identity-based policy";
    run(async move {
        let world = World::new().await;
        world
            .change(|tx| {
                tx.put(managed(&["Allow", "Deny"]));
                tx.put(groups::Group {
                    inline_policies: inline("Allow"),
                    ..group()
                });
            })
            .await;
        let cases: [(&str, Change, Option<String>); 13] = [
            ("nothing", |_| {}, Some(NO_IDENTITY.into())),
            ("inline", |ann| ann.inline_policies = inline("Allow"), None),
            (
                "managed",
                |ann| {
                    ann.attached_policies =
                        vec![arn("arn:aws:iam::123456789012:policy/team/Managed")]
                },
                None,
            ),
            (
                "AWS's own",
                |ann| ann.attached_policies = vec![arn("arn:aws:iam::aws:policy/IAMFullAccess")],
                None,
            ),
            ("group", |ann| ann.groups = vec![group().id], None),
            (
                "inline denial",
                |ann| {
                    ann.groups = vec![group().id];
                    ann.inline_policies = inline("Deny");
                },
                Some(explicit.into()),
            ),
            (
                "boundary that allows nothing of it",
                |ann| {
                    ann.inline_policies = inline("Allow");
                    ann.permissions_boundary =
                        Some(arn("arn:aws:iam::aws:policy/AmazonS3FullAccess"));
                },
                Some(NO_BOUNDARY.into()),
            ),
            (
                "boundary that allows",
                |ann| {
                    ann.inline_policies = inline("Allow");
                    ann.permissions_boundary =
                        Some(arn("arn:aws:iam::123456789012:policy/team/Managed"));
                },
                None,
            ),
            // What cannot be read may have denied, so nothing is allowed and nothing explained.
            (
                "missing policy",
                |ann| {
                    ann.inline_policies = inline("Allow");
                    ann.attached_policies = vec![arn("arn:aws:iam::123456789012:policy/Managed")];
                },
                Some(String::new()),
            ),
            (
                "missing policy of AWS",
                |ann| {
                    ann.inline_policies = inline("Allow");
                    ann.attached_policies = vec![arn("arn:aws:iam::aws:policy/NoSuchPolicy")];
                },
                Some(String::new()),
            ),
            (
                "missing group",
                |ann| {
                    ann.inline_policies = inline("Allow");
                    ann.groups = vec![unique_id(names::IdPrefix::Group, 2)];
                },
                Some(String::new()),
            ),
            (
                "missing boundary",
                |ann| {
                    ann.inline_policies = inline("Allow");
                    ann.permissions_boundary = Some(arn("arn:aws:iam::123456789012:policy/Gone"));
                },
                Some(String::new()),
            ),
            (
                "unreadable policy",
                |ann| {
                    ann.groups = vec![group().id];
                    ann.inline_policies
                        .put("P".parse().unwrap(), Document::new("{"));
                },
                Some(String::new()),
            ),
        ];
        for (case, change, reason) in cases {
            world
                .change_ann(|user| {
                    *user = world.user(1);
                    change(user);
                })
                .await;
            let expected = reason.map(|reason| format!("{DENIED}{reason}"));
            assert_eq!(denial(&world, &ann()).await, expected, "{case}");
        }

        // The version in force decides, from the next request on.
        world
            .change_ann(|user| {
                *user = User {
                    attached_policies: vec![managed_arn()],
                    ..world.user(1)
                }
            })
            .await;
        assert_eq!(denial(&world, &ann()).await, None);
        world
            .change(|tx| {
                tx.put(ManagedPolicy {
                    default_version: 2,
                    ..managed(&["Allow", "Deny"])
                })
            })
            .await;
        let named = format!("{DENIED}{explicit}: {}", managed_arn());
        assert_eq!(denial(&world, &ann()).await, Some(named));
        world
            .change(|tx| {
                tx.put(ManagedPolicy {
                    default_version: 3,
                    ..managed(&["Allow"])
                })
            })
            .await;
        assert_eq!(
            denial(&world, &ann()).await.as_deref(),
            Some(DENIED),
            "no version is in force"
        );
        world
            .change_ann(|user| user.attached_policies = vec![full_access()])
            .await;
        assert_eq!(denial(&world, &ann()).await, None);
        world
            .change_ann(|user| user.attached_policies.clear())
            .await;
        assert_eq!(
            denial(&world, &ann()).await,
            Some(format!("{DENIED}{NO_IDENTITY}")),
            "detached"
        );
    });
}

#[test]
fn sessions_have_the_policies_of_whom_they_act_for_cut_by_their_own() {
    run(async {
        let world = World::new().await;
        world
            .change(|tx| {
                tx.put(records::roles::Role {
                    inline_policies: inline("Allow"),
                    ..world.role(1)
                });
                tx.put(managed(&["Allow"]));
            })
            .await;
        world
            .change_ann(|ann| ann.inline_policies = inline("Allow"))
            .await;
        let managed_arn = || vec![arn("arn:aws:iam::123456789012:policy/team/Managed")];
        let allowing = || Some(statement("Allow", "iam:*"));
        let other = || Some(statement("Allow", "s3:*"));
        let denying = || Some(statement("Deny", "iam:DeleteUser"));
        let with = |base: SessionClaims, session_policy, session_policy_arns| SessionClaims {
            session_policy,
            session_policy_arns,
            ..base
        };
        let explicit = " with an explicit deny in a session policy";
        for (case, claims, reason) in [
            ("role", role_session(), None),
            (
                "role, policy",
                with(role_session(), allowing(), vec![]),
                None,
            ),
            (
                "role, other policy",
                with(role_session(), other(), vec![]),
                Some(NO_SESSION),
            ),
            (
                "role, denial",
                with(role_session(), denying(), managed_arn()),
                Some(explicit),
            ),
            (
                "role, managed",
                with(role_session(), None, managed_arn()),
                None,
            ),
            (
                "role, union",
                with(role_session(), other(), managed_arn()),
                None,
            ),
            (
                "role, missing",
                with(
                    role_session(),
                    allowing(),
                    vec![arn("arn:aws:iam::123456789012:policy/Gone")],
                ),
                Some(""),
            ),
            (
                "role, broken",
                with(role_session(), Some("{".into()), managed_arn()),
                Some(""),
            ),
            ("GetSessionToken", session_token(false), None),
            ("federated, none", federated(false), Some(NO_SESSION)),
            (
                "federated, policy",
                with(federated(false), allowing(), vec![]),
                None,
            ),
            ("federated of root, none", federated(true), Some(NO_SESSION)),
            (
                "federated of root, policy",
                with(federated(true), allowing(), vec![]),
                None,
            ),
            ("root", session_token(true), None),
        ] {
            let found = denial(&world, &world.issue(&claims)).await;
            let reason_found = found.as_ref().map(|text| {
                let (_, reason) = text.split_once(":user/team/Ann").unwrap();
                let (_, reason) = reason.split_once(":user/team/Ann").unwrap_or(("", reason));
                reason
            });
            assert_eq!(reason_found, reason, "{case}");
        }
        assert_eq!(denial(&world, &root()).await, None);

        // The user's policies bound the session of the federated user, now and not as they were.
        let session = world.issue(&with(federated(false), allowing(), vec![]));
        world
            .change_ann(|ann| ann.inline_policies = InlinePolicies::default())
            .await;
        let text = denial(&world, &session).await.unwrap();
        assert!(
            text.starts_with("User: arn:aws:sts::123456789012:federated-user/fred is not"),
            "{text}"
        );
        assert!(text.ends_with(NO_IDENTITY), "{text}");
    });
}

#[test]
fn a_denial_names_the_session_and_not_the_role() {
    run(async {
        let world = World::new().await;
        let text = denial(&world, &world.issue(&role_session())).await.unwrap();
        let session =
            format!("User: arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/app is not authorized");
        assert!(text.starts_with(&session), "{text}");
    });
}

#[test]
fn what_asks_for_nothing_is_denied_to_everybody() {
    run(async {
        let world = World::new().await;
        let answer = world
            .send(
                Call::iam("Action=DeleteUser&Version=2010-05-08&UserName=nobody"),
                Some(&root()),
            )
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "AccessDenied")
        );
    });
}

#[test]
fn constraints_come_before_policies_and_policies_before_existence() {
    run(async {
        let world = World::new().await;
        let attach = |group: &str, arn: &str| {
            format!("Action=AttachGroupPolicy&Version=2010-05-08&GroupName={group}&PolicyArn={arn}")
        };
        let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
        for (body, credentials, code) in [
            (attach("a/b", arn), ann(), "ValidationError"),
            (attach("Missing", arn), ann(), "AccessDenied"),
            (attach("Team", arn), ann(), "AccessDenied"),
            (attach("Missing", arn), root(), "NoSuchEntity"),
            (attach("Team", arn), root(), ""),
        ] {
            let answer = world.send(Call::iam(&body), Some(&credentials)).await;
            assert_eq!(answer.code(), code, "{body}: {}", answer.body);
        }
    });
}

#[test]
fn what_the_account_allows_needs_no_policy_and_yields_to_each() {
    let answer = async |world: &World, credentials: &Credentials| {
        let call = Call::iam("Action=DeleteAccountPasswordPolicy&Version=2010-05-08");
        world.send(call, Some(credentials)).await.text("Message")
    };
    let denied = |reason: &str| {
        let denied = "User: arn:aws:iam::123456789012:user/team/Ann is not authorized to perform: iam:DeleteUser on \
                      resource: *";
        Some(format!("{denied}{reason}"))
    };
    run(async {
        let world = World::new().await;
        assert_eq!(answer(&world, &ann()).await, None);
        world
            .change_ann(|ann| ann.inline_policies = inline("Deny"))
            .await;
        let explicit = denied(" with an explicit deny in an identity-based policy");
        assert_eq!(answer(&world, &ann()).await, explicit);
        world
            .change_ann(|ann| {
                ann.inline_policies = InlinePolicies::default();
                ann.permissions_boundary = Some(arn("arn:aws:iam::aws:policy/AmazonS3FullAccess"));
            })
            .await;
        assert_eq!(answer(&world, &ann()).await, denied(NO_BOUNDARY));
        assert_eq!(
            denial(&world, &ann()).await,
            Some(format!("{DENIED}{NO_IDENTITY}")),
            "nothing else is allowed by it"
        );
    });
}

#[test]
fn a_policy_of_another_account_is_not_found_by_its_name() {
    run(async {
        let world = World::new().await;
        world.change(|tx| tx.put(managed(&["Allow"]))).await;
        for text in [
            "arn:aws:iam::123456789013:policy/team/Managed",
            "arn:aws:iam::123456789012:policy/team/managed",
            "arn:aws:iam::123456789012:policy/Managed",
            "arn:aws:iam::123456789012:user/team/Managed",
        ] {
            world
                .change_ann(|ann| ann.attached_policies = vec![arn(text)])
                .await;
            assert_eq!(
                denial(&world, &ann()).await.as_deref(),
                Some(DENIED),
                "{text}"
            );
        }
        world.change(|tx| delete(tx, &managed(&["Allow"]))).await;
        assert!(
            world
                .pipeline
                .replica()
                .state()
                .entry(&managed(&["Allow"]).key())
                .is_none()
        );
    });
}
