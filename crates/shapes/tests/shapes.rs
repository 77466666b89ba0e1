//! The generated shapes against answers that AWS was observed to give.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests"
)]

use shapes::{iam, sts};
use wire::query::Params;
use wire::{Auth, Format, Input, ServiceError as _, response};

fn refusal<I: Input + std::fmt::Debug>(form: &str) -> (String, String) {
    let params = Params::parse(b"", form.as_bytes()).unwrap();
    let error = I::decode(&params).expect_err(form);
    (
        error.code().to_owned(),
        error.message().unwrap_or("-").to_owned(),
    )
}

fn accepted<I: Input>(form: &str) -> I {
    let params = Params::parse(b"", form.as_bytes()).unwrap();
    I::decode(&params).unwrap_or_else(|error| panic!("{form}: {error}"))
}

fn rejected<I: Input + std::fmt::Debug>(form: &str, text: &str) {
    assert_eq!(
        refusal::<I>(form),
        ("ValidationError".to_owned(), text.to_owned()),
        "{form}"
    );
}

#[test]
fn operations_know_their_service_and_who_may_call() {
    let operation = iam::operations::operation("CreateUser").unwrap();
    assert_eq!(
        (
            operation.name,
            operation.service.api_version,
            operation.has_result
        ),
        ("CreateUser", "2010-05-08", true)
    );
    assert!(!iam::operations::operation("DeleteUser").unwrap().has_result);
    assert!(iam::operations::operation("createuser").is_none());
    assert_eq!(iam::operations::OPERATIONS.len(), 180);
    let unsigned: Vec<&str> = sts::operations::OPERATIONS
        .iter()
        .filter(|operation| operation.auth == Auth::None)
        .map(|operation| operation.name)
        .collect();
    assert_eq!(
        unsigned,
        ["AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"]
    );
    assert!(iam::operations::OPERATIONS.is_sorted_by_key(|operation| operation.name));
}

