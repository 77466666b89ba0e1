//! Sessions of users and of the root user, what they are good for, and GetAccessKeyInfo.

use crate::support::{ADMINISTRATOR, Credentials, HOME, World, inline};
use records::KeyStatus;

async fn world() -> (World, Credentials) {
    let world = World::new(vec![sts::service()]).await;
    let root = world.account(HOME).await;
    (world, root)
}

#[tokio::test]
async fn a_session_token_acts_as_its_user_while_the_users_key_lives() {
    let (world, _) = world().await;
    let (mut bob, credentials) = world.user(HOME, "Bob");
    bob.inline_policies = inline(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sts:*","Resource":"*"}}"#,
    );
    world.put(bob.clone()).await;
    let answer = world.call(&credentials, "GetSessionToken", &[]).await;
    assert_eq!(answer.text("Expiration"), "2026-09-22T02:13:20Z");
    assert_eq!(answer.get("SessionTokenSize"), None);
    let session = answer.credentials();

    let identity = world.call(&session, "GetCallerIdentity", &[]).await;
    assert_eq!(identity.text("Arn"), "arn:aws:iam::111122223333:user/Bob");
    assert_eq!(identity.text("UserId"), bob.id.as_str());
    for operation in ["GetSessionToken", "GetFederationToken", "GetAccessKeyInfo"] {
        let answer = world.call(&session, operation, &[]).await;
        let message = format!("Cannot call {operation} with session credentials");
        assert_eq!(answer.refusal(), (403, "AccessDenied".to_owned(), message));
    }
    let half = world
        .call(&credentials, "GetSessionToken", &[("TokenCode", "123456")])
        .await;
    assert_eq!(
        half.text("Message"),
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
    );

    bob.access_keys[0].status = KeyStatus::Inactive;
    world.put(bob).await;
    let answer = world.call(&session, "GetCallerIdentity", &[]).await;
    assert_eq!(answer.text("Code"), "InvalidClientTokenId");
}

#[tokio::test]
async fn the_root_user_gets_an_hour_and_a_token_as_long_as_it_asks_for() {
    let (world, root) = world().await;
    for operation in ["GetSessionToken", "GetFederationToken"] {
        let parameters = [
            ("Name", "Ann"),
            ("DurationSeconds", "129600"),
            ("MinimumSessionTokenSize", "2000"),
        ];
        let answer = world.call(&root, operation, &parameters).await;
        assert_eq!(
            answer.text("Expiration"),
            "2026-09-21T15:13:20Z",
            "{operation}"
        );
        let token = answer.text("SessionToken");
        assert_eq!(answer.text("SessionTokenSize"), token.len().to_string());
        assert_eq!(
            answer.text("SessionTokenUtilization"),
            (token.len() * 100 / 4096).to_string()
        );
        assert!((2000..2010).contains(&token.len()), "{}", token.len());
        let identity = world
            .call(&answer.credentials(), "GetCallerIdentity", &[])
            .await;
        assert_eq!(identity.text("Account"), HOME);
    }
    let session = world
        .call(&root, "GetSessionToken", &[])
        .await
        .credentials();
    let role = [
        ("RoleArn", "arn:aws:iam::111122223333:role/app"),
        ("RoleSessionName", "work"),
    ];
    let answer = world.call(&session, "AssumeRole", &role).await;
    assert_eq!(
        answer.text("Message"),
        "Roles may not be assumed by root accounts."
    );
}

#[tokio::test]
async fn a_federated_user_may_ask_who_it_is_and_nothing_else_of_sts() {
    let (world, _) = world().await;
    let (mut bob, credentials) = world.user(HOME, "Bob");
    world.put(bob.clone()).await;
    let arn = "arn:aws:sts::111122223333:federated-user/Ann";
    let ann = [
        ("Name", "Ann"),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "blue"),
    ];
    let denied = |action: &str| {
        format!(
            "User: arn:aws:iam::111122223333:user/Bob is not authorized to perform: {action} on resource: {arn} \
             because no identity-based policy allows the {action} action"
        )
    };
    let answer = world.call(&credentials, "GetFederationToken", &ann).await;
    assert_eq!(answer.text("Message"), denied("sts:GetFederationToken"));
    bob.inline_policies = inline(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:GetFederationToken","Resource":"*"}}"#,
    );
    world.put(bob.clone()).await;
    let answer = world.call(&credentials, "GetFederationToken", &ann).await;
    assert_eq!(answer.text("Message"), denied("sts:TagSession"));
    bob.inline_policies = inline(ADMINISTRATOR);
    world.put(bob).await;

    let plain = world
        .call(&credentials, "GetFederationToken", &[("Name", "Ann")])
        .await;
    assert_eq!(plain.text("PackedPolicySize"), "0");
    let answer = world.call(&credentials, "GetFederationToken", &ann).await;
    assert_ne!(answer.text("PackedPolicySize"), "0");
    assert_eq!(answer.text("FederatedUserId"), "111122223333:Ann");
    assert_eq!(answer.text("Arn"), arn);
    assert_eq!(answer.text("Expiration"), "2026-09-22T02:13:20Z");
    let session = answer.credentials();
    let identity = world.call(&session, "GetCallerIdentity", &[]).await;
    assert_eq!(
        (
            identity.text("Arn").as_str(),
            identity.text("UserId").as_str()
        ),
        (arn, "111122223333:Ann")
    );
    let answer = world.call(&session, "AssumeRole", &[]).await;
    assert_eq!(
        answer.text("Message"),
        "Cannot call AssumeRole with session credentials"
    );
}

#[tokio::test]
async fn the_account_of_a_key_is_told_to_those_who_may_ask() {
    let (world, root) = world().await;
    let (bob, credentials) = world.user(HOME, "Bob");
    world.put(bob).await;
    let carried = [("AccessKeyId", "AKIAQKLNZVFJ4EXAMPLE")];
    let carried_account = secrets::access_key::account_of("AKIAQKLNZVFJ4EXAMPLE").unwrap();
    let answer = world.call(&root, "GetAccessKeyInfo", &carried).await;
    assert_eq!(answer.text("Account"), carried_account.to_string());
    let recorded = [("AccessKeyId", credentials.access_key_id.as_str())];
    let answer = world.call(&root, "GetAccessKeyInfo", &recorded).await;
    assert_eq!(answer.text("Account"), HOME);

    // A unique id is no access key, and keys of old tell no account.
    for unknown in [
        "AIDAQKLNZVFJ4EXAMPLE",
        "AKIAIOSFODNN7EXAMPLE",
        "0123456789abcdef",
    ] {
        let answer = world
            .call(&root, "GetAccessKeyInfo", &[("AccessKeyId", unknown)])
            .await;
        assert_eq!(
            (answer.status, answer.text("Code").as_str()),
            (400, "ValidationError"),
            "{unknown}"
        );
    }
    let answer = world
        .call(&credentials, "GetAccessKeyInfo", &recorded)
        .await;
    assert_eq!(
        answer.text("Message"),
        "User: arn:aws:iam::111122223333:user/Bob is not authorized to perform: sts:GetAccessKeyInfo because no \
         identity-based policy allows the sts:GetAccessKeyInfo action"
    );
}

#[tokio::test]
async fn operations_that_are_not_built_are_unknown() {
    let (world, root) = world().await;
    let answer = world
        .call(&root, "AssumeRoot", &[("TargetPrincipal", "444455556666")])
        .await;
    assert_eq!(
        (answer.status, answer.text("Code").as_str()),
        (400, "InvalidAction")
    );
}
