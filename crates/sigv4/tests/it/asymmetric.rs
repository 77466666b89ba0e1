//! Signature Version 4a: the region set, and keys of the wrong kind.

use crate::common::{DATE, Request, assert_refusal, now};
use sigv4::{
    Algorithm, AsymmetricKey, BodyHash, Dialect, Expected, Presented, SignatureError, SigningKey,
};

fn request(dialect: Dialect, region_set: Option<&str>, signed: &str) -> Request {
    let service = if dialect == Dialect::S3 { "s3" } else { "iam" };
    let request = Request::new(dialect, "GET", "/", "")
        .with("x-amz-date", DATE)
        .with("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
        .with(
            "authorization",
            &format!(
                "AWS4-ECDSA-P256-SHA256 Credential=AKID/20130524/{service}/aws4_request, \
                 SignedHeaders=host;x-amz-date{signed}, Signature=3045"
            ),
        );
    match region_set {
        Some(regions) => request.with("x-amz-region-set", regions),
        None => request,
    }
}

fn check(request: &Request) -> Result<(), SignatureError> {
    let presented = Presented::parse(request.head(), request.dialect)?.unwrap();
    assert_eq!(presented.algorithm(), Algorithm::EcdsaP256Sha256);
    assert_eq!(presented.scope().region, None);
    presented.check(
        now(),
        &Expected {
            region: "us-east-1",
            service: request.service(),
        },
    )
}

#[test]
fn the_region_set_must_be_signed_and_name_the_region() {
    let all = ";x-amz-region-set";
    for dialect in [Dialect::Query, Dialect::S3] {
        for covering in ["*", "us-east-1", "eu-*, us-*"] {
            assert_eq!(
                check(&request(dialect, Some(covering), all)),
                Ok(()),
                "{covering}"
            );
        }
        for (regions, signed) in [
            (Some("eu-*"), all),
            (Some("us-east"), all),
            (Some(""), all),
            (Some("*-1"), all),
            (Some("*"), ""),
            (None, all),
            (None, ""),
        ] {
            assert!(
                check(&request(dialect, regions, signed)).is_err(),
                "{regions:?} {signed}"
            );
        }
    }
    assert_refusal(
        "another region",
        &check(&request(Dialect::S3, Some("eu-*"), all)).unwrap_err(),
        (
            "AuthorizationHeaderMalformed",
            400,
            "The authorization header is malformed; the region 'eu-*' is wrong; expecting 'us-east-1'",
        ),
        &[("Region", "us-east-1")],
    );
    assert_refusal(
        "another region",
        &check(&request(Dialect::Query, Some("eu-*"), all)).unwrap_err(),
        (
            "SignatureDoesNotMatch",
            403,
            "Credential should be scoped to a valid region. ",
        ),
        &[],
    );
}

#[test]
fn a_key_of_the_other_kind_verifies_nothing() {
    let asymmetric = request(Dialect::S3, Some("*"), ";x-amz-region-set");
    let presented = Presented::parse(asymmetric.head(), Dialect::S3)
        .unwrap()
        .unwrap();
    let key = SigningKey::derive("secret", "20130524", "us-east-1", "s3");
    assert!(presented.verify(&key, BodyHash::Later).is_err());
    let pair = AsymmetricKey::derive("AKID", "secret").unwrap();
    assert!(presented.verify_asymmetric(&pair, BodyHash::Later).is_err());

    let symmetric = Request::new(Dialect::S3, "GET", "/", "").signed();
    let presented = Presented::parse(symmetric.head(), Dialect::S3)
        .unwrap()
        .unwrap();
    assert!(presented.verify_asymmetric(&pair, BodyHash::Later).is_err());
}
