//! One row for each refusal of S3.

use crate::common::{KEY_ID, Request, assert_refusal, now};
use sigv4::{Dialect, Mechanism, PayloadHash, Presented, sha256};

pub(crate) const MALFORMED: &str = "AuthorizationHeaderMalformed";
const PARAMETERS: &str = "AuthorizationQueryParametersError";

type Row<'a> = (&'a str, u16, &'a str);
type Extra<'a> = &'a [(&'a str, &'a str)];

pub(crate) fn request() -> Request {
    Request::new(Dialect::S3, "GET", "/bucket/key", "").signed()
}

pub(crate) fn presigned() -> Request {
    Request::new(Dialect::S3, "GET", "/bucket/key", "").presigned(3600)
}

#[test]
fn signed_requests_pass() {
    assert_eq!(request().verdict(), Ok(()));
    assert_eq!(presented(&request()).mechanism().auth_type(), "REST-HEADER");
    assert_eq!(presigned().verdict(), Ok(()));
    assert_eq!(presented(&presigned()).mechanism(), Mechanism::Query);
    assert_eq!(presented(&presigned()).expires(), Some(3600));
    assert_eq!(
        presented(&presigned()).signature_age_milliseconds(now().plus(7)),
        7000
    );
    assert_eq!(
        presented(&presigned()).signature_age_milliseconds(now().plus(-7)),
        0
    );
    let lenient = request().bend(
        "SignedHeaders=host;x-amz-content-sha256;x-amz-date",
        "SignedHeaders=X-Amz-Date;Host;host;X-Amz-Content-Sha256",
    );
    assert_eq!(lenient.verdict(), Ok(()));
    let repeated = {
        let mut request = presigned();
        request
            .query
            .push_str("&X-Amz-Expires=1&X-Amz-Credential=x");
        request
    };
    assert_eq!(repeated.verdict(), Ok(()));
    let mut extended = presigned();
    extended.query.push_str("&versionId=1");
    assert_eq!(
        extended.verdict().unwrap_err().code(),
        "SignatureDoesNotMatch"
    );
}

pub(crate) fn presented(request: &Request) -> Presented<'_> {
    Presented::parse(request.head(), Dialect::S3)
        .unwrap()
        .unwrap()
}

#[test]
fn headers_that_cannot_be_read() {
    let malformed = |detail: &str| {
        (
            MALFORMED,
            format!("The authorization header is malformed; {detail}"),
        )
    };
    let three = malformed(
        "the authorization header requires three components: Credential, SignedHeaders, and Signature.",
    );
    let credential = malformed(
        "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
    );
    let component = |text: &str| {
        malformed(&format!(
            "the authorization component \"{text}\" is malformed."
        ))
    };
    for (name, request, (code, message)) in [
        (
            "nothing",
            request().set("authorization", "AWS4-HMAC-SHA256"),
            three.clone(),
        ),
        (
            "no signature",
            request().bend(", Signature=", ", Signatur="),
            component(
                request()
                    .authorization()
                    .split(", ")
                    .last()
                    .unwrap()
                    .replace("Signature", "Signatur")
                    .as_str(),
            ),
        ),
        (
            "empty list",
            request().bend(
                "SignedHeaders=host;x-amz-content-sha256;x-amz-date",
                "SignedHeaders=",
            ),
            three,
        ),
        (
            "no parts",
            request().bend("/aws4_request", ""),
            credential.clone(),
        ),
        ("no key", request().bend(KEY_ID, ""), credential),
        (
            "a space",
            request().bend("Credential=AKIA", "Credential=AK IA"),
            component("Credential=AK IAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"),
        ),
        (
            "no pair",
            request().bend(", Signature=", ", Signature "),
            component(
                request()
                    .authorization()
                    .split(", ")
                    .last()
                    .unwrap()
                    .replace('=', " ")
                    .as_str(),
            ),
        ),
        (
            "unknown",
            request().bend(", Signature", ", X=1, Signature"),
            component("X=1"),
        ),
        (
            "repeated",
            request().bend("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 Signature=0, "),
            component(request().authorization().split(", ").last().unwrap()),
        ),
        (
            "trailing comma",
            request().bend("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 ,"),
            component(""),
        ),
    ] {
        assert_refusal(
            name,
            &request.verdict().unwrap_err(),
            (code, 400, &message),
            &[],
        );
    }
}

