//! The crate `sigv4`, used as its own first page says.

use sigv4::{
    BodyHash, Dialect, Expected, Presented, RequestHead, SignatureError, SigningKey, Timestamp,
};

use super::sample::{ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, Sample};

/// The verifier with the one key it knows.
pub struct Ours {
    key: SigningKey,
}

impl Ours {
    /// Derives the key.
    #[must_use]
    pub fn new(sample: &Sample) -> Self {
        let date = Timestamp::from_unix_seconds(sample.now).basic();
        Self {
            key: SigningKey::derive(SECRET_ACCESS_KEY, date.date(), REGION, sample.service),
        }
    }

    /// Whether the signature is right.
    #[must_use]
    pub fn accepts(&self, sample: &Sample) -> bool {
        self.verify(sample).is_ok()
    }

    fn verify(&self, sample: &Sample) -> Result<(), SignatureError> {
        let head = RequestHead {
            method: sample.method.as_str(),
            path: sample.uri.path(),
            query: sample.uri.query().unwrap_or_default(),
            authority: None,
            headers: &sample.headers,
        };
        let presented = Presented::parse(head, sample.dialect)?.expect("it is signed");
        let expected = Expected {
            region: REGION,
            service: sample.service,
        };
        presented.check(Timestamp::from_unix_seconds(sample.now), &expected)?;
        assert_eq!(presented.access_key_id(), ACCESS_KEY_ID);
        let body = match sample.dialect {
            Dialect::S3 => BodyHash::Later,
            _ => BodyHash::Sha256(sigv4::sha256(&sample.body)),
        };
        presented.verify(&self.key, body).map(|_| ())
    }
}
