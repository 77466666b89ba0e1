//! Assuming roles end to end: signed requests in, answers out, and the new credentials used.

use crate::support::{ABROAD, ADMINISTRATOR, Credentials, HOME, World, inline, tag};

const APP: &str = "arn:aws:iam::111122223333:role/app";
const NEXT: &str = "arn:aws:iam::111122223333:role/next";

/// A trust policy for this principal and these actions.
fn trust(principal: &str, actions: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},
        "Action":{actions},"Condition":{condition}}}}}"#
    )
}

const ANY: &str = r#"["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity","sts:SetContext"]"#;
const BOB: &str = "arn:aws:iam::111122223333:user/Bob";

/// Bob, whom the role `app` trusts by name for everything, and who has no policies.
async fn world() -> (World, Credentials) {
    let world = World::new(vec![sts::service()]).await;
    world.account(HOME).await;
    let (bob, credentials) = world.user(HOME, "Bob");
    world.put(bob).await;
    world
        .put(world.role(HOME, "app", &trust(BOB, ANY, "{}")))
        .await;
    (world, credentials)
}

fn session<'a>(role: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [("RoleArn", role), ("RoleSessionName", "work")]
        .iter()
        .chain(more)
        .copied()
        .collect()
}

#[tokio::test]
async fn the_credentials_of_a_role_are_good_until_they_expire() {
    let (world, bob) = world().await;
    let answer = world
        .call(
            &bob,
            "AssumeRole",
            &session(APP, &[("DurationSeconds", "900")]),
        )
        .await;
    let arn = "arn:aws:sts::111122223333:assumed-role/app/work";
    assert_eq!(answer.text("Arn"), arn);
    assert_eq!(answer.text("Expiration"), "2026-09-21T14:28:20Z");
    for absent in ["PackedPolicySize", "SourceIdentity", "SessionTokenSize"] {
        assert_eq!(answer.get(absent), None, "{absent}");
    }
    let role = answer.credentials();
    assert!(role.access_key_id.starts_with("ASIA"));

    let identity = world.call(&role, "GetCallerIdentity", &[]).await;
    assert_eq!(identity.text("Arn"), arn);
    assert_eq!(identity.text("Account"), HOME);
    assert_eq!(identity.text("UserId"), answer.text("AssumedRoleId"));

    let tokenless = Credentials {
        session_token: None,
        ..role.clone()
    };
    let refused = world.call(&tokenless, "GetCallerIdentity", &[]).await;
    assert_eq!(refused.text("Code"), "InvalidClientTokenId");

    world.wait(899);
    assert_eq!(
        world.call(&role, "GetCallerIdentity", &[]).await.status,
        200
    );
    world.wait(1);
    let refused = world.call(&role, "GetCallerIdentity", &[]).await;
    assert_eq!(
        (refused.status, refused.text("Code").as_str()),
        (403, "ExpiredToken")
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told_in_the_words_of_aws() {
    let (world, bob) = world().await;
    let mut long = world.role(HOME, "long", &trust(BOB, ANY, "{}"));
    long.max_session_duration = 7_200;
    world.put(long).await;
    let broad = ["ab"; 1_200].concat();
    let twice = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    let device = "arn:aws:iam::111122223333:mfa/Bob";
    type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], u16, &'a str, &'a str);
    let rows: [Row<'_>; 14] = [
        (
            "nothing:like-an-arn:at-all",
            &[],
            400,
            "ValidationError",
            "nothing:like-an-arn:at-all is invalid",
        ),
        (
            APP,
            &[("DurationSeconds", "899")],
            400,
            "ValidationError",
            "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: \
             Member must have value greater than or equal to 900",
        ),
        (
            APP,
            &[("DurationSeconds", "3601")],
            400,
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ),
        (
            APP,
            &[("Policy", "{}")],
            400,
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
        ),
        (
            APP,
            &[(
                "PolicyArns.member.1.arn",
                "arn:aws:iam::111122223333:policy/none",
            )],
            400,
            "ValidationError",
            "Policy arn:aws:iam::111122223333:policy/none does not exist or is not attachable.",
        ),
        (
            APP,
            &[(
                "PolicyArns.member.1.arn",
                "arn:aws:iam::444455556666:policy/theirs",
            )],
            400,
            "ValidationError",
            "Policy arn:aws:iam::444455556666:policy/theirs does not exist or is not attachable.",
        ),
        (
            APP,
            &[
                ("Tags.member.1.Key", "a"),
                ("Tags.member.1.Value", ""),
                ("Tags.member.2.Key", "A"),
                ("Tags.member.2.Value", ""),
            ],
            400,
            "InvalidParameterValue",
            twice,
        ),
        (
            APP,
            &[("TransitiveTagKeys.member.1", "a")],
            400,
            "InvalidParameterValue",
            "The specified transitive tag key must be included in the requested tags.",
        ),
        (
            APP,
            &[
                ("Tags.member.1.Key", "a"),
                ("Tags.member.1.Value", &broad[..256]),
                ("Tags.member.2.Key", "b"),
                ("Tags.member.2.Value", &broad[..256]),
            ],
            400,
            "PackedPolicyTooLarge",
            "Packed size of session tags consumes 101% of allotted space.",
        ),
        (
            APP,
            &[("SerialNumber", device)],
            403,
            "AccessDenied",
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
        ),
        (
            APP,
            &[("SerialNumber", device), ("TokenCode", "123456")],
            403,
            "AccessDenied",
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number \
             is valid and associated with this user.",
        ),
        (
            APP,
            &[
                (
                    "ProvidedContexts.member.1.ProviderArn",
                    "arn:aws:iam::aws:contextProvider/IdentityCenter",
                ),
                ("ProvidedContexts.member.1.ContextAssertion", "forged"),
            ],
            400,
            "ValidationError",
            "The provided context assertion is invalid.",
        ),
        (
            "arn:aws:iam::111122223333:role/none",
            &[],
            403,
            "AccessDenied",
            "User: arn:aws:iam::111122223333:user/Bob is not authorized to perform: sts:AssumeRole on resource: \
             arn:aws:iam::111122223333:role/none",
        ),
        (
            "arn:aws:iam::111122223333:role/other/app",
            &[],
            403,
            "AccessDenied",
            "User: arn:aws:iam::111122223333:user/Bob is not authorized to perform: sts:AssumeRole on resource: \
             arn:aws:iam::111122223333:role/other/app",
        ),
    ];
    for (role, more, status, code, message) in rows {
        let answer = world.call(&bob, "AssumeRole", &session(role, more)).await;
        let expected = (status, code.to_owned(), message.to_owned());
        assert_eq!(answer.refusal(), expected, "{role} {more:?}");
    }
    let longer = [("DurationSeconds", "7200")];
    let long = session("arn:aws:iam::111122223333:role/long", &longer);
    assert_eq!(world.call(&bob, "AssumeRole", &long).await.status, 200);
}

