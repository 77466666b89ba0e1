//! What S3 answers to session tokens, and the order in which it finds faults.

use super::s3_errors::{MALFORMED, presented, presigned, request};
use crate::common::{KEY_ID, Request, SECRET, assert_refusal, now};
use sigv4::{Dialect, SessionToken, error::s3};

#[test]
fn session_tokens() {
    let signed =
        |token| Request::new(Dialect::S3, "GET", "/b/k", "").signed_by(SECRET, Some(token), now());
    let one = |token: &'static str| SessionToken::One(token.into());
    let twice = signed("t").with("x-amz-security-token", "t");
    let both = Request::new(Dialect::S3, "GET", "/b/k", "")
        .with("x-amz-security-token", "header")
        .presigned_with(Some("query"), 60);
    for (name, request, token) in [
        ("header", signed("t"), one("t")),
        ("repeated", twice, one("t")),
        (
            "two",
            signed("t").with("x-amz-security-token", "u"),
            SessionToken::Conflicting,
        ),
        (
            "query",
            Request::new(Dialect::S3, "GET", "/b/k", "").presigned_with(Some("t"), 60),
            one("t"),
        ),
        ("signed header over query", both, one("header")),
        (
            "empty",
            request().with("x-amz-security-token", ""),
            SessionToken::Absent,
        ),
    ] {
        assert_eq!(presented(&request).session_token(), &token, "{name}");
    }
    let request = signed("the-token");
    let presented = presented(&request);
    for (name, error, expected, extra) in [
        (
            "unknown",
            presented.unknown_key(),
            (
                "InvalidAccessKeyId",
                403,
                "The AWS Access Key Id you provided does not exist in our records.",
            ),
            ("AWSAccessKeyId", KEY_ID),
        ),
        (
            "invalid",
            presented.invalid_token(),
            (
                "InvalidToken",
                400,
                "The provided token is malformed or otherwise invalid.",
            ),
            ("Token-0", "the-token"),
        ),
        (
            "expired",
            presented.expired_token(),
            ("ExpiredToken", 400, "The provided token has expired."),
            ("Token-0", "the-token"),
        ),
    ] {
        assert_refusal(name, &error, expected, &[extra]);
        assert!(!format!("{error:?} {error}").contains("the-token"));
    }
    assert_refusal(
        "anonymous",
        &s3::access_denied(),
        ("AccessDenied", 403, "Access Denied"),
        &[],
    );
    assert_refusal(
        "checksum",
        &s3::bad_digest("CRC32"),
        (
            "BadDigest",
            400,
            "The CRC32 you specified did not match the calculated checksum.",
        ),
        &[],
    );
}

#[test]
fn the_order_is_grammar_then_time_then_region_then_headers_then_key_then_signature() {
    let code = |request: &Request, at| request.verdict_at(at).unwrap_err().code();
    let late = now().plus(10_000);
    let unknown = request()
        .bend(KEY_ID, "AKIAUNKNOWN")
        .bend("Signature=", "Signature=0");
    assert_eq!(code(&unknown, now()), "InvalidAccessKeyId");
    let headers = unknown.with("x-amz-acl", "private");
    assert_eq!(code(&headers, now()), "AccessDenied");
    let region = headers.bend("us-east-1", "x");
    assert_eq!(code(&region, now()), MALFORMED);
    assert_eq!(code(&region, late), "RequestTimeTooSkewed");
    let grammar = region.bend("Credential=", "Credentials=");
    assert_eq!(code(&grammar, late), MALFORMED);

    let dated = presigned().bend_query("20130524%2F", "20130525%2F");
    assert_eq!(
        dated.verdict_at(late).unwrap_err().message(),
        "Request has expired"
    );
}
