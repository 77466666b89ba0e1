//! Browser forms: the signature first, then the policy.

use crate::common::{KEY_ID, REGION, SECRET, assert_refusal, now, signer};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use sigv4::{Dialect, Expected, PresentedPost, SessionToken, SignatureError, SigningKey};

type Fields = Vec<(String, String)>;

const CREDENTIAL: &str = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
const CONDITIONS: &str = r#"{"expiration":"2013-05-24T01:00:00.000Z","conditions":[{"bucket":"b"},
    ["starts-with","$key","user/"],{"acl":"private"},["content-length-range",1,"10"],
    ["starts-with","$Content-Type","image/"],["starts-with","$x-amz-meta-any",""],
    {"x-amz-algorithm":"AWS4-HMAC-SHA256"},["starts-with","$x-amz-credential",""],["eq","$x-amz-date","20130524T000000Z"]]}"#;

fn form(policy: &str, fields: &[(&str, &str)]) -> Fields {
    let policy = STANDARD.encode(policy);
    let signature = signer(Dialect::S3, SECRET, None).sign_policy(&policy, now());
    let mut form: Fields = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    for (name, value) in [
        ("Policy", policy.as_str()),
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("x-amz-credential", CREDENTIAL),
        ("x-amz-date", "20130524T000000Z"),
        ("x-amz-signature", &signature),
    ] {
        form.push((name.to_owned(), value.to_owned()));
    }
    form
}