#[tokio::test]
async fn trust_must_allow_each_thing_that_is_done() {
    let (world, _) = world().await;
    let root = world.account(ABROAD).await;
    let (mut eve, eve_credentials) = world.user(ABROAD, "Eve");
    world.put(eve.clone()).await;
    let condition = r#"{"StringEquals":{"sts:ExternalId":"x-1"},"NumericLessThanEquals":{"sts:DurationSeconds":"3600"}}"#;
    world
        .put(world.role(
            HOME,
            "partner",
            &trust(ABROAD, r#""sts:AssumeRole""#, condition),
        ))
        .await;
    const PARTNER: &str = "arn:aws:iam::111122223333:role/partner";
    let denied = |action: &str, role: &str| {
        let user = "arn:aws:iam::444455556666:user/Eve";
        format!("User: {user} is not authorized to perform: {action} on resource: {role}")
    };
    let with_id = [("ExternalId", "x-1")];

    // Trust alone is not enough from another account, and nothing is said of the reason.
    let answer = world
        .call(&eve_credentials, "AssumeRole", &session(PARTNER, &with_id))
        .await;
    assert_eq!(answer.text("Message"), denied("sts:AssumeRole", PARTNER));

    eve.inline_policies = inline(ADMINISTRATOR);
    world.put(eve).await;
    let answer = world
        .call(&eve_credentials, "AssumeRole", &session(PARTNER, &with_id))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    for (more, action) in [
        (&[][..], "sts:AssumeRole"),
        (&[("ExternalId", "x-2")], "sts:AssumeRole"),
        (
            &[("ExternalId", "x-1"), ("SourceIdentity", "eve")],
            "sts:SetSourceIdentity",
        ),
        (
            &[
                ("ExternalId", "x-1"),
                ("Tags.member.1.Key", "a"),
                ("Tags.member.1.Value", "b"),
            ],
            "sts:TagSession",
        ),
        (
            &[
                ("ExternalId", "x-1"),
                (
                    "ProvidedContexts.member.1.ProviderArn",
                    "arn:aws:iam::aws:contextProvider/IdentityCenter",
                ),
                ("ProvidedContexts.member.1.ContextAssertion", "forged"),
            ],
            "sts:SetContext",
        ),
    ] {
        let answer = world
            .call(&eve_credentials, "AssumeRole", &session(PARTNER, more))
            .await;
        let expected = (403, "AccessDenied".to_owned(), denied(action, PARTNER));
        assert_eq!(answer.refusal(), expected, "{more:?}");
    }
    // A role that does not exist is denied in the same words.
    let answer = world
        .call(&eve_credentials, "AssumeRole", &session(NEXT, &[]))
        .await;
    assert_eq!(answer.text("Message"), denied("sts:AssumeRole", NEXT));

    let answer = world
        .call(&root, "AssumeRole", &session(PARTNER, &with_id))
        .await;
    assert_eq!(
        answer.text("Message"),
        "Roles may not be assumed by root accounts."
    );
}

#[tokio::test]
async fn a_chain_keeps_its_tags_and_its_source_identity() {
    let (world, bob) = world().await;
    let app = "arn:aws:sts::111122223333:assumed-role/app/work";
    let same_team =
        r#"{"StringEquals":{"aws:ResourceTag/team":"blue","aws:PrincipalTag/team":"blue"}}"#;
    let mut next = world.role(HOME, "next", &trust(APP, ANY, same_team));
    next.max_session_duration = 43_200;
    next.tags = [tag("Team", "red")].into_iter().collect();
    world.put(next).await;
    let mut timid = world.role(HOME, "timid", &trust(APP, r#""sts:AssumeRole""#, "{}"));
    timid.max_session_duration = 43_200;
    world.put(timid).await;
    let tagged = [
        ("Tags.member.1.Key", "Team"),
        ("Tags.member.1.Value", "blue"),
        ("TransitiveTagKeys.member.1", "team"),
        ("SourceIdentity", "bob@example.com"),
    ];
    let first = world.call(&bob, "AssumeRole", &session(APP, &tagged)).await;
    assert_eq!(first.text("SourceIdentity"), "bob@example.com");
    assert_ne!(first.text("PackedPolicySize"), "0");
    let first = first.credentials();

    let second = world.call(&first, "AssumeRole", &session(NEXT, &[])).await;
    assert_eq!(second.text("SourceIdentity"), "bob@example.com");
    assert_ne!(second.text("PackedPolicySize"), "0");
    let identity = world
        .call(&second.credentials(), "GetCallerIdentity", &[])
        .await;
    assert_eq!(
        identity.text("Arn"),
        "arn:aws:sts::111122223333:assumed-role/next/work"
    );

    let another = [("SourceIdentity", "eve@example.com")];
    let red = [
        ("Tags.member.1.Key", "TEAM"),
        ("Tags.member.1.Value", "red"),
    ];
    let long = [("DurationSeconds", "3601")];
    for (role, more, message) in [
        (NEXT, &another[..], format!("User: {app} is not authorized to perform: sts:SetSourceIdentity on resource: {NEXT}")),
        (
            NEXT,
            &red,
            "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from \
             the calling session."
                .to_owned(),
        ),
        (
            NEXT,
            &long,
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.".to_owned(),
        ),
        (
            "arn:aws:iam::111122223333:role/timid",
            &[],
            format!(
                "User: {app} is not authorized to perform: sts:SetSourceIdentity on resource: \
                 arn:aws:iam::111122223333:role/timid"
            ),
        ),
        (
            APP,
            &[],
            format!(
                "User: {app} is not authorized to perform: sts:AssumeRole on resource: {APP}"
            ),
        ),
    ] {
        let answer = world.call(&first, "AssumeRole", &session(role, more)).await;
        assert_eq!(answer.text("Message"), message, "{role} {more:?}");
    }
}

#[tokio::test]
async fn session_policies_bound_the_session_and_managed_ones_are_read_live() {
    let (world, bob) = world().await;
    let mut app = world.role(HOME, "app", &trust(BOB, ANY, "{}"));
    app.inline_policies = inline(ADMINISTRATOR);
    world.put(app).await;
    let nothing =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
    world
        .put(world.managed_policy(HOME, "bound", ADMINISTRATOR))
        .await;
    let ask = [("AccessKeyId", bob.access_key_id.as_str())];
    let why = "because no session policy allows the sts:GetAccessKeyInfo action";

    for (more, allowed) in [
        (&[][..], true),
        (&[("Policy", ADMINISTRATOR)], true),
        (&[("Policy", nothing)], false),
        (
            &[(
                "PolicyArns.member.1.arn",
                "arn:aws:iam::aws:policy/AdministratorAccess",
            )],
            true,
        ),
        (
            &[(
                "PolicyArns.member.1.arn",
                "arn:aws:iam::111122223333:policy/bound",
            )],
            true,
        ),
    ] {
        let answer = world.call(&bob, "AssumeRole", &session(APP, more)).await;
        assert_eq!(
            answer.get("PackedPolicySize").is_some(),
            !more.is_empty(),
            "{more:?}"
        );
        let role = answer.credentials();
        let answer = world.call(&role, "GetAccessKeyInfo", &ask).await;
        assert_eq!(answer.status == 200, allowed, "{more:?} {}", answer.body);
        if !allowed {
            assert!(answer.text("Message").ends_with(why), "{}", answer.body);
        }
        if let [("PolicyArns.member.1.arn", arn)] = more
            && arn.ends_with("bound")
        {
            world
                .put(world.managed_policy(HOME, "bound", nothing))
                .await;
            let answer = world.call(&role, "GetAccessKeyInfo", &ask).await;
            assert!(answer.text("Message").contains(why), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_deleted_role_ends_its_sessions_and_a_namesake_does_not_revive_them() {
    let (world, bob) = world().await;
    let role = world
        .call(&bob, "AssumeRole", &session(APP, &[]))
        .await
        .credentials();
    world
        .put(world.role(HOME, "app", &trust(BOB, ANY, "{}")))
        .await;
    let answer = world.call(&role, "GetCallerIdentity", &[]).await;
    assert_eq!(
        (answer.status, answer.text("Code").as_str()),
        (403, "InvalidClientTokenId")
    );
}
