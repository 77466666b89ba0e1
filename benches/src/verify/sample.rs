//! One signed request, in the forms in which each verifier wants it.

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue, Method, Request, Uri};
use sha2::{Digest, Sha256};
use sigv4::{Dialect, SignedBody, Signer, Target, Timestamp};

use super::blocks;
use crate::world::now_seconds;

/// One request.
#[derive(Clone)]
pub struct Sample {
    pub(super) dialect: Dialect,
    pub(super) service: &'static str,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) now: i64,
    canonical_bytes: usize,
    string_to_sign_bytes: usize,
}

impl Sample {
    /// GetCallerIdentity as the AWS CLI sends it.
    #[must_use]
    pub fn sts_post() -> Self {
        let signed = [
            ("host", "sts.us-east-1.amazonaws.com"),
            (
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
            ),
            (
                "amz-sdk-invocation-id",
                "5b7a2d0e-6c1f-4f0a-9e57-3d9b8a6c4e21",
            ),
            ("amz-sdk-request", "attempt=1"),
        ];
        let body = Bytes::from_static(b"Action=GetCallerIdentity&Version=2011-06-15");
        Self::signed(Dialect::Query, "sts", Method::POST, "/", &signed, body)
    }

    /// GetObject with ten signed headers.
    #[must_use]
    pub fn s3_get() -> Self {
        let signed = [
            ("host", "s3.us-east-1.amazonaws.com"),
            (
                "amz-sdk-invocation-id",
                "5b7a2d0e-6c1f-4f0a-9e57-3d9b8a6c4e21",
            ),
            ("amz-sdk-request", "attempt=1"),
            ("if-match", "\"9b2cf535f27731c974343645a3985328\""),
            ("range", "bytes=0-1048575"),
            ("x-amz-checksum-mode", "ENABLED"),
            ("x-amz-expected-bucket-owner", "123456789012"),
            ("x-amz-request-payer", "requester"),
        ];
        let path = "/reports/2026/11/21/part-00042.parquet";
        Self::signed(Dialect::S3, "s3", Method::GET, path, &signed, Bytes::new())
    }

    fn signed(
        dialect: Dialect,
        service: &'static str,
        method: Method,
        path: &'static str,
        signed: &[(&'static str, &'static str)],
        body: Bytes,
    ) -> Self {
        let now = now_seconds();
        let mut headers = HeaderMap::new();
        for (name, value) in signed {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        let signer = Signer {
            access_key_id: ACCESS_KEY_ID,
            secret_access_key: SECRET_ACCESS_KEY,
            session_token: None,
            region: REGION,
            service,
            dialect,
        };
        let target = Target {
            method: method.as_str(),
            path,
            query: "",
            authority: None,
        };
        let made = signer
            .sign(
                &target,
                &mut headers,
                SignedBody::Bytes(&body),
                Timestamp::from_unix_seconds(now),
            )
            .expect("headers");

        let canonical = canonical_request(&method, path, &headers, &body);
        let digest = hex(&Sha256::digest(&canonical));
        let string_to_sign = format!(
            "AWS4-HMAC-SHA256\n{}\n{}\n{digest}",
            made.date(),
            made.scope()
        );
        assert_eq!(
            signature(&string_to_sign, made.scope()),
            made.signature(),
            "AWS's algorithm, written again"
        );

        // What proxies change is not signed.
        headers.insert(
            "user-agent",
            HeaderValue::from_static("aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux"),
        );
        headers.insert("content-length", HeaderValue::from(body.len()));
        Self {
            dialect,
            service,
            method,
            uri: Uri::from_static(path),
            headers,
            body,
            now,
            canonical_bytes: canonical.len(),
            string_to_sign_bytes: string_to_sign.len(),
        }
    }

    /// How many blocks SHA-256 must compress: the body, the canonical request, and the string to sign in an HMAC whose
    /// two key blocks were compressed before.
    #[must_use]
    pub fn blocks(&self) -> usize {
        // The digest of no body is a constant.
        let body = if self.body.is_empty() {
            0
        } else {
            blocks::of(self.body.len())
        };
        let inner = blocks::of(64 + self.string_to_sign_bytes) - 1;
        let outer = blocks::of(64 + 32) - 1;
        body + blocks::of(self.canonical_bytes) + inner + outer
    }

    /// The same with another last digit.
    #[must_use]
    pub fn with_a_wrong_signature(&self) -> Self {
        let text = self.headers["authorization"].to_str().expect("text");
        let (rest, last) = text.split_at(text.len() - 1);
        let wrong = format!("{rest}{}", if last == "0" { "1" } else { "0" });
        let mut sample = self.clone();
        sample.headers.insert(
            "authorization",
            HeaderValue::from_str(&wrong).expect("text"),
        );
        sample
    }

    /// The same without its signature.
    #[must_use]
    pub fn unsigned(&self) -> Self {
        let mut sample = self.clone();
        sample.headers.remove("authorization");
        sample
    }

    /// As s3s takes it.
    #[must_use]
    pub fn s3s_request(&self) -> s3s::HttpRequest {
        self.bytes_request().map(s3s::Body::from)
    }

    /// As the crate `http` has it.
    #[must_use]
    pub fn bytes_request(&self) -> Request<Bytes> {
        let mut request = Request::new(self.body.clone());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        request
    }
}

/// The canonical request of what needs no encoding, written as AWS's page says, apart from the code that is measured.
fn canonical_request(method: &Method, path: &str, headers: &HeaderMap, body: &[u8]) -> String {
    let mut signed: Vec<_> = headers
        .iter()
        .filter(|(name, _)| *name != "authorization")
        .collect();
    signed.sort_by_key(|(name, _)| name.as_str());
    let lines: String = signed
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.to_str().expect("text")))
        .collect();
    let names: Vec<&str> = signed.iter().map(|(name, _)| name.as_str()).collect();
    format!(
        "{method}\n{path}\n\n{lines}\n{}\n{}",
        names.join(";"),
        hex(&Sha256::digest(body))
    )
}

/// The signature of a string to sign, by the book.
fn signature(string_to_sign: &str, scope: &str) -> String {
    let secret = format!("AWS4{SECRET_ACCESS_KEY}").into_bytes();
    let key = scope.split('/').fold(secret, |key, part| hmac(&key, part));
    hex(&hmac(&key, string_to_sign))
}

fn hmac(key: &[u8], message: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("keys of any length");
    mac.chain_update(message).finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) const ACCESS_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
pub(super) const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
pub(super) const REGION: &str = "us-east-1";
