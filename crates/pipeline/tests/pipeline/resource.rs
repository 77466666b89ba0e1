//! Who may come in at the resource's door, in S3's words.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use pipeline::RequestHead;
use records::{KeyStatus, ReadTx};
use secrets::session::SessionClaims;

use crate::world::{
    Call, Credentials, NOW, Numbers, REGION, World, ann, delete, role_session, run,
};

/// The code of the refusal; empty when there is none.
fn code(world: &World, credentials: Option<&Credentials>) -> String {
    let call = Call {
        method: "GET",
        service: "s3",
        region: REGION,
        body: "",
        ..Call::sts("")
    };
    let headers = call.headers(credentials);
    let head = RequestHead {
        method: "GET",
        path: "/",
        query: "",
        authority: Some("symbolon.example"),
        headers: &headers,
    };
    let mut reads = ReadTx::new(world.pipeline.replica().state());
    match world
        .pipeline
        .authenticate_resource(&head, "s3", world.pipeline.now(), &mut reads)
    {
        Ok(verified) => {
            assert_eq!(verified.caller.arn().is_some(), credentials.is_some());
            assert_eq!(verified.mechanism.is_some(), credentials.is_some());
            String::new()
        }
        Err(error) => error.code().to_owned(),
    }
}

#[test]
fn tokens_and_keys_are_refused_in_s3s_order() {
    run(async {
        let world = World::new().await;
        let session = world.issue(&role_session());
        let genuine = session.token.clone().unwrap();
        let issued =
            secrets::session::issue(&world.ring, &role_session(), &Numbers::default()).unwrap();
        let other = issued.session_token;
        let expired = world.issue(&SessionClaims {
            expires_at: NOW,
            ..role_session()
        });
        let unknown = Credentials {
            id: "AKIAUNKNOWNUNKNOWN00".into(),
            ..ann()
        };
        let with = |base: &Credentials, token: &str| Credentials {
            token: Some(token.into()),
            ..base.clone()
        };
        let wrong = |base: Credentials| Credentials {
            secret: "wrong".into(),
            ..base
        };
        for (case, credentials, expected) in [
            ("long-term key", ann(), ""),
            ("session", session.clone(), ""),
            ("unknown key", unknown.clone(), "InvalidAccessKeyId"),
            ("wrong secret", wrong(ann()), "SignatureDoesNotMatch"),
            (
                "session without token",
                Credentials {
                    token: None,
                    ..session.clone()
                },
                "InvalidAccessKeyId",
            ),
            (
                "session with empty token",
                with(&session, ""),
                "InvalidAccessKeyId",
            ),
            (
                "another session's token",
                with(&session, &other),
                "InvalidAccessKeyId",
            ),
            (
                "token that does not decode",
                with(&session, "nonsense"),
                "InvalidToken",
            ),
            (
                "the same with an unknown key",
                with(&unknown, "nonsense"),
                "InvalidToken",
            ),
            (
                "the same before the signature",
                wrong(with(&session, "nonsense")),
                "InvalidToken",
            ),
            (
                "long-term key with nonsense",
                with(&ann(), "nonsense"),
                "InvalidToken",
            ),
            (
                "the same before the signature",
                wrong(with(&ann(), "nonsense")),
                "InvalidToken",
            ),
            (
                "long-term key with a genuine token",
                with(&ann(), &genuine),
                "InvalidToken",
            ),
            (
                "the same after the signature",
                wrong(with(&ann(), &genuine)),
                "SignatureDoesNotMatch",
            ),
            (
                "unknown key with a genuine token",
                with(&unknown, &genuine),
                "InvalidAccessKeyId",
            ),
            ("expired", expired.clone(), "ExpiredToken"),
            (
                "expired before the signature",
                wrong(expired.clone()),
                "ExpiredToken",
            ),
        ] {
            assert_eq!(code(&world, Some(&credentials)), expected, "{case}");
        }
        assert_eq!(code(&world, None), "", "anonymous");

        world.change(|tx| delete(tx, &world.role(1))).await;
        assert_eq!(code(&world, Some(&session)), "InvalidAccessKeyId");
        assert_eq!(code(&world, Some(&wrong(session))), "InvalidAccessKeyId");
        assert_eq!(
            code(&world, Some(&expired)),
            "ExpiredToken",
            "expiry wins over the deleted role"
        );
        world
            .change_ann(|ann| ann.access_keys[0].status = KeyStatus::Inactive)
            .await;
        for credentials in [ann(), with(&ann(), &genuine), wrong(ann())] {
            assert_eq!(code(&world, Some(&credentials)), "InvalidAccessKeyId");
        }
    });
}
