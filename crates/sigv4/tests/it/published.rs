//! The examples that AWS publishes, down to the hash of the canonical request.

use crate::common::{Request, now};
use http::{HeaderMap, HeaderValue};
use sigv4::{
    BodyHash, Dialect, Expected, PayloadHash, Presented, RequestHead, SignedBody, Signer,
    SigningKey, Target, Timestamp, sha256,
};

/// The hash of the canonical request, from what S3 answers to a wrong signature.
fn canonical_hash(request: &Request) -> String {
    let presented = Presented::parse(request.head(), Dialect::S3)
        .unwrap()
        .unwrap();
    let wrong = SigningKey::derive("wrong", "20130524", "us-east-1", "s3");
    let error = presented.verify(&wrong, BodyHash::Later).err().unwrap();
    let (_, text) = error
        .extra()
        .find(|(name, _)| *name == "StringToSign")
        .unwrap();
    text.lines().last().unwrap().to_owned()
}

#[test]
fn iam_list_users() {
    let mut headers = HeaderMap::new();
    headers.insert(
        "content-type",
        HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8"),
    );
    headers.insert("host", HeaderValue::from_static("iam.amazonaws.com"));
    let at = Timestamp::parse_basic("20150830T123600Z").unwrap();
    let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    let signer = Signer {
        access_key_id: "AKIDEXAMPLE",
        secret_access_key: secret,
        session_token: None,
        region: "us-east-1",
        service: "iam",
        dialect: Dialect::Query,
    };
    let (path, query) = ("/", "Action=ListUsers&Version=2010-05-08");
    let target = Target {
        method: "GET",
        path,
        query,
        authority: None,
    };
    let signed = signer
        .sign(&target, &mut headers, SignedBody::Bytes(b""), at)
        .unwrap();
    assert_eq!(
        signed.signature(),
        "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    );
    assert_eq!(
        headers.get("authorization").unwrap(),
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date, \
         Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    );
    let head = RequestHead {
        method: "GET",
        path,
        query,
        authority: None,
        headers: &headers,
    };
    let presented = Presented::parse(head, Dialect::Query).unwrap().unwrap();
    let expected = Expected {
        region: "us-east-1",
        service: "iam",
    };
    presented.check(at, &expected).unwrap();
    let key = SigningKey::derive(secret, "20150830", "us-east-1", "iam");
    assert!(
        presented
            .verify(&key, BodyHash::Sha256(sha256(b"")))
            .is_ok()
    );
    assert!(
        presented
            .verify(&key, BodyHash::Sha256(sha256(b"x")))
            .is_err()
    );
    assert!(presented.verify(&key, BodyHash::Unsigned).is_err());
    assert!(presented.verify(&key, BodyHash::Later).is_err());
    assert_eq!(presented.payload(), PayloadHash::Body);
}

#[test]
fn s3_get_object() {
    let request = Request::new(Dialect::S3, "GET", "/test.txt", "")
        .set("host", "examplebucket.s3.amazonaws.com")
        .with("range", "bytes=0-9")
        .signed();
    assert!(
        request.authorization().ends_with(
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        )
    );
    assert_eq!(
        canonical_hash(&request),
        "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972"
    );
    assert_eq!(request.verdict(), Ok(()));
}

#[test]
fn s3_presigned_get_object() {
    let request = Request::new(Dialect::S3, "GET", "/test.txt", "")
        .set("host", "examplebucket.s3.amazonaws.com")
        .presigned(86_400);
    assert!(request.query.ends_with(
        "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    ));
    assert_eq!(
        canonical_hash(&request),
        "3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04"
    );
    assert_eq!(request.verdict_at(now().plus(86_400)), Ok(()));
    assert!(request.verdict_at(now().plus(86_401)).is_err());
}

#[test]
fn a_presigned_call_of_a_general_service_signs_the_empty_body_and_ignores_its_expiry() {
    let query = "Action=GetCallerIdentity&Version=2011-06-15";
    let request = Request::new(Dialect::Query, "GET", "/", query)
        .with("x-k8s-aws-id", "cluster")
        .presigned(60);
    assert_eq!(request.verdict_at(now().plus(900)), Ok(()));
    assert!(request.verdict_at(now().plus(901)).is_err());
    let mut with_body = request.clone();
    with_body.body = b"x".to_vec();
    assert!(with_body.verdict().is_err());
}
