//! Unique ids: a four-letter prefix that tells the kind, and base32 that carries the account.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>

use std::str::FromStr;

use crate::ParseError;
use crate::text::text;

/// What kind of thing an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdPrefix {
    /// `AIDA`, an IAM user.
    User,
    /// `AGPA`, a group.
    Group,
    /// `AROA`, a role.
    Role,
    /// `ANPA`, a managed policy.
    ManagedPolicy,
    /// `AIPA`, an instance profile.
    InstanceProfile,
    /// `ACCA`, a service-specific credential.
    ServiceSpecificCredential,
    /// `ASCA`, a server certificate.
    ServerCertificate,
}

impl IdPrefix {
    /// The four letters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "AIDA",
            Self::Group => "AGPA",
            Self::Role => "AROA",
            Self::ManagedPolicy => "ANPA",
            Self::InstanceProfile => "AIPA",
            Self::ServiceSpecificCredential => "ACCA",
            Self::ServerCertificate => "ASCA",
        }
    }
}

/// The 21-character id of a user, group, role, policy or instance profile; never used twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UniqueId([u8; 21]);

impl UniqueId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // The constructor admits ASCII only, so this never falls back.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether the id is of this kind.
    #[must_use]
    pub fn is(&self, prefix: IdPrefix) -> bool {
        self.0.starts_with(prefix.as_str().as_bytes())
    }
}

impl FromStr for UniqueId {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let bytes: [u8; 21] = text.as_bytes().try_into().map_err(|_| INVALID)?;
        let is_id = bytes
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(byte));
        if is_id && bytes.starts_with(b"A") {
            Ok(Self(bytes))
        } else {
            Err(INVALID)
        }
    }
}

text!(UniqueId);

const INVALID: ParseError = ParseError { kind: "unique id" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_twenty_one_characters_of_base32() {
        let id: UniqueId = "AROASSFAZTPA6YOSG5O4F".parse().unwrap();
        assert!(id.is(IdPrefix::Role) && !id.is(IdPrefix::User));
        for bad in [
            "",
            "AROASSFAZTPA6YOSG5O4",
            "aroassfaztpa6yosg5o4f",
            "AROASSFAZTPA6YOSG5O41",
        ] {
            assert!(bad.parse::<UniqueId>().is_err(), "{bad}");
        }
    }
}