#[test]
fn mechanisms_that_are_not_taken() {
    let unsupported = ("InvalidArgument", 400, "Unsupported Authorization Type");
    for value in ["Bearer x", "AWS4-HMAC-SHA512 Credential=x", "", "Basic x"] {
        assert_refusal(
            value,
            &request().set("authorization", value).verdict().unwrap_err(),
            unsupported,
            &[("ArgumentName", "Authorization"), ("ArgumentValue", value)],
        );
    }
    let version_2 = (
        "InvalidRequest",
        400,
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    );
    assert_refusal(
        "AWS",
        &request()
            .set("authorization", "AWS AKID:sig")
            .verdict()
            .unwrap_err(),
        version_2,
        &[],
    );
    let unsigned = |query: &str| Request::new(Dialect::S3, "GET", "/bucket/key", query);
    assert_refusal(
        "version 2 query",
        &unsigned("Signature=x&AWSAccessKeyId=y&Expires=1")
            .verdict()
            .unwrap_err(),
        version_2,
        &[],
    );
    assert_refusal(
        "version 2 query, part",
        &unsigned("Signature=x").verdict().unwrap_err(),
        (
            "AccessDenied",
            403,
            "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
        ),
        &[],
    );
    let mut both = request().bend("Signature=", "Signature=0");
    both.query = presigned().query;
    assert_refusal(
        "both",
        &both.verdict_at(now().plus(100_000)).unwrap_err(),
        (
            "InvalidArgument",
            400,
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string \
             parameter or the Authorization header should be specified",
        ),
        &[
            ("ArgumentName", "Authorization"),
            ("ArgumentValue", both.authorization()),
        ],
    );
    assert!(
        Presented::parse(unsigned("prefix=x").head(), Dialect::S3)
            .unwrap()
            .is_none()
    );
}

#[test]
fn time_scope_and_unsigned_headers() {
    let region = [("Region", "us-east-1")];
    let cases: [(&str, Request, Row<'_>, Extra<'_>); 11] = [
        (
            "region",
            request().bend("us-east-1", "aws-global"),
            (
                MALFORMED,
                400,
                "The authorization header is malformed; the region 'aws-global' is wrong; expecting 'us-east-1'",
            ),
            &region,
        ),
        (
            "service",
            request().bend("/s3/", "/x/"),
            (
                MALFORMED,
                400,
                "The authorization header is malformed; incorrect service \"x\". This endpoint belongs to \"s3\".",
            ),
            &[],
        ),
        (
            "terminator",
            request().bend("aws4_request", "x"),
            (
                MALFORMED,
                400,
                "The authorization header is malformed; incorrect terminal \"x\". This endpoint uses \"aws4_request\".",
            ),
            &[],
        ),
        (
            "date format",
            request().bend("20130524", "x"),
            (
                MALFORMED,
                400,
                "The authorization header is malformed; incorrect date format \"x\". This date in the credential must \
                 be in the format \"yyyyMMdd\".",
            ),
            &[],
        ),
        (
            "another date",
            request().bend("20130524", "20130525"),
            (
                MALFORMED,
                400,
                "The authorization header is malformed; Invalid credential date \"20130525\". This date is not the \
                 same as X-Amz-Date: \"20130524\".",
            ),
            &[],
        ),
        (
            "query region",
            presigned().bend_query("us-east-1", "eu-west-1"),
            (
                PARAMETERS,
                400,
                "Error parsing the X-Amz-Credential parameter; the region 'eu-west-1' is wrong; expecting 'us-east-1'",
            ),
            &region,
        ),
        (
            "unsigned headers",
            request()
                .with("x-amz-meta-b", "1")
                .with("x-amz-acl", "private")
                .with("other", "x"),
            (
                "AccessDenied",
                403,
                "There were headers present in the request which were not signed",
            ),
            &[("HeadersNotSigned", "x-amz-acl, x-amz-meta-b")],
        ),
        (
            "unsigned token",
            request().with("x-amz-security-token", "t"),
            (
                "AccessDenied",
                403,
                "There were headers present in the request which were not signed",
            ),
            &[("HeadersNotSigned", "x-amz-security-token")],
        ),
        (
            "unsigned host",
            request().bend("SignedHeaders=host;", "SignedHeaders="),
            (
                "AccessDenied",
                403,
                "There were headers present in the request which were not signed",
            ),
            &[("HeadersNotSigned", "host")],
        ),
        (
            "no date",
            request().without("x-amz-date"),
            (
                "AccessDenied",
                403,
                "AWS authentication requires a valid Date or x-amz-date header",
            ),
            &[],
        ),
        (
            "unreadable date",
            request()
                .set("x-amz-date", "x")
                .with("date", "Fri, 24 May 2013 00:00:00 GMT"),
            (
                "AccessDenied",
                403,
                "AWS authentication requires a valid Date or x-amz-date header",
            ),
            &[],
        ),
    ];
    for (name, request, expected, extra) in cases {
        assert_refusal(name, &request.verdict().unwrap_err(), expected, extra);
    }
    assert_eq!(
        request()
            .bend("us-east-1", "x")
            .verdict()
            .unwrap_err()
            .bucket_region(),
        Some("us-east-1")
    );
}

