//! A small client and server around the crate.

use http::{HeaderMap, HeaderName, HeaderValue};
use sigv4::{
    BodyHash, Dialect, Expected, Presented, RequestHead, SignatureError, SignedBody, Signer,
    SigningKey, Target, Timestamp, sha256,
};

pub(crate) const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
pub(crate) const REGION: &str = "us-east-1";
pub(crate) const DATE: &str = "20130524T000000Z";

pub(crate) fn now() -> Timestamp {
    Timestamp::parse_basic(DATE).unwrap()
}

/// A request that can be signed, bent and sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) dialect: Dialect,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(dialect: Dialect, method: &str, path: &str, query: &str) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("example.amazonaws.com"));
        Self {
            dialect,
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.append(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_str(value).unwrap(),
        );
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    pub(crate) fn set(self, name: &str, value: &str) -> Self {
        self.without(name).with(name, value)
    }

    pub(crate) fn authorization(&self) -> &str {
        self.headers.get("authorization").unwrap().to_str().unwrap()
    }

    /// Replaces text inside the `Authorization` header.
    pub(crate) fn bend(self, from: &str, to: &str) -> Self {
        let bent = self.authorization().replace(from, to);
        assert_ne!(bent, self.authorization(), "nothing to replace: {from}");
        self.set("authorization", &bent)
    }

    /// Replaces text inside the query string.
    pub(crate) fn bend_query(mut self, from: &str, to: &str) -> Self {
        assert!(self.query.contains(from), "nothing to replace: {from}");
        self.query = self.query.replace(from, to);
        self
    }

    pub(crate) fn signed(self) -> Self {
        let token = None;
        self.signed_by(SECRET, token, now())
    }

    pub(crate) fn signed_by(mut self, secret: &str, token: Option<&str>, at: Timestamp) -> Self {
        let body = self.body.clone();
        let mut headers = std::mem::take(&mut self.headers);
        signer(self.dialect, secret, token)
            .sign(&self.target(), &mut headers, SignedBody::Bytes(&body), at)
            .unwrap();
        self.headers = headers;
        self
    }

    pub(crate) fn presigned(self, expires: u32) -> Self {
        self.presigned_with(None, expires)
    }

    pub(crate) fn presigned_with(mut self, token: Option<&str>, expires: u32) -> Self {
        self.query = signer(self.dialect, SECRET, token).presign(
            &self.target(),
            &self.headers,
            expires,
            now(),
        );
        self
    }

    fn target(&self) -> Target<'_> {
        Target {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            authority: None,
        }
    }

    pub(crate) fn head(&self) -> RequestHead<'_> {
        RequestHead {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            authority: None,
            headers: &self.headers,
        }
    }

    pub(crate) fn service(&self) -> &'static str {
        service(self.dialect)
    }

    /// What a server answers that knows one key, at the instant of signing.
    pub(crate) fn verdict(&self) -> Result<(), SignatureError> {
        self.verdict_at(now())
    }

    pub(crate) fn verdict_at(&self, now: Timestamp) -> Result<(), SignatureError> {
        let presented =
            Presented::parse(self.head(), self.dialect)?.expect("the request is signed");
        presented.check(
            now,
            &Expected {
                region: REGION,
                service: self.service(),
            },
        )?;
        if presented.access_key_id() != KEY_ID {
            return Err(presented.unknown_key());
        }
        let key = SigningKey::derive(SECRET, presented.scope().date, REGION, self.service());
        presented.verify(&key, BodyHash::Sha256(sha256(&self.body)))?;
        Ok(())
    }
}

pub(crate) fn signer<'a>(dialect: Dialect, secret: &'a str, token: Option<&'a str>) -> Signer<'a> {
    Signer {
        access_key_id: KEY_ID,
        secret_access_key: secret,
        session_token: token,
        region: REGION,
        service: service(dialect),
        dialect,
    }
}

fn service(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::S3 => "s3",
        _ => "iam",
    }
}

/// Holds a refusal against a row of a table: code, status, message, further elements.
#[track_caller]
pub(crate) fn assert_refusal(
    name: &str,
    error: &SignatureError,
    (code, status, message): (&str, u16, &str),
    extra: &[(&str, &str)],
) {
    assert_eq!(error.code(), code, "{name}: {error}");
    assert_eq!(error.status().as_u16(), status, "{name}");
    assert_eq!(error.message(), message, "{name}");
    assert_eq!(error.extra().collect::<Vec<_>>(), extra, "{name}");
}
