//! One row for each refusal of a query service.

use crate::common::{KEY_ID, REGION, Request, SECRET, assert_refusal, now};
use http::HeaderValue;
use sigv4::{BodyHash, Dialect, Expected, Presented, SessionToken, SigningKey, error::query};

const MISMATCH: &str = "SignatureDoesNotMatch";
const INCOMPLETE: &str = "IncompleteSignature";

fn request() -> Request {
    Request::new(Dialect::Query, "POST", "/", "").signed()
}

fn presigned() -> Request {
    Request::new(Dialect::Query, "GET", "/", "Action=ListUsers").presigned(60)
}

fn with_authorization(value: &str) -> Request {
    request().set("authorization", value)
}

/// The client learns which header is meant, and no log learns what stood in it.
fn echo(value: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(sigv4::sha256(value.as_bytes()))
}

#[test]
fn signed_requests_pass() {
    assert_eq!(request().verdict(), Ok(()));
    assert_eq!(presigned().verdict(), Ok(()));
    let dated = request();
    for offset in [-900, 900] {
        assert_eq!(dated.verdict_at(now().plus(offset)), Ok(()));
    }
    let commas_only = request().bend(", ", ",");
    assert_eq!(commas_only.verdict(), Ok(()));
    let date_header = Request::new(Dialect::Query, "POST", "/", "")
        .signed()
        .with("date", "Fri, 24 May 2013 00:00:00 GMT");
    assert_eq!(date_header.verdict(), Ok(()), "X-Amz-Date wins");
}

#[test]
fn headers_that_cannot_be_read() {
    let bearer = "Bearer abc.def.ghi";
    let nothing = "AWS4-HMAC-SHA256 X=1";
    let no_equal = |text: &str| {
        format!(
            "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with \
             Base64): '{}'.",
            echo(text)
        )
    };
    let repeated = format!("{}, Signature=00", request().authorization());
    let rows = [
        ("empty", with_authorization(""), "Authorization header cannot be empty.".to_owned()),
        ("bearer", with_authorization(bearer), no_equal(bearer)),
        ("basic", with_authorization("Basic eA"), no_equal("Basic eA")),
        (
            "nothing known",
            with_authorization(nothing).without("x-amz-date"),
            format!(
                "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' \
                 parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires \
                 existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) \
                 Authorization={}",
                echo(nothing)
            ),
        ),
        (
            "no signature",
            with_authorization("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host"),
            format!(
                "Authorization header requires 'Signature' parameter. (Hashed with SHA-256 and encoded with Base64) \
                 Authorization={}",
                echo("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host")
            ),
        ),
        (
            "no date",
            with_authorization("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0")
                .without("x-amz-date"),
            format!(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with \
                 SHA-256 and encoded with Base64) Authorization={}",
                echo("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0")
            ),
        ),
        (
            "repeated",
            with_authorization(&repeated),
            format!(
                "Authorization header must not have 'Signature' parameter here. (Hashed with SHA-256 and encoded with \
                 Base64) Authorization={}",
                echo(&repeated)
            ),
        ),
        (
            "algorithm",
            request().bend("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"),
            "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'.".to_owned(),
        ),
        (
            "credential",
            request().bend("/aws4_request", ""),
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \
             'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/iam'"
                .to_owned(),
        ),
        (
            "date",
            request().set("x-amz-date", "2013-05-24"),
            "Date must be in ISO-8601 'basic format'. Got '2013-05-24'. See http://en.wikipedia.org/wiki/ISO_8601"
                .to_owned(),
        ),
        (
            "absent header",
            request().bend("SignedHeaders=", "SignedHeaders=accept;"),
            "'accept' is named as a SignedHeader, but it does not exist in the HTTP request.".to_owned(),
        ),
        (
            "two headers",
            request().with("authorization", "x"),
            "Authorization header must be given exactly once.".to_owned(),
        ),
        (
            "header and query",
            {
                let mut both = request();
                both.query = presigned().query;
                both
            },
            "Only one authentication mechanism is allowed: give either the Authorization header or the AWS \
             query-string parameters."
                .to_owned(),
        ),
    ];
    for (name, request, message) in rows {
        assert_refusal(
            name,
            &request.verdict().unwrap_err(),
            (INCOMPLETE, 400, &message),
            &[],
        );
    }
}

