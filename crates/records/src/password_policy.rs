//! What an account asks of its users' passwords, and what is asked where nothing was chosen.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html>

use serde::{Deserialize, Serialize};

/// The password policy of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasswordPolicy {
    /// The fewest characters, 6 to 128.
    pub minimum_length: u16,
    /// At least one of [`SYMBOLS`].
    #[serde(default)]
    pub requires_symbols: bool,
    /// At least one of 0 to 9.
    #[serde(default)]
    pub requires_numbers: bool,
    /// At least one of A to Z.
    #[serde(default)]
    pub requires_uppercase: bool,
    /// At least one of a to z.
    #[serde(default)]
    pub requires_lowercase: bool,
    /// Whether each user may change its own password and read this policy.
    #[serde(default)]
    pub allows_users_to_change: bool,
    /// After how many days a password expires, 1 to 1,095; none: never.
    #[serde(default)]
    pub max_age_days: Option<u16>,
    /// How many of the last passwords, the present one included, may not be set again, 1 to 24.
    #[serde(default)]
    pub reuse_prevention: Option<u8>,
    /// Whether who comes with an expired password can no longer sign in to change it; none: not chosen.
    #[serde(default)]
    pub hard_expiry: Option<bool>,
}

/// What AWS assumes of every member that an update leaves out.
impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            minimum_length: 6,
            requires_symbols: false,
            requires_numbers: false,
            requires_uppercase: false,
            requires_lowercase: false,
            allows_users_to_change: false,
            max_age_days: None,
            reuse_prevention: None,
            hard_expiry: None,
        }
    }
}

impl PasswordPolicy {
    /// The classes of characters that every password must have, in the order in which AWS names them.
    pub fn required(&self) -> impl Iterator<Item = CharacterClass> {
        let required = [
            (self.requires_uppercase, CharacterClass::Uppercase),
            (self.requires_lowercase, CharacterClass::Lowercase),
            (self.requires_numbers, CharacterClass::Number),
            (self.requires_symbols, CharacterClass::Symbol),
        ];
        required
            .into_iter()
            .filter_map(|(is_required, class)| is_required.then_some(class))
    }

    /// How many passwords may not be set again.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.reuse_prevention.map_or(0, usize::from)
    }
}

/// The fewest characters of a password in an account without a policy.
pub const DEFAULT_MINIMUM_LENGTH: u16 = 8;

/// How many of the four classes a password has in an account without a policy.
pub const DEFAULT_CLASSES: usize = 3;

/// What a password may be asked to have one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharacterClass {
    /// A to Z.
    Uppercase,
    /// a to z.
    Lowercase,
    /// 0 to 9.
    Number,
    /// [`SYMBOLS`].
    Symbol,
}

impl CharacterClass {
    /// All, in the order in which AWS names them.
    pub const ALL: [Self; 4] = [Self::Uppercase, Self::Lowercase, Self::Number, Self::Symbol];

    /// Whether the password has one of the class.
    #[must_use]
    pub fn is_in(self, password: &str) -> bool {
        password.chars().any(|character| match self {
            Self::Uppercase => character.is_ascii_uppercase(),
            Self::Lowercase => character.is_ascii_lowercase(),
            Self::Number => character.is_ascii_digit(),
            Self::Symbol => SYMBOLS.contains(character),
        })
    }
}

/// What AWS counts as a symbol.
pub const SYMBOLS: &str = "!@#$%^&*()_+-=[]{}|'";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_ascii() {
        for (password, expected) in [
            ("", [false, false, false, false]),
            ("A", [true, false, false, false]),
            ("a", [false, true, false, false]),
            ("7", [false, false, true, false]),
            ("'", [false, false, false, true]),
            ("Äß٣~\"<>/ ", [false, false, false, false]),
            ("aZ0|", [true, true, true, true]),
        ] {
            let found = CharacterClass::ALL.map(|class| class.is_in(password));
            assert_eq!(found, expected, "{password}");
        }
    }
}
