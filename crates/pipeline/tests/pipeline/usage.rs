//! What was used is noted by requests, and written down when the time comes.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>

use std::sync::Arc;
use std::sync::atomic::Ordering;

use names::{IdPrefix, UniqueId};
use records::usage::{self, Usage, Use};
use records::{ReadTx, UnixTime};
use secrets::session::SessionKind;
use store::faulty::Fault;

use crate::world::{
    Call, Credentials, NOW, REGION, World, account_id, ann, delete, role_session, root, run,
    unique_id,
};

fn used_by(world: &World, entity: Option<UniqueId>) -> Option<Arc<Usage>> {
    let mut tx = ReadTx::new(world.pipeline.replica().state());
    usage::of(&mut tx, account_id(), entity)
}

fn annes() -> Option<UniqueId> {
    Some(unique_id(IdPrefix::User, 1))
}

/// The services with their regions, and the actions.
fn shown(usage: &Usage) -> (Vec<(&str, &str)>, Vec<&str>) {
    let services = usage.services.iter();
    let services = services.map(|used| (used.name.as_str(), used.region.as_str()));
    let actions = usage.actions.iter().map(|used| used.name.as_str());
    (services.collect(), actions.collect())
}

#[test]
fn attempts_count_for_whoever_made_them_whatever_came_of_them() {
    run(async {
        let world = World::new().await;
        assert_eq!(world.delete_user(&ann()).await.code(), "AccessDenied");
        assert_eq!(world.delete_user(&root()).await.status, 200);
        assert_eq!(world.who(&ann()).await.status, 200);
        let session = world.issue(&role_session());
        assert_eq!(world.who(&session).await.status, 200);
        let malformed = Call::iam("Action=DeleteUser&Version=2010-05-08");
        assert_eq!(
            world.send(malformed, Some(&ann())).await.code(),
            "ValidationError"
        );
        let commits = world.store.commits();
        world.pipeline.write_usage().await.unwrap();
        assert_eq!(world.store.commits(), commits + 1, "all in one commit");

        let annes = used_by(&world, annes()).unwrap();
        let both = vec![("iam", "us-east-1"), ("sts", REGION)];
        assert_eq!(shown(&annes), (both, vec!["iam:DeleteUser"]));
        let key = annes.of_access_key(&ann().id.parse().unwrap()).unwrap();
        assert_eq!((key.service.as_str(), key.at), ("iam", UnixTime(NOW)));
        let roots = used_by(&world, None).unwrap();
        let iam = vec![("iam", "us-east-1")];
        assert_eq!(shown(&roots), (iam, vec!["iam:DeleteUser"]));
        let roles = used_by(&world, Some(unique_id(IdPrefix::Role, 1))).unwrap();
        assert_eq!(shown(&roles), (vec![("sts", REGION)], vec![]));
        assert!(roles.access_keys.is_empty(), "a session's key is nobody's");
    });
}

#[test]
fn what_is_not_proven_is_no_use() {
    run(async {
        let world = World::new().await;
        let forged = Credentials {
            secret: "somebody's guess".into(),
            ..ann()
        };
        let refused = world.delete_user(&forged).await;
        assert_eq!(refused.code(), "SignatureDoesNotMatch");
        let commits = world.store.commits();
        world.pipeline.write_usage().await.unwrap();
        assert_eq!(world.store.commits(), commits);
        assert!(used_by(&world, annes()).is_none());
    });
}

#[test]
fn the_same_use_within_a_quarter_of_an_hour_is_written_once() {
    run(async {
        let world = World::new().await;
        let begin = NOW - NOW % 900;
        let mut commits = world.store.commits();
        for (at, is_written) in [(begin, true), (begin + 899, false), (begin + 900, true)] {
            world.clock.store(at, Ordering::SeqCst);
            let call = Call {
                at,
                ..Call::iam("Action=DeleteUser&Version=2010-05-08&UserName=Ann")
            };
            assert_eq!(world.send(call, Some(&ann())).await.code(), "AccessDenied");
            world.pipeline.write_usage().await.unwrap();
            commits += u64::from(is_written);
            assert_eq!(world.store.commits(), commits, "at {at}");
        }
    });
}

#[test]
fn whoever_is_gone_is_not_written_about_and_lost_keys_are_dropped() {
    run(async {
        let world = World::new().await;
        world.who(&ann()).await;
        world.pipeline.write_usage().await.unwrap();
        world.change_ann(|ann| ann.access_keys.clear()).await;
        world.who(&world.issue(&role_session())).await;
        world
            .change(|tx| {
                usage::forget(tx, account_id(), unique_id(IdPrefix::User, 1));
                delete(tx, &world.role(1));
            })
            .await;
        world.pipeline.write_usage().await.unwrap();
        assert!(used_by(&world, annes()).is_none());
        assert!(used_by(&world, Some(unique_id(IdPrefix::Role, 1))).is_none());
    });
}

#[test]
fn what_the_store_does_not_take_is_kept_for_the_next_time() {
    for (faults, is_written) in [
        (vec![Fault::Conflict], true),
        (vec![Fault::Conflict; 8], false),
        (vec![Fault::Fail], false),
    ] {
        run(async {
            let world = World::new().await;
            world.who(&ann()).await;
            for (number, fault) in (1..).zip(&faults) {
                world.store.on_commit(number, *fault);
            }
            let written = world.pipeline.write_usage().await;
            assert_eq!(written.is_ok(), is_written, "{faults:?}");
            assert_eq!(used_by(&world, annes()).is_some(), is_written);
            world.pipeline.write_usage().await.unwrap();
            assert!(used_by(&world, annes()).is_some());
        });
    }
}

/// Whoever is denied everything everywhere uses more than others, and keeps nobody's uses from being written.
#[test]
fn principals_who_used_everything_are_written_too() {
    run(async {
        let world = World::new().await;
        let roles = 101..150;
        for number in roles.clone() {
            let id = unique_id(IdPrefix::Role, number);
            let mut role = world.role(number);
            role.name = format!("Role{number}").parse().unwrap();
            let mut usage = Usage::new(account_id(), Some(id));
            for action in 0..350 {
                for region in ["us-east-1", "ap-southeast-2"] {
                    usage.use_action(Use {
                        name: format!("iam:GetServiceLinkedRoleDeletion{action:06}"),
                        region: region.to_owned(),
                        at: UnixTime(NOW),
                    });
                }
            }
            world
                .change(|tx| {
                    tx.put(role);
                    tx.put(usage);
                })
                .await;
            let mut session = role_session();
            if let SessionKind::Role { role_id, .. } = &mut session.kind {
                *role_id = id;
            }
            assert_eq!(world.who(&world.issue(&session)).await.status, 200);
        }
        world.pipeline.write_usage().await.unwrap();
        for number in roles {
            let used = used_by(&world, Some(unique_id(IdPrefix::Role, number)));
            assert_eq!(used.unwrap().services.len(), 1, "{number}");
        }
    });
}
