//! The part of a request that a signature covers, borrowed from whoever read it.

use crate::lines::Lines;
use http::{HeaderMap, HeaderValue};

/// The head of a request exactly as it arrived: nothing decoded, nothing resolved.
#[derive(Clone, Copy)]
pub struct RequestHead<'a> {
    /// `GET`, as sent.
    pub method: &'a str,
    /// The path as sent, still percent-encoded.
    pub path: &'a str,
    /// What follows the question mark, still percent-encoded; empty without one.
    pub query: &'a str,
    /// HTTP/2's `:authority`, or the authority of an absolute request target.
    pub authority: Option<&'a str>,
    /// All headers in the order of their arrival.
    pub headers: &'a HeaderMap,
}

impl<'a> RequestHead<'a> {
    /// The head of a request as the `http` crate holds it.
    #[must_use]
    pub fn from_parts(parts: &'a http::request::Parts) -> Self {
        Self {
            method: parts.method.as_str(),
            path: parts.uri.path(),
            query: parts.uri.query().unwrap_or(""),
            authority: parts.uri.authority().map(http::uri::Authority::as_str),
            headers: &parts.headers,
        }
    }

    /// The only value of a header; `None` if it is absent or is not visible ASCII.
    /// Of several values this is the first.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        text(self.headers.get(name)?)
    }

    /// The host the request is for, without the default port: the one its signature covers.
    /// Whoever routes by host must use this one, or a signature for one host would open another.
    #[must_use]
    pub fn host(&self) -> Option<&'a str> {
        let host = self.header("host").or(self.authority)?.trim_ascii();
        std::str::from_utf8(without_default_port(host.as_bytes())).ok()
    }

    /// Writes the value of header `name` as the canonical request has it and tells whether the
    /// request has such a header at all. `sent` are all its headers.
    pub(crate) fn write_canonical_value(
        &self,
        name: &str,
        sent: &Lines<'_>,
        out: &mut Vec<u8>,
    ) -> bool {
        let mut values = sent.values(name);
        let Some(first) = values.next() else {
            return self.write_authority(name, out);
        };
        if name == "host" {
            out.extend_from_slice(without_default_port(first.as_bytes().trim_ascii()));
        } else {
            write_collapsed(out, first.as_bytes());
        }
        for value in values {
            out.push(b',');
            write_collapsed(out, value.as_bytes());
        }
        true
    }

    /// HTTP/2 has no `host` header: clients sign its `:authority` under that name, some under its own.
    fn write_authority(&self, name: &str, out: &mut Vec<u8>) -> bool {
        if !matches!(name, "host" | ":authority") {
            return false;
        }
        let host = match (self.authority, self.headers.get("host")) {
            (Some(authority), _) => authority.as_bytes(),
            (None, Some(host)) => host.as_bytes().trim_ascii(),
            (None, None) => return false,
        };
        out.extend_from_slice(without_default_port(host));
        true
    }

    /// True if the request has something to sign under this lower-case header name.
    pub(crate) fn has_header(&self, name: &str) -> bool {
        self.headers.contains_key(name)
            || match name {
                "host" => self.authority.is_some(),
                ":authority" => self.authority.is_some() || self.headers.contains_key("host"),
                _ => false,
            }
    }
}

/// The text of a header value, if it is visible ASCII. Says what `HeaderValue::to_str` says and looks at many bytes at
/// once: a header value never holds the control characters that are ASCII and not visible.
pub(crate) fn text(value: &HeaderValue) -> Option<&str> {
    let bytes = value.as_bytes();
    std::str::from_utf8(bytes).ok().filter(|_| bytes.is_ascii())
}

/// Clients leave the default port out of what they sign even where they send it.
fn without_default_port(host: &[u8]) -> &[u8] {
    host.strip_suffix(b":443")
        .or_else(|| host.strip_suffix(b":80"))
        .unwrap_or(host)
}

/// Writes a header value without outer blanks and with every inner run of blanks as one.
fn write_collapsed(out: &mut Vec<u8>, value: &[u8]) {
    let value = value.trim_ascii();
    if memchr::memchr(b' ', value).is_none() {
        out.extend_from_slice(value);
        return;
    }
    // Without a way out of the loop, the compiler looks at many bytes at once.
    let next = value.get(1..).unwrap_or_default();
    let has_run = value.iter().zip(next).fold(false, |so_far, (byte, next)| {
        so_far | ((*byte == b' ') & (*next == b' '))
    });
    if !has_run {
        out.extend_from_slice(value);
        return;
    }
    let mut after_blank = false;
    for &byte in value {
        if byte != b' ' || !after_blank {
            out.push(byte);
        }
        after_blank = byte == b' ';
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderName;

    fn canonical(
        headers: &[(&'static str, &str)],
        authority: Option<&str>,
        name: &str,
    ) -> Option<String> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        let head = RequestHead {
            method: "GET",
            path: "/",
            query: "",
            authority,
            headers: &map,
        };
        let mut out = Vec::new();
        let present = head.write_canonical_value(name, &Lines::of(&map), &mut out);
        assert_eq!(present, head.has_header(name));
        present.then(|| String::from_utf8(out).unwrap())
    }

    #[test]
    fn the_text_of_a_value_is_what_http_says_it_is() {
        for byte in 0..=u8::MAX {
            let Ok(value) = HeaderValue::from_bytes(&[b'a', byte]) else {
                continue;
            };
            assert_eq!(text(&value), value.to_str().ok(), "{byte}");
        }
    }

    #[test]
    fn routing_sees_the_host_that_was_signed() {
        let mut headers = HeaderMap::new();
        let host = |headers: &HeaderMap, authority| {
            let head = RequestHead {
                method: "GET",
                path: "/",
                query: "",
                authority,
                headers,
            };
            head.host().map(str::to_owned)
        };
        assert_eq!(host(&headers, None), None);
        assert_eq!(host(&headers, Some("a:443")).as_deref(), Some("a"));
        headers.insert("host", HeaderValue::from_static("b:8080"));
        assert_eq!(host(&headers, Some("a")).as_deref(), Some("b:8080"));
    }

    #[test]
    fn values_are_trimmed_collapsed_and_joined() {
        let headers = [("a", "  \"x   y\"  z "), ("a", "second"), ("b", "")];
        assert_eq!(
            canonical(&headers, None, "a").as_deref(),
            Some("\"x y\" z,second")
        );
        assert_eq!(canonical(&headers, None, "b").as_deref(), Some(""));
        assert_eq!(canonical(&headers, None, "c"), None);
        assert_eq!(canonical(&headers, None, "no header name"), None);
    }

    #[test]
    fn the_host_loses_its_default_port_and_may_be_the_authority() {
        for (host, authority, expected) in [
            (Some("h:443"), None, Some("h")),
            (Some("h:80"), None, Some("h")),
            (Some("h:8080"), None, Some("h:8080")),
            (Some("h"), Some("other"), Some("h")),
            (None, Some("h:443"), Some("h")),
            (None, None, None),
        ] {
            let headers: Vec<_> = host.map(|host| ("host", host)).into_iter().collect();
            assert_eq!(canonical(&headers, authority, "host").as_deref(), expected);
        }
        assert_eq!(
            canonical(&[("host", "h")], None, ":authority").as_deref(),
            Some("h")
        );
        assert_eq!(
            canonical(&[], Some("h:80"), ":authority").as_deref(),
            Some("h")
        );
    }
}