fn usual(changes: &[(&str, &str)]) -> Fields {
    let mut fields = vec![
        ("key", "user/x"),
        ("acl", "private"),
        ("Content-Type", "image/png, image/gif"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    form(CONDITIONS, &fields)
}

fn set(mut form: Fields, name: &str, value: Option<&str>) -> Fields {
    form.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    form.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    form
}

fn verdict_at(form: &Fields, now: sigv4::Timestamp) -> Result<(), SignatureError> {
    let presented = PresentedPost::parse(form, None)?.expect("the form has a policy");
    presented.check(&Expected {
        region: REGION,
        service: "s3",
    })?;
    assert_eq!(presented.access_key_id(), KEY_ID);
    let key = SigningKey::derive(SECRET, presented.scope().date, REGION, "s3");
    presented.verify(&key)?.check(now, "b")
}

fn verdict(form: &Fields) -> Result<(), SignatureError> {
    verdict_at(form, now())
}

#[test]
fn a_form_that_keeps_its_policy_passes() {
    assert_eq!(verdict(&usual(&[])), Ok(()));
    assert_eq!(
        verdict(&usual(&[("x-amz-meta-any", "thing"), ("x-ignore-me", "1")])),
        Ok(())
    );
    assert_eq!(
        verdict_at(&usual(&[]), now().plus(-1200)),
        Ok(()),
        "no window around the date"
    );
    assert_eq!(verdict_at(&usual(&[]), now().plus(3599)), Ok(()));
    let form = usual(&[]);
    let presented = PresentedPost::parse(&form, None).unwrap().unwrap();
    assert_eq!(presented.signed_at(), now());
    assert_eq!(presented.session_token(), &SessionToken::Absent);
    let key = SigningKey::derive(SECRET, "20130524", REGION, "s3");
    let policy = presented.verify(&key).unwrap();
    assert_eq!(policy.content_length_range(), Some(1..=10));
    assert_eq!(policy.check_content_length(10), Ok(()));
    assert_eq!(
        policy.check_content_length(0).unwrap_err().code(),
        "EntityTooSmall"
    );
    assert_eq!(
        policy.check_content_length(11).unwrap_err().code(),
        "EntityTooLarge"
    );
}

#[test]
fn a_form_without_policy_is_anonymous() {
    let form = set(usual(&[]), "policy", None);
    assert!(PresentedPost::parse(&form, None).unwrap().is_none());
}

#[test]
fn a_policy_that_is_not_kept() {
    let denied = |text: &str| format!("Invalid according to Policy: {text}");
    for (name, form, at, message) in [
        ("expired", usual(&[]), 3600, denied("Policy expired.")),
        (
            "object",
            usual(&[("acl", "public-read")]),
            0,
            denied("Policy Condition failed: [\"eq\", \"$acl\", \"private\"]"),
        ),
        (
            "prefix",
            usual(&[("key", "other/x")]),
            0,
            denied("Policy Condition failed: [\"starts-with\", \"$key\", \"user/\"]"),
        ),
        (
            "list",
            usual(&[("Content-Type", "image/png,text/html")]),
            0,
            denied("Policy Condition failed: [\"starts-with\", \"$content-type\", \"image/\"]"),
        ),
        (
            "extra",
            usual(&[("x-amz-meta-other", "1")]),
            0,
            denied("Extra input fields: x-amz-meta-other"),
        ),
    ] {
        let error = verdict_at(&form, now().plus(at)).unwrap_err();
        assert_refusal(name, &error, ("AccessDenied", 403, &message), &[]);
    }
}

#[test]
fn a_field_sent_twice_must_keep_the_policy_twice() {
    let mut form = usual(&[]);
    form.push(("ACL".to_owned(), "public-read".to_owned()));
    assert_eq!(verdict(&form).unwrap_err().code(), "AccessDenied");
}

#[test]
fn policies_that_cannot_be_read() {
    let with = |conditions: &str| {
        form(
            &format!("{{\"expiration\":\"2013-05-24T01:00:00Z\",\"conditions\":{conditions}}}"),
            &[],
        )
    };
    let not_base64 = {
        let mut form = set(form("{}", &[]), "policy", Some("%%"));
        let signature = signer(Dialect::S3, SECRET, None).sign_policy("%%", now());
        form = set(form, "x-amz-signature", Some(&signature));
        form
    };
    for (form, message) in [
        (not_base64, "invalid Base64 encoding."),
        (form("{", &[]), "Invalid JSON."),
        (form("[]", &[]), "Policy missing expiration."),
        (
            form(r#"{"expiration":"2014"}"#, &[]),
            "Invalid 'expiration' value: '2014'",
        ),
        (
            form(r#"{"expiration":"2013-05-24T01:00:00Z"}"#, &[]),
            "Policy missing conditions.",
        ),
        (with("{}"), "Invalid 'conditions' value: must be a List."),
        (
            with("[1]"),
            "Invalid condition test: must be a List or Object.",
        ),
        (
            with("[[]]"),
            "Invalid Condition: missing operation identifier.",
        ),
        (
            with(r#"[["eq","$key"]]"#),
            "Invalid eq: wrong number of arguments.",
        ),
        (
            with(r#"[["eq","key","x"]]"#),
            "Invalid eq: wrong type of argument.",
        ),
        (
            with(r#"[["ends-with","$key","x"]]"#),
            "Invalid Condition: unknown operation 'ends-with'.",
        ),
        (
            with(r#"[{"a":"1","b":"2"}]"#),
            "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.",
        ),
        (
            with(r#"[{"a":1}]"#),
            "Invalid Simple-Condition: value must be a string.",
        ),
    ] {
        let message = format!("Invalid Policy: {message}");
        let error = verdict(&form).unwrap_err();
        assert_refusal(
            &message,
            &error,
            ("InvalidPolicyDocument", 400, &message),
            &[],
        );
    }
}

#[test]
fn fields_that_are_missing_or_wrong() {
    for name in [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Signature",
    ] {
        let message = format!(
            "Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the fields."
        );
        assert_refusal(
            name,
            &verdict(&set(usual(&[]), name, None)).unwrap_err(),
            ("InvalidArgument", 400, &message),
            &[("ArgumentName", name), ("ArgumentValue", "")],
        );
    }
    for (name, value) in [
        ("x-amz-algorithm", "x"),
        ("x-amz-credential", "x"),
        ("x-amz-date", "x"),
    ] {
        let error = verdict(&set(usual(&[]), name, Some(value))).unwrap_err();
        assert_eq!(
            (error.code(), error.status().as_u16()),
            ("InvalidArgument", 400)
        );
        assert_eq!(error.extra().next(), Some(("ArgumentName", name)));
    }
    for (part, wrong) in [
        ("us-east-1", "x"),
        ("/s3/", "/x/"),
        ("aws4_request", "x"),
        ("20130524", "20130525"),
    ] {
        let credential = CREDENTIAL.replace(part, wrong);
        let error = verdict(&set(usual(&[]), "x-amz-credential", Some(&credential))).unwrap_err();
        assert_eq!(error.code(), "InvalidArgument", "{part}");
    }
    let token = HeaderValue::from_static("t");
    assert_refusal(
        "token header",
        &PresentedPost::parse(&usual(&[]), Some(&token))
            .err()
            .unwrap(),
        ("AccessDenied", 403, "No AWSAccessKey was presented."),
        &[],
    );
}

#[test]
fn a_wrong_signature_comes_before_the_policy_and_shows_no_canonical_request() {
    let form = set(form("not json", &[]), "x-amz-signature", Some("00"));
    let error = verdict(&form).unwrap_err();
    assert_eq!(error.code(), "SignatureDoesNotMatch");
    let policy = STANDARD.encode("not json");
    let names: Vec<&str> = error.extra().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "AWSAccessKeyId",
            "StringToSign",
            "SignatureProvided",
            "StringToSignBytes"
        ]
    );
    assert!(
        error
            .extra()
            .any(|(name, value)| name == "StringToSign" && value == policy)
    );
}
