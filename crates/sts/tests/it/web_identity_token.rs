//! Tokens for services elsewhere: what they say for each kind of caller, how long, and when there is none.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use records::accounts;
use records::outbound_identity::{IssuerKey, OutboundIdentity, bound_to};
use secrets::issuer_key::{NewKey, NewKeys, SigningAlgorithm};
use serde_json::{Value, json};

use crate::support::{ADMINISTRATOR, Answer, BEGINNING, Credentials, HOME, World, inline, tag};

const ISSUER: &str = "9f0d5a4c-1e4a-4a38-b6f9-1d2c3b4a5968";
const CLAIMS_BYTES_MAX: usize = 14_984;
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},
    "Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]}}"#;

/// Bob, who may do everything in an account that gives out tokens, and a role that he may assume.
async fn world() -> (World, Credentials) {
    let world = World::new(vec![sts::service()]).await;
    world.account(HOME).await;
    switch(&world, true).await;
    let (mut bob, credentials) = world.user(HOME, "Bob");
    bob.inline_policies = inline(ADMINISTRATOR);
    bob.tags = [tag("Team", "red")].into_iter().collect();
    world.put(bob).await;
    let mut role = world.role(HOME, "app", TRUST);
    role.path = "/team/".parse().unwrap();
    role.inline_policies = inline(ADMINISTRATOR);
    role.tags = [tag("Team", "blue"), tag("cost", "7")]
        .into_iter()
        .collect();
    world.put(role).await;
    (world, credentials)
}

async fn switch(world: &World, is_enabled: bool) {
    let mut tx = records::ReadTx::new(world.replica.state());
    let account = accounts::get(&mut tx, HOME.parse().unwrap()).unwrap();
    let mut account = std::sync::Arc::unwrap_or_clone(account);
    let keys = NewKeys::generate().unwrap();
    let kept = |algorithm, key: NewKey| IssuerKey {
        private: world.sealed(&bound_to(ISSUER, algorithm), key.private.expose()),
        public: key.public,
    };
    account.settings.outbound_identity = Some(OutboundIdentity {
        issuer_id: ISSUER.to_owned(),
        is_enabled,
        rs256: kept(SigningAlgorithm::Rs256, keys.rs256),
        es384: kept(SigningAlgorithm::Es384, keys.es384),
    });
    world.put(account).await;
}

async fn asked(world: &World, caller: &Credentials, more: &[(&str, &str)]) -> Answer {
    let always = [("Audience.member.1", "app"), ("SigningAlgorithm", "ES384")];
    let parameters: Vec<_> = always.iter().chain(more).copied().collect();
    world.call(caller, "GetWebIdentityToken", &parameters).await
}

/// The claims of the token in the answer, without its random id, and how many bytes they take.
fn claims(answer: &Answer) -> (Value, usize) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let token = answer.text("WebIdentityToken");
    let payload = token.split('.').nth(1).unwrap();
    let payload = URL_SAFE_NO_PAD.decode(payload).unwrap();
    let mut claims: Value = serde_json::from_slice(&payload).unwrap();
    let id = claims.as_object_mut().unwrap().remove("jti").unwrap();
    assert_eq!(id.as_str().unwrap().len(), 36);
    (claims, payload.len())
}

#[tokio::test]
async fn a_token_says_who_asked() {
    let (world, bob) = world().await;
    let arn = "arn:aws:iam::111122223333:user/Bob";
    let answer = asked(&world, &bob, &[]).await;
    assert_eq!(answer.text("Expiration"), "2026-09-21T14:18:20Z");
    let of_bob = json!({
        "iss": format!("/.tokens/{ISSUER}"),
        "sub": arn,
        "aud": "app",
        "iat": BEGINNING,
        "exp": BEGINNING + 300,
        "https://sts.amazonaws.com/": {
            "aws_account": HOME,
            "source_region": "us-east-1",
            "principal_id": arn,
            "principal_tags": {"Team": "red"},
        },
    });
    assert_eq!(claims(&answer).0, of_bob);

    let session = world.call(&bob, "GetSessionToken", &[]).await.credentials();
    let (said, _) = claims(&asked(&world, &session, &[]).await);
    let mut of_session = of_bob;
    of_session["https://sts.amazonaws.com/"]["original_session_exp"] =
        json!("2026-09-22T02:13:20Z");
    assert_eq!(said, of_session);

    let role = [
        ("RoleArn", "arn:aws:iam::111122223333:role/team/app"),
        ("RoleSessionName", "work"),
        ("SourceIdentity", "Eve"),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "green"),
    ];
    let role = world.call(&bob, "AssumeRole", &role).await.credentials();
    let more = [
        ("Audience.member.2", "other"),
        ("DurationSeconds", "60"),
        ("Tags.member.1.Key", "aws:job"),
        ("Tags.member.1.Value", "9"),
    ];
    let (said, _) = claims(&asked(&world, &role, &more).await);
    let arn = "arn:aws:iam::111122223333:role/team/app";
    let of_role = json!({
        "iss": format!("/.tokens/{ISSUER}"),
        "sub": arn,
        "aud": ["app", "other"],
        "iat": BEGINNING,
        "exp": BEGINNING + 60,
        "https://sts.amazonaws.com/": {
            "aws_account": HOME,
            "source_region": "us-east-1",
            "principal_id": arn,
            "principal_tags": {"team": "green", "cost": "7"},
            "request_tags": {"aws:job": "9"},
            "original_session_exp": "2026-09-21T15:13:20Z",
            "source_identity": "Eve",
        },
    });
    assert_eq!(said, of_role);
}

