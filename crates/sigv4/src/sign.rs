//! Signs requests: for our own calls to others, and to test what verifies them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use crate::canonical::{CanonicalRequest, Dialect, SigningContext, with_scratch};
use crate::digest::{EMPTY_SHA256, Hex, sha256};
use crate::key::SigningKey;
use crate::presented::{Algorithm, Mechanism, SignedHeaders, Streaming};
use crate::request::RequestHead;
use crate::timestamp::{BasicText, Timestamp};
use crate::uri;
use http::header::{AUTHORIZATION, InvalidHeaderValue};
use http::{HeaderMap, HeaderName, HeaderValue};

/// Whose signature it is, and where it will be good.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// `AKIA…` or `ASIA…`
    pub access_key_id: &'a str,
    /// The secret that belongs to it.
    pub secret_access_key: &'a str,
    /// Goes with temporary credentials only.
    pub session_token: Option<&'a str>,
    /// `us-east-1`
    pub region: &'a str,
    /// The signing name of the service, `sts`.
    pub service: &'a str,
    /// How that service canonicalises.
    pub dialect: Dialect,
}

/// The request to be signed, beside its headers, exactly as it will be sent.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// `GET`
    pub method: &'a str,
    /// Percent-encoded.
    pub path: &'a str,
    /// Percent-encoded, without the question mark; may be empty.
    pub query: &'a str,
    /// Stands for the host if the headers have none.
    pub authority: Option<&'a str>,
}

/// What is signed of the body.
#[derive(Clone, Copy)]
pub enum SignedBody<'a> {
    /// All of it.
    Bytes(&'a [u8]),
    /// Nothing.
    Unsigned,
    /// The chunks are, one by one: see [`ChunkedEncoder`](crate::ChunkedEncoder).
    Streaming(Streaming),
}

/// A signature that was made, and what its chunks are signed with.
pub struct Signed {
    signature: String,
    key: SigningKey,
    date: BasicText,
    scope: String,
}

impl Signed {
    /// Sixty-four hexadecimal digits.
    #[must_use]
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// `20150830T123600Z`
    #[must_use]
    pub fn date(&self) -> &str {
        self.date.as_str()
    }

    /// `20150830/us-east-1/sts/aws4_request`
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.scope
    }

    pub(crate) fn key(&self) -> &SigningKey {
        &self.key
    }
}

