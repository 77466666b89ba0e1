//! Signs a request again, by other hands.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use sigv4::{SignedBody, Signer, Target, Timestamp};

use crate::case::Case;

/// Signed by the AWS SDK for Rust, with the settings that it uses for the service.
pub(crate) fn by_the_sdk(case: &Case) -> Result<Case, String> {
    let mut again = case.unsigned();
    let identity = Credentials::new(
        &*case.access_key_id,
        &*case.secret_access_key,
        case.session_token.clone(),
        None,
        "conformance",
    )
    .into();
    let seconds = u64::try_from(case.now).map_err(|error| error.to_string())?;
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(&case.region)
        .name(&case.service)
        .time(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .settings(settings(case))
        .build()
        .map_err(|error| error.to_string())?
        .into();
    let body = case.body()?;
    let signable_body = if case.is_s3() && case.is_presigned() {
        SignableBody::UnsignedPayload
    } else {
        SignableBody::Bytes(&body)
    };
    let host = again
        .headers
        .iter()
        .find(|(name, _)| name == "Host")
        .map_or("", |(_, value)| value);
    let uri = format!(
        "http://{host}{}{}{}",
        again.path,
        if again.query.is_empty() { "" } else { "?" },
        again.query
    );
    let headers = again
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let request = SignableRequest::new(&again.method, uri, headers, signable_body)
        .map_err(|error| error.to_string())?;
    let (instructions, _) = sign(request, &parameters)
        .map_err(|error| error.to_string())?
        .into_parts();
    let (headers, query) = instructions.into_parts();
    again.headers.extend(
        headers
            .iter()
            .map(|header| (header.name().to_owned(), header.value().to_owned())),
    );
    for (name, value) in query {
        if !again.query.is_empty() {
            again.query.push('&');
        }
        again.query.push_str(&format!("{name}={}", encoded(&value)));
    }
    Ok(again)
}

/// Signed by the `sigv4` crate.
pub(crate) fn by_ourselves(case: &Case) -> Result<Case, String> {
    let mut again = case.unsigned();
    let signer = Signer {
        access_key_id: &case.access_key_id,
        secret_access_key: &case.secret_access_key,
        session_token: case.session_token.as_deref(),
        region: &case.region,
        service: &case.service,
        dialect: case.dialect(),
    };
    let at = Timestamp::from_unix_seconds(case.now);
    let mut headers = again.header_map()?;
    let target = Target {
        method: &again.method,
        path: &again.path,
        query: &again.query,
        authority: None,
    };
    if let Some(seconds) = case.expires() {
        again.query = signer.presign(&target, &headers, seconds, at);
        return Ok(again);
    }
    let body = case.body()?;
    signer
        .sign(&target, &mut headers, SignedBody::Bytes(&body), at)
        .map_err(|error| error.to_string())?;
    let text = |value: &http::HeaderValue| {
        value
            .to_str()
            .map(str::to_owned)
            .map_err(|error| error.to_string())
    };
    again.headers = headers
        .iter()
        .map(|(name, value)| Ok((name.to_string(), text(value)?)))
        .collect::<Result<_, String>>()?;
    Ok(again)
}

fn settings(case: &Case) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if case.is_s3() {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    if let Some(seconds) = case.expires() {
        settings.signature_location = SignatureLocation::QueryParams;
        settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
        settings.expires_in = Some(Duration::from_secs(seconds.into()));
    }
    settings
}

/// What the query writer of the SDK does to a value.
fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}
