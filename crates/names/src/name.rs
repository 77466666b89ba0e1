//! Names of users, groups, roles, policies and sessions: unique without regard to case, kept as given.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names>

use std::str::FromStr;
use std::sync::Arc;

use crate::ParseError;
use crate::text::text;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $min:literal..=$max:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as it was given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The name as uniqueness sees it: ASCII lower case, and names are ASCII.
            #[must_use]
            pub fn folded(&self) -> String {
                self.0.to_ascii_lowercase()
            }
        }

        impl FromStr for $name {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<Self, ParseError> {
                let fits = ($min..=$max).contains(&text.len());
                if fits && text.bytes().all(is_name_byte) {
                    Ok(Self(text.into()))
                } else {
                    Err(ParseError { kind: $kind })
                }
            }
        }

        text!($name);
    };
}

name! {
    /// The name of an IAM user; 1 to 64 characters when created, while look-ups may ask for up to 128.
    UserName, "user name", 1..=128
}
name! {
    /// The name of a group, 1 to 128 characters.
    GroupName, "group name", 1..=128
}
name! {
    /// The name of a role, 1 to 64 characters.
    RoleName, "role name", 1..=64
}
name! {
    /// The name of a managed or inline policy, 1 to 128 characters.
    PolicyName, "policy name", 1..=128
}
name! {
    /// The name of an instance profile, 1 to 128 characters.
    InstanceProfileName, "instance profile name", 1..=128
}
name! {
    /// The name of a virtual MFA device. The model sets no limit but the 256 characters of a serial number, which is the
    /// device's ARN and takes 30 of them.
    MfaDeviceName, "MFA device name", 1..=226
}
name! {
    /// The name of a server certificate, 1 to 128 characters.
    ServerCertificateName, "server certificate name", 1..=128
}
name! {
    /// The name of a SAML provider, 1 to 128 characters; the model has fewer kinds of them here.
    SamlProviderName, "SAML provider name", 1..=128
}
name! {
    /// The name of a role session or a federated user, 2 to 64 characters.
    SessionName, "session name", 2..=64
}

/// The model's `[\w+=,.@-]`, where `\w` is ASCII.
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_case_and_are_compared_without_it() {
        let name: UserName = "Bob.Smith+1@x-y_z,=".parse().unwrap();
        assert_eq!(name.as_str(), "Bob.Smith+1@x-y_z,=");
        assert_eq!(name.folded(), "bob.smith+1@x-y_z,=");
        for bad in ["", "a b", "a/b", "é", "a\n", &"a".repeat(129)] {
            assert!(bad.parse::<UserName>().is_err(), "{bad:?}");
        }
        assert!("a".repeat(65).parse::<RoleName>().is_err());
        assert!("a".parse::<SessionName>().is_err());
    }
}
