//! Changes: decided and committed on one state of the world, however many change it at once.

use std::sync::Arc;

use names::UserName;
use records::users::User;
use records::{ReadTx, groups};
use store::faulty::Fault;

use crate::world::{Answer, Call, World, account_id, ann, root, run, unique_id};

async fn attach(world: &World, number: usize) -> Answer {
    let arn = format!("arn:aws:iam::aws:policy/P{number}");
    let body =
        format!("Action=AttachGroupPolicy&Version=2010-05-08&GroupName=Team&PolicyArn={arn}");
    world.send(Call::iam(&body), Some(&root())).await
}

fn attached(world: &World) -> usize {
    let mut tx = ReadTx::new(world.pipeline.replica().state());
    groups::by_name(&mut tx, account_id(), "Team")
        .unwrap()
        .attached_policies
        .len()
}

#[test]
fn a_change_is_there_when_it_is_answered() {
    run(async {
        let world = World::new().await;
        assert_eq!(attach(&world, 1).await.status, 200);
        assert_eq!(attached(&world), 1);
        let commits = world.store.commits();
        assert_eq!(attach(&world, 1).await.status, 200);
        assert_eq!(
            world.store.commits(),
            commits,
            "what changes nothing commits nothing"
        );
    });
}

#[test]
fn failures_of_the_store_are_answered_as_what_they_are() {
    for (faults, status, code, changes) in [
        (vec![Fault::Conflict], 200, "", 1),
        (
            vec![Fault::Conflict, Fault::Conflict, Fault::Conflict],
            200,
            "",
            1,
        ),
        (vec![Fault::Conflict; 16], 500, "ServiceFailure", 0),
        (vec![Fault::Fail], 500, "ServiceFailure", 0),
        (vec![Fault::UnknownCommitted], 200, "", 1),
        (vec![Fault::UnknownNotCommitted], 500, "ServiceFailure", 0),
    ] {
        run(async {
            let world = World::new().await;
            for (number, fault) in (1..).zip(&faults) {
                world.store.on_commit(number, *fault);
            }
            let answer = attach(&world, 1).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (status, code),
                "{faults:?}"
            );
            assert_eq!(attached(&world), changes, "{faults:?}");
            assert_eq!(attach(&world, 2).await.status, 200, "{faults:?}");
        });
    }
}

#[test]
fn of_many_at_once_on_one_record_none_is_lost_and_none_gives_up() {
    run(async {
        let world = Arc::new(World::new().await);
        let callers = (0..64).map(|number| {
            let world = Arc::clone(&world);
            tokio::spawn(async move { attach(&world, number).await.status })
        });
        for caller in callers.collect::<Vec<_>>() {
            assert_eq!(caller.await.unwrap(), 200);
        }
        assert_eq!(attached(&world), 64);
    });
}

#[test]
fn a_change_that_fits_no_record_is_refused() {
    run(async {
        let world = World::new().await;
        world
            .change(|tx| {
                let mut group = crate::world::group();
                let long = "p".repeat(480);
                let arn = |number| {
                    format!("arn:aws:iam::aws:policy/{long}{number}")
                        .parse()
                        .unwrap()
                };
                group.attached_policies = (0..1_024).map(arn).collect();
                tx.put(group);
            })
            .await;
        let mut answers = Vec::new();
        for number in 0..100 {
            answers.push(attach(&world, number).await);
        }
        let refused = answers.iter().find(|answer| answer.status != 200).unwrap();
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (409, "LimitExceeded")
        );
        assert!(attached(&world) < 1_124);
    });
}

#[test]
fn reading_goes_on_while_the_store_is_down() {
    run(async {
        let world = World::new().await;
        world.store.set_down(true);
        let list = Call::iam("Action=ListGroupPolicies&Version=2010-05-08&GroupName=all");
        assert_eq!(world.send(list, Some(&root())).await.status, 200);
        assert_eq!(attach(&world, 1).await.status, 500);
    });
}

#[test]
fn markers_lead_through_a_list_once_and_only_their_own() {
    run(async {
        let world = World::new().await;
        world
            .change(|tx| {
                for number in 2..8_u64 {
                    let name: UserName = format!("U{number}").parse().unwrap();
                    let id = unique_id(names::IdPrefix::User, number);
                    tx.put(User {
                        name,
                        id,
                        access_keys: Vec::new(),
                        ..world.user(number)
                    });
                }
            })
            .await;
        let list = async |query: &str| {
            let group = if query.contains("GroupName") {
                ""
            } else {
                "&GroupName=all"
            };
            let body = format!("Action=ListGroupPolicies&Version=2010-05-08{group}{query}");
            world.send(Call::iam(&body), Some(&root())).await
        };
        let names = |answer: &Answer| answer.body.matches("<member>").count();
        assert_eq!(names(&list("").await), 7);
        let mut marker = String::new();
        let mut sizes = Vec::new();
        loop {
            let page = list(&format!("&MaxItems=3{marker}")).await;
            sizes.push(names(&page));
            match page.text("Marker") {
                Some(next) => marker = format!("&Marker={}", wire::query::percent_encode(&next)),
                None => break,
            }
        }
        assert_eq!(sizes, [3, 3, 1]);

        for bad in [
            "&Marker=nonsense".to_owned(),
            format!("{marker}&GroupName=other"),
        ] {
            let answer = list(&bad).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (400, "ValidationError"),
                "{bad}"
            );
            assert_eq!(answer.text("Message").as_deref(), Some("Invalid Marker."));
        }
    });
}

#[test]
fn slow_work_is_done_before_the_answer() {
    run(async {
        let world = World::new().await;
        for (old, new, status) in [("hush", "hush", 200), ("hush", "Hush", 404)] {
            let body = format!(
                "Action=ChangePassword&Version=2010-05-08&OldPassword={old}&NewPassword={new}"
            );
            let answer = world.send(Call::iam(&body), Some(&ann())).await;
            assert_eq!(answer.status, status, "{}", answer.body);
        }
    });
}
