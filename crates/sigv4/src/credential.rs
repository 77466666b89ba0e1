//! The credential: an access key id and the scope its signature is good for.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html>

use crate::presented::Algorithm;
use std::borrow::Cow;

/// `AKID/20150830/us-east-1/iam/aws4_request` as sent.
#[derive(Clone)]
pub(crate) struct Credential<'a> {
    text: Cow<'a, str>,
    key_length: usize,
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
        let slashes = text.bytes().filter(|byte| *byte == b'/').count();
        let wanted = match algorithm {
            Algorithm::HmacSha256 => 4,
            Algorithm::EcdsaP256Sha256 => 3,
        };
        let key_length = text.find('/')?;
        (slashes == wanted && key_length > 0).then_some(Self { text, key_length })
    }

    pub(crate) fn access_key_id(&self) -> &str {
        self.text.get(..self.key_length).unwrap_or_default()
    }

    /// Everything after the key id, as the string to sign has it.
    pub(crate) fn scope_text(&self) -> &str {
        self.text.get(self.key_length + 1..).unwrap_or_default()
    }

    pub(crate) fn scope(&self) -> Scope<'_> {
        let mut parts = self.scope_text().split('/');
        let mut part = || parts.next().unwrap_or_default();
        let (date, second, third) = (part(), part(), part());
        match parts.next() {
            Some(terminator) => Scope {
                date,
                region: Some(second),
                service: third,
                terminator,
            },
            None => Scope {
                date,
                region: None,
                service: second,
                terminator: third,
            },
        }
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
