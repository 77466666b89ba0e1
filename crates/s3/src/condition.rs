//! Conditional requests: on reads, on the source of a copy, on writes and deletes.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html>

use http::HeaderMap;
use jiff::Timestamp;

use crate::error::{S3Error, S3ErrorCode};
use crate::http_date;

/// The four conditions of a read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadConditions {
    if_match: Option<String>,
    if_none_match: Option<String>,
    if_modified_since: Option<Timestamp>,
    if_unmodified_since: Option<Timestamp>,
}

/// What the conditions of a read come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOutcome {
    /// Answer with the object.
    Proceed,
    /// The client's copy is current: 304. Holds the condition that said so.
    NotModified(&'static str),
    /// 412. Holds the condition that failed.
    Failed(&'static str),
}

impl ReadConditions {
    /// The conditions of GetObject and HeadObject.
    #[must_use]
    pub fn of_read(headers: &HeaderMap) -> Self {
        Self::from_headers(headers, &READ_HEADERS)
    }

    /// The conditions on the source of CopyObject and UploadPartCopy.
    #[must_use]
    pub fn of_copy_source(headers: &HeaderMap) -> Self {
        Self::from_headers(headers, &COPY_SOURCE_HEADERS)
    }

    fn from_headers(headers: &HeaderMap, names: &[&str; 4]) -> Self {
        let [if_match, if_none_match, modified, unmodified] = names.map(|name| text(headers, name));
        Self {
            if_match: if_match.map(str::to_owned),
            if_none_match: if_none_match.map(str::to_owned),
            if_modified_since: modified.and_then(http_date::parse),
            if_unmodified_since: unmodified.and_then(http_date::parse),
        }
    }

    /// Judges an object in the order of RFC 9110: an entity tag beats the date beside it.
    #[must_use]
    pub fn judge(&self, etag: &str, last_modified: Timestamp) -> ReadOutcome {
        if let Some(wanted) = &self.if_match {
            if !names_etag(wanted, etag) {
                return ReadOutcome::Failed("If-Match");
            }
        } else if self
            .if_unmodified_since
            .is_some_and(|since| last_modified > since)
        {
            return ReadOutcome::Failed("If-Unmodified-Since");
        }
        if let Some(known) = &self.if_none_match {
            if names_etag(known, etag) {
                return ReadOutcome::NotModified("If-None-Match");
            }
        } else if self
            .if_modified_since
            .is_some_and(|since| last_modified <= since)
        {
            return ReadOutcome::NotModified("If-Modified-Since");
        }
        ReadOutcome::Proceed
    }

    /// Judges the source of a copy, where 304 makes no sense and every failure is a 412.
    ///
    /// # Errors
    /// `PreconditionFailed` naming the `x-amz-copy-source-` header.
    pub fn judge_copy_source(&self, etag: &str, last_modified: Timestamp) -> Result<(), S3Error> {
        let condition = match self.judge(etag, last_modified) {
            ReadOutcome::Proceed => return Ok(()),
            ReadOutcome::NotModified(name) | ReadOutcome::Failed(name) => name,
        };
        Err(S3Error::precondition_failed(match condition {
            "If-Match" => "x-amz-copy-source-If-Match",
            "If-None-Match" => "x-amz-copy-source-If-None-Match",
            "If-Modified-Since" => "x-amz-copy-source-If-Modified-Since",
            _ => "x-amz-copy-source-If-Unmodified-Since",
        }))
    }
}

/// The condition of a write or delete, judged inside the transaction that writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum WriteCondition {
    /// None.
    #[default]
    Always,
    /// `If-None-Match: *`: only where no object is.
    Absent,
    /// `If-Match` with an entity tag: only over that object.
    Match(String),
    /// `If-Match: *` (DeleteObject): only where some object is.
    Present,
}

impl WriteCondition {
    /// The condition of PutObject, CopyObject and CompleteMultipartUpload.
    ///
    /// # Errors
    /// `NotImplemented` for both headers at once and for values other than `If-None-Match: *` and
    /// `If-Match` with an entity tag, as AWS answers.
    pub fn of_write(headers: &HeaderMap) -> Result<Self, S3Error> {
        match (text(headers, "if-match"), text(headers, "if-none-match")) {
            (None, None) => Ok(Self::Always),
            (None, Some("*")) => Ok(Self::Absent),
            (Some(etag), None) if etag != "*" => Ok(Self::Match(etag.to_owned())),
            (Some(_), None) => Err(refused_value("If-Match")),
            (None, Some(_)) => Err(refused_value("If-None-Match")),
            (Some(_), Some(_)) => Err(S3Error::unsupported_header("If-Match,If-None-Match").with(
                "additionalMessage",
                "Multiple conditional request headers present in the request",
            )),
        }
    }

    /// The condition of DeleteObject.
    #[must_use]
    pub fn of_delete(headers: &HeaderMap) -> Self {
        match text(headers, "if-match") {
            None => Self::Always,
            Some("*") => Self::Present,
            Some(etag) => Self::Match(etag.to_owned()),
        }
    }

    /// Judges the object that is there now, by its entity tag.
    ///
    /// # Errors
    /// `PreconditionFailed`; `NoSuchKey` where a match is asked for and nothing is there.
    pub fn judge(&self, key: &str, current_etag: Option<&str>) -> Result<(), S3Error> {
        match (self, current_etag) {
            (Self::Always, _) | (Self::Absent, None) | (Self::Present, Some(_)) => Ok(()),
            (Self::Absent, Some(_)) => Err(S3Error::precondition_failed("If-None-Match")),
            (Self::Match(_) | Self::Present, None) => Err(S3Error::no_such_key(key)),
            (Self::Match(wanted), Some(etag)) if names_etag(wanted, etag) => Ok(()),
            (Self::Match(_), Some(_)) => Err(S3Error::precondition_failed("If-Match")),
        }
    }
}

