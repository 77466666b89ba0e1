//! Who is not let in, and in which words.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>

use std::sync::atomic::Ordering;

use records::KeyStatus;
use secrets::session::SessionClaims;

use crate::world::{
    Answer, Call, Credentials, NOW, Numbers, World, ann, delete, federated, role_session, root,
    run, session_token,
};

const INVALID: &str = "The security token included in the request is invalid.";
const EXPIRED: &str = "The security token included in the request is expired";
const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS \
                        Secret Access Key and signing method. Consult the service documentation for details.";
const WHO: &str = "Action=GetCallerIdentity&Version=2011-06-15";

fn assert_refused(answer: &Answer, code: &str, message: &str, case: &str) {
    let found = (
        answer.status,
        answer.code(),
        answer.text("Message").unwrap_or_default(),
    );
    assert_eq!(found, (403, code.to_owned(), message.to_owned()), "{case}");
    assert_eq!(answer.text("Type").as_deref(), Some("Sender"), "{case}");
}

#[test]
fn credentials_that_open_no_door() {
    run(async {
        let world = World::new().await;
        let session = world.issue(&role_session());
        let other_session = {
            let issued =
                secrets::session::issue(&world.ring, &role_session(), &Numbers::default()).unwrap();
            issued.session_token
        };
        let foreign_ring = secrets::KeyRing::generate(NOW, &Numbers(9.into()));
        let foreign =
            secrets::session::issue(&foreign_ring, &role_session(), &Numbers::default()).unwrap();
        let expired = world.issue(&SessionClaims {
            expires_at: NOW,
            ..role_session()
        });
        let mut tampered = session.token.clone().unwrap();
        let middle = tampered.len() / 2;
        let other = if &tampered[middle..=middle] == "A" {
            "B"
        } else {
            "A"
        };
        tampered.replace_range(middle..=middle, other);

        let with_token = |base: &Credentials, token: &str| Credentials {
            token: Some(token.into()),
            ..base.clone()
        };
        let wrong_secret = |base: Credentials| Credentials {
            secret: "wrong".into(),
            ..base
        };
        let unknown = Credentials {
            id: "AKIAUNKNOWNUNKNOWN00".into(),
            ..ann()
        };
        let not_an_id = Credentials {
            id: "not-an-id".into(),
            ..ann()
        };
        let token_less = Credentials {
            token: None,
            ..session.clone()
        };
        let genuine = session.token.clone().unwrap();
        for (case, credentials, code, message) in [
            (
                "unknown key",
                unknown.clone(),
                "InvalidClientTokenId",
                INVALID,
            ),
            (
                "key that is no id",
                not_an_id,
                "InvalidClientTokenId",
                INVALID,
            ),
            (
                "unknown key with a genuine token",
                with_token(&unknown, &genuine),
                "InvalidClientTokenId",
                INVALID,
            ),
            (
                "wrong secret",
                wrong_secret(ann()),
                "SignatureDoesNotMatch",
                MISMATCH,
            ),
            (
                "wrong secret of a session",
                wrong_secret(session.clone()),
                "SignatureDoesNotMatch",
                MISMATCH,
            ),
            (
                "session without its token",
                token_less,
                "InvalidClientTokenId",
                INVALID,
            ),
            (
                "another session's token",
                with_token(&session, &other_session),
                "InvalidClientTokenId",
                INVALID,
            ),
            (
                "another authority's token",
                with_token(&session, &foreign.session_token),
                "InvalidClientTokenId",
                INVALID,
            ),
            (
                "changed token",
                with_token(&session, &tampered),
                "InvalidClientTokenId",
                INVALID,
            ),
            (
                "no token at all",
                with_token(&session, "nonsense"),
                "InvalidClientTokenId",
                INVALID,
            ),
            (
                "empty token",
                with_token(&session, ""),
                "InvalidClientTokenId",
                INVALID,
            ),
            (
                "long-term key with nonsense",
                with_token(&ann(), "nonsense"),
                "InvalidClientTokenId",
                INVALID,
            ),
            (
                "long-term key with a genuine token",
                with_token(&ann(), &genuine),
                "InvalidClientTokenId",
                INVALID,
            ),
            (
                "the token before the signature",
                wrong_secret(with_token(&ann(), &genuine)),
                "InvalidClientTokenId",
                INVALID,
            ),
            ("expired session", expired.clone(), "ExpiredToken", EXPIRED),
            (
                "expired before the signature",
                wrong_secret(expired),
                "ExpiredToken",
                EXPIRED,
            ),
        ] {
            assert_refused(&world.who(&credentials).await, code, message, case);
        }
        for welcome in [ann(), session] {
            assert_eq!(world.who(&welcome).await.status, 200);
        }
    });
}