#[test]
fn clocks_that_disagree() {
    for (offset, server_time) in [
        (901, "2013-05-24T00:15:01Z"),
        (-901, "2013-05-23T23:44:59Z"),
    ] {
        assert_refusal(
            server_time,
            &request().verdict_at(now().plus(offset)).unwrap_err(),
            (
                "RequestTimeTooSkewed",
                403,
                "The difference between the request time and the current time is too large.",
            ),
            &[
                ("RequestTime", "20130524T000000Z"),
                ("ServerTime", server_time),
                ("MaxAllowedSkewMilliseconds", "900000"),
            ],
        );
    }
    assert_refusal(
        "expired",
        &presigned().verdict_at(now().plus(3601)).unwrap_err(),
        ("AccessDenied", 403, "Request has expired"),
        &[
            ("X-Amz-Expires", "3600"),
            ("Expires", "2013-05-24T01:00:00Z"),
            ("ServerTime", "2013-05-24T01:00:01Z"),
        ],
    );
    assert_refusal(
        "not yet",
        &presigned().verdict_at(now().plus(-901)).unwrap_err(),
        ("AccessDenied", 403, "Request is not yet valid"),
        &[
            ("X-Amz-Date", "1369353600000"),
            ("Expires", "2013-05-24T01:00:00Z"),
            ("ServerTime", "2013-05-23T23:44:59Z"),
        ],
    );
}

#[test]
fn query_strings_that_cannot_be_read() {
    let missing = "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, \
                   X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.";
    let too_large = "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less \
                     than 604800 seconds";
    let expires = |value: &str| presigned().bend_query("Expires=3600", &format!("Expires={value}"));
    for (name, request, message) in [
        (
            "no expires",
            presigned().bend_query("X-Amz-Expires", "X"),
            missing,
        ),
        (
            "no algorithm",
            presigned().bend_query("X-Amz-Algorithm", "X"),
            missing,
        ),
        (
            "no signature",
            presigned().bend_query("X-Amz-Signature", "X"),
            missing,
        ),
        (
            "no headers",
            presigned().bend_query("SignedHeaders=host", "SignedHeaders="),
            missing,
        ),
        (
            "credential",
            presigned().bend_query("%2Faws4_request", ""),
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \
             \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
        ),
        (
            "algorithm",
            presigned().bend_query("AWS4-HMAC-SHA256", "x"),
            "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"",
        ),
        (
            "date",
            presigned().bend_query("20130524T000000Z", "x"),
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
        ),
        ("long", expires("604801"), too_large),
        (
            "negative",
            expires("-1"),
            "X-Amz-Expires must be non-negative",
        ),
        (
            "no number",
            expires("x"),
            "X-Amz-Expires should be a number",
        ),
        (
            "service",
            presigned().bend_query("%2Fs3%2F", "%2Fx%2F"),
            "Error parsing the X-Amz-Credential parameter; incorrect service \"x\". This endpoint belongs to \"s3\".",
        ),
        (
            "another date",
            presigned().bend_query("20130524%2F", "20130525%2F"),
            "Invalid credential date \"20130525\". This date is not the same as X-Amz-Date: \"20130524\".",
        ),
    ] {
        assert_refusal(
            name,
            &request.verdict().unwrap_err(),
            (PARAMETERS, 400, message),
            &[],
        );
    }
    assert!(expires("604800").verdict().unwrap_err().code() == "SignatureDoesNotMatch");
}