impl Signer<'_> {
    /// Signs with a header: adds `x-amz-date`, `x-amz-security-token`, for S3
    /// `x-amz-content-sha256`, and `authorization`. All headers are signed except those that
    /// proxies rewrite.
    ///
    /// # Errors
    /// If the access key id or the token cannot stand in a header.
    pub fn sign(
        &self,
        target: &Target<'_>,
        headers: &mut HeaderMap,
        body: SignedBody<'_>,
        at: Timestamp,
    ) -> Result<Signed, InvalidHeaderValue> {
        let date = at.basic();
        let payload_line = payload_line(body);
        headers.insert(
            HeaderName::from_static("x-amz-date"),
            HeaderValue::from_str(date.as_str())?,
        );
        if let Some(token) = self.session_token {
            headers.insert(
                HeaderName::from_static("x-amz-security-token"),
                HeaderValue::from_str(token)?,
            );
        }
        if self.dialect == Dialect::S3 || matches!(body, SignedBody::Unsigned) {
            headers.insert(
                HeaderName::from_static("x-amz-content-sha256"),
                HeaderValue::from_str(&payload_line)?,
            );
        }
        let signed_headers = signed_headers(headers);
        let head = target.head(headers);
        let signed = self.seal(
            &head,
            Mechanism::Header,
            &signed_headers,
            &payload_line,
            date,
        );
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={signed_headers}, Signature={}",
            self.access_key_id, signed.scope, signed.signature
        );
        headers.insert(AUTHORIZATION, HeaderValue::from_str(&authorization)?);
        Ok(signed)
    }

    /// Makes the query string of a presigned URL that is good for `expires_seconds` (which general
    /// services ignore: theirs are good for fifteen minutes). All of `headers` are signed and must
    /// be sent with it. S3 gets an unsigned body unless `headers` hold `x-amz-content-sha256`;
    /// other services get an empty one.
    #[must_use]
    pub fn presign(
        &self,
        target: &Target<'_>,
        headers: &HeaderMap,
        expires_seconds: u32,
        at: Timestamp,
    ) -> String {
        let date = at.basic();
        let signed_headers = signed_headers(headers);
        let mut query = target.query.to_owned();
        let mut add = |name: &str, value: &str| {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(name);
            query.push('=');
            let mut encoded = Vec::with_capacity(value.len());
            uri::write_encoded(&mut encoded, value.bytes());
            query.push_str(&String::from_utf8_lossy(&encoded));
        };
        add("X-Amz-Algorithm", Algorithm::HmacSha256.name());
        add(
            "X-Amz-Credential",
            &format!("{}/{}", self.access_key_id, self.scope(date)),
        );
        add("X-Amz-Date", date.as_str());
        add("X-Amz-Expires", &expires_seconds.to_string());
        add("X-Amz-SignedHeaders", &signed_headers);
        if let Some(token) = self.session_token {
            add("X-Amz-Security-Token", token);
        }
        let payload_line = match (self.dialect, headers.get("x-amz-content-sha256")) {
            (Dialect::S3, None) => UNSIGNED,
            (Dialect::S3, Some(value)) => value.to_str().unwrap_or(UNSIGNED),
            (Dialect::Query, _) => EMPTY_SHA256,
        };
        let unsigned_target = Target {
            query: &query,
            ..*target
        };
        let head = unsigned_target.head(headers);
        let signed = self.seal(&head, Mechanism::Query, &signed_headers, payload_line, date);
        format!("{query}&X-Amz-Signature={}", signed.signature)
    }

    /// Signs the policy of a POST form: the base64 text as it stands in the field `policy`.
    #[must_use]
    pub fn sign_policy(&self, policy: &str, at: Timestamp) -> String {
        let key = self.key(at.basic());
        Hex::of(&key.sign(policy.as_bytes())).as_str().to_owned()
    }

    fn seal(
        &self,
        head: &RequestHead<'_>,
        mechanism: Mechanism,
        signed_headers: &str,
        payload_line: &str,
        date: BasicText,
    ) -> Signed {
        let scope = self.scope(date);
        let key = self.key(date);
        let signed_headers = SignedHeaders::parse(signed_headers.into());
        let request = CanonicalRequest {
            head,
            dialect: self.dialect,
            mechanism,
            signed_headers: &signed_headers,
            payload_line,
        };
        let context = SigningContext {
            algorithm: Algorithm::HmacSha256,
            date: date.as_str(),
            scope: &scope,
        };
        let signature = with_scratch(|scratch| {
            scratch.write(&request, &context);
            Hex::of(&key.sign(&scratch.string_to_sign))
        });
        Signed {
            signature: signature.as_str().to_owned(),
            key,
            date,
            scope,
        }
    }

    fn key(&self, date: BasicText) -> SigningKey {
        SigningKey::derive(
            self.secret_access_key,
            date.date(),
            self.region,
            self.service,
        )
    }

    fn scope(&self, date: BasicText) -> String {
        format!(
            "{}/{}/{}/aws4_request",
            date.date(),
            self.region,
            self.service
        )
    }
}

impl<'a> Target<'a> {
    fn head(&self, headers: &'a HeaderMap) -> RequestHead<'a> {
        RequestHead {
            method: self.method,
            path: self.path,
            query: self.query,
            authority: self.authority,
            headers,
        }
    }
}

fn payload_line(body: SignedBody<'_>) -> String {
    match body {
        SignedBody::Bytes(bytes) => Hex::of(&sha256(bytes)).as_str().to_owned(),
        SignedBody::Unsigned => UNSIGNED.to_owned(),
        SignedBody::Streaming(streaming) => streaming.name().to_owned(),
    }
}

fn signed_headers(headers: &HeaderMap) -> String {
    let mut names: Vec<&str> = headers
        .keys()
        .map(HeaderName::as_str)
        .filter(|name| !NEVER_SIGNED.contains(name))
        .chain(["host"])
        .collect();
    names.sort_unstable();
    names.dedup();
    names.join(";")
}

const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// Headers that change on the way or are not part of the message, as AWS's own clients have it.
const NEVER_SIGNED: [&str; 6] = [
    "authorization",
    "connection",
    "expect",
    "transfer-encoding",
    "user-agent",
    "x-amzn-trace-id",
];