#[test]
fn query_strings_that_cannot_be_read() {
    let mut only_algorithm = request().without("authorization");
    only_algorithm.query = "X-Amz-Algorithm=AWS4-HMAC-SHA256".to_owned();
    let rows = [
        (
            "nothing else",
            only_algorithm,
            "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include \
             'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string \
             parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
        ),
        (
            "no date",
            presigned().bend_query("X-Amz-Date", "X-Amz-Datum"),
            "AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
        ),
        (
            "algorithm",
            presigned().bend_query("AWS4-HMAC-SHA256", "MD5"),
            "Unsupported AWS 'algorithm': 'MD5'.",
        ),
        (
            "date",
            presigned().bend_query("20130524T000000Z", "today"),
            "Date must be in ISO-8601 'basic format'. Got 'today'. See http://en.wikipedia.org/wiki/ISO_8601",
        ),
    ];
    for (name, request, message) in rows {
        assert_refusal(
            name,
            &request.verdict().unwrap_err(),
            (INCOMPLETE, 400, message),
            &[],
        );
    }
}

#[test]
fn time_scope_and_signature() {
    let wrong = "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                 Access Key and signing method. Consult the service documentation for details.";
    let rows = [
        (
            "region",
            request().bend("us-east-1", "eu-west-1"),
            "Credential should be scoped to a valid region. ",
        ),
        (
            "service",
            request().bend("/iam/", "/sts/"),
            "Credential should be scoped to correct service: 'iam'. ",
        ),
        (
            "terminator",
            request().bend("aws4_request", "aws5"),
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5'. ",
        ),
        (
            "scope date",
            request().bend("20130524", "20130523"),
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20130523' != \
             '20130524', from '20130524T000000Z'.",
        ),
        (
            "several",
            request().bend("20130524/us-east-1/iam/aws4_request", "1/2/3/4"),
            "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'iam'. \
             Credential should be scoped with a valid terminator: 'aws4_request', not '4'. Date in Credential scope \
             does not match YYYYMMDD from ISO-8601 version of date from HTTP: '1' != '20130524', from \
             '20130524T000000Z'.",
        ),
        (
            "host",
            request().bend("SignedHeaders=host;", "SignedHeaders="),
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            "signature",
            request().bend("Signature=", "Signature=0"),
            wrong,
        ),
        (
            "empty signature",
            with_authorization(
                request()
                    .authorization()
                    .split_at(
                        request().authorization().find("Signature=").unwrap() + "Signature=".len(),
                    )
                    .0,
            ),
            wrong,
        ),
        (
            "presigned",
            presigned().bend_query("ListUsers", "ListRoles"),
            wrong,
        ),
    ];
    for (name, request, message) in rows {
        assert_refusal(
            name,
            &request.verdict().unwrap_err(),
            (MISMATCH, 403, message),
            &[],
        );
    }
    for (name, request) in [("header", request()), ("query", presigned())] {
        assert_refusal(
            name,
            &request.verdict_at(now().plus(901)).unwrap_err(),
            (
                MISMATCH,
                403,
                "Signature expired: 20130524T000000Z is now earlier than 20130524T000001Z (20130524T001501Z - 15 \
                 min.)",
            ),
            &[],
        );
        assert_refusal(
            name,
            &request.verdict_at(now().plus(-901)).unwrap_err(),
            (
                MISMATCH,
                403,
                "Signature not yet current: 20130524T000000Z is still later than 20130523T235959Z (20130523T234459Z \
                 + 15 min.)",
            ),
            &[],
        );
    }
}

#[test]
fn what_only_the_caller_can_find() {
    let invalid = (
        "InvalidClientTokenId",
        403,
        "The security token included in the request is invalid.",
    );
    let expired = (
        "ExpiredToken",
        403,
        "The security token included in the request is expired",
    );
    let request = request();
    let presented = Presented::parse(request.head(), Dialect::Query)
        .unwrap()
        .unwrap();
    let rows = [
        (
            "anonymous",
            query::missing_authentication_token(),
            (
                "MissingAuthenticationToken",
                403,
                "Request is missing Authentication Token",
            ),
        ),
        ("unknown", presented.unknown_key(), invalid),
        ("token", presented.invalid_token(), invalid),
        ("expired", presented.expired_token(), expired),
        (
            "not here",
            query::token_not_usable_here(),
            (
                "InvalidClientTokenId",
                403,
                "The security token included in the request is invalid",
            ),
        ),
        (
            "query string",
            query::malformed_query_string(),
            (
                "MalformedQueryString",
                404,
                "The query string contains a syntax error.",
            ),
        ),
        (
            "sign up",
            query::opt_in_required(),
            (
                "OptInRequired",
                403,
                "The AWS access key ID needs a subscription for the service.",
            ),
        ),
        (
            "throttled",
            query::throttling(),
            ("Throttling", 400, "Rate exceeded"),
        ),
    ];
    for (name, error, expected) in rows {
        assert_refusal(name, &error, expected, &[]);
    }
}