/// Whether a header's list of entity tags names this one. Tags may lack their quotes, as S3 accepts.
fn names_etag(list: &str, etag: &str) -> bool {
    list.split(',')
        .map(str::trim)
        .any(|one| one == "*" || bare_etag(one) == etag)
}

/// An entity tag without weakness mark and quotes.
#[must_use]
pub fn bare_etag(tag: &str) -> &str {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    tag.strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(tag)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    // A value that is not text names no entity tag, so it must fail the condition and not lift it.
    headers.get(name).map(|value| value.to_str().unwrap_or(""))
}

fn refused_value(name: &'static str) -> S3Error {
    S3Error::new(S3ErrorCode::NotImplemented)
        .with("Header", name)
        .with(
            "additionalMessage",
            format!("We don't accept the provided value of {name} header for this API"),
        )
}

const READ_HEADERS: [&str; 4] = [
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
];
const COPY_SOURCE_HEADERS: [&str; 4] = [
    "x-amz-copy-source-if-match",
    "x-amz-copy-source-if-none-match",
    "x-amz-copy-source-if-modified-since",
    "x-amz-copy-source-if-unmodified-since",
];

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "Sun, 06 Nov 1994 08:49:36 GMT";
    const SAME: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn the_matrix_of_reads() {
        let modified = Timestamp::from_second(784_111_777).unwrap();
        let failed = ReadOutcome::Failed;
        let unmodified = ReadOutcome::NotModified;
        for (pairs, expected) in [
            (&[][..], ReadOutcome::Proceed),
            (&[("if-match", "\"e\"")], ReadOutcome::Proceed),
            (&[("if-match", "e")], ReadOutcome::Proceed),
            (&[("if-match", "\"x\", \"e\"")], ReadOutcome::Proceed),
            (&[("if-match", "*")], ReadOutcome::Proceed),
            (&[("if-match", "\"x\"")], failed("If-Match")),
            (&[("if-none-match", "\"e\"")], unmodified("If-None-Match")),
            (&[("if-none-match", "W/\"e\"")], unmodified("If-None-Match")),
            (&[("if-none-match", "\"x\"")], ReadOutcome::Proceed),
            (
                &[("if-modified-since", SAME)],
                unmodified("If-Modified-Since"),
            ),
            (&[("if-modified-since", OLD)], ReadOutcome::Proceed),
            (&[("if-modified-since", "rubbish")], ReadOutcome::Proceed),
            (&[("if-unmodified-since", SAME)], ReadOutcome::Proceed),
            (
                &[("if-unmodified-since", OLD)],
                failed("If-Unmodified-Since"),
            ),
            (
                &[("if-match", "e"), ("if-unmodified-since", OLD)],
                ReadOutcome::Proceed,
            ),
            (
                &[("if-none-match", "e"), ("if-modified-since", OLD)],
                unmodified("If-None-Match"),
            ),
            (
                &[("if-none-match", "x"), ("if-modified-since", SAME)],
                ReadOutcome::Proceed,
            ),
        ] {
            let conditions = ReadConditions::of_read(&headers(pairs));
            assert_eq!(conditions.judge("e", modified), expected, "{pairs:?}");
        }
    }

    #[test]
    fn a_copy_source_fails_with_its_own_header() {
        let conditions =
            ReadConditions::of_copy_source(&headers(&[("x-amz-copy-source-if-none-match", "e")]));
        let error = conditions
            .judge_copy_source("e", Timestamp::UNIX_EPOCH)
            .unwrap_err();
        assert_eq!(
            error,
            S3Error::precondition_failed("x-amz-copy-source-If-None-Match")
        );
        assert!(
            conditions
                .judge_copy_source("f", Timestamp::UNIX_EPOCH)
                .is_ok()
        );
    }

    #[test]
    fn the_matrix_of_writes() {
        let of = |pairs: &[(&'static str, &'static str)]| WriteCondition::of_write(&headers(pairs));
        let absent = of(&[("if-none-match", "*")]).unwrap();
        let matching = of(&[("if-match", "\"e\"")]).unwrap();
        assert!(absent.judge("k", None).is_ok());
        assert_eq!(absent.judge("k", Some("e")).unwrap_err().status(), 412);
        assert!(matching.judge("k", Some("e")).is_ok());
        assert_eq!(matching.judge("k", Some("f")).unwrap_err().status(), 412);
        assert_eq!(
            matching.judge("k", None).unwrap_err().code(),
            S3ErrorCode::NoSuchKey
        );
        assert!(WriteCondition::Always.judge("k", Some("e")).is_ok());
        for refused in [
            &[("if-none-match", "\"e\"")][..],
            &[("if-match", "*")],
            &[("if-match", "e"), ("if-none-match", "*")],
        ] {
            assert_eq!(of(refused).unwrap_err().status(), 501, "{refused:?}");
        }
    }

    #[test]
    fn deletes_know_the_star() {
        let any = WriteCondition::of_delete(&headers(&[("if-match", "*")]));
        assert!(any.judge("k", Some("e")).is_ok());
        assert_eq!(any.judge("k", None).unwrap_err().status(), 404);
    }
}
