//! Verifies one request, as a service does.

use sigv4::{BodyHash, Expected, Presented, RequestHead, SigningKey, Timestamp};

use crate::case::Case;

/// Verifies the whole request at the instant it was signed.
pub(crate) fn accepts(case: &Case) -> Result<(), String> {
    let headers = case.header_map()?;
    let head = RequestHead {
        method: &case.method,
        path: &case.path,
        query: &case.query,
        authority: None,
        headers: &headers,
    };
    let said = |error: sigv4::SignatureError| {
        let canonical = error
            .extra()
            .find(|(name, _)| *name == "CanonicalRequest")
            .map_or("", |(_, text)| text);
        format!("{}: {}\n{canonical}", error.code(), error.message())
    };
    let presented = Presented::parse(head, case.dialect())
        .map_err(said)?
        .ok_or("nothing is presented")?;
    let expected = Expected {
        region: &case.region,
        service: &case.service,
    };
    presented
        .check(Timestamp::from_unix_seconds(case.now), &expected)
        .map_err(said)?;
    if presented.access_key_id() != case.access_key_id {
        return Err(format!(
            "the access key id reads {}",
            presented.access_key_id()
        ));
    }
    if presented.session_token().one() != case.session_token.as_deref() {
        return Err(format!(
            "the session token reads {:?}",
            presented.session_token()
        ));
    }
    let date = presented.signed_at().basic();
    let key = SigningKey::derive(
        &case.secret_access_key,
        date.date(),
        &case.region,
        &case.service,
    );
    let digest = sigv4::sha256(&case.body()?);
    presented
        .verify(&key, BodyHash::Sha256(digest))
        .map_err(said)
        .map(|_| ())
}
