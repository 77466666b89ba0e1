//! Account ids: exactly twelve decimal digits, kept as text because leading zeros count.
//! <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html>

use std::str::FromStr;

use crate::ParseError;
use crate::text::text;

/// A twelve-digit AWS account id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId([u8; 12]);

impl AccountId {
    /// The digits as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // The constructors admit ASCII digits only, so this never falls back.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The digits as a number below 10^12, for packing into unique ids and tokens.
    #[must_use]
    pub fn to_u64(self) -> u64 {
        self.0
            .iter()
            .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
    }

    /// The account with this number; numbers of more than twelve digits name no account.
    ///
    /// # Errors
    /// [`ParseError`] when `number` is 10^12 or more.
    pub fn from_u64(number: u64) -> Result<Self, ParseError> {
        format!("{number:012}").parse()
    }
}

impl FromStr for AccountId {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let digits: [u8; 12] = text.as_bytes().try_into().map_err(|_| INVALID)?;
        if digits.iter().all(u8::is_ascii_digit) {
            Ok(Self(digits))
        } else {
            Err(INVALID)
        }
    }
}

text!(AccountId);

const INVALID: ParseError = ParseError { kind: "account id" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_twelve_digits_are_an_account() {
        for good in ["000000000000", "123456789012", "999999999999"] {
            let id: AccountId = good.parse().unwrap();
            assert_eq!(id.to_string(), good);
            assert_eq!(AccountId::from_u64(id.to_u64()), Ok(id));
        }
        for bad in [
            "",
            "12345678901",
            "1234567890123",
            "12345678901a",
            "١23456789012",
            "aws",
        ] {
            assert!(bad.parse::<AccountId>().is_err(), "{bad}");
        }
        assert!(AccountId::from_u64(1_000_000_000_000).is_err());
    }
}