#[test]
fn a_wrong_signature_shows_what_was_signed_and_never_what_it_should_be() {
    let right = request();
    let signature = right.authorization().rsplit_once('=').unwrap().1.to_owned();
    let wrong = right.bend(&signature, &"0".repeat(64));
    let error = wrong.verdict().unwrap_err();
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let canonical = format!(
        "GET\n/bucket/key\n\nhost:example.amazonaws.com\nx-amz-content-sha256:{empty}\nx-amz-date:20130524T000000Z\n\n\
         host;x-amz-content-sha256;x-amz-date\n{empty}"
    );
    let hash: String = sha256(canonical.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let string_to_sign =
        format!("AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n{hash}");
    let bytes = |text: &str| {
        text.bytes()
            .map(|byte| format!("{byte:02x}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_refusal(
        "signature",
        &error,
        (
            "SignatureDoesNotMatch",
            403,
            "The request signature we calculated does not match the signature you provided. Check your key and \
             signing method.",
        ),
        &[
            ("AWSAccessKeyId", KEY_ID),
            ("StringToSign", &string_to_sign),
            ("SignatureProvided", &"0".repeat(64)),
            ("StringToSignBytes", &bytes(&string_to_sign)),
            ("CanonicalRequest", &canonical),
            ("CanonicalRequestBytes", &bytes(&canonical)),
        ],
    );
    assert!(error.extra().all(|(_, value)| !value.contains(&signature)));
    assert!(!format!("{error:?}").contains("StringToSign"));
}

#[test]
fn payload_hashes() {
    let with = |value: &str| request().set("x-amz-content-sha256", value);
    assert_refusal(
        "missing",
        &request()
            .without("x-amz-content-sha256")
            .verdict()
            .unwrap_err(),
        (
            "InvalidRequest",
            400,
            "Missing required header for this request: x-amz-content-sha256",
        ),
        &[],
    );
    let error = with("x").verdict().unwrap_err();
    assert_eq!(
        (error.code(), error.status().as_u16()),
        ("InvalidArgument", 400)
    );
    assert!(
        error
            .message()
            .starts_with("x-amz-content-sha256 must be UNSIGNED-PAYLOAD, ")
    );
    for senseless in [
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    ] {
        assert_refusal(
            senseless,
            &with(senseless).verdict().unwrap_err(),
            (
                "InvalidRequest",
                400,
                "The value of x-amz-content-sha256 header is invalid.",
            ),
            &[],
        );
    }
    assert_eq!(
        with("UNSIGNED-PAYLOAD").verdict().unwrap_err().code(),
        "SignatureDoesNotMatch"
    );

    let mut other_body = request();
    other_body.body = b"other".to_vec();
    let hex = |bytes: &[u8]| {
        sha256(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    assert_refusal(
        "other body",
        &other_body.verdict().unwrap_err(),
        (
            "XAmzContentSHA256Mismatch",
            400,
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
        &[
            ("ClientComputedContentSHA256", &hex(b"")),
            ("S3ComputedContentSHA256", &hex(b"other")),
        ],
    );

    // In a presigned URL only a signed header or the parameter binds the body.
    let bound = Request::new(Dialect::S3, "PUT", "/b/k", "")
        .with("x-amz-content-sha256", &hex(b""))
        .presigned(60);
    assert_eq!(
        presented(&bound).payload(),
        PayloadHash::Sha256(sha256(b""))
    );
    assert_eq!(bound.verdict(), Ok(()));
    let free = presigned().with("x-amz-content-sha256", &hex(b""));
    assert_eq!(presented(&free).payload(), PayloadHash::Unsigned);
    assert_eq!(free.verdict(), Ok(()));
}