#[test]
fn sts_prints_values() {
    const ROLE: &str = "RoleArn=arn:aws:iam::123456789012:role/R&RoleSessionName=s1";
    let input: sts::AssumeRoleRequest = accepted(&format!(
        "{ROLE}&DurationSeconds=%2B900&DurationSeconds=x&Unknown=1"
    ));
    assert_eq!(input.duration_seconds, Some(900));
    rejected::<sts::AssumeRoleRequest>(
        &format!("{ROLE}&DurationSeconds=899"),
        "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    );
    rejected::<sts::AssumeRoleRequest>(
        "RoleSessionName=s1",
        "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    );
    // The pattern is reported before the length, and `roleArn` before `principalArn`.
    const PATTERN: &str =
        r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+";
    let of = |member: &str| {
        format!(
            "Value '' at '{member}' failed to satisfy constraint: Member must satisfy regular expression pattern: {PATTERN}; \
             Value '' at '{member}' failed to satisfy constraint: Member must have length greater than or equal to 20"
        )
    };
    rejected::<sts::AssumeRoleWithSAMLRequest>(
        "RoleArn=&PrincipalArn=&SAMLAssertion=QUJDRA==",
        &format!(
            "4 validation errors detected: {}; {}",
            of("roleArn"),
            of("principalArn")
        ),
    );
    rejected::<sts::AssumeRoleRequest>(
        &format!("{ROLE}%2F"),
        r"1 validation error detected: Value 's1/' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*",
    );
    rejected::<sts::GetWebIdentityTokenRequest>(
        "SigningAlgorithm=RS256&Audience=",
        "1 validation error detected: Value '[]' at 'audience' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
    // Characters above U+FFFF are refused: Java reads `\u10000` as U+1000 and a zero.
    let smile = "RoleArn=arn:aws:iam::123456789012:role/%F0%9F%98%80&RoleSessionName=s1";
    assert_eq!(
        refusal::<sts::AssumeRoleRequest>(smile).0,
        "ValidationError"
    );
}

#[test]
fn iam_hides_values() {
    rejected::<iam::GetRoleRequest>(
        "",
        "1 validation error detected: Value at 'roleName' failed to satisfy constraint: Member must not be null",
    );
    rejected::<iam::TagUserRequest>(
        "UserName=Bob&Tags.member.1.Key=%23&Tags.member.1.Value=%2A",
        concat!(
            "2 validation errors detected: Value at 'tags.1.member.value' failed to satisfy constraint: ",
            r"Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]*; ",
            "Value at 'tags.1.member.key' failed to satisfy constraint: ",
            r"Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+",
        ),
    );
    rejected::<iam::SetSecurityTokenServicePreferencesRequest>(
        "GlobalEndpointTokenVersion=v3",
        "1 validation error detected: Value at 'globalEndpointTokenVersion' failed to satisfy constraint: Member must satisfy enum value set: [v2Token, v1Token]",
    );
    let (_, text) = refusal::<iam::SimulateCustomPolicyRequest>(
        "PolicyInputList.member.1=&ActionNames.member.1=s3:GetObject",
    );
    assert_eq!(
        text,
        concat!(
            "1 validation error detected: Value at 'policyInputList' failed to satisfy constraint: Member must satisfy constraint: ",
            "[Member must have length less than or equal to 131072, Member must have length greater than or equal to 1, ",
            r"Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+]",
        )
    );
}

#[test]
fn iam_says_in_words_what_names_and_paths_are() {
    let told = |member: &str, demanded: &str| {
        format!("The specified value for {member} is invalid. It must {demanded}")
    };
    let name = "contain only alphanumeric characters and/or the following: +=,.@_-";
    let path = "begin and end with / and contain only alphanumeric characters and/or / characters.";
    let prefix =
        "begin with the / character and contain only alphanumeric characters and/or / characters.";
    let ascii = "contain only printable ASCII characters.";
    rejected::<iam::CreateUserRequest>("UserName=a%20b", &told("userName", name));
    rejected::<iam::CreateUserRequest>("UserName=a&Path=b/", &told("path", path));
    rejected::<iam::CreatePolicyRequest>(
        "PolicyName=a&PolicyDocument=b&Path=/c:d/",
        &told("path", path),
    );
    rejected::<iam::ListUsersRequest>("PathPrefix=a", &told("pathPrefix", prefix));
    rejected::<iam::ListPoliciesRequest>("PathPrefix=/a", &told("pathPrefix", prefix));
    rejected::<iam::ListEntitiesForPolicyRequest>(
        "PolicyArn=arn:aws:iam::aws:policy/Nothing&PathPrefix=a",
        &told("pathPrefix", prefix),
    );
    let document = "UserName=a&PolicyName=b&PolicyDocument=%E2%82%AC";
    rejected::<iam::PutUserPolicyRequest>(document, &told("policyDocument", ascii));
    // Only where nothing else is wrong, of which there may be more.
    rejected::<iam::CreateUserRequest>(
        &format!("UserName=a%20b&Path=/{}/", "c".repeat(511)),
        "1 validation error detected: Value at 'path' failed to satisfy constraint: Member must have length less than or equal to 512",
    );
    // STS cites the pattern of a name, as it was observed to.
    rejected::<sts::GetFederationTokenRequest>(
        "Name=a%20b",
        r"1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*",
    );
}

#[test]
fn patterns_of_names_and_paths() {
    let path = |path: &str| {
        let form = format!("UserName=Bob&Path={}", wire::query::percent_encode(path));
        let params = Params::parse(b"", form.as_bytes())
            .map(|params| iam::CreateUserRequest::decode(&params).is_ok());
        params.unwrap()
    };
    for (text, expected) in [
        ("/", true),
        ("/team/", true),
        ("/a//b/", true),
        ("/team", false),
        ("team/", false),
        ("//", false),
        ("/ space/", false),
        ("/del\u{7f}/", false),
        ("/é/", false),
        ("/team/\n", false),
        ("/line\n/", false),
    ] {
        assert_eq!(path(text), expected, "{text:?}");
    }
    for (name, expected) in [
        ("Bob", true),
        ("a+b=c,d.e@f-g_h", true),
        ("Bob\n", false),
        ("é", false),
        ("a b", false),
        ("", false),
    ] {
        let form = format!("UserName={}", wire::query::percent_encode(name));
        let params = Params::parse(b"", form.as_bytes()).unwrap();
        assert_eq!(
            iam::CreateUserRequest::decode(&params).is_ok(),
            expected,
            "{name:?}"
        );
    }
    let policy_path = |path: &str| {
        let form = format!(
            "PolicyName=P&PolicyDocument=%7B%7D&Path={}",
            wire::query::percent_encode(path)
        );
        iam::CreatePolicyRequest::decode(&Params::parse(b"", form.as_bytes()).unwrap()).is_ok()
    };
    assert!(policy_path("/") && policy_path("/a/b.c/"));
    assert!(!policy_path("/a//b/") && !policy_path("/a:b/"));
    let alias = |alias: &str| {
        let form = format!("AccountAlias={alias}");
        iam::CreateAccountAliasRequest::decode(&Params::parse(b"", form.as_bytes()).unwrap())
            .is_ok()
    };
    for (text, expected) in [
        ("abc", true),
        ("a-b", true),
        ("a--b", false),
        ("-ab", false),
        ("ab-", false),
        ("ab", false),
        ("Abc", false),
    ] {
        assert_eq!(alias(text), expected, "{text}");
    }
    let version = |id: &str| {
        let form = format!("PolicyArn=arn:aws:iam::123456789012:policy/P&VersionId={id}");
        iam::GetPolicyVersionRequest::decode(&Params::parse(b"", form.as_bytes()).unwrap()).is_ok()
    };
    for (text, expected) in [
        ("v1", true),
        ("v10.a-b", true),
        ("v0", false),
        ("1", false),
        ("v", false),
    ] {
        assert_eq!(version(text), expected, "{text}");
    }
}

#[test]
fn description_counts_characters() {
    let form = |count: usize| {
        format!(
            "RoleName=R&AssumeRolePolicyDocument=%7B%7D&Description={}",
            "%C3%A9".repeat(count)
        )
    };
    let _: iam::CreateRoleRequest = accepted(&form(1000));
    assert_eq!(
        refusal::<iam::CreateRoleRequest>(&form(1001)).0,
        "ValidationError"
    );
}

#[test]
fn errors_carry_code_status_and_text() {
    let error = iam::GetUserError::from(iam::NoSuchEntity::new(
        "The user with name Bob cannot be found.",
    ));
    assert_eq!((error.code(), error.status()), ("NoSuchEntity", 404));
    let body = response::failure(
        iam::operations::SERVICE.namespace,
        &error,
        "id",
        Format::Xml,
    );
    assert!(
        body.contains("<Message>The user with name Bob cannot be found.</Message>"),
        "{body}"
    );
    let common = iam::GetUserError::from(wire::CommonError::access_denied("no"));
    assert_eq!((common.code(), common.status()), ("AccessDenied", 403));
}

#[test]
fn the_identity_of_the_caller_byte_for_byte() {
    let output = sts::GetCallerIdentityResponse {
        user_id: Some("AIDAEXAMPLE".to_owned()),
        account: Some("123456789012".to_owned()),
        arn: Some("arn:aws:iam::123456789012:user/Bob".to_owned()),
    };
    assert_eq!(
        response::success(
            &sts::operations::GET_CALLER_IDENTITY,
            &output,
            "uuid",
            Format::Xml
        ),
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n\
         \x20 <GetCallerIdentityResult>\n\
         \x20   <Arn>arn:aws:iam::123456789012:user/Bob</Arn>\n\
         \x20   <UserId>AIDAEXAMPLE</UserId>\n\
         \x20   <Account>123456789012</Account>\n\
         \x20 </GetCallerIdentityResult>\n\
         \x20 <ResponseMetadata>\n\
         \x20   <RequestId>uuid</RequestId>\n\
         \x20 </ResponseMetadata>\n\
         </GetCallerIdentityResponse>\n"
    );
}

#[test]
fn secrets_are_not_shown() {
    let form = "UserName=Bob&Password=hunter2";
    let input: iam::CreateLoginProfileRequest = accepted(form);
    assert!(!format!("{input:?}").contains("hunter2"));
    assert_eq!(
        input
            .password
            .as_ref()
            .map(|password| password.expose().as_str()),
        Some("hunter2")
    );
}