#[tokio::test]
async fn a_token_ends_with_the_session_at_the_latest() {
    let (world, bob) = world().await;
    let role = [
        ("RoleArn", "arn:aws:iam::111122223333:role/team/app"),
        ("RoleSessionName", "work"),
        ("DurationSeconds", "900"),
    ];
    let role = world.call(&bob, "AssumeRole", &role).await.credentials();
    world.wait(600);
    let answer = asked(&world, &role, &[("DurationSeconds", "300")]).await;
    assert_eq!(answer.text("Expiration"), "2026-09-21T14:28:20Z");
    let message = "The requested token duration would extend the session beyond its original expiration time.";
    let refused = asked(&world, &role, &[("DurationSeconds", "301")]).await;
    let escalation = "SessionDurationEscalationException".to_owned();
    assert_eq!(refused.refusal(), (403, escalation, message.to_owned()));
    let whole = asked(&world, &bob, &[("DurationSeconds", "3600")]).await;
    assert_eq!(whole.status, 200);
}

#[tokio::test]
async fn claims_take_so_many_bytes_and_no_more() {
    let (world, bob) = world().await;
    let (_, unpadded) = claims(&padded(&world, &bob, 0).await);
    let most = CLAIMS_BYTES_MAX - unpadded;
    let (_, taken) = claims(&padded(&world, &bob, most).await);
    assert_eq!(taken, CLAIMS_BYTES_MAX);
    let (status, code, _) = padded(&world, &bob, most + 1).await.refusal();
    assert_eq!(
        (status, code.as_str()),
        (400, "JWTPayloadSizeExceededException")
    );
}

/// Asks with nine more audiences and fifty tags, whose letters are `padding` more than they must be.
async fn padded(world: &World, caller: &Credentials, padding: usize) -> Answer {
    let mut left = padding;
    let mut text = |start: &str, most: usize| {
        let length = left.min(most);
        left -= length;
        format!("{start}{}", "x".repeat(length))
    };
    let mut more = Vec::new();
    for number in 2..=10 {
        more.push((format!("Audience.member.{number}"), text("x", 999)));
    }
    for number in 1..=50 {
        more.push((format!("Tags.member.{number}.Key"), number.to_string()));
        more.push((format!("Tags.member.{number}.Value"), text("", 256)));
    }
    assert_eq!(left, 0);
    let more: Vec<(&str, &str)> = more
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    asked(world, caller, &more).await
}

#[tokio::test]
async fn refusals_come_in_their_order() {
    let (world, bob) = world().await;
    switch(&world, false).await;
    let (eve, nobody) = world.user(HOME, "Eve");
    world.put(eve).await;
    let twice = [
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "red"),
        ("Tags.member.2.Key", "Team"),
        ("Tags.member.2.Value", "red"),
    ];
    let federated = world
        .call(&bob, "GetFederationToken", &[("Name", "Fred")])
        .await
        .credentials();
    let (good, unsupported) = ("RS256", "ES256");
    for (caller, algorithm, more, status, code) in [
        (&nobody, unsupported, &twice[..], 400, "ValidationError"),
        (&nobody, good, &twice, 400, "InvalidParameterValue"),
        (&nobody, good, &[], 403, "AccessDenied"),
        (&federated, good, &[], 403, "AccessDenied"),
        (
            &bob,
            good,
            &[],
            403,
            "OutboundWebIdentityFederationDisabledException",
        ),
    ] {
        let always = [
            ("Audience.member.1", "app"),
            ("SigningAlgorithm", algorithm),
        ];
        let parameters = [&always, more].concat();
        let answer = world.call(caller, "GetWebIdentityToken", &parameters).await;
        let (got_status, got_code, _) = answer.refusal();
        assert_eq!((got_status, got_code.as_str()), (status, code), "{more:?}");
    }
}
