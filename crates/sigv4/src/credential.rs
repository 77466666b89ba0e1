//! The credential: an access key id and the scope its signature is good for.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html>

use crate::presented::Algorithm;
use std::borrow::Cow;

/// `AKID/20150830/us-east-1/iam/aws4_request` as sent.
#[derive(Clone)]
pub(crate) struct Credential<'a> {
    text: Cow<'a, str>,
    /// Where the slashes stand; an asymmetric scope has one less, and the end of the text stands for it.
    slashes: [u32; 4],
}

/// Where and when a signature is good, as the request claims; nothing here is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope<'a> {
    /// `20150830`
    pub date: &'a str,
    /// `us-east-1`; `None` in the scope of an asymmetric signature.
    pub region: Option<&'a str>,
    /// `iam`
    pub service: &'a str,
    /// `aws4_request`
    pub terminator: &'a str,
}

impl<'a> Credential<'a> {
    /// Splits a credential; `None` unless it has exactly the parts its algorithm wants and a key id.
    pub(crate) fn parse(text: Cow<'a, str>, algorithm: Algorithm) -> Option<Self> {
        let end = u32::try_from(text.len()).ok()?;
        let mut found = memchr::memchr_iter(b'/', text.as_bytes());
        let mut slash = || u32::try_from(found.next()?).ok();
        let slashes = match algorithm {
            Algorithm::HmacSha256 => [slash()?, slash()?, slash()?, slash()?],
            Algorithm::EcdsaP256Sha256 => [slash()?, slash()?, slash()?, end],
        };
        let has_no_more = slash().is_none();
        let has_key = !text.starts_with('/');
        (has_no_more && has_key).then_some(Self { text, slashes })
    }

    pub(crate) fn access_key_id(&self) -> &str {
        let [key, ..] = self.slashes;
        self.text.get(..key as usize).unwrap_or_default()
    }

    /// Everything after the key id, as the string to sign has it.
    pub(crate) fn scope_text(&self) -> &str {
        let [key, ..] = self.slashes;
        self.text.get(key as usize + 1..).unwrap_or_default()
    }

    pub(crate) fn scope(&self) -> Scope<'_> {
        let [key, one, two, three] = self.slashes;
        let (date, second, third) = (
            self.after(key, one),
            self.after(one, two),
            self.after(two, three),
        );
        if three as usize == self.text.len() {
            return Scope {
                date,
                region: None,
                service: second,
                terminator: third,
            };
        }
        Scope {
            date,
            region: Some(second),
            service: third,
            terminator: self.text.get(three as usize + 1..).unwrap_or_default(),
        }
    }

    fn after(&self, slash: u32, end: u32) -> &str {
        self.text
            .get(slash as usize + 1..end as usize)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_has_exactly_its_parts() {
        let credential = Credential::parse(
            "AKID/20150830/us-east-1/iam/aws4_request".into(),
            Algorithm::HmacSha256,
        )
        .unwrap();
        assert_eq!(credential.access_key_id(), "AKID");
        assert_eq!(
            credential.scope_text(),
            "20150830/us-east-1/iam/aws4_request"
        );
        assert_eq!(credential.scope().region, Some("us-east-1"));
        assert_eq!(credential.scope().service, "iam");
        let credential = Credential::parse(
            "AKID/20150830/s3/aws4_request".into(),
            Algorithm::EcdsaP256Sha256,
        )
        .unwrap();
        assert_eq!(credential.scope().region, None);
        assert_eq!(credential.scope().terminator, "aws4_request");
        for text in [
            "",
            "AKID",
            "/d/r/s/t",
            "AKID/d/r/s",
            "AKID/d/r/s/t/u",
            "AKID/d/r/s/t/",
        ] {
            assert!(
                Credential::parse(text.into(), Algorithm::HmacSha256).is_none(),
                "{text}"
            );
        }
    }
}