#[test]
fn what_is_deleted_or_deactivated_is_over_at_once() {
    run(async {
        let world = World::new().await;
        let kinds = [
            (ann(), "key"),
            (world.issue(&session_token(false)), "GetSessionToken"),
            (world.issue(&federated(false)), "GetFederationToken"),
        ];
        let assert_all = async |status: u16, moment: &str| {
            for (credentials, kind) in &kinds {
                let answer = world.who(credentials).await;
                assert_eq!(answer.status, status, "{kind}, {moment}");
                if status != 200 {
                    assert_refused(&answer, "InvalidClientTokenId", INVALID, kind);
                }
            }
        };
        assert_all(200, "at first").await;
        world
            .change_ann(|ann| ann.access_keys[0].status = KeyStatus::Inactive)
            .await;
        assert_all(403, "the key is inactive").await;
        world
            .change_ann(|ann| ann.access_keys[0].status = KeyStatus::Active)
            .await;
        assert_all(200, "the key is active again").await;
        world.change_ann(|ann| ann.access_keys.clear()).await;
        assert_all(403, "the key is deleted").await;
        world
            .change_ann(|user| user.access_keys = vec![world.key(&ann())])
            .await;
        world.change(|tx| delete(tx, &world.user(1))).await;
        assert_all(403, "the user is deleted").await;
        world.change(|tx| tx.put(world.user(2))).await;
        // A namesake who was even given the same key: the sessions of the former Ann stay dead.
        assert_eq!(world.who(&kinds[0].0).await.status, 200);
        for (session, kind) in &kinds[1..] {
            assert_refused(
                &world.who(session).await,
                "InvalidClientTokenId",
                INVALID,
                kind,
            );
        }
    });
}

#[test]
fn a_session_dies_with_its_role_and_is_not_revived_by_a_namesake() {
    run(async {
        let world = World::new().await;
        let session = world.issue(&role_session());
        assert_eq!(world.who(&session).await.status, 200);
        world.change(|tx| delete(tx, &world.role(1))).await;
        assert_refused(
            &world.who(&session).await,
            "InvalidClientTokenId",
            INVALID,
            "deleted",
        );
        world.change(|tx| tx.put(world.role(2))).await;
        assert_refused(
            &world.who(&session).await,
            "InvalidClientTokenId",
            INVALID,
            "made again",
        );
    });
}

#[test]
fn a_key_made_again_with_another_secret_forgets_the_first() {
    run(async {
        let world = World::new().await;
        assert_eq!(world.who(&ann()).await.status, 200);
        let changed = Credentials {
            secret: "another".into(),
            ..ann()
        };
        world
            .change_ann(|user| user.access_keys = vec![world.key(&changed)])
            .await;
        assert_refused(
            &world.who(&ann()).await,
            "SignatureDoesNotMatch",
            MISMATCH,
            "the cached signing key",
        );
        assert_eq!(world.who(&changed).await.status, 200);
    });
}

#[test]
fn a_sealed_secret_opens_under_its_own_id_only_also_while_its_signing_key_is_cached() {
    run(async {
        let world = World::new().await;
        let list = || Call::iam("Action=ListGroupPolicies&Version=2010-05-08&GroupName=all");
        assert_eq!(world.send(list(), Some(&ann())).await.status, 200);
        // Whoever can write the store copies the secret that he knows to the root user.
        world
            .change(|tx| {
                let ann = records::users::by_name(tx, crate::world::account_id(), "Ann").unwrap();
                let account = records::accounts::get(tx, crate::world::account_id()).unwrap();
                let mut account = records::accounts::Account::clone(&account);
                account.root.access_keys[0].secret = ann.access_keys[0].secret.clone();
                tx.put(account);
            })
            .await;
        let stolen = Credentials {
            id: root().id,
            ..ann()
        };
        let answer = world.send(list(), Some(&stolen)).await;
        assert_refused(&answer, "InvalidClientTokenId", INVALID, "copied");
    });
}

