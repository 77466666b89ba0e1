//! What S3 answers to a credential that is not for it.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use super::SignatureError;
use super::s3::{header_malformed, invalid_argument, query_parameters};
use crate::presented::Mechanism;
use crate::timestamp::Timestamp;

/// A fault of the credential or its scope, which header and query name differently.
pub(crate) enum CredentialFault<'a> {
    Unreadable,
    Region {
        given: &'a str,
        expected: &'a str,
    },
    Service {
        given: &'a str,
        expected: &'a str,
    },
    Terminator(&'a str),
    DateFormat(&'a str),
    DateDiffers {
        scope: &'a str,
        signed_at: Timestamp,
    },
}

impl CredentialFault<'_> {
    pub(crate) fn into_error(self, mechanism: Mechanism) -> SignatureError {
        let error = match mechanism {
            Mechanism::Header => header_malformed(self.sentence()),
            Mechanism::Query if matches!(self, Self::DateDiffers { .. }) => {
                query_parameters(self.sentence())
            }
            Mechanism::Query => query_parameters(format!(
                "Error parsing the X-Amz-Credential parameter; {}",
                self.sentence()
            )),
            Mechanism::Post => invalid_argument(self.sentence(), "x-amz-credential", self.given()),
        };
        match self {
            Self::Region { expected, .. } => error.with("Region", expected),
            _ => error,
        }
    }

    fn given(&self) -> &str {
        match self {
            Self::Unreadable => "",
            Self::Region { given, .. } | Self::Service { given, .. } => given,
            Self::Terminator(given) | Self::DateFormat(given) => given,
            Self::DateDiffers { scope, .. } => scope,
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Unreadable => {
                "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."
                    .to_owned()
            }
            Self::Region { given, expected } => format!("the region '{given}' is wrong; expecting '{expected}'"),
            Self::Service { given, expected } => {
                format!("incorrect service \"{given}\". This endpoint belongs to \"{expected}\".")
            }
            Self::Terminator(given) => {
                format!("incorrect terminal \"{given}\". This endpoint uses \"aws4_request\".")
            }
            Self::DateFormat(given) => format!(
                "incorrect date format \"{given}\". This date in the credential must be in the format \"yyyyMMdd\"."
            ),
            Self::DateDiffers { scope, signed_at } => format!(
                "Invalid credential date \"{scope}\". This date is not the same as X-Amz-Date: \"{}\".",
                signed_at.basic().date()
            ),
        }
    }
}