#[test]
fn the_order_is_grammar_then_time_then_scope_then_key_then_signature() {
    let everything_wrong = request()
        .bend("us-east-1", "eu-west-1")
        .bend(KEY_ID, "AKIAUNKNOWN")
        .bend("Signature=", "Signature=0");
    let late = now().plus(10_000);
    let message = |request: &Request, at| request.verdict_at(at).unwrap_err().message().to_owned();
    assert!(
        message(&everything_wrong.clone().set("x-amz-date", "x"), late).starts_with("Date must be")
    );
    assert!(message(&everything_wrong, late).starts_with("Signature expired"));
    assert!(message(&everything_wrong, now()).starts_with("Credential should be scoped"));
    let unknown = request()
        .bend(KEY_ID, "AKIAUNKNOWN")
        .bend("Signature=", "Signature=0");
    assert_eq!(
        unknown.verdict().unwrap_err().code(),
        "InvalidClientTokenId"
    );
}

#[test]
fn session_tokens_are_read_from_where_they_may_be() {
    let base = || Request::new(Dialect::Query, "GET", "/", "Action=ListUsers");
    let signed = || base().signed_by(SECRET, Some("token"), now());
    let unsigned = || base().signed().with("x-amz-security-token", "token");
    let mut not_text = base().signed();
    not_text.headers.insert(
        "x-amz-security-token",
        HeaderValue::from_bytes(b"\xff").unwrap(),
    );
    for (name, request, token, passes) in [
        ("signed", signed(), SessionToken::One("token".into()), true),
        (
            "unsigned",
            unsigned(),
            SessionToken::One("token".into()),
            true,
        ),
        (
            "twice",
            unsigned().with("x-amz-security-token", "token"),
            SessionToken::One("token".into()),
            true,
        ),
        (
            "two",
            unsigned().with("x-amz-security-token", "other"),
            SessionToken::Conflicting,
            true,
        ),
        ("no text", not_text, SessionToken::Conflicting, true),
        (
            "empty",
            base().signed().with("x-amz-security-token", ""),
            SessionToken::Absent,
            true,
        ),
        ("none", base().signed(), SessionToken::Absent, true),
        (
            "query",
            base().presigned_with(Some("to/ken"), 60),
            SessionToken::One("to/ken".into()),
            true,
        ),
        (
            "changed",
            signed().set("x-amz-security-token", "other"),
            SessionToken::One("other".into()),
            false,
        ),
    ] {
        let presented = Presented::parse(request.head(), Dialect::Query)
            .unwrap()
            .unwrap();
        assert_eq!(presented.session_token(), &token, "{name}");
        assert_eq!(request.verdict().is_ok(), passes, "{name}");
    }
}

#[test]
fn an_unsigned_body_counts_only_where_the_caller_allows_it_and_the_client_says_it() {
    let key = SigningKey::derive(SECRET, "20130524", REGION, "iam");
    let expected = Expected {
        region: REGION,
        service: "iam",
    };
    let mut headers = Request::new(Dialect::Query, "POST", "/", "").headers;
    let target = sigv4::Target {
        method: "POST",
        path: "/",
        query: "",
        authority: None,
    };
    crate::common::signer(Dialect::Query, SECRET, None)
        .sign(&target, &mut headers, sigv4::SignedBody::Unsigned, now())
        .unwrap();
    let mut request = Request::new(Dialect::Query, "POST", "/", "");
    request.headers = headers;
    let presented = Presented::parse(request.head(), Dialect::Query)
        .unwrap()
        .unwrap();
    presented.check(now(), &expected).unwrap();
    assert!(presented.verify(&key, BodyHash::Unsigned).is_ok());
    assert!(
        presented
            .verify(&key, BodyHash::Sha256(sigv4::sha256(b"body")))
            .is_err()
    );
    assert!(presented.verify(&key, BodyHash::Later).is_err());
}
