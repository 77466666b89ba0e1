//! The headers that carry a signature or say something beside it.

use super::SessionToken;
use crate::request::text;
use http::{HeaderMap, HeaderValue};
use std::borrow::Cow;

/// These headers, found in one look at all that were sent: the map hashes each name that it is asked for.
#[derive(Default)]
pub(super) struct Said<'a> {
    pub(super) authorization: Sent<'a>,
    pub(super) amz_date: Sent<'a>,
    pub(super) date: Sent<'a>,
    pub(super) content_sha256: Sent<'a>,
    token: Option<&'a HeaderValue>,
    has_other_token: bool,
}

/// One header, perhaps sent more than once.
#[derive(Clone, Copy, Default)]
pub(super) struct Sent<'a> {
    pub(super) first: Option<&'a HeaderValue>,
    pub(super) is_repeated: bool,
}

impl<'a> Said<'a> {
    pub(super) fn read(headers: &'a HeaderMap) -> Self {
        let mut said = Self::default();
        for (name, value) in headers {
            let place = match name.as_str() {
                "authorization" => &mut said.authorization,
                "x-amz-date" => &mut said.amz_date,
                "date" => &mut said.date,
                "x-amz-content-sha256" => &mut said.content_sha256,
                "x-amz-security-token" => {
                    let first = said.token.get_or_insert(value);
                    said.has_other_token |= *first != value;
                    continue;
                }
                _ => continue,
            };
            place.is_repeated = place.first.is_some();
            place.first.get_or_insert(value);
        }
        said
    }

    /// The session token. The same one twice is one; S3 was observed to take two different ones for a wrong one.
    pub(super) fn token(&self) -> SessionToken<'a> {
        let Some(first) = self.token else {
            return SessionToken::Absent;
        };
        match text(first) {
            Some(token) if !self.has_other_token => SessionToken::from_text(Cow::Borrowed(token)),
            _ => SessionToken::Conflicting,
        }
    }
}
