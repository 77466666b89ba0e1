//! A signed request, with the credentials it was signed with, as a line of the file has it.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

/// One line.
#[derive(Clone, Deserialize)]
pub(crate) struct Case {
    /// `s3` or `general`.
    pub(crate) dialect: String,
    pub(crate) service: String,
    pub(crate) region: String,
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: Option<String>,
    /// When it was signed, in seconds since 1970.
    pub(crate) now: i64,
    pub(crate) method: String,
    /// As on the wire.
    pub(crate) path: String,
    /// As on the wire, without the question mark.
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    /// In base64.
    body: String,
}

impl Case {
    pub(crate) fn is_s3(&self) -> bool {
        self.dialect == "s3"
    }

    pub(crate) fn is_presigned(&self) -> bool {
        self.query.contains("X-Amz-Signature=")
    }

    pub(crate) fn dialect(&self) -> sigv4::Dialect {
        if self.is_s3() {
            sigv4::Dialect::S3
        } else {
            sigv4::Dialect::Query
        }
    }

    pub(crate) fn body(&self) -> Result<Vec<u8>, String> {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD
            .decode(&self.body)
            .map_err(|error| error.to_string())
    }

    /// One byte more than was signed.
    pub(crate) fn add_to_body(&mut self) {
        self.body.insert_str(0, "AAAA");
    }

    pub(crate) fn header_map(&self) -> Result<HeaderMap, String> {
        let mut map = HeaderMap::new();
        for (name, value) in &self.headers {
            let name =
                HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string())?;
            map.append(
                name,
                HeaderValue::from_str(value).map_err(|error| error.to_string())?,
            );
        }
        Ok(map)
    }

    /// The request before anybody signed it.
    pub(crate) fn unsigned(&self) -> Self {
        const ADDED: &[&str] = &[
            "authorization",
            "x-amz-date",
            "x-amz-security-token",
            "x-amz-content-sha256",
        ];
        let headers = self
            .headers
            .iter()
            .filter(|(name, _)| !ADDED.contains(&name.to_ascii_lowercase().as_str()));
        let query: Vec<&str> = self
            .query
            .split('&')
            .filter(|part| !part.starts_with("X-Amz-"))
            .collect();
        Self {
            headers: headers.cloned().collect(),
            query: query.join("&"),
            ..self.clone()
        }
    }

    /// For how long a presigned request is good.
    pub(crate) fn expires(&self) -> Option<u32> {
        self.query
            .split('&')
            .find_map(|part| part.strip_prefix("X-Amz-Expires="))?
            .parse()
            .ok()
    }
}