#[test]
fn what_the_head_of_a_request_is_refused_for() {
    run(async {
        let world = World::new().await;
        let sts = || Call::sts(WHO);
        let refusal = async |call: Call<'_>| {
            let answer = world.send(call, Some(&ann())).await;
            (
                answer.status,
                answer.code(),
                answer.text("Message").unwrap_or_default(),
            )
        };
        let unsigned = world.send(sts(), None).await;
        assert_refused(
            &unsigned,
            "MissingAuthenticationToken",
            "Request is missing Authentication Token",
            "unsigned",
        );
        let malformed = world
            .send(
                sts().header("authorization", "AWS4-HMAC-SHA256 Credential"),
                None,
            )
            .await;
        assert_eq!(
            (malformed.status, malformed.code().as_str()),
            (400, "IncompleteSignature")
        );
        let bearer = world
            .send(sts().header("authorization", "Bearer secret=x"), None)
            .await;
        assert_eq!(
            (bearer.status, bearer.code().as_str()),
            (400, "IncompleteSignature")
        );
        assert!(!bearer.body.contains("secret"), "{}", bearer.body);

        for (case, call, message) in [
            (
                "old",
                Call {
                    at: NOW - 901,
                    ..sts()
                },
                "Signature expired: 20260921T135819Z is now earlier than 20260921T135820Z (20260921T141320Z - 15 min.)",
            ),
            (
                "early",
                Call {
                    at: NOW + 901,
                    ..sts()
                },
                "Signature not yet current: 20260921T142821Z is still later than 20260921T142820Z (20260921T141320Z + 15 min.)",
            ),
            (
                "region",
                Call {
                    region: "eu-west-1",
                    ..sts()
                },
                "Credential should be scoped to a valid region. ",
            ),
            (
                "service",
                Call {
                    service: "iam",
                    body: "Action=DeleteUser&Version=2010-05-08&UserName=Ann",
                    ..sts()
                },
                "",
            ),
        ] {
            let (status, code, text) = refusal(call).await;
            if case == "service" {
                // A scope of IAM is IAM's request: the policies decide.
                assert_eq!(code, "AccessDenied");
            } else {
                assert_eq!(
                    (status, code.as_str(), text.as_str()),
                    (403, "SignatureDoesNotMatch", message),
                    "{case}"
                );
            }
        }
        let (_, _, text) = refusal(Call {
            service: "ec2",
            ..sts()
        })
        .await;
        assert_eq!(
            text,
            "Credential should be scoped to correct service: 'sts'. "
        );
        for fine in [
            Call {
                at: NOW - 900,
                ..sts()
            },
            Call {
                at: NOW + 900,
                ..sts()
            },
            Call {
                region: "us-east-1",
                ..sts()
            },
        ] {
            assert_eq!(refusal(fine).await.0, 200);
        }
    });
}

#[test]
fn a_changed_request_is_not_the_signed_one() {
    run(async {
        let world = World::new().await;
        let call = Call::sts(WHO);
        let headers = call.headers(Some(&ann()));
        for (method, query, body) in [
            (
                "POST",
                "",
                "Action=GetCallerIdentity&Version=2011-06-15&x=y",
            ),
            ("POST", "a=b", WHO),
            ("PUT", "", WHO),
        ] {
            let head = pipeline::RequestHead {
                method,
                path: "/",
                query,
                authority: Some("symbolon.example"),
                headers: &headers,
            };
            let body = body.as_bytes();
            let answer = world
                .pipeline
                .query(&world.services, &head, body, crate::world::peer())
                .await;
            assert_eq!(answer.status(), 403, "{method} {query}");
        }
    });
}

#[test]
fn a_session_ends_on_its_second() {
    run(async {
        let world = World::new().await;
        let session = world.issue(&SessionClaims {
            expires_at: NOW + 10,
            ..role_session()
        });
        for (second, status) in [(9, 200), (10, 403)] {
            world.clock.store(NOW + second, Ordering::SeqCst);
            assert_eq!(world.who(&session).await.status, status, "{second}");
        }
    });
}

#[test]
fn a_service_may_refuse_callers_whatever_their_policies_say() {
    run(async {
        let world = World::new().await;
        let message = "The security token included in the request is invalid";
        assert_refused(
            &world.who(&root()).await,
            "InvalidClientTokenId",
            message,
            "admission",
        );
    });
}
